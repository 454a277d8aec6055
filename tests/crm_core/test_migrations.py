"""Migrations: an empty database to head is what the tables say, and back; an old or foreign database is refused."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table, inspect, text

from crm_core.clock import SetClock, SystemClock
from crm_core.errors import DatabaseTooOld
from crm_core.migrations import steps
from crm_core.tables import Base
from crm_core.work.core import Core
from crm_core.work.engines import Engines, open_engine

ROOT = Path(__file__).parents[2]


def _difference(engines: Engines, metadata: MetaData) -> list[object]:
    with engines.write.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, metadata))


def test_empty_to_head_is_what_the_tables_say(own_url: str) -> None:
    engines = open_engine(own_url)

    assert _difference(engines, Base.metadata) == []
    engines.close()


def test_a_column_without_a_migration_is_noticed(engine_url: str) -> None:
    engines = open_engine(engine_url)
    changed = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        table.to_metadata(changed)
    changed.tables["lead"].append_column(Column("forgotten", Integer))

    found = _difference(engines, changed)

    assert [(step[0], step[2], step[3].name) for step in found] == [("add_column", "lead", "forgotten")]  # type: ignore[index]
    engines.close()


def test_head_to_base_leaves_nothing_and_up_again_is_the_same(own_url: str) -> None:
    engines = open_engine(own_url)

    with engines.write.begin() as connection:
        steps.downgrade(connection)
    left = set(inspect(engines.write).get_table_names())
    with engines.write.begin() as connection:
        steps.upgrade(connection)

    assert left == {"alembic_version"}
    assert _difference(engines, Base.metadata) == []
    engines.close()


def test_an_empty_database_is_refused_until_it_is_migrated(empty_url: str, clock: SetClock) -> None:
    core = Core.at(empty_url, clock=clock)
    assert core.version() is None
    with pytest.raises(DatabaseTooOld, match="suilu migrate"):
        core.check_version()

    assert core.migrate() == steps.head()

    assert core.version() == steps.head()
    core.check_version()
    assert core.migrate() == steps.head()
    core.close()


def test_a_newer_database_is_refused_and_left_alone(own_url: str, clock: SetClock) -> None:
    engines = open_engine(own_url)
    with engines.write.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engines.close()
    core = Core.at(own_url, clock=clock)

    with pytest.raises(DatabaseTooOld, match="9999, newer than this program"):
        core.check_version()
    core.close()


def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    core = Core.at(empty_url, clock=clock)

    def breaks(_self: Core, connection: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(Core, "_check_references", breaks)
    with pytest.raises(RuntimeError, match="in the middle"):
        core.migrate()

    assert core.version() is None
    core.close()
    engines = open_engine(empty_url)
    assert inspect(engines.write).get_table_names() == []
    engines.close()


def _migrate(url: str) -> None:
    core = Core.at(url, clock=SystemClock())
    core.migrate()
    core.check_version()
    core.close()


def test_four_processes_that_migrate_at_once_make_one_database(empty_url: str) -> None:
    processes = multiprocessing.get_context("fork")
    started = [processes.Process(target=_migrate, args=(empty_url,)) for _ in range(4)]
    for process in started:
        process.start()
    for process in started:
        process.join(30)

    assert [process.exitcode for process in started] == [0] * 4


def test_alembic_check_is_clean() -> None:
    found = subprocess.run([sys.executable, "-m", "alembic", "check"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (found.returncode, found.stdout.strip()) == (0, "No new upgrade operations detected.")


def test_every_table_of_the_record_is_there(sqlite_url: str) -> None:
    engines = open_engine(sqlite_url)
    made = set(inspect(engines.read).get_table_names())

    assert made == {*Base.metadata.tables, "alembic_version"}
    assert Table("lead", MetaData(), autoload_with=engines.read).indexes
    engines.close()
