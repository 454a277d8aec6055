"""Formats that nobody told us of are taken; what is no chat is refused with the reason."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.capture.model import NO_TIME, Captured, NotAChat
from bot.capture.paste.read import LONGEST, MOST, read

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 6, 10, 0, tzinfo=ZONE)


def taken(text: str) -> Captured:
    return read(text, now=NOW, zone=ZONE)


def says(captured: Captured) -> list[tuple[str, str, str]]:
    return [(m.by, f"{m.at.astimezone(ZONE):%m-%d %H:%M}" if m.at else "", m.text) for m in captured.messages]


@pytest.mark.parametrize(
    ("text", "format_", "said"),
    [
        ("王总：报价收到了吗\n李工：收到了", "named_lines", [("王总", "", "报价收到了吗"), ("李工", "", "收到了")]),
        (
            "客户: 在吗\n我: 在\n客户: 多少钱\n含税吗\n我: 含",
            "named_lines",
            [("客户", "", "在吗"), ("我", "", "在"), ("客户", "", "多少钱\n含税吗"), ("我", "", "含")],
        ),
        (
            "王海\n您好\n李工\n在的\n王海\n报价多少\n李工\n12万\n含税",
            "alternating",
            [("王海", "", "您好"), ("李工", "", "在的"), ("王海", "", "报价多少"), ("李工", "", "12万\n含税")],
        ),
        (
            "您好\n在的，您说\n报价多少\n12万",
            "lines",
            [("", "", "您好"), ("", "", "在的，您说"), ("", "", "报价多少"), ("", "", "12万")],
        ),
        (
            "昨天 15:05\n样品收到\n质量不错\n\n15:40\n那就定了",
            "lines",
            [("", "11-05 15:05", "样品收到"), ("", "11-05 15:05", "质量不错"), ("", "11-05 15:40", "那就定了")],
        ),
        (
            "2026-11-05 15:05:33 王海(1234567)\n您好\n\n2026-11-05 15:06:00 李工\n在的",
            "lead",
            [("王海(1234567)", "11-05 15:05", "您好"), ("李工", "11-05 15:06", "在的")],
        ),
        (
            "[11/5 15:05] 王海：您好\n[11/5 15:06] 李工：在的\n什么事",
            "lead_colon",
            [("王海", "11-05 15:05", "您好"), ("李工", "11-05 15:06", "在的\n什么事")],
        ),
        (
            "王海, [2026-11-05 15:05]\n您好\n\n李工, [2026-11-05 15:06]\n在的",
            "dingtalk_phone",
            [("王海", "11-05 15:05", "您好"), ("李工", "11-05 15:06", "在的")],
        ),
        (
            "王海 09:05\n您好\n\n李工 09:06\n在的\n\n王海 09:08\n[图片]",
            "timed",
            [("王海", "11-06 09:05", "您好"), ("李工", "11-06 09:06", "在的"), ("王海", "11-06 09:08", "[图片]")],
        ),
    ],
)
def test_an_unknown_format_is_taken(text: str, format_: str, said: list[tuple[str, str, str]]) -> None:
    captured = taken(text)

    assert captured.format == format_
    assert says(captured) == said


ARTICLE = (
    "近日，我国工业机器人产量同比增长二成。业内人士表示，下游需求的回暖是主要原因。\n\n"
    "记者了解到，多家企业已经满负荷生产，订单排到了明年二季度。专家认为，国产替代正在加速。\n\n"
    "与此同时，核心零部件的价格也在下降。"
)
CONTRACT = (
    "甲方：华辰精密机械有限公司\n乙方：苏州某某自动化有限公司\n地址：苏州市星湖街328号\n电话：0512-12345678\n\n"
    "第一条 标的\n乙方向甲方提供伺服系统20套。\n第二条 付款方式\n合同签订后七日内付30%。\n签订日期：2026年11月5日"
)
MAIL = (
    "发件人：wang@example.com\n收件人：lin@example.com\n主题：报价\n时间：2026年11月5日 15:05\n\n"
    "林经理：\n您好，附件是贵司要的资料。\n\n此致\n敬礼"
)
CODE = "def total(items):\n    return sum(item.price for item in items)\n\nclass Cart:\n    host: str\n    port: int\n"
YAML = "host: localhost\nport: 8080\nname: demo\nuser: root\n"
LOG = "2026-11-05 15:05:33 INFO started\n2026-11-05 15:05:34 ERROR failed\n2026-11-05 15:05:35 INFO ok"
PRICES = "产品：伺服电机\n型号：SV660\n单价：1200元\n数量：20台\n交期：4周\n合计：24000元"
STEPS = "1. 打开电源\n2. 按住复位键三秒\n3. 等指示灯变绿\n4. 完成"


@pytest.mark.parametrize(
    "text",
    [
        "您好", "今天下午三点开会，请大家准时参加。", "15:05", "11月5日 15:05\n", "王海：\n",
        ARTICLE, CONTRACT, MAIL, CODE, YAML, LOG, PRICES, STEPS,
    ],
)  # fmt: skip
def test_prose_is_refused(text: str) -> None:
    with pytest.raises(NotAChat) as refused:
        taken(text)

    assert refused.value.reason == "prose"


@pytest.mark.parametrize("text", ["", "  \n\t\r\n ", "\ufeff\u200b\n\u3000\u00a0"])
def test_an_empty_paste_is_refused(text: str) -> None:
    with pytest.raises(NotAChat) as refused:
        taken(text)

    assert refused.value.reason == "empty"


def test_too_much_is_refused() -> None:
    line = "王海 2026/11/5 15:05\n好\n"

    for text in ("字" * (LONGEST + 1), line * (MOST + 1)):
        with pytest.raises(NotAChat) as refused:
            taken(text)
        assert refused.value.reason == "too_long"

    assert len(taken(line * MOST).messages) == MOST


def test_what_carries_no_time_says_so() -> None:
    captured = taken("王海：您好\n李工：在的\n王海：好")

    assert not captured.dated
    assert {(m.at, m.blur) for m in captured.messages} == {(None, NO_TIME)}


def test_a_message_between_dividers_may_have_been_said_until_the_next() -> None:
    captured = taken("11月5日 15:05\n王海：您好\n李工：在的\n\n11月5日 15:25\n王海：好\n\n09:30\n李工：早")

    assert [m.blur for m in captured.messages] == [1200, 1200, 65_100, 1800]
    assert captured.dated


def test_nothing_is_in_the_future() -> None:
    captured = taken("王海 2/29 09:00:00\n您好\n\n王海 12/31 09:00:00\n在的\n\n王海 11/6 23:59:59\n好")

    assert [f"{m.at.astimezone(ZONE):%Y-%m-%d %H:%M}" for m in captured.messages if m.at] == [
        "2024-02-29 09:00",
        "2025-12-31 09:00",
        "2026-11-06 10:00",
    ]


def test_a_list_with_the_newest_first_is_turned_round() -> None:
    captured = taken("王海 11/5 15:08:00\n三\n\n李工 11/5 15:07:00\n二\n\n王海 11/5 15:06:00\n一")

    assert [m.text for m in captured.messages] == ["一", "二", "三"]


def test_a_bare_time_of_day_counts_back_from_now_over_midnight() -> None:
    captured = taken("王海\n23:50\n还在吗\n\n李工\n00:10\n在\n\n王海\n11:00\n好")

    assert says(captured) == [("王海", "11-04 23:50", "还在吗"), ("李工", "11-05 00:10", "在"), ("王海", "11-05 11:00", "好")]
    assert not captured.dated
