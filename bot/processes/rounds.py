"""`suilu beat` and `suilu stream`: two small processes that run until they are told to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import NoReturn, Protocol

from bot import beat
from bot.jobs.queue import queue_at
from bot.model import Event, event_to_json, kind_of
from bot.processes import logs
from bot.settings import BadSetting, Settings
from crm_core.clock import Clock

_ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Listener(Protocol):
    """Hears one platform until `stop`; `on_event` keeps an event for good, or raises."""

    def __call__(self, on_event: Callable[[Event], None], *, stop: threading.Event, clock: Clock) -> None: ...


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
    """What comes over connections that we open, each heard in a thread of its own, until told to stop.

    Raises BadSetting when no platform is heard that way, DatabaseTooOld, and what ended a listener that should not have ended.
    """
    listeners = listeners_of(settings)
    if not listeners:
        raise BadSetting(
            "SUILU_DINGTALK_MODE, SUILU_FEISHU_MODE: 没有长连接可听 (nothing to listen to: each is off or calls us by HTTP)"
        )
    logs.set_up("stream")
    from bot.bootstrap import build

    app = build(settings, "stream")
    app.core.check_version()

    def keep(event: Event) -> None:
        if app.core.inbox.accept(event.id, kind_of(event), event_to_json(event)):
            app.queue.wake("receive")

    try:
        hear(listeners, keep, stop=until_told(), clock=app.clock)
    finally:
        app.core.close()


def listeners_of(settings: Settings) -> list[Listener]:
    """One for each platform that is heard over a connection of ours. Its SDK is imported only then."""
    found: list[Listener] = []
    if settings.dingtalk and settings.dingtalk.mode == "stream":
        from bot.adapters.dingtalk import stream as dingtalk

        found.append(partial(dingtalk.run, settings.dingtalk))
    if settings.feishu and settings.feishu.mode == "stream":
        from bot.adapters.feishu import stream as feishu

        found.append(partial(feishu.run, settings.feishu))
    return found


def hear(listeners: Sequence[Listener], keep: Callable[[Event], None], *, stop: threading.Event, clock: Clock) -> None:
    """All of them, until `stop`; `keep` writes an event down for good.

    When one breaks all end, so that who started us can start us anew.
    """
    broken: list[BaseException] = []

    def listen(listener: Listener) -> None:
        try:
            listener(keep, stop=stop, clock=clock)
        except BaseException as error:
            broken.append(error)
        finally:
            stop.set()

    threads = [threading.Thread(target=listen, args=(listener,), name="listener") for listener in listeners]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
