"""The way in from DingTalk over HTTP, for tenants who have a public address: robot messages, card clicks, events.

(PLATFORMS 2.3.2, 2.3.3, 5.2.2; vendor page event-callback-card.) What is properly signed and makes no sense is written
down as `Unknown` and acknowledged; what is not signed, or signed too long ago, is refused and leaves nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.adapters.dingtalk.codec import Codec, CodecError, card_secret, card_sign, robot_sign, same
from bot.adapters.dingtalk.events import org_event
from bot.adapters.dingtalk.inbound import card_event, message_event
from bot.adapters.dingtalk.words import first, moment, parsed, words
from bot.adapters.wire import HttpCall, HttpReply, Received, Receiver
from bot.model import Event
from bot.settings import DingtalkSettings
from crm_core.clock import Clock

OLDEST = timedelta(hours=1)
"""The vendor's number for the robot's sign; for the other two it gives none."""
JSON = "application/json"
_EMPTY = HttpReply(200, b"{}", JSON)
"""Received; and for a card: nothing changes now, the outbox changes it afterwards."""


def receivers(settings: DingtalkSettings, clock: Clock) -> dict[str, Receiver]:
    """By route; none in stream mode, and none for events without `token` and `aes_key`."""
    if settings.mode != "http":
        return {}
    found: dict[str, Receiver] = {"dingtalk": RobotReceiver(settings, clock), "dingtalk/card": CardReceiver(settings, clock)}
    if settings.token:
        found["dingtalk/events"] = EventReceiver(settings, clock)
    return found


class RobotReceiver:
    """`POST /callbacks/dingtalk`: headers `timestamp` (ms) and `sign`."""

    def __init__(self, settings: DingtalkSettings, clock: Clock) -> None:
        self._secret, self._clock = settings.client_secret, clock

    def receive(self, call: HttpCall) -> Received:
        timestamp, sign = call.headers.get("timestamp", ""), call.headers.get("sign", "")
        wrong = _wrong(timestamp, sign, robot_sign(timestamp, self._secret), self._clock.now())
        return _refused(wrong) if wrong else _heard(call.body, message_event, self._clock.now())


class CardReceiver:
    """`POST /callbacks/dingtalk/card`: headers `x-ddpaas-signature-timestamp` and `x-ddpaas-signature`."""

    def __init__(self, settings: DingtalkSettings, clock: Clock) -> None:
        self._secret, self._clock = card_secret(settings.client_secret), clock

    def receive(self, call: HttpCall) -> Received:
        timestamp = call.headers.get("x-ddpaas-signature-timestamp", "")
        sign = call.headers.get("x-ddpaas-signature", "")
        wrong = _wrong(timestamp, sign, card_sign(timestamp, self._secret), self._clock.now())
        return _refused(wrong) if wrong else _heard(call.body, card_event, self._clock.now(), salt=timestamp)


class EventReceiver:
    """`POST /callbacks/dingtalk/events`: `signature`, `timestamp`, `nonce` in the query, `{"encrypt"}` in the body.

    Acknowledged with the sealed word `success`; so is `check_url`, by which DingTalk tries the address out.
    """

    def __init__(self, settings: DingtalkSettings, clock: Clock) -> None:
        self._codec = Codec(settings.token, settings.aes_key, (settings.client_id, settings.corp_id))
        self._clock = clock

    def receive(self, call: HttpCall) -> Received:
        now, query = self._clock.now(), call.query
        timestamp = query.get("timestamp", "")
        try:
            encrypted = str(parsed(call.body)["encrypt"])
            given = query.get("signature") or query.get("msg_signature", "")
            self._codec.verify(given, timestamp, query.get("nonce", ""), encrypted)
            if not _fresh(timestamp, now):
                raise CodecError("stale")  # noqa: TRY301 - one refusal for all
            plain, owner = self._codec.decrypt(encrypted)
        except (CodecError, KeyError, ValueError) as problem:
            return _refused(problem.reason if isinstance(problem, CodecError) else "malformed")
        return Received(self._success(owner, now), _event(plain, now))

    def _success(self, owner: str, now: datetime) -> HttpReply:
        stamp, nonce = str(int(now.timestamp() * 1000)), secrets.token_hex(8)
        sealed = self._codec.encrypt(b"success", owner)
        signature = self._codec.signature(stamp, nonce, sealed)
        body = {"msg_signature": signature, "encrypt": sealed, "timeStamp": stamp, "nonce": nonce}
        return HttpReply(200, json.dumps(body).encode(), JSON)


def _event(plain: bytes, now: datetime) -> Event | None:
    """None: `check_url`, which tells nothing."""
    try:
        data = parsed(plain)
    except ValueError:
        data = {}
    kind = words(first(data, "EventType", "eventType") or "event.malformed")
    if kind == "check_url":
        return None
    source = words(first(data, "eventId", "BizId") or hashlib.sha256(plain).hexdigest())
    corp = words(first(data, "CorpId", "corpId") or "")
    return org_event(kind, data, source_id=source, at=moment(data.get("EventTime"), now), corp=corp)


def _heard(body: bytes, understand: Callable[..., Event], now: datetime, *, salt: str = "") -> Received:
    """The same body again is the same event, unless `salt` is another: a card's click has no id of its own."""
    name = hashlib.sha256(salt.encode() + body).hexdigest()
    try:
        data = parsed(body)
    except ValueError:
        data = {}
    return Received(_EMPTY, understand(data, message_id=name, at=now))


def _wrong(timestamp: str, sign: str, right: str, now: datetime) -> str:
    """What is wrong with a signature; empty: nothing."""
    if not same(sign, right):
        return "signature"
    return "" if _fresh(timestamp, now) else "stale"


def _fresh(timestamp: str, now: datetime) -> bool:
    return abs(moment(timestamp, datetime.min.replace(tzinfo=now.tzinfo)) - now) <= OLDEST


def _refused(wrong: str) -> Received:
    status = 400 if wrong == "malformed" else 403
    return Received(HttpReply(status, f"{wrong}\n".encode()), error=wrong)
