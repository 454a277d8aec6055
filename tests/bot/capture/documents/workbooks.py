"""Quotations as Excel files, made with their answers by hands that did not know the rules; as `pages`, for workbooks.

Those of the folders in `_LOOKED_AT` were learned from; of the others only the scores are known. All firms, people and
numbers are made up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.bot.capture.documents.pages import values_of

WORKBOOKS = Path(__file__).parent / "workbooks"
_LOOKED_AT = ("first",)


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook, as `set/name`; what should be read of it, as (kind, value)."""

    name: str
    values: frozenset[tuple[str, str]]

    @property
    def held(self) -> bool:
        return self.name.partition("/")[0] not in _LOOKED_AT

    @property
    def content(self) -> bytes:
        return (WORKBOOKS / f"{self.name}.xlsx").read_bytes()


@cache
def filled() -> tuple[Filled, ...]:
    """All of them."""
    return tuple(
        Filled(f"{folder.name}/{name}", frozenset(values_of(answer)))
        for folder in sorted(WORKBOOKS.iterdir())
        for name, answer in sorted(json.loads((folder / "answers.json").read_text("utf-8")).items())
    )
