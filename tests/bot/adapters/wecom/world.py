"""A town with WeCom in it, the simulator, and our receiver behind a real loopback server."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import Flask, Response, request
from werkzeug.serving import make_server

from bot.adapters.wecom.inbound import WecomReceiver
from bot.adapters.wire import HttpCall, HttpReply
from bot.model import Event, Platform
from bot.settings import WecomSettings
from bot.simulator.town import Chat, Dweller, Town
from bot.simulator.wecom.sim import WecomSim
from crm_core.clock import SetClock

CORP = "ww0123456789abcdef"
SINGLE = "wecom-single-lin-wang"
SETTINGS = WecomSettings(
    corp_id=CORP,
    agent_id=1000002,
    secret="app-secret-app-secret",
    token="QDG6eK",
    aes_key="jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    archive_secret="archive-secret",
)


def town_of(clock: SetClock) -> Town:
    town = Town(clock)
    town.moves_in(Dweller("zhou", "周建国", True, {"wecom": "zhoujianguo"}))
    town.moves_in(Dweller("lin", "林晓", True, {"wecom": "LinXiao"}, manager="zhou"))
    town.moves_in(Dweller("chen", "陈默", True, {"wecom": "chenmo"}, manager="zhou"))
    town.moves_in(
        Dweller(
            "wang",
            "王海",
            False,
            {"wecom": "wmWangHai0001"},
            company="华辰精密机械有限公司",
            phones=["13800001234"],
            followers=["lin"],
        )
    )
    town.opens(Chat(SINGLE, Platform.WECOM.value, "single", "王海", ["lin", "wang"]))
    return town


@dataclass
class House:
    """What `bot.web` does with a callback, without its database: the inbox is a dict under the event's id."""

    receiver: WecomReceiver
    inbox: dict[str, Event] = field(default_factory=dict)
    calls: list[HttpCall] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failing: int = 0
    """So many of the next calls are answered 503 after the event was stored."""

    def hear(self, call: HttpCall) -> HttpReply:
        self.calls.append(call)
        received = self.receiver.receive(call)
        if received.event:
            self.inbox.setdefault(received.event.id, received.event)
        if received.error:
            self.errors.append(received.error)
        if self.failing:
            self.failing -= 1
            return HttpReply(503)
        return received.reply

    def app(self) -> Flask:
        app = Flask("house")

        @app.route("/callbacks/wecom", methods=["GET", "POST"])
        def wecom() -> Response:
            reply = self.hear(HttpCall(request.method, request.path, request.args.to_dict(), {}, request.get_data()))
            return Response(reply.body, reply.status, content_type=reply.content_type)

        return app


@dataclass
class World:
    clock: SetClock
    town: Town
    sim: WecomSim
    house: House
    settings: WecomSettings

    def calls(self, what: str, *, ok: bool | None = None) -> int:
        """How often the platform's journal shows `what`."""
        return sum(entry["what"] == what and (ok is None or entry["ok"] == ok) for entry in self.town.journal)


class Opened:
    """The world, running."""

    def __init__(self, start: datetime, *, hang_seconds: float = 6.0) -> None:
        clock = SetClock(start)
        town = town_of(clock)
        house = House(WecomReceiver(SETTINGS, clock))
        self._server = make_server("127.0.0.1", 0, house.app(), threaded=True)
        callbacks = f"http://127.0.0.1:{self._server.server_port}"
        sim = WecomSim(town, SETTINGS, callbacks=callbacks, hang_seconds=hang_seconds, retry_seconds=0.01)
        settings = replace(SETTINGS, api_url=sim.url, oauth_url=sim.url, scan_url=sim.url, archive_url=f"{sim.url}/archive")
        self.callbacks = callbacks
        self.world = World(clock, town, sim, house, settings)

    def __enter__(self) -> World:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.world.sim.start()
        return self.world

    def __exit__(self, *_: object) -> None:
        self.world.sim.stop()
        self._server.shutdown()
        self._server.server_close()
