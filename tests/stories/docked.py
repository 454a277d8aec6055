"""The page that Feishu's client docks beside a chat when messages were picked there (消息快捷操作), as its script drives it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import requests

from bot.simulator.town import Said
from tests.stories.town_house import TownHouse


class Docked:
    """The page of the shortcut in a dweller's client: what its script does, step by step."""

    def __init__(self, house: TownHouse, who: str, messages: Sequence[Said]) -> None:
        self._house = house
        self.http = requests.Session()
        self.http.trust_env = False
        opened = self.http.get(house.feishu.shortcut(who, [said.id for said in messages]))
        assert opened.status_code == 200, opened.text
        self.url = opened.url
        self._csrf = self.get("/me")["csrf"]

    def get(self, path: str, **query: str) -> dict[str, Any]:
        answer = self.http.get(f"{self._house.origin}/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def picked(self) -> list[dict[str, Any]]:
        """By the JS-SDK, which the client answers once the page has proved itself."""
        signed = self.get("/jssdk", url=self.url)
        page = self._sdk("config", **signed, url=self.url, jsApiList="getBlockActionSourceDetail")["page"]
        launch = json.loads(parse_qs(urlsplit(self.url).query)["bdp_launch_query"][0])
        found = self._sdk("getBlockActionSourceDetail", page=page, triggerCode=launch["__trigger_id__"])
        return list(found["content"]["messages"])

    def _sdk(self, api: str, **said: object) -> dict[str, Any]:
        asked = {"api": api, "callback": "cb", **{name: str(value) for name, value in said.items()}}
        answer = self.http.get(f"{self._house.feishu.url}/h5sdk/call.js", params=asked)
        return dict(json.loads(answer.text.removeprefix("cb(").removesuffix(");")))

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
        body = {"key": f"pick-{uuid4().hex}", "chat": messages[0]["openChatId"], "messages": said}
        headers = {"X-Suilu-Csrf": self._csrf, "Origin": self._house.origin}
        answer = self.http.post(f"{self._house.origin}/api/v1/syncs/picked", json=body, headers=headers)
        return answer.status_code, dict(answer.json())

    def sync(self) -> dict[str, Any]:
        """All of it, worked off; what the page shows then."""
        status, answer = self.send(self.picked())
        assert status == 202, answer
        self._house.settle()
        return dict(self.get(f"/syncs/{answer['sync_id']}")["sync"])
