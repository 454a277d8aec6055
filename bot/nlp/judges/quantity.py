"""How many of a ware are wanted: which of the chat's numbers counts it, where no rule knows or the rules' own sounds unlikely.

The rules read a count where it is said to be one; often it stands alone, in another message, or in words they do not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import log10
from typing import NamedTuple

from bot.nlp.called import Named
from bot.nlp.facts import TICKED, Fact
from bot.nlp.judges.judge import Judge, masked, pairs, plain_digits, side_of
from bot.nlp.lazy import lazy
from bot.nlp.numbers import between, joined, span
from bot.nlp.patterns import late
from bot.nlp.reading import Reading
from bot.nlp.sifting import SHORT, undoubted
from bot.nlp.units import CLASSIFIER, MEASURE

LABEL = "quantity"
_LIKELY, _LIKELIER = -0.5, 1.5
"""The odds (logarithms) from which a number is told, and how much likelier than the rules' own it takes its place, where it is
not said before that: a correction may have replaced it.
"""
_GUESS = 0.6
_UNIT = late(rf"\s?[多来余]?\s?(?P<unit>{MEASURE}|{CLASSIFIER})")
_PLAIN = late(r"[^一-鿿]+")
_EDGE = 3
"""Characters that touch a number, told one by one, two and three."""
_AROUND = 10
"""Characters on either side that are looked at."""
_ASKED = 12
_PARTS = 5
_BACK = 40
"""Messages in which a ware was named last."""
_NUMBERS = 40
"""Numbers of a chat that are looked at: the last ones."""


class Number(NamedTuple):
    """A number that is no money, where it is said."""

    one: Named
    place: int
    start: int
    end: int
    value: Decimal
    unit: str
    behind: int
    """Where its unit ends."""
    joint: bool
    """Whether it is the end of a range."""

    @property
    def theirs(self) -> bool:
        return self.one.turn.said.theirs

    @property
    def at(self) -> tuple[int, int]:
        return self.place, self.start


class Candidate(NamedTuple):
    """A number for a ware."""

    name: str
    number: Number
    features: frozenset[str]


def numbers(reading: Reading) -> list[Number]:
    spent = frozenset(reading.ledger.spent)
    found = (number for place, one in enumerate(reading.named) for number in _of_message(one, place, spent))
    return list(found)[-_NUMBERS:]


def candidates(reading: Reading, found: Sequence[Fact]) -> Iterator[Candidate]:
    """Each number for each ware that is named. `found`: what the rules say of wares."""
    chat = _Chat.of(reading, found)
    for name in chat.names:
        for number in chat.numbers:
            yield Candidate(name, number, frozenset(_features(name, number, chat)))


def revised(found: Sequence[Fact], reading: Reading) -> list[Fact]:
    """The same facts; a ware without a quantity has the likeliest number that is likely enough, and so has one whose own is
    much less likely.
    """
    if len(reading.turns) <= SHORT or not _wares(found):
        return list(found)
    chat, own = _Chat.of(reading, found), undoubted(reading.turns, reading.lexicon)
    times = Counter(str(fact.value["name"]) for fact in _wares(found))
    open_to = {name for name, many in times.items() if many == 1}
    return [_counted(fact, chat) if _is_open(fact, open_to, own) else fact for fact in found]


def _is_open(fact: Fact, once: Collection[str], own: Collection[str]) -> bool:
    """A ware that the draft ticks, told with one quantity or none, in no words of the organisation's own."""
    told = fact.kind == "product" and fact.confidence >= TICKED and fact.evidence.message not in own
    return told and fact.value["name"] in once


def _wares(found: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in found if fact.kind == "product"]


def _counted(fact: Fact, chat: _Chat) -> Fact:
    name, own = str(fact.value["name"]), fact.value["quantity"]
    known = [number for number in chat.numbers if number.value == own]
    since = max((number.place for number in known), default=0)
    others = [number for number in chat.numbers if number.place >= since and number.value != own]
    if not others or (own is not None and not known):
        return fact
    odds, number = max(((chat.odds(name, number), number) for number in others), key=lambda one: one[0])
    if odds < _LIKELY or (known and odds < _LIKELIER + max(chat.odds(name, number) for number in known)):
        return fact
    said, clause = number.one.turn.said, number.one.turn.said.clause_at(number.start)
    many = int(number.value) if number.value == number.value.to_integral_value() else float(number.value)
    value = {**fact.value, "quantity": many, "unit": number.unit}
    return said.fact("product", value, f"{name} {many:.15g}{number.unit}", _GUESS, (clause.start, clause.end))


def _of_message(one: Named, place: int, spent: Collection[tuple[int, int]]) -> Iterator[Number]:
    text, index = one.turn.plain, one.turn.said.index
    for run, before in joined(text):
        both = between(before[0], run[0]) if before else None
        read = both or span(run[0])
        if read is None or (index, run.start()) in spent:
            continue
        unit = _UNIT.match(text, run.end())
        value = read.low if read.high is None else read.high
        name, behind = (unit["unit"], unit.end()) if unit else ("", run.end())
        yield Number(one, place, run.start(), run.end(), value, name, behind, both is not None)


@dataclass(frozen=True, eq=False)
class _Chat:
    """`told`: wares with the numbers that the rules give them."""

    named: Sequence[Named]
    numbers: Sequence[Number]
    told: Collection[tuple[str, object]]

    @classmethod
    def of(cls, reading: Reading, found: Sequence[Fact]) -> _Chat:
        told = {(str(fact.value["name"]), fact.value["quantity"]) for fact in _wares(found)}
        return cls(reading.named, numbers(reading), told)

    def odds(self, name: str, number: Number) -> float:
        return Judge.shipped(LABEL).odds(frozenset(_features(name, number, self)))

    @lazy
    def names(self) -> list[str]:
        return list(dict.fromkeys(name for one in self.named for name, _, _ in one.hits))


def _features(name: str, number: Number, chat: _Chat) -> Iterator[str]:
    side = side_of(number.one.turn.said)
    yield from _form(name, number, side)
    yield from _words(name, number, side)
    yield from _near(name, number, side)
    yield from _course(name, number, chat)
    yield from _others(name, number, chat, side)


def _form(name: str, number: Number, side: str) -> Iterator[str]:
    """The unit, also beside what the ware is called; the size."""
    unit, value = number.unit, number.value
    chinese = _PLAIN.sub("", name)
    yield f"u={unit}"
    yield f"u={unit}{side}"
    yield f"unit{bool(unit):d}{side}"
    yield f"uh:{unit}{chinese[-1:]}"
    yield from (f"ub:{unit}:{one}{other}" for one, other in pairwise(chinese))
    yield f"v:{min(8, int(2 * log10(value))) if value >= 1 else '<'}"
    yield f"one{value == 1:d}{unit}"
    yield f"whole{value == value.to_integral_value():d}"
    yield f"joint{number.joint:d}"


def _words(name: str, number: Number, side: str) -> Iterator[str]:
    left, right = masked(number.one, number.start, number.end, name)
    for long in range(1, _EDGE + 1):
        yield f"L:{left[-long:]}"
        yield f"R:{right[:long]}"
        yield f"L{side}:{left[-long:]}"
    yield from pairs("l:", left[-_AROUND:])
    yield from pairs("r:", right[:_AROUND])
    turn = number.one.turn
    yield from pairs("?:", plain_digits(turn.asked.own[-_ASKED:]) if turn.asked else "")
    yield f"asks{turn.said.clause_at(number.start).asks:d}"
    yield f"side{side}"


def _near(name: str, number: Number, side: str) -> Iterator[str]:
    """How far this ware, and another, stands from it in its clause; whether they are named in the message."""
    clause, hits = number.one.turn.said.clause_at(number.start), number.one.hits
    inside = [hit for hit in hits if clause.start <= hit[1] < clause.end]
    mine, other = (_distance(number, [hit for hit in inside if (hit[0] == name) == own]) for own in (True, False))
    yield f"P:{_far(mine)}"
    yield f"Q:{_far(other)}"
    nearer = "" if other is None else "near" if mine is not None and abs(other) < abs(mine) else "far"
    yield f"PQ:{'' if mine is None else 'b' if mine >= 0 else 'a'}{nearer}"
    yield f"here{any(hit[0] == name for hit in hits):d}{any(hit[0] != name for hit in hits):d}{side}"


def _distance(number: Number, hits: Sequence[tuple[str, int, int]]) -> int | None:
    """Characters from the nearest of these; below nothing: it stands behind."""
    far = [number.start - end if end <= number.start else number.end - start for _, start, end in hits]
    return min(far, key=abs, default=None)


def _far(distance: int | None) -> str:
    return "" if distance is None else f"{'b' if distance >= 0 else 'a'}{min(4, abs(distance) // 2)}"


def _course(name: str, number: Number, chat: _Chat) -> Iterator[str]:
    """Which ware was named last before it, and how long before; where in the chat it is."""
    before = (
        (number.place - place, hit[0])
        for place in range(number.place, max(-1, number.place - _BACK), -1)
        for hit in reversed(chat.named[place].hits)
        if place < number.place or hit[1] < number.start
    )
    back, last = next(before, (0, ""))
    whose = "" if not last else "P" if last == name else "Q"
    wares = len(chat.names)
    yield f"focus:{whose}{min(3, back)}"
    yield f"focus{whose}:{min(3, wares)}"
    yield f"wares{min(4, wares)}"
    yield f"part{number.place * _PARTS // len(chat.named)}"
    yield f"end{min(3, len(chat.named) - 1 - number.place)}"


def _others(name: str, number: Number, chat: _Chat, side: str) -> Iterator[str]:
    """The same number elsewhere; other numbers in the same unit; whether the rules give it to another ware."""
    same = [other for other in chat.numbers if other.value == number.value and other.at != number.at]
    earlier, later = (sum((other.place < number.place) == before for other in same) for before in (True, False))
    agreed = any(
        other.theirs != number.theirs and (not other.unit or not number.unit or other.unit == number.unit) for other in same
    )
    yield f"same{min(2, earlier)}{min(2, later)}"
    yield f"both{agreed:d}"
    rest = [other for other in chat.numbers if other.unit == number.unit != "" and other.value != number.value]
    then = [other for other in rest if other.at > number.at]
    yield f"unit:{min(2, len(rest) - len(then))}{min(2, len(then))}{side}"
    yield f"then{min(2, sum(other.theirs for other in then))}"
    yield f"first{not any(other.unit and other.theirs and other.at < number.at for other in chat.numbers):d}"
    yield f"max{number.value == max(other.value for other in chat.numbers):d}"
    taken = any(ware != name and many == number.value for ware, many in chat.told)
    yield f"other{taken:d}"
    yield f"other{taken:d}{any(hit[0] == name for hit in number.one.hits):d}"
