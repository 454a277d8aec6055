"""The town: who lives in it, their chats, and what stands in them. Neutral; each platform's file speaks one vendor's wire.

State is one JSON file, so that a restarted demo finds its chats again. The kinds of faults stand in `faults`, what a
platform's stand-in has to offer in `sim`; both are named here too, as the town is what everybody holds.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.model import Platform
from bot.simulator.faults import CALLBACK, IN_FAULTS, OUT_FAULTS, Fault, Faults
from bot.simulator.sim import ClickAnswer, PlatformSim, Sim, Unsupported
from crm_core.clock import Clock

__all__ = [
    "CALLBACK",
    "IN_FAULTS",
    "OUT_FAULTS",
    "Chat",
    "ClickAnswer",
    "Dweller",
    "Fault",
    "Office",
    "PlatformSim",
    "Said",
    "Sim",
    "Town",
    "Unsupported",
    "plain",
]


@dataclass(slots=True)
class Dweller:
    """Somebody in the town. `ids` by platform; a customer's WeCom id is an external_userid."""

    key: str
    name: str
    staff: bool
    ids: dict[str, str]
    company: str = ""
    phones: list[str] = field(default_factory=list)
    manager: str = ""
    """Key of the direct leader."""
    agreed: bool = True
    """The customer agreed to the archive (会话存档同意)."""
    followers: list[str] = field(default_factory=list)
    """Keys of the staff who serve this customer."""
    title: str = ""
    offices: list[int] = field(default_factory=list)
    """Numbers of the departments that they are in; none: the organisation itself."""
    account: str = "active"
    """active, inactive 未激活, disabled 停用, left 离职: as each platform says it in its own way"""
    status_word: str = ""
    """What HR wrote into the status field (人员状态): 产假中 …"""
    alias: str = ""
    tags: list[str] = field(default_factory=list)
    """企业微信标签"""


@dataclass(slots=True)
class Said:
    """One message in a chat. `card` is the vendor's own card JSON as it was posted or last changed."""

    id: str
    by: str
    """A dweller's key; `bot` for Suilu."""
    at: str
    kind: str = "text"
    text: str = ""
    card: dict[str, Any] | None = None
    handle: str = ""
    """What the platform calls this card by: task_id, message_id, outTrackId."""
    changed: int = 0
    """How often the card was updated in place."""
    extra: dict[str, Any] = field(default_factory=dict)
    """The platform's own bookkeeping: response codes, uses, uuid."""


@dataclass(slots=True)
class Chat:
    id: str
    platform: str
    kind: str
    """single (two people), group, bot (a person and Suilu)"""
    title: str
    members: list[str]
    messages: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class Office:
    """部门. Number 1 is the organisation itself, which every platform has."""

    number: int
    name: str
    parent: int = 1
    leaders: list[str] = field(default_factory=list)
    """Keys of dwellers."""


MOST_RAW = 8000
MOST_CALLS = 500
FLUSH_AFTER = 0.1
"""Seconds from a change to the file: a busy town of two thousand messages would spend 0.15 s on writing at every step."""


class Town:
    """All chats of all platforms. Every method is one step under one lock.

    A step is in memory when it returns and in the file at most `FLUSH_AFTER` seconds later, or when `flush` returns: a town
    that is killed may forget its last moment, one that is stopped forgets nothing.
    """

    def __init__(self, clock: Clock, file: Path | None = None) -> None:
        self.clock = clock
        self.people: dict[str, Dweller] = {}
        self.chats: dict[str, Chat] = {}
        self.offices: dict[int, Office] = {}
        self.journal: list[dict[str, Any]] = []
        """Calls on the wire, newest last: n, platform, way (in: to Suilu, out: from Suilu), what, ok, at, asked, answered;
        `trace` and `step` are the number and the words of what a person did last before."""
        self.faults = Faults()
        self.serial = 0
        self.version = 1
        """Grows with everything that the clients show; not with a call, since Suilu asks much that changes nothing there. Who
        has seen nothing yet is at 0."""
        self.calls = 0
        """The number of the last call that was written down."""
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._step = (0, "")
        self._file, self._writing = file, threading.Lock()
        self._soon: threading.Timer | None = None
        if file and file.exists():
            self._load(json.loads(file.read_text(encoding="utf-8")))

    def moves_in(self, dweller: Dweller) -> None:
        with self.lock:
            self.people[dweller.key] = dweller
            self._save()

    def leaves(self, who: str) -> None:
        """A colleague is listed nowhere any more."""
        with self.lock:
            self.people[who].account = "left"
            self._save()

    def founds(self, office: Office) -> None:
        with self.lock:
            self.offices[office.number] = office
            self._save()

    def staff(self, platform: Platform) -> list[Dweller]:
        """Whom this platform lists: members with an account there who have not left."""
        with self.lock:
            mine = [d for d in self.people.values() if d.staff and platform.value in d.ids]
            return [d for d in mine if d.account != "left"]

    def offices_below(self, number: int) -> list[Office]:
        """Children, and theirs."""
        with self.lock:
            near = [office for office in self.offices.values() if office.parent == number and office.number != number]
            return [one for office in near for one in (office, *self.offices_below(office.number))]

    def opens(self, chat: Chat) -> Chat:
        with self.lock:
            if chat.id not in self.chats:
                self.chats[chat.id] = chat
                self._save()
            return self.chats[chat.id]

    def bot_chat(self, platform: Platform, key: str) -> Chat:
        """The direct chat of a dweller with Suilu on a platform, opened on first use."""
        return self.opens(Chat(f"{platform}-bot-{key}", platform.value, "bot", "随录", [key]))

    def who(self, platform: Platform, external_id: str) -> Dweller | None:
        """The dweller with this id on this platform (WeCom ids compare without case)."""
        wanted = external_id.casefold()
        with self.lock:
            return next((d for d in self.people.values() if d.ids.get(platform.value, "").casefold() == wanted), None)

    def next_id(self, prefix: str) -> str:
        with self.lock:
            self.serial += 1
            self._keep()
            return f"{prefix}{self.serial:08d}"

    def add(self, chat_id: str, said: Said) -> Said:
        with self.lock:
            self.chats[chat_id].messages.append(said)
            self._save()
            return said

    def say(self, chat_id: str, by: str, text: str, *, prefix: str = "m", at: datetime | None = None) -> Said:
        moment = (at or self.clock.now()).isoformat()
        return self.add(chat_id, Said(self.next_id(prefix), by, moment, text=text))

    def find(self, message_id: str) -> tuple[Chat, Said] | None:
        with self.lock:
            return next(((c, m) for c in self.chats.values() for m in c.messages if m.id == message_id), None)

    def message(self, message_id: str) -> tuple[Chat, Said]:
        """Raises KeyError for a message that is in no chat."""
        found = self.find(message_id)
        if found is None:
            raise KeyError(message_id)
        return found

    def bot_moves(self, chat_id: str, by: str, *, inside: bool) -> Chat:
        """Into a group, or out of it. Raises ValueError where that is no change or the chat is no group."""
        with self.lock:
            chat = self.chats[chat_id]
            if chat.kind != "group" or ("bot" in chat.members) == inside:
                raise ValueError("chat")
            chat.members = [*chat.members, "bot"] if inside else [m for m in chat.members if m != "bot"]
            text = f"{self.people[by].name} 把随录{'拉进' if inside else '移出'}了群聊"
            self.add(chat_id, Said(self.next_id("sys"), by, self.clock.now().isoformat(), kind="system", text=text))
            return chat

    def change(self, said: Said, card: dict[str, Any]) -> None:
        with self.lock:
            said.card = card
            said.changed += 1
            self._save()

    def save(self) -> None:
        """After a platform changed its own bookkeeping in place."""
        with self.lock:
            self._save()

    def write_down(
        self, platform: Platform, way: str, what: str, *, ok: bool = True, asked: str = "", answered: str = ""
    ) -> None:
        """`asked` and `answered` are the raw bodies, as far as there are any, cut at `MOST_RAW` characters."""
        entry = {"platform": platform.value, "way": way, "what": what, "ok": ok, "at": self.clock.now().isoformat()}
        entry |= {"asked": asked[:MOST_RAW], "answered": answered[:MOST_RAW]}
        with self.lock:
            self.calls += 1
            trace, step = self._step
            self.journal.append({"n": self.calls, **entry, "trace": trace, "step": step})
            del self.journal[:-MOST_CALLS]
            self._changed.notify_all()

    def acts(self, what: str) -> None:
        """A person does something: the calls written down from now on are called its consequences."""
        with self.lock:
            self._step = (self._step[0] + 1, what)

    def forget_calls(self) -> None:
        with self.lock:
            self.journal.clear()

    def plan(self, platform: Platform, fault: Fault) -> Fault:
        with self.lock:
            self._stir()
            return self.faults.plan(platform.value, fault)

    def cancel(self, number: int) -> bool:
        """Whether that fault still waited."""
        with self.lock:
            self._stir()
            return self.faults.cancel(number)

    def fault(self, platform: Platform, path: str) -> str:
        """The kind of fault this call has to suffer, used up by asking; empty: none."""
        with self.lock:
            kind = self.faults.take(platform.value, path)
            if kind:
                self._stir()
            return kind

    def wait(self, version: int, seconds: float, calls: int | None = None) -> None:
        """Until something shows that is newer than `version`, or so long; with `calls`, a call after that number will do."""
        with self.lock:
            self._changed.wait_for(lambda: self.version != version or calls not in (None, self.calls), seconds)

    def flush(self) -> None:
        """What has happened so far is in the file when this returns."""
        with self._writing:
            with self.lock:
                if self._soon:
                    self._soon.cancel()
                self._soon, file = None, self._file
                state = {"people": list(self.people.values()), "chats": list(self.chats.values()), "serial": self.serial}
                state |= {"offices": list(self.offices.values())}
                text = json.dumps(state, ensure_ascii=False, default=plain)
            if file:
                fresh = file.with_suffix(".new")
                fresh.write_text(text, encoding="utf-8")
                fresh.replace(file)

    def _load(self, data: dict[str, Any]) -> None:
        self.people = {d["key"]: Dweller(**d) for d in data["people"]}
        self.chats = {c["id"]: Chat(**{**c, "messages": [Said(**m) for m in c["messages"]]}) for c in data["chats"]}
        self.offices = {o["number"]: Office(**o) for o in data.get("offices", ())}
        self.serial = data["serial"]

    def _stir(self) -> None:
        self.version += 1
        self._changed.notify_all()

    def _save(self) -> None:
        self._stir()
        self._keep()

    def _keep(self) -> None:
        """In the file soon, whether or not it shows."""
        if self._file and not self._soon:
            self._soon = threading.Timer(FLUSH_AFTER, self.flush)
            self._soon.daemon = True
            self._soon.start()


def plain(thing: object) -> dict[str, Any]:
    """A dataclass as JSON wants it, without the deep copy of `asdict`: to be used under the town's lock."""
    if not is_dataclass(thing) or isinstance(thing, type):
        raise TypeError(type(thing).__name__)
    return {part.name: getattr(thing, part.name) for part in fields(thing)}
