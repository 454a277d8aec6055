"""Our annotated chats are in shape: every label is of the schema, in its form, and said in the chat."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

import pytest

from bot.nlp import shapes
from tests.bot.nlp import chats

FILES = [(part, name) for part in chats.PARTS for name in chats.names(part)]


@pytest.fixture(params=FILES, ids="/".join)
def lines(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Of every file. A failure names the chat: `line["id"]` stands in the message."""
    return chats.of_file(*request.param)


_AMOUNT = r"\d+(?:\.\d{1,3})? [A-Z]{3}"
"""Of three decimals: 3分5 for a short message."""
_POT = rf"(?:<=|>=|~)?{_AMOUNT}|\d+(?:\.\d{{1,3}})?\.\.{_AMOUNT}"
_DAY = r"\d{4}-\d\d-\d\d"
NORMS = {
    "budget": _POT,
    "budget_status": "confirmed|range|pending_approval|undecided|none",
    "target_price": _POT,
    "our_quote": _POT,
    "deal_amount": _AMOUNT,
    "product": r"[^|]+\|(?:\d+(?:\.\d+)?)?\|[^|]*",
    "competitor": r"[^|]+",
    "competitor_price": rf"[^|]*\|{_AMOUNT}",
    "competitor_price_delta": rf"[^|]*\|(?:lower|higher)\|(?:\d+(?:\.\d+)?%|{_AMOUNT})",
    "decision_maker": r"[^|]+",
    "deadline": rf"{_DAY}(?:T\d\d:\d\d)?|{_DAY}/{_DAY}",
    "contact_phone": r"\d{7,15}",
    "contact_email": r"[^\sA-Z@]+@[^\sA-Z@]+",
    "contact_company": r"\S.*\S",
    "contact_person": r"\S+",
    "contact_uscc": r"[0-9A-Z]{18}",
    "contact_address": r"\S.*\S",
}
# A hotline is no contact's number, and is shorter than one.
TRAPS = {**NORMS, "contact_phone": r"\d{5,15}"}
CATEGORIES = {"price", "delivery", "feature", "service", "contract", "timing", "trust", "integration", "authority"}
_EVENTS = """quote_requested quote_sent sample_requested sample_sent sample_received waiting_test_report test_passed test_failed
trial_started poc_requested poc_started demo_scheduled demo_done visit_scheduled visit_done technical_review negotiation
bidding finance_approval contract_review contract_signed po_issued payment_received delivered acceptance on_hold lost
renewal complaint"""
_TAGS = """预算明确 预算待定 竞品对比中 价格敏感 交期敏感 决策人已浮现 决策链未浮现 测试阶段 采购流程中
已成交 暂缓 已流失 无商机信息"""
EVENTS, TAGS = {*_EVENTS.split()}, {*_TAGS.split()}


def days(norm: str) -> list[date]:
    return [date.fromisoformat(part[:10]) for part in norm.split("/")]


def test_there_are_enough_of_every_sort() -> None:
    parts = {part: chats.load(part) for part in chats.PARTS}
    every = [line for lines in parts.values() for line in lines]
    ids = [line["id"] for line in every]
    hard = [line for line in every if line["adversarial"]]
    assert len(ids) == len(set(ids)) >= 200
    assert 3 * len(hard) >= len(ids)
    assert len(parts["test"]) >= 66
    assert len({line["industry"] for line in every}) >= 8


def test_a_chat_is_what_the_command_reads(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        _is_read(line)


def _is_read(line: dict[str, Any]) -> None:
    read = shapes.chat(json.loads(json.dumps(chats.asked(line))))

    assert "gold" not in chats.asked(line)
    assert len(read.messages) == len(line["messages"]) >= 2
    assert {message.by for message in read.messages} <= {one["key"] for one in line["participants"]}
    assert {one["role"] for one in line["participants"]} <= {"sales", "presale", "customer", "third_party"}
    assert {message["type"] for message in line["messages"]} <= {"text", "voice_text", "quote", "forward"}
    times = [message.at for message in read.messages]
    assert times == sorted(times)
    assert times[-1] <= datetime.fromisoformat(line["reference_time"])
    assert line["platform"] in ("wecom", "dingtalk", "feishu")
    assert line["chat_type"] in ("single", "group")


def test_the_norm_of_every_fact_has_the_form_of_its_field(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        _has_its_form(line["gold"], line)


def _has_its_form(gold: dict[str, Any], line: dict[str, Any]) -> None:
    for fact in (*gold["facts"], *gold["optional_facts"]):
        assert fact["field"] in NORMS
        for norm in (fact["norm"], *fact.get("norm_any", [])):
            assert re.fullmatch(NORMS[fact["field"]], norm), fact
            assert fact["field"] != "deadline" or days(norm)
    for trap in gold["must_not"]:
        assert trap["field"] in {*NORMS, "stage_events", "tags", "next_actions"}
        assert re.fullmatch(TRAPS.get(trap["field"], ".+"), trap["norm"]), trap


def test_every_other_label_is_of_the_schema(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        _is_of_the_schema(line["gold"], line)


def _is_of_the_schema(gold: dict[str, Any], line: dict[str, Any]) -> None:
    assert {one["category"] for one in gold["objections"]} <= CATEGORIES
    assert {one["event"] for one in (*gold["stage_events"], *gold["optional_stage_events"])} <= EVENTS
    assert {*gold["tags"], *gold["optional_tags"]} <= TAGS
    assert {one["side"] for one in gold["next_actions"]} <= {"sales", "customer"}
    for action in gold["next_actions"]:
        assert all(days(due) for due in (action["due"], *action.get("due_any", [])) if due)
        assert len(action["what"]) >= 2


def test_a_summary_is_short_and_says_its_key_facts(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        _is_short_and_says(line["gold"], line)


def _is_short_and_says(gold: dict[str, Any], line: dict[str, Any]) -> None:
    assert 8 <= len(gold["summary"]) <= 120
    assert gold["key_facts"]
    assert all(one["any"] and all(one["any"]) for one in gold["key_facts"])
