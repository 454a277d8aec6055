"""客户继承: the tick that asks the platform to hand over external contacts, and hears what came of it.

What the platform does not take now stays as it is and is asked again by the next tick; what it refuses is told in words.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from bot.handlers.handover import tell_managers
from bot.handlers.handover_cards import MOST, page_of
from bot.handlers.house import House, show, to_person
from bot.model import Person, Platform
from bot.ports import Contacts, Inherited, TryLater, Undeliverable
from cards import catalog
from crm_core.people import SYSTEM
from crm_core.views import Address, HandoverView, InheritView
from crm_core.work.core import Work

log = logging.getLogger(__name__)
_Answers = Mapping[str, Inherited]


def tick(house: House) -> int:
    """Who left, what is to be asked, what was decided meanwhile; how much there was. Run twice it is run once."""
    now = house.clock.now()
    with house.core.work(SYSTEM) as w:
        count = tell_managers(w, house.base_url, house.calendar.next_polite_moment(now))
        count += w.inheritance.drop_drafts(now) + w.inheritance.settle_overtaken(now)
        waiting, asked = w.inheritance.waiting(now), w.inheritance.asked_for()
        count += _settle(w, house, dict.fromkeys(w.inheritance.unreachable(now), Inherited("refused", "no_account")))
    count += sum(_hear(house, group, _ask) for group in waiting)
    count += sum(_hear(house, group, _how_far) for group in asked)
    return count


def read_followings(house: House) -> int:
    """The tick that reads whom each member serves, so that an event that was missed does no harm; how much was new."""
    with house.core.read(SYSTEM) as w:
        members = [address for platform in house.contacts for address in w.people.accounts(platform.value)]
    return sum(_read(house, member) for member in members)


def _read(house: House, member: Address) -> int:
    at = house.clock.now()
    try:
        customers = house.contacts[Platform(member.platform)].followed(_person(member))
    except (TryLater, Undeliverable) as problem:
        log.warning("who is served is not told: %s", problem.reason)
        return 0
    with house.core.work(SYSTEM) as w:
        return w.followings.read(member, customers, at)


def _ask(port: Contacts, group: InheritView) -> _Answers:
    return port.inherit(_person(group.giver), _person(group.taker), list(group.customers), left=group.left)


def _how_far(port: Contacts, group: InheritView) -> _Answers:
    return port.inherited(_person(group.giver), _person(group.taker), left=group.left)


def _hear(house: House, group: InheritView, ask: Callable[[Contacts, InheritView], _Answers]) -> int:
    """One question to the platform, outside of any transaction, and its answers written down."""
    port = house.contacts.get(Platform(group.giver.platform))
    if port is None:
        return 0
    try:
        answers = ask(port, group)
    except TryLater as problem:
        log.info("hand-over later: %s", problem.reason)
        return 0
    except Undeliverable as problem:
        log.warning("hand-over not possible: %s", problem.reason)
        answers = dict.fromkeys(group.customers, Inherited("refused", _known(problem.reason)))
    told = {group.customers[customer]: answer for customer, answer in answers.items() if customer in group.customers}
    with house.core.work(SYSTEM) as w:
        return _settle(w, house, told)


def _known(reason: str) -> str:
    permission = ("api_not_permitted", "not_visible_to_app", "app_disabled")
    return "no_permission" if reason in permission else reason if reason in catalog.WHY_NOT_INHERITED else "failed"


def _settle(w: Work, house: House, told: Mapping[int, Inherited]) -> int:
    """Written down; those that are refused for good are told to whoever handed over, together."""
    became = [handover for handover, now in told.items() if w.inheritance.became(handover, now.state, now.problem)]
    refused = [w.handovers.get(handover) for handover in became if told[handover].state == "refused"]
    for to in dict.fromkeys((each.by_id, each.to_id) for each in refused):
        _tell_refused(w, house, [each for each in refused if (each.by_id, each.to_id) == to])
    return len(became)


def refused_by_event(w: Work, house: House, handover_id: int, problem: str) -> None:
    _settle(w, house, {handover_id: Inherited("refused", problem)})


def _tell_refused(w: Work, house: House, refused: list[HandoverView]) -> None:
    """To the one who handed over; where that was the house, to the successor's manager."""
    first = refused[0]
    manager = w.people.manager_of(first.to_id)
    address = w.people.address(first.by_id or (manager.id if manager else first.to_id))
    if address is None:
        return
    card = catalog.not_inherited(
        customers=[(each.lead, each.problem) for each in refused[:MOST]],
        more=max(0, len(refused) - MOST),
        to=first.to,
        page=page_of(house.base_url, leaver=first.from_id or 0),
    )
    politely = house.calendar.next_polite_moment(house.clock.now())
    show(w, f"inherit:{first.id}:{len(refused)}", to_person(address), card, not_before=politely)


def _person(address: Address) -> Person:
    return Person(Platform(address.platform), address.corp, address.id)
