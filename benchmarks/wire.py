"""Send, update and click on each platform's simulator, and a burst against each platform's own limits.

One process holds the simulator, our adapter with the vendor's SDK, our web server and the inbox: the figures compare ways of
doing a thing, they are not a platform's speed. The clock is moved by hand, so that no limit holds the first table up.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from benchmarks.table import table
from bot.demo.driver import CardSeen
from bot.demo.world import CORPS, new_keys
from bot.model import CardHandle, Person, Platform
from bot.ports import Scope, TryLater
from bot.simulator.town import Town
from cards.model import Button, Card, Fact
from crm_core.clock import SetClock
from crm_core.work.core import Core
from tests.stories.town_house import TownHouse

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ENDPOINTS = {
    Platform.WECOM: "/cgi-bin/message/send",
    Platform.FEISHU: "/open-apis/im/v1/messages",
    Platform.DINGTALK: "/v1.0/card/instances/createAndDeliver",
}
LIMITS = {
    Platform.WECOM: Scope("30 a minute to one member", 30, 60),
    Platform.FEISHU: Scope("5 a second to one person", 5, 1),
    Platform.DINGTALK: Scope("20 a second of one API", 20, 1),
}
ASK = Card(
    kind="draft",
    title="华辰精密 · 跟进摘要",
    body="客户谈到预算。",
    facts=(Fact("预算", "50 万", "预算大概五十万"),),
    buttons=(Button("确认保存", "confirm:7", primary=True), Button("放弃", "drop:7")),
)
DONE = Card(kind="draft", title="已保存", buttons=(Button("撤销", "undo:9"),))


def run(*, calls: int, rounds: int) -> str:
    """Both tables. Medians of rounds; each round does everything on every platform once."""
    with _house() as house:
        found = [_round(house, calls, number) for number in range(rounds + 1)][1:]
        rows = [_row(platform, [one[platform] for one in found]) for platform in LIMITS]
        bursts = [_burst(house, platform) for platform in LIMITS]
    head = ["platform", "bare call/s", "send/s", "of bare", "update/s", "of bare", "click/s", "of bare"]
    limits = ["platform", "limit", "asked for", "sent", "most in one window", "put off by us", "refused or dropped"]
    foot = f"{calls} calls each, medians of {rounds} rounds; a bare call is a POST that the same server refuses at once"
    return f"{table(head, rows)}\n\n{foot}\n\n{table(limits, bursts)}"


@contextmanager
def _house() -> Iterator[TownHouse]:
    folder = Path(tempfile.mkdtemp(prefix="suilu-bench-"))
    url, clock = f"sqlite:///{folder / 'suilu.db'}", SetClock(START)
    core = Core.at(url, clock=clock)
    core.migrate()
    core.close()
    house = TownHouse(url, clock, folder / "data", new_keys())
    try:
        yield house
    finally:
        house.close()
        shutil.rmtree(folder)


def _round(house: TownHouse, calls: int, number: int) -> dict[Platform, list[float]]:
    """By platform: seconds a call of bare, send, update, click."""
    return {platform: _platform(house, platform, calls, f"r{number}") for platform in LIMITS}


def _platform(house: TownHouse, platform: Platform, calls: int, name: str) -> list[float]:
    to, messenger = _lin(house, platform), house.app.messengers[platform]
    chat = house.town.bot_chat(platform, "lin")
    chat.messages.clear()
    handles: list[CardHandle] = []
    bare = _timed(house, calls, lambda _: _refused(house, platform))
    send = _timed(house, calls, lambda i: handles.append(messenger.post(to, ASK, key=f"{name}-{i}")))
    update = _timed(house, calls, lambda i: messenger.change(handles[i], DONE, to=to))
    shown = house.cards(chat.id)
    click = _timed(house, calls, lambda i: _clicked(house, shown[i]))
    assert len(shown) == calls
    return [bare, send, update, click]


def _timed(house: TownHouse, calls: int, once: Callable[[int], object]) -> float:
    """Median seconds of one call; the clock moves between two, out of every limit's window."""
    took = []
    for number in range(calls):
        house.clock.move(timedelta(seconds=61))
        began = time.perf_counter()
        once(number)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


_HTTP = requests.Session()
_HTTP.trust_env = False


def _refused(house: TownHouse, platform: Platform) -> None:
    _HTTP.post(house.sims[platform].url + ENDPOINTS[platform], json={}, timeout=5)


def _clicked(house: TownHouse, card: CardSeen) -> None:
    answer = house.clicks(card, "lin", card.action("undo"))
    assert answer.ok, answer


def _row(platform: Platform, rounds: list[list[float]]) -> list[str]:
    bare, *rest = ([1 / one[i] for one in rounds] for i in range(4))
    cells = [f"{statistics.median(bare):,.0f}"]
    for rates in rest:
        ratio = statistics.median(mine / floor for mine, floor in zip(rates, bare, strict=True))
        cells += [f"{statistics.median(rates):,.0f}", f"{ratio:.2f}"]
    return [platform.value, *cells]


def _burst(house: TownHouse, platform: Platform) -> list[str]:
    """Four times what the limit allows, in three of its windows, to one person."""
    limit, to, messenger = LIMITS[platform], _lin(house, platform), house.app.messengers[platform]
    house.clock.move(timedelta(hours=2))
    house.town.bot_chat(platform, "lin").messages.clear()
    house.town.journal.clear()
    asked, sent, put_off = limit.most * 12, list[datetime](), 0
    for number in range(asked):
        house.clock.move(timedelta(seconds=limit.seconds * 3 / asked))
        try:
            messenger.post(to, ASK, key=f"burst-{number}")
            sent.append(house.clock.now())
        except TryLater as late:
            put_off += late.reason == "pace"
    window = timedelta(seconds=limit.seconds)
    most = max(sum(at <= other < at + window for other in sent) for at in sent)
    shown = len(house.cards(house.town.bot_chat(platform, "lin").id))
    return [
        platform.value,
        limit.name,
        *(str(n) for n in (asked, len(sent), most, put_off, _noes(house.town) + len(sent) - shown)),
    ]


def _noes(town: Town) -> int:
    return sum(not entry["ok"] for entry in town.journal if entry["way"] == "out")


def _lin(house: TownHouse, platform: Platform) -> Person:
    return Person(platform, CORPS[platform.value], house.town.people["lin"].ids[platform.value])
