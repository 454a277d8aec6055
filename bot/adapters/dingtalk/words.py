"""DingTalk's JSON, taken apart without trust: half a surrogate pair and NUL cannot be stored, and are not kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What reading a stranger's JSON can raise."""


def words(value: object) -> str:
    """`value` as text that can be stored."""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode()


def parsed(text: object) -> dict[str, Any]:
    """The JSON object in `text`. Raises ValueError for anything else, also when it is nested too deep."""
    try:
        data = json.loads(text)  # type: ignore[arg-type]
    except (TypeError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(data, dict):
        raise ValueError("not an object")  # noqa: TRY004 - a wrong body, not a wrong call
    return data


def event_id(room: str, raw: str) -> str:
    """`dingtalk:<room>:<raw>`, at most 160 characters: a longer `raw` is hashed."""
    name = f"dingtalk:{room}:{words(raw)}"
    return name if len(name) <= 160 else f"dingtalk:{room}:{hashlib.sha256(raw.encode('utf-8', 'replace')).hexdigest()}"


def moment(milliseconds: object, default: datetime) -> datetime:
    """DingTalk's times are milliseconds since 1970, as a number or a string."""
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return default


def first(data: Mapping[str, Any], *names: str) -> Any:
    """The value under the first of `names` that is there: DingTalk spells some fields in two ways."""
    return next((data[name] for name in names if data.get(name)), None)
