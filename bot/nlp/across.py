"""What is said of every ware that stands, or of those named first, at once: 各加2台, 每样少一箱, 都翻倍, 阀门翻倍."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.nlp.nicknames import Hit
from bot.nlp.numbers import parse
from bot.nlp.patterns import late
from bot.nlp.standing import Order
from bot.nlp.text import Clause, Said

_LEAD = (
    r"(?:不过|那|就|数量|量|[那这]?[两几三四][样种]|我们?|咱们?|这[次批]|麻烦|你|您|给我|帮我|先|要|改成?|直接|都|再|[ ]){0,4}"
)
_EACH = r"(?:各自?|分别|每样|每种|每个|全部?|统统|都|均){1,2}"
_NUMBER = r"\s?(?P<number>\d{1,5}|[一二两三四五六七八九十百]{1,5})\s?"
_UNIT = "[台套个件箱只支把张桶袋盒条包辆块瓶组卷根片吨份本米罐对双盏棵头]"
_END = r"(?:吧|了|来|哈|啊|好了|可以[吗不]?){0,2}"
_MORE = late(
    rf"{_LEAD}{_EACH}(?:再|给我|给|帮我){{0,2}}(?:[多增追]?加上?|多[要来拿订备做]|增|添|补)(?:个)?{_NUMBER}{_UNIT}{_END}"
)
_LESS = late(rf"{_LEAD}{_EACH}(?:再|给我|给|帮我){{0,2}}(?:减少?|少[要来拿订做]?|砍掉?|去掉?)(?:个)?{_NUMBER}{_UNIT}{_END}")
_NOW = late(rf"{_LEAD}{_EACH}(?:给我|给|帮我|先|就){{0,2}}[要来拿订上做按]{_NUMBER}{_UNIT}{_END}")
_DOUBLE = late(rf"\A{_LEAD}(?:{_EACH})?{_LEAD}(?:翻一?[倍番]|翻个倍|加[一个]?倍|多一倍){_END}\Z")
_HALF = late(
    r"[要买订定上拿]个?一半(?=[ ,。;!吧了就哈啊]|\Z)"
    rf"|\A{_LEAD}(?:{_EACH})?{_LEAD}(?:[减砍折]半|[减砍少来]掉?一半|对半[减砍]){_END}\Z"
)
_JOINED = late(r"(?:[、,和跟与加及+/& ]|还有){0,2}")
_ITS = late(r"[ ]?(?:的?数?量|的|也|[那这][两几]样)?")
_SURE = 0.75


def told(
    said: Said, clause: Clause, orders: Mapping[tuple[str, str], Order], hits: Sequence[Hit]
) -> dict[tuple[str, str], Order]:
    """The orders that it changes, as they are then: of two wares or more that stood before this message (of one, where it is so
    many more or less), or of those that it begins with (`hits`: all that it names).
    """
    stood = {key: one for key, one in orders.items() if one.said.index < said.index and not one.sample}
    names, words = _named_first(said, clause, hits)
    words, place = words.strip(), (clause.start, clause.end)
    further = _MORE.fullmatch(words) or _LESS.fullmatch(words)
    if not (names or further or len({name for name, _ in stood}) > 1):
        return {}
    meant = {key: one for key, one in stood.items() if not names or key[0] in names}
    numbers = {key: _now(words, one.number) for key, one in meant.items()}
    whole = {key: number for key, number in numbers.items() if number and number > 0 and number % 1 == 0}
    if len(whole) < len(meant):  # half of seven
        return {}
    return {
        key: replace(one, number=whole[key], said=said, span=place, confidence=max(one.confidence, _SURE))
        for key, one in meant.items()
    }


def _named_first(said: Said, clause: Clause, hits: Sequence[Hit]) -> tuple[set[str], str]:
    """The wares at the beginning of the clause, and the words behind them."""
    names, at = set[str](), clause.start
    for name, start, end in hits:
        if at <= start < clause.end and _JOINED.fullmatch(said.own, at, start):
            names.add(name)
            at = end
    its = _ITS.match(said.own, at)
    return names, said.own[its.end() if names and its else at : clause.end]


def _now(words: str, number: Decimal) -> Decimal | None:
    if more := _MORE.fullmatch(words):
        return number + (parse(more["number"]) or 0)
    if less := _LESS.fullmatch(words):
        return number - (parse(less["number"]) or 0)
    if now := _NOW.fullmatch(words):
        return parse(now["number"])
    factor = times(words)
    return number * factor if factor else None


def times(words: str) -> Decimal | None:
    """How many times what stands: 数量翻倍, 先要一半."""
    if _DOUBLE.search(words):
        return Decimal(2)
    return Decimal("0.5") if _HALF.search(words) else None
