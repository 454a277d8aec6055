"""Measures by their symbol, counts by their classifier."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.nlp import percents, quantities
from bot.nlp.text import normalise

MEASURES = {
    "净重20公斤": "20 kg",
    "每箱20 KG": "20 kg",
    "一公斤半": "1.5 kg",
    "要半斤": "0.5 斤",
    "七斤三两": "7.3 斤",
    "五两": "5 两",
    "三万两": "30000 两",
    "两吨半钢材": "2.5 t",
    "身高一米七五": "1.75 m",
    "三点五米长": "3.5 m",
    "宽2米4": "2.4 m",
    "两米三根": "2 m",
    "25度4个小时": "25 度",
    "120平米": "120 m²",
    "一百二十平方公里": "120 km²",
    "两百亩": "200 亩",
    "300立方米": "300 m³",
    "五百毫升": "500 mL",
    "负0.5千米": "-0.5 km",
    "时速80公里": "80 km/h",
    "80公里/小时": "80 km/h",
    "每分钟1500转/分": "1500 rpm",
    "零下15度": "-15 °C",
    "水温30度": "30 °C",
    "37.5℃": "37.5 °C",
    "转30度": "30 度",
    "五千瓦": "5 kW",
    "220V": "220 V",
    "10000mAh": "10000 mAh",
    "两兆赫兹": "2 MHz",
    "四千比特": "4 Kb",
    "16G内存": "16 GB",
    "8核32G": "32 GB",
    "2T硬盘": "2 TB",
    "500兆带宽": "500 Mbps",
    "500g": "500 g",
    "65w充电器": "65 W",
    "100多公斤": "100 kg",
    "5万平方": "50000 m²",
    "两万三千米": "23000 m",
    "三千米": "3 km",
    "三百多畝": "300 亩",
    "3公斤200克": "3.2 kg",
    "一吨八": "1.8 t",
    "400微克": "400 ug",
    "四分之一公升": "0.25 L",
    "廿斤": "20 斤",
    "2000毫升": "2000 mL",
}
NO_MEASURE = [
    "5G网络",
    "一两天",
    "一两个",
    "第3米",
    "3克服",
    "等两分钟",
    "2升级",
    "一度",
    "P12m",
    "型号t-20kg",
    "两斤斤计较",
    "五升六暑假班",
]
COUNTS = {
    "要12台": "12 台",
    "三十套": "30 套",
    "20w条": "200000 条",
    "两百个用户": "200 个",
    "50用户": "50 用户",
    "五万一台": "1 台",
    "三万五一台": "1 台",
    "二十一台": "21 台",
    "2.5T三台": "3 台",
    "1w5条": "15000 条",
    "12 箱": "12 箱",
    "100来台": "100 台",
}
NO_COUNT = [
    "两万三套",
    "2万4 袋子",
    "四件套",
    "3个月",
    "3个点",
    "5个百分点",
    "一个亿",
    "第3台",
    "3条件",
    "8单价",
    "2家里",
    "三个工作日",
    "50万个w",
]


def shown(found: list[quantities.Quantity]) -> list[str]:
    return [f"{one.number.normalize():f} {one.unit}" for one in found]


@pytest.mark.parametrize(("text", "value"), MEASURES.items())
def test_a_measure_has_its_number_and_symbol(text: str, value: str) -> None:
    assert shown(quantities.find(normalise(text))) == [value]


@pytest.mark.parametrize("text", NO_MEASURE)
def test_what_only_looks_like_a_measure_is_left_alone(text: str) -> None:
    assert quantities.find(normalise(text)) == []


@pytest.mark.parametrize(("text", "value"), COUNTS.items())
def test_a_count_has_its_number_and_classifier(text: str, value: str) -> None:
    assert shown(quantities.counts(normalise(text))) == [value]


@pytest.mark.parametrize("text", NO_COUNT)
def test_what_only_looks_like_a_count_is_left_alone(text: str) -> None:
    assert quantities.counts(normalise(text)) == []


@pytest.mark.parametrize(("text", "ends"), [("5-10公斤", (5, 10)), ("三五斤", (3, 5)), ("3到4米", (3, 4))])
def test_a_range_of_measures_has_both_ends(text: str, ends: tuple[int, int]) -> None:
    assert [(one.low, one.number) for one in quantities.find(text)] == [tuple(map(Decimal, ends))]


@pytest.mark.parametrize(("text", "ends"), [("10到20台", (10, 20)), ("三四十台", (30, 40)), ("十几台", (10, 20))])
def test_a_range_of_counts_has_both_ends(text: str, ends: tuple[int, int]) -> None:
    assert [(one.low, one.number) for one in quantities.counts(text)] == [tuple(map(Decimal, ends))]


@given(st.text(alphabet="一二两三十百千万零点几半多0123456789., 到-斤公米台套度个成折%w克", max_size=30))
@example("6斤半米")
@example("0度9w斤")
def test_mentions_are_in_order_and_apart(text: str) -> None:
    for find in (quantities.find, quantities.counts, percents.find):
        spans = [(one.start, one.end) for one in find(text)]
        assert all(start < end for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
