"""The broker may be away: said once an outage, and not asked again at once."""

from __future__ import annotations

import logging
import time

log = logging.getLogger(__name__)
_PAUSE = 1.0
"""Seconds for which a broker that did not answer is left alone."""


class Outage:
    """What one client of the broker knows of it. `instead` ends the log's line: what happens without it."""

    def __init__(self, instead: str) -> None:
        self._instead = instead
        self._until = 0.0
        self._known = False

    @property
    def lasts(self) -> bool:
        """Whether there is no use in asking now."""
        return time.monotonic() < self._until

    def met(self, error: Exception) -> None:
        self._until = time.monotonic() + _PAUSE
        if not self._known:
            log.warning("the broker is away (%s); %s", type(error).__name__, self._instead)
        self._known = True

    def over(self) -> None:
        """It has answered."""
        self._known = False
        self._until = 0.0
