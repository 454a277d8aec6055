"""What a line sounds like: a linear model over groups of letters, for objections, troubles and stages that no cue names.

Its weights are `config/lexicon/learned.txt`, written by `python -m benchmarks learn` from our own labelled chats and lines
(ADR 0023). A label's chance is the logistic function of the sum of the weights of what stands in the line: so it can be told
which letters spoke for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from math import exp, log, prod
from operator import add
from string import ascii_letters
from typing import Any

from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said

_NUMBER = late(r"\d+(?:\.\d+)?")
_DIGIT = late(r"\d")
_AGAINST = "objection"
"""The label of any word against us, beside those of its classes."""
_BREAK = late(r"[\s,.;:!?、…\x00]+")
_LONGEST = 120
"""Characters of a line that are listened to."""
_BEFORE = 20
"""Of what it answers: its last characters; of what answers it: the first."""
BETWEEN = "\x1f"
"""Stands between a group and its weights, and between two groups."""
_MARKS = frozenset("<>?!@%")
_LETTERS = f"{ascii_letters}*+/=_~"
"""A label is told by one of these."""
_PAIR = late(r"([^\d-])(-?\d+)")
_FIFTHS, _EDGE = 5, 3
"""Parts of a chat that are told apart; messages counted from either end of it."""


def grams(text: str, *, ours: bool = False, before: str = "") -> set[str]:
    """Groups of one to three letters of a normalised line, and each by its side; of what it answers, pairs."""
    return _of_line(_line(text), "<" if ours else ">") | _of_asked(_asked(before))


def around(text: str, before: str, after: str, *, answers: bool, answered: bool, place: int, many: int) -> set[str]:
    """What stands beside the letters: whether it follows right upon the other side's words, whether they follow upon it, and
    whether there is a number here and in what it answers (one behind our price may be a bid); where it is among the `many`
    messages of the chat; the first pairs of letters of the other side's answer, `after`.
    """
    numbers = f"{bool(_DIGIT.search(before)):d}{bool(_DIGIT.search(text)):d}"
    said = {f"@{answers:d}", f"@@{answered:d}", f"@{numbers}{answers:d}", f"@#{min(6, len(text) // 6)}"}
    where = {f"%{min(_FIFTHS - 1, place * _FIFTHS // many)}", f"%^{min(_EDGE, place)}", f"%${min(_EDGE, many - 1 - place)}"}
    told = _told(after[:_BEFORE])
    return said | where | {*map("!".__add__, map(add, told, told[1:]))}


def _line(text: str) -> str:
    return f"^{_told(text[:_LONGEST])}$"


def _asked(before: str) -> str:
    return _told(before[-_BEFORE:])


def _of_line(line: str, side: str) -> set[str]:
    pairs = [*map(add, line, line[1:])]
    groups = {*line, *pairs, *map(add, pairs, line[2:])}
    return groups | {*map(side.__add__, groups)}


def _of_asked(asked: str) -> set[str]:
    return {*map("?".__add__, map(add, asked, asked[1:]))}


def _told(text: str) -> str:
    return _NUMBER.sub("0", _BREAK.sub(" ", text)).strip()


class _Weights(dict[str, int]):
    """By group of letters: the weights for all labels in one number. Read as far as somebody listens: a shelf of groups that
    begin alike when one of them is asked for, and of a group what it weighs when it is heard. A process hears few of 500,000.
    """

    def __init__(self, shelves: dict[str, bytes]) -> None:
        super().__init__()
        self._unread, self._told = shelves, dict[str, str]()

    def __missing__(self, group: str) -> int:
        told = _PAIR.findall(self._told[group])
        self[group] = found = sum(int(weight) << (_LANE * _LETTERS.index(label)) for label, weight in told)
        return found

    def together(self, groups: Set[str]) -> int:
        """Of two threads both may read a shelf."""
        for shelf in self._unread.keys() & shelves_of(groups):
            words = self._unread.get(shelf, b"").decode("utf-8").split(BETWEEN)
            self._told.update(zip(words[::2], words[1::2], strict=False))
            self._unread.pop(shelf, None)
        return sum(map(self.__getitem__, self._told.keys() & groups))


def shelves_of(groups: Iterable[str]) -> set[str]:
    """How they begin: by their letter, with the mark of a side before it."""
    return {group[: 1 + (group[0] in _MARKS)] for group in groups}


def written(labels: Mapping[str, Mapping[str, int]], bias: Mapping[str, int], made_from: str) -> str:
    """As it travels: a head, then a line a shelf: how its groups begin, each group and `label's letter, hundredths …`."""
    rows: dict[str, list[str]] = {}
    for place, weights in enumerate(labels.values()):
        for group, weight in weights.items():
            rows.setdefault(group, []).append(f"{_LETTERS[place]}{weight}")
    shelves: dict[str, list[str]] = {}
    for group in sorted(rows):
        (shelf,) = shelves_of([group])
        shelves.setdefault(shelf, []).append(f"{group}{BETWEEN}{''.join(rows[group])}")
    head = json.dumps({"made_from": made_from, "labels": bias})
    return "\n".join([head, *(BETWEEN.join([shelf, *shelves[shelf]]) for shelf in sorted(shelves))]) + "\n"


@dataclass(frozen=True, eq=False)
class Learned:
    """Of a group of letters the weights for all labels stand in one number, in
    hundredths, each in 32 bits of its own: so a group is one addition, however many labels it speaks for.
    """

    labels: tuple[str, ...]
    bias: int
    middle: int
    """Added, so that no label's part is below nothing."""
    weights: _Weights

    @classmethod
    def shipped(cls) -> Learned:
        """What travels with the product. Read once a process."""
        return _shipped()

    def listen(self, text: str, *, ours: bool, before: str = "", around: Set[str] = frozenset()) -> list[int]:
        """The odds of every label, in hundredths of their logarithm."""
        return self._sums(self.bias + self.weights.together(around), text, ours=ours, before=before)

    @classmethod
    def read(cls, file: bytes) -> Learned:
        """What `written` wrote."""
        labels = head(file)["labels"]
        told = (line.partition(BETWEEN.encode()) for line in file.splitlines()[1:])
        weights = _Weights({shelf.decode("utf-8"): groups for shelf, _, groups in told})
        return cls(tuple(labels), _in_lanes(labels.values()), _in_lanes([_MIDDLE] * len(labels)), weights)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {label: place for place, label in enumerate(self.labels)}

    def odds(self, label: str, heard: Sequence[int]) -> float:
        return heard[self._places[label]] / 100

    def chance(self, label: str, heard: Sequence[int]) -> float:
        return _chance(heard[self._places[label]])

    def anywhere(self, label: str, messages: Iterable[Sequence[int]]) -> float:
        """The odds (logarithm) that one of the likeliest messages says it: in a long chat the many that hint at nothing count
        for nothing.
        """
        return together(self.loudest(label, messages))

    def loudest(self, label: str, messages: Iterable[Sequence[int]]) -> list[tuple[float, int]]:
        """The likeliest messages: the odds of each, and which of them it is; the last of equals first."""
        place = self._places[label]
        told = sorted(((heard[place], which) for which, heard in enumerate(messages)), reverse=True)
        return [(odds / 100, which) for odds, which in told[:_LIKELIEST]]

    def against(self, heard: Sequence[int]) -> tuple[float, dict[str, float]]:
        """The odds that it is a word against us: the mean of what the whole says and what the classes say together; those of
        each class. Logarithms.
        """
        classes = {self.labels[place].removeprefix("objection_"): heard[place] / 100 for place in self._classes}
        together = _together(_chance(heard[place]) for place in self._classes)
        return (self.odds(_AGAINST, heard) + together) / 2, classes

    @cached_property
    def _classes(self) -> list[int]:
        return [place for place, label in enumerate(self.labels) if label.startswith("objection_")]

    def speaks_for(self, label: str, text: str, *, ours: bool) -> int:
        """The sum of the weights of a piece of the line: which of several says it."""
        return self._sums(0, text, ours=ours)[self._places[label]]

    def _sums(self, start: int, text: str, *, ours: bool, before: str = "") -> list[int]:
        """By label, in hundredths."""
        total = start + self._weigh(_of_line, _line(text), "<" if ours else ">") + self._weigh(_of_asked, _asked(before))
        lanes = (total + self.middle).to_bytes(4 * len(self.labels), "little")
        return [lane - _MIDDLE for lane in memoryview(lanes).cast("I")]

    @cached_property
    def _weigh(self) -> Callable[..., int]:
        """Of a line that was heard before, but for its numbers, the sum is known."""

        @lru_cache(maxsize=_REMEMBERED)
        def weigh(split: Callable[..., set[str]], *line: str) -> int:
            return self.weights.together(split(*line))

        return weigh


def said_most(label: str, said: Said) -> Clause:
    """The clause that speaks for it most."""
    model = Learned.shipped()
    return max(said.clauses, key=lambda clause: model.speaks_for(label, clause.text, ours=said.ours))


_REMEMBERED = 8192
_LANE = 32
"""Bits of a label's part."""
_MIDDLE = 1 << (_LANE - 1)
_LIKELIEST = 4
"""Messages of a chat that may hint at one thing together."""
_LITTLE = 1e-6


def together(loudest: Iterable[tuple[float, int]]) -> float:
    """The odds (logarithm) that one of these messages says it."""
    return _together(_chance(100 * odds) for odds, _ in loudest)


def _chance(hundredths: float) -> float:
    return 1 / (1 + exp(-hundredths / 100))


def _together(chances: Iterable[float]) -> float:
    """The odds (logarithm) that one of these holds."""
    none = prod(1 - chance for chance in chances)
    return log(max(1 - none, _LITTLE) / max(none, _LITTLE))


def _in_lanes(values: Iterable[int]) -> int:
    return sum(value << (_LANE * place) for place, value in enumerate(values))


def head(file: bytes) -> dict[str, Any]:
    """What it was `made_from`, and the bias of each of its `labels`."""
    return dict(json.loads(file.partition(b"\n")[0]))


@lru_cache(maxsize=1)
def _shipped() -> Learned:
    return Learned.read((files("config") / "lexicon" / "learned.txt").read_bytes())
