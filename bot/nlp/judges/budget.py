"""How sure the customer's budget is (预算状态), by all that he says, beside the rules' reading of his last word.

The rules know frames of words; the learned model hears each of his messages whole (`Turn.heard`): whether it tells a state at
all, and which. It fills what they left open, and speaks against them where it is far surer.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlp import budgets
from bot.nlp.facts import BUDGET_STATES, Fact
from bot.nlp.learned import Learned, said_most
from bot.nlp.reading import Reading
from bot.nlp.sifting import SHORT, undoubted
from bot.nlp.state import Turn

_FILL, _CLAIMED = -0.3, -4.0
"""The odds that some message tells a state, from which one is told: where no rule finds it, and where one does. Set, as the
next, on chats that neither the rules nor the weights had seen.
"""
_BELIEVED, _LIKELY = 3.0, -1.5
"""How much likelier another state is than the rules' that takes its place, and how likely at least."""
_GUESS = 0.6


def revised(found: Fact | None, reading: Reading) -> Fact | None:
    """The rules' state, or a likelier one, or none where nothing sounds like it."""
    heard = [turn for turn in reading.turns if turn.said.theirs and turn.heard]
    if (
        len(reading.turns) <= SHORT
        or not heard
        or (found and found.evidence.message in undoubted(reading.turns, reading.lexicon))
    ):
        return found
    if _loudest("budget", heard)[0] < (_CLAIMED if found else _FILL):
        return None
    odds = {state: _loudest(f"budget_{state}", heard) for state in BUDGET_STATES}
    likeliest = max(odds, key=lambda state: odds[state][0])
    if found and odds[likeliest][0] < max(_LIKELY, odds[found.value["status"]][0] + _BELIEVED):
        return found
    return _told(likeliest, odds[likeliest][1])


def _loudest(label: str, heard: Sequence[Turn]) -> tuple[float, Turn]:
    """The message that sounds most like it, the last of equals, and its odds."""
    odds, place = max((Learned.shipped().odds(label, turn.heard), place) for place, turn in enumerate(heard))
    return odds, heard[place]


def _told(state: str, turn: Turn) -> Fact:
    clause = said_most(f"budget_{state}", turn.said)
    return budgets.stated(turn.said, state, _GUESS, (clause.start, clause.end))
