"""The scorer of our chats: what counts, what does not, and how much."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.agreement import Tally, score
from tests.bot.nlp.chats import chat

RAW: dict[str, Any] = {
    "id": "x1",
    "industry": "机床",
    "tenant": "锐锋数控",
    "platform": "wecom",
    "chat": "single",
    "at": "2026-03-12T20:10",
    "people": {"S": {"name": "何川", "role": "sales"}, "K": {"name": "王海", "role": "customer"}},
    "lexicon": {"products": {"加工中心 V8": ["V8"]}, "competitors": {"海天精工": ["海天"]}},
    "messages": [["K", "03-12 14:02", "预算50万 海天报48万 V8要两台 4月前装好"], ["S", "03-12 14:03", "周五报价 你们偏高吗"]],
    "gold": {
        "facts": [
            ["budget", "500000 CNY", "0", "预算50万"],
            ["competitor_price", "海天精工|480000 CNY", "0", "海天报48万"],
            ["product", "加工中心 V8|2|台", "0", "V8要两台"],
            ["deadline", "2026-03-31", "0", "4月前", {"any": ["2026-03-31", "2026-04-30"]}],
        ],
        "pains": [],
        "objections": [["price", "1", "偏高"]],
        "stages": [["quote_requested", "1", "报价"]],
        "actions": [["sales", "报价", "2026-03-13", "1", "周五报价"]],
        "tags": ["预算明确"],
        "optional": {"tags": ["价格敏感"], "stages": [["negotiation", "1", "偏高"]]},
        "summary": "王海预算50万。",
        "key_facts": [["预算", ["50万", "五十万"]], ["两台", ["两台", "2台"]]],
        "must_not": [["budget", "480000 CNY", "海天的价"]],
    },
}


def said(message: int, **more: object) -> dict[str, Any]:
    return {**more, "evidence": [{"msg": message, "text": "预算" if message == 0 else "报价"}]}


def fact(field: str, norm: str) -> dict[str, Any]:
    return said(0, field=field, norm=norm)


def answer(*facts: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"id": "x1", "facts": list(facts), **more}


@pytest.mark.parametrize(
    ("field", "norm", "right"),
    [
        ("budget", "500000 CNY", True),
        ("budget", "~500000 CNY", True),
        ("budget", "400000..500000 CNY", False),
        ("competitor_price", "海天|480000 CNY", True),
        ("competitor_price", "海天|470000 CNY", False),
        ("product", "V8|2|台", True),
        ("product", "加工中心 V8|2|套", True),
        ("product", "V8|3|台", False),
        ("product", "V8||", False),
        ("deadline", "2026-04-30", True),
        ("deadline", "2026-03-31T18:00", True),
        ("deadline", "2026-04-01", False),
    ],
)
def test_a_fact_is_right_by_its_own_field(field: str, norm: str, right: bool) -> None:
    report = score([chat(RAW)], [answer(fact(field, norm))])
    assert report.fields[field] == Tally(right, 1, 1)
    assert report.facts == Tally(right, 4, 1)


def test_what_may_be_read_so_is_neither_rewarded_nor_punished() -> None:
    found = [fact("target_price", "500000 CNY"), fact("deadline", "2026-03-13"), fact("contact_person", "王海")]
    report = score([chat(RAW)], [answer(*found, tags=["价格敏感"], stage_events=[said(1, event="negotiation")])])
    assert report.facts == Tally(0, 4, 0)
    assert report.groups["tags"] == Tally(0, 1, 0)
    assert report.groups["stages"] == Tally(0, 1, 0)


def test_a_trap_that_is_sprung_costs_up_to_half() -> None:
    full = {
        "pain_points": [],
        "objections": [said(1, category="price")],
        "stage_events": [said(1, event="quote_requested")],
        "next_actions": [said(1, side="sales", what="发报价", due="2026-03-13")],
        "tags": ["预算明确"],
        "summary": "预算50万，要2台。",
    }
    good = [fact(row["field"], row["norm"]) for row in chat(RAW)["gold"]["facts"]]
    clean = score([chat(RAW)], [answer(*good, **full)])
    sprung = score([chat(RAW)], [answer(*good, fact("budget", "480000 CNY"), **full)])
    assert (clean.facts.f1, clean.macro, clean.coverage, clean.due) == (1, 1, 1, Tally(1, 1, 1))
    assert clean.overall == pytest.approx(6.5 / 7)
    assert sprung.traps == Tally(1, 1, 1)
    assert sprung.overall < clean.overall * 0.52
    assert ("x1", "trap", "budget", "480000 CNY") in sprung.errors


def test_words_that_nobody_said_are_no_evidence() -> None:
    invented = {**fact("budget", "500000 CNY"), "evidence": [{"msg": 0, "text": "预算60万"}]}
    elsewhere = {**fact("budget", "500000 CNY"), "evidence": [{"msg": 7, "text": "预算"}]}
    assert score([chat(RAW)], [answer(fact("budget", "500000 CNY"), invented, elsewhere)]).evidence == Tally(1, 3, 3)


def test_a_chat_without_an_answer_found_nothing() -> None:
    report = score([chat(RAW)], [])
    assert (report.facts, report.coverage, report.overall) == (Tally(0, 4, 0), 0, 0)


def test_how_sure_each_judged_fact_was_is_kept_beside_whether_it_is_right() -> None:
    found = [{**fact("budget", "500000 CNY"), "confidence": 0.9}, {**fact("our_quote", "1 CNY"), "confidence": 0.6}]
    lenient = {**fact("target_price", "500000 CNY"), "confidence": 0.7}
    assert score([chat(RAW)], [answer(*found, lenient)]).sure == [(0.9, True), (0.6, False)]
