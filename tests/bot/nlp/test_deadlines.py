"""Dates of the customer's project. Chats are of 24 November 2026, a Tuesday."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import shown

CHATS = [
    ("c 12月15号必须入仓", ["2026-12-15 入仓"]),
    ("c 货12月10号前到", ["2026-12-10 到货"]),
    ("c 评审会12月8号 你们方案4号前交", ["2026-12-04 截止", "2026-12-08 评审会"]),
    ("c POC到12月4号结束 12月9号技术评审", ["2026-12-04 POC", "2026-12-09 评审"]),
    ("c 12月10号上线 | r 好 | c 上线改到12月18号", ["2026-12-18 上线"]),
    ("c 1月10号到货 | c 到货改一下 往后挪两周 1月24号", ["2027-01-24 到货"]),
    ("c 第一批12月1号到货 | c 第二批12月20号到货", ["2026-12-01 到货", "2026-12-20 到货"]),
    ("c 采购会12月8号开", ["2026-12-08 采购会"]),
    ("c 如果年底前没上线能退吗", []),
    ("c 12月5号我出差", []),
    ("c 计划12月20日上线，哦不是，12月25日上线", ["2026-12-25 上线"]),
    ("c 12月20日上线，说错了，是12月25日上线", ["2026-12-25 上线"]),
    ("r 我12月2号把方案发您", []),
    ("r 系统12月15号到期", ["2026-12-15 到期"]),
]


@pytest.mark.parametrize(("chat", "dates"), CHATS)
def test_a_deadline_is_a_date_of_the_project(chat: str, dates: list[str]) -> None:
    assert sorted(shown(chat, "deadline")) == sorted(dates)


OF_HIS_PROJECT = [
    ("c 1月9号10号两天布展", "2027-01-10"),
    ("c 展期1月20号开始 12月29号前展架要到仓", "2026-12-29"),
    ("c 1月8号停产保养 那天滤芯得在车间", "2027-01-08"),
    ("c 文旅局说12月10号之前挂牌才算今年的 过期不候", "2026-12-10"),
    ("c 12月10号之前我得灌上酒", "2026-12-10"),
    ("c 12月6号前要 星期天有人参观 摆门口的", "2026-12-06"),
    ("c 12月20号开园，灯具提前一周进场", "2026-12-20"),
    ("r 理事会哪天开 | c 12月11号 过了就签 春节前装完", "2026-12-11"),
    ("c 12月20号开业 你五号给我送来就成", "2026-12-05"),
    ("c 12月3号消防复查", "2026-12-03"),
    ("c 门店12月18号剪彩，灯牌前一天得亮起来", "2026-12-18"),
    ("c 我们老板定了1月8号乔迁，家具得提前进来", "2027-01-08"),
    ("c 12月20号校庆，礼堂音响那天必须能响", "2026-12-20"),
    ("c 新生儿科12月28号开科", "2026-12-28"),
    ("c 标书12月9号上午十点递，过点不候", "2026-12-09"),
    ("c 这批货走1月3号的船", "2027-01-03"),
    ("c 春节前必须把这三十套铺下去", "2027-02-05"),
    ("c 大寒之前要装好哈", "2027-01-20"),
    ("c 元月25号我们搬新楼", "2027-01-25"),
    ("c 货到日期卡死12月11号", "2026-12-11"),
    ("c 第一期款12月10号付，余下的验收后", "2026-12-10"),
    ("c 12月底交钥匙", "2026-12-31"),
    ("c 苗木12月上旬要栽下去", "2026-12-10"),
    ("c 3月开园", "2027-03-31"),
    ("c 12月1号前得切过来", "2026-12-01"),
    ("c 六一必须开门", "2027-06-01"),
    ("c 12月10号起空域管制", "2026-12-10"),
    ("r 第一批12月底截止", "2026-12-31"),
    ("c 12.18 开业", "2026-12-18"),
    ("c 机票出票时限12月2号中午", "2026-12-02"),
    ("c 大修12月8号开始", "2026-12-08"),
    ("c 12月1号公示 递件截止21号", "2026-12-21"),
    ("c 周五前出不来我就找别家了", "2026-11-27"),
    ("c 12月10号之前要是拿不到货我就换人", "2026-12-10"),
    ("c 年前要到 1月20号之前 我们春节前很忙", "2027-01-20"),
    ("r 大概哪天要货 | c 12月15号", "2026-12-15"),
    ("r 您这边打算什么时候上线？ | c 过完年吧，2月底", "2027-02-28"),
    ("r 首付款您看12月8号前能付吗 | c 可以", "2026-12-08"),
    ("c 什么时候能到 | r 12月6号能到 | c 行", "2026-12-06"),
    ("r 我们12月10号进场", "2026-12-10"),
    ("c 合同12月20号到期 | r 那我15号送新的 | c 别15号 那天休息 18号送", "2026-12-18"),
]


@pytest.mark.parametrize(("chat", "day"), OF_HIS_PROJECT)
def test_a_coming_day_of_his_is_a_deadline_whatever_the_event_is_called(chat: str, day: str) -> None:
    assert day in [text[:10] for text in shown(chat, "deadline")]


OF_NOTHING = [
    "c 每次月底盘库存要三个人弄两天",
    "c 你可别像前年那家 拖到立夏 苗都老了",
    "c 12月5号我要去深圳出差",
    "c 我12月20号才有空",
    "c 周六一起打球不",
    "c 下周三你过来坐坐",
    "c 12月3号前把方案发我邮箱",
    "c 上次那批11月2号就到了",
    "c 别家说12月10号能到",
    "c 隔壁厂12月15号投产",
    "c 要是12月10号能到我就订",
    "c 12月份估计销量有三千",
    "c 我女儿12月12号结婚",
    "c 12月10号左右我给你回话",
    "c 收货后七天内付款",
    "c 终止后30天内导出",
    "c 早上6点到现在没人管",
    "c 3号桩又跳了",
    "c 钱教授看上2号跟4号",
    "c 拿我们12月的真实数据跑",
    "c 端午客满",
    "c 售后天天骂我",
    "r 我12月2号给您送合同",
    "r 12月3号我来拜访您",
    "r 如果12月5号前下单可以优惠",
    "r 12月6号装可以吗 | c 再说吧",
]


@pytest.mark.parametrize("chat", OF_NOTHING)
def test_a_day_of_a_life_a_visit_a_paper_or_the_past_is_none(chat: str) -> None:
    assert shown(chat, "deadline") == []


TAKEN_BACK = [
    ("c 12月8号要到货 | c 12月8号不行了 12月15号吧", ["2026-12-15"]),
    ("c 原定12月10号进场 现在12月20号", ["2026-12-20"]),
    ("c 12月10号开业 | c 开业从12月10号改到12月26号", ["2026-12-26"]),
    ("c 12月10号前做完 别拖到12月底", ["2026-12-10"]),
    ("c 12月16号我们揭幕 | c 唉 老板又改12月23号了 16号撞上客户来", ["2026-12-23"]),
    ("c 12月16号开机 两台机器 | c 艺人没档期 开机往后推", []),
]


@pytest.mark.parametrize(("chat", "days"), TAKEN_BACK)
def test_a_day_that_is_taken_back_is_gone(chat: str, days: list[str]) -> None:
    assert [text[:10] for text in shown(chat, "deadline")] == days


WHICH_OF_TWO = [
    ("c 2月12号我们就放假了 节前能签框架最好", ["2027-02-12"]),
    ("c 我们1月20号停工放假 货1月10号前要进库", ["2027-01-10"]),
    ("c 最晚谷雨以前得把机器拉回来 4月20 过了就误农时了", ["2027-04-20"]),
    ("c 1月1号就元旦了 12月25号必须发到员工手上", ["2026-12-25"]),
    ("c 1月就开始错峰了 最好12月20号之前装上", ["2026-12-20"]),
    ("c 货12月13号前到 周末搞活动", ["2026-12-13"]),
    ("c 母亲节活动5月10号 机器不急这一下 5月20前到就行", ["2027-05-20"]),
    ("c 春节前再来一批 | r 好的 | c 1月20号前货要进仓", ["2027-01-20"]),
    ("c 端午前装好 6月9号是端午 7号之前吧", ["2027-06-07"]),
    ("c 双11前必须跑起来", ["2027-11-11"]),
    ("c SOP时间有变动 原来12月15 现在推到1月20", ["2027-01-20"]),
]


@pytest.mark.parametrize(("chat", "days"), WHICH_OF_TWO)
def test_of_two_days_the_limit_counts_and_not_the_reason(chat: str, days: list[str]) -> None:
    assert {text[:10] for text in shown(chat, "deadline")} >= set(days)
    assert len(shown(chat, "deadline")) <= len(days) + chat.count("是端午") * 2


NONE = [
    "c 12月20号我们放假",
    "c 11月12号那批试装件有缩痕",
    "c 双11要80个临时工 分拣的",
    "c 8小时 周末加到12",
    "c 估计下周能下来",
    "c 圣诞杯首批20万只",
    "c 走的人三天内要补上",
    "c 送清远市清城区银盏工业园8号",
    "c 报价能不能留到12月20号",
    "r 优惠到这个月30号截止",
    "c 王主任12月5号之前都在外地",
    "c 厂长27号去苏州",
    "c 下周三之前给个排期",
    "c 这个月底我要离职了 找小李",
    "c 账期到次月15号",
]


@pytest.mark.parametrize("chat", NONE)
def test_days_of_others_of_an_offer_or_of_what_is_past(chat: str) -> None:
    assert shown(chat, "deadline") == []


@pytest.mark.parametrize(
    "line",
    [
        "c 要干就趁早 过了五一炊具就凉了",
        "c 错过这个窗口就得等过年",
        "c 人跑了48小时之内给补上 能写进合同不",
        "c 送检院做耐磨 月底之前肯定出不来",
    ],
)
def test_what_comes_of_a_day_and_how_fast_a_service_is_are_no_deadlines(line: str) -> None:
    assert shown(line, "deadline") == []


def test_a_feast_that_names_the_goods_is_not_their_day() -> None:
    assert [day[:10] for day in shown("c 618的货 5月20号之前得进菜鸟仓", "deadline")] == ["2027-05-20"]


OF_A_THING_OR_OF_EVERY_MONTH = [
    ("c 27号罐28号罐都渗油", []),
    ("c 27号罐渗油 28号必须修好", ["2026-11-28"]),
    ("c 我们在科创路29号", []),
    ("c 29号到科创路开业", ["2026-11-29"]),
    ("c 三十号人在车间干等", []),
    ("c 28号楼要铺地坪", []),
    ("c 28号必须封楼顶", ["2026-11-28"]),
    ("c 最头疼的是月底对库存", []),
    ("c 月底盘库存干到半夜", []),
    ("c 月底前盘库存要用上", ["2026-11-30"]),
    ("c 年前没心思弄这个", []),
    ("c 年前就不弄了", []),
    ("c 年前要弄好", ["2027-02-05"]),
    ("c 线缆28号可不行", []),
    ("r 咱们的维保12月20号满期了 接着用不", ["2026-12-20"]),
    ("r 系统到12月20号就满一年啦", ["2026-12-20"]),
]


@pytest.mark.parametrize(("chat", "days"), OF_A_THING_OR_OF_EVERY_MONTH)
def test_a_number_of_a_thing_and_what_is_so_every_month_are_no_days(chat: str, days: list[str]) -> None:
    assert [day[:10] for day in shown(chat, "deadline")] == days


BY_ITS_NUMBER = [
    ("r 收到订单，12月8号发", ["2026-12-08"]),
    ("r 12月20号前落实备件", ["2026-12-20"]),
    ("r 换的膜12月6日到", ["2026-12-06"]),
    ("r 可能要12月8号", []),
    ("r 我们12月8号放假", []),
    ("r 12月8号我把方案发您", []),
    ("r 那12月8号见啦", []),
    ("r 12月8号可以吗", []),
    ("c 你们几号放假 | r 12月28号 | c 我们要到30号", []),
]


@pytest.mark.parametrize(("chat", "days"), BY_ITS_NUMBER)
def test_a_day_of_ours_by_its_number_is_meant_whatever_we_do_then(chat: str, days: list[str]) -> None:
    assert [text[:10] for text in shown(chat, "deadline")] == days


GIVEN_UP = [
    ("r 12月8号送到您仓库 | c 再早点 我们等不了 | r 最早12月6号 | c 那就6号", ["2026-12-06"]),
    ("r 12月8号送到您仓库 | c 能不能早一天 8号我们要去外地 | r 可以 那就7号", ["2026-12-07"]),
    ("c OK 12月3号 | c 不好意思 3号我有考试 5号行不", ["2026-12-05"]),
    ("c 开标定12月8号 | c 通知改了 是12号", ["2026-12-12"]),
    ("r 12月8号上线 | c 张总改了日子 12月10号", ["2026-12-10"]),
    ("r 12月8号送到您仓库 | c 8号我不在 放门卫就行", ["2026-12-08"]),
    ("c 12月8号前要到货 | c 合同早点给我 | r 好 12月3号给您", ["2026-12-08"]),
    ("r 12月8号送到您仓库 | c 晚一天就白忙 | r 那合同12月3号给您", ["2026-12-08"]),
    ("r 12月8号送到您仓库 | c 早点发 | r 好 12月8号一定到", ["2026-12-08"]),
    ("c 12月20号之前要装起 | r 没问题，12月10号装好", ["2026-12-10", "2026-12-20"]),
]


@pytest.mark.parametrize(("chat", "days"), GIVEN_UP)
def test_a_day_is_given_up_without_being_told_so(chat: str, days: list[str]) -> None:
    assert sorted(text[:10] for text in shown(chat, "deadline")) == days


EXPIRIES = [
    ("c 现在那家合同到12月底", ["2026-12-31 到期"]),
    ("c 去年签的服务12月9号满一年了", ["2026-12-09 到期"]),
    ("r 您的维保12月20号就到期啦", ["2026-12-20 到期"]),
    ("c 我们云服务是不是12月20号到期了呀", ["2026-12-20 到期"]),
    ("c 代发协议不是月底到头嘛", ["2026-11-30 到期"]),
    ("c 合同到12月15号寄到就行", ["2026-12-15"]),
    ("r 服务已延到明年10月18号", []),
    ("r 报价有效期到12月20号", []),
    ("c 如果合同到12月底不续呢", []),
    ("c 到期后12月9号再谈", ["2026-12-09"]),
]


@pytest.mark.parametrize(("chat", "told"), EXPIRIES)
def test_what_expires_does_so_on_a_day_of_his(chat: str, told: list[str]) -> None:
    found = shown(chat, "deadline")
    assert len(found) == len(told)
    assert all(one.startswith(day) for one, day in zip(found, told, strict=True))


LIMITS = [
    ("c 老板12月3号出国，之前要定下来", ["2026-12-03"]),
    ("c 王总周五出差 尽量赶在那之前", ["2026-11-27"]),
    ("c 老板12月3号出国，之前那批款也没付", []),
    ("c 检测资料12月8号之前给齐", ["2026-12-08"]),
    ("c 检测资料12月8号之前发我", []),
    ("c 交货别晚于明年1月20号", ["2027-01-20"]),
    ("c 班子12月8号开会", ["2026-12-08"]),
    ("c 你们12月8号来开会", []),
    ("c 周三开会 你别打电话", []),
    ("c 二十日全省统一发书", ["2026-12-20"]),
    ("c 要12月8号前进厂", ["2026-12-08"]),
    ("c 续签那边估计12月18号能下来", ["2026-12-18"]),
    ("c 测完三个工作日内付", []),
]


@pytest.mark.parametrize(("chat", "days"), LIMITS)
def test_limits_that_are_said_in_other_words(chat: str, days: list[str]) -> None:
    assert [text[:10] for text in shown(chat, "deadline")] == days


FEASTS_AND_WEEKS = [
    ("c 年前能通电不", ["2027-02-05"]),
    ("c 年前还能走一车不", []),
    ("c 院里年前不批钱", []),
    ("c 价格年前不是448吗", []),
    ("c 618会翻倍", []),
    ("c 通过标准是双11峰值的1.5倍", []),
    ("c 618前必须跑起来", ["2027-06-18"]),
    ("c 这周走势咋样", []),
    ("c 下周财务排", []),
    ("c 这礼拜必须进场", ["2026-11-29"]),
    ("c 3号平房仓又漏了", []),
    ("c 2号梯平层差两公分", []),
]


@pytest.mark.parametrize(("chat", "days"), FEASTS_AND_WEEKS)
def test_a_feast_or_a_week_is_a_deadline_only_where_something_presses(chat: str, days: list[str]) -> None:
    assert [text[:10] for text in shown(chat, "deadline")] == days


ANSWERED_FIRST = [
    ("r 那几号恢复 | c 12月9号吧 考完就回来了", ["2026-12-09"]),
    ("r 扩建什么时候动 | c 最快也得明年三月", ["2027-03-31"]),
    ("r 大概什么时候验收呀 | c 12月底吧。馆长不在国内", ["2026-12-31"]),
    ("r 你们几号放假 | c 12月9号吧 考完就回来了", []),
    ("r 我什么时候拜访您方便 | c 12月9号", []),
    ("r 那几号恢复 | c 12月9号我不在", []),
]


@pytest.mark.parametrize(("chat", "days"), ANSWERED_FIRST)
def test_an_answer_begins_with_the_day_that_was_asked_for(chat: str, days: list[str]) -> None:
    assert [text[:10] for text in shown(chat, "deadline")] == days
