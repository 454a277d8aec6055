"""Tokens and limits kept by one process alone: for tools and tests, and for a process whose broker is away."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.ports import PACE, Scope, TryLater
from crm_core.clock import Clock

T = TypeVar("T")
PATIENCE = 120
"""Waits of one patient call, of two seconds at most each."""
SPARE = 300.0
"""Seconds before a token's end at which the next one is fetched; half its life where that is shorter."""


def spare_of(life: float) -> float:
    """How many seconds before its end a token of that life is fetched anew."""
    return min(SPARE, life / 2)


def paced(wait: timedelta) -> TryLater:
    """What a pacer raises: the call was not made, and may be in `wait`."""
    return TryLater(PACE, wait)


def patiently(call: Callable[[], T], *, wait: Callable[[float], None] = time.sleep) -> T:
    """`call`, again whenever our own pacer asks to wait: for long readings that nobody is waiting for."""
    for _ in range(PATIENCE):
        try:
            return call()
        except TryLater as later:
            if later.reason != PACE or later.after is None:
                raise
            wait(min(later.after.total_seconds(), 2.0))
    return call()


class OwnTokens:
    """`bot.ports.Tokens`. One thread fetches a token, the others wait for it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._held: dict[str, tuple[str, datetime]] = {}

    def get(self, name: str, fetch: Callable[[], tuple[str, float]]) -> str:
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            token, until = self._held.get(name, ("", self._clock.now()))
            if not token or self._clock.now() >= until:
                token, life = fetch()
                self._held[name] = token, self._clock.now() + timedelta(seconds=life - spare_of(life))
            return token

    def forget(self, name: str, token: str) -> None:
        with self._guard:
            if self._held.get(name, ("",))[0] == token:
                del self._held[name]


class OwnPacer:
    """`bot.ports.Pacer`: the moments of the last calls of each scope, so that no window of it ever holds too many."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._calls: dict[str, deque[datetime]] = {}

    def admit(self, *scopes: Scope) -> None:
        now = self._clock.now()
        with self._guard:
            longest = max((self._wait(scope, now) for scope in scopes), default=timedelta())
            if longest > timedelta():
                raise paced(longest)
            self._add(scopes, now)

    def count(self, *scopes: Scope, at: datetime) -> None:
        """A call that another pacer has admitted."""
        with self._guard:
            self._add(scopes, at)

    def _add(self, scopes: tuple[Scope, ...], now: datetime) -> None:
        for scope in scopes:
            self._calls.setdefault(scope.name, deque(maxlen=scope.most)).append(now)

    def _wait(self, scope: Scope, now: datetime) -> timedelta:
        calls = self._calls.setdefault(scope.name, deque(maxlen=scope.most))
        if len(calls) < scope.most:
            return timedelta()
        return max(calls[0] + timedelta(seconds=scope.seconds) - now, timedelta())
