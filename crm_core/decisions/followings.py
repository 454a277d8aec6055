"""Who serves an external contact, from what the platform told in whatever order: the latest by its own time counts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FOLLOWING = "following"
_RANK = {FOLLOWING: 0, "lost": 1, "removed": 2, "handed_over": 3}
"""Of two that were told for the same second the higher one counts: an end, and the one that says more."""


@dataclass(frozen=True, slots=True)
class Span:
    """`since` equal to `until`: when it began is not known."""

    state: str
    since: datetime
    until: datetime | None = None


def after(known: Span | None, state: str, at: datetime) -> Span:
    """What holds once it was also heard that `state` came at `at`. Heard twice, or late, it changes nothing."""
    if known is None:
        return Span(state, at, None if state == FOLLOWING else at)
    if (at, _RANK[state]) > (known.until or known.since, _RANK[known.state]):
        return _newer(known, state, at)
    began = state == FOLLOWING and known.until is not None and (known.since == known.until or at > known.since)
    return Span(known.state, at, known.until) if began else known


def _newer(known: Span, state: str, at: datetime) -> Span:
    if state == FOLLOWING:
        return Span(FOLLOWING, at)
    return Span(state, at if known.since == known.until else known.since, at)
