"""A short chat as one line: `r 报价5万 | c 太贵了`; `c` is the customer's side, `r` ours, `c!forward@谁` what he passed on."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model import Message
from bot.nlp.extract import extract
from bot.nlp.facts import TICKED, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import Said
from tests.bot.nlp.test_corpus import START, ZONE

LEXICON = Lexicon.shipped().with_terms(
    products={"水泵 B20": ("B20", "水泵"), "阀门 F6": ("F6", "阀门"), "标准版": ()},
    competitors={"格兰富": (), "南方泵业": ("南方",)},
)


def heard(chat: str, lexicon: Lexicon | None = None) -> list[Fact]:
    """Everything that a draft would tick, a minute between two messages."""
    return [fact for fact in extract(messages(chat), lexicon or LEXICON, zone=ZONE).facts if fact.confidence >= TICKED]


def thread(chat: str) -> list[Said]:
    return [Said(index, message, ZONE) for index, message in enumerate(messages(chat))]


def shown(chat: str, kind: str) -> list[str]:
    return [fact.shown for fact in heard(chat) if fact.kind == kind]


def messages(chat: str) -> list[Message]:
    start = datetime.fromisoformat(START)
    return [_message(line.strip(), index, start) for index, line in enumerate(chat.split("|"))]


def _message(line: str, index: int, start: datetime) -> Message:
    who, text = line.split(" ", 1)
    side, _, rest = who.partition("!")
    kind, _, origin = rest.partition("@")
    name = "林晓" if side == "r" else "王海"
    at = start + timedelta(minutes=index)
    return Message(f"m{index}", side, at, text, ours=side == "r", by_name=name, kind=kind or "text", origin=origin)
