"""The simulated WeCom's groups that an app makes itself (群聊会话, vendor pages 90245–90248). No HTTP here."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from bot.model import Platform
from bot.simulator.town import Chat, Said
from bot.simulator.wecom.contents import Room, said_of
from bot.simulator.wecom.desk import Desk
from bot.simulator.wecom.errors import Errcode

_CHAT_ID = re.compile(r"[0-9A-Za-z]{1,32}")
_MOST_MEMBERS = 2000
_MADE = "appchat"
"""Marks a group's first line, which says that the app made it."""


class Groups:
    def __init__(self, desk: Desk) -> None:
        self.desk, self.town = desk, desk.town

    def create(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        members = [self._key(name) for name in wanted.get("userlist", ())]
        chat_id = str(wanted.get("chatid") or secrets.token_hex(8))
        owner = self._key(wanted.get("owner") or next(iter(wanted.get("userlist", ())), ""))
        if not 2 <= len(members) <= _MOST_MEMBERS or owner not in members or not _CHAT_ID.fullmatch(chat_id):
            raise Errcode(40058)
        if chat_id in self.town.chats:
            raise Errcode(86215)
        if not self.desk.rates.new_chat():
            raise Errcode(45009)
        self.town.opens(Chat(chat_id, Platform.WECOM.value, "group", str(wanted.get("name", "群聊")), members))
        made = Said(self.town.next_id("m"), "bot", self._now(), kind="notice", text="随录创建了群聊")
        made.extra[_MADE] = owner
        self.town.add(chat_id, made)
        return {"chatid": chat_id}

    def get(self, chat_id: str) -> dict[str, Any]:
        chat = self._chat(chat_id)
        names = [self.town.people[key].ids["wecom"] for key in chat.members]
        owner = self.town.people[chat.messages[0].extra[_MADE]].ids["wecom"]
        return {"chat_info": {"chatid": chat.id, "name": chat.title, "owner": owner, "userlist": names}}

    def update(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        chat = self._chat(str(wanted.get("chatid", "")))
        added = [self._key(name) for name in wanted.get("add_user_list", ())]
        gone = {self._key(name) for name in wanted.get("del_user_list", ())}
        owner = self._key(wanted["owner"]) if wanted.get("owner") else chat.messages[0].extra[_MADE]
        members = [key for key in dict.fromkeys([*chat.members, *added]) if key not in gone]
        if len(members) < 2 or owner not in members:
            raise Errcode(40058)
        chat.members, chat.title, chat.messages[0].extra[_MADE] = members, str(wanted.get("name") or chat.title), owner
        self.town.save()
        return {}

    def send(self, wanted: Mapping[str, Any], *, drop: bool = False) -> dict[str, Any]:
        """Template cards do not exist here. What is too much is not delivered, and the answer is the same."""
        chat = self._chat(str(wanted.get("chatid", "")))
        said = said_of(wanted, Room(self.desk.media, cuts=False), id=self.town.next_id("m"), at=self._now())
        if self.desk.rates.to_chat(chat.id) and not drop:
            self.town.add(chat.id, said)
        else:
            self.town.write_down(Platform.WECOM, "out", "dropped", ok=False)
        return {}

    def _chat(self, chat_id: str) -> Chat:
        chat = self.town.chats.get(chat_id)
        if chat is None or chat.platform != Platform.WECOM.value:
            raise Errcode(86003)
        if not (chat.messages and _MADE in chat.messages[0].extra):
            raise Errcode(86008)
        return chat

    def _key(self, userid: object) -> str:
        member = self.desk.member(str(userid))
        if member is None:
            raise Errcode(60111)
        return member.key

    def _now(self) -> str:
        return self.town.clock.now().isoformat()
