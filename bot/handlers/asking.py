"""A command, typed or pressed: who asked, where, and the way to answer that one alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.handlers.house import House, reply_key, show, to_person
from bot.model import CardClicked, ChatKind, Conversation, Platform, TextSaid
from cards.model import Card
from crm_core.people import SYSTEM
from crm_core.work.core import Work


@dataclass(frozen=True, slots=True)
class Ask:
    """`group`: the group it was asked in; None: alone with the bot."""

    event: TextSaid | CardClicked
    group: Conversation | None
    words: str = ""
    """What was said after the command: a customer's name."""
    form: Mapping[str, str] = field(default_factory=dict)


def typed(event: TextSaid, words: str = "") -> Ask:
    return Ask(event, event.where if event.where.kind is ChatKind.GROUP else None, words)


def pressed(house: House, event: CardClicked) -> Ask:
    """A button is pressed where its card stands, which we know better than what some platforms say of a click."""
    with house.core.read(SYSTEM) as w:
        card = w.shown.card(event.card)
    where = card.to if card else None
    group = None
    if where is not None and where.kind == ChatKind.GROUP:
        group = Conversation(Platform(where.platform), where.corp, where.id, ChatKind.GROUP)
    return Ask(event, group, form=event.action.form)


def answer(w: Work, ask: Ask, card: Card) -> None:
    """To the one who asked and to nobody else, also when it was asked in a group."""
    show(w, reply_key(ask.event), to_person(ask.event.by), card)


def sidebar(house: House) -> str:
    return f"{house.base_url}/sidebar"
