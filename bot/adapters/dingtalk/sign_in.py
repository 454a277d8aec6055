"""Sign-in of a member in DingTalk's own web view or a browser, and the signature that its JS-API asks for.

Inside the client our page asks the JS-API for a code (免登); outside, DingTalk's page shows a code to scan (vendor:
developerpedia get_user_app_token_browser, h5app demos; PLATFORMS 3.2).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from bot.adapters.dingtalk import pace
from bot.adapters.dingtalk.client import DingtalkClient
from bot.adapters.jsapi import jsapi_signature
from bot.model import Person, Platform
from bot.ports import Pacer, Tokens, TryLater, Undeliverable
from bot.settings import DingtalkSettings
from crm_core.clock import Clock

log = logging.getLogger(__name__)

_FREE = "/topapi/v2/user/getuserinfo"
_TOKEN = "/v1.0/oauth2/userAccessToken"  # noqa: S105 - a path
_ME = "/v1.0/contact/users/me"
_BY_UNION = "/topapi/user/getbyunionid"
_TICKET = "/v1.0/oauth2/jsapiTickets"
_LONGEST_CODE = 512
_COLLEAGUE = 0
"""`contact_type` of a member; 1 is somebody whom a member knows outside."""
_UNKNOWN_MEMBER = ("60121", "33012")
_SHORT = 60.0
"""Seconds: the life of a ticket that does not tell its own."""


class DingtalkSignIn:
    """`bot.ports.SignIn` for one app of one organisation, `settings.corp_id`."""

    def __init__(self, settings: DingtalkSettings, client: DingtalkClient, clock: Clock, tokens: Tokens, pacer: Pacer) -> None:
        self._settings, self._client, self._clock = settings, client, clock
        self._tokens, self._pacer = tokens, pacer

    def authorize_url(self, redirect_uri: str, *, state: str, inside: bool = False) -> str:  # noqa: ARG002 - only outside
        """Where a browser goes to be told who it is; it comes back to `redirect_uri` with `authCode` or `error`."""
        query = {
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "client_id": self._settings.client_id,
            "scope": "openid",
            "state": state,
            "prompt": "consent",
        }
        return f"{self._settings.oauth_url}/oauth2/auth?{urlencode(query)}"

    def member(self, code: str, redirect_uri: str) -> Person:
        """A code works once, for five minutes. Nothing but the userid is kept, the member's own token least of all."""
        if not 0 < len(code) <= _LONGEST_CODE:
            raise Undeliverable("bad_code")
        try:
            userid = self._who_scanned(code) if redirect_uri else self._who_is_here(code)
        except Undeliverable as refused:
            log.info("dingtalk sign-in refused: %s", refused.reason)
            raise
        return Person(Platform.DINGTALK, self._settings.corp_id, userid)

    def page_signature(self, url: str) -> Mapping[str, str | int]:
        """What the page hands to `dd.config`; `timeStamp` in milliseconds."""
        timestamp, nonce = int(self._clock.now().timestamp() * 1000), secrets.token_hex(8)
        ticket = self._tokens.get(f"dingtalk:{self._settings.client_id}:jsapi", self._fetch_ticket)
        signed = jsapi_signature(
            ticket=ticket, nonce=nonce, timestamp=timestamp, url=url, algorithm=self._settings.jsapi_hash, unescaped=True
        )
        return {
            "agentId": self._settings.agent_id,
            "corpId": self._settings.corp_id,
            "timeStamp": timestamp,
            "nonceStr": nonce,
            "signature": signed,
        }

    def _who_is_here(self, code: str) -> str:
        """In the client: the code is of this organisation already."""
        return _text(_result(self._call(_FREE, {"code": code})), "userid")

    def _who_scanned(self, code: str) -> str:
        """Anybody with a DingTalk account may scan: whether it is a member's, only the directory tells."""
        asked = {
            "clientId": self._settings.client_id,
            "clientSecret": self._settings.client_secret,
            "code": code,
            "grantType": "authorization_code",
        }
        self._pacer.admit(pace.api(self._settings, _TOKEN))
        token = _text(self._client.call_as("", "POST", _TOKEN, json=asked), "accessToken")
        self._pacer.admit(pace.api(self._settings, _ME))
        union = _text(self._client.call_as(token, "GET", _ME), "unionId")
        try:
            found = _result(self._call(_BY_UNION, {"unionid": union}))
        except Undeliverable as refused:
            raise Undeliverable("not_a_member") if refused.reason in _UNKNOWN_MEMBER else refused from None
        if found.get("contact_type", _COLLEAGUE) != _COLLEAGUE:
            raise Undeliverable("not_a_member")
        return _text(found, "userid")

    def _fetch_ticket(self) -> tuple[str, float]:
        answered = self._call(_TICKET, {})
        life = answered.get("expireIn")
        return _text(answered, "jsapiTicket"), float(life) if isinstance(life, int) and life > 0 else _SHORT

    def _call(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        self._pacer.admit(pace.api(self._settings, path))
        return self._client.call("POST", path, body)


def _result(answered: Mapping[str, Any]) -> Mapping[str, Any]:
    found = answered.get("result")
    return found if isinstance(found, Mapping) else {}


def _text(answered: Mapping[str, Any], key: str) -> str:
    value = answered.get(key)
    if not isinstance(value, str) or not value:
        raise TryLater("dingtalk_malformed_answer", answered=False)
    return value
