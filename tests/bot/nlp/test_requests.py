"""What one side asks of the other, what an answer takes upon itself, and what is told of a day and binds nobody."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import heard, shown


def steps(chat: str) -> list[str]:
    return shown(chat, "next_action")


ASKED_OF_HIM = [
    ("r 王总，明天记得把款打过来哦 | c 好", ["客户：打款（2026-11-25）"]),
    ("r 您周三前把资料给齐，我这边周五出报价", ["客户：给资料（2026-11-25）", "出报价（2026-11-27）"]),
    ("r 您周五前确认，我好安排生产 | c 行", ["客户：确认（2026-11-27）", "安排生产"]),
    ("r 王总您明天把营业执照发一下 | c 好", ["客户：发营业执照（2026-11-25）"]),
    ("r 麻烦您周三前把章盖好 | c 好的", ["客户：盖章（2026-11-25）"]),
    ("r 您抽空看下合同，周三前给我反馈 | c 好", ["客户：给反馈（2026-11-25）"]),
    ("r 王总，周五前能回签合同吗 | c 可以", ["客户：回签合同（2026-11-27）"]),
    ("r 您明天能把LOGO文件发我吗 | c 行", ["客户：发LOGO文件（2026-11-25）"]),
    ("r 您这边周三之前能确认图纸吗，不然要影响交期 | c 能", ["客户：确认图纸（2026-11-25）"]),
]


@pytest.mark.parametrize(("chat", "told"), ASKED_OF_HIM)
def test_what_we_ask_of_him_is_his_to_do(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


NOT_HIS = [
    ("r 您周五方便吗 | c 方便", []),
    ("r 您明天能把LOGO文件发我吗 | c 明天不行", []),
    ("r 您周三前确认的话我们就排产", []),
    ("r 下周二上午演示可以吗 | c 可以", ["演示（2026-12-01）"]),
    ("r 您放心，合同周五给您", ["给合同（2026-11-27）"]),
    ("r 记得的，周五把图发您", ["发图（2026-11-27）"]),
]


@pytest.mark.parametrize(("chat", "told"), NOT_HIS)
def test_near_them_nothing_is_asked_of_him(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


ASKED_OF_US = [
    ("c 明天能把报价给我吗 | r 能", ["给报价（2026-11-25）"]),
    ("c 周三前能出图吗 | r 没问题", ["出图（2026-11-25）"]),
    ("c 明天来一趟 | r 好的", ["来一趟（2026-11-25）"]),
    ("c 明天派人来看看 | r 好的", ["派人来看看（2026-11-25）"]),
    ("c 周四安排个技术过来 | r 好", ["安排个技术过来（2026-11-26）"]),
    ("c 明天把合同发过来 | r 好的", ["发合同（2026-11-25）"]),
    ("c 周四来量下尺寸 | r 好的", ["来量下尺寸（2026-11-26）"]),
    ("c 那你周四送来 | r 好", ["送到（2026-11-26）"]),
    ("c 周五前回我", ["答复（2026-11-27）"]),
    ("c 明天给个准话", ["给个准话（2026-11-25）"]),
    ("c 周五提醒我一下", ["提醒一下（2026-11-27）"]),
]


@pytest.mark.parametrize(("chat", "told"), ASKED_OF_US)
def test_what_he_asks_of_us_is_ours_to_do(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


@pytest.mark.parametrize("chat", ["c 明天安排付款 | r 好的", "c 12月3号给最后结论 | r 好", "c 下周三给你信 | r 好"])
def test_what_he_will_do_is_not(chat: str) -> None:
    assert steps(chat)[0].startswith("客户：")


@pytest.mark.parametrize(
    "chat", ["c 明天能把报价给我吗 | r 明天不行", "c 周三能到吗 | r 周三到不了", "c 明天把合同发过来了吗 | r 好"]
)
def test_what_we_refuse_or_have_done_is_not_ours_to_do(chat: str) -> None:
    assert steps(chat) == []


ANSWERED = [
    ("c 方案呢 | r 明天 | r 一定", ["给方案（2026-11-25）"]),
    ("c 什么时候发货 | r 明天", ["发货（2026-11-25）"]),
    ("c 报告什么时候出 | r 周五", ["出报告（2026-11-27）"]),
    ("c 合同啥时候给我 | r 明天上午", ["给合同（2026-11-25）"]),
    ("c 什么时候能来装 | r 下周二 | c OK", ["来装（2026-12-01）"]),
    ("c 多久能给我方案 | r 三天内", ["给方案（2026-11-27）"]),
    ("c 发票开了没 | r 还没，明天开", ["开发票（2026-11-25）"]),
    ("r 我先出个方案和报价单 | c 行 明天给我 | r 好 明天中午前发您", ["出个方案和报价单（2026-11-25）"]),
    (
        "r 您好 | c 你好 | c 明天能把报价给我吗 | r 能 | c 12月10号要到货 | c 说错了，12月12号",
        ["给报价（2026-11-25）"],
    ),
    ("r 王总您什么时候能把图纸给我 | c 周三", ["客户：给图纸（2026-11-25）"]),
    ("r 什么时候给我们答复 | c 下周二吧", ["客户：给答复（2026-12-01）"]),
    ("r 开票资料什么时候发我 | c 下午", ["客户：发开票资料（2026-11-24）"]),
    ("r 王总合同看了吗 | c 还没，明天看", ["客户：看合同（2026-11-25）"]),
    ("r 款付了吗 | c 没有，周三付", ["客户：付款（2026-11-25）"]),
    ("r 您几号过来考察 | c 8号", ["客户：过来考察（2026-12-08）"]),
    ("c 在吗 | r 在的 | c 要10台B20 | r 好的 | c 方案呢 | r 明天", ["给方案（2026-11-25）"]),
]


@pytest.mark.parametrize(("chat", "told"), ANSWERED)
def test_a_day_that_answers_a_question_promises_what_was_asked(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


NOT_ANSWERED = [
    "c 你们什么时候放假 | r 1月20号",
    "c 什么时候上班 | r 明天",
    "c 你们公司年会什么时候 | r 1月16号",
    "c 你哪天回老家 | r 2月3号",
    "r 您什么时候要货 | c 12月15号",
    "r 您哪天方便 | c 周三",
    "r 下午三点前发了，您看割接定哪天 | c 11月28号夜里",
    "c 什么时候能发货 | r 等通知",
]


@pytest.mark.parametrize("chat", NOT_ANSWERED)
def test_a_day_of_something_else_promises_nothing(chat: str) -> None:
    assert steps(chat) == []


PAID = [
    ("r 定金什么时候打 | c 我周四打", ["客户：打定金（2026-11-26）"]),
    ("r 尾款还没到 | c 明天打", ["客户：打款（2026-11-25）"]),
    ("r 麻烦安排下预付款 | c 好，我明天打给你", ["客户：打款（2026-11-25）"]),
    ("r 王总，周五之前打款可以享受这个价格哦 | c 好，我周四打", ["客户：打款（2026-11-26）"]),
    ("r 您方便时我们电话里说 | c 好，我明天打给你", ["客户：电话联系（2026-11-25）"]),
]


@pytest.mark.parametrize(("chat", "told"), PAID)
def test_where_money_is_spoken_of_he_pays_and_does_not_call(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


BINDS_NOBODY = [
    "r 这个优惠12月10号截止哦",
    "r 周五之前下单可以享受9折",
    "r 12月15号之前付款送一年质保",
    "r 12月12号起涨价5%",
    "r 我们仓库12月31号盘点，不发货",
    "r 顺丰明天停运",
    "r 质保到12月31号",
    "r 今天15800一吨",
    "r 物流周日不派送",
    "r 8点半开门",
    "c 周三能给方案吗 | r 周三有点赶",
    "c 后天到货 | r 后天比较悬",
    "r 周末愉快王总",
    "r 王总今天冬至记得吃饺子",
    "r 明天小寒了注意身体",
    "r 周四可以，上午还是下午",
    "r 明天上午还是下午过去合适",
    "r 要不要我明天过来一趟",
    "r 赵总 今天演示感觉如何",
    "r 样品今天用得怎么样",
    "c 每月10号对账，25号付款",
    "c 我们是每月10号对账25号付款",
    "c 一般每月20号前收票，月底付款",
]


@pytest.mark.parametrize("chat", BINDS_NOBODY)
def test_what_is_made_known_doubted_or_wished_binds_nobody(chat: str) -> None:
    assert steps(chat) == []


@pytest.mark.parametrize(
    ("chat", "told"),
    [
        ("r 周五给您送货上门", ["送货上门（2026-11-27）"]),
        ("r 周四盘一下库存给您报价", ["盘一下库存报价（2026-11-26）"]),
        ("r 我再问问平安，司机和仓库分开投", ["问问平安"]),
        ("r 我赶紧安排，周五发货", ["安排，发货（2026-11-27）"]),
        ("r 周四签合同怎么样 | c 行", ["签合同（2026-11-26）"]),
        ("c 平时每月25号，这次货款周五付 | r 好", ["客户：付这次货款（2026-11-27）"]),
        ("r 要不周三给您送过去吧", ["送到（2026-11-25）"]),
    ],
)
def test_near_them_something_is_promised(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


def test_what_he_tells_a_colleague_to_do_is_none_of_ours() -> None:
    told = [fact.value["ours"] for fact in heard("c @王海 周三前把数据给李娜 | r 好") if fact.kind == "next_action"]
    asked = [fact.value["ours"] for fact in heard("c @林晓 周三前把数据给李娜 | r 好") if fact.kind == "next_action"]

    assert (told, asked) == ([False], [True])


def test_whoever_answers_holds_by_his_own_side() -> None:
    sides = [fact.value["ours"] for fact in heard("c 什么时候发货 | r 明天") if fact.kind == "next_action"]

    assert sides == [True]


MOVED = [
    ("r 我周三过去给您演示 | c 周三我不在，周四吧 | r 好，那周四下午", ["过去演示（2026-11-26）"]),
    ("r 我下周一上门安装 | c 下周一不行，周二", ["上门安装（2026-12-01）"]),
    ("r 周五我带工程师过去 | c 这周没空，下周五吧 | r 好的", ["带工程师过去（2026-12-04）"]),
    ("r 我周三给您演示 | c 能不能改到周四 | r 可以", ["演示（2026-11-26）"]),
    ("r 我周二到您公司 | r 临时有事，周二来不了，周三行吗 | c 行", ["到公司（2026-11-25）"]),
    ("r 我周三给您报价 | r 说错了，周四", ["报价（2026-11-26）"]),
    ("r 我周三上门 | c 先不用来了，我们内部还没定", []),
    ("r 合同我明天寄给您 | c 先别寄，价格还没定", []),
    ("c 周五给你打款 | c 领导没批，先不打了", []),
]
STAYS = [
    ("r 我周三给您演示 | c 能不能改到周四 | r 周四不行", ["演示（2026-11-25）"]),
    ("r 我周三给您演示 | c 周三我不在，周四我们要开会", ["演示（2026-11-25）"]),
    ("r 我周三给您演示 | c 交货改到周四", ["演示（2026-11-25）"]),
    ("r 我周三给您寄样品 | c 别发快递，发顺丰", ["寄样品（2026-11-25）"]),
    ("r 我周三给您寄样品 | c 别来晚了", ["寄样品（2026-11-25）"]),
    ("r 我周三上门 | c 周四前不用来", ["上门（2026-11-25）"]),
]


@pytest.mark.parametrize(("chat", "told"), MOVED)
def test_a_step_goes_to_the_day_that_is_named_instead(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


@pytest.mark.parametrize(("chat", "told"), STAYS)
def test_a_step_stays_where_another_matter_or_no_other_day_is_spoken_of(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


LATER = [
    ("r 报价明天给您 | r 不好意思领导没批，报价要后天才能给您了", ["给报价（2026-11-26）"]),
    ("r 样品明天寄给您 | r 抱歉仓库没货了，后天才能寄", ["寄样品（2026-11-26）"]),
    ("r 方案周三给您 | r 王总不好意思，方案要周五才能出来", ["出方案（2026-11-27）"]),
    ("r 报价明天给您 | r 报价改到后天给您", ["给报价（2026-11-26）"]),
    ("r 款到才能发货", []),
]


@pytest.mark.parametrize(("chat", "told"), LATER)
def test_what_can_only_be_done_later_is_promised_for_then(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


OF_THE_WEEK = [
    ("c 下周来趟吧 | r 好 周四过去", ["过去（2026-12-03）"]),
    ("c 下下周吧 | r 好 周一过去", ["过去（2026-12-07）"]),
    ("c 下周送货吧 | r 好 周四送到", ["送到（2026-12-03）"]),
    ("r 下周给您送货 周几合适 | c 周四", ["送货（2026-12-03）"]),
    ("r 下周我过来一趟 周几合适 | c 周三上午", ["过来一趟（2026-12-02）"]),
    ("c 下周要用 来得及吗 | r 周五给您送到", ["送到（2026-11-27）"]),
    ("c 下周我出差 你们早点来吧 | r 好 周五过去", ["过去（2026-11-27）"]),
    ("c 下周开标 | r 周五把标书给您", ["给标书（2026-11-27）"]),
    ("c 下周来趟吧 | r 好 这周五过去", ["过去（2026-11-27）"]),
]


@pytest.mark.parametrize(("chat", "told"), OF_THE_WEEK)
def test_a_weekday_alone_is_of_the_week_that_was_proposed(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


VISITS = [
    ("r 您看哪天方便我过来一趟 | c 周四下午", ["过来一趟（2026-11-26）"]),
    ("r 我什么时候过去拜访您合适 | c 后天吧 | r 好的", ["过去拜访（2026-11-26）"]),
    ("r 那我周四还是周五过来 | c 周五上午", ["过来（2026-11-27）"]),
    ("r 这周我们碰一下？ | c 周五吧", ["碰一下（2026-11-27）"]),
    ("r 我什么时候过去拜访您合适 | c 再说吧", []),
    ("r 我昨天过来您不在 | c 周五", []),
]


@pytest.mark.parametrize(("chat", "told"), VISITS)
def test_he_names_the_day_on_which_we_come(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


OTHER_HOURS = [
    ("r 后天上午9点过来 | c 改10点半 | r 好的 10点半", ["过来（2026-11-26）"]),
    ("r 明早9点我带技术过来 方便吗 | c 9点有会 10点半吧 | r 好 10点半见", ["带技术过来（2026-11-25）"]),
    ("r 明早9点过来 | c 9点有会 后天10点半吧 | r 好", ["过来（2026-11-26）"]),
]


@pytest.mark.parametrize(("chat", "told"), OTHER_HOURS)
def test_another_hour_leaves_the_day_as_it_is(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


GOODS_OF_OURS = [
    ("c 剩下25台月底再发", []),
    ("c 货先别发 下周三再发", []),
    ("c 可以 明天发货", []),
    ("c 样品下周三之前寄过来 | r 好的", ["寄样品（2026-12-02）"]),
    ("c 你准备个PPT，下周三前给我 | r 收到", ["准备个PPT（2026-12-02）"]),
    ("c 资料明天再发你", ["客户：发资料（2026-11-25）"]),
    ("c 尾款这周付你", ["客户：付尾款（2026-11-29）"]),
    ("r 一半明天发 一半周五发", ["发一半（2026-11-25）", "发一半（2026-11-27）"]),
]


@pytest.mark.parametrize(("chat", "told"), GOODS_OF_OURS)
def test_goods_come_from_us_whoever_speaks_of_them(chat: str, told: list[str]) -> None:
    assert steps(chat) == told


UPON_HIS = [
    ("c 下午打定金 | r 款到就发货", ["客户：打定金（2026-11-24）", "发货"]),
    ("c 明天给你图纸 | r 图纸一到就报价", ["客户：给图纸（2026-11-25）", "报价"]),
    ("c 怎么付款 | r 款到就发货", []),
    ("c 下午打定金 | r 款没到就不发货", ["客户：打定金（2026-11-24）"]),
    ("c 明天下午三点来我们厂看现场 | r 好 我准时到", ["看现场（2026-11-25）"]),
    ("c 明天下午三点来我们公司量下尺寸 | r 好", ["量下尺寸（2026-11-25）"]),
    ("c 明天下午来我们厂看现场 | r 明天不行", []),
]


@pytest.mark.parametrize(("chat", "told"), UPON_HIS)
def test_what_follows_his_step_and_where_he_wants_us_is_ours(chat: str, told: list[str]) -> None:
    assert steps(chat) == told
