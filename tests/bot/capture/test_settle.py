"""Read messages as the neutral ones a platform hands over."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.capture.model import NO_TIME, Captured, Said
from bot.capture.paste.read import read
from bot.capture.settle import same, settle
from bot.model import Message

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 6, 10, 0, tzinfo=ZONE)
PASTE = (
    "王海@华辰 11/5 15:05:33\n在吗\n\n林晓 11/5 15:06:01\n在的\n\n"
    "王海@华辰 11/5 15:06:20\n[文件] 图纸.pdf\n\n林晓 11/5 15:06:30\n在的"
)


def settled(text: str, day: date | None = None, now: datetime = NOW) -> tuple[Message, ...]:
    return settle(read(text, now=now, zone=ZONE), ours={"林晓"}, day=day, now=now, zone=ZONE)


def test_says_who_speaks_for_whom() -> None:
    messages = settled(PASTE)

    assert [(m.by, m.by_name, m.ours, m.kind, m.blur) for m in messages] == [
        ("王海@华辰", "王海@华辰", False, "text", 1),
        ("林晓", "林晓", True, "text", 1),
        ("王海@华辰", "王海@华辰", False, "file", 1),
        ("林晓", "林晓", True, "text", 1),
    ]
    assert messages[0].at == datetime(2026, 11, 5, 7, 5, 33, tzinfo=UTC)


def test_the_same_paste_gives_the_same_ids() -> None:
    first, again = settled(PASTE), settled(PASTE.replace("\n", "\r\n"), now=NOW + timedelta(days=2))

    assert [m.id for m in first] == [m.id for m in again]
    assert len({m.id for m in first}) == 4
    assert all(re.fullmatch(r"said:[0-9a-f]{40}", m.id) for m in first)


def test_a_part_of_it_gives_the_ids_that_it_had_in_the_whole() -> None:
    whole, part = settled(PASTE), settled(PASTE[PASTE.index("林晓") :])

    assert [m.id for m in part] == [m.id for m in whole[1:]]


def test_without_times_the_order_is_kept_before_now() -> None:
    messages = settled("王海：在吗\n林晓：在的\n王海：好")

    assert [NOW.astimezone(UTC) - m.at for m in messages] == [timedelta(microseconds=n) for n in (6, 5, 4)]
    assert {m.blur for m in messages} == {NO_TIME}


def test_without_days_the_last_message_is_of_the_day_that_was_said() -> None:
    messages = settled("王海 23:50\n还在吗\n\n林晓 00:10\n在\n\n王海 08:00\n早", day=date(2026, 10, 2))

    assert [f"{m.at.astimezone(ZONE):%m-%d %H:%M}" for m in messages] == ["10-01 23:50", "10-02 00:10", "10-02 08:00"]


def test_one_moment_is_told_apart_in_order_and_never_in_the_future() -> None:
    said = tuple(Said("王海", text, NOW) for text in "甲乙丙")

    messages = settle(Captured(said, "x"), ours=(), day=None, now=NOW, zone=ZONE)

    assert [m.text for m in sorted(messages, key=lambda m: m.at)] == ["甲", "乙", "丙"]
    assert all(m.at <= NOW for m in messages)


def test_what_has_no_time_stands_before_the_next_that_has() -> None:
    said = (Said("", "前半句", None, NO_TIME), Said("王海", "好", NOW - timedelta(hours=1)), Said("王海", "嗯", None, NO_TIME))

    at = [m.at for m in settle(Captured(said, "x"), ours=(), day=None, now=NOW, zone=ZONE)]

    assert at[0] == at[1] - timedelta(microseconds=1)
    assert at[1] < at[2] < NOW


def test_what_has_no_name_is_whose_the_reading_or_the_rep_says() -> None:
    said = (Said("", "右边", ours=True), Said("", "左边", ours=False), Said("", "不知道"))

    sides = [
        [m.ours for m in settle(Captured(said, "x"), ours=(), day=None, now=NOW, zone=ZONE, nameless_ours=ours)]
        for ours in (True, False)
    ]

    assert sides == [[True, False, True], [True, False, False]]


def test_words_are_known_again_without_what_they_quote() -> None:
    assert same("> 林晓：在吗\n 在的 OK") == same("在的ok")
    assert same("> 只有引用") == same(">只有 引用")
