"""Chats to ask about, what the rules are taken to have found in them (by default nothing), and a model's answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import Message
from bot.nlp.facts import Extraction, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.proposals.answer import judge
from bot.nlp.proposals.question import Question, ask
from bot.nlp.text import Said

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LEXICON = Lexicon.shipped()
NOTHING = Extraction((), "")
THEIRS, OURS = ("c", "丁海明（云帆食品）"), ("o", "林晓")


def chat(*lines: str | tuple[str, str]) -> list[Message]:
    """Lines with `我:` in front are ours; a pair is a kind of message and its text."""
    return [_message(place, *(line if isinstance(line, tuple) else ("text", line))) for place, line in enumerate(lines)]


def _message(place: int, kind: str, line: str) -> Message:
    ours = line.startswith("我:")
    by, name = OURS if ours else THEIRS
    at = AT + timedelta(minutes=place)
    return Message(f"m{place + 1}", by, at, line.removeprefix("我:"), ours=ours, by_name=name, kind=kind)


def placed(messages: Sequence[Message], *facts: tuple[str, int, str, dict[str, object]]) -> Extraction:
    """As if the rules had found these: (kind, number, words, value)."""
    found = []
    for kind, number, words, value in facts:
        message = messages[number - 1]
        start = message.text.index(words)
        found.append(Said(number - 1, message, ZONE).fact(kind, value, words, 0.9, (start, start + len(words))))
    return Extraction(tuple(found), "")


def asked(messages: Sequence[Message], found: Extraction = NOTHING, *, names: Sequence[str] = ()) -> Question | None:
    return ask(messages, found, LEXICON, zone=ZONE, names=names)


def sent(messages: Sequence[Message], found: Extraction = NOTHING, *, names: Sequence[str] = ()) -> list[tuple[int, str, str]]:
    """(number, who, text) of all that leaves."""
    question = asked(messages, found, names=names)
    return [(line["n"], line["who"], line["text"]) for line in json.loads(question.text)["messages"]] if question else []


def answered(messages: Sequence[Message], *proposals: dict[str, Any], found: Extraction = NOTHING) -> list[Fact]:
    """What is new after a model has said this."""
    return said(messages, json.dumps({"proposals": list(proposals)}, ensure_ascii=False), found)


def said(messages: Sequence[Message], answer: str, found: Extraction = NOTHING) -> list[Fact]:
    question = asked(messages, found)
    assert question is not None
    judged = judge(question, answer, found, LEXICON)
    fresh = [fact for fact in judged.extraction.facts if fact not in found.facts]
    assert [fact for fact in judged.extraction.facts if fact in found.facts] == list(found.facts)
    assert (judged.added, judged.extraction.summary) == (len(fresh), found.summary)
    return fresh


def says(kind: str, n: int, quote: str, name: str = "") -> dict[str, Any]:
    return {"kind": kind, "n": n, "quote": quote, **({"name": name} if name else {})}
