"""HTTP as plain values, so that no adapter imports a web framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.model import Event


@dataclass(frozen=True, slots=True)
class HttpCall:
    """A request as it came: header names lower-cased, query values decoded, body raw."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class HttpReply:
    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a call: the reply to give once the event, if there is one, stands in the inbox.

    A refusal has a 4xx reply, no event, and one short `error` for the log (never a value from the request).
    """

    reply: HttpReply
    event: Event | None = None
    error: str = ""


class Receiver(Protocol):
    """The way in over HTTP. Verifies, decrypts, translates; does no work and never raises for what a stranger sends."""

    def receive(self, call: HttpCall) -> Received: ...
