"""Mentions of time in a text, from left to right: days, clocks, lengths, joined to ranges and bounded by 前, 内, 后."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.nlp import clocks, durations, feasts, naming
from bot.nlp.days import A_DAY, Now, Period, a_day, of_month, of_months, of_week, of_year
from bot.nlp.durations import Length
from bot.nlp.naming import FIGURES
from bot.nlp.patterns import late

_MARKS = "年月日号天周节季点时分秒钟刻晚早昨岁旬期拜纪儿现此当刚家前后底末初世"
_NAMES = (*feasts.DAYS, *feasts.SHORT)
_MARK = f"[0-9q{_MARKS}{''.join(sorted({name[-1] for name in _NAMES if not set(_MARKS) & set(name)} - {'一'}))}五六七八十双]"
_GATE = late(_MARK)
"""Where none of these stands there is no time; near each opening one of them stands."""
_NEAR = 8
_UNITS = "[年月日号天周星礼季世点时分秒刻小工交钟晚毫整:/.~到至、hmdwys-]"
_UNIT_NEAR = late(
    rf"(?<=最[晚迟])\d\d|"
    rf"[{FIGURES}]{{1,8}}(?:[.点][\d一二三四五六七八九]{{1,2}}|分之[一二三四五六七])? ?[多来几]?[十百]?个?半? ?"
    rf"(?:{_UNITS}|[ap]\.?m)"
    r"|(?:1[0-2]|[1-9])(?:28|3[01])(?=(?:之|以)?前|(?:必须|抢|要)?并网|节点)"
    r"|(?:1[0-2]|0[1-9])[0-3]\d(?=(?:之|以)?前[要得必须能]{0,2}(?:[到交]货|送到|上线|验收))"
    rf"|(?:19|20)\d\d|一早|{'|'.join(name for name in _NAMES if name[0] in FIGURES)}"
)
_IN_A_CODE = late(r"[第毛角块#_.a-z]$|[a-z0-9]-$")
_STREETS = tuple("路街巷弄道园")
_AT_A_STREET = late(r"(?:[路街巷弄]|(?<=大)道|(?<=[业技流创])园)\d{1,3}号(?=[院楼栋附门内]|[ ,。;]|$)")
"""解放路12号, 工业园8号: no day."""
_RUN = late(rf"[{FIGURES}.]+")
_EVERY = late(
    rf"每[次逢]|每到(?=[年月季周星礼节\d十])|每[隔逢]?[{FIGURES}]{{0,4}}个?(?:年|季度?|月|周[一二三四五六日天末]?|(?:星期|礼拜)[一二三四五六日天]?|天|日|晚|早|小时|分钟)[底初末中]?的?"
)
_IN_FULL = late(r"[零壹贰叁肆伍陆柒捌玖拾佰]+(?=[年月日号天周点时分个小星])")
_SHORT_FIGURES = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰", "一二三四五六七八九十百")
"""贰零贰陆年叁月壹日, as contracts write it."""
_TITLES = late(r"《[^《》]{1,40}》")
_NOW = late(r"现在|此时此刻|此[时刻](?!前)|当前(?=[^一-鿿]|时|$)|[而宜依]家|刚才|刚刚")
_NOON = late(r" ?的?正午(?! ?[\d十一])")
_AS_NOW = late(r" ?的?(?:这个?时[候间]?|此[时刻]|这会儿?|同一时间)")
"""后天这个时候"""
_NO_DAY = late(rf" ?[{FIGURES}]{{1,3}} ?[号日]")
"""A day that the month does not have: 2月30日."""
_GLUE = late(r" ?的? ?")
_GLUE_DAY = late(r"[ ,]{0,2}")
_GLUE_CLOCK = late(r"(?: ?\([^()]{1,10}\))?[ ,的-]{0,2}t?(?:大?约|差不多)?")
_PART = late(rf" ?的?(?:{clocks.PART})(?![点餐饭会班])")
_ABOUT = late(r" ?(?:左右|前后|上下|附近|那天|当天|期间|\([^()]{1,6}\)|下班)")
_BEFORE = r"(?:以|之)?前(?!一(?!次性|并|起|律|定)|[期面后端提往台沿列两几\d二三四五六七八九十])"
_WITHIN = r"(?:之|以)?内(?![部容存网蒙在训饰])"
_AFTER = r"(?:以|之|过)后|后(?![面期续台端天年半来])|起(?![来床])|开始"
_TAIL = late(
    rf" ?(?:(?P<on>(?:或(?:者|在)?|及)(?:之前|以前|更早))|(?P<before>{_BEFORE}|截止|为止|(?<=[日号月年])止(?![步损]))"
    rf"|(?P<within>{_WITHIN})|(?P<after>(?:或(?:者|在)?|及)(?:之后|以后|更晚)|{_AFTER})|(?P<since>[至迄]今|以来))"
)
_BY = late(r"(?:截止到?|截至|(?:不[能得可要]?|别|莫|甭)[晚迟][于过]|最迟|最晚|至迟|至晚|早于)[在是于到]? ?$")
_SINCE = late(r"(?:(?<![来独亲各私])自从?|不早于|(?<![不能得可要别莫甭])晚于)[在是于]? ?$")
_TO = late(r"(?:(?:开始|起)(?=[ ,]?[到至]))?[ ,]?(?:-{1,2}|~|到了?|至|直到) ?")
_NEXT_DAY = late(r"(?:(?<=[号日])|(?P<listed>、)(?=\d))(?=(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})[号日])")
"""11月14号15号两天; in a chat also 11月14、15号, which a text lists as two."""
_AND = late(r" ?[和与跟同及] ?")
_BETWEEN = late("之?间")
_THEN = late(r"[ ,、且]?(?:到|和|并且)?(?:在)?")
_SPAN = late(
    r"(?:(?P<past>过去|最近|近|此前|(?<![目提以之先事向])前|(?<![以网线身楼路马早晚])上)"
    r"|(?P<next>未来|接下来|今后|往后|(?<![最以之然随今])后|下))(?:的|这)? ?"
)
_SPAN_END = late(r" ?(?:(?P<within>(?:之|以)?内)|里(?!面)|以?来|中|间)")
_SPANS = "过最近此前上未接今往后下现当而宜依刚"
_CALENDAR = {"上": -1, "下": 1}
_HALF_DAY = timedelta(hours=12)
_HALF_A_YEAR = timedelta(days=183)
_EVENING = 18
"""The last hour for which a clock without a part of the day is of the afternoon."""


class Mention(NamedTuple):
    """Characters `start` to `end` name days, a moment of them, or only a length.

    `edge`: before, by (the last day that will do), within (from now), later (so long after now), after (from then on), or "".
    """

    start: int
    end: int
    period: Period | None = None
    moment: datetime | None = None
    length: Length | None = None
    edge: str = ""


def may_name_a_time(text: str) -> bool:
    """False: there is surely no time in it."""
    return _GATE.search(text) is not None


def scan(text: str, now: Now) -> Iterator[Mention]:
    """Every mention in normalised text, in order, none overlapping."""
    opens, at = _OPENS[now.loose], 0
    last: Mention | None = None
    text = _IN_FULL.sub(_in_short, text)
    text = _TITLES.sub(_hidden, text) if "《" in text else text
    while opening := opens.search(text, at):
        at = opening.start()
        if text[at] == "每":
            at = _behind_every(text, at, now)
            continue
        found = _mention(text, at, _beside(text, last, at, now)) if _may_begin(text, at) else None
        if found:
            last = found
            yield found
        at = found.end if found else _behind(text, at)


def _beside(text: str, last: Mention | None, at: int, now: Now) -> Now:
    """1月3日、5日: what follows in a list is counted from the one before."""
    listed = last is not None and last.period is not None and text[last.end : at] in ("、", "和", "或", "及", "与", "或者")
    return now.after(last.period) if listed and last and last.period else now


def _in_short(figures: re.Match[str]) -> str:
    return figures[0].translate(_SHORT_FIGURES)


def _hidden(title: re.Match[str]) -> str:
    return "。" * len(title[0])


def _may_begin(text: str, at: int) -> bool:
    """A numeral needs a unit behind it, and is no part of a code or an ordinal."""
    if text[at] not in FIGURES:
        return _GATE.search(text, at, at + _NEAR) is not None
    if _IN_A_CODE.search(text[max(0, at - 2) : at]) or (text[at - 1 : at] in _STREETS and _AT_A_STREET.match(text, at - 1)):
        return False
    return _UNIT_NEAR.match(text, at) is not None


def _behind_every(text: str, at: int, now: Now) -> int:
    """每周一上午, 每隔三天, 每年五月: what comes again and again is no date."""
    every = _EVERY.match(text, at)
    if every is None:
        return at + 1
    one = _node(text, every.end(), now)
    return one.end if one else every.end()


def _behind(text: str, at: int) -> int:
    run = _RUN.match(text, at)
    return run.end() if run else at + 1


def _mention(text: str, at: int, now: Now) -> Mention | None:
    one = _node(text, at, now)
    if one is None or (one.period is None):
        return one
    whole = _joined(text, one, now) or _bounded(text, one, now)
    return whole._replace(start=at - 1) if text[at - 1 : at] == "从" else whole


def _node(text: str, at: int, now: Now) -> Mention | None:
    """Days, with a clock or without; a clock alone; a length, or what lies so far from now."""
    found = _days(text, at, now)
    if found:
        return _with_clock(text, Mention(at, found[1], found[0]), now)
    if now.loose:
        current = _NOW.match(text, at)
        if current:
            return Mention(at, current.end(), a_day(now.today), now.at)
    try:
        return next(filter(None, (reading(text, at, now) for reading in _OTHERS[now.loose].get(text[at : at + 1], ()))), None)
    except (ValueError, OverflowError):
        return None


def _days(text: str, at: int, now: Now) -> tuple[Period, int] | None:
    first = naming.step(text, at, None, now)
    return _narrowest(text, *first, now) if first else None


def _narrowest(text: str, period: Period, end: int, now: Now) -> tuple[Period, int] | None:
    """As far as the words narrow; None where they name a day that the month does not have."""
    while more := _narrowed(text, period, end, now):
        period, end = more
    return None if period.unit == "month" and _NO_DAY.match(text, end) else (period, end)


def _narrowed(text: str, period: Period, end: int, now: Now) -> tuple[Period, int] | None:
    glue = _GLUE_DAY if period.unit in ("day", "weekday") else _GLUE
    begin = _end(glue, text, end)
    if period.unit != "weekday":
        return naming.step(text, begin, period, now)
    other = _days(text, begin, now) if begin > end else None
    same = other and other[0].single and other[0].first.weekday() == period.first.weekday()
    return other if same else None


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where an optional piece ends."""
    m = pattern.match(text, at)
    return m.end() if m else at


def _with_clock(text: str, days: Mention, now: Now) -> Mention:
    if days.period is None or not days.period.single:
        return days
    clock = clocks.read(text, _end(_GLUE_CLOCK, text, days.end))
    if clock:
        return Mention(days.start, clock.end, days.period, clock.on(days.period.last), edge=days.edge)
    noon = _NOON.match(text, days.end)
    if noon:
        return days._replace(end=noon.end(), moment=datetime.combine(days.period.last, time(12)))
    then = _AS_NOW.match(text, days.end) if now.loose else None
    if then:
        return days._replace(end=then.end(), moment=datetime.combine(days.period.last, now.at.time()))
    end = _end(_PART, text, days.end)
    return days._replace(end=end) if end > days.end else days


def _clock_alone(text: str, at: int, now: Now) -> Mention | None:
    clock = clocks.read(text, at)
    if clock is None or (clock.bare and not _surely_a_clock(text, at, clock.end, loose=now.loose)):
        return None
    moment = clock.on(now.base)
    if moment < now.at and now.base == now.today:
        moment = _still_to_come(moment, now.at, either=clock.half_open and not now.loose)
    return Mention(at, clock.end, a_day(moment.date(), "clock"), moment)


def _still_to_come(moment: datetime, at: datetime, *, either: bool) -> datetime:
    """四点半前 said at two in the afternoon is of that afternoon; 九点 of the next morning."""
    later = moment + _HALF_DAY
    return later if either and at <= later and later.hour <= _EVENING else moment + A_DAY


def _surely_a_clock(text: str, at: int, end: int, *, loose: bool) -> bool:
    """三点 is mostly an argument, 一点 a bit: what stands around it must speak of a time."""
    if loose and text[at].isdigit() and text[end : end + 1] in ("", *",。;!?"):
        return True
    if _AFTER_CLOCK.match(text, end):
        return text[at] != "一" or text[end] in "以之到至-"
    return text[at] == "零" or (text[at - 1 : at] in ("在", "约", "于") and text[at] != "一")


_AFTER_CLOCK = late(r"[以之]?前(?![面端期])|[以之]后|后(?![面端期悔])|见|到(?![位手达])|至|-|左右|开会|开始")


def _length(text: str, at: int, now: Now) -> Mention | None:
    """三天; 三天内; 三天后, 再过三天; 两年前; 半年来."""
    over = _OVER.match(text, at) if now.loose or text[at] == "再" else None
    length = durations.read(text, over.end() if over else at)
    if length is None or _of_many(text, at) or (text[at - 1 : at] in _SCALES and " " in text[at : length.end]):
        return None
    if "几" in text[at : length.end]:  # how many, or a few
        return Mention(at, length.end, length=length) if now.loose else None
    tail = _TAIL.match(text, _end(_ABOUT, text, length.end))
    plain = Mention(at, length.end, length=length)
    if over and not (tail and (tail["before"] or tail["within"])):
        return _from_now(now, length, 1, plain._replace(end=tail.end() if tail and tail["after"] else length.end), within=False)
    if tail is None or tail["on"]:
        return _given(text, now, length, plain) if not tail else None if length.vague else plain
    if tail["since"]:
        return Mention(at, tail.end(), Period(durations.moved(now, length.low, -1).date(), now.today, "span"))
    one = _from_now(now, length, -1 if tail["before"] else 1, plain._replace(end=tail.end()), within=bool(tail["within"]))
    return _narrowed_away(text, one, length, now)


def _of_many(text: str, at: int) -> bool:
    """第三天, 那几天, 最后三天; but 天数200天 is a length."""
    before = text[at - 1 : at]
    if text[at - 2 : at] in _TOGETHER:
        return False
    return (before in _ONE_OF and not (before == "数" and text[at].isdigit())) or text[at - 2 : at] == "最后"


def _counted_down(text: str, at: int, now: Now) -> Mention | None:
    """还有两周就开业了, 过两周要验收, 十天左右到货就行; 三天给您答复, 两个工作日出报告 are within it."""
    length = durations.read(text, at)
    if length is None or length.vague or length.by_clock or "几" in text[at : length.end]:
        return None
    before, end = text[max(0, at - 3) : at], _end(_ABOUT, text, length.end)
    goes_by = _GOES_BY.match(text, end) or _TILL.search(text, max(0, at - _NEAR - _NEAR), at)
    left = _LEFT.search(before) if goes_by else None
    if left:
        return _from_now(now, length, 1, Mention(at - len(left[0]), end), within=False)
    if end > length.end and _COMES.match(text, end) and not _AFTER_ALL.search(before):
        return _from_now(now, length, 1, Mention(at, end), within=False)
    if _PROMISED.match(text, length.end) and not _AFTER_ALL.search(before):
        return _from_now(now, length, 1, Mention(at, length.end), within=True)
    return None


_TILL = late(r"[离距](?![职婚岗谱])离?[^,。你您]{2,8}[还只就][有剩]\Z")
_LEFT, _GOES_BY = (
    late(r"(?:还有|只有|还剩|只剩|就剩|(?<![超不通经去来说讲见用看做试没])过)\Z"),
    late(r"(?:就|要|再|给[您你])(?!是|不|没)"),
)
_COMES = late(r"[就要得能]{0,2}(?:到货|要货|交货|上线|验收|进场|开业|(?<=要)(?=[ ,。]|$))")
_PROMISED = late(r"给[您你](?!们?(?:看|时间|试|免费|期限|考虑|账期))|出(?:报告|结果|图|样)(?![^,。]{0,6}[吗?])")
_AFTER_ALL = late(r"[每第头前超试免费后提约花用]前?\Z|过了?\Z|不?到\Z|免费\Z")


_GIVEN, _AS_TIME = late(r"[给留][你您]们?(?:家|再|最多)?\Z"), late(r"的?(?:时间|期限|工期)")


def _given(text: str, now: Now, length: Length, plain: Mention) -> Mention | None:
    """Of a length alone: 给你们一个月时间 is within it."""
    if not now.loose and _AS_TIME.match(text, length.end) and _GIVEN.search(text[max(0, plain.start - 5) : plain.start]):
        return _from_now(now, length, 1, plain, within=True)
    return None if length.vague else plain


_OVER = late(r"再?(?<!超)(?<!不)(?<!通)过(?!去|完|了)|再有")
_TOGETHER = ("合同", "共同", "协同")
_SCALES = ("万", "千", "百", "亿")
"""最多三万五 年前弄一套: an amount, and then a day."""
_ONE_OF = tuple("第哪某有这那同另头几数")


def _from_now(now: Now, length: Length, sign: int, plain: Mention, *, within: bool) -> Mention:
    there = durations.moved(now, length.high, sign)
    moment = there.replace(tzinfo=None) if length.by_clock else None
    if within:
        return plain._replace(length=None, period=Period(now.today, there.date(), "span"), moment=moment, edge="within")
    return plain._replace(length=None, period=a_day(there.date()), moment=moment, edge="later" if sign > 0 else "")


def _narrowed_away(text: str, one: Mention, length: Length, now: Now) -> Mention:
    """两年前的6月28日; 三天后下午三点."""
    if one.period is None or one.moment or one.edge == "within":
        return one
    whole = {"Y": of_year(one.period.first.year), "M": of_month(one.period.first.year, one.period.first.month)}.get(length.unit)
    begin = _end(_GLUE, text, one.end)
    found = _narrowed(text, whole._replace(said=True), begin, now) if whole else None
    days = _narrowest(text, *found, now) if found else None
    return _with_clock(text, one._replace(period=days[0], end=days[1]) if days else one, now)


def _span(text: str, at: int, now: Now) -> Mention | None:
    """过去十年, 最近两周, 未来三个月, 上两周; 未来七十二小时内."""
    opening = _SPAN.match(text, at)
    length = durations.read(text, opening.end()) if opening else None
    if opening is None or length is None:
        return None
    close = _SPAN_END.match(text, length.end)
    plain = Mention(at, close.end() if close else length.end)
    if opening["next"] and close and close["within"]:
        return _from_now(now, length, 1, plain, within=True)
    return plain._replace(period=_stretch(now, length, opening["past"] or opening["next"]))


def _stretch(now: Now, length: Length, word: str) -> Period:
    unit, number = length.low[0]
    if word in _CALENDAR and unit in "WMY" and number == int(number):
        return _calendar(now, unit, int(number), _CALENDAR[word])
    sign = 1 if word in ("未来", "接下来", "今后", "往后", "后", "下") else -1
    there = durations.moved(now, length.high, sign).date()
    away = A_DAY if word in ("前", "上", "后", "下", "往后") else timedelta()
    return Period(there, now.today - away, "span") if sign < 0 else Period(now.today + away, there, "span")


def _calendar(now: Now, unit: str, many: int, sign: int) -> Period:
    """上两周 are the two weeks before this one, 下三个月 the three months after this one."""
    if unit == "W":
        first, last = sorted((of_week(now.today, sign), of_week(now.today, sign * many)), key=lambda week: week.first)
        return Period(first.first, last.last, "span")
    months = many * (12 if unit == "Y" else 1)
    year, month = now.today.year, 1 if unit == "Y" else now.today.month
    step = 12 if unit == "Y" else 1
    return of_months(year, month + step if sign > 0 else month - months, months, "span")


def _joined(text: str, one: Mention, now: Now) -> Mention | None:
    """从…到…, …和…之间, …之后…之前."""
    if one.period is None or one.edge:
        return None
    to = _TO.match(text, one.end)
    until = clocks.read(text, to.end()) if to and one.moment else None
    if until:
        return _bounded(text, one._replace(end=until.end), now)
    if to:
        other = _other_end(text, to.end(), one.period, now)
        return _range(one, _bounded(text, other, now)) if other else None
    following = _NEXT_DAY.match(text, one.end)
    if following and not (now.loose and following["listed"]):
        other = _other_end(text, following.end(), one.period, now)
        there = other.period if other and not other.moment else None
        return _range(one, other) if other and there and there.first - one.period.last == A_DAY else None
    both = _AND.match(text, one.end)
    if both:
        other = _other_end(text, both.end(), one.period, now)
        between = _BETWEEN.match(text, other.end) if other else None
        return _range(one, other)._replace(end=between.end()) if other and between else None
    return _between(text, one, now)


def _other_end(text: str, at: int, period: Period, now: Now) -> Mention | None:
    other = _node(text, at, now.after(period))
    return other if other and other.period and other.period.last >= period.first else None


def _range(one: Mention, other: Mention) -> Mention:
    first, last = one.period or a_day(date.min), other.period or a_day(date.min)
    if first.first == last.last:
        return one._replace(end=other.end)
    return Mention(one.start, other.end, Period(first.first, last.last, "span", rolled=first.rolled))


def _between(text: str, one: Mention, now: Now) -> Mention | None:
    """2010年之后2018年之前."""
    tail = _TAIL.match(text, one.end)
    if tail is None or not tail["after"] or one.period is None:
        return None
    if now.ahead and (tail["after"] == "开始" or one.period.unit == "feast"):
        return None  # 节后3月10号前; 1月1号开始 1月25号前交完: two days
    other = _other_end(text, _end(_THEN, text, tail.end()), one.period, now)
    close = _TAIL.match(text, other.end) if other else None
    if other is None or other.period is None or close is None or not close["before"]:
        return None
    if now.ahead and other.period.first - one.period.last > _HALF_A_YEAR:
        return None  # 2月2号开始, 1月29号前要到: two days, and not a year
    return Mention(one.start, close.end(), Period(one.period.first, other.period.first - A_DAY, "span"))


def _bounded(text: str, one: Mention, now: Now) -> Mention:
    """What stands behind and before: 左右, 前, 内, 起; 截至, 最迟."""
    end = _end(_ABOUT, text, one.end)
    tail = _TAIL.match(text, end)
    if tail is None or one.period is None or one.edge:
        before = text[max(0, one.start - 6) : one.start]
        edge = one.edge or ("by" if _BY.search(before) else "after" if _SINCE.search(before) else "")
        return Mention(one.start, end, one.period, one.moment, one.length, edge) if edge or end > one.end else one
    if tail["since"]:
        return Mention(one.start, tail.end(), Period(one.period.first, now.today, "span"))
    name = tail.lastgroup or ""
    return Mention(one.start, tail.end(), one.period, one.moment, edge={"on": "by"}.get(name, name))


_ONLY_BEFORE = {
    "个": "半把",
    "再": "过有",
    "过": f"去半几{FIGURES}",
    "民": "国",
    "h": "12",
    "a": "m",
    "p": "m",
    "朝": "早",
    "晏": "昼",
}
"""What stands in any text, and begins a time only with one of these behind it."""


def _opening(*, loose: bool) -> re.Pattern[str]:
    """What some reading may begin with; what begins nothing but the names of feasts only where the name may go on."""
    others = {*(_SPANS + "几" if loose else ""), *FIGURES, *"半个差每再", *clocks.OPENS, *naming.opening(loose=loose)}
    seldom = {first: then for first, then in _ONLY_BEFORE.items() if first in others}
    feast = {name[0] for name in _NAMES} - others
    second = {name[1] for name in _NAMES if name[0] in feast}
    named = f"[{_all_of((others | feast) - seldom.keys())}](?:(?<![{_all_of(feast)}])|(?=[{_all_of(second)}]))"
    return re.compile("|".join([named, *(f"{first}(?=[{then}])" for first, then in seldom.items())]))


def _all_of(characters: set[str]) -> str:
    return "".join(sorted(characters))


_OPENS = {loose: _opening(loose=loose) for loose in (False, True)}


def _other_readings(*, loose: bool) -> dict[str, tuple[Callable[[str, int, Now], Mention | None], ...]]:
    """What else may begin with a character, beside a day."""
    found: dict[str, tuple[Callable[[str, int, Now], Mention | None], ...]] = {}
    lengths = FIGURES + "半个再" + ("几过" if loose else "")
    readings = (
        (_span, _SPANS if loose else ""),
        (_clock_alone, clocks.OPENS + FIGURES + "差"),
        (_counted_down, "" if loose else FIGURES + "半"),
        (_length, lengths),
    )
    for reading, opens in readings:
        found |= {c: (*found.get(c, ()), reading) for c in opens}
    return found


_OTHERS = {loose: _other_readings(loose=loose) for loose in (False, True)}
