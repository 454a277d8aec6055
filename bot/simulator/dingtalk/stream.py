"""DingTalk's end of the stream: tickets, a websocket, frames out, acknowledgements in (PLATFORMS 6.1)."""

from __future__ import annotations

import json
import random
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection

from bot.simulator.sockets import SocketServer
from crm_core.clock import Clock

TICKET_LIFE = timedelta(seconds=90)
Subscriptions = frozenset[tuple[str, str]]


@dataclass(slots=True, eq=False)
class Push:
    """One frame on its way: the same frame, with the same messageId, however often it is sent."""

    frame: dict[str, Any]
    sent: int = 0
    ack: dict[str, Any] | None = None
    """What came back; for a push over HTTP its status and body, put like an acknowledgement."""
    answered: threading.Event = field(default_factory=threading.Event)

    @property
    def key(self) -> tuple[str, str]:
        """What a connection has to have subscribed to: type and topic."""
        return self.frame["type"], self.frame["headers"]["topic"]

    def taken(self) -> bool:
        """Acknowledged, and not with 「later」."""
        if self.ack is None or self.ack.get("code") != HTTPStatus.OK:
            return False
        return self.ack_data().get("status") != "LATER"

    def ack_data(self) -> dict[str, Any]:
        """The `data` of the acknowledgement; empty when there is none or it is no JSON object."""
        try:
            data = json.loads((self.ack or {}).get("data") or "{}")
        except ValueError:
            return {}
        return data if isinstance(data, dict) else {}


class StreamHub:
    """All stream connections of one app. Each push goes to one of them, chosen at random."""

    def __init__(self, clock: Clock, *, redeliver_after: float = 5.0, redeliver_times: int = 3) -> None:
        self.redeliver_after, self.redeliver_times = redeliver_after, redeliver_times
        self.acks: list[dict[str, Any]] = []
        """Every acknowledgement as it came, newest last."""
        self.on_ack: Callable[[str], None] = lambda _: None
        """Told of each as it came, raw."""
        self._clock = clock
        self._tickets: dict[str, tuple[datetime, Subscriptions]] = {}
        self._admitted: dict[ServerConnection, Subscriptions] = {}
        self._lines: dict[ServerConnection, Subscriptions] = {}
        self._waiting: dict[str, Push] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._server: SocketServer | None = None
        self._serial = 0

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("not started")
        return f"ws://127.0.0.1:{self._server.port}/connect"

    def start(self) -> None:
        self._server = SocketServer(self._attend, "dingtalk-stream", process_request=self._admit, close_timeout=1)

    def stop(self) -> None:
        self._stopped.set()
        for line in list(self._lines):
            line.close(1001)
        if self._server:
            self._server.stop()
            self._server = None

    def connected(self) -> int:
        """How many connections are being delivered to."""
        return len(self._lines)

    def ticket(self, subscriptions: Subscriptions) -> str:
        """Good for one connection within 90 s; letters, digits, `-` and `_`, since one SDK quotes it and another does not."""
        ticket = secrets.token_urlsafe(24)
        with self._lock:
            self._tickets[ticket] = (self._clock.now() + TICKET_LIFE, subscriptions)
        return ticket

    def push(self, kind: str, topic: str, data: dict[str, Any], *, insist: bool, headers: dict[str, str] | None = None) -> Push:
        """Make and send. `insist`: again while nobody acknowledges, `redeliver_times` times at most."""
        push = self.make(kind, topic, data, headers=headers)
        self.send(push, insist=insist)
        return push

    def make(self, kind: str, topic: str, data: dict[str, Any], *, headers: dict[str, str] | None = None) -> Push:
        """A frame that has not been sent yet."""
        with self._lock:
            self._serial += 1
            name = f"{secrets.token_hex(8)}_{self._serial}"
        fixed = {"topic": topic, "messageId": name, "contentType": "application/json", "time": str(self._now())}
        body = json.dumps(data, ensure_ascii=False)
        return Push({"specVersion": "1.0", "type": kind, "headers": {**fixed, **(headers or {})}, "data": body})

    def send(self, push: Push, *, insist: bool) -> None:
        """To one connection that asked for its kind; nobody there: it is lost, unless `insist`."""
        self._expect(push.frame["headers"]["messageId"], push)
        self._send(push)
        if insist:
            self.insist(push, lambda: self._send(push))

    def insist(self, push: Push, again: Callable[[], None]) -> None:
        """In the background: `again` while nobody has taken it."""
        threading.Thread(target=self._insist, args=(push, again), name="dingtalk-push", daemon=True).start()

    def disconnect(self, *, drain: float = 10.0) -> int:
        """Tell every connection that it ends, deliver nothing more to it, close it after `drain` seconds."""
        with self._lock:
            leaving, self._lines = list(self._lines), {}
        for line in leaving:
            self._system(line, "disconnect", {"reason": "connection is expired"})
            timer = threading.Timer(drain, line.close)
            timer.daemon = True
            timer.start()
        return len(leaving)

    def ping(self) -> Push | None:
        """The protocol's own ping, to one connection; its acknowledgement brings the opaque back."""
        with self._lock:
            line = next(iter(self._lines), None)
        return self._system(line, "ping", {"opaque": secrets.token_hex(8)}) if line else None

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _system(self, line: ServerConnection, topic: str, data: dict[str, str]) -> Push:
        headers = {
            "topic": topic,
            "messageId": secrets.token_hex(8),
            "contentType": "application/json",
            "time": str(self._now()),
        }
        push = Push({"specVersion": "1.0", "type": "SYSTEM", "headers": headers, "data": json.dumps(data)})
        self._expect(headers["messageId"], push)
        self._hand(push, line)
        return push

    def _expect(self, name: str, push: Push) -> None:
        """Only the last thousand pushes can still be acknowledged."""
        with self._lock:
            self._waiting[name] = push
            for old in list(self._waiting)[:-1000]:
                del self._waiting[old]

    def _insist(self, push: Push, again: Callable[[], None]) -> None:
        """Redelivery: the same again until it is taken."""
        for _ in range(self.redeliver_times):
            push.answered.wait(self.redeliver_after)
            if push.taken() or self._stopped.wait(0 if push.ack is None else self.redeliver_after):
                return
            push.answered.clear()
            again()

    def _send(self, push: Push) -> None:
        with self._lock:
            able = [line for line, topics in self._lines.items() if push.key in topics or (push.key[0], "*") in topics]
        if able:
            self._hand(push, random.SystemRandom().choice(able))

    def _hand(self, push: Push, line: ServerConnection) -> None:
        push.sent += 1
        try:
            line.send(json.dumps(push.frame, ensure_ascii=False))
        except ConnectionClosed:
            self._gone(line)

    def _gone(self, line: ServerConnection) -> None:
        with self._lock:
            self._lines.pop(line, None)

    def _admit(self, line: ServerConnection, request: Request) -> Response | None:
        """A ticket is spent by being shown."""
        shown = parse_qs(urlsplit(request.path).query).get("ticket", [""])[0]
        with self._lock:
            until, subscriptions = self._tickets.pop(shown, (None, frozenset()))
            if until is None or self._clock.now() > until:
                return line.respond(HTTPStatus.UNAUTHORIZED, "invalid ticket\n")
            self._admitted[line] = subscriptions
        return None

    def _attend(self, line: ServerConnection) -> None:
        with self._lock:
            self._lines[line] = self._admitted.pop(line)
        try:
            for raw in line:
                self._heard(raw)
        except ConnectionClosed:
            pass
        finally:
            self._gone(line)

    def _heard(self, raw: str | bytes) -> None:
        try:
            ack = json.loads(raw)
            name = ack["headers"].get("messageId", "")
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        self.acks.append(ack)
        del self.acks[:-1000]
        self.on_ack(raw if isinstance(raw, str) else raw.decode("utf-8", "replace"))
        push = self._waiting.get(name)
        if push:
            push.ack = ack
            push.answered.set()
