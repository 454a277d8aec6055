"""A service that fails again and again is left alone for a while (熔断)."""

from __future__ import annotations

import threading
from datetime import timedelta

from bot.ports import TryLater
from crm_core.clock import Clock

RESTING = "resting"
"""The reason of a breaker's TryLater: the service was not asked at all."""
_MOST = 3
_REST = timedelta(minutes=1)


class Breaker:
    """Opens after three failures in a row, or at once where asking again is of no use. When its rest is over one call may
    try; the others wait for what comes of it, or for another rest. Safe to share by threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._failures = 0
        self._until = clock.now()

    def admit(self) -> None:
        """Raises TryLater `RESTING`."""
        now = self._clock.now()
        with self._guard:
            if self._failures < _MOST:
                return
            if now < self._until:
                raise TryLater(RESTING, self._until - now)
            self._until = now + _REST

    def worked(self) -> None:
        with self._guard:
            self._failures = 0

    def failed(self, *, rest: timedelta | None = None) -> None:
        """`rest`: there is no use in asking before that; None: it may have been a whim."""
        with self._guard:
            self._failures = self._failures + 1 if rest is None else _MOST
            self._until = self._clock.now() + (rest or _REST)
