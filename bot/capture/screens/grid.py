"""Rows of cells of a file that says itself where its words stand → lines with boxes, in one size of type. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.capture.screens.ocr import Box, Line

Cell = tuple[int, int, str]
"""First and last column, and what is shown."""
MOST_ROWS, MOST_COLUMNS = 300, 60
"""Of a table: a quotation's; what follows is a price list."""
_MOST_CELLS, _MOST_LETTERS = 1000, 8000
"""Of a sheet; beyond, it is no quotation, and who lays it out has no clock."""
_OF_CELL, _OF_LINE = 300, 2000
"""Letters of a table's cell, and of what is none."""

_WIDE, _HIGH, _AIR = 200, 20, 20
"""Pixels: a column, a line of text, and what is free at either side of it."""
_NEXT = 48
"""From a line to the next: near enough for two rows of headings, too far for words that go on below (`documents.headings`,
`documents.tables`)."""
_APART = re.compile(r"(?: {3,}|\t|　{2,})\s*")
"""Between labels that are set into one cell."""
_FEW = 2
"""Cells of a row that is no table's: what one of them says in several lines stands below each other."""


def lines(rows: Sequence[Sequence[Cell]]) -> list[Line]:
    """Each cell as broad as its columns, a row below the other; of a table's, its lines are in one. Of a sheet of any size the
    first.
    """
    rows = list(_first(rows))
    columns = sorted({at for row in rows for first, last, _ in row for at in (first, last)})
    place = {column: number for number, column in enumerate(columns)}
    found: list[Line] = []
    top = 0
    for row in rows:
        high = 1
        for first, last, text in row:
            told = [line for line in text.splitlines() if line.strip()]
            for number, said in enumerate(told if len(row) <= _FEW else ["\n".join(told)]):
                at, high = top + number * _NEXT, max(high, number + 1)
                box = Box(place[first] * _WIDE + _AIR, at, (place[last] + 1) * _WIDE - _AIR, at + _HIGH)
                found += _in_pieces(said.strip(), box)
        top += high * _NEXT
    return found


def _first(rows: Sequence[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """Until there are too many."""
    cells = letters = 0
    for row in rows:
        most = _OF_CELL if len(row) > _FEW else _OF_LINE
        cut = [(first, last, text[:most]) for first, last, text in row]
        cells, letters = cells + len(cut), letters + sum(len(text) for *_, text in cut)
        yield cut
        if cells > _MOST_CELLS or letters > _MOST_LETTERS:
            return


def _in_pieces(text: str, box: Box) -> Iterator[Line]:
    """客户：某某公司      联系人：王海: what stands far apart in one cell is several."""
    left, broad = float(box.left), box.width / len(text)
    for piece in filter(None, _APART.split(text)):
        right = left + broad * len(piece)
        yield Line(piece, box._replace(left=round(left), right=round(right)))
        left = right + _AIR
