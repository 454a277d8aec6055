"""A model's answer, believed in nothing: each proposal has to quote the chat, and our own grammar reads the quotation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.nlp import contacts, dates, deeds, money
from bot.nlp.dates import Dated
from bot.nlp.facts import KINDS, Extraction, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.proposals.question import Question
from bot.nlp.reread import reread
from bot.nlp.text import HIDDEN, Said, hide, normalise

CONFIDENCE = 0.4
"""Of what a model proposes: never ticked by default."""
MOST = 10
"""Proposals of one answer that are taken; more is noise."""
_LOOKED_AT = 50
_QUOTE, _GIVEN = range(2, 121), 500
"""Characters of a quotation, and of it with placeholders in it."""
_NAME = re.compile(r"(?!.*(?:[你我他她它咱谁某]|什么|这|那))[\w·&()（）. -]{2,24}")
_ASKS = re.compile(r"\W*(?:麻烦|请(?!假|示)|劳烦|辛苦|帮|您|你)")
_LETTER = re.compile(r"[^\W\d_]")
_SOFT = frozenset({"approx", "role", "what", "quantity", "unit", "label"})
"""Parts of a value in which two that are one may differ."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The extraction with what stood the test beside what it had, which is unchanged."""

    extraction: Extraction
    added: int
    dropped: int


def judge(question: Question, answer: str, found: Extraction, lexicon: Lexicon) -> Judged:
    """Never raises, whatever the answer is. A value that the extraction has is not proposed again."""
    known = {_identity(fact) for fact in found.facts}
    fresh: list[Fact] = []
    entries = _entries(answer)
    for entry in entries[:_LOOKED_AT]:
        fact = _fact(question, entry, lexicon)
        if fact and len(fresh) < MOST and _identity(fact) not in known:
            known.add(_identity(fact))
            fresh.append(fact)
    place = {piece.said.message.id: piece.number for piece in question.pieces}
    return Judged(_with(found, fresh, place), len(fresh), len(entries) - len(fresh))


def _entries(answer: str) -> list[Any]:
    """The proposals of the one JSON object in the answer, whatever stands around it."""
    try:
        data = json.loads(answer[answer.index("{") : answer.rindex("}") + 1])
    except (ValueError, RecursionError):
        return []
    found = data.get("proposals")
    return found if isinstance(found, list) else []


def _with(found: Extraction, fresh: Sequence[Fact], place: Mapping[str, int]) -> Extraction:
    """Each kind's candidates follow what the rules found of it."""
    new = sorted(fresh, key=lambda fact: (place[fact.evidence.message], fact.evidence.start))
    return replace(found, facts=tuple(sorted([*found.facts, *new], key=lambda fact: KINDS.index(fact.kind))))


def _identity(fact: Fact) -> tuple[str, str]:
    soft = _SOFT - {"what"} if fact.kind == "next_action" else _SOFT
    hard = {key: normalise(str(value)) for key, value in fact.value.items() if key not in soft}
    return fact.kind, repr(sorted(hard.items()))


@dataclass(frozen=True, slots=True)
class _Cited:
    """Characters of a message that a proposal quotes; `name`: those of them that it names, as they were written."""

    said: Said
    start: int
    end: int
    name: str
    lexicon: Lexicon

    @property
    def quote(self) -> str:
        return self.said.message.text[self.start : self.end]

    def inside(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end

    def touches(self, start: int, end: int) -> bool:
        return start < self.end and self.start < end


def _fact(question: Question, entry: Any, lexicon: Lexicon) -> Fact | None:
    kind = str(entry.get("kind")) if isinstance(entry, dict) else ""
    cited = _cited(question, entry, lexicon) if kind in _KINDS else None
    if cited is None or not _allowed(kind, cited.said):
        return None
    words, said = _KINDS[kind].read(cited), cited.said
    reading = reread(kind, words, at=said.message.at, zone=said.zone) if words else None
    return said.fact(kind, *reading, CONFIDENCE, (cited.start, cited.end)) if reading else None


def _cited(question: Question, entry: Mapping[str, Any], lexicon: Lexicon) -> _Cited | None:
    """The quotation in a piece that was asked about; None where it does not stand there word for word."""
    number, quote = entry.get("n"), _words(question, entry.get("quote"))
    if type(number) is not int or len(quote) not in _QUOTE:
        return None
    for piece in question.pieces:
        at = piece.said.own.find(quote, piece.start, piece.end) if piece.number == number else -1
        if at >= 0:
            name = _as_written(piece.said, at, quote, _words(question, entry.get("name")), lexicon)
            return _Cited(piece.said, at, at + len(quote), name, lexicon)
    return None


def _words(question: Question, given: object) -> str:
    """What the model wrote, with the placeholders put back, ready to be looked for. Empty: nothing that may be looked for."""
    if not isinstance(given, str) or len(given) > _GIVEN:
        return ""
    text = normalise(question.mask.restore(given)).strip()
    return "" if HIDDEN in text else text


def _as_written(said: Said, at: int, quote: str, name: str, lexicon: Lexicon) -> str:
    """The name, where it stands in the quotation and cuts no word in two; else nothing."""
    inside = quote.find(name) if _NAME.fullmatch(name) and _LETTER.search(name) else -1
    start, end = at + inside, at + inside + len(name)
    whole = inside >= 0 and lexicon.words.stands(said.own, start, end)
    return said.message.text[start:end] if whole else ""


def _plain(said: Said) -> str:
    """The speaker's own words with everything hidden whose digits are names."""
    return hide(said.own, contacts.codes(said.own))


def _dates(cited: _Cited) -> list[Dated] | None:
    """Those in the quotation, read where they stand; None: it cuts one in two."""
    said = cited.said
    near = [d for d in dates.find(_plain(said), said.at, said.works) if cited.touches(d.start, d.end)]
    return near if all(cited.inside(d.start, d.end) for d in near) else None


def _amount(cited: _Cited) -> money.Money | None:
    """The one amount in the quotation, read where it stands: 50万 of 150万 is none."""
    said = cited.said
    text = _plain(said)
    text = hide(text, ((d.start, d.end) for d in dates.find(text, said.at, said.works)))
    near = [one for one in money.find(text) if cited.touches(one.start, one.end)]
    only = near[0] if len(near) == 1 else None
    return only if only and only.dealt_in and not only.denied and cited.inside(only.start, only.end) else None


def _range(cited: _Cited) -> str:
    one = _amount(cited)
    return money.shown_range(one.low, one.high, one.approx) if one else ""


def _single(cited: _Cited) -> str:
    one = _amount(cited)
    return money.shown(one.amount) if one and one.single and one.amount else ""


def _deadline(cited: _Cited) -> str:
    """A day that is not over when it is said; of the events in the quotation the first."""
    found = _dates(cited)
    if not found or len(found) != 1 or found[0].after or found[0].last < cited.said.at.date():
        return ""
    event = cited.lexicon.cue("events").search(normalise(cited.quote))
    return f"{found[0].last.isoformat()} {event[0] if event else ''}"


def _action(cited: _Cited) -> str:
    found = _dates(cited)
    if found is None or any(d.last < cited.said.at.date() for d in found):
        return ""
    here = ((d.start - cited.start, d.end - cited.start) for d in found)
    what = deeds.words(hide(cited.quote, here))
    asks = _ASKS.match(normalise(cited.quote)) is not None
    ours = cited.said.ours != asks  # who asks wants it of the other side
    return deeds.shown(what, found[-1].last.isoformat() if found else None, ours) if len(what) > 1 else ""


def _named(cited: _Cited) -> str:
    return cited.name


def _rival(cited: _Cited) -> str:
    """Of a rival in the lexicon the rules have the last word (排除了), and a product of ours is none."""
    name = normalise(cited.name)
    return "" if cited.lexicon.rivals.find(name) or cited.lexicon.wares.find(name) else cited.name


def _ware(cited: _Cited) -> str:
    known = cited.lexicon.wares.find(normalise(cited.name))
    return known[0][0] if known else cited.name


def _person(cited: _Cited) -> str:
    """A family name first: 小王 and 那个人 name nobody."""
    return cited.name if cited.name.startswith(cited.lexicon.names.surnames) else ""


def _itself(cited: _Cited) -> str:
    return cited.quote


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the words of a kind are read from a quotation, as a person would type them; `side`: whose words they have to be."""

    read: Callable[[_Cited], str]
    side: str = ""


_THEIRS, _OURS = "theirs", "ours"
_KINDS: Mapping[str, _Kind] = {
    "budget": _Kind(_range, _THEIRS),
    "target_price": _Kind(_range, _THEIRS),
    "our_quote": _Kind(_single, _OURS),
    "deal_amount": _Kind(_single),
    "deadline": _Kind(_deadline),
    "next_action": _Kind(_action),
    "competitor": _Kind(_rival),
    "product": _Kind(_ware),
    "decision_maker": _Kind(_named),
    "contact_person": _Kind(_person, _THEIRS),
    "contact_company": _Kind(_named, _THEIRS),
    "contact_address": _Kind(_named, _THEIRS),
    "pain_point": _Kind(_itself, _THEIRS),
}
"""What may be proposed. Phones, e-mails and codes are not among them: a grammar finds all there are."""


def _allowed(kind: str, said: Said) -> bool:
    side = _KINDS[kind].side
    return not side or getattr(said, side)
