"""The bodies our API takes: typed, bounded, and nothing besides."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeVar

from flask import request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bot.web.errors import Refusal

BIGGEST = 2**63 - 1
"""The largest id a database column holds."""
MAX_LINES = 5000
"""Of one draft. A chat of two thousand messages was seen to give 239; the body's own limit is the real one."""


def _plain(text: str) -> str:
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise ValueError("control characters")
    return text


Key = Annotated[str, Field(pattern=r"\A[A-Za-z0-9_-]{8,64}\z")]
"""Made by the page for one tap; the same key again is the same tap."""
MEMBER = r"[A-Za-z0-9_.@-]{1,64}"
"""What a platform's id of a person looks like, whole."""
Member = Annotated[str, Field(pattern=rf"\A{MEMBER}\z")]
Id = Annotated[int, Field(ge=1, le=BIGGEST)]
Text = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_plain)]
Short = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_plain)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    key: Key


class About(Body):
    """Of the chat beside the page, or of a customer that was opened; of neither: of nobody we know yet."""

    external_userid: Member | None = None
    lead: Id | None = None

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if self.external_userid is not None and self.lead is not None:
            raise ValueError("of one or the other")
        return self


class AboutSomebody(About):
    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if self.external_userid is None and self.lead is None:
            raise ValueError("of whom")
        return self


class SyncBody(AboutSomebody):
    pass


class TextBody(About):
    text: Annotated[str, Field(max_length=1_000_000)]
    """How much of it is a chat, and how long one may be, the reader says."""


Side = Literal["us", "them"]
Name = Annotated[str, Field(max_length=80)]


class SettleBody(Body):
    speakers: Annotated[dict[Name, Side], Field(max_length=200)] = {}
    """Whose side a name is on; under the empty name, who said what has none."""
    leave_out: Annotated[list[Annotated[int, Field(ge=0, lt=10_000)]], Field(max_length=10_000)] = []
    """Places of messages in the capture, from 0."""
    day: Annotated[str, Field(pattern=r"\A\d{4}-\d{2}-\d{2}\z")] | None = None
    """Of the last message, where the capture has no days."""
    lead: Annotated[int, Field(ge=0, le=BIGGEST)] | None = None
    """Whose chat it is; 0: to be found from what was said; absent: as it was opened."""
    keep_pictures: bool = False
    """The screenshots themselves go with the record (CAP-02)."""


class NeverBody(AboutSomebody):
    on: bool


class ConsentBody(AboutSomebody):
    state: Literal["granted", "refused", "withdrawn"]
    channel: Literal["meeting", "chat", "phone", "paper"]
    basis: Literal["consent", "contract"] = "consent"
    wording: Annotated[str, Field(max_length=32)] = ""
    """Version of the words that the customer was shown."""


MessageId = Annotated[str, Field(min_length=1, max_length=128)]


class LeaveOutBody(Body):
    messages: Annotated[list[MessageId], Field(min_length=1, max_length=10_000)]


PlatformId = Annotated[str, Field(pattern=r"\A[A-Za-z0-9_.:@=+-]{1,128}\z")]
"""A platform's id of a chat, a message or a sender."""


class PickedMessage(BaseModel):
    """One message as the member's client hands it over."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: PlatformId
    by: PlatformId
    by_name: Annotated[str, Field(max_length=80), AfterValidator(_plain)] = ""
    at: Annotated[int, Field(ge=0, le=2**33)]
    """Seconds since 1970."""
    kind: Literal["text", "image", "file", "video", "card", "other"] = "text"
    text: Annotated[str, Field(min_length=1, max_length=10_000), AfterValidator(_plain)]


class PickedBody(Body):
    chat: PlatformId
    messages: Annotated[list[PickedMessage], Field(min_length=1, max_length=20)]
    """As many as the client lets one pick (PLATFORMS 3.3)."""

    @field_validator("messages")
    @classmethod
    def _each_once(cls, messages: list[PickedMessage]) -> list[PickedMessage]:
        if len({message.id for message in messages}) < len(messages):
            raise ValueError("the same message twice")
        return messages


ChatId = Annotated[str, Field(pattern=r"\A[A-Za-z0-9_.:@=+/-]{1,128}\z")]
"""The same where an id is written in base64, as DingTalk's of a chat."""


class NamedMessage(BaseModel):
    """One message as a client hands it over that tells no ids: by the name that stands there."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    by: Annotated[str, Field(max_length=80), AfterValidator(_plain)]
    at: Annotated[int, Field(ge=1, le=2**33)] | None = None
    """Seconds since 1970; None: the client told no time that can be read."""
    kind: Literal["text", "image", "file", "video", "other"] = "text"
    text: Annotated[str, Field(min_length=1, max_length=10_000), AfterValidator(_plain)]


class NamedBody(Body):
    chat: ChatId
    messages: Annotated[list[NamedMessage], Field(min_length=1, max_length=100)]
    """How many DingTalk lets one pick is not written down."""


class ConfirmBody(Body):
    keep: Annotated[list[Id], Field(max_length=MAX_LINES)] | None = None
    """Ids of the lines to save; absent: those that are ticked."""
    edits: Annotated[dict[Id, Short], Field(max_length=MAX_LINES)] = {}
    """By line id: the line in the rep's own words."""


class ChooseBody(Body):
    lead: Annotated[int, Field(ge=0, le=BIGGEST)]
    """0: a new customer."""


class NoteBody(Body):
    lead: Id
    text: Text


class ShareBody(Body):
    shared: bool


class LabelBody(Body):
    deliverable: Annotated[str, Field(max_length=32)]
    """One of `crm_core.decisions.stages.DELIVERABLES`; empty: none."""


class ProveBody(Body):
    on: bool


B = TypeVar("B", bound=BaseModel)


def body(kind: type[B]) -> B:
    """The request's body; 400 names the first field that is missing, wrong-typed, too long or unknown."""
    try:
        return kind.model_validate_json(request.get_data())
    except ValidationError as error:
        raise Refusal(400, "bad_request", _field(error)) from None


def _field(error: ValidationError) -> str:
    """The field's name only: what stood in it is not repeated."""
    where = error.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
    return ".".join(str(part) for part in where if part != "[key]")[:80] or "JSON"
