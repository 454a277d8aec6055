"""Is the house well? For probes and load balancers; no data, no settings' values."""

from __future__ import annotations

import logging
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Blueprint, Response, jsonify

from bot.model import Platform
from bot.web.house import house

log = logging.getLogger(__name__)
routes = Blueprint("health", __name__)


@routes.get("/healthz")
def healthz() -> Response:
    """200 while callbacks can be written down. A broker that is away only delays (a sweep finds the rows): told, not failed."""
    database = _database()
    reply = jsonify(ok=database, version=_version(), database=database, broker=_broker(), platforms=_platforms())
    reply.status_code = 200 if database else 503
    return reply


@routes.get("/readyz")
def readyz() -> Response:
    ready = _database()
    reply = jsonify(ready=ready)
    reply.status_code = 200 if ready else 503
    return reply


def _database() -> bool:
    """Reachable, and of this version."""
    try:
        house().app.core.check_version()
    except Exception as error:  # any reason is the same answer; the log has its kind
        log.warning("not healthy: %s", type(error).__name__)
        return False
    return True


def _broker() -> bool | None:
    """None: the queue of this process cannot tell."""
    alive: Any = getattr(house().app.queue, "alive", None)
    return bool(alive()) if callable(alive) else None


def _platforms() -> dict[str, str]:
    settings = house().app.settings
    return {platform.value: "on" if getattr(settings, platform.value) else "off" for platform in Platform}


@cache
def _version() -> str:
    try:
        return version("suilu")
    except PackageNotFoundError:  # a checkout that was never installed
        return "unknown"
