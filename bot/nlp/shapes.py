"""The shapes of `suilu extract` (NLP.md 5 and 6): a line of JSON to what the extractor reads, and what it found to a line.

A line that is not in shape raises NotInShape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TypeVar

from bot.model import Message
from bot.nlp.entities import Entity
from bot.nlp.facts import JSON, TICKED, Extraction, Fact
from bot.nlp.lexicon import Terms
from bot.nlp.norms import norm

T = TypeVar("T")
CHINA = timezone(timedelta(hours=8))
"""The zone of a moment that names none."""
_YEARS = range(1970, 2200)
"""No day's arithmetic overflows in these."""


class NotInShape(ValueError):
    """Names the place, and what is expected there: `messages[3]: time: a string is expected`."""


@dataclass(frozen=True, slots=True)
class Text:
    """A single text (`--entities`)."""

    id: str | int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation as it was handed in. `Message.id` is its place in `messages`, `numbers` what the line calls it there.

    `names` are people's, by key; `outsiders` the keys of people of neither side.
    """

    id: str | int
    zone: tzinfo
    messages: tuple[Message, ...]
    numbers: tuple[int, ...]
    names: Mapping[str, str]
    outsiders: frozenset[str]
    competitors: Terms
    products: Terms


def text(line: JSON) -> Text:
    """`{"id", "text", "reference_time"}`; other keys are passed over."""
    return Text(id_of(line), _string(line, "text"), _moment(line, "reference_time"))


def chat(line: JSON) -> Chat:
    """`{"id", "reference_time", "participants", "messages", "lexicon"?}`; other keys are passed over."""
    number, zone = id_of(line), _moment(line, "reference_time").tzinfo or CHINA
    people = _each(line, "participants", lambda one: (_string(one, "key"), _string(one, "name", ""), _string(one, "role")))
    roles, names = {key: role for key, _, role in people}, {key: name for key, name, _ in people}
    places = iter(range(len(line.get("messages") or ())))
    messages = _each(line, "messages", lambda one: _message(one, str(next(places)), roles, names))
    lexicon = _object(line, "lexicon")
    return Chat(
        number,
        zone,
        tuple(messages),
        tuple(_place(row, place) for place, row in enumerate(line["messages"])),
        names,
        frozenset(key for key, role in roles.items() if role == "third_party"),
        _terms(lexicon, "competitors"),
        _terms(lexicon, "products"),
    )


def _message(line: JSON, number: str, roles: Mapping[str, str], names: Mapping[str, str]) -> Message:
    by, at, words, kind = _string(line, "sender"), _moment(line, "time"), _string(line, "text"), _string(line, "type", "text")
    ours = roles.get(by) in ("sales", "presale")
    return Message(number, by, at, words, ours=ours, by_name=names.get(by, ""), kind=kind, origin=_string(line, "origin", ""))


def _place(row: JSON, place: int) -> int:
    return row["i"] if isinstance(row.get("i"), int) else place


def entities(asked: Text, found: Sequence[Entity]) -> dict[str, JSON]:
    """`{"id", "entities": [{"type", "text", "value", "start", "end"}]}`."""
    rows = [{"type": one.kind, "text": one.text, "value": one.value, "start": one.start, "end": one.end} for one in found]
    return {"id": asked.id, "entities": rows}


def facts(asked: Chat, found: Extraction) -> dict[str, JSON]:
    """What was found, as a line: only what a draft would tick (`TICKED`). `cut`: messages that were not read to their end."""
    rows: dict[str, list[JSON]] = {name: [] for name in ("facts", *_LISTS.values(), "tags")}
    for fact in found.facts:
        if fact.confidence < TICKED:
            continue
        if fact.kind == "tag":
            rows["tags"].append(fact.value["name"])
        else:
            rows[_LISTS.get(fact.kind, "facts")].append(_row(asked, fact))
    cut = {"cut": [asked.numbers[int(number)] for number in found.cut]} if found.cut else {}
    return {"id": asked.id, **rows, "summary": found.summary, **cut}


_LISTS = {
    "pain_point": "pain_points",
    "objection": "objections",
    "stage_event": "stage_events",
    "next_action": "next_actions",
}


def _row(asked: Chat, fact: Fact) -> dict[str, JSON]:
    where = fact.evidence
    said = {"msg": asked.numbers[int(where.message)], "text": where.quote, "start": where.start, "end": where.end}
    return {**_meaning(asked, fact), "evidence": [said], "confidence": round(fact.confidence, 2)}


def _meaning(asked: Chat, fact: Fact) -> dict[str, JSON]:
    if fact.kind == "next_action":
        ours = bool(fact.value["ours"])
        side = "sales" if ours else "customer"
        return {"side": side, "who": _doer(asked, fact, ours), "what": fact.value["what"], "due": fact.value["due"]}
    if fact.kind == "stage_event":
        return {"event": fact.value["event"], "label": fact.shown}
    if fact.kind in _LISTS:
        return dict(fact.value)
    field, plain, value = norm(fact)
    return {"field": field, "norm": plain, "value": value}


def _doer(asked: Chat, fact: Fact, ours: bool) -> str:
    """Who said it, where his side is to do it; else the first of that side who speaks. Empty: nobody."""
    said = asked.messages[int(fact.evidence.message)]
    speakers = (message.by for message in (said, *asked.messages) if message.ours == ours)
    return asked.names.get(next(speakers, ""), "")


def id_of(line: JSON) -> str | int:
    if not isinstance(line, dict):
        raise NotInShape("an object is expected")
    number = line.get("id")
    if not isinstance(number, str | int):
        raise NotInShape("id: a string or a number is expected")
    return number


def _string(line: JSON, key: str, default: str | None = None) -> str:
    if not isinstance(line, dict):
        raise NotInShape("an object is expected")
    value = line.get(key, default)
    if not isinstance(value, str):
        raise NotInShape(f"{key}: a string is expected")
    return value


def _moment(line: JSON, key: str) -> datetime:
    words = _string(line, key)
    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise NotInShape(f"{key}: a moment such as 2026-03-12T20:10:00+08:00 is expected") from error
    if at.year not in _YEARS:
        raise NotInShape(f"{key}: a year between {_YEARS[0]} and {_YEARS[-1]} is expected")
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _each(line: JSON, key: str, read: Callable[[JSON], T]) -> list[T]:
    rows = line.get(key)
    if not isinstance(rows, list):
        raise NotInShape(f"{key}: a list is expected")
    found = []
    for place, row in enumerate(rows):
        try:
            found.append(read(row))
        except NotInShape as error:
            raise NotInShape(f"{key}[{place}]: {error}") from error
    return found


def _object(line: JSON, key: str) -> dict[str, JSON]:
    value = line.get(key) or {}
    if not isinstance(value, dict):
        raise NotInShape(f"{key}: an object is expected")
    return value


def _terms(lexicon: JSON, key: str) -> Terms:
    """Canonical name → aliases; null for none."""
    terms = {name: aliases or [] for name, aliases in _object(lexicon, key).items()}
    for name, aliases in terms.items():
        if not name.strip() or not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
            raise NotInShape(f"lexicon: {key}: a list of words is expected for every name")
    return {name: tuple(aliases) for name, aliases in terms.items()}
