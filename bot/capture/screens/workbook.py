"""A workbook (Excel) → the cells of each sheet as they are shown, where they stand. Runs in the reader's process: a file may be
anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from bot.capture.model import NotAChat
from bot.capture.screens.ocr import Box, Line

MOST_ROWS, MOST_COLUMNS = 300, 60
"""Of a sheet: a quotation's; what follows is a price list."""
_LAST_ROW = 4 * MOST_ROWS
"""Rows without words do not count, up to here."""
_MOST_BYTES = 12 * 1024 * 1024
"""Of a workbook, unpacked: one of 300 rows has a tenth."""
_WIDE, _HIGH, _AIR = 200, 20, 20
"""Pixels: a column, a line of text, and what is free at either side of it."""
_NEXT = 48
"""From a line to the next: near enough for two rows of headings, too far for words that go on below (`documents.headings`,
`documents.tables`)."""
_APART = re.compile(r"(?: {3,}|\t|　{2,})\s*")
"""Between labels that are set into one cell."""
_FEW = 2
"""Cells of a row that is no table's: what one of them says in several lines stands below each other."""

_Cell = tuple[int, int, str]
"""First and last column, and what is shown."""

_PART = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.|([#0?][#0?,.]*|\.[0#?]+)|(.)', re.S)
_NOT_DECIMAL = re.compile(r"/|E[+-]|@", re.I)


def sheets(workbook: bytes) -> list[list[Line]]:
    """Of each sheet that is not hidden, first to last. Raises NotAChat: `not_a_workbook` (broken, too large), `no_ocr`."""
    try:
        import defusedxml  # noqa: F401 - the workbook's parser uses it where it is there
        from openpyxl import load_workbook
    except ImportError:
        raise NotAChat("no_ocr") from None
    try:
        with ZipFile(BytesIO(workbook)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist() if member.filename.endswith((".xml", ".rels")))
            if unpacked <= _MOST_BYTES:
                book = load_workbook(BytesIO(workbook), read_only=True, data_only=True, keep_links=False)
                return [_lines(_rows(sheet, _plan(archive, sheet))) for sheet in book if sheet.sheet_state == "visible"]
    except Exception:  # noqa: S110 - its parser raises whatever a broken file makes it raise, and that is all it can mean
        pass
    raise NotAChat("not_a_workbook")


@dataclass(slots=True)
class _Plan:
    """How a sheet is laid out: what is hidden, and the last row and column of the cells that span several, by the first."""

    columns: set[int] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


def _plan(archive: ZipFile, sheet: Any) -> _Plan:
    """Read apart from the cells: the library knows it only where it reads the sheet whole, of whatever size it says it is."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils import range_boundaries

    plan = _Plan()
    with archive.open(sheet._worksheet_path) as xml:
        for _, node in iterparse(xml):
            name = node.tag.rpartition("}")[2]
            if name == "mergeCell":
                left, top, right, bottom = (at or 1 for at in range_boundaries(node.get("ref")))
                plan.spans[top, left] = min(bottom, _LAST_ROW), min(right, MOST_COLUMNS)
            elif node.get("hidden") in ("1", "true") and name == "col":
                plan.columns |= {*range(int(node.get("min")), min(int(node.get("max")), MOST_COLUMNS) + 1)}
            elif node.get("hidden") in ("1", "true") and name == "row":
                plan.rows.add(int(node.get("r")))
            if name == "row":
                node.clear()
    return plan


def _rows(sheet: Any, plan: _Plan) -> list[list[_Cell]]:
    """Of each row with words its cells. Without what is hidden; words of a cell that spans several rows are each one's that
    says something itself.
    """
    found: dict[int, list[_Cell]] = {}
    lent: dict[int, list[_Cell]] = {}
    for row in sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS):
        for cell in row:
            text = shown(cell.value, cell.number_format) if cell.value is not None else ""
            if not text.strip():
                continue
            bottom, right = plan.spans.get((cell.row, cell.column), (cell.row, cell.column))
            if seen := [at for at in range(cell.column, right + 1) if at not in plan.columns]:
                told = (seen[0], seen[-1], text)
                found.setdefault(cell.row, []).append(told)
                for below in range(cell.row + 1, bottom + 1) if isinstance(cell.value, str) else ():
                    lent.setdefault(below, []).append(told)
    kept = [number for number in sorted(found) if number not in plan.rows][:MOST_ROWS]
    return [sorted([*found[number], *lent.get(number, [])]) for number in kept]


def _lines(rows: Sequence[Sequence[_Cell]]) -> list[Line]:
    columns = sorted({at for row in rows for first, last, _ in row for at in (first, last)})
    place = {column: number for number, column in enumerate(columns)}
    lines: list[Line] = []
    top = 0
    for row in rows:
        high = 1
        for first, last, text in row:
            below = text.splitlines() if len(row) <= _FEW else [" ".join(text.splitlines())]
            for number, said in enumerate(filter(str.strip, below)):
                at, high = top + number * _NEXT, max(high, number + 1)
                box = Box(place[first] * _WIDE + _AIR, at, (place[last] + 1) * _WIDE - _AIR, at + _HIGH)
                lines += _in_pieces(said.strip(), box)
        top += high * _NEXT
    return lines


def _in_pieces(text: str, box: Box) -> Iterator[Line]:
    """客户：某某公司      联系人：王海: what stands far apart in one cell is several."""
    left, broad = float(box.left), box.width / len(text)
    for piece in filter(None, _APART.split(text)):
        right = left + broad * len(piece)
        yield Line(piece, box._replace(left=round(left), right=round(right)))
        left = right + _AIR


def shown(value: object, number_format: str) -> str:
    """What a cell shows: 0.13 as 13%, 45,000.00 as ¥45,000.00, a day as 2026-12-20. Formats of a locale, of fractions and of
    powers are shown plainly.
    """
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes") if value.time() != value.time().min else value.date().isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return _number(value, number_format.split(";")[0])


def _number(value: float, form: str) -> str:
    parts = list(_PART.finditer(form))
    core = next((m[4] for m in parts if m[4]), "")
    if not core or _NOT_DECIMAL.search(form):
        return f"{Decimal(f'{value:.11g}'):f}"
    percent = any(m[5] == "%" for m in parts)
    whole, _, behind = core.partition(".")
    exact = Decimal(str(value)) * (100 if percent else 1)
    number = f"{exact:{',' * (',' in whole)}.{len(behind)}f}"
    while behind.endswith(("#", "?")):
        behind, number = behind[:-1], number.removesuffix("0").removesuffix(".")
    at = next(place for place, m in enumerate(parts) if m[4])
    return "".join([*map(_literal, parts[:at]), number, *map(_literal, parts[at:])]).strip()


def _literal(part: re.Match[str]) -> str:
    return part[1] or part[2] or part[3] or part[5] or ""
