"""Events of the organisation and of its groups, from the stream or from the event callback (vendor pages of each event,
`open.dingtalk.com/document/development/…`; PLATFORMS 6.1). The two ways spell the same fields differently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.adapters.dingtalk.words import MALFORMED, event_id, first, moment, words
from bot.model import (
    ChatChange,
    ChatChanged,
    ChatKind,
    Conversation,
    MemberChange,
    MemberChanged,
    Person,
    Platform,
    Unknown,
)

MEMBERS = {
    "user_add_org": MemberChange.JOINED,
    "user_active_org": MemberChange.CHANGED,
    "user_modify_org": MemberChange.CHANGED,
    "user_leave_org": MemberChange.LEFT,
}
"""`user_active_org`: a member who joined before has signed in for the first time."""
CHATS = {
    "chat_add_member": ChatChange.JOINED,
    "chat_remove_member": ChatChange.LEFT,
    "chat_quit": ChatChange.LEFT,
    "chat_update_title": ChatChange.RENAMED,
    "chat_update_owner": ChatChange.CHANGED,
    "chat_disband": ChatChange.DISMISSED,
    "im_cool_app_install": ChatChange.BOT_ADDED,
    "im_cool_app_uninstall": ChatChange.BOT_REMOVED,
}
"""The bot comes into a group, and goes, with its cool app (酷应用)."""


def org_event(
    kind: object, data: Mapping[str, Any], *, source_id: str, at: datetime, corp: str
) -> MemberChanged | ChatChanged | Unknown:
    """`corp` is the corpId of the envelope. One callback is one event: of several user ids the first one stands for all, as
    whoever deals with it reads the directory anyway. Anything that is not of a known kind, or makes no sense, is `Unknown`."""
    try:
        event = _understood(words(kind), data, event_id("event", source_id), at, corp)
    except MALFORMED:
        event = None
    return event or plain_event(kind, source_id=source_id, at=at)


def plain_event(kind: object, *, source_id: str, at: datetime) -> Unknown:
    """An event of a kind that has no handler here, or a callback on a topic that has none."""
    return Unknown(id=event_id("event", source_id), at=at, platform=Platform.DINGTALK, name=words(kind)[:80] or "unnamed")


def _understood(kind: str, data: Mapping[str, Any], name: str, at: datetime, corp: str) -> MemberChanged | ChatChanged | None:
    home = corp or words(first(data, "CorpId", "corpId") or "")
    people = _people(first(data, "userId", "UserId"), home)
    when = moment(first(data, "timeStamp", "TimeStamp", "operateTime", "OperateTime"), at)
    if kind in MEMBERS and people:
        return MemberChanged(id=name, at=when, member=people[0], change=MEMBERS[kind])
    chat = words(first(data, "openConversationId", "OpenConversationId") or "")
    if kind in CHATS and chat:
        where = Conversation(Platform.DINGTALK, home, chat, ChatKind.GROUP)
        return ChatChanged(id=name, at=when, where=where, change=CHATS[kind], members=people)
    return None


def _people(ids: object, corp: str) -> tuple[Person, ...]:
    """A list of ids, or (as events of third-party apps have it) a single one."""
    listed = ids if isinstance(ids, list) else [ids] if ids else []
    return tuple(Person(Platform.DINGTALK, corp, words(one)) for one in listed if one)
