"""The simulated WeCom client in a member's hands: who is signed in, OAuth, and the JS-SDK beside an open chat."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue

from bot.model import Platform
from bot.simulator import scan
from bot.simulator.wecom.api import sent_json
from bot.simulator.wecom.archive import is_single
from bot.simulator.wecom.desk import Desk

Answer = dict[str, Any]
_JSSDK = Path(__file__).parent / "jssdk.js"
_WHO = "wecom_dweller"
_SAFE_CALLBACK = re.compile(r"[A-Za-z_][0-9A-Za-z_.]{0,60}")


class WecomClientSide:
    """Pages that only browsers ask for. `callbacks` is the one trusted domain of the app."""

    def __init__(self, desk: Desk, *, callbacks: str) -> None:
        self.desk, self.town = desk, desk.town
        self._trusted = urlsplit(callbacks).hostname
        self.open_chats: dict[str, str] = {}
        """By dweller: the chat that is open in the client, beside which the sidebar stands."""

    def install(self, app: Flask) -> None:
        app.add_url_rule("/connect/oauth2/authorize", "authorize", self._authorize)
        app.add_url_rule("/wwlogin/sso/login", "scan", self._scan)
        app.add_url_rule("/login", "login", self._login)
        app.add_url_rule("/wecom-jssdk.js", "jssdk", self._jssdk)
        app.add_url_rule("/jssdk/verify", "verify", self._verify_post, methods=["POST"])
        app.add_url_rule("/jssdk/verify.js", "verify.js", self._verify_script)

    def _login(self) -> ResponseReturnValue:
        """The client belongs to `as`, has `chat` open, and goes on to `then`."""
        key, then = request.args.get("as", ""), request.args.get("then", "/")
        if key not in self.town.people or urlsplit(then).hostname not in (None, self._trusted):
            return Response("unknown dweller or page\n", 400, mimetype="text/plain")
        if chat := request.args.get("chat"):
            self.open_chats[key] = chat
        return _signed_in(key, then)

    def _authorize(self) -> ResponseReturnValue:
        back, key = request.args.get("redirect_uri", ""), request.args.get("as") or request.cookies.get(_WHO, "")
        if request.args.get("appid") != self.desk.settings.corp_id:
            return Response("40013 invalid corpid\n", 400, mimetype="text/plain")
        if urlsplit(back).hostname != self._trusted:
            return Response("50001 redirect_uri is not a trusted domain\n", 400, mimetype="text/plain")
        if key not in self.town.people:
            return self._who_are_you()
        query = urlencode({"code": self.desk.oauth_code(key), "state": request.args.get("state", "")})
        return _signed_in(key, f"{back}{'&' if urlsplit(back).query else '?'}{query}")

    def _scan(self) -> ResponseReturnValue:
        """Outside the client (vendor page 98152). The browser does not become anybody's client by it."""
        asked, settings = request.args, self.desk.settings
        if asked.get("login_type") != "CorpApp" or asked.get("appid") != settings.corp_id:
            return scan.refused("40013 invalid appid or login_type")
        if asked.get("agentid") != str(settings.agent_id):
            return scan.refused("40056 invalid agentid")
        back, people = asked.get("redirect_uri", ""), [p for p in self.town.people.values() if p.staff]
        if urlsplit(back).hostname != self._trusted:
            return scan.refused("50001 redirect_uri is not a trusted domain")
        if asked.get("cancel"):
            return scan.back_to(back)
        if who := scan.chosen(people, "wecom"):
            return scan.back_to(back, code=self.desk.oauth_code(who.key))
        return scan.page("企业微信扫码登录", people, "wecom")

    def _who_are_you(self) -> ResponseReturnValue:
        """Nobody is signed in to this client yet: the demo's stand-in for the phone in a hand."""
        people = [p for p in self.town.people.values() if "wecom" in p.ids]
        links = "".join(f'<li><a href="?{_again(p.key)}">{_escape(p.name)}</a></li>' for p in people)
        return Response(f'<!doctype html><meta charset="utf-8"><title>企业微信</title><h1>登录为</h1><ul>{links}</ul>')

    def _jssdk(self) -> ResponseReturnValue:
        return Response(_JSSDK.read_bytes(), mimetype="text/javascript")

    def _verify_post(self) -> ResponseReturnValue:
        return jsonify(self._verified({name: str(value) for name, value in sent_json().items()}))

    def _verify_script(self) -> ResponseReturnValue:
        """The same as a script: a page's content policy lets the SDK's origin serve scripts and nothing else."""
        callback = request.args.get("callback", "")
        if not _SAFE_CALLBACK.fullmatch(callback):
            return Response("callback\n", 400, mimetype="text/plain")
        return Response(f"{callback}({json.dumps(self._verified(request.args))});", mimetype="text/javascript")

    def _verified(self, said: Mapping[str, str]) -> Answer:
        """The client proves the page's signature before each call, then does what `api` asks."""
        fine = self._signed(said)
        self.town.write_down(Platform.WECOM, "out", f"jssdk {said.get('api', '')[:40]}", ok=fine)
        if not fine:
            return {"errCode": 40093, "errMsg": "agentConfig:fail 40093 invalid signature"}
        api = said.get("api", "")
        if api == "getContext":
            return {"errCode": 0, "errMsg": f"{api}:ok", "entry": "single_chat_tools"}
        if api == "getCurExternalContact":
            return self._current_contact(said.get("as") or request.cookies.get(_WHO, ""))
        return {"errCode": 0, "errMsg": f"{api}:ok"} if api == "agentConfig" else {"errCode": -1, "errMsg": f"{api[:40]}:fail"}

    def _signed(self, said: Mapping[str, str]) -> bool:
        settings = self.desk.settings
        if (said.get("corpid"), said.get("agentid")) != (settings.corp_id, str(settings.agent_id)):
            return False
        page = said.get("url", "").partition("#")[0]
        text = f"jsapi_ticket={self.desk.ticket('agent_config')}&noncestr={said.get('nonceStr')}"
        text += f"&timestamp={said.get('timestamp')}&url={page}"
        right = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        return hmac.compare_digest(right.encode(), said.get("signature", "").encode())

    def _current_contact(self, key: str) -> Answer:
        """The customer of the chat that this dweller has open, or of the first one."""
        with self.town.lock:
            singles = [c for c in self.town.chats.values() if is_single(c) and key in c.members]
            chat = next((c for c in singles if c.id == self.open_chats.get(key)), singles[0] if singles else None)
            others = [self.town.people[m] for m in chat.members if m != key] if chat else []
        customer = next((person for person in others if not person.staff), None)
        if customer is None:
            return {"errCode": -1, "errMsg": "getCurExternalContact:fail without context of external contact"}
        return {"errCode": 0, "errMsg": "getCurExternalContact:ok", "userId": customer.ids["wecom"]}


def _signed_in(key: str, then: str) -> ResponseReturnValue:
    """On to `then`, this browser being the dweller's client from now on."""
    reply = make_response(redirect(then))
    reply.set_cookie(_WHO, key, samesite="Lax", httponly=True)
    return reply


def _again(key: str) -> str:
    return urlencode({**request.args.to_dict(), "as": key}).replace("&", "&amp;")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
