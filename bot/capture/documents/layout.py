"""Lines with boxes → rows of cells, labels beside their values, a table's cells under their headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from bot.capture.documents.labels import COLUMN, LABEL, TOTAL
from bot.capture.screens.ocr import Line

Row = list[Line]
"""Cells from left to right."""
BESIDE = "　"
"""Between two cells of a row."""
_LEAST_COLUMNS = 3
_SAME_ROW = 0.6
"""Of a line's height: how far its middle may lie from its neighbour's."""
_SPACED = re.compile(r"(?<=[一-鿿]) +(?=[一-鿿])")


def text_of(lines: Sequence[Line]) -> str:
    """All words, a row a line, top to bottom: `标签：值` where a label stands in a cell of its own, each cell of a table behind
    its heading. A row is followed from cell to cell, so that a picture may be turned by a few degrees."""
    return "\n".join(_written(_rows(lines)))


def _rows(lines: Sequence[Line]) -> list[Row]:
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: line.box.left):
        near = [(abs(_tilt(row, line)), number) for number, row in enumerate(rows) if _beside(row, line)]
        if near:
            rows[min(near)[1]].append(line)
        else:
            rows.append([line])
    return sorted(rows, key=lambda row: median(cell.box.middle[1] for cell in row))


def _beside(row: Row, line: Line) -> bool:
    last = row[-1].box
    alike = abs(_tilt(row, line)) <= _SAME_ROW * min(last.height, line.box.height)
    return alike and line.box.left >= last.right - last.height // 2


def _tilt(row: Row, line: Line) -> float:
    return line.box.middle[1] - row[-1].box.middle[1]


def _written(rows: Sequence[Row]) -> Iterator[str]:
    headings: Row = []
    for row in rows:
        cells = [_words(cell) for cell in row]
        if _is_heading(cells):
            headings = row
            yield BESIDE.join(cells)
        elif headings and len(row) >= _LEAST_COLUMNS and not LABEL.match(cells[0]):
            yield BESIDE.join(_under(headings, cell) for cell in row)
        else:
            yield _paired(
                [cells[0], cells[-1], *cells[1:-1]] if headings and cells[1:] and TOTAL.fullmatch(cells[0]) else cells
            )


def _is_heading(cells: Sequence[str]) -> bool:
    return sum(bool(COLUMN.fullmatch(cell)) for cell in cells) >= _LEAST_COLUMNS


def _under(headings: Row, cell: Line) -> str:
    """A cell behind the heading whose middle is nearest."""
    middle = cell.box.middle[0]
    heading = min(headings, key=lambda heading: abs(heading.box.middle[0] - middle))
    return f"{_words(heading)}：{_words(cell)}"


def _paired(cells: Sequence[str]) -> str:
    """A label in a cell of its own is joined to the next one; in a table's last row the sum stands beside its label."""
    text = cells[0]
    for before, cell in pairwise(cells):
        waits = LABEL.fullmatch(before) and not LABEL.fullmatch(cell)
        text += f"{'' if text.endswith(('：', ':')) else '：'}{cell}" if waits else f"{BESIDE}{cell}"
    return text


def _words(cell: Line) -> str:
    """Without the blanks that set Chinese apart: 王　海, 合 计."""
    return _SPACED.sub("", cell.text.replace(BESIDE, " ").strip())
