"""A stand-in for WeCom on the loopback: REST, encrypted callbacks, OAuth, JS-SDK, archive. Real SDKs cannot tell it apart.

Callbacks are sealed with the SDK's own cipher, not with ours: the two have to agree.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

import requests
from wechatpy.enterprise.crypto import WeChatCrypto
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.adapters.wecom.codec import parse_xml
from bot.model import Platform
from bot.settings import WecomSettings
from bot.simulator import wecom_cards
from bot.simulator.sim import Sim, Unsupported
from bot.simulator.town import ClickAnswer, Said, Town
from bot.simulator.wecom_api import WecomApi
from bot.simulator.wecom_client import WecomClientSide
from bot.simulator.wecom_desk import Desk

_DEADLINE = 5.0
_TRIES = 3
_MSG_ID_BASE = 7_000_000_000_000_000_000


class _Quiet(WSGIRequestHandler):
    """No line a request: query strings carry tokens."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class WecomSim(Sim):
    """`bot.simulator.town.PlatformSim`. `callbacks` is Suilu's origin: events go to `<callbacks>/callbacks/wecom`.

    Of `settings` only the ids and secrets count; the app under test is given `url` as its API, OAuth, archive address.
    """

    platform = Platform.WECOM

    def __init__(
        self,
        town: Town,
        settings: WecomSettings,
        *,
        callbacks: str,
        port: int = 0,
        hang_seconds: float = 6.0,
        retry_seconds: float = 0.2,
        code_life: timedelta = timedelta(hours=24),
    ) -> None:
        self.town, self._settings = town, settings
        self._target = f"{callbacks.rstrip('/')}/callbacks/wecom"
        self._retry_seconds = retry_seconds
        self._stopping = threading.Event()
        self.desk = Desk(town, settings, code_life=code_life)
        self.client = WecomClientSide(self.desk, callbacks=callbacks)
        app = WecomApi(self.desk, pause=lambda: self._stopping.wait(hang_seconds)).app()
        self.client.install(app)
        self._crypto = WeChatCrypto(settings.token, settings.aes_key, settings.corp_id)
        self._server: BaseWSGIServer = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="wecom-sim", daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()

    limits = {"45009": "接口调用太频繁（45009）", "45033": "并发调用太多（45033）", "drop": "悄悄丢弃：答复成功，消息没有出现"}

    def actions(self) -> Mapping[str, str]:
        return {"revoke": "吊销所有令牌"}

    def act(self, name: str) -> str:
        if name != "revoke":
            raise Unsupported(f"没有这个动作：{name}")
        with self.desk.guard:
            self.desk.tokens.clear()
        return "已吊销：随录手里的令牌全部作废"

    def opens(self, by: str, chat_id: str) -> None:
        """The dweller looks at this chat; the sidebar beside it is told its customer."""
        self.client.open_chats[by] = chat_id

    def say(self, chat_id: str, by: str, text: str) -> Said:
        """Only words said to the app itself are told to it; a chat with a customer stays between the two."""
        said = self.town.say(chat_id, by, text)
        if self.town.chats[chat_id].kind == "bot":
            number = _MSG_ID_BASE + int(said.id[-8:])
            self._call_back(by, "text", f"<Content>{_cdata(text)}</Content><MsgId>{number}</MsgId>", at=said.at)
        return said

    def click(self, message_id: str, by: str, action: str, form: Mapping[str, str]) -> ClickAnswer:
        """The event goes out with a fresh response_code, and with what is ticked unless `form` ticks otherwise."""
        found = self.town.find(message_id)
        if found is None or found[1].card is None or by not in found[0].members:
            return ClickAnswer(False, "没有这张卡片")
        said, card = found[1], found[1].card
        event = wecom_cards.keys(card).get(action)
        asked = wecom_cards.questions(card) if event == "template_card_event" else {}
        if event is None or not _fits(asked, form):
            return ClickAnswer(False, "卡片已更新，请重新选择")
        fields = {
            "Event": event,
            "EventKey": action,
            "TaskId": said.handle,
            "CardType": str(card["card_type"]),
            "ResponseCode": self.desk.fresh_code([said]),
        }
        body = "".join(f"<{name}>{_cdata(value)}</{name}>" for name, value in fields.items())
        return ClickAnswer(self._call_back(by, "event", body + _selected(asked, form), at=self._now()))

    def _now(self) -> str:
        return self.town.clock.now().isoformat()

    def _call_back(self, by: str, kind: str, body: str, *, at: str) -> bool:
        """Sealed and posted: up to three tries of five seconds; true when one was answered with 200."""
        seconds = int(datetime.fromisoformat(at).timestamp())
        plain = (
            f"<xml><ToUserName>{_cdata(self._settings.corp_id)}</ToUserName>"
            f"<FromUserName>{_cdata(self.town.people[by].ids['wecom'])}</FromUserName>"
            f"<CreateTime>{seconds}</CreateTime><MsgType>{_cdata(kind)}</MsgType>"
            f"{body}<AgentID>{self._settings.agent_id}</AgentID></xml>"
        )
        return self.deliver(plain)

    def deliver(self, plain: str) -> bool:
        """Any plain XML as a callback; tests also use it for events that the town does not make."""
        timestamp = str(int(self.town.clock.now().timestamp()))
        nonce = secrets.token_hex(5)
        sealed = parse_xml(self._crypto.encrypt_message(plain, nonce, timestamp).encode())
        query = {"msg_signature": sealed.findtext("MsgSignature", ""), "timestamp": timestamp, "nonce": nonce}
        body = (
            f"<xml><ToUserName>{_cdata(self._settings.corp_id)}</ToUserName>"
            f"<AgentID>{self._settings.agent_id}</AgentID><Encrypt>{_cdata(sealed.findtext('Encrypt', ''))}</Encrypt></xml>"
        )
        for left in reversed(range(_TRIES)):
            if self._post(query, body):
                return True
            if left:
                self._stopping.wait(self._retry_seconds)
        return False

    def _post(self, query: Mapping[str, str], body: str) -> bool:
        with requests.Session() as session:
            session.trust_env = False
            try:
                reply = session.post(self._target, params=query, data=body.encode(), timeout=_DEADLINE)
            except requests.RequestException:
                answered = False
            else:
                answered = reply.status_code == 200
        self.town.write_down(Platform.WECOM, "in", "callback", ok=answered)
        return answered


def _fits(asked: Mapping[str, tuple[list[str], str]], form: Mapping[str, str]) -> bool:
    """Only questions of this card, only options they have."""
    return all(key in asked and all(o in asked[key][0] for o in value.split(",") if o) for key, value in form.items())


def _selected(asked: Mapping[str, tuple[list[str], str]], form: Mapping[str, str]) -> str:
    items = []
    for key, (_, ticked) in asked.items():
        chosen = [option for option in form.get(key, ticked).split(",") if option]
        ids = "".join(f"<OptionId>{_cdata(option)}</OptionId>" for option in chosen)
        items.append(f"<SelectedItem><QuestionKey>{_cdata(key)}</QuestionKey><OptionIds>{ids}</OptionIds></SelectedItem>")
    return f"<SelectedItems>{''.join(items)}</SelectedItems>" if items else ""


def _cdata(text: str) -> str:
    return escape(text) if "]]>" in text else f"<![CDATA[{text}]]>"
