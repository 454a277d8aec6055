"""A chat as the rules have read it, before anything is claimed of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlp.called import Named
from bot.nlp.ledger import Ledger
from bot.nlp.lexicon import Lexicon
from bot.nlp.rival_state import Rivals
from bot.nlp.state import Turn


@dataclass(frozen=True)
class Reading:
    """What `extract` and the judges start from."""

    turns: Sequence[Turn]
    lexicon: Lexicon
    rivals: Rivals
    ledger: Ledger
    named: Sequence[Named]
