"""What is said to the bot in words: 「同步」, or anything else, which gets the help card."""

from __future__ import annotations

from bot.handlers.house import House, to_person
from bot.handlers.sync_conversation import sync_conversation
from bot.model import ChatKind, TextSaid
from cards import catalog
from crm_core.people import Principal

SYNC_WORDS = frozenset({"同步", "同步本次聊天", "sync"})


def text_said(house: House, who: Principal, event: TextSaid) -> None:
    """`@随录 同步` in a group reads that group; there is nothing to read in a chat with the bot itself."""
    if event.text.strip().casefold() in SYNC_WORDS and event.where.kind is ChatKind.GROUP:
        sync_conversation(house, who, event)
        return
    with house.core.work(who, settles=event.id) as w:
        card = catalog.help_card(page=f"{house.base_url}/sidebar")
        w.say.post(f"reply:{event.id}"[:80], to_person(event.by), card.to_json(), kind=card.kind)
