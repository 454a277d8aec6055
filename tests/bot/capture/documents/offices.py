"""Quotations as Excel and Word files, made with their answers by hands that did not know the rules; as `pages`, for those.

Those of the folders in `_LOOKED_AT` were learned from; of the others only the scores are known. All firms, people and
numbers are made up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.bot.capture.documents.pages import values_of

OFFICE = Path(__file__).parent / "office"
_LOOKED_AT = ("first", "second", "third", "fourth", "fifth", "sixth", "ninth", "tenth")


@dataclass(frozen=True, slots=True)
class Filled:
    """A file, as `set/name.xlsx`; what should be read of it, as (kind, value)."""

    name: str
    values: frozenset[tuple[str, str]]

    @property
    def held(self) -> bool:
        return self.name.partition("/")[0] not in _LOOKED_AT

    @property
    def content(self) -> bytes:
        return (OFFICE / self.name).read_bytes()


@cache
def filled() -> tuple[Filled, ...]:
    """All of them."""
    return tuple(
        Filled(f"{folder.name}/{file.name}", frozenset(values_of(answer)))
        for folder in sorted(OFFICE.iterdir())
        for name, answer in sorted(json.loads((folder / "answers.json").read_text("utf-8")).items())
        for file in folder.glob(f"{name}.*")
    )
