"""What either side undertakes, and what goes on around it: no promise, no deadline."""

from __future__ import annotations

import pytest

from tests.bot.nlp.said import ticked

PROMISED = [
    ("c 我报给分管的副总批", False, None),
    ("c 采购单等下就传你", False, None),
    ("c 我拿去给老板看", False, None),
    ("c 款月底一起结", False, "2026-11-30"),
    ("c 首付三成35.4万下周一付", False, "2026-11-30"),
    ("c 我帮你递话", False, None),
    ("r 8k一天我得问老板", True, None),
    ("r 这个我问问信息部", True, None),
    ("r 下一车给您补上", True, None),
    ("r 27号我陪您去送检", True, "2026-11-27"),
    ("r 勘完下周一给方案和报价", True, "2026-11-30"),
    ("r 给您换成新的，不收钱", True, None),
    ("r 可以，写进服务承诺", True, None),
    ("r 好嘞，我加他", True, None),
]


@pytest.mark.parametrize(("line", "ours", "due"), PROMISED)
def test_who_undertakes_what(line: str, ours: bool, due: str | None) -> None:
    assert [(fact.value["ours"], fact.value["due"]) for fact in ticked([line], "next_action")] == [(ours, due)]


NO_PROMISE = [
    "r 6月1号调的呀，瓶子和糖都涨了",
    "r 哈哈换我我也舍不得",
    "c 平台要跟我们OA打通",
    "r 本周签就来得及",
    "r 对赌我们也可以签的",
    "r 春节停产半个月",
    "r 坏了48小时内换",
    "r 一年内上门，平时远程调",
    "r 给您打8折",
    "r 给您换算成单价是7块",
    "c 12月31日前一次性交付",
    "r 85折到月底",
    "r 后天来不及",
]


@pytest.mark.parametrize("line", NO_PROMISE)
def test_what_is_only_told_binds_nobody(line: str) -> None:
    assert ticked([line], "next_action") == []


AROUND = [
    "12月20号期末考完学生就来了",
    "元旦期间我们放假",
    "25号展会人多",
    "月底盘点忙死了",
    "下周末排队排到门口",
    "圣诞节那几天天天爆单",
    "元旦要涨价 厂家说的",
    "周五财务不上班",
    "10号发工资",
    "下周四例会我提一下",
    "周五晚上聚餐",
]


@pytest.mark.parametrize("text", AROUND)
def test_what_goes_on_around_him_is_no_deadline(text: str) -> None:
    assert ticked([f"c {text}"], "deadline") == []


DUE = [
    ("元旦汇演12月30号晚上 灯要到", ["2026-12-30"]),
    ("618的坑位5月20号锁货", ["2027-05-20"]),
    ("1月20号放假 之前必须装完", ["2027-01-20"]),
    ("展会12月5号 人多 之前要搭好", ["2026-12-05"]),
]


@pytest.mark.parametrize(("text", "days"), DUE)
def test_what_is_due_beside_it_stays(text: str, days: list[str]) -> None:
    assert [fact.value["date"] for fact in ticked([f"c {text}"], "deadline")] == days


HIS_WORD = [
    "我让商务看一眼",
    "我同老板碰一碰",
    "我把178报给成本部",
    "盖好章我给你寄过去",
    "参数我让技术整理好给你们",
    "回头我把数量核一下告诉你",
    "我帮你约体育局的人先看看",
    "样品测完我寄回去给你",
    "我要问下老板先 12月7号答你",
    "这个我再跟领导说说 下周三给你信",
]
NO_WORD_OF_HIS = [
    "我让你们发的资料呢",
    "我跟你说个事",
    "我去年问过了",
    "你让我怎么跟老板说",
    "我给你们的价不低了",
    "我要的是现货",
    "如果我跟老板说通了呢",
    "我给你加到30块",
    "把样册寄给我",
]


@pytest.mark.parametrize("text", HIS_WORD)
def test_what_the_customer_will_do_is_his_promise(text: str) -> None:
    found = ticked([f"c {text}"], "next_action")
    assert found
    assert not any(fact.value["ours"] for fact in found)


@pytest.mark.parametrize("text", NO_WORD_OF_HIS)
def test_what_he_asks_or_supposes_is_no_promise_of_his(text: str) -> None:
    assert all(fact.value["ours"] for fact in ticked([f"c {text}"], "next_action"))


@pytest.mark.parametrize(
    "text", ["已寄出 顺丰 后天到", "明早派送 单号在上面", "这个价有效期到12月31号", "10月8号装的 用得好好的"]
)
def test_what_a_carrier_does_or_an_offer_lasts_is_no_promise_of_ours(text: str) -> None:
    assert not ticked([f"r {text}"], "next_action")


FIXED_BEFORE = [
    (["c 周六上午我们过来看", "r 好，我在门口等您"], "2026-11-28"),
    (["c 12月8号下午技术评审，你们来两个人", "r 收到，我带工程师一起来"], "2026-12-08"),
    (["c 供应商大会12月3号", "r 一定到"], "2026-12-03"),
    (["c 验收定在12月10号", "r 明白，工程师前一天到场"], "2026-12-09"),
    (["r 12月2号去样板间看看吧", "c 行，我把老板也拉上"], "2026-12-02"),
    (["c 我把方案报给采购委员会，周五上会"], "2026-11-27"),
    (["c 管委会12月6号开会 我拿这个去讲"], "2026-12-06"),
    (["c 周五前要到货", "r 我带资料过来"], None),
    (["c 12月8号上线", "r 我等您消息"], None),
    (["c 12月8号上线", "r 我去对接采购"], None),
]


@pytest.mark.parametrize(("chat", "due"), FIXED_BEFORE)
def test_who_will_be_there_is_there_on_the_day_that_was_fixed(chat: list[str], due: str | None) -> None:
    assert {fact.value["due"] for fact in ticked(chat, "next_action")} <= {due}
    assert due is None or ticked(chat, "next_action")


STEPS = [
    ("r 明天打样 后天快递给您", ["2026-11-26"]),
    ("r 货今晚装车，明早到您仓库", ["2026-11-25"]),
    ("r 27号发货，29号到", ["2026-11-27"]),
    ("r 我问下厂里，下午五点前告诉您", ["2026-11-24"]),
    ("r 我让技术看下，周五前给您调好", ["2026-11-27"]),
    ("r 报告周五给您，合同周一寄", ["2026-11-27", "2026-11-30"]),
    ("r 标书费我明天去交，27号之前把疑问函给您", ["2026-11-25", "2026-11-27"]),
    ("r 明天给您报价，后天寄样品", ["2026-11-25", "2026-11-26"]),
    ("r 我周三给您报价，周四给您样品，下周一签合同", ["2026-11-25", "2026-11-26", "2026-11-30"]),
    ("c 合同周三盖章，周四打款", ["2026-11-25", "2026-11-26"]),
    ("c 我下午把图发你，明天给你答复", ["2026-11-24", "2026-11-25"]),
    ("r 今天先发资料，明天打电话", ["2026-11-24", "2026-11-25"]),
    ("r 我晚上跟厂里磨磨，明天给你准话", ["2026-11-25"]),
    ("r 马上让财务红冲，明天给你新的", ["2026-11-25"]),
    ("r 货周六发，周一您就能收到", ["2026-11-28"]),
]


@pytest.mark.parametrize(("line", "dues"), STEPS)
def test_the_steps_of_one_deed_are_one_promise(line: str, dues: list[str]) -> None:
    assert [fact.value["due"] for fact in ticked([line], "next_action")] == dues


HIS_DEED = [
    ("c 下周一给你信儿", "2026-11-30"),
    ("c 周日前给你名单", "2026-11-29"),
    ("c 明天章盖好给你扫过去", "2026-11-25"),
    ("c 今天就打订金", "2026-11-24"),
    ("c 银行下午划", "2026-11-24"),
    ("c 明天出纳排款", "2026-11-25"),
    ("c 尾款我月底结清", "2026-11-30"),
    ("c 资金计划我今天提", "2026-11-24"),
    ("c 已经上炉了 下周三出数", "2026-12-02"),
    ("c 法务在看 估计下周一出意见", "2026-11-30"),
    ("c 三成货款后天过数", "2026-11-26"),
    ("c 我周四过来签合同", "2026-11-26"),
    ("c 后天来提货", "2026-11-26"),
    ("c 我明天来签字", "2026-11-25"),
    ("c 周五过来付款", "2026-11-27"),
    ("c 法务下周一给意见", "2026-11-30"),
    ("c 款明天安排", "2026-11-25"),
]


@pytest.mark.parametrize(("line", "due"), HIS_DEED)
def test_what_he_brings_or_pays_by_a_day_is_his(line: str, due: str) -> None:
    assert [(fact.value["ours"], fact.value["due"]) for fact in ticked([line], "next_action")] == [(False, due)]


@pytest.mark.parametrize("line", ["c 检测院下周三出结果", "c 你们下周三出个意见"])
def test_whose_results_others_give_are_no_promise_of_his(line: str) -> None:
    assert all(fact.value["ours"] for fact in ticked([line], "next_action"))


ON_EVENT = [
    ("c 看完给你答复", False),
    ("c 周四上会，上完会给你消息", False),
    ("c 有消息我联系你", False),
    ("c 我下周出差，回来再联系你", False),
    ("r 批了马上告诉您", True),
    ("r 出来了我告诉您", True),
    ("c 有消息你联系我", None),
    ("r 有消息您告诉我", None),
    ("r 定了吗您告诉我一声", None),
]


@pytest.mark.parametrize(("line", "ours"), ON_EVENT)
def test_what_is_told_when_something_has_happened_is_promised(line: str, ours: bool | None) -> None:
    assert [fact.value["ours"] for fact in ticked([line], "next_action")] == [ours] * (ours is not None)


@pytest.mark.parametrize("line", ["c 名单周日前给我", "c 周五前把合同寄给我"])
def test_what_comes_to_him_is_asked_of_us(line: str) -> None:
    assert all(fact.value["ours"] for fact in ticked([line], "next_action"))


@pytest.mark.parametrize(
    "line",
    [
        "r 您周六前给我个话",
        "r 报告出来第一时间告诉我",
        "r 您打包好随时发我",
        "r 明天能不能再跑一趟",
        "r 12台今天上午装完通电了",
        "r 链接我今天贴群公告里了",
        "r 样品已经寄走了，顺丰明天到",
    ],
)
def test_what_we_ask_have_done_or_leave_to_a_carrier_is_no_promise_of_ours(line: str) -> None:
    assert not ticked([line], "next_action")


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("r 您放心，周六前我给您个话", "2026-11-28"),
        ("r 报告出来第一时间告诉您", None),
        ("r 明天我再跑一趟", "2026-11-25"),
        ("r 12台今天上午装完", "2026-11-24"),
        ("r 样品明天送到您那", "2026-11-25"),
    ],
)
def test_near_them_what_we_do_is_one(line: str, due: str | None) -> None:
    assert [(fact.value["ours"], fact.value["due"]) for fact in ticked([line], "next_action")] == [(True, due)]


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("r 合同我现在就发您", "2026-11-24"),
        ("r 好的，马上排师傅过去", "2026-11-24"),
        ("r 料到了马上发您", None),
        ("r 报告一出马上给您", None),
        ("r 我尽快发您", None),
    ],
)
def test_at_once_is_today_unless_something_comes_first(line: str, due: str | None) -> None:
    assert [fact.value["due"] for fact in ticked([line], "next_action")] == [due]


@pytest.mark.parametrize(
    ("text", "his"),
    [
        ("我让组长们试用一周", True),
        ("我先自己测一下留样", True),
        ("我写个请示", True),
        ("那我再去跟老板磨磨", True),
        ("我写过请示了", False),
        ("我先测过了", False),
        ("我做不了", False),
    ],
)
def test_what_he_does_himself_is_his(text: str, his: bool) -> None:
    assert [fact.value["ours"] for fact in ticked([f"c {text}"], "next_action")] == [False] * his


ASKED_OF_HIM = [
    ("r 名单您12月2号前发我", (False, "2026-12-02")),
    ("r 好的 周五前资料给我们就行", (False, "2026-11-27")),
    ("r 周五前资料给您", (True, "2026-11-27")),
    ("r 名单发我", None),
    ("r 周五前能把名单发我吗", None),
]


@pytest.mark.parametrize(("line", "told"), ASKED_OF_HIM)
def test_what_we_ask_of_him_by_a_day_is_his(line: str, told: tuple[bool, str] | None) -> None:
    assert [(fact.value["ours"], fact.value["due"]) for fact in ticked([line], "next_action")] == [told] * (told is not None)


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("c 12月3号给最后结论", "2026-12-03"),
        ("c 货周六到你仓", "2026-11-28"),
        ("c 样品我们周五拉到你们实验室", "2026-11-27"),
        ("c 订单下午传过来", "2026-11-24"),
        ("c 我走公司会签", None),
        ("c 我写申请给项目经理", None),
        ("c 合同我打出来盖章", None),
    ],
)
def test_what_he_brings_or_takes_through_his_house_is_his(line: str, due: str | None) -> None:
    assert [(fact.value["ours"], fact.value["due"]) for fact in ticked([line], "next_action")] == [(False, due)]


@pytest.mark.parametrize(
    "line", ["c 我走不开", "c 我写错了", "c 周六到你们的活动了吗", "r 3号仓2650平", "r 活动到12月15号", "r 8号只剩两个档期"]
)
def test_near_them_nothing_is_promised(line: str) -> None:
    assert not ticked([line], "next_action")
