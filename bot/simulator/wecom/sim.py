"""A stand-in for WeCom on the loopback: REST, encrypted callbacks, OAuth, JS-SDK, archive. Real SDKs cannot tell it apart."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.model import Platform
from bot.settings import WecomSettings
from bot.simulator.sim import Sim, Unsupported
from bot.simulator.town import ClickAnswer, Said, Town
from bot.simulator.wecom import cards as wecom_cards
from bot.simulator.wecom.admin import WecomAdmin
from bot.simulator.wecom.aibot import Aibot
from bot.simulator.wecom.api import WecomApi
from bot.simulator.wecom.archive import Archive
from bot.simulator.wecom.callbacks import Callbacks, cdata
from bot.simulator.wecom.client import WecomClientSide
from bot.simulator.wecom.desk import Desk
from bot.simulator.wecom.faults import Faults

_MSG_ID_BASE = 7_000_000_000_000_000_000
_FACES = {"image": "图片", "voice": "语音", "video": "视频", "file": "文件"}


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
        self._stopping = threading.Event()
        self.desk = Desk(town, settings, code_life=code_life, trusted_domain=urlsplit(callbacks).hostname or "")
        self.faults = Faults(town, self.desk, hang_seconds, stopping=self._stopping)
        self.calls = Callbacks(
            town, settings, f"{callbacks.rstrip('/')}/callbacks/wecom", retry_seconds, stopping=self._stopping
        )
        self.client = WecomClientSide(self.desk, callbacks=callbacks)
        self.aibot = Aibot(town)
        self._server: BaseWSGIServer = make_server("127.0.0.1", port, self._app(), threaded=True, request_handler=_Quiet)
        self.admin = WecomAdmin(self.desk).install(self._server)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="wecom-sim", daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def _app(self) -> Flask:
        app = Flask("wecom-simulator", static_folder=None)
        api = WecomApi(self.desk, self.faults)
        for part in (api, Archive(self.desk, self.faults), self.client):
            part.install(app)
        self.messages, self.groups, self.people = api.messages, api.groups, api.people
        self.inheritance = api.inheritance
        self.inheritance.tell = self.contact_changes
        return app

    def start(self) -> None:
        self._thread.start()
        self.aibot.start()

    def stop(self) -> None:
        self._stopping.set()
        self.aibot.stop()
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

    def content(self, said: Said) -> bytes:
        kept = self.desk.media.kept.get(said.extra.get("sdkfileid") or said.extra.get("media_id") or "")
        return kept.content if kept else super().content(said)

    def opens(self, by: str, chat_id: str) -> None:
        """The dweller looks at this chat; the sidebar beside it is told its customer."""
        self.client.open_chats[by] = chat_id

    # --- what dwellers do ---------------------------------------------------------------------------------------------

    def say(self, chat_id: str, by: str, text: str) -> Said:
        """Only words said to the app itself are told to it; a chat with a customer stays between the two."""
        said = self.town.say(chat_id, by, text)
        if self._to_the_app(chat_id):
            self._tell(by, "text", {"Content": text}, said)
        return said

    def send_file(self, chat_id: str, by: str, name: str, content: bytes, kind: str = "file") -> Said:
        """`kind`: image, voice, video or file."""
        media_id = self.desk.media.put(kind, name, content)
        file = {
            "md5sum": hashlib.md5(content, usedforsecurity=False).hexdigest(),
            "filename": name,
            "fileext": PurePath(name).suffix.removeprefix("."),
            "filesize": len(content),
            "sdkfileid": media_id,
        }
        said = Said(self.town.next_id("m"), by, self._now(), kind, f"[{_FACES[kind]}] {name}", extra=file)
        self.town.add(chat_id, said)
        if self._to_the_app(chat_id):
            self._tell(by, kind, {"MediaId": media_id, **self._of_kind(kind, name, media_id)}, said)
        return said

    def menu(self, by: str, key: str) -> bool:
        """An entry of the app's menu: a key, or the address of a page."""
        name = "view" if key.startswith(("http://", "https://")) else "click"
        return self.event(name, {"EventKey": key}, by=by)

    def enter_agent(self, by: str) -> bool:
        """The dweller opens the chat with the app."""
        return self.event("enter_agent", {"EventKey": ""}, by=by)

    def event(self, name: str, fields: Mapping[str, str], *, by: str = "sys", xml: str = "") -> bool:
        """Any event, with these elements and `xml` as it is; `by` is a dweller's key, or `sys` for the platform itself."""
        who = self.town.people[by].ids["wecom"] if by in self.town.people else by
        body = _elements({"Event": name, **fields}) + xml
        return self.deliver(self.calls.document("event", who, body, seconds=self._seconds(self._now()), agent=by != "sys"))

    def leaves(self, who: str) -> bool:
        self.inheritance.resigns(who)
        return self.event("change_contact", {"ChangeType": "delete_user", "UserID": self.town.people[who].ids["wecom"]})

    def contact_changes(self, change: str, fields: Mapping[str, str]) -> bool:
        """`change_external_contact` of this kind; `UserID` and `ExternalUserID` are among the `fields`."""
        return self.event("change_external_contact", {"ChangeType": change, **fields})

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
            "EventKey": action,
            "TaskId": said.handle,
            "CardType": str(card["card_type"]),
            "ResponseCode": self.desk.fresh_code([said]),
        }
        return ClickAnswer(self.event(event, fields, by=by, xml=_selected(asked, form)))

    def deliver(self, plain: str) -> bool:
        """Any plain XML as a callback: the one way to Suilu, also for what the town does not make."""
        return self.calls.deliver(plain)

    def _to_the_app(self, chat_id: str) -> bool:
        return self.town.chats[chat_id].kind == "bot"

    def _of_kind(self, kind: str, name: str, media_id: str) -> dict[str, str]:
        more = {
            "image": {"PicUrl": f"{self.url}/picture/{media_id}"},
            "voice": {"Format": "amr"},
            "video": {"ThumbMediaId": media_id},
        }
        return more.get(kind, {"FileName": name})

    def _tell(self, by: str, kind: str, fields: Mapping[str, str], said: Said) -> None:
        number = f"<MsgId>{_MSG_ID_BASE + int(said.id[-8:])}</MsgId>"
        who = self.town.people[by].ids["wecom"]
        self.deliver(self.calls.document(kind, who, _elements(fields) + number, seconds=self._seconds(said.at)))

    def _now(self) -> str:
        return self.town.clock.now().isoformat()

    @staticmethod
    def _seconds(at: str) -> int:
        return int(datetime.fromisoformat(at).timestamp())


def _elements(fields: Mapping[str, str]) -> str:
    return "".join(f"<{name}>{cdata(value)}</{name}>" for name, value in fields.items())


def _fits(asked: Mapping[str, tuple[list[str], str]], form: Mapping[str, str]) -> bool:
    """Only questions of this card, only options they have."""
    return all(key in asked and all(o in asked[key][0] for o in value.split(",") if o) for key, value in form.items())


def _selected(asked: Mapping[str, tuple[list[str], str]], form: Mapping[str, str]) -> str:
    items = []
    for key, (_, ticked) in asked.items():
        chosen = [option for option in form.get(key, ticked).split(",") if option]
        ids = "".join(f"<OptionId>{cdata(option)}</OptionId>" for option in chosen)
        items.append(f"<SelectedItem><QuestionKey>{cdata(key)}</QuestionKey><OptionIds>{ids}</OptionIds></SelectedItem>")
    return f"<SelectedItems>{''.join(items)}</SelectedItems>" if items else ""
