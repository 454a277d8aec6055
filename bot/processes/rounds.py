"""`suilu beat` and `suilu stream`: two small processes that run until they are told to stop."""

from __future__ import annotations

import signal
import threading
from typing import NoReturn

from bot import beat
from bot.jobs.queue import queue_at
from bot.model import Event, event_to_json
from bot.processes import logs
from bot.settings import BadSetting, Settings

_ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def until_told() -> threading.Event:
    """Set by SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def interrupt_on_signals() -> None:
    """SIGTERM, SIGINT and SIGHUP raise KeyboardInterrupt once, wherever the main thread is; from then on they are ignored."""

    def interrupt(_number: int, _frame: object) -> NoReturn:
        for number in _ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in _ENDINGS:
        signal.signal(number, interrupt)


def run_beat(settings: Settings) -> None:
    logs.set_up("beat")
    beat.run(queue_at(settings), settings.sizes, until_told())


def run_stream(settings: Settings) -> None:
    """DingTalk's events come over a connection that we open. Raises BadSetting when DingTalk is off, DatabaseTooOld."""
    if settings.dingtalk is None:
        raise BadSetting("SUILU_DINGTALK_CLIENT_ID: 未设置，无事可做 (missing: DingTalk is off, there is nothing to listen to)")
    logs.set_up("stream")
    from bot.adapters.dingtalk.stream import run
    from bot.bootstrap import build

    app = build(settings, "stream")
    app.core.check_version()

    def keep(event: Event) -> None:
        if app.core.inbox.accept(event.id, type(event).__name__, event_to_json(event)):
            app.queue.wake("receive")

    try:
        run(settings.dingtalk, keep, stop=until_told(), clock=app.clock)
    finally:
        app.core.close()
