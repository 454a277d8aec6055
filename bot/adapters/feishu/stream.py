"""Feishu's other way in: a long connection that we open (PLATFORMS 6.2), on the vendor's own client.

Frames, their parts, pings and the bootstrap's codes are the SDK's. What it does badly (PLATFORMS 1.3.3) is done here, an
override each: its loop is one for the module and taken at import (ours is that of `run`); the bootstrap call has no time-out;
handlers run on the loop; unknown events and every exception are answered 500, so that they come again for hours; frames of
type `card` get no answer; whole frames and the ticket may be logged; after a failure it waits minutes.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import random
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import websockets
from lark_oapi.core.enum import LogLevel
from lark_oapi.ws import client as sdk
from lark_oapi.ws import const
from lark_oapi.ws.exception import ClientException, ServerException
from lark_oapi.ws.model import ClientConfig
from lark_oapi.ws.pb.pbbp2_pb2 import Frame
from websockets.exceptions import InvalidHandshake, WebSocketException

from bot.adapters.feishu.codec import BadEnvelope
from bot.adapters.feishu.events import Translator
from bot.adapters.feishu.inbound import answer_to
from bot.adapters.feishu.shapes import opened
from bot.model import Event
from bot.settings import FeishuSettings
from crm_core.clock import Clock, SystemClock

KEEP_TRIES = (0.0, 0.2, 0.8)
"""Seconds before each try to keep an event: a click is not sent again."""
KEEP_WITHIN = 2.5
"""Seconds for all of them: Feishu waits 3 for an answer."""
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 10.0
"""Seconds between connections, doubled at each failure (Feishu's own settings: up to 30 at first, then 120)."""
LOOK = 0.05
_DATA_KINDS = ("event", "card")

log = logging.getLogger(__name__)
_CHANCE = random.SystemRandom()

Keep = Callable[[Event], Awaitable[bool]]


def run(
    settings: FeishuSettings,
    on_event: Callable[[Event], None],
    *,
    stop: threading.Event,
    clock: Clock | None = None,
) -> None:
    """Listen until `stop`; returns within 2 s of it. `on_event` keeps the event for good, in a thread of its own.

    Feishu is told 200 only after `on_event` came back, with a toast for a click; 500, when it raised three times.
    """
    pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="feishu")
    translator = Translator(settings.app_id, clock or SystemClock())
    try:
        asyncio.run(_attend(settings, translator, pool=pool, keep=partial(_keep, on_event, pool), stop=stop))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


async def _keep(on_event: Callable[[Event], None], pool: ThreadPoolExecutor, event: Event) -> bool:
    """Whether the event is kept. It may be even when this says no: then it comes again under the same id."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(KEEP_WITHIN):
            for tried, pause in enumerate(KEEP_TRIES, start=1):
                await asyncio.sleep(pause)
                try:
                    await loop.run_in_executor(pool, on_event, event)
                except Exception as trouble:
                    log.warning("feishu event %s not kept, try %d: %s", event.id, tried, type(trouble).__name__)
                else:
                    return True
    except TimeoutError:
        log.warning("feishu event %s not kept in time", event.id)
    return False


async def _attend(
    settings: FeishuSettings, translator: Translator, *, pool: ThreadPoolExecutor, keep: Keep, stop: threading.Event
) -> None:
    """One connection after another. An async function, since the SDK's client takes the loop that it is made on."""
    line = _Line(settings, translator, pool=pool, keep=keep)
    failures = 0
    while not stop.is_set():
        life = asyncio.create_task(line.live())
        await _until(partial(_over, life, stop))
        failures = 0 if line.opened else failures + 1
        if stop.is_set():
            await line.finish(life)
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures, 6)) * _CHANCE.uniform(0.5, 1.0)
        await _until(stop.is_set, pause)


def _over(life: asyncio.Task[None], stop: threading.Event) -> bool:
    return stop.is_set() or life.done()


async def _until(true: Callable[[], bool], seconds: float = float("inf")) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not true() and loop.time() < end:
        await asyncio.sleep(LOOK)


class _Line(sdk.Client):  # type: ignore[misc]
    """The SDK's client, living one connection after another."""

    def __init__(self, settings: FeishuSettings, translator: Translator, *, pool: ThreadPoolExecutor, keep: Keep) -> None:
        super().__init__(settings.app_id, settings.app_secret, log_level=LogLevel.CRITICAL, domain=settings.api_url)
        self.opened = False
        self._translator, self._pool, self._keep = translator, pool, keep
        self._busy: set[asyncio.Task[None]] = set()
        self._here = settings.api_url.startswith("http://")
        """Only a loopback host may be so; it is never reached through a proxy."""

    async def live(self) -> None:
        """Open, listen until it closes. Never raises: what went wrong is logged by kind or code."""
        self.opened = False
        try:
            url = await asyncio.get_running_loop().run_in_executor(self._pool, self._get_conn_url)
            await self._listen(url)
        except (ClientException, ServerException) as refusal:
            log.error("feishu refuses the connection: code %s", refusal.code)  # noqa: TRY400 - the code says it
        except (WebSocketException, OSError, requests.RequestException, LookupError, TypeError, ValueError) as trouble:
            log.warning("feishu stream: %s", type(trouble).__name__)

    async def _listen(self, url: str) -> None:
        query = parse_qs(urlsplit(url).query)
        self._conn_id, self._service_id = query[const.DEVICE_ID][0], query[const.SERVICE_ID][0]
        try:
            self._conn = await websockets.connect(url, proxy=None if self._here else True)
        except InvalidHandshake as refusal:
            sdk._parse_ws_conn_exception(refusal)
        self.opened = True
        log.info("feishu stream open")
        pinging = asyncio.create_task(self._ping_loop())
        try:
            async for raw in self._conn:
                task = asyncio.create_task(self._handle_message(raw))
                self._busy.add(task)
                task.add_done_callback(self._busy.discard)
        finally:
            pinging.cancel()

    def _get_conn_url(self) -> str:
        """As the SDK asks, with a time-out. Raises the SDK's exceptions for its codes."""
        with requests.Session() as session:
            session.trust_env = not self._here
            body = {"AppID": self._app_id, "AppSecret": self._app_secret}
            reply = session.post(self._domain + const.GEN_ENDPOINT_URI, json=body, headers={"locale": "zh"}, timeout=5)
        reply.raise_for_status()
        answer = reply.json()
        code = answer["code"]
        if code in (const.SYSTEM_BUSY, const.INTERNAL_ERROR):
            raise ServerException(code, "")
        if code != const.OK:
            raise ClientException(code, "")
        self._configure(ClientConfig(answer["data"].get("ClientConfig") or {}))
        return str(answer["data"]["URL"])

    def _configure(self, conf: ClientConfig) -> None:
        """Of the platform's settings the pings' pause counts. One that is missing or odd would end the SDK's pings."""
        if isinstance(conf.PingInterval, int) and conf.PingInterval > 0:
            self._ping_interval = conf.PingInterval

    async def _handle_message(self, msg: str | bytes) -> None:
        """One frame. What fails is logged by kind and not answered, so that it comes again."""
        try:
            frame = Frame()
            frame.ParseFromString(msg)
            await (self._handle_data_frame(frame) if frame.method else self._handle_control_frame(frame))
        except Exception as trouble:
            log.warning("feishu frame not answered: %s", type(trouble).__name__)

    async def _handle_data_frame(self, frame: Frame) -> None:
        """Answered after the event was kept. `card` frames are treated as events; a type yet unknown is left alone."""
        heads = {head.key: head.value for head in frame.headers}
        payload, parts = frame.payload, int(heads.get(const.HEADER_SUM, "1"))
        if parts > 1:
            payload = self._combine(heads[const.HEADER_MESSAGE_ID], parts, int(heads[const.HEADER_SEQ]), payload)
        if payload is None or heads[const.HEADER_TYPE] not in _DATA_KINDS:
            return
        loop = asyncio.get_running_loop()
        began = loop.time()
        code, answer = await self._heard(payload)
        data = base64.b64encode(json.dumps(answer, ensure_ascii=False).encode()).decode()
        frame.payload = json.dumps({"code": code, "headers": {}, "data": data}).encode()
        took = frame.headers.add()
        took.key, took.value = const.HEADER_BIZ_RT, str(int((loop.time() - began) * 1000))
        await self._write_message(frame.SerializeToString())

    async def _heard(self, payload: bytes) -> tuple[int, Any]:
        """Code and answer. What we cannot read is taken all the same: the same again would be no better."""
        try:
            event = self._translator.event(opened(payload))
        except BadEnvelope as bad:
            log.warning("refused on feishu stream: %s", bad.error)
            return 200, {}
        return (200, answer_to(event)) if await self._keep(event) else (500, {})

    async def finish(self, life: asyncio.Task[None]) -> None:
        """Let what is being kept be kept, then close: about a second in all."""
        if self._busy:
            await asyncio.wait(self._busy, timeout=1.0)
        if self._conn is not None:
            await asyncio.wait({asyncio.ensure_future(self._conn.close())}, timeout=0.5)
        life.cancel()
        await asyncio.wait({life}, timeout=0.5)
