"""What is said to the bot, and the buttons that say the same: 同步, 客户, 我的待办, 今日进展, 周报, 帮助. Never silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from bot.handlers.asking import Ask, answer, pressed, sidebar, typed
from bot.handlers.capture import pasted, pictures_given, text_given
from bot.handlers.daily_cards import today
from bot.handlers.find_customer import customer
from bot.handlers.given_files import given, is_given
from bot.handlers.house import House
from bot.handlers.report import week
from bot.handlers.sync_conversation import Wanted, is_record, of_record, sync_conversation
from bot.handlers.todos import todo
from bot.handlers.words import Command, Understood, understand
from bot.model import Asked, CaptureGiven, CardClicked, MessagesPicked, ReadAsked, SyncAsked, TextSaid
from cards import catalog
from crm_core.errors import Conflict
from crm_core.people import Principal


def text_said(house: House, who: Principal, event: TextSaid) -> None:
    """A command is done, a merged record is read, a file is asked about; anything else is told what can be done."""
    if is_record(event):
        sync_conversation(house, who, of_record(event))
        return
    if _captured(house, who, event):
        return
    if is_given(who, event):
        given(house, who, event)
        return
    said = _understood(event)
    if said.command is None:
        _not_understood(house, who, event, said)
        return
    COMMANDS[said.command](house, who, typed(event, said.words))


def _captured(house: House, who: Principal, event: TextSaid) -> bool:
    """A chat that was pasted, or pictures of one: taken for what it is before any word in it is taken for a command."""
    chat = pasted(house, event)
    if chat is not None:
        text_given(house, who, event, chat)
        return True
    pictures = {attachment.kind for attachment in event.attachments} == {"image"} and not event.text.strip()
    if pictures:
        pictures_given(house, who, event)
    return pictures


def ask(house: House, who: Principal, event: CardClicked) -> None:
    """`ask:<command>`: the same as saying it. Raises Conflict `unknown_button` for what is no command of ours."""
    try:
        command = Command(event.action.subject)
    except ValueError:
        raise Conflict("unknown_button") from None
    COMMANDS[command](house, who, pressed(house, event))


def asked_sync(house: House, event: Asked) -> Wanted | None:
    """The sync that this event asks for, if it does: a group that has begun to be read is to be told how it ended."""
    match event:
        case SyncAsked() | MessagesPicked():
            return event
        case TextSaid() if is_record(event):
            return of_record(event)
        case TextSaid():
            return event if _understood(event).command is Command.SYNC and typed(event).group else None
        case CardClicked():
            wanted = (event.action.verb, event.action.subject) == ("ask", Command.SYNC)
            return _of_click(pressed(house, event)) if wanted else None
        case CaptureGiven() | ReadAsked():
            return None


def _understood(event: TextSaid) -> Understood:
    said = understand(event.text)
    return Understood(None, event.text.strip()) if event.attachments and not event.text.strip() else said


def _sync(house: House, who: Principal, ask: Ask) -> None:
    """Reads the group; there is nothing to read in a chat with the bot itself."""
    if ask.group is None:
        with house.core.work(who, settles=ask.event.id) as w:
            answer(w, ask, catalog.sync_where(page=sidebar(house)))
        return
    event = ask.event if isinstance(ask.event, TextSaid) else _of_click(ask)
    assert event is not None  # noqa: S101  it has a group
    sync_conversation(house, who, event)


def _of_click(ask: Ask) -> SyncAsked | None:
    event = ask.event
    return SyncAsked(id=event.id, by=event.by, at=event.at, where=ask.group) if ask.group else None


def _help(house: House, who: Principal, ask: Ask) -> None:
    with house.core.work(who, settles=ask.event.id) as w:
        answer(w, ask, catalog.help_card(page=sidebar(house)))


def _not_understood(house: House, who: Principal, event: TextSaid, said: Understood) -> None:
    if what := _files(event):
        card = catalog.cannot_use(what=what, page=sidebar(house))
    else:
        card = catalog.not_understood(words=said.words, near=[near.value for near in said.near], page=sidebar(house))
    with house.core.work(who, settles=event.id) as w:
        answer(w, typed(event), card)


def _files(event: TextSaid) -> str:
    """「2 张图片、1 段语音」; empty: none."""
    counts = Counter(FILE_NAMES.get(attachment.kind, FILE_NAMES["file"]) for attachment in event.attachments)
    return "、".join(f" {count} {name}" for name, count in counts.items())


FILE_NAMES = {"image": "张图片", "file": "个文件", "voice": "段语音", "video": "段视频"}
COMMANDS: dict[Command, Callable[[House, Principal, Ask], None]] = {
    Command.SYNC: _sync,
    Command.CUSTOMER: customer,
    Command.TODO: todo,
    Command.TODAY: today,
    Command.REPORT: week,
    Command.HELP: _help,
}
