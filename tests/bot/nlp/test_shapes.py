"""A line of JSON to what the extractor reads, and what it found to a line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.model import Message
from bot.nlp import shapes
from bot.nlp.facts import Evidence, Extraction, Fact

LINE: dict[str, Any] = {
    "id": "c1",
    "platform": "wecom",
    "chat_type": "group",
    "reference_time": "2026-03-12T20:10:00+08:00",
    "participants": [
        {"key": "S", "name": "何川", "role": "sales", "company": "锐锋数控"},
        {"key": "T", "name": "吴工", "role": "presale"},
        {"key": "K", "name": "王海", "role": "customer"},
        {"key": "D", "name": "老梁", "role": "third_party"},
    ],
    "messages": [
        {"i": 10, "time": "2026-03-12T14:02:00+08:00", "sender": "K", "type": "text", "text": "预算50万"},
        {"i": 11, "time": "2026-03-12T14:03:00", "sender": "T", "type": "voice_text", "text": "好，我明天发方案"},
        {"i": 12, "time": "2026-03-12T14:04:00+08:00", "sender": "D", "type": "forward", "text": "转发一下", "origin": "李总"},
    ],
    "lexicon": {"products": {"立式加工中心": ["立加"]}, "competitors": {"海天": None}, "staff": ["何川"]},
}


def fact(kind: str, value: dict[str, Any], *, message: int = 0, confidence: float = 0.9, shown: str = "") -> Fact:
    return Fact(kind, value, shown, confidence, Evidence(str(message), 0, 2, "预算"))


def told(*facts: Fact) -> dict[str, Any]:
    return shapes.facts(shapes.chat(LINE), Extraction(facts, "王海沟通。"))


def test_a_chat_says_who_is_on_which_side() -> None:
    chat = shapes.chat(LINE)
    at = datetime.fromisoformat("2026-03-12T14:02:00+08:00")
    assert chat.messages[0] == Message("0", "K", at, "预算50万", ours=False, by_name="王海")
    assert [(m.ours, m.kind, m.by_name) for m in chat.messages[1:]] == [
        (True, "voice_text", "吴工"),
        (False, "forward", "老梁"),
    ]
    assert chat.outsiders == {"D"}
    assert chat.numbers == (10, 11, 12)
    assert (chat.products, chat.competitors) == ({"立式加工中心": ("立加",)}, {"海天": ()})


def test_a_moment_without_a_zone_is_of_china() -> None:
    assert shapes.chat(LINE).messages[1].at == datetime.fromisoformat("2026-03-12T14:03:00+08:00")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": None}, "id: "),
        ({"reference_time": "昨天"}, "reference_time: a moment"),
        ({"reference_time": "0001-01-01T00:00:00"}, "reference_time: a year"),
        ({"participants": {}}, "participants: a list"),
        ({"participants": [{"key": "S"}]}, r"participants\[0\]: role: a string"),
        ({"messages": None}, "messages: a list"),
        ({"messages": ["预算"]}, r"messages\[0\]: an object"),
        ({"messages": [LINE["messages"][0], {**LINE["messages"][0], "text": 5}]}, r"messages\[1\]: text: a string"),
        ({"lexicon": []}, None),
        ({"lexicon": "x"}, "lexicon: an object"),
        ({"lexicon": {"products": {"立加": "x"}}}, "lexicon: products"),
    ],
)
def test_what_is_out_of_shape_is_named(change: dict[str, Any], words: str | None) -> None:
    if words is None:
        assert shapes.chat({**LINE, **change}).products == {}
        return
    with pytest.raises(ValueError, match=words):
        shapes.chat({**LINE, **change})


@pytest.mark.parametrize(
    ("kind", "value", "field", "norm"),
    [
        ("budget", {"low": 500000_00, "high": 500000_00, "approx": False}, "budget", "500000 CNY"),
        ("budget", {"low": 350000_00, "high": 350000_00, "approx": True}, "budget", "~350000 CNY"),
        ("budget", {"low": 250000_00, "high": 300000_00, "approx": False}, "budget", "250000..300000 CNY"),
        ("budget", {"low": None, "high": 50000_00, "approx": False}, "budget", "<=50000 CNY"),
        ("target_price", {"low": 9_90, "high": 9_90, "approx": False}, "target_price", "9.9 CNY"),
        ("our_quote", {"amount": 468000_00}, "our_quote", "468000 CNY"),
        ("our_quote", {"amount": 2_50, "currency": "USD"}, "our_quote", "2.5 USD"),
        ("budget", {"low": 25_00, "high": 30_00, "approx": False, "currency": "EUR"}, "budget", "25..30 EUR"),
        ("competitor_price", {"name": "海天", "amount": 3_00, "currency": "USD"}, "competitor_price", "海天|3 USD"),
        ("budget_status", {"status": "confirmed"}, "budget_status", "confirmed"),
        ("product", {"name": "立式加工中心", "quantity": 12, "unit": "台"}, "product", "立式加工中心|12|台"),
        ("product", {"name": "立式加工中心", "quantity": None, "unit": ""}, "product", "立式加工中心||"),
        ("deadline", {"date": "2026-03-31", "what": "上线"}, "deadline", "2026-03-31"),
        ("competitor", {"name": "海天", "role": "compare"}, "competitor", "海天"),
        ("competitor_price", {"name": "海天", "amount": 120000_00}, "competitor_price", "海天|120000 CNY"),
        (
            "competitor_delta",
            {"name": "海天", "than": "lower", "percent": 15, "amount": None},
            "competitor_price_delta",
            "海天|lower|15%",
        ),
        (
            "competitor_delta",
            {"name": "海天", "than": "lower", "percent": None, "amount": 20_00},
            "competitor_price_delta",
            "海天|lower|20 CNY",
        ),
        ("decision_maker", {"name": "顾院长"}, "decision_maker", "顾院长"),
        ("contact_phone", {"phone": "13800138000"}, "contact_phone", "13800138000"),
    ],
)
def test_a_fact_has_its_norm(kind: str, value: dict[str, Any], field: str, norm: str) -> None:
    (row,) = told(fact(kind, value))["facts"]
    assert (row["field"], row["norm"], row["confidence"]) == (field, norm, 0.9)
    assert row["evidence"] == [{"msg": 10, "text": "预算", "start": 0, "end": 2}]


def test_what_is_no_field_has_a_list_of_its_own() -> None:
    line = told(
        fact("pain_point", {"text": "报警太吵"}),
        fact("objection", {"category": "price", "text": "偏高"}),
        fact("stage_event", {"event": "sample_received"}, shown="样品已收"),
        fact("next_action", {"what": "发方案", "due": "2026-03-13", "ours": True}, message=1),
        fact("next_action", {"what": "发清单", "due": None, "ours": True}, message=0),
        fact("tag", {"name": "预算明确"}),
    )
    assert list(line) == ["id", "facts", "pain_points", "objections", "stage_events", "next_actions", "tags", "summary"]
    assert line["pain_points"][0]["text"] == "报警太吵"
    assert line["objections"][0]["category"] == "price"
    assert (line["stage_events"][0]["event"], line["stage_events"][0]["label"]) == ("sample_received", "样品已收")
    assert [(row["side"], row["who"], row["what"], row["due"]) for row in line["next_actions"]] == [
        ("sales", "吴工", "发方案", "2026-03-13"),
        ("sales", "吴工", "发清单", None),
    ]
    assert (line["tags"], line["facts"], line["summary"]) == (["预算明确"], [], "王海沟通。")


def test_what_a_draft_would_not_tick_is_left_out() -> None:
    assert told(fact("our_quote", {"amount": 100}, confidence=0.59))["facts"] == []
