"""Neutral words. What a vendor says is translated into these at the edge; nothing vendor-shaped goes further in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, get_args
from urllib.parse import parse_qsl, urlencode

from pydantic import PlainSerializer, PlainValidator, TypeAdapter


class Platform(StrEnum):
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class ChatKind(StrEnum):
    SINGLE = "single"
    GROUP = "group"
    PICKED = "picked"
    """Of whatever kind: all that we have of it is what a member picked there by hand."""


@dataclass(frozen=True, slots=True)
class Person:
    """An address on a platform, not an identity: who it is, `Principal` says."""

    platform: Platform
    corp: str
    id: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A chat. For a WeCom single chat with a customer `id` is `<userid>/<external_userid>`."""

    platform: Platform
    corp: str
    id: str
    kind: ChatKind


class Source(StrEnum):
    """How messages came to us: the capture ladder (docs/capture.md)."""

    ARCHIVE = "archive"
    """会话内容存档"""
    HISTORY = "history"
    """A group's own history, by the platform's API."""
    PICKED = "picked"
    """Chosen by hand in the client, or forwarded to the bot."""
    PASTED = "pasted"
    SCREENSHOT = "screenshot"


RECORD = "record"
"""Kind of an attachment that stands for a merged chat record (合并转发)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message. `kind` is image, file, voice or video (or what a chat only mentions: link, card …), or
    `RECORD` for a merged chat record whose messages the platform's `Transcripts` fetches.

    `ref` is all that the platform's adapter needs to fetch it, in the platform's own words; empty: it cannot be fetched.
    """

    kind: str
    name: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. `at` is aware; it was said between then and `blur` seconds later.
    `ours`: said by a member of the organisation (else by the customer's side). `origin`: of a quotation or what was passed
    on, whose words it holds, where the platform says.
    """

    id: str
    by: str
    at: datetime
    text: str
    ours: bool = False
    by_name: str = ""
    kind: str = "text"
    attachments: tuple[Attachment, ...] = ()
    blur: int = 0
    origin: str = ""


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """What a platform itself says of the customer in a chat; `followers` are the member ids that serve the customer."""

    id: str
    name: str
    company: str = ""
    phones: tuple[str, ...] = ()
    followers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """What a button says: `verb:subject`, with the values chosen on the card. `parse` after `str` is the identity."""

    verb: str
    subject: str
    form: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        query = f"?{urlencode(self.form)}" if self.form else ""
        return f"{self.verb}:{self.subject}{query}"

    @classmethod
    def parse(cls, text: str, form: Mapping[str, str] | None = None) -> Action:
        """Raises ValueError for what is not an action. Values of `form` win over those in the text."""
        head, _, query = text.partition("?")
        verb, colon, subject = head.partition(":")
        if not (colon and verb.replace("_", "").isalnum()):
            raise ValueError("not an action")
        return cls(verb, subject, {**dict(parse_qsl(query, keep_blank_values=True)), **(form or {})})


_ACTION = (PlainSerializer(str), PlainValidator(lambda text: text if isinstance(text, Action) else Action.parse(text)))
"""In the inbox an action is its text."""


@dataclass(frozen=True, slots=True)
class CardHandle:
    """The right to change a card that was posted (更新凭据): a capability is data.

    `card` is the name a click calls the card by: WeCom task_id, Feishu message_id, DingTalk outTrackId.
    `token` is the right itself: WeCom response_code (one use; empty: none), else the same as `card`.
    `uses_left` None: no limit.
    """

    platform: Platform
    card: str
    token: str
    until: datetime | None = None
    uses_left: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "until": self.until.isoformat() if self.until else None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CardHandle:
        until = data["until"]
        return cls(
            Platform(data["platform"]),
            data["card"],
            data["token"],
            datetime.fromisoformat(until) if until else None,
            data["uses_left"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncAsked:
    """Somebody asked for 「同步本次聊天」."""

    id: str
    by: Person
    at: datetime
    where: Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class CardClicked:
    """A button was pressed, on a card or (with `card` empty) on one of our pages.

    `card` names the clicked card (`CardHandle.card`).
    `handle` is the fresh right to change that card, where the platform gives one with the click (WeCom).
    """

    id: str
    by: Person
    at: datetime
    action: Annotated[Action, *_ACTION]
    card: str = ""
    handle: CardHandle | None = None
    where: Conversation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSaid:
    """Said to the bot: in a single chat, or in a group with the bot mentioned (the mention is cut from `text`).

    A menu's entry says its command. `attachments` are files that came along; `forwarded` are the messages of a merged chat
    record (合并转发), oldest first.
    """

    id: str
    by: Person
    at: datetime
    where: Conversation
    text: str
    attachments: tuple[Attachment, ...] = ()
    forwarded: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesPicked:
    """A member chose these messages by hand and wants a follow-up of them, and of nothing else: 消息快捷操作, 粘贴, 截图.

    `messages` are what the member's client hands over: the member's own word. Of picked ones, whose side said them is not
    known yet; of a capture's (`capture` is its id) the member has been asked.
    """

    id: str
    by: Person
    at: datetime
    where: Conversation
    messages: tuple[Message, ...]
    source: Source = Source.PICKED
    capture: int = 0
    title: str = ""
    """The name over a chat with one person, where it was to be seen."""
    pictures: tuple[str, ...] = ()
    """Screenshots of them that the member wants kept beside the record, by the names under which they lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureGiven:
    """A member handed over pictures of a chat (截图), kept under the capture with this id: they are to be read."""

    id: str
    by: Person
    at: datetime
    capture: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAsked:
    """A member wants what a customer's file says (识别内容): the attachment with this id, as `handlers.read_file` reads it."""

    id: str
    by: Person
    at: datetime
    file: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BotOpened:
    """Somebody opened the chat with the bot, or was given the app: a moment to say hello, once."""

    id: str
    by: Person
    at: datetime


class ChatChange(StrEnum):
    BOT_ADDED = "bot_added"
    BOT_REMOVED = "bot_removed"
    JOINED = "joined"
    LEFT = "left"
    RENAMED = "renamed"
    CREATED = "created"
    DISMISSED = "dismissed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatChanged:
    """A group changed. `members` are those who came or left, where the platform names them."""

    id: str
    at: datetime
    where: Conversation
    change: ChatChange
    members: tuple[Person, ...] = ()


class MemberChange(StrEnum):
    JOINED = "joined"
    CHANGED = "changed"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged:
    """A colleague joined the organisation, left it, or is listed differently now."""

    id: str
    at: datetime
    member: Person
    change: MemberChange


class ContactChange(StrEnum):
    ADDED = "added"
    EDITED = "edited"
    REMOVED = "removed"
    """By our member."""
    LOST = "lost"
    """The customer removed our member."""
    HANDED_OVER = "handed_over"
    AGREED = "agreed"
    """To the archive (会话存档)."""
    NOT_HANDED_OVER = "not_handed_over"
    """A hand-over came to nothing; `reason` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanged:
    """A customer (外部联系人) of a member of ours came, went, or changed."""

    id: str
    at: datetime
    customer: Person
    member: Person
    change: ContactChange
    reason: str = ""
    """Of a hand-over that failed: one of the keys of `cards.catalog.WHY_NOT_INHERITED`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRead:
    """Somebody has seen cards of ours (已读)."""

    id: str
    by: Person
    at: datetime
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveReady:
    """The chat archive (会话内容存档) has something new."""

    id: str
    at: datetime
    platform: Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A verified event of a kind that has no handler: written down and acknowledged, never refused."""

    id: str
    at: datetime
    platform: Platform
    name: str


Asked = SyncAsked | CardClicked | TextSaid | MessagesPicked | CaptureGiven | ReadAsked
"""Somebody wants something, and is owed an answer."""
Notice = BotOpened | ChatChanged | MemberChanged | ContactChanged | CardRead | ArchiveReady | Unknown
"""Something happened."""
Event = Asked | Notice
_KINDS = {kind.__name__: kind for kind in get_args(Event)}


PICTURES = "Pictures"


def kind_of(event: Event) -> str:
    """What the inbox files it under: its type, and `PICTURES` whatever has to be read by eye, which takes long."""
    sent = event.attachments if isinstance(event, TextSaid) else ()
    by_eye = isinstance(event, CaptureGiven | ReadAsked) or any(attachment.kind == "image" for attachment in sent)
    return PICTURES if by_eye else type(event).__name__


def event_to_json(event: Event) -> dict[str, Any]:
    """The inbox's payload: plain JSON with a `kind`."""
    kind = type(event).__name__
    return {"kind": kind, **_shape(kind).dump_python(event, mode="json")}


def event_from_json(data: Mapping[str, Any]) -> Event:
    """Back from the inbox. Raises KeyError or ValueError for what `event_to_json` never wrote."""
    fields = {key: value for key, value in data.items() if key != "kind"}
    event: Event = _shape(data["kind"]).validate_python(fields)
    return event


@cache
def _shape(kind: str) -> TypeAdapter[Any]:
    """Made for its first event: who only reads a chat has none."""
    return TypeAdapter(_KINDS[kind])
