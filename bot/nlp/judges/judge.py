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

from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Said

_NUMBER = late(r"\d+(?:\.\d+)?")


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


def pairs(prefix: str, text: str) -> Iterator[str]:
    return map(prefix.__add__, map(add, text, text[1:]))


def side_of(said: Said) -> str:
    return "t" if said.theirs else "o"
