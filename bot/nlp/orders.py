"""How many of a ware are wanted: counts, measures and bare numbers near it, and whose order they are (数量)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.nlp import quantities
from bot.nlp.lexicon import Lexicon
from bot.nlp.nicknames import Hit
from bot.nlp.numbers import parse
from bot.nlp.quantities import Quantity
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said

_NOT_GOODS = re.compile(
    r"(?:次|家|户|年|天|个?月|日|周|小时|个?钟|分|秒|轮|期|批|级|层|楼|页|倍|折|点|度|号|种|类|款|项|步|回|趟|遍|字|股|门|岁|路|句|声|下|场|季|代|边|面|方面|样|顿|餐|行|笔|章|通|档)\Z"
)
_MEASURES = ("t", "kg", "m²", "m", "km", "L", "MW")
NUMBER = re.compile(r"[\d一二两三四五六七八九十百千万]")
_AFTER = re.compile(
    r"(?:的(?:量|货|单)?|左右|上下|多|吧|了|哈|啊|呢|先|就|起步|要|给|试|发|到|来|也|报|总|合|含|加|订|样|量产|试产|小批|现货|货|用|即可|行|够|可以|能|什么价|多少|怎么|价|一起|打包|装)|[^一-鿿a-z]|\Z"
)
_TIME = re.compile(r"多?(?:月|星期|礼拜|小时|工作日|钟头)")
_EACH = re.compile(r"(?:一天|每天|每小时|每班产|日产|时产|每(?!个?[月年季周])|一共有|满|超过|凑|起订|起订量|moq)[^,。;]{0,3}\Z")
_LIMIT = re.compile(r"(?:以上|起订|起(?!码)|以内|以下|之内)")
_OWNED = re.compile(
    r"(?:现在|目前|原来|之前|以前|去年|上次|坏了?|报废|旧的?|老的?|在用|用着|库存|剩|还有|现有|退|返修|故障|收到)[^,。;\d]{0,6}\Z"
)
_PRICE_OF_ONE = re.compile(r"[元块万]\s?/?\s?\Z")
_DENIED = re.compile(r"(?:不是|不要|不用|没有|而非|塞不下|放不下|用不了|要不了)\s?\Z")
_CADENCE = re.compile(r"(?:每个?|一个?|按)(?P<per>月|年|季度|周)(?:用量)?|(?P<per2>[月年])(?:用量|需求|采购量|产能)")
_MORE = re.compile(r"(?:再加|多加|加多|加上|外加|另加|多要|再多要?|再要|再来|追加)\s?\Z")
_WHAT_FOR = re.compile(r"还买|还要那么多|哪要|哪用得|哪里要|要那么多干")
_BARE = re.compile(
    r"\s?(?:要|各|大概|大约|先)?(?P<num>\d{1,6}|\d{1,3}[kw万千](?:\d(?!\d))?|[一二两三四五六七八九十百]{2,4})"
    r"(?=[,。;! \x00]|\Z|左右|吧)"
)
_ALONE = re.compile(
    r"(?:大概|一共|总共|就|差不多|约)?(?P<num>\d{1,6}|[一二两三四五六七八九十百千万]{2,5})(?:吧|左右|多|上下|的样子)?"
)
_BARE_ORDER = re.compile(
    r"(?:用量|需求量?|先要|就要|只要|要|订|先拿|先做|加到|减到|改成|改为|得|来个|整个|凑个|拿|来|定|每个?月|一个?月|每年|一年)(?:大概|差不多|约)?\s?(?P<num>\d{2,6}|\d{1,3}k|[一二两三四五六七八九十百千]{2,4})"
    r"(?=[ ,。;!\x00]|\Z|带|左右)"
)
_OFFERED = re.compile(
    r"留|起订|起(?!来)|以上|如果|台的话|个的话|现货|库存|送您|送你|赠|免费|买.{1,4}送|别的客户|最多|每[台套个]"
)
_RESTATES = re.compile(r"[您你].{1,8}的话|那就(?!好|行|可以|这样|等)|那[一总]?共|一共|总共|合计|对吧|对吗|没错吧|就按|就是")
_PERSONS = re.compile(r"人(?![家民员工均才为机事脸])")
_PAST = re.compile(r"(?<![订定下加要报改变成排是错岔反漏到])了(?:我们|我|有|大概|快|将近)?\s?\Z")
"""走了九个, 点了二百颗: what has happened, and no order."""
_PIECES = re.compile(
    r"(?:(?<=[要订做铺换加拿补装来])(?P<num>\d{1,5}|[一二两三四五六七八九十百千]{1,5})块(?!钱|多|[\d一二三四五六七八九])"
    r"|(?<![\d.])(?P<nu2>\d{1,5}|[一二两三四五六七八九十百千]{1,5})块(?=[一-鿿]{2})(?!钱|多少|左右|[\d一二三四五六七八九每含就行可能成]))"
)
_SORTED = re.compile(r"(?:[分做拆成]|一式)\s?\Z")
_GROUPS = ("组", "批", "次", "期", "份", "箱", "车", "排", "种", "袋", "包")
"""64台 分两组: a way to pack or to count, not how many."""
_WANTS = re.compile(r"(?:要|订|定|做|铺|换|加|拿|补|装|来)\s?\Z")
_FOR_EVERY = re.compile(
    r"(?P<many>[\d一二两三四五六七八九十百千]{1,6})(?P<unit>[户间层班店家栋条车桌床房人])[^,。;!?\d]{0,8}(?P<each>[每一](?P=unit)[^,。;!?]{0,24})"
)
_CHANGED = re.compile(r"不够|改|加到|减到|变|错|应该|得|还是|总共|一共|合计")
_PLACES = ("间", "户", "层", "班", "店", "家", "栋", "门", "楼")
_PEOPLE = ("人", "名", "位")
_NUMERAL = re.compile(r"[\d.,一二两三四五六七八九十百千万亿wk多来几余~\s-]+")
_TOUCHING = 1
"""Characters between a ware and its number, for a noun behind the number not to matter."""


@dataclass(frozen=True, slots=True)
class Order:
    """How many of one ware; `per`: a month's or a year's need, empty: this time's."""

    name: str
    number: Decimal
    unit: str
    per: str
    said: Said
    span: tuple[int, int]
    confidence: float
    touching: bool = False
    """Whether the number stood right beside the ware."""
    end: int = 0
    """Where the number ended."""


@dataclass
class Seen:
    """What was named, what was ordered, and which ware is being spoken of."""

    lexicon: Lexicon
    taken: frozenset[tuple[int, int]] = frozenset()
    named: dict[str, tuple[Said, tuple[int, int]]] = field(default_factory=dict)
    orders: dict[tuple[str, str], Order] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    focus: str = ""
    first: str = ""
    """The only ware of the whole chat, that a count before its name is of: 要四十只 … 金镯."""

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


def count(seen: Seen, turn: Turn, hits: Sequence[Hit]) -> None:
    """What one message says of how many."""
    for clause in turn.said.clauses:
        if not NUMBER.search(clause.text) or _foreign(clause, seen.lexicon):
            continue
        if turn.said.theirs and _WHAT_FOR.search(clause.text):
            seen.orders = {key: order for key, order in seen.orders.items() if order.said.theirs}
            continue
        inside = [hit for hit in hits if clause.start <= hit[1] < clause.end]
        if turn.said.theirs or inside or _restated(seen, turn):
            _count_in(seen, turn, clause, inside)


def _count_in(seen: Seen, turn: Turn, clause: Clause, inside: Sequence[Hit]) -> None:
    plain = turn.plain
    times = _for_every(plain)
    for one in [*_goods(plain[: clause.end], clause.start), *_bare(plain, clause, inside)]:
        within = any(start < one.end and one.start < end for _, start, end in inside)
        if within or (turn.said.index, one.start) in seen.taken or _is_yuan(plain, one, inside):
            continue
        factor = next((many for start, end, many in times if start <= one.start < end), None)
        whole = one._replace(number=one.number * factor) if factor else one
        _take(seen, turn, clause, _people(plain, whole), inside, each=factor is not None)


def _is_yuan(text: str, one: Quantity, inside: Sequence[Hit]) -> bool:
    """五千块: 块 counts only what is asked for or named beside it."""
    return one.unit == "块" and not (_WANTS.search(text[: one.start]) or _touches(one, inside))


def _restated(seen: Seen, turn: Turn) -> bool:
    """Ours: 那就60台; 148台，一共31.8万; 共4套对吧."""
    return _RESTATES.search(turn.said.own) is not None or any(index == turn.said.index for index, _ in seen.taken)


def _people(text: str, one: Quantity) -> Quantity:
    """24个人 are people."""
    return one._replace(end=one.end + 1, unit="人") if one.unit == "个" and _PERSONS.match(text, one.end) else one


def _goods(text: str, start: int) -> list[Quantity]:
    things = [one for one in quantities.counts(text) if not _NOT_GOODS.match(one.unit)]
    measures = [_thousand(one) for one in quantities.find(text) if one.unit in _MEASURES and not _far(text, one)]
    pieces = _pieces(text, start) if "块" in text else []
    found = (one for one in (*things, *measures, *pieces) if one.start >= start and " " not in text[one.start : one.end])
    return sorted(found, key=lambda one: one.start)


def _pieces(text: str, start: int) -> list[Quantity]:
    """灯箱我要四十块, 52块楼栋牌: 块 counts where it is asked for, or where a thing follows."""
    found = ((m.span(m.lastgroup or 0), parse(m[m.lastgroup or 0])) for m in _PIECES.finditer(text, start))
    return [Quantity(left, right + 1, number, "块") for (left, right), number in found if number]


def _far(text: str, one: Quantity) -> bool:
    return one.unit == "km" and not text[one.start : one.end].endswith("千米")


def _thousand(one: Quantity) -> Quantity:
    """8千米 of cloth is 8,000 metres."""
    return one._replace(number=one.number * 1000, unit="m") if one.unit == "km" else one


def _bare(text: str, clause: Clause, inside: Sequence[Hit]) -> Iterator[Quantity]:
    """热成像24 枪机40: a number right behind the ware, and no money; 先要15k, 每月500."""
    behind = (_BARE.match(text, end, clause.end) for _, _, end in inside)
    alone = filter(None, [_ALONE.fullmatch(text, clause.start, clause.end)])
    for m in (*filter(None, behind), *alone, *_BARE_ORDER.finditer(text, clause.start, clause.end)):
        number = parse(m["num"])
        if number and number >= 2:
            yield Quantity(m.start("num"), m.end("num"), number, "")


def _foreign(clause: Clause, lexicon: Lexicon) -> bool:
    return lexicon.says("not_ours", clause.text) or lexicon.says("if", clause.text) or bool(lexicon.rivals.find(clause.text))


def _for_every(text: str) -> list[tuple[int, int, Decimal]]:
    """312户 每户1个网关4个面板: where each of how many is spoken of."""
    found = _FOR_EVERY.finditer(text) if "每" in text or "一" in text else ()
    return [(*m.span("each"), many) for m in found if (many := parse(m["many"]))]


def _take(seen: Seen, turn: Turn, clause: Clause, one: Quantity, inside: Sequence[Hit], *, each: bool = False) -> None:
    text, said = turn.plain, turn.said
    left, right = text[clause.start : one.start], text[one.end : clause.end]
    name, per = _whose(seen, text, one, inside), _per(left)
    known = seen.orders.get((name, per))
    wanted = inside or _orders(seen, turn, clause, left)
    touching = _touches(one, inside)
    priced = said.ours and _restated(seen, turn)
    if (
        not wanted
        or _no_order("" if each else left, right, one, touching or priced)
        or _weaker(known, said, one, clause, touching)
    ):
        return
    more = known is not None and known.said.index != said.index and _MORE.search(left)
    number = one.number + known.number if known and more else one.number
    sure = (0.85 if inside else 0.75) - (0.1 if clause.asks else 0) - (0.15 if said.ours else 0)
    unit = _unit(seen, name, one, text)
    seen.orders[name, per] = Order(name, number, unit, per, said, (clause.start, clause.end), round(sure, 2), touching, one.end)


def _weaker(known: Order | None, said: Said, one: Quantity, clause: Clause, touching: bool) -> bool:
    """What we say, people, and a bare number do not replace a count of the customer's; what we only offer is no order."""
    if said.ours and (_OFFERED.search(clause.text) or (known is not None and known.said.theirs)):
        return True
    if known is None:
        return False
    if known.said.index == said.index:
        if _CHANGED.search(said.own[known.end : one.end]) or _WANTS.search(said.own[: one.start]):
            return False
        if (known.unit in _PLACES) != (one.unit in _PLACES):
            return one.unit in _PLACES
        return not touching or known.touching
    weak = said.ours or one.unit in _PEOPLE or not (one.unit or touching)
    return weak and known.said.theirs and known.unit not in _PEOPLE


def _unit(seen: Seen, name: str, one: Quantity, text: str) -> str:
    """As it was said; of a bare number the unit in which the ware was counted before."""
    if one.unit:
        return _NUMERAL.sub("", text[one.start : one.end]) or one.unit
    return next((order.unit for order in seen.orders.values() if order.name == name), "")


def _whose(seen: Seen, text: str, one: Quantity, inside: Sequence[Hit]) -> str:
    """12台P12: the ware right behind; P12要12台: the one before; else the one that is being spoken of."""
    behind = [name for name, start, _ in inside if start >= one.end and text[one.end : start] in ("", "的", "装")]
    before = [name for name, _, end in inside if end <= one.start]
    after = [name for name, start, _ in inside if start >= one.end]
    return next(iter([*behind, *reversed(before), *after]), seen.focus or seen.first)


def _touches(one: Quantity, inside: Sequence[Hit]) -> bool:
    return any(0 <= one.start - end <= _TOUCHING or 0 <= start - one.end <= 2 for _, start, end in inside)


def _no_order(left: str, right: str, one: Quantity, named: bool) -> bool:
    """Each, at least, in use now, the price of one, 两个问题."""
    if _TIME.match(right) or any(pattern.search(left) for pattern in (_EACH, _OWNED, _DENIED, _PAST)) or _LIMIT.match(right):
        return True
    if one.unit == "把" and left.endswith("就"):  # 960就960吧
        return True
    if one.unit in _GROUPS and _SORTED.search(left):
        return True
    if one.number == 1 and (_PRICE_OF_ONE.search(left) or not re.search(r"[要来买订上拿先补换整搞弄装定给]", left)):
        return True
    return not (_AFTER.match(right) or named or one.unit == "人")


def _orders(seen: Seen, turn: Turn, clause: Clause, left: str) -> bool:
    """Somebody wants so many: by a word, by the question that is answered, or because nothing else is said."""
    asked = turn.asked is not None and seen.lexicon.says("count_asked", turn.asked.own)
    alone = len(clause.text) <= 8
    if turn.said.ours:
        return _restated(seen, turn)
    return asked or alone or seen.lexicon.says("order", clause.text) or bool(_CADENCE.search(left))


def _per(left: str) -> str:
    found = _CADENCE.search(left)
    return (found["per"] or found["per2"]) if found else ""
