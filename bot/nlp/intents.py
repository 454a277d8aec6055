"""What is said of a day: the clauses of a message with their dates, and who takes it upon himself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said, hide

_WHO = late(r"我方|我们|我|咱们|咱|这边|本人")
TO_YOU = late(r"[给发跟帮为问找到去来向请寄和回][您你]|您这|您们|您|你们")
_NOTHING_MORE = late(r"(?:[您你]看|可以吗|行吗|行不|方便吗|怎么样|如何|左右|大概|[\x00 的是在要吧就那最晚迟好])*\Z")
_SLIP = late(r"[哦噢啊嗯呃诶唉哎 ]{0,3}(?:不对?|不是)[呀啊哈]?|[我刚]{0,2}[打写说发看记]错了?")
_BY_NUMBER = late(r"[号日月]|\d[./]\d")


class Talk(NamedTuple):
    """One clause with the dates that belong to it."""

    said: Said
    clause: Clause
    dates: tuple[Dated, ...]
    span: tuple[int, int]

    @property
    def bare(self) -> str:
        """The clause without its dates."""
        return self._without_dates(self.clause.text)

    @property
    def written(self) -> str:
        """The same as it was written: 方案和POC计划, not 方案和poc计划."""
        return self._without_dates(self.said.message.text[self.clause.start : self.clause.end])

    def _without_dates(self, text: str) -> str:
        if not self.dates:
            return text
        start = self.clause.start
        inside = ((d.start - start, d.end - start) for d in self.dates if start <= d.start and d.end <= self.clause.end)
        return hide(text, inside)


def talks(said: Said) -> list[Talk]:
    """The clauses of a message with their dates. A clause that is only a date belongs to its neighbour."""
    if "talks" not in said.kept:
        said.kept["talks"] = [] if said.passed_on else _talks(said)
    found: list[Talk] = said.kept["talks"]
    return found


def _talks(said: Said) -> list[Talk]:
    _, found = dated(said)
    if not found:
        return [Talk(said, clause, (), (clause.start, clause.end)) for clause in said.clauses]
    groups = _without_slips([(c, [d for d in found if c.start <= d.start < c.end]) for c in said.clauses])
    told = [(index, _talk(said, groups, index)) for index, (c, mine) in enumerate(groups) if not _only_date(c, mine)]
    for index, (clause, mine) in enumerate(groups):
        first = _said_first(groups, index) if _only_date(clause, mine) else None
        if first is not None:
            told.append((index, Talk(said, groups[first][0], tuple(mine), (clause.start, clause.end))))
    return [talk for _, talk in sorted(told, key=lambda pair: pair[0])]


def _without_slips(groups: list[tuple[Clause, list[Dated]]]) -> list[tuple[Clause, list[Dated]]]:
    """月底前，不，25号前要到: what only takes back is no talk of its own, and neither is the bare day before it."""
    slips = {index for index, (clause, _) in enumerate(groups) if _SLIP.fullmatch(clause.text)}
    gone = slips | {index - 1 for index in slips if index and _only_date(*groups[index - 1])}
    return [pair for index, pair in enumerate(groups) if index not in gone]


def _said_first(groups: list[tuple[Clause, list[Dated]]], index: int) -> int | None:
    """年前要到, 1月20号之前: of a day alone, the clause before it that has one already and that it only makes more exact; so
    that no other talk takes it.
    """
    if index == 0 or not all(mine for _, mine in groups[index - 1 : index + 2]) or not _BY_NUMBER.search(groups[index][0].text):
        return None
    return _first_before(groups, index)


def _first_before(groups: list[tuple[Clause, list[Dated]]], index: int) -> int | None:
    """The clause before that is more than a date, where all from there on have one: 端午前装好, 6月19号是端午, 17号之前吧."""
    for place in range(index - 1, -1, -1):
        if not groups[place][1]:
            return None
        if not _only_date(*groups[place]):
            return place
    return None


def _only_date(clause: Clause, found: Sequence[Dated]) -> bool:
    if not found:
        return False
    rest = hide(clause.text, ((d.start - clause.start, d.end - clause.start) for d in found))
    if rest.strip("\x00 ") in ("要", "就要") and (found[-1].limit or rest[-1] == "要"):
        return False  # 周五前要, 12月8号要: says what is wanted, though not of what
    return _NOTHING_MORE.match(rest) is not None


def _talk(said: Said, groups: list[tuple[Clause, list[Dated]]], index: int) -> Talk:
    clause, mine = groups[index]
    start, end, taken = clause.start, clause.end, list(mine)
    if not mine:
        for near in (index + 1, index - 1):
            if 0 <= near < len(groups) and _only_date(*groups[near]):
                taken = groups[near][1]
                start, end = min(start, groups[near][0].start), max(end, groups[near][0].end)
                break
    return Talk(said, clause, tuple(taken), (start, end))


def _due(talk: Talk) -> Dated | None:
    usable = [d for d in talk.dates if d.last >= talk.said.at.date()]
    return usable[-1] if usable else None


def side(talk: Talk, lexicon: Lexicon) -> bool | None:
    """True: we shall do it; False: the customer; None: nobody promised anything."""
    text = talk.bare
    if talk.clause.asks or lexicon.says("not_promise", text) or lexicon.says("other_seller", text):
        return None
    dated = bool(_due(talk))
    if talk.said.ours:
        return True if _promised(text, lexicon, dated) and not _asks_them(text) else None
    if lexicon.says("ask_us", text) and _asks_us(text):
        return True
    return False if dated and _WHO.search(text) and not _own_wish(text) and lexicon.says("promise", text) else None


def _promised(text: str, lexicon: Lexicon, dated: bool) -> bool:
    if not lexicon.says("promise", text):
        return False
    spoken_to, me = bool(TO_YOU.search(text)), bool(_WHO.search(text))
    if dated:
        return spoken_to or me
    return me and spoken_to and lexicon.says("promise_soon", text)


def _asks_them(text: str) -> bool:
    """麻烦您…, 您看…: our request to the customer is not our promise."""
    return bool(re.match(r"[\x00 ]*(?:麻烦|请|劳烦|辛苦|您看|您那边|您这边|您先|你先|等您|等你|如果|要是)", text))


def _asks_us(text: str) -> bool:
    return not re.search(
        r"^(?:我|我们)(?:[\x00 ]|会|来|先|再|去|这边|把)|给(?:领导|老板|集团|财务|总部|他|她|供应商)", text
    ) and bool(re.search(r"你们?|您|麻烦|请|帮|给我|发我|把|记得|^给|^发|^出|^报|^\x00+(?:给|发|出|报|来|过来)", text))


def _own_wish(text: str) -> bool:
    return bool(re.search(r"希望|想要|要求|计划|打算|预计", text))
