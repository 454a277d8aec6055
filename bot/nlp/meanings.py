"""What each way of naming days means: a match, the period that it narrows (None: nothing) and the moment, to a period.

None or ValueError: there are no such days. The patterns, and so the groups of the matches, are those of `bot.nlp.naming`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from bot.nlp import feasts, lunar
from bot.nlp.days import (
    A_DAY,
    Now,
    Period,
    a_day,
    add_months,
    count,
    full_year,
    nth_weekday,
    numbered_week,
    of_half,
    of_month,
    of_months,
    of_quarter,
    of_week,
    of_year,
    part_of_month,
)
from bot.nlp.patterns import late

Meaning = Callable[[re.Match[str], Period | None, Now], Period | None]

_WEEKDAY = {c: i for i, c in enumerate("一二三四五六日")} | {c: i for i, c in enumerate("1234567")} | {"天": 6, "末": 5}
_NEAR = {
    "大大前": -4,
    "大大后": 4,
    "大前": -3,
    "前": -2,
    "昨": -1,
    "琴": -1,
    "寻": -1,
    "今": 0,
    "当": 0,
    "即": 0,
    "明": 1,
    "听": 1,
    "次": 1,
    "翌": 1,
    "后": 2,
    "大后": 3,
}
_YEAR = {
    "大前": -3,
    "前": -2,
    "去": -1,
    "旧": -1,
    "今": 0,
    "本": 0,
    "这": 0,
    "当": 0,
    "同": 0,
    "明": 1,
    "来": 1,
    "次": 1,
    "后": 2,
    "大后": 3,
}


def _relative(word: str) -> int:
    """上上个 is -2, 下一 1, 本 0."""
    return word.count("下") + word.count("次") - word.count("上") - word.count("前") + word.count("后")


def year_said(m: re.Match[str], _scope: Period | None, _now: Now) -> Period:
    return of_year(full_year(m["y"]))._replace(said=True)


def lunar_year(m: re.Match[str], _scope: Period | None, _now: Now) -> Period:
    year = full_year(m["y"])
    return of_year(year)._replace(said=True, lunar=(year, 0))


def year_near(m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    word = m["rel"].rstrip("一个")
    return of_year(now.today.year + (_YEAR[word] if word in _YEAR else _relative(word)))._replace(said=True)


def two_years(m: re.Match[str], _scope: Period | None, now: Now) -> Period | None:
    """今明两年."""
    first, last = (now.today.year + _YEAR[m[end]] for end in "ab")
    return Period(date(first, 1, 1), date(last, 12, 31), "year", said=True) if first < last else None


def years(m: re.Match[str], _scope: Period | None, _now: Now) -> Period | None:
    first, last = full_year(m["a"]), count(m["b"])
    last = last if last > 99 else first // 100 * 100 + last
    return Period(date(first, 1, 1), date(last, 12, 31), "span") if first < last else None


def decade(m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    """上世纪90年代, 80年代, 21世纪初."""
    century = {"上": now.today.year // 100 - 1, "本": now.today.year // 100}.get((m["c"] or "")[:1])
    if century is None:
        century = count(m["c"]) - 1 if m["c"] else 19
    tens = _said(m, "d")
    first, years = century * 100 + count(tens or "0") * 10, 10 if tens else 100
    return _years_part(first, years, (m["part"] or "")[:1])


def decade_of(m: re.Match[str], _scope: Period | None, _now: Now) -> Period:
    return _years_part(full_year(m["y"]), 10, "")


def _years_part(first: int, years: int, part: str) -> Period:
    unit = years // 10
    low, high = {"初": (0, 2 if unit == 1 else 0), "中": (4, 6), "末": (7, 9)}.get(part, (0, 9))
    return Period(date(first + low * unit, 1, 1), date(first + high * unit + unit - 1, 12, 31), "span")


def _said(m: re.Match[str], name: str) -> str:
    """What a group matched; nothing where this way of saying it has no such group."""
    return m.groupdict().get(name) or ""


def half(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    half = 2 if m["half"] in "下后" else 1
    if m["ge"]:
        return of_half(now.today.year, (now.today.month + 5) // 6 + (1 if half == 2 else -1))
    return _in_year(scope, now, lambda year: of_half(year, half))


def _in_year(scope: Period | None, now: Now, named: Callable[[int], Period | None], *, moon: bool = False) -> Period | None:
    if scope is None or not scope.said:
        return now.pick(named, moon=moon)
    found = named(scope.first.year)
    return found._replace(said=True) if found else None


def quarter(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    number = count(m["q"] or _said(m, "nth")) if m["q"] or _said(m, "nth") else 1 if _said(m, "first") else 4
    return _in_year(scope, now, lambda year: of_quarter(year, number))


def quarters(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """一二季度, 1-3季度, Q1-Q3."""
    first, last = count(m["a"] or m["c"]), count(m["b"] or m["d"])
    many = last - first + 1
    return _in_year(scope, now, lambda year: of_months(year, first * 3 - 2, many * 3, "span")) if many > 1 else None


def first_quarters(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    return _in_year(scope, now, lambda year: of_months(year, 1, 3 * count(m["n"]), "span"))


def quarter_near(m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    return of_quarter(now.today.year, (now.today.month + 2) // 3 + _relative(m["rel"] or ""))


def quarter_part(m: re.Match[str], scope: Period | None, _now: Now) -> Period | None:
    if scope is None:
        return None
    if m["part"] == "初":
        return Period(scope.first, scope.first + timedelta(days=29), "rough")
    return Period(scope.last.replace(day=1), scope.last, "end")


def month(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    said, number = scope if scope and scope.unit == "year" else None, count(m["m"])
    if said and said.lunar:
        return _lunar_month(said.first.year, number)
    return _in_year(said, now, lambda year: of_month(year, number))


def january(_m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """元月."""
    return _in_year(scope, now, lambda year: of_month(year, 1))


def lunar_month(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    number = {"正": 1, "冬": 11, "腊": 12, "年": 12, "大年": 12}.get(m["m"]) or count(m["m"])
    return _in_year(scope, now, lambda year: _lunar_month(year, number, leap=bool(m["leap"])), moon=True)


def _lunar_month(year: int, month: int, *, leap: bool = False) -> Period | None:
    days = lunar.month_days(year, month, leap=leap)
    return Period(*days, "month", lunar=(year, -month if leap else month)) if days else None


def months(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    first, last = count(m["a"]), count(m["b"])
    many = (last - first) % 12 + 1
    return _in_year(scope, now, lambda year: of_months(year, first, many, "span"))


def month_near(m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    return of_month(now.today.year, now.today.month + _relative(m["rel"] or ""))._replace(said=True)


def month_part(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    part = {"中下旬": "中下", "低": "底"}.get(m["part"], m["part"][:1])
    if scope is None:
        found = part_of_month(of_month(now.base.year, now.base.month), part)
        past = now.ahead and found.last < now.base
        return part_of_month(of_month(now.base.year, now.base.month + 1), part) if past else found
    if scope.said or scope.lunar:
        return part_of_month(scope, part)
    return now.pick(lambda year: part_of_month(of_month(year, scope.first.month), part))


def weekday(m: re.Match[str], _scope: Period | None, now: Now) -> Period | None:
    """The nearest one not past; on a Sunday 周末 is the one that it ends."""
    found = now.base + timedelta(days=(_WEEKDAY[m["d"]] - now.base.weekday()) % 7)
    return _weekdays(m, now.base - A_DAY if m["d"] == "末" and now.base.weekday() == 6 else found)


def weekday_near(m: re.Match[str], _scope: Period | None, now: Now) -> Period | None:
    return _weekdays(m, of_week(now.today, _relative(m["rel"])).first + timedelta(days=_WEEKDAY[m["d"]]))


def weekday_of(m: re.Match[str], scope: Period | None, _now: Now) -> Period | None:
    return a_day(scope.first + timedelta(days=_WEEKDAY[m["d"]])) if scope else None


def _weekdays(m: re.Match[str], first: date) -> Period | None:
    """周末 is two days, and so is 周一二."""
    if m["d"] == "末":
        return _weekend(first)
    more = _WEEKDAY[m["d2"]] - _WEEKDAY[m["d"]] if m["d2"] else 0
    return Period(first, first + timedelta(days=more), "span" if more else "weekday") if more >= 0 else None


def _weekend(saturday: date) -> Period:
    return Period(saturday, saturday + A_DAY, "span")


def week_near(m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    week = of_week(now.today, _relative(m["rel"] or ""))
    low, high = {"初": (0, 2), "中": (2, 3), "末": (5, 6), "底": (5, 6)}.get(m["part"] or "", (0, 6))
    return Period(week.first + timedelta(days=low), week.first + timedelta(days=high), "rough" if m["part"] else "week")


def nth_week(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """In a chat the last week of a month is what is left of it after its last Monday."""
    if scope is None:
        return None
    number = -1 if m["last"] else count(m["n"] or "1")
    if m["last"] and not m["d"] and now.ahead and scope.unit == "month":
        return Period(of_week(scope.last).first, scope.last, "week")
    if not m["d"]:
        return numbered_week(scope, number)
    found = nth_weekday(scope, number, _WEEKDAY[m["d"]])
    return _weekend(found) if found and m["d"] == "末" else _maybe(found)


def nth_day(m: re.Match[str], scope: Period | None, _now: Now) -> Period | None:
    if scope is None:
        return None
    found = scope.last if m["last"] else scope.first + timedelta(days=count(m["n"] or "1") - 1)
    return a_day(found) if scope.unit == "feast" or scope.first <= found <= scope.last else None


def nth_month(m: re.Match[str], scope: Period | None, _now: Now) -> Period | None:
    number = 12 if m["last"] else count(m["n"] or "1")
    return of_month(scope.first.year, number) if scope and number <= 12 else None


def some(m: re.Match[str], scope: Period | None, _now: Now) -> Period | None:
    """2021年的前2周, 今年的最后3周, 4月前4天, 2022年前十一个月."""
    if scope is None:
        return None
    many, back = count(m["n"]), "后" in m["side"] or "末" in m["side"]
    if m["unit"] in "天日":
        days = timedelta(days=many - 1)
        found = (scope.last - days, scope.last) if back else (scope.first, scope.first + days)
    elif m["unit"] in ("月", "季度"):
        months = many * (3 if m["unit"] == "季度" else 1)
        found = (add_months(scope.last + A_DAY, -months), scope.last) if back else _months_from(scope.first, months)
    else:
        found = _weeks(scope, many, back=back)
    return Period(*found, "span") if many and found[0] >= scope.first - timedelta(days=6) else None


def _months_from(first: date, months: int) -> tuple[date, date]:
    return first, add_months(first, months) - A_DAY


def _weeks(scope: Period, many: int, *, back: bool) -> tuple[date, date]:
    if back:
        last = of_week(scope.last + A_DAY, -1).last
        return last - timedelta(days=many * 7 - 1), last
    first = scope.first + timedelta(days=-scope.first.weekday() % 7)
    return first, first + timedelta(days=many * 7 - 1)


def day(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """The day of a month that was named; 初八, 廿二 and 八月十五 are days of the moon."""
    if scope is None:
        return None
    number = count(m["d"])
    if scope.lunar:
        year, month = scope.lunar
        return _maybe(lunar.day(year, abs(month), number, leap=month < 0))
    month = scope.first.month
    if m["d"][0] == "初" or (m["d"][0] == "廿" and m["word"] != "号") or (m["d"] == "十五" and not m["word"] and not now.ahead):
        return _in_year(scope, now, lambda year: _maybe(lunar.day(year, month, number)), moon=True)
    return _in_year(scope, now, lambda year: _solar(year, month, number))


def _maybe(day: date | None) -> Period | None:
    return a_day(day) if day else None


def _solar(year: int, month: int, number: int) -> Period | None:
    try:
        return a_day(date(year, month, number))
    except ValueError:
        return None


def days(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """12月10号到15号, 10-15号."""
    low, high = count(m["a"]), count(m["b"])
    if low >= high:
        return None
    if scope is None:
        first = _this_month(now, low)
    elif scope.lunar:
        return None
    else:
        first = _in_year(scope, now, lambda year: _solar(year, scope.first.month, low))
    last = _solar(first.first.year, first.first.month, high) if first else None
    return Period(first.first, last.first, "span", rolled=first.rolled) if first and last else None


def days_beside(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """6月12、13: the one right behind the other."""
    return days(m, scope, now) if count(m["b"]) == count(m["a"]) + 1 else None


def _this_month(now: Now, number: int) -> Period | None:
    """25号: of this month, else of the next one that has it; ahead: and where it is not past."""
    for months in range(3):
        there = add_months(now.base.replace(day=1), months)
        found = _solar(there.year, there.month, number)
        if found and (found.first >= now.base or not now.ahead):
            return found
    return None


def day_alone(m: re.Match[str], _scope: Period | None, now: Now) -> Period | None:
    return _this_month(now, count(m["d"] or m["said"]))


def near(m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    return a_day(now.today + timedelta(days=_NEAR[m["near"]]))


def same_day(_m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """去年今天, 上个月今天, 去年同日."""
    if scope is None:
        return None
    return _solar(scope.first.year, scope.first.month if scope.unit == "month" else now.today.month, now.today.day)


def near_two(m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    first, last = (now.today + timedelta(days=_NEAR[m[end]]) for end in "ab")
    return Period(first, last, "span")


def these_days(m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    said = m["n"] or m["few"]
    days = 2 if said == "几" else count(said) - 1
    return Period(now.today, now.today + timedelta(days=days), "span")


def same_month(_m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """去年同月."""
    return of_month(scope.first.year, now.today.month) if scope else None


def five_years(m: re.Match[str], _scope: Period | None, _now: Now) -> Period:
    """“十四五”期间: of the plans by which the country counts."""
    first = 2001 + 5 * count(m["n"])
    return Period(date(first, 1, 1), date(first + 4, 12, 31), "span")


def numeric_backwards(m: re.Match[str], _scope: Period | None, _now: Now) -> Period | None:
    """31/12/2025, 12/31/2025."""
    first, second = count(m["a"]), count(m["b"])
    day, month = (first, second) if first > 12 else (second, first)
    return _solar(full_year(m["y"]), month, day)


def numeric(m: re.Match[str], _scope: Period | None, _now: Now) -> Period | None:
    return _solar(full_year(m["y"]), count(m["m"]), count(m["d"]))


def year_month(m: re.Match[str], _scope: Period | None, _now: Now) -> Period:
    return of_month(full_year(m["y"]), count(m["m"] or m["m2"]))._replace(said=True)


def month_day(m: re.Match[str], _scope: Period | None, now: Now) -> Period | None:
    return now.pick(lambda year: _solar(year, count(m["m"]), count(m["d"])))


def month_days(m: re.Match[str], _scope: Period | None, now: Now) -> Period | None:
    """12.10-12.15."""
    first = month_day(m, None, now)
    last = now.after(first).pick(lambda year: _solar(year, count(m["m2"]), count(m["d2"]))) if first else None
    return Period(first.first, last.first, "span", rolled=first.rolled) if first and last else None


_A_LIMIT = late(r"(?:之|以)前|那[天日]|当[天日]|(?<![雨小大][水雪])前(?!后)")


def feast(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    name = m["name"]
    if name in feasts.WEATHER and scope is None and not _A_LIMIT.match(m.string, m.end()):
        return None
    rule = feasts.DAYS[feasts.SHORT.get(name, name)]
    if now.loose and m[0].endswith(("假期", "长假", "期间", "黄金周")):
        return _in_year(scope, now, partial(_rest_of, rule), moon=True)
    return _in_year(scope, _not_long_past(m, now, 30), partial(_feast_of, rule), moon=True)


def _not_long_past(m: re.Match[str], now: Now, days: int) -> Now:
    """年后, said so many days behind New Year at the most, means the one that was."""
    after = now.ahead and "后" in m.string[m.end() : m.end() + 2] and m.string[m.end() : m.end() + 1] != "前"
    return now.after(a_day(now.base - timedelta(days=days))) if after else now


def _feast_of(rule: feasts.Feast, year: int) -> Period | None:
    day = rule(year)
    return a_day(day, "feast") if day else None


def _rest_of(rule: feasts.Feast, year: int) -> Period | None:
    """国庆期间, 春节假期: all days of it."""
    day = rule(year)
    many = feasts.rest(day) if day else 1
    return Period(day, day + (many - 1) * A_DAY, "span" if many > 1 else "feast") if day else None


def new_year(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """大年初三."""
    return _in_year(scope, now, lambda year: _maybe(lunar.day(year, 1, count(m["d"]))), moon=True)


def next_holiday(m: re.Match[str], _scope: Period | None, now: Now) -> Period | None:
    """节前, 节后: of the feast that comes next of those on which the country rests."""
    then = _not_long_past(m, now, 10)
    found = [then.pick(partial(_feast_of, feasts.DAYS[name]), moon=True) for name in feasts.HOLIDAYS]
    return min((period for period in found if period), key=lambda period: period.first, default=None)


def season(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """From one of 立春, 立夏, 立秋, 立冬 to the eve of the next."""
    starts = ["立春", "立夏", "立秋", "立冬"]
    index = "春夏秋冬".index(m["season"])

    def named(year: int) -> Period:
        after = lunar.term(year + index // 3, starts[(index + 1) % 4])
        return Period(lunar.term(year, starts[index]), after - A_DAY, "rough")

    if m["rel"]:
        return named(now.today.year + _YEAR[m["rel"]])
    return _in_year(scope, now, named)


def school_holiday(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    low, high = ((7, 1), (8, 31)) if m["holiday"] == "暑" else ((1, 15), (2, 20))
    return _in_year(scope, now, lambda year: Period(date(year, *low), date(year, *high), "rough"))


def year_part(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    part = m["part"] if m["part"] != "尾" else "末"
    first, last, unit = {"初": (1, 1, "rough"), "中": (6, 6, "rough")}.get(part, (12, 12, "end"))
    return _in_year(scope, now, lambda year: of_months(year, first, last - first + 1, unit))


def year_of_the_republic(m: re.Match[str], _scope: Period | None, _now: Now) -> Period:
    """民国九十八年."""
    return of_year(1911 + count(m["y"]))._replace(said=True)


def half_numbered(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """H1."""
    return _in_year(scope, now, lambda year: of_half(year, int(m["h"])))


def half_month(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """上半月 ends with the 15th."""
    month = scope or of_month(now.base.year, now.base.month)
    middle = month.first + 14 * A_DAY
    first, last = (month.first, middle) if m["half"] in "上前" else (middle + A_DAY, month.last)
    return month._replace(first=first, last=last, unit="rough")


def two_months(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """七八月份; 二三月."""
    first, last = count(m["a"]), count(m["b"])
    return _in_year(scope, now, lambda year: of_months(year, first, 2, "span")) if last == first + 1 else None


def beside(m: re.Match[str], scope: Period | None, _now: Now) -> Period | None:
    """国庆节前一天, 中秋前10天, 5月1日次日."""
    if scope is None:
        return None
    many = count(m["n"]) if m["n"] else 1
    return a_day(scope.first - many * A_DAY if m["eve"] or m["side"] == "前" else scope.last + many * A_DAY)


def weeks_before(m: re.Match[str], scope: Period | None, now: Now) -> Period | None:
    """国庆前两周, 12月20号前半个月: in a chat the day by which something shall be there."""
    if scope is None or not now.ahead:
        return None
    if m["half"]:
        return a_day(scope.first - 15 * A_DAY)
    return a_day(scope.first - 7 * count(m["weeks"]) * A_DAY if m["weeks"] else add_months(scope.first, -count(m["months"])))


def today(_m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    return a_day(now.today)


def same(_m: re.Match[str], scope: Period | None, _now: Now) -> Period | None:
    return scope


def this_year(_m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    return of_year(now.today.year)


def this_month(_m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    return of_month(now.today.year, now.today.month)


def this_week(_m: re.Match[str], _scope: Period | None, now: Now) -> Period:
    return of_week(now.today)
