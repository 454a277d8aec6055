"""Days, times of day, ranges, deadlines and durations in any text, each in its plain form (NLP.md 5, `--entities`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.nlp import mentions
from bot.nlp.days import A_DAY, Now, Period, weekday_works
from bot.nlp.mentions import Mention


@dataclass(frozen=True, slots=True)
class Timed:
    """One mention. `kind`: date, datetime, date_range, deadline or duration; `value` in that kind's ISO form."""

    start: int
    end: int
    kind: str
    value: str


def find(text: str, at: datetime, works: Callable[[date], bool] = weekday_works) -> list[Timed]:
    """Every mention in normalised text, resolved against `at`, in order, none overlapping. `works`: whether a day is worked."""
    if not mentions.may_name_a_time(text):
        return []
    return list(_plain(mentions.scan(text, Now(at.replace(tzinfo=None), loose=True, works=works))))


def _plain(found: Iterator[Mention]) -> Iterator[Timed]:
    for one in found:
        if one.length:
            yield Timed(one.start, one.end, "duration", one.length.value)
        elif one.period:
            yield Timed(one.start, one.end, *_days(one, one.period))


def _days(one: Mention, period: Period) -> tuple[str, str]:
    moment = one.moment.isoformat(timespec="minutes")[:16] if one.moment else ""
    if one.edge in ("before", "by", "within"):
        eve = period.unit == "feast" and one.edge == "before"
        return "deadline", moment or (period.last - A_DAY * eve).isoformat()
    if moment:
        return "datetime", moment
    if one.edge == "after":
        return "date_range", f"{period.first}/"
    if period.unit in ("day", "weekday", "feast", "clock"):
        return "date", period.first.isoformat()
    return "date_range", f"{period.first}/{period.last}"
