"""Which of the customer's messages hold something against us: what the rules claim, weighed with what the learned model hears.

A cue word alone says too little: 年前要到 is a demand in one mouth and an order in the next, 得刘总签 a refusal or a mere
answer. The model hears the whole line, what it answers and whether we had to answer it; a claim of the rules makes a message
likelier by a measured step, and gives its class (ADR 0023).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from bot.nlp import bids, waived
from bot.nlp.facts import TICKED, Fact
from bot.nlp.learned import said_most
from bot.nlp.lexicon import Lexicon
from bot.nlp.phrases import clean
from bot.nlp.state import Turn

LEAST, AGAIN = 0.0, 0.9
"""The odds (logarithms) from which a message counts; from which it does as another of a class that was told more surely."""
_CLAIMED, _FAINTLY = 3.5, 2.0
"""What a claim of the rules adds to the odds; a word of pressure whose subject was guessed, or a claim of another class."""
_SURELY = 0.65
_CLASSES = {"price": 0.5, "contract": -0.7, "authority": -1.0, "timing": -1.0}
"""More or less of it for these: who signs, how it is paid and when it goes on is told more often than held against us."""
_OWN = 20.0
"""The same where the organisation's own cue stands: no doubt."""
_ON_HOLD = 1.0
"""What it adds to a claim of timing that the deal stands still for it."""
_NAMED = 2.0
"""What a claim adds to the odds of its class beside the others."""
_DENIED = ("objection_not", "not_ours", "imagined")
_MOST = 0.7
"""What a guess of the model alone is worth at most."""
Heard = tuple[Turn, float, Mapping[str, float]]
"""A customer's turn, the odds that it holds something against us, and those of each class."""


@dataclass(frozen=True)
class _Weighed:
    odds: float
    category: str
    fact: Fact


def objections(
    heard: Sequence[Heard], lexicon: Lexicon, claims: Sequence[Fact], *, halted: set[str], short: bool
) -> list[Fact]:
    """The surest message of each class, and another where it is sure by itself: a second round about the price.

    `claims`: the clearest first. `halted`: messages that put the deal on hold. `short`: so few messages that there is nothing
    to weigh a claim by; all count.
    """
    by_message: defaultdict[str, dict[str, Fact]] = defaultdict(dict)
    for claim in claims:
        by_message[claim.evidence.message].setdefault(str(claim.value["category"]), claim)
    kept: dict[str, Fact] = {}
    again: list[Fact] = []
    if short:
        first = [next(iter(here.values())) for here in by_message.values()]
        kept = {str(claim.value["category"]): claim for claim in reversed(first)}
        again = [claim for claim in first if claim.confidence == bids.SURE and claim not in kept.values()]
        heard = [one for one in heard if one[0].said.message.id not in by_message]
    weighed = [_weighed(one, by_message.get(one[0].said.message.id, {}), lexicon, halted) for one in heard]
    for one in sorted((one for one in weighed if one and one.odds >= LEAST), key=lambda one: -one.odds):
        if kept.setdefault(one.category, one.fact) is not one.fact and one.odds >= AGAIN:
            again.append(one.fact)
    return [*kept.values(), *again]


def pains(troubles: Sequence[Fact], odds: Mapping[str, float], *, short: bool) -> list[Fact]:
    """Those that the model too thinks likely enough; `odds` by message."""
    return [fact for fact in troubles if short or odds.get(fact.evidence.message, 0.0) + _CLAIMED >= 0]


def _weighed(heard: Heard, claims: Mapping[str, Fact], lexicon: Lexicon, halted: set[str]) -> _Weighed | None:
    turn, odds, classes = heard
    sure = _OWN if lexicon.says_own(turn.said.own) else 0.0
    steps = {name: sure or _step(claim, halted) for name, claim in claims.items()}
    if odds + max(steps.values(), default=0.0) < LEAST:
        return None
    barred = "price" if waived.price(turn.said.own, lexicon) else ""
    category = max((name for name in classes if name != barred), key=lambda name: classes[name] + _NAMED * (name in claims))
    if category in claims:
        return _Weighed(odds + steps[category], category, claims[category])
    if not claims and any(lexicon.says(name, turn.said.own) for name in _DENIED):
        return None
    odds += max(steps.values(), default=0.0) / 2
    return _Weighed(odds, category, _guess(category, odds, turn)) if odds >= LEAST else None


def _step(claim: Fact, halted: set[str]) -> float:
    category = str(claim.value["category"])
    held = _ON_HOLD if category == "timing" and claim.evidence.message in halted else 0.0
    return (_CLAIMED if claim.confidence > _SURELY else _FAINTLY) + _CLASSES.get(category, 0.0) + held


def _guess(category: str, odds: float, turn: Turn) -> Fact:
    said = turn.said
    clause = said_most(f"objection_{category}", said)
    text = clean(said.message.text[clause.start : clause.end]) or said.message.text[clause.start : clause.end]
    sure = round(min(_MOST, TICKED + 0.1 / (1 + exp(-odds))), 2)
    return said.fact("objection", {"category": category, "text": text}, text, sure, (clause.start, clause.end))
