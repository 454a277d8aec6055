"""What a 智能机器人 may say on its long connection, and what stands in its chats then (PLATFORMS 4.3). No socket here."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.wecom import cards as wecom_cards
from bot.simulator.wecom.errors import Errcode
from crm_core.clock import Clock

Body = dict[str, Any]
SOON = timedelta(seconds=5)
"""A welcome or a changed card has to follow its event within this time."""
LONGEST_STREAM = 20480
"""Bytes of a streamed answer."""
_BAD_REQ_ID, _STREAM_OVER = 846605, 846608


@dataclass(frozen=True, slots=True)
class Asked:
    """A callback that may be answered under its req_id. `about` is its event's name, empty for a message."""

    about: str
    at: datetime
    task_id: str = ""


class Answers:
    def __init__(self, clock: Clock) -> None:
        self.cards: list[Body] = []
        self.texts: list[str] = []
        self.asked: dict[str, Asked] = {}
        """By req_id."""
        self._clock = clock
        self._finished: set[str] = set()
        self._lock = threading.RLock()

    def take(self, cmd: str, req_id: str, body: Body) -> None:
        """One frame of the bot's. Raises Errcode for what the platform would refuse."""
        if cmd not in _COMMANDS:
            raise Errcode(40058, "unknown cmd")
        with self._lock:
            _COMMANDS[cmd](self, req_id, body)

    def _ping(self, _req_id: str, _body: Body) -> None:
        """A sign of life."""

    def _send(self, _req_id: str, body: Body) -> None:
        if not body.get("chatid"):
            raise Errcode(40058, "chatid")
        if body.get("msgtype") not in ("markdown", "template_card"):
            raise Errcode(40008)
        self._said(body)

    def _respond(self, req_id: str, body: Body) -> None:
        self._answering(req_id, about="")
        self._said(body)

    def _welcome(self, req_id: str, body: Body) -> None:
        self._answering(req_id, about="enter_chat")
        self._said(body)

    def _update(self, req_id: str, body: Body) -> None:
        """The card under the clicked one's task_id takes its place; one event, one change."""
        asked = self._answering(req_id, about="template_card_event")
        card = _valid(body.get("template_card"))
        if body.get("response_type") != "update_template_card" or card.get("task_id") != asked.task_id:
            raise Errcode(42014, "task_id")
        del self.asked[req_id]
        place = next(i for i, old in enumerate(self.cards) if old.get("task_id") == asked.task_id)
        self.cards[place] = card

    def _answering(self, req_id: str, *, about: str) -> Asked:
        asked = self.asked.get(req_id)
        if asked is None or asked.about != about or (about and self._clock.now() - asked.at > SOON):
            raise Errcode(_BAD_REQ_ID, "req_id")
        return asked

    def _said(self, body: Body) -> None:
        """Words, a card, or both; a stream is said again and again until it is finished."""
        kind = str(body.get("msgtype"))
        if kind not in ("text", "markdown", "stream", "template_card", "stream_with_template_card"):
            raise Errcode(40008)
        if "template_card" in kind and (kind == "template_card" or "template_card" in body):
            self._card(body.get("template_card"))
        if kind in ("text", "markdown"):
            self.texts.append(_words(body.get(kind)))
        elif kind.startswith("stream"):
            self._stream(body.get("stream"))

    def _card(self, card: Any) -> None:
        fresh = _valid(card)
        if any(old.get("task_id") == fresh["task_id"] for old in self.cards if "task_id" in fresh):
            raise Errcode(42014, "task_id")
        self.cards.append(fresh)

    def _stream(self, stream: Any) -> None:
        if not isinstance(stream, dict) or not stream.get("id"):
            raise Errcode(40058, "stream.id")
        if stream["id"] in self._finished:
            raise Errcode(_STREAM_OVER)
        if len(str(stream.get("content", "")).encode()) > LONGEST_STREAM:
            raise Errcode(45002)
        if stream.get("finish"):
            self._finished.add(stream["id"])
            self.texts.append(str(stream.get("content", "")))


_COMMANDS: dict[str, Callable[[Answers, str, Body], None]] = {
    "ping": Answers._ping,
    "aibot_send_msg": Answers._send,
    "aibot_respond_msg": Answers._respond,
    "aibot_respond_welcome_msg": Answers._welcome,
    "aibot_respond_update_msg": Answers._update,
}


def _valid(card: Any) -> Body:
    """By the same table as the app's cards, but `feedback`, which only a bot's have."""
    fresh = {name: value for name, value in card.items() if name != "feedback"} if isinstance(card, dict) else {}
    if wrong := wecom_cards.problem(fresh):
        raise Errcode(42014 if wrong == "task_id" else 40058, wrong)
    return fresh


def _words(part: Any) -> str:
    if not isinstance(part, dict) or not part.get("content"):
        raise Errcode(44004)
    return str(part["content"])
