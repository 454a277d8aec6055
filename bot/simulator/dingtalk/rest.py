"""What DingTalk's HTTP calls do: tokens, the stream's gateway, cards, people, robot messages (PLATFORMS 2.3, 5.2, 6.1).

The routes and the shapes of errors stand in `bot.simulator.dingtalk.http`.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.model import Platform
from bot.settings import DingtalkSettings
from bot.simulator.dingtalk.directory import Directory
from bot.simulator.dingtalk.limits import Limits
from bot.simulator.dingtalk.media import MediaDesk
from bot.simulator.dingtalk.passport import Passport
from bot.simulator.dingtalk.refusal import Refusal
from bot.simulator.dingtalk.robot import RobotDesk
from bot.simulator.dingtalk.stream import StreamHub
from bot.simulator.town import Chat, Said, Town

HERE = Platform.DINGTALK
TOKEN_LIFE = timedelta(seconds=7200)
SESSION_LIFE = timedelta(minutes=90)
DELIVER_MODELS = {"IM_GROUP": "imGroupOpenDeliverModel", "IM_ROBOT": "imRobotOpenDeliverModel"}


@dataclass(slots=True)
class DingtalkRest:
    """The state behind the routes. `hang_seconds` is longer than a client waits, `slow_seconds` is not."""

    town: Town
    settings: DingtalkSettings
    hub: StreamHub
    hang_seconds: float = 8.0
    slow_seconds: float = 0.5
    tokens: dict[str, datetime] = field(default_factory=dict)
    made: dict[str, dict[str, str]] = field(default_factory=dict)
    """The map of every card since the start, by outTrackId; a delivered one also stands in its chats, `Said.card`."""
    called: dict[str, str] = field(default_factory=dict)
    """The callbackRouteKey of each card whose clicks go over HTTP; empty: over the stream."""
    sessions: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """Chat id and end of life by session of a `sessionWebhook`."""
    routes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Address and secret by callbackRouteKey: where clicks go in http mode."""
    stopped: threading.Event = field(default_factory=threading.Event)
    limits: Limits = field(init=False)
    media: MediaDesk = field(init=False)
    robot: RobotDesk = field(init=False)
    passport: Passport = field(init=False)
    directory: Directory = field(init=False)

    def __post_init__(self) -> None:
        self.limits = Limits(self.town.clock)
        self.media = MediaDesk(self.limits)
        self.passport = Passport(self.town, self.settings)
        self.robot = RobotDesk(self.town, self.settings, self.limits, self.media)
        self.directory = Directory(self.town)

    def revoke_tokens(self) -> None:
        """As after a change of the secret: every token handed out is worthless."""
        self.tokens.clear()

    # --- tokens and the gateway ---

    def access_token(self, body: Mapping[str, Any]) -> dict[str, Any]:
        self._client(body.get("appKey"), body.get("appSecret"))
        return {"accessToken": self._new_token(), "expireIn": int(TOKEN_LIFE.total_seconds())}

    def old_token(self, query: Mapping[str, str]) -> dict[str, Any]:
        if (query.get("appkey"), query.get("appsecret")) != (self.settings.client_id, self.settings.client_secret):
            raise Refusal(200, 40089, "不合法的corpid或corpsecret")
        return {"errcode": 0, "errmsg": "ok", "access_token": self._new_token(), "expires_in": int(TOKEN_LIFE.total_seconds())}

    def open_connection(self, body: Mapping[str, Any]) -> dict[str, Any]:
        self._client(body.get("clientId"), body.get("clientSecret"))
        wanted = body.get("subscriptions")
        if not isinstance(wanted, list) or not wanted:
            raise Refusal(400, "param.error", "subscriptions is empty")
        topics = frozenset((str(item["type"]), str(item["topic"])) for item in wanted)
        return {"endpoint": self.hub.url, "ticket": self.hub.ticket(topics)}

    def known(self, token: str) -> bool:
        return self.town.clock.now() < self.tokens.get(token, self.town.clock.now())

    def _client(self, client_id: object, secret: object) -> None:
        if (client_id, secret) != (self.settings.client_id, self.settings.client_secret):
            raise Refusal(401, "invalidClientIdOrSecret", "无效的clientId或者clientSecret")

    def _new_token(self) -> str:
        token = secrets.token_hex(16)
        self.tokens[token] = self.town.clock.now() + TOKEN_LIFE
        return token

    # --- cards ---

    def create(self, body: Mapping[str, Any]) -> dict[str, Any]:
        track = self._new_card(body)
        return {"success": True, "result": track}

    def deliver(self, body: Mapping[str, Any]) -> dict[str, Any]:
        track = str(body.get("outTrackId") or "")
        if track not in self.made:
            raise Refusal(400, "param.cardNotExist")
        spaces = list(_spaces(body))
        return {"success": True, "result": [self._show(track, kind, space) for kind, space in spaces]}

    def create_and_deliver(self, body: Mapping[str, Any], fault: str = "") -> dict[str, Any]:
        """Success on top even where a delivery failed; only the entries tell."""
        spaces = [(kind, "" if fault == "scope" else space) for kind, space in _spaces(body)]
        with self.town.lock:
            track = self._new_card(body)
            results = [self._show(track, kind, space) for kind, space in spaces]
        return {"success": True, "result": {"outTrackId": track, "deliverResults": results}}

    def register(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """An address for clicks. What is registered stays, unless `forceUpdate`; the answer says what holds."""
        key, url = str(body.get("callbackRouteKey") or ""), str(body.get("callbackUrl") or "")
        if not url.startswith(("http://", "https://")):
            raise Refusal(400, "param.callbackUrlEmpty")
        if body.get("forceUpdate") or key not in self.routes:
            self.routes[key] = (url, str(body.get("apiSecret") or ""))
        url, secret = self.routes[key]
        return {"success": True, "result": {"callbackUrl": url, "apiSecret": secret}}

    def update(self, body: Mapping[str, Any]) -> dict[str, Any]:
        track = str(body.get("outTrackId") or "")
        params = _params(body)
        by_key = bool((body.get("cardUpdateOptions") or {}).get("updateCardDataByKey"))
        if not self.change(track, params, by_key=by_key):
            raise Refusal(400, "param.cardNotExist")
        return {"success": True, "result": True}

    def change(self, track: str, params: Mapping[str, str], *, by_key: bool) -> bool:
        """In every chat that shows the card. Without `by_key` the whole map is replaced."""
        with self.town.lock:
            shown = list(self._shown(track))
            for said in shown:
                old = said.card or {} if by_key else {}
                said.extra["offered"] = sorted({*said.extra["offered"], *_offered(params)})
                self.town.change(said, {**old, **params})
            if track in self.made:
                self.made[track] = {**(self.made[track] if by_key else {}), **params}
            return bool(shown) or track in self.made

    def _new_card(self, body: Mapping[str, Any]) -> str:
        track = body.get("outTrackId")
        if not isinstance(track, str) or not track:
            raise Refusal(400, "param.outTrackIdEmpty")
        if body.get("cardTemplateId") != self.settings.card_template_id:
            raise Refusal(400, "param.templateNotExist")
        route = str(body.get("callbackRouteKey") or "")
        if body.get("callbackType") not in (None, "STREAM", "HTTP"):
            raise Refusal(400, "param.invalid")
        if body.get("callbackType") == "HTTP" and route not in self.routes:
            raise Refusal(400, "param.callbackRouteKeyNotExist")
        params = _params(body)
        with self.town.lock:
            if track in self.made or next(self._shown(track), None):
                raise Refusal(400, "param.cardAlreadyExist")
            self.made[track] = params
            self.called[track] = route if body.get("callbackType") == "HTTP" else ""
        return track

    def _show(self, track: str, kind: str, space: str) -> dict[str, Any]:
        chat = self._chat(kind, space)
        entry = {"spaceType": kind, "spaceId": space, "success": chat is not None, "carrierId": "", "errorMsg": ""}
        if chat is None:
            return {**entry, "errorMsg": "param.userIdNotExist" if kind == "IM_ROBOT" else "chatbot.notInGroup"}
        moment, params = self.town.clock.now().isoformat(), self.made[track]
        said = Said(self.town.next_id("dm"), "bot", moment, kind="card", card=dict(params), handle=track)
        said.extra = {"spaceType": kind, "spaceId": space, "offered": _offered(params), "route": self.called.get(track, "")}
        self.town.add(chat.id, said)
        return {**entry, "carrierId": secrets.token_urlsafe(16)}

    def _chat(self, kind: str, space: str) -> Chat | None:
        if kind == "IM_ROBOT":
            who = self.town.who(HERE, space)
            return self.town.bot_chat(HERE, who.key) if who else None
        chat = self.town.chats.get(space)
        here = chat is not None and chat.platform == HERE and chat.kind == "group" and "bot" in chat.members
        return chat if here else None

    def _shown(self, track: str) -> Iterator[Said]:
        mine = [chat for chat in self.town.chats.values() if chat.platform == HERE]
        return (said for chat in mine for said in chat.messages if said.handle == track)

    # --- words ---

    def webhook(self, chat_id: str) -> tuple[str, datetime]:
        """A new session of a chat, and when it ends."""
        session, until = secrets.token_hex(16), self.town.clock.now() + SESSION_LIFE
        self.sessions[session] = (chat_id, until)
        return session, until

    def reply(self, session: str, body: Mapping[str, Any]) -> dict[str, Any]:
        chat_id, until = self.sessions.get(session, ("", self.town.clock.now()))
        if self.town.clock.now() >= until:
            raise Refusal(200, 300005, "session is not exist or expired")
        kind = str(body.get("msgtype"))
        part = body.get(kind)
        if kind not in ("text", "markdown") or not isinstance(part, Mapping):
            raise Refusal(200, 400105, "unsupported msgtype")
        self.town.say(chat_id, "bot", str(part.get("content") or part.get("text")), prefix="dm")
        return {"errcode": 0, "errmsg": "ok"}


def _params(body: Mapping[str, Any]) -> dict[str, str]:
    """`cardData.cardParamMap`: strings only, numbers and JSON have to be stringified."""
    data = body.get("cardData")
    params = data.get("cardParamMap") if isinstance(data, Mapping) else None
    if not isinstance(params, dict) or not params:
        raise Refusal(400, "param.cardPublicDataEmpty")
    if not all(isinstance(value, str) for value in params.values()):
        raise Refusal(400, "param.invalid", "cardParamMap values must be strings")
    _offered(params)
    return params


def _offered(params: Mapping[str, str]) -> list[str]:
    """What the buttons of our own template call back with, without the values picked along with it."""
    try:
        buttons = json.loads(params.get("buttons") or "[]")
        return [str(button["action"]).partition("?")[0] for button in buttons if button.get("action")]
    except (ValueError, TypeError, AttributeError):
        raise Refusal(400, "param.invalid", "buttons must be a list of objects as JSON") from None


def _spaces(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """`dtv1.card//IM_GROUP.cid…;IM_ROBOT.user…`, each with its deliver model in the body."""
    text = str(body.get("openSpaceId") or "")
    if not text.startswith("dtv1.card//"):
        raise Refusal(400, "param.openSpaceIdInvalid")
    for part in text.removeprefix("dtv1.card//").split(";"):
        kind, dot, space = part.removeprefix("dtv1.card//").partition(".")
        model = DELIVER_MODELS.get(kind.upper())
        if not (dot and space and model):
            raise Refusal(400, "param.openSpaceIdInvalid")
        if not isinstance(body.get(model), Mapping):
            raise Refusal(400, "param.openDeliverModelEmpty")
        yield kind.upper(), space
