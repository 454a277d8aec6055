"""How Feishu's callbacks reach Suilu: posted to its address, or over a long connection; in order or, when planned, not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Literal

import requests

from bot.model import Platform
from bot.settings import FeishuSettings
from bot.simulator.feishu import wire as feishu_wire
from bot.simulator.feishu.socket import SocketHub
from bot.simulator.town import CALLBACK, Town

Answered = tuple[int, dict[str, Any] | None]
"""Status and JSON object of Suilu's answer; 0 when none came in time."""
HELD: Answered = (-1, None)
"""Not gone yet: it will."""
Post = Callable[..., Answered]


class Courier:
    """Knobs: `mode`, `auto` takes a long connection when one is open; `late_seconds`, for the fault `late`.

    `attempts` are the callbacks sent: event id and the status that came back.
    """

    def __init__(self, town: Town, settings: FeishuSettings, hub: SocketHub, *, post: Post, deadline: float) -> None:
        self.mode: Literal["auto", "webhook", "stream"] = "auto"
        self.late_seconds = 2.0
        self.attempts: list[tuple[str, int]] = []
        self._town, self._settings, self._hub, self._post, self._deadline = town, settings, hub, post, deadline
        self._held: list[Callable[[], object]] = []

    def by_connection(self) -> bool:
        return self.mode == "stream" or (self.mode == "auto" and self._hub.connected() > 0)

    def carry(self, go: Callable[[str], Answered], *, waits: bool) -> Answered:
        """`go(flaw)` sends once. A planned fault changes when, how often, or with what flaw. `waits`: somebody watches."""
        fault = self._town.fault(Platform.FEISHU, CALLBACK)
        if fault == "reorder":
            self._held.append(lambda: go(""))
            return HELD
        if fault == "late" and not waits:
            timer = threading.Timer(self.late_seconds, go, [""])
            timer.daemon = True
            timer.start()
            return HELD
        if fault == "late":
            threading.Event().wait(self.late_seconds)
        answered = go(fault if fault in ("skew", "forge") else "")
        if fault == "duplicate":
            go("")
        held, self._held = self._held, []
        for late in held:
            late()
        return answered

    def once(self, kind: str, event: Mapping[str, Any], *, event_id: str, path: str = "", flaw: str = "") -> Answered:
        """One delivery, sealed and signed anew, as the signature's moment is the sending's.

        `skew`: stamped ten minutes ago. `forge`: by somebody who knows neither the key nor, on a connection, our app.
        """
        now = self._town.clock.now() - timedelta(minutes=10 if flaw == "skew" else 0)
        envelope = feishu_wire.envelope(self._settings, kind, dict(event), event_id=event_id, at=now)
        if flaw == "forge":
            envelope["header"] |= {"app_id": "cli_ffffffffffffffff", "token": "forged"}
        if self.by_connection():
            payload, click = feishu_wire.compact(envelope).encode(), kind == "card.action.trigger"
            status, answer = self._hub.send(payload, click=click, deadline=self._deadline)
        else:
            key = "another key" if flaw == "forge" else self._settings.encrypt_key
            body = feishu_wire.sealed(key, envelope)
            status, answer = self._post(path, body, feishu_wire.signed(key, body, now), deadline=self._deadline)
        self.attempts.append((event_id, status))
        raw = feishu_wire.compact(envelope), "" if answer is None else feishu_wire.compact(answer)
        self._town.write_down(Platform.FEISHU, "in", kind, ok=status == 200, asked=raw[0], answered=raw[1])
        return status, answer


def post(url: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Answered:
    """Over HTTP, past any proxy."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            reply = session.post(url, data=body, headers=dict(headers), timeout=deadline, allow_redirects=False)
            answer = json.loads(reply.content)
    except requests.RequestException:
        return 0, None
    except ValueError:
        return reply.status_code, None
    return reply.status_code, answer if isinstance(answer, dict) else None
