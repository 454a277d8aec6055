"""Feishu's stand-in on loopback: the REST host of `feishu_api`, and the callbacks that Feishu posts to Suilu."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import requests
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.model import Platform
from bot.settings import FeishuSettings
from bot.simulator import feishu_card, feishu_wire
from bot.simulator.feishu_api import Api
from bot.simulator.feishu_wire import BOT, BOT_NAME, Scribe, chat_id
from bot.simulator.sim import Sim, Unsupported
from bot.simulator.town import Chat, ClickAnswer, Said, Town

RETRIES = (15.0, 300.0, 3600.0, 21600.0)
"""The vendor's pauses after a failed event, in seconds: at most four, about seven hours."""
_NOBODY = "出错了，请稍后重试 (code: 200340)"


class FeishuSim(Sim):
    """`bot.simulator.town.PlatformSim` for Feishu.

    `callbacks` is Suilu's origin (`http://127.0.0.1:8000`); events go to its `/callbacks/feishu`, clicks to
    `/callbacks/feishu/card`. `retries` are the pauses after a failed event, `deadline` how long Feishu waits for an answer.
    """

    platform = Platform.FEISHU

    def __init__(
        self,
        town: Town,
        settings: FeishuSettings,
        *,
        callbacks: str,
        port: int = 0,
        retries: Sequence[float] = RETRIES,
        deadline: float = 3.0,
    ) -> None:
        self.town, self.settings, self.api = town, settings, Api(town, settings)
        self.url = ""
        self.push_all = False
        """The sensitive scope for all messages of a group: events without a mention, too."""
        self.attempts: list[tuple[str, int]] = []
        """Callbacks sent: event id and the HTTP status that came back (0: none in time)."""
        self._callbacks = callbacks.removesuffix("/").removesuffix("/callbacks/feishu") + "/callbacks/feishu"
        self._retries, self._deadline = tuple(retries), deadline
        self._scribe = Scribe(town, settings)
        self._port = port
        self._server: BaseWSGIServer | None = None
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        app = self.api.flask()
        self._server = make_server("127.0.0.1", self._port, app, threaded=True, request_handler=_Quiet)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        self.api.closed.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    limits = {
        "429": "应用频率限制（HTTP 429）",
        "400": "应用频率限制（旧接口，HTTP 400）",
        "230020": "同一会话发得太快（230020）",
    }

    def actions(self) -> Mapping[str, str]:
        return {"revoke": "吊销所有令牌"}

    def act(self, name: str) -> str:
        if name != "revoke":
            raise Unsupported(f"没有这个动作：{name}")
        self.api.tokens.revoke()
        return "已吊销：随录手里的令牌全部作废"

    def say(self, chat_id: str, by: str, text: str) -> Said:
        """Stored at once; told to Suilu (first try before this returns) in a direct chat or when the bot is mentioned."""
        said = self.town.say(chat_id, by, text, prefix="om_")
        self._tell(self.town.chats[chat_id], said)
        return said

    def reply(self, message_id: str, by: str, text: str) -> Said:
        """A dweller answers in the thread under a message."""
        found = self.town.find(message_id)
        if found is None:
            raise KeyError(message_id)
        chat, root = found
        extra = {"root_id": root.id, "parent_id": root.id, "thread_id": self.api.thread(root)}
        said = Said(self.town.next_id("om_"), by, self.town.clock.now().isoformat(), text=text, extra=extra)
        self.town.add(chat.id, said)
        self._tell(chat, said)
        return said

    def click(self, message_id: str, by: str, action: str, form: Mapping[str, str]) -> ClickAnswer:
        """`form` holds what the dweller chose, by choice key; what is not in it stays as the card preset it."""
        found = self.town.find(message_id)
        card = found[1].card if found else None
        pressed = feishu_card.button(card, action) if card else None
        if found is None or card is None or pressed is None:
            return ClickAnswer(False, "卡片上没有这个按钮")
        event = self._click_event(found[0], found[1], by, pressed, form)
        event_id = self.town.next_id("card")
        status, answer = self._post("/card", "card.action.trigger", event, event_id)
        if status != 200 or answer is None:
            return ClickAnswer(False, _NOBODY)
        return self._shown(found[1], answer)

    def verify(self, path: str = "") -> bool:
        """What the console does when a request URL is saved: an encrypted challenge, unsigned, answered within a second."""
        challenge = self.town.next_id("challenge")
        body = {"challenge": challenge, "token": self.settings.verification_token, "type": "url_verification"}
        sealed = feishu_wire.sealed(self.settings.encrypt_key, body)
        status, answer = self._call(path, sealed, {"Content-Type": "application/json"}, deadline=1.0)
        return status == 200 and answer == {"challenge": challenge}

    def _tell(self, chat: Chat, said: Said) -> None:
        heard = self.push_all or f"@{BOT_NAME}" in said.text
        if chat.kind == "bot" or (chat.kind == "group" and BOT in chat.members and heard):
            self.push("im.message.receive_v1", self._scribe.event(chat, said))

    def push(self, kind: str, event: dict[str, Any]) -> str:
        """Send an event now; while Suilu does not answer 200, again after each pause. Returns the event id."""
        event_id = self.town.next_id("ev")
        if self._post("", kind, event, event_id)[0] != 200 and self._retries:
            thread = threading.Thread(target=self._again, args=(kind, event, event_id), daemon=True)
            self._threads.append(thread)
            thread.start()
        return event_id

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until no event waits for another try."""
        for thread in self._threads:
            thread.join(timeout)

    def _again(self, kind: str, event: dict[str, Any], event_id: str) -> None:
        for pause in self._retries:
            if self.api.closed.wait(pause) or self._post("", kind, event, event_id)[0] == 200:
                return

    def _click_event(
        self,
        chat: Chat,
        said: Said,
        by: str,
        pressed: tuple[dict[str, Any], dict[str, Any] | None],
        form: Mapping[str, str],
    ) -> dict[str, Any]:
        button, around = pressed
        action: dict[str, Any] = {"value": feishu_card.callback(button), "tag": "button", "timezone": "Asia/Shanghai"}
        if around is not None:
            action |= {"name": button["name"], "form_value": feishu_card.form_value(around, form)}
        dweller = self.town.people[by]
        return {
            "operator": {"tenant_key": feishu_wire.tenant_of(dweller), **self._scribe.ids(dweller)},
            "token": f"c-{said.id}",
            "action": action,
            "host": "im_message",
            "context": {"open_message_id": said.id, "open_chat_id": chat_id(chat)},
        }

    def _shown(self, said: Said, answer: Mapping[str, Any]) -> ClickAnswer:
        """A card in the answer replaces the clicked one, if Feishu would take it."""
        card = answer.get("card")
        try:
            if isinstance(card, dict) and card.get("type") == "raw":
                self.town.change(said, feishu_card.check(card.get("data")))
        except feishu_card.BadCard:
            return ClickAnswer(False, "卡片内容有误 (code: 200672)")
        toast = answer.get("toast")
        return ClickAnswer(True, str(toast.get("content", "")) if isinstance(toast, dict) else "")

    def _post(self, path: str, kind: str, event: dict[str, Any], event_id: str) -> tuple[int, dict[str, Any] | None]:
        """Sealed and signed anew each time, as the signature's moment is the sending's."""
        now = self.town.clock.now()
        body = feishu_wire.sealed(
            self.settings.encrypt_key, feishu_wire.envelope(self.settings, kind, event, event_id=event_id, at=now)
        )
        headers = feishu_wire.signed(self.settings.encrypt_key, body, now)
        status, answer = self._call(path, body, headers, deadline=self._deadline)
        self.attempts.append((event_id, status))
        self.town.write_down(Platform.FEISHU, "in", kind, ok=status == 200)
        return status, answer

    def _call(
        self, path: str, body: bytes, headers: Mapping[str, str], *, deadline: float
    ) -> tuple[int, dict[str, Any] | None]:
        """Status and JSON object of Suilu's answer; 0 when none came in time."""
        try:
            with requests.Session() as session:
                session.trust_env = False
                url = self._callbacks + path
                reply = session.post(url, data=body, headers=dict(headers), timeout=deadline, allow_redirects=False)
                answer = json.loads(reply.content)
        except requests.RequestException:
            return 0, None
        except ValueError:
            return reply.status_code, None
        return reply.status_code, answer if isinstance(answer, dict) else None


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The journal of the town says more."""
