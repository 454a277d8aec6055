"""A table as text, in Markdown's form, aligned so that a terminal shows it too."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, numbers to the right."""
    widths = [max(_width(row[i]) for row in [head, *rows]) for i in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(f"| {' | '.join(_cells(row, widths))} |" for row in [head, rule, *rows])


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    pads = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    return [row[0] + pads[0], *(pad + cell for cell, pad in zip(row[1:], pads[1:], strict=True))]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
