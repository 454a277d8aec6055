"""What the house needs of the world. Adapters implement these; handlers and the pipeline know nothing else of a platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import CardHandle, Conversation, CustomerProfile, Message, Person
from cards.model import Card


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
    `no_source`, `no_consent`, `no_permission`, `not_a_member`, `not_following`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Messenger(Protocol):
    """The way out. May raise TryLater, Undeliverable and (from `change`) Spent, and nothing else."""

    def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
        """Show a new card. `key` (letters, digits, `_-`, up to 50) is handed on as the platform's own dedupe key."""

    def change(self, handle: CardHandle, card: Card, *, to: Person | Conversation) -> CardHandle:
        """Show `card` in place of what the handle stands for; the handle to use next time comes back."""


class Transcripts(Protocol):
    """Where a chat's messages come from. May raise TryLater and NotReadable."""

    def read(self, where: Conversation, *, since: datetime | None) -> Sequence[Message]:
        """Messages said at or after `since`, oldest first, the bot's own left out."""

    def customer(self, where: Conversation) -> CustomerProfile | None:
        """Who the customer of this chat is, as the platform knows; None for a group of our own."""


class Queue(Protocol):
    """A wake-up, never the record: losing one costs a sweep's delay and nothing else."""

    def wake(self, job: str) -> None:
        """`job` is `receive`, `deliver` or a tick's name. Never raises for a broker that is away."""


class SignIn(Protocol):
    """A client's own single sign-on and the signature its JS-SDK asks for. May raise TryLater and Undeliverable."""

    def authorize_url(self, redirect_uri: str, *, state: str) -> str: ...

    def member(self, code: str) -> Person:
        """Who came back with `code` (single use). Undeliverable: a code that is wrong, old, or not a member's."""

    def page_signature(self, url: str) -> Mapping[str, str | int]:
        """What the page hands to the JS-SDK for `url` (without `#`)."""
