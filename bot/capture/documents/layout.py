"""Lines with boxes → rows of cells, labels beside their values, a table's cells under their headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from bot.capture.documents.labels import COLUMN, IN_CAPITALS, LABEL, LABELLED, NUMBERING, TOTAL
from bot.capture.documents.tables import Row, merged, unwrapped
from bot.capture.screens.ocr import Box, Line

BESIDE = "　"
"""Between two cells of a row."""
_LEAST_COLUMNS, _HEADING_ROWS = 3, 3
_LONGEST_HEADING = 24
_CLOSE = 0.7
"""Of a line's height: between two lines of one cell."""
_SAME_ROW = 0.6
"""Of a line's height: how far its middle may lie from its neighbour's."""
_AGAIN, _IN_LINE = 4, 0.2
"""What a second cell below one heading costs, in heights of a line; what a pixel out of line costs, beside one between."""
_FIGURE = re.compile(r"[¥￥$€]?\d")
_FIGURES = re.compile(r"[¥￥$€]?\d[\d,./-]*%?")
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


def _written(rows: list[Row]) -> Iterator[str]:
    rows, headings = [_closed(row) for row in rows], Row()
    while rows:
        over, found = _heading(rows)
        if found:
            headings, rows = found, unwrapped(rows[over:], found)
            yield BESIDE.join(map(_words, headings))
        else:
            yield _row(rows.pop(0), headings)


def _row(row: Row, headings: Row) -> str:
    cells = [_words(cell) for cell in row]
    if headings and (summed := _summed(cells)):
        return _paired(summed)
    if headings and len(row) >= _LEAST_COLUMNS and not _speaks(cells):
        return BESIDE.join(_under(headings, _parted(row, headings)))
    return _paired(cells)


def _speaks(cells: Sequence[str]) -> bool:
    """Whether a row says itself what its cells are, or what all comes to."""
    labelled = sum("：" in cell or ":" in cell for cell in cells)
    return labelled > 1 or bool(LABELLED.match(cells[0])) or any(map(IN_CAPITALS.search, cells))


def _parted(row: Row, headings: Row) -> Row:
    """5,000 13%, 4 培养箱: numbers that stand near, and a row's own with its name, are read as one; each is a cell, where there
    are columns enough.
    """
    parted: Row = []
    for cell in row:
        words = cell.text.split()
        figures = len(words) > 1 and all(map(_FIGURES.fullmatch, words))
        numbered = not parted and NUMBERING.fullmatch(_words(headings[0])) and re.fullmatch(r"\d{1,3} \S.*", cell.text)
        pieces = words if figures else cell.text.split(maxsplit=1) if numbered else [cell.text]
        room = len(row) + len(pieces) - 1 <= len(headings)
        parted += _in_pieces(cell, pieces) if len(pieces) > 1 and room else [cell]
    return parted


def _summed(cells: Sequence[str]) -> Sequence[str]:
    """The row of the sum: its label, what stands last, the rest; empty for any other row."""
    at = next((at for at, cell in enumerate(cells[:-1]) if TOTAL.fullmatch(cell)), None)
    return () if at is None else (cells[at], cells[-1], *cells[:at], *cells[at + 1 : -1])


def _heading(rows: Sequence[Row]) -> tuple[int, Row]:
    """How many of the first rows are headings, and these: words that go on below are put together where no row does alone."""
    figures = any(_FIGURE.match(cell.text) for cell in rows[0])
    if not figures and sum(len(_columns(_words(cell))) for cell in rows[0]) >= _LEAST_COLUMNS:
        return 1, [one for cell in rows[0] for one in _apart(cell)]
    for over in range(2, _HEADING_ROWS + 1):
        if not _close(rows[over - 2 : over]) or _heading(rows[over - 1 : over])[0]:
            break
        cells = merged([cell for row in rows[:over] for cell in row])
        if sum(bool(COLUMN.fullmatch(_words(cell))) for cell in cells) >= _LEAST_COLUMNS:
            return over, cells
    return 0, []


def _close(rows: Sequence[Row]) -> bool:
    """Whether the second row may go on where the first ends: nothing is told there, and it stands right below."""
    if len(rows) < 2 or any(":" in cell.text or "：" in cell.text for row in rows for cell in row):
        return False
    above, below = max(cell.box.bottom for cell in rows[0]), min(cell.box.top for cell in rows[1])
    return below - above < _CLOSE * median(cell.box.height for cell in rows[0])


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
    return _SPACED.sub("", cell.text.replace(BESIDE, " ").strip())
