"""Colloquial amounts, to the fen; and what is no money."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.nlp import money, numbers
from bot.nlp.text import normalise

AMOUNTS = {
    "50万": 500000,
    "三十五万八": 358000,
    "96万8": 968000,
    "96万8千": 968000,
    "4万2": 42000,
    "九块九": 9.9,
    "9块9": 9.9,
    "1.2个亿": 120000000,
    "90w": 900000,
    "1w5": 15000,
    "3千5元": 3500,
    "三千五块": 3500,
    "一百二十万": 1200000,
    "￥1,234.50": 1234.5,
    "46.8万": 468000,
    "两万三": 23000,
    "1亿2千万": 120000000,
    "一万零五百元": 10500,
    "十二万": 120000,
    "５０万": 500000,
    "壹拾贰万元整": 120000,
    "2k块": 2000,
    "五万一台": 50000,
    "3百块": 300,
    "十万": 100000,
}
RANGES = {
    "25到30万": (250000, 300000),
    "25-30万": (250000, 300000),
    "25万到30万": (250000, 300000),
    "二三十万": (200000, 300000),
    "十五六万": (150000, 160000),
    "三四万": (30000, 40000),
    "两三百万": (2000000, 3000000),
    "十几万": (100000, 200000),
}
NO_MONEY = [
    "20万条",
    "15万单",
    "387万亩",
    "96万85",
    "3个点",
    "15%",
    "50万用户",
    "千万别",
    "万一",
    "十分",
    "7折",
    "8核32G",
    "两万三套",
]


@pytest.mark.parametrize(("text", "yuan"), AMOUNTS.items())
def test_an_amount_is_exact(text: str, yuan: float) -> None:
    found = money.find(normalise(text))
    assert [(one.low, one.high, one.denied) for one in found] == [(round(yuan * 100), round(yuan * 100), False)]


@pytest.mark.parametrize(("text", "ends"), RANGES.items())
def test_a_range_shares_its_unit(text: str, ends: tuple[int, int]) -> None:
    assert [(one.low, one.high) for one in money.find(normalise(text))] == [(ends[0] * 100, ends[1] * 100)]


@pytest.mark.parametrize("text", NO_MONEY)
def test_quantities_percentages_and_foreign_money_are_left_out(text: str) -> None:
    assert [one for one in money.find(normalise(text)) if one.sure] == []


@pytest.mark.parametrize("text", ["四十万打住", "四十万打底", "四十万打款", "四十万打到账上"])
def test_what_happens_to_an_amount_is_no_dozen(text: str) -> None:
    (one,) = money.find(text)
    assert 40000000 in (one.low, one.high)


def test_hedges_open_an_end_or_blur_it() -> None:
    shown = {
        text: money.find(text)[0]
        for text in ("不超过50万", "50万以内", "50万以上", "至少50万", "大概50万", "50万左右", "20多万")
    }
    assert [(one.low, one.high, one.approx) for one in shown.values()] == [
        (None, 50000000, False),
        (None, 50000000, False),
        (50000000, None, False),
        (50000000, None, False),
        (50000000, 50000000, True),
        (50000000, 50000000, True),
        (20000000, 20000000, True),
    ]


def test_a_denied_amount_is_marked() -> None:
    assert [(one.high, one.denied) for one in money.find("不是50万是15万")] == [(50000000, True), (15000000, False)]


@pytest.mark.parametrize(
    ("text", "number"), [("零", 0), ("二零二六", 2026), ("一千零一十", 1010), ("3千5", 3500), ("半", None), ("", None)]
)
def test_numerals(text: str, number: int | None) -> None:
    assert numbers.parse(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("fen", "text"), [(50000000, "50万"), (46800000, "46.8万"), (990, "9.9元"), (123400, "1234元"), (12000000000, "1.2亿")]
)
def test_shown_as_a_person_writes(fen: int, text: str) -> None:
    assert money.shown(fen) == text
    assert money.find(text)[0].high == fen
