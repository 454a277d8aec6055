"""A stranger: how to be bound, and no data."""

from __future__ import annotations

from bot.handlers.house import House, show, stranger_key, to_person
from bot.model import Person
from cards import catalog
from crm_core.people import SYSTEM


def stranger(house: House, by: Person, event_id: str) -> None:
    """Told once a day at most, however often he asks."""
    day = house.clock.now().astimezone(house.zone).date()
    with house.core.work(SYSTEM, settles=event_id) as w:
        card = catalog.bind(platform=catalog.PLATFORM_NAMES[by.platform], member=by.id)
        show(w, stranger_key(by, day), to_person(by), card)
