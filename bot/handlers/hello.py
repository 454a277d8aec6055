"""The first word: to a person who opens the chat with the bot, and to a group that takes the bot in."""

from __future__ import annotations

from bot.handlers.asking import sidebar
from bot.handlers.bind import stranger
from bot.handlers.house import House, address_of, group_hello_key, hello_key, show, to_conversation, to_person
from bot.model import BotOpened, ChatChange, ChatChanged
from cards import catalog
from crm_core.people import SYSTEM


def opened(house: House, event: BotOpened) -> None:
    """Once for each person, however often the chat is opened; a stranger is told how to be bound."""
    who = house.core.identify(event.by.platform.value, event.by.corp, event.by.id)
    if who is None:
        stranger(house, event.by, event.id)
        return
    key = hello_key(event.by)
    with house.core.work(who, settles=event.id) as w:
        if not w.shown.was(key):
            card = catalog.hello(name=who.name, page=sidebar(house))
            show(w, key, to_person(event.by), card)


def chat_changed(house: House, event: ChatChanged) -> None:
    """Into a group that the bot was just added to; of other changes nothing is said."""
    with house.core.work(SYSTEM, settles=event.id) as w:
        if event.change is ChatChange.BOT_ADDED:
            card = catalog.hello_group()
            show(w, group_hello_key(event), to_conversation(address_of(event.where)), card)
