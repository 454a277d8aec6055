"""A chat in a few words: `c` is the customer, `r` the rep, a minute apart from Tuesday 2026-11-24 10:00 (+08:00) on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model import Message
from bot.nlp.extract import extract
from bot.nlp.facts import TICKED, Extraction, Fact
from bot.nlp.lexicon import Lexicon

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 24, 10, tzinfo=ZONE)
LEXICON = Lexicon.shipped().with_terms(products={"监护仪 P12": ("P12", "监护仪")})


def read(chat: Sequence[str]) -> Extraction:
    """Lines such as `c 样品收到了`; `c!forward …` is passed on."""
    messages = []
    for index, line in enumerate(chat):
        who, text = line.split(" ", 1)
        side, _, kind = who.partition("!")
        at = START + timedelta(minutes=index)
        messages.append(Message(f"m{index}", side, at, text, ours=side == "r", by_name="王海", kind=kind or "text"))
    return extract(messages, LEXICON, zone=ZONE)


def ticked(chat: Sequence[str], kind: str) -> list[Fact]:
    return [fact for fact in read(chat).facts if fact.kind == kind and fact.confidence >= TICKED]
