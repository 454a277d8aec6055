"""How many of a ware are wanted: counts, measures and bare numbers near it, and whose order they are (数量)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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
_MEASURES = ("t", "kg", "斤", "m²", "km²", "m", "km", "L", "MW")
NUMBER = re.compile(r"[\d一二两三四五六七八九十百千万]")
COUNTED = re.compile(rf"{NUMBER.pattern}|[买来要订提拿上换配][台套辆架座艘樘]")
"""Something may be counted here."""
_AFTER = re.compile(
    r"(?:的(?:量|货|单)?|左右|上下|多|吧|了|哈|啊|呢|先|就|起步|要|给|试|发|到|来|也|报|总|合|含|加|订|样|量产|试产|小批|现货|货|用|即可|写|算|行|够|可以|能|什么价|多少|怎么|价|一起|打包|装)|[^一-鿿a-z]|\Z"
)
_TIME = re.compile(r"多?(?:月|星期|礼拜|小时|工作日|钟头)")
_EACH = re.compile(r"(?:一天|每天|每小时|每班产|日产|时产|每(?!个?[月年季周])|一共有|满|超过|凑|起订|起订量|moq)[^,。;]{0,3}\Z")
_LIMIT = re.compile(r"(?:以上|起订|起(?!码)|以内|以下|之内)")
_OWNED = re.compile(
    r"(?:现在|目前|原来|之前|以前|去年|上次|坏了?|报废|旧的?|老的?(?![板总师大爷])|在用|用着|库存|剩|还有|现有|退|返修|故障|收到)(?![^,。;]{0,6}(?:按|要|改成|改到)\Z)[^,。;\d]{0,6}\Z"
)
_PRICE_OF_ONE = re.compile(r"[元块万]\s?/?\s?\Z")
_DENIED = re.compile(r"(?:减|少[配订要拿做装来]?|不是|不要|不用|没有|而非|塞不下|放不下|用不了|要不了)\s?\Z")
_CADENCE = re.compile(
    r"(?:每个?|一个?|按)(?P<per>月(?![底初末中])|年(?![底初末中])|季度|周(?![一二三四五六日末]))(?:用量)?|(?P<per2>[月年])(?:用量|需求|采购量|产能)"
)
_MORE = re.compile(r"(?:再加|多加|加多|加上|外加|另加|多要|再多要?|再要|再来|追加)\s?\Z")
_WHAT_FOR = re.compile(r"还买|还要那么多|哪要|哪用得|哪里要|要那么多干")
_BARE = re.compile(
    r"\s?(?:要|各|大概|大约|先)?(?P<num>\d{1,6}|\d{1,3}[kw万千](?:\d(?!\d))?|[一二两三四五六七八九十百]{2,4})"
    r"(?=[,。;! \x00]|\Z|左右|吧)"
)
_ALONE = re.compile(
    r"(?:大概|一共|总共|就|差不多|约)?(?P<num>\d{1,6}|[一二两三四五六七八九十百千万]{2,5})(?:吧|左右|多|上下|的样子)?"
)
_FIRST = re.compile(r"\s?(?:现在|改|就|得)?(?P<num>\d{1,6})(?= |,|。|\Z)")
"""The answer to 总数还是460套不: 380 走了一批人."""
_BARE_ORDER = re.compile(
    r"(?:用量|需求量?|先要|就要|只要|要|订|先拿|先做|加到|减到|改成|改为|得|来个|整个|凑个|拿|来|定|按|每个?月|一个?月|每年|一年)(?:大概|差不多|约)?\s?(?P<num>\d{2,6}|\d{1,3}k|[一二两三四五六七八九十百千]{2,4})"
    r"(?=[ ,。;!\x00]|\Z|带|左右|写|报|算)"
)
_REPLACES = re.compile(r"(?:改|变|减|加|降|砍|调|缩|扩)(?:成|到|为)\s?\Z|按\s?\Z")
_OFFERED = re.compile(
    r"留|起订|(?<!一)起(?!来)|以上|如果|台的话|个的话|现货|库存|送您|送你|赠|免费|买.{1,4}送|别的客户|最多|每[台套个]"
)
_RESTATES = re.compile(
    r"[您你].{1,8}的话|那就(?!好|行|可以|这样|等)|那[一总]?共|一共|总共|合计|对吧|对吗|没错吧|就按|就是|按[\d一二两三四五六七八九十百千]{1,6}[^,。;]{1,6}(?:做|出|报|算|走|写)"
)
_PERSONS = re.compile(r"人(?![家民员工均才为机事脸])")
_PAST = re.compile(r"(?<![订定下加要报改变成排是错岔反漏到])了(?:我们|我|有|大概|快|将近)?\s?\Z")
"""走了九个, 点了二百颗: what has happened, and no order."""
_PIECES = re.compile(
    r"(?:(?<=[要订做铺换加拿补装来])(?P<num>\d{1,5}|[一二两三四五六七八九十百千]{1,5})块(?!钱|多|[\d一二三四五六七八九])"
    r"|(?<=[屏板牌砖匾])(?P<nu3>\d{1,5})块(?=[,。 投发装要]|\Z)"
    r"|(?<![\d.])(?P<nu2>\d{1,5}|[一二两三四五六七八九十百千]{1,5})块(?=[一-鿿]{2})(?!钱|多少|左右|[\d一二三四五六七八九每含就行可能成]))"
)
_SORTED = re.compile(r"(?:[分做拆成]|一式)\s?\Z")
_GROUPS = ("组", "批", "次", "期", "份", "箱", "车", "排", "种", "袋", "包")
"""64台 分两组: a way to pack or to count, not how many."""
_WANTS = re.compile(r"(?:要|订|定|做|铺|换|加|拿|补|装|来)\s?\Z")
_FOR_EVERY = re.compile(
    r"(?P<many>[\d一二两三四五六七八九十百千]{1,6})(?P<unit>[户间层班店家栋条车桌床房人])[^,。;!?\d]{0,8}(?P<each>[每一](?P=unit)(?:(?!一共|总共|合计|共计|拢共|再加|另外|外加)[^,。;!?]){0,24})"
)
_CHANGED = re.compile(r"不对|不是|[哦啊噢]不|不不|口误|手误|不够|改|加到|减到|变|错|应该|得|还是|总共|一共|合计")
_PLACES = ("间", "户", "层", "班", "店", "家", "栋", "门", "楼")
_PEOPLE = ("人", "名", "位")
_AREAS = ("m²", "平", "平米", "平方", "平方米")
"""120平, that the customer's room measures, gives way to 两套 of the ware."""
_NUMERAL = re.compile(r"[\d.,一二两三四五六七八九十百千万亿wk多来几余~\s-]+")
_DELIVERED = re.compile(r"[^,。;!?\d]{0,5}(?:装好了|装完了|调好了|跑起来了)")
_MACHINES = ("台", "套", "辆", "架", "座", "艘", "部", "组", "樘")
"""What is sold one by one."""
_WANTING = re.compile(r"[要来买订上拿先补换整搞弄装定给提加配寄发送](?![的过])")
_ENOUGH = re.compile(r"就够|够了|就行|就可以|即可|就好|就成|足够")
_A_PRICE = re.compile(r"\s?(?:是|就|也|还是|报价?)?\s?\d{1,7}(?:\.\d{1,2})?\s?[万wk元块]")
_ELIDED = re.compile(r"[买来要订提拿上换配](?P<unit>[台套辆架座艘樘])(?![一-鿿]?[阶子风班])")
_ONE_GO = re.compile(r"[测试玩赌拼搏干练]\Z")
_OF_ONE = re.compile(
    r"\s?(?:大概|差不多)?(?:\d|[一二三四五六七八九十百千几两]{1,5}[万千百块元]|多少|什么价|怎么|几|啥价|坏|出|报)"
)
"""Behind 一台: its price."""
_HEADS = re.compile(r"\s?(?:\Z|[^一-鿿]|[的吧哈啊呢左多要用参报学来去住吃坐规团班先就一每起都(?:够)](?!加班|试|盯|在))")
"""Behind 三十个人, where they are a number that is ordered; 三个人加班, 三个人试穿 tell of people."""
_SYMBOL = re.compile(r"[a-zμ°%‰](?![a-z0-9])")
_MADE_INTO = re.compile(r"[一-鿿]{0,4}(?:做|上|装|搭|铺|换|弄|搞)(?!好|完|了|过)[一-鿿]{2}")
"""108平光地做特装."""
_TRIAL = re.compile(r"试|样|压测|测一?[下把]|体验|先(?:拉|放|弄)一")
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
    priced: frozenset[int] = frozenset()
    """Messages in which money was told."""
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
    for one in [
        *_goods(plain[: clause.end], clause.start),
        *_bare(plain, clause, inside, turn.counting),
        *_elided(plain, clause, inside),
    ]:
        within = any(start < one.end and one.start < end for _, start, end in inside)
        if within or (turn.said.index, one.start) in seen.taken or _is_yuan(plain, one, inside):
            continue
        factor = next((many for start, end, many in times if start <= one.start < end), None)
        whole = one._replace(number=one.number * factor) if factor else one
        _take(seen, turn, clause, _people(plain, whole), inside, each=factor is not None)


def _elided(text: str, clause: Clause, inside: Sequence[Hit]) -> Iterator[Quantity]:
    """买台B20, B20来套: 一 left out."""
    for m in _ELIDED.finditer(text, clause.start, clause.end):
        if m.end() == clause.end or any(0 <= start - m.end() <= 1 for _, start, _ in inside):
            yield Quantity(m.start("unit"), m.end("unit"), Decimal(1), m["unit"])


def _is_yuan(text: str, one: Quantity, inside: Sequence[Hit]) -> bool:
    """五千块: 块 counts only what is asked for or named beside it."""
    return one.unit == "块" and not (_WANTS.search(text[: one.start]) or _touches(one, inside))


def _restated(seen: Seen, turn: Turn) -> bool:
    """Ours: 那就60台; 148台，一共31.8万; 共4套对吧."""
    return _RESTATES.search(turn.said.own) is not None or turn.said.index in seen.priced


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


def _bare(text: str, clause: Clause, inside: Sequence[Hit], counting: str) -> Iterator[Quantity]:
    """热成像24 枪机40: a number right behind the ware, and no money; 先要15k, 每月500."""
    behind = (_BARE.match(text, end, clause.end) for _, _, end in inside)
    alone = filter(None, [_ALONE.fullmatch(text, clause.start, clause.end)])
    first = filter(None, [_FIRST.match(text) if counting and not clause.start else None])
    for m in (*filter(None, behind), *alone, *first, *_BARE_ORDER.finditer(text, clause.start, clause.end)):
        number = parse(m["num"])
        if number and number >= 2:
            yield Quantity(m.start("num"), m.end("num"), number, counting if m.re is _FIRST else "")


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
    per = per or (_only_per(seen, name) if not one.unit else "")
    known = seen.orders.get((name, per))
    wanted = inside or _orders(seen, turn, clause, left) or (said.theirs and _ENOUGH.match(right) is not None)
    touching = _touches(one, inside)
    priced = said.ours and _restated(seen, turn)
    for_one = said.ours and not known and _price_of_one(one, left, right, inside)
    if not for_one and (
        not wanted
        or _no_order("" if each else left, right, one, touching or priced)
        or _weaker(known, said, one, clause, touching)
    ):
        return
    more = known is not None and known.said.index != said.index and _MORE.search(left)
    number = one.number + known.number if known and more else one.number
    sure = (0.85 if inside else 0.75) - (0.1 if clause.asks else 0) - (0.15 if said.ours else 0)
    unit = _unit(seen, name, one, text)
    order = Order(name, number, unit, per, said, (clause.start, clause.end), round(sure, 2), touching, one.end)
    if not inside and not one.unit and _REPLACES.search(text[: one.start]):  # 桌椅各150套, 工位改成120: both
        moved = {known.number} if known else {other.number for other in seen.orders.values()}
        alike = [other for other in seen.orders.values() if other.per == per and {other.number} == moved]
        seen.orders |= {
            (other.name, per): replace(order, name=other.name, unit=other.unit) for other in alike if other != known
        }
    seen.orders[name, per] = order


def _weaker(known: Order | None, said: Said, one: Quantity, clause: Clause, touching: bool) -> bool:
    """What we say, people, and a bare number do not replace a count of the customer's; what we only offer is no order."""
    if said.ours and _OFFERED.search(clause.text):
        return True
    if known is None or (touching and known.unit in _AREAS and one.unit not in _AREAS):
        return False
    if said.ours and known.said.theirs:
        return True
    if known.said.index == said.index:
        return _beside(known, said, one, touching)
    tried = not touching and _TRIAL.search(said.own[max(0, clause.start - 8) : clause.end])
    return bool(one.number < known.number and tried) or _vaguer(known, said, one, touching)


def _beside(known: Order, said: Said, one: Quantity, touching: bool) -> bool:
    """Of two counts in one message the first stands, unless the second is asked for, or corrects it."""
    if _CHANGED.search(said.own[known.end : one.end]) or _WANTS.search(said.own[: one.start]):
        return False
    if (known.unit in _PLACES) != (one.unit in _PLACES):
        return one.unit in _PLACES
    return not touching or known.touching


def _vaguer(known: Order, said: Said, one: Quantity, touching: bool) -> bool:
    replaces = _REPLACES.search(said.own[: one.start])
    weak = said.ours or one.unit in _PEOPLE or not (one.unit or touching or replaces)
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
    if any(pattern.search(left) for pattern in (_EACH, _OWNED, _DENIED, _PAST)):
        return True
    if any(pattern.match(right) for pattern in (_TIME, _LIMIT, _DELIVERED)) or _idiom(left, right, one):
        return True
    if one.number == 1 and not _one_wanted(left, right, one, named):
        return True
    if one.unit in _PEOPLE and not named:
        return not _HEADS.match(right)
    return not (_AFTER.match(right) or named or _MADE_INTO.match(right))


def _idiom(left: str, right: str, one: Quantity) -> bool:
    """960就960吧, 分两组, 3个μ."""
    if one.unit == "把":
        return left.endswith("就")
    grouped = one.unit in _GROUPS and _SORTED.search(left)
    return bool(grouped or (one.unit in ("个", "件") and _SYMBOL.match(right)))


def _price_of_one(one: Quantity, left: str, right: str, inside: Sequence[Hit]) -> bool:
    """CX3一台5.98万, 对，一台228万: one, as long as nobody says how many."""
    beside = not left or _touches(one, inside)
    return one.number == 1 and one.unit in ("台", "套", "辆", "艘") and beside and _A_PRICE.match(right) is not None


def _one_wanted(left: str, right: str, one: Quantity, named: bool) -> bool:
    """来一套, 一箱就够, 日志审计1台; but 一台多少钱, 4万一台, 测一把."""
    if _PRICE_OF_ONE.search(left) or (one.unit == "把" and _ONE_GO.search(left)):
        return False
    if _WANTING.search(left) or _ENOUGH.match(right):
        return True
    return named and one.unit in _MACHINES and not _OF_ONE.match(right)


def _orders(seen: Seen, turn: Turn, clause: Clause, left: str) -> bool:
    """Somebody wants so many: by a word, by the question that is answered, or because nothing else is said."""
    asked = turn.asked is not None and seen.lexicon.says("count_asked", turn.asked.own)
    alone = len(clause.text) <= 8
    if turn.said.ours:
        return _restated(seen, turn)
    return asked or alone or seen.lexicon.says("order", clause.text) or bool(_CADENCE.search(left))


def _only_per(seen: Seen, name: str) -> str:
    """4500一个月保不了 按3800写: a bare number is counted as the one before it."""
    pers = {per for ware, per in seen.orders if ware == name}
    return pers.pop() if len(pers) == 1 else ""


def _per(left: str) -> str:
    found = _CADENCE.search(left)
    return (found["per"] or found["per2"]) if found else ""
