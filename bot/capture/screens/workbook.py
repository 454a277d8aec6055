"""A workbook (Excel) → the rows of each sheet as they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from bot.capture.screens.grid import MOST_COLUMNS, MOST_ROWS, Cell

_LAST_ROW = 4 * MOST_ROWS
"""Rows without words do not count, up to here."""
_PART = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.|([#0?][#0?,.]*|\.[0#?]+)|(.)', re.S)
_NOT_DECIMAL = re.compile(r"/|E[+-]|@", re.I)


def rows(workbook: bytes) -> list[list[list[Cell]]]:
    """Of each sheet that is not hidden, first to last. Raises ImportError without the extra; whatever the parser raises, where
    the file is broken.
    """
    import defusedxml  # noqa: F401 - the workbook's parser uses it where it is there
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(workbook), read_only=True, data_only=True, keep_links=False)
    with ZipFile(BytesIO(workbook)) as archive:
        return [_rows(sheet, _plan(archive, sheet)) for sheet in book if sheet.sheet_state == "visible"]


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


def _rows(sheet: Any, plan: _Plan) -> list[list[Cell]]:
    """Of each row with words its cells. Without what is hidden; words of a cell that spans several rows are each one's that
    says something itself.
    """
    found: dict[int, list[Cell]] = {}
    lent: dict[int, list[Cell]] = {}
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
