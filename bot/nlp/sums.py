"""The numbers of a message that may be amounts: with 万 or a currency, or bare (撑死二十三, 九十五到一百一, 拨了26个)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.nlp import money, numbers
from bot.nlp.money import Money
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN

WAN = 10_000
_TO = late(r"\s?(?:到|至|--?|~)\s?")
_NOT_BEHIND = late(
    r"[a-z]|牛·?米|点(?![\d零一二两三四五六七八九])|直|起(?!步|订)|些|般|样|定|块儿|下子|会儿|旦|律|并|共|边|面|方面|来二去|分钱一分货"
)
_OK_BEHIND = late(
    r"(?<=[\d万千百块毛分角元整]) ?行(?=\Z|[ ,。!?我就吧不吗双])"
    r"|(?<=[\d一二两三四五六七八九万千百]) ?(?:打(?=整)|分(?=[\d一二三四五六七八九十]{0,2}期))"
)
"""Behind a number, and no measure of it: 万八行, 三万六打整, 2万9 分6期."""
_PLAIN = late(r"\d|[一二两三四五六七八九十百千几]{2}|十[来多]")


def find(lead: str, text: str) -> list[Money]:
    """In the order of `text`; the hedges of the short messages before it (`lead`) are included."""
    shift = len(lead)
    joined = _OK_BEHIND.sub(lambda m: HIDDEN * len(m[0]), lead + text)
    read = [one for one in money.find(joined) if one.payable and not (not one.sure and _NOT_BEHIND.match(joined, one.end))]
    counted = [one for one in money.unsaid(joined) if "个" in joined[one.start : one.end]] if "个" in joined else []
    read = [one for one in read if one.sure or not any(other.start <= one.start < other.end for other in counted)]
    found = [*_ranges(joined, read), *counted]
    return sorted((_moved(one, -shift) for one in found if one.start >= shift), key=lambda one: one.start)


def is_plain(text: str, one: Money) -> bool:
    """三十五, 35; but not the 一 of 一共."""
    return _PLAIN.match(text, one.start) is not None


def in_wan(one: Money) -> Money:
    """The same number with the 万 that was left unsaid."""
    least, most = (end * WAN if end else end for end in (one.least, one.most))
    return one._replace(least=least, most=most, sure=True)


def _ranges(text: str, read: Sequence[Money]) -> Iterator[Money]:
    """Two bare numbers that are the ends of one: 九十五到一百一."""
    before: Money | None = None
    for one in read:
        whole = _whole(text, before, one) if before else None
        if before and not whole:
            yield before
        before = whole or one
    if before:
        yield before


def _whole(text: str, first: Money, second: Money) -> Money | None:
    if first.sure or second.sure or not _TO.fullmatch(text, first.end, second.start):
        return None
    both = numbers.between(text[first.start : first.end], text[second.start : second.end])
    if both is None or both.high is None:
        return None
    return second._replace(start=first.start, least=Decimal(both.low), most=both.high)


def _moved(one: Money, by: int) -> Money:
    return one._replace(start=one.start + by, end=one.end + by)
