"""How much of something: measures with a unit (20 公斤, 三斤半), and counts with a classifier (12台, 20w条)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from bot.nlp.numbers import Span, arabic, between, glued, joined, parse, span
from bot.nlp.patterns import late
from bot.nlp.remembered import remembered
from bot.nlp.units import CLASSIFIER, LATIN_UNIT, MEASURE, OTHER, SYMBOL


class Quantity(NamedTuple):
    """One mention. `unit`: the symbol of a measure (kg, m², °C), or a classifier as it was said.

    `low`: the lower end where a range is said (5-10公斤, 十几台), else None.
    """

    start: int
    end: int
    number: Decimal
    unit: str
    low: Decimal | None = None


_AFTER_MEASURE = late(rf"\s{{0,2}}[多来余]?\s?(?P<unit>{MEASURE})")
_AFTER_COUNT = late(rf"\s?[多来余]?\s?(?P<unit>{CLASSIFIER})")
_AMID = late(r"[万亿][\d一二三四五六七八九两]千\Z")
"""两万三千米 are 23,000 metres."""
_HALF = late(rf"(?<![一二两三四五六七八九十\d大多过后个])半(?![里度平方码节])(?P<unit>{MEASURE})")
_AND_HALF = late(r"半(?![个天年])")
_REST = late(
    rf"(?:\d{{1,2}}|[一二三四五六七八九]{{1,2}})(?![\d一二三四五六七八九十百千万wk个.:年月日号点折成%])(?!\s?(?:{OTHER}|{CLASSIFIER}|{MEASURE}))"
)
_TAKES_REST = ("m", "斤", "kg", "t", "°C", "度")
_SMALLER = {
    ("斤", "两"): 10, ("kg", "斤"): 2, ("kg", "两"): 20, ("m", "cm"): 100, ("km", "m"): 1000, ("t", "kg"): 1000,
    ("kg", "g"): 1000, ("g", "mg"): 1000, ("L", "mL"): 1000, ("cm", "mm"): 10,
    ("丈", "尺"): 10, ("尺", "寸"): 10, ("ft", "in"): 12,
}  # fmt: skip
_ELLIPTIC = late(r"[百千万亿wk][一二三四五六七八九两]\Z|[百千万亿wk]\d?[一二三四五六七八九]?[一两]\Z")
_STUCK = late(r"\d{3,}(?P<rest>(?:[二两三四五六七八九]|一[十百千])[一二两三四五六七八九十百千万]*)\Z")
"""32220三套: the digits are a name's."""
_PART = late(r"([二三四五六八十])分之\Z")
_MINUS = late(r"(?:负|零下|(?<![\da-z])-)\Z")
_SYMBOLS = frozenset(SYMBOL.values())
"""Only what is measured may be below nothing: 监护仪-8台 are eight."""
_NEAR = 8
"""Characters before a number in which its surroundings are looked at."""

_WARM = late(r"(?:零下|零上|[气水室体高低油]温|温度|烧到?|摄氏)[^,。;]{0,3}\Z")
_STORE = "内存|存储|硬盘|显存|运存|空间|流量|固态|磁盘|容量|ram|ssd"
_STORE_BEFORE = late(rf"(?:核|{_STORE})[^,。;]{{0,2}}\Z")
_STORE_AFTER = late(rf"\s?[的大]?(?:{_STORE})")
_NETWORK = late(r"\s?(?:网|手机|信号|基站|模块|模组|卡|套餐|路由|时代|技术|通信|覆盖|专网)")
_NOT_LIANG = late(rf"[周万千百十点下手头边种者人口方端岸年步三天月]|{CLASSIFIER}")
_LINE = late(r"\s?的?(?:带宽|宽带|光纤|专线|网)")
_PER_HOUR = late(r"(?:时速|每小时)[^,。;]{0,3}\Z")


class _Read(NamedTuple):
    """A number with the name of its unit, before its meaning is settled."""

    start: int
    end: int
    numeral: str
    unit: str


def find(text: str) -> list[Quantity]:
    """Every physical measure in normalised text, in order, none overlapping: 三斤半 and 六斤八两 are one each."""
    return list(_measures(text))


@remembered
def _measures(text: str) -> tuple[Quantity, ...]:
    found: list[Quantity] = []
    halves = list(_halves(text)) if "半" in text else []
    for one in sorted([*_all(text, _measure), *halves], key=lambda q: q.start):
        whole = _sum(found[-1], one) if found else None
        if whole:
            found[-1] = whole
        elif not found or found[-1].end <= one.start:
            found.append(one)
    kept: list[Quantity] = []
    for one in found:
        if not kept or kept[-1].end <= one.start:
            kept.append(_completed(text, one))
    return tuple(kept)


def counts(text: str) -> list[Quantity]:
    """Every count of things in normalised text (12台, 三十套, 20w条), in order, none overlapping."""
    return list(_counts(text))


@remembered
def _counts(text: str) -> tuple[Quantity, ...]:
    return tuple(_all(text, _count))


def _all(text: str, read: Callable[[str, re.Match[str]], _Read | None]) -> Iterator[Quantity]:
    for run, before in joined(text):
        one = read(text, run)
        if one is None or _a_name(text, run.start()):
            continue
        both = between(before[0], one.numeral) if before else None
        if before and both:
            yield _quantity(text, one._replace(start=before.start()), both)
        elif said := _fraction(one.numeral) or span(one.numeral):
            yield _quantity(text, one, said)


def _fraction(numeral: str) -> Span | None:
    """四分之一公升."""
    of, part, many = numeral.partition("分之")
    whole, number = (parse(of), parse(many)) if part else (None, None)
    return Span(number / whole, number / whole, False) if whole and number else None


def _a_name(text: str, start: int) -> bool:
    """第3台, p12, sv-700: the digits belong to a name; 2.5t三台 does not."""
    return text[max(0, start - 1) : start] == "第" or (text[start].isdigit() and glued(text, start))


def _quantity(text: str, one: _Read, said: Span) -> Quantity:
    number = said.low if said.high is None else said.high
    minus = said.single and one.unit in _SYMBOLS and _MINUS.search(text[max(0, one.start - 2) : one.start])
    low = said.low if said.low != number else None
    return Quantity(one.start, one.end, -number if minus else number, one.unit, low)


def _measure(text: str, run: re.Match[str]) -> _Read | None:
    numeral = run[0]
    if numeral[-1] == "w" and LATIN_UNIT.match(text, run.end() - 1):
        return _Read(run.start(), run.end(), numeral[:-1], "W")
    behind = (
        _AFTER_MEASURE.match(text, run.end() - 1)
        if len(numeral) > 1 and numeral[-1] in "千两" and not _AMID.search(numeral)
        else None
    )
    if behind:  # 三千比特, 两万两: the last character belongs to the unit
        numeral = numeral[:-1]
    behind = behind or _AFTER_MEASURE.match(text, run.end())
    name = behind["unit"] if behind else ""
    if behind is None or (numeral == "一" and name == "度") or (name == "两" and _NOT_LIANG.match(text, behind.end())):
        return None
    symbol = _symbol(text, run.start(), behind.end(), name)
    part = _PART.search(text, max(0, run.start() - 3), run.start())
    if symbol and part:
        return _Read(part.start(), behind.end(), f"{part[1]}分之{numeral}", symbol)
    return _Read(run.start(), behind.end(), numeral, symbol) if symbol else None


def _symbol(text: str, start: int, end: int, name: str) -> str | None:
    """The symbol, where the words around decide: 32g内存 is GB, 5g网络 nothing, 气温20度 °C, 时速60公里 km/h."""
    before = text[max(0, start - _NEAR) : start]
    if name in ("g", "t") and (_STORE_BEFORE.search(before) or _STORE_AFTER.match(text, end)):
        return f"{name.upper()}B"
    if name == "兆" and _LINE.match(text, end):
        return "Mbps"
    if name == "g" and _NETWORK.match(text, end):
        return None
    if name == "度" and _WARM.search(before):
        return "°C"
    if SYMBOL[name] == "km" and _PER_HOUR.search(before):
        return "km/h"
    return SYMBOL[name]


def _halves(text: str) -> Iterator[Quantity]:
    for m in _HALF.finditer(text):
        yield Quantity(m.start(), m.end(), Decimal("0.5"), SYMBOL[m["unit"]])


def _sum(first: Quantity, second: Quantity) -> Quantity | None:
    """六斤八两 as one, in the greater unit; None where the two do not belong together."""
    ratio = _SMALLER.get((first.unit, second.unit))
    if ratio is None or first.end != second.start or not 0 < second.number < ratio or first.low or second.low:
        return None
    return first._replace(end=second.end, number=first.number + second.number / ratio)


def _completed(text: str, one: Quantity) -> Quantity:
    """With what is said behind the unit: 三斤半, 一米七五."""
    if one.low is not None:
        return one
    if _AND_HALF.match(text, one.end) and text[one.start] != "半":
        return one._replace(end=one.end + 1, number=one.number + Decimal("0.5"))
    rest = _REST.match(text, one.end) if one.unit in _TAKES_REST and text[one.end - 1] in "米斤吨度" else None
    if rest and one.number == one.number.to_integral_value():
        return one._replace(end=rest.end(), number=one.number + Decimal(f"0.{arabic(rest[0])}"))
    return one


def _count(text: str, run: re.Match[str]) -> _Read | None:
    behind = _AFTER_COUNT.match(text, run.end())
    if not behind:
        return None
    numeral = run[0]
    if text[run.end()] == " " and not numeral.isdigit():  # a space ends what a chat writer says: 2万4 袋子
        return None
    stuck = _STUCK.match(numeral)
    if stuck:
        numeral = stuck["rest"]
    if _ELLIPTIC.search(numeral):
        if numeral[-1] not in "一两":  # 两万三套: 23,000 sets, or three for 20,000
            return None
        numeral = numeral[-1]  # 五万一台: 50,000 for one
    return _Read(run.end() - len(numeral), behind.end(), numeral, behind["unit"])
