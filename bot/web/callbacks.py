"""The platforms' way in: a call is verified, written to the inbox and acknowledged. All work happens afterwards."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request

from bot.adapters.wire import HttpCall, HttpReply
from bot.web.errors import answer
from bot.web.house import house

log = logging.getLogger(__name__)
routes = Blueprint("callbacks", __name__)


@routes.route("/callbacks/wecom", methods=["GET", "POST"])
def wecom() -> Response:
    return _hear("wecom")


@routes.post("/callbacks/feishu")
def feishu() -> Response:
    return _hear("feishu")


@routes.post("/callbacks/feishu/card")
def feishu_card() -> Response:
    return _hear("feishu/card")


@routes.post("/callbacks/dingtalk")
def dingtalk() -> Response:
    return _hear("dingtalk")


@routes.post("/callbacks/dingtalk/card")
def dingtalk_card() -> Response:
    return _hear("dingtalk/card")


@routes.post("/callbacks/dingtalk/events")
def dingtalk_events() -> Response:
    return _hear("dingtalk/events")


def _hear(route: str) -> Response:
    home = house()
    receiver = home.app.receivers.get(route)
    if receiver is None:
        return answer(404, "platform_off")
    received = receiver.receive(_call())
    if received.event is None:
        if received.error:
            log.warning("refused on %s: %s", route, received.error)
        return _reply(received.reply)
    try:
        home.hear(received.event)
    except Exception as error:  # whatever it was, the row does not stand: the platform has to come again
        log.error("not written down: %s (%s)", received.event.id, type(error).__name__)  # noqa: TRY400 - ids only
        return answer(503, "database_away")
    return _reply(received.reply)


def _call() -> HttpCall:
    """Read off the environment: this path is the hot one, and Flask's own views of a request cost more than our work on it."""
    return HttpCall(
        method=request.method,
        path=request.path,
        query=_query(request.environ.get("QUERY_STRING", "")),
        headers=_headers(request.environ),
        body=request.get_data(cache=False),
    )


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    found = {key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key.startswith("HTTP_")}
    return {**found, "content-type": environ.get("CONTENT_TYPE", "")}


def _query(text: str) -> dict[str, str]:
    """Of a name that is there twice the first value counts."""
    return dict(reversed(parse_qsl(text, keep_blank_values=True)))


def _reply(reply: HttpReply) -> Response:
    return Response(reply.body, reply.status, content_type=reply.content_type)
