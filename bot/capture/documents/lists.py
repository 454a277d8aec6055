"""The articles of a quotation that are told in lines of words: a list, prose, a web shop's order. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from bot.capture.documents import labels
from bot.capture.documents.field import Field, field
from bot.capture.documents.prose import EXACT, of_prose

SECTIONED = r"\d{1,2}(?:\.\d{1,2}){1,2}[ 　、](?=(?![匹米寸吨升])[一-鿿]{2}|[A-Z]{2,8}[一-鿿])"
"""2.1 水泵; 1.5 匹空调 is called so."""
_NUMBER = (
    rf"(?:{SECTIONED}|其[一二三四五六七八九]，|[一二三四五六七八九十]是"
    r"|[(（]?(?:(?:\d{1,2}|[一二三四五六七八九十—]{1,2})(?:[、)）　]|[.．](?!\d))|[①-⑩])[ 　。]{0,3})"
)
BULLET = r"(?:[•·▪●◆*-][ 　]?)?"
_OF_KIND = r"(?:[ 　，]?[(（]?(?:规格|型号)[ ]?[:：]?[ ]?(?P<model>[^()（），：:\n　]{1,40}?)[)）]?)?"
"""乙腈(规格：HPLC级 4L), 发财树规格 H180: said behind the name."""
_COUNTED = (
    rf"{BULLET}(?P<name>[^，,;；:：\n]{{2,30}}?)(?<!、){_OF_KIND}[ ，,　：:]{{0,2}}(?P<count>\d[\d,.]{{0,9}})[ ]?"
    r"(?P<unit>(?![元万天年月日号折角]|分(?!钟))(?:[一-鿿]{1,3}?|m[²2³3]|kg))"
)
_SPEAKER = r"(?:[一-鿿]{1,4}[ 　](?=\d))?"
"""Whose face stands beside it in a chat."""
_PICTURE = r"(?:(?:[^　\n]|商品图?|图片?)　)?"
_PRICE = rf"(?:[¥￥]{labels.FIGURE}|{labels.FIGURE}[ ]?元)(?:/[一-鿿]{{1,2}})?"
_DESCRIBED = r"[^　\n×¥￥\dA-Za-z]{2,40}　"
"""烧鹅·叉烧·豉油鸡: no model."""
_LISTED = tuple(
    re.compile(pattern, re.M)
    for pattern in (
        rf"^{_SPEAKER}{_NUMBER}{_COUNTED}(?=[ 　]?(?:[，,×xX*@]|单价)|每)",
        rf"^(?:{_SPEAKER}{_NUMBER})?{_COUNTED}(?=[ ]?[×xX*@][ ]?(?:[¥￥]\d|\d[\d.,]{{0,9}}(?:元|块|[ ]?=|　[¥￥]?\d)"
        r"|\d[\d,]{0,9}\.\d\d(?:[　\n]|\Z)))",
        rf"^{_PICTURE}(?P<name>[^　¥￥…\n：]{{2,30}})…*[ 　]{_PRICE}\n"
        rf"(?:(?:(?:规格|型号)[：:]?[ ]?|(?=[^　\n]*[A-Za-z\d]))(?P<model>[^　\n×¥￥]{{2,40}})　|{_DESCRIBED})?"
        rf"(?:{_PRICE}[ 　]?)?"
        r"[×xX*][ 　]?(?P<count>\d{1,6}(?:\.\d{1,2})?)[ ]?(?P<unit>[一-鿿]{0,2})(?=[　\n]|\Z)",
        rf"^{_PICTURE}(?P<name>[^　¥￥\n：]{{2,30}})　[×xX*](?P<count>\d{{1,6}})(?P<unit>)\n"
        rf"(?:(?:规格|型号)[:：](?P<model>[^　\n]{{2,40}})　)?{_PRICE}",
        rf"^{_PICTURE}(?P<name>[^　¥￥\n]{{2,30}})[ 　][¥￥]{labels.FIGURE}[ 　]?[×xX*][ ]?(?P<count>\d{{1,6}})(?P<unit>)"
        r"(?=[　\n]|\Z)",
    )
)
"""1、水箱 2只，每只6800元; 防雨布 50块×86元; 冰柜 ¥4680×1: articles of a list that does not say what they come to."""
_FIGURE = re.compile(
    r"(?<![A-WYZa-wyz\d.,/+#Φφ-])(?<![A-Za-z\d][xX])(?P<sign>[¥￥@]|单?价[：为]?|每[一-鿿]{1,2})?[ ]?"
    rf"(?P<number>{labels.FIGURE})"
    r"(?![\d%.-]|[A-Za-z](?![²³23g]))[ ]?(?P<yuan>元)?"
    r"(?P<unit>(?:(?![元计共，万天年月日号折])[一-鿿]){1,3}|m[²2³3]|kg)?"
)
_BEGINS = rf"(?:{_SPEAKER}{_NUMBER}|{BULLET}{_PICTURE})"
_BEFORE = re.compile(rf"{_BEGINS}(?P<name>[^\n]*?)[ 　，：×xX*@]*(?:(?:数量[：]?|共)[ ]?)?\Z")
_NAMED = re.compile(
    rf"(?!\[){_BEGINS}(?P<name>[^　\n：]{{2,40}}?(?:[ 　，(（]{{0,2}}(?:规格|型号)[ ：:/]{{1,2}}[^　\n]{{1,40}})?)\Z"
)
_MODEL_BELOW = re.compile(r"\n(?P<model>(?=[^　\n]*\d)(?!1[3-9]\d{9})[A-Za-z0-9][A-Za-z0-9/.+ -]{2,24})(?=[　\n]|\Z)")
MODEL_OF = re.compile(r"[ 　，]?[(（]?(?:规格(?!书)|型号)[ ]?[：:/]?[ ]?(?P<model>[^　\n()（），]+)")
"""Behind a name: 发财树规格 H180."""
_TIMES = re.compile(r"[×xX*]")
_NUMBERED = re.compile(_NUMBER)
_COUNT_OF = re.compile(labels.COUNT, re.I)
_IN_BRACKETS = re.compile(r"[(（][^()（）\n]*[)）]")
_ITEM = re.compile(r"(?:^|　)[ ]?[•·●▪◆]")
"""What is said of an article, a line each."""
_PROSE = re.compile(r"[，。；！？]")
_WORD = re.compile(r"[一-鿿A-Za-z]{2}")
_LABELS = 4
"""Of a table's row: what it comes to is seen there."""
_MOST_FIGURES = 6


def of_lists(text: str) -> list[Field]:
    """Names, models, counts and units: where a line says what it comes to; in the ways that lists are written which do not."""
    found = max(list(_reckoned(text)), of_prose(text), key=lambda told: sum(one.kind == "count" for one in told))
    rows = {one.row for one in found}
    lines = {m.start(): m for pattern in _LISTED for m in pattern.finditer(text) if not rows & _rows(text, m)}
    for _, m in sorted(lines.items()):
        if not _WORD.search(m["name"]):
            continue
        found += (field(kind, text, m, kind) for kind in ("name", "model", "count", "unit") if m.groupdict().get(kind))
    return found


def _rows(text: str, m: re.Match[str]) -> set[int]:
    first = text.count("\n", 0, m.start())
    return {*range(first, first + m[0].rstrip("\n").count("\n") + 1)}


class _Figure(NamedTuple):
    start: int
    number: Decimal
    span: tuple[int, int]
    unit: tuple[int, int]
    price: bool


def _reckoned(text: str) -> Iterator[Field]:
    """尼龙棒 PA6 φ60，12根，未税单价 98.00，计 1176.00: two numbers and what they make; the name stands before them, or on
    a line above, its model maybe on one between.
    """
    start, before, over, modelled = 0, 0, None, False
    for row, line in enumerate(text.split("\n")):
        end = start + len(line)
        told = (
            []
            if labels.TOTAL.match(line) or line.count("：") >= _LABELS
            else _told(text, before if _TIMES.match(line) else start, end)
        )
        for first, count, begin in told:
            m = _BEFORE.match(text, begin, first)
            here = m and _WORD.search(m["name"]) and not MODEL_OF.match(m["name"]) and not _COUNT_OF.match(m["name"])
            named = (m.span("name"), row) if m and here else over
            yield from _article(text, *named, count, row, end) if named else ()
        goes_on = bool(MODEL_OF.match(line)) or (modelled and bool(_ITEM.search(line)))
        modelled = goes_on and not told
        if told or not goes_on:
            m = None if told else _NAMED.match(text, start, end)
            over = (m.span("name"), row) if m else None
        before, start = start, end + 1


def _told(text: str, start: int, end: int) -> list[tuple[int, _Figure, int]]:
    """Of each article on a line: where its numbers begin, which counts, where its words begin; two lists may stand side by
    side.
    """
    figures = [
        _Figure(
            m.start(), Decimal(m["number"].replace(",", "")), m.span("number"), m.span("unit"), bool(m["sign"] or m["yuan"])
        )
        for m in _FIGURE.finditer(text, start, end)
    ]
    found = []
    while (last := _last(text, figures)) is not None:
        found.append(last)
        figures = [figure for figure in figures if figure.start < last[0].start]
    found.reverse()
    begins = [start, *(total.span[1] for _, _, total in found)]
    return [
        (one.start, other if one.price or _is_price(one, other) else one, begin)
        for (one, other, _), begin in zip(found, begins, strict=False)
    ]


def _last(text: str, figures: Sequence[_Figure]) -> tuple[_Figure, _Figure, _Figure] | None:
    """The last two of which a third says what they make."""
    for one, other, total in reversed([*combinations(figures[-_MOST_FIGURES:], 3)]):
        times = max(one.unit[0], other.unit[0]) >= 0 or bool(_TIMES.search(text, one.span[1], other.span[0]))
        plain = one.price != other.price or (not one.price and times)
        if one.number and plain and abs(one.number * other.number - total.number) <= EXACT:
            return one, other, total
    return None


def _is_price(one: _Figure, other: _Figure) -> bool:
    """2,199.00 × 1套, 359.00 × 2: which of two that do not say it costs."""
    if (one.unit[0] >= 0) != (other.unit[0] >= 0):
        return other.unit[0] >= 0 and not other.price
    return not other.price and other.number == other.number.to_integral() and one.number.as_tuple().exponent == -2


def _article(text: str, name: tuple[int, int], named: int, count: _Figure, row: int, line_end: int) -> Iterator[Field]:
    """`named`: the row of the name; `line_end`: where that of the count ends, for a model may stand below it."""
    start, end = name
    m = MODEL_OF.search(text, start, end)
    end = m.start() if m else end
    m = m or _MODEL_BELOW.match(text, line_end)
    prose = _PROSE.search(_IN_BRACKETS.sub(lambda m: "x" * len(m[0]), text[start:end]))
    if prose and not _NUMBERED.fullmatch(text, text.rfind("\n", 0, start) + 1, start):
        return  # 特级灰枣，10公斤箱装，供应120箱: of a numbered one, what stands first
    end = start + prose.start() if prose else end
    yield Field("name", start, (start, end), named)
    if m:
        yield Field("model", m.start("model"), m.span("model"), named)
    yield Field("count", count.span[0], count.span, row)
    if count.unit[0] >= 0:
        yield Field("unit", count.unit[0], count.unit, row)
