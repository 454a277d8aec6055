"""`suilu demo`: the town, the broker and all of our processes, started, watched and stopped together."""

from __future__ import annotations

import json
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import requests

from bot.bootstrap import calendar_of, clock_of, open_core
from bot.demo.play import STORIES
from bot.demo.world import CORPS, as_environment, first_moment, found_organisation, new_keys, tenancy
from bot.processes.broker import ready as broker_ready
from bot.processes.leash import Held, hold
from bot.processes.rounds import interrupt_on_signals
from bot.processes.supervisor import Child, Supervisor
from bot.processes.work import ready_file
from bot.settings import BadSetting, Settings, demo_folder, load
from crm_core.clock import SystemClock
from crm_core.people import SYSTEM
from crm_core.work.core import Core

USUAL = {"product": 8000, "window": 8001, "wecom": 8002, "feishu": 8003, "dingtalk": 8004}
"""Ports that are taken when they are free, so that an open page still works after a restart. A product that listens elsewhere
takes the others along."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of the demo: where it lives, its addresses, and the environment its processes get."""

    folder: Path
    ports: Mapping[str, int]
    settings: Settings
    environment: Mapping[str, str]

    @property
    def window(self) -> str:
        return f"http://127.0.0.1:{self.ports['window']}"

    @property
    def product(self) -> str:
        return self.settings.base_url


def run(*, fresh: bool, play: str | None, database: str | None, bind: str | None, data_dir: Path | None) -> int:
    """Until Ctrl-C or SIGTERM; with `play`, until the story is told: 0 when every step held.

    A story always starts over, in a folder of its own unless `data_dir` is given. Raises BadSetting, NotReady, StoryBroken.
    """
    if play is not None and play not in STORIES:
        raise BadSetting(f"--play {play}: 没有这个故事 (no such story); 有 (there is): {', '.join(STORIES)}")
    with _folder(data_dir, play) as folder, _alone(folder):
        plan = _plan(folder, database=database, bind=bind, fresh=fresh or play is not None)
        supervisor = Supervisor(_children(plan), folder / "logs")
        interrupt_on_signals()
        try:
            click.echo("正在启动：小镇、broker、serve、work ×2、beat、stream …")
            supervisor.start()
            if play is not None:
                STORIES[play](plan.window)
                return 0
            _welcome(plan)
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0 if play is None else 130
        finally:
            click.echo("\n正在停止所有进程 …")
            supervisor.stop()
    return 0


@contextmanager
def _folder(data_dir: Path | None, play: str | None) -> Iterator[Path]:
    if data_dir is None and play is not None:
        with tempfile.TemporaryDirectory(prefix="suilu-play-") as passing:
            yield Path(passing)
        return
    folder = (data_dir or demo_folder()).absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"--data-dir: 无法使用该目录 (cannot use this folder): {error.strerror}") from error
    yield folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        hold(folder / "demo.lock")
    except Held:
        raise BadSetting(f"--data-dir: 已有一个演示在使用该目录 (a demo already runs on this folder): {folder}") from None
    yield


def _plan(folder: Path, *, database: str | None, bind: str | None, fresh: bool) -> Plan:
    if fresh:
        _forget(folder)
    shift = int(bind.rpartition(":")[2]) - USUAL["product"] if bind and bind.rpartition(":")[2].isdecimal() else 0
    ports = {name: _free(port + shift) for name, port in USUAL.items()}
    product = bind or f"127.0.0.1:{ports['product']}"
    keys = _kept_keys(folder / "keys.json")
    environment = {
        **as_environment(tenancy(keys, ports)),
        "SUILU_DATA_DIR": str(folder),
        "SUILU_DATABASE_URL": database or "",
        "SUILU_REDIS_URL": "",
        "SUILU_BIND": product,
        "SUILU_BASE_URL": "",
        "SUILU_SECRET_KEY": keys["secret_key"],
        "SUILU_CLOCK_FILE": str(folder / "clock"),
        "SUILU_ZONE": "Asia/Shanghai",
    }
    settings = load(environment)
    if bind:
        _must_be_free(bind)
    _set_clock(folder / "clock", settings)
    _found(settings, fresh=fresh)
    given = {"folder": str(folder), "keys": keys, "ports": ports, "product": settings.base_url}
    _write_private(folder / "town-plan.json", json.dumps(given))
    return Plan(folder, ports, settings, environment)


def _forget(folder: Path) -> None:
    """All that an earlier demo left here; the folder is nobody else's, its lock is held."""
    for name in ("suilu.db", "suilu.db-wal", "suilu.db-shm", "suilu.db.lock", "clock", "town.json", "keys.json", "secret-key"):
        (folder / name).unlink(missing_ok=True)
    for name in ("broker", "logs", "workers"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _kept_keys(file: Path) -> dict[str, str]:
    if not file.exists():
        _write_private(file, json.dumps(new_keys()))
    return dict(json.loads(file.read_text(encoding="utf-8")))


def _write_private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")


def _set_clock(file: Path, settings: Settings) -> None:
    if file.exists():
        return
    now = SystemClock().now()
    begins = first_moment(now, calendar_of(settings), ZoneInfo(settings.zone))
    file.write_text(str((begins - now).total_seconds()), encoding="ascii")


def _found(settings: Settings, *, fresh: bool) -> None:
    """Bring the database to this version and the organisation into it. A real organisation's database is left alone."""
    core = open_core(settings, clock_of(settings))
    try:
        known = set() if core.version() is None else _corps(core)
        if known - set(CORPS.values()):
            raise BadSetting("--database: 这是一个真实组织的数据库，演示不会动它 (this database holds a real organisation)")
        if fresh and known:
            core.erase()
        core.migrate()
        if fresh or not known:  # what became of it since is not touched
            found_organisation(core)
    finally:
        core.close()


def _corps(core: Core) -> set[str]:
    with core.read(SYSTEM) as w:
        return w.imports.corps()


def _children(plan: Plan) -> list[Child]:
    env = plan.environment
    return [
        Child(
            "town", ["town", str(plan.folder / "town-plan.json")], env, lambda: _answers(f"{plan.window}/state", plan.product)
        ),
        Child("broker", ["broker"], env, lambda: broker_ready(plan.settings, 0)),
        Child("serve", ["serve"], env, lambda: _answers(f"{plan.product}/healthz")),
        Child("beat", ["beat"], env),
        Child("stream", ["stream"], env),
        Child("work-2", ["work", "--name", "work-2"], env),
        Child("work-1", ["work", "--name", "work-1"], env, _works(plan.settings, "work-1", "work-2")),
    ]


def _works(settings: Settings, *names: str) -> Callable[[], bool]:
    """Whether these workers are up; what killed ones left behind does not count."""
    files = [ready_file(settings, name) for name in names]
    for file in files:
        file.unlink(missing_ok=True)
    return lambda: all(file.exists() for file in files)


def _answers(url: str, word: str = "") -> bool:
    """Whether somebody answers there, with `word` in it: not another demo that was quicker."""
    with suppress(requests.RequestException), requests.Session() as http:
        http.trust_env = False
        answer = http.get(url, timeout=2)
        return answer.ok and word in answer.text
    return False


def _free(wanted: int) -> int:
    """`wanted` when nobody listens there, else any free port."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError, OverflowError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise BadSetting("没有空闲端口 (no free port)")


def _must_be_free(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except OSError as error:
        raise BadSetting(f"--bind {bind}: 地址不可用 (address not available): {error.strerror}") from None


def _welcome(plan: Plan) -> None:
    click.secho(f"\n  打开 {plan.window}  ←  演示小镇：企业微信、飞书、钉钉三个窗口", bold=True)
    click.echo(f"  产品自身的页面在 {plan.product}，数据与日志在 {plan.folder}")
    click.echo("  Ctrl-C 停止；下次启动数据还在，--fresh 从头开始。\n")
