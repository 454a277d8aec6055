"""How clients write a moment: 「11/5 15:05:33」, 「昨天 下午3:05」, 「2026年11月5日 15:05」. No clock is asked here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import NamedTuple

_DAYS = {letter: day for day, letter in enumerate("一二三四五六日")} | {"天": 6}
_BACK = {"今天": 0, "Today": 0, "昨天": 1, "Yesterday": 1, "前天": 2}
_MORNING = frozenset(("凌晨", "清晨", "早上", "早晨", "上午", "AM"))
_WEEKDAY = r"(?:星期|周|礼拜)[一二三四五六日天]"
_DATE = (
    r"(?:(?P<year>\d{4})(?P<long>[-/.年])(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"|(?P<only_month>\d{1,2})(?P<short>[-/月])(?P<only_day>\d{1,2})日?"
    rf"|(?P<back>今天|昨天|前天|Today|Yesterday)|(?P<weekday>{_WEEKDAY}))"
)
_CLOCK = (
    r"(?P<half>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|[AaPp][Mm])?\s?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\s?(?P<latin>[AaPp][Mm]))?"
)
_AFTER = rf"(?:\s?\(?{_WEEKDAY}\)?)?"
_JOIN = r"(?:[\sT,]{1,3}|(?<=[日天前一二三四五六)]))"
STAMP = rf"(?:{_DATE}{_AFTER}{_JOIN})?{_CLOCK}"
"""A moment: with a day or without, always with a time of day. For half-width text."""
DAY = rf"{_DATE}{_AFTER}"
_STYLES = {"年": "y年m月d日", "-": "y-m-d", "/": "y/m/d", ".": "y-m-d"}
_SHORT = {"月": "m月d日", "-": "m-d", "/": "m/d"}
STYLES = ("", *_SHORT.values(), *dict.fromkeys(_STYLES.values()), "昨天", "星期")
"""What `Stamp.style` may be. Empty: no day."""


class Stamp(NamedTuple):
    """`year`, `month`, `day` 0: not written. `back` days before the reader's day; -1: not written so. `weekday` 0…6, -1."""

    style: str
    year: int = 0
    month: int = 0
    day: int = 0
    back: int = -1
    weekday: int = -1
    clock: time | None = None
    seconds: bool = False
    twelve: bool = False

    @property
    def dated(self) -> bool:
        return self.style != ""


def stamp(found: Mapping[str, str | None]) -> Stamp | None:
    """The named groups of what `STAMP` or `DAY` matched. None: no such day or time exists (「25:61」, 「13/40」)."""
    try:
        day = _day(found)
        clock = _clock(found) if found.get("minute") else None
    except ValueError:
        return None
    return day._replace(clock=clock, seconds=bool(found.get("second")), twelve=bool(found.get("half") or found.get("latin")))


def _day(found: Mapping[str, str | None]) -> Stamp:
    if year := found["year"]:
        whole = date(int(year), int(found["month"] or 0), int(found["day"] or 0))
        return Stamp(_STYLES[found["long"] or ""], whole.year, whole.month, whole.day)
    if month := found["only_month"]:
        part = date(2000, int(month), int(found["only_day"] or 0))
        return Stamp(_SHORT[found["short"] or ""], 0, part.month, part.day)
    if back := found["back"]:
        return Stamp("昨天", back=_BACK[back])
    if weekday := found["weekday"]:
        return Stamp("星期", weekday=_DAYS[weekday[-1]])
    return Stamp("")


def _clock(found: Mapping[str, str | None]) -> time:
    hour = int(found["hour"] or 0)
    half = (found["half"] or found["latin"] or "").upper()
    return time(_hour(hour, half), int(found["minute"] or 0), int(found["second"] or 0))


def _hour(hour: int, half: str) -> int:
    """Of 24. 「下午15:05」 is 15; 「中午11:50」 is 11, 「中午1:00」 is 13, 「凌晨12:05」 is 0."""
    if not half or hour > 12:
        return hour
    if half in _MORNING:
        return hour % 12
    if half == "中午" and hour >= 10:
        return hour
    return hour % 12 + 12
