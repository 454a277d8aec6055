"""Working on what was heard: one event after the other, each tried again until it is settled or given up."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import pipeline
from bot.jobs.bugs import place_of
from bot.model import PICTURES, event_from_json
from bot.ports import PACE, TryLater
from crm_core.errors import AlreadySettled
from crm_core.inbox import LEASE
from crm_core.outbox import backoff

if TYPE_CHECKING:
    from bot.app import App
    from crm_core.inbox import HeardView

log = logging.getLogger(__name__)
MOST_TRIES = 8
"""Of an event, whatever it fails for; then the one who asked is told, it is `failed`, and `suilu doctor` shows it."""
LONG_LEASE = timedelta(minutes=5)
"""Of what is read by eye: nine large pictures on a busy machine."""


class Receiving:
    """A drain of the inbox, under the name `holder` that its leases carry: of what is read by eye, or of all the rest."""

    def __init__(self, app: App, holder: str, stopping: threading.Event, *, by_eye: bool = False) -> None:
        self._app, self._inbox, self._holder, self._stopping = app, app.core.inbox, holder, stopping
        self._lease = LONG_LEASE if by_eye else LEASE
        self._which: dict[str, tuple[str]] = {"only" if by_eye else "but": (PICTURES,)}

    def drain(self) -> int:
        """Work on every event that is due; how many."""
        done = 0
        while not self._stopping.is_set() and (heard := self._inbox.take(self._holder, self._lease, **self._which)):
            self._hear(heard)
            done += 1
        return done

    def _hear(self, heard: HeardView) -> None:
        if heard.attempts > MOST_TRIES:  # it took the process with it each time
            self._give_up(heard, "gave up: the worker died of it")
            return
        try:
            pipeline.run(self._app, event_from_json(heard.body))
        except AlreadySettled:
            log.info("event %s: settled by another worker", heard.id)
        except TryLater as error:
            self._again(heard, error.reason, _apart(heard, error))
        except Exception as error:  # ours, whatever it is: again, and in the end for people to see
            log.error("event %s: try %d: %s", heard.id, heard.attempts, place_of(error))  # noqa: TRY400 - names nobody
            self._again(heard, type(error).__name__)
        else:
            self._close(heard)

    def _again(self, heard: HeardView, reason: str, after: timedelta | None = None) -> None:
        if heard.attempts < MOST_TRIES:
            self._inbox.later(heard.id, after or backoff(heard.attempts, heard.id), reason)
        else:
            self._give_up(heard, reason)

    def _give_up(self, heard: HeardView, reason: str) -> None:
        """The one who asked is told first: told twice is told once, and an event that is `failed` is never looked at again."""
        log.error("event %s: given up after %d tries", heard.id, heard.attempts)
        try:
            pipeline.give_up(self._app, event_from_json(heard.body))
        except Exception as error:  # whatever failed before fails here too: then doctor alone tells
            log.error("event %s: nobody told: %s", heard.id, place_of(error))  # noqa: TRY400 - names nobody
        self._inbox.failed(heard.id, reason)

    def _close(self, heard: HeardView) -> None:
        """A handler settles its event in its own transaction; one that wrote nothing has left that to us."""
        state = self._inbox.state(heard.id)
        if state is not None and state.state == "taken":
            self._inbox.done(heard.id)


def _apart(heard: HeardView, error: TryLater) -> timedelta | None:
    """Many that our own pacer holds back at once come back further and further apart, or they would use up their tries."""
    if error.reason != PACE or error.after is None:
        return error.after
    return max(error.after, backoff(heard.attempts, heard.id))
