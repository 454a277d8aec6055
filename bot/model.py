"""Neutral words. What a vendor says is translated into these at the edge; nothing vendor-shaped goes further in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode


class Platform(StrEnum):
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class ChatKind(StrEnum):
    SINGLE = "single"
    GROUP = "group"


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


@dataclass(frozen=True, slots=True)
class Attachment:
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. `at` is aware. `ours`: said by a member of the organisation (else by the customer's side)."""

    id: str
    by: str
    at: datetime
    text: str
    ours: bool = False
    by_name: str = ""
    kind: str = "text"
    attachments: tuple[Attachment, ...] = ()


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
    """Somebody asked for 「同步本次聊天」. `reply_to` is where a word about it belongs when it fails."""

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
    action: Action
    card: str = ""
    handle: CardHandle | None = None
    where: Conversation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSaid:
    """Words said to the bot: in a single chat, or in a group with the bot mentioned (the mention is cut from `text`)."""

    id: str
    by: Person
    at: datetime
    where: Conversation
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A verified event of a kind that has no handler: written down and acknowledged, never refused."""

    id: str
    at: datetime
    platform: Platform
    kind: str


Event = SyncAsked | CardClicked | TextSaid | Unknown
_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (SyncAsked, CardClicked, TextSaid, Unknown)}


def event_to_json(event: Event) -> dict[str, Any]:
    """The inbox's payload: plain JSON with a `kind`."""
    body: dict[str, Any] = {"kind": type(event).__name__, "id": event.id, "at": event.at.isoformat()}
    match event:
        case Unknown():
            return {**body, "platform": event.platform.value, "name": event.kind}
        case SyncAsked():
            return {**body, "by": asdict(event.by), "where": asdict(event.where)}
        case TextSaid():
            return {**body, "by": asdict(event.by), "where": asdict(event.where), "text": event.text}
        case CardClicked():
            return {
                **body,
                "by": asdict(event.by),
                "action": str(event.action),
                "card": event.card,
                "handle": event.handle.to_json() if event.handle else None,
                "where": asdict(event.where) if event.where else None,
            }


def event_from_json(data: Mapping[str, Any]) -> Event:
    """Back from the inbox. Raises KeyError or ValueError for what `event_to_json` never wrote."""
    kind = _KINDS[data["kind"]]
    at = datetime.fromisoformat(data["at"])
    if kind is Unknown:
        return Unknown(id=data["id"], at=at, platform=Platform(data["platform"]), kind=data["name"])
    by = _person(data["by"])
    if kind is CardClicked:
        return CardClicked(
            id=data["id"],
            by=by,
            at=at,
            action=Action.parse(data["action"]),
            card=data["card"],
            handle=CardHandle.from_json(data["handle"]) if data["handle"] else None,
            where=_conversation(data["where"]) if data["where"] else None,
        )
    where = _conversation(data["where"])
    if kind is SyncAsked:
        return SyncAsked(id=data["id"], by=by, at=at, where=where)
    return TextSaid(id=data["id"], by=by, at=at, where=where, text=data["text"])


def _person(data: Mapping[str, Any]) -> Person:
    return Person(Platform(data["platform"]), data["corp"], data["id"])


def _conversation(data: Mapping[str, Any]) -> Conversation:
    return Conversation(Platform(data["platform"]), data["corp"], data["id"], ChatKind(data["kind"]))
