"""A tick finds silence and speaks kindly, once (NDG-01, NDG-02); a tap on the card takes effect and says by whom."""

from __future__ import annotations

from datetime import timedelta

from bot.handlers.house import House, number, show, to_person
from bot.handlers.nudge_cards import over, speak, speak_again, withdraw
from bot.handlers.todos import refresh_digest
from bot.model import CardClicked
from cards import catalog
from cards.model import Card
from crm_core.errors import Conflict
from crm_core.people import SYSTEM, Principal
from crm_core.views import NudgeView
from crm_core.work.core import Work


def tick(house: House) -> int:
    """Speak of every silence that is due; how many. Late, doubled and missing ticks change nothing but the delay."""
    now = house.clock.now()
    with house.core.work(SYSTEM) as w:
        opened = [w.nudges.open(silence, at=now) for silence in w.nudges.due(now)]
        spoken = [nudge for nudge in opened if nudge is not None]
        speak(w, house, spoken)
    return len(spoken)


def support(house: House, who: Principal, event: CardClicked) -> None:
    """`support:<nudge>`: the manager lends a hand."""
    with house.core.work(who, settles=event.id) as w:
        nudge = w.nudges.support(number(event.action.subject))
        over(w, house, nudge, catalog.nudge_supported(customer=nudge.lead, by=who.name, at=house.now_text()))
        refresh_digest(w, house, event)


def reassign(house: House, who: Principal, event: CardClicked) -> None:
    """`reassign:<nudge>?owner=<person>`: the lead gets a new owner, who is told."""
    owner = event.action.form.get("owner", "")
    if not owner.isdecimal():
        raise Conflict("choose_owner")
    to = number(owner)
    with house.core.work(who, settles=event.id) as w:
        nudge = w.nudges.reassigned(number(event.action.subject))
        lead = w.leads.reassign(nudge.lead_id, to, because=f"nudge:{nudge.id}")
        card = catalog.nudge_reassigned(customer=nudge.lead, by=who.name, to=lead.owner, at=house.now_text())
        over(w, house, nudge, card)
        address = w.people.address(to)
        if address:
            told = catalog.assigned_to_you(lead_id=lead.id, customer=nudge.lead, by=who.name, page=house.page(lead=lead.id))
            show(w, f"assigned:{nudge.id}:{owner}", to_person(address), told)


def snooze(house: House, who: Principal, event: CardClicked) -> None:
    """`snooze:<nudge>`: again at the first polite moment of tomorrow or later."""
    tomorrow = house.clock.now().astimezone(house.zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    until = house.calendar.next_polite_moment(tomorrow)
    with house.core.work(who, settles=event.id) as w:
        nudge = w.nudges.snooze(number(event.action.subject), until)
        card = catalog.nudge_snoozed(customer=nudge.lead, by=who.name, until=house.local(until), at=house.now_text())
        over(w, house, nudge, card)


def close_nudges(w: Work, house: House, lead_id: int) -> None:
    """New progress ended these silences; their cards say so, and those that wait for the morning are not shown at all."""
    for nudge in w.nudges.ended_for(lead_id):
        withdraw(w, nudge)
        over(w, house, nudge, catalog.nudge_ended(customer=nudge.lead, at=house.now_text()))


def resume_nudges(w: Work, house: House, lead_id: int) -> None:
    """The progress was taken back: the cards say again what they said before it."""
    for nudge in w.nudges.live(lead_id):
        if nudge.state == "open":
            speak_again(w, house, nudge)
        else:
            over(w, house, nudge, _taken_up(w, house, nudge))


def _taken_up(w: Work, house: House, nudge: NudgeView) -> Card:
    """By whom, as it was said at the time."""
    at = house.local(nudge.acted_at) if nudge.acted_at else ""
    if nudge.state == "snoozed" and nudge.snoozed_until:
        until = house.local(nudge.snoozed_until)
        return catalog.nudge_snoozed(customer=nudge.lead, by=nudge.acted_by, until=until, at=at)
    if nudge.state == "reassigned":
        owner = w.leads.get(nudge.lead_id).owner
        return catalog.nudge_reassigned(customer=nudge.lead, by=nudge.acted_by, to=owner, at=at)
    return catalog.nudge_supported(customer=nudge.lead, by=nudge.acted_by, at=at)
