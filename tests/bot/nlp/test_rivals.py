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
    ("c 格兰富从来没进过", []),
    ("c 有家叫海川的报了21万", ["海川"]),
    ("r 格兰富这次还来吗 | c 来 但是他家贵", ["格兰富"]),
    ("r 听说您要买格兰富的 | c 谁讲的 我连他们业务员都不认识", []),
    ("c 格兰富是我们客户 在我们仓放货", []),
    ("c 我们给格兰富做配套的", []),
    ("r 听说您也在看格兰富 | c 没有啦 那是隔壁店在看格兰富 我没看过", []),
    ("c 格兰富的人说不用换主机", ["格兰富"]),
    ("c 格兰富是我们老供应商 用了三年", ["格兰富"]),
    ("c 钱的事用的是县里的专项 90万", []),
    ("c 问了物业 变压器容量不够", []),
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
    ("c 南方一公斤46，你们呢", ["南方泵业 46元"]),
    ("c 现在南方每人4900", ["南方泵业 4900元"]),
    ("c 你们开74万，格兰富开口69", ["格兰富 69万"]),
    ("c 格兰富7N报到每公斤146了", ["格兰富 146元"]),
    ("c 格兰富又来了 锁半年9750 你再掂量", ["格兰富 9750元"]),
    ("c 格兰富也行 | r 他们给的啥价 我好交差 | c 一台4万3", ["格兰富 4.3万"]),
    ("r 南方啥价呀 | c 一年两万八", ["南方泵业 2.8万"]),
    ("c 别人家都是35一平", ["别人家 35元"]),
    ("c 格兰富一直跟我吹，听着头大", []),
    ("c 南方拿了三份样品给我", []),
    ("c 用南方的话得多花五万", []),
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
    ("c 格兰富便宜你们两成", "格兰富 比我方低 20%"),
    ("c 格兰富每吨少120", "格兰富 比我方低 120元"),
    ("c 格兰富那边 人家便宜一毛五一斤", "格兰富 比我方低 0.15元"),
    ("c 格兰富那套折下来才是你们的七成", "格兰富 比我方低 30%"),
    ("c 格兰富一公斤46 你们比他便宜三成没错吧", "格兰富 比我方高 30%"),
    ("c 你们比去年贵15%", None),
    ("c 格兰富比南方便宜10%", None),
]


@pytest.mark.parametrize(("chat", "delta"), DELTAS)
def test_their_price_stands_beside_ours(chat: str, delta: str | None) -> None:
    assert shown(chat, "competitor_delta") == ([delta] if delta else [])


@pytest.mark.parametrize("line", ["c 汇川不在我们名单里 一是贵 二是交期慢", "c 三期那个标去年汇川做的 早验收完了 跟这回两码事"])
def test_who_is_on_no_list_and_who_had_another_deal_are_no_rivals(line: str) -> None:
    assert not shown(line, "competitor")
