"""Feishu's way in over HTTP: verify, decrypt, translate. Imports no SDK, so that `suilu serve` stays small.

Vendor: event-subscription step-3-receive-events, feishu-cards/handle-card-callbacks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.adapters.feishu.codec import BadEnvelope, Codec
from bot.adapters.feishu.events import BOT_NAME, Translator, is_legacy_click
from bot.adapters.feishu.shapes import opened, text
from bot.adapters.wire import HttpCall, HttpReply, Received
from bot.model import CardClicked, Event
from bot.settings import FeishuSettings
from crm_core.clock import Clock

MAX_BODY = 1 << 20
SEEN: Mapping[str, Any] = {"toast": {"type": "info", "content": "已收到，正在处理…"}}
"""What a clicker sees at once; the card changes when the work is done."""
_JSON = "application/json; charset=utf-8"


class FeishuReceiver:
    """Serves both `/callbacks/feishu` and `/callbacks/feishu/card`: Feishu signs events and card clicks alike."""

    def __init__(self, settings: FeishuSettings, clock: Clock, *, bot_name: str = BOT_NAME) -> None:
        self._codec = Codec(settings.encrypt_key, settings.verification_token)
        self._clock, self._translator = clock, Translator(settings.app_id, clock, bot_name=bot_name)

    def receive(self, call: HttpCall) -> Received:
        try:
            envelope = self._verified(call)
            if envelope.get("type") == "url_verification":
                return Received(_reply(200, {"challenge": text(envelope, "challenge")}))
            event = self._translator.event(envelope)
        except BadEnvelope as bad:
            return Received(_reply(bad.status, {"error": bad.error}), error=bad.error)
        return Received(_reply(200, answer_to(event)), event)

    def _verified(self, call: HttpCall) -> dict[str, Any]:
        """The verified, decrypted envelope. Only a URL verification may come without a signature."""
        if len(call.body) > MAX_BODY:
            raise BadEnvelope(413, "body too large")
        if self._codec.signed_as_of_old(call.headers):
            return self._legacy(call)
        signed = self._codec.signed(call.headers)
        if signed:
            self._codec.verify(call.body, call.headers, self._clock.now())
        envelope, sealed = self._unsealed(call.body)
        self._vouched(envelope, signed=signed and sealed)
        return envelope

    def _unsealed(self, body: bytes) -> tuple[dict[str, Any], bool]:
        """The envelope, and whether it was encrypted."""
        envelope = opened(body)
        sealed = envelope.get("encrypt")
        return (opened(self._codec.decrypt(sealed)), True) if isinstance(sealed, str) else (envelope, False)

    def _vouched(self, envelope: Mapping[str, Any], *, signed: bool) -> None:
        challenge = envelope.get("type") == "url_verification"
        if not (signed or challenge):
            raise BadEnvelope(403, "not signed and encrypted")
        head = envelope.get("header")
        token = head.get("token") if isinstance(head, dict) and not challenge else envelope.get("token")
        if not self._codec.known(token):
            raise BadEnvelope(403, "wrong verification token")

    def _legacy(self, call: HttpCall) -> dict[str, Any]:
        """A 1.0 card's click, and nothing else: the weaker signature must not open the door to events."""
        self._codec.verify_legacy(call.body, call.headers, self._clock.now())
        envelope, _ = self._unsealed(call.body)
        if not is_legacy_click(envelope):
            raise BadEnvelope(403, "not signed and encrypted")
        return envelope


def answer_to(event: Event) -> Mapping[str, Any]:
    """The body of the answer: a click gets its toast."""
    return SEEN if isinstance(event, CardClicked) else {}


def _reply(status: int, data: Mapping[str, Any]) -> HttpReply:
    return HttpReply(status, json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), _JSON)
