"""What only sounds like a stage, by what stands around it; and how a trial went."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.nlp.cues import Cues
from bot.nlp.doubts import unfounded
from bot.nlp.lexicon import Lexicon
from bot.nlp.trials import went
from tests.bot.nlp.said import read, ticked
from tests.bot.nlp.talk import thread


def events(*chat: str) -> set[str]:
    return {fact.value["event"] for fact in ticked(chat, "stage_event")}


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("样机跑了两周零故障", "test_passed"),
        ("盐雾720小时没生锈", "test_passed"),
        ("尺寸都在公差里", "test_passed"),
        ("比之前那家的顺手", "test_passed"),
        ("一个没挂", "test_passed"),
        ("边上没毛刺", "test_passed"),
        ("打磨以后有白印", "test_failed"),
        ("一直没开裂", "test_passed"),
        ("焊缝没得说", "test_passed"),
        ("粘度不够", "test_failed"),
        ("不太行，太慢了", "test_failed"),
        ("跌落摔裂了两个", "test_failed"),
        ("没到我们的标准", "test_failed"),
        ("对不上孔位", "test_failed"),
        ("我们要求良率99", ""),
        ("不合格的话怎么办", ""),
        ("运行怎么样", ""),
        ("周三寄出", ""),
    ],
)
def test_how_a_trial_went_is_told_by_a_verdict(words: str, result: str) -> None:
    assert went(words, Lexicon.shipped()) == result


def test_an_organisations_own_words_judge_a_trial_too() -> None:
    shipped = Lexicon.shipped()
    lists = {**shipped.cues.lists, "test_good": ("绝绝子",), "test_bad": ("歇菜",)}
    own = replace(shipped, cues=Cues(lists))

    assert [went(words, shipped) for words in ("样品绝绝子", "样机歇菜")] == ["", ""]
    assert [went(words, own) for words in ("样品绝绝子", "样机歇菜")] == ["test_passed", "test_failed"]


@pytest.mark.parametrize(
    "chat",
    [
        ["c 首件检了 尺寸都在公差里"],
        ["c 试下来蛮顺的"],
        ["c 老化跑完了 一个没挂"],
        ["c 样布水洗三次没缩水 可以"],
        ["c 数据看了 精度够了"],
        ["r 试用一周了 感觉咋样", "c 蛮顺的 大家都会用了"],
    ],
)
def test_a_trial_that_went_well(chat: list[str]) -> None:
    assert "test_passed" in events(*chat)


@pytest.mark.parametrize(
    "chat",
    [
        ["c 样品没问题的话下个月就下单"],
        ["c 方案大家看了觉得不错"],
        ["r 我们的产品都是通过了国家检测的"],
        ["c 合同看过了 没问题"],
        ["c 预算会过了 钱没问题"],
        ["c POC过了才谈钱"],
    ],
)
def test_a_verdict_on_something_else_or_a_wish_is_no_trial(chat: list[str]) -> None:
    assert not {"test_passed", "test_failed"} & events(*chat)


@pytest.mark.parametrize(
    "chat",
    [
        ["c 监护仪要8台", "c 输液泵先不要了"],
        ["c 备件柜今年不换 监护仪照旧"],
        ["c 机器不急 20号前到就行"],
        ["c 等测完了再谈价格"],
    ],
)
def test_one_thing_of_several_put_off_is_no_hold(chat: list[str]) -> None:
    assert "on_hold" not in events(*chat)


@pytest.mark.parametrize("chat", [["c 这个项目先放一放"], ["c 监护仪的事年后再说吧"], ["c 集团把采购冻结了 明年再看"]])
def test_all_of_it_put_off_is(chat: list[str]) -> None:
    assert "on_hold" in events(*chat)


@pytest.mark.parametrize(
    "chat",
    [
        ["r 单子发您了 一共13万"],
        ["c 监护仪再要4台"],
        ["c 先拿两台试半个月"],
        ["c 我就要一台 多少钱"],
    ],
)
def test_a_number_of_things_is_not_yet_an_order(chat: list[str]) -> None:
    assert "po_issued" not in events(*chat)


@pytest.mark.parametrize(
    "chat",
    [
        ["c 再来30箱 老规矩"],
        ["c 要货单填好推给你了"],
        ["r 您的订单已录 明天装车"],
        ["r 采购订单下了吗", "c 下了 15台"],
        ["r 300一箱", "c 290", "r 290可以", "c 行 290就290 50箱周五送来"],
    ],
)
def test_an_order(chat: list[str]) -> None:
    assert "po_issued" in events(*chat)


@pytest.mark.parametrize(
    "chat",
    [
        ["r 今天装车 后天下午到您店里"],
        ["r 明早八点半车就到您门口"],
        ["r 周四我过来回访"],
        ["r 那我年后再来拜访您"],
        ["r 周四我过去给您演示一遍"],
    ],
)
def test_goods_a_follow_up_and_a_demo_are_no_visit(chat: list[str]) -> None:
    assert "visit_scheduled" not in events(*chat)


@pytest.mark.parametrize(
    ("chat", "event"),
    [
        (["r 要不要给您寄个样", "c 要的 寄到工厂"], "sample_requested"),
        (["r 样品您要几片", "c 5片吧"], "sample_requested"),
        (["r 需要给您报价吗", "c 报一个吧"], "quote_requested"),
        (["r 报价按年付还是三年付呢", "c 两种都要"], "quote_requested"),
    ],
)
def test_a_short_yes_is_to_what_we_asked(chat: list[str], event: str) -> None:
    assert event in events(*chat)
    assert event not in events(chat[0], "c 不用了 谢谢")


@pytest.mark.parametrize(
    ("chat", "event", "heard"),
    [
        (["c 条款你先甩过来 我们律师要一条条抠"], "contract_review", True),
        (["c 晚啦 合同都签了"], "lost", True),
        (["c 晚啦 合同都签了"], "contract_signed", False),
        (["c 专项资金90万已经到账了"], "payment_received", False),
        (["r 报价单上传群里了 首年15万", "c 看到了"], "payment_received", False),
        (["c 20万以下财务经理签字就行"], "finance_approval", False),
        (["c 请款单走到财务总监了"], "finance_approval", True),
        (["c 你们报价单有效期写长点"], "quote_requested", False),
        (["r 一共12万", "c 能再少点不"], "negotiation", True),
        (["r 一共12万", "c 行 就按12万"], "negotiation", False),
        (["c 采购还要三家比价"], "negotiation", False),
        (["c 三种配置分别报个价"], "quote_requested", True),
        (["c 验收合格后付尾款"], "acceptance", False),
        (["c 上批油封有7个漏油"], "complaint", True),
        (["c 现在那老闸机天天坏 学生投诉"], "complaint", False),
    ],
)
def test_what_stands_around_decides(chat: list[str], event: str, heard: bool) -> None:
    assert (event in events(*chat)) is heard


def test_a_price_that_only_holds_on_is_no_quotation() -> None:
    assert "quote_sent" not in events("c 监护仪再补2台", "r 好的 还是1万8一台不变")
    assert "quote_sent" in events("c 监护仪要2台", "r 监护仪1万8一台")


def test_a_rival_named_in_a_threat_is_not_lost_to() -> None:
    said = read(["c 再测不过我就只能用迈瑞了"])
    assert "lost" not in {fact.value["event"] for fact in said.facts if fact.kind == "stage_event"}


def test_to_ask_when_it_goes_on_is_not_that_it_does() -> None:
    assert "on_hold" in events("c 这事先放一放", "r 明白，大概什么时候恢复呢")
    assert "on_hold" not in events("c 这事先放一放", "c 又重新启动了 继续推进")


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ("c 保密协议签了 可以给图纸了", "contract_signed"),
        ("c 跟财务对过账了", "finance_approval"),
        ("c 先试用再买", "trial_started"),
        ("c 到账了告诉我一声", "payment_received"),
        ("c 样品裂了两个", "complaint"),
        ("c 投诉电话是多少", "complaint"),
    ],
)
def test_talk_of_papers_money_and_samples_that_is_none(line: str, event: str) -> None:
    assert event not in events(line)


@pytest.mark.parametrize(
    ("event", "chat", "known", "none"),
    [
        ("payment_received", "c 采购单推过来啦 | r 看到了，谢谢", (), True),
        ("payment_received", "c 定金打过去了 | r 看到了，谢谢", (), False),
        ("sample_received", "r 快递今天派送 | c 到了，外箱没破", (), True),
        ("sample_received", "r 样品今天派送 | c 到了，外箱没破", (), False),
        ("sample_received", "r 快递今天派送 | c 到了，外箱没破", ("sample_requested",), False),
        ("sample_sent", "c 发票呢 | r 已发顺丰", (), True),
        ("sample_sent", "c 想先试一试 | r 已发顺丰", (), False),
        ("delivered", "r 快递今天派送 | c 到了，外箱没破", (), False),
    ],
)
def test_what_came_or_went_is_what_was_spoken_of(event: str, chat: str, known: tuple[str, ...], none: bool) -> None:
    assert unfounded(event, thread(chat), 1, known) is none


@pytest.mark.parametrize(
    ("chat", "event", "told"),
    [
        (["c 我们那批旧毛巾 客人投诉刺皮肤"], "complaint", False),
        (["c 你们这批毛巾 客人投诉刺皮肤"], "complaint", True),
        (["r 整套8.8万", "c 停机不能超过一夜"], "negotiation", False),
        (["r 整套8.8万", "c 含量不能超过200ppm"], "negotiation", False),
        (["r 整套8.8万", "c 单价不能超过八万"], "negotiation", True),
        (["c 预付三成财务今天打过去了"], "finance_approval", False),
        (["c 付款申请在财务审批"], "finance_approval", True),
        (["r 合同签完60天能交货"], "contract_signed", False),
        (["r 您看完盖章回传就行"], "contract_signed", False),
        (["c 合同签完寄你了"], "contract_signed", True),
        (["c 来不及啦 合同都签了"], "lost", True),
        (["r 可以试用一个月，押金免了"], "trial_started", False),
        (["c 已经在试用了"], "trial_started", True),
        (["c 样品先寄两套来", "c 料到了 明天进实验室"], "delivered", False),
        (["c 订单下了", "c 料到了 都卸完了"], "delivered", True),
        (["c 那批的单暂时别发"], "po_issued", False),
        (["c 采购单下了"], "po_issued", True),
    ],
)
def test_near_misses_of_complaints_bargains_and_papers(chat: list[str], event: str, told: bool) -> None:
    assert (event in events(*chat)) is told
