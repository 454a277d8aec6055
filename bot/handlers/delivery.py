"""How far a card got with its readers, where the platform tells."""

from __future__ import annotations

from bot.handlers.house import House
from bot.model import CardRead
from crm_core.people import SYSTEM


def card_read(house: House, event: CardRead) -> None:
    """Somebody has seen cards of ours. One that is not ours (any more) is nothing to follow."""
    with house.core.work(SYSTEM, settles=event.id) as w:
        for card in event.cards:
            w.say.seen(card, event.at)
