"""WeCom's REST API over wechatpy, with the SDK's traps closed (docs/platforms/wecom.md).

The SDK retries without end and treats a wrong secret as an expired token; here a stale token is fetched anew once, and every
answer becomes a value, `TryLater` or `Undeliverable`. `errmsg` is never logged: it carries addresses and names.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError
from wechatpy.enterprise import WeChatClient
from wechatpy.exceptions import WeChatClientException

from bot.adapters.answers import at_most
from bot.adapters.manners import OwnPacer, OwnTokens
from bot.adapters.wecom import limits
from bot.ports import Pacer, Tokens, TryLater, Undeliverable
from bot.settings import WecomSettings
from crm_core.clock import Clock

_Answer = TypeVar("_Answer")
log = logging.getLogger(__name__)

TIMEOUT = 5.0
"""Seconds for a call, connecting and reading each."""
_STALE = frozenset({40014, 42001})
_LATER = {-1: timedelta(seconds=2), 45009: timedelta(seconds=60), 45033: timedelta(seconds=2)}
_REASONS = {
    40001: "bad_secret",
    40007: "gone",
    40013: "bad_corp_id",
    40056: "bad_agent_id",
    40058: "bad_parameter",
    44004: "empty",
    45001: "too_large",
    45002: "too_long",
    48002: "api_not_permitted",
    50003: "app_disabled",
    60011: "not_visible_to_app",
    60020: "address_not_allowed",
    60111: "no_such_member",
    81013: "no_valid_recipient",
    82001: "no_recipient",
    84061: "no_external_contact",
    86003: "no_such_chat",
    86008: "not_a_chat_of_ours",
}


class Refused(Undeliverable):
    """A final errcode of the platform: `code`, and its name as `reason`."""

    def __init__(self, code: int) -> None:
        super().__init__(_REASONS.get(code, f"errcode_{code}"))
        self.code = code


class WecomClient(WeChatClient):  # type: ignore[misc]
    """One app's calls; may be shared by threads. `ask`, `upload` and `download` are the ways in.

    All three raise TryLater, or Refused (Undeliverable). `tokens` holds the access token for all processes of ours, `pacer`
    counts their calls of each API.
    """

    def __init__(self, settings: WecomSettings, clock: Clock, tokens: Tokens | None = None, pacer: Pacer | None = None) -> None:
        super().__init__(settings.corp_id, settings.secret, timeout=TIMEOUT, auto_retry=False)
        self.API_BASE_URL = f"{settings.api_url.rstrip('/')}/cgi-bin/"
        self._http.trust_env = False
        self._settings = settings
        self.tokens: Tokens = tokens or OwnTokens(clock)
        self.pacer: Pacer = pacer or OwnPacer(clock)

    def name_of(self, what: str) -> str:
        """What something of this app is called in `tokens`. The secret itself is never part of a name."""
        digest = hashlib.sha256(self.secret.encode()).hexdigest()[:16]
        return f"wecom:{what}:{self.corp_id}:{self._settings.agent_id}:{digest}"

    @property
    def access_token(self) -> str:
        """Also the SDK's own way to the token."""
        return self.tokens.get(self.name_of("token"), self._fetch_token)

    def fetch_access_token(self) -> None:
        """The SDK's own has the vendor's host written into it, and no time-out; here `tokens` fetches."""
        self.tokens.get(self.name_of("token"), self._fetch_token)

    def _fetch_token(self) -> tuple[str, float]:
        params = {"access_token": "", "corpid": self.corp_id, "corpsecret": self.secret}
        answer = self._call("get", "gettoken", params=params)
        if not answer.get("access_token"):
            raise TryLater("wecom_no_token")
        return str(answer["access_token"]), lifetime(answer)

    def ask(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, data: Any = None) -> dict[str, Any]:
        """The platform's answer to `method` (`get`, `post`) on `path`."""
        wanted = {"data": data} if data is not None else {}
        return self._with_token(lambda token: self._call(method, path, params=_params(params, token), **wanted))

    def upload(self, path: str, *, params: Mapping[str, Any], name: str, content: bytes) -> dict[str, Any]:
        """The platform's answer to a file, sent as the multipart field `media`."""
        return self._with_token(
            lambda token: self._call("post", path, params=_params(params, token), files={"media": (name, content)})
        )

    def download(self, path: str, *, params: Mapping[str, Any], most: int) -> bytes:
        """A file. Undeliverable `too_large` as soon as it is longer than `most` bytes; the rest is not read."""
        return self._with_token(lambda token: self._download(path, _params(params, token), most))

    def _with_token(self, call: Callable[[str], _Answer]) -> _Answer:
        """A token that the platform says is stale is fetched anew once; never for 40001, which is a wrong secret."""
        token = self.access_token
        try:
            return call(token)
        except Refused as problem:
            if problem.code not in _STALE:
                raise
        self.tokens.forget(self.name_of("token"), token)
        try:
            return call(self.access_token)
        except Refused as problem:
            if problem.code in _STALE:
                raise TryLater(f"wecom_{problem.code}", timedelta(seconds=5)) from problem
            raise

    def _call(self, method: str, path: str, **wanted: Any) -> dict[str, Any]:
        self.pacer.admit(limits.call(self._settings, path))
        try:
            answer = self._request(method, path, **wanted)
        except WeChatClientException as problem:
            raise _meaning(path, problem.errcode, problem.response.status_code) from None
        except requests.RequestException as problem:
            raise unanswered(problem) from None
        if not isinstance(answer, dict):
            raise TryLater("wecom_not_json")
        return answer

    def _download(self, path: str, params: Mapping[str, Any], most: int) -> bytes:
        """Not through the SDK, which takes a file that holds JSON for an answer."""
        self.pacer.admit(limits.call(self._settings, path))
        try:
            with self._http.get(f"{self.API_BASE_URL}{path}", params=params, timeout=TIMEOUT, stream=True) as reply:
                if reply.status_code != 200:
                    raise _meaning(path, None, reply.status_code)
                content = at_most(reply, most)
        except requests.RequestException as problem:
            raise unanswered(problem) from None
        if "Content-Disposition" not in reply.headers and "json" in reply.headers.get("Content-Type", "").lower():
            raise _meaning(path, _errcode(content), 200)
        return content


def lifetime(answer: Mapping[str, Any]) -> float:
    """Seconds that a token or ticket lasts, as the platform says."""
    return float(answer.get("expires_in") or 7200)


def unanswered(problem: requests.RequestException) -> TryLater:
    """No answer came. Only where no connection was made at all is it sure that nothing happened."""
    cause = problem.args[0] if problem.args else None
    never_sent = isinstance(problem, requests.ConnectTimeout) or (
        isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    )
    return TryLater("wecom_unreachable", answered=never_sent)


def _params(params: Mapping[str, Any] | None, token: str) -> dict[str, Any]:
    return {**(params or {}), "access_token": token}


def _errcode(content: bytes) -> int:
    try:
        return int(json.loads(content)["errcode"])
    except (ValueError, TypeError, KeyError):
        return -1


def _meaning(path: str, code: int | None, status: int) -> Exception:
    """`code` None: the answer was none of the platform's, but a page with this `status`."""
    if code is None:
        log.warning("wecom %s answered http %d", path, status)
        return TryLater(f"wecom_http_{status}") if status >= 500 or status == 429 else Undeliverable(f"http_{status}")
    log.warning("wecom %s answered errcode %d", path, code)
    if code in _LATER:
        return TryLater(f"wecom_{code}", _LATER[code])
    return Refused(code)
