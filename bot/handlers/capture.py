"""What was handed over by hand, in the chat with the bot (粘贴, 截图) or on a page (截图): read, asked about once, synced.

A chat whose speakers are all known is synced at once; else one card asks whose words are ours.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from bot.capture.model import Captured, NotAChat
from bot.capture.paste.read import read as read_text
from bot.capture.settle import settle
from bot.capture.sides import Known, Names, customer_in, known_names
from bot.capture.stored import from_json, to_json
from bot.handlers.asking import sidebar
from bot.handlers.house import House, change, number, reply_key, show, to_person
from bot.handlers.sync_conversation import sync_conversation
from bot.model import (
    Asked,
    Attachment,
    CaptureGiven,
    CardClicked,
    ChatKind,
    Conversation,
    MessagesPicked,
    Person,
    Platform,
    Source,
    TextSaid,
)
from bot.ports import Gone, Undeliverable
from cards import catalog
from crm_core.errors import Conflict
from crm_core.people import SYSTEM, Principal
from crm_core.views import Address, CaptureView
from crm_core.work.core import Work

FORGOTTEN_AFTER = timedelta(days=1)
"""So long what was handed over waits for an answer."""
LEAST = 2
"""Messages that make a text a chat: one line with a colon in it is something said to the bot."""


def pasted(house: House, event: TextSaid) -> Captured | None:
    """The chat that was pasted to the bot; None: it is something said to it."""
    if "\n" not in event.text.strip():
        return None
    try:
        captured = read_text(event.text, now=event.at, zone=house.zone)
    except NotAChat:
        return None
    return captured if len(captured.messages) >= LEAST and captured.speakers else None


def text_given(house: House, who: Principal, event: TextSaid, captured: Captured) -> None:
    _go_on(house, who, event, captured, Source.PASTED)


def pictures_given(house: House, who: Principal, event: TextSaid) -> None:
    """Pictures sent to the bot: screenshots of a chat. Raises TryLater when they cannot be fetched now."""
    try:
        pictures = [_fetched(house, event, attachment) for attachment in event.attachments if attachment.kind == "image"]
        captured = house.read_pictures(pictures, event.at)
    except NotAChat as why:
        _answer(house, who, event, why.reason)
        return
    _go_on(house, who, event, captured, Source.SCREENSHOT)


def read_pictures(house: House, who: Principal, event: CaptureGiven) -> None:
    """Pictures that a page has kept: read into their capture, which the page then shows. Their bytes go when it is settled."""
    with house.core.read(who) as w:
        view = w.captures.get(event.capture)
    if view.state != "reading":
        return
    problem, captured = "", None
    try:
        captured = house.read_pictures([_kept(house, digest) for digest in view.files], event.at)
    except NotAChat as why:
        problem = why.reason
    with house.core.work(who, settles=event.id) as w:
        if captured is None:
            w.captures.fail(view.id, problem)
        else:
            w.captures.read(view.id, to_json(captured))


def unread(house: House, who: Principal, event: CaptureGiven) -> None:
    """It failed too often: the page that waits says so."""
    with house.core.work(who) as w:
        w.captures.fail(event.capture, "failed")


def whose(house: House, who: Principal, event: CardClicked) -> None:
    """`whose:<capture>?ours=0,2&day=0`: which of the names are ours (by their place), and how many days ago it was."""
    with house.core.read(who) as w:
        view = w.captures.get(number(event.action.subject))
    if view.state != "read":
        raise Conflict("not_read" if view.state == "reading" else f"already_{view.state}")
    captured = from_json(view.read)
    ours = _chosen(captured, event.action.form.get("ours", ""))
    day = _day(house, event, captured)
    given = _given(house, event, captured, Source(view.source), ours=ours, day=day, capture=view)
    sync_conversation(house, who, given)
    with house.core.work(who) as w:
        w.captures.settle(view.id, {name: name in ours for name in captured.speakers})
        card = w.shown.card(event.card)
        if card is not None and card.kind == "capture":
            change(w, card.card_key, catalog.capture_taken(messages=len(captured.messages), page=sidebar(house)))


def tidy(house: House) -> int:
    """Throw away what nobody came back to for a day; how many. Their pictures are swept with all that no row names."""
    with house.core.work(SYSTEM) as w:
        old = w.captures.stale(house.clock.now() - FORGOTTEN_AFTER)
        for view in old:
            if view.state == "synced":
                w.captures.handed_on(view.id)
            else:
                w.captures.drop(view.id)
        return len(old)


def _go_on(house: House, who: Principal, event: TextSaid, captured: Captured, source: Source) -> None:
    nowhere = Address(event.by.platform.value, event.by.corp, "", ChatKind.PICKED.value)
    with house.core.read(who) as w:
        placed, colleagues = w.captures.sides(nowhere), w.people.colleagues_among(captured.speakers)
    names = known_names(captured, Known(who.name, speakers=placed, colleagues=colleagues))
    if names.all_known and captured.dated:
        ours = {name for name, side in names.sides.items() if side}
        sync_conversation(house, who, _given(house, event, captured, source, ours=ours))
        return
    with house.core.work(who, settles=event.id) as w:
        view = w.captures.read(w.captures.open(event.id, nowhere, source=source.value).id, to_json(captured))
        _ask(w, house, event, view, captured, names)


def _ask(w: Work, house: House, event: TextSaid, view: CaptureView, captured: Captured, names: Names) -> None:
    speakers = [(name, bool(names.sides[name])) for name in captured.speakers]
    on_card = not names.nameless and len(speakers) <= catalog.MOST_SPEAKERS
    card = catalog.whose_words(
        capture_id=view.id,
        messages=len(captured.messages),
        speakers=speakers if on_card else [],
        dated=captured.dated,
        page=house.page(capture=view.id),
    )
    show(w, reply_key(event), to_person(event.by), card)


def _given(
    house: House,
    event: Asked,
    captured: Captured,
    source: Source,
    *,
    ours: Collection[str],
    day: date | None = None,
    capture: CaptureView | None = None,
) -> MessagesPicked:
    messages = settle(captured, ours=ours, day=day, now=event.at, zone=house.zone)
    return MessagesPicked(
        id=event.id,
        by=event.by,
        at=event.at,
        where=_where(event.by, capture),
        messages=messages,
        source=source,
        capture=capture.id if capture else 0,
        title=customer_in(captured, {name: name in ours for name in captured.speakers}),
    )


def _where(by: Person, capture: CaptureView | None) -> Conversation:
    """Where the capture says; else with what this rep has handed over without saying of whom."""
    if capture is None:
        return Conversation(by.platform, by.corp, "given", ChatKind.PICKED)
    where = capture.where
    return Conversation(Platform(where.platform), where.corp, where.id, ChatKind(where.kind))


def _chosen(captured: Captured, text: str) -> set[str]:
    """Raises Conflict `unknown_button` for what never stood on the card."""
    places = [number(part) for part in text.split(",") if part]
    speakers = captured.speakers
    if any(place >= len(speakers) for place in places):
        raise Conflict("unknown_button")
    return {speakers[place] for place in places}


def _day(house: House, event: CardClicked, captured: Captured) -> date | None:
    if captured.dated:
        return None
    ago = number(event.action.form.get("day") or "0")
    return event.at.astimezone(house.zone).date() - timedelta(days=min(ago, 366))


def _fetched(house: House, event: TextSaid, attachment: Attachment) -> bytes:
    media = house.media.get(event.by.platform)
    if media is None:
        raise NotAChat("not_a_picture")
    try:
        return media.fetch(attachment)
    except Undeliverable as final:
        raise NotAChat("too_large" if final.reason == "too_large" else "picture_gone") from None


def _kept(house: House, digest: str) -> bytes:
    try:
        return house.files.read(digest)
    except Gone:
        raise NotAChat("picture_gone") from None


def _answer(house: House, who: Principal, event: TextSaid, reason: str) -> None:
    with house.core.work(who, settles=event.id) as w:
        show(w, reply_key(event), to_person(event.by), catalog.not_a_chat(reason=reason, page=sidebar(house)))
