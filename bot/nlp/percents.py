"""Shares as people say them: 15%, 百分之十五, 三成五, 八五折 (85%), 低五个点."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from bot.nlp.numbers import DIGITS, Span, arabic, between, glued, joined, parse, span
from bot.nlp.patterns import late
from bot.nlp.remembered import remembered


class Percent(NamedTuple):
    """One mention; `value` of a hundred. `low`: the lower end of a range that has one sign (5-20%), else None."""

    start: int
    end: int
    value: Decimal
    low: Decimal | None = None


_GATE = late(r"[%‰折成点半趴]|分之|百分百|pct")
_WORDS = late(
    r"(?:百分之百|百分百)(?![一二三四五六七八九])|(?<![一二三四五六七八九])半成(?![品本功])|对折|半折|半价|半个(?:百分)?点(?![子位评赞名播钟])"
)
_OF_WORDS = {
    "百分之百": Decimal(100),
    "百分百": Decimal(100),
    "半成": Decimal(5),
    "对折": Decimal(50),
    "半折": Decimal(50),
    "半价": Decimal(50),
}
_OF = late(r"(?P<of>百万|十万|百|千|万)分之(?P<minus>负|-)?\s?\Z")
_PARTS = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01"), "十万": Decimal("0.001"), "百万": Decimal("0.0001")}
_SIGN = late(
    r"\s{0,2}[多来余]?(?:(?P<percent>%|pct(?![a-z])|趴(?![下着在窝地])|个?百分点|个多?点(?![子位评赞名播钟]))|(?P<half>个半(?:百分)?点)|(?P<mille>‰)"
    r"|(?P<tenths>成)(?![本交功立员型品为分果长绩效熟套年人就单全片块份色语心行千]|都(?![不没还超]))(?!(?<=八成)(?:是|会|要|得|没|在))(?!不变|[一二三四五六七八九]成)|(?P<price>折)(?![腾旧算叠合返现断线射磨戟痕页屏]))"
)
_TENTH_MORE = late(r"[\d一二三四五六七八九半](?![\d.%一二三四五六七八九十百千万成个台套年月天])")
_MINUS = late(r"(?:负|(?<![\da-z%.])-)(?:百分之)?\Z")
_BARE = late(r"(?![%‰\u4e00-\u9fff]|\s?[a-z])|[左之上以的,]")
_HUNDRED = Decimal(100)


def find(text: str) -> list[Percent]:
    """Every share in normalised text, in order, none overlapping."""
    return list(_find(text)) if _GATE.search(text) else []


@remembered
def _find(text: str) -> tuple[Percent, ...]:
    found: list[Percent] = []
    for one in sorted([*_words(text), *_numbers(text)], key=lambda p: (p.start, -p.end)):
        if not found or found[-1].end <= one.start:
            found.append(one)
    return tuple(found)


def _words(text: str) -> Iterator[Percent]:
    for m in _WORDS.finditer(text):
        yield Percent(m.start(), m.end(), _OF_WORDS.get(m[0], Decimal("0.5")))


def _numbers(text: str) -> Iterator[Percent]:
    for run, before in joined(text):
        one = _signed(text, run, before) or _parts(text, run, before)
        if one:
            yield one


def _parts(text: str, run: re.Match[str], before: re.Match[str] | None) -> Percent | None:
    """百分之十五, 千分之三, 百分之十到二十."""
    first = before if before and _BARE.match(text, run.end()) else run
    of = _OF.search(text, max(0, first.start() - 6), first.start())
    said = between(first[0], run[0]) if first is not run else span(run[0])
    if of is None or said is None:
        return None
    minus = of["minus"] or _minus(text, of.start())
    return _percent((of.start(), run.end()), said, _PARTS[of["of"]] * (-1 if minus else 1))


def _signed(text: str, run: re.Match[str], before: re.Match[str] | None) -> Percent | None:
    """15%, 十个点, 3‰, 三成五, 八五折; 5-20% with the number before."""
    sign = _SIGN.match(text, run.end())
    if sign is None or (text[run.start()].isdigit() and glued(text, run.start())):
        return None
    read = _READERS[str(sign.lastgroup)]
    said = read(run[0])
    if said is None:
        return None
    low = read(before[0]) if before else None
    if before and low and low.low < said.low:
        return _percent((before.start(), sign.end()), Span(low.low, said.low, True), Decimal(1))
    more = _TENTH_MORE.match(text, sign.end()) if sign["tenths"] and said.single else None
    if more:
        tenth = Decimal(5 if more[0] == "半" else arabic(more[0]))
        return Percent(run.start(), more.end(), said.low + tenth)
    minus = _minus(text, run.start())
    return _percent((run.start(), sign.end()), said, Decimal(-1 if minus else 1))


def _minus(text: str, start: int) -> bool:
    return bool(_MINUS.search(text, max(0, start - 2), start))


def _times(times: Decimal) -> Callable[[str], Span | None]:
    def read(numeral: str) -> Span | None:
        said = span(numeral)
        return Span(said.low * times, (said.low if said.high is None else said.high) * times, said.vague) if said else None

    return read


def _half_more(numeral: str) -> Span | None:
    said = parse(numeral)
    return None if said is None else Span(said + Decimal("0.5"), said + Decimal("0.5"), False)


def _tenths(numeral: str) -> Span | None:
    said = _times(Decimal(10))(numeral)
    return said if said and said.high is not None and 0 < said.high <= _HUNDRED else None


def _price(numeral: str) -> Span | None:
    """八折 is 80, 八五折 and 85折 are 85; ten 折 is no discount."""
    two = len(numeral) == 2 and all(c in DIGITS for c in numeral)
    number = Decimal(arabic(numeral)) if two else parse(numeral)
    if number is None or number in (0, 10) or number >= _HUNDRED:
        return None
    share = number if number > 10 else number * 10
    return Span(share, share, False)


_READERS: dict[str, Callable[[str], Span | None]] = {
    "percent": _times(Decimal(1)),
    "half": _half_more,
    "mille": _times(Decimal("0.1")),
    "tenths": _tenths,
    "price": _price,
}


def _percent(where: tuple[int, int], said: Span, times: Decimal) -> Percent:
    high = said.low if said.high is None else said.high
    return Percent(*where, high * times, None if said.low == high else said.low * times)
