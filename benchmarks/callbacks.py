"""A WeCom callback verified, decrypted, committed and acknowledged, beside bare Flask: same server, same run, same load."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import click

from benchmarks.envelopes import Post, Tenant
from benchmarks.load import Result, load, tool
from benchmarks.table import table
from bot.processes.broker import Broker
from bot.processes.supervisor import end_all, launch
from bot.settings import load as settings_of
from crm_core.clock import SystemClock
from crm_core.work.core import Core
from tests.postgres import PostgresServer

_http = build_opener(ProxyHandler({}))
_MOST = 6000
"""Requests a second that the load generator may come to."""


def run(*, seconds: int, rounds: int, connections: int) -> str:
    """Three endpoints, one after the other, `rounds` times; medians, and the median of each round's own ratios."""
    tenant = Tenant.made_up()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="suilu-bench-")))
        server = PostgresServer(durable=True)
        stack.callback(server.stop)
        urls = {"SQLite": f"sqlite:///{folder / 'bench.db'}", "PostgreSQL 18": server.create()}
        origins = {"bare Flask": stack.enter_context(_process(_bare(), folder / "bare", {}))}
        for name, url in urls.items():
            _migrate(url)
            origins[name] = stack.enter_context(_product(folder / name.split()[0], url, tenant))
        results = _rounds(origins, Post(tenant), folder / "requests", seconds=seconds, rounds=rounds, connections=connections)
        for name, url in urls.items():
            _all_stored(name, url, results[name])
    return _shown(results, connections, seconds)


def _rounds(
    origins: Mapping[str, str], post: Post, file: Path, *, seconds: int, rounds: int, connections: int
) -> dict[str, list[Result]]:
    results: dict[str, list[Result]] = {name: [] for name in origins}
    for number in range(rounds + 1):
        for name, origin in origins.items():
            warm_up = number == 0
            post.write(file, _MOST * (2 if warm_up else seconds))
            result = load(origin, file, seconds=2 if warm_up else seconds, connections=connections)
            results[name].append(result)
            label = "warm-up" if warm_up else f"round {number}"
            click.echo(f"{label}, {name}: {result.rps:.0f}/s, p99 {result.p99:.0f} ms, refused {result.refused}", err=True)
    return results


def _all_stored(name: str, url: str, results: Sequence[Result]) -> None:
    """An answer that left no row would make the number a lie."""
    core = Core.at(url, clock=SystemClock())
    stored = sum(core.inbox.counts().values())
    core.close()
    answered = sum(result.requests - result.refused for result in results)
    if stored < answered:
        raise click.ClickException(f"{name}: {answered} acknowledged, {stored} stored")
    click.echo(f"{name}: {answered} acknowledged, {stored} stored (the rest was under way when a round ended)", err=True)


def _shown(results: Mapping[str, Sequence[Result]], connections: int, seconds: int) -> str:
    bare = results["bare Flask"][1:]
    rows = []
    for name, with_warm_up in results.items():
        found = with_warm_up[1:]
        ratio = statistics.median(one.rps / other.rps for one, other in zip(found, bare, strict=True))
        p50, p99 = (statistics.median(values) for values in ([r.p50 for r in found], [r.p99 for r in found]))
        rps, refused = statistics.median(r.rps for r in found), sum(r.refused for r in found)
        rows.append([name, f"{rps:,.0f}", f"{ratio:.2f}", f"{p50:.1f}", f"{p99:.1f}", str(refused)])
    head = ["endpoint", "requests/s", "of bare", "p50 ms", "p99 ms", "refused"]
    return (
        f"{table(head, rows)}\n\n{len(bare)} rounds of {seconds} s, {connections} connections, {tool()}, {os.cpu_count()} cores"
    )


@contextmanager
def _product(folder: Path, url: str, tenant: Tenant) -> Iterator[str]:
    """`suilu serve` with its broker; no worker, which would take the processor for other work."""
    env = {"SUILU_DATABASE_URL": url, **tenant.environment()}
    broker = Broker(settings_of({"SUILU_DATA_DIR": str(folder)}))
    broker.start()
    try:
        with _process(launch(["serve"], os.getpid()), folder, env) as origin:
            yield origin
    finally:
        broker.stop()


@contextmanager
def _process(line: Sequence[str], folder: Path, env: Mapping[str, str]) -> Iterator[str]:
    bind = _free()
    given = {"SUILU_DATA_DIR": str(folder), "SUILU_BIND": bind, **env}
    process = subprocess.Popen(line, env={**os.environ, **given}, start_new_session=True)
    try:
        _await(f"http://{bind}/healthz")
        yield f"http://{bind}"
    finally:
        end_all([process])


def _bare() -> list[str]:
    return [sys.executable, "-m", "benchmarks", "bare"]


def _migrate(url: str) -> None:
    core = Core.at(url, clock=SystemClock())
    core.migrate()
    core.close()


def _free() -> str:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def _await(url: str) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            with _http.open(url, timeout=2):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
