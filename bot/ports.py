"""What the house needs of the world. Adapters implement these; handlers and the pipeline know nothing else of a platform."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import Attachment, CardHandle, Conversation, CustomerProfile, Message, Person
from cards.model import Card
from crm_core.views import ListedMember, Reading


class TryLater(Exception):
    """The platform did not take it now (5xx, 429, time-out, expired token): the same again after `after`.

    `answered` False: the platform's answer never came, so it may have taken effect; only its own dedupe key tells.
    """

    def __init__(self, reason: str, after: timedelta | None = None, *, answered: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.after, self.answered = reason, after, answered


class Undeliverable(Exception):
    """The platform will never take it: unknown or invisible person, no permission, malformed. Never retried."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Spent(Exception):
    """The right to change this card is used up or has expired; it can only be posted anew."""


class NotReadable(Exception):
    """This chat may not or cannot be read; `reason` is one of the keys of `cards.catalog.WHY_NOT_READABLE`:
    `no_source`, `no_record`, `no_consent`, `no_permission`, `not_a_member`, `not_following`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Messenger(Protocol):
    """The way out. May raise TryLater, Undeliverable and (from `change`) Spent, and nothing else.

    Before each call it asks its `Pacer` whether the platform's own limits allow it.
    A class attribute `delivers = True` says that a call taken by the platform means that the card stands in the chat; without
    it a card counts as sent only (WeCom passes over in silence who cannot be reached).
    """

    def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
        """Show a new card. `key` (letters, digits, `_-`, up to 50) is handed on as the platform's own dedupe key."""

    def change(self, handle: CardHandle, card: Card, *, to: Person | Conversation) -> CardHandle:
        """Show `card` in place of what the handle stands for; the handle to use next time comes back."""


@dataclass(frozen=True, slots=True)
class OutFile:
    """A file on its way out. `content` is at most 1 MB, the outbox's limit."""

    name: str
    content: bytes


class Media(Protocol):
    """Files in and out. May raise TryLater and Undeliverable."""

    def fetch(self, attachment: Attachment) -> bytes:
        """The bytes, at most `MOST_BYTES`. Undeliverable `too_large`, `gone`, or a code of the platform's."""

    def send(self, to: Person | Conversation, file: OutFile, *, key: str) -> CardHandle:
        """Send a file that can be opened in the chat; `key` as for `Messenger.post`. The handle cannot change anything."""


class Gone(Exception):
    """No bytes are kept under this digest (any more)."""


class Files(Protocol):
    """Bytes that are kept outside the database (附件), each under its SHA-256 in hex. The policy is not asked here."""

    def keep(self, content: bytes) -> str:
        """The digest under which it lies; the same content twice is kept once."""

    def read(self, digest: str) -> bytes:
        """Raises Gone."""

    def forget(self, digest: str, *, idle: timedelta = timedelta(0)) -> bool:
        """False: it is not there, or was kept again within `idle`, and then it stays."""

    def old(self, idle: timedelta) -> Iterable[str]:
        """What was kept, and not kept again, for that long."""

    def tidy(self, idle: timedelta) -> int:
        """Clear away what a crash left behind, if it lies there for that long. How many pieces there were."""


MOST_BYTES = 20 * 1024 * 1024
"""Of a file that we fetch."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One limit of a platform: at most `most` calls within `seconds`, counted under `name` by all our processes together."""

    name: str
    most: int
    seconds: float


PACE = "pace"
"""The reason of a pacer's TryLater: the call was not made at all, and is no try in vain."""


class Pacer(Protocol):
    """Keeps the platforms' rate limits before they are hit."""

    def admit(self, *scopes: Scope) -> None:
        """Counts one call under every scope, or raises TryLater (reason `PACE`) with the time until all of them allow it and
        counts none."""


class Tokens(Protocol):
    """The platforms' access tokens, one for all our processes."""

    def get(self, name: str, fetch: Callable[[], tuple[str, float]]) -> str:
        """The token called `name`. Missing, or near its end, it is fetched anew, by one of us while the others go on with the
        old one or wait. `fetch` gives a token and its life in seconds; what it raises passes through."""

    def forget(self, name: str, token: str) -> None:
        """The platform refused this very token: not to be used again."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `name` is the check's, `what` what is so, `mend` the next step where it is not well."""

    name: str
    what: str
    ok: bool = True
    mend: str = ""


class Checkup(Protocol):
    """A platform's connection examined, for `suilu doctor` and `suilu init`. Never raises; nothing is changed or sent."""

    def examine(self) -> Iterable[Finding]:
        """credentials, clock, permissions and what else the platform can tell, one finding each."""


class Transcripts(Protocol):
    """Where a chat's messages come from. May raise TryLater and NotReadable."""

    def read(self, where: Conversation, *, since: datetime | None) -> Sequence[Message]:
        """Messages said at or after `since`, oldest first, the bot's own left out."""

    def forwarded(self, record: Attachment) -> Sequence[Message]:
        """The messages of a merged record (kind `RECORD`) that somebody handed to the bot, oldest first."""

    def customer(self, where: Conversation) -> CustomerProfile | None:
        """Who the customer of this chat is, as the platform knows; None for a group of our own."""


class Archive(Protocol):
    """A platform's own archive of chats (会话内容存档), as far as the house sees to it. May raise TryLater, Undeliverable."""

    def pull(self) -> int:
        """Bring in what is new and let go of what is too old; how many records came. Called again and again."""

    def ask_consent(self, where: Conversation) -> None:
        """Ask the platform what this chat's customer says now, and write it down. Without effect for any other chat."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """How far a platform's own hand-over (客户继承) of one customer is."""

    state: str
    """asked: it goes on; done; refused"""
    problem: str = ""
    """Of a refusal: one of the keys of `cards.catalog.WHY_NOT_INHERITED`."""


class Contacts(Protocol):
    """External contacts (外部联系人) and who serves them. May raise TryLater, and Undeliverable where the platform will never
    tell or do it."""

    def followed(self, member: Person) -> Sequence[str]:
        """The platform's ids of all customers whom this member serves."""

    def inherit(self, giver: Person, taker: Person, customers: Sequence[str], *, left: bool) -> Mapping[str, Inherited]:
        """Ask for these to be handed over; by customer what came of the asking. Asked again it is the same hand-over.
        `left`: the giver has left the organisation."""

    def inherited(self, giver: Person, taker: Person, *, left: bool) -> Mapping[str, Inherited]:
        """By customer how far the hand-overs between these two are."""


class Queue(Protocol):
    """A wake-up, never the record: losing one costs a sweep's delay and nothing else."""

    def wake(self, job: str) -> None:
        """`job` is `receive`, `deliver` or a tick's name. Never raises for a broker that is away."""


@dataclass(frozen=True, slots=True)
class Told:
    """A model's words. `fresh` False: it was asked the very same before, and nothing has left now."""

    text: str
    fresh: bool = True


class Proposer(Protocol):
    """A language model that may point at words of a chat (模型建议). May raise TryLater and Undeliverable.

    It belongs in no transaction. What it is given may leave the house; what it says is believed in nothing.
    """

    def ask(self, rules: str, chat: str) -> Told:
        """What it answers to `chat` under `rules`, within a few seconds; the same question again is answered from memory."""


class Hearing(Protocol):
    """Speech to text (语音转文字). May raise TryLater and Undeliverable. What it is given leaves the house."""

    def words(self, sound: bytes) -> str:
        """What is said in a sound file; empty: nothing was understood. Undeliverable `sound_format` (not one that it takes),
        `sound_too_long`, `sound_refused` (the platform does not do it for this tenant)."""


class SignIn(Protocol):
    """A client's own single sign-on and the signature its JS-SDK asks for. May raise TryLater and Undeliverable."""

    def authorize_url(self, redirect_uri: str, *, state: str, inside: bool) -> str:
        """The platform's page that tells who somebody is: `inside` its own client without asking, elsewhere by a scan."""

    def member(self, code: str, redirect_uri: str) -> Person:
        """Who came back with `code` (single use) to the `redirect_uri` that was given; empty: who gave our page the code that
        its client had for it. Undeliverable: a code that is wrong or old; `not_a_member`: somebody else's."""

    def page_signature(self, url: str) -> Mapping[str, str | int]:
        """What the page hands to the JS-SDK for `url` (without `#`)."""


class Directory(Protocol):
    """The organisation's people as a platform has them (通讯录). May raise TryLater and Undeliverable; changes nothing there.

    It belongs in no transaction.
    """

    def read(self) -> Reading:
        """All departments and members that the app may see; `complete` False where a part of them was withheld.

        Long: it waits for our own pacer.
        """

    def member(self, id: str) -> ListedMember | None:
        """One of them, read anew; None: the platform says that there is no such member. Undeliverable: it does not say.

        Never waits: our own pacer's TryLater passes through.
        """
