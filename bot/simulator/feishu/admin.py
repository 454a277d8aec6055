"""Feishu's developer console: which scopes the app was granted (vendor: application-v6/scope/list)."""

from __future__ import annotations

from flask import Response, jsonify, request
from werkzeug.serving import BaseWSGIServer

from bot.model import Platform
from bot.simulator.console import Console
from bot.simulator.feishu.api import Api
from bot.simulator.town import Town

SCOPES = (
    "im:message",
    "im:message:send_as_bot",
    "im:message.p2p_msg:readonly",
    "im:message.group_at_msg:readonly",
    "im:message.group_msg",
    "contact:contact.base:readonly",
    "contact:department.base:readonly",
    "contact:user.department:readonly",
    "contact:user.employee:readonly",
    "tenant:tenant:readonly",
)


class FeishuAdmin(Console):
    """Knobs: `scopes`, name → granted; one that is missing was never asked for. `trusted`: our address is in the list."""

    def __init__(self, town: Town, api: Api) -> None:
        super().__init__(town.clock)
        self.scopes = dict.fromkeys(SCOPES, True)
        self.trusted = True
        self._town, self._api = town, api

    def install(self, server: BaseWSGIServer) -> FeishuAdmin:
        app = self.attach(server)
        app.before_request(self._gate)
        app.add_url_rule("/open-apis/application/v6/scopes", "admin scopes", self._list)
        return self

    def _gate(self) -> Response | None:
        if self.trusted or request.path.endswith("/tenant_access_token/internal"):
            return None
        return _refused(99991401, "ip is denied by app setting")

    def _list(self) -> Response:
        _, _, token = request.headers.get("Authorization", "").partition(" ")
        good = self._api.tokens.good(token)
        self._town.write_down(Platform.FEISHU, "out", "GET /open-apis/application/v6/scopes", ok=good)
        if not good:
            return _refused(99991663, "Invalid access token for authorization")
        scopes = [{"scope_name": name, "grant_status": 1 if granted else 2} for name, granted in self.scopes.items()]
        return jsonify(code=0, msg="success", data={"scopes": scopes})


def _refused(code: int, msg: str) -> Response:
    answer = jsonify(code=code, msg=msg)
    answer.status_code = 400
    return answer
