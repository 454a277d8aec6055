"""DingTalk over HTTP: two hosts, two dialects, one token (PLATFORMS 2.3). The SDK has no proactive calls to lean on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from bot.ports import Tokens, TryLater, Undeliverable
from bot.settings import DingtalkSettings
from crm_core.clock import Clock

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
NOT_GRANTED = "60011"
"""The app lacks a permission; the old dialect says so as a sub-code of 88."""
QPS_CODE = "Forbidden.AccessDenied.QpsLimit"
QPS_PAUSE = timedelta(seconds=2)
BAN_PAUSE = timedelta(minutes=5)


_BAN_PAGE = re.compile(r'"status"\s*:\s*1111\b')
"""What a banned address gets instead of an answer: a page, not an error code (PLATFORMS 2.3.4)."""


class _StaleToken(Exception):
    """The platform no longer takes this token."""


class DingtalkClient:
    """Calls either dialect: `/topapi/…` and `/media/…` go to the old host with the token in the query, all else to the new one.

    Raises TryLater and Undeliverable(code), nothing else. Safe for several threads. One token serves both hosts; it is the
    `Tokens` port that keeps it, under the app's client id.
    """

    ahead: timedelta | None = None
    """How far DingTalk's clock was ahead of ours at its last answer, to a second; None before the first."""

    def __init__(self, settings: DingtalkSettings, clock: Clock, tokens: Tokens) -> None:
        self._settings, self._clock, self._tokens = settings, clock, tokens
        self._new, self._old = settings.api_url or NEW_HOST, settings.api_url or OLD_HOST
        self._session = requests.Session()
        self._session.trust_env = False
        self._name = f"dingtalk:{settings.client_id}"

    def ready(self) -> None:
        """A token in hand, so that a call leaves at the moment it is admitted, and not some time later."""
        self._token()

    def call(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer's JSON. A token that is refused is fetched anew, once."""
        return self._ask(method, path, json=body)

    def upload(self, kind: str, name: str, content: bytes) -> str:
        """The media_id of a file: `kind` is image, voice, video or file (PLATFORMS 2.3.5)."""
        answer = self._ask("POST", "/media/upload", files={"media": (name, content)}, params={"type": kind})
        if not isinstance(answer.get("media_id"), str):
            raise Undeliverable("no_media_id")
        return str(answer["media_id"])

    def call_as(self, token: str, method: str, path: str, **parts: Any) -> dict[str, Any]:
        """A call on the new host that is not the app's own: with a member's token, or with none where `token` is empty."""
        headers = {"x-acs-dingtalk-access-token": token} if token else {}
        try:
            return _judge(self._send(method, self._new + path, headers=headers, **parts))
        except _StaleToken:
            raise Undeliverable("member_token_refused") from None

    def _ask(self, method: str, path: str, **parts: Any) -> dict[str, Any]:
        token = self._token()
        try:
            return self._once(method, path, token, parts)
        except _StaleToken:
            self._tokens.forget(self._name, token)
        try:
            return self._once(method, path, self._token(), parts)
        except _StaleToken:
            raise TryLater("token_refused", timedelta(seconds=30)) from None

    def _once(self, method: str, path: str, token: str, parts: Mapping[str, Any]) -> dict[str, Any]:
        if path.startswith(("/topapi/", "/media/")):
            query = {**parts.get("params", {}), "access_token": token}
            return _judge(self._send(method, self._old + path, **{**parts, "params": query}))
        return _judge(self._send(method, self._new + path, headers={"x-acs-dingtalk-access-token": token}, **parts))

    def _token(self) -> str:
        return self._tokens.get(self._name, self._fetch_token)

    def _fetch_token(self) -> tuple[str, float]:
        body = {"appKey": self._settings.client_id, "appSecret": self._settings.client_secret}
        try:
            answer = _judge(self._send("POST", self._new + TOKEN_PATH, json=body))
            return str(answer["accessToken"]), float(answer["expireIn"])
        except _StaleToken:
            raise Undeliverable("credentials_refused") from None
        except (KeyError, TypeError, ValueError):
            raise TryLater("no_token") from None

    def _send(self, method: str, url: str, **parts: Any) -> requests.Response:
        try:
            answer = self._session.request(method, url, timeout=TIMEOUT, allow_redirects=False, **parts)
        except requests.ConnectTimeout:
            raise TryLater("unreachable") from None
        except requests.RequestException as trouble:
            raise TryLater("no_answer", answered=_never_sent(trouble)) from None
        self._compare_clocks(answer.headers.get("Date", ""))
        return answer

    def _compare_clocks(self, date: str) -> None:
        try:
            self.ahead = parsedate_to_datetime(date) - self._clock.now()
        except (ValueError, TypeError):
            self.ahead = None


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
    if _not_granted(data):
        raise Undeliverable(NOT_GRANTED)
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


def _not_granted(data: Mapping[str, Any]) -> bool:
    return str(data.get("sub_code") or "") == NOT_GRANTED
