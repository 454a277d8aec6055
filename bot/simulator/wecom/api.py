"""The simulated WeCom over HTTP: everything under /cgi-bin/. Always HTTP 200 with an errcode, but for planned faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from bot.model import Platform
from bot.simulator.wecom.desk import Desk
from bot.simulator.wecom.errors import Errcode
from bot.simulator.wecom.faults import Faults
from bot.simulator.wecom.groups import Groups
from bot.simulator.wecom.inheritance import Inheritance
from bot.simulator.wecom.messages import Messages
from bot.simulator.wecom.people import People

Answer = dict[str, Any]
Call = Callable[[], Answer | Response]
_ARCHIVE = "msgaudit/"
"""What the archive's own token is for, and the app's is not."""
_UNSAID = ("access_token", "corpsecret", "ticket")
"""Not shown in the raw traffic."""


class WecomApi:
    """Builds the Flask app's routes."""

    def __init__(self, desk: Desk, faults: Faults) -> None:
        self.desk, self.town, self._faults = desk, desk.town, faults
        self.messages, self.groups, self.people = Messages(desk), Groups(desk), People(desk)
        self.inheritance = Inheritance(desk)

    def install(self, app: Flask) -> None:
        app.add_url_rule("/cgi-bin/gettoken", "gettoken", self._rest("gettoken", self._gettoken, open_to_all=True))
        for path, call in self._reads().items():
            app.add_url_rule(f"/cgi-bin/{path}", path, self._rest(path, call))
        for path, write in self._writes().items():
            app.add_url_rule(f"/cgi-bin/{path}", path, self._rest(path, write), methods=["POST"])
        app.add_url_rule("/picture/<media_id>", "picture", self._picture)

    def _reads(self) -> Mapping[str, Call]:
        return {
            "user/get": lambda: self.people.user(_query("userid")),
            "user/list": lambda: self.people.members(_query("department_id")),
            "department/list": self.people.departments,
            "tag/list": self.people.tags,
            "tag/get": lambda: self.people.tagged(_query("tagid")),
            "externalcontact/get": lambda: self.people.contact(_query("external_userid")),
            "externalcontact/list": lambda: self.people.contacts(_query("userid")),
            "appchat/get": lambda: self.groups.get(_query("chatid")),
            "media/get": self._media,
            "get_jsapi_ticket": lambda: self._ticket("jsapi"),
            "ticket/get": self._agent_ticket,
            "auth/getuserinfo": self._getuserinfo,
        }

    def _writes(self) -> Mapping[str, Call]:
        return {
            "message/send": lambda: self.messages.send(sent_json(), drop=g.drop),
            "message/update_template_card": lambda: self.messages.update(sent_json()),
            "message/recall": lambda: self.messages.recall(sent_json()),
            "appchat/create": lambda: self.groups.create(sent_json()),
            "appchat/update": lambda: self.groups.update(sent_json()),
            "appchat/send": lambda: self.groups.send(sent_json(), drop=g.drop),
            "media/upload": self._upload,
            "msgaudit/check_single_agree": lambda: self.people.agreed(sent_json()),
            "externalcontact/transfer_customer": lambda: self.inheritance.transfer(sent_json(), left=False),
            "externalcontact/transfer_result": lambda: self.inheritance.result(sent_json(), left=False),
            "externalcontact/resigned/transfer_customer": lambda: self.inheritance.transfer(sent_json(), left=True),
            "externalcontact/resigned/transfer_result": lambda: self.inheritance.result(sent_json(), left=True),
            "externalcontact/get_unassigned_list": lambda: self.inheritance.unassigned(sent_json()),
        }

    # --- around every call --------------------------------------------------------------------------------------------

    def _rest(self, path: str, call: Call, *, open_to_all: bool = False) -> Callable[[], ResponseReturnValue]:
        def view() -> ResponseReturnValue:
            fault = self._faults.take(f"/cgi-bin/{path}")
            if fault == "cut":
                request.get_data()  # what is asked is written down, and cannot be read once the line is cut
            if held := self._faults.before(fault):
                self._write_down(path, ok=False, answered=held.get_data(as_text=True))
                return held
            answer = self._answer(path, call, fault, open_to_all=open_to_all)
            fine = isinstance(answer, Response) or answer["errcode"] == 0
            self._write_down(path, ok=fine and fault != "hang", answered=_shown(answer))
            self._faults.after(fault)
            return answer if isinstance(answer, Response) else jsonify(answer)

        return view

    def _answer(self, path: str, call: Call, fault: str, *, open_to_all: bool) -> Answer | Response:
        try:
            self._admit(path, fault, open_to_all=open_to_all)
            answer = call()
        except Errcode as problem:
            hint = f"{problem.hint or 'refused'}, hint: [simulated], from ip: 127.0.0.1"
            return {"errcode": problem.code, "errmsg": hint}
        return answer if isinstance(answer, Response) else {"errcode": 0, "errmsg": "ok", **answer}

    def _admit(self, path: str, fault: str, *, open_to_all: bool) -> None:
        g.drop = fault == "limit:drop"
        if code := self._faults.code(fault, path):
            raise Errcode(code)
        if not open_to_all:
            owner = self.desk.check_token(_query("access_token")).owner
            if (owner == "archive") != path.startswith(_ARCHIVE):
                raise Errcode(48002)
        if not self.desk.rates.call(path):
            raise Errcode(45009)

    def _write_down(self, path: str, *, ok: bool, answered: str) -> None:
        self.town.write_down(Platform.WECOM, "out", path, ok=ok, asked=_asked(), answered=answered)

    # --- calls that need more than a value ----------------------------------------------------------------------------

    def _gettoken(self) -> Answer:
        held = self.desk.token(_query("corpid"), _query("corpsecret"))
        return {"access_token": held.value, "expires_in": int((held.until - self.town.clock.now()).total_seconds())}

    def _ticket(self, kind: str) -> Answer:
        return {"ticket": self.desk.ticket(kind), "expires_in": 7200}

    def _agent_ticket(self) -> Answer:
        if _query("type") != "agent_config":
            raise Errcode(40058)
        return self._ticket("agent_config")

    def _getuserinfo(self) -> Answer:
        dweller = self.desk.redeem(_query("code"))
        if dweller.staff:
            return {"userid": dweller.ids["wecom"]}
        return {"openid": f"o{dweller.key}", "external_userid": dweller.ids["wecom"]}

    def _upload(self) -> Answer:
        file = request.files.get("media")
        if file is None or not file.filename:
            raise Errcode(41005)
        return self.desk.media.upload(_query("type"), file.filename, file.read())

    def _picture(self, media_id: str) -> ResponseReturnValue:
        """`PicUrl` of a picture that a member sent: open to whoever has the address."""
        try:
            return Response(self.desk.media.get(media_id).content, mimetype="image/png")
        except Errcode:
            return Response(status=404)

    def _media(self) -> Response:
        found = self.desk.media.get(_query("media_id"))
        disposition = f"attachment; filename*=UTF-8''{quote(found.name)}"
        return Response(found.content, headers={"Content-Disposition": disposition}, mimetype="application/octet-stream")


def sent_json() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise Errcode(47001)
    return body


def _query(name: str) -> str:
    return request.args.get(name, "")


def _asked() -> str:
    """The query and the body as they came, without secrets; of a file only its name and size."""
    query = "&".join(f"{name}={value}" for name, value in request.args.items() if name not in _UNSAID)
    files = [f"<{file.filename}>" for file in request.files.values()]
    body = request.get_data(as_text=True) if request.is_json or not files else ""
    return "\n".join(part for part in (query, *files, body) if part)


def _shown(answer: Answer | Response) -> str:
    if isinstance(answer, Response):
        return f"<{answer.content_length} bytes>"
    return json.dumps({name: "…" if name in _UNSAID else value for name, value in answer.items()}, ensure_ascii=False)
