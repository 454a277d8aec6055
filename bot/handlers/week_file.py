"""One's own week as a file that a spreadsheet opens: UTF-8 with its mark, a watermark on every row, no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from bot.handlers.house import House
from cards import catalog
from crm_core.people import Principal
from crm_core.views import RecordRow

LONGEST = 300
"""Characters of a summary, so that the file stays small enough to be sent."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def week_file(house: House, who: Principal, rows: Sequence[RecordRow], *, first: date) -> tuple[str, bytes]:
    """(name, content). The last column says whose eyes it is for and who took it out (PRM-06)."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(catalog.WEEK_COLUMNS)
    mark = f"{who.name} 于 {house.now_text()} 导出"
    for row in rows:
        stage = catalog.STAGE_NAMES.get(row.stage, row.stage)
        cells = (house.local(row.happened_at), house.local(row.entered_at), row.lead, stage, row.summary[:LONGEST], mark)
        sheet.writerow(_plain(cell) for cell in cells)
    return f"我的周报-{first.isoformat()}.csv", text.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    """A customer's words must not become a formula on the rep's computer."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
