"""A workbook as Excel 97 to 2003 and WPS (.xls, .et) keep it → the rows of each sheet as they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from os import devnull
from pathlib import Path
from typing import Any

from bot.capture.screens.grid import MOST_COLUMNS, Cell
from bot.capture.screens.number_formats import DAYS_OF_EAST_ASIA
from bot.capture.screens.workbook import LAST_ROW, Plan, Told, laid


def rows(workbook: bytes) -> Iterator[list[list[Cell]]]:
    """Of each sheet that is not hidden, first to last. Raises ImportError without the extra; whatever the parser raises, where
    the file is broken.
    """
    import xlrd

    with (
        Path(devnull).open("w", encoding="utf-8") as nowhere,  # the library prints what it thinks of a file
        xlrd.open_workbook(
            file_contents=workbook, formatting_info=True, on_demand=True, ragged_rows=True, logfile=nowhere
        ) as book,
    ):
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            if sheet.visibility == 0:
                yield laid(_told(book, sheet), _plan(sheet))
            book.unload_sheet(number)


def _told(book: Any, sheet: Any) -> Iterator[Told]:
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_NUMBER, XL_CELL_TEXT, xldate_as_datetime

    for row in range(min(sheet.nrows, LAST_ROW)):
        for column, cell in enumerate(sheet.row_slice(row, 0, MOST_COLUMNS)):
            if cell.ctype not in (XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_NUMBER, XL_CELL_TEXT):
                continue
            key = book.xf_list[cell.xf_index].format_key
            form = DAYS_OF_EAST_ASIA.get(key) or book.format_map[key].format_str or ""
            value = cell.value
            if cell.ctype == XL_CELL_DATE:
                with suppress(OverflowError):  # no day, whatever its format says
                    moment = xldate_as_datetime(value, book.datemode)
                    value = moment if value >= 1 else moment.time()
            elif cell.ctype == XL_CELL_BOOLEAN:
                value = bool(value)
            yield row + 1, column + 1, value, form


def _plan(sheet: Any) -> Plan:
    plan = Plan()
    plan.columns |= {at + 1 for at, column in sheet.colinfo_map.items() if column.hidden and at < MOST_COLUMNS}
    plan.rows |= {at + 1 for at, row in sheet.rowinfo_map.items() if row.hidden}
    for top, bottom, left, right in sheet.merged_cells:  # the last two are one beyond
        plan.spans[top + 1, left + 1] = min(bottom, LAST_ROW), min(right, MOST_COLUMNS)
    return plan
