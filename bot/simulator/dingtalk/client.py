"""The simulated DingTalk client in a member's hands: who is signed in, the page to scan, and the JS-API of a page in it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from flask import Flask, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from bot.model import Platform
from bot.settings import DingtalkSettings
from bot.simulator import scan
from bot.simulator.dingtalk.passport import FREE, SCANNED, Passport
from bot.simulator.town import Chat, Said, Town

Answer = dict[str, Any]
HERE = Platform.DINGTALK
WHO = "dingtalk_dweller"
"""The cookie that says whose client this browser is."""
PAGES = ("/oauth2/auth", "/client/open", "/dingtalk.open.js", "/jsapi/call.js")
"""What only browsers ask for: no token, and no address list."""
_FILES = ("image", "file", "video")
_SDK = Path(__file__).parent / "jsapi.js"
READ = "util.openTemporary.getData"
MOST_PICKED = 100
_SAFE_CALLBACK = re.compile(r"[A-Za-z_][0-9A-Za-z_.]{0,60}")


class ClientSide:
    """`product` is where Suilu is: its host is one of the app's safe domains and redirect addresses. Knob: `jsapi_hash`."""

    def __init__(self, town: Town, settings: DingtalkSettings, passport: Passport, *, corp: str, product: str) -> None:
        self.town, self._settings, self._passport, self._corp = town, settings, passport, corp
        self._product, self._trusted, self.jsapi_hash = product, urlsplit(product).hostname, settings.jsapi_hash
        self._picked: dict[str, tuple[Chat, list[Said]]] = {}
        """By dweller: what the message menu was last opened with."""
        self._pages: dict[str, frozenset[str]] = {}
        """Pages that `config` went well for, by a name of ours: the calls that each may make."""

    def install(self, app: Flask) -> None:
        for path, view in zip(PAGES, (self._scan, self._open, self._sdk, self._call), strict=True):
            app.add_url_rule(path, f"client {path}", view)

    def message_menu(self, by: str, message_ids: Sequence[str]) -> str:
        """The path, on this host, that opens Suilu's page for these messages (消息菜单酷应用). Raises KeyError for messages
        that are none, and ValueError for too many, for several chats, and for a chat that the dweller is not in."""
        found = [self.town.message(name) for name in message_ids]
        if len({chat.id for chat, _ in found}) != 1 or len(message_ids) > MOST_PICKED:
            raise ValueError("messages: 1 to 100 of one chat")
        chat = found[0][0]
        if by not in chat.members or chat.platform != HERE.value:
            raise ValueError("by: not in this chat")
        self._picked[by] = chat, [said for _, said in found]
        return f"/client/open?{urlencode({'as': by, 'then': f'{self._product}/message-menu'})}"

    # --- who is at this client ----------------------------------------------------------------------------------------

    def _open(self) -> ResponseReturnValue:
        """The client belongs to `as` and opens `then`, a page of ours: another's session does not stay in it."""
        key, then = request.args.get("as", ""), request.args.get("then", "")
        if key not in self.town.people or urlsplit(then).hostname != self._trusted:
            return scan.refused("unknown dweller or page")
        reply = make_response(redirect(then))
        reply.set_cookie(WHO, key, samesite="Lax", httponly=True)
        reply.delete_cookie("suilu")
        return reply

    def _scan(self) -> ResponseReturnValue:
        """Outside the client. Anybody with an account can scan: whether it is a member, the app has to find out."""
        if problem := self._wrong_app():
            return scan.refused(problem)
        back, people = request.args["redirect_uri"], list(self.town.people.values())
        if request.args.get("cancel"):
            return scan.back_to(back, error="access_denied")
        if who := scan.chosen(people, HERE.value):
            return scan.back_to(back, authCode=self._passport.code(SCANNED, who.key))
        return scan.page("钉钉扫码登录", people, HERE.value)

    def _wrong_app(self) -> str:
        asked = request.args
        if (asked.get("client_id"), asked.get("response_type")) != (self._settings.client_id, "code"):
            return "client_id or response_type is wrong"
        if "openid" not in asked.get("scope", "").split() or asked.get("prompt") != "consent":
            return "scope or prompt is wrong"
        trusted = urlsplit(asked.get("redirect_uri", "")).hostname == self._trusted
        return "" if trusted else "redirect_uri is not registered"

    # --- the JS-API ---------------------------------------------------------------------------------------------------

    def _sdk(self) -> ResponseReturnValue:
        return Response(_SDK.read_bytes(), mimetype="text/javascript")

    def _call(self) -> ResponseReturnValue:
        """As a script: a page's content policy lets the SDK's address serve scripts and nothing else."""
        callback, api = request.args.get("callback", ""), request.args.get("api", "")
        if not _SAFE_CALLBACK.fullmatch(callback):
            return scan.refused("callback")
        calls: dict[str, Callable[[Mapping[str, str]], Answer]] = {
            "requestAuthCode": self._code,
            "config": self._config,
            READ: self._temporary,
        }
        found = calls[api](request.args) if api in calls else _no(3, "no such API")
        self.town.write_down(HERE, "out", f"jsapi {api[:40]}", ok="errorCode" not in found)
        return Response(f"{callback}({json.dumps(found)});", mimetype="text/javascript")

    def _code(self, said: Mapping[str, str]) -> Answer:
        """For whoever is signed in to this client, in this organisation, and a page of the app's own."""
        who = self.town.people.get(request.cookies.get(WHO, ""))
        if who is None or HERE.value not in who.ids:
            return _no(7, "nobody is signed in to this client")
        if said.get("corpId") != self._corp or urlsplit(said.get("url", "")).hostname != self._trusted:
            return _no(9, "corpId or domain is wrong")
        return {"code": self._passport.code(FREE, who.key)}

    def _config(self, said: Mapping[str, str]) -> Answer:
        """The signature of the page, with whichever hash the app has been told to use."""
        ticket, _ = self._passport.live_ticket()
        page = unquote(said.get("url", "").partition("#")[0])
        text = f"jsapi_ticket={ticket}&noncestr={said.get('nonceStr')}&timestamp={said.get('timeStamp')}&url={page}"
        right = hashlib.new(self.jsapi_hash, text.encode(), usedforsecurity=False).hexdigest()
        known = (said.get("corpId"), said.get("agentId")) == (self._corp, str(self._settings.agent_id))
        fine = known and hmac.compare_digest(right.encode(), said.get("signature", "").encode())
        if not fine:
            return _no(52013, "签名校验失败")
        name = secrets.token_hex(12)
        self._pages[name] = frozenset(said.get("jsApiList", "").split(","))
        return {"page": name}

    def _temporary(self, said: Mapping[str, str]) -> Answer:
        """What the dweller at this client has picked (vendor: document/development/message-menu-api)."""
        if READ not in self._pages.get(said.get("page", ""), ()):
            return _no(7, "no permission: config first")
        picked = self._picked.get(request.cookies.get(WHO, ""))
        if picked is None:
            return _no(15001, "当前用户无可授权项")
        chat, messages = picked
        where = {"name": chat.title, "openConversationId": chat.id, "corpId": self._corp}
        return {"conversation": where, "msgList": [self._handed_over(one) for one in messages]}

    def _handed_over(self, said: Said) -> Answer:
        """Names and times, and no ids; a card has neither words nor a type of its own."""
        by = self.town.people.get(said.by)
        at = int(datetime.fromisoformat(said.at).timestamp() * 1000)
        kind = "text" if said.kind == "text" and not said.card else said.kind if said.kind in _FILES else "richtext"
        body: Answer = {"content": said.text}
        if kind == "image":
            body = {"url": f"{self._trusted}/{said.id}", "width": 1, "height": 1, "picSize": 1}
        elif kind == "file":
            body = {"f_name": said.text, "f_size": "1", "f_type": "file"}
        shown = {} if kind == "video" else {kind: body}
        return {"msgtype": kind, "createAt": str(at), "senderName": by.name if by else "随录", **shown}


def _no(code: int, words: str) -> Answer:
    return {"errorCode": code, "errorMessage": words}
