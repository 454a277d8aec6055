"""Who somebody is: Feishu's authorization codes, user tokens, and the ticket that pages are signed with.

Vendor: sso/api/obtain-oauth-code, authentication-management get-user-access-token (v2), authen-v1 user_info/get, h5 step 2.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request

from bot.settings import FeishuSettings
from bot.simulator.feishu.http import Refusal, answer, body
from bot.simulator.feishu.wire import Scribe, tenant_of
from bot.simulator.town import Dweller, Town

CODE_LIFE = timedelta(minutes=5)
LIFE = timedelta(hours=2)
"""Of a user's token and of a ticket."""


@dataclass(frozen=True, slots=True)
class _Pass:
    who: str
    until: datetime
    redirect_uri: str = ""


class Passport:
    """Knob: `away`, keys of dwellers outside the app's availability range."""

    def __init__(self, town: Town, settings: FeishuSettings, scribe: Scribe) -> None:
        self.away: set[str] = set()
        self._town, self._settings, self._scribe = town, settings, scribe
        self._codes: dict[str, _Pass] = {}
        self._used: set[str] = set()
        self._tokens: dict[str, _Pass] = {}
        self._ticket = "", town.clock.now()
        self._lock = threading.Lock()

    def code(self, who: str, redirect_uri: str) -> str:
        """What the authorization page sends back with."""
        code = secrets.token_urlsafe(24)
        self._codes[code] = _Pass(who, self._town.clock.now() + CODE_LIFE, redirect_uri)
        return code

    def token(self) -> dict[str, Any] | Response:
        """`authen/v2/oauth/token`: RFC 6749 with Feishu's codes; a refusal is HTTP 400."""
        try:
            held = self._redeemed(body())
        except Refusal as refusal:
            told = {"code": refusal.code, "error": "invalid_grant", "error_description": refusal.msg}
            return answer(told, refusal.status)
        token = f"u-{secrets.token_urlsafe(24)}"
        self._tokens[token] = _Pass(held.who, self._town.clock.now() + LIFE)
        life = {"expires_in": int(LIFE.total_seconds()), "token_type": "Bearer", "scope": "auth:user.id:read"}
        return answer({"code": 0, "access_token": token, **life})

    def user_info(self) -> dict[str, Any]:
        _, _, token = request.headers.get("Authorization", "").partition(" ")
        held = self._tokens.get(token)
        if held is None or self._town.clock.now() >= held.until:
            raise Refusal(20005, "The user access token passed is invalid. Please check the value")
        dweller = self._town.people[held.who]
        return {"data": {"name": dweller.name, "tenant_key": tenant_of(dweller), **self._scribe.ids(dweller)}}

    def ticket(self) -> dict[str, Any]:
        ticket, until = self.live_ticket()
        left = int((until - self._town.clock.now()).total_seconds())
        return {"data": {"ticket": ticket, "expire_in": left}}

    def live_ticket(self) -> tuple[str, datetime]:
        """The app's, the same until it ends."""
        with self._lock:
            last, until = self._ticket
            if self._town.clock.now() >= until:  # the first one is the same after the town was started anew
                value = hmac.new(self._settings.app_secret.encode(), last.encode(), "sha256").hexdigest()
                self._ticket = value, self._town.clock.now() + LIFE
            return self._ticket

    def _redeemed(self, asked: dict[str, Any]) -> _Pass:
        if asked.get("grant_type") != "authorization_code":
            raise Refusal(20036, "The specified grant_type is not supported.")
        if (asked.get("client_id"), asked.get("client_secret")) != (self._settings.app_id, self._settings.app_secret):
            raise Refusal(20002, "The client secret is invalid.")
        code = str(asked.get("code"))
        held = self._spent(code)
        if self._town.clock.now() >= held.until:
            raise Refusal(20004, "The authorization code has expired.")
        if asked.get("redirect_uri") != held.redirect_uri:
            raise Refusal(20071, "The redirect_uri does not match the one of the authorization.")
        if self._outside(self._town.people[held.who]):
            raise Refusal(20010, "The user does not have permission to use this app.")
        return held

    def _spent(self, code: str) -> _Pass:
        with self._lock:
            held = self._codes.pop(code, None)
            if held is None and code in self._used:
                raise Refusal(20065, "The authorization code has been used.")
            if held is None:
                raise Refusal(20003, "The authorization code is not found.")
            self._used.add(code)
            return held

    def _outside(self, dweller: Dweller) -> bool:
        """Another organisation's people, and our own whom the app is not for."""
        return not dweller.staff or dweller.key in self.away
