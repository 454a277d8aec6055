"""Rivals, their prices, and those beside ours."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import heard, shown

NAMES = [
    ("c 格兰富也报了价", ["格兰富"]),
    ("c 三诺泵业报价38万", ["三诺泵业"]),
    ("c 我们现在用的是锐捷的", ["锐捷（在用）"]),
    ("c 跟蓝鲸医疗在比", ["蓝鲸医疗"]),
    ("c 比尼康的还好点", ["尼康"]),
    ("c 也看了锐捷和华三的", ["锐捷", "华三"]),
    ("c 市场价比你们便宜", []),
    ("c 3个工作日内给我报价", []),
    ("c 采购部报价流程慢", []),
    ("c 试了两款，一般", []),
    ("c 我们老板说比预算贵", []),
    ("c 格兰富也报了价 | c 格兰富已经出局了", []),
    ("c 格兰富没参与", []),
    ("c 没看格兰富", []),
]


@pytest.mark.parametrize(("chat", "names"), NAMES)
def test_a_rival_is_named_by_the_lexicon_or_by_how_he_is_spoken_of(chat: str, names: list[str]) -> None:
    assert shown(chat, "competitor") == names


PRICES = [
    ("c 格兰富报了，42万", ["格兰富 42万"]),
    ("c 格兰富报价出来了 | c 42万", ["格兰富 42万"]),
    ("c 格兰富2750 自己看着办", ["格兰富 2750元"]),
    ("c 南方给的价是1万9一台 你们2万3", ["南方泵业 1.9万"]),
    ("c 另外一家报38万", ["另外一家 38万"]),
    ("c!forward@格兰富 张经理 B20单价2.1万", ["格兰富 2.1万"]),
    ("c!quote 南方：整机报价8.2万", ["南方泵业 8.2万"]),
    ("c 你们报的42万太贵", []),
]


@pytest.mark.parametrize(("chat", "prices"), PRICES)
def test_a_rivals_price_is_his_and_nobody_elses(chat: str, prices: list[str]) -> None:
    assert shown(chat, "competitor_price") == prices
    assert not {fact.kind for fact in heard(chat)} & {"budget", "our_quote", "deal_amount"}


DELTAS = [
    ("c 格兰富报的比你们低10%", "格兰富 比我方低 10%"),
    ("c 格兰富报了42万 | c 比你们低十个点", "格兰富 比我方低 10%"),
    ("c 格兰富也在谈 你们比他们贵40%", "格兰富 比我方低 40%"),
    ("c 格兰富一台便宜200块", "格兰富 比我方低 200元"),
    ("c 你们比格兰富便宜5%", "格兰富 比我方高 5%"),
    ("c 格兰富比你们贵三万", "格兰富 比我方高 3万"),
    ("c 你们比去年贵15%", None),
    ("c 格兰富比南方便宜10%", None),
]


@pytest.mark.parametrize(("chat", "delta"), DELTAS)
def test_their_price_stands_beside_ours(chat: str, delta: str | None) -> None:
    assert shown(chat, "competitor_delta") == ([delta] if delta else [])
