"""What a tap on a page becomes: an event under an id of its own, so that the same tap heard twice is one."""

from __future__ import annotations

from flask import Response, jsonify

from bot.model import Action, CardClicked, Person
from bot.web.bodies import Body
from bot.web.guard import signed_in
from bot.web.house import house
from crm_core.people import Principal


def tap_id(who: Principal, key: str) -> str:
    """By the page's key for this tap."""
    return f"{_own(who)}{key}"


def sync_id(person: Person, key: str) -> str:
    """The same for a tap that asks for a sync, as the platform's own ways of asking name theirs."""
    return f"{_syncs(person)}{key}"


def is_own_sync(person: Person, event_id: str) -> bool:
    return event_id.startswith(_syncs(person))


def is_own(who: Principal, person: Person, event_id: str) -> bool:
    """Whether this event is of a tap of this person's."""
    return event_id.startswith((_own(who), _syncs(person)))


def click(who: Principal, said: Body, action: Action) -> tuple[Response, int]:
    """The same as the card's button: `{event}` to ask after."""
    home, event_id = house(), tap_id(who, said.key)
    home.hear(CardClicked(id=event_id, by=signed_in(), at=home.app.clock.now(), action=action))
    return jsonify(event=event_id), 202


def _own(who: Principal) -> str:
    return f"web:{who.person_id}:"


def _syncs(person: Person) -> str:
    return f"{person.platform.value}:sync:{person.id}:"
