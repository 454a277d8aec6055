"""What goes where, in a dict you can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.handlers import (
    archive,
    assign,
    capture,
    commands,
    confirm_follow_up,
    contacts,
    delivery,
    directory,
    files,
    given_files,
    handover,
    hello,
    inherit,
    leave_out,
    members,
    nudge,
    read_file,
    todos,
)
from bot.handlers.house import Handler, House
from bot.handlers.sync_conversation import sync_conversation
from bot.model import (
    ArchiveReady,
    Asked,
    BotOpened,
    CaptureGiven,
    CardClicked,
    CardRead,
    ChatChanged,
    ContactChange,
    ContactChanged,
    MemberChanged,
    MessagesPicked,
    ReadAsked,
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
    "whose": capture.whose,
    "attach": given_files.attach,
    "jot": given_files.jot,
    "hand_over": handover.give,
    "hand_back": handover.take_back,
    "confirm_left": directory.confirm_left,
    "undo_left": directory.left_after_all,
}


def contact_changed(house: House, event: ContactChanged) -> None:
    """Who serves a customer is one thing, what the customer agreed to is another."""
    if event.change is ContactChange.AGREED:
        archive.agreed(house, event)
    else:
        contacts.changed(house, event)


def purge(house: House) -> int:
    """Forget what nobody needs any more: what was handed over and left, files without a place."""
    return capture.tidy(house) + files.purge(house)


FROM_PAGES: dict[str, Handler] = {"leave_out": leave_out.leave_out}
"""What no card offers: it needs a list that only a page of ours can show."""

NOTICES: dict[type, Callable[[House, Any], None]] = {
    BotOpened: hello.opened,
    ChatChanged: hello.chat_changed,
    CardRead: delivery.card_read,
    ArchiveReady: archive.ready,
    ContactChanged: contact_changed,
    MemberChanged: members.member_changed,
}
"""What happened and has somebody to deal with it; the rest is written down."""

TICKS: dict[str, Callable[[House], int]] = {
    "nudges": nudge.tick,
    "archive": archive.tick,
    "files": files.tick,
    "purge": purge,
    "directory": directory.tick,
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
        case CaptureGiven():
            return capture.read_pictures
        case ReadAsked():
            return read_file.read_file
        case CardClicked():
            return BUTTONS.get(event.action.verb) or FROM_PAGES.get(event.action.verb)
    return None
