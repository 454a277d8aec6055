"""The articles of a quotation: by their labels, by a heading that nobody knows, in a list, or by what they come to. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from bot.capture.documents import labels
from bot.capture.documents.field import Field, field

_LABELLED = tuple(
    (kind, labels.labelled(pattern))
    for kind, pattern in (
        ("model", labels.MODEL),
        ("code", labels.CODE),
        ("name", labels.NAME),
        ("count", labels.COUNT),
        ("measure", labels.MEASURE),
        ("unit", labels.UNIT),
    )
)
_COUNTS = ("count", "measure")
_NONE = re.compile(r"[-—–_一/\\|.]{1,3}|[1lI无]")
"""What stands where there is no model; a dash is read as 一 or 1."""
_CODED = re.compile(r"(?=[^-]*[A-Z])[A-Z0-9]+(?:[-/.][A-Z0-9]+)+")
_HOW_MANY = re.compile(r"[×xX*约]?[ ]?[\d一二两三四五六七八九十百半](?![A-Z0-9]*-)")
_WORD_OR_FIGURE = re.compile(r"[A-Za-z\d]")
_ROW = re.compile(r"\d{1,2}[ 、.][ ]?(?=[一-鿿A-Za-z]{2})")
_NUMBERED = re.compile(r"[\d.、]+|[A-Za-z]")
_HEADING = re.compile(rf"{labels.COLUMN.pattern}|{labels.NUMBERING.pattern}", re.I)
_NUMBER = r"(?:(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[、)）　]|[.．](?!\d))|[①-⑩])[ 　。]{0,3})"
_COUNTED = (
    r"(?P<name>[^，,;；:：\n]{2,30}?)[ ，,　：:]{0,2}(?P<count>\d[\d,.]{0,9})[ ]?"
    r"(?P<unit>(?![元万天年月日号折角]|分(?!钟))[一-鿿]{1,3}?)"
)
_SPEAKER = r"(?:[一-鿿]{1,4}[ 　](?=\d))?"
"""Whose face stands beside it in a chat."""
_LISTED = tuple(
    re.compile(pattern, re.M)
    for pattern in (
        rf"^{_SPEAKER}{_NUMBER}{_COUNTED}(?=[ 　]?[，,×xX*@]|每)",
        rf"^(?:{_SPEAKER}{_NUMBER})?{_COUNTED}(?=[ ]?[×xX*@][ ]?(?:[¥￥]\d|\d[\d.]{{0,9}}(?:元|块|[ ]?=)))",
        rf"^(?!{_NUMBER}){_COUNTED}(?=，每[一-鿿]{{1,2}}{labels.FIGURE}元)",
        rf"^(?P<name>[^　\n:：]{{2,24}})\n(?P<count>\d[\d,.]{{0,9}})[ ]?(?P<unit>[一-鿿]{{1,2}})"
        rf"[ 　，,](?:单价)?{labels.FIGURE}元",
        rf"^(?:[^　\n]　)?(?P<name>[^　¥￥\n]{{2,30}})[ 　][¥￥]{labels.FIGURE}[ 　]?[×xX*][ ]?(?P<count>\d{{1,6}})(?P<unit>)"
        r"(?=[　\n]|\Z)(?:[^\n]*\n(?P<model>(?=[^　\n]*\d)[A-Za-z0-9][A-Za-z0-9/.+-]{2,24})(?=[　\n]|\Z))?",
    )
)
"""1、水箱 2只，每只6800元; 防雨布 50块×86元; 冰柜 ¥4680×1: articles of a list."""
_FIRST_CELL = re.compile(
    rf"(?:(?:{labels.NUMBERING.pattern})[:：][^　\n]*　)?(?P<label>[^　\n:：]{{1,8}})[:：](?P<value>[^　\n]+)", re.I
)
_NUMBERED_NAME = re.compile(r"[(（]?\d{1,2}[)）、.．][ ]?(?P<value>[^，,：:\n　]{2,30})[，,]")
_OVER = re.compile(r"[(（]?(?:\d{1,2}|[①-⑩])[)）、.．]?[ ]?(?P<value>[^　:：\n]{2,30})")
_CELL = re.compile(r"(?:(?P<label>[^　\n:：]{1,24})[:：])?(?P<value>[^　\n]+)")
_FIGURE = re.compile(
    rf"(?:单价|小计|金额)?[ ]?(?P<sign>[A-Z]{{0,3}}[¥￥$€£])?(?P<number>{labels.FIGURE})"
    r"[ ]?(?:(?:[一-鿿]{1,3}|[A-Za-z]{1,5}|m[²2])(?:/[^　\d]{1,4}|/m[²2])?)?"
)
_WORDS = re.compile(r"[一-鿿]{2}|[A-Za-z]{2}")
_MOST_FIGURES = 12
"""Of a row."""
_EXACT = Decimal("0.01")
"""Yuan that a product may be off."""


def articles(text: str) -> list[Field]:
    """Names, models, counts and units."""
    found = [
        _unnumbered(field(is_one, text, m), text)
        for kind, pattern in _LABELLED
        for m in pattern.finditer(text)
        if _may_be(is_one := _kind(kind, m["value"].strip()), m["value"].strip())
    ]
    counted = {one.row for one in found if one.kind in _COUNTS}
    found = [_as_count(one, text) if one.kind == "unit" and one.row not in counted else one for one in found]
    found += _unnamed(text, found)
    reckoned = list(_reckoned(text, found))
    settled = {one.row for one in reckoned if one.kind == "count"}
    found = [*(one for one in found if one.kind != "count" or one.row not in settled), *reckoned]
    return found if any(one.kind in _COUNTS for one in found) else [*found, *_listed(text)]


def _kind(kind: str, value: str) -> str:
    """Qty：SFP-10G-LR, where the heading of the models was not read: no number, but what an article is called."""
    return "code" if kind == "count" and _CODED.fullmatch(value) else kind


def _may_be(kind: str, value: str) -> bool:
    """Whether these words can be one: no heading, no number for a name, a number for a count."""
    if _HEADING.fullmatch(value):
        return False
    if kind == "name":
        return not _NUMBERED.fullmatch(value)
    if kind == "count":
        return bool(_HOW_MANY.match(value))
    return not (kind == "model" and _NONE.fullmatch(value)) and (kind != "code" or bool(_WORD_OR_FIGURE.search(value)))


def _unnumbered(one: Field, text: str) -> Field:
    """2 手持终端: without the number of its row."""
    start, end = one.value
    m = _ROW.match(text, start, end) if one.kind == "name" else None
    return replace(one, value=(m.end(), end)) if m else one


def _as_count(one: Field, text: str) -> Field:
    """单位：8 只: a number that was read as one cell with its unit."""
    return replace(one, kind="count") if text[slice(*one.value)][:1].isdigit() else one


def _listed(text: str) -> Iterator[Field]:
    lines = {m.start(): m for pattern in _LISTED for m in pattern.finditer(text)}
    for _, m in sorted(lines.items()):
        yield from (field(kind, text, m, kind) for kind in ("name", "model", "count", "unit") if m.groupdict().get(kind))


def _unnamed(text: str, found: Sequence[Field]) -> Iterator[Field]:
    """食材：土鸡蛋　规格：360枚　数量：8: of an article without a name, what stands first under a heading that nobody knows;
    what stands behind its number: (1) 编织网，数量 …; or the line above that begins so.
    """
    named = {field.row for field in found if field.kind == "name"}
    counted = {field.row for field in found if field.kind in _COUNTS} - named
    above, start = "", 0
    for row, line in enumerate(text.split("\n")):
        m = _FIRST_CELL.match(line) if row in counted else None
        if m and not labels.COLUMN.fullmatch(m["label"]):
            yield Field("name", start + m.start("label"), (start + m.start("value"), start + m.end("value")), row)
        elif row in counted and (named_here := _NUMBERED_NAME.match(line)):
            yield Field("name", start, (start + named_here.start("value"), start + named_here.end("value")), row)
        elif m and (over := _OVER.fullmatch(above)):
            start_above = start - len(above) - 1
            yield Field("name", start_above, (start_above + over.start("value"), start_above + over.end("value")), row - 1)
        above, start = line, start + len(line) + 1


class _Figure(NamedTuple):
    place: int
    number: Decimal
    price: bool
    span: tuple[int, int]


def _reckoned(text: str, found: Sequence[Field]) -> Iterator[Field]:
    """变频柜　BK-45　4 SETS　2,150　8,600: under no heading that is known, or under several (箱数, 袋数), the number that
    makes with the next one the last.
    """
    told = Counter(one.row for one in found if one.kind == "count")
    start = 0
    for row, line in enumerate(text.split("\n")):
        cells = list(_CELL.finditer(text, start, start + len(line)))
        count = _count(cells) if told[row] != 1 and not labels.TOTAL.match(line) else None
        if count is not None:
            known = {one.kind for one in found if one.row == row}
            yield Field("count", count.span[0], count.span, row)
            yield from _named(cells[: count.place], row, known)
        start += len(line) + 1


def _figure(place: int, cell: re.Match[str]) -> _Figure | None:
    m = _FIGURE.fullmatch(cell["value"].strip())
    price = m is not None and (bool(m["sign"]) or "价" in (cell["label"] or ""))
    return _Figure(place, Decimal(m["number"].replace(",", "")), price, cell.span("value")) if m else None


def _count(cells: Sequence[re.Match[str]]) -> _Figure | None:
    figures = [figure for place, cell in enumerate(cells) if (figure := _figure(place, cell))]
    for count, price, total in reversed(list(combinations(figures[:_MOST_FIGURES], 3))):
        if abs(count.number * price.number - total.number) <= _EXACT and count.number and count.place:
            return price if count.price else count
    return None


def _named(cells: Sequence[re.Match[str]], row: int, known: set[str]) -> Iterator[Field]:
    """What stands before the number: the name, and where nothing is labelled the model."""
    told = [cell for cell in cells if _WORDS.search(cell["value"])]
    for kind, cell in zip(("name", "model"), told, strict=False):
        if kind not in known and not (kind == "model" and cell["label"]):
            yield Field(kind, cell.start("value"), cell.span("value"), row)
