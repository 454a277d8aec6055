"""DingTalk's routes, both dialects on one server, each with its own shape of errors (PLATFORMS 2.3.1).

`/v1.0/…` answers errors as HTTP 4xx `{code, message, requestid}`; `/topapi/…`, `/gettoken` and a session webhook as HTTP 200
`{errcode, errmsg}`. A planned fault comes before anything else.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, jsonify, request

from bot.simulator.dingtalk_rest import HERE, DingtalkRest, Refusal

OPEN_TO_ALL = {"/v1.0/oauth2/accessToken", "/gettoken", "/v1.0/gateway/connections/open"}
NOT_JSON = "<html><body><h1>502 Bad Gateway</h1></body></html>"
BAN_PAGE = '<html><body>{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"0"}</body></html>'


def make_app(rest: DingtalkRest) -> Flask:
    """The routes. Every call is written down, and suffers the fault that the town has planned for it."""
    app = Flask(__name__)
    app.before_request(lambda: _gate(rest))
    app.after_request(lambda answer: _written(rest, answer))
    app.register_error_handler(Refusal, _refused)
    for method, path, view in _routes(rest):
        app.add_url_rule(path, f"{method} {path}", view, methods=[method])
    return app


def _routes(rest: DingtalkRest) -> list[tuple[str, str, Callable[[], dict[str, Any]]]]:
    return [
        ("POST", "/v1.0/oauth2/accessToken", lambda: rest.access_token(_body())),
        ("GET", "/gettoken", lambda: rest.old_token(request.args)),
        ("POST", "/v1.0/gateway/connections/open", lambda: rest.open_connection(_body())),
        ("POST", "/topapi/v2/user/get", lambda: rest.user(_body())),
        ("POST", "/v1.0/robot/oToMessages/batchSend", lambda: rest.batch_send(_body())),
        ("POST", "/robot/sendBySession", lambda: rest.reply(request.args.get("session", ""), _body())),
        ("POST", "/v1.0/card/instances", lambda: rest.create(_body())),
        ("PUT", "/v1.0/card/instances", lambda: rest.update(_body())),
        ("POST", "/v1.0/card/instances/deliver", lambda: rest.deliver(_body())),
        ("POST", "/v1.0/card/instances/createAndDeliver", lambda: rest.create_and_deliver(_body())),
    ]


def _gate(rest: DingtalkRest) -> Response | None:
    g.fault = rest.town.fault(HERE, request.path)
    if g.fault and g.fault != "hang":
        return _faulty(g.fault)
    if request.path in OPEN_TO_ALL or request.path.startswith("/robot/"):
        return None
    if not rest.known(_shown_token()):
        raise (
            Refusal(200, 40014, "不合法的access_token")
            if _old()
            else Refusal(401, "InvalidAuthentication", "不合法的access_token")
        )
    return None


def _faulty(kind: str) -> Response:
    if kind == "error":
        return Response(NOT_JSON, 502, content_type="text/html")
    if kind == "ban":
        return Response(BAN_PAGE, 200, content_type="text/html")
    new: dict[str, tuple[int, str]] = {
        "limit": (403, "Forbidden.AccessDenied.QpsLimitForApi"),
        "expired": (401, "InvalidAuthentication"),
        "busy": (500, "system.busy"),
    }
    old = {"limit": 90018, "expired": 40014, "busy": -1}
    raise Refusal(200, old.get(kind, 400002)) if _old() else Refusal(*new.get(kind, (400, "param.invalid")))


def _written(rest: DingtalkRest, answer: Response) -> Response:
    said = answer.get_json(silent=True) if answer.is_json else None
    ok = answer.status_code < 400 and not (isinstance(said, dict) and said.get("errcode"))
    rest.town.write_down(HERE, "out", f"{request.method} {request.path}", ok=ok)
    if g.fault == "hang":
        rest.stopped.wait(rest.hang_seconds)
    return answer


def _refused(refusal: Refusal) -> Response:
    ticket = secrets.token_hex(8)
    if refusal.status == 200:
        return jsonify(errcode=refusal.code, errmsg=refusal.message, request_id=ticket)
    answer = jsonify(code=refusal.code, message=refusal.message, requestid=ticket)
    answer.status_code = refusal.status
    return answer


def _old() -> bool:
    return request.path.startswith(("/topapi/", "/gettoken", "/robot/"))


def _shown_token() -> str:
    return request.args.get("access_token", "") if _old() else request.headers.get("x-acs-dingtalk-access-token", "")


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise Refusal(400, "param.empty")
    return body
