"""Which of a chat's amounts are our price (报价), the customer's (目标价), the deal's (成交额): each with all its mentions.

The rules weigh an amount where it stands; the judge weighs it beside all others, and by what follows it. Budgets are left to
the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.nlp import amounts, yours
from bot.nlp.facts import TICKED, Fact
from bot.nlp.judges.judge import Judge
from bot.nlp.judges.values import Ends, Value, candidates, ends
from bot.nlp.ledger import Claim, Seen
from bot.nlp.reading import Reading
from bot.nlp.sifting import SHORT, undoubted


class Bars(NamedTuple):
    """The odds from which a value is told: where no rule claims it, where one does, where one surely does."""

    fill: float
    claimed: float
    surely: float


BARS: Mapping[str, Bars] = {
    "our_quote": Bars(1.2, 0.2, -0.2),
    "deal_amount": Bars(1.0, -0.9, -2.3),
    "target_price": Bars(-0.5, -1.5, -1.5),
}
"""By kind, which is the label of its judge. Set on chats that neither the rules nor the weights had seen (ADR 0024)."""
_GIVEN_WAY = 1.0
"""How much more it takes for a price that the rules heard, and heard give way to another."""
_OFFERED = "offered"
_REACH = 12
_SURE = 0.8
_GUESS = 0.6
_AGAINST = frozenset(("of_others", "supposed", "difference", "measured", "pieces", "authority", "money_cannot"))
"""Reasons of the rules by which no mention gives a value that they do not claim."""


def revised(found: Sequence[Fact], reading: Reading) -> list[Fact]:
    """The facts without the prices that are hardly meant, and with those that no rule claims and that are likely."""
    if len(reading.turns) <= SHORT or not reading.ledger.seen:
        return list(found)
    values = {value.ends: value for value in candidates(reading)}
    odds = {kind: {key: Judge.shipped(kind).odds(value.features) for key, value in values.items()} for kind in BARS}
    own = undoubted(reading.turns, reading.lexicon)
    sure = {"target_price": own | _offers(reading), "our_quote": own | _told_by_him(reading), "deal_amount": own}
    kept = [
        fact
        for fact in found
        if fact.kind not in BARS or fact.evidence.message in sure[fact.kind] or _stands(fact, odds[fact.kind])
    ]
    claimed = {(fact.kind, _ends(fact)) for fact in found if fact.kind in BARS and fact.confidence >= TICKED}
    likely = [(kind, key) for kind in BARS for key, here in odds[kind].items() if here >= _fill(kind, key, reading)]
    return [*kept, *(fact for kind, key in likely if (kind, key) not in claimed for fact in _filled(kind, values[key]))]


def _offers(reading: Reading) -> set[str]:
    """Messages with a price that is offered in so many words (你要是七万五你来): the judge knows too few of them."""
    return {one.said.message.id for one in reading.ledger.seen if _OFFERED in one.reasons}


def _told_by_him(reading: Reading) -> set[str]:
    """Messages of his that tell what we ask (你们报的42万太贵): the judge knows our own alone."""
    seen = [one for one in reading.ledger.seen if one.said.theirs]
    return {one.said.message.id for one in seen if yours.reported(one.said.own[max(0, one.raw.start - _REACH) : one.raw.start])}


def _fill(kind: str, key: Ends, reading: Reading) -> float:
    return BARS[kind].fill + _GIVEN_WAY * ((kind, key[-1]) in reading.ledger.replaced)


def _stands(fact: Fact, odds: Mapping[Ends, float]) -> bool:
    """What no judge knows of, or none would tick, is left as it is."""
    bars = BARS[fact.kind]
    least = bars.surely if fact.confidence >= _SURE else bars.claimed
    return fact.confidence < TICKED or odds.get(_ends(fact), least) >= least


def _ends(fact: Fact) -> Ends:
    value = fact.value
    return ends(value["low"], value["high"]) if fact.kind == "target_price" else (value["amount"],)


def _filled(kind: str, value: Value) -> Iterator[Fact]:
    """By its last mention on the side that tells it."""
    mentions = [one for one in _by_whom(kind, value) if not (one.raw.denied or one.reasons & _AGAINST)]
    if mentions and (kind == "target_price" or len(value.ends) == 1):
        said, clause = mentions[-1].said, mentions[-1].said.clause_at(mentions[-1].raw.start)
        yield from amounts.facts([Claim(kind, mentions[-1].money, said, (clause.start, clause.end), _GUESS)])


def _by_whom(kind: str, value: Value) -> Sequence[Seen]:
    """Those of the side that tells such a value; all, where it never does."""
    told = [one for one in value.mentions if kind == "deal_amount" or one.said.theirs == (kind == "target_price")]
    return told or value.mentions
