"""What rivals ask (竞品价格), and by how much that is more or less than our price (价差)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlp import money, sums
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from bot.nlp.rival_names import Hit
from bot.nlp.rival_state import NOBODY, Rivals, competitor
from bot.nlp.scene import OR_ELSE, THING
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said, clauses

_US = re.compile(r"你们|你家|你这|你那|您家|您这|您那|您们|贵司|贵公司|贵方|咱们家|咱们这|[你您](?![看说好])")
_THEM = re.compile(r"他们家?|人家|他家|那一?家|对方|(?<![板导务团部户方我司])那边|对面|这家|他们那边")
_OTHER = re.compile(r"(?:另外?|别的?|其他|还有|有)(?:一|几)?家(?:公司|厂家|供应商)?|别人家?|同行|友商|竞品|对手|竞争对手")
_OURSELVES = re.compile(r"我们|我方|预算|领导|老板|财务")
_WAY = re.compile(
    r"(?P<way>便宜|低|少|贵|高|多)(?P<than>你们家?|你家|[您你](?![看说])|他们家?|他家?|人家)?"
    r"[了出个将近差不多大概至少足整接有止得约要快上下收掉 ]{0,6}\Z"
)
_DIFFERENCE = re.compile(
    r"(?:便宜|低|少|贵|高|多|差|降|优惠|让|省|赔|罚|涨)(?:[你您他]们?)?[了出个将近差不多大概至少足整接有约花收要]{0,6}\Z"
)
_FOR_ONE = re.compile(rf"\s?(?:一|/|每){THING}")
_OF_ONE = re.compile(rf"(?:每|一|单){THING}(?:的|就|也|才|都|给|报|要|收|卖|只要|只|按|是|算|价)*\s?\Z")
_GIVEN = re.compile(
    r"(?:给(?:我们|咱们?|我|俺|的)?|报[了的到价]?|喊[了到价]?|开口|开价|要价|要到?|卖到?|才|只要|就|跟我说|说|到手|按|价|现货|地头|那边|拿货|供[货的]?|打完?折|让到"
    r"|做到|降到|收|算|下来|一口价|那里|这边)(?:是|才|只要|了|的)?(?:个|我|我们)?\s?\Z"
)
_NO_RIVALS = re.compile(
    r"修|换[一个次]|保养|坏|停[机产]|报警|宕|罚|赔|专项|课题|经费|预算|额度|拨|打分|评分|学员|满意|得分|销量|月销|营收|市值|融资|估值|定金|押金|订金"
    r"|省了|损失|亏|员工|工资|年薪"
)
"""What is told of a rival's ware and costs money, but not what he asks: 那台久保田修一回八千."""
_TELLS = re.compile(
    r"[个台套只件箱支片盒把条张人点吨公斤度期](?!以)|[a-z]|级|代|寸|号|系列|型|版|楼|层|步|家|成|折|多家|多年|余"
)
"""Behind a bare number: it is no price."""
_OF_OURS = re.compile(r"(?:是|有|到|抵|等于|占|只要|合)(?:你们家?|你家|[您你])(?:的|那个|报)?(?:价格?)?的?\Z")
"""才是你们的七成."""
_HIGHER = ("贵", "高", "多")
_ONLY_OF_PRICES = ("贵", "便宜")
_SHORT = 14
_NEAR = 12
_BIDS = re.compile(r"抹|凑|零头|给我|给个|行不|行吗")
"""He speaks to us, of our price."""
"""Characters before an amount in which the words are about it."""
_OF_THE_WARE = re.compile(
    r"(?<![费税利汇])率|光泽|(?<!额)(?<!难)度|[能电水油损气]耗|产量|含量|寿命|续航|噪音|性能|识别|回弹|得率|收成|分数|成绩|满意|口感|占比|份额|成分"
)
"""What else may be higher or lower by so many points: 光泽比他们高两个点."""
_SENT_ON = 0.7


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause, the rival it speaks of (empty: none), and where his name ends in it (0: named before)."""

    clause: Clause
    name: str
    behind: int


def read(seen: Rivals, turn: Turn, hits: Sequence[Hit]) -> None:
    """The prices and differences that the customer tells in one message."""
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
    said = turn.said
    name = _led_to(seen, turn)
    for clause in said.clauses:
        mine = [hit for hit in hits if clause.start <= hit[1] < clause.end]
        them, other = _THEM.search(clause.text), _OTHER.search(clause.text)
        if mine:
            name = mine[0][0]
        elif them or other:
            name = (them and seen.lately(said)) or (_as_said(said, clause, other) if other else "")
        elif _first(turn, clause, _US) or _first(turn, clause, _OURSELVES):
            name = ""
        yield _Part(clause, name, mine[0][2] if mine else clause.start)


def _led_to(seen: Rivals, turn: Turn) -> str:
    """Of whom a message speaks that names nobody: of him named right before, or whom we asked about."""
    said = turn.said
    if (
        turn.before is not None
        and not _BIDS.search(said.own)
        and seen.focus[1] == turn.before.index
        and len(said.own) <= _SHORT
        and seen.lately(said)
    ):
        return seen.lately(said)
    asked = turn.asked is not None and _asked_for_theirs(turn.asked, seen.lexicon)
    return (seen.lately(said) or seen.only) if asked else ""


def _first(turn: Turn, clause: Clause, who: re.Pattern[str]) -> bool:
    """Whether he is named before any amount: 你们是9900; but 锁半年9750 你再掂量."""
    m = who.search(clause.text)
    return m is not None and not any(one.start < clause.start + m.start() for one in _inside(_amounts(turn), clause))


def _asked_for_theirs(asked: Said, lexicon: Lexicon) -> bool:
    """We wanted to know: 他们给的啥价, 格兰富报你们多少."""
    if not asked.ours or not lexicon.says("quote_asked", asked.own):
        return False
    return bool(_THEM.search(asked.own) or lexicon.rivals.find(asked.own) or _OTHER.search(asked.own))


def _as_said(said: Said, clause: Clause, m: re.Match[str]) -> str:
    return said.message.text[clause.start + m.start() : clause.start + m.end()].removeprefix("有")


def _price(seen: Rivals, turn: Turn, part: _Part) -> None:
    found = [_sized(seen, turn.plain, one) for one in _inside(_amounts(turn), part.clause) if _is_price(seen, turn, part, one)]
    for one in found if turn.said.passed_on else found[:1]:
        value, words = {"name": part.name, "amount": one.amount}, f"{part.name} {money.shown(one.amount or 0)}"
        sure = 0.85 if part.name in seen.standing else 0.7
        fact = turn.said.fact("competitor_price", value, words, sure, (part.clause.start, part.clause.end))
        same = [fact for fact in seen.prices.get(part.name, []) if fact.evidence.message == turn.said.message.id]
        seen.prices[part.name] = [*same, fact]
        seen.taken.add((turn.said.index, one.start))


def _amounts(turn: Turn) -> list[Money]:
    return sums.find("", turn.plain)


def _sized(seen: Rivals, text: str, one: Money) -> Money:
    """69 is 69万, where the prices named are of that size."""
    if one.sure or _FOR_ONE.match(text, one.end) or _OF_ONE.search(text[max(0, one.start - 8) : one.start]):
        return one
    here = one.amount or 0
    near = {size for size in (1, sums.WAN) for other in seen.amounts() if other and 0.4 <= here * size / other <= 2.5}
    return sums.in_wan(one) if near == {sums.WAN} and here < 1000_00 else one


def _is_price(seen: Rivals, turn: Turn, part: _Part, one: Money) -> bool:
    text = turn.plain
    if one.start < part.behind and _before_the_name(turn, part, one):
        return False
    between = text[min(part.behind, one.start) : one.start]
    if _US.search(between) or _DIFFERENCE.search(text[max(part.clause.start, one.start - 10) : one.start]):
        return False
    about = text[max(part.clause.start, one.start - _NEAR) : one.start]
    if _NO_RIVALS.search(about) or seen.lexicon.says("money_else", part.clause.text):
        return False
    return one.sure or _told(text, part, one) or (turn.said.passed_on and (one.amount or 0) % 100 != 0)


def _before_the_name(turn: Turn, part: _Part, one: Money) -> bool:
    """目标价7.8 汇川给的9块4: the price that stands behind his name is his; what is asked of us, or else, is not."""
    behind = any(part.behind <= other.start for other in _inside(_amounts(turn), part.clause))
    return behind or OR_ELSE.search(turn.plain, one.end, part.behind) is not None


def _told(text: str, part: _Part, one: Money) -> bool:
    """欧瑞博2750, 亿纬给0.39, 一百八一片, 锁半年9750: a bare number that can only be a price."""
    before, after = text[max(part.clause.start, one.start - 8) : one.start], text[one.end : one.end + 6]
    if not sums.is_plain(text, one) or _TELLS.match(after):
        return False
    beside = 0 <= one.start - part.behind <= 1 and part.behind > part.clause.start
    large = (one.amount or 0) >= 1000_00 and not after[:1].strip("了吧啊呢").isalpha()
    return beside or large or bool(_FOR_ONE.match(after) or _OF_ONE.search(before) or _GIVEN.search(before))


def _inside(amounts: Sequence[Money], clause: Clause) -> list[Money]:
    return [one for one in amounts if clause.start <= one.start < clause.end]


def _delta(seen: Rivals, turn: Turn, part: _Part) -> None:
    """比你们低十个点, 你们比他们贵40%, 便宜20块: their price beside ours."""
    text, clause = turn.plain, part.clause
    shares = [(s.start, s.end, s.value, None) for s in turn.shares]
    more = [(m.start, m.end, None, m.amount) for m in turn.amounts if m.single and (m.sure or _alone(text, m))]
    for start, end, share, amount in (*shares, *more):
        if (
            share is not None
            and part.name
            and clause.start <= start < clause.end
            and _OF_OURS.search(text[clause.start : start])
        ):
            seen.deltas[part.name] = _beside(
                turn.said, part.name, True, 100 - float(str(share)), None, (clause.start, clause.end)
            )
            continue
        way = _WAY.search(text[clause.start : start]) if clause.start <= start < clause.end else None
        lower = way and _lower(seen, turn, part, text[clause.start : clause.start + way.start()], way)
        if way is None or lower is None:
            continue
        name = part.name or seen.lately(turn.said)
        if amount is not None:
            seen.taken.add((turn.said.index, start))
        if name or share is not None:
            seen.deltas[name] = _beside(turn.said, name, lower, share, amount, (clause.start, max(end, clause.end)))


def _alone(text: str, one: Money) -> bool:
    """每吨少120: a bare number that nothing is counted by."""
    return sums.is_plain(text, one) and not text[one.end : one.end + 1].strip(" ,。;!?了吧呢\x00")


def _lower(seen: Rivals, turn: Turn, part: _Part, before: str, m: re.Match[str]) -> bool | None:
    """Whether they are lower than us; None: it is not us and them that are compared."""
    sense = m["way"] not in _HIGHER
    if m["way"] not in _ONLY_OF_PRICES and _OF_THE_WARE.search(before[-_SHORT:]):
        return None
    if m["than"]:
        return sense == bool(_US.match(m["than"])) if part.name or seen.lately(turn.said) else None
    left, than, right = before.rpartition("比")
    if than:
        if _US.search(right):
            return sense
        them = bool(
            _THEM.search(right)
            or right[:1] in ("他", "她", "它")
            or _OTHER.search(right)
            or (part.name and part.name.lower() in right)
        )
        named = them or bool(seen.lexicon.rivals.find(right))
        return not sense if named and not seen.lexicon.rivals.find(left.rsplit(" ")[-1]) else None
    if _US.search(before):
        return not sense if part.name or seen.lately(turn.said) else None
    return sense if part.name else None


def _beside(said: Said, name: str, lower: bool, share: object, amount: int | None, span: tuple[int, int]) -> Fact:
    percent = None if share is None else float(str(share))
    value = {"name": name, "than": "lower" if lower else "higher", "percent": percent, "amount": amount}
    much = f"{percent:g}%" if percent is not None else money.shown(amount or 0)
    return said.fact("competitor_delta", value, f"{name or NOBODY} 比我方{'低' if lower else '高'} {much}", 0.85, span)


def _passed_on(seen: Rivals, turn: Turn, hits: Sequence[Hit]) -> None:
    """A rival's quotation that the customer sent on: by whom, from its text or its origin."""
    said = turn.said
    name = next((hit[0] for hit in (*hits, *seen.lexicon.rivals.find(said.origin))), "")
    for clause in clauses(turn.plain) if name else ():
        part = _Part(clause, name, clause.start)
        if any(_is_price(seen, turn, part, one) for one in _inside(turn.amounts, clause)):
            known = seen.standing.get(name)
            if known is None or known.confidence < _SENT_ON:
                seen.standing[name] = competitor(said, name, "compare", _SENT_ON, (clause.start, clause.end))
            _price(seen, turn, part)
