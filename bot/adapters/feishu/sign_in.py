"""Sign-in of a member in Feishu's web view or a browser, and the signature that its JS-SDK asks for.

The vendor's authorization page asks nothing inside its own client, so that one way in serves both (vendor:
common-capabilities/sso/api/obtain-oauth-code). Without the SDK: `suilu serve` stays small.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

import requests

from bot.adapters.feishu.answers import TOKEN_GONE, Answer, Refused, of_answer, settled, told_apart
from bot.adapters.feishu.client import token_name
from bot.adapters.feishu.pace import Pace
from bot.adapters.jsapi import jsapi_signature
from bot.model import Person, Platform
from bot.ports import Pacer, Tokens, TryLater, Undeliverable
from bot.settings import FeishuSettings
from crm_core.clock import Clock

log = logging.getLogger(__name__)

_APIS = "/open-apis"
_TENANT_TOKEN = "/auth/v3/tenant_access_token/internal"  # noqa: S105 - a path
_LONGEST_CODE = 512
_SHORT = 60.0
"""Seconds: the life of a token or ticket that does not tell its own."""


class FeishuSignIn:
    """`bot.ports.SignIn` for one Feishu app. `timeout` in seconds."""

    def __init__(self, settings: FeishuSettings, clock: Clock, tokens: Tokens, pacer: Pacer, *, timeout: float = 5.0) -> None:
        self._settings, self._clock, self._tokens, self._timeout = settings, clock, tokens, timeout
        self._pace = Pace(settings.app_id, pacer)

    def authorize_url(self, redirect_uri: str, *, state: str, inside: bool = True) -> str:  # noqa: ARG002 - one page serves both
        """Where the browser goes to be told who it is; comes back to `redirect_uri` with `code` and `state`."""
        query = {
            "client_id": self._settings.app_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return f"{self._settings.oauth_url}{_APIS}/authen/v1/authorize?{urlencode(query)}"

    def member(self, code: str, redirect_uri: str) -> Person:
        """`authen/v2/oauth/token`, then `authen/v1/user_info`: a code works once, for five minutes. Nothing but the open_id is
        kept, the user's token least of all."""
        if not 0 < len(code) <= _LONGEST_CODE:
            raise Undeliverable("bad_code")
        try:
            token = self._user_token(code, redirect_uri)
            found = settled(self._ask("GET", "/authen/v1/user_info", token=token)).get("data")
        except Refused as refused:
            log.info("feishu sign-in refused: code %d", refused.code)
            raise Undeliverable("bad_code") from None
        open_id = found.get("open_id") if isinstance(found, dict) else None
        if not isinstance(open_id, str) or not open_id:
            raise Undeliverable("not_a_member")
        return Person(Platform.FEISHU, self._settings.app_id, open_id)

    def page_signature(self, url: str) -> Mapping[str, str | int]:
        """What the page hands to `h5sdk.config`. Good once, for ten minutes; `timestamp` in milliseconds."""
        timestamp, nonce = int(self._clock.now().timestamp() * 1000), secrets.token_hex(8)
        try:
            ticket = self._tokens.get(f"{token_name(self._settings)}:jsapi", self._fetch_ticket)
        except Refused as refused:
            raise Undeliverable(str(refused)) from None
        return {
            "appId": self._settings.app_id,
            "timestamp": timestamp,
            "nonceStr": nonce,
            "signature": jsapi_signature(ticket=ticket, nonce=nonce, timestamp=timestamp, url=url),
        }

    def _user_token(self, code: str, redirect_uri: str) -> str:
        asked = {
            "grant_type": "authorization_code",
            "client_id": self._settings.app_id,
            "client_secret": self._settings.app_secret,
            "code": code,
            "redirect_uri": redirect_uri,
        }
        return _text(settled(self._ask("POST", "/authen/v2/oauth/token", body=asked)), "access_token")

    def _fetch_ticket(self) -> tuple[str, float]:
        data = self._as_app(partial(self._ask, "POST", "/jssdk/ticket/get", body={})).get("data")
        found = data if isinstance(data, dict) else {}
        return _text(found, "ticket"), _life(found.get("expire_in"))

    def _as_app(self, ask: Callable[..., Answer]) -> dict[str, Any]:
        """The body of a good answer to a call in the app's own name. A token that went bad is fetched anew once."""
        for _ in range(2):
            token = self._tokens.get(token_name(self._settings), self._fetch_token)
            answer = ask(token=token)
            if answer.code not in TOKEN_GONE:
                return settled(answer)
            self._tokens.forget(token_name(self._settings), token)
        raise TryLater("feishu_token")

    def _fetch_token(self) -> tuple[str, float]:
        secret = {"app_id": self._settings.app_id, "app_secret": self._settings.app_secret}
        answered = settled(self._ask("POST", _TENANT_TOKEN, body=secret))
        return _text(answered, "tenant_access_token"), _life(answered.get("expire"))

    def _ask(self, method: str, path: str, *, token: str = "", body: Mapping[str, str] | None = None) -> Answer:
        self._pace.call(path)
        headers = {"Authorization": f"Bearer {token}"} if token else {}

        def sent() -> Answer:
            url = f"{self._settings.api_url}{_APIS}{path}"
            reply = requests.request(method, url, json=body, headers=headers, timeout=self._timeout, allow_redirects=False)
            return of_answer(reply.status_code, reply.headers, reply.content)

        return told_apart(sent, garbled=(ValueError,))


def _text(answered: Mapping[str, Any], key: str) -> str:
    value = answered.get(key)
    if not isinstance(value, str) or not value:
        raise TryLater("feishu_malformed_answer", answered=False)
    return value


def _life(seconds: object) -> float:
    return float(seconds) if isinstance(seconds, int) and seconds > 0 else _SHORT
