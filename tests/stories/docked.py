"""The pages that a client opens beside a chat when messages were picked there, as their scripts drive them: Feishu's message
shortcut (消息快捷操作) and DingTalk's message menu (消息菜单)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import requests

from bot.model import Platform
from bot.simulator.town import Said
from tests.stories.entering import WebView
from tests.stories.town_house import TownHouse


class _Page:
    """A page of ours in a client, and what its script can ask: of our API, and of the client's own JS-SDK at `sdk`."""

    def __init__(self, house: TownHouse, http: requests.Session, opened: requests.Response, sdk: str) -> None:
        assert opened.status_code == 200, opened.text
        self._house, self.http, self.url, self._sdk_url = house, http, opened.url, sdk
        self._csrf = self.get("/me")["csrf"]

    def get(self, path: str, **query: str) -> dict[str, Any]:
        answer = self.http.get(f"{self._house.origin}/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def post(self, path: str, **body: object) -> tuple[int, dict[str, Any]]:
        headers = {"X-Suilu-Csrf": self._csrf, "Origin": self._house.origin}
        tap = {"key": f"pick-{uuid4().hex}", **body}
        answer = self.http.post(f"{self._house.origin}/api/v1{path}", json=tap, headers=headers)
        return answer.status_code, dict(answer.json())

    def sdk(self, api: str, **said: object) -> dict[str, Any]:
        asked = {"api": api, "callback": "cb", **{name: str(value) for name, value in said.items()}}
        answer = self.http.get(self._sdk_url, params=asked)
        return dict(json.loads(answer.text.removeprefix("cb(").removesuffix(");")))

    def proved(self, api: str) -> str:
        """The page's name with the client, once it has proved itself and may make this call."""
        signed = self.get("/jssdk", url=self.url)
        return str(self.sdk("config", **signed, url=self.url, jsApiList=api)["page"])

    def worked(self, sync_id: str) -> dict[str, Any]:
        """A sync, when all is worked off; what the page shows then."""
        self._house.settle()
        return dict(self.get(f"/syncs/{sync_id}")["sync"])


class Docked(_Page):
    """The page of the shortcut in a dweller's client: what its script does, step by step."""

    def __init__(self, house: TownHouse, who: str, messages: Sequence[Said]) -> None:
        http = requests.Session()
        http.trust_env = False
        opened = http.get(house.feishu.shortcut(who, [said.id for said in messages]))
        super().__init__(house, http, opened, f"{house.feishu.url}/h5sdk/call.js")

    def picked(self) -> list[dict[str, Any]]:
        """By the JS-SDK, which the client answers once the page has proved itself."""
        page = self.proved("getBlockActionSourceDetail")
        launch = json.loads(parse_qs(urlsplit(self.url).query)["bdp_launch_query"][0])
        found = self.sdk("getBlockActionSourceDetail", page=page, triggerCode=launch["__trigger_id__"])
        return list(found["content"]["messages"])

    def send(self, messages: Sequence[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        said = [
            {
                "id": m["openMessageId"],
                "by": m["sender"]["open_id"],
                "by_name": m["sender"]["name"],
                "at": m["createTime"],
                "text": json.loads(m["content"])["text"],
            }
            for m in messages
        ]
        return self.post("/syncs/picked", chat=messages[0]["openChatId"], messages=said)

    def sync(self) -> dict[str, Any]:
        status, answer = self.send(self.picked())
        assert status == 202, answer
        return self.worked(answer["sync_id"])


class InMenu(_Page):
    """The page of the message menu in a dweller's DingTalk, signed in by the client."""

    def __init__(self, house: TownHouse, who: str, messages: Sequence[Said]) -> None:
        view = WebView(house, Platform.DINGTALK, who)
        opened = view.http.get(house.dingtalk.shortcut(who, [said.id for said in messages]))
        opened = view.hands_on(opened) if "data-nonce" in opened.text else opened
        super().__init__(house, view.http, opened, f"{house.dingtalk.url}/jsapi/call.js")

    def handed(self) -> dict[str, Any]:
        """By the JS-API, which the client answers once the page has proved itself."""
        api = "util.openTemporary.getData"
        return self.sdk(api, page=self.proved(api))

    def send(self, handed: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        said = [
            {"by": m["senderName"], "at": int(m["createAt"]) // 1000, "text": m["text"]["content"]} for m in handed["msgList"]
        ]
        return self.post("/captures/picked", chat=handed["conversation"]["openConversationId"], messages=said)

    def sync(self, **sides: str) -> dict[str, Any]:
        """`sides`: whose words a name's are, where that was asked."""
        status, answer = self.send(self.handed())
        assert status == 201, answer
        status, answer = self.post(f"/captures/{answer['capture']['id']}/settle", speakers=sides)
        assert status == 202, answer
        return self.worked(answer["sync_id"])
