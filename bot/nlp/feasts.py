"""Feasts and other days with a name (节日): fixed, lunar, by weekday, by Easter, by the sun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from bot.nlp import lunar
from bot.nlp.days import nth_weekday, of_month

Feast = Callable[[int], date | None]
"""A year (for a lunar feast the lunar year of that number) to the day."""


def _fixed(month: int, day: int) -> Feast:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> Feast:
    return lambda year: lunar.day(year, month, day)


def _weekday(month: int, number: int, weekday: int) -> Feast:
    return lambda year: nth_weekday(of_month(year, month), number, weekday)


def _behind_thanksgiving(days: int) -> Feast:
    def feast(year: int) -> date | None:
        found = nth_weekday(of_month(year, 11), 4, 3)
        return found and found + timedelta(days=days)

    return feast


def _easter(days: int) -> Feast:
    return lambda year: easter(year) + timedelta(days=days)


def easter(year: int) -> date:
    """The Gregorian Sunday (Butcher's rule)."""
    century, golden = year // 100, year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 4) % 7
    month, day = divmod(moon + week - 7 * ((golden + 11 * moon + 22 * week) // 451) + 114, 31)
    return date(year, month, day + 1)


def _eve(year: int) -> date | None:
    days = lunar.year_days(year)
    return days[1] if days else None


_TABLE: tuple[tuple[Feast, str], ...] = (
    (_fixed(1, 1), "元旦 新年 公历新年 阳历新年"),
    (_fixed(2, 14), "情人节 西方情人节 圣瓦伦丁节"),
    (_fixed(3, 7), "女生节 女神节"),
    (_fixed(3, 8), "妇女节 三八妇女节 国际妇女节 三八节"),
    (_fixed(3, 12), "植树节"),
    (_fixed(3, 14), "白色情人节"),
    (_fixed(3, 15), "消费者权益日 消费者权益保护日"),
    (_fixed(3, 17), "圣帕特里克节"),
    (_fixed(4, 1), "愚人节"),
    (_fixed(4, 22), "世界地球日 地球日"),
    (_fixed(4, 23), "世界读书日 读书日"),
    (_fixed(5, 1), "五一 劳动节 五一劳动节 国际劳动节"),
    (_fixed(5, 4), "青年节 五四青年节"),
    (_fixed(5, 12), "护士节"),
    (_fixed(5, 20), "网络情人节"),
    (_fixed(6, 1), "儿童节 六一儿童节 国际儿童节"),
    (_fixed(6, 5), "世界环境日 环境日"),
    (_fixed(6, 18), "618 六一八"),
    (_fixed(7, 1), "建党节"),
    (_fixed(7, 4), "独立日 美国独立日"),
    (_fixed(8, 1), "建军节 八一建军节"),
    (_fixed(9, 3), "抗战胜利纪念日"),
    (_fixed(9, 10), "教师节"),
    (_fixed(10, 1), "国庆"),
    (_fixed(10, 24), "程序员节"),
    (_fixed(10, 31), "万圣夜 万圣节 万圣节前夜"),
    (_fixed(11, 1), "诸圣节"),
    (_fixed(11, 2), "诸灵节"),
    (_fixed(11, 8), "记者节"),
    (_fixed(11, 11), "双十一 双11 光棍节"),
    (_fixed(12, 12), "双十二 双12"),
    (_fixed(12, 4), "国家宪法日 宪法日"),
    (_fixed(12, 13), "国家公祭日 公祭日"),
    (_fixed(12, 24), "平安夜 圣诞夜 圣诞前夜"),
    (_fixed(12, 25), "圣诞"),
    (_fixed(12, 31), "跨年夜 新年前夜"),
    (_lunar(1, 1), "春节 过年 大年初一 农历新年"),
    (_lunar(1, 15), "元宵 上元节"),
    (_lunar(2, 2), "龙抬头"),
    (_lunar(4, 8), "佛诞 浴佛节"),
    (_lunar(5, 5), "端午 端阳"),
    (_lunar(7, 7), "七夕 七夕情人节"),
    (_lunar(7, 15), "中元 鬼节 盂兰盆节 盂兰节"),
    (_lunar(8, 15), "中秋"),
    (_lunar(9, 9), "重阳"),
    (_lunar(12, 8), "腊八"),
    (_lunar(12, 23), "小年"),
    (_eve, "除夕 除夕夜 大年三十 年三十 大年夜"),
    (_weekday(1, 3, 0), "马丁路德金纪念日 马丁路德金日"),
    (_weekday(2, 3, 0), "总统日"),
    (_weekday(5, 2, 6), "母亲节"),
    (_weekday(5, -1, 0), "阵亡将士纪念日"),
    (_weekday(6, 3, 6), "父亲节"),
    (_weekday(9, 1, 0), "劳工节 劳工日"),
    (_weekday(10, 2, 0), "哥伦布日"),
    (_weekday(11, 4, 3), "感恩节"),
    (_behind_thanksgiving(1), "黑五 黑色星期五 黑色周五"),
    (_easter(-47), "忏悔节"),
    (_easter(-46), "圣灰节 大斋首日"),
    (_easter(-7), "棕枝主日"),
    (_easter(-3), "濯足节 圣周四"),
    (_easter(-2), "耶稣受难日 受难日 圣周五"),
    (_easter(0), "复活节"),
    (_easter(39), "耶稣升天节"),
    (_easter(49), "圣灵降临节"),
)
DAYS: dict[str, Feast] = {name: feast for feast, names in _TABLE for name in names.split()}
DAYS |= {name: partial(lunar.term, name=name) for name in lunar.TERMS}

SHORT: dict[str, str] = {
    "520": "网络情人节",
    "五四": "青年节",
    "双旦": "圣诞",
    "十一": "国庆",
    "六一": "儿童节",
    "七一": "建党节",
    "八一": "建军节",
    "三八": "妇女节",
    "年": "春节",
}
"""Names that are something else where no 前, 后 or 假期 follows."""

WEATHER = frozenset(("雨水", "小满", "白露", "小雪", "大雪", "小寒", "大寒"))
"""Terms that are a day only beside a year."""

HOLIDAYS = {"元旦": 1, "春节": 7, "清明": 1, "五一": 5, "端午": 1, "中秋": 1, "国庆": 7}
"""Feasts on which the country rests, and for how many days as a rule."""


def has_no_eve(day: date) -> bool:
    """Shopping days and terms of the sun: 618前, 谷雨前 is that day at the latest, where 国庆前 is the eve."""
    names = (*_NO_EVE, *lunar.TERMS)
    return any(DAYS[name](day.year) == day for name in names) and day not in (DAYS[name](day.year) for name in HOLIDAYS)


_NO_EVE = ("618", "双十一", "双十二", "网络情人节")


def rest(day: date) -> int:
    """How many days the country rests from a feast's day on; 1 for a feast that is none."""
    return next((many for name, many in HOLIDAYS.items() if DAYS[name](day.year) == day), 1)
