"""A platform says that a colleague came, changed or left. An event says *that*; the directory says *what* (ING-09)."""

from __future__ import annotations

from bot.handlers.directory import has_left, told_of_one
from bot.handlers.house import House, address_of
from bot.model import MemberChange, MemberChanged
from bot.ports import Undeliverable
from crm_core.people import SYSTEM
from crm_core.views import ListedMember, Reading


def member_changed(house: House, event: MemberChanged) -> None:
    """That one member is read again; where the platform does not show them, the next tick reads everybody.

    Only 「离职」 is said by the event itself, and what comes of it is for the rules to say. TryLater passes through.
    """
    if event.change is MemberChange.LEFT:
        with house.core.work(SYSTEM, settles=event.id) as w:
            found = w.directory.left_said(address_of(event.member))
            told_of_one(w, house, found)
            has_left(w, house.base_url, house.calendar.next_polite_moment(house.clock.now()), found.left)
        return
    listed = _read_again(house, event)
    with house.core.work(SYSTEM, settles=event.id) as w:
        if listed is None:
            w.directory.soon(event.member.platform.value)
            return
        reading = Reading(event.member.platform.value, event.member.corp, members=(listed,), single=True)
        found = w.directory.take([reading])
        told_of_one(w, house, found)
        has_left(w, house.base_url, house.calendar.next_polite_moment(house.clock.now()), found.left)


def _read_again(house: House, event: MemberChanged) -> ListedMember | None:
    directory = house.directories.get(event.member.platform)
    if directory is None:
        return None
    try:
        return directory.member(event.member.id)
    except Undeliverable:
        return None
