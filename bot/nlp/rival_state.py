"""What was understood of rivals so far: who they are, their prices, and those beside ours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.nlp import sums
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from bot.nlp.patterns import late
from bot.nlp.scene import THING
from bot.nlp.state import Turn
from bot.nlp.text import Said

_NEAR = 5
"""Messages after which 他们 names nobody any more."""
NOBODY = "对手"
FOR_ONE = late(rf"\s?(?:一|/|每){THING}")


@dataclass
class Rivals:
    """What was understood so far. `taken`: (message, start) of the amounts that are a rival's."""

    lexicon: Lexicon
    standing: dict[str, Fact] = field(default_factory=dict)
    prices: dict[str, list[Fact]] = field(default_factory=dict)
    deltas: dict[str, Fact] = field(default_factory=dict)
    taken: set[tuple[int, int]] = field(default_factory=set)
    heard: list[Turn] = field(default_factory=list)
    focus: tuple[str, int] = ("", -_NEAR)

    @property
    def facts(self) -> list[Fact]:
        return [*self.standing.values(), *(fact for found in self.prices.values() for fact in found), *self.deltas.values()]

    def lately(self, said: Said) -> str:
        """Whom 他们 names here; empty: nobody."""
        name, index = self.focus
        return name if said.index - index < _NEAR else ""

    @property
    def only(self) -> str:
        """The one who stands; empty: none, or several."""
        return next(iter(self.standing)) if len(self.standing) == 1 else ""

    def amounts(self, *, bare: bool = False) -> list[int]:
        """In fen, of the money that anybody named so far; also of the bare numbers that we did."""
        return [
            one.amount
            for turn in self.heard
            for one in turn.amounts
            if one.amount and (one.sure or (turn.said.ours and _is_ours(turn.plain, one, bare=bare)))
        ]

    def settle(self) -> None:
        """他们 without a name is the only one who was named."""
        if len(self.standing) != 1:
            return
        (name,) = self.standing
        for other in [key for key in self.prices if key != name]:
            moved = [_renamed(fact, other, name) for fact in self.prices.pop(other)]
            self.prices.setdefault(name, moved)
        for other in [key for key in self.deltas if key != name]:
            self.deltas.setdefault(name, _renamed(self.deltas.pop(other), other, name))

    def drop(self, name: str) -> None:
        for kept in (self.standing, self.prices, self.deltas):
            kept.pop(name, None)


def _is_ours(text: str, one: Money, *, bare: bool) -> bool:
    """132一公斤; also 19."""
    return sums.is_plain(text, one) and (bare or FOR_ONE.match(text, one.end) is not None)


def _renamed(fact: Fact, old: str, name: str) -> Fact:
    shown = f"{name}{fact.shown.removeprefix(old or NOBODY)}"
    return replace(fact, value={**fact.value, "name": name}, shown=shown)


def competitor(said: Said, name: str, role: str, confidence: float, span: tuple[int, int]) -> Fact:
    shown = name if role == "compare" else f"{name}（在用）"
    return said.fact("competitor", {"name": name, "role": role}, shown, confidence, span)
