"""The organisation's people, from the platforms' directories: read every hour, what is safe applied, the rest told (ING-09)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from bot.handlers.handover import tell_managers
from bot.handlers.handover_cards import leaver_keys
from bot.handlers.house import House, change, number, reply_key, show, to_person
from bot.model import CardClicked, Platform
from bot.ports import Directory, TryLater, Undeliverable
from cards import catalog
from cards.model import Button, Card
from crm_core.decisions.directory import Change
from crm_core.errors import Conflict, NotAllowed
from crm_core.people import SYSTEM, Principal
from crm_core.views import Reading
from crm_core.work.core import Work
from crm_core.work.directory import Compared

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
MOST_NAMES = 5
"""On a line of the card."""


def tick(house: House) -> int:
    """Read every platform when one was not read within the hour; how many changes were applied."""
    due = [platform for platform in house.directories if _due(house, platform)]
    if not due:
        return 0
    # All at once, so that they stay in step, and what waits is told as a whole.
    platforms = [platform for platform in house.directories if platform in due or _due(house, platform, now=True)]
    readings, unread = read(house.directories, platforms)
    with house.core.work(SYSTEM) as w:
        found = w.directory.take(readings)
        whole = len(readings) == len(house.directories) and not found.refused
        tell(w, house, found, unread, whole=whole)
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


def tell(w: Work, house: House, found: Compared, unread: Unread, *, whole: bool = False) -> None:
    """Once a day for each who looks after it, at a polite moment, while something waits for a word of theirs; in its place what
    has come to wait since, until they have used it.

    `whole`: every platform was read, so that nothing else waits. A platform that is merely away is not told of: the next hour
    reads it.
    """
    day = house.clock.now().astimezone(house.zone).date()
    final = {platform: "withheld" for platform, problem in unread.items() if isinstance(problem, Undeliverable)}
    why = {**found.refused, **final}
    troubles = [f"{catalog.PLATFORM_NAMES[platform]}：{catalog.WHY_DISBELIEVED[word]}" for platform, word in why.items()]
    if not (found.waiting or troubles):
        return
    card = catalog.directory_report(
        waiting=_counted(found), unread=troubles, leavers=_leavers(found.waiting), day=f"{day.month}月{day.day}日"
    )
    politely = house.calendar.next_polite_moment(house.clock.now())
    for person in w.people.told_of_directory():
        address, key = w.people.address(person.id), _key(person.id, day)
        if address and not w.shown.was(key):
            show(w, key, to_person(address), card, not_before=politely)
        elif address and whole and not w.shown.acted(key) and _other(w, key, card):
            change(w, key, card)


def told_of_one(w: Work, house: House, found: Compared) -> None:
    """The same after the reading of one member; what else waits, the next tick finds."""
    tell(w, house, found, {})
    for platform in house.directories if found.waiting else ():
        w.directory.soon(platform.value)


def _other(w: Work, key: str, card: Card) -> bool:
    last = w.shown.last(key)
    return last is None or Card.from_json(last) != card


def has_left(w: Work, base_url: str, politely: datetime, people: Sequence[int]) -> None:
    """The one place where it is known that somebody is gone for good: their manager is told whose customers wait (交接).

    Called in the transaction in which the record says so, whoever brought it there: the tick, an event, the command line.
    """
    for person in people:
        log.info("person %d has left", person)
        tell_managers(w, base_url, politely, leaver_id=person)


# --- 「确认离职」 ---------------------------------------------------------------------------------------------------------


def confirm_left(house: House, who: Principal, event: CardClicked) -> None:
    """`confirm_left:<person>`: the word that waited for; from now on their customers are to be handed over."""
    leaver, now = number(event.action.subject), house.clock.now()
    with house.core.work(SYSTEM, settles=event.id) as w:
        _may_say(w, who)
        found = w.directory.confirm_left(leaver, by=who.person_id)
        has_left(w, house.base_url, house.calendar.next_polite_moment(now), found.left)
        theirs = next(iter(w.handovers.due(leaver)), None)
        card = catalog.left_confirmed(
            person_id=leaver,
            name=found.changes[0].name,
            run=found.run,
            customers=theirs.customers if theirs else 0,
            manager=w.people.get(theirs.manager_id).name if theirs and theirs.manager_id else "",
            rest=_rest(w, event, leaver),
            by=who.name,
            at=house.now_text(),
        )
        _answered(w, event, card)


def left_after_all(house: House, who: Principal, event: CardClicked) -> None:
    """`undo_left:<person>?run=<run>`: as it was before. Who was asked to hand over is told; what was handed over stays so."""
    leaver, run = number(event.action.subject), number(event.action.form.get("run", ""))
    with house.core.work(SYSTEM, settles=event.id) as w:
        _may_say(w, who)
        back, _ = w.directory.undo(run, by=who.person_id)
        if not back:
            raise Conflict("changed_since")
        person = next(member for member in w.diagnosis.members(str(leaver)) if member.id == leaver)
        how = {"name": person.name, "status": catalog.STATUS_NAMES[person.status], "by": who.name, "at": house.now_text()}
        for key in w.shown.keys(leaver_keys(leaver)):
            if _asks(w, key) and not w.say.withdraw(key):
                change(w, key, catalog.left_taken_back(**how, rest=()))
        _answered(w, event, catalog.left_taken_back(**how, rest=_rest(w, event, leaver)))


def _asks(w: Work, key: str) -> bool:
    """Whether this card still asks to hand somebody's customers over."""
    last = w.shown.last(key)
    return last is not None and any(button.action.startswith("hand_over:") for button in Card.from_json(last).buttons)


def _rest(w: Work, event: CardClicked, leaver: int) -> list[Button]:
    """What the card that was pressed offers besides, about others."""
    pressed = w.shown.card(event.card)
    last = w.shown.last(pressed.card_key) if pressed else None
    theirs = (f"confirm_left:{leaver}", f"undo_left:{leaver}")
    return [b for b in Card.from_json(last).buttons if b.action.partition("?")[0] not in theirs] if last else []


def _may_say(w: Work, who: Principal) -> None:
    if who.person_id not in {person.id for person in w.people.told_of_directory()}:
        raise NotAllowed("not_yours")


def _answered(w: Work, event: CardClicked, card: Card) -> None:
    """In place of the card that was pressed."""
    pressed = w.shown.card(event.card)
    show(w, pressed.card_key if pressed else reply_key(event), to_person(event.by), card)


def _leavers(waiting: Sequence[Change]) -> list[tuple[int, str]]:
    left = [(one.person_id, one.name) for one in waiting if one.kind == "left"]
    return [(id, name) for id, name in left if id is not None][: catalog.MOST_LEAVERS]


def _due(house: House, platform: Platform, *, now: bool = False) -> bool:
    with house.core.work(SYSTEM) as w:
        return w.directory.due(platform.value, timedelta(0) if now else EVERY)


def _counted(found: Compared) -> list[tuple[str, int, list[str]]]:
    groups: dict[str, list[str]] = {}
    for one in found.waiting:
        groups.setdefault("held" if one.held else one.kind, []).append(one.name)
    return [(kind, len(names), list(dict.fromkeys(names))[:MOST_NAMES]) for kind, names in groups.items()]


def _key(person: int, day: date) -> str:
    return f"directory:{sha256(f'{person} {day}'.encode()).hexdigest()[:24]}"
