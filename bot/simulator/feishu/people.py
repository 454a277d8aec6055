"""Who is there, and in which chats (vendor: contact-v3 user/get, im-v1 chat/get, chat-members/get, tenant-v2, bot-v3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from bot.model import Platform
from bot.simulator.feishu.http import Refusal
from bot.simulator.feishu.messages import Messages
from bot.simulator.feishu.wire import BOT, BOT_ID, BOT_NAME, TENANT, Scribe, chat_id, open_id, tenant_of
from bot.simulator.town import Chat, Dweller, Town

PHONE, PLACE, WORK = "contact:user.phone:readonly", "contact:user.department:readonly", "contact:user.employee:readonly"
"""Scopes of fields: number; departments and leader; title, status and custom fields."""
STATUS_FIELD = "C-6862000000000000001"


class Directory:
    """Knob: `granted`, the scopes of fields that the app has."""

    def __init__(self, town: Town, scribe: Scribe, messages: Messages) -> None:
        self._town, self._scribe, self._messages = town, scribe, messages
        self.granted = {PHONE, PLACE, WORK}

    def user(self, user_id: str) -> dict[str, Any]:
        dweller = self._town.who(Platform.FEISHU, user_id)
        if dweller is None or not dweller.staff or dweller.key in self._messages.out_of_scope:
            raise Refusal(41050, "no user authority error")
        return {"data": {"user": self.described(dweller)}}

    def described(self, dweller: Dweller) -> dict[str, Any]:
        leader = self._town.people.get(dweller.manager)
        user: dict[str, Any] = {**self._scribe.ids(dweller), "name": dweller.name, "nickname": dweller.alias}
        if PHONE in self.granted and dweller.phones:
            user |= {"mobile": f"+86{dweller.phones[0]}", "mobile_visible": True}
        if PLACE in self.granted:
            user |= {"department_ids": [_office_id(number) for number in dweller.offices] or ["0"]}
            user |= {"leader_user_id": leader.ids.get(Platform.FEISHU.value, "") if leader else ""}
        if WORK in self.granted:
            user |= {"job_title": dweller.title, "status": _status(dweller), "custom_attrs": _attributes(dweller)}
        return user

    # --- the organisation (contact-v3 scope/list, department/get, department/children, user/find_by_department, user/batch,
    # custom_attr/list) ----------------------------------------------------------------------------------------------

    def scopes(self) -> dict[str, Any]:
        """Of a whole organisation: its first level, and who is in no department."""
        first = [_office_id(office.number) for office in self._town.offices.values() if office.parent == 1]
        page = _paged([*first, *(open_id(d) for d in self._seen() if not d.offices)], most=100)
        items = page["data"].pop("items")
        page["data"]["department_ids"] = [item for item in items if item.startswith("od-")]
        page["data"]["user_ids"] = [item for item in items if item.startswith("ou_")]
        return page

    def department(self, department: str) -> dict[str, Any]:
        return {"data": {"department": self._office(self._number(department))}}

    def children(self, department: str) -> dict[str, Any]:
        number = 1 if department == "0" else self._number(department)
        below = self._town.offices_below(number)
        if request.args.get("fetch_child") != "true":
            below = [office for office in below if office.parent == number]
        return _paged([self._office(office.number) for office in below], most=50)

    def of_department(self) -> dict[str, Any]:
        """Direct members; who has left is in no department."""
        asked = request.args.get("department_id", "")
        number = 1 if asked == "0" else self._number(asked)
        found = [d for d in self._seen() if number in (d.offices or [1])]
        return _paged([self.described(d) for d in found], most=50)

    def batch(self) -> dict[str, Any]:
        asked = request.args.getlist("user_ids")
        if not 0 < len(asked) <= 50:
            raise Refusal(99992402, "field validation failed")
        return {"data": {"items": [self.described(d) for d in self._seen() if open_id(d) in asked]}}

    def custom_attrs(self) -> dict[str, Any]:
        if WORK not in self.granted:
            raise Refusal(99991672, "Access denied. One of the following scopes is required")
        name = {"i18n_name": [{"locale": "zh_cn", "value": "人员状态"}, {"locale": "en_us", "value": "Status"}]}
        return _paged([{"id": STATUS_FIELD, "type": "TEXT", **name}], most=100)

    def _seen(self) -> list[Dweller]:
        return [d for d in self._town.staff(Platform.FEISHU) if d.key not in self._messages.out_of_scope]

    def _number(self, department: str) -> int:
        number = department.removeprefix("od-")
        if not number.isdecimal() or int(number) not in self._town.offices:
            raise Refusal(40004, "no dept authority error", status=403)
        return int(number)

    def _office(self, number: int) -> dict[str, Any]:
        office = self._town.offices[number]
        leaders = [d for key in office.leaders if (d := self._town.people.get(key)) and Platform.FEISHU.value in d.ids]
        return {
            "name": office.name,
            "open_department_id": _office_id(number),
            "department_id": str(number),
            "parent_department_id": "0" if office.parent == 1 else _office_id(office.parent),
            "leader_user_id": open_id(leaders[0]) if leaders else "",
            "status": {"is_deleted": False},
        }

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


def _paged(items: Sequence[Any], *, most: int) -> dict[str, Any]:
    """`page_size` (default 10, the vendor's) from where `page_token` says."""
    size, token = request.args.get("page_size", "10"), request.args.get("page_token", "")
    if not size.isdecimal() or not 0 < int(size) <= most:
        raise Refusal(40011, "page size is invalid")
    if token and not token.removeprefix("page-").isdecimal():
        raise Refusal(40012, "page token is invalid error")
    start = int(token.removeprefix("page-") or 0)
    end = start + int(size)
    more = end < len(items)
    page = {"items": list(items[start:end]), "has_more": more}
    return {"data": {**page, "page_token": f"page-{end}"} if more else page}


def _office_id(number: int) -> str:
    return f"od-{number}"


def _status(dweller: Dweller) -> dict[str, bool]:
    return {
        "is_frozen": dweller.account == "disabled",
        "is_resigned": dweller.account == "left",
        "is_activated": dweller.account in ("active", "disabled"),
        "is_exited": False,
        "is_unjoin": dweller.account == "inactive",
    }


def _attributes(dweller: Dweller) -> list[dict[str, Any]]:
    value = {"text": dweller.status_word, "url": "", "pc_url": ""}
    return [{"type": "TEXT", "id": STATUS_FIELD, "value": value}] if dweller.status_word else []
