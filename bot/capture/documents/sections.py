"""Titles above tables that tell sizes and no names: they name what stands below. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.capture.documents.cells import BESIDE
from bot.capture.documents.field import Field
from bot.capture.documents.labels import COLUMN, MODELLED, NAMED

_TITLE = re.compile(
    r"(?:(?:[一二三四五六七八九十]{1,2}|\d{1,2})[、.．](?!\d)|[(（](?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）]|[■□▪●◆▲★•])[ ]?"
    r"(?P<name>(?![^\n]{0,24}(?:报价|明细|清单|价格|如下|费用|内容))[^ 　，,。；;：:(（\n]{2,24})(?=[ 　，,(（]|\Z)"
)
_ABOVE = 2
"""Lines above the headings: small print may stand between."""


def sections(text: str) -> Iterator[Field]:
    """■ 地脚螺栓 Q355B，热浸锌 / 规格　数量　单价: the bolts."""
    lines = text.split("\n")
    start = 0
    for row, line in enumerate(lines):
        m = _TITLE.match(line)
        if m and any(map(_is_headings, lines[row + 1 : row + 1 + _ABOVE])):
            yield Field("section", start, (start + m.start("name"), start + m.end("name")), row)
        start += len(line) + 1


def _is_headings(line: str) -> bool:
    """With one of models, with none of names."""
    cells = line.split(BESIDE)
    known = sum(bool(COLUMN.fullmatch(cell)) for cell in cells)
    return known > 1 and any(map(MODELLED.fullmatch, cells)) and not any(map(NAMED.fullmatch, cells))
