"""The values of a chat's amounts, each with all its mentions, and what speaks for what they mean: for the judge of prices."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10

from bot.nlp import multiples
from bot.nlp.judges.judge import pairs, plain_digits, side_of
from bot.nlp.lazy import lazy
from bot.nlp.ledger import Seen
from bot.nlp.lexicon import Lexicon
from bot.nlp.reading import Reading
from bot.nlp.state import Turn

Ends = tuple[int, ...]
"""In fen: the one amount, or both ends of a range. What is open has one."""
_CUES = (
    "signed",
    "deal_act",
    "deal_open",
    "unless",
    "price_pressure",
    "quote_asked",
    "budget_asked",
    "correction",
    "slip",
    "money_ask",
)
_AROUND = 24
"""Amounts before and behind that one is compared with: twice the messages take twice the time."""
_TOUCHING, _NEAR, _WINDOW = 3, 12, 48
"""Letters that touch it; in which pairs are looked at; characters in which these are found when names are one letter."""
_ANSWER = 14
"""Letters with which the other side's next words begin."""
_AFTER, _OPENING = 4, 16
"""Messages behind it, and letters with which each begins."""
_NEXT = 2
"""Messages behind it of which it matters whose they are."""
_SOON = 3
"""Messages within which an amount answers another."""
_PARTS = 5
_STEPS = (0.001, 0.1, 0.4, 0.75, 0.9, 0.97, 0.9999, 1.0001, 1.03, 1.12, 1.35, 2.5, 10, 1000)
"""How many times another amount it is, in classes."""
_MOST_TIMES = 5000


@dataclass(frozen=True, eq=False)
class Value:
    """`mentions`: in the order of the chat."""

    ends: Ends
    mentions: Sequence[Seen]
    features: frozenset[str]


def ends(low: int | None, high: int | None) -> Ends:
    if low is None or high is None or low == high:
        return (high if high is not None else low or 0,)
    return (low, high)


def candidates(reading: Reading) -> list[Value]:
    """Every amount that either side names to the other."""
    seen = [one for one in reading.ledger.seen if one.said.trusted]
    places: defaultdict[Ends, list[int]] = defaultdict(list)
    for place, one in enumerate(seen):
        places[ends(one.money.low, one.money.high)].append(place)
    talk = _Talk(reading, seen, len(places))
    return [Value(key, [seen[place] for place in at], talk.features(at, key)) for key, at in places.items()]


class _Talk:
    """A chat as its amounts see it."""

    def __init__(self, reading: Reading, seen: Sequence[Seen], values: int) -> None:
        self.turns, self.lexicon, self.seen, self.values = reading.turns, reading.lexicon, seen, values
        self.spoken = [one.turn.said.index for one in reading.named]
        self.of_rivals = {index for index, _ in reading.ledger.taken}
        self.sizes = [one.money.amount or 0 for one in seen]
        self.sides = [side_of(one.said) for one in seen]
        self._kept: dict[int, _Words] = {}

    def features(self, at: Sequence[int], key: Ends) -> frozenset[str]:
        """`at`: the places of its mentions."""
        found = {*self._of_value(at, key), *self._beside(at), *self._behind(at[-1])}
        for place in at:
            one, side = self.seen[place], self.sides[place]
            words = self._words(one.said.index)
            found.update(map(side.__add__, (*self._around(one, words), *_looks(one), *self._answers(place))))
            found.update(words.features)
        return frozenset(found)

    def _words(self, index: int) -> _Words:
        if index not in self._kept:
            self._kept[index] = _Words(self, index)
        return self._kept[index]

    def _around(self, one: Seen, words: _Words) -> list[str]:
        left, right = words.around(one)
        before = sum(other.start < one.raw.start for other in words.turn.sums)
        found = [f"of{min(2, before)}{min(3, len(words.turn.sums))}", *pairs("-", left[-_NEAR:]), *pairs("+", right[:_NEAR])]
        for size in range(1, _TOUCHING + 1):
            found += (f"<{left[-size:]}", f"|{right[:size]}")
        if not one.raw.sure:
            found += (f"bare<{left[-2:]}", f"bare|{right[:2]}", f"bare{min(6, _magnitude(one.money.amount or 0))}")
        return found

    def _answers(self, place: int) -> list[str]:
        """How it compares to what the other side named right before."""
        index, side, size = self.seen[place].said.index, self.sides[place], self.sizes[place]
        for back in range(place - 1, max(-1, place - _AROUND), -1):
            if index - self.seen[back].said.index > _SOON:
                break
            if self.sides[back] != side and self.sizes[back] != size:
                return [f"answers{self._times(place, back)}"]
        return []

    def _of_value(self, at: Sequence[int], key: Ends) -> list[str]:
        first, last = self.sides[at[0]], self.sides[at[-1]]
        theirs = sum(self.sides[place] == "t" for place in at)
        size = min(14, _magnitude(key[-1]))
        who = [f"told{min(3, theirs)}{min(3, len(at) - theirs)}", f"by{first}{last}{min(2, len(at))}"]
        return [
            *who,
            f"values{min(6, self.values)}",
            f"figures{min(4, len(str(key[-1]).rstrip('0')))}",
            f"size{size}",
            f"size{first}{size}",
        ]

    def _beside(self, at: Sequence[int]) -> Iterator[str]:
        """How it compares to other amounts of either side: behind it, before it, between its mentions."""
        first, last, mine = at[0], at[-1], frozenset(at)
        side = self.sides[last]
        later = [*range(last + 1, min(len(self.seen), last + 1 + _AROUND))]
        earlier = [*range(max(0, first - _AROUND), first)]
        between = [place for place in range(first + 1, min(last, first + _AROUND)) if place not in mine]
        for who in ("o", "t"):
            for name, places in (("A", later), ("B", earlier), ("C", between)):
                theirs = [place for place in places if self.sides[place] == who]
                yield f"{who}{name}{min(2, len({self.sizes[place] for place in theirs}))}{side}"
                yield from (f"{who}{name}:{self._times(last, place)}{side}" for place in theirs)
                if theirs and name != "C":
                    place, whose = (theirs[0], side) if name == "A" else (theirs[-1], self.sides[first])
                    yield f"{who}{name}next{self._times(last, place)}{whose}"
        for place in (*earlier, *between, *later):
            yield from self._multiple(last, place)

    def _multiple(self, one: int, other: int) -> Iterator[str]:
        """The price of one, or of all together."""
        small, large = sorted((self.sizes[one], self.sizes[other]))
        if 0 < multiples.times(large, small) <= _MOST_TIMES:
            name = "unit" if small == self.sizes[one] else "whole"
            yield f"{name}{self.sides[one]}{self.sides[other]}{other > one:d}"

    def _times(self, one: int, other: int) -> int:
        return bisect_right(_STEPS, self.sizes[one] / max(1, self.sizes[other]))

    def _behind(self, last: int) -> Iterator[str]:
        """What is said after it was named for the last time."""
        side, index = self.sides[last], self.seen[last].said.index
        yield from map(f"{side}>".__add__, self._cues_behind[index])
        following = bisect_right(self.spoken, index)
        for back, place in enumerate(self.spoken[following : following + _AFTER]):
            words = self._words(place)
            yield from map(f"{side}>".__add__, words.opening)
            if back < _NEXT:
                yield f"then{side}{words.side}"
        if self._signed:
            yield "signed"

    @lazy
    def _cues_behind(self) -> list[frozenset[str]]:
        """By message: the cues of all that follow it."""
        found: list[frozenset[str]] = [frozenset()] * len(self.turns)
        so_far: frozenset[str] = frozenset()
        spoken = frozenset(self.spoken)
        for turn in reversed(self.turns):
            found[turn.said.index] = so_far
            if turn.said.index in spoken:
                so_far = so_far.union(f"{side_of(turn.said)}:{cue}" for cue in _cues(turn, self.lexicon))
        return found

    @lazy
    def _signed(self) -> bool:
        return any("signed" in _cues(self.turns[place], self.lexicon) for place in self.spoken)


class _Words:
    """A message: what all of its amounts have in common."""

    def __init__(self, talk: _Talk, index: int) -> None:
        self.talk, self.index, self.turn = talk, index, talk.turns[index]
        self.side = side_of(self.turn.said)

    @lazy
    def letters(self) -> list[str]:
        """By character: a ware is one P, a rival one R."""
        letters, lexicon = list(self.turn.plain), self.talk.lexicon
        for sign, finder in (("P", lexicon.wares), ("R", lexicon.rivals)):
            for _, start, end in finder.find(self.turn.said.own):
                _mask(letters, start, end, sign)
        return letters

    def around(self, one: Seen) -> tuple[str, str]:
        """What stands before and behind it, the other amounts as M; what led up to it, where it comes first."""
        start, end, ahead = one.raw.start, one.raw.end, self.turn.lead
        first, last = max(0, start - _WINDOW), end + _WINDOW
        letters = self.letters[:last]
        for other in self.turn.sums:
            if first <= other.start and other.end <= last and (other.end <= start or other.start >= end):
                _mask(letters, other.start, other.end, "M")
        left, right = plain_digits("".join(letters[first:start])), plain_digits("".join(letters[end:]))
        if first == 0:
            left = f"^{ahead}/" if ahead and not left else f"^{left}"
        return left, f"{right}$"

    @lazy
    def opening(self) -> list[str]:
        return [*pairs(self.side, "^" + plain_digits("".join(self.letters))[:_OPENING])]

    @lazy
    def features(self) -> list[str]:
        turn, many, lexicon = self.turn, len(self.talk.turns), self.talk.lexicon
        found = [
            f"money{min(3, len(turn.sums))}",
            f"long{min(5, len(turn.said.own) // 8)}",
            f"ware{bool(lexicon.wares.find(turn.said.own)):d}",
            f"rival{self.index in self.talk.of_rivals:d}",
            f"place{self.index * _PARTS // many}",
            f"end{min(3, many - 1 - self.index)}",
            *map("cue:".__add__, _cues(turn, lexicon)),
            *pairs("!", "^" + plain_digits(turn.answer.own[:_ANSWER]) if turn.answer else "^"),
        ]
        return [*map(self.side.__add__, found)]


def _mask(letters: list[str], start: int, end: int, sign: str) -> None:
    letters[start:end] = [sign, *[""] * (end - start - 1)]


def _cues(turn: Turn, lexicon: Lexicon) -> list[str]:
    heard = lexicon.heard(turn.said.own)
    return [cue for cue in _CUES if cue in heard]


def _looks(one: Seen) -> list[str]:
    """Of the amount itself, and what the rules think of it."""
    raw, money = one.raw, one.money
    open_ends = f"{money.least is None:d}{money.most is None:d}{money.single:d}"
    return [
        f"shape{raw.sure:d}{money.approx:d}{open_ends}",
        f"one{one.for_one:d}",
        f"wan{money.sure != raw.sure:d}",
        f"money?{one.is_money:d}",
        f"asks{one.said.clause_at(raw.start).asks:d}",
        f"denied{raw.denied:d}",
        *map("r:".__add__, one.reasons),
    ]


def _magnitude(fen: int) -> int:
    """Half tens: 2 for ten yuan, 3 for thirty-two."""
    return int(2 * log10(max(1, fen / 100)))
