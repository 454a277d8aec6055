"""Moments as clients write them, placed by the reader's own: 「昨天」 of which day, 「11/5」 of which year. Never to come."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.capture.model import MINUTE, NO_TIME
from bot.capture.paste.stamps import Stamp

_AHEAD = timedelta(days=1)
"""A day without a year may lie so far ahead and still be this year's: clocks differ, and zones."""


class Mark(NamedTuple):
    """A message's moment, or a divider's (`divides`). A message may have none of its own."""

    stamp: Stamp | None
    divides: bool = False


class Placed(NamedTuple):
    """`at` aware, in UTC; None: not to be told. See `Said.blur`."""

    at: datetime | None
    blur: int


def place(marks: Sequence[Mark], *, now: datetime, zone: ZoneInfo) -> tuple[list[Placed], bool]:
    """One for each mark, in order; and whether every one of them has its day from the paste itself."""
    here = now.astimezone(zone)
    days, dated = _days(marks, here)
    own = [_moment(mark.stamp, day, here) for mark, day in zip(marks, days, strict=True)]
    ends = _next_divider(marks, own)
    placed: list[Placed] = []
    last: datetime | None = None
    for mark, at, end in zip(marks, own, ends, strict=True):
        last = at if mark.divides and at else last
        placed.append(_own(mark, at) if at else _between(last, end, here))
    return placed, dated


def _own(mark: Mark, at: datetime) -> Placed:
    return Placed(at.astimezone(UTC), 1 if mark.stamp and mark.stamp.seconds else MINUTE)


def _between(last: datetime | None, end: datetime | None, here: datetime) -> Placed:
    """Of a message between two dividers; after the last one it was said that day."""
    if last is None:
        return Placed(None, NO_TIME)
    midnight = datetime.combine(last.date() + timedelta(days=1), datetime.min.time(), last.tzinfo)
    until = end or min(midnight, max(here, last))
    return Placed(last.astimezone(UTC), max(MINUTE, int((until - last).total_seconds())))


def _next_divider(marks: Sequence[Mark], own: Sequence[datetime | None]) -> list[datetime | None]:
    following: datetime | None = None
    ends: list[datetime | None] = []
    for mark, at in zip(reversed(marks), reversed(own), strict=True):
        ends.append(following)
        following = at if mark.divides and at else following
    return ends[::-1]


def _moment(stamp: Stamp | None, day: date | None, here: datetime) -> datetime | None:
    """Not later than now, unless it says its year itself. A divider without a time of day is its day's beginning."""
    if stamp is None or day is None:
        return None
    clock = stamp.clock or datetime.min.time()
    at = datetime.combine(day, clock, here.tzinfo)
    return at if stamp.year else min(at, here)


def _days(marks: Sequence[Mark], here: datetime) -> tuple[list[date | None], bool]:
    """One for each mark; and are all named. A time of day alone belongs to the divider above it, to the day last named if
    another follows, or else to today, as clients mean it; above the first divider of all, to the day before."""
    named = [index for index, mark in enumerate(marks) if mark.stamp and mark.stamp.dated]
    if not named:
        return _days_back(marks, here), False
    first = marks[named[0]]
    above = day_of(first.stamp, here) - timedelta(days=first.divides) if first.stamp else here.date()
    known, under, days = above, above if first.divides else None, list[date | None]()
    for index, mark in enumerate(marks):
        belongs = known if index < named[-1] else None if mark.divides else under
        day = _day(mark.stamp, belongs, here) if mark.stamp else None
        known = day or known
        under = day if mark.divides else under
        days.append(day)
    return days, not (first.divides and any(mark.stamp for mark in marks[: named[0]]))


def _day(stamp: Stamp, belongs: date | None, here: datetime) -> date:
    return day_of(stamp, here) if stamp.dated else belongs or _today(stamp, here)


def _today(stamp: Stamp, here: datetime) -> date:
    """Or yesterday, for a time of day that is still to come."""
    later = stamp.clock is not None and stamp.clock > here.time()
    return here.date() - timedelta(days=later)


def _days_back(marks: Sequence[Mark], here: datetime) -> list[date | None]:
    """The last of them was today (or yesterday, were it still to come); a clock that goes back has passed midnight."""
    days: list[date | None] = []
    day, after = here.date(), here.time()
    for mark in reversed(marks):
        clock = mark.stamp.clock if mark.stamp else None
        day -= timedelta(days=bool(clock and clock > after))
        after = clock or after
        days.append(day if clock else None)
    return days[::-1]


def day_of(stamp: Stamp, here: datetime) -> date:
    """Of a stamp that names its day. Without a year: the last such day; a weekday: the last one before today."""
    if stamp.year:
        return date(stamp.year, stamp.month, stamp.day)
    if stamp.month:
        return _last_such_day(stamp, here)
    back = stamp.back if stamp.back >= 0 else (here.weekday() - stamp.weekday - 1) % 7 + 1
    return here.date() - timedelta(days=back)


def _last_such_day(stamp: Stamp, here: datetime) -> date:
    latest = here + _AHEAD
    years = [year for year in range(latest.year, latest.year - 9, -1) if stamp.day < 29 or stamp.month != 2 or isleap(year)]
    return next(day for year in years if (day := date(year, stamp.month, stamp.day)) <= latest.date())
