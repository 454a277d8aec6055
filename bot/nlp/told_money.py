"""What was asked, quoted and agreed as a report tells it: 报价8500元、380元/个, 成交6.2万, 定金3.1万."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.nlp import money
from bot.nlp.facts import Fact
from bot.nlp.money import Money
from bot.nlp.patterns import late
from bot.nlp.text import normalise
from bot.nlp.units import CLASSIFIER, MEASURE

_IN_FULL = 100_000
"""Fen; a smaller amount reads the same either way."""
_SIX_FIGURES, _A_THOUSAND, _A_HUNDRED = 10_000_000, 100_000, 10_000
_WITH_WAN = late(r"\d\.\d+ ?[万wW]")
_RANGE = late(r"([\d.]+)([万亿])到([\d.]+\2)")
_LABELS = (("budget", "预算"), ("target_price", "还价"), ("our_quote", "报价"), ("deal_amount", "成交"))
_OPEN = {"pending_approval": "预算待批", "undecided": "预算未定", "none": "没有预算"}
_MOST = 2
_NEAR = 16
_UNIT = rf"(?P<unit>{CLASSIFIER}|{MEASURE}|个月|[年月天])"
_BEHIND, _BEFORE = late(rf"\s?[一每/]\s?{_UNIT}"), late(rf"[一每单]{_UNIT}(?:只要|就?是|就|报|按|给您?|卖)?\s?\Z")
_WHOLE = late(r"(?:一共|总共|合计|共计|拢共|总[价计额]|打包)[^,。;!?\d]{0,6}\Z")
_PART = late(
    r"(?P<label>[定订]金|首付款?|预付款?|首款|尾款|余款|押金|还剩|剩下)[^,。;!?\d]{0,6}(?:\d{1,3}%[^,。;!?\d]{0,6})?\Z"
)
_PART_BEHIND = late(r"\s?的?(?P<label>[定订]金|首付款?|预付款|首款|尾款|余款|押金)")


_PAID_PART = late(r"收到|到账|转|打[给过款了你您]|[先已]付|付[了你您]|[定订]金|预付")
_PAID, _EACH, _SEVERAL = "已付", "单价", 3
_PARTS = (_EACH, "定金", "订金", "首付", "首付款", "预付", "预付款", "首款", "尾款", "余款", "押金", _PAID)
"""Told behind the whole."""


class _Told(NamedTuple):
    label: str
    amount: str
    unit: str
    whole: bool
    fact: Fact

    @property
    def fen(self) -> int:
        return int(self.fact.value["amount"]) if self.fact.currency == "CNY" else 0


def amounts(facts: Sequence[Fact]) -> list[str]:
    """The budget first; an amount that was asked, quoted and agreed is told once, of several first what all costs (一共)."""
    told: list[str] = []
    known: set[str] = set()
    counts = {fact.value["quantity"] for fact in facts if fact.kind == "product"} - {None}
    for kind, label in reversed(_LABELS):  # what was asked, quoted and agreed is often the same
        mine = [_told(fact, label) for fact in facts if fact.kind == kind]
        mine = _beside_the_whole(mine, counts) if kind == "deal_amount" else mine
        mine = sorted(mine, key=lambda one: not one.whole)[:_MOST]
        mine = [one for one in mine if kind == "budget" or one.amount not in known]
        known.update(one.amount for one in mine)
        told = [*_by_label(mine), *told]
    status = next((str(fact.value["status"]) for fact in facts if fact.kind == "budget_status"), "")
    open_budget = _OPEN.get(status, "")
    if told and told[0].startswith("预算") and open_budget:
        return [f"{told[0]}（{open_budget.removeprefix('预算')}）", *told[1:]]
    return [open_budget, *told]


def _by_label(told: Sequence[_Told]) -> list[str]:
    labels = sorted({one.label: None for one in told}, key=_PARTS.__contains__)
    return [label + "、".join(f"{one.amount}{one.unit}" for one in told if one.label == label) for label in labels]


def _told(fact: Fact, label: str) -> _Told:
    text = normalise(fact.evidence.quote)
    one = _mention(fact, text) if fact.kind in ("our_quote", "deal_amount") else None
    if one is None:
        return _Told(label, amount(fact), "", whole=False, fact=fact)
    before = text[max(0, one.start - _NEAR) : one.start]
    whole = _WHOLE.search(before) is not None
    return _Told(_share(text, one, before, label), amount(fact), "" if whole else _unit(text, one, before), whole, fact)


def _beside_the_whole(told: Sequence[_Told], counts: set[float]) -> list[_Told]:
    """成交24300元，已付5000元; 成交13200元，单价660元: of two deals the smaller is what one piece is, or is paid of the larger.

    `counts`: how many of each ware; where none is known any number from three on will do, as a half is mostly paid.
    """
    most = max((one.fen for one in told if one.label not in _PARTS), default=0)
    return [one if one.label in _PARTS or one.unit or not 0 < one.fen < most else _smaller(one, most, counts) for one in told]


def _smaller(one: _Told, most: int, counts: set[float]) -> _Told:
    times, rest = divmod(most, one.fen)
    if rest == 0 and times in counts:
        return one._replace(label=_EACH)
    if _PAID_PART.search(normalise(one.fact.evidence.quote)):
        return one._replace(label=_PAID)
    return one._replace(label=_EACH) if rest == 0 and times >= _SEVERAL and not counts else one


def _mention(fact: Fact, text: str) -> Money | None:
    return next((one for one in money.find(text) if one.amount == fact.value["amount"]), None)


def _share(text: str, one: Money, before: str, label: str) -> str:
    """定金, 尾款: what was paid, or is left, of a deal is not the deal."""
    part = (_PART.search(before) or _PART_BEHIND.match(text, one.end)) if label == "成交" else None
    return label if part is None else "余款" if "剩" in part["label"] else part["label"]


def _unit(text: str, one: Money, before: str) -> str:
    """11000一台 is /台."""
    unit = _BEHIND.match(text, one.end) or _BEFORE.search(before)
    return f"/{unit['unit'].replace('个月', '月')}" if unit else ""


def amount(fact: Fact) -> str:
    """As it was written where it was in full (14200元), else 46.8万; 25到30万. 万 has two decimals at most."""
    value = fact.value
    if fact.currency != "CNY":
        return _RANGE.sub(r"\1到\3", fact.shown)
    fen = value["amount"] if "amount" in value else value["low"] if value["low"] == value["high"] else 0
    short = fen < _SIX_FIGURES and fen % _A_THOUSAND and not _WITH_WAN.search(fact.evidence.quote)
    if fen >= _IN_FULL and (short or fen % _A_HUNDRED):
        return f"{'约' if value.get('approx') else ''}{fen / 100:.10g}元"
    if fen >= _IN_FULL and f"{fen // 100}" in fact.evidence.quote.replace(",", ""):
        return f"{'约' if value.get('approx') else ''}{fen // 100}元"
    return _RANGE.sub(r"\1到\3", fact.shown)
