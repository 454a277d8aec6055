"""What was heard: one row an event, written before the platform gets its acknowledgement, worked on afterwards.

`accept` is a group commit: callers that come while a transaction is under way are written together by the next one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crm_core.clock import Clock
from crm_core.errors import AlreadySettled, Unavailable
from crm_core.tables import Inbox as Row

log = logging.getLogger(__name__)
_t: Any = Row.__table__
_AWAY = (Unavailable, PoolTimeout)
"""The database, not a row, is to blame: writing one by one would only wait many times."""
LEASE = timedelta(seconds=60)
REFUSED = "refused:"
"""How the `error` of an event begins that was answered with no: nothing is wrong with it, and `stuck` passes it over."""
_SLOW = timedelta(minutes=2)
"""A row that has been due for so long says that nobody works."""


@dataclass(frozen=True, slots=True)
class HeardView:
    """An event as it was heard. `attempts` counts this one too, where it was taken."""

    id: str
    kind: str
    body: Mapping[str, Any]
    heard_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class HeardState:
    """How far an event got; no words of anybody in it."""

    id: str
    kind: str
    state: str
    """ready, taken, done, failed"""
    attempts: int
    error: str
    heard_at: datetime
    not_before: datetime


@dataclass(slots=True, eq=False)
class _Caller:
    """A thread that waits for its row: woken with an answer, or appointed to write for all who wait."""

    id: str
    row: dict[str, Any]
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    new: bool = False
    error: BaseException | None = None


class Inbox:
    """Safe for the threads of one process; processes meet in the database."""

    def __init__(self, write: Engine, read: Engine, clock: Clock) -> None:
        self._write, self._read, self._clock = write, read, clock
        self._gate = threading.Lock()
        self._waiting: list[_Caller] = []
        self._led = False
        dialect = postgresql if write.dialect.name == "postgresql" else sqlite
        self._insert = dialect.insert(_t).on_conflict_do_nothing(index_elements=[_t.c.id]).returning(_t.c.id)

    # --- hearing ------------------------------------------------------------------------------------------------------

    def accept(self, id: str, kind: str, body: Mapping[str, Any]) -> bool:
        """Write an event down, durably. True: it is new; False: it was heard before, and nothing changed.

        Raises Unavailable when the database does not take it, ValueError for what can never be stored.
        """
        if not 0 < len(id) <= 160:
            raise ValueError("an event's id has 1 to 160 characters")
        now = self._clock.now()
        caller = _Caller(id, {"id": id, "kind": kind, "body": body, "heard_at": now, "not_before": now})
        with self._gate:
            self._waiting.append(caller)
            if not self._led:
                self._led = caller.leads = True
        if not caller.leads:
            caller.woken.wait()
        if caller.leads:
            self._lead()
        if caller.error is not None:
            raise _outward(caller.error)
        return caller.new

    def _lead(self) -> None:
        """Write for all who wait, then hand the lead to one who came meanwhile."""
        batch: list[_Caller] = []
        try:
            self._write_all(batch)
        except BaseException as error:
            for caller in batch:
                caller.error = error
            if not isinstance(error, Exception):
                raise
        finally:
            self._hand_over(batch)

    def _write_all(self, batch: list[_Caller]) -> None:
        try:
            with self._write.begin() as connection:
                self._gather(batch)  # only now: while we waited for our turn, more have come
                self._put(connection, batch)
        except Exception as error:
            if len(batch) <= 1 or isinstance(error, _AWAY):
                raise
            self._write_each(batch)
        finally:
            if not batch:
                self._gather(batch)

    def _gather(self, batch: list[_Caller]) -> None:
        with self._gate:
            batch.extend(self._waiting)
            self._waiting.clear()

    def _put(self, connection: Connection, callers: Sequence[_Caller]) -> None:
        rows = {caller.id: caller.row for caller in callers}
        ordered = [rows[id] for id in sorted(rows)]  # one order for all processes: no deadlock between two batches
        new = set(connection.scalars(self._insert, ordered))
        for caller in callers:
            caller.new = caller.id in new
            new.discard(caller.id)

    def _write_each(self, batch: Sequence[_Caller]) -> None:
        """One of them poisons the batch: each for itself, so that it harms only its own caller."""
        for caller in batch:
            try:
                with self._write.begin() as connection:
                    self._put(connection, [caller])
            except Exception as error:  # it reaches the one who asked
                caller.error, caller.new = error, False

    def _hand_over(self, batch: Sequence[_Caller]) -> None:
        with self._gate:
            if self._waiting:
                self._waiting[0].leads = True
                self._waiting[0].woken.set()
            else:
                self._led = False
        for caller in batch:
            caller.woken.set()

    # --- working ------------------------------------------------------------------------------------------------------

    def take(
        self, holder: str, lease: timedelta = LEASE, *, only: Collection[str] = (), but: Collection[str] = ()
    ) -> HeardView | None:
        """The oldest event that is due, for `holder` alone until the lease ends; None when nothing is due.

        `only` of these kinds, or of all `but` these.
        """
        now = self._clock.now()
        look, lock = _due(tuple(only), tuple(but))
        with self._read.connect() as connection:
            if connection.execute(look, {"now": now}).first() is None:
                return None  # an idle poll takes no write lock
        with self._write.begin() as connection:
            row = connection.execute(lock, {"now": now}).first()
            if row is None:
                return None
            claim = update(_t).where(_t.c.id == row.id, _t.c.state == row.state, _t.c.attempts == row.attempts)
            values = {"state": "taken", "taken_by": holder, "lease_until": now + lease, "attempts": row.attempts + 1}
            if connection.execute(claim.values(**values)).rowcount != 1:
                return None
        return HeardView(row.id, row.kind, row.body, row.heard_at, row.attempts + 1)

    def done(self, id: str) -> None:
        """It has been worked on. A unit of work does this in its own transaction: `core.work(who, settles=id)`."""
        self._settle(id, state="done", done_at=self._clock.now())

    def later(self, id: str, after: timedelta, error: str) -> None:
        """Not now: due again after `after`. Without effect on what is done."""
        self._settle(id, state="ready", not_before=self._clock.now() + after, error=error[:300])

    def failed(self, id: str, error: str) -> None:
        """Never again by itself; `stuck` shows it. Without effect on what is done."""
        self._settle(id, state="failed", error=error[:300])

    def _settle(self, id: str, **values: Any) -> None:
        with self._write.begin() as connection:
            where = (_t.c.id == id, _t.c.state != "done")
            connection.execute(update(_t).where(*where).values(taken_by="", lease_until=None, **values))

    def release(self, holder: str) -> int:
        """A worker that comes back under its name gives back what it held when it died; how many."""
        with self._write.begin() as connection:
            held = update(_t).where(_t.c.state == "taken", _t.c.taken_by == holder)
            return connection.execute(held.values(state="ready", taken_by="", lease_until=None)).rowcount

    # --- looking ------------------------------------------------------------------------------------------------------

    def state(self, id: str) -> HeardState | None:
        """How far one event got."""
        with self._read.connect() as connection:
            row = connection.execute(select(_t).where(_t.c.id == id)).first()
        return None if row is None else _state(row)

    def heard(self, id: str) -> HeardView | None:
        """One event as it was heard, whatever has become of it."""
        with self._read.connect() as connection:
            row = connection.execute(select(_t).where(_t.c.id == id)).first()
        return None if row is None else HeardView(row.id, row.kind, row.body, row.heard_at, row.attempts)

    def counts(self) -> dict[str, int]:
        """Rows by state; every state is named."""
        with self._read.connect() as connection:
            found = connection.execute(select(_t.c.state, func.count()).group_by(_t.c.state)).all()
        return {"ready": 0, "taken": 0, "done": 0, "failed": 0} | {state: count for state, count in found}

    def stuck(self, limit: int = 100) -> list[HeardState]:
        """For `doctor`: failed for good, or due for two minutes with nobody at work, or tried in vain before. Oldest first."""
        long_ago = self._clock.now() - _SLOW
        slow = or_(
            and_(_t.c.state == "ready", or_(_t.c.attempts > 0, _t.c.not_before < long_ago)),
            and_(_t.c.state == "taken", _t.c.lease_until < long_ago),
        )
        failed = and_(_t.c.state == "failed", ~_t.c.error.startswith(REFUSED))
        unsettled = _t.c.state.in_(("ready", "taken", "failed"))
        query = select(_t).where(unsettled, or_(failed, slow)).order_by(_t.c.heard_at).limit(limit)
        with self._read.connect() as connection:
            return [_state(row) for row in connection.execute(query)]


def settle(connection: Connection, id: str, now: datetime) -> None:
    """Mark an event done inside a unit of work. Raises AlreadySettled when another worker was first: effects happen once.

    An id that was never heard is nothing to settle.
    """
    done = {"state": "done", "done_at": now, "taken_by": "", "lease_until": None}
    result: CursorResult[Any] = connection.execute(update(_t).where(_t.c.id == id, _t.c.state != "done").values(**done))
    if result.rowcount == 0 and connection.scalar(select(_t.c.id).where(_t.c.id == id)) is not None:
        raise AlreadySettled(id)


@lru_cache(maxsize=8)
def _due(only: tuple[str, ...], but: tuple[str, ...]) -> tuple[Any, Any]:
    """The oldest event due `:now`, to look and to lock. Written once: every poll asks it."""
    now: Any = bindparam("now")
    ready = and_(_t.c.state == "ready", _t.c.not_before <= now)
    lost = and_(_t.c.state == "taken", _t.c.lease_until < now)
    kinds = [*([_t.c.kind.in_(only)] if only else []), *([_t.c.kind.not_in(but)] if but else [])]
    due = select(_t).where(_t.c.state.in_(("ready", "taken")), or_(ready, lost), *kinds)
    look = due.order_by(_t.c.heard_at, _t.c.id).limit(1)
    return look, look.with_for_update(skip_locked=True)


def _state(row: Any) -> HeardState:
    return HeardState(row.id, row.kind, row.state, row.attempts, row.error, row.heard_at, row.not_before)


def _outward(error: BaseException) -> BaseException:
    """The error for one caller, as those know it who know nothing of SQLAlchemy."""
    if isinstance(error, _AWAY):
        log.warning("inbox: the database is away: %s", type(error).__name__)
        return Unavailable("the database did not take it")
    if isinstance(error, Exception):
        return ValueError(f"this event cannot be stored: {type(error).__name__}")
    return error
