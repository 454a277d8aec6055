"""DingTalk on loopback, our adapter beside it, and somebody who listens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.dingtalk import client as client_module
from bot.adapters.dingtalk.client import DingtalkClient
from bot.adapters.dingtalk.outbound import DingtalkMessenger
from bot.adapters.dingtalk.stream import run
from bot.adapters.manners import OwnPacer, OwnTokens
from bot.model import ChatKind, Conversation, Event, Person, Platform
from bot.settings import DingtalkSettings
from bot.simulator.dingtalk.sim import DingtalkSim
from bot.simulator.town import Chat, Dweller, Said, Town
from crm_core.clock import Clock, SetClock

CORP = "dingtown0001"
PRODUCT = "http://127.0.0.1:8000"
GROUP = "cidHuachenGroup0001=="
START = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
ZHOU = Person(Platform.DINGTALK, CORP, "ding_zhou")
TEAM = Conversation(Platform.DINGTALK, CORP, GROUP, ChatKind.GROUP)


def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.01)


@dataclass(slots=True)
class Listener:
    """Stands where the inbox stands: keeps each id once, and can refuse for a while.

    Callbacks come on threads of their own: `calls` have begun, `done` have ended.
    """

    kept: dict[str, Event] = field(default_factory=dict)
    calls: int = 0
    done: int = 0
    refuse: int = 0
    slow: float = 0.0

    def __call__(self, event: Event) -> None:
        self.calls += 1
        try:
            time.sleep(self.slow)
            if self.refuse > 0:
                self.refuse -= 1
                raise ConnectionError("the database is away")
            self.kept.setdefault(event.id, event)
        finally:
            self.done += 1

    def only(self) -> Event:
        until(lambda: len(self.kept) > 0)
        (event,) = self.kept.values()
        return event


@dataclass(slots=True)
class Stage:
    town: Town
    sim: DingtalkSim
    settings: DingtalkSettings
    messenger: DingtalkMessenger
    clock: SetClock

    def cards(self, chat: str) -> list[Said]:
        return [said for said in self.town.chats[chat].messages if said.card]

    def params(self, chat: str, index: int = -1) -> dict[str, str]:
        card = self.cards(chat)[index].card
        assert card is not None
        return dict(card)

    def calls(self, what: str) -> int:
        return sum(1 for entry in self.town.journal if entry["what"] == what)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """周建国 (manager), 林晓 (rep), a stranger of another company, and a group with the bot in it."""
    monkeypatch.setattr(client_module, "TIMEOUT", 1.5)
    clock = SetClock(START)
    town = Town(clock)
    town.moves_in(Dweller("zhou", "周建国", True, {"dingtalk": "ding_zhou"}))
    town.moves_in(Dweller("lin", "林晓", True, {"dingtalk": "ding_lin"}, manager="zhou"))
    town.moves_in(Dweller("wang", "王海", False, {"dingtalk": "ding_wang"}))
    town.opens(Chat(GROUP, "dingtalk", "group", "华辰精密", ["zhou", "lin", "wang", "bot"]))
    settings = DingtalkSettings("dingkey0001", "a-secret-of-the-town", "suilu.schema")
    sim = DingtalkSim(town, settings, corp=CORP, callbacks=PRODUCT)
    sim.start()
    settings = replace(settings, api_url=sim.url)
    yield Stage(town, sim, settings, messenger_of(settings, clock), clock)
    sim.stop()


def client_of(settings: DingtalkSettings, clock: Clock) -> DingtalkClient:
    return DingtalkClient(settings, clock, OwnTokens(clock))


def messenger_of(settings: DingtalkSettings, clock: SetClock, *, callbacks: str = "") -> DingtalkMessenger:
    return DingtalkMessenger(settings, client_of(settings, clock), OwnPacer(clock), callbacks=callbacks)


@pytest.fixture
def listener(stage: Stage) -> Iterator[Listener]:
    """Our stream process, connected."""
    heard, stop = Listener(), threading.Event()
    ear = threading.Thread(target=run, args=(stage.settings, heard), kwargs={"stop": stop, "clock": stage.clock})
    ear.start()
    until(lambda: stage.sim.hub.connected() == 1)
    yield heard
    stop.set()
    ear.join(2.0)
    assert not ear.is_alive(), "the stream did not stop within 2 s"


def later(stage: Stage, seconds: float) -> None:
    stage.clock.move(timedelta(seconds=seconds))
