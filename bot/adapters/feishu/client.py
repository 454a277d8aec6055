"""The one place that speaks to Feishu's REST host, through the vendor's SDK with its traps covered.

The token is ours, not the SDK's: its cache is one for the whole process and keyed by app id alone, and an expired token is
never asked for anew.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from bot.ports import TryLater
from bot.settings import FeishuSettings

log = logging.getLogger(__name__)

LIMITED = frozenset({99991400, 230020, 11232, 11233, 11247})
"""Rate limits by the vendor's pages; the SDK files two of them elsewhere."""
TOKEN_GONE = frozenset({99991661, 99991663, 99991664, 99991665, 99991666, 99991668, 99991671, 99991677})
_TOKEN_URI = "/open-apis/auth/v3/tenant_access_token/internal"  # noqa: S105 - a path
_SPARE = 600.0
_PAGE = 50
_NO_CODE = -1


class Refused(Exception):
    """Feishu understood and said no, for good. `code` is the vendor's."""

    def __init__(self, code: int) -> None:
        super().__init__(f"feishu_{code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Page:
    """One page of history, items as the vendor sends them; `next` is empty on the last."""

    items: list[dict[str, Any]]
    next: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> int:
        code = self.body.get("code")
        return code if isinstance(code, int) else _NO_CODE


class FeishuClient:
    """One app on one host. `timeout` in seconds, for connecting and for each silence while reading. Safe to share by threads.

    Every call raises TryLater or Refused and nothing else.
    """

    def __init__(self, settings: FeishuSettings, *, timeout: float = 5.0) -> None:
        import lark_oapi as lark  # 3 s and 175 MB: only the process that sends pays for it
        from lark_oapi.api.im import v1
        from lark_oapi.core.exception import UnmarshalException

        self._lark, self._im, self._garbled = lark, v1, (ValueError, AttributeError, UnmarshalException)
        self._settings = settings
        builder = lark.Client.builder().app_id(settings.app_id).app_secret(settings.app_secret)
        self._sdk = builder.domain(settings.api_url).timeout(timeout).enable_set_token(True).build()
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0
        self._tenant: str | None = None

    def create(self, kind: str, to: str, content: str, *, uuid: str) -> str:
        """Post an interactive message to an `open_id` or `chat_id`; its message_id. `uuid` sends once an hour."""
        body = self._im.CreateMessageRequestBody.builder().receive_id(to).msg_type("interactive").content(content)
        request = self._im.CreateMessageRequest.builder().receive_id_type(kind).request_body(body.uuid(uuid).build())
        data = self._call(self._sdk.im.v1.message.create, request.build())
        message_id = data.get("message_id")
        if not isinstance(message_id, str):
            raise TryLater("feishu_malformed_answer", answered=False)
        return message_id

    def patch(self, message_id: str, content: str) -> None:
        """Show another card in place of a message's."""
        body = self._im.PatchMessageRequestBody.builder().content(content).build()
        request = self._im.PatchMessageRequest.builder().message_id(message_id).request_body(body).build()
        self._call(self._sdk.im.v1.message.patch, request)

    def history(self, container: str, container_id: str, *, start: int | None = None, page: str = "") -> Page:
        """Messages of a `chat` or `thread`, oldest first. `start` in seconds, only for a chat."""
        request = self._im.ListMessageRequest.builder().container_id_type(container).container_id(container_id)
        request.sort_type("ByCreateTimeAsc").page_size(_PAGE).with_sender_name("true")
        if start is not None:
            request.start_time(str(start))
        if page:
            request.page_token(page)
        data = self._call(self._sdk.im.v1.message.list, request.build())
        items = data.get("items")
        more = str(data.get("page_token") or "") if data.get("has_more") else ""
        return Page([item for item in items if isinstance(item, dict)] if isinstance(items, list) else [], more)

    def tenant_key(self) -> str:
        """Our tenant, asked once; empty when the app may not know it (scope `tenant:tenant:readonly`)."""
        if self._tenant is None:
            builder = self._lark.BaseRequest.builder().http_method(self._lark.HttpMethod.GET)
            request = builder.uri("/open-apis/tenant/v2/tenant/query").token_types({self._lark.AccessTokenType.TENANT})
            try:
                tenant = self._call(self._sdk.request, request.build()).get("tenant")
                self._tenant = str(tenant.get("tenant_key") or "") if isinstance(tenant, dict) else ""
            except Refused as refused:
                log.info("feishu tenant unknown: code %d", refused.code)
                self._tenant = ""
        return self._tenant

    def ask(self, path: str) -> dict[str, Any]:
        """The `data` of a GET on `path`, query included."""
        builder = self._lark.BaseRequest.builder().http_method(self._lark.HttpMethod.GET).uri(path)
        return self._call(self._sdk.request, builder.token_types({self._lark.AccessTokenType.TENANT}).build())

    def _call(self, send: Callable[[Any, Any], Any], request: Any) -> dict[str, Any]:
        """The `data` of the answer. A token that went bad is fetched anew once."""
        for _ in range(2):
            token = self._tenant_token()
            option = self._lark.RequestOption.builder().tenant_access_token(token).build()
            answer = self._sent(send, request, option)
            if answer.code not in TOKEN_GONE:
                data = _settled(answer).get("data")
                return data if isinstance(data, dict) else {}
            self._forget(token)
        raise TryLater("feishu_token")

    def _sent(self, send: Callable[[Any, Any], Any], request: Any, option: Any) -> _Answer:
        try:
            raw = send(request, option).raw
            body = json.loads(raw.content)
        except requests.ConnectTimeout:
            raise TryLater("feishu_unreachable") from None
        except requests.ConnectionError as error:
            raise TryLater("feishu_connection", answered=_never_left(error)) from None
        except requests.RequestException:
            raise TryLater("feishu_timeout", answered=False) from None
        except self._garbled:
            # A gateway's HTML page: the SDK raises before it hands out the status.
            raise TryLater("feishu_malformed_answer") from None
        headers = {name.lower(): value for name, value in raw.headers.items()}
        return _Answer(raw.status_code, headers, body if isinstance(body, dict) else {})

    def _tenant_token(self) -> str:
        with self._lock:
            if time.monotonic() >= self._until:
                body = _settled(self._ask_token())
                expire = body["expire"] if isinstance(body.get("expire"), int) else 0
                self._token = str(body.get("tenant_access_token") or "")
                self._until = time.monotonic() + max(expire - _SPARE, expire / 2)
            return self._token

    def _ask_token(self) -> _Answer:
        secret = {"app_id": self._settings.app_id, "app_secret": self._settings.app_secret}
        builder = self._lark.BaseRequest.builder().http_method(self._lark.HttpMethod.POST).uri(_TOKEN_URI).body(secret)
        request = builder.headers({"Content-Type": "application/json; charset=utf-8"}).build()
        return self._sent(self._sdk.request, request, self._lark.RequestOption())

    def _forget(self, token: str) -> None:
        with self._lock:
            if token == self._token:
                self._until = 0.0


def _settled(answer: _Answer) -> dict[str, Any]:
    if answer.status == 429 or answer.code in LIMITED:
        raise TryLater("feishu_rate_limit", _reset(answer.headers))
    if answer.status >= 500 or answer.code == _NO_CODE:
        raise TryLater(f"feishu_http_{answer.status}")
    if answer.code in TOKEN_GONE:
        raise TryLater("feishu_token")
    if answer.code != 0:
        raise Refused(answer.code)
    return answer.body


def _reset(headers: Mapping[str, str]) -> timedelta:
    """How long until the limit lifts; a second when the header is missing or odd, an hour at most."""
    text = headers.get("x-ogw-ratelimit-reset", "")
    seconds = int(text) if text.isascii() and text.isdecimal() else 1
    return timedelta(seconds=min(max(seconds, 1), 3600))


def _never_left(error: requests.ConnectionError) -> bool:
    """Whether no connection was made, so that the call cannot have taken effect."""
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)
