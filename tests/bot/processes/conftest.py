"""Real processes of ours, each in a folder of its own, all ended with the test."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from bot.processes.broker import Broker
from bot.processes.supervisor import end_all, launch
from bot.settings import Settings, load

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def env(tmp_path: Path, migrated_sqlite: Path) -> dict[str, str]:
    """The environment of an installation with a fresh database and every platform off."""
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "suilu.db").write_bytes(migrated_sqlite.read_bytes())
    return {"SUILU_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def settings(env: Mapping[str, str]) -> Settings:
    return load(env)


@pytest.fixture
def broker(settings: Settings) -> Iterator[Broker]:
    made = Broker(settings)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def start(env: Mapping[str, str]) -> Iterator[Start]:
    """`start("work")` runs `suilu work` beside the test."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            launch(arguments, os.getpid()),
            env={**os.environ, **env, **more},
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield begin
    end_all(started)  # type: ignore[arg-type]
    for process in started:
        process.communicate()


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


_BELOW = range(10_000, 32_000, 20)
"""What Linux gives to no connection of its own accord: another test's cannot take such a port before a demo listens there."""


def free_port() -> int:
    """One of several in a row that nobody listens on now."""
    first = os.getpid() % len(_BELOW)
    ports: list[int] = [*_BELOW[first:], *_BELOW[:first]]
    for port in ports:
        with suppress(OSError):
            for near in range(port, port + _BELOW.step):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", near))
            return port
    raise AssertionError("no free port")
