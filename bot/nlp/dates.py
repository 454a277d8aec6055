"""Dates as people say them, resolved against the moment of the message. Conventions: NLP.md 6.

Weeks start on Monday. 周三 alone is the nearest one not past; 下周三 that day of the next calendar week. A month without
a year is the next one not past. 月底 is the last day. A feast with 前 is its eve. Working days are Monday to Friday.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.nlp.numbers import parse

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
_D = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_Y = r"(?:(?P<year>20\d\d|二零[一二三四五六七八九零]{2}|\d\d(?=年))年?的?|(?P<rel>今年|本年|明年|后年|去年)的?)"
_CLOCK = r"\d{1,2}(?:点半?|:\d\d)|[一二两三四五六七八九十]{1,2}点半?"
_HOUR = rf"(?:(?:上午|下午|晚上|早上|中午|傍晚|一早|晚|早)?(?:{_CLOCK})|上午|下午|晚上|早上|中午)?(?:下班)?"
_BEFORE, _WITHIN, _AFTER = r"(?:以|之)?前(?![期面后端提])", r"(?:之|以)?内(?![部容存网])", r"(?:以|之|过)?后(?![面期续台端])"
_TAIL = re.compile(rf"(?:\([^()]{{1,6}}\))?{_HOUR}(?P<tail>{_BEFORE}|{_WITHIN}|截止|为止|{_AFTER}|起|开始)?")
_COUNT = "一二三四五六七八九十"
_FEAST_NAMES = (
    rf"双十一|双11|六一八|元旦|五一|国庆节?|春节|过年|清明节?|端午节?|中秋节?|(?<![\d{_COUNT}今明去后前每半几多])年(?=前)"
)
_NUMBERED = "楼线机院店台仓位车门库柜铺段桥井炉常内元用线产报夜文"
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

_YEARS = 10
"""Nothing in a sales chat is meant for later, or earlier, than this."""

Days = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One mention. `rolled`: the year was worked out forward past a day of this year that is over.

    `limit`: before or within; `after`: from then on.
    """

    start: int
    end: int
    first: date
    last: date
    limit: bool = False
    after: bool = False
    rolled: bool = False


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


def _whole_date(m: re.Match[str], today: date) -> Days | None:
    year, month, day = _year(m, today), _int(m["m"]), _int(m["d"])
    if year is None:
        here = _day(today.year, month, day)
        year = today.year + (here is not None and here < today)
        if here is None and (month, day) == (2, 29):
            year = next(y for y in range(today.year, today.year + 9) if monthrange(y, 2)[1] == 29)
    found = _day(year, month, day)
    return (found, found) if found else None


def _month_part(m: re.Match[str], today: date) -> Days | None:
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


def _this_month(m: re.Match[str], today: date) -> Days | None:
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


def _day_alone(m: re.Match[str], today: date) -> Days | None:
    """25号: in this month, else in the next one that has it."""
    for ahead in range(3):
        there = _add_months(today.replace(day=1), ahead)
        found = _day(there.year, there.month, _int(m["d"]))
        if found and found >= today:
            return found, found
    return None


def _weekday(m: re.Match[str], today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    which, wanted = m["which"] or "", _WEEKDAY[m["d"]]
    if not which:
        found = today + timedelta(days=(wanted - today.weekday()) % 7)
    else:
        found = monday + timedelta(days=wanted, weeks=which.count("下") - which.count("上"))
    return (found - timedelta(days=1), found) if m["d"] == "末" else (found, found)


def _week(m: re.Match[str], today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=m["which"].count("下"))
    return (monday, monday + timedelta(days=2)) if m["part"] == "初" else (monday, monday + timedelta(days=6))


def _near(m: re.Match[str], today: date) -> Days | None:
    ahead = {"大后": 3, "后": 2, "明": 1, "今": 0, "当": 0, "昨": -1, "前": -2}[m["near"]]
    return today + timedelta(days=ahead), today + timedelta(days=ahead)


def _working_days(today: date, count: int) -> date:
    day = today
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _span(m: re.Match[str], today: date) -> Days | None:
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


def _quarter(m: re.Match[str], today: date) -> Days | None:
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


def _year_part(m: re.Match[str], today: date) -> Days | None:
    year = _year(m, today)
    days = _of_year(year or today.year, m["part"])
    return _of_year(today.year + 1, m["part"]) if year is None and days[1] < today else days


def _of_year(year: int, part: str) -> Days:
    ends = {"上半年": ((1, 1), (6, 30)), "下半年": ((7, 1), (12, 31)), "年初": ((1, 1), (1, 31)), "年中": ((6, 30), (6, 30))}
    first, last = ends.get(part[-3:] if "半年" in part else part, ((12, 31), (12, 31)))
    return date(year, *first), date(year, *last)


def _feast(m: re.Match[str], today: date) -> Days | None:
    name = _ALIASES.get(m["feast"], m["feast"])
    before = "前" in m.string[m.end() : m.end() + 2]
    for year in (today.year, today.year + 1):
        month_day = _FIXED.get(name) or _FEASTS.get(name, {}).get(year)
        day = date(year, *month_day) - timedelta(days=before) if month_day else None
        if day and day >= today:
            return day, day
    return None


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days | None]], ...] = tuple(
    (re.compile(pattern), resolve)
    for pattern, resolve in (
        (
            r"(?<!\d)(?P<year>20\d\d)(?P<sep>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=sep)(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)(?P<rel>(?!))?",
            _whole_date,
        ),
        (rf"(?:(?<!\d){_Y})?(?<![\d.])(?P<m>{_M})月份?(?P<d>{_D})[号日]?(?![\d.]|[天个万千]|多)", _whole_date),
        (
            r"(?<![\d.\-/:a-z])(?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12]\d|0?[1-9])(?=号|日|(?:以|之)?前|上线|交付|交货|到货|截止|开标|验收|开会|评审|发货)"
            r"[号日]?(?P<year>(?!))?(?P<rel>(?!))?",
            _whole_date,
        ),
        (
            rf"(?:(?<!\d){_Y})?(?<![\d.个第])(?P<m>{_M})月(?:份)?(?P<part>[上中下]旬|[初底末]|中(?!间))?(?![\d产薪均销租费度饼])",
            _month_part,
        ),
        (
            rf"(?<![每个])(?:{_Y})?(?P<which>本|这个?|下个?)?(?:(?:第?(?P<q>[一二三四1-4]))?季度|q(?P<q2>[1-4])(?!\d))(?P<part>[末底])?",
            _quarter,
        ),
        (rf"(?P<n>{_N})个?(?P<unit>工作日|天|日|周|星期|礼拜|月|年)(?P<how>(?:之|以)?[内后](?![部面容]))", _span),
        (
            r"(?P<which>本|这个?|下下个?|下个?)月(?:的)?(?:(?P<part>[上中下]旬|[初底末]|中(?!间))|(?P<d>(?:3[01]|[12]\d|0?[1-9]))[号日])?(?!份?[产销])",
            _this_month,
        ),
        (r"(?<![\d一二三四五六七八九十每个年])(?P<which>(?!))?(?P<d>(?!))?月(?P<part>[上中下]旬|[初底末])", _this_month),
        (r"(?P<which>本|这个?|下下个?|下个?|上个?)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天末1-7])(?![\d年个月期次])", _weekday),
        (r"(?P<which>本|这|下下|下)个?(?:周|星期|礼拜)(?P<part>初)?(?![一二三四五六日天末几边])", _week),
        (r"(?P<near>大后|(?<!大)后|明|今|昨|前|当)(?:天(?![气然生])|日(?!常)|(?<=[今明])[晚早](?![就点已]))", _near),
        (rf"(?:{_Y})?(?P<part>(?:上|下)半年|年底|年末|年内|(?<=[今明后去])年初|年中(?![国]))", _year_part),
        (
            rf"(?P<feast>{_FEAST_NAMES}|(?<!双)十一(?=前|之前|放假|后))",
            _feast,
        ),
        (
            rf"(?<![\d.月第零a-z#-])(?P<d>3[01]|[12]\d|0?[1-9]|二?十[一二三四五六七八九]?)[号日](?![{_NUMBERED}])(?!\d)",
            _day_alone,
        ),
    )
)
_GATE = re.compile(
    r"[月日号天周年节]|星期|礼拜|季度|q[1-4]|20\d\d|\d[./]\d|元旦|五一|国庆|十一|清明|端午|中秋|今晚|明[早晚]|双11|六一八"
)


def find(text: str, today: date) -> list[Dated]:
    """Every date in normalised text, in order, none overlapping."""
    if not _GATE.search(text):
        return []
    taken: list[Dated] = []
    for pattern, resolve in _RULES:
        for m in pattern.finditer(text):
            if m.group() and not any(m.start() < d.end and d.start < m.end() for d in taken):
                taken.extend(_resolved(text, m, resolve, today))
    return sorted(taken, key=lambda d: d.start)


def _resolved(
    text: str, m: re.Match[str], resolve: Callable[[re.Match[str], date], Days | None], today: date
) -> Iterator[Dated]:
    try:
        days = resolve(m, today)
    except (ValueError, OverflowError):
        return
    if days is None or abs(days[1].year - today.year) > _YEARS:
        return
    tail = _TAIL.match(text, m.end())
    word = (tail and tail["tail"]) or m.groupdict().get("how") or ""
    end = tail.end() if tail else m.end()
    said = m.groupdict().get("rel") or m.groupdict().get("year")
    rolled = resolve in (_whole_date, _month_part) and not said and days[0].year > today.year
    limit = any(mark in word for mark in "前内截止")
    yield Dated(m.start(), end, *days, limit=limit, after=word[-1:] in ("后", "起", "始"), rolled=rolled)
