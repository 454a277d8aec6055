"""Refusals become one clear answer: JSON for the API, a line for a platform, a small page for a person. Never a trace."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, jsonify, make_response, render_template, request, session
from werkzeug.exceptions import HTTPException

from bot.ports import TryLater, Undeliverable
from bot.web.words import refusal
from crm_core.errors import Conflict, CoreError, DatabaseTooOld, NotAllowed, NotVisible, Unavailable

log = logging.getLogger(__name__)

_HTTP = {400: "bad_request", 404: "not_found", 405: "wrong_method", 413: "too_large", 415: "not_json"}
_AWAY = frozenset({"OperationalError", "InterfaceError"})
"""PEP 249's names for a database that is locked or away, asked outside a unit of work. This room knows no driver."""


class Refusal(Exception):
    """An answer of ours that is not what was asked for. `code` is a key of `words.REFUSALS`; `detail` goes before its words."""

    def __init__(self, status: int, code: str, detail: str = "", *, retry: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.retry = status, code, detail, retry


def install(flask: Flask) -> None:
    flask.register_error_handler(Refusal, _refused)
    flask.register_error_handler(CoreError, _by_the_core)
    flask.register_error_handler(TryLater, lambda _: answer(503, "platform_away"))
    flask.register_error_handler(Undeliverable, lambda _: answer(502, "platform_refused"))
    flask.register_error_handler(HTTPException, _by_http)
    flask.register_error_handler(Exception, _unexpected)


def answer(status: int, code: str, detail: str = "", *, retry: str = "") -> Response:
    """`retry` is where the page's one button leads; JSON and lines have none."""
    said = refusal(code)
    if detail:
        said["message"] = f"{detail}：{said['message']}"
    if request.path.startswith("/api/"):
        reply = jsonify(error=said)
    elif request.path.startswith("/callbacks/"):
        reply = make_response(f"{status} {HTTPStatus(status).phrase}: {code}\n", {"Content-Type": "text/plain; charset=utf-8"})
    else:
        csrf = session.get("csrf", "") if code == "not_bound" else ""
        reply = make_response(render_template("problem.html", said=said, retry=retry, csrf=csrf))
    reply.status_code = status
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        reply.headers["Retry-After"] = "2"
    return reply


def is_away(error: BaseException) -> bool:
    """Whether the database could not be asked just now (as opposed to: our question was wrong)."""
    return isinstance(error, DatabaseTooOld | Unavailable) or any(kind.__name__ in _AWAY for kind in type(error).__mro__)


def _refused(refused: Refusal) -> Response:
    return answer(refused.status, refused.code, refused.detail, retry=refused.retry)


def _by_the_core(error: CoreError) -> Response:
    match error:
        case NotVisible():
            return answer(404, "not_found")
        case NotAllowed():
            return answer(403, "not_allowed")
        case Conflict():
            return answer(409, error.because)
    return _unexpected(error)


def _by_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    reply = answer(status, _HTTP.get(status, "bad_request" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "internal"))
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        reply.headers["Allow"] = dict(error.get_headers()).get("Allow", "")
    return reply


def _unexpected(error: Exception) -> Response:
    if is_away(error):
        log.warning("database away: %s", type(error).__name__)
        return answer(503, "database_away")
    # The trace names the place. Of the error itself only the kind: its words may hold what somebody said.
    log.error("unexpected %s at %s", type(error).__name__, _place(error))
    return answer(500, "internal")


def _place(error: Exception) -> str:
    trace, place = error.__traceback__, "?"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
