"""Feishu's end of the long connection: tickets, frames out, answers in (PLATFORMS 6.2)."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection

from bot.settings import FeishuSettings
from bot.simulator.feishu.frame import CONTROL, DATA, Frame, decoded, encoded
from bot.simulator.sockets import SocketServer

SERVICE = 7
AUTH_FAILED, NO_CREDENTIAL, TOO_MANY, INTERNAL = 514, 1000040344, 1000040350, 1000040343
_CHANCE = secrets.SystemRandom()


@dataclass(slots=True)
class _Waiting:
    code: int = 0
    answer: dict[str, Any] | None = None
    done: threading.Event = field(default_factory=threading.Event)


class SocketHub:
    """All long connections of one app. Each event goes to one of them, chosen at random.

    Knobs: `config`, sent with the endpoint and each pong; `part_bytes`, over which a payload is split (0: never); `most`,
    connections at a time; `kind`, the frame type of clicks (one SDK drops `card`).
    """

    def __init__(self, settings: FeishuSettings) -> None:
        self.config = {"ReconnectCount": -1, "ReconnectInterval": 120, "ReconnectNonce": 30, "PingInterval": 120}
        self.part_bytes, self.most, self.kind = 0, 50, "event"
        self.pings = 0
        self._settings = settings
        self._tickets: set[str] = set()
        self._lines: list[ServerConnection] = []
        self._waiting: dict[str, _Waiting] = {}
        self._lock = threading.Lock()
        self._server: SocketServer | None = None

    def start(self) -> None:
        self._server = SocketServer(self._attend, "feishu-socket", process_request=self._admit, close_timeout=1)

    def stop(self) -> None:
        self.drop()
        if self._server:
            self._server.stop()
            self._server = None

    def connected(self) -> int:
        return len(self._lines)

    def drop(self) -> int:
        """Close every connection, as a restart of Feishu's would. How many there were."""
        with self._lock:
            leaving, self._lines = self._lines, []
        for line in leaving:
            line.close(1001)
        return len(leaving)

    def endpoint(self, asked: Mapping[str, Any], *, good: bool = True) -> dict[str, Any]:
        """The answer to `POST /callback/ws/endpoint`. `good` False: its ticket is not taken."""
        if not (asked.get("AppID") and asked.get("AppSecret")):
            return {"code": NO_CREDENTIAL, "msg": "no credential"}
        if (asked["AppID"], asked["AppSecret"]) != (self._settings.app_id, self._settings.app_secret):
            return {"code": AUTH_FAILED, "msg": "auth failed"}
        if self._server is None:
            return {"code": INTERNAL, "msg": "internal error"}
        ticket = secrets.token_urlsafe(16)
        if good:
            self._tickets.add(ticket)
        port = self._server.port
        query = f"device_id={secrets.randbelow(10**18)}&service_id={SERVICE}&access_key={secrets.token_hex(8)}&ticket={ticket}"
        return {"code": 0, "msg": "", "data": {"URL": f"ws://127.0.0.1:{port}/ws/v2?{query}", "ClientConfig": self.config}}

    def send(self, payload: bytes, *, click: bool, deadline: float) -> tuple[int, dict[str, Any] | None]:
        """Code and JSON object of the answer; 0 when none came within `deadline` seconds, or nobody listens."""
        with self._lock:
            line = _CHANCE.choice(self._lines) if self._lines else None
        if line is None:
            return 0, None
        name = secrets.token_hex(16)
        waiting = self._waiting[name] = _Waiting()
        try:
            for frame in self._frames(name, payload, self.kind if click else "event"):
                line.send(encoded(frame))
            waiting.done.wait(deadline)
        except ConnectionClosed:
            self._gone(line)
        del self._waiting[name]
        return waiting.code, waiting.answer

    def _frames(self, name: str, payload: bytes, kind: str) -> list[Frame]:
        size = self.part_bytes or max(len(payload), 1)
        parts = [payload[at : at + size] for at in range(0, max(len(payload), 1), size)]
        heads = {"type": kind, "message_id": name, "trace_id": secrets.token_hex(8), "sum": str(len(parts))}
        return [Frame(SERVICE, DATA, {**heads, "seq": str(i)}, part, seq=i + 1, log=1) for i, part in enumerate(parts)]

    def _admit(self, line: ServerConnection, request: Request) -> Response | None:
        """A refusal tells its reason in headers."""
        shown = parse_qs(urlsplit(request.path).query).get("ticket", [""])[0]
        with self._lock:
            known = shown in self._tickets
            self._tickets.discard(shown)
            full = len(self._lines) >= self.most
        if known and not full:
            return None
        refusal = line.respond(HTTPStatus.BAD_REQUEST, "refused\n")
        refusal.headers["handshake-status"] = str(AUTH_FAILED)
        refusal.headers["handshake-msg"] = "exceed conn limit" if known else "auth failed"
        refusal.headers["handshake-autherrcode"] = str(TOO_MANY if known else INTERNAL)
        return refusal

    def _attend(self, line: ServerConnection) -> None:
        with self._lock:
            self._lines.append(line)
        try:
            for raw in line:
                self._heard(line, raw)
        except ConnectionClosed:
            pass
        finally:
            self._gone(line)

    def _gone(self, line: ServerConnection) -> None:
        with self._lock:
            if line in self._lines:
                self._lines.remove(line)

    def _heard(self, line: ServerConnection, raw: str | bytes) -> None:
        try:
            frame = decoded(raw if isinstance(raw, bytes) else raw.encode())
        except ValueError:
            return
        if frame.method == CONTROL and frame.headers.get("type") == "ping":
            self.pings += 1
            line.send(encoded(Frame(SERVICE, CONTROL, {"type": "pong"}, json.dumps(self.config).encode())))
        waiting = self._waiting.get(frame.headers.get("message_id", ""))
        if frame.method == DATA and waiting is not None:
            waiting.code, waiting.answer = _answer(frame.payload)
            waiting.done.set()


def _answer(payload: bytes) -> tuple[int, dict[str, Any] | None]:
    """`{"code", "headers", "data": base64(JSON)}`; one SDK leaves `data` out, another gives null."""
    try:
        reply = json.loads(payload)
        answer = json.loads(base64.b64decode(reply.get("data") or "") or "null")
        return int(reply["code"]), answer if isinstance(answer, dict) else None
    except (ValueError, KeyError, AttributeError, TypeError):
        return 0, None
