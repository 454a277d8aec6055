"""WeCom's 智能机器人 on its long connection (PLATFORMS 4.3): the vendor's Node SDK connects, hears, sends cards, gets clicks.

One bot, one connection: a newer one puts the older one out. What the bot does not know of the vendor's rules is refused.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection

from bot.model import Platform
from bot.simulator.sockets import SocketServer
from bot.simulator.town import Town
from bot.simulator.wecom import cards as wecom_cards
from bot.simulator.wecom.aibot_answers import Answers, Asked, Body
from bot.simulator.wecom.errors import Errcode

_NOT_SUBSCRIBED = 40014


class Aibot:
    """`url`, `bot_id` and `secret` are what the SDK's client is given. `cards` are the template cards sent, newest last, each
    as it is now; `texts` what was said in words, a stream once it is finished."""

    def __init__(self, town: Town) -> None:
        self.bot_id, self.secret = "aibSuilu0000000001", secrets.token_urlsafe(24)
        self.url = ""
        self._town = town
        self._answers = Answers(town.clock)
        self._line: ServerConnection | None = None
        self._server: SocketServer | None = None
        self._lock = threading.Lock()

    @property
    def connected(self) -> bool:
        """A client has subscribed."""
        return self._line is not None

    @property
    def cards(self) -> list[Body]:
        return self._answers.cards

    @property
    def texts(self) -> list[str]:
        return self._answers.texts

    def start(self) -> None:
        self._server = SocketServer(self._talk, "wecom-aibot")
        self.url = f"ws://127.0.0.1:{self._server.port}"

    def stop(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None
        with self._lock:
            line, self._line = self._line, None
        if line:
            line.close()

    # --- what people do -----------------------------------------------------------------------------------------------

    def say(self, by: str, text: str, *, chat: str = "") -> bool:
        """A dweller says something to the bot: alone with it, or in the group `chat`. False: no client is connected."""
        body = {**self._from(by, chat), "msgtype": "text", "text": {"content": text}}
        return self._tell("aibot_msg_callback", body)

    def enter(self, by: str) -> bool:
        """The first look at the bot's chat that day."""
        return self._tell("aibot_event_callback", self._event(by, "", {"eventtype": "enter_chat"}))

    def click(self, by: str, task_id: str, key: str, *, chosen: Mapping[str, str] | None = None) -> bool:
        """A button of a card that was sent; `chosen` as question → option ids, joined by `,`. False: there is none such."""
        card = next((card for card in self.cards if card.get("task_id") == task_id), None)
        if card is None or key not in wecom_cards.keys(card):
            return False
        click = {"card_type": card["card_type"], "event_key": key, "task_id": task_id, **_selected(card, chosen or {})}
        # the vendor's pages nest these words, the SDK's types do not: both are there
        event = {"eventtype": "template_card_event", "template_card_event": click, "event_key": key, "task_id": task_id}
        return self._tell("aibot_event_callback", self._event(by, "", event))

    def _from(self, by: str, chat: str) -> Body:
        who = self._town.people[by].ids["wecom"]
        where = {"chatid": chat, "chattype": "group"} if chat else {"chattype": "single"}
        moment = int(self._town.clock.now().timestamp())
        return {"msgid": secrets.token_hex(16), "aibotid": self.bot_id, **where, "from": {"userid": who}, "create_time": moment}

    def _event(self, by: str, chat: str, event: Body) -> Body:
        return {**self._from(by, chat), "msgtype": "event", "event": event}

    def _tell(self, cmd: str, body: Body) -> bool:
        req_id = secrets.token_hex(12)
        event = body.get("event", {})
        asked = Asked(event.get("eventtype", ""), self._town.clock.now(), event.get("task_id", ""))
        self._answers.asked[req_id] = asked
        line = self._line
        fine = line is not None and self._put(line, {"cmd": cmd, "headers": {"req_id": req_id}, "body": body})
        self._town.write_down(Platform.WECOM, "in", cmd, ok=fine, asked=_json(body))
        return fine

    # --- the wire -----------------------------------------------------------------------------------------------------

    def _talk(self, line: ServerConnection) -> None:
        try:
            for raw in line:
                self._put(line, self._heard(line, raw))
        except ConnectionClosed:
            pass
        finally:
            with self._lock:
                self._line = None if self._line is line else self._line

    def _heard(self, line: ServerConnection, raw: str | bytes) -> Body:
        """The acknowledgement of one frame."""
        cmd, req_id, body = _frame(raw)
        try:
            answer = self._subscribe(line, body) if cmd == "aibot_subscribe" else self._do(line, cmd, req_id, body)
            ack: Body = {"headers": {"req_id": req_id}, **answer, "errcode": 0, "errmsg": "ok"}
        except Errcode as problem:
            ack = {"headers": {"req_id": req_id}, "errcode": problem.code, "errmsg": problem.hint or "refused"}
        asked = "" if cmd == "aibot_subscribe" else _json(body)
        self._town.write_down(Platform.WECOM, "out", cmd, ok=ack["errcode"] == 0, asked=asked, answered=_json(ack))
        return ack

    def _subscribe(self, line: ServerConnection, body: Body) -> Body:
        if (body.get("bot_id"), body.get("secret")) != (self.bot_id, self.secret):
            raise Errcode(40001, "bot_id or secret")
        with self._lock:
            before, self._line = self._line, line
        if before is not None and before is not line:
            gone = {"msgid": secrets.token_hex(16), "aibotid": self.bot_id, "msgtype": "event", "from": {"userid": "sys"}}
            event = {**gone, "event": {"eventtype": "disconnected_event"}}
            self._put(before, {"cmd": "aibot_event_callback", "headers": {"req_id": secrets.token_hex(12)}, "body": event})
            before.close()
        return {}

    def _do(self, line: ServerConnection, cmd: str, req_id: str, body: Body) -> Body:
        if line is not self._line:
            raise Errcode(_NOT_SUBSCRIBED, "not subscribed")
        self._answers.take(cmd, req_id, body)
        return {}

    @staticmethod
    def _put(line: ServerConnection, frame: Body) -> bool:
        try:
            line.send(_json(frame))
        except ConnectionClosed:
            return False
        return True


def _frame(raw: str | bytes) -> tuple[str, str, Body]:
    """(cmd, req_id, body); empty for what is none."""
    try:
        frame = json.loads(raw)
        return str(frame["cmd"]), str(frame["headers"]["req_id"]), frame.get("body") or {}
    except (ValueError, TypeError, KeyError):
        return "", "", {}


def _selected(card: Body, chosen: Mapping[str, str]) -> Body:
    """As the vendor nests it; nothing when the card asks nothing."""
    items = [
        {"question_key": key, "option_ids": {"option_id": [o for o in chosen.get(key, ticked).split(",") if o]}}
        for key, (_, ticked) in wecom_cards.questions(card).items()
    ]
    return {"selected_items": {"selected_item": items}} if items else {}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
