"""A chat as the rules have read it, before anything is claimed of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlp.ledger import Ledger
from bot.nlp.lexicon import Lexicon
from bot.nlp.products import Named
from bot.nlp.rival_state import Rivals
from bot.nlp.state import Turn


@dataclass(frozen=True)
class Reading:
    """`named`: by message, the wares it names; messages of others, and those for the machine, are not among them."""

    turns: Sequence[Turn]
    lexicon: Lexicon
    rivals: Rivals
    ledger: Ledger
    named: Sequence[Named]
