"""DingTalk's routes, both dialects on one server, each with its own shape of errors (PLATFORMS 2.3.1).

`/v1.0/…` answers errors as HTTP 4xx `{code, message, requestid}`; `/topapi/…`, `/gettoken` and a session webhook as HTTP 200
`{errcode, errmsg}`. A planned fault comes before anything else.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask, Response, g, jsonify, request

from bot.simulator.dingtalk.client import PAGES
from bot.simulator.dingtalk.limits import SECOND
from bot.simulator.dingtalk.refusal import Refusal
from bot.simulator.dingtalk.rest import HERE, DingtalkRest

OPEN_TO_ALL = {"/v1.0/oauth2/accessToken", "/gettoken", "/v1.0/gateway/connections/open", *PAGES}
PERSONAL = {"/v1.0/oauth2/userAccessToken", "/v1.0/contact/users/me"}
"""Not the app's own calls: each looks at its own proof."""
SECRETIVE = {*PERSONAL, "/topapi/v2/user/getuserinfo", "/v1.0/oauth2/jsapiTickets"}
"""What the traffic does not show."""
FAULTS = {
    "limit": (90018, 403, "Forbidden.AccessDenied.QpsLimitForApi"),
    "limit:qps": (90018, 403, "Forbidden.AccessDenied.QpsLimitForApi"),
    "limit:90018": (90018, 400, "90018"),
    "limit:busy": (-1, 500, "system.busy"),
    "limit:flow": (90002, 400, "send.too.fast"),
    "expired": (40014, 401, "InvalidAuthentication"),
    "refuse": (400002, 400, "param.invalid"),
    "scope": (60011, 403, "Forbidden.AccessDenied.AccessTokenPermissionDenied"),
    "spent": (400002, 400, "param.cardNotExist"),
}
"""By kind: errcode of the old dialect; status and code of the new one. `limit` alone is the calls a second."""
IN_ITS_ANSWER = {"scope": ("/createAndDeliver", "/batchSend", "/user/get"), "limit:flow": ("/batchSend",)}
"""Faults that some calls tell in an answer of success (or in their own words)."""
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


def _routes(rest: DingtalkRest) -> list[tuple[str, str, Callable[..., Any]]]:
    robot = rest.robot
    return [
        ("POST", "/v1.0/oauth2/accessToken", lambda: rest.access_token(_body())),
        ("GET", "/gettoken", lambda: rest.old_token(request.args)),
        ("POST", "/v1.0/gateway/connections/open", lambda: rest.open_connection(_body())),
        ("POST", "/topapi/v2/user/getuserinfo", lambda: rest.passport.here(_body())),
        ("POST", "/topapi/user/getbyunionid", lambda: rest.passport.by_union(_body())),
        ("POST", "/v1.0/oauth2/userAccessToken", lambda: rest.passport.token(_body())),
        ("GET", "/v1.0/contact/users/me", lambda: rest.passport.me(_shown_token())),
        ("POST", "/v1.0/oauth2/jsapiTickets", rest.passport.ticket),
        ("POST", "/topapi/v2/user/get", lambda: rest.directory.user(_body(), g.fault)),
        ("POST", "/topapi/v2/department/listsub", lambda: rest.directory.below(_body())),
        ("POST", "/topapi/v2/user/list", lambda: rest.directory.members(_body())),
        ("POST", "/topapi/smartwork/hrm/employee/list", lambda: rest.directory.roster(_body())),
        ("POST", "/topapi/message/corpconversation/asyncsend_v2", lambda: robot.notice(_body())),
        ("POST", "/topapi/message/corpconversation/getsendresult", lambda: robot.notice_result(_body())),
        ("POST", "/v1.0/robot/oToMessages/batchSend", lambda: robot.to_people(_body(), g.fault)),
        ("GET", "/v1.0/robot/oToMessages/readStatus", lambda: robot.read_status(request.args)),
        ("POST", "/v1.0/robot/oToMessages/batchRecall", lambda: robot.recall(_body())),
        ("POST", "/v1.0/robot/groupMessages/send", lambda: robot.to_group(_body())),
        ("POST", "/v1.0/robot/groupMessages/recall", lambda: robot.recall(_body())),
        ("POST", "/v1.0/robot/ding/send", lambda: robot.ding(_body())),
        (
            "POST",
            "/v1.0/robot/messageFiles/download",
            lambda: rest.media.link(_body(), rest.settings.client_id, request.host_url),
        ),
        ("POST", "/media/upload", lambda: _upload(rest)),
        ("GET", "/file/<key>", lambda key: _file(rest, key)),
        ("POST", "/robot/sendBySession", lambda: rest.reply(request.args.get("session", ""), _body())),
        ("POST", "/v1.0/card/callbacks/register", lambda: rest.register(_body())),
        ("POST", "/v1.0/card/instances", lambda: rest.create(_body())),
        ("PUT", "/v1.0/card/instances", lambda: rest.update(_body())),
        ("POST", "/v1.0/card/instances/deliver", lambda: rest.deliver(_body())),
        ("POST", "/v1.0/card/instances/createAndDeliver", lambda: rest.create_and_deliver(_body(), g.fault)),
    ]


def _upload(rest: DingtalkRest) -> dict[str, Any]:
    file = request.files.get("media")
    if file is None:
        raise Refusal(200, 40035, "不合法的参数")
    return rest.media.upload(request.args.get("type", ""), file.filename or "", file.read())


def _file(rest: DingtalkRest, key: str) -> Response:
    content = rest.media.load(key)
    return Response(b"", 404) if content is None else Response(content, 200, content_type="application/octet-stream")


def _gate(rest: DingtalkRest) -> Response | None:
    g.fault = rest.town.fault(HERE, request.path)
    answer = _suffer(rest, g.fault)
    if answer is not None or request.path in OPEN_TO_ALL or request.path.startswith(("/robot/", "/file/")):
        return answer
    if request.path not in PERSONAL and not rest.known(_shown_token()):
        raise _refusal(40014, 401, "InvalidAuthentication", "不合法的access_token")
    if rest.limits.over(f"qps {request.method} {request.path}", rest.limits.qps, SECOND):
        raise _refusal(90018, 403, "Forbidden.AccessDenied.QpsLimitForApi")
    return None


def _suffer(rest: DingtalkRest, kind: str) -> Response | None:
    """The fault that strikes before anything happens; None: the call goes on."""
    if kind == "slow":
        rest.stopped.wait(rest.slow_seconds)
    if kind in ("", "hang", "slow") or (kind in IN_ITS_ANSWER and request.path.endswith(IN_ITS_ANSWER[kind])):
        return None
    if kind == "cut":
        return _hang_up()
    if kind == "error":
        return Response(NOT_JSON, 502, content_type="text/html")
    if kind == "limit:ban":
        return Response(BAN_PAGE, 200, content_type="text/html")
    raise _refusal(*FAULTS.get(kind, FAULTS["refuse"]))


def _hang_up() -> Response:
    """The line goes dead before a word was said."""
    line = request.environ["werkzeug.socket"]
    with suppress(OSError):  # the caller may have lost patience first
        line.shutdown(socket.SHUT_RDWR)
    return Response(b"", 200)


def _refusal(old: int, status: int, new: str, message: str = "") -> Refusal:
    """In the dialect that was spoken."""
    return Refusal(200, old, message) if _old() else Refusal(status, new, message)


def _written(rest: DingtalkRest, answer: Response) -> Response:
    if request.path in PAGES:
        return answer
    said = answer.get_json(silent=True) if answer.is_json else None
    ok = answer.status_code < 400 and not (isinstance(said, dict) and said.get("errcode"))
    asked, answered = ("", "") if request.path in SECRETIVE else (_asked(), _readable(answer))
    rest.town.write_down(HERE, "out", f"{request.method} {request.path}", ok=ok, asked=asked, answered=answered)
    if g.fault == "hang":
        rest.stopped.wait(rest.hang_seconds)
    return answer


def _asked() -> str:
    kind = request.mimetype
    return f"({kind}, {request.content_length} bytes)" if kind.startswith("multipart/") else request.get_data(as_text=True)


def _readable(answer: Response) -> str:
    kind = answer.mimetype or ""
    return answer.get_data(as_text=True) if kind.startswith(("application/json", "text/")) else f"({kind})"


def _refused(refusal: Refusal) -> Response:
    ticket = secrets.token_hex(8)
    if refusal.status == 200:
        return jsonify(errcode=refusal.code, errmsg=refusal.message, request_id=ticket)
    answer = jsonify(code=refusal.code, message=refusal.message, requestid=ticket)
    answer.status_code = refusal.status
    return answer


def _old() -> bool:
    return request.path.startswith(("/topapi/", "/gettoken", "/robot/", "/media/"))


def _shown_token() -> str:
    return request.args.get("access_token", "") if _old() else request.headers.get("x-acs-dingtalk-access-token", "")


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise Refusal(400, "param.empty")
    return body
