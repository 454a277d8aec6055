"""The two engines: what a unit of work promises on SQLite and on PostgreSQL."""

from __future__ import annotations

import multiprocessing
import multiprocessing.synchronize
import os
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_core.clock import SetClock, SystemClock
from crm_core.errors import Unavailable
from crm_core.people import SYSTEM
from crm_core.work.core import Core
from crm_core.work.engines import BadDatabaseUrl, WriteLock, open_engine
from tests.postgres import PostgresServer

TO = {"person": {"platform": "feishu", "corp": "c", "id": "ou_lin"}}
CARD = {"kind": "help", "title": "你好"}


@pytest.mark.parametrize("url", ["mysql://localhost/x", "oracle+oracledb://x/y"])
def test_another_kind_of_database_is_refused_by_name(url: str) -> None:
    with pytest.raises(BadDatabaseUrl, match=url.partition(":")[0].partition("+")[0]):
        open_engine(url)


def test_what_is_no_url_is_refused_without_repeating_it() -> None:
    with pytest.raises(BadDatabaseUrl) as refusal:
        open_engine("hunter2")

    assert "hunter2" not in str(refusal.value)


def test_sqlite_is_durable_private_and_checks_references(tmp_path: Path) -> None:
    engines = open_engine(f"sqlite:///{tmp_path / 'new' / 'folder' / 'suilu.db'}")
    with engines.write.begin() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "new" / "folder", *(tmp_path / "new" / "folder").iterdir())
    }
    engines.close()

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert modes == {
        "folder": 0o700,
        "suilu.db": 0o600,
        "suilu.db-wal": 0o600,
        "suilu.db-shm": 0o600,
        "suilu.db.lock": 0o600,
    }


def test_an_exception_rolls_back_what_was_said(core: Core) -> None:
    with suppress(ZeroDivisionError), core.work(SYSTEM) as w:
        w.say.post("card", TO, CARD, kind="help")
        raise ZeroDivisionError

    assert core.outbox.counts()["ready"] == 0
    with core.work(SYSTEM) as w:
        w.say.post("card", TO, CARD, kind="help")
    assert core.outbox.counts()["ready"] == 1


def test_a_read_never_writes(core: Core) -> None:
    with pytest.raises(Exception, match=r"read-?only"), core.read(SYSTEM) as w:
        w.say.post("card", TO, CARD, kind="help")

    with core.work(SYSTEM) as w:
        w.say.post("card", TO, CARD, kind="help")
    assert core.outbox.counts()["ready"] == 1


def test_a_read_sees_one_moment(engine_url: str) -> None:
    engines = open_engine(engine_url)
    count = text("SELECT count(*) FROM team")
    with engines.read.connect() as reader:
        before = reader.scalar(count)
        with engines.write.begin() as writer:
            writer.execute(text("INSERT INTO team (id, name) VALUES (1, '华东一组')"))
        during = reader.scalar(count)
    with engines.read.connect() as reader:
        after = reader.scalar(count)
    engines.close()

    assert (before, during, after) == (0, 0, 1)


def test_memory_keeps_what_one_thread_writes_and_refuses_to_write_while_reading(clock: SetClock) -> None:
    core = Core.at("sqlite://", clock=clock)
    core.migrate()
    with core.work(SYSTEM) as w:
        w.say.post("card", TO, CARD, kind="help")
    with pytest.raises(Exception, match="readonly"), core.read(SYSTEM) as w:
        w.say.post("other", TO, CARD, kind="help")

    assert core.outbox.counts()["ready"] == 1
    core.close()


def test_chinese_stays_chinese_in_json(engine_url: str, clock: SetClock) -> None:
    core = Core.at(engine_url, clock=clock)
    core.inbox.accept("web:1", "TextSaid", {"客户": "王海"})
    engines = open_engine(engine_url)
    with engines.read.connect() as connection:
        stored = connection.scalar(text("SELECT CAST(body AS TEXT) FROM inbox"))

    assert stored == '{"客户": "王海"}'
    engines.close()
    core.close()


def test_a_unit_of_work_inside_another_is_a_bug_that_says_so(sqlite_core: Core) -> None:
    with sqlite_core.work(SYSTEM) as outer:
        outer.say.post("card", TO, CARD, kind="help")
        with pytest.raises(RuntimeError, match="inside a write transaction"):
            sqlite_core.inbox.done("x")

    assert sqlite_core.outbox.counts()["ready"] == 1


def test_a_lock_held_elsewhere_gives_up_in_time_and_recovers(tmp_path: Path) -> None:
    held, waiting = WriteLock(tmp_path / "x.lock"), WriteLock(tmp_path / "x.lock", patience=0.1)
    held.acquire()
    began = time.monotonic()

    with pytest.raises(Unavailable, match="another process"):
        waiting.acquire()

    assert 0.1 <= time.monotonic() - began < 1
    held.release()
    waiting.acquire()
    waiting.release()


def test_the_lock_comes_back_after_every_kind_of_end(sqlite_url: str) -> None:
    engines = open_engine(sqlite_url)
    lock = WriteLock(Path(sqlite_url.removeprefix("sqlite:///") + ".lock"), patience=0.5)
    with engines.write.begin() as connection:
        connection.execute(text("INSERT INTO team (id, name) VALUES (1, 'a')"))
        with pytest.raises(Unavailable):
            lock.acquire()
    lock.acquire()
    lock.release()

    with pytest.raises(Exception, match="UNIQUE"), engines.write.begin() as connection:
        connection.execute(text("INSERT INTO team (id, name) VALUES (1, 'a')"))
    lock.acquire()
    lock.release()

    connection = engines.write.connect()
    connection.execute(text("SELECT 1"))
    connection.close()
    lock.acquire()
    lock.release()
    engines.close()


def test_the_lock_comes_back_when_sqlite_itself_is_busy(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_core.work.engines.PATIENCE", 0.1)
    engines, stranger = open_engine(sqlite_url), open_engine(sqlite_url + "?")
    with engines.write.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    with stranger.write.connect() as other:
        raw = other.connection.driver_connection
        assert raw is not None
        raw.execute("BEGIN IMMEDIATE")  # as a back-up tool that knows nothing of our lock file
        with pytest.raises(Unavailable, match="OperationalError"), engines.write.begin():
            pass
        raw.execute("ROLLBACK")

    with engines.write.begin() as connection:
        connection.execute(text("INSERT INTO team (id, name) VALUES (1, 'a')"))
    engines.close()
    stranger.close()


def test_a_database_that_is_gone_is_said_to_be_unavailable_and_comes_back(clock: SetClock) -> None:
    server = PostgresServer()
    core = Core.at(server.create(), clock=clock)
    core.migrate()
    core.inbox.accept("web:1", "TextSaid", {})
    server.kill()

    for ask in (core.version, core.inbox.counts, lambda: core.inbox.take("w"), lambda: core.identify("wecom", "c", "x")):
        with pytest.raises(Unavailable):
            ask()
    server.start()

    assert core.inbox.counts()["ready"] == 1
    core.close()
    server.stop()


def test_a_full_disk_loses_nothing_and_is_over_when_there_is_room(sqlite_url: str, clock: SetClock) -> None:
    core = Core.at(sqlite_url, clock=clock)
    core.inbox.accept("web:1", "TextSaid", {})
    with core._engines.write.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA max_page_count = {raw.execute('PRAGMA page_count').fetchone()[0]}")

    with pytest.raises(Unavailable):
        core.inbox.accept("web:2", "TextSaid", {"text": "长" * 40_000})
    with core._engines.write.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA max_page_count = 1000000")  # type: ignore[union-attr]

    assert core.inbox.accept("web:2", "TextSaid", {"text": "长" * 40_000}) is True
    assert core.inbox.counts()["ready"] == 2
    core.close()


def test_check_then_act_from_eight_threads_counts_right(engine_url: str) -> None:
    engines = open_engine(engine_url)
    with engines.write.begin() as connection:
        connection.execute(text("INSERT INTO team (id, name) VALUES (1, '0')"))
    lock = " FOR UPDATE" if engines.write.dialect.name == "postgresql" else ""

    def add_one(_turn: int) -> None:
        with engines.write.begin() as connection:
            value = connection.scalar(text(f"SELECT name FROM team WHERE id = 1{lock}"))
            connection.execute(text("UPDATE team SET name = :n WHERE id = 1"), {"n": str(int(str(value)) + 1)})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(200)))

    with engines.read.connect() as connection:
        assert connection.scalar(text("SELECT name FROM team WHERE id = 1")) == "200"
    engines.close()


def _write_40(url: str, name: int) -> None:
    core = Core.at(url, clock=SystemClock())
    for number in range(40):
        core.inbox.accept(f"web:{name}:{number}", "TextSaid", {"n": number})
        with core.work(SYSTEM) as w:
            w.say.post(f"{name}:{number}", TO, CARD, kind="help")
    core.close()


def test_four_processes_write_without_one_busy_error(core: Core, engine_url: str) -> None:
    processes = multiprocessing.get_context("fork")
    writers = [processes.Process(target=_write_40, args=(engine_url, name)) for name in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert [writer.exitcode for writer in writers] == [0] * 4
    assert (core.inbox.counts()["ready"], core.outbox.counts()["ready"]) == (160, 160)


def _write_and_hang(url: str, inside: multiprocessing.synchronize.Event) -> None:
    core = Core.at(url, clock=SystemClock())
    core.inbox.accept("web:killed", "TextSaid", {})
    with core.work(SYSTEM) as w:
        w.say.post("card", TO, CARD, kind="help")
        inside.set()
        time.sleep(60)


def test_a_killed_writer_leaves_neither_its_lock_nor_half_a_transaction(core: Core, engine_url: str) -> None:
    processes = multiprocessing.get_context("fork")
    inside = processes.Event()
    writer = processes.Process(target=_write_and_hang, args=(engine_url, inside))
    writer.start()
    assert inside.wait(20)
    writer.kill()
    writer.join()

    assert core.inbox.accept("web:after", "TextSaid", {}) is True
    assert (core.inbox.counts()["ready"], core.outbox.counts()["ready"]) == (2, 0)


def test_a_core_that_was_closed_leaves_no_file_open(tmp_path: Path, clock: SetClock) -> None:
    for number in range(3):
        core = Core.at(f"sqlite:///{tmp_path / f'{number}.db'}", clock=clock)
        core.migrate()
        core.inbox.accept("web:1", "TextSaid", {})
        core.inbox.counts()
        core.close()

    assert [file for file in _open_files() if file.startswith(str(tmp_path))] == []


def _open_files() -> Iterator[str]:
    """Of this process; what was closed while we look is none."""
    for number in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):
            yield str(Path("/proc/self/fd", number).readlink())
