"""Who decides where nobody is named as doing so: of whom a line tells that sounds like it, else the head of the house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from bot.nlp import authority, bodies
from bot.nlp.learned import Learned
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.sifting import SHORT
from bot.nlp.text import Clause, Said

Presumed = tuple[Said, Clause, int, int, bool, float]
"""The message and the clause that tell of him; his place, whether by a title alone; how sure."""
_LABEL = "fact_decision_maker"
_SOUNDS = 150
"""What the letters of a message weigh together from which it tells of somebody who decides (`Learned.speaks_for`)."""
_ADDRESSED = late(r"[,!:您你这那啊呀哎 ]")
_SET_APART = late(r"[,!: ]")
"""老板 招牌又不亮了, 井老板 碑要定."""
_ASKED_OF = late(r"(?:那边)?(?:咋|怎么)[说讲样]")
"""老板咋说: asked of ours."""
_GREETED = late(r"(?:喂|哎+|嗨|hi|hello|不好意思|你好|您好|谢谢|感谢|麻烦|辛苦|好的?|收到|早|@)?[,!啊呀 ]?")
_SURNAMED = late(rf"{_GREETED.pattern}[^ ,!我咱你您他她这那们]?")


def find(spoken: Sequence[Said], lexicon: Lexicon) -> list[Presumed]:
    theirs = [said for said in spoken if said.theirs]
    sounding = [one for said in theirs for one in _sounding(said, lexicon)] if len(spoken) > SHORT else []
    return sounding or list(islice((one for said in theirs for one in _heads(said)), 1))


def _sounding(said: Said, lexicon: Lexicon) -> Iterator[Presumed]:
    """CFO那关肯定会问我, 财务总监最后一道: one of each message, of the clause that sounds most like it."""
    told = [
        (clause, *one)
        for clause in said.clauses
        if not (clause.asks or authority.NOT_HERE.search(clause.text))
        for one in bodies.people(clause, lexicon)
        if not _another(said, clause, *one)
    ]
    if told and _weight(said.own) >= _SOUNDS:
        clause, start, end, title = max(told, key=lambda one: _weight(one[0].text))
        yield said, clause, start, end, title, 0.6


def _weight(text: str) -> int:
    return Learned.shipped().speaks_for(_LABEL, text, ours=False)


def _another(said: Said, clause: Clause, start: int, end: int, title: bool) -> bool:
    """One of another house, his secretary; or of ours, who is spoken to: 覃老板你这批料."""
    greeted, apart = (_SURNAMED, _SET_APART) if title else (_GREETED, _ADDRESSED)
    if greeted.fullmatch(said.own, 0, start) and apart.match(said.own, end):
        return True
    left = clause.text[: start - clause.start]
    others = authority.OURS.search(left) or authority.ELSEWHERE.search(left)
    return bool(others or _ASKED_OF.match(said.own, end) or authority.BESIDE_HIM.match(said.own, end))


def _heads(said: Said) -> Iterator[Presumed]:
    """老板想用你们的, 带老板看过了: the head of the house whose wishes are told."""
    for clause in said.clauses:
        if clause.asks or authority.NOT_HERE.search(clause.text):
            continue
        for m in authority.HEAD.finditer(clause.text):
            if _wills(m[0], clause.text[: m.start()], clause.text[m.end() :]):
                yield said, clause, clause.start + m.start(), clause.start + m.end(), True, 0.65


def _wills(head: str, left: str, right: str) -> bool:
    """Of 领导 (which of them?) only what he has signed or refused counts."""
    if authority.OURS.search(left) or authority.ELSEWHERE.search(left) or authority.BESIDE_HIM.match(right):
        return False
    if authority.ANY_BOSS.fullmatch(head):
        return authority.HAS_DONE.match(right) is not None
    shown = authority.TO_THEM.search(left) and authority.SHOWN_TO.search(right[:6]) and not authority.VISITS.match(right)
    if authority.TO_EXPLAIN.search(left):
        return False
    wishes = (authority.WISHES, authority.GIVES, authority.CAPS, authority.HIS_GATE)
    return bool(shown or any(rule.match(right) for rule in wishes))
