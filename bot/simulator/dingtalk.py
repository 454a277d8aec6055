"""DingTalk on loopback: one HTTP server for both of its hosts, one websocket server for the stream, people who talk and tap."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.model import Platform
from bot.settings import DingtalkSettings
from bot.simulator.dingtalk_http import make_app
from bot.simulator.dingtalk_rest import DingtalkRest
from bot.simulator.dingtalk_stream import Push, StreamHub
from bot.simulator.sim import Sim, Unsupported
from bot.simulator.town import Chat, ClickAnswer, Dweller, Said, Town

MENTION = "@随录"
ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
PATIENCE = 3.0
"""Seconds that a client waits for what a tap does."""


class _Quiet(WSGIRequestHandler):
    """The town's journal is the log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size


class DingtalkSim(Sim):
    """`bot.simulator.town.PlatformSim` for DingTalk. A group has the bot when `bot` is among its members.

    `corp` is the corpId that every frame names; left out, it reads like the client id.

    Knobs: `hub.redeliver_after` / `hub.redeliver_times` for events nobody acknowledged; `redeliver_messages` for robot
    messages too (the vendor's sources contradict each other, PLATFORMS 9.2); `rest.hang_seconds`.
    """

    platform = Platform.DINGTALK

    def __init__(self, town: Town, settings: DingtalkSettings, *, port: int = 0, corp: str = "") -> None:
        self.town, self.settings = town, settings
        self.corp = corp or settings.client_id
        self.url = ""
        self.hub = StreamHub(town.clock)
        self.rest = DingtalkRest(town, settings, self.hub)
        self.redeliver_messages = False
        self._port = port
        self._server: BaseWSGIServer | None = None

    def start(self) -> None:
        self.hub.start()
        self._server = make_server("127.0.0.1", self._port, make_app(self.rest), threaded=True, request_handler=_Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        serve = self._server.serve_forever
        threading.Thread(target=serve, kwargs={"poll_interval": 0.05}, name="dingtalk-rest", daemon=True).start()

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

    def robot_message(self, chat: Chat, said: Said, **other: Any) -> Push:
        """The frame for a message. `other` replaces fields of its data (`msgtype="audio", content={…}`)."""
        body = {**self._message(chat, said), **other}
        push = self.hub.push("CALLBACK", ROBOT_TOPIC, body, insist=self.redeliver_messages)
        self.town.write_down(self.platform, "in", "robot message", ok=push.sent > 0)
        return push

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
        push = self.hub.push("EVENT", "*", dict(data), insist=True, headers=headers)
        self.town.write_down(self.platform, "in", f"event {kind}", ok=push.sent > 0)
        return push

    def click(self, message_id: str, by: str, action: str, form: Mapping[str, str]) -> ClickAnswer:
        """Never redelivered. `action` must stand on the card, or have stood there: a slow client shows an old card.

        Values picked in the client come along in `form`.
        """
        found = self.town.find(message_id)
        if found is None or found[1].card is None:
            return ClickAnswer(False, "卡片不存在")
        said = found[1]
        if action.partition("?")[0] not in said.extra["offered"]:
            return ClickAnswer(False, "卡片上没有这个按钮")
        push = self.card_callback(said, by, {"action": action, **form})
        push.answered.wait(PATIENCE)
        self.town.write_down(self.platform, "in", "card callback", ok=push.taken())
        if not push.taken():
            return ClickAnswer(False, "操作失败，请稍后再试")
        self._apply(said, push.ack_data().get("response"))
        return ClickAnswer(True)

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
        return self.hub.push("CALLBACK", CARD_TOPIC, body, insist=False)

    def _apply(self, said: Said, response: object) -> None:
        """A reply may carry the card's new data; an empty one means no change."""
        data = response.get("cardData") if isinstance(response, Mapping) else None
        params = data.get("cardParamMap") if isinstance(data, Mapping) else None
        if isinstance(params, Mapping):
            self.rest.change(said.handle, {str(k): str(v) for k, v in params.items()}, by_key=True)

    def _message(self, chat: Chat, said: Said) -> dict[str, Any]:
        session, until = self.rest.webhook(chat.id)
        group = chat.kind == "group"
        return {
            **_sender(self.town.people[said.by], self.corp),
            "conversationId": chat.id,
            "conversationType": "2" if group else "1",
            "conversationTitle": chat.title,
            "chatbotCorpId": self.corp,
            "chatbotUserId": "$:LWCP_v1:$suilu",
            "robotCode": self.settings.client_id,
            "msgId": said.id,
            "createAt": int(self.town.clock.now().timestamp() * 1000),
            "isInAtList": group,
            "atUsers": [{"dingtalkId": "$:LWCP_v1:$suilu", "staffId": ""}] if group else [],
            "sessionWebhook": f"{self.url}/robot/sendBySession?session={session}",
            "sessionWebhookExpiredTime": int(until.timestamp() * 1000),
            "msgtype": "text",
            "text": {"content": said.text.replace(MENTION, "", 1) if group else said.text},
        }


def _sender(who: Dweller, corp: str) -> dict[str, Any]:
    """Somebody from outside the organisation has no staff id, and a corpId of their own."""
    name = {"senderNick": who.name, "senderId": f"$:LWCP_v1:${who.key}", "isAdmin": False}
    if who.staff:
        return {**name, "senderCorpId": corp, "senderStaffId": who.ids[Platform.DINGTALK.value]}
    return {**name, "senderCorpId": f"ding{who.key}corp"}
