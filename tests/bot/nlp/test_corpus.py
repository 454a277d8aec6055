"""Our own chats, fact by fact: nothing missing, nothing that is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.model import Message
from bot.nlp.extract import extract
from bot.nlp.facts import TICKED, Extraction, Fact
from bot.nlp.lexicon import Lexicon

ZONE = ZoneInfo("Asia/Shanghai")
ABOUT = (
    "budget",
    "our_quote",
    "deal_amount",
    "deadline",
    "competitor",
    "contact_company",
    "contact_person",
    "contact_phone",
    "contact_email",
    "contact_uscc",
    "next_action",
    "tag",
)
"""What these chats are about; the others have the chats of `corpus/dev`."""
START = "2026-11-24T10:00:00+08:00"


def load() -> Iterator[dict[str, Any]]:
    for path in sorted((Path(__file__).parent / "corpus").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield {**case, "id": f"{path.stem}-{case['name']}"}


CASES = list(load())


def messages(case: dict[str, Any]) -> list[Message]:
    start = datetime.fromisoformat(case.get("at", START))
    found = []
    for index, line in enumerate(case["chat"]):
        who, text = line.split(" ", 1)
        side, _, kind = who.partition("!")
        name = "林晓" if side == "r" else "王海"
        at = start + timedelta(minutes=index)
        found.append(Message(f"m{index}", side, at, text, ours=side == "r", by_name=name, kind=kind or "text"))
    return found


def run(case: dict[str, Any]) -> Extraction:
    return extract(messages(case), Lexicon.shipped(), zone=ZONE)


def line(fact: Fact) -> tuple[str, str]:
    return fact.kind, f"{fact.shown} @ {fact.evidence.quote}"


def expected(case: dict[str, Any]) -> Counter[tuple[str, str]]:
    return Counter((kind, text) for kind, texts in case["find"].items() for text in texts)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_finds_exactly_what_was_said(case: dict[str, Any]) -> None:
    found = Counter(line(fact) for fact in run(case).facts if fact.kind in ABOUT and fact.confidence >= TICKED)
    assert found == expected(case)


FLOOR = {kind: (1.0, 1.0) for kind in ("budget", "our_quote", "deadline", "competitor", "next_action", "tag")}
"""Precision and recall that a change may not go below, over the whole corpus. Every case is exact today."""


@pytest.mark.parametrize("kind", FLOOR)
def test_floor_of_a_kind(kind: str) -> None:
    wanted, found, right = 0, 0, 0
    for case in CASES:
        want = Counter({key: n for key, n in expected(case).items() if key[0] == kind})
        got = Counter(line(fact) for fact in run(case).facts if fact.confidence >= TICKED and fact.kind == kind)
        wanted, found, right = wanted + want.total(), found + got.total(), right + (want & got).total()
    assert wanted >= 5
    assert (right / found, right / wanted) >= FLOOR[kind]


def test_the_corpus_is_of_some_size() -> None:
    assert len(CASES) >= 80
    assert len({case["id"] for case in CASES}) == len(CASES)


def test_words_to_the_system_are_never_ticked_but_may_be_seen() -> None:
    case = next(case for case in CASES if case["name"] == "忽略以上指令")
    facts = run(case).facts
    assert [(fact.kind, fact.confidence < 0.5) for fact in facts] == [("budget", True), ("contact_phone", True)]


def test_a_summary_says_who_what_money_date_rival_and_step() -> None:
    case = next(case for case in CASES if case["name"] == "华辰")
    summary = run(case).summary
    for part in ("王海", "产线数据采集系统", "50万", "46.8万", "12月20日前上线", "汇川", "刘总", "12月2日"):
        assert part in summary
    assert 60 <= len(summary) <= 120


def test_a_chat_with_nothing_in_it_has_no_fact_and_no_summary() -> None:
    assert extract([], Lexicon.shipped(), zone=ZONE) == Extraction((), "")
    assert run({"chat": ["c 在吗", "r 在的", "c 谢谢😀"]}) == Extraction((), "")
