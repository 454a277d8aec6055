"""What the money in a chat means: the customer's budget, our quote, what was agreed. The speaker comes from the platform."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlp import contacts, dates, money
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from bot.nlp.text import Clause, Said, hide

_MOST = 40
"""Amounts of one message that are weighed; a longer list is a price list, not a statement."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount with its meaning. `open`: the customer says in the same breath that it is not granted yet."""

    kind: str
    money: Money
    said: Said
    span: tuple[int, int]
    confidence: float
    open: bool = False


def readable(said: Said) -> str:
    """The speaker's own words with everything hidden whose digits are not money."""
    text = hide(said.own, contacts.codes(said.own))
    return hide(text, ((d.start, d.end) for d in dates.find(text, said.at.date())))


def claims(thread: Sequence[Said], lexicon: Lexicon) -> list[Claim]:
    """The amounts that stand at the end: a later statement replaces an earlier one of its kind and side."""
    standing: dict[str, list[Claim]] = {}
    for position, said in enumerate(thread):
        if said.passed_on or not any(
            c.isdigit() or c in "一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾" for c in said.own
        ):
            continue
        for kind, found in _by_kind(_of_message(thread, position, lexicon, standing)).items():
            if not said.trusted and kind in standing:
                continue
            part = kind in standing and lexicon.says("part_of", said.own) and not lexicon.says("correction", said.own)
            if not part:
                standing[kind] = found
    return [claim for found in standing.values() for claim in found]


def _by_kind(found: Iterator[Claim]) -> dict[str, list[Claim]]:
    kinds: dict[str, list[Claim]] = {}
    for claim in found:
        kinds.setdefault(claim.kind, []).append(claim)
    return kinds


def _of_message(thread: Sequence[Said], position: int, lexicon: Lexicon, standing: dict[str, list[Claim]]) -> Iterator[Claim]:
    said = thread[position]
    text = readable(said)
    for one in money.find(text)[:_MOST]:
        if one.denied or not one.dealt_in:
            continue
        where = _Where(thread, position, said.clause_at(one.start), text, one, lexicon)
        kind = where.kind(standing)
        if kind:
            start, end = where.span(kind)
            yield Claim(kind, one, said, (start, end), where.confidence(kind), where.open)


@dataclass(frozen=True, slots=True)
class _Where:
    """One amount in its surroundings: the clause, the neighbours in the message, the question before it."""

    thread: Sequence[Said]
    position: int
    clause: Clause
    text: str
    money: Money
    lexicon: Lexicon

    @property
    def said(self) -> Said:
        return self.thread[self.position]

    def kind(self, standing: dict[str, list[Claim]]) -> str | None:
        if self._foreign():
            return None
        if self._near("deal") and self.money.sure and self.money.single and not self._doubtful():
            return "deal_amount"
        return self._quote(standing) if self.said.ours else self._budget(standing)

    def _foreign(self) -> bool:
        """Another seller's or another customer's money, or money that is no price at all; a bare number without a cue."""
        here = self.clause.text
        if any(self.lexicon.says(cue, here) for cue in ("not_ours", "not_price")):
            return True
        if re.search(r"去年|上年|往年|前年", here) and "今年" not in here:
            return True
        rival = bool(self.lexicon.rivals.find(here)) or self.lexicon.says("other_seller", here)
        return rival or not (self.money.sure or self._bare_ok())

    def _bare_ok(self) -> bool:
        """预算500000, 报价 46800: a bare number right behind its cue, of at least four digits."""
        amount = self.money.amount or 0
        before = self.text[max(0, self.money.start - 8) : self.money.start]
        return amount >= 1000_00 and any(self.lexicon.says(cue, before) for cue in ("budget", "quote"))

    def _doubtful(self) -> bool:
        here = self.clause
        return here.asks or any(
            word in here.text for word in ("还没", "没签", "如果", "要是", "的话", "能不能", "就签", "才签", "行不行")
        )

    def _quote(self, standing: dict[str, list[Claim]]) -> str | None:
        if self.clause.asks or self._near("budget"):
            return None
        cued = self._near("quote") or self._asked("quote_asked")
        corrects = "our_quote" in standing and self._near("correction")
        return "our_quote" if self.money.single and (cued or corrects) else None

    def _budget(self, standing: dict[str, list[Claim]]) -> str | None:
        if self._near("budget") and not self._only_wished():
            return "budget"
        if self.clause.asks or self._wished():
            return None
        answered = self._asked("budget_asked")
        corrects = "budget" in standing and (self._near("correction") or self._after_denial())
        return "budget" if answered or corrects else None

    def _wished(self) -> bool:
        return self.lexicon.says("target", self.clause.text)

    def _only_wished(self) -> bool:
        """能不能控制在45万: a price demand, unless the word 预算 itself is there."""
        return (self._wished() or self.clause.asks) and "预算" not in self.clause.text

    def _after_denial(self) -> bool:
        return "不是" in self.text[: self.money.start] and self.text[: self.money.start].rstrip().endswith("是")

    def _near(self, cue: str) -> bool:
        return self._cue_at(cue) is not None

    def _cue_at(self, cue: str) -> tuple[int, int] | None:
        """The cue in the clause, else in the clause before it in the same message, if that has no amount of its own."""
        found = self.lexicon.cue(cue).search(self.clause.text)
        if found:
            return self.clause.start, self.clause.end
        before = [c for c in self.said.clauses if c.end <= self.clause.start]
        if before and self.lexicon.says(cue, before[-1].text) and not money.find(self.text[before[-1].start : before[-1].end]):
            return before[-1].start, self.clause.end
        return self._cue_behind(cue)

    def _cue_behind(self, cue: str) -> tuple[int, int] | None:
        """五万八，不能再低了: a clause that is only an amount may have its cue in the next one."""
        behind = [c for c in self.said.clauses if c.start >= self.clause.end][:1]
        alone = len(self.clause.text) - (self.money.end - self.money.start) <= 2
        return (self.clause.start, self.clause.end) if alone and behind and self.lexicon.says(cue, behind[0].text) else None

    def _asked(self, cue: str) -> bool:
        """The other side's last message asked for it."""
        for said in reversed(self.thread[max(0, self.position - 4) : self.position]):
            if said.ours != self.said.ours:
                return self.lexicon.says(cue, said.own)
        return False

    @property
    def open(self) -> bool:
        return self.lexicon.says("budget_open", self.text)

    def span(self, kind: str) -> tuple[int, int]:
        cue = {"our_quote": "quote", "deal_amount": "deal"}.get(kind, "budget")
        return self._cue_at(cue) or (self.clause.start, self.clause.end)

    def confidence(self, kind: str) -> float:
        cue = {"our_quote": "quote", "deal_amount": "deal"}.get(kind, "budget")
        direct = self.lexicon.says(cue, self.clause.text)
        return (0.9 if direct else 0.75) - (0.1 if self.open and kind == "budget" else 0)


def budget_settled(thread: Sequence[Said], lexicon: Lexicon, standing: Sequence[Claim]) -> bool:
    """Whether the customer's last word leaves the money settled: an amount or 批了 settles it, 还没批 opens it again."""
    settled = False
    amounts = {claim.said.index: claim for claim in standing if claim.kind == "budget"}
    for said in thread:
        if said.ours or said.passed_on or not said.trusted:
            continue
        claim = amounts.get(said.index)
        if _unsure(said, lexicon) or (claim and claim.open):
            settled = False
        elif claim or _granted(said):
            settled = True
    return settled


def _unsure(said: Said, lexicon: Lexicon) -> bool:
    for index, clause in enumerate(said.clauses):
        before = said.clauses[index - 1].text if index else ""
        if ("预算" in clause.text or "预算" in before) and lexicon.says("budget_open", clause.text):
            return True
    return False


def _granted(said: Said) -> bool:
    return "预算" in said.own and any(word in said.own for word in ("批了", "批下来了", "批下来", "下来了", "到位了"))


def facts(standing: Sequence[Claim]) -> Iterator[Fact]:
    """Claims as facts, each distinct value once."""
    for claim in standing:
        one = claim.money
        if claim.kind == "budget":
            value: dict[str, object] = {"low": one.low, "high": one.high, "approx": one.approx}
            words = money.shown_range(one.low, one.high, one.approx)
        else:
            value, words = {"amount": one.amount}, money.shown(one.amount or 0)
        yield claim.said.fact(claim.kind, value, words, claim.confidence, claim.span)
