"""Working time in the organisation's zone: when a person may be spoken to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_HOME = ZoneInfo("Asia/Shanghai")
_A_DAY = timedelta(days=1)
_BESIDE = timedelta(minutes=3)
"""WeCom asks applications to stay away from :00 and :30, when everybody sends."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked and between which hours, in `zone`. `workdays` are weekend days worked in exchange (调休)."""

    zone: ZoneInfo = _HOME
    opens: time = time(9)
    closes: time = time(18)
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    @classmethod
    def from_data(cls, zone: ZoneInfo, data: Mapping[str, Any]) -> Calendar:
        """From the shape of `config/calendar.yaml`. Raises KeyError, TypeError or ValueError for another shape."""
        return cls(
            zone=zone,
            opens=time.fromisoformat(str(data["opens"])),
            closes=time.fromisoformat(str(data["closes"])),
            holidays=frozenset(_day(day) for day in data["holidays"]),
            workdays=frozenset(_day(day) for day in data["workdays"]),
        )

    def works_on(self, day: date) -> bool:
        """Whether `day` is worked: exchanged days and holidays win over the week."""
        if day in self.workdays:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def next_polite_moment(self, at: datetime) -> datetime:
        """The first moment not before `at` (aware) inside working time, and not in the minute :00 or :30. Aware, in UTC."""
        local = at.astimezone(self.zone)
        if not self.works_on(local.date()) or local.time() >= self.closes:
            local = self._opening(local.date() + _A_DAY)
        elif local.time() < self.opens:
            local = self._opening(local.date())
        if local.minute in (0, 30):
            local = local.replace(second=0, microsecond=0) + _BESIDE
        return local.astimezone(UTC)

    def _opening(self, day: date) -> datetime:
        while not self.works_on(day):
            day += _A_DAY
        return datetime.combine(day, self.opens, self.zone)


def next_polite_moment(at: datetime, zone: ZoneInfo) -> datetime:
    """For those who know no holidays: Monday to Friday, 09:00-18:00."""
    return Calendar(zone=zone).next_polite_moment(at)


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
