"""WeCom's admin console: the app's visible range, its trusted addresses, customer contact and the archive's seats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from werkzeug.serving import BaseWSGIServer

from bot.model import Platform
from bot.simulator.console import Console
from bot.simulator.town import Dweller
from bot.simulator.wecom.desk import Desk
from bot.simulator.wecom.errors import Errcode

Answer = dict[str, Any]


class WecomAdmin(Console):
    """Knobs: `visible` (the range is not empty), `trusted` (our address is listed), `contact` (客户联系 is granted)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.town.clock)
        self.visible = self.trusted = self.contact = True
        self._desk, self._town = desk, desk.town
        self._calls = {
            "agent/get": (self._agent, "app"),
            "externalcontact/get_follow_user_list": (self._followers, "app"),
            "msgaudit/get_permit_user_list": (self._seats, "archive"),
        }

    def install(self, server: BaseWSGIServer) -> WecomAdmin:
        """What is administered is answered here, ahead of the API's own routes."""
        self.attach(server).before_request(self._gate)
        return self

    def _gate(self) -> Response | None:
        """gettoken alone is open to every address (60020)."""
        if not self.trusted and request.path.startswith("/cgi-bin/") and request.path != "/cgi-bin/gettoken":
            return jsonify(errcode=60020, errmsg="not allow to access from your ip, from ip: 127.0.0.1")
        path = request.path.removeprefix("/cgi-bin/")
        return self._answer(path, *self._calls[path]) if path in self._calls else None

    def _answer(self, path: str, call: Callable[[], Answer], owner: str) -> Response:
        try:
            self._admit(owner)
            answer = {"errcode": 0, "errmsg": "ok", **call()}
        except Errcode as problem:
            answer = {"errcode": problem.code, "errmsg": "refused, hint: [simulated]"}
        self._town.write_down(Platform.WECOM, "out", path, ok=answer["errcode"] == 0)
        return jsonify(answer)

    def _admit(self, owner: str) -> None:
        if self._desk.check_token(request.args.get("access_token", "")).owner != owner:
            raise Errcode(48002)

    def _agent(self) -> Answer:
        if request.args.get("agentid") != str(self._desk.settings.agent_id):
            raise Errcode(301002)
        members = [{"userid": member.ids["wecom"]} for member in self._members()] if self.visible else []
        nobody: Answer = {"allow_partys": {"partyid": []}, "allow_tags": {"tagid": []}}
        return {
            "agentid": self._desk.settings.agent_id,
            "name": "随录",
            "close": 0,
            "redirect_domain": self._desk.trusted_domain,
            "allow_userinfos": {"user": members},
            **nobody,
        }

    def _followers(self) -> Answer:
        if not self.contact:
            raise Errcode(48002)
        keys = {key for dweller in self._town.people.values() for key in dweller.followers}
        return {"follow_user": [member.ids["wecom"] for member in self._members() if member.key in keys]}

    def _seats(self) -> Answer:
        return {"ids": [member.ids["wecom"] for member in self._members()]}

    def _members(self) -> list[Dweller]:
        return [dweller for dweller in self._town.staff(Platform.WECOM) if dweller.key not in self._desk.unseen]
