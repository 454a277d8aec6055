"""A document (Word) → its paragraphs and the rows of its tables, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from bot.capture.screens import word_parts
from bot.capture.screens.grid import MOST_COLUMNS, MOST_ROWS, Cell

_ORDINAL = "[一二三四五六七八九十]"
_COUNTED = re.compile(rf"(?<=[：:；;])(?={_ORDINAL}是|其{_ORDINAL}，|[（(]?(?:{_ORDINAL}|\d)[)）、])")
"""报价如下：一是画册，…；二是手提袋，…"""
_Spans = dict[int, tuple[int, str]]
"""By their first column the cells of a row: their last one, and what they say."""


def rows(document: bytes) -> list[list[Cell]]:
    """Those with words. Raises ImportError without the extra; whatever the parser raises, where the file is broken."""
    from docx import Document

    told = (row for row in _blocks(Document(BytesIO(document)).element.body) if any(text.strip() for *_, text in row))
    return [*islice(told, MOST_ROWS)]


def _blocks(node: Any) -> Iterator[list[Cell]]:
    """Text boxes behind the paragraph that they are drawn beside."""
    for block in word_parts.inside(node, "p", "tbl"):
        if block.tag.endswith("}tbl"):
            yield from _table(block)
        else:
            yield from _paragraph(word_parts.words(block))
            for box in word_parts.boxes(block):
                yield from _blocks(box)


def _paragraph(text: str) -> Iterator[list[Cell]]:
    """Its lines; of a sentence that counts what it offers each part; what is set by tabs stands in columns."""
    for line in text.splitlines():
        for part in _COUNTED.split(line):
            yield [(at, at, told) for at, told in enumerate(part.split("\t")[:MOST_COLUMNS]) if told.strip()]


def _table(table: Any) -> Iterator[list[Cell]]:
    """Words of a cell that spans several rows are each one's that says something itself, a number is the first one's."""
    above: _Spans = {}
    for row in islice(word_parts.inside(table, "tr"), MOST_ROWS):
        if word_parts.marked(row, "trPr", "del") or word_parts.marked(row, "trPr", "hidden"):
            continue
        own: _Spans = {}
        lent: _Spans = {}
        at = row.grid_before
        for cell in islice(word_parts.inside(row, "tc"), MOST_COLUMNS):
            last = min(at + cell.grid_span, MOST_COLUMNS) - 1
            if at > last:
                break
            if cell.vMerge == "continue":
                lent[at] = above.get(at, (last, ""))
            else:
                own[at] = (last, _words(cell))
            at = last + 1
        told = any(text.strip() for _, text in own.values())
        above = {**own, **lent}
        kept = {**own, **{first: span for first, span in lent.items() if told and not _is_number(span[1])}}
        yield [(first, last, text) for first, (last, text) in sorted(kept.items()) if text.strip()]


def _words(cell: Any) -> str:
    """A line each paragraph; those of a table inside too."""
    return "\n".join("　　".join(text for *_, text in row) for row in _blocks(cell)).strip()


def _is_number(text: str) -> bool:
    return text.strip("¥￥$€ ").replace(",", "").replace(".", "").isdecimal()
