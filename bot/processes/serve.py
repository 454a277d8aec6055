"""`suilu serve`: the web process. gunicorn with threads, because a callback waits for the database, not for the processor."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from bot.processes import logs
from bot.settings import BadSetting, Settings


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises BadSetting for an address that is not to be had, DatabaseTooOld."""
    logs.set_up("serve")
    _check(settings)
    Server(settings, _application).run()


def options(settings: Settings) -> dict[str, Any]:
    """gunicorn's settings; the benchmark's bare endpoint runs under the same."""
    return {
        "bind": settings.bind,
        "workers": settings.sizes.workers,
        "threads": settings.sizes.threads,
        "worker_class": "gthread",
        "timeout": 30,
        "graceful_timeout": 5,
        "keepalive": 5,
        "limit_request_line": 4094,
        "limit_request_fields": 64,
        "limit_request_field_size": 8190,
        "control_socket_disable": True,  # its default place is shared by all instances of a user
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - heartbeats, no data
        "loglevel": "warning",
    }


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn without its command line. `make(settings)` is the WSGI application, made in each worker process."""

    def __init__(self, settings: Settings, make: Any) -> None:
        self._settings, self._make = settings, make
        super().__init__()

    def load_config(self) -> None:
        for name, value in options(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make(self._settings)


def _application(settings: Settings) -> Any:
    from bot.bootstrap import build
    from bot.web.app import create_app

    return create_app(build(settings, "serve"))


def _check(settings: Settings) -> None:
    """What can be known to fail is told in one line, before gunicorn tries it over and over.

    Loading the application's modules here, ahead of the fork, lets the workers share them.
    """
    from bot.bootstrap import build
    from bot.web import app as _shared  # noqa: F401

    _bindable(settings.bind)
    core = build(settings, "serve").core
    try:
        core.check_version()
    finally:
        core.close()


def _bindable(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            raise BadSetting(f"SUILU_BIND: {bind}: 无法使用该地址 (cannot bind): {error.strerror}") from error
