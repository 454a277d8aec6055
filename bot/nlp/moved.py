"""What becomes of a step that either side refuses, moves or gives up: 周三我不在，周四吧; 先不用来了; 领导没批，先不打了."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.deeds import FOLLOWS_UP, shown
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.requests import agrees
from bot.nlp.text import Said, hide

_NEAR = 6
"""Messages behind a step, in which it is moved or given up."""
_CANNOT = late(r"没空|没时间|不方便|不行|[来去到赶排]不(?:了|[上及])|有事|有会|不在|走不开|出差|休息|够呛|有点[紧赶悬]")
_TO = late(r"[改换推延挪调]\w{0,2}[到成至在]?[\x00 ]*\Z")
_NO_MORE = late(
    r"(?:[那就改换推延挪调期到成至再来呢也行能好吧吗么你您咱我们 ?\x00]"
    r"|过来|时间|可以|能不能|怎么样|如何|方便|[上下]午|早上|晚上){0,60}"
)
"""Beside the new day, and nothing of another matter."""
_SLIP = late(r"[哦噢啊嗯 ]{0,3}(?:不对|说错|打错|写错|记错|更正|纠正)[了啦]?[,。! ]{0,2}(?:是|应该是)?[\x00 吧]*")
_GIVES_UP = late(
    r"(?:\A|[,。! ]|先|都|就|你们?|您|咱们?)(?P<who>不用|不必|甭|别|不要|先不)(?:再|着急|急着)?"
    r"(?P<deed>过来|过去|上门|[来去跑等寄发送打付做装开签出])[了啦吧]{0,2}(?=[,。!~ ]|\Z)(?![^,。]{0,3}[吗?])"
)
_HOUR_ALONE = late(
    r"(?:[早晚]上?|[上中下]午|傍晚)? ?(?:\d{1,2}|[一二两三四五六七八九十]{1,3}) ?"
    r"(?:[点时][一二三四五\d半整刻钟分]{0,4}|:\d\d)(?:左右|[之以]?前)?"
)
"""10点半吧: another hour of the day that stands."""
_WHICH_DAY = late(r"[周期拜]几|几号|哪[天日]|什么时[候间]|啥时候?")
_VISITS = late(r"[来去到]|上门|拜访|演示|安装|勘|培训")
_REPLIES = late(r"答复|回复|消息|信|结果|准话")
_OF_A_WAY = {"来": _VISITS, "去": _VISITS, "过来": _VISITS, "过去": _VISITS, "上门": _VISITS, "跑": _VISITS, "等": _REPLIES}


class _Behind(NamedTuple):
    """`place`: message → where it stands; `dated`: where the steps with a day do, in order."""

    thread: Sequence[Said]
    place: Mapping[str, int]
    dated: Sequence[int]

    def of(self, fact: Fact) -> Iterator[tuple[Said, bool]]:
        """The messages behind a step, and whether it is the last one with a day before them."""
        at = self.place[fact.evidence.message]
        for said in self.thread[at + 1 : at + 1 + _NEAR]:
            if said.trusted and not said.passed_on:
                yield said, bisect_right(self.dated, at) == bisect_left(self.dated, said.index)


def settled(found: Sequence[Fact], thread: Sequence[Said], lexicon: Lexicon) -> list[Fact]:
    """The facts, of the steps those that stand, by the day that each was moved to; 好，那周四, that only says yes to one, is
    none of its own.
    """
    place = {said.message.id: said.index for said in thread}
    steps = [fact for fact in found if fact.kind == "next_action"]
    dated_at = sorted(place[fact.evidence.message] for fact in steps if fact.value["due"])
    stand = [(fact, told) for fact in steps for told in _as_it_stands(fact, _Behind(thread, place, dated_at), lexicon)]
    moved = {told.value["due"] for fact, told in stand if told is not fact}
    told = [one for _, one in stand if one.value["what"] != FOLLOWS_UP or one.value["due"] not in moved]
    return [*(fact for fact in found if fact.kind != "next_action"), *told]


def _as_it_stands(fact: Fact, behind: _Behind, lexicon: Lexicon) -> Iterator[Fact]:
    for said, last in behind.of(fact):
        if _gives_up(said, fact):
            return
        day = _moved_to(said, fact, behind.thread, lexicon, last=last) if fact.value["due"] else None
        if day is not None:
            due = day.isoformat()
            told = shown(str(fact.value["what"]), due, bool(fact.value["ours"]))
            fact = replace(fact, value={**fact.value, "due": due}, shown=told)
    yield fact


def _gives_up(said: Said, fact: Fact) -> bool:
    """先别寄, of the other side; 先不打了, of his own."""
    m = _GIVES_UP.search(said.own)
    if m is None or said.outside or _by_himself(m["who"], m["deed"]) != (said.ours == fact.value["ours"]):
        return False
    meant = _OF_A_WAY.get(m["deed"])
    what = str(fact.value["what"])
    return meant.search(what) is not None if meant else m["deed"] in what


def _by_himself(cue: str, deed: str) -> bool:
    return cue == "先不" or deed == "等"


def _moved_to(said: Said, fact: Fact, thread: Sequence[Said], lexicon: Lexicon, *, last: bool) -> date | None:
    """The one day that is named instead."""
    days = [one for one in dated(said)[1] if one.first == one.last >= said.at.date() and not (one.limit or one.after)]
    days = [one for one in days if not _HOUR_ALONE.fullmatch(said.own, one.start, one.end)]
    new = [one for one in days if one.last.isoformat() != fact.value["due"]]
    if len(new) != 1 or said.outside:
        return None
    (one,) = new
    clause = said.clause_at(one.start)
    rest = hide(
        clause.text, ((d.start - clause.start, d.end - clause.start) for d in days if clause.start <= d.start < clause.end)
    )
    if last and said.ours == fact.value["ours"] and _SLIP.fullmatch(hide(said.own, [(one.start, one.end)])):
        return _in_its_week(one, said, fact)
    moves = last and said.ours != fact.value["ours"] and (_TO.search(said.own, clause.start, one.start) or _asked(said, fact))
    if not _NO_MORE.fullmatch(rest) or not (moves or _cannot(said, fact, one, lexicon, last=last)):
        return None
    asks = clause.asks or "能不能" in rest or rest.endswith(("吗", "么", "怎么样", "如何"))
    return _in_its_week(one, said, fact) if not asks or agrees(thread, said.index, lexicon) else None


def _asked(said: Said, fact: Fact) -> bool:
    """下周给您送货 周几合适? 周四: the day that the words of the step ask for."""
    before = said.before
    if before is None or before.message.id != fact.evidence.message or not _WHICH_DAY.search(before.own):
        return False
    return any(one.first < one.last and one.last.isoformat() == fact.value["due"] for one in dated(before)[1])


def _in_its_week(one: Dated, said: Said, fact: Fact) -> date:
    """下周一不行，周二: of the week of the day that it takes the place of."""
    old = date.fromisoformat(str(fact.value["due"]))
    there = old + timedelta(days=one.last.weekday() - old.weekday())
    return max(there, one.last) if said.own.startswith(("周", "星期", "礼拜"), one.start) else one.last


def _cannot(said: Said, fact: Fact, new: Dated, lexicon: Lexicon, *, last: bool) -> bool:
    """周三我不在: of the day that stood, or of no day by its number."""
    for clause in said.clauses:
        named = [
            one.last.isoformat() for one in dated(said)[1] if clause.start <= one.start < clause.end and one.first == one.last
        ]
        if clause.start <= new.start < clause.end and len(named) < 2:
            continue
        if ((last and not named) or fact.value["due"] in named) and (
            _CANNOT.search(clause.text) or lexicon.says("clash", clause.text)
        ):
            return True
    return False
