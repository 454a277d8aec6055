"""What hurts the customer now (痛点): their own trouble, in their own words; no wish, and nothing they bargain with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.phrases import clean
from bot.nlp.text import Clause, Said, hide

_ANOTHER = late(r"而且|还|另外|也|再|其次|第二|主要")
"""Begins a trouble of its own right behind another; else it is the same one told on."""
_BESIDE = ("比", "跟", "和", "与", "像")
_US = late(r"你们|你家|贵司|您家")
_PRICES = late(r"虽|报|价|便宜|[低高贵才要][\d一二两三四五六七八九十百]|个点|[\d一二三四五六七八九两百千万][百千万块元毛]")


def find(thread: Sequence[Said], lexicon: Lexicon, others: Sequence[Fact]) -> list[Fact]:
    """Each trouble once, where it was said first. A complaint among `others` tells of one."""
    complaints = {(f.evidence.message, f.evidence.start) for f in others if f.value.get("event") == "complaint"}
    complained = {message for message, _ in complaints}
    found: dict[str, Fact] = {}
    for said in thread:
        if not said.theirs or said.passed_on or not said.trusted:
            continue
        if not (lexicon.says("pain", said.own) or lexicon.says("pain_theirs", said.own) or said.message.id in complained):
            continue
        hurt = [_hurts(c, lexicon, told=(said.message.id, c.start) in complaints) for c in said.clauses]
        for index, clause in enumerate(said.clauses):
            told_on = index > 0 and hurt[index - 1] and not _ANOTHER.match(clause.text)
            for fact in _pain(said, clause, lexicon) if hurt[index] and not told_on else ():
                found.setdefault(str(fact.value["text"]), fact)
    return list(found.values())


def of_another(clause: Clause, lexicon: Lexicon) -> bool:
    """Trouble with another seller, or with what they have: 用友那次就导不出来. A rival's price, and 比汇川贵, are none."""
    text = clause.text
    named = any(not text[:start].endswith(_BESIDE) for _, start, _ in lexicon.rivals.find(text))
    return (named or (lexicon.says("pain_other", text) and not _US.search(text))) and not _PRICES.search(text)


def _hurts(clause: Clause, lexicon: Lexicon, *, told: bool) -> bool:
    """`told`: it is a complaint to us."""
    text = clause.text
    plain = lexicon.says("pain", text)
    rest = hide(text, ((start, end) for _, start, end in lexicon.rivals.find(text)))
    if clause.asks or not (plain or lexicon.says("pain_theirs", rest)) or lexicon.says("not_ours", text):
        return False
    if told or of_another(clause, lexicon):
        return True
    return plain and (not lexicon.says("pain_not", text) or lexicon.says("pain_now", text))


def _pain(said: Said, clause: Clause, lexicon: Lexicon) -> Iterator[Fact]:
    text = clean(said.message.text[clause.start : clause.end])
    if len(text) >= 3 and not re.match(r"[不没]", text):
        name = lexicon.label("pains", clause.text)
        value = {"text": text, "label": name} if name else {"text": text}
        yield said.fact("pain_point", value, text, 0.7, (clause.start, clause.end))
