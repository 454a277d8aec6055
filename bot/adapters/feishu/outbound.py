"""Feishu's way out: a card posted under the outbox row's key, and patched in place (vendor: im-v1/message/create, /patch)."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.adapters.feishu.answers import Refused
from bot.adapters.feishu.client import FeishuClient
from bot.adapters.feishu.pace import Pace
from bot.model import CardHandle, Conversation, Person, Platform
from bot.ports import Pacer, Spent, Undeliverable
from cards.model import Card
from cards.render.feishu import render
from crm_core.clock import Clock

LIFE = timedelta(days=14)
"""How long a 2.0 card may be changed and clicked."""
_CARD_GONE = frozenset({230011, 230031, 230110})
"""Recalled, older than 14 days, deleted."""


class FeishuMessenger:
    """`bot.ports.Messenger` for one Feishu app. Raises TryLater, Undeliverable, and Spent from `change`."""

    delivers = True
    """A message id means that the message stands in the chat."""

    def __init__(self, client: FeishuClient, clock: Clock, pacer: Pacer) -> None:
        self._client, self._clock, self._pace = client, clock, Pace(client.app, pacer)

    def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
        content = _content(card)
        self._pace.post(to.id)
        try:
            message_id = self._client.create(receiver(to), to.id, content, uuid=key)
        except Refused as refused:
            raise Undeliverable(str(refused)) from None
        return CardHandle(Platform.FEISHU, message_id, message_id, self._clock.now() + LIFE)

    def change(self, handle: CardHandle, card: Card, *, to: Person | Conversation) -> CardHandle:  # noqa: ARG002 - the port's
        """The handle stays as it is: a patch takes nothing from the 14 days and adds nothing."""
        if handle.uses_left == 0 or (handle.until is not None and handle.until <= self._clock.now()):
            raise Spent
        content = _content(card)
        self._pace.patch(handle.token)
        try:
            self._client.patch(handle.token, content)
        except Refused as refused:
            raise (Spent() if refused.code in _CARD_GONE else Undeliverable(str(refused))) from None
        return handle


def receiver(to: Person | Conversation) -> str:
    """The kind of id that `to` has. The chat with the bot goes by the person's open_id where its own was not told (menu)."""
    return "open_id" if isinstance(to, Person) or to.id.startswith("ou_") else "chat_id"


def _content(card: Card) -> str:
    return json.dumps(render(card), ensure_ascii=False, separators=(",", ":"))
