"""The numbers of a message that may be amounts: with 万 or a currency, or bare (撑死二十三, 九十五到一百一, 拨了26个)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.nlp import money, numbers
from bot.nlp.money import Money
from bot.nlp.text import HIDDEN

WAN = 10_000
_IN_WAN = re.compile(
    r"(?<![\d.一二两三四五六七八九十百千万第每])(?P<low>[\d一二两三四五六七八九十百]{1,5}[到至~-])?"
    r"(?P<num>\d{1,4}(?:\.\d)?|[一二两三四五六七八九十百千几]{1,4})[多来]?\s?个(?:w|大洋)?"
    r"(?=左右|上下|吧|以内|出头|多(?!少)|的?样子|封顶|[,。;!?\n\x00 )]|\Z)"
)
_TO = re.compile(r"\s?(?:到|至|--?|~)\s?")
_NOT_BEHIND = re.compile(r"[a-z]|直|起(?!步|订)|些|般|样|定|块儿|下子|会儿|旦|律|并|共|边|面|方面|来二去|分钱一分货")
_OK_BEHIND = re.compile(r"(?<=[\d万千百块毛分角元整]) ?行(?=\Z|[ ,。!?我就吧不吗双])")
_PLAIN = re.compile(r"\d|[一二两三四五六七八九十百千几]{2}|十[来多]")


def find(lead: str, text: str) -> list[Money]:
    """In the order of `text`; the hedges of the short messages before it (`lead`) are included."""
    shift = len(lead)
    joined = _OK_BEHIND.sub(lambda m: HIDDEN * len(m[0]), lead + text)
    read = [one for one in money.find(joined) if one.dealt_in and not (not one.sure and _NOT_BEHIND.match(joined, one.end))]
    counted = [one for m in _IN_WAN.finditer(joined) if (one := _in_wan(m, joined))]
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


def _in_wan(m: re.Match[str], text: str) -> Money | None:
    """三十个左右 is 30万 in a talk of money; the talk is asked for later, so it is a bare amount here."""
    front = text[max(0, m.start() - 8) : m.start()]
    read = money.find(f"{front}{m['low'] or ''}{m['num']}万{text[m.end() : m.end() + 4]}")
    read = [one for one in read if one.end > len(front)]
    if not read or numbers.span(m["num"]) is None:
        return None
    vague = read[0].approx or "来" in m[0] or "多" in m[0]
    return read[0]._replace(start=m.start(), end=m.end(), sure=False, approx=vague and read[0].single)
