"""A lead that was given to somebody: 「已查看」."""

from __future__ import annotations

from bot.handlers.house import House, change, number
from bot.model import CardClicked
from cards import catalog
from crm_core.people import Principal
from crm_core.work.core import Work


def viewed(house: House, who: Principal, event: CardClicked) -> None:
    """`viewed:<lead>`: the new owner has seen it; the first time stands in the decision log, and the card says when."""
    lead_id = number(event.action.subject)
    with house.core.work(who, settles=event.id) as w:
        if w.leads.viewed(lead_id):
            _seen(w, house, who, event)


def _seen(w: Work, house: House, who: Principal, event: CardClicked) -> None:
    """In place of the card that was pressed, where it is the asker's own of this kind."""
    card, lead = w.shown.card(event.card), w.leads.get(number(event.action.subject))
    if card is not None and card.kind == "assignment" and card.to.id == event.by.id:
        page = house.page(lead=lead.id)
        seen = catalog.assignment_seen(customer=lead.name, by=who.name, at=house.now_text(), page=page)
        change(w, card.card_key, seen)
