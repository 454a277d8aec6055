"""The lunar calendar and the sun's terms against days that are known."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlp import lunar
from bot.nlp.feasts import easter

NEW_YEARS = {
    1950: date(1950, 2, 17),
    1984: date(1984, 2, 2),
    2000: date(2000, 2, 5),
    2020: date(2020, 1, 25),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2033: date(2033, 1, 31),
    2034: date(2034, 2, 19),
    2100: date(2100, 2, 9),
}


@pytest.mark.parametrize(("year", "day"), NEW_YEARS.items())
def test_new_year(year: int, day: date) -> None:
    assert lunar.day(year, 1, 1) == day


def test_a_leap_month_comes_behind_its_namesake() -> None:
    assert lunar.month_days(2025, 6, leap=True) == (date(2025, 7, 25), date(2025, 8, 22))
    assert lunar.month_days(2033, 11, leap=True) == (date(2033, 12, 22), date(2034, 1, 19))
    assert lunar.month_days(2026, 6, leap=True) is None


def test_a_year_ends_on_the_eve_of_the_next() -> None:
    assert lunar.year_days(2026) == (date(2026, 2, 17), date(2027, 2, 5))


def test_there_is_no_thirtieth_in_a_short_month_and_no_year_out_of_the_table() -> None:
    assert lunar.day(2026, 12, 30) is None
    assert lunar.day(1900, 1, 1) is None


@pytest.mark.parametrize(
    ("year", "name", "day"),
    [
        (2021, "立春", date(2021, 2, 3)),
        (2024, "清明", date(2024, 4, 4)),
        (2026, "清明", date(2026, 4, 5)),
        (2026, "夏至", date(2026, 6, 21)),
        (2026, "冬至", date(2026, 12, 22)),
        (2027, "立夏", date(2027, 5, 6)),
    ],
)
def test_terms(year: int, name: str, day: date) -> None:
    assert lunar.term(year, name) == day


@pytest.mark.parametrize(("year", "day"), [(2013, date(2013, 3, 31)), (2024, date(2024, 3, 31)), (2038, date(2038, 4, 25))])
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day
