"""What all of Feishu's REST routes share: refusals, limits, planned faults, the journal."""

from __future__ import annotations

import re
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from flask import Response, request

from bot.model import Platform
from bot.simulator.feishu.wire import compact
from bot.simulator.town import Town
from crm_core.clock import Clock

View = Callable[..., "dict[str, Any] | Response"]


class Refusal(Exception):
    """An answer with a code other than 0."""

    def __init__(self, code: int, msg: str, *, status: int = 400, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(msg)
        self.code, self.msg, self.status, self.headers = code, msg, status, dict(headers or {})


class Limits:
    """The vendor's rates (PLATFORMS 2.2.7), by the town's clock. Knobs: each number; `on`; `old`, whether an API's limit is
    answered as the older APIs do, with 400; `tick`, the clock in seconds."""

    def __init__(self, clock: Clock) -> None:
        self.on, self.old = True, False
        self.api_second, self.api_minute, self.receiver_second, self.message_second = 50, 1000, 5, 5
        self.tick: Callable[[], float] = lambda: clock.now().timestamp()
        self._calls: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def api(self, name: str) -> None:
        """Raises Refusal 99991400 with the headers that say how long."""
        for most, seconds in ((self.api_second, 1.0), (self.api_minute, 60.0)):
            wait = self._wait(f"{name}/{seconds}", most, seconds)
            if wait > 0:
                raise limited(most, wait, old=self.old)

    def receiver(self, name: str) -> None:
        """A user, or a group with all its bots. Raises Refusal 230020."""
        if self._wait(f"to/{name}", self.receiver_second, 1.0) > 0:
            raise busy()

    def message(self, message_id: str) -> None:
        if self._wait(f"patch/{message_id}", self.message_second, 1.0) > 0:
            raise busy()

    def _wait(self, name: str, most: int, seconds: float) -> float:
        """Counts the call, or says how long until one more is allowed."""
        now = self.tick()
        with self._lock:
            calls = self._calls.setdefault(name, deque())
            while calls and now - calls[0] >= seconds:
                calls.popleft()
            if self.on and len(calls) >= most:
                return calls[0] + seconds - now
            calls.append(now)
        return 0.0


def limited(limit: int, wait: float, *, old: bool = False) -> Refusal:
    headers = {"x-ogw-ratelimit-limit": str(limit), "x-ogw-ratelimit-reset": str(max(1, round(wait)))}
    return Refusal(99991400, "request trigger frequency limit", status=400 if old else 429, headers=headers)


def busy() -> Refusal:
    return Refusal(230020, "This operation triggers the frequency limit.")


_REFUSALS: dict[str, Callable[[], Refusal]] = {
    "limit": lambda: limited(5, 7),
    "limit:429": lambda: limited(5, 7),
    "limit:400": lambda: limited(5, 7, old=True),
    "limit:230020": busy,
    "expired": lambda: Refusal(99991663, "Invalid access token for authorization"),
    "refuse": lambda: Refusal(230006, "Bot ability is not activated."),
    "scope": lambda: Refusal(230013, "Bot has NO availability to this user"),
    "spent": lambda: Refusal(230031, "The message was sent more than 14 days ago"),
}
_SECRET = re.compile(r'("(?:app_secret|AppSecret|client_secret|tenant_access_token|access_token|ticket|code)":\s*")[^"]*')
_PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"


class Desk:
    """Where every call comes by. `hang` and `slow` are how long, in seconds, a lost and a late answer take."""

    def __init__(self, town: Town, authorised: Callable[[], None]) -> None:
        self.limits = Limits(town.clock)
        self.hang, self.slow = 8.0, 1.0
        self.closed = threading.Event()
        self._town, self._authorised = town, authorised

    def route(self, view: View, *, name: str, open_: bool = False) -> Callable[..., Response]:
        """`open_`: a call that needs no token."""

        def answered(**path: str) -> Response:
            asked = _asked()
            fault = self._town.fault(Platform.FEISHU, request.path)
            reply = _faulty(fault) or self._answer(view, path, name=name, open_=open_)
            said = _masked(reply.get_data(as_text=True)) if reply.is_json else ""
            what, ok = f"{request.method} {request.path}", reply.status_code == 200 and fault != "cut"
            self._town.write_down(Platform.FEISHU, "out", what, ok=ok, asked=asked, answered=said)
            self._dawdle(fault)
            return reply

        return answered

    def _answer(self, view: View, path: Mapping[str, str], *, name: str, open_: bool) -> Response:
        try:
            if not open_:
                self._authorised()
            self.limits.api(name)
            found = view(**path)
        except Refusal as refusal:
            return refused(refusal)
        return found if isinstance(found, Response) else answer({"code": 0, "msg": "success", **found})

    def _dawdle(self, fault: str) -> None:
        """`hang` has taken effect by now, and its answer is lost; `slow` only takes its time; `cut` had no effect."""
        if fault == "hang":
            self.closed.wait(self.hang)
        if fault == "slow":
            self.closed.wait(self.slow)
        if fault in ("cut", "hang"):
            with suppress(OSError, KeyError):  # the caller may have lost patience first
                request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)


def _faulty(fault: str) -> Response | None:
    """The answers of a bad day that come instead of the effect."""
    if fault in ("error", "cut"):
        return Response(_PAGE, 502, mimetype="text/html")
    return refused(_REFUSALS[fault]()) if fault in _REFUSALS else None


def _asked() -> str:
    """The body as it came; of an upload its size; without one the query."""
    if request.mimetype == "multipart/form-data":
        return f"({request.content_length or 0} bytes)"
    return _masked(request.get_data(as_text=True) or request.query_string.decode())


def _masked(text: str) -> str:
    """The journal is for everybody's eyes; even a pretend secret is not."""
    return _SECRET.sub(r"\1…", text)


def refused(refusal: Refusal) -> Response:
    return answer({"code": refusal.code, "msg": refusal.msg}, refusal.status, refusal.headers)


def answer(data: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    reply = Response(compact(data), status, mimetype="application/json")
    reply.headers.update(dict(headers or {}))
    return reply


def body() -> dict[str, Any]:
    """The JSON object that was posted."""
    data = request.get_json(force=True, silent=True)
    if not isinstance(data, dict):
        raise Refusal(9499, "Bad Request")
    return data
