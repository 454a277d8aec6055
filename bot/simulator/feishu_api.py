"""Feishu's REST host on loopback: tokens, messages, history, directory (vendor: im-v1, contact-v3, auth-v3)."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, request

from bot.model import Platform
from bot.settings import FeishuSettings
from bot.simulator import feishu_card, feishu_wire
from bot.simulator.feishu_wire import BOT, TENANT, Scribe, chat_id, millis
from bot.simulator.town import Chat, Dweller, Said, Town

CARD_BYTES = 30 * 1024
TEXT_BYTES = 150 * 1024
CARD_LIFE = timedelta(days=14)
UUID_LIFE = timedelta(hours=1)
TOKEN_LIFE = timedelta(seconds=7200)
TOKEN_OVERLAP = timedelta(minutes=30)
_PREFIX = "/open-apis"


class Refusal(Exception):
    """An answer with a code other than 0."""

    def __init__(self, code: int, msg: str, *, status: int = 400) -> None:
        super().__init__(msg)
        self.code, self.msg, self.status = code, msg, status


class Tokens:
    """Asked again with 30 minutes or more to go: the same token; later: a new one, while the old goes on working."""

    def __init__(self, town: Town) -> None:
        self._town, self._issued = town, list[tuple[str, datetime]]()
        self._lock = threading.Lock()

    def issue(self) -> tuple[str, int]:
        now = self._town.clock.now()
        with self._lock:
            if not self._issued or self._issued[-1][1] - now < TOKEN_OVERLAP:
                self._issued.append((self._town.next_id("t-g1"), now + TOKEN_LIFE))
            token, until = self._issued[-1]
        return token, int((until - now).total_seconds())

    def good(self, token: str) -> bool:
        now = self._town.clock.now()
        with self._lock:
            return any(known == token and now < until for known, until in self._issued)

    def revoke(self) -> None:
        with self._lock:
            self._issued.clear()


class Api:
    """The routes. `external` names chats that the app may not read (230027); `hang` is how long a lost answer takes."""

    def __init__(self, town: Town, settings: FeishuSettings) -> None:
        self.tokens = Tokens(town)
        self.external: set[str] = set()
        self.hang = 8.0
        self.closed = threading.Event()
        self._town, self._settings = town, settings
        self._scribe = Scribe(town, settings)
        self._posting = threading.Lock()

    def flask(self) -> Flask:
        app = Flask("feishu-sim")
        app.json.ensure_ascii = False  # type: ignore[attr-defined]
        messages = f"{_PREFIX}/im/v1/messages"
        for method, path, view in (
            ("POST", f"{_PREFIX}/auth/v3/tenant_access_token/internal", self._token),
            ("POST", messages, self._create),
            ("GET", messages, self._list),
            ("GET", f"{messages}/<message_id>", self._get),
            ("PATCH", f"{messages}/<message_id>", self._patch),
            ("DELETE", f"{messages}/<message_id>", self._delete),
            ("POST", f"{messages}/<message_id>/reply", self._reply),
            ("GET", f"{_PREFIX}/contact/v3/users/<user_id>", self._user),
            ("GET", f"{_PREFIX}/tenant/v2/tenant/query", self._tenant),
        ):
            app.add_url_rule(path, f"{method} {path}", self._route(view), methods=[method])
        return app

    def _route(self, view: Callable[..., dict[str, Any]]) -> Callable[..., Response]:
        def answered(**path: str) -> Response:
            fault = self._town.fault(Platform.FEISHU, request.path)
            reply = _faulty(fault) or self._answer(view, path)
            self._town.write_down(Platform.FEISHU, "out", f"{request.method} {request.path}", ok=reply.status_code == 200)
            if fault == "hang":
                self.closed.wait(self.hang)
            return reply

        return answered

    def _answer(self, view: Callable[..., dict[str, Any]], path: Mapping[str, str]) -> Response:
        try:
            if view != self._token:
                self._authorised()
            return _json({"code": 0, "msg": "success", **view(**path)})
        except Refusal as refusal:
            return _json({"code": refusal.code, "msg": refusal.msg}, refusal.status)

    def _authorised(self) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise Refusal(99991661, "Missing access token for authorization")
        if not self.tokens.good(token):
            raise Refusal(99991663, "Invalid access token for authorization")

    def _token(self) -> dict[str, Any]:
        body = _body()
        if body.get("app_id") != self._settings.app_id:
            raise Refusal(10003, "invalid param")
        if body.get("app_secret") != self._settings.app_secret:
            raise Refusal(10014, "app secret invalid")
        token, expire = self.tokens.issue()
        return {"tenant_access_token": token, "expire": expire}

    def _create(self) -> dict[str, Any]:
        body = _body()
        chat = self._addressed(request.args.get("receive_id_type", ""), str(body.get("receive_id", "")))
        return self._posted(chat, body, {})

    def _reply(self, message_id: str) -> dict[str, Any]:
        chat, said = self._found(message_id)
        body = _body()
        extra = {"root_id": said.extra.get("root_id", said.id), "parent_id": said.id}
        if body.get("reply_in_thread"):
            extra["thread_id"] = self.thread(said)
        return self._posted(chat, body, extra)

    def thread(self, root: Said) -> str:
        """The thread under a message, opened if need be."""
        root.extra.setdefault("thread_id", f"omt_{root.id.removeprefix('om_')}")
        self._town.save()
        return str(root.extra["thread_id"])

    def _posted(self, chat: Chat, body: Mapping[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
        uuid = body.get("uuid") or ""
        if not isinstance(uuid, str) or len(uuid) > 50:
            raise Refusal(230001, "uuid is longer than 50")
        with self._posting:
            known = self._sent_before(uuid) if uuid else None
            if known is None:
                known = chat, self._town.add(chat.id, self._said(body, {**extra, "uuid": uuid}))
        return {"data": self._scribe.item(*known)}

    def _sent_before(self, uuid: str) -> tuple[Chat, Said] | None:
        now = self._town.clock.now()
        with self._town.lock:
            mine = (c for c in self._town.chats.values() if c.platform == Platform.FEISHU.value)
            same = ((c, m) for c in mine for m in c.messages if m.extra.get("uuid") == uuid)
            return next(((c, m) for c, m in same if now - datetime.fromisoformat(m.at) < UUID_LIFE), None)

    def _said(self, body: Mapping[str, Any], extra: dict[str, Any]) -> Said:
        kind, content = body.get("msg_type"), body.get("content")
        if kind not in ("interactive", "text") or not isinstance(content, str):
            raise Refusal(230001, "invalid msg_type or content")
        message_id, at = self._town.next_id("om_"), self._town.clock.now().isoformat()
        if kind == "interactive":
            return Said(message_id, BOT, at, kind="card", card=_card(content), handle=message_id, extra=extra)
        if len(content.encode()) > TEXT_BYTES:
            raise Refusal(230025, "content too long")
        return Said(message_id, BOT, at, text=str(_decoded(content).get("text", "")), extra=extra)

    def _addressed(self, kind: str, receiver: str) -> Chat:
        if kind == "open_id":
            dweller = self._town.who(Platform.FEISHU, receiver)
            if dweller is None or not dweller.staff:
                raise Refusal(230013, "Bot has NO availability to this user")
            return self._town.bot_chat(Platform.FEISHU, dweller.key)
        if kind != "chat_id":
            raise Refusal(230001, "invalid receive_id_type")
        return self._entered(receiver)

    def _entered(self, wire_id: str) -> Chat:
        """A chat that the bot is in."""
        with self._town.lock:
            mine = (c for c in self._town.chats.values() if c.platform == Platform.FEISHU.value)
            chat = next((c for c in mine if chat_id(c) == wire_id), None)
        if chat is None or not (chat.kind == "bot" or BOT in chat.members):
            raise Refusal(230002, "Bot/User can NOT be out of the chat")
        return chat

    def _found(self, message_id: str) -> tuple[Chat, Said]:
        found = self._town.find(message_id)
        if found is None or found[0].platform != Platform.FEISHU.value:
            raise Refusal(230001, "invalid message_id")
        if found[1].extra.get("deleted"):
            raise Refusal(230011, "The message was withdrawn")
        return found

    def _patch(self, message_id: str) -> dict[str, Any]:
        _, said = self._found(message_id)
        if said.by != BOT or said.card is None:
            raise Refusal(230001, "not a card of this app")
        if self._town.clock.now() - datetime.fromisoformat(said.at) > CARD_LIFE:
            raise Refusal(230031, "The message was sent more than 14 days ago")
        content = _body().get("content")
        card = _card(content if isinstance(content, str) else "")
        if card.get("config", {}).get("update_multi") is not True:
            raise Refusal(230099, "update_multi must be true before and after")
        self._town.change(said, card)
        return {"data": {}}

    def _delete(self, message_id: str) -> dict[str, Any]:
        _, said = self._found(message_id)
        said.extra["deleted"] = True
        self._town.save()
        return {"data": {}}

    def _get(self, message_id: str) -> dict[str, Any]:
        return {"data": {"items": [self._scribe.item(*self._found(message_id))]}}

    def _list(self) -> dict[str, Any]:
        args = request.args
        size, sort = args.get("page_size", "20"), args.get("sort_type", "ByCreateTimeAsc")
        if not (size.isdecimal() and 1 <= int(size) <= 50) or sort not in ("ByCreateTimeAsc", "ByCreateTimeDesc"):
            raise Refusal(230001, "invalid page_size or sort_type")
        start = _offset(args.get("page_token", ""), sort)
        found = self._contained(args.get("container_id_type", ""), args.get("container_id", ""), args)
        if sort == "ByCreateTimeDesc":
            found.reverse()
        end = start + int(size)
        items = [self._scribe.item(chat, said) for chat, said in found[start:end]]
        more = end < len(found)
        return {"data": {"has_more": more, "page_token": _page_token(end, sort) if more else "", "items": items}}

    def _contained(self, kind: str, container: str, args: Mapping[str, str]) -> list[tuple[Chat, Said]]:
        """In an ordinary group `chat` shows only the root of a topic; the replies are in its `thread`."""
        if kind == "thread":
            return self._thread(container)
        if kind != "chat":
            raise Refusal(230001, "invalid container_id_type")
        chat = self._entered(container)
        if chat.id in self.external:
            raise Refusal(230027, "Lack of necessary permissions")
        since, until = _seconds(args.get("start_time", "")), _seconds(args.get("end_time", ""))
        roots = [m for m in chat.messages if not ("thread_id" in m.extra and "root_id" in m.extra)]
        at = {m.id: int(millis(datetime.fromisoformat(m.at))) // 1000 for m in roots}
        kept = [m for m in roots if (since is None or at[m.id] >= since) and (until is None or at[m.id] <= until)]
        return [(chat, m) for m in sorted(kept, key=lambda m: m.at)]

    def _thread(self, thread_id: str) -> list[tuple[Chat, Said]]:
        with self._town.lock:
            mine = [c for c in self._town.chats.values() if c.platform == Platform.FEISHU.value]
            found = [(c, m) for c in mine for m in c.messages if m.extra.get("thread_id") == thread_id]
        if not found:
            raise Refusal(230001, "invalid thread")
        self._entered(chat_id(found[0][0]))
        return sorted(found, key=lambda pair: pair[1].at)

    def _user(self, user_id: str) -> dict[str, Any]:
        dweller = self._town.who(Platform.FEISHU, user_id)
        if dweller is None or not dweller.staff:
            raise Refusal(41050, "no user authority error")
        leader = self._town.people.get(dweller.manager)
        user = {**self._scribe.ids(dweller), "name": dweller.name, "department_ids": ["0"]}
        return {"data": {"user": {**user, "leader_user_id": _id_of(leader)}}}

    def _tenant(self) -> dict[str, Any]:
        return {"data": {"tenant": {"name": "随录演示", "tenant_key": TENANT, "tenant_tag": 0}}}


def _faulty(fault: str) -> Response | None:
    """The answers of a bad day. `hang` takes effect first and only loses the answer."""
    if fault == "error":
        return Response("<html><body><h1>502 Bad Gateway</h1></body></html>", 502, mimetype="text/html")
    if fault == "limit":
        limits = {"x-ogw-ratelimit-limit": "5", "x-ogw-ratelimit-reset": "7"}
        return _json({"code": 99991400, "msg": "request trigger frequency limit"}, 429, limits)
    if fault == "expired":
        return _json({"code": 99991663, "msg": "Invalid access token for authorization"}, 400)
    if fault == "refuse":
        return _json({"code": 230013, "msg": "Bot has NO availability to this user"}, 400)
    return None


def _json(data: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    reply = Response(feishu_wire.compact(data), status, mimetype="application/json")
    reply.headers.update(dict(headers or {}))
    return reply


def _body() -> dict[str, Any]:
    data = request.get_json(force=True, silent=True)
    if not isinstance(data, dict):
        raise Refusal(9499, "Bad Request")
    return data


def _decoded(content: str) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except ValueError:
        raise Refusal(230001, "content is not JSON") from None
    if not isinstance(data, dict):
        raise Refusal(230001, "content is not an object")
    return data


def _card(content: str) -> dict[str, Any]:
    if len(content.encode()) > CARD_BYTES:
        raise Refusal(230025, "content too long")
    try:
        return feishu_card.check(_decoded(content))
    except feishu_card.BadCard as bad:
        raise Refusal(230099, f"Failed to create card content, ext=ErrCode: 11310; ErrMsg: {bad}") from None


def _seconds(text: str) -> int | None:
    """Seconds, and nothing else: milliseconds here are the classic mistake."""
    if text and not (text.isdecimal() and len(text) <= 10):
        raise Refusal(230001, "start_time and end_time are in seconds")
    return int(text) if text else None


def _page_token(offset: int, sort: str) -> str:
    return base64.urlsafe_b64encode(f"{sort}:{offset}".encode()).decode()


def _offset(token: str, sort: str) -> int:
    """The sort order must not change between pages."""
    if not token:
        return 0
    try:
        order, _, offset = base64.urlsafe_b64decode(token).decode().partition(":")
        if order == sort:
            return int(offset)
    except ValueError:
        pass
    raise Refusal(230001, "invalid page_token")


def _id_of(dweller: Dweller | None) -> str:
    return dweller.ids.get(Platform.FEISHU.value, "") if dweller else ""
