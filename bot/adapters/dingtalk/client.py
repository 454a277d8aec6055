"""DingTalk over HTTP: two hosts, two dialects, one token (PLATFORMS 2.3). The SDK has no proactive calls to lean on."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from bot.ports import TryLater, Undeliverable
from bot.settings import DingtalkSettings

NEW_HOST = "https://api.dingtalk.com"
OLD_HOST = "https://oapi.dingtalk.com"
TOKEN_PATH = "/v1.0/oauth2/accessToken"  # noqa: S105
TIMEOUT = 5.0
"""Seconds, to connect and again to read."""

STALE_TOKEN = {"InvalidAuthentication", "40014", "42001", "88"}
BUSY = {
    "90002": timedelta(seconds=60),
    "90018": timedelta(seconds=60),
    "90019": timedelta(seconds=60),
    "send.too.fast": timedelta(seconds=10),
    "too.many.group": timedelta(seconds=10),
    "too.many.people": timedelta(seconds=10),
    "send.byToken.tooFast": timedelta(seconds=60),
    "system.busy": timedelta(seconds=2),
    "15": timedelta(seconds=2),
    "-1": timedelta(seconds=2),
}
QPS_CODE = "Forbidden.AccessDenied.QpsLimit"
QPS_PAUSE = timedelta(seconds=2)
BAN_PAUSE = timedelta(minutes=5)


_BAN_PAGE = re.compile(r'"status"\s*:\s*1111\b')
"""What a banned address gets instead of an answer: a page, not an error code (PLATFORMS 2.3.4)."""


class _StaleToken(Exception):
    """The platform no longer takes this token."""


class DingtalkClient:
    """Calls either dialect: `/topapi/…` goes to the old host with the token in the query, all else to the new one.

    Raises TryLater and Undeliverable(code), nothing else. Safe for several threads.
    """

    def __init__(self, settings: DingtalkSettings) -> None:
        self._settings = settings
        self._new, self._old = settings.api_url or NEW_HOST, settings.api_url or OLD_HOST
        self._session = requests.Session()
        self._session.trust_env = False
        self._lock = threading.Lock()
        self._token, self._fresh_until = "", 0.0

    def call(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer's JSON. A token that is refused is fetched anew, once."""
        token = self._get_token()
        try:
            return self._ask(method, path, body, token)
        except _StaleToken:
            self._forget(token)
        try:
            return self._ask(method, path, body, self._get_token())
        except _StaleToken:
            raise TryLater("token_refused", timedelta(seconds=30)) from None

    def _ask(self, method: str, path: str, body: Mapping[str, Any], token: str) -> dict[str, Any]:
        if path.startswith("/topapi/"):
            return _judge(self._send(method, self._old + path, json=body, params={"access_token": token}))
        headers = {"x-acs-dingtalk-access-token": token}
        return _judge(self._send(method, self._new + path, json=body, headers=headers))

    def _get_token(self) -> str:
        with self._lock:
            if time.monotonic() >= self._fresh_until:
                self._token, life = self._fetch_token()
                self._fresh_until = time.monotonic() + life - min(300.0, life / 2)
            return self._token

    def _fetch_token(self) -> tuple[str, float]:
        body = {"appKey": self._settings.client_id, "appSecret": self._settings.client_secret}
        try:
            answer = _judge(self._send("POST", self._new + TOKEN_PATH, json=body))
            return str(answer["accessToken"]), float(answer["expireIn"])
        except _StaleToken:
            raise Undeliverable("credentials_refused") from None
        except (KeyError, TypeError, ValueError):
            raise TryLater("no_token") from None

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._fresh_until = 0.0

    def _send(self, method: str, url: str, **parts: Any) -> requests.Response:
        try:
            return self._session.request(method, url, timeout=TIMEOUT, allow_redirects=False, **parts)
        except requests.ConnectTimeout:
            raise TryLater("unreachable") from None
        except requests.RequestException as trouble:
            raise TryLater("no_answer", answered=_never_sent(trouble)) from None


def _never_sent(trouble: requests.RequestException) -> bool:
    """True when there was no connection at all, so that the call cannot have taken effect."""
    inner = trouble.args[0] if trouble.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)


def _judge(response: requests.Response) -> dict[str, Any]:
    """The answer, or what its status and code mean. Messages are not kept: they may hold names."""
    if _BAN_PAGE.search(response.text):
        raise TryLater("ip_banned", BAN_PAUSE)
    data = _json(response)
    code = _code(data)
    if response.status_code < 400 and data and not code:
        return data
    if response.status_code == 401 or (code in STALE_TOKEN and not _gateway_timeout(data)):
        raise _StaleToken
    raise _busy(response.status_code, code) or Undeliverable(code or f"http_{response.status_code}")


def _busy(status: int, code: str) -> TryLater | None:
    """The many ways in which DingTalk says 「稍后再试」, or fails to say anything."""
    if code.startswith(QPS_CODE) or status == 429:
        return TryLater(code or "http_429", QPS_PAUSE)
    if code in BUSY:
        return TryLater(code, BUSY[code])
    if status >= 500 or code in STALE_TOKEN:
        # A gateway that gave up waiting leaves open whether the call took effect.
        return TryLater(code or f"http_{status}", answered=status not in (502, 504) and not code)
    return None if code or status >= 400 else TryLater("not_json", answered=False)


def _json(response: requests.Response) -> dict[str, Any]:
    try:
        data = response.json()
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _code(data: Mapping[str, Any]) -> str:
    """`code` of the new dialect or `errcode` of the old one; empty: no error."""
    raw = str(data.get("code") or data.get("errcode") or "")
    return re.sub(r"[^\w.\-]", "", raw)[:60]


def _gateway_timeout(data: Mapping[str, Any]) -> bool:
    """errcode 88 is both 「token」 and 「the gateway waited too long」; only the sub-code tells."""
    return str(data.get("sub_code") or "").startswith("isp.")
