"""A workbook (Excel) → the rows of each sheet as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from bot.capture.screens.grid import MOST_COLUMNS, MOST_ROWS, Cell
from bot.capture.screens.number_formats import DAYS_OF_EAST_ASIA, shown

LAST_ROW = 4 * MOST_ROWS
"""Rows without words do not count, up to here."""
Told = tuple[int, int, object, str]
"""Row and column, counted from 1; the value, and its number format."""


@dataclass(slots=True)
class Plan:
    """How a sheet is laid out: what is hidden, and the last row and column of the cells that span several, by the first."""

    columns: set[int] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


def rows(workbook: bytes) -> Iterator[list[list[Cell]]]:
    """Of each sheet that is not hidden, first to last. Raises ImportError without the extra; whatever the parser raises, where
    the file is broken.
    """
    import defusedxml  # noqa: F401 - the workbook's parser uses it where it is there
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(workbook), read_only=True, data_only=True, keep_links=False)
    with ZipFile(BytesIO(workbook)) as archive:
        for sheet in book:
            if sheet.sheet_state == "visible":
                yield laid(_told(sheet, book.epoch), _plan(archive, sheet))


def laid(cells: Iterable[Told], plan: Plan) -> list[list[Cell]]:
    """Of each row with words its cells. Without what is hidden; words of a cell that spans several rows are each one's that
    says something itself.
    """
    found: dict[int, list[Cell]] = {}
    lent: dict[int, list[Cell]] = {}
    for row, column, value, number_format in cells:
        text = shown(value, number_format)
        if not text.strip():
            continue
        bottom, right = plan.spans.get((row, column), (row, column))
        if seen := [at for at in range(column, right + 1) if at not in plan.columns]:
            told = (seen[0], seen[-1], text)
            found.setdefault(row, []).append(told)
            for below in range(row + 1, bottom + 1) if isinstance(value, str) else ():
                lent.setdefault(below, []).append(told)
    kept = [number for number in sorted(found) if number not in plan.rows][:MOST_ROWS]
    return [sorted([*found[number], *lent.get(number, [])]) for number in kept]


def _told(sheet: Any, epoch: Any) -> Iterator[Told]:
    from openpyxl.utils.datetime import from_excel

    for row in sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS):
        for cell in row:
            if cell.value is None or cell.data_type == "e":
                continue
            value, form = cell.value, cell.number_format
            if isinstance(value, int | float) and (day := DAYS_OF_EAST_ASIA.get(cell.style_array.numFmtId)):
                with suppress(OverflowError):  # no day, whatever its format says
                    value, form = from_excel(value, epoch), day
            yield cell.row, cell.column, value, form


def _plan(archive: ZipFile, sheet: Any) -> Plan:
    """Read apart from the cells: the library knows it only where it reads the sheet whole, of whatever size it says it is."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils import range_boundaries

    plan = Plan()
    with archive.open(sheet._worksheet_path) as xml:
        for _, node in iterparse(xml):
            name = node.tag.rpartition("}")[2]
            if name == "mergeCell":
                left, top, right, bottom = (at or 1 for at in range_boundaries(node.get("ref")))
                plan.spans[top, left] = min(bottom, LAST_ROW), min(right, MOST_COLUMNS)
            elif node.get("hidden") in ("1", "true") and name == "col":
                plan.columns |= {*range(int(node.get("min")), min(int(node.get("max")), MOST_COLUMNS) + 1)}
            elif node.get("hidden") in ("1", "true") and name == "row":
                plan.rows.add(int(node.get("r")))
            if name == "row":
                node.clear()
    return plan
