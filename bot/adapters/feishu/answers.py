"""How Feishu's answers are told apart: later, never, or a token to fetch anew. Always by `code`: a failure may be HTTP 200."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from bot.ports import TryLater

LIMITED = frozenset({99991400, 230020, 11232, 11233, 11247})
"""Rate limits by the vendor's pages; the SDK files two of them elsewhere."""
TOKEN_GONE = frozenset({99991661, 99991663, 99991664, 99991665, 99991666, 99991668, 99991671, 99991677})
_NO_CODE = -1


class Refused(Exception):
    """Feishu understood and said no, for good. `code` is the vendor's."""

    def __init__(self, code: int) -> None:
        super().__init__(f"feishu_{code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> int:
        code = self.body.get("code")
        return code if isinstance(code, int) else _NO_CODE


def of_answer(status: int, headers: Mapping[str, str], content: bytes) -> Answer:
    """Raises ValueError for what is not JSON."""
    body = json.loads(content)
    return Answer(status, {name.lower(): value for name, value in headers.items()}, body if isinstance(body, dict) else {})


def told_apart(send: Callable[[], Answer], *, garbled: tuple[type[Exception], ...]) -> Answer:
    """What `send` gives; everything that can befall it on the way is TryLater."""
    try:
        return send()
    except requests.ConnectTimeout:
        raise TryLater("feishu_unreachable") from None
    except requests.ConnectionError as error:
        raise TryLater("feishu_connection", answered=_never_left(error)) from None
    except requests.RequestException:
        raise TryLater("feishu_timeout", answered=False) from None
    except garbled:
        # A gateway's HTML page: the SDK raises before it hands out the status.
        raise TryLater("feishu_malformed_answer") from None


def settled(answer: Answer) -> dict[str, Any]:
    """The body of a good answer. Raises TryLater or Refused."""
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
    seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
    return timedelta(seconds=min(max(seconds, 1), 3600))


def _never_left(error: requests.ConnectionError) -> bool:
    """Whether no connection was made, so that the call cannot have taken effect."""
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)
