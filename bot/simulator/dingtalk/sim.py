"""DingTalk on loopback: one HTTP server for both of its hosts, one websocket server for the stream, people who talk and tap."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.model import Platform
from bot.settings import DingtalkSettings
from bot.simulator.dingtalk.admin import DingtalkAdmin
from bot.simulator.dingtalk.client import ClientSide
from bot.simulator.dingtalk.courier import Courier
from bot.simulator.dingtalk.http import make_app
from bot.simulator.dingtalk.rest import DingtalkRest
from bot.simulator.dingtalk.scribe import MENTION, MSGTYPES, Scribe, content_of
from bot.simulator.dingtalk.stream import Push, StreamHub
from bot.simulator.sim import Sim, Unsupported
from bot.simulator.town import Chat, ClickAnswer, Said, Town

ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
SAY = "dtmd://dingtalkclient/sendMessage?"
PATIENCE = 3.0
"""Seconds that a client waits for what a tap does."""


class _Quiet(WSGIRequestHandler):
    """The town's journal is the log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size


class DingtalkSim(Sim):
    """`bot.simulator.town.PlatformSim` for DingTalk. A group has the bot when `bot` is among its members.

    `corp` is the corpId that every frame names; left out, it reads like the client id.

    `callbacks` is Suilu's origin, for http mode. `mode` says how messages and events travel (`stream` or `http`); a card's
    clicks travel as the card was created.

    Knobs: `hub.redeliver_after` / `hub.redeliver_times` for events nobody acknowledged; `redeliver_messages` for robot
    messages too (the vendor's sources contradict each other, PLATFORMS 9.2); `rest.hang_seconds`, `rest.slow_seconds`;
    `rest.limits`; `courier.late_seconds`, `courier.skew`.
    """

    platform = Platform.DINGTALK

    def __init__(self, town: Town, settings: DingtalkSettings, *, port: int = 0, corp: str = "", callbacks: str = "") -> None:
        self.town, self.settings = town, settings
        self.corp = corp or settings.client_id
        self.url = ""
        self.hub = StreamHub(town.clock)
        self.hub.on_ack = lambda raw: town.write_down(self.platform, "out", "acknowledgement", answered=raw)
        self.rest = DingtalkRest(town, settings, self.hub)
        self.mode = settings.mode
        self.courier = Courier(town, settings, self.hub, self.rest, callbacks)
        self.scribe = Scribe(town, self.rest, self.corp)
        self.client = ClientSide(town, settings, self.rest.passport, corp=self.corp, product=callbacks)
        self.admin = DingtalkAdmin(town)
        self.redeliver_messages = False
        self._port = port
        self._server: BaseWSGIServer | None = None

    def start(self) -> None:
        self.hub.start()
        app = make_app(self.rest)
        self.client.install(app)
        self._server = make_server("127.0.0.1", self._port, app, threaded=True, request_handler=_Quiet)
        self.admin.install(self._server)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        serve = self._server.serve_forever
        threading.Thread(target=serve, kwargs={"poll_interval": 0.02}, name="dingtalk-rest", daemon=True).start()

    def stop(self) -> None:
        self.rest.stopped.set()
        self.hub.stop()
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    limits = {
        "qps": "接口每秒调用太多",
        "90018": "应用调用太频繁（90018）",
        "busy": "系统繁忙（system.busy）",
        "flow": "发给同一人太快（send.too.fast）",
        "ban": "被防火墙拦下，回网页而不是 JSON",
    }

    def actions(self) -> Mapping[str, str]:
        return {"revoke": "吊销所有令牌", "disconnect": "断开长连接（先打招呼）", "ping": "在长连接上 ping 一次"}

    def act(self, name: str) -> str:
        if name not in self.actions():
            raise Unsupported(f"没有这个动作：{name}")
        if name == "revoke":
            self.rest.revoke_tokens()
            return "已吊销：随录手里的令牌全部作废"
        if name == "disconnect":
            return f"已通知断开 {self.hub.disconnect(drain=1.0)} 条长连接"
        push = self.hub.ping()
        answered = push is not None and push.answered.wait(PATIENCE)
        return "随录答了 pong" if answered else "没有长连接答话"

    def say(self, chat_id: str, by: str, text: str) -> Said:
        """Told to Suilu: everything in a direct chat with it, in a group only what mentions it."""
        said = self.town.say(chat_id, by, text, prefix="msgdt")
        chat = self.town.chats[chat_id]
        heard = chat.kind == "bot" or (chat.kind == "group" and "bot" in chat.members and MENTION in text)
        if heard:
            self.robot_message(chat, said)
        return said

    def send_file(self, chat_id: str, by: str, name: str, content: bytes, kind: str = "file") -> Said:
        """A dweller sends an image, a file, a voice or a video. In a group only a picture can go along with a mention of the
        bot (PLATFORMS 4.5.1): the rest is said there, and not told to Suilu. What a voice says is its transcript, if `name`
        has words."""
        code = self.rest.media.keep(name, content)
        said = Said(self.town.next_id("msgdt"), by, self.town.clock.now().isoformat(), kind=kind, text=name)
        said.extra = {"downloadCode": code, "name": name}
        self.town.add(chat_id, said)
        chat = self.town.chats[chat_id]
        if chat.kind == "bot":
            self.robot_message(chat, said, msgtype=MSGTYPES[kind], content=content_of(kind, name, code))
        elif kind == "image" and "bot" in chat.members:
            picture = {"type": "picture", "downloadCode": code, "pictureDownloadCode": code}
            self.robot_message(chat, said, msgtype="richText", content={"richText": [{"text": ""}, picture]})
        return said

    def forward(self, chat_id: str, by: str, message_ids: Sequence[str]) -> Said:
        """Messages of any chat, as one merged record (合并转发); told to Suilu in a direct chat."""
        found = [self.town.message(name) for name in message_ids]
        title, said_before = found[0][0].title, [one for _, one in found if one.by != "bot"]
        said = self.town.say(chat_id, by, f"[聊天记录] {title}", prefix="msgdt")
        said.kind, said.extra = "merged", {"items": [{"by": one.by, "text": one.text} for one in said_before]}
        self.town.save()
        if self.town.chats[chat_id].kind == "bot":
            entries = json.dumps([self.scribe.entry(one) for one in said_before], ensure_ascii=False)
            record = {"summary": title, "chatRecord": entries}
            self.robot_message(self.town.chats[chat_id], said, msgtype="chatRecord", content=record)
        return said

    def shortcut(self, by: str, message_ids: Sequence[str]) -> str:
        """A dweller picks messages of one chat and Suilu's entry in their menu (消息菜单): the address that opens."""
        return f"{self.url}{self.client.message_menu(by, message_ids)}"

    def content(self, said: Said) -> bytes:
        param = said.extra.get("param", {})
        kept = self.rest.media.uploaded.get(param.get("mediaId") or param.get("photoURL") or "")
        kept = kept or self.rest.media.sent.get(said.extra.get("downloadCode", ""))
        return kept[1] if kept else super().content(said)

    def robot_message(self, chat: Chat, said: Said, **other: Any) -> Push:
        """The callback for a message. `other` replaces fields of its data (`msgtype="audio", content={…}`)."""
        push = self.hub.make("CALLBACK", ROBOT_TOPIC, {**self.scribe.message(chat, said, self.url), **other})
        carry = self.courier.robot if self.mode == "http" else self.courier.stream
        carry(push, "robot message", insist=self.redeliver_messages)
        return push

    def leaves(self, who: str) -> Push:
        return self.event("user_leave_org", {"userId": [self.town.people[who].ids["dingtalk"]]})

    def event(self, kind: str, data: Mapping[str, Any], *, event_id: str = "") -> Push:
        """An event of the organisation (`user_modify_org` and many more), redelivered until it is taken."""
        born = str(int(self.town.clock.now().timestamp() * 1000))
        name = event_id or self.town.next_id("evt")
        headers = {
            "eventType": kind,
            "eventId": name,
            "eventCorpId": self.corp,
            "eventBornTime": born,
            "eventUnifiedAppId": "app",
        }
        if self.mode == "http":
            envelope = {"EventType": kind, "EventTime": int(born), "CorpId": self.corp, "BizId": born, "eventId": name}
            push = self.hub.make("EVENT", "*", {**data, **envelope}, headers=headers)
            self.courier.event(push, f"event {kind}")
            return push
        push = self.hub.make("EVENT", "*", dict(data), headers=headers)
        self.courier.stream(push, f"event {kind}", insist=True)
        return push

    def changes(self, chat_id: str, kind: str, *members: str, **other: Any) -> Push:
        """An event of a group (`chat_add_member`, `im_cool_app_install`, …); `members` by their keys."""
        ids = [self.town.people[key].ids[self.platform.value] for key in members]
        born = int(self.town.clock.now().timestamp() * 1000)
        who = {"userId": ids} if ids else {}
        return self.event(kind, {"timeStamp": born, "openConversationId": chat_id, "corpId": self.corp, **who, **other})

    def click(self, message_id: str, by: str, action: str, form: Mapping[str, str]) -> ClickAnswer:
        """Never redelivered. `action` must stand on the card, or have stood there: a slow client shows an old card.

        Values picked in the client come along in `form`.
        """
        found = self.town.find(message_id)
        if found is not None and found[1].extra.get("buttons"):
            return self._speak(found[0], found[1], by, action)
        if found is None or found[1].card is None:
            return ClickAnswer(False, "卡片不存在")
        said = found[1]
        if action.partition("?")[0] not in said.extra["offered"]:
            return ClickAnswer(False, "卡片上没有这个按钮")
        push = self.card_callback(said, by, {"action": action, **form})
        push.answered.wait(PATIENCE)
        if not push.taken():
            return ClickAnswer(False, "操作失败，请稍后再试")
        data = push.ack_data()
        self._apply(said, data if said.extra.get("route") else data.get("response"))
        return ClickAnswer(True)

    def _speak(self, chat: Chat, said: Said, by: str, action: str) -> ClickAnswer:
        """A robot message's button: an address, or words that the client says in the clicker's name, mentioning the bot."""
        for button in said.extra["buttons"]:
            words = parse_qs(urlsplit(button["url"]).query).get("content", [""])[0]
            if button["url"].startswith(SAY) and (words == action or words.endswith(f" {action}")):
                self.say(chat.id, by, f"{MENTION} {words}" if chat.kind == "group" else words)
                return ClickAnswer(True)
        return ClickAnswer(False, "卡片上没有这个按钮")

    def card_callback(self, said: Said, by: str, params: Mapping[str, str]) -> Push:
        """The frame for a tap: `content` is a string of JSON inside the frame's string of JSON."""
        content = {"cardPrivateData": {"actionIds": ["suilu"], "params": dict(params)}}
        body = {
            "type": "actionCallback",
            "corpId": self.corp,
            "userId": self.town.people[by].ids[self.platform.value],
            "userIdType": 1,
            "outTrackId": said.handle,
            "spaceType": said.extra.get("spaceType", ""),
            "spaceId": said.extra.get("spaceId", ""),
            "extension": "{}",
            "content": json.dumps(content, ensure_ascii=False),
            "value": json.dumps(content, ensure_ascii=False),
        }
        push, route = self.hub.make("CALLBACK", CARD_TOPIC, body), said.extra.get("route", "")
        if route:
            self.courier.card(push, "card callback", route)
        else:
            self.courier.stream(push, "card callback", insist=False)
        return push

    def _apply(self, said: Said, response: object) -> None:
        """A reply may carry the card's new data; an empty one means no change."""
        data = response.get("cardData") if isinstance(response, Mapping) else None
        params = data.get("cardParamMap") if isinstance(data, Mapping) else None
        if isinstance(params, Mapping):
            self.rest.change(said.handle, {str(k): str(v) for k, v in params.items()}, by_key=True)
