"""Tokens and limits that all processes keep together: real processes at a real broker, and a broker that dies."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from bot.adapters.manners import OwnPacer, OwnTokens
from bot.bootstrap import build
from bot.jobs.crew import Crew
from bot.jobs.queue import InlineQueue, redis_at
from bot.jobs.shared import LOCK, SharedPacer, SharedTokens, manners_at
from bot.model import CardHandle, Conversation, Person, Platform
from bot.ports import PACE, Pacer, Scope, Tokens, TryLater, Undeliverable
from bot.processes.broker import Broker
from bot.settings import Settings, broker_url, load
from cards.model import Card
from crm_core.clock import Clock, SetClock, SystemClock
from crm_core.people import SYSTEM
from crm_core.work.core import Core
from tests.bot.test_jobs import app_of
from tests.conftest import START

HOUR = timedelta(hours=1)
fork = multiprocessing.get_context("fork")


class Vendor:
    """Gives tokens and counts how often it was asked. `life` in seconds."""

    def __init__(self, life: float = 7200) -> None:
        self.life, self.asked = life, 0
        self.fails: Exception | None = None

    def __call__(self) -> tuple[str, float]:
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return f"token-{self.asked}", self.life


def tokens_at(url: str, clock: Clock, **more: Any) -> SharedTokens:
    return SharedTokens(redis_at(url, socket_timeout=2), clock, **more)


def pacer_at(url: str, clock: Clock) -> SharedPacer:
    return SharedPacer(redis_at(url, socket_timeout=2), clock)


# --- tokens -----------------------------------------------------------------------------------------------------------


def test_a_token_is_fetched_once_and_before_its_end_again(redis_url: str, clock: SetClock) -> None:
    one, other, vendor = tokens_at(redis_url, clock), tokens_at(redis_url, clock), Vendor(7200)

    first = [one.get("wecom:ww1", vendor), other.get("wecom:ww1", vendor)]
    clock.move(timedelta(seconds=7200 - 301))
    still = other.get("wecom:ww1", vendor)
    clock.move(timedelta(seconds=1))
    then = [other.get("wecom:ww1", vendor), one.get("wecom:ww1", vendor)]

    assert (first, still, then) == (["token-1"] * 2, "token-1", ["token-2"] * 2)


def test_a_token_ends_by_our_clock_and_not_by_the_brokers(redis_url: str, clock: SetClock) -> None:
    """The demo's clock leaps by 72 hours."""
    tokens, vendor = tokens_at(redis_url, clock), Vendor()
    tokens.get("wecom:ww1", vendor)
    clock.move(timedelta(hours=72))

    assert tokens.get("wecom:ww1", vendor) == "token-2"


def test_names_are_apart_and_what_stands_at_the_broker_does_not_name_them(redis_url: str, clock: SetClock) -> None:
    tokens = tokens_at(redis_url, clock)

    assert tokens.get("wecom:ww1", lambda: ("a", 60)) == "a"
    assert tokens.get("feishu:cli_1", lambda: ("b", 60)) == "b"
    with Redis.from_url(redis_url) as redis:
        keys = [key.decode() for key in redis.scan_iter()]
        assert len(keys) == 2
        assert not any("ww1" in key or "cli_1" in key for key in keys)
        assert all(0 < redis.pttl(key) <= 60_000 for key in keys)


def test_only_the_very_token_is_forgotten(redis_url: str, clock: SetClock) -> None:
    one, other, vendor = tokens_at(redis_url, clock), tokens_at(redis_url, clock), Vendor()
    one.get("n", vendor)

    other.forget("n", "token-0")
    kept = one.get("n", vendor)
    other.forget("n", "token-1")

    assert (kept, one.get("n", vendor), other.get("n", vendor), vendor.asked) == ("token-1", "token-2", "token-2", 2)


def _one_of_many(url: str, log: Path, start: Any) -> None:
    def fetch() -> tuple[str, float]:
        with log.open("a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(0.3)
        return "the token", 7200.0

    tokens = tokens_at(url, SystemClock())
    start.wait()
    with ThreadPoolExecutor(4) as pool:
        got = set(pool.map(lambda _n: tokens.get("wecom:ww1", fetch), range(8)))
    os._exit(0 if got == {"the token"} else 1)


def _run(many: int, work: Callable[..., None], *arguments: Any) -> list[int | None]:
    start = fork.Barrier(many)
    started = [fork.Process(target=work, args=(*arguments, start)) for _ in range(many)]
    for process in started:
        process.start()
    for process in started:
        process.join(30)
    return [process.exitcode for process in started]


def test_six_processes_that_ask_at_once_fetch_once(redis_url: str, tmp_path: Path) -> None:
    log = tmp_path / "fetched"

    assert _run(6, _one_of_many, redis_url, log) == [0] * 6
    assert len(log.read_text().splitlines()) == 1


def test_the_others_go_on_with_the_old_token_while_one_fetches_the_next(redis_url: str, clock: SetClock) -> None:
    tokens, vendor = tokens_at(redis_url, clock), Vendor()
    tokens.get("n", vendor)
    clock.move(timedelta(seconds=7000))
    asked, free = threading.Event(), threading.Event()

    def slow() -> tuple[str, float]:
        asked.set()
        assert free.wait(10)
        return "next", 7200.0

    with ThreadPoolExecutor(1) as pool:
        next_one = pool.submit(tokens.get, "n", slow)
        assert asked.wait(5)
        meanwhile = tokens_at(redis_url, clock).get("n", vendor)
        free.set()
        assert next_one.result(5) == "next"

    assert (meanwhile, tokens.get("n", vendor), vendor.asked) == ("token-1", "next", 1)


def test_in_its_last_seconds_the_old_token_is_not_gone_on_with(redis_url: str, clock: SetClock) -> None:
    tokens, vendor = tokens_at(redis_url, clock, lock=0.3), Vendor(100)
    tokens.get("n", vendor)
    clock.move(timedelta(seconds=96))
    with Redis.from_url(redis_url) as redis:
        [key] = redis.scan_iter()
        redis.set(key + b":lock", "another", px=300)

    assert tokens.get("n", vendor) == "token-2"


def _dies_fetching(url: str, asked: Any) -> None:
    def fetch() -> tuple[str, float]:
        asked.set()
        time.sleep(60)
        raise AssertionError

    tokens_at(url, SystemClock(), lock=1.0).get("n", fetch)


def test_a_fetcher_that_is_killed_delays_the_others_by_its_lock(redis_url: str) -> None:
    asked = fork.Event()
    fetcher = fork.Process(target=_dies_fetching, args=(redis_url, asked))
    fetcher.start()
    assert asked.wait(5)
    assert fetcher.pid is not None
    os.kill(fetcher.pid, signal.SIGKILL)
    fetcher.join(5)
    vendor, tokens, began = Vendor(), tokens_at(redis_url, SystemClock(), lock=1.0), time.monotonic()

    with ThreadPoolExecutor(6) as pool:
        got = set(pool.map(lambda _n: tokens.get("n", vendor), range(6)))

    assert (got, vendor.asked) == ({"token-1"}, 1)
    assert time.monotonic() - began < 2.0


def test_who_waits_in_vain_for_two_locks_fetches_for_himself(redis_url: str, clock: SetClock) -> None:
    tokens, vendor = tokens_at(redis_url, clock, lock=0.2), Vendor()
    tokens.get("other", vendor)
    with Redis.from_url(redis_url) as redis:
        [key] = redis.scan_iter()
        redis.delete(key)
        redis.set(key + b":lock", "a fetcher that hangs and hangs", px=60_000)

    with ThreadPoolExecutor(6) as pool:
        got = set(pool.map(lambda _n: tokens.get("other", vendor), range(6)))

    assert (got, vendor.asked) == ({"token-2"}, 2)


def test_a_fetch_that_fails_frees_the_lock_and_says_why(redis_url: str, clock: SetClock) -> None:
    tokens, vendor = tokens_at(redis_url, clock), Vendor()
    vendor.fails = Undeliverable("40001")
    began = time.monotonic()
    for _ in range(2):
        with pytest.raises(Undeliverable, match="40001"):
            tokens.get("n", vendor)
    vendor.fails = None

    assert tokens.get("n", vendor) == "token-3"
    assert time.monotonic() - began < LOCK / 2


def test_a_vendor_who_is_busy_ahead_of_time_hurts_nobody_and_is_not_asked_at_once_again(
    redis_url: str, clock: SetClock
) -> None:
    tokens, vendor = tokens_at(redis_url, clock, lock=0.3), Vendor()
    tokens.get("n", vendor)
    clock.move(timedelta(seconds=7000))
    vendor.fails = TryLater("http_502")

    meanwhile = [tokens.get("n", vendor) for _ in range(5)]
    asked = vendor.asked
    vendor.fails = None
    time.sleep(0.35)

    assert (meanwhile, asked, tokens.get("n", vendor)) == (["token-1"] * 5, 2, "token-3")


def test_a_vendor_who_is_busy_when_there_is_no_token_passes_through(redis_url: str, clock: SetClock) -> None:
    vendor = Vendor()
    vendor.fails = TryLater("http_502")

    with pytest.raises(TryLater, match="http_502"):
        tokens_at(redis_url, clock).get("n", vendor)


# --- limits -----------------------------------------------------------------------------------------------------------


def most_in_a_window(moments: list[datetime], scope: Scope) -> int:
    """By counting: how many of the calls the fullest window of the scope holds."""
    window = timedelta(seconds=scope.seconds)
    return max((sum(start <= other < start + window for other in moments) for start in moments), default=0)


def wait_of(pacer: Pacer, *scopes: Scope) -> timedelta:
    """Nothing: the call was admitted."""
    try:
        pacer.admit(*scopes)
    except TryLater as full:
        assert full.reason == PACE  # noqa: PT017 - what else it would be is a bug
        return full.after or timedelta()
    return timedelta()


@pytest.fixture(params=["own", "shared"])
def pacer(request: pytest.FixtureRequest, clock: SetClock) -> Pacer:
    return OwnPacer(clock) if request.param == "own" else pacer_at(request.getfixturevalue("redis_url"), clock)


def test_a_call_that_is_one_too_many_is_told_when(pacer: Pacer, clock: SetClock) -> None:
    scope = Scope("app", 2, 10)
    pacer.admit(scope)
    clock.move(timedelta(seconds=4))
    pacer.admit(scope)

    full = wait_of(pacer, scope)
    clock.move(timedelta(seconds=6))

    assert full == timedelta(seconds=6)
    assert [wait_of(pacer, scope), wait_of(pacer, scope)] == [timedelta(), timedelta(seconds=4)]


def test_one_full_scope_counts_the_call_under_none(pacer: Pacer, clock: SetClock) -> None:
    app, lin, wang = Scope("app", 3, 60), Scope("to:lin", 1, 30), Scope("to:wang", 1, 90)
    pacer.admit(app, lin)
    refused = {wait_of(pacer, app, lin) for _ in range(5)}
    pacer.admit(app, wang)
    pacer.admit(app)

    assert refused == {timedelta(seconds=30)}
    assert wait_of(pacer, app, wang) == timedelta(seconds=90)


def test_a_call_without_scopes_is_always_admitted(pacer: Pacer) -> None:
    for _ in range(100):
        pacer.admit()


def test_a_clock_that_was_set_back_does_not_stop_the_house(redis_url: str, clock: SetClock) -> None:
    pacer, scope = pacer_at(redis_url, clock), Scope("app", 1, 60)
    clock.move(timedelta(hours=72))
    pacer.admit(scope)
    clock.move(-timedelta(hours=72))

    pacer.admit(scope)


paces = st.sampled_from([0, 0, 1, 40, 350, 900])
steps = st.lists(st.tuples(st.integers(0, 2), paces, st.integers(1, 3)), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_no_window_ever_holds_too_many_though_clocks_differ(redis_url: str, steps: list[tuple[int, int, int]]) -> None:
    """Three processes whose clocks are up to 300 ms apart; calls under one, two or three scopes at any pace."""
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
    clocks = [SetClock(START + timedelta(milliseconds=ahead)) for ahead in (0, 150, 300)]
    pacers = [pacer_at(redis_url, clock) for clock in clocks]
    scopes = (Scope("app", 5, 2.0), Scope("group", 2, 0.7), Scope("card", 3, 5.0))
    calls: dict[str, list[datetime]] = {scope.name: [] for scope in scopes}
    for which, milliseconds, how_many in steps:
        for clock in clocks:
            clock.move(timedelta(milliseconds=milliseconds))
        if wait_of(pacers[which], *scopes[:how_many]):
            continue
        for scope in scopes[:how_many]:
            calls[scope.name].append(clocks[which].now())

    assert all(most_in_a_window(calls[scope.name], scope) <= scope.most for scope in scopes)


def test_whoever_waits_as_long_as_told_is_admitted(redis_url: str, clock: SetClock) -> None:
    pacer, scope = pacer_at(redis_url, clock), Scope("app", 3, 1.7)
    admitted: list[datetime] = []
    waits: list[timedelta] = []
    while len(admitted) < 12:
        if wait := wait_of(pacer, scope):
            waits.append(wait)
            clock.move(wait - timedelta(microseconds=1))
            assert wait_of(pacer, scope) == timedelta(microseconds=1)
            clock.move(timedelta(microseconds=1))
            pacer.admit(scope)
        admitted.append(clock.now())
        clock.move(timedelta(milliseconds=130))

    assert (most_in_a_window(admitted, scope), len(waits)) == (3, 3)


BURST = (Scope("app", 20, 0.5), Scope("to:lin", 7, 0.3))


class Told(SystemClock):
    """Remembers what it has said last; `one` for threads that want to know it of themselves."""

    last: datetime

    def __init__(self) -> None:
        self.one = threading.Lock()

    def now(self) -> datetime:
        self.last = super().now()
        return self.last


def _burst(url: str, log: Path, start: Any) -> None:
    """As many calls as it gets through in a second and a half, each written down when it was admitted."""
    clock = Told()
    pacer = pacer_at(url, clock)
    start.wait()
    end = time.monotonic() + 1.5
    with (log / str(os.getpid())).open("w") as file:
        while time.monotonic() < end:
            if wait := wait_of(pacer, *BURST):
                time.sleep(min(wait.total_seconds(), 0.02))
            else:
                file.write(f"{clock.last.isoformat()}\n")
    os._exit(0)


def test_a_burst_of_five_processes_keeps_every_limit(redis_url: str, tmp_path: Path) -> None:
    assert _run(5, _burst, redis_url, tmp_path) == [0] * 5
    moments = sorted(datetime.fromisoformat(line) for file in tmp_path.iterdir() for line in file.read_text().splitlines())

    assert [most_in_a_window(moments, scope) <= scope.most for scope in BURST] == [True, True]
    assert len(moments) > 20, "the limits are kept, but hardly anything goes out"


def _worker(url: str, database: str, folder: Path, start: Any) -> None:
    """One worker under a burst: delivers until nothing is left, and writes down when its platform was called."""
    core = Core.at(database, clock=SystemClock())
    scopes = (Scope("app", 20, 0.5), Scope("group", 8, 0.4))
    moments: list[float] = []

    class Recorder:
        def __init__(self) -> None:
            self.pacer, self.told = pacer_at(url, clock := Told()), clock

        def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
            with self.told.one:
                self.pacer.admit(*scopes)
                moments.append(self.told.last.timestamp())
            return CardHandle(Platform.WECOM, key, key)

        def change(self, handle: CardHandle, card: Card, *, to: Person | Conversation) -> CardHandle:
            raise AssertionError

    app = replace(app_of(core, SetClock(START), folder / str(os.getpid()), Recorder()), clock=SystemClock())
    start.wait()
    crew, end = Crew(app, f"worker-{os.getpid()}"), time.monotonic() + 20
    while core.outbox.counts()["sent"] < 60 and time.monotonic() < end:
        crew.outbox.run()
        time.sleep(0.05)
    (folder / f"{os.getpid()}.moments").write_text("\n".join(map(str, moments)))
    os._exit(0)


def test_three_workers_under_a_burst_keep_the_limits_and_lose_no_card(redis_url: str, sqlite_url: str, tmp_path: Path) -> None:
    core = Core.at(sqlite_url, clock=SystemClock())
    with core.work(SYSTEM) as w:
        for number in range(60):
            to = {"person": {"platform": "wecom", "corp": "ww1", "id": f"p{number}"}}
            w.say.post(f"draft:{number}", to, Card(kind="draft", title="x").to_json(), kind="draft")

    assert _run(3, _worker, redis_url, sqlite_url, tmp_path) == [0] * 3
    lines = [line for file in tmp_path.glob("*.moments") for line in file.read_text().splitlines()]
    moments = [datetime.fromtimestamp(float(line), UTC) for line in lines]
    assert core.outbox.counts()["sent"] == len(moments) == 60
    assert most_in_a_window(moments, Scope("group", 8, 0.4)) <= 8
    assert most_in_a_window(moments, Scope("app", 20, 0.5)) <= 20
    core.close()


# --- the broker away --------------------------------------------------------------------------------------------------


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[tuple[Broker, Settings]]:
    """A broker of this test's own, to be stopped at will."""
    at = load({"SUILU_DATA_DIR": str(tmp_path / "data")})
    broker = Broker(at)
    broker.start()
    yield broker, at
    broker.stop()


def test_a_broker_that_dies_leaves_each_process_its_own_tokens(
    mortal: tuple[Broker, Settings], clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    broker, at = mortal
    tokens, vendor = tokens_at(broker_url(at), clock), Vendor()
    before = tokens.get("n", vendor)
    broker.stop()
    with caplog.at_level(logging.WARNING):
        during = []
        for _ in range(3):
            tokens._link._outage._until = 0
            during.append(tokens.get("n", vendor))
        tokens.forget("n", "token-2")
        anew = tokens.get("n", vendor)
    broker.start()
    tokens._link._outage._until = 0
    after = tokens.get("n", vendor)

    assert (before, during, anew) == ("token-1", ["token-2"] * 3, "token-3")
    assert after == "token-1", "what the broker kept is used again"
    assert caplog.text.count("the broker is away") == 1
    assert "token-" not in caplog.text


def test_a_broker_that_dies_during_the_fetch_costs_nobody_the_token(mortal: tuple[Broker, Settings], clock: SetClock) -> None:
    broker, at = mortal

    def fetch() -> tuple[str, float]:
        broker.stop()
        return "fetched", 7200.0

    assert tokens_at(broker_url(at), clock).get("n", fetch) == "fetched"


def test_while_the_broker_is_away_each_process_keeps_the_limit_with_its_calls_of_before(
    mortal: tuple[Broker, Settings], clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    broker, at = mortal
    pacer, scope = pacer_at(broker_url(at), clock), Scope("app", 3, 60)
    pacer.admit(scope)
    pacer.admit(scope)
    broker.stop()
    with caplog.at_level(logging.WARNING):
        pacer.admit(scope)
        for _ in range(3):
            pacer._link._outage._until = 0
            with pytest.raises(TryLater):
                pacer.admit(scope)

    assert caplog.text.count("the broker is away") == 1


# --- who has which ----------------------------------------------------------------------------------------------------


WECOM = {
    "SUILU_WECOM_CORP_ID": "ww1",
    "SUILU_WECOM_AGENT_ID": "1000002",
    "SUILU_WECOM_SECRET": "s",
    "SUILU_WECOM_TOKEN": "t",
    "SUILU_WECOM_AES_KEY": "a" * 43,
}


def test_processes_with_a_broker_share_and_a_tool_or_a_test_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    made: list[tuple[Tokens, Pacer]] = []

    class Platforms:
        def __init__(self, _settings: Settings, _clock: Clock, tokens: Tokens, pacer: Pacer, *, archive_in: Core) -> None:
            made.append((tokens, pacer))
            self.messengers: dict[Platform, Any] = {}
            self.media: dict[Platform, Any] = {}
            self.transcripts: dict[Platform, Any] = {}
            self.archives: dict[Platform, Any] = {}
            self.directories: dict[Platform, Any] = {}
            self.contacts: dict[Platform, Any] = {}
            self.hearing = None

    monkeypatch.setattr("bot.bootstrap._Platforms", Platforms)
    at = load({"SUILU_DATA_DIR": str(tmp_path / "data"), **WECOM})
    build(at, "work", clock=clock).core.close()
    build(at, "work", queue=InlineQueue(), clock=clock).core.close()

    assert [type(part) for pair in made for part in pair] == [SharedTokens, SharedPacer, OwnTokens, OwnPacer]
    assert [type(part) for part in manners_at(at, clock)] == [SharedTokens, SharedPacer]


def test_the_threads_of_one_process_share_one_pacer(redis_url: str) -> None:
    pacer, scope, outcomes = pacer_at(redis_url, SystemClock()), Scope("app", 25, 60), Counter[str]()

    def call(_number: int) -> str:
        try:
            pacer.admit(scope)
        except TryLater:
            return "later"
        return "now"

    with ThreadPoolExecutor(8) as pool:
        outcomes.update(pool.map(call, range(80)))
    assert outcomes == {"now": 25, "later": 55}
