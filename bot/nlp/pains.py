"""What hurts the customer now (痛点): their own trouble, in their own words; no wish, and nothing they hold against us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.phrases import clean
from bot.nlp.text import Clause, Said

_MOST = 2
"""Of one message: more are the same trouble told at length."""


def find(thread: Sequence[Said], lexicon: Lexicon) -> list[Fact]:
    """Each trouble once, where it was said first."""
    found: dict[str, Fact] = {}
    for said in thread:
        if not said.theirs or said.passed_on or not said.trusted:
            continue
        for fact in [fact for clause in said.clauses for fact in _pain(said, clause, lexicon)][:_MOST]:
            found.setdefault(str(fact.value["text"]), fact)
    return list(found.values())


def _pain(said: Said, clause: Clause, lexicon: Lexicon) -> Iterator[Fact]:
    if clause.asks or not lexicon.says("pain", clause.text) or lexicon.says("not_ours", clause.text):
        return
    if lexicon.says("pain_not", clause.text) and not lexicon.says("pain_now", clause.text):
        return
    text = clean(said.message.text[clause.start : clause.end])
    if len(text) >= 3 and not re.search(r"^(?:不|没)", text):
        yield said.fact("pain_point", {"text": text, **label(clause.text, lexicon)}, text, 0.7, (clause.start, clause.end))


def label(text: str, lexicon: Lexicon) -> dict[str, object]:
    """The entry of the fixed list (EXT-09) that fits, as the value's `label`; empty where none does."""
    return {"label": name} if (name := lexicon.label("pains", text)) else {}
