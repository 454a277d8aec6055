"""Cells of a table whose words go on below: put together again, by what stands beside them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from bot.capture.documents.cells import Row, merged, numbers, one_column
from bot.capture.documents.labels import COUNTED, LABELLED, NAMED, NUMBERING, TOTAL
from bot.capture.screens.ocr import Line

_WORDS = re.compile(r"[一-鿿A-Za-z]{2}")
_SECTION = re.compile(r"[A-Z一二三四五六七八九十]{1,2}[ 、.．)）]\s*[一-鿿]{2,12}")
_FAR, _NEARER = 1.4, 0.3
"""Of a line's height: how far from the middle of its row words may stand, and how much nearer than to the next row."""


def unwrapped(rows: Sequence[Row], headings: Row) -> list[Row]:
    """The rows below these headings. A row with numbers or a label of its own stays; a line of another that stands nearer to
    the middle of one with numbers than to any other row, and not far away, is of that row: 立式加 and 工中心 beside one price.
    """
    slope = _slope(headings)
    counted = [_counted(row, headings) for row in rows]
    middles = [median(_level(line, slope) for line in found or row) for row, found in zip(rows, counted, strict=True)]
    labelled = [_is_labelled(row) for row in rows]
    firm = [bool(found) or told for found, told in zip(counted, labelled, strict=True)]
    bounds = [_level(headings[0], slope), *(middle for middle, stays in zip(middles, firm, strict=True) if stays)]
    whole = [[*row] for row in rows]
    for place, row in enumerate(rows):
        beside = [
            other for other in (place - 1, place + 1) if 0 <= other < len(rows) and counted[other] and not labelled[other]
        ]
        for line in _going_on(row, headings) if beside and not firm[place] else ():
            best = min(beside, key=lambda other: abs(_level(line, slope) - middles[other]))
            if _is_of(_level(line, slope), line.box.height, middles[best], bounds):
                whole[place].remove(line)
                whole[best].append(line)
    whole = [merged(now) if len(now) > len(row) else now for now, row in zip(whole, rows, strict=True)]
    _spread(whole, [bool(found) and not told for found, told in zip(counted, labelled, strict=True)], headings)
    return [row for row in whole if row]


def _going_on(row: Row, headings: Row) -> Row:
    """The lines that may be the rest of another; not the title of a section (B 灯光系统), nor what begins below the heading of
    the rows' numbers.
    """
    numbering = headings[0].box if NUMBERING.fullmatch(headings[0].text.strip()) else None
    titled = numbering is not None and len(row) == 1 and row[0].box.left < numbering.right
    return [] if titled else [line for line in row if not _SECTION.fullmatch(line.text.strip())]


def _spread(rows: list[Row], articles: Sequence[bool], headings: Row) -> None:
    """A name that spans several rows stands in the middle of them: in one, or in none where they are even. Each gets it, with
    the words that stand beside it: as many above as below, that have none.
    """
    names = [one for one in headings if NAMED.fullmatch(one.text.strip())]
    for place, row in enumerate(rows):
        name = next(
            (cell for cell in row if _WORDS.search(cell.text) and any(one_column(cell.box, one.box) for one in names)), None
        )
        above, below = place - 1, place + 1
        while (
            name and above >= 0 and below < len(rows) and all(articles[at] and _lacks(rows[at], name) for at in (above, below))
        ):
            for at in (above, below):
                lent = [cell for cell in _words(row, headings) if _lacks(rows[at], cell)]
                rows[at] = sorted([*rows[at], *lent], key=lambda one: one.box.left)
            above, below = above - 1, below + 1
        if below > place + 1 and not articles[place]:
            row.clear()


def _words(row: Row, headings: Row) -> Row:
    """The cells that stand before the numbers."""
    first = min((cell.box.left for cell in _counted(row, headings)), default=None)
    return [cell for cell in row if _WORDS.search(cell.text) and (first is None or cell.box.left < first)]


def _lacks(row: Row, cell: Line) -> bool:
    return not any(one_column(other.box, cell.box) for other in row)


def _is_of(level: float, height: int, home: float, bounds: Sequence[float]) -> bool:
    others = min((abs(level - bound) for bound in bounds if bound != home), default=_FAR * height)
    return abs(level - home) <= min(_FAR * height, others - _NEARER * height)


def _counted(row: Row, headings: Row) -> list[Line]:
    """Those that count or cost something: not the number of the row, nor that of a model."""
    counted = [one.box.left - one.box.height for one in headings if COUNTED.fullmatch(one.text.strip())]
    after = min(counted, default=headings[0].box.right if NUMBERING.fullmatch(headings[0].text.strip()) else 0)
    return [line for line in numbers(row) if line.box.left >= after]


def _is_labelled(row: Row) -> bool:
    return any(TOTAL.match(cell.text.strip()) or LABELLED.match(cell.text.strip()) for cell in row)


def _level(line: Line, slope: float) -> float:
    """How far down it stands, were the picture not turned."""
    across, down = line.box.middle
    return down - slope * across


def _slope(row: Row) -> float:
    (left, first), (right, last) = row[0].box.middle, row[-1].box.middle
    return (last - first) / (right - left) if right > left else 0.0
