"""What rivals ask (竞品价格), and by how much that is more or less than our price (价差)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlp import money, numbers, rival_names, sums
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from bot.nlp.patterns import late
from bot.nlp.rival_names import Hit
from bot.nlp.rival_state import FOR_ONE, NOBODY, Rivals, competitor
from bot.nlp.scene import OR_ELSE, THING, corrects
from bot.nlp.state import Turn
from bot.nlp.text import SLIP, Clause, Said, clauses

_US = late(r"你们|你家|你这|你那|侬|您家|您这|您那|您们|贵司|贵公司|贵方|咱们家|咱们这|[你您](?![看说好])")
_US_LEAD = late(rf"(?<![比跟和与于过同])(?:{_US.pattern})")
"""我们 speak of you from here on; 跟你们比, 高于贵司 still of them."""
_THEM = late(
    r"(?<![跟和给让叫问找])[他它](?:才|只|就|也)?(?:[报卖要收](?=\d)|给(?=\d)|(?=\d{2}))|他们家?|人家|他家|那一?家|对方|(?<![板导务团部户方我司社])那边|对面|这家|他们那边"
)
_OTHER = late(r"(?:另外?|别的?|其他|还有|有)(?:一|几)?家(?:公司|厂家|供应商)?|别人家?|(?<!合)同行|友商|竞品|对手|竞争对手")
_OURSELVES = late(r"我们|我方|预算|领导|老板|财务")
_WAY = late(
    r"(?P<way>便[宜益]|低|少|贵|高|多|(?<![还相时误偏温公反出])差(?!不多|点)着?)[了出过]?(?P<than>你们家?|你家|[您你侬](?![看说])|他们家?|他家?|人家)?"
    r"[了出个将近差不多大概至少足整接有止得约要快上下收掉 ]{0,6}\Z"
)
_DIFFERENCE = late(
    r"(?:便[宜益]|低|少|贵|高|多|差着?|降|优惠|让|省|赔|罚|涨)(?:[你您他]们?)?[了出个将近差不多大概至少足整接有约花收要]{0,6}\Z"
)
_OF_ONE = late(rf"(?:每|一|单){THING}(?:的|就|也|才|都|给|报|要|收|卖|只要|只|按|是|算|价)*\s?\Z")
_GIVEN = late(
    r"(?:给(?:到|(?:(?:我们|咱们?|我|俺)[发报]?)?的?)|报[了的到价]?|喊[了到价]?|开口|开价|要价|要到?|卖到?|才|只要|就|跟我说|说|到手|按|价|现货|地头|到店|那边|拿货|供[货的]?|打完?折|让到"
    r"|做到|降到|收|算|下来|一口价|那里|这边)(?:是|才|只要|了|的)?(?:个|我|我们)?\s?\Z"
)
_NO_RIVALS = late(
    r"修|换[一个次]|保养|坏|停[机产]|报警|宕|罚|赔|专项|课题|经费|预算|额度|拨|打分|评分|学员|满意|得分|销量|月销|营收|市值|融资|估值|定金|押金|订金"
    r"|省了|损失|亏|员工|工资|年薪|返"
)
"""What is told of a rival's ware and costs money, but not what he asks: 那台久保田修一回八千."""
_TELLS = late(
    r"(?:多|来)?[个回次趟遍台套只件箱支片盒把条张人点吨公斤度期](?!以)|[a-z]|级|代|寸|号|系列|型|版|楼|层|步|家|成|折|多家|多年|余|我们?就"
)
"""Behind a bare number: it is no price."""
_OF_NONE = late(rf"{OR_ELSE.pattern}|比|[我你您]们?就|就换")
"""Between an amount and the rival named behind it: it is not his."""
_PER_PIECE = late(rf"\s?(?:一|每|/){THING}(?=[ ,。;!?了吧呢]|\Z)")
_OF_OURS = late(r"(?:是|才|有|到|抵|等于|占|只要|合)(?:你们家?|你家|[您你])(?:的|那个|报)?(?:价格?)?的?\Z")
"""才是你们的七成."""
_TIMES = late(r"(?P<times>\d+(?:\.\d+)?|[一两二三四五六七八九]|[一二三]点[一二三四五六七八九])倍|(?P<half>一半)")
_HIGHER = ("贵", "高", "多")
_HE_IS_HIGHER = late(r"(?:[他它]们?家?|人家)(?:那边)?(?:高|贵)|[你您]们?家?(?:这边)?(?:低|便宜)")
_HE_IS_LOWER = late(r"(?:[他它]们?家?|人家)(?:那边)?(?:低|便宜)|[你您]们?家?(?:这边)?(?:高|贵)")
"""差800块 他高你低: which way the difference lies."""
_MORE_OR_LESS = late(r"(?:便[宜益]|低|少|贵|高)[了出过]?\Z")
_NOW = late(r"(?:(?:降|让|松|调|跌|改|涨|谈|砍)[口价]?(?:到|成|至)了?|现在|后来)[是就只要才报给卖]{0,2}\Z")
"""从4万8降到4万5, 原来报3000 现在2600: the price that stands."""
_NOT_BUT = late(r"不是[^,。;!?]{1,8}[,。 ]是")
_ANEW = late(r"(?:又|刚才?|后来|现在)[^,。;!?\d]{0,8}(?:降|让|松|报|改|跌|涨)[口价]?(?:到|成|了)")
_SUPPOSED = late(r"最多|顶多|至多|不能|不要|只要不|如果|要是")
"""你最多比他贵一万: a wish."""
_ONLY_OF_PRICES = ("贵", "便宜")
_SHORT = 14
_NEAR = 12
_BIDS = late(r"抹|凑|零头|给我|给个|行不|行吗|就签|我(?:现在|今天|马上)?就")
"""He speaks to us, of our price."""
"""Characters before an amount in which the words are about it."""
_OF_THE_WARE = late(
    r"(?<![费税利汇])率|光泽|(?<!额)(?<!难)度|[能电水油损气]耗|产量|含量|寿命|续航|噪音|性能|识别|回弹|得率|收成|分数|成绩|满意|口感|占比|份额|成分|流量|速度|产能|测[过得出试下到]|实测"
)
"""What else may be higher or lower by so many points: 光泽比他们高两个点."""
_BESIDE = late(r"(?:家|那个|那款|那边|现在|他们)?(?:的|才|先|是|也|就|都|报)?\s?")
_PARTICLES = "了吧啊呢诶喔哦呀嘛哈"
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
    if not turn.amounts and not turn.shares and not _TIMES.search(turn.plain):
        return
    for part in _parts(seen, turn, hits):
        if part.name:
            _price(seen, turn, part)
        _delta(seen, turn, part)


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
        elif _first(turn, clause, _US_LEAD) or _first(turn, clause, _OURSELVES):
            name = ""
        spoken = (them or other) if name else None
        if mine:
            yield from _pieces(turn, clause, mine)
        else:
            yield _Part(clause, name, clause.start + (spoken.end() if spoken else 0))


def _pieces(turn: Turn, clause: Clause, mine: Sequence[Hit]) -> Iterator[_Part]:
    """深信服14.1 飞塔19: each with his own, where each has one."""
    starts = [clause.start, *(hit[1] for hit in mine[1:])]
    cut = [_cut(clause, start, end) for start, end in zip(starts, [*starts[1:], clause.end], strict=True)]
    if all(_inside(turn.sums, piece) for piece in cut):
        yield from (_Part(piece, name, behind) for piece, (name, _, behind) in zip(cut, mine, strict=True))
    else:
        yield _Part(clause, mine[0][0], mine[0][2])


def _cut(clause: Clause, start: int, end: int) -> Clause:
    return Clause(start, end, clause.text[start - clause.start : end - clause.start], clause.asks)


def _led_to(seen: Rivals, turn: Turn) -> str:
    """Of whom a message speaks that names nobody: of him named right before, or whom we asked about."""
    said = turn.said
    if _BIDS.search(said.own):
        return ""
    if said.index and seen.focus[1] == said.index - 1 and len(said.own) <= _SHORT and _told_anew(seen, turn):
        return seen.lately(said)
    if (
        turn.before is not None
        and seen.focus[1] == turn.before.index
        and len(said.own) <= _SHORT
        and not seen.prices.get(seen.lately(said))
        and not (seen.lately(said) in seen.deltas and corrects(turn, seen.lexicon))
    ):
        return seen.lately(said)
    asked = turn.asked is not None and _asked_for_theirs(turn.asked, seen.lexicon)
    return (seen.lately(said) or seen.only) if asked else ""


def _told_anew(seen: Rivals, turn: Turn) -> bool:
    """说错了 3万4, 刚又来电话降到3万了: right behind a price of his."""
    before = turn.thread[turn.said.index - 1]
    again = _NOT_BUT.match(turn.said.own) or _ANEW.search(turn.said.own) or corrects(turn, seen.lexicon)
    priced = any(fact.evidence.message == before.message.id for fact in seen.prices.get(seen.lately(turn.said), []))
    return before.theirs and turn.said.theirs and priced and bool(again) and not _US.search(turn.said.own)


def _first(turn: Turn, clause: Clause, who: re.Pattern[str]) -> bool:
    """Whether he is named before any amount: 你们是9900; but 锁半年9750 你再掂量."""
    m = who.search(clause.text)
    return m is not None and not any(one.start < clause.start + m.start() for one in _inside(turn.sums, clause))


def _asked_for_theirs(asked: Said, lexicon: Lexicon) -> bool:
    """We wanted to know: 他们给的啥价, 格兰富报你们多少."""
    if not asked.ours or not lexicon.says("quote_asked", asked.own):
        return False
    return bool(_THEM.search(asked.own) or lexicon.rivals.find(asked.own) or _OTHER.search(asked.own))


def _as_said(said: Said, clause: Clause, m: re.Match[str]) -> str:
    """有家公司 is 一家公司."""
    name = said.message.text[clause.start + m.start() : clause.start + m.end()].removeprefix("有")
    return f"一{name}" if name.startswith("家") else name


def _price(seen: Rivals, turn: Turn, part: _Part) -> None:
    found = [_sized(seen, turn.plain, one) for one in _inside(turn.sums, part.clause) if _is_price(seen, turn, part, one)]
    now = [one for one in found if _NOW.search(turn.plain, part.clause.start, one.start)]
    anew = now or _takes_back(turn, part)
    if now:
        seen.taken |= {(turn.said.index, one.start) for one in found}
    for one in found if turn.said.passed_on else (now or found)[:1]:
        value = {"name": part.name, "amount": one.amount, **one.foreign}
        words = f"{part.name} {money.shown(one.amount or 0, one.currency)}"
        sure = 0.85 if part.name in seen.standing else 0.7
        fact = turn.said.fact("competitor_price", value, words, sure, (part.clause.start, part.clause.end))
        _stands(seen, turn.said, part)
        same = [fact for fact in seen.prices.get(part.name, []) if fact.evidence.message == turn.said.message.id]
        seen.prices[part.name] = [*([] if anew else same), fact]
        seen.taken.add((turn.said.index, one.start))


def _takes_back(turn: Turn, part: _Part) -> bool:
    """开山报3万2，哦不，3万4."""
    return SLIP.search(turn.plain, max(0, part.clause.start - _NEAR), part.clause.start + 2) is not None


def _stands(seen: Rivals, said: Said, part: _Part) -> None:
    """Whose price is told is compared with us, though he was only mentioned."""
    known = seen.standing.get(part.name)
    if known is not None and known.confidence < _SENT_ON:
        span = (part.clause.start, part.clause.end)
        seen.standing[part.name] = competitor(said, part.name, str(known.value["role"]), _SENT_ON, span)


def _sized(seen: Rivals, text: str, one: Money) -> Money:
    """69 is 69万, where the prices named are of that size."""
    if one.sure or FOR_ONE.match(text, one.end) or _OF_ONE.search(text[max(0, one.start - 8) : one.start]):
        return one
    return sums.in_wan(one) if _sizes(one, seen.amounts()) == {sums.WAN} and (one.amount or 0) < 1000_00 else one


def _sizes(one: Money, named: Sequence[int]) -> set[int]:
    """As what it is like one of these amounts: as it stands, or in 万."""
    here = one.amount or 0
    return {size for size in (1, sums.WAN) for other in named if 0.4 <= here * size / other <= 2.5}


def _of_a_size(seen: Rivals, part: _Part, one: Money) -> bool:
    """合兴给到3.28 beside our 3.42: the first price of a rival, or one beside his name."""
    return (
        one.single
        and (part.behind > part.clause.start or not seen.prices.get(part.name))
        and bool(_sizes(one, seen.amounts(bare=True)))
    )


def _is_price(seen: Rivals, turn: Turn, part: _Part, one: Money) -> bool:
    text = turn.plain
    if one.denied:
        return False
    if one.start < part.behind and _before_the_name(turn, part, one):
        return False
    between = text[min(part.behind, one.start) : one.start]
    told = _unnamed(seen, text[part.clause.start : one.start])
    if _US.search(between) or _DIFFERENCE.search(told[-10:]):
        return False
    about = text[max(part.clause.start, one.start - _NEAR) : one.start]
    if _NO_RIVALS.search(about) or seen.lexicon.says("money_else", part.clause.text):
        return False
    if any(start <= one.start < end for _, start, end in seen.lexicon.wares.find(turn.said.own)):
        return False  # SKF的6205
    return one.sure or _told(seen, text, part, one) or (turn.said.passed_on and (one.amount or 0) % 100 != 0)


def _unnamed(seen: Rivals, before: str) -> str:
    """你们贵格兰富 as 你们贵他们, in front of a number."""
    hits = [hit for hit in seen.lexicon.rivals.find(before) if hit[2] == len(before)]
    return f"{before[: hits[0][1]]}他们" if hits and _MORE_OR_LESS.search(before, 0, hits[0][1]) else before


def _before_the_name(turn: Turn, part: _Part, one: Money) -> bool:
    """目标价7.8 汇川给的9块4: the price that stands behind his name is his; what is asked of us, or else, is not."""
    behind = any(part.behind <= other.start for other in _inside(turn.sums, part.clause))
    return behind or _OF_NONE.search(turn.plain, one.end, part.behind) is not None


def _told(seen: Rivals, text: str, part: _Part, one: Money) -> bool:
    """欧瑞博2750, 亿纬给0.39, 一百八一片, 锁半年9750: a bare number that can only be a price, or is like the prices named."""
    before, after = text[max(part.clause.start, one.start - 8) : one.start], text[one.end : one.end + 6]
    if not sums.is_plain(text, one) or _TELLS.match(after) or _OF_THE_WARE.search(re.split("[给报]", before)[-1]):
        return False
    beside = part.behind > part.clause.start and _BESIDE.fullmatch(text, part.behind, one.start)
    large = (one.amount or 0) >= 1000_00 and not after[:1].strip(_PARTICLES).isalpha()
    told = beside or FOR_ONE.match(after) or _OF_ONE.search(before) or _GIVEN.search(before)
    return bool(told) or large or _of_a_size(seen, part, one)


def _inside(amounts: Sequence[Money], clause: Clause) -> list[Money]:
    return [one for one in amounts if clause.start <= one.start < clause.end]


def _delta(seen: Rivals, turn: Turn, part: _Part) -> None:
    """比你们低十个点, 你们比他们贵40%, 便宜20块, 是你们两倍: their price beside ours."""
    for start, end, share, much_less in _differences(turn, part.clause):
        amount = much_less.amount if much_less else None
        before, much = _unnamed(seen, turn.plain[part.clause.start : start]), share
        if share is not None and part.name and _OF_OURS.search(before) and not _OF_THE_WARE.search(before):
            lower: bool | None = share < 100
            much = abs(100 - share)
        else:
            lower = _sense(seen, turn, part, before, amount)
        name = part.name or seen.lately(turn.said)
        if lower is not None and amount is not None:
            seen.taken.add((turn.said.index, start))
        if lower is not None and (name or share is not None):
            _stands(seen, turn.said, part)
            seen.deltas[name] = _beside(turn.said, name, lower, much, much_less, (part.clause.start, max(end, part.clause.end)))


def _differences(turn: Turn, clause: Clause) -> Iterator[tuple[int, int, float | None, Money | None]]:
    """(start, end, share, amount) of what may be a difference."""
    for one in turn.shares:
        if clause.start <= one.start < clause.end:
            yield one.start, one.end, float(one.value), None
    for m in _TIMES.finditer(turn.plain, clause.start, clause.end):
        yield *m.span(), 50.0 if m["half"] else 100 * float(numbers.parse(m["times"]) or 1), None
    for amount in _inside(turn.amounts, clause):
        if amount.single and (amount.sure or _alone(turn.plain, amount)):
            yield amount.start, amount.end, None, amount


def _sense(seen: Rivals, turn: Turn, part: _Part, before: str, amount: int | None) -> bool | None:
    """Whether what stands before a difference makes them lower than us."""
    way = _WAY.search(before)
    if way is None:
        return None
    if way["way"].startswith("差"):
        return _gap(seen, part.name or seen.lately(turn.said), amount, turn.said.own)
    return _lower(seen, turn, part, before[: way.start()], way)


def _gap(seen: Rivals, name: str, amount: int | None, words: str) -> bool | None:
    """差一万八 beside his price: he is the cheaper one, unless a price of ours is that much below his."""
    higher, lower = _HE_IS_HIGHER.search(words), _HE_IS_LOWER.search(words)
    if amount and (higher or lower) and name:
        return not higher
    told = seen.prices.get(name)
    return None if amount is None or not told else told[-1].value["amount"] - amount not in seen.amounts()


def _alone(text: str, one: Money) -> bool:
    """每吨少120: a bare number that nothing is counted by."""
    if sums.is_plain(text, one) and _PER_PIECE.match(text, one.end):
        return True
    return sums.is_plain(text, one) and not text[one.end : one.end + 1].strip(" ,。;!?了吧呢\x00")


def _lower(seen: Rivals, turn: Turn, part: _Part, before: str, m: re.Match[str]) -> bool | None:
    """Whether they are lower than us; None: it is not us and them that are compared."""
    sense = m["way"] not in _HIGHER
    if _SUPPOSED.search(before) or (
        m["way"] not in _ONLY_OF_PRICES and _OF_THE_WARE.search(before[-_SHORT:].rpartition(" ")[2])
    ):
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


def _beside(said: Said, name: str, lower: bool, percent: float | None, one: Money | None, span: tuple[int, int]) -> Fact:
    amount, foreign = (one.amount, one.foreign) if one else (None, {})
    value = {"name": name, "than": "lower" if lower else "higher", "percent": percent, "amount": amount, **foreign}
    much = f"{percent:g}%" if percent is not None else money.shown(amount or 0, one.currency if one else "CNY")
    return said.fact("competitor_delta", value, f"{name or NOBODY} 比我方{'低' if lower else '高'} {much}", 0.85, span)


def _passed_on(seen: Rivals, turn: Turn, hits: Sequence[Hit]) -> None:
    """A rival's quotation that the customer sent on: by whom, from its text or its origin."""
    said = turn.said
    listed = next((hit[0] for hit in (*hits, *seen.lexicon.rivals.find(said.origin))), "")
    name = listed or rival_names.of_origin(said.message.origin, seen.lexicon)
    for clause in clauses(turn.plain) if name else ():
        part = _Part(clause, name, clause.start)
        if any(_is_price(seen, turn, part, one) for one in _inside(turn.amounts, clause)):
            known = seen.standing.get(name)
            if known is None or known.confidence < _SENT_ON:
                seen.standing[name] = competitor(said, name, "compare", _SENT_ON, (clause.start, clause.end))
            seen.focus = name, said.index
            _price(seen, turn, part)
