"""A count that takes the place of the one that stands (改口): 是385人 不是350, 实际152, 按1260算, 66台变成70台.

What stands is either told again beside the new one, or a cue says that the new one is what it comes to.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from bot.nlp.numbers import parse
from bot.nlp.patterns import late
from bot.nlp.standing import Order
from bot.nlp.text import Said

_CHINESE = "一二两三四五六七八九十百千万"
_NUMBER = late(
    rf"(?<![\d.,a-z{_CHINESE}第])(?:\d{{1,6}}(?:\.\d)?(?:[万k](?:[\d{_CHINESE[:9]}](?:千|(?!\d)))?)?|[{_CHINESE}]{{1,6}})(?![\d.a-z{_CHINESE}])"
)
_UNITLESS = late(r"[ ,。;!?]|\Z|[吧就够足差得了算来签排备报写做结改]|是|[^一-鿿]")
"""Behind a number that nothing counts."""
_NOT_OLD = late(r"[一-鿿]{0,3}[ ,]{0,2}(?:(?<!是)不是|而不是|别再?按|不能?再?按)\s?")
"""是385人 不是350, 现在是3座 别按5座做: between the new one and the old."""
_OLD_NOT = late(r"[一-鿿]{0,2}[ ,]{0,2}(?:[是要先就只]|应该是|改|现在是)\s?")
_VOID = late(r"[一-鿿]?(?:那个|的那个|那版|的)?(?:就|都|已经?)?(?:作废|不算|不要了?|取消|别管)")
"""首年6万5千根 8万那个作废."""
_TOO_FEW = late(r"[一-鿿]{0,2}?(?:不够|太[多少]|[用要]不[了着]|多了|少了|[怕看]不)")
_NEW = late(r"(?:改|改成|要|寄|发|来|拿|先|就|加到)\s?\Z")
_DENIES = late(r"(?:不是|不要|别按)\s?\Z")
_MOVED = late(
    r"[一-鿿]{0,2}?[ ,]{0,2}(?:直接|得|要|给我|先|就|现在)?"
    r"(?:变成?|换成|改|(?:加|减|砍|降|调|提|增|缩|压|升|涨)(?:到|成|为|至)|改(?:到|成|为))\s?"
)
"""从30砍到20, 66台变成70台."""
_WRONG_SIZE = late(
    r"[一-鿿]{0,2}?(?:是?太[多少]了?|多了|少了|[用要]不[了着]|不够[一-鿿]?|哪里?够|[装放存]不下)(?![吗么])[^。;!?]{0,20}"
)
"""600袋太多了 … 就450吧, 2台用不了 1台就够."""
_PART_OLD = late(
    r"[一-鿿]?里(?:头|面)?(?:给|归)?[你您]们家?(?:占|拿|供|做)?\s?|[一-鿿]?[里中当](?:头|面|中)?有?[^。;!?]{1,16}(?:(?<![上未不])新[采买上要订]|实[收要采]|净要|只要|还要[采买订])\s?"
)
"""6台里头有2台是利旧 新采4台."""
_FEWER = late(r"[少减砍退修坏]|去掉|改|不够")
_EXCEPT = late(
    r"[^。;!?]{0,20}(?:不[动弄做装换上]|除[了开去]|刨[掉去]?|扣掉)[^。;!?]{0,8}?(?:弄|做|装|换|改|上|算|剩|就|实际)\s?"
)
"""一共38间 三楼那九间不动 弄29间."""
_HALVED = late(r"[一-鿿]?(?:先|就|都|再|给我|要)?(?:[减砍折]半|[减砍]掉?一半|对半[减砍])")
_DOUBLED = late(r"[一-鿿]?(?:先|就|都|再|给我|要)?(?:翻一?[倍番]|翻个倍|加[一个]?倍)")
_TIMES = ((_HALVED, Decimal("0.5")), (_DOUBLED, Decimal(2)))
_MISTOLD = late(r"[打写看记说报数算][反错串岔](?!过)|手滑|[口手]误")
_SLIPPED = late(rf"{_MISTOLD.pattern}|[哦噢啊诶哎]?不对|说错")
_IS = late(r"(?:是|应该是)\s?\Z")
_COMES_TO = late(r"(?:实际(?:上)?(?:[一-鿿a-z\d]{0,4}?[用要是收装]了?|就|只)?|总数(?:就?是)?|(?:你|就|合同|单子上?)就?写)\s?\Z")
"""实际C30用了152方, 总数442, 你写85: before the number."""
_BY = late(r"[按照]\s?\Z")
_BY_BEHIND = late(r"(?:签|来(?!算)|备|排|写|吧|做(?![了过]))")
_RECKONED = late(r"(?:算|报|结)")
"""按1260算: behind the number and its unit; so are prices."""
_THEN = late(r"(?:上|前)(?:[次回批期]|个?[月季周])|去年|前年|往年|以前|之前|原来|当时")
_ENOUGH = late(r"(?:也|就)?(?:足够|够(?=[了用 ,。;!]|\Z)|就够|就行(?!了吗)|就好|就可以)")
_LET_IT_BE = late(r"(?:那就?|就|先|改)\s?(?:要|按|来|做|订|印|拿|上|发|给我|搞|弄)?\s?\Z")
_SO_BE_IT = late(r"(?:吧|算了|得了)(?=[ ,。;!哈]|[一-鿿]|\Z)")
_RATHER = late(r"(?:先|就|按|改|备|只?要|那)\s?\Z")
_NEARLY = late(r"(?:吧|差不多|得了|就[够行好]|足够|够了)")
_RECKONS = late(r"(?:算|就算|合计|合|凑|拢共)\s?\Z")
_ALL_TOLD = late(r"(?:一共|总共|拢共|合计|共)\s?\Z")
_FAR_MORE, _A_FEW = 3, 12
"""How many times what is for each all of them are, at least; and what may be for each."""
_OF_ELSE = late(r"价|[钱款费元块折号税率]|报[的了价]?|毛|车牌|电话|密码|账期")
"""单价不是38是36: of no ware."""
_REACH, _CUE = 48, 12
"""Characters between the two numbers, and of a cue before one, at most."""
_BREATH = 6
"""Characters before a cue that may tell of another time."""
_LEAST, _MOST = Decimal("0.1"), Decimal(10)
"""How far the new one may be from the old one where both are told …"""
_NEAR_LEAST, _NEAR_MOST = Decimal("0.5"), Decimal(2)
"""… and a bare number from one that is not told again …"""
_CLOSE_LEAST, _CLOSE_MOST = Decimal("0.8"), Decimal("1.25")
"""… and where a price is said alike."""


class _Number(NamedTuple):
    start: int
    end: int
    value: Decimal
    counted: bool
    """In the unit of what stands."""
    bare: bool

    @property
    def plain(self) -> bool:
        return self.counted or self.bare


class Amended(NamedTuple):
    """The new count, where it is told, and whether the old one is told beside it."""

    number: Decimal
    start: int
    end: int
    sure: bool


def amended(
    said: Said, text: str, known: Order, *, money: Collection[tuple[int, int]], priced: bool, asked: str
) -> Amended | None:
    """What takes the place of `known` in this message of the customer's; the last of several. `money`: (message, start) of
    numbers that are money; `priced`: whether prices are being spoken of; `asked`: what he answers.
    """
    since = known.end if known.said.index == said.index else 0
    told = list(_numbers(text, known.unit))
    numbers = [one for one in told if one.counted or (said.index, one.start) not in money]
    offered = {one.value for one in _numbers(asked, known.unit) if one.counted and one.value != known.number}
    twice = (one for one in numbers if one.value in offered and text.startswith(f"就{text[one.start : one.end]}", one.end))
    set_right = [*_beside(text, known, numbers, since), *_moved(text, known, told, since)]
    if not set_right and _in_parts(known, numbers) and not _FEWER.search(text):
        return Amended(known.number, numbers[0].start, numbers[-1].end, sure=True)
    found = [
        *set_right,
        *_by_itself(text, known, numbers, since, priced=priced),
        *(Amended(one.value, one.start, one.end, sure=True) for one in twice),  # 2500就2500
    ]
    return max(found, key=lambda one: (one.sure, one.start), default=None)


def _in_parts(known: Order, numbers: Sequence[_Number]) -> bool:
    """8台 … 26号三台 28号五台: when each part of what stands is to come."""
    parts = [one.value for one in numbers if one.counted and one.value != known.number]
    return len(parts) > 1 and sum(parts) == known.number


def _numbers(text: str, unit: str) -> Iterator[_Number]:
    for m in _NUMBER.finditer(text):
        counted = bool(unit) and text.startswith(unit, m.end())
        if value := parse(m[0]):
            behind = m.end() + len(unit) * counted
            yield _Number(m.start(), behind, value, counted, not counted and _UNITLESS.match(text, m.end()) is not None)


def _beside(text: str, known: Order, numbers: list[_Number], since: int) -> Iterator[Amended]:
    """The old one is told again."""
    news = [one for one in numbers if one.start >= since and _LEAST <= one.value / known.number <= _MOST]
    for old in (one for one in numbers if one.value == known.number):
        for pattern, times in _TIMES:
            if pattern.match(text, old.end):
                yield Amended(known.number * times, old.start, old.end, sure=True)
        near = (new for new in news if new.value != old.value and abs(new.start - old.start) <= _REACH)
        told = (new for new in near if _takes_its_place(text, old, new))
        yield from (Amended(new.value, new.start, new.end, sure=True) for new in told)


def _moved(text: str, known: Order, told: Sequence[_Number], since: int) -> Iterator[Amended]:
    """佛跳墙380改350吧: however much it looks like money; no price is named."""
    for old, new in pairwise(told):
        moved = old.value == known.number != new.value and new.start >= since and _MOVED.fullmatch(text, old.end, new.start)
        if moved and new.plain and not _OF_ELSE.search(text, max(0, old.start - _BREATH), new.end + 1):
            yield Amended(new.value, new.start, new.end, sure=True)


def _takes_its_place(text: str, old: _Number, new: _Number) -> bool:
    first, last = min(old.start, new.start), max(old.end, new.end)
    if not (old.counted or new.counted) and _OF_ELSE.search(text, max(0, first - _BREATH), last + 1):
        return False
    if new.counted and _VOID.match(text, old.end):
        return True
    return _said_before(text, old, new) if new.end <= old.start else _said_behind(text, old, new)


def _said_before(text: str, old: _Number, new: _Number) -> bool:
    chosen = new.counted and _before(_NEW, text, new) and _TOO_FEW.match(text, old.end)
    return bool(chosen or _NOT_OLD.fullmatch(text, new.end, old.start))


def _said_behind(text: str, old: _Number, new: _Number) -> bool:
    if not new.plain or new.start < old.end:
        return False
    if _before(_DENIES, text, old) and _OLD_NOT.fullmatch(text, old.end, new.start):
        return True
    if any(pattern.fullmatch(text, old.end, new.start) for pattern in (_MOVED, _PART_OLD, _EXCEPT)):
        return True
    rather = _before(_RATHER, text, new) or _NEARLY.match(text, new.end)
    return rather is not None and _WRONG_SIZE.fullmatch(text, old.end, new.start) is not None


def _by_itself(text: str, known: Order, numbers: list[_Number], since: int, *, priced: bool) -> Iterator[Amended]:
    """A cue says it."""
    for new in numbers:
        ratio = new.value / known.number
        near = _NEAR_LEAST <= ratio <= _NEAR_MOST if new.bare else new.counted and _LEAST <= ratio <= _MOST
        if _is_sum(text, known, new, since):
            yield Amended(new.value, new.start, new.end, sure=True)
        if new.start < since or not near or new.value == known.number:
            continue
        settled = not (new.bare and priced) and _is_settled(text, new, close=_CLOSE_LEAST <= ratio <= _CLOSE_MOST)
        if settled or _comes_to(text, new):
            yield Amended(new.value, new.start, new.end, sure=False)


def _before(cue: re.Pattern[str], text: str, one: _Number) -> re.Match[str] | None:
    return cue.search(text, max(0, one.start - _CUE), one.start)


def _is_sum(text: str, known: Order, new: _Number, since: int) -> bool:
    """一桌两瓶 … 算60瓶吧, 按两条备 152条: of a few for each, how many together."""
    each = since and "每" in text[max(0, since - _CUE) : since] and _before(_ALL_TOLD, text, new)
    if not (new.counted or (new.bare and each)) or not since or new.start < since:
        return False
    if new.value < _FAR_MORE * known.number or known.number > _A_FEW:
        return False
    alone = text[new.start - 1 : new.start] == " " and text[new.end : new.end + 1] in ("", " ")
    return bool(each or alone or _before(_RECKONS, text, new))


def _comes_to(text: str, new: _Number) -> bool:
    set_right = _MISTOLD if new.bare else _SLIPPED
    is_so = _before(_IS, text, new) is not None and set_right.search(text) is not None
    cue = _before(_COMES_TO, text, new)
    return is_so or (cue is not None and _THEN.search(text, max(0, cue.start() - _BREATH), cue.end()) is None)


def _is_settled(text: str, new: _Number, *, close: bool) -> bool:
    """按1260算, 就450吧, 2200就够."""
    if _before(_BY, text, new):
        return bool(_BY_BEHIND.match(text, new.end) or ((close or new.counted) and _RECKONED.match(text, new.end)))
    so = _before(_LET_IT_BE, text, new) is not None and _SO_BE_IT.match(text, new.end) is not None
    return so or (new.bare and _ENOUGH.match(text, new.end) is not None)
