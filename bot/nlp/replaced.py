"""A day in few words that takes the place of one just told or asked about: 不对，是15号; 您20号要货? 21号; 12号行不行? 行."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.lexicon import Lexicon
from bot.nlp.otherdays import our_task
from bot.nlp.patterns import late
from bot.nlp.text import Said, hide

_SHORT = 24
"""Characters of a message that is about the day and nothing else."""
_CORRECTS = late(
    r"[ ,。!哦噢啊嗯呃诶唉哎等下我刚]{0,4}(?:不对|不是|不不|哦不|错了|[说打写记看发弄搞][错岔]了?|手误|口误|不好意思|抱歉"
    r"|更正|\*)"
    r"(?=[ ,。!:了啊呀哈是应\x00])"
)
"""哦不对，下周四; 不好意思，是1月20号; *周六."""
_NO_MORE = late(r"[ ,。!:了啊呀哈吧的是应该要才对那就改到之以前左右\x00]{0,24}")
_ONLY_THAT = late(r"[ ,。!嗯哦呃那就要得是在吧哈呢啊前之以左右最晚迟到\x00]{0,24}")
_CHECKS = late(
    r"(?:对[吧吗么不]|[吧吗么]|是[吧吗]|是不是|没错[吧吗]|[行可好成]不[行可好成以]?|没变[吧吗])[?。! ]{0,3}\Z|\?[ ]{0,2}\Z"
)
"""您12月20号要货对吧."""
_OFFERS = late(r"[行成好][吗不么]|可以[吗不么]|[行成可好]不[行成可好]|怎么样|如何|来得及[吗不]|\?|最[快早]|只能|起码")
"""12号行不行, 最快25号."""
_OF_THE_DAY = late(
    r"[ ,。!?\x00您你看那就我们这边有点太紧赶急不出来及做交送发到能得要最快早晚估计大概只怕恐可以行成好吗么吧呢啊嗯"
    r"的话号是也都还放在定货完起码怎样如何改]{0,40}"
)
_NO = late(r"不|好像|[吗么?]|但|没")
_ANSWERS = 2
"""Messages behind an offer that answer it; before a correction, that hold what is corrected."""
_WEEK = timedelta(days=7)


class Swap(NamedTuple):
    """`day` stands instead of `old`; what it is for is told in `source`."""

    old: str
    day: Dated
    source: Said


def find(thread: Sequence[Said], place: int, lexicon: Lexicon, told_in: dict[str, str]) -> Swap | None:
    """`told_in`: of each day that stands the message that told it."""
    said, days = thread[place], dated(thread[place])[1]
    if said.passed_on or said.outside or len(said.own.strip()) > _SHORT or days[-1].last <= said.at.date():
        return None
    bare = hide(said.own, ((day.start, day.end) for day in days))
    return _corrected(thread, place, bare) or _countered(thread, place, lexicon, bare, told_in)


def _corrected(thread: Sequence[Said], place: int, bare: str) -> Swap | None:
    """He takes back what he, or we asking him, just said: 说错了，12月22号; 不是，是1月20号."""
    said, days = thread[place], dated(thread[place])[1]
    cue = _CORRECTS.match(bare)
    before = next((other for other in reversed(thread[max(0, place - _ANSWERS) : place]) if dated(other)[1]), None)
    if before is None or len(days) != 1 or before.passed_on:
        return None
    asked = said.theirs and before.ours and _CHECKS.search(before.own) is not None and not our_task(before.own)
    of_his = before.message.by == said.message.by or asked
    answers = asked and before is thread[place - 1] and _ONLY_THAT.fullmatch(bare) is not None
    if answers and days[0].limit and not any(day.limit for day in dated(before)[1]):
        return None  # 您20号开业吧? 18号前要到: two things
    if not (answers or (cue and of_his and _NO_MORE.fullmatch(bare, cue.end()))):
        return None
    old = {day.last.isoformat() for day in dated(before)[1] if day.last > said.at.date()}
    return Swap(old.pop(), days[0], before) if len(old) == 1 and days[0].last.isoformat() not in old else None


def _countered(thread: Sequence[Said], place: int, lexicon: Lexicon, bare: str, told_in: dict[str, str]) -> Swap | None:
    """Another day is offered for the one that the other side just told, and taken: 12号行不行? 行."""
    said, days = thread[place], dated(thread[place])[1]
    if not (_OFFERS.search(bare) and _OF_THE_DAY.fullmatch(bare)):
        return None
    near = {other.message.id: other for other in thread[max(0, place - _ANSWERS - 1) : place] if other.ours != said.ours}
    old, source = next(((day, near[told]) for day, told in reversed(told_in.items()) if told in near), ("", said))
    offered = _of_that_week(days, old)
    new = offered.last.isoformat()
    if not old or new == old or any(day.last.isoformat() not in (old, new) for day in days[:-1] if offered is days[-1]):
        return None
    return Swap(old, offered, source) if _taken(thread, place, lexicon, days[-1]) else None


def _of_that_week(days: Sequence[Dated], old: str) -> Dated:
    """下周三交货; 周三赶不出来 周五行不行: of the same week."""
    offered = days[-1]
    if any((day.last + _WEEK).isoformat() == old for day in days[:-1]):
        return offered._replace(first=offered.first + _WEEK, last=offered.last + _WEEK)
    return offered


def _taken(thread: Sequence[Said], place: int, lexicon: Lexicon, offered: Dated) -> bool:
    """The other side says yes, or says that day and nothing else."""
    side = thread[place].ours
    answer = next((other for other in thread[place + 1 : place + 1 + _ANSWERS] if other.ours != side), None)
    if answer is None or answer.passed_on:
        return False
    days = dated(answer)[1]
    if days and any(day.last != offered.last for day in days):
        return False
    yes = lexicon.cue("agreed").match(answer.own.strip()) and not _NO.search(answer.own)
    return bool(yes) or bool(days and _ONLY_THAT.fullmatch(hide(answer.own, ((d.start, d.end) for d in days))))
