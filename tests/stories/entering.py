"""Somebody opens a page of ours: in a client's web view, or in a browser outside, where the platform's page is scanned."""

from __future__ import annotations

import json
import re
from typing import Any

import requests

from bot.demo.world import CORPS
from bot.model import Platform
from tests.stories.town_house import TownHouse

AGENTS = {
    Platform.WECOM: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/108.0 Safari/537.36 wxwork/4.1.36",
    Platform.FEISHU: "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/110.0 Safari/537.36 Lark/7.9.5",
    Platform.DINGTALK: "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/91.0 Safari/537.36 DingTalk(7.6.0-Release)",
}


class WebView:
    """A browser of `who`: inside the client of `platform`, or with `outside` anywhere else. No scripts run, so that DingTalk's
    page is gone through here step by step."""

    def __init__(self, house: TownHouse, platform: Platform, who: str, *, outside: bool = False) -> None:
        self._house, self._platform, self._who = house, platform, who
        self.http = requests.Session()
        self.http.trust_env = False
        if not outside:
            self.http.headers["User-Agent"] = AGENTS[platform]
            self.http.cookies.set(f"{platform}_dweller", who)

    def opens(self, path: str) -> requests.Response:
        """The page that comes of it, at last."""
        shown = self.http.get(self._house.origin + path)
        return self.hands_on(shown) if "data-nonce" in shown.text else shown

    def scans(self, path: str) -> requests.Response:
        """Chooses the platform, then who holds the phone."""
        choice = self.http.get(self._house.origin + path)
        (way,) = re.findall(rf'href="(/sign-in/{self._platform}/scan[^"]*)"', choice.text)
        page = self.http.get(self._house.origin + way.replace("&amp;", "&"))
        return self.http.get(f"{page.url}&as={self._who}")

    def hands_on(self, page: requests.Response) -> requests.Response:
        """What `dingtalk.js` does."""
        reply = self.posts(self.code(), nonce_of(page))
        assert reply.status_code == 200, reply.text
        return self.http.get(self._house.origin + reply.json()["next"])

    def code(self) -> str:
        said = {"api": "requestAuthCode", "callback": "cb", "corpId": CORPS["dingtalk"], "url": f"{self._house.origin}/x"}
        answer = self.http.get(f"{self._house.dingtalk.url}/jsapi/call.js", params=said)
        return str(json.loads(answer.text.removeprefix("cb(").removesuffix(");"))["code"])

    def posts(self, code: str, nonce: str) -> requests.Response:
        url, body = f"{self._house.origin}/api/v1/sign-in/dingtalk", {"code": code, "nonce": nonce}
        return self.http.post(url, json=body, headers={"Origin": self._house.origin})

    def me(self) -> dict[str, Any]:
        return dict(self.http.get(f"{self._house.origin}/api/v1/me").json())


def nonce_of(page: requests.Response) -> str:
    return str(re.findall(r'data-nonce="([\w-]+)"', page.text)[0])
