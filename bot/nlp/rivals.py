"""Who else is in it (竞品): rivals by the lexicon or by how they are spoken of, their prices, and those beside ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from bot.nlp import money
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said, clauses

Hit = tuple[str, int, int]
"""Name, and where it stands in the message."""

_GATE = re.compile(r"[比报跟和与同拿找看问试测用换来家]|他们|人家|对方|那边|友商|竞品|对手|同行")
_US = re.compile(r"你们|你家|你这|你那|您家|您这|您那|您们|贵司|贵公司|贵方|咱们家|咱们这|[你您](?![看说好])")
_THEM = re.compile(r"他们家?|人家|他家|那一?家|对方|(?<![板导务团部户方我司])那边|对面|这家|他们那边")
_OTHER = re.compile(r"(?:另外?|别的?|其他|还有|有)(?:一|几)?家(?:公司|厂家|供应商)?|别人家?|同行|友商|竞品|对手|竞争对手")
_OURSELVES = re.compile(r"我们|我方|预算|领导|老板|财务")
_NAMED = r"(?P<name>[a-z][a-z0-9&.-]{1,15}|[一-鿿]{2,8}?)"
_AFTER = re.compile(
    r"家?(?:那边|他们|公司)?(?:也|都|才|刚|已经)?(?:给我们|给我|给的|给|的)?(?:报价|报了|报的|报过来|报到|报(?=[\d一二三四五六七八九十¥]))"
    r"|家?(?:的人|的销售|公司|那边)?(?:也|上周|昨天|前天|前几天|最近|今天)+(?:来|在)(?:过|演示|投标|做|谈|接触|送样|推|找|跟|了|我们)"
)
_BETWEEN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:用|上|装|买)的(?:都是|就是|是)?{_NAMED}(?:家|公司)?(?:的|系统|设备|产品|软件|$)",
        rf"(?:现在|目前|一直|之前|原来|以前|现|都)(?:在|是)?用(?:的)?(?:是)?{_NAMED}的",
        rf"(?:[一有]家|有个|家公司|个牌子)叫做?{_NAMED}(?:的|$)",
        rf"(?:跟|和|与|同|拿){_NAMED}(?:家)?(?:的)?(?:在|做|作|一起|放一起)?(?:对比|比较|比价|比一比|比一下|比了|比$|pk|竞争)",
        rf"(?:看了|看过|问了|问过|找了|找过|试了|试过|联系了|考察了|考察过|对比了|对比过|接触了|接触过|测了|测过|在看|在谈|在试)(?:下|一下)?{_NAMED}(?:家|的|那边|他们|$)",
        rf"比{_NAMED}(?:家)?(?:的)?(?:价格)?(?:还|都|要|更)?(?:便宜|贵|好|强|差|低|高|快|慢|稳|省)",
        rf"(?:换掉|替换掉?|替代|顶掉){_NAMED}(?:家)?(?:的|系统|设备|$)",
    )
)
_EACH_NAME = re.compile(r"[^和跟与、]+")
_WAY = re.compile(r"(?P<way>便宜|低|少|贵|高|多)[了出个将近差不多大概至少足整接有止得约要快上下 ]{0,6}\Z")
_DIFFERENCE = re.compile(r"(?:便宜|低|少|贵|高|多|差|降|优惠|让|省)[了出个将近差不多大概至少足整接有约]{0,6}\Z")
_FOR_ONE = re.compile(
    r"\s?(?:一|/|每)(?:包|箱|套|台|米|片|件|吨|公斤|斤|平|个|只|支|桶|袋|瓶|小时|天|人|份|张|把|块|盒|条|卷|亩|瓦|单|月|年|颗)"
)
_GIVEN = re.compile(r"(?:给我们|给我|给的?|报了?|报的|卖|才|只要|跟我说|说|到手|按|价|现货|地头|那边|拿货)(?:是|才|只要)?\s?\Z")
_HIGHER = ("贵", "高", "多")
_NEAR = 5
"""Messages after which 他们 names nobody any more."""
_NOBODY = "对手"
_BESIDE = 24
"""Characters on either side of a name that are cut into words."""
_SENT_ON = 0.7
_MOST = 20
"""Names of one message that are weighed."""
_RARE = 400
"""A word of the dictionary that is as rare as this may be a brand."""
_DENIED_BEHIND = re.compile(
    r".{0,8}?(?:没(?:考虑|看|找|谈|联系|接触|选|问|参与|参加|中标|来投)|不(?:考虑|看|选|用)|排除|淘汰|出局|放弃|退出)"
)
_BESIDE_US = re.compile(r"区别|差别|差异|不同|优势|比.{0,8}(?:怎么样|如何|好|强|差|贵|便宜)|哪家好|哪个好")
_TERM = re.compile(r"[日天周月时年](?:之|以)?[内里前后]\Z")
"""3个工作日内报价: a term, and no name."""
_PRICED = re.compile(r"比|报价|便宜|贵")


@dataclass
class Rivals:
    """What was understood so far. `taken`: (message, start) of the amounts that are a rival's."""

    lexicon: Lexicon
    standing: dict[str, Fact] = field(default_factory=dict)
    prices: dict[str, list[Fact]] = field(default_factory=dict)
    deltas: dict[str, Fact] = field(default_factory=dict)
    taken: set[tuple[int, int]] = field(default_factory=set)
    focus: tuple[str, int] = ("", -_NEAR)

    @property
    def facts(self) -> list[Fact]:
        return [*self.standing.values(), *(fact for found in self.prices.values() for fact in found), *self.deltas.values()]

    def lately(self, said: Said) -> str:
        """Whom 他们 names here; empty: nobody."""
        name, index = self.focus
        return name if said.index - index < _NEAR else ""

    def settle(self) -> None:
        """他们 without a name is the only one who was named."""
        if len(self.standing) != 1:
            return
        (name,) = self.standing
        for other in [key for key in self.prices if key != name]:
            moved = [_renamed(fact, other, name) for fact in self.prices.pop(other)]
            self.prices.setdefault(name, moved)
        for other in [key for key in self.deltas if key != name]:
            self.deltas.setdefault(name, _renamed(self.deltas.pop(other), other, name))

    def drop(self, name: str) -> None:
        for kept in (self.standing, self.prices, self.deltas):
            kept.pop(name, None)


def _renamed(fact: Fact, old: str, name: str) -> Fact:
    shown = f"{name}{fact.shown.removeprefix(old or _NOBODY)}"
    return replace(fact, value={**fact.value, "name": name}, shown=shown)


def read(turns: Sequence[Turn], lexicon: Lexicon) -> Rivals:
    """Rivals that still stand at the end: a later 已经排除 takes one away, 没看别家 all."""
    seen = Rivals(lexicon)
    for turn in turns:
        said = turn.said
        hits = lexicon.rivals.find(said.whole) if said.message.text else []
        if not (hits or said.passed_on or seen.lately(said) or _GATE.search(said.whole)):
            continue
        if said.theirs and said.trusted and lexicon.says("denied_all", said.own):
            seen.standing.clear()
        hits = hits or list(_unknown(said, lexicon))
        _weigh_all(seen, said, hits)
        if said.theirs and said.trusted:
            _prices(seen, turn, hits)
    seen.settle()
    return seen


# --- rivals


def _weigh_all(seen: Rivals, said: Said, hits: Sequence[Hit]) -> None:
    once = {(name, said.clause_at(start).start): (start, end) for name, start, end in reversed(hits)}
    for (name, _), at in reversed(once.items()):
        _weigh(seen, name, said, at)


def _weigh(seen: Rivals, name: str, said: Said, at: tuple[int, int]) -> None:
    clause = said.clause_at(at[0])
    own = said.own[at[0] : at[1]] == said.whole[at[0] : at[1]]
    if own and _denied(clause, at, seen.lexicon):
        if said.theirs and said.trusted:
            seen.drop(name)
        return
    seen.focus = name, said.index
    role, confidence = _role(clause, said, seen.lexicon) if own else ("compare", 0.5)
    before = seen.standing.get(name)
    if role and (before is None or before.confidence < confidence):
        span = (clause.start, clause.end) if own else at
        seen.standing[name] = _competitor(said, name, role, confidence, span)


def _competitor(said: Said, name: str, role: str, confidence: float, span: tuple[int, int]) -> Fact:
    shown = name if role == "compare" else f"{name}（在用）"
    return said.fact("competitor", {"name": name, "role": role}, shown, confidence, span)


def _denied(clause: Clause, at: tuple[int, int], lexicon: Lexicon) -> bool:
    """没看汇川, 汇川我们没考虑, 汇川已经排除了."""
    left, right = clause.text[: at[0] - clause.start], clause.text[at[1] - clause.start :]
    before = [m for m in lexicon.cue("denied").finditer(left) if len(left) - m.end() <= 3]
    return bool(before or _DENIED_BEHIND.match(right))


def _role(clause: Clause, said: Said, lexicon: Lexicon) -> tuple[str, float]:
    """Compared with us, or in use now; or only something to be connected to (then empty)."""
    following = [c for c in said.clauses if c.start >= clause.end][:1]
    joined = any(lexicon.says("connects", c.text) for c in (clause, *(c for c in following if c.asks)))
    if joined and not _PRICED.search(clause.text):
        return "", 0.0
    if lexicon.says("incumbent", clause.text):
        return "incumbent", 0.5 if said.ours else 0.8
    compared = any(lexicon.says("compare", c.text) for c in (clause, *following))
    if said.theirs and not clause.asks:
        return "compare", 0.85 if compared else 0.6
    return "compare", 0.7 if said.theirs and _BESIDE_US.search(clause.text) else 0.5


# --- rivals that are in no lexicon


def _unknown(said: Said, lexicon: Lexicon) -> Iterator[Hit]:
    """Names by how they are spoken of: X家报价42万, 用的是X的, 跟X在比, 比X便宜."""
    if said.ours or said.passed_on:
        return
    spoken_of = (
        (clause, span) for clause in said.clauses for span in chain(_between(clause.text), _ahead(clause.text, lexicon))
    )
    for clause, (start, end) in islice(spoken_of, _MOST):
        start, end = _trimmed(clause.text, start, end)
        if _is_name(clause.text, start, end, lexicon):
            at = clause.start + start
            yield said.message.text[at : clause.start + end], at, clause.start + end


def _between(text: str) -> Iterator[tuple[int, int]]:
    """锐捷和华三 are two."""
    for pattern in _BETWEEN:
        for m in pattern.finditer(text):
            yield from (one.span() for one in _EACH_NAME.finditer(text, *m.span("name")))


def _ahead(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The words right before 报价 or 也来演示过, back to the first that cannot be of a name."""
    for m in _AFTER.finditer(text):
        start = m.start()
        for word, left, right in reversed(_words_near(text[: m.start()], start, start, lexicon)):
            if right != start or word in _around(lexicon) or not word.isalnum():
                break
            start = left
        yield start, m.start()


def _words_near(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[str, int, int]]:
    """The words around, and no more of a long text than that."""
    first = max(0, start - _BESIDE)
    return [(word, first + left, first + right) for word, left, right in lexicon.words.cut(text[first : end + _BESIDE])]


def _around(lexicon: Lexicon) -> tuple[str, ...]:
    return lexicon.cues.lists.get("not_of_a_name", ())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    return start, end - 1 if text[start:end].endswith(("家", "的")) and end - start > 2 else end


def _is_name(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Two to six characters that are no ordinary words, cut where words are cut."""
    name = text[start:end]
    if not 2 <= len(name) <= (16 if name.isascii() else 6):
        return False
    if name[0] in "一两几这那每各某" or _TERM.search(name) or any(name in ware.lower() for ware in lexicon.products):
        return False
    if name.isascii():
        return name not in _around(lexicon) and not lexicon.wares.find(name)
    inside = [word for word, left, right in _words_near(text, start, end, lexicon) if left < end and right > start]
    if "".join(inside) != name or any(word in _around(lexicon) for word in inside):
        return False
    single = all(len(word) == 1 for word in inside) and len(inside) <= 3
    return single or name in lexicon.cues.lists.get("brands", ()) or any(_rare(word, lexicon) for word in inside)


def _rare(word: str, lexicon: Lexicon) -> bool:
    return len(word) > 1 and lexicon.words.weight(word) <= _RARE


# --- their prices


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause, the rival it speaks of (empty: none), and where his name ends in it (0: named before)."""

    clause: Clause
    name: str
    behind: int


def _prices(seen: Rivals, turn: Turn, hits: Sequence[Hit]) -> None:
    if turn.said.passed_on:
        _passed_on(seen, turn, hits)
        return
    if not turn.amounts and not turn.shares:
        return
    for part in _parts(seen, turn, hits):
        _delta(seen, turn, part)
        if part.name:
            _price(seen, turn, part)


def _parts(seen: Rivals, turn: Turn, hits: Sequence[Hit]) -> Iterator[_Part]:
    said, name = turn.said, ""
    if turn.before is not None and seen.focus[1] == turn.before.index and len(said.own) <= 14:
        name = seen.lately(said)
    for clause in said.clauses:
        mine = [hit for hit in hits if clause.start <= hit[1] < clause.end]
        meant = _THEM.search(clause.text) or _OTHER.search(clause.text)
        if mine:
            name = mine[0][0]
        elif meant:
            name = seen.lately(said) if _THEM.search(clause.text) else _as_said(said, clause, meant)
        elif _US.search(clause.text) or _OURSELVES.search(clause.text):
            name = ""
        yield _Part(clause, name, mine[0][2] if mine else clause.start)


def _as_said(said: Said, clause: Clause, m: re.Match[str]) -> str:
    return said.message.text[clause.start + m.start() : clause.start + m.end()].removeprefix("有")


def _price(seen: Rivals, turn: Turn, part: _Part) -> None:
    found = [one for one in _inside(turn.amounts, part.clause) if _is_price(seen, turn, part, one)]
    for one in found if turn.said.passed_on else found[:1]:
        value, words = {"name": part.name, "amount": one.amount}, f"{part.name} {money.shown(one.amount or 0)}"
        sure = 0.85 if part.name in seen.standing else 0.7
        fact = turn.said.fact("competitor_price", value, words, sure, (part.clause.start, part.clause.end))
        same = [fact for fact in seen.prices.get(part.name, []) if fact.evidence.message == turn.said.message.id]
        seen.prices[part.name] = [*same, fact]
        seen.taken.add((turn.said.index, one.start))


def _is_price(seen: Rivals, turn: Turn, part: _Part, one: Money) -> bool:
    text = turn.plain
    between = text[min(part.behind, one.start) : one.start]
    if _US.search(between) or _DIFFERENCE.search(text[max(part.clause.start, one.start - 10) : one.start]):
        return False
    return (one.sure or _told(text, part, one)) and not seen.lexicon.says("money_else", part.clause.text)


def _told(text: str, part: _Part, one: Money) -> bool:
    """欧瑞博2750, 亿纬给0.39, 一百八一片: a bare number that can only be a price."""
    before, after = text[max(part.clause.start, one.start - 8) : one.start], text[one.end : one.end + 6]
    beside = 0 <= one.start - part.behind <= 1 and part.behind > part.clause.start
    return beside or bool(_FOR_ONE.match(after) or _GIVEN.search(before))


def _inside(amounts: Sequence[Money], clause: Clause) -> list[Money]:
    return [one for one in amounts if clause.start <= one.start < clause.end]


def _delta(seen: Rivals, turn: Turn, part: _Part) -> None:
    """比你们低十个点, 你们比他们贵40%, 便宜20块: their price beside ours."""
    text, clause = turn.plain, part.clause
    shares = [(s.start, s.end, s.value, None) for s in turn.shares]
    sums = [(m.start, m.end, None, m.amount) for m in turn.amounts if m.sure and m.single]
    for start, end, share, amount in (*shares, *sums):
        way = _WAY.search(text[clause.start : start]) if clause.start <= start < clause.end else None
        lower = way and _lower(seen, turn, part, text[clause.start : clause.start + way.start()], way["way"])
        if way is None or lower is None:
            continue
        name = part.name or seen.lately(turn.said)
        if amount is not None:
            seen.taken.add((turn.said.index, start))
        if name or share is not None:
            seen.deltas[name] = _beside(turn.said, name, lower, share, amount, (clause.start, max(end, clause.end)))


def _lower(seen: Rivals, turn: Turn, part: _Part, before: str, way: str) -> bool | None:
    """Whether they are lower than us; None: it is not us and them that are compared."""
    sense = way not in _HIGHER
    left, than, right = before.rpartition("比")
    if than:
        if _US.search(right):
            return sense
        them = bool(_THEM.search(right) or _OTHER.search(right) or (part.name and part.name.lower() in right))
        named = them or bool(seen.lexicon.rivals.find(right))
        return not sense if named and not seen.lexicon.rivals.find(left) else None
    if _US.search(before):
        return not sense if part.name or seen.lately(turn.said) else None
    return sense if part.name else None


def _beside(said: Said, name: str, lower: bool, share: object, amount: int | None, span: tuple[int, int]) -> Fact:
    percent = None if share is None else float(str(share))
    value = {"name": name, "than": "lower" if lower else "higher", "percent": percent, "amount": amount}
    much = f"{percent:g}%" if percent is not None else money.shown(amount or 0)
    return said.fact("competitor_delta", value, f"{name or _NOBODY} 比我方{'低' if lower else '高'} {much}", 0.85, span)


def _passed_on(seen: Rivals, turn: Turn, hits: Sequence[Hit]) -> None:
    """A rival's quotation that the customer sent on: by whom, from its text or its origin."""
    said = turn.said
    name = next((hit[0] for hit in (*hits, *seen.lexicon.rivals.find(said.origin))), "")
    for clause in clauses(turn.plain) if name else ():
        part = _Part(clause, name, clause.start)
        if any(_is_price(seen, turn, part, one) for one in _inside(turn.amounts, clause)):
            known = seen.standing.get(name)
            if known is None or known.confidence < _SENT_ON:
                seen.standing[name] = _competitor(said, name, "compare", _SENT_ON, (clause.start, clause.end))
            _price(seen, turn, part)
