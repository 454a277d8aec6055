"""Around every handler: load → identify → run → settle. Refusals become words here and nowhere else."""

from __future__ import annotations

import logging

from bot.app import App
from bot.handlers.bind import stranger
from bot.handlers.capture import unread
from bot.handlers.commands import asked_sync
from bot.handlers.house import House, from_page, reply_key, show, to_person
from bot.handlers.read_file import not_read
from bot.handlers.sync_conversation import gave_up
from bot.model import Asked, CaptureGiven, CardClicked, Event, Notice, ReadAsked
from bot.routes import NOTICES, TICKS, handler_of
from cards import catalog
from crm_core.errors import Conflict, NotAllowed, NotVisible
from crm_core.inbox import REFUSED
from crm_core.people import SYSTEM, Principal
from crm_core.work.core import Work

log = logging.getLogger(__name__)


def run(app: App, event: Event) -> None:
    """Work on one event from the inbox. TryLater and bugs pass through to the caller, which tries again."""
    if isinstance(event, Notice):
        _notice(app, event)
        return
    house = _house(app)
    who = app.core.identify(event.by.platform.value, event.by.corp, event.by.id)
    if who is None:
        stranger(house, event.by, event.id)
        return
    _refresh(house, event)
    handler = handler_of(event)
    if handler is None:
        _refuse(app, house, who, event, "unknown_button")
        return
    try:
        handler(house, who, event)
    except (NotAllowed, NotVisible, Conflict) as refusal:
        _refuse(app, house, who, event, _reason(refusal))
    else:
        _acted(house, event)


def give_up(app: App, event: Event) -> None:
    """The event has failed too often: the one behind it is told, alone. Run again it says nothing more."""
    if isinstance(event, Notice):
        return
    house = _house(app)
    who = app.core.identify(event.by.platform.value, event.by.corp, event.by.id)
    if who is not None:
        _told(house, who, event)


def _told(house: House, who: Principal, event: Asked) -> None:
    match event:
        case CaptureGiven():
            unread(house, who, event)
        case ReadAsked():
            not_read(house, who, event)
        case _:
            _told_of_sync(house, who, event)


def _told_of_sync(house: House, who: Principal, event: Asked) -> None:
    sync = asked_sync(house, event)
    if sync is not None:
        gave_up(house, who, sync)
    elif not from_page(event):
        with house.core.work(who) as w:
            _answer(w, event, "failed")


def _notice(app: App, event: Notice) -> None:
    """Where nobody deals with it, written down is all that there is to do about it."""
    handler = NOTICES.get(type(event))
    if handler is None:
        app.core.inbox.done(event.id)
    else:
        handler(_house(app), event)


def tick(app: App, name: str) -> int:
    """Run one kind of tick, which asks the database only what is due now; how much was."""
    return TICKS[name](_house(app))


def _house(app: App) -> House:
    if app.house is None:
        raise RuntimeError("this process does no work")
    return app.house


def _refresh(house: House, event: Event) -> None:
    """A click may bring a fresh right to change its card; keep it before anything else can fail."""
    if isinstance(event, CardClicked) and event.handle:
        with house.core.work(SYSTEM) as w:
            w.say.refresh(event.card, event.handle.to_json())


def _acted(house: House, event: Event) -> None:
    """A click that had its effect is how a card ends: sent, delivered, seen, acted."""
    if isinstance(event, CardClicked) and event.card:
        with house.core.work(SYSTEM) as w:
            w.say.acted(event.card)


def _reason(refusal: NotAllowed | NotVisible | Conflict) -> str:
    match refusal:
        case NotVisible():
            return "not_visible"
        case NotAllowed():
            return "not_allowed"
        case Conflict():
            return refusal.because


def _refuse(app: App, house: House, who: Principal, event: Asked, reason: str) -> None:
    """Answer the one who asked, alone; nothing else changes."""
    log.info("event %s refused: %s", event.id, reason)
    if from_page(event):
        app.core.inbox.failed(event.id, REFUSED + reason)
        return
    with house.core.work(who, settles=event.id) as w:
        _answer(w, event, reason)


def _answer(w: Work, event: Asked, reason: str) -> None:
    card = catalog.refused(reason=reason)
    show(w, reply_key(event), to_person(event.by), card)
