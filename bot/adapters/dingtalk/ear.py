"""Who listens on the stream: keeps what a frame says, and only then lets it be acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import requests
from dingtalk_stream import AckMessage, CallbackHandler, CallbackMessage, EventHandler, EventMessage

from bot.adapters.dingtalk.events import org_event, plain_event
from bot.adapters.dingtalk.inbound import card_event, message_event
from bot.adapters.dingtalk.words import moment
from bot.model import Event
from bot.settings import DingtalkSettings
from crm_core.clock import Clock

KEEP_TRIES = (0.0, 0.2, 0.8)
"""Seconds to wait before each try to keep an event: a robot message is not sent again, and a card's click waits 3 s."""

log = logging.getLogger(__name__)

Translate = Callable[[Any], Event]


class Ear:
    """What all connections share."""

    def __init__(
        self, settings: DingtalkSettings, on_event: Callable[[Event], None], pool: ThreadPoolExecutor, clock: Clock
    ) -> None:
        self.settings, self.clock = settings, clock
        self._on_event, self._pool = on_event, pool
        self.http = requests.Session()
        self.http.trust_env = not settings.api_url

    async def keep(self, event: Event) -> None:
        """Raises when the event could not be kept."""
        for tried, pause in enumerate(KEEP_TRIES, start=1):
            await asyncio.sleep(pause)
            try:
                await self.aside(self._on_event, event)
            except Exception as trouble:
                log.warning("dingtalk event %s not kept, try %d: %s", event.id, tried, type(trouble).__name__)
                if tried == len(KEEP_TRIES):
                    raise
            else:
                return

    async def aside(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Blocking work, off the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)

    def when(self, headers: Any) -> datetime:
        return moment(headers.time, self.clock.now())


class Hears(CallbackHandler):  # type: ignore[misc]
    """Keeps what a callback says, then lets the SDK acknowledge it as `{"response": {}}`: no change of the card."""

    def __init__(self, ear: Ear, translate: Translate) -> None:
        super().__init__()
        self._ear, self._translate = ear, translate

    async def process(self, message: CallbackMessage) -> tuple[int, dict[str, str]]:
        await self._ear.keep(self._translate(message))
        return AckMessage.STATUS_OK, {}

    async def raw_process(self, callback_message: CallbackMessage) -> AckMessage:
        ack = await super().raw_process(callback_message)
        ack.message = "OK"
        return ack


class HearsEvents(EventHandler):  # type: ignore[misc]
    """Keeps an event. The SDK would give the event's own data back, where the protocol wants a status."""

    def __init__(self, ear: Ear) -> None:
        super().__init__()
        self._ear = ear

    async def process(self, message: EventMessage) -> tuple[int, str]:
        headers = message.headers
        source = str(headers.event_id or headers.message_id)
        kind, corp = headers.event_type or "event", str(headers.event_corp_id or "")
        at = self._ear.when(headers)
        await self._ear.keep(org_event(kind, message.data, source_id=source, at=at, corp=corp))
        return AckMessage.STATUS_OK, "OK"

    async def raw_process(self, event_message: EventMessage) -> AckMessage:
        ack = await super().raw_process(event_message)
        ack.data = {"status": "SUCCESS"}
        return ack


def robot_message(ear: Ear) -> Translate:
    return lambda m: message_event(m.data, message_id=m.headers.message_id, at=ear.when(m.headers))


def card_click(ear: Ear) -> Translate:
    return lambda m: card_event(m.data, message_id=m.headers.message_id, at=ear.when(m.headers))


def other_event(ear: Ear) -> Translate:
    return lambda m: plain_event(m.headers.topic, source_id=m.headers.message_id, at=ear.when(m.headers))
