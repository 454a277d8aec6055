"""Numerals as people type them: exact, a range, or nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp import numbers

EXACT = {
    "三十五万八": 358000,
    "96万8": 968000,
    "1.2个亿": 120_000_000,
    "半个亿": 50_000_000,
    "1w5": 15000,
    "15k": 15000,
    "三点五万": 35000,
    "八点五": 8.5,
    "二百三十点二": 230.2,
    "3万零5百": 30500,
    "177.1 亿": 17_710_000_000,
    "四十九兆九千亿": 49_900_000_000_000,
    "233,333,333,434.344": 233333333434.344,
    "3千万亿": 3 * 10**15,
    "廿": 20,
    "96万85": None,
    "二五万": None,
    "两万两": None,
    "一千零一十": 1010,
    "二零二六": 2026,
}
RANGES = {
    "几十万": (100_000, 1_000_000),
    "数百万": (1_000_000, 10_000_000),
    "几个亿": (10**8, 10**9),
    "十几": (10, 20),
    "十几万": (100_000, 200_000),
    "二十几万": (200_000, 300_000),
    "一百几十万": (1_000_000, 2_000_000),
    "三千几百": (3000, 4000),
    "二三十万": (200_000, 300_000),
    "十五六万": (150_000, 160_000),
    "一万五六": (15_000, 16_000),
    "一两百": (100, 200),
    "三五千": (3000, 5000),
    "上百万": (1_000_000, None),
    "近千万": (10_000_000, 10_000_000),
    "20多万": (200_000, 200_000),
    "2个多亿": (200_000_000, 200_000_000),
    "一百二十来万": (1_200_000, 1_200_000),
}
JOINED = {
    ("25", "30万"): (250_000, 300_000),
    ("两", "三千"): (2000, 3000),
    ("8", "9万5"): (80_000, 95_000),
    ("十", "二十万"): (100_000, 200_000),
    ("800", "1万"): (800, 10_000),
    ("2", "3000"): (2000, 3000),
    ("5", "600"): (500, 600),
    ("1", "500"): (1, 500),
    ("30", "20万"): (30, 200_000),
}


@pytest.mark.parametrize(("text", "number"), EXACT.items())
def test_a_numeral_is_exact_or_nothing(text: str, number: float | None) -> None:
    said = numbers.span(text)
    assert (said and (said.low, said.high)) == (None if number is None else (Decimal(str(number)),) * 2)


@pytest.mark.parametrize(("text", "ends"), RANGES.items())
def test_what_is_not_meant_to_the_last_digit_has_its_ends(text: str, ends: tuple[int, int | None]) -> None:
    said = numbers.span(text)
    assert said is not None
    assert said == (Decimal(ends[0]), None if ends[1] is None else Decimal(ends[1]), True)


@pytest.mark.parametrize(("text", "found"), [
    ("百八十万", []), ("千八百块", []), ("统一20万", ["20万"]), ("统一二十万", ["二十万"]), ("万一三十万不够", ["三十万"]),
    ("版本1.5.2", []), ("5kg", ["5"]), ("千万别", []), ("好几万", ["几万"]), ("总数百万", ["数百万"]), ("1号2万", ["1", "2万"]),
])  # fmt: skip
def test_a_run_never_begins_inside_another(text: str, found: list[str]) -> None:
    assert [run[0] for run in numbers.runs(text)] == found


@pytest.mark.parametrize(("pair", "ends"), JOINED.items())
def test_the_first_of_a_range_takes_the_scale_it_shares(pair: tuple[str, str], ends: tuple[int, int]) -> None:
    said = numbers.between(*pair)
    assert said is not None
    assert (said.low, said.high) == (Decimal(ends[0]), Decimal(ends[1]))


def test_a_range_that_falls_is_none() -> None:
    assert numbers.between("30", "20") is None


@given(st.text(alphabet="一二两三十百千万亿零点几数半多来余上近0123456789.,wk个 到-", max_size=30))
def test_whatever_is_written_the_ends_are_in_order(text: str) -> None:
    for run, before in numbers.joined(text):
        for said in (numbers.span(run[0]), numbers.between(before[0], run[0]) if before else None):
            assert said is None or said.high is None or said.low <= said.high


def test_a_long_run_is_noise() -> None:
    assert numbers.span("一" * 100) is None
    assert sum(1 for run in numbers.runs("1,111" * 2000 + "几" * 10000) if numbers.span(run[0])) <= 2001
