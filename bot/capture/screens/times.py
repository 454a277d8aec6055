"""The times between bubbles, as four clients write them, resolved against the moment of handing in; never in the future."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_HOUR = (
    r"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|AM|PM)?\s*"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2})?\s*(?P<after>AM|PM)?"
)
_DAY = (
    r"(?:(?P<year>20\d\d)[年/.-])?\s*(?P<month>\d{1,2})[月/-]\s*(?P<day>\d{1,2})日?(?:\s*(?:周|星期)[一二三四五六日天])?"
    r"|(?:周|星期)(?P<week>[一二三四五六日天])|(?P<near>今天|昨天|前天)"
)
_LABEL = re.compile(rf"(?:(?:{_DAY})\s*)?{_HOUR}", re.IGNORECASE)
_NEAR = {"今天": 0, "昨天": 1, "前天": 2}
_WEEK = "一二三四五六日"


def moment(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When a line in the middle says that it is; None: it is no time. Aware, in `zone`.

    An hour alone is today's, or yesterday's when today's is still to come. A weekday is the last one that is over; a day
    without a year the last such.
    """
    m = _LABEL.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if m is None:
        return None
    today = now.astimezone(zone)
    try:
        at = datetime.combine(_day(m, today.date()), _clock(m), zone)
        return _past(m, at, today)
    except ValueError:
        return None


def _clock(m: re.Match[str]) -> time:
    """Raises ValueError: no such hour."""
    hour, part = int(m["hour"]), (m["part"] or m["after"] or "").upper()
    if hour < {"下午": 12, "傍晚": 12, "晚上": 12, "PM": 12, "中午": 3}.get(part, 0):
        hour += 12
    elif part in ("凌晨", "AM") and hour == 12:
        hour = 0
    return time(hour, int(m["minute"]))


def _day(m: re.Match[str], today: date) -> date:
    """Raises ValueError: no such day."""
    if m["month"]:
        return date(int(m["year"] or today.year), int(m["month"]), int(m["day"]))
    if m["week"]:
        back = (today.weekday() - _WEEK.index(m["week"].replace("天", "日"))) % 7
        return today - timedelta(days=back or 7)
    return today - timedelta(days=_NEAR.get(m["near"] or "", 0))


def _past(m: re.Match[str], at: datetime, now: datetime) -> datetime | None:
    """`at`, or what was meant by it when it is still to come."""
    if at <= now:
        return at
    if m["month"]:
        return None if m["year"] else at.replace(year=at.year - 1)
    return at - timedelta(days=1)
