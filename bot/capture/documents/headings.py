"""Which rows of a paper are the headings of a table, and what they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from bot.capture.documents.cells import FIGURE, Row, in_pieces, merged, numbers, one_column, said
from bot.capture.documents.labels import COLUMN, COUNTED, FORM, MODELLED
from bot.capture.screens.ocr import Line

LEAST_COLUMNS, _HEADING_ROWS = 3, 3
_LONGEST_HEADING = 24
_CLOSE, _APART = 0.7, 1.6
"""Of a line's height: between two lines of one cell, between two rows of headings."""
_HALF_WAY = 0.25
"""Of the way between two rows of headings: from there on one belongs to both."""
_ITEM = re.compile("项[一-鿿]")
"""项货品: the number of the row, and its name."""
_GUTTER = re.compile(r"\d{1,3}")
"""A spreadsheet's own number of a row."""


def heading(rows: Sequence[Row]) -> tuple[int, Row]:
    """How many of the first rows are headings, and these: words that go on below are put together where no row does alone."""
    first, over = _headings(rows[0], rows[1] if len(rows) > 1 else ()), 1
    while over < min(_HEADING_ROWS, len(rows)) and (both := _both(rows[over - 1 : over + 2], first)):
        first, over = both, over + 1
    if first:
        return over, first
    for over in range(2, _HEADING_ROWS + 1):
        if not _close(rows[over - 2 : over]) or heading(rows[over - 1 : over])[0]:
            break
        cells = merged([cell for row in rows[:over] for cell in row])
        if sum(bool(COLUMN.fullmatch(said(cell))) for cell in cells) >= LEAST_COLUMNS:
            return over, cells
    return 0, []


def _headings(row: Row, below: Sequence[Line] = ()) -> Row:
    """The headings that a row is made of, at least three that are known, or two above a row of about as many cells with
    numbers; without the number of a spreadsheet's row.
    """
    row = row[1:] if row and _GUTTER.fullmatch(row[0].text.strip()) else row
    while len(row) > LEAST_COLUMNS and FORM.fullmatch(said(row[0])):
        row = row[1:]
    if any(FIGURE.match(cell.text) for cell in row) or _is_form([said(cell) for cell in row]):
        return []
    known = sum(len(_columns(said(cell))) for cell in row)
    alike = len(row) > LEAST_COLUMNS and abs(len(row) - len(below)) <= 1 and len(numbers([*below])) > 1
    alike = alike or _is_priced(row, below)
    return [one for cell in row for one in _apart(cell)] if known >= (2 if alike else LEAST_COLUMNS) else []


def _is_priced(row: Row, below: Sequence[Line]) -> bool:
    """规格　壁厚　单价 above dn32　3.0mm　5.60."""
    if not len(row) == len(below) == LEAST_COLUMNS or not numbers([below[-1]]):
        return False
    return bool(MODELLED.fullmatch(said(row[0])) and COUNTED.fullmatch(said(row[-1])))


def _is_form(cells: Sequence[str]) -> bool:
    """产品名称　监护仪　型号　PM-900: labels with their values."""
    labels, values = cells[::2], cells[1::2]
    return len(labels) == len(values) > 1 and all(map(COLUMN.fullmatch, labels)) and not any(map(COLUMN.fullmatch, values))


def _both(rows: Sequence[Row], first: Row) -> Row:
    """The headings of two rows, in two languages or where one stands above several (报价 above 单价 and 合价): those below, a
    word that nobody knows by what stands above it, and what stands beside them. Empty: they are not two.
    """
    if len(rows) < 2 or not _close(rows[:2], _APART) or any(FIGURE.match(cell.text) for cell in rows[0]):
        return []
    below = _headings(rows[1], rows[2] if len(rows) > 2 else ())
    if not below and first and len(rows[1]) > 1 and _below(rows[1]):
        below = list(rows[1])
    if not below or not (first or any(COUNTED.fullmatch(said(cell)) for cell in rows[0])):
        return []
    above = first or [one for cell in rows[0] for one in _apart(cell)]
    named = [_named(cell, above) for cell in below]
    more = [cell for cell in above if not any(one_column(cell.box, other.box) for other in below)]
    top, line = min(cell.box.middle[1] for cell in above), median(cell.box.middle[1] for cell in below)
    beside = [cell for cell in more if cell.box.middle[1] > top + _HALF_WAY * (line - top) or not _within(cell, below)]
    return sorted([*named, *beside], key=lambda cell: cell.box.left)


def _below(row: Row) -> bool:
    """单价　合价 below 报价, or M　L　XL　件数 below 尺码."""
    cells = [said(cell) for cell in row]
    every = all(map(COLUMN.fullmatch, cells))
    return every or (any(map(COUNTED.fullmatch, cells)) and all(len(cell) < 4 and not FIGURE.match(cell) for cell in cells))


def _named(cell: Line, above: Row) -> Line:
    if COLUMN.fullmatch(said(cell)):
        return cell
    told = [other for other in above if one_column(cell.box, other.box) and COLUMN.fullmatch(said(other))]
    return replace(cell, text=told[0].text) if told else cell


def _within(cell: Line, row: Row) -> bool:
    return row[0].box.left < cell.box.middle[0] < row[-1].box.right


def _close(rows: Sequence[Row], apart: float = _CLOSE) -> bool:
    """Whether the second row may go on where the first ends: nothing is told there, and it stands right below."""
    if len(rows) < 2 or any(":" in cell.text or "：" in cell.text for row in rows for cell in row):
        return False
    above, below = max(cell.box.bottom for cell in rows[0]), min(cell.box.top for cell in rows[1])
    return below - above < apart * median(cell.box.height for cell in rows[0])


def _columns(words: str) -> list[str]:
    """The headings that a cell is made of, for those that stand near are read as one (单位工程量); empty: it is none."""
    if COLUMN.fullmatch(words):
        return [words]
    for cut in range(len(words) - 2, 0, -1) if len(words) <= _LONGEST_HEADING else ():
        known = COLUMN.fullmatch(words[:cut]) or _ITEM.fullmatch(words, 0, cut + 1)
        if known and (rest := _columns(words[cut:].lstrip())):
            return [words[:cut], *rest]
    return []


def _apart(heading: Line) -> list[Line]:
    """A cell for each of its headings."""
    return in_pieces(heading, _columns(said(heading)) or [said(heading)])
