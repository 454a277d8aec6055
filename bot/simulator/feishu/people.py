"""Who is there, and in which chats (vendor: contact-v3 user/get, im-v1 chat/get, chat-members/get, tenant-v2, bot-v3)."""

from __future__ import annotations

from typing import Any

from flask import request

from bot.model import Platform
from bot.simulator.feishu.http import Refusal
from bot.simulator.feishu.messages import Messages
from bot.simulator.feishu.wire import BOT, BOT_ID, BOT_NAME, TENANT, Scribe, chat_id, open_id, tenant_of
from bot.simulator.town import Chat, Dweller, Town


class Directory:
    def __init__(self, town: Town, scribe: Scribe, messages: Messages) -> None:
        self._town, self._scribe, self._messages = town, scribe, messages

    def user(self, user_id: str) -> dict[str, Any]:
        dweller = self._town.who(Platform.FEISHU, user_id)
        if dweller is None or not dweller.staff or dweller.key in self._messages.out_of_scope:
            raise Refusal(41050, "no user authority error")
        return {"data": {"user": self.described(dweller)}}

    def described(self, dweller: Dweller) -> dict[str, Any]:
        leader = self._town.people.get(dweller.manager)
        user = {**self._scribe.ids(dweller), "name": dweller.name, "department_ids": ["0"]}
        return {**user, "leader_user_id": leader.ids.get(Platform.FEISHU.value, "") if leader else ""}

    def tenant(self) -> dict[str, Any]:
        return {"data": {"tenant": {"name": "随录演示", "tenant_key": TENANT, "tenant_tag": 0}}}

    def bot(self) -> dict[str, Any]:
        return {"msg": "ok", "bot": {"activate_status": 2, "app_name": BOT_NAME, "open_id": BOT_ID, "ip_white_list": []}}

    def chats(self) -> dict[str, Any]:
        """Groups that the bot is in."""
        groups = [c for c in self._town.chats.values() if self._is_ours(c)]
        items = [{"chat_id": chat_id(c), "name": c.title, "external": self._external(c), "tenant_key": TENANT} for c in groups]
        return {"data": {"items": items, "has_more": False, "page_token": ""}}

    def chat(self, wire_id: str) -> dict[str, Any]:
        chat = self._messages.entered(wire_id)
        people = self._people(chat)
        mode = "p2p" if chat.kind == "bot" else "group"
        data = {"name": chat.title, "chat_mode": mode, "external": self._external(chat), "tenant_key": TENANT}
        owner = {"owner_id": open_id(people[0]), "owner_id_type": "open_id"} if people and mode == "group" else {}
        return {"data": {**data, **owner, "user_count": str(len(people)), "bot_count": "1", "chat_status": "normal"}}

    def members(self, wire_id: str) -> dict[str, Any]:
        """Bots are not listed."""
        if request.args.get("member_id_type", "open_id") != "open_id":
            raise Refusal(232001, "Your request contains an invalid request parameter.")
        people = self._people(self._messages.entered(wire_id))
        named = [{"member_id": open_id(d), "name": d.name, "tenant_key": tenant_of(d)} for d in people]
        items = [{"member_id_type": "open_id", **member} for member in named]
        return {"data": {"items": items, "has_more": False, "page_token": "", "member_total": len(items)}}

    def _is_ours(self, chat: Chat) -> bool:
        return chat.platform == Platform.FEISHU.value and chat.kind == "group" and BOT in chat.members

    def _people(self, chat: Chat) -> list[Dweller]:
        known = (self._town.people.get(key) for key in chat.members)
        return [d for d in known if d is not None and Platform.FEISHU.value in d.ids]

    def _external(self, chat: Chat) -> bool:
        return any(not dweller.staff for dweller in self._people(chat))
