"""Which of two counts of one ware stands: the customer's, the corrected, the greater one (算数的是哪个)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from bot.nlp import shares
from bot.nlp.patterns import late
from bot.nlp.quantities import Quantity
from bot.nlp.text import SLIP, Clause, Said
from bot.nlp.uncounted import AREAS, ENOUGH, PEOPLE, SESSION
from bot.nlp.units import SYMBOL

_ANOTHER = late(
    r"(?:(?<![跟和帮给找问让])[他她]们?|人家|别人|那家|别家|对门|同行)(?:家|厂|店"
    r"|那边)?[^,。 \d]{0,5}[要拿订压买进走做用上装囤吃是]了?[^,。 \d]{0,3}\Z"
)
"""他一次压200件货, said by us: another customer's."""
REPLACES = late(r"\d改\s?\Z|(?:改|变|减|加|降|砍|调|缩|扩)(?:成|到|为)\s?\Z|按\s?\Z")
MOVED = late(r"(?:提|升|涨|加|增|减|降|砍|缩|调|扩|扩充)[到成至为]\s?\Z")
"""从每天40斤提到90斤: each day, too."""
_INSTEAD = late(
    r"(?:不对|(?<=[,。 ])不|[哦噢啊诶哎]不[系是]?|不是|唔系|[说打写记点]错了?|手滑|口误|看错[了行]?"
    r"|(?:改|减|加|降|砍|调|缩|换|变)[成到为]|应该是|更正[为成]?)[ ,]?(?:是|就|要)?\s?\Z"
)
_ASKED_FOR = late(r"[整走拉上留按][先您你]?\Z|(?:\A|[ ,。;!])(?:对|嗯|行|好|就|先)[ ,]?\Z")
_OFFERED = late(
    r"(?<!先)送[一两二三四五六七八九十\d]|留|起订|(?<!一)起(?!来)|以上|如果|台的话|个的话|现货|库存|送您|送你"
    r"|赠|免费|买.{1,4}送|别的客户|最多|每[台套个]"
)
WANTS = late(r"(?:要|订|定|做|铺|换|加|拿|补|装|来)\s?\Z")
_CHANGED = late(
    r"等等|(?<=[ ,。])[哦噢啊诶](?![好行对是])"
    r"|不对|(?<=[,。 ])不(?=[,。]| ?[\d一二两三四五六七八九十])|不是|[不唔]系|[哦啊噢诶哎]不|手滑|不不|[口手]误|不够"
    r"|改|加到|减到|变|错|应该|得|还是|太[多少]|[多少]了|[用要]不[了着]|总共|一共|合计|共计|拢共|(?<!一)共(?=[\d一二两三四五六七八九十百千万])|实际|真正|其实|真[要买]|[就也]是(?=[\d一二两三四五六七八九十])"
)
_TOO = late(r"[一-鿿]也[要来用]\s?\Z")
"""三台 不对 四台 财务也要一台: why it is four."""
_ADDED_ONE = late(r"又[加添多][了出]?\Z")
"""C6要36台 … 推流又加了一组."""
_PLACES = ("间", "户", "层", "班", "店", "家", "栋", "门", "楼")
_NUMERAL = late(r"[\d.,零〇一二两三四五六七八九十百千万亿wk多来几余~到至\s\x00-]+")
_TRIAL = late(
    r"试|样|寄|看看|首批|头批|第一批|送来|实[收到]|压测|测一?[下把]|体验|先(?:拉|放|弄|上|拿|来)一|先[送发到]|抽[检了查测]|拆开|寄回|退回|[漏坏碎裂磕瘪]|掉漆|不合格|不良|不足"
    r"|没过|卡[死壳]|(?<!不)差[了着]?|少[了发]"
    r"|(?<!没)有[^,。;!?]{0,14}(?:断|歪|软|刮花|[烂蔫馊霉锈]|变形|色差|有问题|用不了|不亮|不转|不能用|不回)"
    r"|[上那][批次回][^,。;!?]{0,3}有|[坐用放摆跑玩试]几天"
)
_FIRST_PART = late(r"(?<!不)(?:先|能不能|可不可以|再)(?:给我们?|给)?[送寄发][^,。;!?]{0,8}\Z")
_REST = late(r"[^。;!?]{0,12}(?:其余|余下|剩下|剩的|剩余)(?!的?[钱款尾时事])")
"""12号前进场800台 其余按计划: a part of what stands."""


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


def further(known: Order, lots: Collection[str], said: Said, one: Quantity, lot: str) -> bool:
    """Another lot of the same ware, or a new number for one of several."""
    if (one.unit and unit_of(said.own, one) != known.unit) or first_part(known, said, one):
        return False
    if lot in (known.lot, *lots):
        return bool(lots)
    together = known.said.index == said.index
    corrected = _CHANGED.search(said.own[known.end if together else 0 : one.end])
    too = not together and shares.placed(lot) and _TOO.search(said.own, 0, one.start)  # 30台 … 二厂也要6台
    return not corrected and (bool(too) or shares.apart(lot, known.lot, together=together))


def set_right(known: Order | None, said: Said, one: Quantity) -> bool:
    """Said instead of the number before: 改成20台, 30台哦不对20台."""
    return known is not None and _INSTEAD.search(said.own, 0, one.start) is not None


def weaker(known: Order | None, said: Said, one: Quantity, clause: Clause, touching: bool) -> bool:
    """What we say, people, and a bare number do not replace a count of the customer's; what we only offer is no order."""
    if said.ours and (_OFFERED.search(clause.text) or _ANOTHER.search(said.own[clause.start : one.start])):
        return True
    if known is None or (known.unit in AREAS and one.unit not in AREAS and (touching or _of_a_room(known, said, one))):
        return False
    if said.ours and known.said.theirs:
        return True
    if SESSION.match(one.unit) or SESSION.match(known.unit):
        return bool(SESSION.match(known.unit)) and known.unit != one.unit
    if known.said.index == said.index:
        return not MOVED.search(said.own[clause.start : one.start]) and _beside(known, said, one, touching)
    beside = _tried(known, said, one, clause) or (not touching and _otherwise(known, said, one, clause))
    return beside or _vaguer(known, said, one, touching)


def first_part(known: Order, said: Said, one: Quantity) -> bool:
    """60张 … 能不能先送一张过来看看: in the same words, a part or a sample of what stands."""
    together = known.said.index == said.index and one.number < known.number
    between = said.own[known.end : one.start] if together else ""
    return _FIRST_PART.search(between) is not None and not SLIP.search(between)


def _of_a_room(known: Order, said: Said, one: Quantity) -> bool:
    """两千平 … 22桶: what was measured was no ware."""
    return said.theirs and not known.touching and one.unit not in ("", "m", *PEOPLE, *_PLACES)


def _tried(known: Order, said: Said, one: Quantity, clause: Clause) -> bool:
    """先试5台, 先送30根, 有两台坏了, 先进场10台 其余按计划: no less than the 40 that stand."""
    if one.number >= known.number:
        return False
    if _REST.match(said.own, one.end) and not REPLACES.search(said.own[clause.start : one.start]):
        return True
    part = _TRIAL.search(said.own[max(0, clause.start - 8) : clause.end])
    return part is not None and not REPLACES.search(said.own[clause.start : part.start()])


def _otherwise(known: Order, said: Said, one: Quantity, clause: Clause) -> bool:
    """Counted in other units than what stands, and neither asked for nor set right: 两张换新 beside 1600吨."""
    unit = unit_of(said.own, one)
    if not (unit and known.unit) or _alike(unit, known.unit) or known.said.ours or known.unit in PEOPLE or known.number == 1:
        return False
    if not known.touching and one.number > known.number:
        return False
    left = said.own[: one.start]
    return not (
        _CHANGED.search(clause.text) or _ASKED_FOR.search(left) or WANTS.search(left) or ENOUGH.match(said.own, one.end)
    )


def _alike(unit: str, other: str) -> bool:
    """平 and 平方 are one."""
    return unit == other or (unit[:1] == other[:1] == "平")


def _beside(known: Order, said: Said, one: Quantity, touching: bool) -> bool:
    """Of two counts in one message the first stands, unless the second is asked for, or corrects it."""
    text = said.own
    if first_part(known, said, one):
        return True
    if one.number == 1 and known.touching and not touching and _ADDED_ONE.search(text[: one.start]):
        return True
    if one.number < known.number and SLIP.search(text, 0, known.end) and _TOO.search(text[: one.start]):
        return True
    if _CHANGED.search(text[known.end : one.end]) or WANTS.search(text[: one.start]) or ENOUGH.match(text, one.end):
        return False
    if (known.unit in _PLACES) != (one.unit in _PLACES):
        return one.unit in _PLACES
    return not touching or known.touching


def _vaguer(known: Order, said: Said, one: Quantity, touching: bool) -> bool:
    replaces = REPLACES.search(said.own[: one.start])
    weak = said.ours or one.unit in PEOPLE or not (one.unit or touching or replaces or set_right(known, said, one))
    return weak and known.said.theirs and known.unit not in PEOPLE


def unit_of(text: str, one: Quantity) -> str:
    """As it was said; kg and 千克 are units, and no thousand of g; of 两吨半 the 吨."""
    said = text[one.start : one.end].removesuffix("半")
    measure = next((said[at:] for at in range(len(said)) if SYMBOL.get(said[at:]) == one.unit), "")
    if measure.isascii() and measure.isalpha():
        return one.unit
    counted = one.unit if one.unit and said.endswith(one.unit) else _NUMERAL.sub("", said)
    return (measure or counted).replace("顿", "吨").replace("立方", "方").replace("个人", "人") or one.unit
