"""One way of naming days each: a match and the day it was said, to the first and the last day meant."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from bot.nlp.numbers import parse

Days = tuple[date, date]
"""First and last day, both included."""

_WEEKDAY = (
    {c: i for i, c in enumerate("一二三四五六")} | {c: i for i, c in enumerate("123456")} | {"日": 6, "天": 6, "末": 6, "7": 6}
)
_FEASTS: dict[str, dict[int, tuple[int, int]]] = {
    "春节": {
        2025: (1, 29),
        2026: (2, 17),
        2027: (2, 6),
        2028: (1, 26),
        2029: (2, 13),
        2030: (2, 3),
        2031: (1, 23),
        2032: (2, 11),
    },
    "清明": {2025: (4, 4), 2026: (4, 5), 2027: (4, 5), 2028: (4, 4), 2029: (4, 4), 2030: (4, 5), 2031: (4, 5), 2032: (4, 4)},
    "端午": {
        2025: (5, 31),
        2026: (6, 19),
        2027: (6, 9),
        2028: (5, 28),
        2029: (6, 16),
        2030: (6, 5),
        2031: (6, 24),
        2032: (6, 12),
    },
    "中秋": {
        2025: (10, 6),
        2026: (9, 25),
        2027: (9, 15),
        2028: (10, 3),
        2029: (9, 22),
        2030: (9, 12),
        2031: (10, 1),
        2032: (9, 19),
    },
}
_FIXED = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "国庆": (10, 1),
    "十一": (10, 1),
    "双十一": (11, 11),
    "双11": (11, 11),
    "六一八": (6, 18),
}
_ALIASES = {"过年": "春节", "年": "春节", "清明节": "清明", "端午节": "端午", "中秋节": "中秋", "国庆节": "国庆"}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _int(text: str | None) -> int:
    number = parse(text) if text else None
    return int(number) if number is not None else 0


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _year(m: re.Match[str], today: date) -> int | None:
    """The year that was said, or None. 二六年 and 26年 are 2026."""
    if m["rel"]:
        return today.year + {"今年": 0, "本年": 0, "明年": 1, "后年": 2, "去年": -1}[m["rel"]]
    if not m["year"]:
        return None
    said = _int(m["year"])
    return said + 2000 if said < 100 else said


def whole_date(m: re.Match[str], today: date) -> Days | None:
    year, month, day = _year(m, today), _int(m["m"]), _int(m["d"])
    if year is None:
        here = _day(today.year, month, day)
        year = today.year + (here is not None and here < today)
        if here is None and (month, day) == (2, 29):
            year = next(y for y in range(today.year, today.year + 9) if monthrange(y, 2)[1] == 29)
    found = _day(year, month, day)
    return (found, found) if found else None


def month_part(m: re.Match[str], today: date) -> Days | None:
    month, part = _int(m["m"]), m["part"] or ""
    year = _year(m, today) or today.year
    days = _part(year, month, part)
    if not m["rel"] and not m["year"] and days[1] < today:
        days = _part(year + 1, month, part)
    return days


def _part(year: int, month: int, part: str) -> Days:
    first, last = date(year, month, 1), _month_end(year, month)
    if part in ("底", "末"):
        return last, last
    ends = {"初": (1, 10), "上旬": (1, 10), "中": (11, 20), "中旬": (11, 20), "下旬": (21, last.day)}
    low, high = ends.get(part, (1, last.day))
    return first.replace(day=low), first.replace(day=high)


def this_month(m: re.Match[str], today: date) -> Days | None:
    ahead = {"下下": 2, "下": 1}.get((m["which"] or "").removesuffix("个"), 0)
    there = _add_months(today.replace(day=1), ahead)
    if m["d"]:
        found = _day(there.year, there.month, _int(m["d"]))
        return (found, found) if found else None
    days = _part(there.year, there.month, m["part"] or "")
    if not m["which"] and days[1] < today:
        there = _add_months(there, 1)
        days = _part(there.year, there.month, m["part"])
    return days


def day_alone(m: re.Match[str], today: date) -> Days | None:
    """25号: in this month, else in the next one that has it."""
    for ahead in range(3):
        there = _add_months(today.replace(day=1), ahead)
        found = _day(there.year, there.month, _int(m["d"]))
        if found and found >= today:
            return found, found
    return None


def weekday(m: re.Match[str], today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    which, wanted = m["which"] or "", _WEEKDAY[m["d"]]
    if not which:
        found = today + timedelta(days=(wanted - today.weekday()) % 7)
    else:
        found = monday + timedelta(days=wanted, weeks=which.count("下") - which.count("上"))
    return (found - timedelta(days=1), found) if m["d"] == "末" else (found, found)


def week(m: re.Match[str], today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=m["which"].count("下"))
    return (monday, monday + timedelta(days=2)) if m["part"] == "初" else (monday, monday + timedelta(days=6))


def near(m: re.Match[str], today: date) -> Days | None:
    ahead = {"大后": 3, "后": 2, "明": 1, "今": 0, "当": 0, "昨": -1, "前": -2}[m["near"]]
    return today + timedelta(days=ahead), today + timedelta(days=ahead)


def _working_days(today: date, count: int) -> date:
    day = today
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def span(m: re.Match[str], today: date) -> Days | None:
    """三天内, 两周后, 5个工作日内, 半个月内, 一个月之后."""
    unit, half = m["unit"], m["n"] == "半"
    count = 0 if half else _int(m["n"])
    if count == 0 and not half:
        return None
    last = {
        "天": lambda: today + timedelta(days=count),
        "日": lambda: today + timedelta(days=count),
        "工作日": lambda: _working_days(today, count),
        "周": lambda: today + timedelta(weeks=count),
        "星期": lambda: today + timedelta(weeks=count),
        "礼拜": lambda: today + timedelta(weeks=count),
        "月": lambda: today + timedelta(days=15) if half else _add_months(today, count),
        "年": lambda: _add_months(today, 6 if half else 12 * count),
    }[unit]()
    return (last, last) if "后" in m["how"] else (today, last)


def quarter(m: re.Match[str], today: date) -> Days | None:
    number = _int(m["q"] or m["q2"])
    if not (number or m["which"] or m["part"]):
        return None
    ahead = "下" in (m["which"] or "")
    year = _year(m, today) or today.year
    days = _of_quarter(year, number or (today.month + 2) // 3 + ahead)
    if not (m["rel"] or m["year"]) and days[1] < today:
        days = _of_quarter(year + 1, number)
    return (days[1], days[1]) if m["part"] else days


def _of_quarter(year: int, quarter: int) -> Days:
    """Quarter 5 is the first of the next year."""
    years, index = divmod(quarter - 1, 4)
    return date(year + years, index * 3 + 1, 1), _month_end(year + years, index * 3 + 3)


def year_part(m: re.Match[str], today: date) -> Days | None:
    year = _year(m, today)
    days = _of_year(year or today.year, m["part"])
    return _of_year(today.year + 1, m["part"]) if year is None and days[1] < today else days


def _of_year(year: int, part: str) -> Days:
    ends = {"上半年": ((1, 1), (6, 30)), "下半年": ((7, 1), (12, 31)), "年初": ((1, 1), (1, 31)), "年中": ((6, 30), (6, 30))}
    first, last = ends.get(part[-3:] if "半年" in part else part, ((12, 31), (12, 31)))
    return date(year, *first), date(year, *last)


def feast(m: re.Match[str], today: date) -> Days | None:
    name = _ALIASES.get(m["feast"], m["feast"])
    before = "前" in m.string[m.end() : m.end() + 2]
    for year in (today.year, today.year + 1):
        month_day = _FIXED.get(name) or _FEASTS.get(name, {}).get(year)
        day = date(year, *month_day) - timedelta(days=before) if month_day else None
        if day and day >= today:
            return day, day
    return None
