"""The times between bubbles."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.capture.screens.times import moment

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 6, 9, 20, tzinfo=UTC)
"""Friday 17:20 in Shanghai."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15:05", "2026-11-06 15:05"),
        ("9:05", "2026-11-06 09:05"),
        ("今天 08:43", "2026-11-06 08:43"),
        ("下午3:05", "2026-11-06 15:05"),
        ("中午12:30", "2026-11-06 12:30"),
        ("凌晨12:30", "2026-11-06 00:30"),
        ("3:05 PM", "2026-11-06 15:05"),
        ("17:20", "2026-11-06 17:20"),
        ("17:21", "2026-11-05 17:21"),
        ("晚上 11:00", "2026-11-05 23:00"),
        ("昨天 15:05", "2026-11-05 15:05"),
        ("昨天下午3:05", "2026-11-05 15:05"),
        ("前天 15：05", "2026-11-04 15:05"),
        ("星期三 下午3:05", "2026-11-04 15:05"),
        ("周三 15:05", "2026-11-04 15:05"),
        ("周五 15:05", "2026-10-30 15:05"),
        ("星期天 15:05", "2026-11-01 15:05"),
        ("11月5日 15:05", "2026-11-05 15:05"),
        ("11月5日周四 15:05", "2026-11-05 15:05"),
        ("12月5日 15:05", "2025-12-05 15:05"),
        ("11/5 15:05", "2026-11-05 15:05"),
        ("2025年11月5日 15:05", "2025-11-05 15:05"),
        ("2025-11-05 15:05:33", "2025-11-05 15:05"),
        ("2025.11.05 15:05", "2025-11-05 15:05"),
        ("11 月 5 日 15.05", "2026-11-05 15:05"),
        ("昨天 3.05 PM", "2026-11-05 15:05"),
        ("Yesterday 3:05 PM", "2026-11-05 15:05"),
        ("礼拜三 15:05", "2026-11-04 15:05"),
        ("上午12:05", "2026-11-06 00:05"),
        ("11月6日 17:21", "2025-11-06 17:21"),
        ("11月7日 09:00", "2025-11-07 09:00"),
        ("2月29日 10:00", "2024-02-29 10:00"),
    ],
)
def test_a_time_is_the_last_such_that_is_over(text: str, expected: str) -> None:
    at = moment(text, now=NOW, zone=ZONE)

    assert at is not None
    assert (at.tzinfo, f"{at:%Y-%m-%d %H:%M}") == (ZONE, expected)


def test_on_a_leap_day_an_hour_still_to_come_is_an_earlier_leap_days() -> None:
    now = datetime(2028, 2, 29, 1, 0, tzinfo=UTC)

    assert moment("2月29日 10:00", now=now, zone=ZONE) == datetime(2024, 2, 29, 10, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    "text",
    ["以下为新消息", "你撤回了一条消息", "25:00", "13月5日 15:05", "2月30日 10:00", "会议 15:05", "", "2027年1月1日 08:00"],
)
def test_what_is_no_time_or_still_to_come_is_none(text: str) -> None:
    assert moment(text, now=NOW, zone=ZONE) is None
