"""How likely a mention says what a field asks for (提及判断): a linear model over what stands around it.

The weights are `config/lexicon/judges/<label>.json`, written by `python -m benchmarks learn` (ADR 0024).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import repeat
from operator import add
from typing import NamedTuple

from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN

_NUMBER = late(r"\d+(?:\.\d+)?")


class Example(NamedTuple):
    """What a judge is taught by: a mention, whether it was wanted, and what it counts beside others."""

    features: frozenset[str]
    wanted: bool
    counts: float = 1.0


@dataclass(frozen=True, eq=False)
class Judge:
    """In hundredths."""

    bias: int
    weights: Mapping[str, int]

    @staticmethod
    def shipped(label: str) -> Judge:
        """What travels with the product. Read once a process."""
        return _shipped(label)

    def odds(self, features: Iterable[str]) -> float:
        """The logarithm of the odds that a mention with these features is meant."""
        return (self.bias + sum(map(self.weights.get, features, repeat(0)))) / 100


@cache
def _shipped(label: str) -> Judge:
    told = json.loads((files("config") / "lexicon" / "judges" / f"{label}.json").read_text("utf-8"))
    return Judge(told["bias"], told["weights"])


def plain_digits(text: str) -> str:
    """Every number is 0, and what is hidden #."""
    return _NUMBER.sub("0", text.replace(HIDDEN, "#"))


def touching(side: str, left: str, right: str, longest: int) -> Iterator[str]:
    """Groups of letters that end or begin at the mention, and those before it by the side that speaks."""
    for size in range(1, longest + 1):
        before, after = left[-size:], right[:size]
        yield f"<{before}"
        yield f"<{side}{before}"
        yield f">{after}"


def pairs(prefix: str, text: str) -> Iterator[str]:
    return map(prefix.__add__, map(add, text, text[1:]))
