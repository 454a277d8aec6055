"""One way to do the same thing on every platform: what the contract's tests ask of a platform, its simulator and our edge.

The house is the real one (`tests.stories.town_house`): real adapters with the vendors' SDKs, real web, real inbox on SQLite.
Only the workers do not run unless a test says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.demo.driver import CardSeen
from bot.demo.world import CORPS
from bot.model import CardHandle, ChatKind, Conversation, Event, Person, Platform, event_from_json
from bot.ports import Media, Messenger
from bot.simulator.faults import Fault, Faults
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Chat, ClickAnswer, Said
from cards.model import Card
from tests.bot.processes.conftest import until
from tests.stories.town_house import TownHouse

GROUPS = {Platform.FEISHU: "oc_contract", Platform.DINGTALK: "cidContract==", Platform.WECOM: "wrContract"}


@dataclass
class Bench:
    """One platform by one transport: `wecom`, `feishu`, `feishu-stream`, `dingtalk`, `dingtalk-http`."""

    house: TownHouse
    name: str
    since: datetime = datetime(1, 1, 1, tzinfo=UTC)

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

    def clear(self) -> None:
        """Two hours later, and all that was said and heard is forgotten."""
        from crm_core.tables import Inbox

        if isinstance(self.sim, FeishuSim):  # tries again by the wall's clock: signed before the move, it would come in stale
            self.sim.forget()
        self.house.clock.move(timedelta(hours=2))
        with self.house.town.lock:
            for chat in self.house.town.chats.values():
                chat.messages[1 if chat.id == GROUPS[Platform.WECOM] else 0 :] = []
            self.house.town.journal.clear()
            self.house.town.faults = Faults()
        # Marked, not deleted: a platform may say again what it said to the test before, and that is not heard anew.
        self.since = self.house.clock.now()
        with self.house.core._engines.write.begin() as connection:
            connection.execute(update(Inbox).values(state="done", done_at=self.since))

    def key(self, name: str) -> str:
        """A key that no test before has used: platforms remember them."""
        return f"{int(self.house.clock.now().timestamp())}-{name}"

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
        where = Conversation(self.platform, CORPS[self.platform], GROUPS[self.platform], ChatKind.GROUP)
        if self.platform is Platform.WECOM and where.id not in self.house.town.chats:
            members = [self.person(key).id for key in ("lin", "zhou")]
            made: Any = self.messenger
            made._client.ask("post", "appchat/create", data={"chatid": where.id, "userlist": members, "owner": members[0]})
        self.house.town.opens(Chat(where.id, self.platform.value, "group", "联调群", ["lin", "zhou", "bot"]))
        return where

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

    def opens_bot(self, key: str) -> None:
        self.sim.enter_agent(key) if self.platform is Platform.WECOM else self.sim.enter(key)

    def leaves(self, key: str) -> None:
        """A colleague leaves the organisation."""
        member = self.person(key).id
        match self.platform:
            case Platform.WECOM:
                self.sim.event("change_contact", {"ChangeType": "delete_user", "UserID": member})
            case Platform.FEISHU:
                self.sim.colleague(key, "deleted")
            case Platform.DINGTALK:
                self.sim.event("user_leave_org", {"userId": [member]})

    def dismisses(self, group: Conversation) -> None:
        match self.platform:
            case Platform.WECOM:
                self.sim.event("change_external_chat", {"ChatId": group.id, "ChangeType": "dismiss"})
            case Platform.FEISHU:
                self.sim.disband(group.id, "lin")
            case Platform.DINGTALK:
                self.sim.changes(group.id, "chat_disband")

    def gains(self, key: str, customer: str) -> None:
        """A member of ours and a customer become contacts."""
        fields = {"UserID": self.person(key).id, "ExternalUserID": self.house.town.people[customer].ids["wecom"]}
        self.sim.event("change_external_contact", {"ChangeType": "add_external_contact", **fields})

    def unheard_of(self, name: str) -> None:
        """An event of a kind that nobody has told us of."""
        self.sim.push(f"im.{name}_v1", {}) if self.platform is Platform.FEISHU else self.sim.event(name, {})

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

    def posts(self, card: Card, key: str = "", to: Person | Conversation | None = None) -> tuple[CardHandle, CardSeen]:
        """The card posted to 林晓 (or `to`), and how it stands in the chat."""
        where = to or self.person("lin")
        handle = self.messenger.post(where, card, key=key or self.key("k-1"))
        chat = where.id if isinstance(where, Conversation) else self.bot_chat("lin")
        return handle, self.cards(chat)[-1]

    def _rows(self) -> list[dict[str, Any]]:
        from crm_core.tables import Inbox

        with self.house.core._engines.read.connect() as connection:
            ours = Inbox.id.startswith(f"{self.platform}:"), Inbox.heard_at >= self.since
            rows = [dict(row.body) for row in connection.execute(select(Inbox.body).where(*ours).order_by(Inbox.heard_at))]
            # Two hours ago is the test before: what a busy machine delivers of it only now is none of this one's.
            return [row for row in rows if datetime.fromisoformat(row["at"]) >= self.since - timedelta(hours=1)]


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
