"""The status tags, each by its rule from the other facts."""

from __future__ import annotations

import pytest

from bot.nlp.tags import TAGS
from tests.bot.nlp.said import ticked
from tests.bot.nlp.talk import heard


@pytest.mark.parametrize(
    ("tag", "chat"),
    [
        ("预算明确", ["c 预算批下来了，50万"]),
        ("预算待定", ["c 预算还没批"]),
        ("竞品对比中", ["c 西门子也来报了价"]),
        ("价格敏感", ["c 太贵了"]),
        ("交期敏感", ["c 交期太长，等不了"]),
        ("决策人已浮现", ["c 这事要刘总拍板"]),
        ("决策链未浮现", ["c 想了解一下你们的监护仪"]),
        ("测试阶段", ["c 样品收到了"]),
        ("采购流程中", ["c 合同法务在看"]),
        ("已成交", ["c 合同签好了"]),
        ("暂缓", ["c 先放一放，年后再说"]),
        ("已流失", ["c 不好意思，我们选了别家"]),
        ("无商机信息", ["c 周末一起去水库钓鱼怎么样", "r 好呀，几点出发", "c 早上六点老地方见，多带点饵料，顺便叫上老李"]),
    ],
)
def test_each_tag_by_its_rule(tag: str, chat: list[str]) -> None:
    assert tag in TAGS
    assert tag in [fact.value["name"] for fact in ticked(chat, "tag")]


@pytest.mark.parametrize("closed", ["c 合同签好了", "c 不好意思，我们选了别家"])
def test_what_is_closed_asks_for_no_decider(closed: str) -> None:
    assert "决策链未浮现" not in [fact.value["name"] for fact in ticked(["c 想采购一批监护仪", closed], "tag")]


def test_a_greeting_tells_nothing() -> None:
    assert ticked(["c 在吗", "r 在的", "c 谢谢😀"], "tag") == []


def test_a_tag_cites_the_words_of_its_reason() -> None:
    tag = next(fact for fact in ticked(["c 样品收到了，谢谢"], "tag") if fact.value["name"] == "测试阶段")

    assert tag.evidence.quote == "样品收到了"


@pytest.mark.parametrize(
    ("chat", "private"),
    [
        ("c 周六同学会来不来 | r 来啊 在哪 | c 老地方 人均一百五 太贵我就不去了 | r 哈哈 准时到", True),
        ("c 我儿子想吃火锅 预算两百够不 | r 够啦 | c 明儿朋友圈给你看 | r 好嘞", True),
        ("c 周六同学会来不来 | r 来啊 | c 老地方 顺便把你们的报价带来 | r 好的", False),
        ("c 我儿子管账 水泵要20台 | r 好的 | c 周末见面聊 | r 朋友圈发您了", False),
        ("c 昨天爬山去了 | r 羡慕 B20一台3480元 您看下 | c 过年好 我看看 | r 好", False),
    ],
)
def test_friends_who_talk_of_their_lives_have_no_other_tag(chat: str, private: bool) -> None:
    names = [fact.value["name"] for fact in heard(chat) if fact.kind == "tag"]

    assert (names == ["无商机信息"]) == private
    assert ("无商机信息" in names) == private


@pytest.mark.parametrize(
    ("chat", "won"),
    [
        ("c 不好意思，我们选了别家 | r 啊 还能争取吗 | c 合同昨天都签了", False),
        ("r 啊 合同不是签好了吗 | c 合同签好了，明天寄给你", True),
        ("c 保证金2万已打，请查收 | r 收到", False),
        ("c 货款2万已打，请查收 | r 收到", True),
    ],
)
def test_a_contract_with_the_other_and_a_deposit_win_nothing(chat: str, won: bool) -> None:
    assert ("已成交" in [fact.value["name"] for fact in heard(chat) if fact.kind == "tag"]) == won
