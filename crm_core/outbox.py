"""What is to be said: a row a card's state, written in the transaction of what it tells of, sent afterwards.

Rows of one `card_key` are one card, oldest first: a post, then changes (or a file alone). `crm_core.say` writes them inside a
unit of work; this is the senders' side; an administrator's is `crm_core.work.letters`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from zlib import crc32

from sqlalchemy import Connection, Engine, and_, bindparam, exists, func, insert, or_, select, update

from crm_core import delivery
from crm_core.clock import Clock
from crm_core.delivery import UNSENT, DeliveryView
from crm_core.tables import Outbox as Row
from crm_core.tables import Said

_t: Any = Row.__table__
_said: Any = Said.__table__
LEASE = timedelta(seconds=60)
PATIENCE = timedelta(hours=24)
"""A row that could not be sent for so long is dead: `doctor` shows it."""
_LONGEST = timedelta(minutes=10)

Looked = Literal["waiting", "sent", "dead", "dropped"]


def backoff(attempts: int, who: object = None) -> timedelta:
    """How long to wait after that many tries in vain: 1, 2, 4 … seconds, 10 minutes at most.

    With `who` (what waits, by id) up to a quarter less, each by a share of its own: many that failed together come back apart.
    """
    whole = min(timedelta(seconds=2 ** min(max(attempts, 1) - 1, 20)), _LONGEST)
    share = 0.0 if who is None else crc32(f"{who} {attempts}".encode()) / 2**32
    return whole * (1 - share / 4)


@dataclass(frozen=True, slots=True)
class SpokenView:
    """A row to send. `key` goes to the platform as its dedupe key; `handle` is None for a card that lives nowhere yet."""

    id: int
    key: str
    card_key: str
    kind: str
    """post, change, file"""
    to: Mapping[str, Any]
    card: Mapping[str, Any]
    handle: Mapping[str, Any] | None
    when_spent: str
    attempts: int
    """This try counted."""
    platform: str


@dataclass(frozen=True, slots=True)
class LetterState:
    """How far a row got; no words and no names in it."""

    id: int
    key: str
    platform: str
    kind: str
    state: str
    attempts: int
    error: str
    created_at: datetime
    not_before: datetime
    card_kind: str
    """nudge, draft, file …"""


class Outbox:
    """Safe for the threads of one process; processes meet in the database."""

    def __init__(self, write: Engine, read: Engine, clock: Clock) -> None:
        self._write, self._read, self._clock = write, read, clock
        self._used: dict[int, Any] = {}
        """By row that this process is sending: the handle it went out with."""

    def take(self, holder: str, lease: timedelta = LEASE, *, passing_over: Collection[str] = ()) -> SpokenView | None:
        """The next row that is due, for `holder` alone until the lease ends; None when nothing is due.

        Rows for the platforms in `passing_over` are left for another time.

        Only the oldest unsent row of a card is ever taken. It takes the newest state along: waiting changes swallow older
        ones, and a post that was never tried is posted as the newest change. (A post that was tried keeps its words: the
        platform may know its key and would show the old ones.)
        """
        now = self._clock.now()
        look, lock = _due(tuple(sorted(passing_over)))
        with self._read.connect() as connection:
            if connection.execute(look, {"now": now}).first() is None:
                return None  # an idle poll takes no write lock
        with self._write.begin() as connection:
            head = connection.execute(lock, {"now": now}).first()
            if head is None:
                return None
            view = _claim(connection, head, now=now, holder=holder, lease=lease)
        if view is not None:
            self._used[view.id] = view.handle
        return view

    def sent(self, id: int, handle: Mapping[str, Any], *, platform: str, card_name: str, delivered: bool = False) -> None:
        """The platform took it. `handle` is the right to change the card from now on, `card_name` what a click calls it by.

        `delivered`: this platform's yes means that the card stands in the chat. A fresher handle that a click brought while
        this was under way is kept; the content of a file is not.
        """
        used = self._used.pop(id, None)
        now = self._clock.now()
        with self._write.begin() as connection:
            row = self._settle(connection, id, state="sent", sent_at=now, error="")
            if row is None:
                return
            said = connection.execute(select(_said).where(_said.c.card_key == row.card_key)).first()
            values = {"platform": platform, "token": card_name, "handle": dict(handle), "to": row.to, "at": now}
            values["kind"] = str(row.card.get("kind", ""))[:32]
            if row.kind == "file":
                empty_file(connection, id, row.card)
            if said is None:
                values |= delivery.posted(now, delivered=delivered)
                connection.execute(insert(_said).values(card_key=row.card_key, **values))
                return
            if used is not None and said.handle != used and said.token == card_name:
                values["handle"] = said.handle
            values |= _reached(said, card_name, now, delivered=delivered)
            connection.execute(update(_said).where(_said.c.card_key == row.card_key).values(**values))

    def later(self, id: int, after: timedelta | None, error: str, *, tried: bool = True) -> bool:
        """Not now: due again after `after` (None: the back-off). True: a day of trying is over, and it is dead instead.

        `tried` False: it was held back before the platform was asked (its pace). That is no try in vain: neither attempts
        nor the day of trying count it.
        """
        self._used.pop(id, None)
        now = self._clock.now()
        with self._write.begin() as connection:
            row = connection.execute(select(_t.c.tried_at, _t.c.attempts, _t.c.error).where(_t.c.id == id)).one()
            if tried and now - (row.tried_at or now) >= PATIENCE:
                self._bury(connection, id, error)
                return True
            wait = backoff(row.attempts, id) if after is None else after
            values: dict[str, Any] = {"state": "ready", "not_before": now + wait, "error": error[:300]}
            self._settle(connection, id, **(values if tried else values | _untried(row)))
            return False

    def dead(self, id: int, error: str) -> None:
        """The platform will never take it. What was to change a card that never came to life is swallowed with it."""
        self._used.pop(id, None)
        with self._write.begin() as connection:
            self._bury(connection, id, error)

    def _bury(self, connection: Connection, id: int, error: str) -> None:
        row = self._settle(connection, id, state="dead", error=error[:300])
        if row is not None and row.kind == "post":
            waiting = (_t.c.card_key == row.card_key, _t.c.id > row.id, _t.c.state == "ready")
            connection.execute(update(_t).where(*waiting).values(state="swallowed"))

    def _settle(self, connection: Connection, id: int, **values: Any) -> Any:
        """The row as it was, or None when it is settled already (by one whose lease came after ours)."""
        unsent = update(_t).where(_t.c.id == id, _t.c.state.in_(UNSENT))
        done = unsent.values(taken_by="", lease_until=None, **values)
        return connection.execute(done.returning(_t.c.id, _t.c.card_key, _t.c.kind, _t.c.to, _t.c.card)).first()

    def release(self, holder: str) -> int:
        """A sender that comes back under its name gives back what it held when it died; how many."""
        with self._write.begin() as connection:
            held = update(_t).where(_t.c.state == "taken", _t.c.taken_by == holder)
            return connection.execute(held.values(state="ready", taken_by="", lease_until=None)).rowcount

    # --- looking ------------------------------------------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """Rows by state; every state is named."""
        with self._read.connect() as connection:
            found = connection.execute(select(_t.c.state, func.count()).group_by(_t.c.state)).all()
        every = ("ready", "taken", "sent", "swallowed", "dead", "dropped")
        return dict.fromkeys(every, 0) | {state: count for state, count in found}

    def dead_letters(self, limit: int = 100) -> list[LetterState]:
        """Newest first."""
        return self.letters("dead", limit=limit)

    def backlog(self, limit: int = 100) -> list[LetterState]:
        """What is not sent yet: waiting for its time, tried in vain, or under way. Oldest first."""
        return self._look(_LETTER.where(_t.c.state.in_(UNSENT)).order_by(_t.c.id).limit(limit))

    def letters(self, *states: Looked, platform: str = "", limit: int = 100) -> list[LetterState]:
        """Rows in these states, of one platform or (empty) of all, newest first."""
        wanted = [inner for state in states for inner in (UNSENT if state == "waiting" else (state,))]
        query = _LETTER.where(_t.c.state.in_(wanted))
        if platform:
            query = query.where(_t.c.platform == platform)
        return self._look(query.order_by(_t.c.id.desc()).limit(limit))

    def recent(self, to: Mapping[str, str], limit: int = 20) -> list[DeliveryView]:
        """What was last said to the person or in the chat `{platform, corp, id}` and what became of it, newest first."""
        with self._read.connect() as connection:
            return delivery.recent(connection, to, limit)

    def delivery_counts(self) -> dict[str, int]:
        """Cards by how far they got: sent, delivered, seen, acted."""
        with self._read.connect() as connection:
            return delivery.counts(connection)

    def _look(self, query: Any) -> list[LetterState]:
        with self._read.connect() as connection:
            return [LetterState(*row) for row in connection.execute(query)]


_LETTER = select(
    *(_t.c[name] for name in ("id", "key", "platform", "kind", "state", "attempts", "error", "created_at", "not_before")),
    func.coalesce(_t.c.card["kind"].as_string(), ""),
)
"""A row as `LetterState`; a file's content stays where it is."""


def _reached(said: Any, card_name: str, now: datetime, *, delivered: bool) -> dict[str, Any]:
    """How far a card is that was there before: anew from the start, or changed and no less far than it was."""
    if said.token != card_name:
        return delivery.posted(now, delivered=delivered)
    return delivery.reached("delivered", now) if delivered else {}


def _untried(row: Any) -> dict[str, Any]:
    """The columns of a row as they were before it was taken. A reason of before is kept: it says more."""
    attempts = row.attempts - 1
    return {"attempts": attempts, "tried_at": row.tried_at if attempts else None} | ({"error": row.error} if row.error else {})


def empty_file(connection: Connection, id: int, card: Mapping[str, Any]) -> None:
    """Whom it was for has it, or nobody will."""
    left = {key: value for key, value in card.items() if key != "content"}
    connection.execute(update(_t).where(_t.c.id == id).values(card=left))


@lru_cache(maxsize=64)
def _due(passing_over: tuple[str, ...]) -> tuple[Any, Any]:
    """The oldest row due `:now` of those that are the oldest unsent of their card: to look for it, and to lock it.

    Written once: every poll asks it, and to write it takes as long as to ask it.
    """
    now: Any = bindparam("now")
    earlier = _t.alias()
    ready = and_(_t.c.state == "ready", _t.c.not_before <= now)
    lost = and_(_t.c.state == "taken", _t.c.lease_until < now)
    first = ~exists().where(earlier.c.card_key == _t.c.card_key, earlier.c.id < _t.c.id, earlier.c.state.in_(UNSENT))
    due = select(_t).where(_t.c.state.in_(UNSENT), or_(ready, lost), first)
    if passing_over:
        due = due.where(_t.c.platform.not_in(passing_over))
    due = due.order_by(_t.c.not_before, _t.c.id).limit(1)
    return due.with_only_columns(_t.c.id), due.with_for_update(skip_locked=True, of=_t)


def _claim(connection: Connection, head: Any, *, now: datetime, holder: str, lease: timedelta) -> SpokenView | None:
    row, card, when_spent = head, head.card, head.when_spent
    newest = _newest_change(connection, head)
    if newest is not None and head.kind == "change":
        row, card, when_spent = newest, newest.card, newest.when_spent
        _swallow(connection, head, before=newest.id)
    elif newest is not None and head.attempts == 0:
        card = newest.card
        _swallow(connection, head, after=head.id)
    handle = connection.scalar(select(_said.c.handle).where(_said.c.card_key == row.card_key))
    if row.kind == "change" and handle is None:
        _swallow(connection, row, after=row.id - 1)  # its post died while this was being written
        return None
    claim = update(_t).where(_t.c.id == row.id, _t.c.state == row.state, _t.c.attempts == row.attempts)
    values = {"state": "taken", "taken_by": holder, "lease_until": now + lease, "card": card}
    values |= {"attempts": head.attempts + 1, "tried_at": head.tried_at or now}
    if connection.execute(claim.values(**values)).rowcount != 1:
        return None
    return SpokenView(
        row.id, row.key, row.card_key, row.kind, row.to, card, handle, when_spent, head.attempts + 1, row.platform
    )


def _newest_change(connection: Connection, head: Any) -> Any:
    waiting = (_t.c.card_key == head.card_key, _t.c.id > head.id, _t.c.state == "ready", _t.c.kind == "change")
    return connection.execute(select(_t).where(*waiting).order_by(_t.c.id.desc()).limit(1)).first()


def _swallow(connection: Connection, head: Any, *, before: int | None = None, after: int | None = None) -> None:
    """Mark a card's unsent rows: those older than `before`, or newer than `after`."""
    which = _t.c.id < before if before is not None else _t.c.id > after
    unsent = update(_t).where(_t.c.card_key == head.card_key, _t.c.state.in_(UNSENT), which)
    connection.execute(unsent.values(state="swallowed", taken_by="", lease_until=None))
