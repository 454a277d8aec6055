"""Reading what vendors answer, which may be anything."""

from __future__ import annotations

from typing import Any

import requests

from bot.ports import Undeliverable

_CHUNK = 64 * 1024


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in what should be a list of them."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def at_most(reply: requests.Response, most: int) -> bytes:
    """A streamed body. Undeliverable `too_large` as soon as it is longer than `most` bytes; the rest is not read."""
    content = bytearray()
    for chunk in reply.iter_content(_CHUNK):
        content += chunk
        if len(content) > most:
            raise Undeliverable("too_large")
    return bytes(content)
