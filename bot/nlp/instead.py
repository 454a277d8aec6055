"""What is counted where nobody counts the only ware of a chat: what is there, years, places, people (代替的数)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.nicknames import Hit
from bot.nlp.numbers import parse
from bot.nlp.patterns import late
from bot.nlp.text import Said
from bot.nlp.units import CLASSIFIER

_NUMERAL = r"(?P<num>\d{1,5}|[一二两三四五六七八九十百千]{1,4})"
_THOSE = rf"[那这]{_NUMERAL}(?P<unit>{CLASSIFIER})"
_BEFORE, _BEHIND = late(rf"{_THOSE}\s?\Z"), late(_THOSE)
"""图书馆那8台闸机, 微站那30套: what has been delivered."""
_REACH = 10
"""Characters before a ware in which its number stands."""
_SPREAD = (
    late(rf"(?:续签?|签|延|养护|运维|托管)(?:约|个|它|上)?{_NUMERAL}(?P<unit>年|个月)(?![前后内里级])"),
    late(
        rf"(?<![第\d]){_NUMERAL}(?:个(?=校区|门店|小区|点位|园区|工厂|网点|分公司|仓库)|(?=家(?:门?店|分店|厂|诊所)))"
        r"(?P<unit>家|[校小园]区|门店|点位|工厂|网点|分公司|仓库)"
    ),
)
"""续一年, 那先签三个月; 四个校区 一年下来多少钱, 41家店全上."""
_PEOPLE = late(
    rf"(?:全员|全[厂校]|[一总]?共|现[在场]|按|部门|公司|\A|(?<=[,。 ])){_NUMERAL}个?"
    r"(?P<unit>人(?![家民均才为机事脸]|\s?[一每/]个?[年月天次])|员工|司机|坐席|账号)"
)
"""全员200人, 按210个司机算."""
_SURE = 0.65


def find(name: str, spoken: Sequence[tuple[Said, Sequence[Hit]]], lexicon: Lexicon) -> Fact | None:
    """The last one that the customer says; the ware's own number first, people last, and only of a ware for people."""
    peopled = lexicon.says("peopled", name)
    theirs = [(said, hits) for said, hits in spoken if said.theirs]
    there = [(said, m) for said, hits in theirs for m in _there(said.own, hits)]
    spread = [(said, m) for said, _ in theirs for pattern in _SPREAD for m in pattern.finditer(said.own)]
    people = [(said, m) for said, _ in theirs for m in _PEOPLE.finditer(said.own) if peopled]
    told = [fact for said, m in (*people, *spread, *there) if (fact := _fact(name, said, m, lexicon))]
    return told[-1] if told else None


def _there(text: str, hits: Sequence[Hit]) -> Iterator[re.Match[str]]:
    for _, start, end in hits:
        m = _BEFORE.search(text, max(0, start - _REACH), start) or _BEHIND.match(text, end)
        if m:
            yield m


def _fact(name: str, said: Said, m: re.Match[str], lexicon: Lexicon) -> Fact | None:
    """None of a question, and of a rival's: 用友续一年4万8."""
    number, clause = parse(m["num"]), said.clause_at(m.start())
    if not number or clause.asks or lexicon.rivals.find(clause.text):
        return None
    value = {"name": name, "quantity": int(number), "unit": m["unit"]}
    return said.fact("product", value, f"{name} {number:g}{m['unit']}", _SURE, m.span())
