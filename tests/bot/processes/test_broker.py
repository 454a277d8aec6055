"""The embedded broker: private, alone on its folder, and with a memory."""

from __future__ import annotations

import json
import stat
import zlib
from pathlib import Path
from typing import cast

import psutil
import pytest

from bot.jobs.queue import QUEUE, queue_at, redis_at, wake_key
from bot.processes.broker import Broker, BrokerRefused, command, ready
from bot.settings import Settings, broker_socket, broker_url, load
from tests.bot.processes.conftest import Start, kill, until


def text(found: bytes | str) -> str:
    return found.decode() if isinstance(found, bytes) else found


def test_it_listens_on_a_private_socket_and_nowhere_else(broker: Broker, settings: Settings) -> None:
    socket = broker_socket(settings)
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    assert broker._process is not None
    assert psutil.Process(broker._process.pid).net_connections("inet") == []


def test_a_second_one_on_the_same_folder_is_refused(broker: Broker, settings: Settings) -> None:
    with pytest.raises(BrokerRefused, match="another broker runs on"):
        Broker(settings).start()
    assert ready(settings, 0)


def test_wake_ups_of_one_job_are_one_and_outlive_a_kill(settings: Settings) -> None:
    broker, queue = Broker(settings), queue_at(settings)
    broker.start()
    for _ in range(5):
        queue.wake("receive")
    queue.wake("nudges")
    redis = redis_at(broker_url(settings))
    until(lambda: redis.info("persistence")["aof_last_write_status"] == "ok")
    until(lambda: redis.info("persistence")["aof_buffer_length"] == 0)  # while a disk is busy, a write waits for two seconds
    assert broker._process is not None
    kill(broker._process.pid)
    broker._process.wait()
    broker.start()
    try:
        assert redis.llen(f"rq:queue:{QUEUE}") == 2
        job = text(redis.lrange(f"rq:queue:{QUEUE}", 0, -1)[0])
        described = redis.hget(f"rq:job:{job}", "description")
        assert described == b"bot.jobs.crew.receive()"
        queue.taken_up("receive")
        assert redis.exists(wake_key("receive")) == 0
    finally:
        broker.stop()


def test_payloads_are_json(broker: Broker, settings: Settings) -> None:
    queue_at(settings).wake("nudges")
    redis = redis_at(broker_url(settings))
    job = text(redis.lrange(f"rq:queue:{QUEUE}", 0, -1)[0])
    payload = zlib.decompress(cast(bytes, redis.hget(f"rq:job:{job}", "data")))
    assert json.loads(payload) == ["bot.jobs.crew.tick", None, ["nudges"], {}]


def test_a_folder_too_deep_for_a_socket_works_too(tmp_path: Path) -> None:
    settings = load({"SUILU_DATA_DIR": str(tmp_path / ("d" * 150))})
    broker = Broker(settings)
    broker.start()
    try:
        assert ready(settings, 0)
        assert len(command(settings)[command(settings).index("--unixsocket") + 1]) < 108
    finally:
        broker.stop()
        broker_socket(settings).parent.rmdir()


def test_a_folder_that_others_may_enter_is_not_used(settings: Settings) -> None:
    folder = settings.data_dir / "broker"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(BrokerRefused, match="not private"):
        Broker(settings).start()


def test_the_command_becomes_the_broker(settings: Settings, start: Start) -> None:
    process = start("broker")
    until(lambda: ready(settings, 0))
    assert psutil.Process(process.pid).name() == "valkey-server"
    second = start("broker")
    assert second.wait(10) == 1
    assert second.communicate()[1].splitlines() == [
        f"suilu: 已有一个 broker 在运行 (another broker runs on {settings.data_dir})"
    ]
