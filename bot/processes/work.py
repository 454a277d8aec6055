"""`suilu work`: the process that works. RQ brings the wake-ups; without a broker it looks for its rows by itself."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from pathlib import Path

from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.worker.base import StopRequested

from bot.app import App
from bot.bootstrap import build
from bot.jobs.crew import Crew, NearQueue, install
from bot.jobs.queue import QUEUE, queue_at, redis_at
from bot.model import Message
from bot.processes import logs
from bot.processes.leash import Held, hold
from bot.settings import BadSetting, Settings, broker_url

log = logging.getLogger(__name__)
MOST_WORKERS = 64
"""Of one machine on one data folder."""


def run(settings: Settings, name: str = "") -> None:
    """Work until SIGTERM or SIGINT under `name` (else a free `worker-<n>`). Raises BadSetting, DatabaseTooOld."""
    logs.set_up("work")
    held = claim(settings, name)
    app = build(settings, "work", queue=queue_at(settings, NearQueue))
    app.core.check_version()
    warm(app)
    crew = install(app, f"{socket.gethostname()}:{held}")
    stop = threading.Event()
    crew.start()
    up = ready_file(settings, held)
    up.touch(mode=0o600)
    try:
        _listen(settings, crew, stop)
    finally:
        up.unlink(missing_ok=True)
        crew.stop()
        app.core.close()


def ready_file(settings: Settings, name: str) -> Path:
    """There while the worker of this name works; one that was killed leaves it behind."""
    return settings.data_dir / "workers" / f"{name}.ready"


def claim(settings: Settings, name: str = "") -> str:
    """A name that no other worker alive bears: what it held when it died it may take back at once. Raises BadSetting."""
    folder = settings.data_dir / "workers"
    folder.mkdir(mode=0o700, exist_ok=True)
    for candidate in [name] if name else [f"worker-{n}" for n in range(1, MOST_WORKERS + 1)]:
        try:
            hold(folder / f"{candidate}.lock")
        except Held:
            continue
        return candidate
    raise BadSetting(f"--name {name or 'worker-*'}: 已有同名 worker 在运行 (a worker of this name is running)")


def warm(app: App) -> None:
    """Pay for dictionaries now, not at the first rep's first tap: before the first row is taken."""
    from bot.nlp.extract import extract

    if app.house is not None:
        words = Message("warm", "", app.clock.now(), "预算50万，下周三前发方案")
        extract([words], app.house.lexicon, zone=app.house.zone)


class Listener(SimpleWorker):  # type: ignore[misc]
    """RQ's worker, told to come back soon after an outage, and to tell us when it is told to stop."""

    max_connection_wait_time = 2.0
    stop: threading.Event

    def handle_warm_shutdown_request(self) -> None:
        self.stop.set()


def _listen(settings: Settings, crew: Crew, stop: threading.Event) -> None:
    """Listen to the broker for as long as it is there; while it is not, the crew looks by itself."""
    url, birth = broker_url(settings), 0
    while not stop.is_set():
        birth += 1
        try:
            _on_signal(stop)
            _serve_queue(url, f"{crew.holder.replace(':', '-')}-{os.getpid()}-{birth}", stop)
        except StopRequested:
            break
        except (RedisError, OSError, ValueError) as error:
            log.warning("the broker is away (%s); rows are found by the sweep", type(error).__name__)
        stop.wait(1.0)


def _serve_queue(url: str, name: str, stop: threading.Event) -> None:
    worker = Listener([QUEUE], name=name, connection=redis_at(url), serializer="json", log_job_description=False, worker_ttl=30)
    worker.stop = stop
    worker.work(logging_level="WARNING")


def _on_signal(stop: threading.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
