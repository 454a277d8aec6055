"""The simulated WeCom's own rate limits (PLATFORMS 2.1.8), as knobs that a test can lower. No HTTP here."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm_core.clock import Clock

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Rates:
    """Each method counts one call and says whether it is within the limit. Who overdoes an API is shut out for a while."""

    clock: Clock
    api_minute: int = 10_000
    member_minute: int = 30
    member_hour: int = 1000
    chat_minute: int = 200
    chats_day: int = 1000
    tickets_hour: int = 100
    penalty: timedelta = MINUTE
    _calls: dict[tuple[str, timedelta], deque[datetime]] = field(default_factory=dict)
    _shut: dict[str, datetime] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def call(self, path: str) -> bool:
        """One call of an API. False: 45009, for this one and all that follow while the penalty lasts."""
        with self._guard:
            now = self.clock.now()
            if now < self._shut.get(path, now):
                return False
            if self._within(f"api:{path}", (self.api_minute, MINUTE)):
                return True
            self._shut[path] = now + self.penalty
            return False

    def to_member(self, userid: str) -> bool:
        """One app message to a member. False: dropped, and the sender reads success."""
        with self._guard:
            return self._within(f"member:{userid}", (self.member_minute, MINUTE), (self.member_hour, HOUR))

    def to_chat(self, chat: str) -> bool:
        """One message into a group. False: dropped, and the sender reads success."""
        with self._guard:
            return self._within(f"chat:{chat}", (self.chat_minute, MINUTE))

    def new_chat(self) -> bool:
        with self._guard:
            return self._within("chats", (self.chats_day, DAY))

    def ticket(self) -> bool:
        with self._guard:
            return self._within("tickets", (self.tickets_hour, HOUR))

    def _within(self, name: str, *limits: tuple[int, timedelta]) -> bool:
        """What is refused does not count."""
        now = self.clock.now()
        windows = [(self._window(name, span, now), most) for most, span in limits]
        if any(len(window) >= most for window, most in windows):
            return False
        for window, _ in windows:
            window.append(now)
        return True

    def _window(self, name: str, span: timedelta, now: datetime) -> deque[datetime]:
        window = self._calls.setdefault((name, span), deque())
        while window and now - window[0] >= span:
            window.popleft()
        return window
