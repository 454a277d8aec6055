"""补录: whether a record was entered long after what it tells (CAP-10, FEATURES 1.2 row 11)."""

from __future__ import annotations

from datetime import datetime, timedelta

LATE_AFTER = timedelta(hours=24)


def is_late(happened_at: datetime, entered_at: datetime) -> bool:
    """Both aware. A late entry is kept, is labelled, and does not count as an effective action."""
    return entered_at - happened_at > LATE_AFTER
