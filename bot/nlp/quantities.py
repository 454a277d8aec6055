"""How much of something: measures with a unit (20 公斤), and counts with a classifier (12台)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """One mention; `unit` as it was said."""

    start: int
    end: int
    number: Decimal
    unit: str


def find(text: str) -> list[Quantity]:
    """Every physical measure in normalised text, in order, none overlapping."""
    del text
    return []


def counts(text: str) -> list[Quantity]:
    """Every count of things in normalised text (12台, 三十套, 20w条), in order, none overlapping."""
    del text
    return []
