"""Whose number it is, where his name stands elsewhere: 李经理电话多少? 158…; 仓库老李在 你找他 139…; 会计姓刘 150…."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.nlp import addresses, bodies, contacts
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said

_NUMBER = r"(?:电话|手机|微信|号码|联系方式|联系电话|邮箱)(?:号码?)?"
_HIS = late(
    rf"(?:那边)?的?{_NUMBER}(?![^,。?]{{0,6}}[给发推][你您])[^,。?]{{0,6}}"
    r"(?:多少|[给发推留报](?:我|一?[下个]|过?来)|有[吗没么]|方便|告诉我|说一?下|呢|吗|\?|\Z)"
)
"""Behind a name, how we ask for his number."""
_OURS = late(r"(?:我们?|咱们?|我司|我方)(?:公司|这边|那边)?的?[一-鿿]{0,4}\Z")
_OF_HIM = late(
    rf"(?:(?:联系|找|加|打给|打|问|给|呼)(?:一?下)?[他她]|(?:[他她]|人家)的?{_NUMBER})(?:的?{_NUMBER})?(?:是|:)?[ ,:]{{0,3}}\Z"
)
"""Before a number: you may call him on it."""
_FAR = 60
"""Characters before a number in which he is named."""
_HEAD = late(r"\s*(?P<name>[一-鿿]{2,3})(?:收)?[ ,\n]{1,2}(?=[一-鿿a-z0-9])")
_SURNAMED = r"(?:会计|出纳|师傅|老师|医生|经理|主任|总监|主管|店长|厂长|科长|处长|院长|校长|部长|队长|班长|站长|所长)"


def find(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """Of a message with a number in it; of ours, where we asked for his."""
    reached = (*contacts.phones(said.own), *contacts.emails(said.own))
    if reached:
        yield from _surnamed(said, lexicon, reached[0][1])
        yield from _heads_the_letter(said, lexicon)
        for _, start, _ in reached:
            yield from _he(said, lexicon, start)


def asked_for(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """李经理电话方便给一下吗? 158…: the words are ours, the number his."""
    before = said.before
    if before is None or not before.ours or before.passed_on or not (contacts.phones(said.own) or contacts.emails(said.own)):
        return
    for clause in before.clauses:
        for start, end, title in bodies.people(clause, lexicon):
            if not title and _HIS.match(before.own, end) and not _OURS.search(clause.text[: start - clause.start]):
                yield _contact(before, start, end)


def _contact(said: Said, start: int, end: int) -> Fact:
    name = said.message.text[start:end]
    return said.fact("contact_person", {"name": name}, name, 0.7, (start, end))


def _he(said: Said, lexicon: Lexicon, number: int) -> Iterator[Fact]:
    """让张工跟你说 他电话139…: who was named last before."""
    told = _OF_HIM.search(said.own, max(0, number - _FAR), number)
    if told is None:
        return
    for clause in reversed(said.clauses):
        end = min(clause.end, told.start())
        if end <= clause.start or end < number - _FAR:
            continue
        before = Clause(clause.start, end, said.own[clause.start : end], False)
        named = [one for one in bodies.people(before, lexicon) if not one[2]]
        if named:
            yield _contact(said, *max(named)[:2])
            return


def _surnamed(said: Said, lexicon: Lexicon, number: int) -> Iterator[Fact]:
    """会计姓刘 150…: 刘会计."""
    m = _called(lexicon.names.surnames).search(said.own, max(0, number - _FAR), number)
    if m:
        name = m["family"] + m["post"]
        yield said.fact("contact_person", {"name": name}, name, 0.7, m.span())


@lru_cache(maxsize=64)
def _called(surnames: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?P<post>{_SURNAMED})姓(?P<family>{'|'.join(surnames) or '(?!)'})(?=[ ,。:]|\d|{_NUMBER})")


def _heads_the_letter(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """王芳 杭州市西湖区文三路478号 139…: a name, an address and a number."""
    m = _HEAD.match(said.own)
    if m and bodies.full_name(m["name"], lexicon) and addresses.find(said):
        yield _contact(said, *m.span("name"))
