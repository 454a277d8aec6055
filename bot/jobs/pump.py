"""A drain that runs when it is asked to, and by itself from time to time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Pump:
    """One drain of this process, never twice at a time. `drain` says how much it has found."""

    def __init__(self, name: str, drain: Callable[[], int], every: float) -> None:
        self.name, self._drain, self._every = name, drain, every
        self._asked, self._stopped = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._one = threading.Lock()

    def start(self) -> None:
        """From now on in a thread of its own: woken by `ask`, and every `every` seconds."""
        self._thread = threading.Thread(target=self._loop, name=self.name, daemon=True)
        self._thread.start()

    def ask(self) -> None:
        """Without a thread the drain runs here and now."""
        if self._thread is None:
            self.run()
        else:
            self._asked.set()

    def run(self) -> int:
        """Drain once; how much was found. 0 inside a drain under way: that one will find it."""
        if not self._one.acquire(blocking=False):
            return 0
        try:
            return self._drain()
        finally:
            self._one.release()

    def stop(self, patience: float = 8.0) -> None:
        """Waits for what is under way, at most `patience` seconds."""
        self._stopped.set()
        self._asked.set()
        if self._thread is not None:
            self._thread.join(patience)

    def _loop(self) -> None:
        while True:
            self._asked.wait(self._every)
            self._asked.clear()
            if self._stopped.is_set():
                return
            try:
                self.run()
            except Exception as error:  # the database is away: its rows wait, the next round finds them
                log.warning("%s: %s", self.name, type(error).__name__)
