"""What gave way to something else: a price bid before one was agreed on, 31.5 before 好吧 31; a day that was moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.nlp import money
from bot.nlp.dated import dated
from bot.nlp.facts import Fact
from bot.nlp.text import Clause, Said

_LIKE = 5 / 3
"""Two amounts that differ by no more are bids for one thing."""


class Settled(NamedTuple):
    """What stands in the end: its amount in fen, in which message, and whether by both sides."""

    amount: int
    place: int
    agreed: bool


def settled(facts: Sequence[Fact], thread: Sequence[Said]) -> list[Settled]:
    """What was agreed; else what we ask now, beside which only our own words are old."""
    place = {said.message.id: said.index for said in thread}
    kinds = {"deal_amount", "our_quote"}
    return [_settled(fact, place) for fact in facts if fact.kind in kinds and fact.currency == "CNY"]


def _settled(fact: Fact, place: dict[str, int]) -> Settled:
    return Settled(fact.value["amount"], place.get(fact.evidence.message, -1), fact.kind == "deal_amount")


class Overtaken(NamedTuple):
    """`standing`: the prices that stand; `withdrawn`: days (ISO) that do not."""

    standing: Sequence[Settled]
    withdrawn: frozenset[str]

    def has(self, said: Said, clause: Clause) -> bool:
        """三毛五贵了, 今天15800: where 三毛三 and 15600 stand, said no earlier; 12月10号要到货: where it is the 12th."""
        return self._old_price(said, clause.text) or self._old_day(said, clause)

    def _old_price(self, said: Said, words: str) -> bool:
        later = [one for one in self.standing if one.place >= said.index and (one.agreed or said.ours)]
        if not later:
            return False
        stands = {one.amount for one in later}
        return any(amount not in stands and _is_like(amount, stands) for amount in _amounts(words))

    def _old_day(self, said: Said, clause: Clause) -> bool:
        days = dated(said)[1] if self.withdrawn else ()
        return any(clause.start <= day.start < clause.end and day.last.isoformat() in self.withdrawn for day in days)


NOTHING = Overtaken((), frozenset())


def _amounts(words: str) -> Iterator[int]:
    return (one.amount for one in money.find(words) if one.amount is not None)


def _is_like(amount: int, stands: set[int]) -> bool:
    return any(one <= amount * _LIKE and amount <= one * _LIKE for one in stands)
