"""How likely a mention says what a field asks for (提及判断): a linear model over what stands around it.

The weights are `config/lexicon/judges/<label>.json`, written by `python -m benchmarks learn` (ADR 0024).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import repeat
from operator import add

from bot.nlp.called import Named
from bot.nlp.facts import Fact
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Said

_NUMBER = late(r"\d+(?:\.\d+)?")
_REACH = 24
"""Characters on either side in which wares are told from other words."""


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

    def weighed(self, measures: Mapping[str, float]) -> float:
        """The same of features that have a value each."""
        return (self.bias + sum(self.weights.get(name, 0) * value for name, value in measures.items())) / 100


@cache
def _shipped(label: str) -> Judge:
    told = json.loads((files("config") / "lexicon" / "judges" / f"{label}.json").read_text("utf-8"))
    return Judge(told["bias"], told["weights"])


def within(odds: float, far: float) -> float:
    """As far as it can be."""
    return max(-far, min(far, odds))


def surest(facts: Iterable[Fact], of: Callable[[Fact], str]) -> dict[str, float]:
    """How sure the surest fact is, by what it is `of`."""
    found: dict[str, float] = {}
    for fact in facts:
        found[of(fact)] = max(fact.confidence, found.get(of(fact), 0.0))
    return found


def plain_digits(text: str) -> str:
    """Every number is 0, and what is hidden #."""
    return _NUMBER.sub("0", text.replace(HIDDEN, "#"))


def pairs(prefix: str, text: str) -> Iterator[str]:
    return map(prefix.__add__, map(add, text, text[1:]))


def masked(one: Named, start: int, end: int, name: str) -> tuple[str, str]:
    """The words left and right of a place of a message, from its begin (^) to its end ($): P for this one, Q for others."""
    text = one.turn.plain
    left, right = max(0, start - _REACH), min(len(text), end + _REACH)
    before, behind = _with_letters(one, left, start, name), _with_letters(one, end, right, name)
    return f"^{before}" if left == 0 else before, f"{behind}$" if right == len(text) else behind


def _with_letters(one: Named, start: int, end: int, name: str) -> str:
    text, parts, done = one.turn.plain, list[str](), start
    for ware, left, right in one.hits:
        if done <= left and right <= end:
            parts += [text[done:left], "P" if ware == name else "Q"]
            done = right
    return plain_digits("".join([*parts, text[done:end]]))


def side_of(said: Said) -> str:
    return "t" if said.theirs else "o"
