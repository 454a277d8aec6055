"""`suilu work` and `suilu beat` as processes: woken by the broker, by themselves without it, and none the worse for a kill."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.beat import rounds
from bot.jobs.queue import queue_at, redis_at, wake_key
from bot.model import Platform, Unknown, event_to_json
from bot.processes.broker import Broker
from bot.routes import TICKS
from bot.settings import Settings, broker_url
from crm_core.clock import SystemClock
from crm_core.work.core import Core
from tests.bot.processes.conftest import Start, kill, until

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def record(settings: Settings) -> Iterator[Core]:
    core = Core.at(settings.database_url, clock=SystemClock())
    yield core
    core.close()


def hear(core: Core, number: int) -> None:
    event = Unknown(id=f"wecom:event:{number}", at=AT, platform=Platform.WECOM, name="change_contact")
    assert core.inbox.accept(event.id, "Unknown", event_to_json(event))


def done(core: Core) -> int:
    return core.inbox.counts()["done"]


def test_a_worker_is_woken_through_the_broker_and_heeds_term(
    broker: Broker, settings: Settings, record: Core, start: Start
) -> None:
    worker, redis = start("work"), redis_at(broker_url(settings))
    hear(record, 1)
    until(lambda: done(record) == 1)
    until(lambda: redis.scard("rq:workers") == 1)
    for number in range(2, 6):
        hear(record, number)
        queue_at(settings).wake("receive")
        until(lambda n=number: done(record) == n)  # type: ignore[misc]
        until(lambda: redis.exists(wake_key("receive")) == 0)
    assert redis.llen("rq:queue:suilu") == 0
    worker.terminate()
    assert worker.wait(10) == 0
    assert redis.scard("rq:workers") == 0


def test_a_worker_without_a_broker_looks_for_its_rows(record: Core, start: Start) -> None:
    worker = start("work")
    hear(record, 1)
    until(lambda: done(record) == 1)
    hear(record, 2)
    until(lambda: done(record) == 2)
    worker.terminate()
    assert worker.wait(10) == 0


def test_a_worker_listens_again_when_the_broker_is_back(broker: Broker, settings: Settings, record: Core, start: Start) -> None:
    worker, redis = start("work"), redis_at(broker_url(settings))
    until(lambda: redis.scard("rq:workers") == 1)
    assert broker._process is not None
    kill(broker._process.pid)
    broker._process.wait()
    hear(record, 1)
    until(lambda: done(record) == 1)
    broker.start()
    queue_at(settings).wake("receive")
    until(lambda: redis.exists(wake_key("receive")) == 0 and redis.llen("rq:queue:suilu") == 0)
    assert worker.poll() is None


def test_what_a_killed_worker_held_is_done_by_its_next_life(record: Core, start: Start) -> None:
    hear(record, 1)
    assert record.inbox.take(f"{socket.gethostname()}:lin", timedelta(hours=1))
    hear(record, 2)
    assert record.inbox.take("another", timedelta(hours=1))
    start("work", "--name", "lin")
    until(lambda: done(record) == 1)
    assert record.inbox.counts() == {"ready": 0, "taken": 1, "done": 1, "failed": 0}


def test_two_workers_never_bear_one_name(record: Core, start: Start) -> None:
    start("work", "--name", "lin")
    hear(record, 1)
    until(lambda: done(record) == 1)
    second = start("work", "--name", "lin")
    assert second.wait(20) == 2
    assert second.communicate()[1].startswith("suilu: --name lin: ")


def test_the_beat_wakes_every_job(broker: Broker, settings: Settings, start: Start) -> None:
    beat, redis = start("beat"), redis_at(broker_url(settings))
    jobs = rounds(settings.sizes)
    assert {"receive", "deliver", *TICKS} == set(jobs)
    until(lambda: redis.exists(*(wake_key(job) for job in jobs)) == len(jobs))
    until(lambda: redis.llen("rq:queue:suilu") == len(jobs))
    beat.terminate()
    assert beat.wait(10) == 0
