"""Files are fetched by a tick, each by one worker, and never while a transaction is open; what nobody needs is swept away."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import islice

from bot.capture.keeping import NotKept, keep
from bot.handlers.given_files import forgotten
from bot.handlers.house import House
from bot.model import Attachment, Platform
from bot.ports import PACE, TryLater, Undeliverable
from crm_core.outbox import backoff
from crm_core.people import SYSTEM
from crm_core.views import FetchView

log = logging.getLogger(__name__)
MOST_TRIES = 10
"""Of one file, whatever they fail for; about an hour."""
IDLE = timedelta(hours=1)
"""Bytes that no row names stay that long: theirs may be about to be written."""
_OURS = ("too_large",)
"""What an adapter says for us: no failing of the platform's."""


def tick(house: House) -> int:
    """Fetch what waits; how many were settled. A worker that dies over one leaves it to the next, when its lease ends."""
    done = 0
    while due := _due(house):
        done += sum(_fetch(house, file) for file_id in due if (file := _taken(house, file_id)))
    return done


def purge(house: House) -> int:
    """Forget what nobody wanted: rows whose day is over, then bytes without a row, and what a crash left of either."""
    with house.core.work(SYSTEM) as w:
        given, rows = w.fetching.overdue()
        for file_id in given:
            forgotten(w, file_id)
    return rows + _sweep(house) + house.files.tidy(IDLE)


def _sweep(house: House) -> int:
    swept, old = 0, iter(house.files.old(IDLE))
    while some := list(islice(old, 500)):
        with house.core.read(SYSTEM) as w:
            used = w.fetching.in_use(some)
        swept += sum(house.files.forget(digest, idle=IDLE) for digest in some if digest not in used)
    return swept


def _due(house: House) -> list[int]:
    with house.core.read(SYSTEM) as w:
        return w.fetching.due()


def _taken(house: House, file_id: int) -> FetchView | None:
    """None: another worker has it."""
    with house.core.work(SYSTEM) as w:
        return w.fetching.take(file_id)


def _fetch(house: House, file: FetchView) -> bool:
    """True: it is settled, one way or the other."""
    if file.tries > MOST_TRIES:
        return _end(house, file, "gone", "gave_up")
    try:
        kept = keep(house.files, _content(house, file))
    except TryLater as error:
        return _later(house, file, error)
    except Undeliverable as never:
        return _end(house, file, "refused" if never.reason in _OURS else "gone", never.reason)
    except NotKept as refused:
        return _end(house, file, "refused", refused.reason)
    with house.core.work(SYSTEM) as w:
        return w.fetching.kept(file, kept)


def _end(house: House, file: FetchView, state: str, problem: str) -> bool:
    log.info("file %d: %s: %s", file.id, state, problem)
    with house.core.work(SYSTEM) as w:
        return w.fetching.ended(file, state, problem)


def _content(house: House, file: FetchView) -> bytes:
    media = house.media.get(Platform(file.platform))
    if media is None:
        raise TryLater("platform_off", timedelta(minutes=10))
    return media.fetch(Attachment(file.kind, file.name, file.ref))


def _later(house: House, file: FetchView, error: TryLater) -> bool:
    """A call that our own pacer held back was no try."""
    paced = error.reason == PACE
    if file.tries >= MOST_TRIES and not paced:
        return _end(house, file, "gone", "gave_up")
    until = house.clock.now() + (error.after or backoff(file.tries, f"file {file.id}"))
    with house.core.work(SYSTEM) as w:
        w.fetching.later(file, until, error.reason, counts=not paced)
    return False
