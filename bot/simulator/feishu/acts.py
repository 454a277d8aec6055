"""What dwellers do in Feishu besides talking: open, read, pick, come, go; and what Feishu tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.model import Platform
from bot.simulator.feishu.api import Api
from bot.simulator.feishu.wire import BOT, TENANT, Scribe, chat_id, millis, tenant_of
from bot.simulator.town import Chat, Said, Town

_NAMES = {"voice": "audio", "video": "media"}
_KINDS = {"image": "image_key", "file": "file_key", "audio": "file_key", "media": "file_key"}


class Acts:
    """The half of `FeishuSim` that needs no wire of its own. Each method gives the id of the event that was pushed."""

    town: Town
    api: Api
    _scribe: Scribe

    def push(self, kind: str, event: dict[str, Any]) -> str:
        raise NotImplementedError

    def _tell(self, chat: Chat, said: Said) -> None:
        raise NotImplementedError

    def send_file(self, chat_id: str, by: str, name: str, content: bytes, kind: str) -> Said:
        """`kind` is image, file, voice (opus, here `audio`) or video (mp4, `media`). Told in a direct chat, as all is."""
        kind = _NAMES.get(kind, kind)
        key = self.api.files.keep(name, content, image=kind == "image")
        shown: dict[str, Any] = {_KINDS[kind]: key}
        if kind in ("file", "media"):
            shown["file_name"] = name
        if kind in ("audio", "media"):
            shown["duration"] = 3000
        return self._sent(chat_id, by, kind=kind, text=name, content=shown)

    def post(self, chat_id: str, by: str, title: str, lines: Sequence[Sequence[dict[str, Any]]]) -> Said:
        """Rich text (富文本), lines of pieces such as `{"tag": "text", "text": …}`."""
        return self._sent(chat_id, by, kind="post", text=title, content={"title": title, "content": [list(x) for x in lines]})

    def forward(self, chat_id: str, by: str, message_ids: Sequence[str]) -> Said:
        """Messages of any chat, merged into one record (合并转发)."""
        chat = self.town.chats[chat_id]
        said = self.api.messages.merged(chat, by, list(message_ids))
        self._tell(chat, said)
        return said

    def _sent(self, chat_id: str, by: str, *, kind: str, text: str, content: dict[str, Any]) -> Said:
        at = self.town.clock.now().isoformat()
        said = Said(self.town.next_id("om_"), by, at, kind, text, extra={"content": content})
        self.town.add(chat_id, said)
        self._tell(self.town.chats[chat_id], said)
        return said

    def read(self, message_id: str, by: str, *more: str) -> str:
        """A dweller looks at a message of the bot's, and at `more` of them at once. Feishu tells of direct chats only."""
        at = millis(self.town.clock.now())
        for name in (message_id, *more):
            chat, said = self.api.messages.found(name)
            said.extra.setdefault("read", {})[by] = {
                "user_id_type": "open_id",
                "user_id": self._ids(by)["open_id"],
                "timestamp": at,
                "tenant_key": TENANT,
            }
            if chat.kind != "bot" or said.by != BOT:
                return ""
        self.town.save()
        reader = {"reader_id": self._ids(by), "read_time": at, "tenant_key": TENANT}
        return self.push("im.message.message_read_v1", {"reader": reader, "message_id_list": [message_id, *more]})

    def menu(self, by: str, key: str) -> str:
        """An entry of the bot's menu whose key is sent."""
        operator = {"operator_name": self.town.people[by].name, "operator_id": self._ids(by)}
        at = int(self.town.clock.now().timestamp())
        return self.push("application.bot.menu_v6", {"operator": operator, "event_key": key, "timestamp": at})

    def enter(self, by: str) -> str:
        """A dweller opens the chat with the bot."""
        chat = self.town.bot_chat(Platform.FEISHU, by)
        last = chat.messages[-1:]
        seen = {"last_message_id": last[0].id, "last_message_create_time": _millis(last[0])} if last else {}
        event = {"chat_id": chat_id(chat), "operator_id": self._ids(by), **seen}
        return self.push("im.chat.access_event.bot_p2p_chat_entered_v1", event)

    def add_bot(self, chat_id: str, by: str) -> str:
        self._enlist(chat_id, BOT)
        return self.push("im.chat.member.bot.added_v1", self._change(chat_id, by))

    def remove_bot(self, chat_id: str, by: str) -> str:
        event = self._change(chat_id, by)
        self._strike(chat_id, BOT)
        return self.push("im.chat.member.bot.deleted_v1", event)

    def add_member(self, chat_id: str, by: str, who: str) -> str:
        self._enlist(chat_id, who)
        return self.push("im.chat.member.user.added_v1", self._change(chat_id, by, who))

    def remove_member(self, chat_id: str, by: str, who: str) -> str:
        event = self._change(chat_id, by, who)
        self._strike(chat_id, who)
        return self.push("im.chat.member.user.deleted_v1", event)

    def rename(self, chat_id: str, by: str, title: str) -> str:
        chat = self.town.chats[chat_id]
        before, chat.title = chat.title, title
        self.town.save()
        change = {"before_change": {"name": before}, "after_change": {"name": title}}
        return self.push("im.chat.updated_v1", {**self._change(chat_id, by), **change})

    def disband(self, chat_id: str, by: str) -> str:
        event = self._change(chat_id, by)
        with self.town.lock:
            self.town.chats[chat_id].members.clear()
            self.town.save()
        return self.push("im.chat.disbanded_v1", event)

    def colleague(self, who: str, change: str) -> str:
        """`change` is created, updated or deleted."""
        described = self.api.directory.described(self.town.people[who])
        old: dict[str, Any] = {} if change == "created" else {"old_object": {}}
        return self.push(f"contact.user.{change}_v3", {"object": described, **old})

    def leaves(self, who: str) -> str:
        return self.colleague(who, "deleted")

    def _change(self, name: str, by: str, *users: str) -> dict[str, Any]:
        chat = self.town.chats[name]
        people = [self.town.people[key] for key in users]
        named = [{"name": d.name, "tenant_key": tenant_of(d), "user_id": self._ids(d.key)} for d in people]
        event = {"chat_id": chat_id(chat), "operator_id": self._ids(by), "external": False, "name": chat.title}
        return {**event, "operator_tenant_key": TENANT, **({"users": named} if named else {})}

    def _enlist(self, chat_id: str, who: str) -> None:
        with self.town.lock:
            if who not in self.town.chats[chat_id].members:
                self.town.chats[chat_id].members.append(who)
            self.town.save()

    def _strike(self, chat_id: str, who: str) -> None:
        with self.town.lock:
            self.town.chats[chat_id].members.remove(who)
            self.town.save()

    def _ids(self, key: str) -> dict[str, str]:
        return self._scribe.ids(self.town.people[key])


def _millis(said: Said) -> str:
    return millis(datetime.fromisoformat(said.at))
