"""What the customer wants, and how many of it (产品与数量): wares of the lexicon with the last quantity that he said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.nlp import quantities
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.numbers import parse
from bot.nlp.quantities import Quantity
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said

Hit = tuple[str, int, int]
"""Canonical name, and where it stands in the message."""

_NOT_GOODS = re.compile(
    r"(?:次|家|户|年|天|个?月|日|周|小时|个?钟|分|秒|轮|期|批|级|层|楼|页|倍|折|点|度|号|种|类|款|项|步|回|趟|遍|字|股|门|岁|路|句|声|下|场|季|代|边|面|方面|样|顿|餐|行|笔|章|通|档)\Z"
)
_MEASURES = ("t", "kg", "m²", "m", "km", "L", "MW")
_NUMBER = re.compile(r"[\d一二两三四五六七八九十百千万]")
_AFTER = re.compile(
    r"(?:的(?:量|货|单)?|左右|上下|多|吧|了|哈|啊|呢|先|就|起步|要|给|试|发|到|来|也|报|总|合|含|加|订|样|量产|试产|小批|现货|货|用|即可|行|够|可以|能|什么价|多少|怎么|价|一起|打包|装)|[^一-鿿a-z]|\Z"
)
_TIME = re.compile(r"多?(?:月|星期|礼拜|小时|工作日|钟头)")
_EACH = re.compile(r"(?:每(?!个?[月年季周])|一共有|满|超过|凑|起订|起订量|moq)[^,。;]{0,3}\Z")
_LIMIT = re.compile(r"(?:以上|起订|起(?!码)|以内|以下|之内)")
_OWNED = re.compile(
    r"(?:现在|目前|原来|之前|以前|去年|上次|坏了?|报废|旧的?|老的?|在用|用着|库存|剩|还有|现有|退|返修|故障|收到)[^,。;\d]{0,6}\Z"
)
_PRICE_OF_ONE = re.compile(r"[元块万]\s?/?\s?\Z")
_DENIED = re.compile(r"(?:不是|不要|不用|没有|而非|塞不下|放不下|用不了|要不了)\s?\Z")
_CADENCE = re.compile(r"(?:每个?|一个?|按)(?P<per>月|年|季度|周)(?:用量)?|(?P<per2>[月年])(?:用量|需求|采购量|产能)")
_MORE = re.compile(r"(?:再加|多加|加多|加上|外加|另加|多要|再多要?|再要|再来|追加)\s?\Z")
_TOTAL = re.compile(r"(?:加到|增加到|加成|改成|改为|变成|减到|降到|一共|总共|合计)\s?\Z")
_SWAP = re.compile(r"(?:换成|改成|改要|改为|换)\s?\Z")
_REFUSED = re.compile(
    r"不需要|不用|不要|用不上|用不着|没需求|没这个需求|不考虑|不买|暂时不|先不|不感兴趣|没兴趣|算了|停产|停工|囤什么|用不完|不缺"
)
_WHAT_FOR = re.compile(r"还买|还要那么多|哪要|哪用得|哪里要|要那么多干")
_BARE = re.compile(
    r"\s?(?:要|各|大概|大约|先)?(?P<num>\d{1,6}|\d{1,3}[kw万千](?:\d(?!\d))?|[一二两三四五六七八九十百]{2,4})"
    r"(?=[,。;! \x00]|\Z|左右|吧)"
)
_BARE_ORDER = re.compile(
    r"(?:先要|就要|只要|要|订|先拿|先做|加到|每个?月|一个?月|每年|一年)(?:大概|差不多|约)?\s?(?P<num>\d{2,6}|\d{1,3}k)"
    r"(?=[ ,。;!\x00]|\Z|带|左右)"
)
_DROPPED_LEFT = re.compile(
    r"(?:不要|不用|去掉|取消|砍掉|不上|不做|不考虑|没打算上?|不打算上?|没想上?|不需要|用不上|别给我)[^,。;\d]{0,3}\Z"
)
_DROPPED_RIGHT = re.compile(
    r"[^,。;\d]{0,4}(?:不要|不用|去掉|取消|砍掉|不上|不做|不考虑|没打算|不打算|没想上|不需要|用不上|先不|暂时不|算了)(?![紧错])"
)
_OFFERED = re.compile(
    r"留|起订|起(?!来)|以上|如果|台的话|个的话|现货|库存|送您|送你|赠|免费|买.{1,4}送|别的客户|最多|每[台套个]"
)
_PEOPLE = ("人", "名", "位")
_NUMERAL = re.compile(r"[\d.,一二两三四五六七八九十百千万亿wk多来几余~\s-]+")
_BREATH = 24
"""Characters that a supposition reaches."""
_TOUCHING = 1
"""Characters between a ware and its number, for a noun behind the number not to matter."""
_AHEAD = 4
"""Messages in which a refusal answers our offer."""


@dataclass(frozen=True, slots=True)
class _Order:
    """How many of one ware; `per`: a month's or a year's need, empty: this time's."""

    name: str
    number: Decimal
    unit: str
    per: str
    said: Said
    span: tuple[int, int]
    confidence: float


@dataclass
class _Seen:
    """What was named, what was ordered, and which ware is being spoken of."""

    lexicon: Lexicon
    named: dict[str, tuple[Said, tuple[int, int]]] = field(default_factory=dict)
    orders: dict[tuple[str, str], _Order] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    focus: str = ""

    def keep(self, name: str, said: Said, span: tuple[int, int]) -> None:
        """The customer's first words for it, else ours."""
        self.focus = name
        self.dropped.discard(name)
        if name not in self.named or (said.theirs and self.named[name][0].ours):
            self.named[name] = said, span

    def drop(self, name: str) -> None:
        self.dropped.add(name)
        self.named.pop(name, None)
        self.orders = {key: order for key, order in self.orders.items() if key[0] != name}


def find(turns: Sequence[Turn], lexicon: Lexicon) -> list[Fact]:
    """Each ware that was spoken of and not refused; without a quantity where the customer gave none."""
    seen = _Seen(lexicon)
    for place, turn in enumerate(turns):
        said = turn.said
        if said.passed_on or said.outside or not said.trusted:
            continue
        hits = lexicon.wares.find(said.own)
        if hits:
            _name(seen, said, hits, turns[place + 1 : place + 1 + _AHEAD])
        if seen.focus and _NUMBER.search(said.own):
            _count(seen, turn, hits)
    return list(_facts(seen))


def _facts(seen: _Seen) -> Iterator[Fact]:
    for name, (said, span) in seen.named.items():
        orders = [order for order in seen.orders.values() if order.name == name]
        for order in orders:
            yield _ordered(order)
        if not orders:
            value = {"name": name, "quantity": None, "unit": ""}
            yield said.fact("product", value, name, 0.75 if said.theirs else 0.6, span)


def _ordered(order: _Order) -> Fact:
    number = int(order.number) if order.number == order.number.to_integral_value() else float(order.number)
    unit = f"{order.unit}/{order.per}" if order.per else order.unit
    value = {"name": order.name, "quantity": number, "unit": unit}
    return order.said.fact("product", value, f"{order.name} {number:g}{unit}", order.confidence, order.span)


def _name(seen: _Seen, said: Said, hits: Sequence[Hit], following: Sequence[Turn]) -> None:
    if said.ours and _refused(following):
        return
    before = ""
    for name, start, end in hits:
        clause = said.clause_at(start)
        left, right = said.own[clause.start : start], said.own[end : clause.end]
        if before not in ("", name) and _SWAP.search(left):
            seen.drop(before)
        if said.theirs and not clause.asks and (_DROPPED_LEFT.search(left) or _DROPPED_RIGHT.match(right)):
            seen.drop(name)
        elif not _only_supposed(seen, said, start, name):
            seen.keep(name, said, (clause.start, max(end, clause.end)))
            before = name


def _only_supposed(seen: _Seen, said: Said, start: int, name: str) -> bool:
    """假如我买水泵呢; and what the customer refused does not come back by our naming it."""
    return name in seen.dropped if said.ours else seen.lexicon.says("if", said.own[max(0, start - _BREATH) : start])


def _refused(following: Sequence[Turn]) -> bool:
    """The customer's next words turn our offer down."""
    answer = next((turn.said for turn in following if turn.said.theirs), None)
    return answer is not None and _REFUSED.search(answer.own) is not None


# --- how many


def _count(seen: _Seen, turn: Turn, hits: Sequence[Hit]) -> None:
    said = turn.said
    plain = turn.plain
    for clause in said.clauses:
        if not _NUMBER.search(clause.text) or _foreign(clause, seen.lexicon):
            continue
        if said.theirs and _WHAT_FOR.search(clause.text):
            seen.orders = {key: order for key, order in seen.orders.items() if order.said.theirs}
            continue
        inside = [hit for hit in hits if clause.start <= hit[1] < clause.end]
        for one in [*_goods(plain[: clause.end], clause.start), *_bare(plain, clause, inside)]:
            within = any(start < one.end and one.start < end for _, start, end in inside)
            if (said.theirs or inside) and not within:
                _take(seen, turn, clause, one, inside)


def _goods(text: str, start: int) -> list[Quantity]:
    things = [one for one in quantities.counts(text) if not _NOT_GOODS.match(one.unit)]
    measures = [_thousand(one) for one in quantities.find(text) if one.unit in _MEASURES and not _far(text, one)]
    found = (one for one in (*things, *measures) if one.start >= start and " " not in text[one.start : one.end])
    return sorted(found, key=lambda one: one.start)


def _far(text: str, one: Quantity) -> bool:
    return one.unit == "km" and not text[one.start : one.end].endswith("千米")


def _thousand(one: Quantity) -> Quantity:
    """8千米 of cloth is 8,000 metres."""
    return one._replace(number=one.number * 1000, unit="m") if one.unit == "km" else one


def _bare(text: str, clause: Clause, inside: Sequence[Hit]) -> Iterator[Quantity]:
    """热成像24 枪机40: a number right behind the ware, and no money; 先要15k, 每月500."""
    behind = (_BARE.match(text, end, clause.end) for _, _, end in inside)
    for m in (*filter(None, behind), *_BARE_ORDER.finditer(text, clause.start, clause.end)):
        number = parse(m["num"])
        if number and number >= 2:
            yield Quantity(m.start("num"), m.end("num"), number, "")


def _foreign(clause: Clause, lexicon: Lexicon) -> bool:
    return lexicon.says("not_ours", clause.text) or lexicon.says("if", clause.text) or bool(lexicon.rivals.find(clause.text))


def _take(seen: _Seen, turn: Turn, clause: Clause, one: Quantity, inside: Sequence[Hit]) -> None:
    text, said = turn.plain, turn.said
    left, right = text[clause.start : one.start], text[one.end : clause.end]
    name, per = _whose(seen, text, one, inside), _per(left)
    known = seen.orders.get((name, per))
    wanted = inside or _orders(seen.lexicon, turn, clause, left)
    if (
        not wanted
        or _no_order(left, right, one, _touches(one, inside))
        or _weaker(known, said, one, clause, _touches(one, inside))
    ):
        return
    more = known is not None and known.said.index != said.index and _MORE.search(left)
    number = one.number + known.number if known and more else one.number
    sure = (0.85 if inside else 0.75) - (0.1 if clause.asks else 0) - (0.2 if said.ours else 0)
    unit = _unit(seen, name, one, text)
    seen.orders[name, per] = _Order(name, number, unit, per, said, (clause.start, clause.end), round(sure, 2))


def _weaker(known: _Order | None, said: Said, one: Quantity, clause: Clause, touching: bool) -> bool:
    """What we say, people, and a bare number do not replace a count of the customer's; what we only offer is no order."""
    if said.ours and _OFFERED.search(clause.text):
        return True
    weak = said.ours or one.unit in _PEOPLE or not (one.unit or touching)
    return known is not None and weak and (known.said.index == said.index or (known.said.theirs and known.unit not in _PEOPLE))


def _unit(seen: _Seen, name: str, one: Quantity, text: str) -> str:
    """As it was said; of a bare number the unit in which the ware was counted before."""
    if one.unit:
        return _NUMERAL.sub("", text[one.start : one.end]) or one.unit
    return next((order.unit for order in seen.orders.values() if order.name == name), "")


def _whose(seen: _Seen, text: str, one: Quantity, inside: Sequence[Hit]) -> str:
    """12台P12: the ware right behind; P12要12台: the one before; else the one that is being spoken of."""
    behind = [name for name, start, _ in inside if start >= one.end and text[one.end : start] in ("", "的", "装")]
    before = [name for name, _, end in inside if end <= one.start]
    after = [name for name, start, _ in inside if start >= one.end]
    return next(iter([*behind, *reversed(before), *after]), seen.focus)


def _touches(one: Quantity, inside: Sequence[Hit]) -> bool:
    return any(0 <= one.start - end <= _TOUCHING or 0 <= start - one.end <= 2 for _, start, end in inside)


def _no_order(left: str, right: str, one: Quantity, named: bool) -> bool:
    """Each, at least, in use now, the price of one, 两个问题."""
    if _TIME.match(right) or any(pattern.search(left) for pattern in (_EACH, _OWNED, _DENIED)) or _LIMIT.match(right):
        return True
    if one.number == 1 and (_PRICE_OF_ONE.search(left) or not re.search(r"[要来买订上拿先补换]", left)):
        return True
    return not (_AFTER.match(right) or named)


def _orders(lexicon: Lexicon, turn: Turn, clause: Clause, left: str) -> bool:
    """Somebody wants so many: by a word, by the question that is answered, or because nothing else is said."""
    asked = turn.asked is not None and lexicon.says("count_asked", turn.asked.own)
    alone = len(clause.text) <= 8
    return asked or alone or lexicon.says("order", clause.text) or bool(_CADENCE.search(left))


def _per(left: str) -> str:
    found = _CADENCE.search(left)
    return (found["per"] or found["per2"]) if found else ""
