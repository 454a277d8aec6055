"""What goes where, in a dict you can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.handlers import assign, commands, confirm_follow_up, contacts, delivery, handover, hello, inherit, nudge, todos
from bot.handlers.house import Handler, House
from bot.handlers.sync_conversation import sync_conversation
from bot.model import (
    Asked,
    BotOpened,
    CardClicked,
    CardRead,
    ChatChanged,
    ContactChange,
    ContactChanged,
    MessagesPicked,
    SyncAsked,
    TextSaid,
)

BUTTONS: dict[str, Handler] = {
    "confirm": confirm_follow_up.confirm,
    "choose": confirm_follow_up.choose,
    "drop": confirm_follow_up.drop,
    "undo": confirm_follow_up.undo,
    "support": nudge.support,
    "reassign": nudge.reassign,
    "snooze": nudge.snooze,
    "viewed": assign.viewed,
    "done": todos.done,
    "ask": commands.ask,
    "hand_over": handover.give,
    "hand_back": handover.take_back,
}


def contact_changed(house: House, event: ContactChanged) -> None:
    """Who serves a customer is one thing, what the customer agreed to is another."""
    if event.change is ContactChange.AGREED:
        house.core.inbox.done(event.id)
    else:
        contacts.changed(house, event)


NOTICES: dict[type, Callable[[House, Any], None]] = {
    BotOpened: hello.opened,
    ChatChanged: hello.chat_changed,
    CardRead: delivery.card_read,
    ContactChanged: contact_changed,
}
"""What happened and has somebody to deal with it; the rest is written down."""

TICKS: dict[str, Callable[[House], int]] = {
    "nudges": nudge.tick,
    "handovers": inherit.tick,
    "followings": inherit.read_followings,
}


def handler_of(event: Asked) -> Handler | None:
    """None: nobody handles this."""
    match event:
        case SyncAsked() | MessagesPicked():
            return sync_conversation
        case TextSaid():
            return commands.text_said
        case CardClicked():
            return BUTTONS.get(event.action.verb)
    return None
