"""Whether a successor would have too much, and how long a hand-over waits. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

GRACE = timedelta(minutes=10)
"""How long a hand-over waits before what cannot be taken back: the platform tells the customer, and drafts are dropped."""
ALWAYS_FINE = 30
"""So many customers are never too many."""


def overloaded(customers: int, given: int, others: Collection[int]) -> bool:
    """More than twice as many, with those `given`, as the `others` have on average (the successor and the leaver left out)."""
    total = customers + given
    usual = sum(others) / len(others) if others else 0
    return total > ALWAYS_FINE and total > 2 * usual
