"""What a line sounds like: a linear model over groups of letters, for objections, troubles and stages that no cue names.

Its weights are `config/lexicon/learned.json`, written by `python -m benchmarks learn` from our own labelled chats and lines
(ADR 0023). A label's chance is the logistic function of the sum of the weights of what stands in the line: so it can be told
which letters spoke for it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BREAK = re.compile(r"[\s,.;:!?、…\x00]+")
_LONGEST = 120
"""Characters of a line that are listened to."""
_BEFORE = 20
"""Of what it answers: its last characters."""


def grams(text: str, *, ours: bool = False, before: str = "") -> Iterator[str]:
    """Groups of one to three letters of a normalised line, those of our side marked as well; of what it answers, pairs."""
    line = f"^{_told(text[:_LONGEST])}$"
    for start in range(len(line)):
        yield line[start]
        yield line[start : start + 2]
        yield line[start : start + 3]
    side = "<" if ours else ">"
    for start in range(len(line) - 1):
        yield side + line[start : start + 2]
    answered = _told(before[-_BEFORE:])
    for start in range(len(answered) - 1):
        yield "?" + answered[start : start + 2]


def _told(text: str) -> str:
    return _NUMBER.sub("0", _BREAK.sub(" ", text)).strip()


@dataclass(frozen=True, eq=False)
class Learned:
    """`least`: the chance from which a label counts. `weights`: group of letters → (place of the label, weight)."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    least: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    @classmethod
    def shipped(cls) -> Learned:
        """What travels with the product. Read once a process."""
        return _shipped()

    def hear(self, text: str, *, ours: bool, before: str = "") -> list[tuple[str, float]]:
        """(label, chance) of all that is likely enough, the likeliest first."""
        sums = list(self.bias)
        for gram in set(grams(text, ours=ours, before=before)):
            for place, weight in self.weights.get(gram, ()):
                sums[place] += weight
        chances = (
            (label, 1 / (1 + exp(-total)), least) for label, total, least in zip(self.labels, sums, self.least, strict=True)
        )
        return sorted(((label, chance) for label, chance, least in chances if chance >= least), key=lambda one: -one[1])

    def speaks_for(self, label: str, text: str, *, ours: bool) -> float:
        """The sum of the weights of a piece of the line: which of several says it."""
        place = self.labels.index(label)
        found = (self.weights.get(gram, ()) for gram in set(grams(text, ours=ours)))
        return sum(weight for pairs in found for at, weight in pairs if at == place)


@lru_cache(maxsize=1)
def _shipped() -> Learned:
    told = json.loads((files("config") / "lexicon" / "learned.json").read_text("utf-8"))
    weights: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, one in enumerate(told["labels"].values()):
        for gram, weight in one["weights"].items():
            weights[gram].append((place, weight))
    rows = told["labels"].values()
    return Learned(
        tuple(told["labels"]),
        tuple(one["bias"] for one in rows),
        tuple(one["least"] for one in rows),
        {gram: tuple(pairs) for gram, pairs in weights.items()},
    )
