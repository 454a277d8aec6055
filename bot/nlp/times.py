"""Days, times of day, ranges, deadlines and durations in any text, each in its plain form (NLP.md 5, `--entities`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Timed:
    """One mention. `kind`: date, datetime, date_range, deadline or duration; `value` in that kind's ISO form."""

    start: int
    end: int
    kind: str
    value: str


def find(text: str, at: datetime) -> list[Timed]:
    """Every mention in normalised text, resolved against `at`, in order, none overlapping."""
    del text, at
    return []
