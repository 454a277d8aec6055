"""Feishu's one-time and short-lived rights: the app's access token, and the token that comes with a click."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.feishu.http import Refusal
from bot.simulator.town import Town

TOKEN_LIFE = timedelta(seconds=7200)
TOKEN_OVERLAP = timedelta(minutes=30)
CLICK_LIFE = timedelta(minutes=30)


class Tokens:
    """Asked again with 30 minutes or more to go: the same token; later: a new one, while the old goes on working."""

    def __init__(self, town: Town) -> None:
        self._town, self._issued = town, list[tuple[str, datetime]]()
        self._lock = threading.Lock()

    def issue(self) -> tuple[str, int]:
        now = self._town.clock.now()
        with self._lock:
            if not self._issued or self._issued[-1][1] - now < TOKEN_OVERLAP:
                self._issued.append((self._town.next_id("t-g1"), now + TOKEN_LIFE))
            token, until = self._issued[-1]
        return token, int((until - now).total_seconds())

    def good(self, token: str) -> bool:
        now = self._town.clock.now()
        with self._lock:
            return any(known == token and now < until for known, until in self._issued)

    def revoke(self) -> None:
        with self._lock:
            self._issued.clear()


@dataclass(slots=True)
class _Right:
    message_id: str
    until: datetime
    uses: int
    answered: bool = False


class ClickTokens:
    """The right to change a clicked card later (延时更新): 30 minutes, `uses` times, only once the click was answered.

    Knob: `uses`, 2 on Feishu's page and 3 on Lark's.
    """

    def __init__(self, town: Town) -> None:
        self.uses = 2
        self._town = town
        self._rights: dict[str, _Right] = {}
        self._lock = threading.Lock()

    def issue(self, message_id: str) -> str:
        token = self._town.next_id("c-")
        self._rights[token] = _Right(message_id, self._town.clock.now() + CLICK_LIFE, self.uses)
        return token

    def answered(self, token: str) -> None:
        self._rights[token].answered = True

    def spend(self, token: object) -> str:
        """The message that may be changed. Raises Refusal. Which code says what is not established (PLATFORMS 2.2.6)."""
        right = self._rights.get(token) if isinstance(token, str) else None
        with self._lock:
            if right is None:
                raise Refusal(300020, "invalid token")
            if self._town.clock.now() >= right.until:
                raise Refusal(300030, "token is expired")
            if not right.answered:
                raise Refusal(300090, "card action callback is not finished")
            if right.uses == 0:
                raise Refusal(300040, "token has been used too many times")
            right.uses -= 1
            return right.message_id
