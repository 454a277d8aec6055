"""Days and how they are counted: the period that words name, the moment they were said at, and the arithmetic of both."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from bot.nlp.numbers import parse

A_DAY = timedelta(days=1)
_FIGURES = str.maketrans("零一二三四五六七八九两俩仨", "0123456789223")


def weekday_works(day: date) -> bool:
    """Monday to Friday: for those who know no holidays."""
    return day.weekday() < 5


class Period(NamedTuple):
    """Days that were named, both ends included.

    `unit` says what may narrow it: year, half, quarter, month, week, weekday, day, feast; nothing narrows rough (上旬), end
    (月底) and span (过去三天). `lunar` is (year, month or 0), the month negative for a leap one. `rolled`: a year unsaid was
    the next one; `said`: it was said.
    """

    first: date
    last: date
    unit: str
    lunar: tuple[int, int] | None = None
    rolled: bool = False
    said: bool = False

    @property
    def single(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Now:
    """The moment of a message. `ahead`: what is left unsaid means the next one not past, else the current one.

    `loose`: any text, not a chat: 2018 alone is a year. `base`: the day from which what is left unsaid is counted; after
    12月10号到 it is that day.
    """

    at: datetime
    ahead: bool = False
    loose: bool = False
    works: Callable[[date], bool] = weekday_works
    base: date = field(default=date.min)

    def __post_init__(self) -> None:
        if self.base == date.min:
            object.__setattr__(self, "base", self.at.date())

    @property
    def today(self) -> date:
        return self.at.date()

    def after(self, period: Period) -> Now:
        """For the other end of a range."""
        return replace(self, ahead=True, base=period.first)

    def pick(self, named: Callable[[int], Period | None], *, moon: bool = False) -> Period | None:
        """One of the periods that a name has in the years about `base`: the next one not past, or this year's.

        `moon`: it may lie in the year after the one that it is counted in (除夕), and is always the next one.
        """
        year = self.base.year
        if not (self.ahead or moon):
            return named(year)
        found = (named(y) for y in range(year - moon, year + 9))
        first = next((period for period in found if period and period.last >= self.base), None)
        return first._replace(rolled=first.first.year > year) if first else None


@lru_cache(maxsize=1024)
def count(text: str) -> int:
    """二零一七, 十五, 廿二, 初八, 08. Raises ValueError for what is no whole number."""
    plain = text.lstrip("初").translate(_FIGURES)
    if plain.isdigit():
        return int(plain)
    number = parse(text.lstrip("初").replace("廿", "二十").replace("卅", "三十"))
    if number is None or number != int(number):
        raise ValueError(text)
    return int(number)


def full_year(text: str) -> int:
    """08 and 零八 are 2008, 91 is 1991."""
    said = count(text)
    if said >= 100:
        return said
    return said + (2000 if said < 50 else 1900)


def a_day(day: date, unit: str = "day") -> Period:
    return Period(day, day, unit)


def of_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), "year")


@lru_cache(maxsize=1024)
def of_months(year: int, month: int, many: int, unit: str) -> Period:
    """`many` months from a month on; 13 is the first of the next year, 0 the last of the one before."""
    first = add_months(date(year, 1, 1), month - 1)
    return Period(first, add_months(first, many) - A_DAY, unit)


def of_month(year: int, month: int) -> Period:
    return of_months(year, month, 1, "month")


def of_quarter(year: int, quarter: int) -> Period:
    return of_months(year, quarter * 3 - 2, 3, "quarter")


def of_half(year: int, half: int) -> Period:
    return of_months(year, half * 6 - 5, 6, "half")


def of_week(day: date, ahead: int = 0) -> Period:
    """The week of a day, Monday to Sunday, or one so many weeks on."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=ahead)
    return Period(monday, monday + timedelta(days=6), "week")


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def part_of_month(month: Period, part: str) -> Period:
    """初 and 上旬 are 1-10, 中 and 中旬 11-20, 下旬 21 to the end, 中下旬 both; 底 ends with the last day."""
    last = (month.last - month.first).days + 1
    low, high = {"初": (1, 10), "头": (1, 10), "上": (1, 10), "中": (11, 20), "中下": (11, last), "下": (21, last)}.get(
        part, (25, last)
    )
    unit = "end" if part in ("底", "末", "尾") else "rough"
    return Period(month.first + (low - 1) * A_DAY, month.first + (min(high, last) - 1) * A_DAY, unit, rolled=month.rolled)


def nth_weekday(period: Period, number: int, weekday: int) -> date | None:
    """The `number`th Monday (0) … Sunday (6) of a period; -1: the last."""
    first = period.first + timedelta(days=(weekday - period.first.weekday()) % 7)
    last = period.last - timedelta(days=(period.last.weekday() - weekday) % 7)
    found = last if number < 0 else first + timedelta(weeks=number - 1)
    return found if period.first <= found <= period.last else None


def numbered_week(period: Period, number: int) -> Period | None:
    """The week of the `number`th Monday; of a year, the week by its ISO number; -1: the last whole one."""
    if number < 0:
        return of_week(period.last + A_DAY, -1)
    if period.unit == "year":
        return of_week(date.fromisocalendar(period.first.year, number, 1))
    monday = nth_weekday(period, number, 0)
    return of_week(monday) if monday else None


def working_days(day: date, many: int, works: Callable[[date], bool]) -> date:
    """The day that is so many worked days later."""
    left = many
    for _ in range(many * 3 + 30):
        if left <= 0:
            break
        day += A_DAY
        left -= works(day)
    return day
