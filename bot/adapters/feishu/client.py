"""The one place that speaks to Feishu's REST host, through the vendor's SDK with its traps covered.

The token comes from the house's `Tokens`, not from the SDK: its cache is one for the process and keyed by app id alone, and
an expired token is never asked for anew.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import quote

import requests

from bot.adapters.answers import at_most, objects
from bot.adapters.feishu.answers import TOKEN_GONE, Answer, Refused, of_answer, settled, told_apart
from bot.ports import Tokens, TryLater
from bot.settings import FeishuSettings
from crm_core.clock import Clock

log = logging.getLogger(__name__)

_TOKEN_URI = "/open-apis/auth/v3/tenant_access_token/internal"  # noqa: S105 - a path
_PAGE = 50
_ASK_AGAIN = timedelta(hours=1)
"""After the app was told that it may not know its tenant: somebody may have granted it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of history, items as the vendor sends them; `next` is empty on the last."""

    items: list[dict[str, Any]]
    next: str = ""


def token_name(settings: FeishuSettings) -> str:
    """What the app's access token is called among the house's: another secret, another token."""
    digest = hashlib.sha256(settings.app_secret.encode()).hexdigest()[:12]
    return f"feishu:{settings.app_id}:{digest}"


class FeishuClient:
    """One app on one host. `timeout` in seconds, for connecting and for each silence while reading. Safe to share by threads.

    Every call raises TryLater or Refused and nothing else.
    """

    def __init__(self, settings: FeishuSettings, clock: Clock, tokens: Tokens, *, timeout: float = 5.0) -> None:
        import lark_oapi as lark  # 3 s and 175 MB: only the process that sends pays for it
        from lark_oapi.api.im import v1
        from lark_oapi.core.exception import UnmarshalException

        self._lark, self._im, self._garbled = lark, v1, (ValueError, AttributeError, UnmarshalException)
        self._settings, self._clock, self._tokens, self._timeout = settings, clock, tokens, timeout
        builder = lark.Client.builder().app_id(settings.app_id).app_secret(settings.app_secret)
        self._sdk = builder.domain(settings.api_url).timeout(timeout).enable_set_token(True).build()
        self._token_name = token_name(settings)
        self._tenant, self._asked = "", datetime.min.replace(tzinfo=clock.now().tzinfo)

    @property
    def app(self) -> str:
        return self._settings.app_id

    def create(self, kind: str, to: str, content: str, *, uuid: str, msg_type: str = "interactive") -> str:
        """Post a message to an `open_id` or `chat_id`; its message_id. `uuid` sends once an hour."""
        body = self._im.CreateMessageRequestBody.builder().receive_id(to).msg_type(msg_type).content(content)
        request = self._im.CreateMessageRequest.builder().receive_id_type(kind).request_body(body.uuid(uuid).build())
        return _text(self._call(self._sdk.im.v1.message.create, request.build), "message_id")

    def patch(self, message_id: str, content: str) -> None:
        """Show another card in place of a message's."""
        body = self._im.PatchMessageRequestBody.builder().content(content).build()
        request = self._im.PatchMessageRequest.builder().message_id(message_id).request_body(body)
        self._call(self._sdk.im.v1.message.patch, request.build)

    def history(self, container: str, container_id: str, *, start: int | None = None, page: str = "") -> Page:
        """Messages of a `chat` or `thread`, oldest first. `start` in seconds, only for a chat."""
        request = self._im.ListMessageRequest.builder().container_id_type(container).container_id(container_id)
        request.sort_type("ByCreateTimeAsc").page_size(_PAGE).with_sender_name("true")
        if start is not None:
            request.start_time(str(start))
        if page:
            request.page_token(page)
        data = self._call(self._sdk.im.v1.message.list, request.build)
        return Page(objects(data.get("items")), str(data.get("page_token") or "") if data.get("has_more") else "")

    def message(self, message_id: str) -> list[dict[str, Any]]:
        """A message as history shows it; a merged record is followed by what was merged (`upper_message_id`)."""
        request = self._im.GetMessageRequest.builder().message_id(message_id)
        return objects(self._call(self._sdk.im.v1.message.get, request.build).get("items"))

    def upload_image(self, content: bytes) -> str:
        """The image_key under which a message can show it (vendor: im-v1/image/create)."""

        def request() -> Any:
            image = ("image", BytesIO(content), "application/octet-stream")
            body = self._im.CreateImageRequestBody.builder().image_type("message").image(image).build()
            return self._im.CreateImageRequest.builder().request_body(body).build()

        return _text(self._call(self._sdk.im.v1.image.create, request), "image_key")

    def upload_file(self, name: str, content: bytes, *, file_type: str) -> str:
        """The file_key under which a message can hold it (vendor: im-v1/file/create)."""

        def request() -> Any:
            file = ("file", BytesIO(content), "application/octet-stream")
            body = self._im.CreateFileRequestBody.builder().file_type(file_type).file_name(name).file(file).build()
            return self._im.CreateFileRequest.builder().request_body(body).build()

        return _text(self._call(self._sdk.im.v1.file.create, request), "file_key")

    def download(self, message_id: str, key: str, *, type_: str, most: int) -> bytes:
        """A file in a message (vendor: im-v1/message-resource/get), `type_` image or file. Undeliverable `too_large`: it is
        longer than `most` bytes.

        Not by the SDK, which takes up to 100 MB into memory before it can be asked how much it is.
        """
        url = f"{self._settings.api_url}/open-apis/im/v1/messages/{quote(message_id)}/resources/{quote(key)}"
        found: list[bytes] = []

        def fetched(token: str) -> Answer:
            headers = {"Authorization": f"Bearer {token}"}
            with requests.get(url, params={"type": type_}, headers=headers, timeout=self._timeout, stream=True) as reply:
                if reply.status_code == requests.codes.ok and "Content-Disposition" in reply.headers:
                    found[:] = [at_most(reply, most)]
                    return Answer(reply.status_code, {}, {"code": 0})
                return of_answer(reply.status_code, reply.headers, reply.content)

        self._with_token(fetched)
        return found[0] if found else b""

    def tenant_key(self) -> str:
        """Our tenant; empty while the app may not know it (scope `tenant:tenant:readonly`), which is asked once an hour."""
        if not self._tenant and self._clock.now() - self._asked >= _ASK_AGAIN:
            builder = self._lark.BaseRequest.builder().http_method(self._lark.HttpMethod.GET)
            request = builder.uri("/open-apis/tenant/v2/tenant/query").token_types({self._lark.AccessTokenType.TENANT})
            try:
                tenant = self._call(self._sdk.request, request.build).get("tenant")
                self._tenant = str(tenant.get("tenant_key") or "") if isinstance(tenant, dict) else ""
            except Refused as refused:
                log.info("feishu tenant unknown: code %d", refused.code)
            self._asked = self._clock.now()
        return self._tenant

    def ask(self, path: str) -> dict[str, Any]:
        """The `data` of a GET on `path`, query included."""
        builder = self._lark.BaseRequest.builder().http_method(self._lark.HttpMethod.GET).uri(path)
        return self._call(self._sdk.request, builder.token_types({self._lark.AccessTokenType.TENANT}).build)

    def tell(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The `data` of a POST of this JSON to `path`."""

        def request() -> Any:
            builder = self._lark.BaseRequest.builder().http_method(self._lark.HttpMethod.POST).uri(path).body(body)
            return builder.token_types({self._lark.AccessTokenType.TENANT}).build()

        return self._call(self._sdk.request, request)

    def _call(self, send: Callable[[Any, Any], Any], request: Callable[[], Any]) -> dict[str, Any]:
        """The `data` of the answer. The request is made for each try: the SDK uses up the body of an upload."""

        def sent(token: str) -> Answer:
            option = self._lark.RequestOption.builder().tenant_access_token(token).build()
            raw = send(request(), option).raw
            return of_answer(raw.status_code, raw.headers, raw.content)

        data = self._with_token(sent).get("data")
        return data if isinstance(data, dict) else {}

    def _with_token(self, sent: Callable[[str], Answer]) -> dict[str, Any]:
        """The body of a good answer. A token that went bad is fetched anew once."""
        for _ in range(2):
            token = self._tokens.get(self._token_name, self._fetch_token)
            answer = told_apart(partial(sent, token), garbled=self._garbled)
            if answer.code not in TOKEN_GONE:
                return settled(answer)
            self._tokens.forget(self._token_name, token)
        raise TryLater("feishu_token")

    def _fetch_token(self) -> tuple[str, float]:
        secret = {"app_id": self._settings.app_id, "app_secret": self._settings.app_secret}
        builder = self._lark.BaseRequest.builder().http_method(self._lark.HttpMethod.POST).uri(_TOKEN_URI).body(secret)
        request = builder.headers({"Content-Type": "application/json; charset=utf-8"}).build()

        def sent() -> Answer:
            raw = self._sdk.request(request, self._lark.RequestOption()).raw
            return of_answer(raw.status_code, raw.headers, raw.content)

        body = settled(told_apart(sent, garbled=self._garbled))
        expire = body.get("expire")
        return _text(body, "tenant_access_token"), float(expire) if isinstance(expire, int) else 0.0


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise TryLater("feishu_malformed_answer", answered=False)
    return value
