"""The organisation's people, from the platforms' directories: read every hour, what is safe applied, the rest told (ING-09)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from bot.handlers.handover import tell_managers
from bot.handlers.house import House, show, to_person
from bot.model import Platform
from bot.ports import Directory, TryLater, Undeliverable
from cards import catalog
from crm_core.people import SYSTEM
from crm_core.views import Reading
from crm_core.work.core import Work
from crm_core.work.directory import Compared

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
MOST_NAMES = 5
"""On a line of the card."""


def tick(house: House) -> int:
    """Read each platform that was not read within the hour; how many changes were applied."""
    platforms = [platform for platform in house.directories if _due(house, platform)]
    if not platforms:
        return 0
    readings, unread = read(house.directories, platforms)
    with house.core.work(SYSTEM) as w:
        found = w.directory.take(readings)
        tell(w, house, found, unread)
        has_left(w, house.base_url, house.calendar.next_polite_moment(house.clock.now()), found.left)
    log.info("directory: %d changes applied, %d wait", len(found.applied), len(found.waiting))
    return len(found.applied)


Unread = Mapping[str, TryLater | Undeliverable]
"""By platform: why its directory could not be read."""


def read(directories: Mapping[Platform, Directory], platforms: Sequence[Platform]) -> tuple[list[Reading], Unread]:
    """What could be read, and for each platform that could not, why. One that is away keeps no other from being read."""
    readings: list[Reading] = []
    unread: dict[str, TryLater | Undeliverable] = {}
    for platform in platforms:
        try:
            readings.append(directories[platform].read())
        except (TryLater, Undeliverable) as problem:
            log.warning("directory of %s not read: %s", platform.value, problem.reason)
            unread[platform.value] = problem
    return readings, unread


def tell(w: Work, house: House, found: Compared, unread: Unread) -> None:
    """Once a day for each who looks after it, at a polite moment, while something waits for a word of theirs.

    A platform that is merely away is not told of: the next hour reads it.
    """
    day = house.clock.now().astimezone(house.zone).date()
    final = {platform: "withheld" for platform, problem in unread.items() if isinstance(problem, Undeliverable)}
    why = {**found.refused, **final}
    troubles = [f"{catalog.PLATFORM_NAMES[platform]}：{catalog.WHY_DISBELIEVED[word]}" for platform, word in why.items()]
    if not (found.waiting or troubles):
        return
    card = catalog.directory_report(waiting=_counted(found), unread=troubles, day=f"{day.month}月{day.day}日")
    politely = house.calendar.next_polite_moment(house.clock.now())
    for person in w.people.told_of_directory():
        address, key = w.people.address(person.id), _key(person.id, day)
        if address and not w.shown.was(key):
            show(w, key, to_person(address), card, not_before=politely)


def has_left(w: Work, base_url: str, politely: datetime, people: Sequence[int]) -> None:
    """The one place where it is known that somebody is gone for good: their manager is told whose customers wait (交接).

    Called in the transaction in which the record says so, whoever brought it there: the tick, an event, the command line.
    """
    for person in people:
        log.info("person %d has left", person)
        tell_managers(w, base_url, politely, leaver_id=person)


def _due(house: House, platform: Platform) -> bool:
    with house.core.work(SYSTEM) as w:
        return w.directory.due(platform.value, EVERY)


def _counted(found: Compared) -> list[tuple[str, int, list[str]]]:
    groups: dict[str, list[str]] = {}
    for change in found.waiting:
        groups.setdefault("held" if change.held else change.kind, []).append(change.name)
    return [(kind, len(names), list(dict.fromkeys(names))[:MOST_NAMES]) for kind, names in groups.items()]


def _key(person: int, day: date) -> str:
    return f"directory:{sha256(f'{person} {day}'.encode()).hexdigest()[:24]}"
