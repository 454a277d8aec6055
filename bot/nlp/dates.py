"""Dates as people say them in a chat, resolved against the moment of the message. Conventions: NLP.md 6.

Weeks start on Monday. 周三 alone is the nearest one not past; 下周三 that day of the next calendar week. A month without
a year is the next one not past. 月底 is the last day. A feast with 前 is its eve, with 后 the first worked day behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import NamedTuple

from bot.nlp import feasts, mentions
from bot.nlp.days import A_DAY, Now, Period, a_day, weekday_works, working_days
from bot.nlp.mentions import Mention
from bot.nlp.remembered import remembered

_YEARS = 10
"""Nothing in a sales chat is meant for later, or earlier, than this."""
_THAT_DAY = ("当天", "当日", "当晚")
"""款到当天发货: the day of what was spoken of, not of the message."""


_FROM = ("起", "开始")


class Dated(NamedTuple):
    """One mention. `rolled`: the year was worked out forward past a day of this year that is over.

    `limit`: before or within; `after`: from then on; `away`: so long after the message (两周后); `clock`: the time of the last
    day, where it was said.
    """

    start: int
    end: int
    first: date
    last: date
    limit: bool = False
    after: bool = False
    rolled: bool = False
    clock: time | None = None
    away: bool = False


def find(text: str, today: date, works: Callable[[date], bool] = weekday_works) -> list[Dated]:
    """Every date in normalised text, in order, none overlapping. `today`: the day of the message, or the moment, from which
    hours are counted. `works`: whether a day is worked (工作日).
    """
    if not mentions.may_name_a_time(text):
        return []
    at = today if isinstance(today, datetime) else datetime.combine(today, time())
    return list(_find(text, at.replace(tzinfo=None), works))


@remembered
def _find(text: str, at: datetime, works: Callable[[date], bool]) -> tuple[Dated, ...]:
    now = Now(at, ahead=True, works=works)
    scanned = (one for one in mentions.scan(text, now) if not text.startswith(_THAT_DAY, one.start))
    found = (_dated(one, _begun(text, one, one.period), now) for one in scanned if one.period and not one.length)
    return tuple(one for one in found if one and abs(one.last.year - at.year) <= _YEARS)


def _begun(text: str, one: Mention, period: Period) -> Period:
    """八月起每周两趟: of a month from which on something is, its first day."""
    begins = period.unit in ("month", "quarter") and text.endswith(_FROM, one.start, one.end)
    return a_day(period.first) if begins else period


def _dated(one: Mention, period: Period, now: Now) -> Dated | None:
    limit, after = one.edge in ("before", "within", "by"), one.edge in ("after", "later")
    if period.unit == "year" and not limit:
        return None
    days = _meant(period, one.edge, now)
    clock = one.moment.time() if one.moment and one.moment.date() == days.last else None
    return Dated(one.start, one.end, days.first, days.last, limit, after, period.rolled, clock, one.edge == "later")


def _meant(period: Period, edge: str, now: Now) -> Period:
    """月底 is its last day; 春节前 the eve (618前 itself), 春节后 the first day worked again, or today."""
    if period.unit == "end":
        return a_day(period.last)
    if period.unit == "feast" and edge == "before":
        return a_day(period.first if feasts.has_no_eve(period.first) else period.first - A_DAY)
    if period.unit == "feast" and edge == "after":
        away = feasts.rest(period.first)
        return a_day(max(now.today, working_days(period.first + (away - 1) * A_DAY, 1, now.works)))
    return period
