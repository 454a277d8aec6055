"""Feishu's way in: verify, decrypt, translate. Imports no SDK, so that `suilu serve` stays small.

Vendor: im-v1 events/receive, feishu-cards/handle-card-callbacks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.adapters.feishu.codec import BadEnvelope, Codec
from bot.adapters.feishu.content import clean, moment, named, objects, text_of
from bot.adapters.wire import HttpCall, HttpReply, Received
from bot.model import Action, CardClicked, ChatKind, Conversation, Event, Person, Platform, TextSaid, Unknown
from bot.settings import FeishuSettings
from crm_core.clock import Clock

MAX_BODY = 1 << 20
BOT_NAME = "随录"
_JSON = "application/json; charset=utf-8"
_ID = re.compile(r"[\w.:@=-]{1,120}", re.ASCII)
_SEEN = {"toast": {"type": "info", "content": "已收到，正在处理…"}}


class FeishuReceiver:
    """Serves both `/callbacks/feishu` and `/callbacks/feishu/card`: Feishu signs events and card clicks alike.

    `corp` of every Person and Conversation is the app id, because open_ids are scoped to the app.
    `bot_name` is the app's name in the tenant, by which a mention of the bot is known.
    """

    def __init__(self, settings: FeishuSettings, clock: Clock, *, bot_name: str = BOT_NAME) -> None:
        self._codec = Codec(settings.encrypt_key, settings.verification_token)
        self._app, self._clock, self._bot_name = settings.app_id, clock, bot_name

    def receive(self, call: HttpCall) -> Received:
        try:
            envelope = self._opened(call)
            if envelope.get("type") == "url_verification":
                return Received(_reply(200, {"challenge": _text(envelope, "challenge")}))
            event = self._translated(envelope)
        except BadEnvelope as bad:
            return Received(_reply(bad.status, {"error": bad.error}), error=bad.error)
        return Received(_reply(200, _SEEN if isinstance(event, CardClicked) else {}), event)

    def _opened(self, call: HttpCall) -> dict[str, Any]:
        """The verified, decrypted envelope. Only a URL verification may come without a signature."""
        if len(call.body) > MAX_BODY:
            raise BadEnvelope(413, "body too large")
        signed = self._codec.signed(call.headers)
        if signed:
            self._codec.verify(call.body, call.headers, self._clock.now())
        envelope = _object(call.body)
        sealed = envelope.get("encrypt")
        if isinstance(sealed, str):
            envelope = _object(self._codec.decrypt(sealed))
        self._vouched(envelope, signed=signed and isinstance(sealed, str))
        return envelope

    def _vouched(self, envelope: Mapping[str, Any], *, signed: bool) -> None:
        challenge = envelope.get("type") == "url_verification"
        if not (signed or challenge):
            raise BadEnvelope(403, "not signed and encrypted")
        head = envelope.get("header")
        token = head.get("token") if isinstance(head, dict) and not challenge else envelope.get("token")
        if not self._codec.known(token):
            raise BadEnvelope(403, "wrong verification token")

    def _translated(self, envelope: Mapping[str, Any]) -> Event:
        """v2 by `header`; v1 (`uuid`, `ts`, `event.type`) is only written down: nothing we subscribe to speaks it."""
        body = _part(envelope, "event")
        if "header" not in envelope:
            at = moment(str(envelope.get("ts", "")).partition(".")[0], self._clock.now())
            return self._unknown(_identifier(envelope, "uuid"), at, _text(body, "type"))
        head = _part(envelope, "header")
        kind, event_id = _text(head, "event_type"), _identifier(head, "event_id")
        at = moment(head.get("create_time"), self._clock.now())
        if kind == "im.message.receive_v1":
            return self._said(body, at)
        if kind == "card.action.trigger":
            return self._clicked(body, event_id, at)
        return self._unknown(event_id, at, kind)

    def _unknown(self, event_id: str, at: datetime, kind: str) -> Unknown:
        return Unknown(id=f"feishu:event:{event_id}", at=at, platform=Platform.FEISHU, name=clean(kind)[:80])

    def _said(self, body: Mapping[str, Any], at: datetime) -> TextSaid | Unknown:
        """Named by message_id, as the vendor asks: one message may come under several event ids."""
        message, sender = _part(body, "message"), _part(body, "sender")
        event_id, kind = f"feishu:msg:{_identifier(message, 'message_id')}", _text(message, "message_type")
        when = moment(message.get("create_time"), at)
        names = named(message.get("mentions"))
        ours = [str(m.get("key")) for m in objects(message.get("mentions")) if m.get("name") == self._bot_name]
        alone = message.get("chat_type") == "p2p"
        if kind not in ("text", "post") or not (ours or alone) or sender.get("sender_type", "user") != "user":
            name = f"im.message.receive_v1/{clean(kind)[:40]}"
            return Unknown(id=event_id, at=when, platform=Platform.FEISHU, name=name)
        words = text_of(kind, message.get("content"), {**names, **dict.fromkeys(ours, "")})
        by = self._person(_part(sender, "sender_id"))
        chat = ChatKind.SINGLE if alone else ChatKind.GROUP
        return TextSaid(id=event_id, by=by, at=when, where=self._chat(message, "chat_id", chat), text=words.strip())

    def _clicked(self, body: Mapping[str, Any], event_id: str, at: datetime) -> CardClicked | Unknown:
        """The callback does not say what kind of chat it is; GROUP is assumed, the more careful of the two."""
        action, context = _part(body, "action"), _part(body, "context")
        value = action.get("value")
        try:
            wanted = Action.parse(str(value["action"]), _form(action)) if isinstance(value, dict) else None
        except (KeyError, ValueError):
            wanted = None
        if wanted is None:
            return self._unknown(event_id, at, "card.action.trigger/foreign")
        return CardClicked(
            id=f"feishu:event:{event_id}",
            by=self._person(_part(body, "operator")),
            at=at,
            action=wanted,
            card=_identifier(context, "open_message_id"),
            where=self._chat(context, "open_chat_id", ChatKind.GROUP),
        )

    def _person(self, ids: Mapping[str, Any]) -> Person:
        return Person(Platform.FEISHU, self._app, _identifier(ids, "open_id"))

    def _chat(self, data: Mapping[str, Any], key: str, kind: ChatKind) -> Conversation:
        return Conversation(Platform.FEISHU, self._app, _identifier(data, key), kind)


def _form(action: Mapping[str, Any]) -> dict[str, str]:
    """What was chosen on the card. A choice that the button `asks` for and that is left empty comes out as ``""``."""
    value, given = action["value"], action.get("form_value")
    asked = value.get("asks")
    form = {str(key): "" for key in asked} if isinstance(asked, list) else {}
    form |= {clean(str(key)): _chosen(v) for key, v in given.items()} if isinstance(given, dict) else {}
    name = action.get("name")
    single = next((action[key] for key in ("option", "options", "input_value") if action.get(key)), None)
    if isinstance(name, str) and single is not None:
        form[name] = _chosen(single)
    return form


def _chosen(value: object) -> str:
    if isinstance(value, list):
        return ",".join(clean(str(item)) for item in value)
    return "" if value is None else clean(str(value))


def _object(raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadEnvelope(400, "not JSON") from None
    if not isinstance(data, dict):
        raise BadEnvelope(400, "not a JSON object")
    return data


def _part(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    if not isinstance(value, dict):
        raise BadEnvelope(400, f"{key} is missing or not an object")
    return value


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise BadEnvelope(400, f"{key} is missing or not text")
    return value


def _identifier(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadEnvelope(400, f"{key} is missing or not an id")
    return value


def _reply(status: int, data: Mapping[str, Any]) -> HttpReply:
    return HttpReply(status, json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), _JSON)
