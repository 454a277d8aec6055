"""What is said to the bot in words: 「同步」, or anything else, which gets the help card."""

from __future__ import annotations

from bot.handlers.house import House, reply_key, to_person
from bot.handlers.sync_conversation import sync_conversation
from bot.model import ChatKind, TextSaid
from cards import catalog
from crm_core.people import Principal

SYNC_WORDS = frozenset({"同步", "同步本次聊天", "sync"})


def asks_for_sync(said: TextSaid) -> bool:
    """`@随录 同步` in a group; there is nothing to read in a chat with the bot itself."""
    return said.where.kind is ChatKind.GROUP and said.text.strip().casefold() in SYNC_WORDS


def text_said(house: House, who: Principal, event: TextSaid) -> None:
    """Reads the group when asked to; else says what there is to ask for."""
    if asks_for_sync(event):
        sync_conversation(house, who, event)
        return
    with house.core.work(who, settles=event.id) as w:
        card = catalog.help_card(page=f"{house.base_url}/sidebar")
        w.say.post(reply_key(event), to_person(event.by), card.to_json(), kind=card.kind)
