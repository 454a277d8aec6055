"""Whatever is said comes back as it was said, from every client; and no text at all breaks the reading."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.capture.model import MINUTE, Captured, NotAChat, Said
from bot.capture.paste.read import read
from tests.bot.capture.paste.clients import CLIENTS, Spoken

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 6, 10, 0, tzinfo=ZONE)

NAMES = (
    "王海", "王总@华辰", "Tom Li", "A。王姐", "🌙小周🌙", "陈工(技术部)", "同步", "帮助", "周报", "林 晓", "J.R. Smith",
    "阿里-老周", "【群主】赵姐", "李工 13800001234", "欧阳 Anna", "S", "12楼小吴",
)  # fmt: skip
WORDS = (
    "您好", "在的，请说", "报价收到了吗？", "预算大概30万左右，年底前要上线", "好的", "[图片]",
    "[文件] 报价单 v2.pdf", "[语音]",
    "15:00", "OK👌", "https://example.com/a?b=1:2", "明天下午3:00到贵司", "@李工 看一下", "1. 伺服 20台", "价格能不能再低一点",
)  # fmt: skip
LATER_LINES = (
    "会议室 15:00", "第二点：付款方式要月结", "- 含税", "李工:好的", "交期4周。", "", "11/5 之前给到", "王海",
    "昨天说的那个", "20台 12:30",
)  # fmt: skip
PLAIN_LATER_LINES = ("第二行", "- 含税", "交期4周。", "20台", "昨天说的那个")


def texts(later: tuple[str, ...]) -> st.SearchStrategy[str]:
    lines = st.tuples(st.sampled_from(WORDS), st.lists(st.sampled_from(later), max_size=3), st.sampled_from(PLAIN_LATER_LINES))
    long = lines.map(lambda parts: "\n".join([parts[0], *parts[1], parts[2]]))
    return st.one_of(st.sampled_from(WORDS), long)


@st.composite
def dialogues(draw: st.DrawFn, later: tuple[str, ...]) -> list[Spoken]:
    """Two to four who take turns, each more than once, over some days."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
    order = [*names, *names, *draw(st.lists(st.sampled_from(names), max_size=12))]
    at = NOW - timedelta(days=draw(st.integers(4, 300)), minutes=draw(st.integers(0, 1440)))
    spoken = []
    for name in order:
        at += timedelta(seconds=draw(st.sampled_from((1, 20, 61, 400, 4000, 7200))))
        spoken.append(Spoken(name, at, draw(texts(later))))
    return spoken


def told(captured: Captured, client: str) -> list[tuple[str, str, str]]:
    return [(m.by, m.text, f"{m.at.astimezone(ZONE):{clock(client)}}" if m.at else "") for m in captured.messages]


def clock(client: str) -> str:
    return "%Y-%m-%d %H:%M:%S" if client == "wecom_desktop" else "%Y-%m-%d %H:%M"


def held(client: str, spoken: list[Spoken]) -> None:
    captured = read(CLIENTS[client](spoken), now=NOW, zone=ZONE)

    untimed = client == "wechat_windows"
    assert captured.format == client
    assert captured.dated is not untimed
    assert told(captured, client) == [(by, text, "" if untimed else f"{at:{clock(client)}}") for by, at, text in spoken]


@pytest.mark.parametrize("client", [name for name in CLIENTS if name not in ("wechat_windows", "feishu_phone")])
def test_what_a_client_copies_comes_back(client: str) -> None:
    @settings(max_examples=15, deadline=None)
    @given(dialogues(LATER_LINES))
    def holds(spoken: list[Spoken]) -> None:
        held(client, spoken)

    holds()


def test_a_time_under_a_blank_line_is_nobody_where_no_message_stands_under_one() -> None:
    words = ("您好", "您好", "您好", "您好\n\n会议室 15:00\n第二行")
    at = NOW - timedelta(days=4)

    held("feishu_desktop", [Spoken(name, at, text) for name, text in zip(("王海", "王总@华辰") * 2, words, strict=True)])


@pytest.mark.parametrize("client", ["wechat_windows", "feishu_phone"])
def test_what_a_client_copies_without_times_comes_back(client: str) -> None:
    @settings(max_examples=15, deadline=None)
    @given(dialogues(PLAIN_LATER_LINES))
    def holds(spoken: list[Spoken]) -> None:
        held(client, spoken)

    holds()


PIECES = st.sampled_from(
    [*NAMES, *WORDS, *LATER_LINES, "11/5 15:05:33", "2026-11-05 15:05", "昨天 下午3:05", "—————  2026-11-05  —————", ":", "：",
     "\n", "\r\n", " ", "\t", "\u3000", "\u00a0", "\ufeff", "\u200b", "\x00", "25:61",
     "2026/13/40 1:1", "「李工：", "」", "- - - - - -", "[", "已读"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES, max_size=60).map("\n".join))
)
def test_no_text_breaks_the_reading(text: str) -> None:
    messages: tuple[Said, ...] | None = None
    reason = ""

    try:
        messages = read(text, now=NOW, zone=ZONE).messages
    except NotAChat as refused:
        reason = refused.reason

    assert reason in ("empty", "prose") if messages is None else messages
    for message in messages or ():
        assert message.text.strip()
        assert message.blur >= 1
        assert message.at is None or message.at.tzinfo is not None


@pytest.mark.parametrize("client", ["wecom_desktop", "wechat_mac", "wechat_windows"])
def test_half_a_transcript_puts_no_words_into_the_wrong_mouth(client: str) -> None:
    @settings(max_examples=15, deadline=None)
    @given(dialogues(PLAIN_LATER_LINES), st.data())
    def holds(spoken: list[Spoken], data: st.DataObject) -> None:
        first, last = (len(CLIENTS[client]([one])) for one in (spoken[0], spoken[-1]))
        whole = CLIENTS[client](spoken)
        start, end = data.draw(st.integers(0, first)), data.draw(st.integers(len(whole) - last, len(whole)))

        captured = read(whole[start:end], now=NOW, zone=ZONE)

        found = [(message.by, message.text) for message in captured.messages]
        inner = [(one.by, one.text) for one in spoken[1:-1]]
        assert inner in (found[: len(inner)], found[1 : len(inner) + 1])
        assert found[0][0] == inner[0][0] or spoken[0].by.endswith(found[0][0])

    holds()


@pytest.mark.parametrize(
    "line",
    [
        "a" * 90 + " ",
        " " * 99,
        "1" * 99,
        "12:" * 33,
        "- " * 49,
        "：" * 99,
        "「" * 99,
        "11/5 " * 20,
        "王" * 60 + ":",
        "[图片]" * 16,
        "撤回了" * 30,
    ],
)
def test_time_grows_with_length_only(line: str) -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        with suppress(NotAChat):
            read(text, now=NOW, zone=ZONE)
        return time.process_time() - began

    text = f"{line}\n" * 1_900

    assert seconds(text) < 2.0
    assert seconds(line * 1_900) < 2.0


def test_a_minute_and_a_second_are_told_apart() -> None:
    spoken = [Spoken("王海", NOW - timedelta(hours=2), "您好"), Spoken("林晓", NOW - timedelta(hours=1), "在的")]

    assert {m.blur for m in read(CLIENTS["wecom_desktop"](spoken), now=NOW, zone=ZONE).messages} == {1}
    assert {m.blur for m in read(CLIENTS["feishu_desktop"](spoken), now=NOW, zone=ZONE).messages} == {MINUTE}


def test_a_first_name_that_was_cut_off_makes_no_fourth_one() -> None:
    whole = "海:\n您好\n\n王总@华辰:\n您好\n\nTom Li:\n您好\n\n王海:\n您好\n\n王总@华辰:\n您好\n\n"

    captured = read(whole, now=NOW, zone=ZONE)

    assert [message.by for message in captured.messages][1:] == ["王总@华辰", "Tom Li", "王海", "王总@华辰"]


def test_a_time_below_a_name_and_a_colon_is_what_was_said() -> None:
    at = NOW - timedelta(days=4)

    held("wechat_windows", [Spoken(*one) for one in (("王海", at, "15:00"), ("王总@华辰", at, "您好")) * 2])


def test_the_hour_of_a_time_is_no_name() -> None:
    at, then = NOW - timedelta(days=4), "明天下午3:00到贵司"

    held("wechat_windows", [Spoken(*one) for one in (("王海", at, "您好"), *(("王总@华辰", at, then), ("王海", at, then)) * 2)])
