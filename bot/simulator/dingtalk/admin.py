"""DingTalk's developer console: which APIs the app may call, and from which addresses."""

from __future__ import annotations

from flask import Response, jsonify, request
from werkzeug.serving import BaseWSGIServer

from bot.simulator.console import Console
from bot.simulator.dingtalk.client import PAGES
from bot.simulator.town import Town

OPEN = "/v1.0/oauth2/accessToken"


class DingtalkAdmin(Console):
    """Knobs: `denied`, paths (their beginnings) that the app has no permission for; `trusted`: our address is listed."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.clock)
        self.denied: set[str] = set()
        self.trusted = True

    def install(self, server: BaseWSGIServer) -> DingtalkAdmin:
        self.attach(server).before_request(self._gate)
        return self

    def _gate(self) -> Response | None:
        if request.path in (OPEN, *PAGES):
            return None
        if not self.trusted:
            return _no("Forbidden.AccessDenied.IpNotInWhiteList", "60020")
        if any(request.path.startswith(path) for path in self.denied):
            return _no("Forbidden.AccessDenied.AccessTokenPermissionDenied", "60011")
        return None


def _no(code: str, sub_code: str) -> Response:
    """The old dialect says it in a sub-code of 88, the new one in its code."""
    if request.path.startswith("/topapi/"):
        return jsonify(errcode=88, errmsg=f"ding talk error[subcode={sub_code}]", sub_code=sub_code)
    answer = jsonify(code=code, message=code, requestid="0")
    answer.status_code = 403
    return answer
