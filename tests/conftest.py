"""What every test may ask for: a clock, a database of each engine, a core on it, a broker. No network but this machine."""

from __future__ import annotations

import gc
import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm_core.clock import SetClock
from crm_core.work.core import Core
from tests.chromium import browser as browser
from tests.postgres import PostgresServer
from tests.warm import share_what_is_compiled
from tests.works import Works

START = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
"""Friday 2026-02-13, 09:00 in Shanghai."""

for _proxy in ("http_proxy", "https_proxy", "all_proxy"):
    os.environ.pop(_proxy, None)
    os.environ.pop(_proxy.upper(), None)
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also what takes long: the whole of kill -9")
    parser.addoption("--write-table", action="store_true", help="write the README's table of what works on which platform")


def pytest_configure(config: pytest.Config) -> None:
    share_what_is_compiled()
    config.addinivalue_line("markers", "long: runs with --long only; a shorter one beside it runs always")
    config.addinivalue_line("markers", "proves(what, **cells): a row of the README's table, see tests/works.py")
    config.pluginmanager.register(Works(), "works")


SLOW = ("stories/test_kill.py", "bot/processes/")
"""Taken up first, so that no process is alone with one of them at the end; the rest as it comes, browsers not all at once."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not any(f"tests/{slow}" in item.nodeid for slow in SLOW))
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes long: pytest --long"))


def pytest_collection_finish() -> None:
    """A tenth of the time went into looking for garbage among modules and tests, which never become any. They are looked at no
    more, and what is new is less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5000, 20, 20)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Only loopback and unix sockets; anything else is a bug of the test."""
    real, real_ex = socket.socket.connect, socket.socket.connect_ex

    def check(address: Any) -> None:
        if isinstance(address, tuple) and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reaches for the network: {address[0]}")

    def connect(self: socket.socket, address: Any) -> None:
        check(address)
        real(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return real_ex(self, address)

    socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[assignment,method-assign]
    yield
    socket.socket.connect, socket.socket.connect_ex = real, real_ex  # type: ignore[method-assign]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


# --- databases --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One real PostgreSQL for the whole run."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """The name of a database at head that others are copied from."""
    url = postgres.create()
    _migrate(url)
    return url.partition("@/")[2].partition("?")[0]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file at head that others are copied from; one file, nothing left in its WAL."""
    file = tmp_path_factory.mktemp("sqlite") / "head.db"
    _migrate(f"sqlite:///{file}")
    return file


def _migrate(url: str) -> None:
    core = Core.at(url, clock=SetClock(START))
    core.migrate()
    core.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Which engine this run of the test is on."""
    return str(request.param)


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it, not even tables, on each engine."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'suilu.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture(scope="session")
def _shared_postgres(postgres: PostgresServer, migrated_postgres: str) -> str:
    return postgres.create(migrated_postgres)


@pytest.fixture
def engine_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database at head with nothing in it, on each engine. A test that changes the schema takes `own_url`."""
    if engine == "sqlite":
        return _copy(request, tmp_path)
    server: PostgresServer = request.getfixturevalue("postgres")
    url: str = request.getfixturevalue("_shared_postgres")
    server.clean(url)
    return url


@pytest.fixture
def own_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same, to do anything with."""
    if engine == "sqlite":
        yield _copy(request, tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create(request.getfixturevalue("migrated_postgres"))
    yield url
    server.drop(url)


def _copy(request: pytest.FixtureRequest, folder: Path) -> str:
    shutil.copyfile(request.getfixturevalue("migrated_sqlite"), folder / "suilu.db")
    return f"sqlite:///{folder / 'suilu.db'}"


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh SQLite database at head, for tests where the engine makes no difference."""
    shutil.copyfile(migrated_sqlite, tmp_path / "one.db")
    return f"sqlite:///{tmp_path / 'one.db'}"


@pytest.fixture
def core(engine_url: str, clock: SetClock) -> Iterator[Core]:
    """The core on each engine, empty."""
    opened = Core.at(engine_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_core(sqlite_url: str, clock: SetClock) -> Iterator[Core]:
    opened = Core.at(sqlite_url, clock=clock)
    yield opened
    opened.close()


# --- the broker -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from tests.broker import running

    with running(tmp_path_factory.mktemp("broker")) as url:
        yield url


@pytest.fixture
def redis_url(_broker: str) -> str:
    """A real Valkey with nothing in it."""
    from redis import Redis

    with Redis.from_url(_broker) as redis:
        redis.flushall()
    return _broker
