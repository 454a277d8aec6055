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
from bot.capture.documents.lists import BULLET, MODEL_OF, SECTIONED, of_lists
from bot.capture.documents.prose import EXACT

_TIGHT_MODEL = re.compile(r"(?<=[　，。；])(?P<label>型号|规格)(?=(?P<value>[A-Z]{1,8}[/-]?[A-Z\d][^　，。；\n]*))")
"""灭火器，型号MFZ/ABC4，数量 …: nothing between."""
_LABELLED = (
    ("model", _TIGHT_MODEL),
    *(
        (kind, labels.labelled(pattern))
        for kind, pattern in (
            ("model", labels.MODEL),
            ("code", labels.CODE),
            ("style", labels.STYLE),
            ("name", labels.NAME),
            ("count", labels.COUNT),
            ("measure", labels.MEASURE),
            ("unit", labels.UNIT),
        )
    ),
)
_COUNTS = ("count", "measure")
_NONE = re.compile(r"[-—–_一/\\|.]{1,3}|[1lI无]")
"""What stands where there is no model; a dash is read as 一 or 1."""
_CODED = re.compile(r"(?=[^-]*[A-Z])[A-Z0-9]+(?:[-/.][A-Z0-9]+)+")
_HOW_MANY = re.compile(r"(?!\d+起)[×xX*约]?[ ]?[\d一二两三四五六七八九十百半](?![A-Z0-9]*-)")
_WORD_OR_FIGURE = re.compile(r"[A-Za-z\d]")
_ROW = re.compile(rf"{SECTIONED}|\d{{1,2}}[ 、.][ ]?(?=[一-鿿A-Za-z]{{2}})")
_NUMBERED = re.compile(r"[\d.、]+|[A-Za-z]")
_PART, _OWN = re.compile(r"项目[:：]"), re.compile(r"(?:[一-鿿]{0,2}品[名种]|(?:产品|货[物品]|设备|商品|物料)(?:名称)?)[:：]")
"""项目：一层理化室　品名：全钢边台: what the article belongs to, where it has a name of its own."""
_KIND = re.compile(r"(?:品种|Article)[:：]", re.I)
"""作物：大豆　品种：皖黄701: which of that name."""
_ABOUT = re.compile(r"(?:服务|功能|工作)?内容[:：]")
"""模块/服务：基础平台　内容：组织权限、消息中心: what it does."""
_HEADING = re.compile(rf"{labels.COLUMN.pattern}|{labels.NUMBERING.pattern}", re.I)
_NEXT_LABEL = re.compile(rf"，(?=(?:{labels.MODEL}|{labels.COUNT}|[一-鿿]?价|单价|金额|每[一-鿿]|计)(?:[：:]|[ ]?\d))")
_MADE = re.compile(r"[ ]?(?:工艺|材质|颜色|包装|品牌|产地)[:：]")
_FIRST_CELL = re.compile(
    rf"(?:(?:{labels.NUMBERING.pattern})[:：][\dA-Z.-]{{1,8}}　)?"
    r"(?P<label>[^　\n:：(（，]{1,8}|[A-Za-z]{2,12} [一-鿿]{2,6})[:：](?P<value>[^　\n]+)",
    re.I,
)
_NUMBERED_NAME = re.compile(
    rf"(?:{SECTIONED}|[(（]?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}}(?=[)）、　]))(?:[)）、.．][ 　]?|　)"
    r"|[一二三四五六七八九十]是)(?P<value>[^，,：:\n　]{2,30})[，,　]"
)
_BARE = re.compile(rf"(?:\d{{1,2}}　)?(?P<value>(?![按含约共每])[^　\n:：]{{2,30}})　(?:{labels.COUNT})[:：]", re.I)
"""旋转蒸发仪　数量：2 台"""
_OVER = re.compile(
    rf"(?!\[)(?:[(（]?(?:\d{{1,2}}|[①-⑩])[)）、.．]?[ 　]?|{BULLET})"
    rf"(?P<value>[^　:：\n，。；…]{{2,30}})…*(?:　[¥￥]?{labels.FIGURE}[ ]?元?)?"
)
_CELL = re.compile(r"(?:(?P<label>[^　\n:：]{1,24})[:：])?(?P<value>[^　\n]+)")
_FIGURE = re.compile(
    rf"(?:单价|小计|金额)?[ ]?(?P<sign>[A-Z]{{0,3}}[¥￥$€£])?(?P<number>{labels.FIGURE})"
    r"[ ]?(?:(?P<unit>[一-鿿]{1,3}|[A-Za-z]{1,5}|m[²2])(?P<each>/[^　\d]{1,4}|/m[²2])?)?"
)
_OF_MODEL = re.compile(rf"{labels.MODEL}|{labels.CODE}|{labels.STYLE}|{labels.NUMBERING.pattern}", re.I)
_OF_ROW = re.compile(rf"{labels.NUMBERING.pattern}|编号", re.I)
_WORDS = re.compile(r"[一-鿿]{2}|[A-Za-z]{2}")
_MOST_FIGURES = 12
"""Of a row."""


def articles(text: str) -> list[Field]:
    """Names, models, counts and units."""
    found = [
        _unnumbered(field(is_one, text, m), text)
        for kind, pattern in _LABELLED
        for m in pattern.finditer(text)
        if _may_be(is_one := _kind(kind, m["value"].strip()), m["value"].strip())
    ]
    found = [part for one in found for part in _of_two(_cut(one, text), text)]
    names = {one.value for one in found if one.kind == "name"}
    found = [one for one in found if one.kind == "name" or one.value not in names]
    named = {one.row for one in found if _OWN.match(text, one.start)}
    found = [one for one in found if one.row not in named or not _PART.match(text, one.start)]
    kinds, about = {*_other_names(text, found, _KIND)}, {*_other_names(text, found, _ABOUT)}
    found = [replace(one, kind="style") if one in kinds else one for one in found if one not in about]
    counted = {one.row for one in found if one.kind in _COUNTS}
    found = [_as_count(one, text) if one.kind == "unit" and one.row not in counted else one for one in found]
    reckoned = list(_reckoned(text, found))
    settled = {one.row for one in reckoned if one.kind == "count"}
    found = [*(one for one in found if one.kind != "count" or one.row not in settled), *reckoned]
    found += _unnamed(text, found)
    listed = [] if _whole(found) else list(of_lists(text))
    if any(one.kind in _COUNTS for one in found) and not listed:
        return found
    rest = [one for one in found if one.kind not in _COUNTS]
    return [*(one for one in rest if not any(_overlap(one.value, other.value) for other in listed)), *listed]


def _other_names(text: str, found: Sequence[Field], label: re.Pattern[str]) -> list[Field]:
    """The names with this label in rows that have one with another."""
    names = [one for one in found if one.kind == "name"]
    others = [one for one in names if label.match(text, one.start)]
    called = {one.row for one in names if not label.match(text, one.start)}
    return [one for one in others if one.row in called]


def _whole(found: Sequence[Field]) -> bool:
    """Whether some are counted and some are called something; 人数：约80人 alone is no article."""
    kinds = {one.kind for one in found}
    return bool(kinds & {*_COUNTS}) and bool(kinds & {"name", "model", "code", "style"})


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _kind(kind: str, value: str) -> str:
    """Qty：SFP-10G-LR, where the heading of the models was not read: no number, but what an article is called."""
    return "code" if kind == "count" and _CODED.fullmatch(value) else kind


def _may_be(kind: str, value: str) -> bool:
    """Whether these words can be one: no heading, no number for a name, a number for a count."""
    if _HEADING.fullmatch(value):
        return False
    if kind == "name":
        return not _NUMBERED.fullmatch(value)
    if kind in _COUNTS:
        return bool(_HOW_MANY.match(value))
    return not (kind == "model" and _NONE.fullmatch(value)) and (kind != "code" or bool(_WORD_OR_FIGURE.search(value)))


def _unnumbered(one: Field, text: str) -> Field:
    """2 手持终端: without the number of its row."""
    start, end = one.value
    m = _ROW.match(text, start, end) if one.kind == "name" else None
    return replace(one, value=(m.end(), end)) if m else one


def _cut(one: Field, text: str) -> Field:
    """型号：A10-71R，数量：2台，单价：5600元: up to the next label; 规格：A4工艺：覆哑膜."""
    m = _NEXT_LABEL.search(text, *one.value) or (_MADE.search(text, *one.value) if one.kind == "model" else None)
    return replace(one, value=(one.value[0], m.start())) if m else one


def _of_two(one: Field, text: str) -> Iterator[Field]:
    """磁吸轨道灯型号 GY-M20: a name with its model."""
    m = MODEL_OF.search(text, *one.value) if one.kind == "name" else None
    if m is None or m.start() == one.value[0]:
        yield one
    else:
        yield replace(one, value=(one.value[0], m.start()))
        yield Field("model", m.start(), m.span("model"), one.row)


def _as_count(one: Field, text: str) -> Field:
    """单位：8 只: a number that was read as one cell with its unit."""
    return replace(one, kind="count") if text[slice(*one.value)][:1].isdigit() else one


def _unnamed(text: str, found: Sequence[Field]) -> Iterator[Field]:
    """食材：土鸡蛋　规格：360枚　数量：8: of an article without a name, what stands first under a heading that nobody knows;
    what stands behind its number: (1) 编织网，数量 …; or the line above, where this one begins with a label.
    """
    named = {field.row for field in found if field.kind == "name"}
    counted = _lacking(found, named)
    begun = {field.start for field in found}
    told = {field.row for field in found}
    above, start_above, start = "", 0, 0
    for row, line in enumerate(text.split("\n")):
        m = _FIRST_CELL.match(line) if row in counted else None
        if m and not labels.COLUMN.fullmatch(m["label"]):
            yield Field("name", start + m.start("label"), (start + m.start("value"), start + m.end("value")), row)
        elif row in counted and (named_here := _NUMBERED_NAME.match(line) or _BARE.match(line)):
            yield Field("name", start, (start + named_here.start("value"), start + named_here.end("value")), row)
        elif (
            row in counted
            and (start in begun or labels.LABELLED.match(line))
            and (over := _OVER.fullmatch(above))
            and not labels.LABEL.fullmatch(above)
        ):
            span = (start_above + over.start("value"), start_above + over.end("value"))
            yield Field("name", start_above, span, text.count("\n", 0, start_above))
        if row in counted | named or row not in told:
            above, start_above = line, start
        start += len(line) + 1


def _lacking(found: Sequence[Field], named: set[int]) -> set[int]:
    """The rows of articles that have no name, in them or right above, nor above with a model; where none has one, those of
    models too.
    """
    counted = {field.row for field in found if field.kind in _COUNTS}
    if not named:
        return counted | {field.row for field in found if field.kind == "model"}
    modelled = {field.row for field in found if field.kind == "model"} & named - counted
    lacking, before = set(), -1
    for row in sorted(counted):
        if row - 1 not in named - counted and not modelled & {*range(before + 1, row)}:
            lacking.add(row)
        before = row
    return lacking - named


class _Figure(NamedTuple):
    place: int
    number: Decimal
    price: bool
    counted: bool
    span: tuple[int, int]


def _reckoned(text: str, found: Sequence[Field]) -> Iterator[Field]:
    """变频柜　BK-45　4 SETS　2,150　8,600: under no heading that is known, or under several (箱数, 袋数), the number that
    makes with the next one the last.
    """
    told = Counter(one.row for one in found if one.kind == "count")
    names = Counter(one.row for one in found if one.kind == "name")
    start = 0
    for row, line in enumerate(text.split("\n")):
        cells = list(_CELL.finditer(text, start, start + len(line)))
        count = _count(cells) if told[row] != 1 and names[row] < 2 and not labels.TOTAL.match(line) else None
        if count is not None:
            known = {one.kind for one in found if one.row == row}
            yield Field("count", count.span[0], count.span, row)
            yield from _named(cells[: count.place], row, known)
        start += len(line) + 1


def _figure(place: int, cell: re.Match[str]) -> _Figure | None:
    m = _FIGURE.fullmatch(cell["value"].strip())
    if m is None or _OF_ROW.fullmatch(cell["label"] or ""):
        return None
    price = bool(m["sign"]) or "价" in (cell["label"] or "")
    counted = bool(m["unit"]) and m["unit"] != "元" and not m["each"]
    return _Figure(place, Decimal(m["number"].replace(",", "")), price, counted, cell.span("value"))


def _count(cells: Sequence[re.Match[str]]) -> _Figure | None:
    figures = [figure for place, cell in enumerate(cells) if (figure := _figure(place, cell))]
    for count, price, total in reversed(list(combinations(figures[:_MOST_FIGURES], 3))):
        prices = count.price and price.price and total.price
        if abs(count.number * price.number - total.number) <= EXACT and count.number and count.place and not prices:
            return price if count.price or (price.counted and not count.counted) else count
    return None


def _named(cells: Sequence[re.Match[str]], row: int, known: set[str]) -> Iterator[Field]:
    """What stands before the number: the name, and where nothing is labelled the model."""
    told = [cell for cell in cells if _WORDS.search(cell["value"]) and not _OF_MODEL.fullmatch(cell["label"] or "")]
    for kind, cell in zip(("name", "model"), told, strict=False):
        if kind not in known and not (kind == "model" and cell["label"]):
            yield Field(kind, cell.start("value"), cell.span("value"), row)
