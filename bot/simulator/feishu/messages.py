"""Feishu's messages on loopback: sent, answered, forwarded, changed, recalled (vendor: im-v1 message)."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request

from bot.model import Platform
from bot.simulator.feishu import card as feishu_card
from bot.simulator.feishu.files import Files
from bot.simulator.feishu.http import Limits, Refusal, body
from bot.simulator.feishu.tokens import ClickTokens
from bot.simulator.feishu.wire import BOT, MERGED, Scribe, chat_id
from bot.simulator.town import Chat, Said, Town

CARD_BYTES = 30 * 1024
TEXT_BYTES = 150 * 1024
CARD_LIFE = timedelta(days=14)
UUID_LIFE = timedelta(hours=1)
_KEYS = {"image": "image_key", "file": "file_key", "audio": "file_key", "media": "file_key"}


class Messages:
    """`out_of_scope` are keys of dwellers whom the app may not see."""

    def __init__(self, town: Town, scribe: Scribe, *, files: Files, limits: Limits) -> None:
        self.out_of_scope: set[str] = set()
        self.clicks = ClickTokens(town)
        self._town, self._scribe, self._files, self._limits = town, scribe, files, limits
        self._posting = threading.Lock()

    def create(self) -> dict[str, Any]:
        asked = body()
        return self._posted(self._addressed(asked), asked, {})

    def reply(self, message_id: str) -> dict[str, Any]:
        chat, said = self.found(message_id)
        asked = body()
        extra = {"root_id": said.extra.get("root_id", said.id), "parent_id": said.id}
        if asked.get("reply_in_thread"):
            extra["thread_id"] = self.thread(said)
        return self._posted(chat, asked, extra)

    def forward(self, message_id: str) -> dict[str, Any]:
        """The same message in another chat, said by the bot."""
        _, said = self.found(message_id)
        chat = self._addressed(body())
        self._limits.receiver(chat.id)
        at, copied = self._town.clock.now().isoformat(), {k: deepcopy(v) for k, v in said.extra.items() if k == "content"}
        new = self._town.next_id("om_")
        again = Said(new, BOT, at, said.kind, said.text, deepcopy(said.card), new if said.card else "", extra=copied)
        return {"data": self._scribe.item(chat, self._town.add(chat.id, again))}

    def merge_forward(self) -> dict[str, Any]:
        asked = body()
        chat, wanted = self._addressed(asked), asked.get("message_id_list")
        if not isinstance(wanted, list) or not 1 <= len(wanted) <= 100:
            raise Refusal(230001, "message_id_list")
        self._limits.receiver(chat.id)
        lost = [name for name in wanted if self._town.find(str(name)) is None]
        said = self.merged(chat, BOT, [str(name) for name in wanted if name not in lost])
        return {"data": {"message": self._scribe.item(chat, said), "invalid_message_id_list": lost}}

    def merged(self, chat: Chat, by: str, message_ids: list[str]) -> Said:
        """A chat record (合并转发) of messages that are somewhere in the town."""
        at, extra = self._town.clock.now().isoformat(), {"content": MERGED, "children": message_ids}
        said = Said(self._town.next_id("om_"), by, at, "merge_forward", "[聊天记录]", extra=extra)
        return self._town.add(chat.id, said)

    def get(self, message_id: str) -> dict[str, Any]:
        """A merged record is followed by what was merged, each with the id of the record that holds it."""
        chat, said = self.found(message_id)
        return {"data": {"items": [self._scribe.item(chat, said), *self._children(said)]}}

    def _children(self, record: Said) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        for name in record.extra.get("children", []):
            found = self._town.find(name)
            if found is not None:
                items.append({**self._scribe.item(*found), "upper_message_id": record.id})
                items += self._children(found[1])
        return items

    def resource(self, message_id: str, key: str) -> Response:
        _, said = self.found(message_id)
        return self._files.download(said, key, request.args.get("type", ""))

    def patch(self, message_id: str) -> dict[str, Any]:
        _, said = self.found(message_id)
        if said.by != BOT or said.card is None:
            raise Refusal(230001, "not a card of this app")
        if self._town.clock.now() - datetime.fromisoformat(said.at) > CARD_LIFE:
            raise Refusal(230031, "The message was sent more than 14 days ago")
        self._limits.message(message_id)
        content = body().get("content")
        card = _card(content if isinstance(content, str) else "")
        if card.get("config", {}).get("update_multi") is not True:
            raise Refusal(230099, "update_multi must be true before and after")
        self._town.change(said, card)
        return {"data": {}}

    def update_later(self) -> dict[str, Any]:
        """By the token of a click (vendor: delay-update-message-card)."""
        asked = body()
        card = asked.get("card")
        if not isinstance(card, dict):
            raise Refusal(200000, "card is missing")
        shown = _card(json.dumps({key: value for key, value in card.items() if key != "open_ids"}, ensure_ascii=False))
        _, said = self.found(self.clicks.spend(asked.get("token")))
        self._town.change(said, shown)
        return {}

    def delete(self, message_id: str) -> dict[str, Any]:
        _, said = self.found(message_id)
        said.extra["deleted"] = True
        self._town.save()
        return {"data": {}}

    def readers(self, message_id: str) -> dict[str, Any]:
        """Who has seen a message of the bot's, up to seven days later."""
        _, said = self.found(message_id)
        if said.by != BOT or self._town.clock.now() - datetime.fromisoformat(said.at) > timedelta(days=7):
            raise Refusal(230001, "not a message of this app, or too old")
        return {"data": {"items": list(said.extra.get("read", {}).values()), "has_more": False, "page_token": ""}}

    def thread(self, root: Said) -> str:
        """The thread under a message, opened if need be."""
        root.extra.setdefault("thread_id", f"omt_{root.id.removeprefix('om_')}")
        self._town.save()
        return str(root.extra["thread_id"])

    def found(self, message_id: str) -> tuple[Chat, Said]:
        found = self._town.find(message_id)
        if found is None or found[0].platform != Platform.FEISHU.value:
            raise Refusal(230001, "invalid message_id")
        if found[1].extra.get("deleted"):
            raise Refusal(230011, "The message was withdrawn")
        return found

    def entered(self, wire_id: str) -> Chat:
        """A chat that the bot is in."""
        with self._town.lock:
            mine = (c for c in self._town.chats.values() if c.platform == Platform.FEISHU.value)
            chat = next((c for c in mine if chat_id(c) == wire_id), None)
        if chat is None or not (chat.kind == "bot" or BOT in chat.members):
            raise Refusal(230002, "Bot/User can NOT be out of the chat")
        return chat

    def _addressed(self, asked: Mapping[str, Any]) -> Chat:
        kind, receiver = request.args.get("receive_id_type", ""), str(asked.get("receive_id", ""))
        if kind == "open_id":
            dweller = self._town.who(Platform.FEISHU, receiver)
            if dweller is None or not dweller.staff or dweller.key in self.out_of_scope:
                raise Refusal(230013, "Bot has NO availability to this user")
            return self._town.bot_chat(Platform.FEISHU, dweller.key)
        if kind != "chat_id":
            raise Refusal(230001, "invalid receive_id_type")
        return self.entered(receiver)

    def _posted(self, chat: Chat, asked: Mapping[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
        uuid = asked.get("uuid") or ""
        if not isinstance(uuid, str) or len(uuid) > 50:
            raise Refusal(230001, "uuid is longer than 50")
        self._limits.receiver(chat.id)
        with self._posting:
            known = self._sent_before(uuid) if uuid else None
            if known is None:
                known = chat, self._town.add(chat.id, self._said(asked, {**extra, "uuid": uuid}))
        return {"data": self._scribe.item(*known)}

    def _sent_before(self, uuid: str) -> tuple[Chat, Said] | None:
        now = self._town.clock.now()
        with self._town.lock:
            mine = (c for c in self._town.chats.values() if c.platform == Platform.FEISHU.value)
            same = ((c, m) for c in mine for m in c.messages if m.extra.get("uuid") == uuid)
            return next(((c, m) for c, m in same if now - datetime.fromisoformat(m.at) < UUID_LIFE), None)

    def _said(self, asked: Mapping[str, Any], extra: dict[str, Any]) -> Said:
        kind, content = asked.get("msg_type"), asked.get("content")
        if kind not in ("interactive", "text", "post", *_KEYS) or not isinstance(content, str):
            raise Refusal(230001, "invalid msg_type or content")
        message_id, at = self._town.next_id("om_"), self._town.clock.now().isoformat()
        if kind == "interactive":
            return Said(message_id, BOT, at, kind="card", card=_card(content), handle=message_id, extra=extra)
        if len(content.encode()) > (TEXT_BYTES if kind == "text" else CARD_BYTES):
            raise Refusal(230025, "content too long")
        words, shown = self._shown(kind, _decoded(content))
        return Said(message_id, BOT, at, kind, words, extra=extra | ({"content": shown} if shown else {}))

    def _shown(self, kind: str, content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The words of a message for the page, and the content as it is received; a file must be there to be sent."""
        if kind == "text":
            return str(content.get("text", "")), {}
        if kind == "post":
            post = next((part for part in content.values() if isinstance(part, dict)), None)
            if post is None:
                raise Refusal(230001, "a post is sent with its locale")
            return str(post.get("title", "")), post
        kept = self._files.kept.get(str(content.get(_KEYS[kind])))
        if kept is None or kept.image != (kind == "image"):
            raise Refusal(230001, "invalid image_key or file_key")
        named = {} if kind == "image" else {"file_name": kept.name}
        return kept.name, {**content, **named}


def _decoded(content: str) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise Refusal(230001, "content is not JSON") from None
    if not isinstance(data, dict):
        raise Refusal(230001, "content is not an object")
    return data


def _card(content: str) -> dict[str, Any]:
    if len(content.encode()) > CARD_BYTES:
        raise Refusal(230025, "content too long")
    try:
        return feishu_card.check(_decoded(content))
    except feishu_card.BadCard as bad:
        raise Refusal(230099, f"Failed to create card content, ext=ErrCode: 11310; ErrMsg: {bad}") from None
