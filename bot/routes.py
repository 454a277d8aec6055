"""What goes where, in a dict you can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.handlers import assign, capture, commands, confirm_follow_up, delivery, hello, leave_out, nudge, todos
from bot.handlers.house import Handler, House
from bot.handlers.sync_conversation import sync_conversation
from bot.model import Asked, BotOpened, CaptureGiven, CardClicked, CardRead, ChatChanged, MessagesPicked, SyncAsked, TextSaid

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
    "whose": capture.whose,
}

FROM_PAGES: dict[str, Handler] = {"leave_out": leave_out.leave_out}
"""What no card offers: it needs a list that only a page of ours can show."""

NOTICES: dict[type, Callable[[House, Any], None]] = {
    BotOpened: hello.opened,
    ChatChanged: hello.chat_changed,
    CardRead: delivery.card_read,
}
"""What happened and has somebody to deal with it; the rest is written down."""

TICKS: dict[str, Callable[[House], int]] = {"nudges": nudge.tick}


def handler_of(event: Asked) -> Handler | None:
    """None: nobody handles this."""
    match event:
        case SyncAsked() | MessagesPicked():
            return sync_conversation
        case TextSaid():
            return commands.text_said
        case CaptureGiven():
            return capture.read_pictures
        case CardClicked():
            return BUTTONS.get(event.action.verb) or FROM_PAGES.get(event.action.verb)
    return None
