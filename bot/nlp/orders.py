"""How many of a ware are wanted, and whose order they are (数量)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain, pairwise

from bot.nlp import across, counted, nicknames, shares
from bot.nlp.amended import Amended, amended
from bot.nlp.lexicon import Lexicon
from bot.nlp.nicknames import Hit
from bot.nlp.numbers import parse
from bot.nlp.patterns import late
from bot.nlp.quantities import Quantity
from bot.nlp.standing import MOVED, REPLACES, Order, further, set_right, unit_of, weaker
from bot.nlp.state import Turn
from bot.nlp.text import SLIP, Clause, Said
from bot.nlp.uncounted import (
    CANCELLED,
    ENOUGH,
    PEOPLE,
    PIECES,
    SESSION,
    in_stock,
    in_the_name,
    no_order,
    of_places,
    price_of_one,
    touches,
)

_HELD = late(r"[营班课讲坛坊会演播赛展团沙龙]|训(?!练)|一对一|辅导|私教|陪练|培训|活动|体检|巡检|保养|拍摄|论坛|认证")
"""Wares that are held in sessions."""
_HOLDS = late(r"(?:[办做开搞来上排讲分订要补加就]|[加增提减砍降调改][到成为])\s?\Z")
_SAMPLES = late(r"样品|样件|样机|样布|小样|打样|试用装|测坏")
_CADENCE = late(
    r"(?:每个?|(?<![撑签用租包保试了过])一个?|按|全)(?P<per>月(?![底初末中])|年(?![底初末中])|季度|周(?![一二三四五六日末])|(?:礼拜|星期)(?![一二三四五六日天末]))(?:用量)?(?![^,。;]{12})"
    r"|(?P<per2>[月年])(?:用量?|需求|采购量|产能)"
    r"|(?:每个?|一)(?P<per3>[天日])(?:大概|差不多|约|先|走|得|需要?|要|发|用|拿|送|配送?|给我们?|留){0,2}\s?\Z"
)
_DAILY = late(
    r"(?:[我咱]们?|一个?[店家厂]|撑死|最多|大概|差不多|也就|平时|先|暂时|现在){0,3}[每一][天日]"
    r"(?:大概|差不多|约|先|要|走|发|拿|得|需要?|送){0,2}\s?"
)
_PER_BEHIND = late(r"[每/]个?(?P<per>[天月周年])(?![前后内底初末])")
"""8300份每天."""
_MORE = late(
    r"(?:再加|多加|加多|加上|外加|另加|多要|再多要?|再要|再来|追加|增加|多[来拿订配上]|再[添订拿补上配添]|(?<![增再])添)\s?\Z"
)
_LESS = late(r"(?:(?<![加增])减少?|(?<!多)少[要拿来订做装配印买进报上换铺]?|砍掉?|去掉)\s?\Z")
_LESS_TOLD = late(r"[^,。;!?]{0,2}(?:货|我|就|扣|也|都|怎么|没|[的到吗么])")
_ARRIVED = late(r"到了|到货|送来|收到|点[了过完]|实[收到]|卸")
"""送来十一套 少一套: so many are still owed."""
_WHAT_FOR = late(r"还买|还要那么多|哪要|哪用得|哪里要|要那么多干")
_ALONE_THERE = late(r"[ ,。;!].+(?:[ ,。;!]|(?<![ ,。;!]))")
"""288就288 50箱 6月15号送来."""
_RESTATES = late(
    r"[您你].{1,8}的话|那就(?!好|行|可以|这样|等)|那[一总]?共|一共|总共|合计|对吧|对吗|没错吧|就按|就是"
    r"|按[\d一二两三四五六七八九十百千]{1,6}[^,。;]{1,6}(?:做|出|报|算|走|写)"
)
_ALL = late(r"(?:各|都|均|全)(?:自)?(?:要|来|上|订|是|按|先|做|拿|(?:改|换|变|加|减|降|调)(?:成|到|为)|改)?\s?\Z")
_TOLD_BARE = late(r"(?:\A|(?<=[ ,。;!?成到为是]))(?P<num>\d{2,6})(?=[ ,。;!?]|\Z)")
_THEN = late(r"[^,。;!?\d]{0,4}(?:就|会|可能|才)")
"""要是签下来 那就得四十车."""
_BUDGET = late("预算|经费|额度|价|[钱款费]")
_REPLACED = late(r"[补换调备][您你]?们?(?=[\d两三四五六七八九十])|够不够|都齐|给[您你]备")
_SENT_ON = late(r"[让叫喊][他她](?:自己)?[来去]?(?:找|联系|加)[你您]")
"""老孟也想要一台 让他自己找你: another's order."""
_SENTENCE = late(r"[。!?]")
_BREATH = 60
"""Characters that a supposition reaches."""
_ONE_BREATH = 22
"""Characters; who dictates without a pause says more in a clause, and of more than one thing."""
_BREATH_BEFORE, _BREATH_BEHIND = 16, 4
"""Characters around a number that are said with it."""
_MUCH = 50
"""How much more than the number that stands is no count of the same ware."""
_FEW = 5
"""Fewer copies are of papers: 参数表给我一份."""
_OTHER_THING = late(
    r"[一-鿿][机器仪柜架箱桶板管灯阀泵床椅桌锅炉罐梯门帘屏镜秤表锁盒袋瓶线带环壳盖子]"
    r"(?:(?:也|还|都)[要来订上配拿装买]|(?:也|还|都)?[要想]?[借租])\s?\Z"
)
"""球机也要: a thing that is no ware of ours."""
_ITSELF = late(r"(?:机器|仪器|[那这新老大小].)[也还都][要来订上配拿装买]\s?\Z")
_LEFT = late(
    r"(?:[减砍去退少]|取消)[掉了]?\s?(?:\d{1,6}|[一二两三四五六七八九十百]{1,5})[一-鿿]?[ ,]{0,2}"
    r"(?:就|还|只)?[剩留](?:下|个)?\s?\Z"
)
"""减4台 剩20台."""
_NEAR = 20
_SURE = 0.75
_AGO = 2
"""Messages back in which prices are being spoken of."""
_PLACES = late(r"名额|[座席床]位|位子|坐席|[账帐]号|号(?=[ ,。;!多一吧]|\Z)|授权|用户|并发|点位")
_CLOSE_BEFORE = late(r"(?!一[下起共直定些点般样])[\d一二两三四五六七八九十百千万]{1,8}[一-鿿]\Z")
_JOINED = late(r"\s?(?:[、,和跟与加及+/&]|还有)?\s?")
_AS_MANY = late(
    r"\s?(?:我?[也都还]是?|[跟和与同][^,。;!?]{1,5}|跟着走[ ,]{0,2})?"
    r"(?:一样的?(?:数|多|的?数[量目]|的?量)|同样(?:的)?(?:数[量目]?|多)|同[数量]|[一1][比:][一1]|等量|(?<=[也是就])[这那]么多|数[量目]?(?:一样|相同|同上))"
    r"(?=[ ,。;!吧哈啊]|\Z|要|来)"
)
"""升降桌115张 椅子一样多."""
_ALIKE_TOO = late(r"\s?(?:我?[也都]是?)?(?:一样|同样)(?=[ ,。;]|\Z)")
_AS_IT_IS = late(r"不变|照旧|不动|没变|照原来")
"""二百四十套 毛巾不变: what stands before it is another's."""
_AHEAD = late(r" ?(?:每个?[一-鿿]|还是|大概|差不多|约|[要先来也就得]){0,2}")
_OWN_NUMBER = late(r"(?:也|就|各|先)?(?:要|来|是)?\s?(?:\d|[一二两三四五六七八九十百千]{1,4}[一-鿿])")
"""那就3000 阀门也3000个."""
_YOURS = late(r"[你您贵]们?[家司]?的|咱们?家?的")
_KIND = late(rf"{_YOURS.pattern}|[^,。;!?\d ]{{1,8}}(?<![用要装配放坐])的")
_IN_BETWEEN = late(r"(?:每个?[一-鿿]|我们?|咱们?|再|先|给我|[要来拿订上得]|[加减增提降]到|大概|差不多|约|一共|一起|\s){0,6}")


@dataclass
class Seen:
    """What was named, what was ordered, and which ware is being spoken of."""

    lexicon: Lexicon
    taken: frozenset[tuple[int, int]] = frozenset()
    priced: frozenset[int] = frozenset()
    """Messages in which money was told."""
    prices: frozenset[int] = frozenset()
    """What the last messages and this one told of money, in fen."""
    agreed: frozenset[int] = frozenset()
    """Our messages that proposed a number and were agreed to."""
    same: frozenset[int] = frozenset()
    """Of these, those that told what he had the last time."""
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
    stood: dict[tuple[str, str], Order] = field(default_factory=dict)
    """The orders before this message, and the first that it tells itself."""
    hits: Sequence[Hit] = ()
    """The wares that this message names."""
    course: list[tuple[int, str]] = field(default_factory=list)
    """Which ware was spoken of from what place of the message on."""
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
    seen.stood, seen.hits = dict(seen.orders), hits
    _count(seen, turn, hits)
    if turn.said.theirs:
        _amend(seen, turn)
        _as_many(seen, turn.said, hits)


def _as_many(seen: Seen, said: Said, hits: Sequence[Hit]) -> None:
    """升降桌115张 椅子一样多: as many of the one as of the other."""
    for name, _, end in hits:
        others = (order for order in reversed(seen.orders.values()) if order.name != name and order.said.theirs)
        other = next(others, None)
        if other is None or any(key[0] == name for key in seen.orders):
            continue
        if not (_AS_MANY.match(said.own, end) or (other.said is said and _ALIKE_TOO.match(said.own, end))):
            continue
        clause = said.clause_at(end)
        seen.orders[name, other.per] = replace(other, name=name, said=said, span=(clause.start, clause.end), confidence=_SURE)


def _amend(seen: Seen, turn: Turn) -> None:
    """What is told of the old number beside the new one goes before all else."""
    said = turn.said
    priced = any(said.index - _AGO <= index <= said.index for index in seen.priced)
    asked = turn.asked.own if turn.asked and turn.asked.index == said.index - 1 else ""
    for key, now in list(seen.orders.items()):
        known = seen.stood.get(key, now)
        told = amended(said, turn.plain, known, money=seen.taken, priced=priced, asked=asked)
        replaced = now.said is said and now is not known
        if told is not None and (told.sure or not replaced) and key[0] in _meant(seen, known, told):
            _set_to(seen, turn, key, known, told)


def _set_to(seen: Seen, turn: Turn, key: tuple[str, str], known: Order, told: Amended) -> None:
    """All of it, or where it stands in lots the one that is named: L码改100."""
    said = turn.said
    clause = said.clause_at(told.start)
    order = replace(
        known,
        number=told.number,
        said=said,
        span=(clause.start, clause.end),
        end=told.end,
        confidence=max(known.confidence, _SURE),
    )
    lots, lot = seen.lots.get(key, {}), shares.label(turn.plain, clause.start, told.start)
    if lot in lots:
        lots[lot] = replace(order, lot=lot)
        seen.orders[key] = known
        return
    seen.orders[key] = order
    if lot != known.lot or any(one.said is said for one in lots.values()):
        seen.lots.pop(key, None)
    for other, order in list(seen.orders.items()):
        if other != key and other[0] == key[0] and order.said is said and order.number == told.number:
            del seen.orders[other]


def _meant(seen: Seen, known: Order, told: Amended) -> Collection[str]:
    """Whose number it is: of the ware that is spoken of; where the old one is told again, of that which has it."""
    focus = seen.focus or seen.first
    alike = {order.name for order in seen.stood.values() if order.number == known.number}
    return (focus,) if not told.sure or focus in alike else alike


def _count(seen: Seen, turn: Turn, hits: Sequence[Hit]) -> None:
    before = ""
    for clause in turn.said.clauses:
        if turn.said.theirs and not clause.asks and _changes_all(seen, turn.said, clause, hits):
            continue
        supposed = _supposed(seen, turn, clause, before)
        before = clause.text
        if (
            supposed
            or not counted.COUNTED.search(clause.text)
            or (_in_a_breath(clause) and _foreign(clause.text, seen.lexicon))
        ):
            continue
        if turn.said.theirs and _WHAT_FOR.search(clause.text):
            seen.orders = {key: order for key, order in seen.orders.items() if order.said.theirs}
            continue
        inside = [hit for hit in hits if clause.start <= hit[1] < clause.end]
        if turn.said.theirs or inside or _restated(seen, turn) or _told_bare(turn) or _replaces(seen, clause):
            _count_in(seen, turn, clause, inside)


def _changes_all(seen: Seen, said: Said, clause: Clause, hits: Sequence[Hit]) -> bool:
    """各加2台; or so many times what stands of the ware that is spoken of."""
    if _BUDGET.search(clause.text):
        return False
    changed = across.told(said, clause, seen.orders, hits)
    seen.orders.update(changed)
    if not changed:
        _times(seen, said, clause)
    return bool(changed)


def _times(seen: Seen, said: Said, clause: Clause) -> None:
    """先要一半, 数量翻倍: so many times what stands."""
    factor = across.times(clause.text)
    known = next((order for order in reversed(seen.orders.values()) if order.name == (seen.focus or seen.first)), None)
    if factor is None or known is None or known.said is said:
        return
    number = known.number * factor
    if number == number.to_integral_value():
        seen.orders[known.name, known.per] = replace(
            known, number=number, said=said, span=(clause.start, clause.end), confidence=max(known.confidence, _SURE)
        )


def _supposed(seen: Seen, turn: Turn, clause: Clause, before: str) -> bool:
    """要是签下来 那就得四十车; where a number stands already, also 兴许要一万套, 要是融资到了 我能上20台."""
    if _THEN.match(clause.text) and seen.lexicon.says("if", before):
        return True
    stands = any(order.name == (seen.focus or seen.first) and order.said.theirs for order in seen.orders.values())
    if not stands:
        return False
    sentence = _SENTENCE.split(turn.said.own[max(0, clause.start - _BREATH) : clause.start])[-1]
    return any(seen.lexicon.says(cue, f"{sentence}{clause.text}") for cue in ("if", "perhaps"))


def _count_in(seen: Seen, turn: Turn, clause: Clause, inside: Sequence[Hit]) -> None:
    plain = turn.plain
    times = counted.for_every(plain) or counted.for_every_told(plain, turn.before.own if turn.before else "")
    for one in chain(
        counted.found(turn, clause, inside),
        _second_lot(seen, plain, turn, clause),
        _corrected(seen, turn, clause),  # looks at what was read before it
    ):
        within = any(start < one.end and one.start < end for _, start, end in inside)
        if within or (
            _is_money(seen, turn, one, inside)
            and not counted.slabs(plain, one, clause, _whose(seen, plain, one, inside), beside=touches(one, inside))
        ):
            continue
        if any(spread.end <= one.start < spread.behind for spread in times):
            continue
        if not _in_a_breath(clause) and _foreign(_beside(plain, clause, one), seen.lexicon):
            continue
        factor = next((spread.many for spread in times if spread.start < one.start < spread.end), None)
        whole = one._replace(number=one.number * factor) if factor else one
        _take(seen, turn, clause, counted.people(plain, whole), inside, each=factor is not None)


def _is_money(seen: Seen, turn: Turn, one: Quantity, inside: Sequence[Hit]) -> bool:
    return (turn.said.index, one.start) in seen.taken or counted.is_yuan(turn.plain, one, inside)


def _second_lot(seen: Seen, text: str, turn: Turn, clause: Clause) -> Iterator[Quantity]:
    """一厂60个 二厂45, 男120 女80."""
    before = any(order.lot and order.said.index == turn.said.index for order in seen.orders.values())
    for m in shares.BARE.finditer(text, clause.start, clause.end) if before else ():
        opens = m.start() == clause.start or text[m.start() - 1] == " "
        if opens and (number := parse(m["num"])):
            yield Quantity(m.start("num"), m.end("num"), number, "")


def _corrected(seen: Seen, turn: Turn, clause: Clause) -> Iterator[Quantity]:
    """水泵20台 … 哦不 28."""
    name = seen.focus or seen.first
    known = next((order for order in reversed(seen.orders.values()) if order.name == name), None)
    if known and turn.said.theirs:
        yield from counted.corrected(known, turn, clause)


def _told_bare(turn: Turn) -> frozenset[Decimal]:
    """The numbers without a unit in what we answer: 二楼那个不动 26."""
    told = turn.asked.own if turn.said.ours and turn.asked and turn.asked.index == turn.said.index - 1 else ""
    return frozenset(Decimal(m["num"]) for m in _TOLD_BARE.finditer(told))


def _restated(seen: Seen, turn: Turn) -> bool:
    """Ours: 那就60台; 148台，一共31.8万; 共4套对吧."""
    index = turn.said.index
    return _RESTATES.search(turn.said.own) is not None or index in seen.priced or index in seen.agreed


def _replaces(seen: Seen, clause: Clause) -> bool:
    """Ours, where nobody has said how many yet: 补20袋新的, 够不够."""
    return not seen.orders and _REPLACED.search(clause.text) is not None


def _foreign(text: str, lexicon: Lexicon) -> bool:
    return lexicon.says("not_ours", text) or lexicon.says("if", text) or bool(lexicon.rivals.find(text))


def _in_a_breath(clause: Clause) -> bool:
    return clause.end - clause.start <= _ONE_BREATH


def _beside(text: str, clause: Clause, one: Quantity) -> str:
    """Of a clause as long as no one says in a breath (dictated without a pause) only what is near a number."""
    return text[max(clause.start, one.start - _BREATH_BEFORE) : min(clause.end, one.end + _BREATH_BEHIND)]


def _take(seen: Seen, turn: Turn, clause: Clause, one: Quantity, inside: Sequence[Hit], *, each: bool = False) -> None:
    text, said = turn.plain, turn.said
    left = _left(seen, turn, clause, one)
    behind = _PER_BEHIND.match(text, one.end)
    name, per = _whose(seen, text, one, inside), _per(left) or (behind["per"] if behind else "")
    if in_the_name(name, one) or (said.theirs and _SENT_ON.search(text, one.end)):
        return
    moved = MOVED.search(left) or (said.theirs and SLIP.search(text, 0, one.start))
    per = per or (_only_per(seen, name) if moved or not one.unit else "")
    known = seen.orders.get((name, per))
    if said.theirs and known and known.number == one.number and CANCELLED.match(text, one.end):
        del seen.orders[name, per]
        return
    if _no_ware_of(seen, name, known, one, left, inside) or (
        known and said.theirs and _changed(seen, turn, clause, one, known, inside)
    ):
        return
    if said.ours and any(order.name == name and order.number == one.number for order in seen.orders.values()):
        return
    for_one = said.ours and not known and price_of_one(one, left, text[one.end : clause.end], inside)
    if for_one or _is_order(
        seen, turn, clause, one, inside, name, known, left="" if each or _daily(seen, per, said, one, left) else left
    ):
        _put(seen, turn, clause, one, inside, name, per)


def _left(seen: Seen, turn: Turn, clause: Clause, one: Quantity) -> str:
    """The words before a number; where he agrees, those of its phrase: 收到邮件了 120台对吧 is nothing that was got."""
    if turn.said.index in seen.same:
        return ""
    left = turn.plain[clause.start : one.start]
    return left.rpartition(" ")[2] if turn.said.index in seen.agreed else left


def _no_ware_of(seen: Seen, name: str, known: Order | None, one: Quantity, left: str, inside: Sequence[Hit]) -> bool:
    """一期 is none of a pump, nor are five people; 球机也要6个; 参数表给我一份."""
    if known and not inside and _OTHER_THING.search(left) and not _ITSELF.search(left):
        return True
    if one.unit in PEOPLE:
        return not (touches(one, inside) or left.endswith("要") or seen.lexicon.says("peopled", name))
    if SESSION.match(one.unit):
        return not (_HELD.search(name) and (_HOLDS.search(left) or touches(one, inside)))
    return one.unit == "份" and one.number < _FEW and not (inside or (known and known.unit == "份"))


def _changed(seen: Seen, turn: Turn, clause: Clause, one: Quantity, known: Order, inside: Sequence[Hit]) -> bool:
    """减5台 of those that stand, or a further lot of them."""
    text, said, key = turn.plain, turn.said, (known.name, known.per)
    span = clause.start, clause.end
    less = (
        known.said.index != said.index
        and not _ARRIVED.search(text, 0, one.start)
        and _LESS.search(text[clause.start : one.start])
    )
    if less and not _LESS_TOLD.match(text, one.end) and one.number < known.number and unit_of(text, one) == known.unit:
        seen.orders[key] = replace(known, number=known.number - one.number, said=said, span=span)
        return True
    lot = _lot(text, clause, one, inside)
    if not (lot and further(known, seen.lots.get(key, ()), said, one, lot)):
        return False
    other = replace(known, number=one.number, said=said, span=span, lot=lot, end=one.end)
    if lot == known.lot:
        seen.orders[key] = other
    else:
        seen.lots.setdefault(key, {})[lot] = other
    return True


def _is_order(
    seen: Seen, turn: Turn, clause: Clause, one: Quantity, inside: Sequence[Hit], name: str, known: Order | None, *, left: str
) -> bool:
    text, said = turn.plain, turn.said
    if of_places(text, one, clause.end, inside) or in_stock(text, one, clause.start):
        return False
    if _reckoned(seen, turn, one) or (said.theirs and _LEFT.search(text, max(0, one.start - _NEAR), one.start)):
        return True
    agreed = said.index in seen.agreed
    standing = None if known and known.said.ours and touches(one, inside) else known  # 水泵600, where we only spoke of two
    if not one.unit and not agreed and _priced(turn, one, standing):
        return False
    thing = _thing_behind(text, one, name)
    right, touching = text[one.end + thing : clause.end], bool(thing) or touches(one, inside) or _of_a_kind(text, one, inside)
    same = known is not None and said.theirs and one.unit and unit_of(text, one) == known.unit
    wanted = inside or same or _orders(seen, turn, clause, one, text[clause.start : one.start])
    if not wanted and not (said.theirs and ENOUGH.match(right)):
        return False
    named = touching or (said.ours and _restated(seen, turn)) or set_right(known, said, one)
    his = agreed or (one.unit and one.number in _told_bare(turn))  # he says yes to it, or we say of what his number is
    offered = known is not None and known.said.ours and known.said.index not in seen.agreed
    stands = None if his or (said.theirs and offered) else known
    return not (no_order(left, right, one, named=named) or weaker(stands, said, one, clause, touching))


def _thing_behind(text: str, one: Quantity, name: str) -> int:
    """两个站 of 去毛刺工作站, 3个名额 of whatever: characters behind the classifier that still count."""
    if one.unit != "个":
        return 0
    place = _PLACES.match(text, one.end)
    return nicknames.thing_behind(text, one.end, name) or (len(place[0]) if place else 0)


def _of_a_kind(text: str, one: Quantity, inside: Sequence[Hit]) -> bool:
    """50顶红色的安全帽, 20个你们的枪机; not 5个部门用的笔记本."""
    kind = _YOURS if one.unit == "个" else _KIND if one.unit in PIECES else None
    behind = next((start for _, start, _ in inside if start >= one.end), None) if kind else None
    return kind is not None and behind is not None and kind.fullmatch(text, one.end, behind) is not None


def _priced(turn: Turn, one: Quantity, known: Order | None) -> bool:
    """阿胶糕198, said by us; 总共75650 beside 85把."""
    if known is None:
        return turn.said.ours and one.number not in _told_bare(turn)
    return known.number > 1 and one.number > _MUCH * known.number


def _reckoned(seen: Seen, turn: Turn, one: Quantity) -> bool:
    """30套，每套890，一共26700: so many at the price make the total."""
    many = one.number if one.unit and one.number > 2 else Decimal(0)
    return many > 0 and any(total.high / many in seen.prices for total in turn.amounts if total.high)


def _put(seen: Seen, turn: Turn, clause: Clause, one: Quantity, inside: Sequence[Hit], name: str, per: str) -> None:
    text, said, known = turn.plain, turn.said, seen.orders.get((name, per))
    left = text[clause.start : one.start]
    more = known is not None and (known.said.index != said.index or known.end < one.start) and _MORE.search(left)
    asks = clause.asks and said.index not in seen.agreed
    sure = (0.85 if inside else 0.75) - (0.1 if asks else 0) - (0.15 if said.ours else 0)
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
    if not inside and not one.unit and REPLACES.search(text[: one.start]):  # 桌椅各150套, 工位改成120: both
        numbers = {other.number for other in seen.orders.values()}
        moved = numbers if _ALL.search(left) or not known else {known.number}
        alike = [other for other in seen.orders.values() if other.per == per and (_ALL.search(left) or {other.number} == moved)]
        seen.orders |= {
            (other.name, per): replace(order, name=other.name, unit=other.unit) for other in alike if other != known
        }
    each = inside or [hit for hit in seen.hits if hit[2] <= clause.start]
    for other_name in _alike(text, one, each) if each and _ALL.search(left) else ():
        stood = seen.orders.get((other_name, per))
        seen.orders[other_name, per] = replace(
            order, name=other_name, unit=stood.unit if stood and not one.unit else order.unit
        )
    seen.orders[name, per] = order
    seen.stood.setdefault((name, per), order)
    if said.theirs and name not in seen.dropped and name not in seen.owned:
        seen.named.setdefault(name, (said, order.span))
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


def _daily(seen: Seen, per: str, said: Said, one: Quantity, left: str) -> bool:
    """整车每天2车, 我撑死一天三台: a day's need, where the ware is named before it or nothing else; not 每天用水3吨."""
    if per != "天" or not said.theirs:
        return False
    return _DAILY.fullmatch(left) is not None or any(end <= one.start for _, _, end in seen.lexicon.wares.find(said.own))


def _unit(seen: Seen, name: str, one: Quantity, text: str) -> str:
    """As it was said; of a bare number the unit in which the ware was counted before."""
    if one.unit:
        return unit_of(text, one)
    return next((order.unit for order in seen.orders.values() if order.name == name), "")


def _whose(seen: Seen, text: str, one: Quantity, inside: Sequence[Hit]) -> str:
    """12台P12: the ware right behind; P12要12台: the one before; else the one that is being spoken of."""
    behind = [name for name, start, _ in inside if start >= one.end and text[one.end : start] in ("", "的", "装")]
    before = [name for name, _, end in inside if end <= one.start]
    if behind and before and _listed(text, one, inside):
        return before[-1]
    after = [
        name
        for name, start, end in inside
        if start >= one.end
        and not (_AS_IT_IS.match(text, end) or (text[one.end : one.end + 1] == " " and _OWN_NUMBER.match(text, end)))
    ]
    return next(iter([*behind, *reversed(before), *after]), "") or _spoken_of(seen, text, one)


def _listed(text: str, one: Quantity, inside: Sequence[Hit]) -> bool:
    """直臂3台剪叉8台, 水泵我要六百台阀门三百个: each number stands behind its ware."""
    (_, start, end), (_, _, right) = (
        next(hit for hit in reversed(inside) if hit[2] <= one.start),
        next(hit for hit in inside if hit[1] >= one.end),
    )
    ahead = _AHEAD.match(text, right)
    follows = counted.NUMBER.match(text, ahead.end() if ahead else right)
    if follows is None or not _IN_BETWEEN.fullmatch(text, end, one.start):
        return False
    number = _CLOSE_BEFORE.search(text, 0, start)
    first = number.start() if number else 0
    return number is None or any(_IN_BETWEEN.fullmatch(text, hit[2], first) for hit in inside if hit[1] < first)


def _spoken_of(seen: Seen, text: str, one: Quantity) -> str:
    """The ware named last before the number; another one where only that is counted in these units."""
    name = next((ware for end, ware in reversed(seen.course) if end <= one.start and ware), seen.focus or seen.first)
    unit = unit_of(text, one)
    alike = {ware for (ware, _), order in seen.orders.items() if unit and order.unit == unit}
    known = any(ware == name for ware, _ in seen.orders)
    return alike.pop() if known and len(alike) == 1 else name


def _orders(seen: Seen, turn: Turn, clause: Clause, one: Quantity, left: str) -> bool:
    """Somebody wants so many: by a word, by the question that is answered, or because nothing else is said."""
    asked = turn.asked is not None and seen.lexicon.says("count_asked", turn.asked.own)
    alone = len(clause.text) <= 8 or _ALONE_THERE.fullmatch(turn.plain[one.start - 1 : one.end + 1]) is not None
    if turn.said.ours:
        return _restated(seen, turn) or one.number in _told_bare(turn) or _replaces(seen, clause)
    if turn.plain.startswith(f"就{turn.plain[one.start : one.end]}", one.end):
        return True  # 1500就1500
    moved = (MOVED.search(left) or REPLACES.search(left)) and not _BUDGET.search(clause.text)
    return bool(asked or alone or moved or seen.lexicon.says("order", clause.text) or _CADENCE.search(left))


def _only_per(seen: Seen, name: str) -> str:
    """4500一个月保不了 按3800写: a bare number is counted as the one before it."""
    pers = {per for ware, per in seen.orders if ware == name}
    return pers.pop() if len(pers) == 1 else ""


def _per(left: str) -> str:
    found = _CADENCE.search(left)
    per = (found["per"] or found["per2"] or found["per3"].replace("日", "天")) if found else ""
    return "周" if per in ("礼拜", "星期") else per
