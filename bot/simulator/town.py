"""The town: who lives in it, their chats, and what stands in them. Neutral; each platform's file speaks one vendor's wire.

State is one JSON file, so that a restarted demo finds its chats again.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from bot.model import Platform
from crm_core.clock import Clock


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


@dataclass(frozen=True, slots=True)
class ClickAnswer:
    """What the clicker sees at once: a toast's words, or an error of the client when nobody answered in time."""

    ok: bool
    toast: str = ""


class PlatformSim(Protocol):
    """One platform's stand-in. `start` binds 127.0.0.1 and returns at once; `url` is its origin."""

    platform: Platform
    url: str

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def say(self, chat_id: str, by: str, text: str) -> Said:
        """A dweller says something; the platform tells Suilu of it if it would (bot mentioned, direct chat)."""

    def click(self, message_id: str, by: str, action: str, form: Mapping[str, str]) -> ClickAnswer:
        """A dweller presses a button of a card; the platform calls Suilu back as the vendor does."""


OUT_FAULTS = ("error", "limit", "expired", "hang", "slow", "cut", "refuse", "scope", "spent")
"""What can go wrong with a call of Suilu's: a 5xx page; the platform's rate limit (`limit:<name>` for one of several); an
expired token; `hang`, the call takes effect and its answer never comes; `slow`, it comes late but in time; `cut`, the
connection breaks before anything happened; `refuse`, a final error; `scope`, the person is not visible to the app; `spent`, the
card's handle is used up."""
IN_FAULTS = ("duplicate", "late", "reorder", "skew", "forge")
"""What can go wrong with a callback to Suilu: sent twice; sent some seconds late; held back until the next one has gone;
stamped ten minutes ago; signed with another's secret."""

CALLBACK = "callback"
"""What callbacks to Suilu are called where faults are asked for."""


@dataclass(slots=True)
class Fault:
    """The next `times` calls whose path contains `path` go wrong; callbacks have the path `callback`."""

    kind: str
    times: int = 1
    path: str = ""


MOST_RAW = 8000


class Town:
    """All chats of all platforms. Every method is one step under one lock and is on disk when it returns."""

    def __init__(self, clock: Clock, file: Path | None = None) -> None:
        self.clock = clock
        self.people: dict[str, Dweller] = {}
        self.chats: dict[str, Chat] = {}
        self.journal: list[dict[str, Any]] = []
        """Calls on the wire, newest last: platform, way (in: to Suilu, out: from Suilu), what, ok, at."""
        self.faults: dict[str, list[Fault]] = {}
        self.serial = 0
        self.lock = threading.RLock()
        self._file = file
        if file and file.exists():
            self._load(json.loads(file.read_text(encoding="utf-8")))

    def moves_in(self, dweller: Dweller) -> None:
        with self.lock:
            self.people[dweller.key] = dweller
            self._save()

    def opens(self, chat: Chat) -> Chat:
        with self.lock:
            self.chats.setdefault(chat.id, chat)
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
            self._save()
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
            self.journal.append(entry)
            del self.journal[:-500]

    def plan(self, platform: Platform, fault: Fault) -> None:
        with self.lock:
            self.faults.setdefault(platform.value, []).append(fault)

    def fault(self, platform: Platform, path: str) -> str:
        """The kind of fault this call has to suffer, used up by asking; empty: none."""
        with self.lock:
            for planned in self.faults.get(platform.value, []):
                fits = planned.path in path and (planned.kind in IN_FAULTS) == (path == CALLBACK)
                if planned.times > 0 and fits:
                    planned.times -= 1
                    return planned.kind
        return ""

    def to_json(self) -> dict[str, Any]:
        with self.lock:
            return {
                "people": [asdict(d) for d in self.people.values()],
                "chats": [asdict(c) for c in self.chats.values()],
                "serial": self.serial,
            }

    def _load(self, data: dict[str, Any]) -> None:
        self.people = {d["key"]: Dweller(**d) for d in data["people"]}
        self.chats = {c["id"]: Chat(**{**c, "messages": [Said(**m) for m in c["messages"]]}) for c in data["chats"]}
        self.serial = data["serial"]

    def _save(self) -> None:
        if self._file is None:
            return
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self.to_json(), ensure_ascii=False), encoding="utf-8")
        fresh.replace(self._file)
