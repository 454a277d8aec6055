"""What every vendor's JS-API wants to see of a page before it speaks to it: one and the same signature."""

from __future__ import annotations

import hashlib
from urllib.parse import unquote


def jsapi_signature(
    *, ticket: str, nonce: str, timestamp: int, url: str, algorithm: str = "sha1", unescaped: bool = False
) -> str:
    """Lower-case hex in the vendors' fixed order, values as they are; `url` without its fragment (PLATFORMS 3.3).

    `unescaped`: its escapes undone once, as DingTalk's clients do.
    """
    page = url.partition("#")[0]
    signed = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={unquote(page) if unescaped else page}"
    return hashlib.new(algorithm, signed.encode(), usedforsecurity=False).hexdigest()
