"""Feishu's wire as the platform writes it: sealed envelopes, signatures, message items. Written apart from our adapter's
reading of the same pages, so that one misreading does not hide another."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.model import Platform
from bot.settings import FeishuSettings
from bot.simulator.feishu.card import flattened
from bot.simulator.town import Chat, Dweller, Said, Town

BOT = "bot"
BOT_NAME = "随录"
BOT_ID = "ou_bot"
MERGED = "Merged and Forwarded Message"
"""The fixed content of a merged chat record."""
TENANT = "tenant_suilu"
"""The tenant key of our organisation; customers have another."""
_OUTSIDE = "tenant_customer"


def compact(data: object) -> str:
    """As the Node SDK would re-serialise it: no blanks, nothing escaped that need not be."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def sealed(encrypt_key: str, data: object) -> bytes:
    """The body of a callback: `{"encrypt": base64(IV ‖ AES-256-CBC)}`."""
    padder = padding.PKCS7(128).padder()
    padded = padder.update(compact(data).encode()) + padder.finalize()
    iv = secrets.token_bytes(16)
    encryptor = Cipher(algorithms.AES(hashlib.sha256(encrypt_key.encode()).digest()), modes.CBC(iv)).encryptor()
    cipher = iv + encryptor.update(padded) + encryptor.finalize()
    return compact({"encrypt": base64.b64encode(cipher).decode()}).encode()


def signed(encrypt_key: str, body: bytes, at: datetime) -> dict[str, str]:
    """The three headers of a callback sent `at`."""
    timestamp, nonce = str(int(at.timestamp())), secrets.token_hex(8)
    digest = hashlib.sha256(f"{timestamp}{nonce}{encrypt_key}".encode() + body).hexdigest()
    return {
        "X-Lark-Request-Timestamp": timestamp,
        "X-Lark-Request-Nonce": nonce,
        "X-Lark-Signature": digest,
        "Content-Type": "application/json; charset=utf-8",
    }


def millis(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))


def chat_id(chat: Chat) -> str:
    """On the wire every chat is `oc_…`, direct ones too."""
    return chat.id if chat.id.startswith("oc_") else f"oc_{chat.id}"


def envelope(settings: FeishuSettings, kind: str, event: dict[str, Any], *, event_id: str, at: datetime) -> dict[str, Any]:
    """Event envelope v2."""
    head = {"event_id": event_id, "event_type": kind, "create_time": millis(at), "token": settings.verification_token}
    head |= {"app_id": settings.app_id, "tenant_key": TENANT}
    return {"schema": "2.0", "header": head, "event": event}


def tenant_of(dweller: Dweller) -> str:
    return TENANT if dweller.staff else _OUTSIDE


def open_id(dweller: Dweller) -> str:
    return dweller.ids[Platform.FEISHU.value]


class Scribe:
    """Writes the town's messages as Feishu's objects."""

    def __init__(self, town: Town, settings: FeishuSettings) -> None:
        self._town, self._settings = town, settings

    def item(self, chat: Chat, said: Said) -> dict[str, Any]:
        """A message as history and `create` answer it."""
        content, mentions = self.content(chat, said)
        deleted = bool(said.extra.get("deleted"))
        item = {
            "message_id": said.id,
            "msg_type": "interactive" if said.card else said.kind,
            "create_time": millis(datetime.fromisoformat(said.at)),
            "update_time": millis(datetime.fromisoformat(said.at)),
            "deleted": deleted,
            "updated": said.changed > 0,
            "chat_id": chat_id(chat),
            "sender": self._sender(said),
            "body": {"content": compact({"text": "This message was recalled"}) if deleted else content},
        }
        item |= {key: said.extra[key] for key in ("root_id", "parent_id", "thread_id") if key in said.extra}
        if mentions:
            item["mentions"] = [{**m, "id": m["id"]["open_id"], "id_type": "open_id"} for m in mentions]
        return item

    def event(self, chat: Chat, said: Said) -> dict[str, Any]:
        """The same as `im.message.receive_v1` tells it: other names for some of the same things."""
        content, mentions = self.content(chat, said)
        by = self._town.people[said.by]
        message: dict[str, Any] = {
            "message_id": said.id,
            "create_time": millis(datetime.fromisoformat(said.at)),
            "update_time": millis(datetime.fromisoformat(said.at)),
            "chat_id": chat_id(chat),
            "chat_type": "p2p" if chat.kind == "bot" else "group",
            "message_type": said.kind,
            "content": content,
        }
        if mentions:
            message["mentions"] = mentions
        message |= {key: said.extra[key] for key in ("root_id", "parent_id", "thread_id") if key in said.extra}
        sender = {"sender_id": self.ids(by), "sender_type": "user", "tenant_key": tenant_of(by)}
        return {"sender": sender, "message": message}

    def ids(self, dweller: Dweller) -> dict[str, str]:
        known = open_id(dweller)
        return {"union_id": f"on_{known.removeprefix('ou_')}", "user_id": known.removeprefix("ou_"), "open_id": known}

    def content(self, chat: Chat, said: Said) -> tuple[str, list[dict[str, Any]]]:
        """The content string and its mentions, with `@name` of members and of the bot turned into keys."""
        if said.card:
            return compact(flattened(said.card)), []
        if said.kind != "text":
            content = said.extra.get("content", {})
            return content if isinstance(content, str) else compact(content), []
        members = [d for d in (self._town.people.get(key) for key in chat.members) if d is not None]
        names = {BOT_NAME: None, **{d.name: d for d in members if Platform.FEISHU.value in d.ids}}
        mentions: list[dict[str, Any]] = []

        def keyed(match: re.Match[str]) -> str:
            mentions.append(self._mention(match[1], names[match[1]], f"@_user_{len(mentions) + 1}"))
            return str(mentions[-1]["key"])

        longest_first = sorted(names, key=len, reverse=True)
        text = re.sub(f"@({'|'.join(map(re.escape, longest_first))})", keyed, said.text)
        return compact({"text": text}), mentions

    def _mention(self, name: str, dweller: Dweller | None, key: str) -> dict[str, Any]:
        if dweller is None:
            ids = {"union_id": "on_bot", "user_id": "", "open_id": BOT_ID}
            return {"key": key, "id": ids, "name": name, "tenant_key": TENANT, "mentioned_type": "bot"}
        return {"key": key, "id": self.ids(dweller), "name": name, "tenant_key": tenant_of(dweller), "mentioned_type": "user"}

    def _sender(self, said: Said) -> dict[str, Any]:
        if said.by == BOT:
            app = self._settings.app_id
            return {"id": app, "id_type": "app_id", "sender_type": "app", "tenant_key": TENANT, "sender_name": BOT_NAME}
        by = self._town.people[said.by]
        who = {"id": open_id(by), "id_type": "open_id", "sender_type": "user"}
        return {**who, "tenant_key": tenant_of(by), "sender_name": by.name}
