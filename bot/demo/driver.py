"""What a person does in the demo, over HTTP: the town's window on one side, Suilu's own pages on the other."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import requests

from bot.model import Platform

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds that a step may take before it has failed."""


class StoryBroken(Exception):
    """A step of the story did not hold; the message says which and what was found instead."""


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A card in a chat of the town: the vendor's JSON, and how often it was updated in place."""

    id: str
    chat: str
    card: Mapping[str, Any]
    changed: int

    @property
    def text(self) -> str:
        """All words of the card, whatever the vendor's form."""
        return "\n".join(_strings(self.card))

    def action(self, verb: str) -> str:
        """The action of the button whose verb this is. Raises StoryBroken when there is none."""
        pattern = re.compile(rf"\b{verb}:[\w-]+(\?[\w=&%,-]+)?")
        for text in _strings(self.card):
            found = pattern.search(text)
            if found:
                return found.group(0)
        raise StoryBroken(f"卡片上没有「{verb}」按钮")


class TownHand:
    """The people in the town: they talk, press buttons, and time passes."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = _session()

    def state(self) -> dict[str, Any]:
        return dict(self._get("/state"))

    def journal(self, after: int = 0) -> list[dict[str, Any]]:
        """The calls on the wire after that number; the town keeps the last 500."""
        return list(self._get(f"/journal?after={after}"))

    def say(self, chat: str, by: str, text: str) -> None:
        self._post("/say", {"chat": chat, "by": by, "text": text})

    def click(self, card: CardSeen, by: str, action: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
        return self._post("/click", {"message": card.id, "by": by, "action": action, "form": dict(form or {})})

    def pass_hours(self, hours: float) -> None:
        self._post("/clock", {"hours": hours})

    def fault(self, platform: Platform, kind: str, *, times: int = 1, path: str = "") -> None:
        self._post("/fault", {"platform": platform.value, "kind": kind, "times": times, "path": path})

    def cards(self, chat: str) -> list[CardSeen]:
        """The cards of a chat, oldest first; none when the chat does not exist yet."""
        for found in self.state()["chats"]:
            if found["id"] == chat:
                return [CardSeen(m["id"], chat, m["card"], m["changed"]) for m in found["messages"] if m["card"]]
        return []

    def _get(self, path: str) -> Any:
        answer = self._http.get(self._url + path, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._http.post(self._url + path, json=body, timeout=15)
        if answer.status_code != 200:
            raise StoryBroken(f"{path}: {answer.text[:200]}")
        return dict(answer.json())


class Sidebar:
    """A rep's sidebar beside a chat: signed in through the platform's own page, as the client does it."""

    def __init__(self, state: Mapping[str, Any], *, who: str, chat: str) -> None:
        self._origin = str(state["product"])
        self._api = f"{self._origin}/api/v1"
        self._http = _session()
        opened = {"as": who, "chat": chat, "then": f"{self._origin}/sign-in/wecom/client"}
        page = self._http.get(f"{state['wecom']}/login", params=opened, timeout=15)
        page.raise_for_status()
        self._csrf = self.get("/me")["csrf"]

    def get(self, path: str, **query: str) -> dict[str, Any]:
        answer = self._http.get(self._api + path, params=query, timeout=10)
        if answer.status_code != 200:
            raise StoryBroken(f"GET {path}: {answer.status_code} {answer.text[:200]}")
        return dict(answer.json())

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        headers = {"X-Suilu-Csrf": self._csrf, "Origin": self._origin}
        answer = self._http.post(self._api + path, json=body, headers=headers, timeout=10)
        if answer.status_code not in (200, 201, 202):
            raise StoryBroken(f"POST {path}: {answer.status_code} {answer.text[:200]}")
        return dict(answer.json())

    def sync(self, external_userid: str, key: str) -> dict[str, Any]:
        """Tap 「同步本次聊天」 and wait for what comes of it."""
        sync_id = self.post("/syncs", external_userid=external_userid, key=key)["sync_id"]
        return until("同步有结果", lambda: self._over(sync_id))

    def decide(self, path: str, **body: Any) -> dict[str, Any]:
        """A tap on the page; waits until the event is worked off."""
        event = self.post(path, **body)["event"]
        return until("操作生效", lambda: self._done(event))

    def _over(self, sync_id: str) -> dict[str, Any] | None:
        sync = dict(self.get(f"/syncs/{sync_id}")["sync"])
        return sync if sync["state"] in ("proposed", "empty", "failed") else None

    def _done(self, event_id: str) -> dict[str, Any] | None:
        event = dict(self.get(f"/events/{event_id}")["event"])
        return event if event["state"] in ("done", "failed") else None


def until(what: str, look: Callable[[], T | None], *, patience: float = PATIENCE) -> T:
    """What `look` finds, as soon as it finds something. Raises StoryBroken after `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        found = look()
        if found is not None and found is not False:
            return found
        if time.monotonic() > end:
            raise StoryBroken(f"等不到：{what}（{patience:.0f} 秒）")
        time.sleep(0.1)


def _session() -> requests.Session:
    http = requests.Session()
    http.trust_env = False
    return http


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []
