"""Dates of the customer's project (截止日): what must be done by when, and what moved it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.nlp.dates import Dated
from bot.nlp.facts import Fact
from bot.nlp.intents import TO_YOU, Talk, side, talks
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import Said

_EVENT_NAMES = {"poc": "POC", "报上去": "上报", "要用": "要用", "截止": "截止", "签": "签约", "签框架": "签框架协议"}
_BEFORE_IT = re.compile(r"(?:之|以)?前")
_DELIVERY = re.compile(r"交付|交货|到货|发货|供货|上线|验收|投产|出货")


def find(thread: Sequence[Said], lexicon: Lexicon) -> list[Fact]:
    """Dates of the customer's project; the last word about an event stands, 推到 moves the one before."""
    standing: dict[str, Fact] = {}
    for said in thread:
        here = [fact for talk in talks(said) for fact in _deadline(talk, lexicon, standing)]
        plain = [fact for fact in here if "赶在" not in fact.evidence.quote]
        for fact in plain or here:
            standing[str(fact.value["what"])] = fact
    return list(standing.values())


def _deadline(talk: Talk, lexicon: Lexicon, standing: dict[str, Fact]) -> Iterator[Fact]:
    usable = [d for d in talk.dates if not d.after and d.last >= talk.said.at.date()]
    if not usable or lexicon.says("hedged", talk.clause.text):
        return
    for dated in usable[-1:] if len(usable) == 1 else usable:
        what = _event(talk, dated, lexicon, standing, alone=len(usable) == 1)
        confidence = _certainty(talk, dated, lexicon) if what else 0.0
        if confidence:
            day = dated.last.isoformat()
            yield talk.said.fact("deadline", {"date": day, "what": what}, f"{day} {what}", confidence, talk.span)


def _event(talk: Talk, dated: Dated, lexicon: Lexicon, standing: dict[str, Fact], *, alone: bool) -> str:
    text, start = talk.bare, talk.clause.start
    pieces = [text] if alone else [text[max(0, dated.end - start) :][:8]]
    heard = [
        (_BEFORE_IT.match(piece, m.end()) is not None, m) for piece in pieces for m in lexicon.cue("events").finditer(piece)
    ]
    if heard:
        found = min(heard, key=lambda pair: pair[0])[1]  # 大促前要上线: the date is the one of 上线
        return _EVENT_NAMES.get(found[0], found[0])
    moved = lexicon.says("correction", talk.clause.text) and not talk.said.ours
    return next(reversed(standing)) if moved and standing else ""


def _certainty(talk: Talk, dated: Dated, lexicon: Lexicon) -> float:
    """0: no deadline. A past tense beside a date that was rolled into next year is most likely the past day."""
    if talk.said.ours:
        firm = re.search(r"可以|保证|没问题|能|肯定", talk.said.own) and not TO_YOU.search(talk.clause.text)
        return 0.6 if firm and not talk.clause.asks and re.search(r"交|到货|上线|发货|供货", talk.clause.text) else 0.0
    if lexicon.says("done", talk.clause.text) or (dated.rolled and "了" in talk.bare):
        return 0.0
    if side(talk, lexicon) and not _DELIVERY.search(talk.bare):
        return 0.0
    return 0.7 if talk.clause.asks else 0.85
