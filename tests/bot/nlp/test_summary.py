"""跟进摘要: the facts that weigh, in the words people write, in a hundred characters."""

from __future__ import annotations

import re

import pytest

from bot.nlp import shapes
from bot.nlp.extract import extract
from bot.nlp.lexicon import Lexicon
from bot.nlp.telling import in_figures
from tests.bot.nlp import chats
from tests.bot.nlp.said import read

HOSPITAL = [
    "c 监护仪的样品到了",
    "c 现在的报警太吵了，我们想换12台P12",
    "c 预算批了，50万，最后顾院长拍板",
    "c 西门子也报了价，比你们低10%",
    "c 12月底要用上",
    "r 好的，报价单我下周一发您",
]


def test_it_tells_the_facts_by_weight_and_ends_with_the_next_step() -> None:
    summary = read(HOSPITAL).summary

    for part in ("12台监护仪 P12", "预算50万", "西门子低10%", "顾院长拍板", "样品已收", "12月底", "11月30日发报价单。"):
        assert part in summary
    assert len(summary) <= 100


@pytest.mark.parametrize("more", [["c 我们仓库数据老是对不上"], ["c 还要对接ERP，必须对接", "r 我周五给您答复接口的事"] * 20])
def test_it_never_grows_too_long(more: list[str]) -> None:
    assert len(read([*HOSPITAL, *more]).summary) <= 100


def test_every_number_is_of_a_fact_or_quoted() -> None:
    found = read(HOSPITAL)
    told = re.sub("「[^」]*」", "", found.summary)

    known = "".join(fact.shown for fact in found.facts) + "月底"
    for number in re.findall(r"\d+", told):
        assert number.lstrip("0") in known


def test_large_counts_and_month_ends_read_as_people_write_them() -> None:
    summary = read(["c P12我们要20000台", "c 12月底到货"]).summary

    assert "2万台监护仪 P12" in summary
    assert "12月底到货" in summary


def test_room_that_is_left_goes_to_numbers_that_nothing_has_told() -> None:
    summary = read(["c 你们好，想看看监护仪", "c 我们一共八间病房", "r 每间配两个支架", "c 墙厚58公分，必须打穿"]).summary

    assert "8间病房" in summary
    assert "58公分" in summary
    assert len(summary) <= 100


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("橱子一共八组", "橱子一共8组"),
        ("模具费58万6", "模具费58.6万"),
        ("罐头一万二千罐", "罐头1.2万罐"),
        ("要两个高柜", "要2个高柜"),
        ("大概二十几个", "大概二十几个"),
        ("第三个方案", "第三个方案"),
        ("上千个都行", "上千个都行"),
    ],
)
def test_words_are_told_in_figures(words: str, figures: str) -> None:
    assert in_figures(words) == figures


def test_a_feast_is_told_with_its_day() -> None:
    assert "国庆前9月30日" in read(["c P12要12台，国庆前必须装好"]).summary


def test_a_talk_about_nothing_says_so() -> None:
    chat = ["c 今天这雨下得真大啊，孩子放学我都没去接成", "r 是啊注意身体", "c 隔壁楼有个考了六百八十八，羡慕死我了呀"]
    assert "没有商机" in read(chat).summary


def test_an_amount_that_was_asked_quoted_and_agreed_is_told_once() -> None:
    summary = read(["c P12要12台", "r 12台一共21万", "c 20万5行不行", "r 行，20万5", "c 成交，20.5万，合同发我"]).summary

    assert summary.count("20.5万") == 1


def test_words_that_only_say_an_amount_again_are_not_quoted() -> None:
    chat = ["c P12要12台", "r 12台一共46万8", "c 比西门子贵啊，西门子那边报42万", "r 我申请一下", "c 行，等你消息"]
    summary = read(chat).summary

    assert summary.count("42万") == 1


def test_the_step_after_the_next_comes_before_what_the_customer_complains_of() -> None:
    summary = read([*HOSPITAL, "c 电池一个小时就没电，夜班天天被投诉", "r 周五我把样机给您送过去"]).summary

    assert "报价单" in summary
    assert "样机" in summary


def test_no_chat_of_ours_has_a_summary_that_is_too_long() -> None:
    told = ((line["id"], shapes.chat(chats.asked(line))) for line in chats.load("dev")[::4])
    assert not [name for name, chat in told if len(extract(chat.messages, Lexicon.shipped(), zone=chat.zone).summary) > 100]
