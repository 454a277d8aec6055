"""What works in one process; and, by name, what RQ calls there."""

from __future__ import annotations

import logging
import threading
from functools import partial
from typing import TYPE_CHECKING

from bot import pipeline
from bot.jobs.bugs import place_of
from bot.jobs.delivering import Delivering
from bot.jobs.pump import Pump
from bot.jobs.queue import DRAINS, RqQueue
from bot.jobs.receiving import Receiving
from bot.routes import TICKS

if TYPE_CHECKING:
    from bot.app import App

log = logging.getLogger(__name__)
ALONE_SECONDS = 60.0
"""How often a worker ticks by itself, for when neither beat nor broker is there to wake it."""


class Crew:
    """The drains of one process. Their leases carry the name `holder`, which no other process alive may have."""

    def __init__(self, app: App, holder: str) -> None:
        self.app, self.holder = app, holder[:64]
        self._stopping = threading.Event()
        every = app.settings.sizes.sweep_seconds
        self.inbox = Pump("receive", Receiving(app, self.holder, self._stopping).drain, every)
        # Beside the others: while one rep's screenshots are read, every other rep's taps go on.
        self.eyes = Pump("read", Receiving(app, self.holder, self._stopping, by_eye=True).drain, every)
        self.outbox = Pump("deliver", Delivering(app, self.holder, self._stopping).drain, every)
        self.ticks = {name: Pump(name, partial(self._tick, name), ALONE_SECONDS) for name in TICKS}

    def start(self) -> None:
        """Take back what this name held when it died, and begin. From now on the drains also look by themselves."""
        held = self.app.core.inbox.release(self.holder) + self.app.core.outbox.release(self.holder)
        log.info("%s: %d rows taken back", self.holder, held)
        for pump in self._pumps():
            pump.start()

    def stop(self) -> None:
        """No new row; what is under way ends first."""
        self._stopping.set()
        for pump in self._pumps():
            pump.stop()

    def settle(self) -> None:
        """Without threads: the drains until none finds anything."""
        while self.inbox.run() + self.eyes.run() + self.outbox.run():
            pass

    def receive(self) -> None:
        """Drain the inbox, both lanes of it."""
        self.inbox.ask()
        self.eyes.ask()

    def _pumps(self) -> tuple[Pump, ...]:
        return (self.inbox, self.eyes, self.outbox, *self.ticks.values())

    def _tick(self, name: str) -> int:
        try:
            found = pipeline.tick(self.app, name)
        except Exception as error:  # the next tick asks again; RQ would log and keep the error's words
            log.error("tick %s: %s", name, place_of(error))  # noqa: TRY400 - names nobody
            return 0
        if found:
            self.outbox.ask()
        return found


_crew: Crew | None = None


def install(app: App, holder: str) -> Crew:
    """Make this process one that works; the three functions below act for it."""
    global _crew
    _crew = Crew(app, holder)
    return _crew


def receive() -> None:
    """Drain the inbox."""
    _taken_up("receive").receive()


def deliver() -> None:
    """Drain the outbox."""
    _taken_up("deliver").outbox.ask()


def tick(name: str) -> None:
    """Ask the database what is due now. Late, doubled or lost: only the delay changes."""
    _taken_up(name).ticks[name].ask()


class NearQueue(RqQueue):
    """A worker's own queue: what it can do itself needs no broker."""

    def wake(self, job: str) -> None:
        if _crew is not None and job in DRAINS:
            (_crew.receive if job == "receive" else _crew.outbox.ask)()
        else:
            super().wake(job)


def _taken_up(job: str) -> Crew:
    if _crew is None:
        raise RuntimeError("this process does no work")
    if isinstance(_crew.app.queue, RqQueue):
        _crew.app.queue.taken_up(job)
    return _crew
