"""Who somebody is: DingTalk's codes of both kinds, a member's own token, and the ticket that pages are signed with.

Vendor: developerpedia get_user_app_token_browser, the h5app demos. The codes of refusals are those that open-source clients
have seen; the vendor's pages at hand name none.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.settings import DingtalkSettings
from bot.simulator.dingtalk.refusal import Refusal
from bot.simulator.scan import CODE_LIFE, Held
from bot.simulator.town import Dweller, Town

LIFE = timedelta(hours=2)
"""Of a member's token and of a ticket."""
FREE, SCANNED = "free", "scanned"


class Passport:
    """Codes are good once, for five minutes, and each kind at its own door only."""

    def __init__(self, town: Town, settings: DingtalkSettings) -> None:
        self._town, self._settings = town, settings
        self._codes: dict[tuple[str, str], Held] = {}
        self._tokens: dict[str, Held] = {}
        self._ticket = "", town.clock.now()
        self._lock = threading.Lock()

    def code(self, kind: str, who: str) -> str:
        """`FREE`: for a page in the client; `SCANNED`: what the authorization page comes back with."""
        code = secrets.token_hex(16)
        self._codes[kind, code] = Held(who, self._town.clock.now() + CODE_LIFE)
        return code

    def here(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`/topapi/v2/user/getuserinfo`"""
        who = self._spent(FREE, body.get("code"))
        if who is None:
            raise Refusal(200, 40078, "不存在的临时授权码")
        result = {"userid": who.ids["dingtalk"], "unionid": union_id(who), "name": who.name, "device_id": "town", "sys": False}
        return {"errcode": 0, "errmsg": "ok", "result": {**result, "sys_level": 0}}

    def token(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`/v1.0/oauth2/userAccessToken`"""
        if (body.get("clientId"), body.get("clientSecret")) != (self._settings.client_id, self._settings.client_secret):
            raise Refusal(400, "invalidClientIdOrSecret", "无效的clientId或者clientSecret")
        if body.get("grantType") != "authorization_code":
            raise Refusal(400, "invalidParameter.grantType")
        who = self._spent(SCANNED, body.get("code"))
        if who is None:
            raise Refusal(400, "invalidParameter.authCode.notFound", "不合法的临时授权码")
        token = secrets.token_hex(16)
        self._tokens[token] = Held(who.key, self._town.clock.now() + LIFE)
        return {"accessToken": token, "refreshToken": secrets.token_hex(16), "expireIn": int(LIFE.total_seconds())}

    def me(self, token: str) -> dict[str, Any]:
        """`/v1.0/contact/users/me`, with a member's own token."""
        held = self._tokens.get(token)
        if held is None or self._town.clock.now() >= held.until:
            raise Refusal(401, "InvalidAuthentication", "不合法的access_token")
        who = self._town.people[held.who]
        return {"nick": who.name, "unionId": union_id(who), "openId": f"open_{who.key}"}

    def by_union(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`/topapi/user/getbyunionid`: members only."""
        found = [who for who in self._town.people.values() if union_id(who) == body.get("unionid") and who.staff]
        if not found or "dingtalk" not in found[0].ids:
            raise Refusal(200, 60121, "找不到该用户")
        return {"errcode": 0, "errmsg": "ok", "result": {"contact_type": 0, "userid": found[0].ids["dingtalk"]}}

    def ticket(self) -> dict[str, Any]:
        """`/v1.0/oauth2/jsapiTickets`"""
        ticket, until = self.live_ticket()
        return {"jsapiTicket": ticket, "expireIn": int((until - self._town.clock.now()).total_seconds())}

    def live_ticket(self) -> tuple[str, datetime]:
        """The app's, the same until it ends."""
        with self._lock:
            if self._town.clock.now() >= self._ticket[1]:
                self._ticket = secrets.token_urlsafe(40), self._town.clock.now() + LIFE
            return self._ticket

    def _spent(self, kind: str, code: object) -> Dweller | None:
        with self._lock:
            held = self._codes.pop((kind, str(code)), None)
        good = held is not None and self._town.clock.now() < held.until
        return self._town.people[held.who] if held and good else None


def union_id(who: Dweller) -> str:
    return f"union{who.key}iE"
