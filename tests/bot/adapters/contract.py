"""One way to do the same thing on every platform: what the contract's tests ask of a platform, its simulator and our edge.

The house is the real one (`tests.stories.town_house`): real adapters with the vendors' SDKs, real web, real inbox on SQLite.
Only the workers do not run unless a test says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.demo.driver import CardSeen
from bot.demo.world import CORPS
from bot.model import CardHandle, ChatKind, Conversation, Event, Person, Platform, event_from_json
from bot.ports import Media, Messenger
from bot.simulator.town import Chat, ClickAnswer, Fault, Said
from cards.model import Card
from tests.bot.processes.conftest import until
from tests.stories.town_house import TownHouse

GROUPS = {Platform.FEISHU: "oc_contract", Platform.DINGTALK: "cidContract==", Platform.WECOM: "wrContract"}


@dataclass
class Bench:
    """One platform by one transport: `wecom`, `feishu`, `feishu-stream`, `dingtalk`, `dingtalk-http`."""

    house: TownHouse
    name: str

    @property
    def platform(self) -> Platform:
        return Platform(self.name.partition("-")[0])

    @property
    def sim(self) -> Any:
        return self.house.sims[self.platform]

    @property
    def messenger(self) -> Messenger:
        return self.house.app.messengers[self.platform]

    @property
    def media(self) -> Media:
        return self.house.app.media[self.platform]

    # --- who and where ------------------------------------------------------------------------------------------------

    def person(self, key: str) -> Person:
        return Person(self.platform, CORPS[self.platform], self.house.town.people[key].ids[self.platform])

    @property
    def nobody(self) -> Person:
        """Whom the app cannot see."""
        ids = {Platform.WECOM: "nobody", Platform.FEISHU: "ou_nobody", Platform.DINGTALK: "ding_nobody"}
        return Person(self.platform, CORPS[self.platform], ids[self.platform])

    @property
    def group(self) -> Conversation:
        """A group of ours with the bot in it."""
        chat = Chat(GROUPS[self.platform], self.platform.value, "group", "联调群", ["lin", "zhou", "bot"])
        self.house.town.opens(chat)
        return Conversation(self.platform, CORPS[self.platform], chat.id, ChatKind.GROUP)

    def bot_chat(self, key: str) -> str:
        return self.house.town.bot_chat(self.platform, key).id

    # --- what people do -----------------------------------------------------------------------------------------------

    def says(self, key: str, text: str, chat: str = "") -> Said:
        said: Said = self.sim.say(chat or self.bot_chat(key), key, text)
        return said

    def clicks(self, card: CardSeen, key: str, action: str, form: Mapping[str, str] | None = None) -> ClickAnswer:
        answer: ClickAnswer = self.sim.click(card.id, key, action, form or {})
        return answer

    def ails(self, kind: str, path: str = "", times: int = 1) -> None:
        self.house.town.plan(self.platform, Fault(kind, times, path))

    # --- what came of it ----------------------------------------------------------------------------------------------

    def heard(self, most: int = 1) -> list[Event]:
        """What stands in the inbox of this platform, oldest first; waits until `most` are there."""
        until(lambda: len(self._rows()) >= most)
        return [event_from_json(row) for row in self._rows()]

    def heard_nothing(self) -> bool:
        return self._rows() == []

    def cards(self, chat: str) -> list[CardSeen]:
        return self.house.cards(chat)

    def shown(self, chat: str) -> str:
        """All that the last card of a chat says, as its client would show it."""
        return words(self.cards(chat)[-1].card)

    def posts(self, card: Card, key: str = "k-1", to: Person | Conversation | None = None) -> tuple[CardHandle, CardSeen]:
        """The card posted to 林晓 (or `to`), and how it stands in the chat."""
        where = to or self.person("lin")
        handle = self.messenger.post(where, card, key=key)
        chat = where.id if isinstance(where, Conversation) else self.bot_chat("lin")
        return handle, self.cards(chat)[-1]

    def _rows(self) -> list[dict[str, Any]]:
        from sqlalchemy import select

        from crm_core.tables import Inbox

        with self.house.core._engines.read.connect() as connection:
            found = connection.execute(
                select(Inbox.body).where(Inbox.id.startswith(f"{self.platform}:")).order_by(Inbox.heard_at)
            )
            return [dict(row.body) for row in found]


def words(native: Mapping[str, Any]) -> str:
    """The words in a vendor's card, markup undone as its client undoes it."""
    return "\n".join(_plain(text) for text in _texts(native))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _texts(part)]


def _plain(text: str) -> str:
    import html
    import re

    if text.startswith("[{"):
        return "\n".join(_texts(json.loads(text)))
    return html.unescape(re.sub(r"\\([\\`*_\[\]|~#+\-.)])", r"\1", text)).replace("  \n", "\n").replace("\xa0", " ")
