"""The way in from DingTalk: a websocket that we open (Stream mode, PLATFORMS 6.1), on the vendor's own client.

The SDK's client serves for the life of one connection: frames, routing and acknowledgement are its own. What it does badly
(PLATFORMS 1.2.3) is done here: time-outs, pauses between connections, a new connection before the old one is gone, an
acknowledgement for every kind of frame and only after the event was kept, and a log without anybody's words.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import quote_plus

import requests
import websockets
from dingtalk_stream import (
    CallbackMessage,
    Credential,
    DingTalkStreamClient,
)
from websockets.exceptions import WebSocketException

from bot.adapters.dingtalk.ear import Ear, Hears, HearsEvents, card_click, other_event, robot_message
from bot.adapters.dingtalk.words import parsed
from bot.model import Event
from bot.settings import DingtalkSettings
from crm_core.clock import Clock, SystemClock

ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
SUBSCRIPTIONS = (("EVENT", "*"), ("CALLBACK", ROBOT_TOPIC), ("CALLBACK", CARD_TOPIC))
GATEWAY = "/v1.0/gateway/connections/open"
VENDOR_HOST = "https://api.dingtalk.com"

FIRST_PAUSE, LONGEST_PAUSE = 0.3, 10.0
"""Seconds between connections, doubled at each failure (the SDK: 3 or 10, always)."""
DRAIN = 15.0
"""Seconds that an old connection may still live after DingTalk announced its end (it takes about 10)."""
LOOK = 0.05

log = logging.getLogger(__name__)
_SILENT = logging.getLogger(f"{__name__}.sdk")
_SILENT.disabled = True  # the SDK logs whole frames and tickets
_CHANCE = random.SystemRandom()


def run(
    settings: DingtalkSettings,
    on_event: Callable[[Event], None],
    *,
    stop: threading.Event,
    clock: Clock | None = None,
) -> None:
    """Listen until `stop`; returns within 2 s of it. `on_event` keeps the event for good, in a thread of its own.

    DingTalk is told 「received」 only after `on_event` came back; when it raises three times, it is told nothing.
    In http mode DingTalk calls us, and there is nothing to listen to: no connection is opened.
    """
    if settings.mode == "http":
        log.warning("dingtalk is in http mode: no stream is opened")
        stop.wait()
        return
    pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="dingtalk")
    try:
        asyncio.run(_attend(Ear(settings, on_event, pool, clock or SystemClock()), stop))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


async def _attend(ear: Ear, stop: threading.Event) -> None:
    """Always one connection that listens; those that DingTalk is about to close live on beside it."""
    tasks: dict[asyncio.Task[None], _Line] = {}
    failures = 0
    while not stop.is_set():
        line = _Line(ear)
        tasks[asyncio.create_task(line.start())] = line
        await _until(partial(_over, line, stop))
        tasks = {task: line for task, line in tasks.items() if not task.done()}
        failures = 0 if line.opened else failures + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**failures) * _CHANCE.uniform(0.5, 1.0)
        await _until(stop.is_set, pause if not line.leaving else 0.0)
    await asyncio.gather(*(line.finish() for line in tasks.values()))
    for task in tasks:
        task.cancel()


def _over(line: _Line, stop: threading.Event) -> bool:
    return stop.is_set() or line.leaving or line.closed


async def _until(true: Callable[[], bool], seconds: float = float("inf")) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not true() and loop.time() < end:
        await asyncio.sleep(LOOK)


class _Line(DingTalkStreamClient):  # type: ignore[misc]
    """The SDK's client for one connection."""

    def __init__(self, ear: Ear) -> None:
        super().__init__(Credential(ear.settings.client_id, ear.settings.client_secret), logger=_SILENT)
        self.opened = self.leaving = self.closed = False
        self._ear = ear
        self._busy: set[asyncio.Task[None]] = set()
        self._other = Hears(ear, other_event(ear))
        self.register_callback_handler(ROBOT_TOPIC, Hears(ear, robot_message(ear)))
        self.register_callback_handler(CARD_TOPIC, Hears(ear, card_click(ear)))
        self.register_all_event_handler(HearsEvents(ear))

    async def start(self) -> None:
        """Open, listen until it closes. Never raises: what went wrong is logged by kind."""
        try:
            await self._listen()
        except (WebSocketException, OSError, requests.RequestException, KeyError, ValueError) as trouble:
            log.warning("dingtalk stream: %s", type(trouble).__name__)
        finally:
            self.closed = True

    async def _listen(self) -> None:
        connection = await self._ear.aside(self.open_connection)
        uri = f"{connection['endpoint']}?ticket={quote_plus(connection['ticket'])}"
        async with websockets.connect(uri, proxy=None if self._ear.settings.api_url else True) as self.websocket:
            self.opened = True
            log.info("dingtalk stream open")
            async for raw in self.websocket:
                task = asyncio.create_task(self.background_task(raw))
                self._busy.add(task)
                task.add_done_callback(self._busy.discard)

    def open_connection(self) -> dict[str, str]:
        """As the SDK asks for a ticket, with a time-out, and without looking for an address by calling a stranger's."""
        body = {
            "clientId": self.credential.client_id,
            "clientSecret": self.credential.client_secret,
            "subscriptions": [{"type": kind, "topic": topic} for kind, topic in SUBSCRIPTIONS],
            "ua": "suilu",
            "localIp": "127.0.0.1",
        }
        url = (self._ear.settings.api_url or VENDOR_HOST) + GATEWAY
        answer = self._ear.http.post(url, json=body, headers={"Accept": "application/json"}, timeout=5)
        if answer.status_code in (400, 401, 403):
            log.error("dingtalk refuses SUILU_DINGTALK_CLIENT_ID or SUILU_DINGTALK_CLIENT_SECRET (http %d)", answer.status_code)
        answer.raise_for_status()
        connection = answer.json()
        return {"endpoint": str(connection["endpoint"]), "ticket": str(connection["ticket"])}

    async def background_task(self, raw: str | bytes) -> None:
        """One frame: routed and acknowledged by the SDK. A frame that fails is not acknowledged, so that it comes again."""
        message_id = ""
        try:
            frame = _sane(json.loads(raw))
            message_id = str(frame["headers"].get("messageId", ""))
            if frame["type"] == CallbackMessage.TYPE:
                self.callback_handler_map.setdefault(frame["headers"]["topic"], self._other)
            if await self.route_message(frame) == self.TAG_DISCONNECT:
                self.leaving = True
                asyncio.get_running_loop().call_later(DRAIN, lambda: asyncio.ensure_future(self.finish()))
        except Exception as trouble:
            log.warning("dingtalk frame %s not acknowledged: %s", message_id, type(trouble).__name__)

    async def finish(self) -> None:
        """Let what is being kept be kept, then close: about a second in all."""
        if self._busy:
            await asyncio.wait(self._busy, timeout=1.0)
        if self.websocket is not None:
            closing = asyncio.ensure_future(self.websocket.close())
            await asyncio.wait({closing}, timeout=0.5)


def _sane(frame: dict[str, Any]) -> dict[str, Any]:
    """The frame, with what the SDK would stumble over taken out: it is then heard as malformed, and acknowledged."""
    try:
        parsed(frame.get("data"))
    except ValueError:
        frame["data"] = "{}"
    for name in ("time", "eventBornTime"):
        if not re.fullmatch(r"\d{1,18}", str(frame["headers"].get(name, ""))):
            frame["headers"].pop(name, None)
    return frame
