"""A file or a voice that a rep hands to the bot: kept, and asked whose it is; one tap puts it there (CAP-13, CAP-14).

Pictures are not for this room. What nobody names a customer for within a day is forgotten.
"""

from __future__ import annotations

from bot.capture.keeping import NotKept, keep
from bot.handlers.asking import answer, sidebar, typed
from bot.handlers.house import House, change, change_pressed, number, show, to_person
from bot.handlers.words import understand
from bot.model import Attachment, CardClicked, TextSaid
from bot.ports import Undeliverable
from cards import catalog
from cards.model import Card
from crm_core.errors import Conflict
from crm_core.people import Principal, Role
from crm_core.views import AttachmentView, KeptFile
from crm_core.work.core import Work

KINDS = ("file", "voice", "video")
RECENT = 8
"""Customers to choose from: the ones last heard of."""


def is_given(who: Principal, event: TextSaid) -> bool:
    """A file and no words with it; or a voice whose words are no command: those are done, as if they had been typed."""
    if who.role not in (Role.REP, Role.NEWCOMER) or not any(file.kind in KINDS for file in event.attachments):
        return False
    if not event.text.strip():
        return True
    said = understand(event.text)
    return event.attachments[0].kind == "voice" and (said.command is None or bool(said.words))


def given(house: House, who: Principal, event: TextSaid) -> None:
    """Raises TryLater when it cannot be fetched now: then the event comes again."""
    file = next(file for file in event.attachments if file.kind in KINDS)
    try:
        kept = keep(house.files, _fetched(house, event, file))
    except (NotKept, Undeliverable) as never:
        if _words(event):
            _ask(house, who, event, file, _WORDS_ALONE)
        else:
            _refused(house, who, event, file, never.reason)
    else:
        _ask(house, who, event, file, kept)


_WORDS_ALONE = KeptFile("voice", "", 0, "")
"""A voice that is not to be had, and its words, which are."""


def _words(event: TextSaid) -> str:
    return event.text.strip()


def _fetched(house: House, event: TextSaid, file: Attachment) -> bytes:
    media = house.media.get(event.by.platform)
    if media is None or not file.ref:
        raise Undeliverable("not_given")
    return media.fetch(file)


def _refused(house: House, who: Principal, event: TextSaid, file: Attachment, reason: str) -> None:
    with house.core.work(who, settles=event.id) as w:
        answer(w, typed(event), catalog.file_not_kept(name=file.name, kind=file.kind, reason=reason, page=sidebar(house)))


def _ask(house: House, who: Principal, event: TextSaid, file: Attachment, kept: KeptFile) -> None:
    with house.core.work(who, settles=event.id) as w:
        mine = w.attachments.give(file.name, kept, words=_words(event))
        show(w, _card_key(mine.id), to_person(event.by), _question(w, house, mine))


def _question(w: Work, house: House, file: AttachmentView) -> Card:
    customers, page = [(lead.id, lead.name) for lead in w.leads.list(limit=RECENT)], sidebar(house)
    if file.words:
        keeps = bool(file.digest)
        return catalog.whose_voice(file_id=file.id, words=file.words, keeps=keeps, customers=customers, page=page)
    return catalog.whose_file(file_id=file.id, name=file.name, kind=file.kind, customers=customers, page=page)


def attach(house: House, who: Principal, event: CardClicked) -> None:
    """`attach:<file>?lead=<id>`: the file belongs to this customer."""
    file_id, lead_id = number(event.action.subject), _chosen(event)
    with house.core.work(who, settles=event.id) as w:
        file = w.attachments.place(file_id, lead_id)
        card = catalog.file_placed(
            name=file.name,
            kind=file.kind,
            customer=w.leads.get(lead_id).name,
            by=who.name,
            at=house.now_text(),
            page=house.page(lead=lead_id),
        )
        change(w, _card_key(file_id), card)
        change_pressed(w, event, _card_key(file_id), card)


def jot(house: House, who: Principal, event: CardClicked) -> None:
    """`jot:<file>?lead=<id>`: what the voice says becomes a note, private as every note is; the voice itself is forgotten, for
    a file is seen by whoever has the customer."""
    file_id, lead_id = number(event.action.subject), _chosen(event)
    with house.core.work(who, settles=event.id) as w:
        file = w.attachments.spend(file_id)
        if not file.words:
            raise Conflict("unknown_button")
        w.notes.add(lead_id, file.words)
        customer = w.leads.get(lead_id).name
        card = catalog.note_taken(customer=customer, words=file.words, at=house.now_text(), page=house.page(lead=lead_id))
        change(w, _card_key(file_id), card)


def forgotten(w: Work, file_id: int) -> None:
    """Its day is over: the card that asked says so."""
    change(w, _card_key(file_id), catalog.file_forgotten())


def _chosen(event: CardClicked) -> int:
    lead = event.action.form.get("lead", "")
    if not lead:
        raise Conflict("choose_customer")
    return number(lead)


def _card_key(file_id: int) -> str:
    return f"file:{file_id}"
