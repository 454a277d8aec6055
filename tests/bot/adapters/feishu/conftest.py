"""A town with one deal group, Feishu's stand-in on loopback, and a small Suilu that only hears."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.adapters.feishu.client import FeishuClient
from bot.adapters.feishu.inbound import FeishuReceiver
from bot.adapters.feishu.outbound import FeishuMessenger
from bot.adapters.feishu.transcripts import FeishuTranscripts
from bot.adapters.manners import OwnPacer, OwnTokens
from bot.adapters.wire import HttpCall, HttpReply
from bot.model import ChatKind, Conversation, Event, Person, Platform
from bot.settings import FeishuSettings
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Chat, Dweller, Town
from crm_core.clock import SetClock

APP = "cli_0123456789abcdef"
GROUP = Conversation(Platform.FEISHU, APP, "oc_huachen", ChatKind.GROUP)
LIN = Person(Platform.FEISHU, APP, "ou_lin")
SETTINGS = FeishuSettings(APP, "app-secret", "verify-me", "test key")


@dataclass
class Suilu:
    """Where callbacks arrive: the real receiver in front of an inbox keyed by event id. `down` answers 503 instead."""

    receiver: FeishuReceiver
    inbox: dict[str, Event] = field(default_factory=dict)
    calls: int = 0
    down: int = 0
    url: str = ""

    def heard(self, call: HttpCall) -> HttpReply:
        self.calls += 1
        if self.down:
            self.down -= 1
            return HttpReply(503, b"{}")
        received = self.receiver.receive(call)
        if received.event is not None:
            self.inbox.setdefault(received.event.id, received.event)
        return received.reply


def _handler(suilu: Suilu) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = suilu.heard(HttpCall("POST", self.path, headers=headers, body=body))
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    return Handler


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 2, 13, 1, 0, tzinfo=UTC))


@pytest.fixture
def town(clock: SetClock) -> Town:
    town = Town(clock)
    town.moves_in(Dweller("lin", "林晓", True, {"feishu": "ou_lin"}, manager="zhou"))
    town.moves_in(Dweller("chen", "陈默", True, {"feishu": "ou_chen"}))
    town.moves_in(Dweller("zhou", "周建国", True, {"feishu": "ou_zhou"}))
    town.moves_in(Dweller("wang", "王海", False, {"feishu": "ou_wang"}))
    town.opens(Chat("oc_huachen", "feishu", "group", "华辰精密 · 商机群", ["lin", "chen", "wang", "bot"]))
    town.opens(Chat("oc_without_us", "feishu", "group", "没有随录的群", ["lin", "chen"]))
    return town


@pytest.fixture
def suilu(clock: SetClock) -> Iterator[Suilu]:
    suilu = Suilu(FeishuReceiver(SETTINGS, clock))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(suilu))
    suilu.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield suilu
    server.shutdown()
    server.server_close()


@pytest.fixture
def sim(town: Town, suilu: Suilu) -> Iterator[FeishuSim]:
    sim = FeishuSim(town, SETTINGS, callbacks=suilu.url, retries=(0.02, 0.02), deadline=2.0)
    sim.start()
    yield sim
    sim.stop()


@pytest.fixture
def client(sim: FeishuSim) -> FeishuClient:
    return FeishuClient(replace(SETTINGS, api_url=sim.url), sim.town.clock, OwnTokens(sim.town.clock), timeout=5.0)


@pytest.fixture
def messenger(client: FeishuClient, clock: SetClock) -> FeishuMessenger:
    return FeishuMessenger(client, clock, OwnPacer(clock))


@pytest.fixture
def transcripts(client: FeishuClient) -> FeishuTranscripts:
    return FeishuTranscripts(client)
