"""The numbers of a clause that may count a ware: counts, measures, bare numbers beside it, 一 left out (数出来的)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from bot.nlp import quantities, shares
from bot.nlp.nicknames import Hit
from bot.nlp.numbers import parse
from bot.nlp.patterns import late
from bot.nlp.quantities import Quantity
from bot.nlp.standing import WANTS, Order
from bot.nlp.state import Turn
from bot.nlp.text import SLIP, Clause, hide
from bot.nlp.uncounted import PIECES, SESSION, touches
from bot.nlp.units import CLASSIFIER

_NOT_GOODS = late(
    r"(?:次|家|户|年|天|个?月|日|周|小时|个?钟|分|秒|轮|期|批|级|层|楼|页|倍|折|点|度|号|种|类|款|项|步|回|趟"
    r"|遍|字|股|门|岁|路|句|声|下|场|季|代|边|面|方面|样|顿|餐|行|笔|章|通|档)\Z"
)
_NO_SESSION = late(r"[付款供还工]|一期|工程|项目|先|再|才|的(?=[款钱货])")
_MEASURES = ("t", "kg", "斤", "m²", "km²", "m³", "m", "km", "L", "MW", "TB", "PB")
NUMBER = late(r"[\d一二两三四五六七八九十百千万]")
COUNTED = late(rf"{NUMBER.pattern}|[俩仨]|[买来要订提拿上换配][台套辆架座艘樘]|[减砍折]半|翻[倍番]|翻个倍|加倍")
"""Something may be counted here."""
_BARE = late(
    rf"\s?{shares.KIND}?"
    r"(?:也?要|也是?|(?:那?我们?|那就?)?各|配|大概|大约|先|首批|头批|第一批|首单|数量[:是]?|[:×*])?\s?(?P<num>\d{1,6}|\d{1,3}[kw万千](?:\d(?!\d))?"
    r"|[一二两三四五六七八九十百]{2,4})"
    r"(?=[,。;! \x00]|\Z|左右|吧)"
)
_AT_PRICE = late(
    r"价格?(?:就|还是|也)?(?:按|照)?(?:中标|合同|投标|框架|协议|[原老]|上次的?|去年的?)价|[按照](?:中标|合同|投标|框架|协议)价"
    r"|价格?(?:不变|照旧|没变|同上)"
)
"""价格按中标价 水泵680 阀门69: what follows are prices."""
_ALONE = late(
    r"(?:大概|一共|总共|就|差不多|约|先说|先按|先算|先[来要拿]?|算)?(?P<num>\d{1,6}k?"
    r"|[一二两三四五六七八九十百千万]{2,5})(?:吧|左右|多|上下|的样子|够了?|就够了?|就行)?"
)
_SIZE = late(r"(?:[*×x]|(?:[高宽深厚]|直径|半径|承重|载重|门幅|间距|跨度)[是有约为]{0,2})\Z")
_SIZE_BEHIND = late(r"[一二三四五六七八九](?=[的宽高长厚深])")
"""两米三的."""
_HOLDS = late(rf"(?:装|规格|款|(?:一|每一?|/)[{''.join(sorted(PIECES))}]装?)?的")
_SET_APART = late(r"\d{1,6}(?:\.\d{1,2})? [^ ]")
_SLIPPED = late(r"(?<=[\d十百千万])顿(?![饭餐午早晚])")
"""20顿: 吨 as an input method slips it."""
_MISSAID = late(r"说[少多错漏]|[记算看报写打搞弄发]错|核[了过对]|核实|改|不对|应该")
_IS = late(r"(?:应该)?是\s?(?P<num>\d{1,6}万?|[一二两三四五六七八九十百千万]{2,5})(?=[,。;! ]|\Z|吧|才对)")
"""骨架是3600 我说少了."""
_CORRECTED = late(
    r"(?:(?:不是|原来|原先)(?:\d{1,6}|[一二两三四五六七八九十百千万]{1,5})[一-鿿]?[ ,]?(?=[是变改])"
    r"|[哦噢啊诶哎]不[是对系]?|不对|唔系|手滑|(?<![一-鿿])不(?:是(?=[ ,]))?"
    r"|改(?:[成到为]|一?下)?|变[成为]?|[砍压降加减缩调提涨]到|应该是|应该要"
    r"|其实是|得|说[少多错]了?|[数记写打]错了?"
    r"|(?:[少多减加][一两二三四五六七八九十\d]{1,3}[一-鿿]))"
    r"[ ,]{0,2}(?:是|就|要|变成?|改成?)?(?P<num>\d{1,6}k?|[一二三四五六七八九十百千万]{2,5})"
    r"(?:了|吧|才对|就行|就好|够了)?(?=[ ,。;!?]|\Z)"
)
"""哦不 28, 砍到20, 应该是32: a bare number instead of one that stands."""
_OF_ELSE = late(r"价|[尾编型单车房]号|车牌|电话|密码|账期|税")
"""单价不是20是18: a number of something else."""
_NEARBY = 8
_ENOUGH_BARE = late(r"(?:\A|(?<=[ ,。;!啊吧嗯呢]))(?P<num>\d{1,6})(?=就?够|就行|就好|就可以|足够)")
_TAKEN_UP = late(
    r"(?<![\d.])(?P<num>\d{2,6}|\d{1,3}[万k]|[一二两三四五六七八九十百千]{2,4})就(?P=num)(?=[ ,。;!吧]|\Z)"
    r"|(?:那就|就[做要来订拿]|先[做要来订拿])(?P<nu2>\d{2,6}|\d{1,3}[万k])(?=[ ,。;!吧]|\Z)"
)
_PAIR = late(r"(?<![你我您咱他她它这那们哥姐兄妹])(?P<num>[俩仨])(?=[ ,。;!]|\Z|[吧就够行来]|[一-鿿]{2})")
_FIRST = late(r"\s?(?:现在|改|就|得|这[次回批]|今年|本次)?(?P<num>\d{1,6})(?= |,|。|\Z)")
"""The answer to 总数还是460套不: 380 走了一批人."""
_BARE_ORDER = late(
    r"(?:数量[:是]?|用量|需求量?|先要|就要|只要|要|订|先拿|先做|就做|先?补|加到|减到|砍到|降到|提到|增到|调到|变成|改成|改为|得|来个|整个|凑个|拿|来"
    r"|定|按|每个?月|一个?月|每年|一年)(?:大概|差不多"
    r"|约)?\s?(?P<num>\d{2,6}|(?<=数量[:是])\d|\d{1,3}k|[一二两三四五六七八九十百千]{2,4})"
    r"(?=[ ,。;!\x00]|\Z|带|左右|写|报|算)"
)
_PERSONS = late(r"人(?![家民员工均才为机事脸])(?P<work>[月天](?![要就内前后]))?")
_PIECES = late(
    r"(?:(?:(?<=[要订做铺换加拿补装来])|(?<=块改成))(?P<num>\d{1,5}|[一二两三四五六七八九十百千]{1,5})块(?!钱|多|[\d一二三四五六七八九])"
    r"|(?<=[屏板牌砖匾])(?:同样|也是?|还是|都|各|就)?(?P<nu3>\d{1,5})块(?=[,。 投发装要]|\Z)"
    r"|(?<![\d.])(?P<nu2>\d{1,5}|[一二两三四五六七八九十百千]{1,5})块(?=[一-鿿]{2})(?!钱|多少|左右"
    r"|[\d一二三四五六七八九每含就行可能成]))"
)
_SLABS = late(r"[屏板牌砖匾](?:同样|也是?|还是|都|各|就)?\Z")
_SO_MANY_TIMES = late(rf"\s?[x×*]\s?(?P<num>\d{{1,5}})(?P<unit>{CLASSIFIER})?(?![\dx×*.a-z%])")
"""笔记本x20."""
_SLABS_BEHIND = late(
    r"\s?(?:要|来|就|先|共|一共)?(?P<num>\d{1,4}|[一二两三四五六七八九十百]{1,4})块(?![钱多几大左\d一二三四五六七八九])"
)
_SLAB = late(r"[屏板牌砖匾垫毯]|组件|电池")
_HOW_MANY = late(r"数量|块改成\Z|[补备换订拿](?:上|够|足)?\Z|[再先]来\Z")
_OF_EACH = late(r"[每一单]块|价|钱")
_FOR_EVERY = late(
    r"(?P<many>[\d一二两三四五六七八九十百千]{1,6})(?:[家个所](?=[店校厂站]))?(?P<unit>[户间层班店家栋条车桌床房人厂台站所棚校村队科])[^,。;!?\d]{0,8},?"
    r"(?P<each>[每一](?:(?P=unit)|(?<=店 一)店)(?:(?<!台)|(?=[配要装用]?[\d两三四五六七八九十]))"
    r"(?:(?!一共|总共|合计|共计|拢共|就是[\d一二两三四五六七八九十]|再|另[外加]|外加|加上|还[有要])[^,。;!?]){0,24})"
)
_EACH_ALONE = late(r"每个?(?P<unit>[户间层班店家栋桌床房厂站所棚校村])[^,。;!?]{0,24}")
_HUE = r"(?:颜色|尺码|花色|色|码)"
_OF_EACH_KIND = late(
    rf"(?:(?P<kinds>(?:{shares.COLOUR}[、和跟 ]?){{2,5}}|[smlx]{{1,4}}码?(?:[、和 ][smlx]{{1,4}}码?){{1,4}}"
    r"|[大中小]{2,3}[号码]|男女)"
    rf"(?:[两三四五]?[个种]?{_HUE}|款)?|(?P<num>[两三四五六]|\d(?<!\d\d))[个种]?{_HUE})(?:我们?|给我|都)?"
    r"(?P<each>各(?:自|要|来|做|订|拿|先|上|配|发){0,2}\s?(?:\d{1,6}|[一二两三四五六七八九十百千]{1,6})[一-鿿])"
)
"""黑白各100件, 两个颜色各100件."""
_KIND = late(r"[黑白灰红黄蓝绿粉紫橙银金彩棕青大中小男女]|[smlx]{1,4}")
_SO_MANY = late(r"(?<![\d一二两三四五六七八九十百千第])(?P<num>\d{1,5}|[一二两三四五六七八九十百千]{1,5})个?")
_FOR_EACH = late(
    r"(?P<many>[\d一二两三四五六七八九十百千]{1,4})(?:个(?P<noun>[一-鿿]{1,4}?)|条(?P<line>线))[^。;!?\d]{0,6}?"
    r"(?P<each>(?:(?:[每一][个条])(?![月季]|星期|礼拜)(?:(?P=noun)|(?P=line))?|[每一](?P=noun)|(?<=房|间|店|区|厂|库|仓|楼|点|站|线|司|部|班"
    r"|组)各)(?:(?!一共|总共|合计|共计|再"
    r"|另[外加]|外加|加上|还[有要])[^,。;!?]){0,16})"
)
_EACH_FIRST = late(
    r"(?P<each>(?:每个?|一(?=个|人|[户间层班店家栋桌床房厂][配装放用来上])个?)(?P<unit>[户间层班店家栋桌床房厂人]|(?<=个)[一-鿿]{2})[^,。;!?\d]{0,4}(?:\d{1,4}|[一两二三四五六七八九十]{1,3})(?![个名位]?人|[年月天日周季]|[一二三四五六七八九十百千万])[一-鿿]{1,2})"
    r"[^,。;!?\d一两二三四五六七八九十百千]{0,6}?[ ,]{0,2}(?:我们|这边|我|[全整][校厂院公司]{1,2})?(?:一共|总共|合计|共)?有?"
    r"(?P<many>\d{1,5}|[一两二三四五六七八九十百千]{1,5})个?(?P=unit)"
)
"""每户4支 128户: how many there are stands behind."""
_ELIDED = late(
    r"(?<![\d一二三四五六七八九十百千万])[买来要订提拿上换配](?P<unit>[台套辆座艘樘]|(?<!上)架)(?![一-鿿]?[阶子风班])"
)
_BEHIND_CODE = late(rf"(?P<num>[一二两三四五六七八九十百千]{{1,5}})\s?(?P<unit>{CLASSIFIER})")
"""86寸三块, 阿莱35两套: a count right behind a ware whose name ends in figures."""
_BEHIND_LETTERS = late(rf"(?P<num>\d{{1,5}})\s?(?P<unit>{CLASSIFIER})")
"""Taq10支."""
_SMALLEST, _LARGEST = Decimal("0.2"), Decimal(5)
"""How far a corrected number may be from the one that stood."""


class Spread(NamedTuple):
    """Where each of how many is spoken of, and how far it is told behind that how many there are."""

    start: int
    end: int
    behind: int
    many: Decimal


def corrected(known: Order, turn: Turn, clause: Clause) -> Iterator[Quantity]:
    """Only of the size of the number that stands; counted in its unit."""
    text = turn.plain
    found = [*_CORRECTED.finditer(text, clause.start, clause.end), *_ENOUGH_BARE.finditer(text, clause.start, clause.end)]
    if turn.said.index == known.said.index and SLIP.search(text, known.end, clause.start):
        found += filter(None, [_IS.match(text, clause.start, clause.end)])  # 12台 不对 说错了 是21
    for m in found:
        number = parse(m["num"])
        other = _OF_ELSE.search(text, max(clause.start, m.start() - _NEARBY), m.end())
        if number and not other and _SMALLEST <= number / known.number <= _LARGEST:
            yield Quantity(m.start("num"), m.end("num"), number, known.unit)


def _taken_up(turn: Turn, clause: Clause) -> Iterator[Quantity]:
    """1500就1500, 就做1万: so many as we have just counted."""
    asked = turn.asked
    if not turn.said.theirs or asked is None or asked.index != turn.said.index - 1:
        return
    offered = {one.number: one.unit for one in quantities.counts(asked.own)}
    for m in _TAKEN_UP.finditer(turn.plain, clause.start, clause.end) if offered else ():
        name = m.lastgroup or ""
        number = parse(m[name])
        if number in offered:
            yield Quantity(*m.span(name), number, offered[number])


def _elided(text: str, clause: Clause, inside: Sequence[Hit]) -> Iterator[Quantity]:
    """买台B20, B20来套: 一 left out."""
    for m in _ELIDED.finditer(text, clause.start, clause.end):
        if m.end() == clause.end or any(0 <= start - m.end() <= 1 for _, start, _ in inside):
            yield Quantity(m.start("unit"), m.end("unit"), Decimal(1), m["unit"])


def _behind_code(text: str, clause: Clause, inside: Sequence[Hit]) -> Iterator[Quantity]:
    for _, _, end in inside:
        code = _BEHIND_CODE if text[end - 1].isdigit() else _BEHIND_LETTERS if text[end - 1].isascii() else None
        m = code.match(text, end, clause.end) if code else None
        if m and (number := parse(m["num"])):
            yield Quantity(end, m.end(), number, m["unit"])
        times = _SO_MANY_TIMES.match(text, end, clause.end)
        if times and (number := parse(times["num"])):
            yield Quantity(times.start("num"), times.end(), number, times["unit"] or "")
    for name, _, end in inside if "块" in text else ():
        m = _SLABS_BEHIND.match(text, end, clause.end) if _SLAB.search(name) else None
        if m and (number := parse(m["num"])):
            yield Quantity(m.start("num"), m.end(), number, "块")


def is_yuan(text: str, one: Quantity, inside: Sequence[Hit]) -> bool:
    """五千块: 块 counts only what is asked for or named beside it."""
    slabs = _SLABS.search(text, max(0, one.start - 3), one.start)
    return one.unit == "块" and not (slabs or WANTS.search(text[: one.start]) or touches(one, inside))


def slabs(text: str, one: Quantity, clause: Clause, name: str, *, beside: bool) -> bool:
    """铭牌补60块, 黑板 56块改成48块, B86 12块: slabs count where they are named or asked for, whatever money it looks like."""
    return bool(
        one.unit == "块"
        and _SLAB.search(name)
        and (beside or _HOW_MANY.search(text[: one.start]))
        and not _OF_EACH.search(text, clause.start, clause.end)
    )


def people(text: str, one: Quantity) -> Quantity:
    """24个人 are people, 三个人月 their work."""
    persons = _PERSONS.match(text, one.end) if one.unit == "个" else None
    return one._replace(end=persons.end(), unit=persons[0]) if persons else one


def found(turn: Turn, clause: Clause, inside: Sequence[Hit]) -> Iterator[Quantity]:
    """Whatever counts something in these words."""
    text = turn.plain
    return chain(
        _goods(text, clause, inside),
        _bare(text, clause, inside, turn.counting),
        _elided(text, clause, inside),
        _behind_code(turn.said.own, clause, inside),  # where it is not hidden as a part of the code
        _taken_up(turn, clause),
    )


def _goods(whole: str, clause: Clause, inside: Sequence[Hit]) -> list[Quantity]:
    """60个半球 are no 60.5, 120斤五花肉 no 120.5: the names of wares are hidden."""
    whole = _SLIPPED.sub("吨", whole) if "顿" in whole else whole
    text = whole[: clause.end]
    numbers = hide(text, (hit[1:] for hit in inside if hit[2] - hit[1] > 1))
    things = [one for one in quantities.counts(numbers) if not _NOT_GOODS.match(one.unit) or _is_session(text, one)]
    measured = (one for one in quantities.find(numbers) if one.unit in _MEASURES)
    measures = [_thousand(one) for one in measured if not (_far(text, one) or _is_size(text, one) or _of_one(whole, one))]
    pieces = _pieces(text, clause.start) if "块" in text else []
    found = (one for one in (*things, *measures, *pieces) if one.start >= clause.start and not _parted(text, one))
    return sorted(found, key=lambda one: one.start)


def _of_one(text: str, one: Quantity) -> bool:
    """大米25公斤装的40袋: what one of them holds, where so many are counted beside it."""
    counts = quantities.counts(text) if _HOLDS.match(text, one.end) else []
    return any(other.unit in PIECES or other.unit == "个" for other in counts if other.start != one.end)


def _parted(text: str, one: Quantity) -> bool:
    """A space ends what a chat writer says (2万4 袋子), but for those who set figures apart on both sides: 笔记本 25 台."""
    return " " in text[one.start : one.end] and not (
        _SET_APART.match(text, one.start) and text[one.start - 1 : one.start] in " ,"
    )


def _is_session(text: str, one: Quantity) -> bool:
    return bool(SESSION.match(one.unit) and not _NO_SESSION.match(text, one.end))


def _pieces(text: str, start: int) -> list[Quantity]:
    """灯箱我要四十块, 52块楼栋牌: 块 counts where it is asked for, or where a thing follows."""
    found = ((m.span(m.lastgroup or 0), parse(m[m.lastgroup or 0])) for m in _PIECES.finditer(text, start))
    return [Quantity(left, right + 1, number, "块") for (left, right), number in found if number]


def _far(text: str, one: Quantity) -> bool:
    return one.unit == "km" and not text[one.start : one.end].endswith("千米")


def _is_size(text: str, one: Quantity) -> bool:
    """50cm*50m, 层高6米2."""
    following = text[one.end : one.end + 1] in ("*", "×", "x") or _SIZE_BEHIND.match(text, one.end)
    return bool(following or _SIZE.search(text, max(0, one.start - 6), one.start))


def _thousand(one: Quantity) -> Quantity:
    """8千米 of cloth is 8,000 metres."""
    return one._replace(number=one.number * 1000, unit="m") if one.unit == "km" else one


def _bare(text: str, clause: Clause, inside: Sequence[Hit], counting: str) -> Iterator[Quantity]:
    """热成像24 枪机40: a number right behind the ware, and no money; 先要15k, 每月500."""
    priced = _AT_PRICE.search(text, 0, clause.end)
    behind = [_BARE.match(text, end, clause.end) for _, _, end in inside if not (priced and priced.end() <= end)]
    if _MISSAID.search(text):
        behind += [_IS.match(text, end, clause.end) for _, _, end in inside]
    alone = filter(None, [_ALONE.fullmatch(text, clause.start, clause.end)])
    first = [*filter(None, [_FIRST.match(text) if counting and not clause.start else None])]
    for m in _PAIR.finditer(text, clause.start, clause.end) if "俩" in text or "仨" in text else ():
        yield Quantity(m.start("num"), m.end("num"), Decimal(2 if m["num"] == "俩" else 3), "")
    for m in (*filter(None, behind), *alone, *first, *_BARE_ORDER.finditer(text, clause.start, clause.end)):
        number = parse(m["num"])
        if number and number >= 2:
            yield Quantity(m.start("num"), m.end("num"), number, counting if m in first else "")


def for_every_told(text: str, before: str) -> list[Spread]:
    """三间, and then 每间一台."""
    found = _EACH_ALONE.finditer(text) if "每" in text else ()
    told = ((m, _told(before, m["unit"])) for m in found)
    return [Spread(m.start(), m.end(), behind=m.end(), many=many) for m, many in told if many]


def _told(before: str, unit: str) -> Decimal | None:
    numbers = [m["num"] for m in _SO_MANY.finditer(before) if before.startswith(unit, m.end())]
    return parse(numbers[-1]) if len(numbers) == 1 else None


def for_every(text: str) -> list[Spread]:
    """312户 每户1个网关4个面板, 每户4支 128户."""
    found = _FOR_EVERY.finditer(text) if "每" in text or "一" in text else ()
    more = _FOR_EACH.finditer(text) if "个" in text or "条" in text else ()
    behind = _EACH_FIRST.finditer(text) if "每" in text or "一" in text else ()
    kinds = _OF_EACH_KIND.finditer(text) if "各" in text else ()
    return [
        *(Spread(m.start("each"), m.end(), behind=m.end(), many=_kinds(m)) for m in kinds),
        *(
            Spread(m.start("each"), m.end("each"), behind=m.end("each"), many=many)
            for m in (*found, *more)
            if (many := parse(m["many"]))
        ),
        *(Spread(m.start("each"), m.end("each"), behind=m.end(), many=many) for m in behind if (many := parse(m["many"]))),
    ]


def _kinds(m: re.Match[str]) -> Decimal:
    return parse(m["num"]) or Decimal(1) if m["num"] else Decimal(len(_KIND.findall(m["kinds"])))
