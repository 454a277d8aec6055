"""Dates as people say them, resolved against the moment of the message. Conventions: NLP.md 6.

Weeks start on Monday. 周三 alone is the nearest one not past; 下周三 that day of the next calendar week. A month without
a year is the next one not past. 月底 is the last day. A feast with 前 is its eve. Working days are Monday to Friday.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.nlp import days
from bot.nlp.days import Days

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
_D = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_Y = r"(?:(?P<year>20\d\d|二零[一二三四五六七八九零]{2}|\d\d(?=年))年?的?|(?P<rel>今年|本年|明年|后年|去年)的?)"
_CLOCK = r"\d{1,2}(?:点半?|:\d\d)|[一二两三四五六七八九十]{1,2}点半?"
_HOUR = rf"(?:(?:上午|下午|晚上|早上|中午|傍晚|一早|晚|早)?(?:{_CLOCK})|上午|下午|晚上|早上|中午)?(?:下班)?"
_BEFORE, _WITHIN, _AFTER = r"(?:以|之)?前(?![期面后端提])", r"(?:之|以)?内(?![部容存网])", r"(?:以|之|过)?后(?![面期续台端])"
_TAIL = re.compile(rf"(?:\([^()]{{1,6}}\))?{_HOUR}(?P<tail>{_BEFORE}|{_WITHIN}|截止|为止|{_AFTER}|起|开始)?")
_COUNT = "一二三四五六七八九十"
_FEAST_NAMES = (
    rf"双十一|双11|六一八|元旦|五一|国庆节?|春节|过年|清明节?|端午节?|中秋节?|(?<![\d{_COUNT}今明去后前每半几多])年(?=前)"
)
_NUMBERED = "楼线机院店台仓位车门库柜铺段桥井炉常内元用线产报夜文"
_YEARS = 10
"""Nothing in a sales chat is meant for later, or earlier, than this."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One mention. `rolled`: the year was worked out forward past a day of this year that is over.

    `limit`: before or within; `after`: from then on.
    """

    start: int
    end: int
    first: date
    last: date
    limit: bool = False
    after: bool = False
    rolled: bool = False


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days | None]], ...] = tuple(
    (re.compile(pattern), resolve)
    for pattern, resolve in (
        (
            r"(?<!\d)(?P<year>20\d\d)(?P<sep>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=sep)(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)(?P<rel>(?!))?",
            days.whole_date,
        ),
        (rf"(?:(?<!\d){_Y})?(?<![\d.])(?P<m>{_M})月份?(?P<d>{_D})[号日]?(?![\d.]|[天个万千]|多)", days.whole_date),
        (
            r"(?<![\d.\-/:a-z])(?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12]\d|0?[1-9])(?=号|日|(?:以|之)?前|上线|交付|交货|到货|截止|开标|验收|开会|评审|发货)"
            r"[号日]?(?P<year>(?!))?(?P<rel>(?!))?",
            days.whole_date,
        ),
        (
            rf"(?:(?<!\d){_Y})?(?<![\d.个第])(?P<m>{_M})月(?:份)?(?P<part>[上中下]旬|[初底末]|中(?!间))?(?![\d产薪均销租费度饼])",
            days.month_part,
        ),
        (
            rf"(?<![每个])(?:{_Y})?(?P<which>本|这个?|下个?)?(?:(?:第?(?P<q>[一二三四1-4]))?季度|q(?P<q2>[1-4])(?!\d))(?P<part>[末底])?",
            days.quarter,
        ),
        (rf"(?P<n>{_N})个?(?P<unit>工作日|天|日|周|星期|礼拜|月|年)(?P<how>(?:之|以)?[内后](?![部面容]))", days.span),
        (
            r"(?P<which>本|这个?|下下个?|下个?)月(?:的)?(?:(?P<part>[上中下]旬|[初底末]|中(?!间))|(?P<d>(?:3[01]|[12]\d|0?[1-9]))[号日])?(?!份?[产销])",
            days.this_month,
        ),
        (r"(?<![\d一二三四五六七八九十每个年])(?P<which>(?!))?(?P<d>(?!))?月(?P<part>[上中下]旬|[初底末])", days.this_month),
        (
            r"(?P<which>本|这个?|下下个?|下个?|上个?)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天末1-7])(?![\d年个月期次])",
            days.weekday,
        ),
        (r"(?P<which>本|这|下下|下)个?(?:周|星期|礼拜)(?P<part>初)?(?![一二三四五六日天末几边])", days.week),
        (r"(?P<near>大后|(?<!大)后|明|今|昨|前|当)(?:天(?![气然生])|日(?!常)|(?<=[今明])[晚早](?![就点已]))", days.near),
        (rf"(?:{_Y})?(?P<part>(?:上|下)半年|年底|年末|年内|(?<=[今明后去])年初|年中(?![国]))", days.year_part),
        (
            rf"(?P<feast>{_FEAST_NAMES}|(?<!双)十一(?=前|之前|放假|后))",
            days.feast,
        ),
        (
            rf"(?<![\d.月第零a-z#-])(?P<d>3[01]|[12]\d|0?[1-9]|二?十[一二三四五六七八九]?)[号日](?![{_NUMBERED}])(?!\d)",
            days.day_alone,
        ),
    )
)
_GATE = re.compile(
    r"[月日号天周年节]|星期|礼拜|季度|q[1-4]|20\d\d|\d[./]\d|元旦|五一|国庆|十一|清明|端午|中秋|今晚|明[早晚]|双11|六一八"
)


def find(text: str, today: date) -> list[Dated]:
    """Every date in normalised text, in order, none overlapping."""
    if not _GATE.search(text):
        return []
    taken: list[Dated] = []
    for pattern, resolve in _RULES:
        for m in pattern.finditer(text):
            if m.group() and not any(m.start() < d.end and d.start < m.end() for d in taken):
                taken.extend(_resolved(text, m, resolve, today))
    return sorted(taken, key=lambda d: d.start)


def _resolved(
    text: str, m: re.Match[str], resolve: Callable[[re.Match[str], date], Days | None], today: date
) -> Iterator[Dated]:
    try:
        meant = resolve(m, today)
    except (ValueError, OverflowError):
        return
    if meant is None or abs(meant[1].year - today.year) > _YEARS:
        return
    tail = _TAIL.match(text, m.end())
    word = (tail and tail["tail"]) or m.groupdict().get("how") or ""
    end = tail.end() if tail else m.end()
    said = m.groupdict().get("rel") or m.groupdict().get("year")
    rolled = resolve in (days.whole_date, days.month_part) and not said and meant[0].year > today.year
    limit = any(mark in word for mark in "前内截止")
    yield Dated(m.start(), end, *meant, limit=limit, after=word[-1:] in ("后", "起", "始"), rolled=rolled)
