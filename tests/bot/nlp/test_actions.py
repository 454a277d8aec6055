"""What was promised, by whom, by when; and how it reads."""

from __future__ import annotations

import pytest

from tests.bot.nlp.said import read, ticked
from tests.bot.nlp.talk import shown


@pytest.mark.parametrize(
    ("chat", "shown"),
    [
        (["r 方案我下周三前发您"], "发方案（2026-12-02）"),
        (["r 报价午饭前发您"], "发报价（2026-11-24）"),
        (["r 资料我晚点发您"], "发资料（2026-11-24）"),
        (["r 下午把报价发群里"], "发报价（2026-11-24）"),
        (["r 配件今天下班前给您"], "给配件（2026-11-24）"),
        (["r 我们12月10号进场"], "进场（2026-12-10）"),
        (["r 我跟财务请示一下，明天中午前给您答复"], "跟财务请示一下并答复（2026-11-25）"),
        (["r 合同一会儿发您"], "发合同"),
        (["c 定金今晚转你"], "客户：转定金（2026-11-24）"),
        (["c 我回去跟合伙人商量"], "客户：回去跟合伙人商量"),
        (["c 清单发我一份", "r 好，周五给您"], "清单发一份（2026-11-27）"),
        (["r 给您寄两本样册，您看周四行吗", "c 行"], "寄两本样册（2026-11-26）"),
    ],
)
def test_a_promise_reads_verb_first_with_its_day(chat: list[str], shown: str) -> None:
    assert [fact.shown for fact in ticked(chat, "next_action")] == [shown]


@pytest.mark.parametrize(
    "chat",
    [
        ["r 资料昨天发您了"],
        ["r 您周五方便来一趟吗？"],
        ["r 我给您的价是8万"],
        ["c 我们周五之前必须上线"],
        ["c 我就随便问问"],
        ["r 如果周五批下来我发您"],
        ["c!forward 我明天把合同发您"],
    ],
)
def test_what_is_done_asked_supposed_or_only_said_is_no_promise(chat: list[str]) -> None:
    assert ticked(chat, "next_action") == []


def test_a_promise_made_again_is_said_once_with_the_new_day() -> None:
    chat = ["r 那我们12月3号进场安装", "c 不行，机房还没好", "r 好的，改到12月10号进场"]

    assert [(fact.value["what"], fact.value["due"]) for fact in ticked(chat, "next_action")][-1][1] == "2026-12-10"
    assert len(ticked(chat, "next_action")) == 1


def test_the_fixed_list_names_the_kind_of_step() -> None:
    chat = ["r 周五给您做个线上演示", "r 我明天把案例发您"]

    assert [fact.value.get("label") for fact in ticked(chat, "next_action")] == ["预约演示", "发送案例"]


def test_evidence_is_the_clause() -> None:
    fact = next(fact for fact in read(["r 好的，方案我周五发您，您放心"]).facts if fact.kind == "next_action")

    assert fact.evidence.quote == "方案我周五发您"


OF_ANY_VERB = [
    ("r 标书我们12月5号封好", ["标书封好（2026-12-05）"]),
    ("r 机柜周五全部上电", ["机柜全部上电（2026-11-27）"]),
    ("r 12月8号我亲自押车", ["亲自押车（2026-12-08）"]),
    ("r B栋西面明天上午重刷", ["B栋西面重刷（2026-11-25）"]),
    ("r 证书发您邮箱", ["证书发邮箱"]),
    ("r 我再寄两块亮的", ["寄两块亮的"]),
    ("r 货我先锁着", ["货先锁着"]),
    ("r 手续我们全包", ["手续全包"]),
    ("r 我让工程师远程看下", ["让工程师远程看下"]),
    ("r 我去问问老板能不能匀一点", ["问问老板能不能匀一点"]),
    ("c 我明天把图纸传你", ["客户：图纸传（2026-11-25）"]),
    ("c 我拿去给老板看一眼", ["客户：拿去给老板看一眼"]),
    ("c 样片测完就下单", ["客户：样片测完就下单"]),
    ("c 我们厂长周五去你们车间转转", ["客户：厂长去车间转转（2026-11-27）"]),
    ("c 周六我走亲戚 顺道上你店里瞧瞧", ["客户：走亲戚，顺道上店里瞧瞧（2026-11-28）"]),
    ("c 预付款周五打", ["客户：打预付款（2026-11-27）"]),
    ("c 下周走采购立项", ["客户：走采购立项（2026-12-06）"]),
    ("c 你们周三派个人来看看", ["派个人来看看（2026-11-25）"]),
    ("r 下周一我带工程师过去调试", ["带工程师过去调试（2026-11-30）"]),
    ("r 赵工明天过去给您调试", ["赵工过去调试（2026-11-25）"]),
    ("r 赵工后天去您现场", ["赵工去现场（2026-11-26）"]),
    ("r 我周二出差，周三回来给您报价", ["报价（2026-11-25）"]),
    ("r 我回公司发您报价单", ["发报价单"]),
    ("r 一小时后给您发过去", ["发资料（2026-11-24）"]),
]


@pytest.mark.parametrize(("chat", "steps"), OF_ANY_VERB)
def test_a_dated_deed_of_ours_needs_no_known_verb(chat: str, steps: list[str]) -> None:
    assert shown(chat, "next_action") == steps


IN_ORDER = [
    ("r 我们周五上门安装", ["上门安装（2026-11-27）"]),
    ("r 行 周四下午安排拖车去装", ["安排拖车去装（2026-11-26）"]),
    ("r 我去仓库看下 有货就今天发", ["仓库看下，有货就发（2026-11-24）"]),
    ("r 方案周五一定发您", ["发方案（2026-11-27）"]),
    ("r 协议周五签好寄您", ["协议签好寄（2026-11-27）"]),
    ("r 图纸周三出来发您", ["图纸出来发（2026-11-25）"]),
    ("r 我先周三出个初稿给您", ["出个初稿（2026-11-25）"]),
    ("r 周五现场勘查", ["现场勘查（2026-11-27）"]),
    ("r 我周三去你们公司看看", ["去公司看看（2026-11-25）"]),
    ("r 周五那边装一下", ["那边装一下（2026-11-27）"]),
    ("r 那个报价单明天发您", ["发报价单（2026-11-25）"]),
    ("c 我跟我们CEO汇报一下", ["客户：跟CEO汇报一下"]),
    ("c 货款周五付 | r 好的", ["客户：付货款（2026-11-27）"]),
    ("c 报价什么时候给我 | r 明天上午发您", ["给报价（2026-11-25）"]),
    ("c 转给你2万 查收 | r 收到了 | c 发票开一下 | r 好的 明天开", ["开发票（2026-11-25）"]),
    ("c 测试报告周四能给吗 | r 周四够呛，周五一定给", ["给测试报告（2026-11-27）"]),
]


@pytest.mark.parametrize(("chat", "steps"), IN_ORDER)
def test_a_step_keeps_its_words_in_an_order_that_reads(chat: str, steps: list[str]) -> None:
    assert shown(chat, "next_action") == steps


NO_STEP = [
    "r 系统12月15号到期",
    "r 新年好呀，今年还做吗",
    "r 他们说12月15号左右给",
    "r 12月10号开标",
    "r 春节前物流停得早",
    "r 五一去哪玩呀",
    "r 我下周二出差",
    "r 图12月2号前给我们就赶得上",
    "r 到货48小时内坏的，一换一",
    "c 我今天带娃去看电影了",
    "c 我们想12月5号开业",
    "c 小麦12月2号开打",
    "c 55行我就下单",
    "c 仓库检修到12月5号 完了我们再进",
    "c 员工福利12月5号发",
    "c 给你们两周时间",
    "r 12月5号开园 在昆山",
    "r 这批12月5号出不来",
    "c 12月5号要不要去你们公司",
    "c 12月5号去不了你们那边 不方便",
]


@pytest.mark.parametrize("chat", NO_STEP)
def test_what_befalls_or_is_of_a_life_is_no_step(chat: str) -> None:
    assert shown(chat, "next_action") == []


WORDED = [
    ("r 车坏路上了 明天上午给您送到", ["送到（2026-11-25）"]),
    ("r 雪太大 改明天过去行吗 | c 行", ["过去（2026-11-25）"]),
    ("r 我请示下领导 今天下班前回您", ["请示下领导（2026-11-24）"]),
    ("r 我请示完后天给您", ["请示完（2026-11-26）"]),
    ("c 货啥时候发啊 | r 今天下午就发", ["发货（2026-11-24）"]),
    ("r 原定8号交货 改10号", []),
    ("r 好的，发票明天开好寄给您", ["发票开好寄（2026-11-25）"]),
    ("r 图纸改好了 明天发您", ["发图纸（2026-11-25）"]),
    ("c 合同签好了，我寄给你 | r 好", ["客户：寄合同"]),
    ("r 收到 5号前发您", ["发资料（2026-12-05）"]),
    ("r 收到款后5天内发货", []),
    ("r 两天内训含差旅一共三万六", []),
    ("r 单子出好 明天快递给您", ["寄出（2026-11-25）"]),
    ("r 摇把和床垫周一补发", ["补发摇把和床垫（2026-11-30）"]),
    ("c 泵啥时候发货 | r 明天就发", ["发货（2026-11-25）"]),
    ("c 要3吨 周一发 急 | r 周一一早发", ["发货（2026-11-30）"]),
    ("c 要一份资料 | r 今天下午就发", ["发资料（2026-11-24）"]),
    ("r 可以，我安排下周三给您演示 | r 下周三上午十点，腾讯会议", ["安排演示（2026-12-02）"]),
    ("r OK 10号一定出货", ["出货（2026-12-10）"]),
]


@pytest.mark.parametrize(("chat", "steps"), WORDED)
def test_a_step_is_worded_by_its_deed_and_not_by_what_stands_beside_it(chat: str, steps: list[str]) -> None:
    assert shown(chat, "next_action") == steps


TOLD_ONLY = [
    "r 老价到本月15号 之后涨6%",
    "r 这价管到月底",
    "r 我们锂电的跑一天没问题",
    "r 今天上午发的 顺丰",
    "r 好的 交期45天 得12月10号前下单",
]


@pytest.mark.parametrize("chat", TOLD_ONLY)
def test_what_a_price_or_a_ware_stands_is_no_step(chat: str) -> None:
    assert shown(chat, "next_action") == []
