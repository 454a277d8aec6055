"""Shares: of a hundred, whatever words they are said in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.nlp import percents
from bot.nlp.text import normalise

ONE = {
    "毛利大概15%": "15",
    "15 ％的税": "15",
    "占15.5%": "15.5",
    "百分之十五": "15",
    "百分之1.5": "1.5",
    "百分之零点五": "0.5",
    "百分之一百二十": "120",
    "百分之百放心": "100",
    "千分之三": "0.3",
    "万分之五": "0.05",
    "3‰的利率": "0.3",
    "先付三成": "30",
    "三成五的首付": "35",
    "三成半": "35",
    "７.５成": "75",
    "打八五折": "85",
    "95折": "95",
    "3.5折": "35",
    "對折给你": "50",
    "现在半价": "50",
    "贵了十五个点": "15",
    "让半个点": "0.5",
    "两个半点": "2.5",
    "涨了五个百分点": "5",
    "同比-3.2%": "-3.2",
    "负百分之五": "-5",
    "增长负4%": "-4",
    "九成九的把握": "99",
    "少了半成": "5",
    "三成都不到": "30",
    "三个半百分点": "3.5",
    "成长20趴": "20",
    "十万分之八": "0.008",
}
RANGES = {
    "5-20%": ("5", "20"),
    "10到15个点": ("10", "15"),
    "百分之十到二十": ("10", "20"),
    "百分之十几": ("10", "20"),
    "七八成": ("70", "80"),
    "7到8折": ("70", "80"),
    "两三个点": ("2", "3"),
}
NONE = [
    "十折",
    "3成本",
    "三成交了",
    "三成都是新的",
    "一成不变",
    "3折叠屏",
    "20个点位",
    "等5点",
    "五五分成",
    "型号P15%",
    "三分之一",
    "几分之几",
    "差点",
    "八成是睡过头了",
    "趴在桌上",
]


@pytest.mark.parametrize(("text", "value"), ONE.items())
def test_a_share_is_exact(text: str, value: str) -> None:
    assert [(one.value, one.low) for one in percents.find(normalise(text))] == [(Decimal(value), None)]


@pytest.mark.parametrize(("text", "ends"), RANGES.items())
def test_a_range_with_one_sign_has_both_ends(text: str, ends: tuple[str, str]) -> None:
    assert [(one.low, one.value) for one in percents.find(normalise(text))] == [tuple(map(Decimal, ends))]


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_a_share_is_left_alone(text: str) -> None:
    assert percents.find(normalise(text)) == []


def test_two_signs_are_two_shares() -> None:
    assert [one.value for one in percents.find("10%-20%,百分之五到百分之八")] == [10, 20, 5, 8]
