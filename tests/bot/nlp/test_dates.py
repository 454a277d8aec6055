"""Dates resolved against the day of the message: Tuesday 2026-11-24."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.nlp import dates
from bot.nlp.text import normalise

TODAY = date(2026, 11, 24)

DAYS = {
    "今天": "2026-11-24",
    "明天": "2026-11-25",
    "后天": "2026-11-26",
    "大后天": "2026-11-27",
    "昨天": "2026-11-23",
    "周二": "2026-11-24",
    "周一": "2026-11-30",
    "周五": "2026-11-27",
    "本周五": "2026-11-27",
    "这周一": "2026-11-23",
    "下周三前": "2026-12-02",
    "下下周三": "2026-12-09",
    "上周三": "2026-11-18",
    "星期天": "2026-11-29",
    "礼拜六": "2026-11-28",
    "12月20日": "2026-12-20",
    "12月20号前": "2026-12-20",
    "年廿八": "2027-02-04",
    "大年二十九": "2027-02-05",
    "五号前": "2026-12-05",
    "我节后过去": "2027-01-04",
    "元月25号": "2027-01-25",
    "下月尾": "2026-12-31",
    "大寒之前": "2027-01-20",
    "双旦前": "2026-12-24",
    "520那天": "2027-05-20",
    "六一店庆那天": "2027-06-01",
    "12.18 开业": "2026-12-18",
    "十二月二十号": "2026-12-20",
    "11月1日": "2027-11-01",
    "3月5号": "2027-03-05",
    "明年3月5号": "2027-03-05",
    "去年3月5号": "2025-03-05",
    "2027-01-15": "2027-01-15",
    "2027/1/15": "2027-01-15",
    "2027年1月15日": "2027-01-15",
    "27年1月15日": "2027-01-15",
    "二零二七年一月十五日": "2027-01-15",
    "12.15前": "2026-12-15",
    "25号": "2026-11-25",
    "3号": "2026-12-03",
    "31号": "2026-12-31",
    "月底": "2026-11-30",
    "这个月底": "2026-11-30",
    "下月底": "2026-12-31",
    "下个月10号": "2026-12-10",
    "3月底": "2027-03-31",
    "明年2月底": "2027-02-28",
    "2月29号": "2028-02-29",
    "年底": "2026-12-31",
    "明年年底": "2027-12-31",
    "元旦前": "2026-12-31",
    "春节前": "2027-02-05",
    "年前": "2027-02-05",
    "国庆": "2027-10-01",
    "五一前": "2027-04-30",
    "三天内": "2026-11-27",
    "3天后": "2026-11-27",
    "5个工作日内": "2026-12-01",
    "两周内": "2026-12-08",
    "一个月内": "2026-12-24",
    "半个月内": "2026-12-09",
    "Q1": "2027-03-31",
    "Q4": "2026-12-31",
    "第三季度": "2027-09-30",
    "明年Q3": "2027-09-30",
    "下季度": "2027-03-31",
    "季度末": "2026-12-31",
    "上半年": "2027-06-30",
    "下半年": "2026-12-31",
    "12月中旬": "2026-12-20",
    "12月上旬": "2026-12-10",
    "12月": "2026-12-31",
    "下周": "2026-12-06",
    "周末": "2026-11-29",
    "周内": "2026-11-29",
    "这两天": "2026-11-25",
    "明后天": "2026-11-26",
    "大后天下午": "2026-11-27",
    "下周一二": "2026-12-01",
    "下周一、三": "2026-12-02",
    "周一到周三": "2026-12-02",
    "12月10号到15号": "2026-12-15",
    "12.10-12.15": "2026-12-15",
    "3月-5月": "2027-05-31",
    "本月内": "2026-11-30",
    "季度内": "2026-12-31",
    "本季度末": "2026-12-31",
    "Q2末": "2027-06-30",
    "上旬": "2026-12-10",
    "月初": "2026-12-10",
    "节前": "2026-12-31",
    "元宵节前": "2027-02-19",
    "618前": "2027-06-18",
    "十一前": "2027-09-30",
    "双十二": "2026-12-12",
    "除夕前": "2027-02-04",
    "正月十五": "2027-02-20",
    "大年初八": "2027-02-13",
    "最晚11.26": "2026-11-26",
    "12/15上线": "2026-12-15",
    "5.1前": "2027-05-01",
    "15日内": "2026-12-09",
    "3-5个工作日内": "2026-12-01",
    "27年Q1": "2027-03-31",
    "元旦前15天": "2026-12-17",
    "除夕前两周": "2027-01-22",
    "12月28号前半个月": "2026-12-13",
    "大寒前": "2027-01-20",
    "12月最后一周": "2026-12-31",
    "12月第二周": "2026-12-20",
    "12月8一车": "2026-12-08",
    "最迟27送来": "2026-11-27",
    "12/15装车": "2026-12-15",
    "12/6 图纸要交": "2026-12-06",
}
NO_DATES = [
    "大雪前",
    "最晚27台",
    "12/6 图纸",
    "12.15万",
    "每天",
    "天天",
    "2号楼",
    "50万",
    "第3号机",
    "2月30日",
    "三天",
    "一年",
    "后天气",
    "1.5倍",
    "周总",
    "年产值",
    "工作日",
    "日常",
    "今年",
    "去年",
    "下午",
    "30个月",
    "质保3年",
    "每周五",
    "每月15号",
    "单价12.5",
    "10-15台",
    "2/3",
    "十一个人",
    "便宜一点",
    "3点建议",
    "HT20261215",
]


@pytest.mark.parametrize(("text", "last"), DAYS.items())
def test_the_last_day_meant(text: str, last: str) -> None:
    assert [found.last.isoformat() for found in dates.find(normalise(text), TODAY)] == [last]


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date(text: str) -> None:
    assert dates.find(normalise(text), TODAY) == []


def test_before_within_and_after_are_told_apart() -> None:
    marks = {text: dates.find(text, TODAY)[0] for text in ("周五前", "三天内", "周五以后", "周五")}
    assert [(one.limit, one.after) for one in marks.values()] == [(True, False), (True, False), (False, True), (False, False)]


@pytest.mark.parametrize(
    ("text", "first_worked"),
    [("国庆后", "2027-10-08"), ("元旦后", "2027-01-04"), ("春节后", "2027-02-15"), ("年后", "2027-02-15")],
)
def test_after_a_feast_is_the_first_day_worked(text: str, first_worked: str) -> None:
    (found,) = dates.find(text, TODAY)

    assert (found.last.isoformat(), found.after) == (first_worked, True)


@pytest.mark.parametrize(("said", "day"), [(date(2026, 2, 26), "2026-02-26"), (date(2026, 2, 10), "2026-02-24")])
def test_after_new_year_is_this_one_until_it_is_long_past(said: date, day: str) -> None:
    assert [found.last.isoformat() for found in dates.find("年后", said)] == [day]


def test_working_days_follow_the_calendar_that_is_handed_in() -> None:
    closed = {date(2026, 11, 26), date(2026, 11, 27)}

    def works(day: date) -> bool:
        return day == date(2026, 11, 28) or (day.weekday() < 5 and day not in closed)

    (found,) = dates.find("3个工作日内", TODAY, works)

    assert found.last == date(2026, 11, 30)  # 25 Wed, 28 Sat (worked in exchange), 30 Mon


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("明天下午3点前", time(15)),
        ("12月20号17:30", time(17, 30)),
        ("今晚8点", time(20)),
        ("下周三前", None),
        ("明天下午", None),
    ],
)
def test_the_clock_of_the_day(text: str, clock: time | None) -> None:
    assert [found.clock for found in dates.find(text, TODAY)] == [clock]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("四点半前发您", "2026-11-24T16:30"),
        ("5点前到", "2026-11-24T17:00"),
        ("9点见", "2026-11-25T09:00"),
        ("早上五点前到", "2026-11-25T05:00"),
        ("下午三点前", "2026-11-24T15:00"),
    ],
)
def test_a_clock_without_a_part_of_the_day_is_the_next_one_by_day(text: str, day: str) -> None:
    (found,) = dates.find(text, datetime(2026, 11, 24, 14, 27, tzinfo=ZoneInfo("Asia/Shanghai")))

    assert f"{found.last}T{found.clock:%H:%M}" == day


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("周五8点半到", ["2026-11-27"]),
        ("周日一早送", ["2026-11-29"]),
        ("周三一起带过去", ["2026-11-25"]),
        ("周五线上讲", ["2026-11-27"]),
        ("周一二都行", ["2026-11-30", "2026-12-01"]),
        ("周510那款", []),
    ],
)
def test_what_follows_a_weekday_is_not_always_of_its_name(text: str, days: list[str]) -> None:
    found = dates.find(text, TODAY)

    assert [day for one in found for day in sorted({str(one.first), str(one.last)})] == days


def test_that_day_is_not_the_day_of_the_message() -> None:
    assert dates.find("款到当天发货", TODAY) == []
    assert [str(one.last) for one in dates.find("12月1号当天到", TODAY)] == ["2026-12-01"]


def test_hours_are_counted_from_the_moment_of_the_message() -> None:
    (found,) = dates.find("10小时内", datetime(2026, 11, 24, 20, tzinfo=ZoneInfo("Asia/Shanghai")))

    assert (found.last, found.clock, found.limit) == (date(2026, 11, 25), time(6), True)


def test_two_dates_in_one_sentence_keep_their_places() -> None:
    found = dates.find("12月1号开标,12月20号前上线", TODAY)
    assert [(d.start, d.end, d.last.day) for d in found] == [(0, 5, 1), (8, 15, 20)]


@pytest.mark.parametrize(
    ("said", "text", "days"),
    [
        (date(2026, 5, 13), "六一要开业", ["2026-06-01"]),
        (date(2026, 8, 26), "我们一号开园", ["2026-09-01"]),
        (date(2026, 10, 18), "分三批拉 第一批25号3万只", ["2026-10-25"]),
        (date(2026, 2, 6), "11号40扎 13号60扎", ["2026-02-11", "2026-02-13"]),
        (date(2026, 2, 6), "3月2号60家必须同时上", ["2026-03-02"]),
        (date(2026, 3, 6), "送到12号201室", []),
        (date(2026, 3, 6), "5号3车间", []),
        (date(2026, 9, 1), "9.10开始挂檩条", ["2026-09-10"]),
        (date(2026, 7, 15), "ETD 8/22别拖", ["2026-08-22"]),
        (date(2026, 1, 14), "最多三万五 年前弄一套", ["2026-02-16"]),
        (date(2026, 12, 23), "尾款三十八万四 月底前打", ["2026-12-31"]),
        (date(2026, 2, 10), "节后3月10号前报财评", ["2026-02-24", "2026-03-10"]),
        (date(2026, 5, 12), "改走6月12、13", ["2026-06-13"]),
        (date(2026, 5, 12), "6月12、15", ["2026-06-12"]),
        (date(2026, 7, 15), "8月起省内城配想换", ["2026-08-01"]),
        (date(2026, 7, 15), "八月份开始每周两趟", ["2026-08-01"]),
        (date(2026, 6, 26), "合同一周内签", ["2026-07-03"]),
        (date(2026, 6, 26), "同一周内签", []),
        (date(2026, 6, 26), "还有两周就开业了", ["2026-07-10"]),
        (date(2026, 6, 26), "还有两周时间", []),
        (date(2026, 6, 26), "十天左右到货就行", ["2026-07-06"]),
        (date(2026, 6, 26), "调试要十天左右", []),
        (date(2026, 6, 26), "过两周要验收", ["2026-07-10"]),
        (date(2026, 6, 26), "说过两周要验收", []),
        (date(2026, 6, 26), "没过两天就坏了", []),
        (date(2026, 6, 26), "三天给您答复", ["2026-06-29"]),
        (date(2026, 6, 26), "两个工作日出报告", ["2026-06-30"]),
        (date(2026, 6, 26), "免费三天给您试", []),
        (date(2026, 6, 26), "每三天给您报一次", []),
        (date(2026, 6, 26), "亮一周给您看", []),
        (date(2026, 6, 26), "多久出报告 三天出报告吗", []),
        (date(2026, 6, 26), "交货日期 20261225", ["2026-12-25"]),
        (date(2026, 6, 26), "订单20261225", []),
        (date(2026, 6, 26), "1220前到货", ["2026-12-20"]),
        (date(2026, 6, 26), "型号1220前面板", []),
        (date(2026, 6, 26), "月低前到货", ["2026-06-30"]),
        (date(2026, 6, 26), "年低前上线", ["2026-12-31"]),
        (date(2026, 6, 26), "利率年低到3%", []),
        (date(2026, 6, 26), "这个星其五要到货", ["2026-06-26"]),
        (date(2026, 6, 26), "下州三前到货", ["2026-07-01"]),
        (date(2026, 6, 26), "广州三家店", []),
    ],
)
def test_days_beside_counts_amounts_and_other_days(said: date, text: str, days: list[str]) -> None:
    assert [one.last.isoformat() for one in dates.find(normalise(text), said)] == days
