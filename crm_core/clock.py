"""Time is handed in. Aware UTC everywhere; the organisation's zone is for people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment, aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that a test moves by hand."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def move(self, by: timedelta) -> None:
        self._at += by


class ShiftedClock:
    """The system clock plus as many seconds as a file says, read anew each time: how the demo's processes share 「+72 h」.

    A missing or unreadable file is no shift.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        try:
            shift = float(self._file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            shift = 0.0
        return datetime.now(UTC) + timedelta(seconds=shift)
