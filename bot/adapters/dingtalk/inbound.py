"""From DingTalk's words to ours: pure functions over the parsed `data` of a frame or callback (PLATFORMS 4.5.1, 5.2.3, 6.1).

The SDK's own models drop fields (PLATFORMS 1.2.3), so the raw dicts are read. What cannot be understood becomes `Unknown`:
written down and acknowledged, because DingTalk would only send the same again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.adapters.dingtalk.content import Content, content_of
from bot.adapters.dingtalk.words import MALFORMED, event_id, moment, parsed, words
from bot.model import Action, CardClicked, ChatKind, Conversation, Person, Platform, TextSaid, Unknown
from cards.render.dingtalk_plain import spoken_action

STAFF_ID = 1
"""`userIdType`: 1 staffId, 2 unionId."""


def message_event(data: Mapping[str, Any], *, message_id: str, at: datetime) -> TextSaid | CardClicked | Unknown:
    """Topic `/v1.0/im/bot/messages/get`. `message_id` and `at` are the frame's, for a body that lacks its own.

    A button of a plain message says its action in words (`cards.render.dingtalk_plain`): such a message is a click.
    """
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


def _said(data: Mapping[str, Any], message_id: str, at: datetime) -> TextSaid | CardClicked | Unknown:
    name = event_id("msg", str(data.get("msgId") or message_id))
    when = moment(data.get("createAt"), at)
    kind = words(data.get("msgtype", ""))
    content = content_of(kind, data, when)
    if content is None:
        return Unknown(id=name, at=when, platform=Platform.DINGTALK, name=f"message.{kind}"[:80])
    by = _sender(data)
    where = _room(data, by)
    action = _spoken(content)
    if action:
        return CardClicked(id=name, by=by, at=when, action=action, where=where)
    return TextSaid(
        id=name,
        by=by,
        at=when,
        where=where,
        text=content.text.strip(),
        attachments=content.attachments,
        forwarded=content.forwarded,
    )


def _spoken(content: Content) -> Action | None:
    said = spoken_action(content.text.strip())
    return Action.parse(said) if said else None


def _sender(data: Mapping[str, Any]) -> Person:
    """Someone of another organisation has no staff id here: named by `senderId`, whom nobody is bound to."""
    corp = words(data.get("chatbotCorpId") or "")
    home = words(data.get("senderCorpId") or corp)
    staff = words(data.get("senderStaffId") or "")
    if staff and home == corp:
        return Person(Platform.DINGTALK, corp, staff)
    return Person(Platform.DINGTALK, home, words(data["senderId"]))


def _room(data: Mapping[str, Any], by: Person) -> Conversation:
    """A direct chat is called by the person's id, since that is how a card finds the way back to it."""
    corp = words(data.get("chatbotCorpId") or by.corp)
    if str(data["conversationType"]) == "1":
        return Conversation(Platform.DINGTALK, corp, by.id, ChatKind.SINGLE)
    return Conversation(Platform.DINGTALK, corp, words(data["conversationId"]), ChatKind.GROUP)


def _clicked(data: Mapping[str, Any], message_id: str, at: datetime) -> CardClicked:
    """The HTTP callback of some editions calls `content` `value` (vendor page event-callback-card)."""
    private = parsed(data.get("content") or data["value"])["cardPrivateData"]
    form = {words(key): _value(value) for key, value in (private.get("params") or {}).items()}
    # Our template binds a button's action to params.action; templates with fixed buttons bring it as the button's own id.
    action = Action.parse(form.pop("action", "") or words(private["actionIds"][0]), form)
    corp = words(data.get("corpId") or "")
    return CardClicked(
        id=event_id("card", message_id),
        by=Person(Platform.DINGTALK, corp, _user(data)),
        at=at,
        action=action,
        card=words(data["outTrackId"]),
        where=_space(data, corp),
    )


def _user(data: Mapping[str, Any]) -> str:
    """A union id is not a staff id, and must not be taken for one that happens to read the same."""
    user = words(data["userId"])
    return user if int(data.get("userIdType") or STAFF_ID) == STAFF_ID else f"union:{user}"


def _space(data: Mapping[str, Any], corp: str) -> Conversation | None:
    kind = {"IM_GROUP": ChatKind.GROUP, "IM_ROBOT": ChatKind.SINGLE}.get(str(data.get("spaceType", "")).upper())
    space = words(data.get("spaceId") or "")
    return Conversation(Platform.DINGTALK, corp, space, kind) if kind and space else None


def _value(value: object) -> str:
    return words(",".join(map(str, value)) if isinstance(value, list) else value)
