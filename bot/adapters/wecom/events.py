"""What a callback of WeCom's says, as a neutral event (vendor pages 90375, 90376, 90970, 92130). Pure; no SDK is imported.

A kind, a change or a button that is not known becomes `Unknown`: acknowledged and written down. Only a document that no
platform would send (no time, no sender where one is owed) raises CodecError.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

from bot.adapters.wecom.codec import CodecError
from bot.model import (
    Action,
    ArchiveReady,
    Attachment,
    BotOpened,
    CardClicked,
    CardHandle,
    ChatChange,
    ChatChanged,
    ChatKind,
    ContactChange,
    ContactChanged,
    Conversation,
    Event,
    MemberChange,
    MemberChanged,
    Person,
    Platform,
    TextSaid,
    Unknown,
)

RIGHT_LASTS = timedelta(hours=24)
"""How long we use a response_code: older pages say 24 h, newer ones 72 h; the stricter is safe with both."""
_MOST_KEY = 1024
"""Bytes of a button's key, the platform's own limit: what is longer was never on a card."""
_MOST_NAME = 64
_MOST_MEDIA_ID = 512
_TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
_CONTACT = {
    "add_external_contact": ContactChange.ADDED,
    "add_half_external_contact": ContactChange.ADDED,
    "edit_external_contact": ContactChange.EDITED,
    "del_external_contact": ContactChange.REMOVED,
    "del_follow_user": ContactChange.LOST,
    "msg_audit_approved": ContactChange.AGREED,
    "transfer_fail": ContactChange.NOT_HANDED_OVER,
}
_WHY_NOT = {"customer_refused": "refused", "customer_limit_exceed": "full"}
_MEMBER = {
    "create_user": MemberChange.JOINED,
    "update_user": MemberChange.CHANGED,
    "delete_user": MemberChange.LEFT,
}
_HAS_LEFT = "5"
"""`Status` of a member who left the organisation (成员退出)."""
_CHAT = {"create": ChatChange.CREATED, "dismiss": ChatChange.DISMISSED, "update": ChatChange.CHANGED}
_CHAT_DETAIL = {
    "add_member": ChatChange.JOINED,
    "del_member": ChatChange.LEFT,
    "change_name": ChatChange.RENAMED,
}
_IDENTITY = (
    *("FromUserName", "CreateTime", "Event", "EventKey", "TaskId", "ResponseCode", "ChangeType", "ExternalUserID"),
    *("UserID", "NewUserID", "ChatId", "UpdateDetail"),
)


@dataclass(frozen=True, slots=True)
class _Document:
    """A decrypted document: its words by name, its moment, the company it is for."""

    xml: Element
    corp: str
    at: datetime

    def __getitem__(self, name: str) -> str:
        return self.xml.findtext(name, "").strip()

    def person(self, name: str = "FromUserName") -> Person:
        """A member or a customer. A userid knows no case on this platform, an external_userid does."""
        found = self[name]
        if not 0 < len(found) <= 64:
            raise CodecError("malformed")
        return Person(Platform.WECOM, self.corp, found if name == "ExternalUserID" else found.lower())

    def message_id(self) -> str:
        number = self["MsgId"]
        if not (number.isascii() and number.isdigit() and len(number) <= 20):
            raise CodecError("malformed")
        return f"wecom:msg:{number}"

    def event_id(self) -> str:
        """Events carry no id. Under the vendor's rule (who + second) two clicks in one second collide, and so do all that
        `sys` tells in one; so what the event is about joins in."""
        words = "\x1f".join(self.xml.findtext(name, "") for name in _IDENTITY)
        return f"wecom:event:{hashlib.sha256(words.encode()).hexdigest()}"


def event_of(xml: Element, corp: str) -> Event:
    """The event in a decrypted document; `corp` is whom the envelope was for. Raises CodecError("malformed")."""
    said = _Document(xml, corp, _moment(xml.findtext("CreateTime", "")))
    kind = said["MsgType"]
    name = said["Event"] if kind == "event" else kind
    read = (_EVENTS if kind == "event" else _MESSAGES).get(name)
    return (read(said) if read else None) or _unknown(said, name)


def _unknown(said: _Document, name: str) -> Unknown:
    """`name` with the kind of change, where there is one."""
    change = said["ChangeType"]
    identity = said.message_id() if said["MsgId"] else said.event_id()
    return Unknown(id=identity, at=said.at, platform=Platform.WECOM, name=(f"{name}.{change}" if change else name)[:_MOST_NAME])


def _moment(seconds: str) -> datetime:
    number = seconds.strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 12):
        raise CodecError("malformed")
    try:
        return datetime.fromtimestamp(int(number), UTC)
    except (ValueError, OverflowError, OSError) as problem:
        raise CodecError("malformed") from problem


# --- what is said to the app --------------------------------------------------------------------------------------------


def _text_said(said: _Document, text: str, *, identity: str = "", file: Attachment | None = None) -> TextSaid:
    by = said.person()
    where = Conversation(Platform.WECOM, said.corp, by.id, ChatKind.SINGLE)
    attachments = (file,) if file else ()
    return TextSaid(id=identity or said.message_id(), by=by, at=said.at, where=where, text=text, attachments=attachments)


def _text(said: _Document) -> Event:
    return _text_said(said, said["Content"])


def _file(said: _Document) -> Event | None:
    """`ref` is what `WecomMedia.fetch` needs. Names come with the file itself; a voice has no transcript here."""
    media = said["MediaId"]
    if not 0 < len(media) <= _MOST_MEDIA_ID:
        return None
    ref = json.dumps({"media_id": media}, separators=(",", ":"))
    return _text_said(said, "", file=Attachment(said["MsgType"], said["FileName"], ref))


def _location(said: _Document) -> Event:
    place = f"{said['Location_X']},{said['Location_Y']}"
    return _text_said(said, f"[位置] {said['Label']} ({place})".replace("  ", " "))


def _link(said: _Document) -> Event:
    """Title, description and address, a line each."""
    return _text_said(said, "\n".join(["[链接] " + said["Title"], *filter(None, (said["Description"], said["Url"]))]))


# --- what happened ------------------------------------------------------------------------------------------------------


def _menu(said: _Document) -> Event | None:
    """An entry of the app's menu: its key is the command itself (docs/platforms/wecom.md)."""
    key = said["EventKey"]
    return _text_said(said, key, identity=said.event_id()) if key else None


def _opened(said: _Document) -> Event:
    return BotOpened(id=said.event_id(), by=said.person(), at=said.at)


def _click(said: _Document) -> Event | None:
    """None for a button that is not ours, or not what we put on a card."""
    card, key, code = said["TaskId"], said["EventKey"], said["ResponseCode"]
    if not _TASK_ID.fullmatch(card) or len(key.encode()) > _MOST_KEY:
        return None
    try:
        action = Action.parse(key, _chosen(said.xml))
    except ValueError:
        return None
    handle = CardHandle(Platform.WECOM, card, code, said.at + RIGHT_LASTS, 1) if code else None
    return CardClicked(id=said.event_id(), by=said.person(), at=said.at, action=action, card=card, handle=handle)


def _chosen(xml: Element) -> dict[str, str]:
    """What was ticked: question → option ids joined by `,`; the same for one question and for many."""
    return {
        item.findtext("QuestionKey", ""): ",".join(option.text or "" for option in item.iterfind("OptionIds/OptionId"))
        for item in xml.iterfind("SelectedItems/SelectedItem")
    }


def _contact(said: _Document) -> Event | None:
    """A transfer shows as the old member's loss with its own `Source`; of one that failed `FailReason` says why."""
    change = _CONTACT.get(said["ChangeType"])
    if change is None:
        return None
    if said["Source"] == "DELETE_BY_TRANSFER":
        change = ContactChange.HANDED_OVER
    customer, member = said.person("ExternalUserID"), said.person("UserID")
    why = _WHY_NOT.get(said["FailReason"], "failed") if change is ContactChange.NOT_HANDED_OVER else ""
    return ContactChanged(id=said.event_id(), at=said.at, customer=customer, member=member, change=change, reason=why)


def _member(said: _Document) -> Event | None:
    """A member renamed (`NewUserID`) is told under the old id."""
    change = _MEMBER.get(said["ChangeType"])
    if change is None:
        return None
    if change is MemberChange.CHANGED and said["Status"] == _HAS_LEFT:
        change = MemberChange.LEFT
    return MemberChanged(id=said.event_id(), at=said.at, member=said.person("UserID"), change=change)


def _chat(said: _Document) -> Event | None:
    """A customer group (客户群). `members` where the platform names them: ours and customers' alike."""
    change, chat = _CHAT.get(said["ChangeType"]), said["ChatId"]
    if change is None or not 0 < len(chat) <= 64:
        return None
    items = (item.text or "" for item in said.xml.iterfind("MemChangeList/Item"))
    return ChatChanged(
        id=said.event_id(),
        at=said.at,
        where=Conversation(Platform.WECOM, said.corp, chat, ChatKind.GROUP),
        change=_CHAT_DETAIL.get(said["UpdateDetail"], change),
        members=tuple(_in_chat(said.corp, item) for item in items if 0 < len(item) <= 64),
    )


def _in_chat(corp: str, found: str) -> Person:
    """A customer's id begins with `wm` or `wo` and knows case."""
    return Person(Platform.WECOM, corp, found if found.startswith(("wm", "wo")) else found.lower())


def _archive(said: _Document) -> Event:
    return ArchiveReady(id=said.event_id(), at=said.at, platform=Platform.WECOM)


_Reader = Callable[[_Document], Event | None]
_MESSAGES: Mapping[str, _Reader] = {
    "text": _text,
    **dict.fromkeys(("image", "voice", "video", "file"), _file),
    "location": _location,
    "link": _link,
}
_EVENTS: Mapping[str, _Reader] = {
    "click": _menu,
    **dict.fromkeys(("enter_agent", "subscribe"), _opened),
    **dict.fromkeys(("template_card_event", "template_card_menu_event"), _click),
    "change_external_contact": _contact,
    "change_external_chat": _chat,
    "change_contact": _member,
    "msgaudit_notify": _archive,
}
