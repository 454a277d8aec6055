"""The simulated Feishu client in a member's hands: who is signed in, the authorization page, a docked page's JS-SDK."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from bot.model import Platform
from bot.settings import FeishuSettings
from bot.simulator import scan
from bot.simulator.feishu.passport import Passport
from bot.simulator.feishu.wire import chat_id, compact, open_id
from bot.simulator.town import Chat, Dweller, Said, Town

Answer = dict[str, Any]
SIGNATURE_LIFE = timedelta(minutes=10)
MOST_PICKED = 20
_SDK = Path(__file__).parent / "h5sdk.js"
WHO = "feishu_dweller"
"""The cookie that says whose client this browser is."""
_SAFE_CALLBACK = re.compile(r"[A-Za-z_][0-9A-Za-z_.]{0,60}")
_SHOWN = ("text", "post", "image", "file", "media")
"""Message types that the client hands over; a card is `interactive`, the rest `unsupport`."""


class _No(Exception):
    """The client's refusal: its `errno` and words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.answer = {"errno": code, "errString": words, "errMsg": words}


@dataclass(frozen=True, slots=True)
class _Trigger:
    by: str
    chat: str
    messages: tuple[str, ...]
    at: datetime


class ClientSide:
    """Pages that only browsers ask for. `product` is the one trusted domain of the app."""

    def __init__(self, town: Town, settings: FeishuSettings, passport: Passport, *, product: str) -> None:
        self.town, self._settings, self._passport = town, settings, passport
        self._product, self._trusted = product.rstrip("/").removesuffix("/callbacks/feishu"), urlsplit(product).hostname
        self._triggers: dict[str, _Trigger] = {}
        self._seen: set[str] = set()
        self._pages: dict[str, frozenset[str]] = {}
        """Pages that `config` went well for, by a name of ours: the calls that each may make."""

    def install(self, app: Flask) -> None:
        app.add_url_rule("/open-apis/authen/v1/authorize", "authorize", self._authorize)
        app.add_url_rule("/client/web_app/open", "open page", self._open)
        app.add_url_rule("/h5-js-sdk.js", "h5sdk", self._sdk)
        app.add_url_rule("/h5sdk/call.js", "h5sdk call", self._call)

    def shortcut(self, by: str, message_ids: Sequence[str]) -> str:
        """The path, on this host, that opens Suilu's page for these messages. Raises KeyError for messages that are none, and
        ValueError for too many, for several chats, and for a chat that the dweller is not in."""
        chats = {chat.id: chat for chat, _ in map(self.town.message, message_ids)}
        if len(chats) != 1 or not 0 < len(message_ids) <= MOST_PICKED:
            raise ValueError("messages: 1 to 20 of one chat")
        ((name, chat),) = chats.items()
        if by not in chat.members or chat.platform != Platform.FEISHU.value:
            raise ValueError("by: not in this chat")
        trigger = f"c-{secrets.token_hex(16)}"
        self._triggers[trigger] = _Trigger(by, name, tuple(message_ids), self.town.clock.now())
        query = {"from": "message_action", "bdp_launch_query": compact({"__trigger_id__": trigger})}
        then = f"{self._product}/shortcut?{urlencode(query)}"
        return f"/client/web_app/open?{urlencode({'as': by, 'mode': 'sidebar', 'then': then})}"

    # --- who is at this client ----------------------------------------------------------------------------------------

    def _open(self) -> ResponseReturnValue:
        """The client belongs to `as` and opens `then`, a page of ours: another's session does not stay in it."""
        key, then = request.args.get("as", ""), request.args.get("then", "")
        if key not in self.town.people or urlsplit(then).hostname != self._trusted:
            return Response("unknown dweller or page\n", 400, mimetype="text/plain")
        reply = _signed_in(key, then)
        reply.delete_cookie("suilu")
        return reply

    def _authorize(self) -> ResponseReturnValue:
        """The vendor's page asks nothing inside its own client, and shows a code to scan elsewhere."""
        back = request.args.get("redirect_uri", "")
        if (request.args.get("client_id"), request.args.get("response_type")) != (self._settings.app_id, "code"):
            return Response("20048 the app does not exist\n", 400, mimetype="text/plain")
        if urlsplit(back).hostname != self._trusted:
            return Response("20029 redirect_uri is not in the app's list\n", 400, mimetype="text/plain")
        if request.args.get("cancel"):
            return scan.back_to(back, error="access_denied")
        people = [one for one in self.town.people.values() if one.staff]
        who = scan.chosen(people, Platform.FEISHU.value) or self.town.people.get(request.cookies.get(WHO, ""))
        if who is None or Platform.FEISHU.value not in who.ids:
            return scan.page("飞书扫码登录", people, Platform.FEISHU.value)
        return scan.back_to(back, code=self._passport.code(who.key, back))

    # --- the JS-SDK ---------------------------------------------------------------------------------------------------

    def _sdk(self) -> ResponseReturnValue:
        return Response(_SDK.read_bytes(), mimetype="text/javascript")

    def _call(self) -> ResponseReturnValue:
        """As a script: a page's content policy lets the SDK's origin serve scripts and nothing else."""
        callback, api = request.args.get("callback", ""), request.args.get("api", "")
        if not _SAFE_CALLBACK.fullmatch(callback):
            return Response("callback\n", 400, mimetype="text/plain")
        calls: dict[str, Callable[[Mapping[str, str]], Answer]] = {
            "config": self._config,
            "getBlockActionSourceDetail": self._picked,
        }
        try:
            found = calls[api](request.args) if api in calls else {"errno": 103, "errMsg": "no such API"}
        except _No as no:
            found = no.answer
        self.town.write_down(Platform.FEISHU, "out", f"h5sdk {api[:40]}", ok="errno" not in found)
        return Response(f"{callback}({json.dumps(found)});", mimetype="text/javascript")

    def _config(self, said: Mapping[str, str]) -> Answer:
        """The signature of the page: right, young, and never seen before. `timestamp` in milliseconds."""
        ticket, _ = self._passport.live_ticket()
        page, nonce, moment = said.get("url", "").partition("#")[0], said.get("nonceStr", ""), said.get("timestamp", "")
        text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={moment}&url={page}"
        right = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        shown = said.get("signature", "")
        if said.get("appId") != self._settings.app_id or not hmac.compare_digest(right.encode(), shown.encode()):
            raise _No(333441, "invalid signature")
        if urlsplit(page).hostname != self._trusted:
            raise _No(333447, "domain is not trusted")
        if shown in self._seen:
            raise _No(333443, "signature was used")
        if not self._young(moment):
            raise _No(333444, "signature is expired")
        self._seen.add(shown)
        name = secrets.token_hex(12)
        self._pages[name] = frozenset(said.get("jsApiList", "").split(","))
        return {"page": name}

    def _young(self, moment: str) -> bool:
        if not (moment.isascii() and moment.isdecimal() and len(moment) == 13):
            return False
        return abs(self.town.clock.now().timestamp() - int(moment) / 1000) <= SIGNATURE_LIFE.total_seconds()

    def _picked(self, said: Mapping[str, str]) -> Answer:
        """What the dweller at this client has chosen; another's choice is nobody's business."""
        if "getBlockActionSourceDetail" not in self._pages.get(said.get("page", ""), ()):
            raise _No(104, "no permission: config first")
        trigger = self._triggers.get(said.get("triggerCode", ""))
        if trigger is None or trigger.by != request.cookies.get(WHO):
            raise _No(2700001, "invalid trigger code")
        found = map(self.town.message, trigger.messages)
        messages = [self._handed_over(chat, one) for chat, one in found]
        at = int(trigger.at.timestamp())
        return {
            "bizType": "message",
            "content": {"messages": messages, "actionTime": at},
            "errMsg": "getBlockActionSourceDetail:ok",
        }

    def _handed_over(self, chat: Chat, said: Said) -> Answer:
        kind = "interactive" if said.card else said.kind if said.kind in _SHOWN else "unsupport"
        by = self.town.people.get(said.by)
        return {
            "messageType": kind,
            "sender": {"name": by.name if by else "随录", "open_id": self._open_id(by)},
            "createTime": int(datetime.fromisoformat(said.at).timestamp()),
            "support": kind != "unsupport",
            "content": _content(said),
            "status": not said.extra.get("deleted"),
            "openChatId": chat_id(chat),
            "openMessageId": said.id,
        }

    def _open_id(self, by: Dweller | None) -> str:
        return open_id(by) if by and Platform.FEISHU.value in by.ids else "ou_bot"


def _content(said: Said) -> str:
    if said.kind == "text" and not said.card:
        return compact({"text": said.text})
    content = said.extra.get("content", {})
    return content if isinstance(content, str) else compact(content)


def _signed_in(key: str, then: str) -> Response:
    """On to `then`, this browser being the dweller's client from now on."""
    reply = make_response(redirect(then))
    reply.set_cookie(WHO, key, samesite="Lax", httponly=True)
    return reply
