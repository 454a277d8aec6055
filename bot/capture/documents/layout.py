"""Lines with boxes → rows of cells, labels beside their values, a table's cells under their headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from bot.capture.documents.labels import (
    ADDRESS,
    ADDRESS_GOES_ON,
    COLUMN,
    COUNTED,
    DAY,
    IN_CAPITALS,
    LABEL,
    LABELLED,
    NUMBERING,
    SUMMED,
    TOTAL,
)
from bot.capture.documents.tables import Row, merged, numbers, one_column, unwrapped
from bot.capture.screens.ocr import Box, Line

BESIDE = "　"
"""Between two cells of a row."""
_LEAST_COLUMNS, _HEADING_ROWS = 3, 3
_LONGEST_HEADING = 24
_CLOSE, _APART = 0.7, 1.6
"""Of a line's height: between two lines of one cell, between two rows of headings."""
_NEXT_LINE = 2.2
"""Of a line's height: from its middle to that of the next one."""
_HALF_WAY = 0.25
"""Of the way between two rows of headings: from there on one belongs to both."""
_GUTTER = re.compile(r"\d{1,3}")
"""A spreadsheet's own number of a row."""
_SAME_ROW = 0.6
"""Of a line's height: how far its middle may lie from its neighbour's."""
_AGAIN, _IN_LINE = 4, 0.2
"""What a second cell below one heading costs, in heights of a line; what a pixel out of line costs, beside one between."""
_FIGURE = re.compile(r"(?:[A-Z]{2,3}[ ]?)?[¥￥$€£]?\d(?!X*[LS]\b)")
"""Not the size 2XL."""
_FIGURES = re.compile(r"[¥￥$€]?\d[\d,./-]*%?")
_RUN_TOGETHER = re.compile(
    r"(?<=\.\d\d)(?=20\d\d[-/.]\d)|(?:(?<=-\d{7})|(?<=-\d{8})|(?<!\d{12})(?<=1[3-9]\d{9}))(?=1[3-9]\d{9}(?!\d))"
)
"""813.602026-12-11; a mobile phone's number behind another."""
_UNIT = re.compile(r"[一-鿿]")
_SPACED = re.compile(r"(?<=[一-鿿]) +(?=[一-鿿])")


def text_of(lines: Sequence[Line]) -> str:
    """All words, a row a line, top to bottom: `标签：值` where a label stands in a cell of its own, each cell of a table behind
    its heading. A row is followed from cell to cell, so that a picture may be turned by a few degrees."""
    return "\n".join(_written(_rows(_addresses(lines))))


def _addresses(lines: Sequence[Line]) -> list[Line]:
    """An address that goes on right below stands in one line."""
    whole = sorted(lines, key=lambda line: line.box.top)
    for line in [line for line in whole if ADDRESS.fullmatch(line.text.strip())]:
        more = next((below for below in whole if _goes_on(line, below)), None)
        if more:
            whole.remove(more)
            whole[whole.index(line)] = replace(line, text=f"{line.text.strip()}{more.text.strip()}")
    return whole


def _goes_on(line: Line, below: Line) -> bool:
    height = min(line.box.height, below.box.height)
    near = 0 < below.box.middle[1] - line.box.middle[1] < _NEXT_LINE * height
    inside = line.box.left - height < below.box.left < line.box.middle[0]
    words = below.text.strip()
    return near and inside and bool(ADDRESS_GOES_ON.fullmatch(words)) and not ADDRESS.match(words)


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


def _written(rows: list[Row]) -> Iterator[str]:
    rows, headings, least = [_closed(row) for row in rows], Row(), 1
    while rows:
        over, found = _heading(rows)
        if found:
            headings, rows, least = found, unwrapped(rows[over:], found), 1
            yield BESIDE.join(map(_words, headings))
        else:
            least = 2 if _summed(rows[0], headings) else least
            yield _below_labels(rows) or _row(rows.pop(0), headings, least)


def _below_labels(rows: list[Row]) -> str:
    """原价　优惠　应付 and below each its figure, 报价时间　交货日期 and below each its day: put together, and taken off
    `rows`. Empty: it is nothing like that.
    """
    told = [[_words(cell) for cell in row] for row in rows[:2]]
    if len(told) < 2 or not 1 < len(told[0]) == len(told[1]) or any(map(_FIGURE.match, told[0])):
        return ""
    summed = any(map(TOTAL.fullmatch, told[0])) and all(map(_FIGURES.fullmatch, told[1]))
    below = all(one_column(cell.box, other.box) for cell, other in zip(*rows[:2], strict=True))
    if not summed and not (below and any(map(DAY.fullmatch, told[0]))):
        return ""
    del rows[:2]
    return BESIDE.join(f"{label}：{value}" for label, value in zip(*told, strict=True))


def _row(row: Row, headings: Row, least: int) -> str:
    """`least`: figures that a row of the table has; behind the sum, where a telephone number may stand, two."""
    cells = [_words(cell) for cell in row]
    if headings and (summed := _summed(row, headings)):
        return _paired(summed)
    if headings and len(row) >= _LEAST_COLUMNS and not _speaks(cells) and len(numbers(row)) >= least:
        return BESIDE.join(_under(headings, _parted(row, headings)))
    return _paired(cells)


def _speaks(cells: Sequence[str]) -> bool:
    """Whether a row says itself what its cells are, or what all comes to."""
    labelled = sum("：" in cell or ":" in cell for cell in cells)
    return labelled > 1 or bool(LABELLED.match(cells[0])) or any(map(IN_CAPITALS.search, cells))


def _parted(row: Row, headings: Row) -> Row:
    """5,000 13%, 件 200, 4 培养箱: numbers that stand near, and a row's own with its name, are read as one; each is a cell,
    where there are columns enough.
    """
    parted: Row = []
    for cell in row:
        words = _RUN_TOGETHER.sub(" ", cell.text).split()
        figures = len(words) > 1 and all(map(_FIGURES.fullmatch, words[len(words) == 2 and bool(_UNIT.fullmatch(words[0])) :]))
        numbered = not parted and NUMBERING.fullmatch(_words(headings[0])) and re.fullmatch(r"[A-Z]?\d{1,3} \S.*", cell.text)
        pieces = words if figures else cell.text.split(maxsplit=1) if numbered else [cell.text]
        room = len(row) + len(pieces) - 1 <= len(headings)
        parted += _in_pieces(cell, pieces) if len(pieces) > 1 and room else [cell]
    return parted


def _summed(row: Row, headings: Row) -> Sequence[str]:
    """The row of the sum: its label; the figure below a heading of sums, or that stands last; the rest. Empty: another row."""
    cells = [_words(cell) for cell in row]
    at = next((at for at, cell in enumerate(cells[:-1]) if TOTAL.fullmatch(cell)), None)
    if at is None:
        return ()
    sums = [one.box for one in headings if SUMMED.fullmatch(_words(one))]
    figures = [n for n in range(at + 1, len(cells)) if _FIGURE.match(cells[n])] or [len(cells) - 1]
    best = max(figures, key=lambda n: (any(one_column(row[n].box, box) for box in sums), n))
    return (cells[at], cells[best], *(cell for n, cell in enumerate(cells) if n not in (at, best)))


def _heading(rows: Sequence[Row]) -> tuple[int, Row]:
    """How many of the first rows are headings, and these: words that go on below are put together where no row does alone."""
    first, over = _headings(rows[0], rows[1] if len(rows) > 1 else ()), 1
    while over < min(_HEADING_ROWS, len(rows)) and (both := _both(rows[over - 1 : over + 1], first)):
        first, over = both, over + 1
    if first:
        return over, first
    for over in range(2, _HEADING_ROWS + 1):
        if not _close(rows[over - 2 : over]) or _heading(rows[over - 1 : over])[0]:
            break
        cells = merged([cell for row in rows[:over] for cell in row])
        if sum(bool(COLUMN.fullmatch(_words(cell))) for cell in cells) >= _LEAST_COLUMNS:
            return over, cells
    return 0, []


def _headings(row: Row, below: Sequence[Line] = ()) -> Row:
    """The headings that a row is made of, at least three that are known, or two above a row of as many cells with numbers;
    without the number of a spreadsheet's row.
    """
    row = row[1:] if row and _GUTTER.fullmatch(row[0].text.strip()) else row
    if any(_FIGURE.match(cell.text) for cell in row):
        return []
    known = sum(len(_columns(_words(cell))) for cell in row)
    alike = len(row) > _LEAST_COLUMNS and len(row) == len(below) and len(numbers([*below])) > 1
    return [one for cell in row for one in _apart(cell)] if known >= (2 if alike else _LEAST_COLUMNS) else []


def _both(rows: Sequence[Row], first: Row) -> Row:
    """The headings of two rows, in two languages or where one stands above several (报价 above 单价 and 合价): those below, a
    word that nobody knows by what stands above it, and what stands beside them. Empty: they are not two.
    """
    if len(rows) < 2 or not _close(rows, _APART):
        return []
    below = _headings(rows[1])
    if not below and first and len(rows[1]) > 1 and _below(rows[1]):
        below = list(rows[1])
    if not below or not (first or any(COUNTED.fullmatch(_words(cell)) for cell in rows[0])):
        return []
    above = first or [one for cell in rows[0] for one in _apart(cell)]
    named = [_named(cell, above) for cell in below]
    more = [cell for cell in above if not any(one_column(cell.box, other.box) for other in below)]
    top, line = min(cell.box.middle[1] for cell in above), median(cell.box.middle[1] for cell in below)
    beside = [cell for cell in more if cell.box.middle[1] > top + _HALF_WAY * (line - top) or not _within(cell, below)]
    return sorted([*named, *beside], key=lambda cell: cell.box.left)


def _below(row: Row) -> bool:
    """单价　合价 below 报价, or M　L　XL　件数 below 尺码."""
    cells = [_words(cell) for cell in row]
    every = all(map(COLUMN.fullmatch, cells))
    return every or (any(map(COUNTED.fullmatch, cells)) and all(len(cell) < 4 and not _FIGURE.match(cell) for cell in cells))


def _named(cell: Line, above: Row) -> Line:
    if COLUMN.fullmatch(_words(cell)):
        return cell
    told = [other for other in above if one_column(cell.box, other.box) and COLUMN.fullmatch(_words(other))]
    return replace(cell, text=told[0].text) if told else cell


def _within(cell: Line, row: Row) -> bool:
    return row[0].box.left < cell.box.middle[0] < row[-1].box.right


def _close(rows: Sequence[Row], apart: float = _CLOSE) -> bool:
    """Whether the second row may go on where the first ends: nothing is told there, and it stands right below."""
    if len(rows) < 2 or any(":" in cell.text or "：" in cell.text for row in rows for cell in row):
        return False
    above, below = max(cell.box.bottom for cell in rows[0]), min(cell.box.top for cell in rows[1])
    return below - above < apart * median(cell.box.height for cell in rows[0])


def _closed(row: Row) -> Row:
    """型　号 in two cells is one label."""
    closed: Row = []
    for cell in row:
        words = closed[-1].text + cell.text if closed else ""
        if len(words) == 2 and LABEL.fullmatch(words):
            closed[-1] = Line(words, closed[-1].box._replace(right=cell.box.right), closed[-1].score)
        else:
            closed.append(cell)
    return closed


def _columns(words: str) -> list[str]:
    """The headings that a cell is made of, for those that stand near are read as one (单位工程量); empty: it is none."""
    if COLUMN.fullmatch(words):
        return [words]
    for cut in range(len(words) - 2, 1, -1) if len(words) <= _LONGEST_HEADING else ():
        if COLUMN.fullmatch(words[:cut]) and (rest := _columns(words[cut:].lstrip())):
            return [words[:cut], *rest]
    return []


def _apart(heading: Line) -> list[Line]:
    """A cell for each of its headings."""
    words = _words(heading)
    return _in_pieces(heading, _columns(words) or [words])


def _in_pieces(cell: Line, pieces: Sequence[str]) -> list[Line]:
    """Each as broad as its words."""
    broad, left, lines = cell.box.width / len("".join(pieces)), float(cell.box.left), []
    for piece in pieces:
        right = left + broad * len(piece)
        lines.append(Line(piece, cell.box._replace(left=round(left), right=round(right)), cell.score))
        left = right
    return lines


def _under(headings: Row, row: Row) -> Iterator[str]:
    """Each cell behind its heading. From left to right, so that none is passed twice where that can be helped, and together
    as near as can be: a column may be set to the left, the middle or the right.
    """
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0, ())}
    for cell in row:
        step: dict[int, tuple[float, tuple[int, ...]]] = {}
        for last, (so_far, path) in best.items():
            for at in range(last, len(headings)):
                again = bool(path) and path[-1] == at
                price = so_far + _away(headings[at].box, cell.box) + _AGAIN * cell.box.height * again
                if at not in step or price < step[at][0]:
                    step[at] = (price, (*path, at))
        best = step
    for at, cell in zip(min(best.values())[1], row, strict=True):
        yield f"{_words(headings[at])}：{_words(cell)}"


def _away(heading: Box, cell: Box) -> float:
    """How far a cell lies from a column; less, how far it is from standing in line with its heading."""
    gap = max(0, heading.left - cell.right, cell.left - heading.right)
    ends = (heading.left - cell.left, heading.right - cell.right, heading.middle[0] - cell.middle[0])
    return gap + _IN_LINE * min(map(abs, ends))


def _paired(cells: Sequence[str]) -> str:
    """A label in a cell of its own is joined to the next one; in a table's last row the sum stands beside its label."""
    text = cells[0]
    for before, cell in pairwise(cells):
        waits = LABEL.fullmatch(before) and not LABEL.fullmatch(cell)
        text += f"{'' if text.endswith(('：', ':')) else '：'}{cell}" if waits else f"{BESIDE}{cell}"
    return text


def _words(cell: Line) -> str:
    """Without the blanks that set Chinese apart: 王　海, 合 计."""
    return _SPACED.sub("", _RUN_TOGETHER.sub(" ", cell.text).replace(BESIDE, " ").strip())
