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
    "9蚊8": 9.8,
    "3蚊一箱": 3,
    "一角洋钿": 0.1,
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
    "人民币3.5": 3.5,
    "人民幣  80元": 80,
    "RMB 5万": 50000,
    "50万元（人民币）": 500000,
    "3.5块": 3.5,
    "三块五": 3.5,
    "五毛二": 0.52,
    "8毛": 0.8,
    "5分钱": 0.05,
    "五分一条": 0.05,
    "十块三毛": 10.3,
    "6块2毛5": 6.25,
    "一百元零五分": 100.05,
    "伍拾万元整": 500000,
    "壹佰贰拾叁元肆角伍分": 123.45,
    "1 234 元": 1234,
    "1,234,567.89元": 1234567.89,
    "三点五万": 35000,
    "3万零5百": 30500,
    "半个亿": 50000000,
    "五千万": 50000000,
    "15k": 15000,
    "一块五": 1.5,
    "肆佰萬圓整": 4000000,
    "肆仟参佰玖拾元整": 4390,
    "參仟元整": 3000,
    "壹佰零参元": 103,
    "千把块": 1000,
    "廿九块": 29,
    "50万一年": 500000,
    "4k一个月": 4000,
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
    "几十万": (100000, 1000000),
    "数千元": (1000, 10000),
    "10万~20万": (100000, 200000),
    "￥300-500": (300, 500),
    "￥300-￥500": (300, 500),
    "10元到20元": (10, 20),
    "20k-30k": (20000, 30000),
    "两~3百块": (200, 300),
    "2-3000块": (2000, 3000),
    "5、6万": (50000, 60000),
    "20几块": (20, 30),
}
FOREIGN = {
    "300美元": "300 USD",
    "3万美金": "30000 USD",
    "5万刀": "50000 USD",
    "$1,200.50": "1200.5 USD",
    "US$500": "500 USD",
    "usd 2000": "2000 USD",
    "50美分": "0.5 USD",
    "99欧元": "99 EUR",
    "€20": "20 EUR",
    "三万元欧元": "30000 EUR",
    "£20": "20 GBP",
    "五千英镑": "5000 GBP",
    "1万亿日元": "1000000000000 JPY",
    "港币两千九百元": "2900 HKD",
    "HK$30": "30 HKD",
    "3.5港幣": "3.5 HKD",
    "新台币 177.1 亿元": "17710000000 TWD",
    "五百韩元": "500 KRW",
    "100卢布": "100 RUB",
    "25万泰铢": "250000 THB",
    "两到三千澳元": "2000..3000 AUD",
    "10-20美元": "10..20 USD",
    "3000多欧元": "3000 EUR",
    "港幣$25": "25 HKD",
    "RM168": "168 MYR",
    "一百二十铢": "120 THB",
    "1美元25美分": "1.25 USD",
    "免税后3,618日元": "3618 JPY",
}
SHOWN = [
    (500000_00, "CNY", "50万"),
    (9_90, "CNY", "9.9元"),
    (2_50, "USD", "2.5美元"),
    (50000_00, "USD", "5万美元"),
    (3618_00, "JPY", "3618日元"),
]
NO_MONEY = [
    "百八十万",
    "块八毛",
    "3蚊子",
    "100w充电器",
    "96盏150w工矿灯",
    "4k屏",
    "打5分",
    "五角大楼",
    "三角形",
    "两块屏",
    "一块去",
    "3毛病",
    "版本1.5.2",
    "5万公里",
    "两万两",
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
    "三元桥",
    "两块豆腐",
    "一毛不拔",
    "一元二次方程",
    "十万分之八",
]


@pytest.mark.parametrize(("text", "yuan"), AMOUNTS.items())
def test_an_amount_is_exact(text: str, yuan: float) -> None:
    found = money.find(normalise(text))
    assert [(one.low, one.high, one.denied) for one in found] == [(round(yuan * 100), round(yuan * 100), False)]


@pytest.mark.parametrize(("hundredths", "currency", "shown"), SHOWN)
def test_an_amount_reads_in_its_currency(hundredths: int, currency: str, shown: str) -> None:
    assert money.shown(hundredths, currency) == shown


@pytest.mark.parametrize(("text", "ends"), RANGES.items())
def test_a_range_shares_its_unit(text: str, ends: tuple[int, int]) -> None:
    assert [(one.low, one.high) for one in money.find(normalise(text))] == [(ends[0] * 100, ends[1] * 100)]


@pytest.mark.parametrize("text", NO_MONEY)
def test_quantities_and_percentages_are_left_out(text: str) -> None:
    assert [one for one in money.find(normalise(text)) if one.sure] == []


@pytest.mark.parametrize("text", ["四十万打住", "四十万打底", "四十万打款", "四十万打到账上"])
def test_what_happens_to_an_amount_is_no_dozen(text: str) -> None:
    (one,) = money.find(text)
    assert 40000000 in (one.low, one.high)


BEHIND = ["包死", "包圆", "对公转", "对半付", "门槛", "班车费", "支票", "本金", "次月付", "条款", "面上", "套现", "行吧"]


@pytest.mark.parametrize("behind", BEHIND)
def test_a_word_behind_it_that_begins_like_a_classifier_counts_nothing(behind: str) -> None:
    assert [one.amount for one in money.find(f"14万{behind}")] == [140000_00]


@pytest.mark.parametrize("counted", ["14万包", "14万对", "14万门", "14万支", "14万条", "14万套"])
def test_a_classifier_behind_it_does(counted: str) -> None:
    assert money.find(counted) == []


@pytest.mark.parametrize(("text", "value"), FOREIGN.items())
def test_foreign_money_keeps_its_currency(text: str, value: str) -> None:
    assert [money.iso(one) for one in money.find(normalise(text))] == [value]
    assert not money.find(normalise(text))[0].dealt_in


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("选一个,$20，300美圆,￥300", ["20 USD", "300 USD", "300 CNY"]),
        ("起订20，300元一台", ["300 CNY"]),
        ("统一20万", ["200000 CNY"]),
        ("5万一台，先要两台，共10万", ["50000 CNY", "100000 CNY"]),
        ("3块5一个，10块2个", ["3.5 CNY", "10 CNY"]),
        ("上百万", ["1000000 CNY"]),
        ("按2块8一瓦,9块2一公斤", ["2.8 CNY", "9.2 CNY"]),
        ("盖子1块2 袋子另算", ["1.2 CNY"]),
        ("5.2美金一米", ["5.2 USD"]),
        ("凑够一万一起结", ["10000 CNY"]),
        ("控制在四万到五万", ["40000..50000 CNY"]),
        ("先要5k的量", []),
    ],
)
def test_each_amount_of_a_sentence_stands_alone(text: str, values: list[str]) -> None:
    assert [money.iso(one) for one in money.find(normalise(text)) if one.sure] == values


def test_what_is_finer_than_a_fen_is_no_deal() -> None:
    assert [(one.least, one.dealt_in) for one in money.find("0.035元,0.35元")] == [
        (Decimal("0.035"), False),
        (Decimal("0.35"), True),
    ]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("预算50个", (500000, 500000)),
        ("大概30到50个吧", (300000, 500000)),
        ("三四十个左右", (300000, 400000)),
        ("预算80", (800000, 800000)),
        ("50个人", None),
        ("50个月", None),
        ("50万", None),
        ("p50", None),
    ],
)
def test_a_bare_number_can_be_read_with_its_wan_left_unsaid(text: str, yuan: tuple[int, int] | None) -> None:
    found = money.unsaid(normalise(text))
    assert [(one.low, one.high) for one in found] == ([(yuan[0] * 100, yuan[1] * 100)] if yuan else [])
    assert not any(one.sure for one in found)


def test_hedges_open_an_end_or_blur_it() -> None:
    shown = {
        text: money.find(text)[0]
        for text in (
            "不超过50万",
            "不超过¥50万",
            "50万以内",
            "50万以上",
            "至少50万",
            "大概50万",
            "50万左右",
            "人民币约50万",
            "20多万",
        )
    }
    assert [(one.low, one.high, one.approx) for one in shown.values()] == [
        (None, 50000000, False),
        (None, 50000000, False),
        (None, 50000000, False),
        (50000000, None, False),
        (50000000, None, False),
        (50000000, 50000000, True),
        (50000000, 50000000, True),
        (50000000, 50000000, True),
        (20000000, 20000000, True),
    ]


def test_an_amount_is_cut_with_its_sign() -> None:
    assert [(one.start, one.end) for one in money.find("要¥50万,人民币3元")] == [(1, 5), (6, 11)]


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
