"""The simulated WeCom over HTTP: REST under /cgi-bin/, and the archive's sidecar."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue

from bot.model import Platform
from bot.simulator.town import Chat, Dweller, Said
from bot.simulator.wecom_desk import Desk, Errcode

Answer = dict[str, Any]
_FAULTS = {"limit": 45009, "expired": 42001, "refuse": 60011}


class WecomApi:
    """Builds the Flask app. `pause` holds an answer back past the client's time-out."""

    def __init__(self, desk: Desk, *, pause: Callable[[], object]) -> None:
        self.desk, self.town, self._pause = desk, desk.town, pause

    def app(self) -> Flask:
        app = Flask("wecom-simulator", static_folder=None)
        calls: dict[str, tuple[str, Callable[[], Answer]]] = {
            "message/send": ("POST", lambda: self.desk.send(sent_json())),
            "message/update_template_card": ("POST", lambda: self.desk.update(sent_json())),
            "user/get": ("GET", self._user),
            "externalcontact/get": ("GET", self._external_contact),
            "externalcontact/list": ("GET", self._external_contacts),
            "msgaudit/check_single_agree": ("POST", self._agreed),
            "get_jsapi_ticket": ("GET", lambda: self._ticket("jsapi")),
            "ticket/get": ("GET", self._agent_ticket),
            "auth/getuserinfo": ("GET", self._getuserinfo),
        }
        app.add_url_rule("/cgi-bin/gettoken", "gettoken", self._rest("gettoken", self._gettoken, open_to_all=True))
        for path, (method, call) in calls.items():
            app.add_url_rule(f"/cgi-bin/{path}", path, self._rest(path, call), methods=[method])
        app.add_url_rule("/archive/v1/messages", "archive", self._archive)
        return app

    # --- REST: always HTTP 200 with an errcode, but for planned faults ------------------------------------------------

    def _rest(self, path: str, call: Callable[[], Answer], *, open_to_all: bool = False) -> Callable[[], ResponseReturnValue]:
        def view() -> ResponseReturnValue:
            fault = self.town.fault(Platform.WECOM, f"/cgi-bin/{path}")
            if fault == "error":
                self.town.write_down(Platform.WECOM, "out", path, ok=False)
                return Response("<html><h1>502 Bad Gateway</h1></html>", 502, mimetype="text/html")
            answer = self._answer(call, fault, open_to_all=open_to_all)
            self.town.write_down(Platform.WECOM, "out", path, ok=answer["errcode"] == 0 and fault != "hang")
            if fault == "hang":
                self._pause()
            return jsonify(answer)

        return view

    def _answer(self, call: Callable[[], Answer], fault: str, *, open_to_all: bool) -> Answer:
        try:
            self._admit(fault, open_to_all=open_to_all)
            return {"errcode": 0, "errmsg": "ok", **call()}
        except Errcode as problem:
            hint = f"{problem.hint or 'refused'}, hint: [simulated], from ip: 127.0.0.1"
            return {"errcode": problem.code, "errmsg": hint}

    def _admit(self, fault: str, *, open_to_all: bool) -> None:
        if fault in _FAULTS:
            raise Errcode(_FAULTS[fault])
        if open_to_all:
            return
        owner = self.desk.check_token(request.args.get("access_token", "")).owner
        if (owner == "archive") != ("/msgaudit/" in request.path):
            raise Errcode(48002)

    def _gettoken(self) -> Answer:
        held = self.desk.token(request.args.get("corpid", ""), request.args.get("corpsecret", ""))
        return {"access_token": held.value, "expires_in": int((held.until - self.town.clock.now()).total_seconds())}

    def _user(self) -> Answer:
        member = self.desk.member(request.args.get("userid", ""))
        if member is None:
            raise Errcode(60111)
        leader = self.town.people.get(member.manager)
        leaders = [leader.ids["wecom"]] if leader and "wecom" in leader.ids else []
        return {
            "userid": member.ids["wecom"],
            "name": member.name,
            "department": [1],
            "main_department": 1,
            "direct_leader": leaders,
            "position": "",
            "status": 1,
        }

    def _customer(self, external: str) -> Dweller:
        customer = self.town.who(Platform.WECOM, external)
        if customer is None or customer.staff:
            raise Errcode(84061)
        return customer

    def _external_contact(self) -> Answer:
        customer = self._customer(request.args.get("external_userid", ""))
        followers = [self.town.people[key] for key in customer.followers]
        contact = {
            "external_userid": customer.ids["wecom"],
            "name": customer.name,
            "type": 1,
            "gender": 0,
            "corp_name": customer.company[:6],
            "corp_full_name": customer.company,
        }
        follows = [
            {
                "userid": follower.ids["wecom"],
                "remark": customer.name,
                "createtime": 1700000000,
                "tags": [],
                "remark_mobiles": customer.phones,
                "add_way": 1,
            }
            for follower in followers
            if "wecom" in follower.ids
        ]
        return {"external_contact": contact, "follow_user": follows}

    def _external_contacts(self) -> Answer:
        member = self.desk.member(request.args.get("userid", ""))
        if member is None:
            raise Errcode(60111)
        mine = [p.ids["wecom"] for p in self.town.people.values() if not p.staff and member.key in p.followers]
        if not mine:
            raise Errcode(84061)
        return {"external_userid": mine}

    def _agreed(self) -> Answer:
        info = sent_json().get("info")
        if not isinstance(info, list) or not info or any("exteranalopenid" not in pair for pair in info):
            raise Errcode(40058)
        return {"agreeinfo": [self._agreement(pair) for pair in info]}

    def _agreement(self, pair: Mapping[str, Any]) -> Answer:
        customer = self._customer(str(pair["exteranalopenid"]))
        status = "Agree" if customer.agreed else "Disagree"
        return {**pair, "agree_status": status, "status_change_time": 1700000000}

    def _ticket(self, kind: str) -> Answer:
        return {"ticket": self.desk.ticket(kind), "expires_in": 7200}

    def _agent_ticket(self) -> Answer:
        if request.args.get("type") != "agent_config":
            raise Errcode(40058)
        return self._ticket("agent_config")

    def _getuserinfo(self) -> Answer:
        dweller = self.desk.redeem(request.args.get("code", ""))
        if dweller.staff:
            return {"userid": dweller.ids["wecom"]}
        return {"openid": f"o{dweller.key}", "external_userid": dweller.ids["wecom"]}

    # --- the archive's sidecar: our own contract, docs/platforms/wecom.md ---------------------------------------------

    def _archive(self) -> ResponseReturnValue:
        fault = self.town.fault(Platform.WECOM, "/archive/v1/messages")
        secret = self.desk.settings.archive_secret
        right = hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {secret}".encode())
        status = {"error": 502, "limit": 429}.get(fault) or (403 if fault or not (secret and right) else 200)
        if fault == "hang":
            self._pause()
        self.town.write_down(Platform.WECOM, "out", "archive/v1/messages", ok=status == 200)
        return jsonify(self._archived()) if status == 200 else Response("refused\n", status, mimetype="text/plain")

    def _archived(self) -> Answer:
        pair = [request.args.get("userid", ""), request.args.get("external_userid", "")]
        people = [self.town.who(Platform.WECOM, name) for name in pair]
        keys = sorted(person.key for person in people if person)
        with self.town.lock:
            said = [m for c in self.town.chats.values() if is_single(c) and sorted(c.members) == keys for m in c.messages]
        entries = sorted((self._entry(m, *pair) for m in said), key=lambda entry: entry["seq"])
        seq, limit = int(request.args.get("seq", 0)), min(int(request.args.get("limit", 1000)), 1000)
        since = int(request.args.get("since_ms", 0))
        wanted = [e for e in entries if e["seq"] > seq and (e["msgtime"] >= since or e["action"] == "recall")]
        return {"messages": wanted[:limit], "more": len(wanted) > limit}

    def _entry(self, said: Said, userid: str, external: str) -> Answer:
        """As the vendor's library gives it, decrypted."""
        ours = self.town.people[said.by].staff
        by, to = (userid, external) if ours else (external, userid)
        kind = "revoke" if said.kind == "recall" else said.kind
        body = {"content": said.text} if kind == "text" else said.extra
        return {
            "seq": int(said.id[-8:]),
            "msgid": f"{said.id}_external",
            "action": "recall" if kind == "revoke" else "send",
            "from": by,
            "tolist": [to],
            "roomid": "",
            "msgtime": int(datetime.fromisoformat(said.at).timestamp() * 1000),
            "msgtype": kind,
            kind: body,
        }


def is_single(chat: Chat) -> bool:
    return chat.platform == Platform.WECOM.value and chat.kind == "single"


def sent_json() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise Errcode(47001)
    return body
