"""What goes wrong on command with calls to the simulated WeCom: `bot.simulator.town.OUT_FAULTS` in this vendor's words."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from flask import Response, request

from bot.model import Platform
from bot.simulator.town import Fault, Town
from bot.simulator.wecom.desk import Desk

PAGE = "<html><h1>502 Bad Gateway</h1></html>"
_CODES = {"limit": 45009, "limit:45009": 45009, "limit:45033": 45033, "expired": 42001, "refuse": 60011}
_ONLY = {
    "spent": ("message/update_template_card",),
    "limit:drop": ("message/send", "appchat/send"),
    "scope": ("message/send", "user/get", "externalcontact/"),
}
"""Where these faults can happen at all; planned for anywhere, they wait for the first such call."""


@dataclass
class Faults:
    town: Town
    desk: Desk
    hang_seconds: float = 6.0
    slow_seconds: float = 1.0
    stopping: threading.Event = field(default_factory=threading.Event)

    def take(self, path: str) -> str:
        """The fault that this call has to suffer; empty: none."""
        fault = self.town.fault(Platform.WECOM, path)
        places = _ONLY.get(fault)
        if places and not any(place in path for place in places):
            self.town.plan(Platform.WECOM, Fault(fault, path=places[0]))
            return ""
        return fault

    def code(self, fault: str, path: str) -> int:
        """The errcode that this fault is answered with; 0: it is none of that kind."""
        if fault == "spent":
            return self.desk.spent_code
        if fault == "scope":
            return 81013 if "/send" in path else 60011
        return _CODES.get(fault, 0)

    def before(self, fault: str) -> Response | None:
        """What happens before the call takes effect; an answer when it then does not."""
        if fault == "slow":
            self.stopping.wait(self.slow_seconds)
        if fault == "error":
            return Response(PAGE, 502, mimetype="text/html")
        return cut() if fault == "cut" else None

    def after(self, fault: str) -> None:
        """What happens between the effect and the answer."""
        if fault == "hang":
            self.stopping.wait(self.hang_seconds)


def cut() -> Response:
    """The connection is gone; the answer that Flask insists on goes nowhere."""
    line: socket.socket = request.environ["werkzeug.socket"]
    with suppress(OSError):  # the caller may have lost patience first
        line.shutdown(socket.SHUT_RDWR)
    return Response(status=499)
