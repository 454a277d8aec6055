"""Who decides, approves or signs (决策人): people, titles and bodies that the chat names as doing so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon, either
from bot.nlp.text import Clause, Said

_SHORT_TITLES = "工姐哥局处科院校董"
_NOT_AFTER_OLD = "时路车花水米金雷常明平安强成万方包班关计白鱼江权文连边司全区"
_BODY = re.compile(
    r"(?:集团|总部|总公司|分公司|公司|省|市|区|县|校|院)?(?:采购|招标|招采|信息|设备|财务|技术|运营|工程|后勤|总务|基建|资产|信息化|it|风控|投资|战略|教务|行政|人事|市场|生产|质量|品质|研发)"
    r"(?:部门?|科|处|中心|委员会|办公室|办(?![法理事])|委(?!托))"
    r"|(?:院长|校长|总经理|总裁|党政|行政|院务|校务|局长)?(?:办公会|党委会|董事会|股东会|委员会|院务会|校务会|班子会|联席会|评审会|管委会|家委会|业委会)"
    r"|集团总部|总部|总公司|集团(?!客户)|财政局|卫健委|教育局|国资委|大老板|老板娘|老大|ceo|cto|cfo|coo|(?:老婆|老公|爱人|媳妇|儿子|女儿|合伙人|股东)"
    r"|副(?:[镇县区市局处院校厂部科]长|总经理|总监|总裁|总|董事长|主任|书记)|[镇县区市]长|书记"
)
_GATE = re.compile(r"[批定签审拍算主决问管]|点头|把关|过目|同意|点了头|会|找")
_DOES = re.compile(
    r"(?:那边|这边|那儿|最后|最终|亲自|才能|点头|同意|已经|[都刚得要来还再才去]){0,2}"
    r"(?:批(?![次量发])|定(?![期制位金做时点])|签(?![到收])|审(?!计)|拍板|表决|过(?:了|会|目|一遍|一下|才)|点头|同意)"
)
_BROUGHT_TO = re.compile(r"(?:上|过|报|报到|报给|提|提交|提交给|经|经过|走|送)(?:我们|我)?(?:这边|单位|公司|学校|医院)?的?\Z")
_YES = re.compile(r"\s*(?:对|是的|是[,。!]|是\Z|嗯|没错|就是|yes)")
_NOT_HERE = re.compile(r"不用|不需要|不必|无需|不归|没权|定不了|批不了|说了不算|说的不算|做不了主|作不了主|不敢|不是我|没人|谁")
_MYSELF = re.compile(
    r"我(?:这边|自己)?(?:就)?(?:说了算|说的算|拍板|[做作]主|(?:能|可以|来)[定签]|[定签]就行|签字就|签(?:[,。! ]|\Z)|有权)"
)
_IN_CHARGE = re.compile(r"[分主]管\Z")
_HE = re.compile(r"(?<![其吉])[他她](?!们)|这位")
_SURNAMED = re.compile(r"姓(?P<name>[一-鿿])(?![名氏])")
_BEFORE = 3
"""Messages in which 他 may have been named."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody the chat names as deciding, approving or signing; `title`: by a title or body alone."""

    name: str
    said: Said
    start: int
    end: int
    title: bool = False
    confidence: float = 0.85


def find(thread: Sequence[Said], lexicon: Lexicon) -> list[Decider]:
    """刘总拍板, 找顾院长签字, 要上采购委员会; each once. 院长, and later 姓顾, is 顾院长."""
    found: dict[str, Decider] = {}
    spoken = [said for said in thread if not said.passed_on and said.trusted]
    surnames = _Surnames(spoken, lexicon)
    for place, said in enumerate(spoken):
        if _GATE.search(said.own):
            agreed = said.ours and any(later.theirs and _YES.match(later.own) for later in spoken[place + 1 : place + 2])
            for one in _of_message(said, spoken[max(0, place - _BEFORE) : place], agreed, lexicon):
                full = surnames.full(one) if one.title else one
                found.setdefault(full.name, full)
    return list(found.values())


def facts(found: Sequence[Decider]) -> Iterator[Fact]:
    for one in found:
        yield one.said.fact("decision_maker", {"name": one.name}, one.name, one.confidence, (one.start, one.end))


def _of_message(said: Said, before: Sequence[Said], agreed: bool, lexicon: Lexicon) -> Iterator[Decider]:
    for index, clause in enumerate(said.clauses):
        if (clause.asks and not agreed) or _NOT_HERE.search(clause.text) or not _GATE.search(clause.text):
            continue
        nearby = (clause, *reversed(said.clauses[max(0, index - 1) : index]))
        cued = _decides(clause, nearby, lexicon)
        one = _myself(said, clause) or (
            _cued(said, clause, nearby, before, lexicon) if cued else _acting(said, clause, lexicon)
        )
        if one and not (said.ours and one.title and not agreed):
            yield one


def _cued(said: Said, clause: Clause, nearby: Sequence[Clause], before: Sequence[Said], lexicon: Lexicon) -> Decider | None:
    return _named_near(said, clause, nearby, lexicon) or _he(said, clause, before, lexicon)


def _acting(said: Said, clause: Clause, lexicon: Lexicon) -> Decider | None:
    """院长批, 何工定, 上采购委员会: the name and the verb side by side."""
    for start, end, title in people(clause, lexicon):
        left, right = clause.text[: start - clause.start], clause.text[end - clause.start :]
        if _DOES.match(right) or (title and _BROUGHT_TO.search(left)):
            name = said.message.text[start:end]
            return Decider(name, said, clause.start, clause.end, title, 0.65 if said.ours else 0.8)
    return None


def _decides(clause: Clause, nearby: Sequence[Clause], lexicon: Lexicon) -> bool:
    about_money = any("预算" in c.text for c in nearby) and lexicon.says("decide_money", clause.text)
    return about_money or lexicon.says("decide", clause.text)


def _myself(said: Said, clause: Clause) -> Decider | None:
    name = said.message.by_name
    if not (said.theirs and name and _MYSELF.search(clause.text)):
        return None
    return Decider(name, said, clause.start, clause.end, confidence=0.75)


def _named_near(said: Said, clause: Clause, nearby: Sequence[Clause], lexicon: Lexicon) -> Decider | None:
    for c in nearby:
        for start, end, title in people(c, lexicon):
            name = said.message.text[start:end]
            return Decider(name, said, min(start, clause.start), clause.end, title, 0.65 if said.ours else 0.85)
    return None


def _he(said: Said, clause: Clause, before: Sequence[Said], lexicon: Lexicon) -> Decider | None:
    """他说了算: who was named last."""
    if not _HE.search(clause.text):
        return None
    for earlier in reversed(before):
        for c in reversed(earlier.clauses):
            for start, end, title in people(c, lexicon):
                name = earlier.message.text[start:end]
                return Decider(name, said, clause.start, clause.end, title, 0.75)
    return None


def people(clause: Clause, lexicon: Lexicon) -> Iterator[tuple[int, int, bool]]:
    """(start, end, title only) of the people and bodies in a clause; a name and title before a title or body alone."""
    patterns = (lexicon.named, _called(lexicon.names.surnames))
    named = [m.span() for p in patterns for m in p.finditer(clause.text) if not _IN_CHARGE.search(clause.text[: m.start() + 1])]
    for start, end in named:
        yield clause.start + start, clause.start + end, False
    if not named:
        alone = [m.span() for pattern in (_BODY, lexicon.titled) for m in pattern.finditer(clause.text)]
        for start, end in sorted(alone, key=lambda span: (-(span[1] - span[0]), span)):
            yield clause.start + start, clause.start + end, True


@lru_cache(maxsize=64)
def _called(surnames: tuple[str, ...]) -> re.Pattern[str]:
    """李工, 韩姐, 周老师, 老王, 小李."""
    names = either(surnames) or "(?!)"
    return re.compile(
        rf"(?<![分主])(?:{names})(?:[{_SHORT_TITLES}](?![一-鿿]?[作程厂业内外室长员])|老师|教授|博士|主席|女士|先生|护士长|副[总局处县区镇乡市校院厂会主部科所台行董]长?任?)"
        rf"|(?<![一-鿿])阿[一-鿿](?=[说管定批签点拍])|[老小](?![{_NOT_AFTER_OLD}])(?:{names})(?![板师总])"
    )


class _Surnames:
    """The same person where somebody said his name: before, or when asked how he is called."""

    def __init__(self, spoken: Sequence[Said], lexicon: Lexicon) -> None:
        self._spoken, self._lexicon = spoken, lexicon
        self._named: dict[str, tuple[Said, str] | None] = {}

    def full(self, one: Decider) -> Decider:
        if one.name not in self._named:
            self._named[one.name] = next(self._naming(one.name), None)
        if named := self._named[one.name]:
            said, name = named
            return replace(one, name=name) if said.index < one.said.index else _at(one, name, said)
        first = bisect_left(self._spoken, one.said.index, key=lambda said: said.index)
        for said in self._spoken[first : first + _BEFORE + 1]:
            told = _SURNAMED.search(said.own) if said.index <= one.said.index + _BEFORE else None
            if told and said.theirs:
                return _at(one, f"{told['name']}{one.name}", said)
        return one

    def _naming(self, title: str) -> Iterator[tuple[Said, str]]:
        """Who is called by this title and his surname, and where."""
        surnames = self._lexicon.names.surnames
        for said in self._spoken:
            if title not in said.message.text and title not in said.message.by_name:
                continue
            names = (said.message.text[m.start() : m.end()] for m in self._lexicon.named.finditer(said.own))
            for name in (said.message.by_name, *names):
                longer = len(title) < len(name) <= len(title) + 2
                if longer and name.endswith(title) and name.startswith(surnames):
                    yield said, name


def _at(one: Decider, name: str, said: Said) -> Decider:
    """Named later: there is the evidence."""
    start = max(0, said.own.find(name))
    told = said.clause_at(start)
    return replace(one, name=name, said=said, start=min(said.clauses[0].start, told.start), end=told.end, title=False)


def undecided(thread: Sequence[Said], lexicon: Lexicon) -> tuple[Said, Clause] | None:
    """The customer's words that somebody else decides, without saying who."""
    for said in reversed(thread):
        if said.ours or said.passed_on or not said.trusted:
            continue
        for clause in said.clauses:
            if lexicon.says("decide_unknown", clause.text):
                return said, clause
    return None
