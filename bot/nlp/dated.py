"""A message's own words with its codes hidden, and the dates in them: what several rules ask for, read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.nlp import contacts, dates, weeks
from bot.nlp.dates import Dated
from bot.nlp.days import count
from bot.nlp.patterns import late
from bot.nlp.text import Said, hide

Reading = tuple[str, list[Dated]]
_DAY_ALONE = late(r"从?(?:\d{1,2}|[一二三四五六七八九])(?:[号日]?[到至~-]\d{1,2})?[号日]")
_WEEKDAY = late(r"(?:周|星期|礼拜)[一二三四五六日天]")
_FAR = timedelta(days=20)
"""From a day whose month was said, a day without a month is at most so far away: 12月1号公示, 21号截止."""
_MONTH = timedelta(days=31)
"""The same, of a day behind one that is no limit: 5月6号开工, 28号完工."""
_CLOSE = timedelta(days=3)
"""The same, where the month was said in a message before."""
_BACK = 3
_EVERY_MONTH, _TOO = late(r"每个?月的?(?P<day>\d{1,2})[号日]"), late(r"也(?:是|一样|不例外|照旧|按)")
"""每月25号付款, 这个月也是."""
_ALWAYS = late(r"每个?(?:月|周|星期|礼拜)")
_BARE_DAY = late(r"(?:(?:[12]?\d|3[01])[号日]|(?:周|星期|礼拜)[一二三四五六日天]|月[初底末])(?:[之以]?前|[上下]午)?")
_HABIT = late(
    r"(?:一般|通常|平时|向来|历来)(?:都|是|在){0,2}(?=周|星期|礼拜|月[初底]|\d{1,2}[号日])|都是(?=月[初底]|周|星期|礼拜)"
)
"""一般周二发货周四到, 我们都是月初下单，月底付款."""
_ROUTINE = late(r"付|结|款|对账|账|票|计划|例会|盘|报表|周报|月报|工资")
"""每月10号对账，25号付款: the second day is one of every month, too."""
_EARLIER = late(
    r"(?<![能想以不])(?:提前(?P<n>[一两二三四五六七]|\d{1,2})个?(?P<unit>天|周|星期|礼拜)|那?前一天|(?<![前后])头一?天)"
    r"(?=[就要得都全给把货必须务先也 ]{0,4}[到送进装摆搭布交入备弄亮验运上发拉](?!通知|消息|信|吗|不)"
    r"|(?<=至少提前.[周天]))"
    r"|(?<=[在到])那?前一天"
)
"""12月20号开业, 货提前三天进: what is due so long before the day that was just named."""


_OF_A_YEAR = late(
    r"(?P<year>明|来|后)年度?(?!的[一-鿿]|预算|合同|盘子|计划|框架|名额|指标|价|单)(?P<what>[一-鿿]{1,4}?)(?=\d{1,2}(?:月|\.\d))"
)
"""明年汛期5月1号前."""


def dated(said: Said) -> Reading:
    if "dated" not in said.kept:
        text, found = _read(said)
        found = _as_spoken_of(said, text, found)
        if "每" in text:
            found = list(_as_ever(text, found))
        found = _once(said, text, found)
        if "一天" in text or "提前" in text or "头天" in text:
            found = sorted([*found, *_earlier(text, found)], key=lambda one: one.start)
        said.kept["dated"] = text, found
    reading: Reading = said.kept["dated"]
    return reading


def _as_spoken_of(said: Said, text: str, found: list[Dated]) -> list[Dated]:
    """Each of the year, the month or the week that was named before it."""
    if "年" in text:
        found = list(_in_year(said, text, found))
    if any(_DAY_ALONE.match(text, one.start) for one in found):
        found = list(_in_month(said, text, found))
    if any(_WEEKDAY.match(text, one.start) for one in found):
        found = list(_in_week(said, text, found))
    return found


def _read(said: Said) -> Reading:
    if "dated_alone" not in said.kept:
        text = hide(said.own, contacts.codes(said.own))
        said.kept["dated_alone"] = text, dates.find(text, said.at, said.works)
    reading: Reading = said.kept["dated_alone"]
    return reading


def _as_ever(text: str, found: Sequence[Dated]) -> Iterator[Dated]:
    every = _EVERY_MONTH.search(text)
    for one in found:
        day = int(every["day"]) if every and every.end() <= one.start and _TOO.match(text, one.end) else 0
        there = one.first + timedelta(days=day - 1)
        yield one._replace(first=there, last=there) if day and there <= one.last else one


def _once(said: Said, text: str, found: list[Dated]) -> list[Dated]:
    """Without the days that come again and again."""
    if found and (_ALWAYS.search(text) or _HABIT.search(text)):
        return [one for one in found if not _of_every_month(said, text, one)]
    return found


def _of_every_month(said: Said, text: str, one: Dated) -> bool:
    if not _BARE_DAY.fullmatch(text, one.start, one.end):
        return False
    habit, every = _HABIT.search(text, 0, one.end), _ALWAYS.search(text, 0, one.start)
    routine = every and _ROUTINE.search(said.clause_at(one.start).text)
    since = habit or (every if routine else None)
    return since is not None and "这" not in text[since.end() : one.start]


def _earlier(text: str, found: Sequence[Dated]) -> Iterator[Dated]:
    for m in _EARLIER.finditer(text):
        near = next((one for one in reversed(found) if one.end <= m.start()), None)
        if near and near.first == near.last and not (near.limit or near.after):
            day = near.last - timedelta(days=count(m["n"] or "1") * (1 if m["unit"] in (None, "天") else 7))
            yield near._replace(start=m.start(), end=m.end(), first=day, last=day, clock=None)


def _in_year(said: Said, text: str, found: Sequence[Dated]) -> Iterator[Dated]:
    """明年暑假7月5号: of the year that was said before a word between."""
    years = {m.end(): said.at.year + (2 if m["year"] == "后" else 1) for m in _OF_A_YEAR.finditer(text)}
    for one in found:
        year = years.get(one.start, one.first.year)
        away = year - one.first.year
        yield one if away <= 0 else one._replace(first=_years_on(one.first, away), last=_years_on(one.last, away), rolled=False)


def _years_on(day: date, many: int) -> date:
    leap = day.month == 2 and day.day > 28
    return day.replace(year=day.year + many, day=28 if leap else day.day)


def _in_month(said: Said, text: str, found: Sequence[Dated]) -> Iterator[Dated]:
    """2月22号报到, 我20号送: a day alone is of the month that was just spoken of."""
    near, within, eve = _spoken_of(said), _CLOSE, False
    for one in found:
        if not _DAY_ALONE.match(text, one.start):
            begins = "月" in text[one.start : one.end] and not one.limit
            if one.last - one.first <= _CLOSE:
                ahead = one.limit or text.startswith("前", one.end)
                near, within, eve = one.first, _MONTH if begins else _FAR, ahead and one.clock is None
            yield one
            continue
        moved = near and _moved(one, near, within, said.at.date())
        yield one if not moved or (eve and near and moved.last > near >= one.last) else moved


def _in_week(said: Said, text: str, found: Sequence[Dated]) -> Iterator[Dated]:
    """下周哪天方便? 周二: a weekday alone is of the week that was proposed."""
    monday = weeks.spoken_of(said)
    for one in found:
        day = monday + timedelta(days=one.last.weekday()) if monday else one.last
        of_it = _WEEKDAY.match(text, one.start) and one.first == one.last < day
        yield one._replace(first=day, last=day) if of_it else one


def _moved(one: Dated, near: date, within: timedelta, today: date) -> Dated | None:
    """1月4号入职, 培训从4号到8号; 年前开回去 22号来提 is before it."""
    if one.last.month == near.month or one.first.month != one.last.month:
        return None
    try:
        first, last = near.replace(day=one.first.day), near.replace(day=one.last.day)
    except ValueError:
        return None
    close = first - near <= within and near - first <= min(within, _FAR)
    return one._replace(first=first, last=last) if first > today and close else None


def _spoken_of(said: Said) -> date | None:
    """The last day with a month in the few messages before."""
    for _ in range(_BACK):
        if said.before is None:
            return None
        said = said.before
        text, found = _read(said)
        days = [one.last for one in found if one.first == one.last and not _DAY_ALONE.match(text, one.start)]
        if days:
            return days[-1]
    return None
