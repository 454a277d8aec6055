"""From DingTalk's words to ours: pure functions over the parsed `data` of a stream frame (PLATFORMS 4.5.1, 5.2.3, 6.1).

The SDK's own models drop fields (PLATFORMS 1.2.3), so the raw dicts are read. What cannot be understood becomes `Unknown`:
written down and acknowledged, because DingTalk would only send the same again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.model import Action, CardClicked, ChatKind, Conversation, Person, Platform, TextSaid, Unknown

STAFF_ID = 1
"""`userIdType`: 1 staffId, 2 unionId."""
MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


def message_event(data: Mapping[str, Any], *, message_id: str, at: datetime) -> TextSaid | Unknown:
    """Topic `/v1.0/im/bot/messages/get`. `message_id` and `at` are the frame's, for a body that lacks its own."""
    try:
        return _said(data, message_id, at)
    except MALFORMED:
        return Unknown(id=event_id("msg", message_id), at=at, platform=Platform.DINGTALK, name="message.malformed")


def card_event(data: Mapping[str, Any], *, message_id: str, at: datetime) -> CardClicked | Unknown:
    """Topic `/v1.0/card/instances/callback`: `content` is a string of JSON in the frame's string of JSON."""
    try:
        return _clicked(data, message_id, at)
    except MALFORMED:
        return Unknown(id=event_id("card", message_id), at=at, platform=Platform.DINGTALK, name="card.malformed")


def plain_event(kind: str, *, source_id: str, at: datetime) -> Unknown:
    """Any event of the subscription `EVENT *`, or a callback on a topic that has no handler here."""
    return Unknown(id=event_id("event", source_id), at=at, platform=Platform.DINGTALK, name=str(kind)[:80] or "unnamed")


def event_id(room: str, raw: str) -> str:
    """`dingtalk:<room>:<raw>`, at most 160 characters: a longer `raw` is hashed."""
    name = f"dingtalk:{room}:{raw}"
    return name if len(name) <= 160 else f"dingtalk:{room}:{hashlib.sha256(raw.encode()).hexdigest()}"


def moment(milliseconds: object, default: datetime) -> datetime:
    """DingTalk's times are milliseconds since 1970, as a number or a string."""
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return default


def _said(data: Mapping[str, Any], message_id: str, at: datetime) -> TextSaid | Unknown:
    name = event_id("msg", str(data.get("msgId") or message_id))
    when = moment(data.get("createAt"), at)
    kind = str(data.get("msgtype", ""))
    text = _text(kind, data)
    if text is None:
        return Unknown(id=name, at=when, platform=Platform.DINGTALK, name=f"message.{kind}"[:80])
    by = _sender(data)
    return TextSaid(id=name, by=by, at=when, where=_room(data, by), text=text.strip())


def _text(kind: str, data: Mapping[str, Any]) -> str | None:
    """The words of a message; None for kinds that have none. Voice comes with DingTalk's own transcript (1:1 only)."""
    match kind:
        case "text":
            return str(data["text"]["content"])
        case "audio":
            return str(data["content"]["recognition"])
        case "richText":
            return "".join(str(part.get("text", "")) for part in data["content"]["richText"])
        case _:
            return None


def _sender(data: Mapping[str, Any]) -> Person:
    """Someone of another organisation has no staff id here: named by `senderId`, whom nobody is bound to."""
    corp = str(data.get("chatbotCorpId") or "")
    home = str(data.get("senderCorpId") or corp)
    staff = str(data.get("senderStaffId") or "")
    if staff and home == corp:
        return Person(Platform.DINGTALK, corp, staff)
    return Person(Platform.DINGTALK, home, str(data["senderId"]))


def _room(data: Mapping[str, Any], by: Person) -> Conversation:
    """A direct chat is called by the person's id, since that is how a card finds the way back to it."""
    corp = str(data.get("chatbotCorpId") or by.corp)
    if str(data["conversationType"]) == "1":
        return Conversation(Platform.DINGTALK, corp, by.id, ChatKind.SINGLE)
    return Conversation(Platform.DINGTALK, corp, str(data["conversationId"]), ChatKind.GROUP)


def _clicked(data: Mapping[str, Any], message_id: str, at: datetime) -> CardClicked:
    private = json.loads(data["content"])["cardPrivateData"]
    form = {str(key): _value(value) for key, value in (private.get("params") or {}).items()}
    # Our template binds a button's action to params.action; templates with fixed buttons bring it as the button's own id.
    action = Action.parse(form.pop("action", "") or str(private["actionIds"][0]), form)
    corp = str(data.get("corpId") or "")
    return CardClicked(
        id=event_id("card", message_id),
        by=Person(Platform.DINGTALK, corp, _user(data)),
        at=at,
        action=action,
        card=str(data["outTrackId"]),
        where=_space(data, corp),
    )


def _user(data: Mapping[str, Any]) -> str:
    """A union id is not a staff id, and must not be taken for one that happens to read the same."""
    user = str(data["userId"])
    return user if int(data.get("userIdType") or STAFF_ID) == STAFF_ID else f"union:{user}"


def _space(data: Mapping[str, Any], corp: str) -> Conversation | None:
    kind = {"IM_GROUP": ChatKind.GROUP, "IM_ROBOT": ChatKind.SINGLE}.get(str(data.get("spaceType", "")).upper())
    space = str(data.get("spaceId") or "")
    return Conversation(Platform.DINGTALK, corp, space, kind) if kind and space else None


def _value(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
