"""Lines with boxes → rows of cells, labels beside their values, a table's cells under their headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from bot.capture.documents.cells import (
    ASIDE,
    BESIDE,
    FIGURE,
    FIGURES,
    MONEY,
    RUN_TOGETHER,
    Row,
    in_pieces,
    is_taxed,
    numbers,
    of_lines,
    one_column,
    said,
)
from bot.capture.documents.forms import below_labels, is_form, paired, shelved, titled, turned
from bot.capture.documents.headings import LEAST_COLUMNS, heading
from bot.capture.documents.labels import (
    ADDRESS,
    ADDRESS_GOES_ON,
    COLUMN,
    IN_CAPITALS,
    LABEL,
    LABELLED,
    MODELLED,
    NUMBERING,
    SUMMED,
    TOLD,
    TOTAL,
)
from bot.capture.documents.simple import as_written, simple
from bot.capture.documents.tables import unwrapped
from bot.capture.screens.ocr import Box, Line

_NEXT_LINE = 2.2
"""Of a line's height: from its middle to that of the next one."""
_SAME_ROW = 0.6
"""Of a line's height: how far its middle may lie from its neighbour's."""
_AGAIN, _IN_LINE = 4, 0.2
"""What a second cell below one heading costs, in heights of a line; what a pixel out of line costs, beside one between."""
_CUT_OFF, _REST_OF_NAME = re.compile(r"[^　]{4,30}有限(?:责任)?"), re.compile(r"(?:责任)?公司[^　]{0,12}")
_HOUSE = re.compile(r"[^　:：]{2,24}(?:公司|事务所|集团|银行)(?:[(（][^()（）]{2,8}[)）])?")
_BRANCH = re.compile(r"[一-鿿]{2,8}(?:分公司|支公司|支行|办事处|分[所部院])")
"""What goes on below is a branch: 某某银行 / 某某支行."""
_GOING_ON = ((ADDRESS, ADDRESS_GOES_ON), (_CUT_OFF, _REST_OF_NAME), (_HOUSE, _BRANCH))
_WORDS = re.compile(r"[一-鿿A-Za-z]{2}|\d{4} \d{4}|20\d\d[./年-]\d")
_ORDINAL = re.compile(r"\d{1,2}[.、]?")
"""The number of a row, that has no heading."""
_VALUE = re.compile("[ ]*[:：][ ]*(?P<value>.*)")
"""The colon in a cell of its own, or before the value."""
_REST_OF_LABEL = re.compile(r"[一-鿿]\s*(?:[:：]|\Z)")
_TICKED = re.compile("^[☑✓✔√][ ]?")
_UNIT = re.compile(r"[一-鿿]")


def text_of(lines: Sequence[Line]) -> str:
    """All words, a row a line, top to bottom: `标签：值` where a label stands in a cell of its own, each cell of a table behind
    its heading. A row is followed from cell to cell, so that a picture may be turned by a few degrees."""
    plain = [replace(line, text=_plain(line.text)) for line in lines if line.text.strip("_ ")]
    return as_written("\n".join(_written(_rows(_joined(plain)))), (line.text for line in lines))


def _plain(text: str) -> str:
    plain = _TICKED.sub("", simple(of_lines(text)).strip("_"))
    return label if COLUMN.fullmatch(label := plain.replace("／", "/")) else plain


def _joined(lines: Sequence[Line]) -> list[Line]:
    """An address, or a company's name, that goes on right below stands in one line."""
    whole = sorted(lines, key=lambda line: line.box.top)
    for first, rest in _GOING_ON:
        for line in [line for line in whole if first.fullmatch(line.text.strip())]:
            more = next((below for below in whole if _goes_on(line, below, first, rest)), None)
            if more and line in whole:
                whole.remove(more)
                whole[whole.index(line)] = replace(line, text=f"{line.text.strip()}{more.text.strip()}")
    return whole


def _goes_on(line: Line, below: Line, first: re.Pattern[str], rest: re.Pattern[str]) -> bool:
    height = min(line.box.height, below.box.height)
    near = 0 < below.box.middle[1] - line.box.middle[1] < _NEXT_LINE * height
    inside = line.box.left - height < below.box.left < line.box.middle[0]
    words = below.text.strip()
    return near and inside and bool(rest.fullmatch(words)) and not (first is ADDRESS and first.match(words))


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
    form = is_form(rows)
    while rows:
        if article := titled(rows):
            yield article
            continue
        over, found = heading(rows)
        if found:
            headings, rows, least = found, unwrapped(rows[over:], found), 1
            yield BESIDE.join(map(said, headings))
        else:
            least = 2 if _summed(rows[0], headings) else least
            yield below_labels(rows, form) or turned(rows) or shelved(rows) or _row(rows.pop(0), headings, least)


def _row(row: Row, headings: Row, least: int) -> str:
    """`least`: figures that a row of the table has; behind the sum, where a telephone number may stand, two. What stands
    beside the table, in a column of its own to the left, is a line before it.
    """
    beside = _beside_table(row, headings)
    if beside:
        rest = [cell for cell in row if cell not in beside]
        return f"{paired([said(cell) for cell in beside])}\n{_row(rest, headings, least)}"
    cells = [said(cell) for cell in row]
    if headings and (summed := _summed(row, headings)):
        return paired(summed)
    if headings and len(row) >= LEAST_COLUMNS and not _speaks(cells) and len(numbers(row)) >= least:
        if _is_numbered(row, headings):
            return f"{cells[0]}{BESIDE}{_under(headings, row[1:])}"
        return _under(headings, _parted(row, headings))
    return paired(cells)


def _is_numbered(row: Row, headings: Row) -> bool:
    """Whether the number of the row stands before it, under no heading."""
    first = headings[0]
    before = row[0].box.right <= first.box.left and bool(_ORDINAL.fullmatch(said(row[0])))
    return before and len(row) > len(headings) and not NUMBERING.fullmatch(said(first))


def _beside_table(row: Row, headings: Row) -> Row:
    if not any(one_column(cell.box, heading.box) for heading in headings[:1] for cell in row):
        return []
    return [cell for cell in row if cell.box.right < headings[0].box.left and _WORDS.search(cell.text)]


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
        words = RUN_TOGETHER.sub(" ", cell.text).split()
        figures = len(words) > 1 and all(map(FIGURES.fullmatch, words[len(words) == 2 and bool(_UNIT.fullmatch(words[0])) :]))
        numbered = not parted and NUMBERING.fullmatch(said(headings[0])) and re.fullmatch(r"[A-Z]?\d{1,3} \S.*", cell.text)
        pieces = words if figures else cell.text.split(maxsplit=1) if numbered else [cell.text]
        room = len(row) + len(pieces) - 1 <= len(headings)
        parted += in_pieces(cell, pieces) if len(pieces) > 1 and room else [cell]
    return parted


def _summed(row: Row, headings: Row) -> Sequence[str]:
    """The row of the sum: its label; the figure below a heading of sums, or that stands last; the rest. Empty: another row."""
    cells = [said(cell) for cell in row]
    at = next((at for at, cell in enumerate(cells[:-1]) if TOTAL.fullmatch(cell)), None)
    if at is None:
        return ()
    sums = [one.box for one in headings if SUMMED.fullmatch(said(one))]
    figures = [n for n in range(at + 1, len(cells)) if FIGURE.match(cells[n])] or [len(cells) - 1]
    best = max(figures, key=lambda n: (bool(MONEY.match(cells[n])), any(one_column(row[n].box, box) for box in sums), n))
    best = next((n for n in figures if is_taxed(cells[best], cells[n])), best)
    return (cells[at], cells[best], *(cell for n, cell in enumerate(cells) if n not in (at, best)))


def _closed(row: Row) -> Row:
    """型　号 in two cells is one label, 数　量：2 台 is one with its value."""
    closed: Row = []
    for cell in row:
        words = closed[-1].text + cell.text if closed else ""
        if closed and (value := _VALUE.fullmatch(cell.text)):
            closed[-1] = replace(closed[-1], text=f"{closed[-1].text.rstrip('：: ')}：{value['value']}")
        elif closed and (_is_spaced(closed[-1], cell) or (LABEL.fullmatch(words) and _is_torn(closed[-1], cell))):
            closed[-1] = Line(words, closed[-1].box._replace(right=cell.box.right), closed[-1].score)
        else:
            closed.append(cell)
    return closed


def _is_spaced(first: Line, last: Line) -> bool:
    """数　　量：2 台"""
    return len(first.text) == 1 and bool(_REST_OF_LABEL.match(last.text) and LABEL.fullmatch(first.text + last.text[0]))


def _is_torn(first: Line, last: Line) -> bool:
    """检测 标准, 配件编号 /规格: two parts of one label."""
    near = last.box.left - first.box.right < first.box.height
    return near and (last.text.startswith(("/", "及", "和")) or not LABEL.fullmatch(said(first)))


def _under(headings: Row, row: Row) -> str:
    """Each cell behind its heading; where the headings are the same ones again, in two lines: 品名　单价　品名　单价."""
    told, half = [said(heading).partition(ASIDE)[0] for heading in headings], len(headings) // 2
    again = told[:half] == told[half:]
    lines: dict[bool, list[str]] = {}
    for at, cell in zip(_columns(headings, row), row, strict=True):
        words = said(cell) if TOLD.match(said(cell)) else f"{told[at]}：{said(cell)}"
        lines.setdefault(again and at >= half, []).append(words.replace(ASIDE, BESIDE))
    return "\n".join(map(BESIDE.join, lines.values()))


def _columns(headings: Row, row: Row) -> Sequence[int]:
    """The heading of each cell. From left to right, so that none is passed twice where that can be helped, and together
    as near as can be: a column may be set to the left, the middle or the right. What stands below a model's heading and
    another's (Q235B 50×5 below 材质　规格) is a model.
    """
    models = [bool(MODELLED.fullmatch(said(heading))) for heading in headings]
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0, ())}
    for cell in row:
        step: dict[int, tuple[float, tuple[int, ...]]] = {}
        spans = [modelled and _is_above(heading.box, cell.box) for modelled, heading in zip(models, headings, strict=True)]
        for last, (so_far, path) in best.items():
            for at in range(last, len(headings)):
                again = bool(path) and path[-1] == at
                away = 0 if spans[at] else _away(headings[at].box, cell.box)
                price = so_far + away + _AGAIN * cell.box.height * again
                if at not in step or price < step[at][0]:
                    step[at] = (price, (*path, at))
        best = step
    return min(best.values())[1]


def _is_above(heading: Box, cell: Box) -> bool:
    return cell.left - cell.height // 2 <= heading.left and heading.right <= cell.right + cell.height // 2


def _away(heading: Box, cell: Box) -> float:
    """How far a cell lies from a column; less, how far it is from standing in line with its heading."""
    gap = max(0, heading.left - cell.right, cell.left - heading.right)
    ends = (heading.left - cell.left, heading.right - cell.right, heading.middle[0] - cell.middle[0])
    return gap + _IN_LINE * min(map(abs, ends))
