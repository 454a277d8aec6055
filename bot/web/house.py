"""What every route needs: the App, the poker, and our own origin. One a Flask application, found through `house()`."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from flask import current_app

from bot.model import Event, event_to_json, kind_of

if TYPE_CHECKING:  # App brings the handlers with it, which a web process never calls
    from bot.app import App
    from bot.ports import Queue

log = logging.getLogger(__name__)
REST = 0.01
"""Seconds between two wake-ups: a burst of callbacks is one hint."""


def origin(url: str) -> str:
    """`scheme://host[:port]` of a URL; empty for what has none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


class Poker:
    """Wakes the workers from a thread of its own, so that no request waits for the broker. Many pokes, one wake-up."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._asked = threading.Event()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def poke(self) -> None:
        """Started at the first poke, not before: a thread does not live through gunicorn's fork."""
        self._asked.set()
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="poker", daemon=True)
                    self._thread.start()

    def close(self) -> None:
        self._closed.set()
        self._asked.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while self._asked.wait() and not self._closed.is_set():
            self._asked.clear()
            try:
                self._queue.wake("receive")
            except Exception:  # the sweep finds the row anyway
                log.exception("wake-up failed")
            self._closed.wait(REST)


@dataclass(frozen=True, slots=True)
class House:
    app: App
    poker: Poker

    @property
    def origin(self) -> str:
        return origin(self.app.settings.base_url)

    def url(self, path: str) -> str:
        """`path` under the address the world knows us by."""
        return self.app.settings.base_url.rstrip("/") + path

    def hear(self, event: Event) -> bool:
        """Writes the event down and wakes a worker; True: it is new. Raises what the database raises."""
        new = self.app.core.inbox.accept(event.id, kind_of(event), event_to_json(event))
        if new:
            self.poker.poke()
        return new


def house() -> House:
    return cast(House, current_app.extensions["suilu"])
