"""How many of a ware are wanted: counts, measures and bare numbers near it, and whose order they are (数量)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain, pairwise

from bot.nlp import quantities, shares
from bot.nlp.lexicon import Lexicon
from bot.nlp.nicknames import Hit
from bot.nlp.numbers import parse
from bot.nlp.quantities import Quantity
from bot.nlp.state import Turn
from bot.nlp.text import SLIP, Clause, Said
from bot.nlp.uncounted import AREAS, ENOUGH, PEOPLE, SESSION, no_order, price_of_one, touches

_NOT_GOODS = re.compile(
    r"(?:次|家|户|年|天|个?月|日|周|小时|个?钟|分|秒|轮|期|批|级|层|楼|页|倍|折|点|度|号|种|类|款|项|步|回|趟"
    r"|遍|字|股|门|岁|路|句|声|下|场|季|代|边|面|方面|样|顿|餐|行|笔|章|通|档)\Z"
)
_HELD = re.compile(r"[营班课训讲坛坊会演播赛展团沙龙]|培训|活动|体检|巡检|保养|拍摄|论坛|认证")
"""Wares that are held in sessions."""
_HOLDS = re.compile(r"[办做开搞来上排讲分订要补加]\s?\Z")
_NO_SESSION = re.compile(r"[付款供还工]|一期|工程|项目|先|的(?=[款钱货])")
_MEASURES = ("t", "kg", "斤", "m²", "km²", "m", "km", "L", "MW")
NUMBER = re.compile(r"[\d一二两三四五六七八九十百千万]")
COUNTED = re.compile(rf"{NUMBER.pattern}|[俩仨]|[买来要订提拿上换配][台套辆架座艘樘]")
"""Something may be counted here."""
_ANOTHER = re.compile(
    r"(?:(?<![跟和帮给找问让])[他她]们?|人家|别人|那家|别家|对门|同行)(?:家|厂|店"
    r"|那边)?[^,。 \d]{0,5}[要拿订压买进走做用上装囤吃]了?[^,。 \d]{0,3}\Z"
)
"""他一次压200件货, said by us: another customer's."""
_SAMPLES = re.compile(r"样品|样件|样机|样布|小样|打样|试用装|测坏")
_CADENCE = re.compile(
    r"(?:每个?|一个?|按)(?P<per>月(?![底初末中])|年(?![底初末中])|季度|周(?![一二三四五六日末]))(?:用量)?"
    r"|(?P<per2>[月年])(?:用量|需求|采购量|产能)"
    r"|(?:每个?|一)(?P<per3>[天日])(?:大概|差不多|约|先|走|要|发|用|拿|送|配送?)?\s?\Z"
)
_MORE = re.compile(r"(?:再加|多加|加多|加上|外加|另加|多要|再多要?|再要|再来|追加)\s?\Z")
_LESS = re.compile(r"(?:(?<![加增])减少?|少[要拿来订做装配]?|砍掉?|去掉)\s?\Z")
_LESS_TOLD = re.compile(r"[^,。;!?]{0,2}(?:货|也|都|怎么|没|[的到吗么])")
_WHAT_FOR = re.compile(r"还买|还要那么多|哪要|哪用得|哪里要|要那么多干")
_BARE = re.compile(
    r"\s?(?:要|各|大概|大约|先|数量[:是]?|[:×*])?\s?(?P<num>\d{1,6}|\d{1,3}[kw万千](?:\d(?!\d))?"
    r"|[一二两三四五六七八九十百]{2,4})"
    r"(?=[,。;! \x00]|\Z|左右|吧)"
)
_ALONE = re.compile(
    r"(?:大概|一共|总共|就|差不多|约|先说|先按|先算|算)?(?P<num>\d{1,6}"
    r"|[一二两三四五六七八九十百千万]{2,5})(?:吧|左右|多|上下|的样子|够了?|就够了?|就行)?"
)
_ALONE_THERE = re.compile(r"[ ,。;!].+(?:[ ,。;!]|(?<![ ,。;!]))")
"""288就288 50箱 6月15号送来."""
_SLIPPED = re.compile(r"(?<=[\d十百千万])顿(?![饭餐午早晚])")
"""20顿: 吨 as an input method slips it."""
_MISSAID = re.compile(r"说[少多错漏]|[记算看报写]错|核[了过对]|核实|改|不对|应该")
_IS = re.compile(r"(?:应该)?是\s?(?P<num>\d{1,6}万?|[一二两三四五六七八九十百千万]{2,5})(?=[,。;! ]|\Z|吧|才对)")
"""骨架是3600 我说少了."""
_CORRECTED = re.compile(
    r"(?:[哦噢啊]不[是对]?|不对|(?<![一-鿿])不|改[成到为]?|变[成为]?|[砍压降加减缩调提涨]到|应该是|应该要"
    r"|其实是|得|说[少多错]了|[数记写打]错了"
    r"|(?:[少多减加][一两二三四五六七八九十\d]{1,3}[一-鿿]))"
    r"[ ,]?(?:是|就|要)?(?P<num>\d{1,6}|[一二三四五六七八九十百千]{2,5})(?:了|吧|才对|就行|就好|够了)?(?=[ ,。;!?]|\Z)"
)
"""哦不 28, 砍到20, 应该是32: a bare number instead of one that stands."""
_ENOUGH_BARE = re.compile(r"(?:\A|(?<=[ ,。;!啊吧嗯呢]))(?P<num>\d{1,6})(?=就?够|就行|就好|就可以|足够)")
_PAIR = re.compile(r"(?<![你我您咱他她它这那们哥姐兄妹])(?P<num>[俩仨])(?=[ ,。;!]|\Z|[吧就够行]|[一-鿿]{2})")
_FIRST = re.compile(r"\s?(?:现在|改|就|得)?(?P<num>\d{1,6})(?= |,|。|\Z)")
"""The answer to 总数还是460套不: 380 走了一批人."""
_BARE_ORDER = re.compile(
    r"(?:数量[:是]?|用量|需求量?|先要|就要|只要|要|订|先拿|先做|加到|减到|改成|改为|得|来个|整个|凑个|拿|来"
    r"|定|按|每个?月|一个?月|每年|一年)(?:大概|差不多"
    r"|约)?\s?(?P<num>\d{2,6}|\d{1,3}k|[一二两三四五六七八九十百千]{2,4})"
    r"(?=[ ,。;!\x00]|\Z|带|左右|写|报|算)"
)
_REPLACES = re.compile(r"(?:改|变|减|加|降|砍|调|缩|扩)(?:成|到|为)\s?\Z|按\s?\Z")
_MOVED = re.compile(r"(?:提|升|涨|加|增|减|降|砍|缩|调)[到成至为]\s?\Z")
"""从每天40斤提到90斤: each day, too."""
_OFFERED = re.compile(
    r"(?<!先)送[一两二三四五六七八九十\d]|留|起订|(?<!一)起(?!来)|以上|如果|台的话|个的话|现货|库存|送您|送你"
    r"|赠|免费|买.{1,4}送|别的客户|最多|每[台套个]"
)
_RESTATES = re.compile(
    r"[您你].{1,8}的话|那就(?!好|行|可以|这样|等)|那[一总]?共|一共|总共|合计|对吧|对吗|没错吧|就按|就是"
    r"|按[\d一二两三四五六七八九十百千]{1,6}[^,。;]{1,6}(?:做|出|报|算|走|写)"
)
_PERSONS = re.compile(r"人(?![家民员工均才为机事脸])")
_PIECES = re.compile(
    r"(?:(?<=[要订做铺换加拿补装来])(?P<num>\d{1,5}|[一二两三四五六七八九十百千]{1,5})块(?!钱|多|[\d一二三四五六七八九])"
    r"|(?<=[屏板牌砖匾])(?:同样|也是?|还是|都|各|就)?(?P<nu3>\d{1,5})块(?=[,。 投发装要]|\Z)"
    r"|(?<![\d.])(?P<nu2>\d{1,5}|[一二两三四五六七八九十百千]{1,5})块(?=[一-鿿]{2})(?!钱|多少|左右"
    r"|[\d一二三四五六七八九每含就行可能成]))"
)
_SLABS = re.compile(r"[屏板牌砖匾](?:同样|也是?|还是|都|各|就)?\Z")
_WANTS = re.compile(r"(?:要|订|定|做|铺|换|加|拿|补|装|来)\s?\Z")
_FOR_EVERY = re.compile(
    r"(?P<many>[\d一二两三四五六七八九十百千]{1,6})(?P<unit>[户间层班店家栋条车桌床房人])[^,。;!?\d]{0,8}"
    r"(?P<each>[每一](?P=unit)(?:(?!一共|总共|合计|共计|拢共|再加|另外|外加)[^,。;!?]){0,24})"
)
_FOR_EACH = re.compile(
    r"(?P<many>[\d一二两三四五六七八九十百千]{1,4})(?:个(?P<noun>[一-鿿]{1,4}?)|条(?P<line>线))[^。;!?\d]{0,6}?"
    r"(?P<each>(?:(?:[每一][个条])(?:(?P=noun)|(?P=line))?|(?<=房|间|店|区|厂|库|仓|楼|点|站|线|司|部|班"
    r"|组)各)(?:(?!一共|总共|合计|共计|再加"
    r"|另外)[^,。;!?]){0,16})"
)
_CHANGED = re.compile(r"不对|不是|[哦啊噢]不|不不|口误|手误|不够|改|加到|减到|变|错|应该|得|还是|总共|一共|合计")
_PLACES = ("间", "户", "层", "班", "店", "家", "栋", "门", "楼")
_NUMERAL = re.compile(r"[\d.,一二两三四五六七八九十百千万亿wk多来几余~\s-]+")
_ELIDED = re.compile(
    r"(?<![\d一二三四五六七八九十百千万])[买来要订提拿上换配](?P<unit>[台套辆座艘樘]|(?<!上)架)(?![一-鿿]?[阶子风班])"
)
_TRIAL = re.compile(r"试|样|压测|测一?[下把]|体验|先(?:拉|放|弄)一")
_ALL = re.compile(r"(?:各|都|均)(?:自)?(?:要|来|上|订|是|按|先|做|拿)?\s?\Z")
_JOINED = re.compile(r"\s?(?:[、和跟与加及]|还有)?\s?")
_SMALLEST, _LARGEST = Decimal("0.2"), Decimal(5)
"""How far a corrected number may be from the one that stood."""


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
    sample: bool = False
    """Whether it was samples that were counted."""
    lot: str = ""
    """What part of the whole it was said of: 莫干山店, 米白."""


@dataclass
class Seen:
    """What was named, what was ordered, and which ware is being spoken of."""

    lexicon: Lexicon
    taken: frozenset[tuple[int, int]] = frozenset()
    priced: frozenset[int] = frozenset()
    """Messages in which money was told."""
    agreed: frozenset[int] = frozenset()
    """Our messages that proposed a number and were agreed to."""
    named: dict[str, tuple[Said, tuple[int, int]]] = field(default_factory=dict)
    orders: dict[tuple[str, str], Order] = field(default_factory=dict)
    lots: dict[tuple[str, str], dict[str, Order]] = field(default_factory=dict)
    """The further lots of an order, by their labels."""
    dropped: set[str] = field(default_factory=set)
    owned: dict[str, tuple[Said, tuple[int, int]]] = field(default_factory=dict)
    """Wares that the customer has already: wanted only where no other is."""
    refused: dict[str, int] = field(default_factory=dict)
    """The message in which a ware was turned down."""
    focus: str = ""
    former: str = ""
    """The ware that was spoken of before."""
    first: str = ""
    """The only ware of the whole chat, that a count before its name is of: 要四十只 … 金镯."""

    def keep(self, name: str, said: Said, span: tuple[int, int], *, aside: bool = False) -> None:
        """The customer's first words for it, else ours. `aside`: the talk goes on of another."""
        if aside and self.focus in ("", name):
            self.focus = self.former or name
        elif not aside:
            self.focus, self.former = name, self.former if name == self.focus else self.focus
        self.dropped.discard(name)
        if name not in self.named or (said.theirs and self.named[name][0].ours):
            self.named[name] = said, span

    def own(self, name: str, said: Said, span: tuple[int, int]) -> None:
        """The customer has it: our naming it before was no wish of his."""
        if name in self.named and self.named[name][0].ours:
            self.drop(name)
        if name not in self.named:
            self.owned.setdefault(name, (said, span))

    def refuse(self, name: str, said: Said) -> None:
        self.drop(name)
        self.refused[name] = said.index

    def drop(self, name: str) -> None:
        self.dropped.add(name)
        self.named.pop(name, None)
        self.orders = {key: order for key, order in self.orders.items() if key[0] != name}


def count(seen: Seen, turn: Turn, hits: Sequence[Hit]) -> None:
    """What one message says of how many."""
    for clause in turn.said.clauses:
        if not COUNTED.search(clause.text) or _foreign(clause, seen.lexicon):
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
    for one in chain(
        _goods(plain[: clause.end], clause.start),
        _bare(plain, clause, inside, turn.counting),
        _elided(plain, clause, inside),
        _second_lot(seen, plain, turn, clause),
        _corrected(seen, plain, turn, clause),  # looks at what was read before it
    ):
        within = any(start < one.end and one.start < end for _, start, end in inside)
        if within or (turn.said.index, one.start) in seen.taken or _is_yuan(plain, one, inside):
            continue
        factor = next((many for start, end, many in times if start <= one.start < end), None)
        whole = one._replace(number=one.number * factor) if factor else one
        _take(seen, turn, clause, _people(plain, whole), inside, each=factor is not None)


def _corrected(seen: Seen, text: str, turn: Turn, clause: Clause) -> Iterator[Quantity]:
    """Only of the size of the number that stands; counted in its unit."""
    name = seen.focus or seen.first
    known = next((order for order in reversed(seen.orders.values()) if order.name == name), None)
    if known is None or turn.said.ours:
        return
    found = [*_CORRECTED.finditer(text, clause.start, clause.end), *_ENOUGH_BARE.finditer(text, clause.start, clause.end)]
    if turn.said.index == known.said.index and SLIP.search(text, known.end, clause.start):
        found += filter(None, [_IS.match(text, clause.start, clause.end)])  # 12台 不对 说错了 是21
    for m in found:
        number = parse(m["num"])
        if number and _SMALLEST <= number / known.number <= _LARGEST:
            yield Quantity(m.start("num"), m.end("num"), number, known.unit)


def _second_lot(seen: Seen, text: str, turn: Turn, clause: Clause) -> Iterator[Quantity]:
    """一厂60个 二厂45."""
    before = any(order.lot and order.said.index == turn.said.index for order in seen.orders.values())
    m = shares.BARE.match(text, clause.start, clause.end) if before else None
    if m and (number := parse(m["num"])):
        yield Quantity(m.start("num"), m.end("num"), number, "")


def _elided(text: str, clause: Clause, inside: Sequence[Hit]) -> Iterator[Quantity]:
    """买台B20, B20来套: 一 left out."""
    for m in _ELIDED.finditer(text, clause.start, clause.end):
        if m.end() == clause.end or any(0 <= start - m.end() <= 1 for _, start, _ in inside):
            yield Quantity(m.start("unit"), m.end("unit"), Decimal(1), m["unit"])


def _is_yuan(text: str, one: Quantity, inside: Sequence[Hit]) -> bool:
    """五千块: 块 counts only what is asked for or named beside it."""
    slabs = _SLABS.search(text, max(0, one.start - 3), one.start)
    return one.unit == "块" and not (slabs or _WANTS.search(text[: one.start]) or touches(one, inside))


def _restated(seen: Seen, turn: Turn) -> bool:
    """Ours: 那就60台; 148台，一共31.8万; 共4套对吧."""
    index = turn.said.index
    return _RESTATES.search(turn.said.own) is not None or index in seen.priced or index in seen.agreed


def _people(text: str, one: Quantity) -> Quantity:
    """24个人 are people."""
    return one._replace(end=one.end + 1, unit="人") if one.unit == "个" and _PERSONS.match(text, one.end) else one


def _goods(text: str, start: int) -> list[Quantity]:
    text = _SLIPPED.sub("吨", text) if "顿" in text else text
    things = [one for one in quantities.counts(text) if not _NOT_GOODS.match(one.unit) or _is_session(text, one)]
    measures = [_thousand(one) for one in quantities.find(text) if one.unit in _MEASURES and not _far(text, one)]
    pieces = _pieces(text, start) if "块" in text else []
    found = (one for one in (*things, *measures, *pieces) if one.start >= start and " " not in text[one.start : one.end])
    return sorted(found, key=lambda one: one.start)


def _is_session(text: str, one: Quantity) -> bool:
    return bool(SESSION.match(one.unit) and not _NO_SESSION.match(text, one.end))


def _pieces(text: str, start: int) -> list[Quantity]:
    """灯箱我要四十块, 52块楼栋牌: 块 counts where it is asked for, or where a thing follows."""
    found = ((m.span(m.lastgroup or 0), parse(m[m.lastgroup or 0])) for m in _PIECES.finditer(text, start))
    return [Quantity(left, right + 1, number, "块") for (left, right), number in found if number]


def _far(text: str, one: Quantity) -> bool:
    return one.unit == "km" and not text[one.start : one.end].endswith("千米")


def _thousand(one: Quantity) -> Quantity:
    """8千米 of cloth is 8,000 metres."""
    return one._replace(number=one.number * 1000, unit="m") if one.unit == "km" else one


def _bare(text: str, clause: Clause, inside: Sequence[Hit], counting: str) -> Iterator[Quantity]:
    """热成像24 枪机40: a number right behind the ware, and no money; 先要15k, 每月500."""
    behind = [_BARE.match(text, end, clause.end) for _, _, end in inside]
    if _MISSAID.search(text):
        behind += [_IS.match(text, end, clause.end) for _, _, end in inside]
    alone = filter(None, [_ALONE.fullmatch(text, clause.start, clause.end)])
    first = filter(None, [_FIRST.match(text) if counting and not clause.start else None])
    for m in _PAIR.finditer(text, clause.start, clause.end) if "俩" in text or "仨" in text else ():
        yield Quantity(m.start("num"), m.end("num"), Decimal(2 if m["num"] == "俩" else 3), "")
    for m in (*filter(None, behind), *alone, *first, *_BARE_ORDER.finditer(text, clause.start, clause.end)):
        number = parse(m["num"])
        if number and number >= 2:
            yield Quantity(m.start("num"), m.end("num"), number, counting if m.re is _FIRST else "")


def _foreign(clause: Clause, lexicon: Lexicon) -> bool:
    return lexicon.says("not_ours", clause.text) or lexicon.says("if", clause.text) or bool(lexicon.rivals.find(clause.text))


def _for_every(text: str) -> list[tuple[int, int, Decimal]]:
    """312户 每户1个网关4个面板: where each of how many is spoken of."""
    found = _FOR_EVERY.finditer(text) if "每" in text or "一" in text else ()
    more = _FOR_EACH.finditer(text) if "个" in text or "条" in text else ()
    return [(*m.span("each"), many) for m in (*found, *more) if (many := parse(m["many"]))]


def _take(seen: Seen, turn: Turn, clause: Clause, one: Quantity, inside: Sequence[Hit], *, each: bool = False) -> None:
    text, said = turn.plain, turn.said
    left = text[clause.start : one.start]
    name, per = _whose(seen, text, one, inside), _per(left)
    moved = _MOVED.search(left) or (said.theirs and SLIP.search(text, 0, one.start))
    per = per or (_only_per(seen, name) if moved or not one.unit else "")
    known = seen.orders.get((name, per))
    if _no_ware_of(name, known, one, left, inside) or (
        known and said.theirs and _changed(seen, turn, clause, one, known, inside)
    ):
        return
    if said.ours and any(order.name == name and order.number == one.number for order in seen.orders.values()):
        return
    for_one = said.ours and not known and price_of_one(one, left, text[one.end : clause.end], inside)
    if for_one or _is_order(seen, turn, clause, one, inside, known, left="" if each or _daily(seen, per, said, one) else left):
        _put(seen, turn, clause, one, inside, name, per)


def _no_ware_of(name: str, known: Order | None, one: Quantity, left: str, inside: Sequence[Hit]) -> bool:
    """一期 is none of a pump; 参数表给我一份."""
    if SESSION.match(one.unit):
        return not (_HELD.search(name) and (_HOLDS.search(left) or touches(one, inside)))
    return one.unit == "份" and not (inside or (known and known.unit == "份"))


def _changed(seen: Seen, turn: Turn, clause: Clause, one: Quantity, known: Order, inside: Sequence[Hit]) -> bool:
    """减5台 of those that stand, or a further lot of them."""
    text, said, key = turn.plain, turn.said, (known.name, known.per)
    span = clause.start, clause.end
    less = known.said.index != said.index and _LESS.search(text[clause.start : one.start])
    if less and not _LESS_TOLD.match(text, one.end) and one.number < known.number and _unit_of(text, one) == known.unit:
        seen.orders[key] = replace(known, number=known.number - one.number, said=said, span=span)
        return True
    lot = _lot(text, clause, one, inside)
    if not (lot and _further(seen, known, said, one, lot)):
        return False
    further = replace(known, number=one.number, said=said, span=span, lot=lot, end=one.end)
    if lot == known.lot:
        seen.orders[key] = further
    else:
        seen.lots.setdefault(key, {})[lot] = further
    return True


def _is_order(
    seen: Seen, turn: Turn, clause: Clause, one: Quantity, inside: Sequence[Hit], known: Order | None, *, left: str
) -> bool:
    text, said = turn.plain, turn.said
    right, touching = text[one.end : clause.end], touches(one, inside)
    same = known is not None and said.theirs and one.unit and _unit_of(text, one) == known.unit
    wanted = inside or same or _orders(seen, turn, clause, one, text[clause.start : one.start])
    if not wanted and not (said.theirs and ENOUGH.match(right)):
        return False
    named = touching or (said.ours and _restated(seen, turn))
    return not (no_order(left, right, one, named=named) or _weaker(known, said, one, clause, touching))


def _put(seen: Seen, turn: Turn, clause: Clause, one: Quantity, inside: Sequence[Hit], name: str, per: str) -> None:
    text, said, known = turn.plain, turn.said, seen.orders.get((name, per))
    left = text[clause.start : one.start]
    more = known is not None and known.said.index != said.index and _MORE.search(left)
    sure = (0.85 if inside else 0.75) - (0.1 if clause.asks else 0) - (0.15 if said.ours else 0)
    order = Order(
        name,
        one.number + known.number if known and more else one.number,
        _unit(seen, name, one, text),
        per,
        said,
        (clause.start, clause.end),
        round(sure, 2),
        touches(one, inside),
        one.end,
        _SAMPLES.search(clause.text) is not None,
        _lot(text, clause, one, inside),
    )
    if not inside and not one.unit and _REPLACES.search(text[: one.start]):  # 桌椅各150套, 工位改成120: both
        moved = {known.number} if known else {other.number for other in seen.orders.values()}
        alike = [other for other in seen.orders.values() if other.per == per and {other.number} == moved]
        seen.orders |= {
            (other.name, per): replace(order, name=other.name, unit=other.unit) for other in alike if other != known
        }
    for other_name in _alike(text, one, inside) if inside and _ALL.search(left) else ():
        seen.orders[other_name, per] = replace(order, name=other_name)
    seen.orders[name, per] = order
    seen.lots.pop((name, per), None)


def _lot(text: str, clause: Clause, one: Quantity, inside: Sequence[Hit]) -> str:
    """莫干山店的四件套320套, 四件套莫干山店320套."""
    before = [hit for hit in inside if hit[2] <= one.start]
    named = before[-1] if before else ("", clause.start, clause.start)
    if text[named[2] : one.start].strip() or not before:
        return shares.label(text, named[2], one.start)
    start = named[1] - text[clause.start : named[1]].endswith("的")
    return shares.label(text, clause.start, start)


def _alike(text: str, one: Quantity, inside: Sequence[Hit]) -> Iterator[str]:
    """水泵和阀门各20套: the wares before the last one, each joined to the next."""
    before = [hit for hit in inside if hit[2] <= one.start]
    for hit, following in reversed([*pairwise(before)]):
        if not _JOINED.fullmatch(text[hit[2] : following[1]]):
            return
        yield hit[0]


def _further(seen: Seen, known: Order, said: Said, one: Quantity, lot: str) -> bool:
    """Another lot of the same ware, or a new number for one of several."""
    if one.unit and _unit_of(said.own, one) != known.unit:
        return False
    if lot in (known.lot, *seen.lots.get((known.name, known.per), ())):
        return bool(seen.lots.get((known.name, known.per)))
    together = known.said.index == said.index
    corrected = _CHANGED.search(said.own[known.end if together else 0 : one.end])
    return not corrected and shares.apart(lot, known.lot, together=together)


def _daily(seen: Seen, per: str, said: Said, one: Quantity) -> bool:
    """整车每天2车: a day's need, where the ware is named before it; not 每天用水3吨."""
    return per == "天" and said.theirs and any(end <= one.start for _, _, end in seen.lexicon.wares.find(said.own))


def _weaker(known: Order | None, said: Said, one: Quantity, clause: Clause, touching: bool) -> bool:
    """What we say, people, and a bare number do not replace a count of the customer's; what we only offer is no order."""
    if said.ours and (_OFFERED.search(clause.text) or _ANOTHER.search(said.own[clause.start : one.start])):
        return True
    if known is None or (touching and known.unit in AREAS and one.unit not in AREAS):
        return False
    if said.ours and known.said.theirs:
        return True
    if SESSION.match(one.unit) or SESSION.match(known.unit):
        return bool(SESSION.match(known.unit)) and known.unit != one.unit
    if known.said.index == said.index:
        return not _MOVED.search(said.own[clause.start : one.start]) and _beside(known, said, one, touching)
    tried = not touching and _TRIAL.search(said.own[max(0, clause.start - 8) : clause.end])
    return bool(one.number < known.number and tried) or _vaguer(known, said, one, touching)


def _beside(known: Order, said: Said, one: Quantity, touching: bool) -> bool:
    """Of two counts in one message the first stands, unless the second is asked for, or corrects it."""
    text = said.own
    if _CHANGED.search(text[known.end : one.end]) or _WANTS.search(text[: one.start]) or ENOUGH.match(text, one.end):
        return False
    if (known.unit in _PLACES) != (one.unit in _PLACES):
        return one.unit in _PLACES
    return not touching or known.touching


def _vaguer(known: Order, said: Said, one: Quantity, touching: bool) -> bool:
    replaces = _REPLACES.search(said.own[: one.start])
    weak = said.ours or one.unit in PEOPLE or not (one.unit or touching or replaces)
    return weak and known.said.theirs and known.unit not in PEOPLE


def _unit_of(text: str, one: Quantity) -> str:
    return _NUMERAL.sub("", text[one.start : one.end]).replace("顿", "吨") or one.unit


def _unit(seen: Seen, name: str, one: Quantity, text: str) -> str:
    """As it was said; of a bare number the unit in which the ware was counted before."""
    if one.unit:
        return _unit_of(text, one)
    return next((order.unit for order in seen.orders.values() if order.name == name), "")


def _whose(seen: Seen, text: str, one: Quantity, inside: Sequence[Hit]) -> str:
    """12台P12: the ware right behind; P12要12台: the one before; else the one that is being spoken of."""
    behind = [name for name, start, _ in inside if start >= one.end and text[one.end : start] in ("", "的", "装")]
    before = [name for name, _, end in inside if end <= one.start]
    after = [name for name, start, _ in inside if start >= one.end]
    return next(iter([*behind, *reversed(before), *after]), seen.focus or seen.first)


def _orders(seen: Seen, turn: Turn, clause: Clause, one: Quantity, left: str) -> bool:
    """Somebody wants so many: by a word, by the question that is answered, or because nothing else is said."""
    asked = turn.asked is not None and seen.lexicon.says("count_asked", turn.asked.own)
    alone = len(clause.text) <= 8 or _ALONE_THERE.fullmatch(turn.plain[one.start - 1 : one.end + 1]) is not None
    if turn.said.ours:
        return _restated(seen, turn)
    return asked or alone or seen.lexicon.says("order", clause.text) or bool(_CADENCE.search(left))


def _only_per(seen: Seen, name: str) -> str:
    """4500一个月保不了 按3800写: a bare number is counted as the one before it."""
    pers = {per for ware, per in seen.orders if ware == name}
    return pers.pop() if len(pers) == 1 else ""


def _per(left: str) -> str:
    found = _CADENCE.search(left)
    return (found["per"] or found["per2"] or found["per3"].replace("日", "天")) if found else ""
