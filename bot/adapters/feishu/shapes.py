"""Reading of Feishu's JSON: what is missing or misshapen is a BadEnvelope that names the key and never the value."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.adapters.feishu.codec import BadEnvelope

_ID = re.compile(r"[\w.:@=-]{1,120}", re.ASCII)


def opened(raw: bytes) -> dict[str, Any]:
    """The JSON object that `raw` is. UTF-8, as the vendor writes it."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadEnvelope(400, "not JSON") from None
    if not isinstance(data, dict):
        raise BadEnvelope(400, "not a JSON object")
    return data


def part(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    if not isinstance(value, dict):
        raise BadEnvelope(400, f"{key} is missing or not an object")
    return value


def text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise BadEnvelope(400, f"{key} is missing or not text")
    return value


def identifier(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadEnvelope(400, f"{key} is missing or not an id")
    return value
