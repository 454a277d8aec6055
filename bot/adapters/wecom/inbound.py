"""WeCom's callbacks in: verified and opened here (vendor page 90238), translated in `events`. No SDK is imported."""

from __future__ import annotations

from bot.adapters.wecom.codec import MAX_XML, Codec, CodecError, parse_xml
from bot.adapters.wecom.events import event_of
from bot.adapters.wire import HttpCall, HttpReply, Received
from bot.model import Event
from bot.settings import WecomSettings
from crm_core.clock import Clock

_WINDOW = 300
_STATUS = {"signature": 403, "receiver": 403, "stale": 403, "malformed": 400, "too_large": 413, "method": 405}
_LINES = {
    "signature": "the signature does not match",
    "receiver": "this envelope is for somebody else",
    "stale": "the timestamp is more than 300 seconds away",
    "malformed": "this is not a WeCom callback",
    "too_large": "the body is over 1 MiB",
    "method": "only GET and POST are known here",
}


class WecomReceiver:
    """`bot.adapters.wire.Receiver` for `GET|POST /callbacks/wecom`."""

    def __init__(self, settings: WecomSettings, clock: Clock) -> None:
        self._codec = Codec(settings.token, settings.aes_key, settings.corp_id)
        self._corp = settings.corp_id
        self._clock = clock

    def receive(self, call: HttpCall) -> Received:
        try:
            if call.method == "GET":
                return Received(HttpReply(200, self._open(call, call.query.get("echostr", ""))))
            if call.method == "POST":
                return Received(HttpReply(200), self._event(call))
        except CodecError as problem:
            return _refused(problem.reason)
        return _refused("method")

    def _open(self, call: HttpCall, encrypted: str) -> bytes:
        """Raises CodecError for what is unsigned, stale or sealed wrongly."""
        signature, timestamp, nonce = (call.query.get(name, "") for name in ("msg_signature", "timestamp", "nonce"))
        if not (signature and nonce and encrypted and timestamp.isascii() and timestamp.isdigit()):
            raise CodecError("malformed")
        self._codec.verify(signature, timestamp, nonce, encrypted)
        if abs(int(timestamp[:15]) - self._clock.now().timestamp()) > _WINDOW:
            raise CodecError("stale")
        return self._codec.decrypt(encrypted)

    def _event(self, call: HttpCall) -> Event:
        if len(call.body) > MAX_XML:
            raise CodecError("too_large")
        encrypted = parse_xml(call.body).findtext("Encrypt", "")
        return event_of(parse_xml(self._open(call, encrypted)), self._corp)


def _refused(reason: str) -> Received:
    return Received(HttpReply(_STATUS[reason], f"{_LINES[reason]}\n".encode()), error=f"wecom: {_LINES[reason]}")
