"""Feishu's stand-in on loopback: the REST host of `api`, and the callbacks that Feishu sends to Suilu."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.model import Platform
from bot.settings import FeishuSettings
from bot.simulator.feishu import card as feishu_card
from bot.simulator.feishu import wire as feishu_wire
from bot.simulator.feishu.acts import Acts
from bot.simulator.feishu.admin import FeishuAdmin
from bot.simulator.feishu.api import Api
from bot.simulator.feishu.client import ClientSide
from bot.simulator.feishu.courier import HELD, Answered, Courier, post
from bot.simulator.feishu.socket import SocketHub
from bot.simulator.feishu.wire import BOT, BOT_NAME, Scribe, chat_id
from bot.simulator.sim import Sim, Unsupported
from bot.simulator.town import Chat, ClickAnswer, Said, Town

RETRIES = (15.0, 300.0, 3600.0, 21600.0)
"""The vendor's pauses after a failed event, in seconds: at most four, about seven hours."""
_NOBODY = "出错了，请稍后重试 (code: 200340)"


class FeishuSim(Acts, Sim):
    """`bot.simulator.town.PlatformSim` for Feishu.

    `callbacks` is Suilu's origin (`http://127.0.0.1:8000`); events go to its `/callbacks/feishu`, clicks to
    `/callbacks/feishu/card`, or both over a long connection that Suilu opened. `retries` are the pauses after a failed event,
    `deadline` how long Feishu waits for an answer. More knobs: `api`, `hub`, `courier`.
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
        self.town, self.settings, self.hub = town, settings, SocketHub(settings)
        self.api = Api(town, settings, self.hub)
        self.courier = Courier(town, settings, self.hub, post=lambda *a, **k: self._call(*a, **k), deadline=deadline)
        self.admin = FeishuAdmin(town, self.api)
        self.client = ClientSide(town, settings, self.api.passport, product=callbacks)
        self.url = ""
        self.push_all = False
        """The sensitive scope for all messages of a group: events without a mention, too."""
        self._callbacks = callbacks.removesuffix("/").removesuffix("/callbacks/feishu") + "/callbacks/feishu"
        self._retries = tuple(retries)
        self._scribe = Scribe(town, settings)
        self._port = port
        self._server: BaseWSGIServer | None = None
        self._threads: list[threading.Thread] = []
        self._given_up = threading.Event()

    @property
    def attempts(self) -> list[tuple[str, int]]:
        """Callbacks sent: event id and the status that came back (0: none in time)."""
        return self.courier.attempts

    @property
    def mode(self) -> Literal["webhook", "stream"]:
        """How callbacks go now; `courier.mode` forces one."""
        return "stream" if self.courier.by_connection() else "webhook"

    def start(self) -> None:
        self.hub.start()
        app = self.api.flask()
        self.client.install(app)
        self._server = make_server("127.0.0.1", self._port, app, threaded=True, request_handler=_Quiet)
        self.admin.install(self._server)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self.api.desk.closed.set()
        self._given_up.set()
        self.hub.stop()
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

    def content(self, said: Said) -> bytes:
        shown = said.extra.get("content", {})
        kept = self.api.files.kept.get(shown.get("image_key") or shown.get("file_key") or "")
        return kept.content if kept else super().content(said)

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
        extra = {"root_id": root.id, "parent_id": root.id, "thread_id": self.api.messages.thread(root)}
        said = Said(self.town.next_id("om_"), by, self.town.clock.now().isoformat(), text=text, extra=extra)
        self.town.add(chat.id, said)
        self._tell(chat, said)
        return said

    def shortcut(self, by: str, message_ids: Sequence[str]) -> str:
        """A dweller right-clicks 1 to 20 messages of one chat and picks Suilu's shortcut (消息快捷操作): the address that the
        client opens beside the chat."""
        return f"{self.url}{self.client.shortcut(by, message_ids)}"

    def click(self, message_id: str, by: str, action: str, form: Mapping[str, str]) -> ClickAnswer:
        """`form` holds what the dweller chose, by choice key; what is not in it stays as the card preset it."""
        found = self.town.find(message_id)
        card = found[1].card if found else None
        pressed = feishu_card.button(card, action) if card else None
        if found is None or card is None or pressed is None:
            return ClickAnswer(False, "卡片上没有这个按钮")
        token = self.api.messages.clicks.issue(message_id)
        event = self._click_event(found[0], found[1], by=by, token=token, pressed=pressed, form=form)
        event_id = self.town.next_id("card")
        status, answer = self.courier.carry(
            lambda flaw: self.courier.once("card.action.trigger", event, event_id=event_id, path="/card", flaw=flaw), waits=True
        )
        if status != 200:
            return ClickAnswer(False, _NOBODY)
        self.api.messages.clicks.answered(token)
        return self._shown(found[1], answer or {})

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

        def go(flaw: str = "") -> Answered:
            return self.courier.once(kind, event, event_id=event_id, flaw=flaw)

        answered = self.courier.carry(go, waits=False)
        if answered[0] != 200 and answered is not HELD and self._retries:
            thread = threading.Thread(target=self._again, args=(go, self._given_up), daemon=True)
            self._threads.append(thread)
            thread.start()
        return event_id

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until no event waits for another try."""
        for thread in self._threads:
            thread.join(timeout)

    def forget(self) -> None:
        """What failed so far is not tried again; returns when nothing of it is on its way."""
        self._given_up.set()
        self.settle()
        self._given_up, self._threads = threading.Event(), []

    def _again(self, go: Callable[[], Answered], given_up: threading.Event) -> None:
        for pause in self._retries:
            if given_up.wait(pause) or go()[0] == 200:
                return

    def _click_event(
        self,
        chat: Chat,
        said: Said,
        *,
        by: str,
        token: str,
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
            "token": token,
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

    def _call(self, path: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Answered:
        return post(self._callbacks + path, body, headers, deadline=deadline)


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The journal of the town says more."""
