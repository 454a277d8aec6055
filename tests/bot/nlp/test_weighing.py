"""A claim of the rules is weighed with what the whole message sounds like, in a chat long enough to tell what matters in it."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import heard

BEGUN = "c 你好，想了解下水泵 | r 您好，B20一台3480元 | "
ENDED = " | r 好的，我记一下 | c 嗯，有事再说 | r 好嘞，随时联系"


def held(line: str) -> list[object]:
    return [fact.value["category"] for fact in heard(BEGUN + line + ENDED) if fact.kind == "objection"]


@pytest.mark.parametrize(
    "line",
    [
        "c 太贵了，我们接受不了",
        "c 能不能便宜点，隔壁只要3200",
        "c 还是贵了点，3200能做不",
        "c 3200能做不，能做今天就定",
        "c 人家格兰富才报3300",
    ],
)
def test_a_word_against_our_price_counts_in_a_long_chat(line: str) -> None:
    assert held(line) == ["price"]


@pytest.mark.parametrize(
    "line",
    [
        "c 收到，流程是我先初审，然后王总签字，月底走完",
        "c 好的，费用跟上个月的一起结",
        "c 阀门这次先不要，水泵先来两台",
        "c 你们厂离我们这不远，下周三过去看看",
        "c 找不到我就找门卫，电话留给他了",
        "c 我们计划12月20日前上线，赶在年底盘点之前",
    ],
)
def test_a_cue_in_plain_talk_is_not_held_against_us(line: str) -> None:
    assert held(line) == []


@pytest.mark.parametrize(
    ("line", "held_against"),
    [
        ("c 8月8号前水泵得进场，工人都约好了", ["delivery"]),
        ("c 计划月底前开业，8月8号之前到不了我就不要了", ["delivery"]),
        ("c 计划8号开业，到时候货不到我怎么办", ["delivery"]),
        ("c 7月1号前要装完，晚了罚我", ["delivery"]),
        ("c 9月1号到货，够用了", []),
        ("c 我8月8号休假", []),
        ("c 8月8号我们开会讨论", []),
    ],
)
def test_a_day_of_his_hints_at_a_demand_and_the_message_says_whether_it_is_one(line: str, held_against: list[str]) -> None:
    assert held(line) == held_against


@pytest.mark.parametrize(
    ("line", "held_against"), [("c 钱不打紧，就怕噪音大", ["feature"]), ("c 这价我不跟你磨，能早点到就好", [])]
)
def test_where_the_price_is_no_matter_the_message_is_about_something_else(line: str, held_against: list[str]) -> None:
    assert held(line) == held_against


def test_of_two_messages_about_one_thing_the_surer_counts() -> None:
    chat = f"{BEGUN}c 有点贵 | r 这个是含税含运费的价 | c 再便宜点吧，3200一台我今天就定{ENDED}"
    facts = [fact for fact in heard(chat) if fact.kind == "objection"]
    assert {fact.value["category"] for fact in facts} == {"price"}
    assert "m4" in {fact.evidence.message for fact in facts}


def test_when_it_goes_on_is_held_against_us_where_the_deal_stands_still() -> None:
    chat = f"{BEGUN}c 先放一放吧，4月份再说 | r 理解，那您看什么时候合适{ENDED}"
    assert [fact.value["category"] for fact in heard(chat) if fact.kind == "objection"] == ["timing"]
