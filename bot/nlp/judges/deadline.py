"""Which of the days that a chat names are limits of the customer's project: by the words around each and by the other days.

The rules know words for it; the judge, taught by our own chats, doubts a day that does not sound like one and adds one that
does, unless the rules know that it was taken back or is a day of something else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.nlp import besides, deadlines
from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.facts import Fact
from bot.nlp.intents import Talk, talks
from bot.nlp.judges.judge import Judge, pairs, plain_digits, side_of
from bot.nlp.lazy import lazy
from bot.nlp.otherdays import of_a_life, of_an_offer, of_his_papers, of_holidays, refused
from bot.nlp.patterns import late
from bot.nlp.reading import Reading
from bot.nlp.sifting import SHORT, undoubted
from bot.nlp.state import Turn
from bot.nlp.text import SLIP, Clause, hide

LABEL = "deadline"
_FILLED, _DOUBTED = 1.1, -0.6
"""The odds (logarithms) from which a day is added; below which a claim of the rules falls."""
_SURE = 0.62
_NUMERALS = late(r"[一二三四五六七八九十两廿]+")
_MOVED = late(r"改|推迟|延|提前|往后|推到|挪|不[行是]|取消")
_FAR = (0, 1, 2, 4, 7, 14, 30, 60, 120, 400)
"""Bounds of how many days there are between two."""
_NEIGHBOURS = 24
"""Days named before, and after, that say something of one."""
_CLOSE = 14
"""Days between two that may be the same one, moved."""
_NEAR = 40
"""Characters of the clause, on either side of a day, that are looked at."""
_AMONG = 8
"""Days of the message, on either side, that are told from other words."""
_ANSWER = 8
"""Characters of what answers it."""


class Mention(NamedTuple):
    """A day where it is named, the `number`th of its message; `moves`: in words that move or take back some day."""

    turn: Turn
    dated: Dated
    number: int
    moves: bool

    @property
    def day(self) -> date:
        return self.dated.last

    @property
    def place(self) -> int:
        return self.turn.said.index


class Candidate(NamedTuple):
    """A day that is yet to come where it is named."""

    mention: Mention
    features: frozenset[str]


def candidates(reading: Reading) -> list[Candidate]:
    days = _Days([one for turn in reading.turns for one in _mentions(turn)])
    return [
        Candidate(one, frozenset(_features(one, place, days)))
        for place, one in enumerate(days.named)
        if one.day >= one.turn.said.at.date()
    ]


def revised(found: Sequence[Fact], reading: Reading, withdrawn: Collection[str]) -> list[Fact]:
    """The same facts without the deadlines that are doubted, and with those that are likely; none of the days `withdrawn`,
    nor the day of a promise, which tells it already.
    """
    if len(reading.turns) <= SHORT:
        return list(found)
    likely = _likely(reading)
    sure = undoubted(reading.turns, reading.lexicon)
    claimed = {str(fact.value["date"]) for fact in found if fact.kind == "deadline"}
    kept = [fact for fact in found if fact.evidence.message in sure or not _doubted(fact, likely)]
    promised = {str(fact.value["due"]) for fact in found if fact.kind == "next_action" and fact.value["due"]}
    new = {day: one for day, (odds, one) in likely.items() if odds >= _FILLED and day not in claimed | promised}
    barred = _barred(reading) if new else frozenset()
    return kept + [_fact(one, reading) for day, one in new.items() if day not in withdrawn and day not in barred]


def _mentions(turn: Turn) -> Iterator[Mention]:
    said = turn.said
    found = [] if said.passed_on or said.outside or not said.trusted else dated(said)[1]
    moves = bool(found) and _MOVED.search(said.own) is not None
    yield from (Mention(turn, one, number, moves) for number, one in enumerate(found))


def _likely(reading: Reading) -> dict[str, tuple[float, Mention]]:
    """Of each day the odds where it is likeliest, and where that is."""
    judge = Judge.shipped(LABEL)
    best: dict[str, tuple[float, Mention]] = {}
    for one in candidates(reading):
        day, odds = one.mention.day.isoformat(), judge.odds(one.features)
        if day not in best or best[day][0] < odds:
            best[day] = odds, one.mention
    return best


def _doubted(fact: Fact, likely: Mapping[str, tuple[float, Mention]]) -> bool:
    day = str(fact.value["date"]) if fact.kind == "deadline" else ""
    return day in likely and likely[day][0] < _DOUBTED


def _barred(reading: Reading) -> frozenset[str]:
    """Days that the rules know to be of something else, or taken back, wherever that is said."""
    spoken = [turn.said for turn in reading.turns if turn.said.trusted]
    told = (talk for said in spoken if dated(said)[1] for talk in talks(said))
    return frozenset(day.last.isoformat() for talk in told for day in talk.dates if _of_something_else(talk, day))


def _of_something_else(talk: Talk, day: Dated) -> bool:
    said = talk.said
    return bool(
        refused(talk, day)
        or SLIP.match(said.whole, talk.clause.end)
        or besides.no_hurry(talk)
        or of_an_offer(talk)
        or of_his_papers(talk)
        or of_a_life(talk.clause.text)
        or of_holidays(said)
        or besides.of_a_thing(day, said.own)
        or besides.long_over(day, said.own, said.at.date())
    )


def _fact(one: Mention, reading: Reading) -> Fact:
    said, day = one.turn.said, one.day.isoformat()
    clause = said.clause_at(one.dated.start)
    bare = hide(said.own, ((d.start, d.end) for d in dated(said)[1]))[clause.start : clause.end]
    what = deadlines.event_in(bare, reading.lexicon) or deadlines.SOME
    return said.fact("deadline", {"date": day, "what": what}, f"{day} {what}", _SURE, (clause.start, clause.end))


@dataclass(frozen=True, eq=False)
class _Days:
    """All days that a chat names, in order."""

    named: Sequence[Mention]

    @lazy
    def ordered(self) -> list[date]:
        return sorted({one.day for one in self.named})

    @lazy
    def places(self) -> dict[date, list[int]]:
        """Of each day the messages that name it."""
        found: dict[date, list[int]] = {}
        for one in self.named:
            found.setdefault(one.day, []).append(one.place)
        return found

    @lazy
    def sides(self) -> set[tuple[date, bool]]:
        """Which side names which day."""
        return {(one.day, one.turn.said.theirs) for one in self.named}


def _features(one: Mention, place: int, days: _Days) -> Iterator[str]:
    side = side_of(one.turn.said)
    yield from _form(one, side)
    yield from _distance(one, side)
    yield from _words(one, side)
    yield from _said_again(one, side, days)
    yield from _among(one, days)
    yield from _beside(one, side, days.named[max(0, place - _NEIGHBOURS) : place])
    yield from _later(one, side, days.named[place + 1 : place + 1 + _NEIGHBOURS])


def _form(one: Mention, side: str) -> Iterator[str]:
    """How the day is named: 0月0号前, 下周一."""
    day = one.dated
    form = _NUMERALS.sub("一", plain_digits(one.turn.said.own[day.start : day.end]))
    yield f"f:{form}"
    yield f"f{side}:{form[:2]}"
    yield f"lim{day.limit:d}{day.after:d}{side}"
    yield f"rolled{day.rolled:d}{day.limit:d}"
    yield f"clock{day.clock is not None:d}{side}"


def _distance(one: Mention, side: str) -> Iterator[str]:
    """How far away, and how long."""
    away, long = _far((one.day - one.turn.said.at.date()).days), _far((one.day - one.dated.first).days)
    yield f"w:{away}"
    yield f"w{side}:{away}"
    yield f"len:{long}"
    yield f"len:{long}{one.dated.limit:d}"


def _far(days: int) -> int:
    return bisect_left(_FAR, days)


def _words(one: Mention, side: str) -> Iterator[str]:
    """The letters and pairs of the clause, with D for the day and E for others; how the other side's answer begins."""
    answer, clause = one.turn.answer, one.turn.said.clause_at(one.dated.start)
    text = f"^{plain_digits(_masked(one, clause))}$"
    yield from map(f"c{side}:".__add__, text)
    yield from pairs(f"c{side}:", text)
    yield from pairs("!", plain_digits(answer.own[:_ANSWER]) if answer else "")
    yield f"asks{clause.asks:d}{side}"


def _masked(one: Mention, clause: Clause) -> str:
    own, day = one.turn.said.own, one.dated
    start, end = max(clause.start, day.start - _NEAR), min(clause.end, day.end + _NEAR)
    parts, done = [], start
    for other in dated(one.turn.said)[1][max(0, one.number - _AMONG) : one.number + _AMONG]:
        if start <= other.start < end:
            parts += [own[done : other.start], "D" if other == day else "E"]
            done = other.end
    return "".join([*parts, own[done:end]])


def _said_again(one: Mention, side: str, days: _Days) -> Iterator[str]:
    """The same day in other messages, before and after; by both sides."""
    places = days.places[one.day]
    before, after = bisect_left(places, one.place), len(places) - bisect_right(places, one.place)
    yield f"same:{min(2, before)}{min(2, after)}"
    yield f"both{(one.day, not one.turn.said.theirs) in days.sides:d}{side}"


def _among(one: Mention, days: _Days) -> Iterator[str]:
    """How many days are yet to come, and whether it is the first or last of them."""
    first = bisect_right(days.ordered, one.turn.said.at.date())
    yield f"vals:{min(5, len(days.ordered) - first)}"
    yield f"max{one.day == days.ordered[-1]:d}"
    yield f"min{first == len(days.ordered) or one.day <= days.ordered[first]:d}"


def _beside(one: Mention, side: str, before: Sequence[Mention]) -> Iterator[str]:
    """Other coming days that were named before it."""
    others = _others(one, before)
    yield f"here:{min(2, sum(other.place == one.place for other in others))}{side}"
    yield f"prev:{min(2, len({other.day for other in others if other.place < one.place}))}"


def _later(one: Mention, side: str, after: Sequence[Mention]) -> Iterator[str]:
    """Other coming days that are named behind it: by whom, and whether something is moved to them."""
    others = _others(one, after)
    later = [other for other in others if other.place > one.place]
    theirs = sum(other.turn.said.theirs for other in later)
    near = [other for other in later if abs((other.day - one.day).days) <= _CLOSE]
    yield f"then:{min(2, len(others) - len(later))}"
    yield f"later:{min(2, theirs)}{min(2, len(later) - theirs)}"
    yield f"moved:{any(other.moves for other in later):d}{side}"
    yield f"near:{min(2, len(near))}{any(other.moves for other in near):d}"


def _others(one: Mention, neighbours: Sequence[Mention]) -> list[Mention]:
    today = one.turn.said.at.date()
    return [other for other in neighbours if other.day != one.day and other.day > today]
