"""A day in few words that takes the place of one just told or asked about: 不对，是15号; 您20号要货? 21号; 12号行不行? 行."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.days import add_months
from bot.nlp.lexicon import Lexicon
from bot.nlp.otherdays import our_task
from bot.nlp.patterns import late
from bot.nlp.text import Said, hide

_SHORT = 24
"""Characters of a message that is about the day and nothing else."""
_CORRECTS = late(
    r"[ ,。!哦噢啊嗯呃诶唉哎等下我刚]{0,4}(?:不对|不是|不不|哦不|错了|[说打写记看发弄搞][错岔]了?|手误|口误|不好意思|抱歉"
    r"|更正|\*|(?<=等下)(?=[, ]{0,2}(?:是|应该|\x00)))(?=[ ,。!:了啊呀哈是应\x00])"
)
"""哦不对，下周四; 不好意思，是1月20号; *周六."""
_REJECTS = late(r"(?:不行(?:不行)?|不可以|太[晚早急]了?|来不及|[晚早]了)[啊呀哦的 ,。!]{1,3}")
"""太晚了，15号: to a day that we asked about."""
_NO_MORE = late(r"[ ,。!:了啊呀哈吧的是应该要才对那就改到之以前左右\x00]{0,24}")
_ONLY_THAT = late(r"[ ,。!嗯哦呃那就要得是在吧哈呢啊前之以左右最晚迟早快好改到\x00]{0,24}")
_CHECKS = late(
    r"(?:对[吧吗么不]|[吧吗么]|是[吧吗]|是不是|没错[吧吗]|[行可好成]不[行可好成以]?|没变[吧吗])[?。! ]{0,3}\Z|\?[ ]{0,2}\Z"
)
"""您12月20号要货对吧."""
_OFFERS = late(r"[行成好][吗不么]|可以[吗不么]|[行成可好]不[行成可好]|怎么样|如何|来得及[吗不]|\?|呢|最[快早晚迟多]|只能|起码")
"""12号行不行, 最快25号."""
_OF_THE_DAY = late(
    r"[ ,。!?\x00您你看那就我们这边有点太紧赶急不出来及做交送发给到能得要最多快早晚迟估计大概只怕恐可以行成好吗么吧呢啊嗯"
    r"的话号是也都还放在定货完起码怎样如何改够呛了]{0,40}"
)
_BRINGS, _BROUGHT = late(r"[送发交到](?!不)"), late(r"货|[交到送发装供]|要用|完工|截止")
_NO = late(r"不|好像|[吗么?]|但|没")
_ANSWERS = 2
"""Messages behind an offer that answer it; before a correction, that hold what is corrected."""
_NEAR = 4
"""Messages in which two sides agree on a day."""
_WEEK = timedelta(days=7)
_MONTHLESS = late(r"(?:[12]?\d|3[01]|[一二三四五六七八九十]{1,3})[号日]?(?:[之以]?前|左右)?")


class Swap(NamedTuple):
    """`day` stands instead of the days `old`; what it is for is told in `source`."""

    old: frozenset[str]
    day: Dated
    source: Said


def find(thread: Sequence[Said], place: int, lexicon: Lexicon, told_in: dict[str, str]) -> Swap | None:
    """`told_in`: of each day that stands the message that told it."""
    said, days = thread[place], dated(thread[place])[1]
    if said.passed_on or said.outside or len(said.own.strip()) > _SHORT:
        return None
    bare = hide(said.own, ((day.start, day.end) for day in days))
    return _corrected(thread, place, lexicon, bare) or _countered(thread, place, lexicon, bare, told_in)


def _corrected(thread: Sequence[Said], place: int, lexicon: Lexicon, bare: str) -> Swap | None:
    """He takes back what he, or we asking him, just said: 说错了，12月22号; 不是，是1月20号."""
    said, days = thread[place], dated(thread[place])[1]
    before = next((other for other in reversed(thread[max(0, place - _ANSWERS) : place]) if dated(other)[1]), None)
    if before is None or len(days) != 1 or before.passed_on:
        return None
    event = lexicon.cue("events").search(before.own)
    bare = bare.replace(event[0], "") if event else bare  # 不是，25号开业
    asked = said.theirs and before.ours and _CHECKS.search(before.own) is not None and not our_task(before.own)
    answers = asked and before is thread[place - 1] and _answers(bare)
    if answers and days[0].limit and not any(day.limit for day in dated(before)[1]):
        return None  # 您20号开业吧? 18号前要到: two things
    cue = _CORRECTS.match(bare) if asked or before.message.by == said.message.by else None
    if not (answers or (cue and _NO_MORE.fullmatch(bare, cue.end()))):
        return None
    old = {day.last for day in dated(before)[1]}
    return _swap(said, old, days, before) if len(old) == 1 else None


def _answers(bare: str) -> bool:
    no = _REJECTS.match(bare)
    return _ONLY_THAT.fullmatch(bare, no.end() if no else 0) is not None


def _countered(thread: Sequence[Said], place: int, lexicon: Lexicon, bare: str, told_in: dict[str, str]) -> Swap | None:
    """Another day is offered for the one that the other side just told or asked for, and taken: 12号行不行? 行."""
    said, days = thread[place], dated(thread[place])[1]
    if not place or not _OF_THE_DAY.fullmatch(bare) or not _taken(thread, place, lexicon, days[-1]):
        return None
    near = {other.message.id: other for other in thread[max(0, place - _NEAR) : place]}
    told, stood = next(((day, near[where]) for day, where in reversed(told_in.items()) if where in near), ("", None))
    if stood and _BRINGS.search(bare) and not _BROUGHT.search(stood.own):
        return None  # 20号开业; 18号送到可以吗: two things
    if stood and stood.ours != said.ours:
        offers = _OFFERS.search(bare) or _CHECKS.search(stood.own)
        return _swap(said, {date.fromisoformat(told)}, days, stood) if offers else None
    return _asked_for_another(said, days, thread[place - 1], stood, told, lexicon)


def _asked_for_another(
    said: Said, days: Sequence[Dated], before: Said, stood: Said | None, told: str, lexicon: Lexicon
) -> Swap | None:
    """12月20号交货? 25号可以吗; and what he himself wanted first: 8号要货, 12号可以吗? 最多10号."""
    asked = {day.last for day in dated(before)[1]}
    if (
        before.ours == said.ours
        or before.passed_on
        or len(asked) != 1
        or not _CHECKS.search(before.own)
        or our_task(before.own)
    ):
        return None
    if stood is None or lexicon.cue("events").search(before.own):
        return _swap(said, asked, days, before)
    return _swap(said, {date.fromisoformat(told), *asked}, days, stood)


def _swap(said: Said, old: set[date], days: Sequence[Dated], source: Said) -> Swap | None:
    """To the last of these days, where all others are those that it stands for."""
    today, given_up = said.at.date(), {day for day in old if day > said.at.date()}
    if not given_up:
        return None
    day = _of_that_week(_in_its_month(said, days[-1], max(given_up)), days[:-1], given_up)
    others = {other.last for other in days[:-1]} - {one - _WEEK for one in given_up}
    if day.last <= today or day.last in given_up or not others <= given_up:
        return None
    return Swap(frozenset(one.isoformat() for one in given_up), day, source)


def _in_its_month(said: Said, day: Dated, old: date) -> Dated:
    """12月18号交货; 说错了 是28号: of the month that brings it nearest to the old one."""
    if not _MONTHLESS.fullmatch(said.own, day.start, day.end) or day.first != day.last:
        return day
    months = (add_months(old.replace(day=1), away) for away in (-1, 0, 1))
    there = [month + timedelta(days=day.last.day - 1) for month in months]
    nearest = min((one for one in there if one.day == day.last.day), key=lambda one: abs(one - old), default=day.last)
    return day._replace(first=nearest, last=nearest)


def _of_that_week(day: Dated, others: Sequence[Dated], old: set[date]) -> Dated:
    """下周三交货; 周三赶不出来 周五行不行: of the same week."""
    if any(other.last + _WEEK in old for other in others):
        return day._replace(first=day.first + _WEEK, last=day.last + _WEEK)
    return day


def _taken(thread: Sequence[Said], place: int, lexicon: Lexicon, offered: Dated) -> bool:
    """The other side says yes, or says that day and nothing else."""
    side = thread[place].ours
    answer = next((other for other in thread[place + 1 : place + 1 + _ANSWERS] if other.ours != side), None)
    if answer is None or answer.passed_on:
        return False
    days = dated(answer)[1]
    if days and any(day.last.day != offered.last.day for day in days):
        return False
    yes = lexicon.cue("agreed").match(answer.own.strip().lstrip("也那")) and not _NO.search(answer.own)
    bare = hide(answer.own, ((d.start, d.end) for d in days))
    return bool(yes) or bool(days and _OF_THE_DAY.fullmatch(bare) and not _NO.search(bare))
