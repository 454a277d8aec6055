"""DingTalk's own limits (PLATFORMS 2.3.4), by the town's clock. Every number is a knob; 0 lifts it."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm_core.clock import Clock

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@dataclass(slots=True)
class Limits:
    """`qps`: calls a second of each API. Robot messages a minute to each group and to each person: beyond it a group is
    refused, a person silently left out (`flowControlledStaffIdList`). Work notices a day to each person, each text once."""

    clock: Clock
    qps: int = 20
    robot_to_group: int = 20
    robot_to_person: int = 120
    notices: int = 500
    _calls: dict[str, deque[datetime]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def over(self, name: str, most: int, within: timedelta) -> bool:
        """True when there were `most` already; else this one is counted."""
        now = self.clock.now()
        with self._guard:
            calls = self._calls.setdefault(name, deque())
            while calls and now - calls[0] >= within:
                calls.popleft()
            if most and len(calls) >= most:
                return True
            calls.append(now)
        return False
