"""The two engines of a database: one that writes and one that only reads. SQLite and PostgreSQL, nothing else.

SQLite: WAL, `synchronous=FULL`, `BEGIN IMMEDIATE`, and one lock file round each write transaction, held from begin to
commit or rollback, because SQLite's own busy handler is unfair (seconds) and a deferred BEGIN fails under load.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import sqlite3
import threading
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import Pool, QueuePool, StaticPool

from crm_core.errors import Unavailable

PATIENCE = 4.0
"""Seconds a transaction waits for its turn to write; below the shortest platform deadline (WeCom: 5 s)."""
_POOL = {"pool_size": 8, "max_overflow": 16, "timeout": PATIENCE}
_TRY_AGAIN = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}
_json = partial(json.dumps, ensure_ascii=False, allow_nan=False)
"""Chinese stays Chinese in JSON columns: SQLite's JSON paths do not find `\\uXXXX` keys."""


class BadDatabaseUrl(ValueError):
    """Not a database this program knows; the message is one line."""


@dataclass(frozen=True, slots=True)
class Engines:
    """`write` begins with the right to write, `read` refuses to write and sees one moment for the whole transaction."""

    write: Engine
    read: Engine
    lock: WriteLock | None = None

    @property
    def is_sqlite(self) -> bool:
        return self.write.dialect.name == "sqlite"

    def close(self) -> None:
        self.read.dispose()
        self.write.dispose()
        if self.lock is not None:
            self.lock.close()


def open_engine(url: str) -> Engines:
    """`sqlite:///file`, `sqlite://` (memory, for one thread) or `postgresql://…`. Raises BadDatabaseUrl. Connects lazily."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadDatabaseUrl("the database URL is not a URL: sqlite:///… or postgresql://… is wanted") from None
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed)
        case "postgresql":
            return _postgresql(parsed)
        case other:
            raise BadDatabaseUrl(f"the database URL begins with {other}: sqlite:///… or postgresql://… is wanted")


def _speak_outward(engine: Engine) -> Engine:
    """Who uses an engine gets Unavailable for a database that is gone, locked by others or full; bugs stay what they are."""
    event.listen(engine, "handle_error", _unavailable)
    return engine


def _unavailable(context: ExceptionContext) -> Unavailable | None:
    error = context.original_exception
    if isinstance(error, sqlite3.Error):
        away = getattr(error, "sqlite_errorcode", 0) & 0xFF in _TRY_AGAIN
    else:
        away = context.is_disconnect or isinstance(context.sqlalchemy_exception, OperationalError)
    return Unavailable(f"the database: {type(error).__name__}") if away else None


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _postgresql(url: URL) -> Engines:
    wait = {} if "connect_timeout" in url.query else {"connect_timeout": 4}
    write = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=_POOL["pool_size"],
        max_overflow=_POOL["max_overflow"],
        pool_timeout=PATIENCE,
        json_serializer=_json,
        connect_args={"application_name": "suilu", **wait},
    )
    _speak_outward(write)
    read = write.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(write, read)


# --- SQLite -----------------------------------------------------------------------------------------------------------


class WriteLock:
    """One writer at a time: among the threads of this process by a lock, among processes by `flock` on `file`.

    `acquire` raises Unavailable after `patience` seconds, and RuntimeError when this thread holds it already
    (a unit of work inside a unit of work would wait for itself).
    """

    def __init__(self, file: Path | None, patience: float = PATIENCE) -> None:
        self._threads = threading.Lock()
        self._holder: int | None = None
        self._patience = patience
        self._fd = None if file is None else os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self) -> None:
        if self._holder == threading.get_ident():
            raise RuntimeError("this thread is inside a write transaction already")
        until = time.monotonic() + self._patience
        if not self._threads.acquire(timeout=self._patience):
            raise Unavailable("another thread holds the database")
        try:
            self._acquire_file(until)
        except BaseException:
            self._threads.release()
            raise
        self._holder = threading.get_ident()

    def _acquire_file(self, until: float) -> None:
        while self._fd is not None:
            try:
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Unavailable("another process holds the database") from None
                time.sleep(random.uniform(0.0002, 0.001))  # noqa: S311  # unequal steps, so that nobody starves
            else:
                return

    def release(self) -> None:
        self._holder = None
        if self._fd is not None:
            fcntl.flock(self._fd, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


class _Connection(sqlite3.Connection):
    """A connection that gives the write lock back with the end of its transaction, however that ends."""

    lock: WriteLock | None = None
    holds = False

    def take_turn(self) -> None:
        if self.lock is not None:
            self.lock.acquire()
            self.holds = True

    def give_turn(self) -> None:
        if self.holds and self.lock is not None:
            self.holds = False
            self.lock.release()

    def commit(self) -> None:
        try:
            super().commit()
        except BaseException:
            super().rollback()  # a full disk: the turn goes back only once nothing is half written
            raise
        finally:
            self.give_turn()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self.give_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self.give_turn()


def _sqlite(url: URL) -> Engines:
    if url.database in (None, "", ":memory:"):
        shared = StaticPool(partial(_connect, ":memory:", None, read_only=False))  # type: ignore[arg-type]
        return Engines(_engine(shared, read_only=False, memory=True), _engine(shared, read_only=True, memory=True))
    file = Path(str(url.database)).absolute()
    _make_private(file)
    lock = WriteLock(file.with_name(file.name + ".lock"))
    write = _engine(_pool(str(file), lock, read_only=False), read_only=False)
    read = _engine(_pool(str(file), lock, read_only=True), read_only=True)
    return Engines(write, read, lock)


def _pool(file: str, lock: WriteLock, *, read_only: bool) -> Pool:
    return QueuePool(partial(_connect, file, lock, read_only=read_only), **_POOL)  # type: ignore[arg-type]


def _engine(pool: Pool, *, read_only: bool, memory: bool = False) -> Engine:
    engine = _speak_outward(create_engine("sqlite://", pool=pool, json_serializer=_json))
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        raw: Any = connection.connection.driver_connection
        if memory:
            raw.execute(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
        if not read_only:
            raw.take_turn()
        try:
            connection.exec_driver_sql(begin)
        except BaseException:
            raw.give_turn()
            raise

    return engine


def _make_private(file: Path) -> None:
    """Customers' words: the folder is made for its owner alone, and so is the file (its -wal and -shm follow it)."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _connect(file: str, lock: WriteLock | None, *, read_only: bool) -> sqlite3.Connection:
    raw = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None, check_same_thread=False, factory=_Connection)
    raw.execute("PRAGMA foreign_keys = ON")
    if lock is None:
        return raw
    _ensure_wal(raw, lock)
    raw.execute("PRAGMA synchronous = FULL")
    if read_only:
        raw.execute("PRAGMA query_only = ON")
    else:
        raw.lock = lock
    return raw


def _ensure_wal(raw: sqlite3.Connection, lock: WriteLock) -> None:
    """Once in a database's life; the switch does not wait for others by itself, so it is done under the lock."""
    if raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    lock.acquire()
    try:
        raw.execute("PRAGMA journal_mode = WAL")
    finally:
        lock.release()
