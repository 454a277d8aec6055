"""Dates of the customer's project (截止日): what must be done by when, and what moved it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.nlp.dates import Dated
from bot.nlp.facts import Fact
from bot.nlp.intents import TO_YOU, Talk, dated_talks, side
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import HIDDEN, SLIP, Said

_EVENT_NAMES = {
    "poc": "POC",
    "报上去": "上报",
    "要用": "要用",
    "截止": "截止",
    "签": "签约",
    "签框架": "签框架协议",
    "标书": "投标",
}
_BEFORE_IT = re.compile(r"(?:之|以)?前")
_DELIVERY = re.compile(r"交付|交货|到货|发货|供货|上线|验收|投产|出货|送到|到仓|装[好完上]|进场")
_BY_THEN = re.compile(r"要(?!问|看|是|不)|得(?!到)|必须|务必|一定|最晚|最迟|不能晚|赶在|之前|截止|死线")
_BATCH = re.compile(r"第[一二三四1-4][批期车单]|[一二三四]期|剩下|其余|尾货|首[批期单]")
_ARRIVES = re.compile(r"(?:前|要|能|号|日|必须|得|\x00) ?到(?![货期仓位账场齐港时了底处达付])")
_MEETING = re.compile(r"(?P<name>[一-鿿]{1,3}(?<![不才就都也机一开约学])会)(?:定|放|安排|改)?(?:在|是|到)?\x00")
_PERIODS = 20
"""Days from which on a date is a period: 十月份 is no day of anything small."""


@dataclass
class _Calendar:
    """The deadlines that stand, by what they are for; the last is the one a correction moves."""

    standing: dict[tuple[str, str], Fact] = field(default_factory=dict)

    def last(self) -> str:
        return next(reversed(self.standing))[0] if self.standing else ""

    def forget_ours(self, messages: set[str]) -> None:
        """What we had promised by the date that he moves."""
        self.standing = {key: fact for key, fact in self.standing.items() if fact.evidence.message not in messages}

    def put(self, fact: Fact) -> None:
        what, batch = str(fact.value["what"]), _BATCH.search(fact.evidence.quote)
        vague = what == _SOME or fact.confidence < _DIRECT
        key = what, batch[0] if batch else (str(fact.value["date"]) if vague else "")
        self.standing.pop(key, None)
        self.standing[key] = fact


_DIRECT = 0.7
_SOME = "截止"
"""What a date is for, where the customer only says that it is a limit."""


def find(thread: Sequence[Said], lexicon: Lexicon) -> list[Fact]:
    """The last word about an event stands, 推到 moves the one before."""
    calendar = _Calendar()
    ours = {said.message.id for said in thread if said.ours}
    for said in thread:
        if said.outside or not said.trusted:
            continue
        here = [fact for talk in dated_talks(said) for fact in _deadlines(talk, lexicon, calendar)]
        if here and said.theirs and lexicon.says("moved", said.own):
            calendar.forget_ours(ours)
        plain = [fact for fact in here if "赶在" not in fact.evidence.quote]
        for fact in plain or here:
            calendar.put(fact)
    return list(calendar.standing.values())


def _deadlines(talk: Talk, lexicon: Lexicon, calendar: _Calendar) -> Iterator[Fact]:
    usable = [d for d in talk.dates if not d.after and d.last > talk.said.at.date()]
    if SLIP.match(talk.said.whole, talk.clause.end):
        return
    if not usable or lexicon.says("hedged", talk.clause.text) or lexicon.says("if", talk.clause.text):
        return
    for dated in usable:
        what, direct = _event(talk, dated, lexicon, calendar, alone=len(usable) == 1)
        confidence = _certainty(talk, dated, lexicon, what) if what else 0.0
        if confidence:
            day = dated.last.isoformat()
            sure = confidence if direct else min(confidence, 0.65)
            yield talk.said.fact("deadline", {"date": day, "what": what}, f"{day} {what}", sure, talk.span)


def _event(talk: Talk, dated: Dated, lexicon: Lexicon, calendar: _Calendar, *, alone: bool) -> tuple[str, bool]:
    """What it is a date of, and whether the clause says so itself; empty: of nothing of the project."""
    text, start = talk.bare, talk.clause.start
    found = _named(text, lexicon) if alone else _beside(text, dated.start - start, dated.end - start, lexicon)
    if found:
        return found, True
    moved = talk.said.theirs and (dated.last - dated.first).days < _PERIODS and lexicon.says("moved", talk.said.own)
    if moved and (what := _named(talk.said.own, lexicon) or calendar.last()):
        return what, True
    if talk.said.ours or side(talk, lexicon) is not None:
        return "", False
    return (_SOME, False) if dated.limit or _BY_THEN.search(text) else ("", False)


def _beside(text: str, start: int, end: int, lexicon: Lexicon) -> str:
    """Of two dates in a clause each has what stands behind it, else what stands before it."""
    behind = text[max(0, end) :].partition(HIDDEN)[0]
    before = text[: max(0, start)].rpartition(HIDDEN)[2]
    return _named(behind[:10], lexicon) or _named(before[-8:], lexicon)


def _named(text: str, lexicon: Lexicon) -> str:
    heard = [(_BEFORE_IT.match(text, m.end()) is not None, m) for m in lexicon.cue("events").finditer(text)]
    if not heard:
        meeting = _MEETING.search(text)
        return "到货" if _ARRIVES.search(text) else meeting["name"] if meeting else ""
    found = min(heard, key=lambda pair: pair[0])[1]  # 大促前要上线: the date is the one of 上线
    return _SOME if found[0][:2] in ("时间", "日子") else _EVENT_NAMES.get(found[0], found[0])


def _certainty(talk: Talk, dated: Dated, lexicon: Lexicon, what: str) -> float:
    """0: no deadline. A past tense beside a date that was rolled into next year is most likely the past day."""
    if talk.said.ours:
        return _ours(talk, lexicon, what)
    if lexicon.says("done", talk.clause.text) or (dated.rolled and "了" in talk.bare):
        return 0.0
    if side(talk, lexicon) and not _DELIVERY.search(talk.bare):
        return 0.0
    if (dated.last - dated.first).days >= _PERIODS and lexicon.says("small_event", what):
        return 0.0
    return 0.7 if talk.clause.asks else 0.85


def _ours(talk: Talk, lexicon: Lexicon, what: str) -> float:
    """A firm delivery date, or the date of the customer's own event: 11月16号开课."""
    if talk.clause.asks:
        return 0.0
    firm = re.search(r"可以|保证|没问题|能|肯定", talk.said.own) and re.search(r"交|到货|上线|发货|供货", talk.clause.text)
    project = lexicon.says("their_event", what)
    return 0.6 if (firm or project) and not TO_YOU.search(talk.clause.text) else 0.0
