"""What Feishu tells, in our words. Pure; the webhook and the long connection share it. Imports no SDK.

Vendor: im-v1 message/events, chat/events, chat-member-*/events; contact-v3 user/events; application-v6 bot/events/menu;
feishu-cards/handle-card-callbacks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapters.feishu.clicks import wanted
from bot.adapters.feishu.codec import BadEnvelope
from bot.adapters.feishu.content import attachments, clean, moment, named, objects, text_of
from bot.adapters.feishu.shapes import identifier, part, text
from bot.model import (
    BotOpened,
    CardClicked,
    CardRead,
    ChatChange,
    ChatChanged,
    ChatKind,
    Conversation,
    Event,
    MemberChange,
    MemberChanged,
    Person,
    Platform,
    TextSaid,
    Unknown,
)
from crm_core.clock import Clock

BOT_NAME = "随录"
_BARE = frozenset({"image", "file", "audio", "media", "merge_forward"})
"""Messages that are nothing but what is attached."""
_CHATS = {
    "im.chat.member.bot.added_v1": ChatChange.BOT_ADDED,
    "im.chat.member.bot.deleted_v1": ChatChange.BOT_REMOVED,
    "im.chat.member.user.added_v1": ChatChange.JOINED,
    "im.chat.member.user.deleted_v1": ChatChange.LEFT,
    "im.chat.member.user.withdrawn_v1": ChatChange.LEFT,
    "im.chat.updated_v1": ChatChange.CHANGED,
    "im.chat.disbanded_v1": ChatChange.DISMISSED,
}
_MEMBERS = {
    "contact.user.created_v3": MemberChange.JOINED,
    "contact.user.updated_v3": MemberChange.CHANGED,
    "contact.user.deleted_v3": MemberChange.LEFT,
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Told:
    """One event: its kind, our name for it, its moment, and its body."""

    kind: str
    id: str
    at: datetime
    body: Mapping[str, Any]


class Translator:
    """`corp` of every Person and Conversation is the app id, because open_ids are scoped to the app.

    `bot_name` is the app's name in the tenant, by which a mention of the bot is known.
    """

    def __init__(self, app: str, clock: Clock, *, bot_name: str = BOT_NAME) -> None:
        self._app, self._clock, self._bot_name = app, clock, bot_name
        self._kinds: dict[str, Callable[[_Told], Event]] = {
            "im.message.receive_v1": self._said,
            "card.action.trigger": self._clicked,
            "im.chat.access_event.bot_p2p_chat_entered_v1": self._entered,
            "application.bot.menu_v6": self._picked,
            "im.message.message_read_v1": self._read,
            **dict.fromkeys(_CHATS, self._chat_changed),
            **dict.fromkeys(_MEMBERS, self._member_changed),
        }

    def event(self, envelope: Mapping[str, Any]) -> Event:
        """The event of a verified envelope; a kind without meaning to us is Unknown. Raises BadEnvelope and nothing else."""
        try:
            told = self._told(envelope)
            return self._kinds.get(told.kind, self._unknown)(told)
        except RecursionError:
            raise BadEnvelope(400, "nested too deep") from None

    def _told(self, envelope: Mapping[str, Any]) -> _Told:
        """v2 by `header`. v1 (`uuid`, `ts`, `event.type`) and the 1.0 card click are only written down: nothing we
        subscribe to and no card we send speaks them."""
        now = self._clock.now()
        if "header" in envelope:
            head = part(envelope, "header")
            if head.get("app_id", self._app) != self._app:
                raise BadEnvelope(403, "another app's event")
            event_id = f"feishu:event:{identifier(head, 'event_id')}"
            return _Told(text(head, "event_type"), event_id, moment(head.get("create_time"), now), part(envelope, "event"))
        if is_legacy_click(envelope):
            return _Told("card.action/legacy", f"feishu:legacy:{identifier(envelope, 'token')}", now, {})
        at, body = moment(str(envelope.get("ts", ""))[:20].partition(".")[0], now), part(envelope, "event")
        return _Told(f"v1/{text(body, 'type')}", f"feishu:event:{identifier(envelope, 'uuid')}", at, body)

    def _unknown(self, told: _Told) -> Unknown:
        return Unknown(id=told.id, at=told.at, platform=Platform.FEISHU, name=clean(told.kind)[:80])

    def _said(self, told: _Told) -> TextSaid | Unknown:
        """Named by message_id, as the vendor asks: one message may come under several event ids."""
        message, sender = part(told.body, "message"), part(told.body, "sender")
        message_id, kind = identifier(message, "message_id"), text(message, "message_type")
        event_id, when = f"feishu:msg:{message_id}", moment(message.get("create_time"), told.at)
        ours = [str(m.get("key")) for m in objects(message.get("mentions")) if self._is_bot(m)]
        alone = message.get("chat_type") == "p2p"
        if not (ours or alone) or kind == "system" or sender.get("sender_type", "user") != "user":
            return self._unknown(_Told(f"{told.kind}/{kind[:40]}", event_id, when, {}))
        content, names = message.get("content"), named(message.get("mentions"))
        return TextSaid(
            id=event_id,
            by=self._person(part(sender, "sender_id")),
            at=when,
            where=self._chat(message, "chat_id", ChatKind.SINGLE if alone else ChatKind.GROUP),
            text="" if kind in _BARE else text_of(kind, content, {**names, **dict.fromkeys(ours, "")}).strip(),
            attachments=attachments(kind, content, message_id),
        )

    def _is_bot(self, mention: Mapping[str, Any]) -> bool:
        return mention.get("name") == self._bot_name and mention.get("mentioned_type", "bot") != "user"

    def _clicked(self, told: _Told) -> CardClicked | Unknown:
        """The callback does not say what kind of chat it is; GROUP is assumed, the more careful of the two."""
        action, context = part(told.body, "action"), part(told.body, "context")
        meant = wanted(action)
        if meant is None:
            log.warning("%s is a click on what is not ours", told.id)
            return self._unknown(_Told("card.action.trigger/foreign", told.id, told.at, {}))
        return CardClicked(
            id=told.id,
            by=self._person(part(told.body, "operator")),
            at=told.at,
            action=meant,
            card=identifier(context, "open_message_id"),
            where=self._chat(context, "open_chat_id", ChatKind.GROUP),
        )

    def _entered(self, told: _Told) -> BotOpened:
        return BotOpened(id=told.id, by=self._person(part(told.body, "operator_id")), at=told.at)

    def _picked(self, told: _Told) -> TextSaid:
        """The menu stands in the chat with the bot, whose id is not told: it is called by the person's open_id."""
        by = self._person(part(part(told.body, "operator"), "operator_id"))
        where = Conversation(Platform.FEISHU, self._app, by.id, ChatKind.SINGLE)
        return TextSaid(id=told.id, by=by, at=told.at, where=where, text=clean(text(told.body, "event_key")).strip())

    def _read(self, told: _Told) -> CardRead:
        reader, read = part(told.body, "reader"), told.body.get("message_id_list")
        if not isinstance(read, list) or not read:
            raise BadEnvelope(400, "message_id_list is missing or not a list of ids")
        cards = tuple(identifier({"message_id": one}, "message_id") for one in read)
        by = self._person(part(reader, "reader_id"))
        at = moment(reader.get("read_time"), told.at)
        return CardRead(id=told.id, by=by, at=at, cards=cards)

    def _chat_changed(self, told: _Told) -> ChatChanged:
        change, after = _CHATS[told.kind], told.body.get("after_change")
        if change is ChatChange.CHANGED and isinstance(after, dict) and "name" in after:
            change = ChatChange.RENAMED
        users = [user for user in objects(told.body.get("users")) if isinstance(user.get("user_id"), dict)]
        members = tuple(self._person(part(user, "user_id")) for user in users)
        where = self._chat(told.body, "chat_id", ChatKind.GROUP)
        return ChatChanged(id=told.id, at=told.at, where=where, change=change, members=members)

    def _member_changed(self, told: _Told) -> MemberChanged:
        member = self._person(part(told.body, "object"))
        return MemberChanged(id=told.id, at=told.at, member=member, change=_MEMBERS[told.kind])

    def _person(self, ids: Mapping[str, Any]) -> Person:
        return Person(Platform.FEISHU, self._app, identifier(ids, "open_id"))

    def _chat(self, data: Mapping[str, Any], key: str, kind: ChatKind) -> Conversation:
        return Conversation(Platform.FEISHU, self._app, identifier(data, key), kind)


def is_legacy_click(envelope: Mapping[str, Any]) -> bool:
    """The callback of a 1.0 card's own request URL: flat, signed another way (PLATFORMS 5.3.2)."""
    return "header" not in envelope and {"open_message_id", "action", "token"} <= envelope.keys()
