"""The lunar calendar (农历) of 1949 to 2100, and the solar terms (节气), in Chinese civil days (UTC+8)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from math import floor, radians, sin

Days = tuple[date, date]
"""First and last day, both included."""

_FIRST = 1949
_NEW_YEAR = date(1949, 1, 29)
_YEARS = (
    "0f52d0053600aad0b5aa005b200da507d4a00d4a10a9500a97005560cab500ad5006d208ea500ea50064a06c9700a9b0f55a0056a00b690b75200b5"
    "200b250964b00a4b114ab002ad0056d0cb6900da900d9209d2500d2515a4d00a56002b60c5b5006d500ea90be9200e9200d2606a5600a57114d60035"
    "a006d50b6c900749006930952b0052b00a5b0555a0056a0fb5500ba400b490ba9300a950052d08aad00ab5135aa005d200da50dd4a00d4a00c950952"
    "e0055600ab5055b2006d20cea5007250064b0ac9700cab0055a06ad600b691775200b5200b250da4b00a4b004ab0a55b005ad00b6a05b5200d920fd2"
    "500d2500a550b4ad004b6005b506daa00ec911e9200e9200d260ca5600a57004d6086d5007550074906e93006930f52b0052b00a5b0b55a0056a00b6"
    "50974a00b4a11a9500a950052d0caad00ab5005aa08ba500da500d4a07c9500c960f94e0055600ab50b5b2006d200ea508e4a0068b10c97004ab0055"
    "b0cad600b6a007520972500b4500a8b0549b004ab"
)
"""Five hexadecimal digits a year: from bit 13 up the leap month (0: none), below a bit a month, set if it has 30 days."""

TERMS = (
    *("小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至"),
    *("小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至"),
)
"""From January on, 15 degrees of the sun's way apart."""


def month_days(year: int, month: int, *, leap: bool = False) -> Days | None:
    """First and last day of a lunar month; None where the year has no such leap month, or out of the table."""
    if not 0 <= year - _FIRST < len(_YEARS) // 5 or not 1 <= month <= 12:
        return None
    leap_month, starts = _year(year)
    if leap and leap_month != month:
        return None
    index = month - 1 + (leap or 0 < leap_month < month)
    return starts[index], starts[index + 1] - timedelta(days=1)


def day(year: int, month: int, number: int, *, leap: bool = False) -> date | None:
    """八月十五 of a lunar year; None for a day that it does not have."""
    days = month_days(year, month, leap=leap)
    found = days[0] + timedelta(days=number - 1) if days else None
    return found if days and found and days[0] <= found <= days[1] else None


def year_days(year: int) -> Days | None:
    """From New Year (春节) to its eve (除夕) a year later."""
    if not 0 <= year - _FIRST < len(_YEARS) // 5:
        return None
    starts = _year(year)[1]
    return starts[0], starts[-1] - timedelta(days=1)


@lru_cache(maxsize=256)
def _year(year: int) -> tuple[int, list[date]]:
    """The leap month, and the first day of each month and of the next year."""
    index = year - _FIRST
    bits = int(_YEARS[index * 5 : index * 5 + 5], 16)
    leap = bits >> 13
    lengths = [29 + (bits >> month & 1) for month in range(13 if leap else 12)]
    begins = _year(year - 1)[1][-1] if index else _NEW_YEAR
    return leap, [begins + timedelta(days=passed) for passed in accumulate(lengths, initial=0)]


@lru_cache(maxsize=256)
def term(year: int, name: str) -> date:
    """The day of a solar term, from the sun's apparent longitude (Meeus, low precision). Raises ValueError for no such name."""
    wanted = (285 + 15 * TERMS.index(name)) % 360
    day = (date(year, 1, 5) - date(2000, 1, 1)).days + 15.218 * TERMS.index(name)
    for _ in range(6):
        day += ((wanted - _longitude(day) + 180) % 360 - 180) * 365.2422 / 360
    return date(2000, 1, 1) + timedelta(days=floor(day + _NOON))


_NOON = 0.5 + (8 * 3600 - 68) / 86400
"""From days since noon of 2000-01-01, terrestrial time, to days since its midnight in China."""


def _longitude(days: float) -> float:
    """Degrees, from days since J2000.0."""
    t = days / 36525
    anomaly = radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    node = radians(125.04 - 1934.136 * t)
    return (280.46646 + 36000.76983 * t + centre - 0.00569 - 0.00478 * sin(node)) % 360
