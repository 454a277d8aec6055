"""What every handler is given, and the few words they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from bot.capture.model import Captured
from bot.model import CardClicked, Conversation, Event, Person, Platform
from bot.nlp.lexicon import Lexicon
from bot.ports import Archive, Contacts, Directory, Files, Hearing, Media, Proposer, Queue, Transcripts
from cards import catalog
from cards.catalog import Line
from cards.model import Card
from crm_core.calendar import Calendar
from crm_core.clock import Clock
from crm_core.errors import Conflict
from crm_core.people import Principal
from crm_core.views import Address, DraftView
from crm_core.work.core import Core, Work

ReadPictures = Callable[[Sequence[bytes], datetime], Captured]
"""(pictures, when they were handed over) → what they show."""

ReadPaper = Callable[[bytes], str]
"""A picture of a quotation or a name card → its words as a message has them. Raises NotAChat."""


@dataclass(frozen=True, slots=True)
class House:
    """The core, the chats, the time, and where our pages are."""

    core: Core
    clock: Clock
    queue: Queue
    zone: ZoneInfo
    calendar: Calendar
    base_url: str
    lexicons: Callable[[], Lexicon]
    transcripts: Mapping[Platform, Transcripts]
    media: Mapping[Platform, Media]
    files: Files
    read_pictures: ReadPictures
    """Screenshots of a chat, handed over at that moment, read. Raises NotAChat."""
    archives: Mapping[Platform, Archive] = field(default_factory=dict)
    directories: Mapping[Platform, Directory] = field(default_factory=dict)
    contacts: Mapping[Platform, Contacts] = field(default_factory=dict)
    read_paper: ReadPaper | None = None
    """None: the organisation does not have its customers' pictures read."""
    hearing: Hearing | None = None
    """None: the organisation does not have voices turned into text, or no platform here does it."""
    proposer: Proposer | None = None
    """Off: a sync is what the rules find."""

    @property
    def lexicon(self) -> Lexicon:
        """As the organisation's files say now."""
        return self.lexicons()

    def local(self, at: datetime) -> str:
        """A moment as a person in the organisation's zone reads it: `11月24日 10:05`."""
        here = at.astimezone(self.zone)
        return f"{here.month}月{here.day}日 {here:%H:%M}"

    def now_text(self) -> str:
        return self.local(self.clock.now())

    def page(self, **query: int) -> str:
        """The sidebar page that shows one record, `lead`, `draft` or `activity`; who is not signed in yet comes back to it."""
        return f"{self.base_url}/sidebar?" + "&".join(f"{key}={value}" for key, value in query.items())

    def lead_page(self, lead_id: int | None) -> str:
        """Of a customer that may not be known yet: where one is found, then."""
        return self.page(lead=lead_id) if lead_id else f"{self.base_url}/sidebar"


Handler = Callable[[House, Principal, Any], None]


def address_of(where: Person | Conversation) -> Address:
    kind = where.kind.value if isinstance(where, Conversation) else ""
    return Address(where.platform.value, where.corp, where.id, kind)


def to_person(address: Address | Person) -> dict[str, Any]:
    """The outbox's address of a person."""
    return {"person": {"platform": str(address.platform), "corp": address.corp, "id": address.id}}


def to_conversation(address: Address) -> dict[str, Any]:
    """The outbox's address of a group."""
    return {"conversation": asdict(address)}


def number(text: str) -> int:
    """An id as our cards carry it. Raises Conflict `unknown_button` for what never stood on one."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Conflict("unknown_button")
    return int(text)


def lines_of(draft: DraftView, keep: set[int] | None = None) -> list[Line]:
    """The draft's lines as cards show them; with `keep`, only those."""
    return [
        Line(line.id, line.field, line.shown, line.old_shown, line.evidence.quote, line.ticked)
        for line in draft.lines
        if keep is None or line.id in keep
    ]


def sync_card_key(sync_id: str) -> str:
    """The rep's own card of a sync: how far it is, then the draft, then what became of it, all in one place."""
    return f"sync:{_digest(sync_id)}"


def show(w: Work, key: str, to: dict[str, Any], card: Card, *, not_before: datetime | None = None) -> None:
    """Show a card, in place of the one that lives under `key`; a spent right is met as the card's kind says."""
    w.say.post(key, to, card.to_json(), kind=card.kind, not_before=not_before, when_spent=catalog.WHEN_SPENT[card.kind])


def change(w: Work, key: str, card: Card) -> None:
    """The same, only where a card lives under `key`."""
    w.say.change(key, card.to_json(), when_spent=catalog.WHEN_SPENT[card.kind])


def change_pressed(w: Work, event: CardClicked, key: str, card: Card) -> None:
    """The card that was pressed says what came of it too, where it is one of the presser's own and another than `key`'s."""
    pressed = w.shown.card(event.card) if event.card else None
    mine = (event.by.platform, event.by.corp, event.by.id)
    if pressed and pressed.card_key != key and (pressed.to.platform, pressed.to.corp, pressed.to.id) == mine:
        change(w, pressed.card_key, card)


def tell_groups(w: Work, card: Card, *, lead_id: int | None, sync_id: str) -> None:
    """Show `card` in every group of the deal, in place of what this sync showed there before."""
    for group in w.conversations.groups_of(lead_id) if lead_id is not None else ():
        show(w, _team_card_key(sync_id, group), to_conversation(group), card)


def correct_groups(w: Work, card: Card, *, lead_id: int | None, sync_id: str) -> None:
    """The same, only where this sync has shown something."""
    for group in w.conversations.groups_of(lead_id) if lead_id is not None else ():
        change(w, _team_card_key(sync_id, group), card)


def _team_card_key(sync_id: str, group: Address) -> str:
    """One card a sync in each deal group."""
    return f"team:{_digest(f'{sync_id} {group.platform} {group.id}')}"


def reply_key(event: Event) -> str:
    """The card that answers an event, to the one whose event it is."""
    return f"reply:{_digest(event.id)}"


def stranger_key(by: Person, day: date) -> str:
    """One card a day for somebody the house does not know."""
    return f"bind:{_digest(f'{by.platform} {by.corp} {by.id}')}:{day}"


def hello_key(by: Person) -> str:
    """One welcome for each person on each platform."""
    return f"hello:{_digest(f'{by.platform} {by.corp} {by.id}')}"


def group_hello_key(event: Event) -> str:
    """One greeting each time that a group takes the bot in."""
    return f"hello:{_digest(event.id)}"


def _digest(text: str) -> str:
    """A platform's ids may be longer than a card's key, and differ only at their ends."""
    return sha256(text.encode()).hexdigest()[:24]


def from_page(event: Event) -> bool:
    """Asked on one of our pages, which shows what came of it; no card is needed to say so."""
    return event.id.startswith(("web:", *(f"{platform}:sync:" for platform in Platform)))
