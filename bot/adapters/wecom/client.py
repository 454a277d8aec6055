"""WeCom's REST API over wechatpy, with the SDK's traps closed (docs/platforms/wecom.md).

The SDK retries without end and treats a wrong secret as an expired token; here a stale token is fetched anew once, and every
answer becomes a value, `TryLater` or `Undeliverable`. `errmsg` is never logged: it carries addresses and names.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError
from wechatpy.enterprise import WeChatClient
from wechatpy.exceptions import WeChatClientException

from bot.ports import TryLater, Undeliverable
from bot.settings import WecomSettings
from crm_core.clock import Clock

log = logging.getLogger(__name__)

TIMEOUT = 5.0
"""Seconds for a call, connecting and reading each."""
_STALE = frozenset({40014, 42001})
_LATER = {-1: timedelta(seconds=2), 45009: timedelta(seconds=60), 45033: timedelta(seconds=2)}
_REASONS = {
    40001: "bad_secret",
    40013: "bad_corp_id",
    40056: "bad_agent_id",
    40058: "bad_parameter",
    45002: "too_long",
    48002: "api_not_permitted",
    50003: "app_disabled",
    60011: "not_visible_to_app",
    60020: "address_not_allowed",
    60111: "no_such_member",
    81013: "no_valid_recipient",
    84061: "no_external_contact",
}


class Refused(Undeliverable):
    """A final errcode of the platform: `code`, and its name as `reason`."""

    def __init__(self, code: int) -> None:
        super().__init__(_REASONS.get(code, f"errcode_{code}"))
        self.code = code


class WecomClient(WeChatClient):  # type: ignore[misc]
    """One app's token and calls; may be shared by threads. `ask` is the way in."""

    def __init__(self, settings: WecomSettings, clock: Clock) -> None:
        super().__init__(settings.corp_id, settings.secret, timeout=TIMEOUT, auto_retry=False)
        self.API_BASE_URL = f"{settings.api_url.rstrip('/')}/cgi-bin/"
        self._http.trust_env = False
        self._clock = clock
        self._guard = threading.Lock()
        self._token, self._token_until = "", clock.now()

    @property
    def access_token(self) -> str:
        """The token, fetched when there is none or its end is near. One thread fetches, the others wait for it."""
        with self._guard:
            if not self._token or self._clock.now() >= self._token_until:
                self.fetch_access_token()
            return self._token

    def fetch_access_token(self) -> Mapping[str, Any]:
        """The SDK's own has the vendor's host written into it, and no time-out."""
        params = {"access_token": "", "corpid": self.corp_id, "corpsecret": self.secret}
        answer = self._call("get", "gettoken", params=params)
        if not answer.get("access_token"):
            raise TryLater("wecom_no_token")
        self._token = str(answer["access_token"])
        self._token_until = self._expiry(answer)
        return answer

    def ask(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, data: Any = None) -> dict[str, Any]:
        """The platform's answer to `method` (`get`, `post`) on `path`. Raises TryLater, or Refused (Undeliverable)."""
        wanted = {"params": dict(params or {}), **({"data": data} if data is not None else {})}
        token = self.access_token
        try:
            return self._call(method, path, **_with_token(wanted, token))
        except Refused as problem:
            if problem.code not in _STALE:
                raise
        self._forget(token)
        try:
            return self._call(method, path, **_with_token(wanted, self.access_token))
        except Refused as problem:
            if problem.code in _STALE:
                raise TryLater(f"wecom_{problem.code}", timedelta(seconds=5)) from problem
            raise

    def _expiry(self, answer: Mapping[str, Any]) -> datetime:
        lasts = max(int(answer.get("expires_in", 7200)) - 60, 0)
        return self._clock.now() + timedelta(seconds=lasts)

    def _forget(self, token: str) -> None:
        """Only the token that was refused: another thread may have fetched a fresh one meanwhile."""
        with self._guard:
            if self._token == token:
                self._token = ""

    def _call(self, method: str, path: str, **wanted: Any) -> dict[str, Any]:
        try:
            answer = self._request(method, path, **wanted)
        except WeChatClientException as problem:
            raise _meaning(problem, path) from None
        except requests.RequestException as problem:
            raise unanswered(problem) from None
        if not isinstance(answer, dict):
            raise TryLater("wecom_not_json")
        return answer


def unanswered(problem: requests.RequestException) -> TryLater:
    """No answer came. Only where no connection was made at all is it sure that nothing happened."""
    cause = problem.args[0] if problem.args else None
    never_sent = isinstance(problem, requests.ConnectTimeout) or (
        isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    )
    return TryLater("wecom_unreachable", answered=never_sent)


def _with_token(wanted: dict[str, Any], token: str) -> dict[str, Any]:
    return {**wanted, "params": {**wanted["params"], "access_token": token}}


def _meaning(problem: WeChatClientException, path: str) -> Exception:
    code: int | None = problem.errcode
    if code is None:
        status = problem.response.status_code
        log.warning("wecom %s answered http %d", path, status)
        return TryLater(f"wecom_http_{status}") if status >= 500 or status == 429 else Undeliverable(f"http_{status}")
    log.warning("wecom %s answered errcode %d", path, code)
    if code in _LATER:
        return TryLater(f"wecom_{code}", _LATER[code])
    return Refused(code)
