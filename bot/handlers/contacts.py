"""What a platform tells of customers and who serves them (客户联系): written down, and told kindly to those concerned."""

from __future__ import annotations

from bot.handlers.handover_cards import page_of
from bot.handlers.house import House, reply_key, show, to_person
from bot.handlers.inherit import refused_by_event
from bot.model import ContactChange, ContactChanged, Person
from cards import catalog
from cards.model import Card
from crm_core.people import SYSTEM
from crm_core.views import Address, MovedView, ServedView
from crm_core.work.core import Work

_STATES = {
    ContactChange.ADDED: "following",
    ContactChange.REMOVED: "removed",
    ContactChange.LOST: "lost",
    ContactChange.HANDED_OVER: "handed_over",
}
_GONE = (ContactChange.LOST, ContactChange.REMOVED)


def changed(house: House, event: ContactChanged) -> None:
    """Told twice, or late, it changes nothing more. An edited remark says nothing of who serves whom."""
    customer = _address(event.customer)
    with house.core.work(SYSTEM, settles=event.id) as w:
        if event.change is ContactChange.NOT_HANDED_OVER:
            for handover in w.inheritance.of_customer(customer):
                refused_by_event(w, house, handover, event.reason)
        state = _STATES.get(event.change)
        if state is not None and w.followings.told(customer, event.member.id, state, event.at):
            _tell(w, house, event, customer)


def _tell(w: Work, house: House, event: ContactChanged, customer: Address) -> None:
    if event.change in _GONE:
        who = w.people.behind(_address(event.member))
        for served in w.followings.served(customer, who) if who is not None else ():
            _gone(w, house, event, served)
        return
    for handover in w.inheritance.of_customer(customer) if event.change is ContactChange.ADDED else ():
        if w.handovers.get(handover).to_id == w.people.behind(_address(event.member)):
            w.inheritance.became(handover, "done")
    for moved in w.followings.moved(customer):
        _moved(w, house, moved)


def _gone(w: Work, house: House, event: ContactChanged, served: ServedView) -> None:
    """To the rep and to the rep's manager."""
    lost, at = event.change is ContactChange.LOST, house.local(event.at)
    rep_card = catalog.contact_gone_for_rep(customer=served.lead, lost=lost, at=at, page=house.page(lead=served.lead_id))
    stage = catalog.STAGE_NAMES.get(served.stage, served.stage)
    manager = w.people.manager_of(served.owner_id)
    _say(w, house, f"{reply_key(event)}:{served.lead_id}:rep", served.owner_id, rep_card)
    if manager is not None:
        card = catalog.contact_gone_for_manager(
            customer=served.lead, rep=served.owner, stage=stage, lost=lost, at=at, page=house.page(lead=served.lead_id)
        )
        _say(w, house, f"{reply_key(event)}:{served.lead_id}:manager", manager.id, card)


def _moved(w: Work, house: House, moved: MovedView) -> None:
    """The platform gave a contact away by itself: the manager is asked, once, whether the customer goes along."""
    manager = w.people.manager_of(moved.served.owner_id)
    key = f"moved:{moved.served.lead_id}:{moved.served.owner_id}:{moved.to_id}"
    if manager is None or w.shown.was(key):
        return
    card = catalog.contact_moved(
        owner_id=moved.served.owner_id,
        lead_id=moved.served.lead_id,
        to_id=moved.to_id,
        customer=moved.served.lead,
        rep=moved.served.owner,
        to=moved.to,
        page=page_of(house.base_url, leaver=moved.served.owner_id),
    )
    _say(w, house, key, manager.id, card)


def _say(w: Work, house: House, key: str, person_id: int, card: Card) -> None:
    address = w.people.address(person_id)
    if address:
        politely = house.calendar.next_polite_moment(house.clock.now())
        show(w, key, to_person(address), card, not_before=politely)


def _address(person: Person) -> Address:
    return Address(person.platform.value, person.corp, person.id)
