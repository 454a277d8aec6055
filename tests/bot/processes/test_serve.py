"""`suilu serve` under its real server; and what it refuses to start with."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from contextlib import closing
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

import psutil

from tests.bot.processes.conftest import Start, alive, kill, until

http = build_opener(ProxyHandler({}))


def free() -> str:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def status(url: str, body: bytes | None = None) -> int:
    try:
        with http.open(Request(url, body), timeout=5) as reply:
            return int(reply.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError):
        return 0


def test_it_answers_refuses_what_is_too_big_and_ends_when_told(start: Start) -> None:
    bind = free()
    serve = start("serve", SUILU_BIND=bind)
    until(lambda: status(f"http://{bind}/healthz") == 200)
    with http.open(f"http://{bind}/healthz") as reply:
        assert json.load(reply)["database"] is True
    assert status(f"http://{bind}/callbacks/wecom", b"<xml/>") == 404  # the platform is off
    until(lambda: len(psutil.Process(serve.pid).children()) == 2)
    workers = psutil.Process(serve.pid).children()
    serve.terminate()
    assert serve.wait(10) == 0
    assert [worker.pid for worker in workers if alive(worker.pid)] == []


def test_its_workers_end_with_it_when_it_is_killed(start: Start) -> None:
    bind = free()
    serve = start("serve", SUILU_BIND=bind)
    until(lambda: status(f"http://{bind}/healthz") == 200)
    workers = psutil.Process(serve.pid).children()
    kill(serve.pid)
    serve.wait()
    until(lambda: not any(alive(worker.pid) for worker in workers))


def refused(start: Start, code: int, **more: str) -> str:
    serve = start("serve", **more)
    assert serve.wait(20) == code
    out, err = serve.communicate()
    assert (out, err.count("\n")) == ("", 1)
    return err


def test_an_old_database_is_refused_with_what_to_do(start: Start, env: Mapping[str, str]) -> None:
    text = refused(start, 1, SUILU_DATABASE_URL=f"sqlite:///{env['SUILU_DATA_DIR']}/empty.db", SUILU_BIND=free())
    assert "suilu migrate" in text


def test_an_address_in_use_is_refused_by_its_name(start: Start) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        assert refused(start, 2, SUILU_BIND=bind).startswith(f"suilu: SUILU_BIND: {bind}: ")


def test_a_platform_set_in_part_is_refused_by_what_is_missing(start: Start) -> None:
    text = refused(start, 2, SUILU_FEISHU_APP_ID="cli_1")
    assert text.startswith("suilu: SUILU_FEISHU_APP_SECRET: ")
    text = refused(start, 2, SUILU_FEISHU_APP_ID="cli_1", SUILU_FEISHU_APP_SECRET="s")
    assert text.startswith("suilu: SUILU_FEISHU_VERIFICATION_TOKEN, SUILU_FEISHU_ENCRYPT_KEY: ")
