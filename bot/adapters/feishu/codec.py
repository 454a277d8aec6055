"""Verify and decrypt what Feishu posts: SHA-256 signature, AES-256-CBC (vendor: step-3-receive-events).

Our own forty lines instead of the SDK's dispatcher: that one has no freshness window, accepts unsigned events when a key is
missing, and costs 175 MB in a process that only has to say "got it".
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

WINDOW = timedelta(seconds=300)
"""How far a signature's timestamp may be from our clock, either way. The vendor names no tolerance."""
_BLOCK = 16
_SHA1_LENGTH = 40
_TIMESTAMP, _NONCE, _SIGNATURE = "x-lark-request-timestamp", "x-lark-request-nonce", "x-lark-signature"


class BadEnvelope(Exception):
    """What came is not Feishu's, or not for us, or not whole. `error` never holds a value from the request."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status, self.error = status, error


class Codec:
    """The two secrets of one app's callbacks. Raises ValueError when either is empty: unsigned is never accepted."""

    def __init__(self, encrypt_key: str, token: str) -> None:
        if not (encrypt_key and token):
            raise ValueError("Feishu callbacks need an encrypt key and a verification token")
        self._key = encrypt_key.encode()
        self._token = token.encode()

    def signed(self, headers: Mapping[str, str]) -> bool:
        """Whether a signature was sent at all; Feishu sends none with its URL verification."""
        return _SIGNATURE in headers

    def verify(self, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
        """Raises BadEnvelope (403) unless the raw `body` bears a fresh signature. Header names are lower case."""
        timestamp, nonce = headers.get(_TIMESTAMP, ""), headers.get(_NONCE, "")
        material = timestamp.encode() + nonce.encode() + self._key + body
        _check(hashlib.sha256(material).hexdigest(), headers, now)

    def signed_as_of_old(self, headers: Mapping[str, str]) -> bool:
        """Whether the signature has the length of the 1.0 card callback's."""
        return len(headers.get(_SIGNATURE, "")) == _SHA1_LENGTH

    def verify_legacy(self, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
        """The same for the 1.0 card callback: SHA-1 with the verification token in the key's place (PLATFORMS 2.2.3)."""
        timestamp, nonce = headers.get(_TIMESTAMP, ""), headers.get(_NONCE, "")
        material = timestamp.encode() + nonce.encode() + self._token + body
        _check(hashlib.sha1(material).hexdigest(), headers, now)  # noqa: S324 - the vendor's

    def decrypt(self, sealed: str) -> bytes:
        """The plaintext of `{"encrypt": sealed}`. One error for all that can be wrong, so that nothing can be probed."""
        try:
            raw = b64decode(sealed, validate=True)
            cipher = Cipher(algorithms.AES(hashlib.sha256(self._key).digest()), modes.CBC(raw[:_BLOCK]))
            decryptor = cipher.decryptor()
            padded = decryptor.update(raw[_BLOCK:]) + decryptor.finalize()
        except (binascii.Error, ValueError):
            raise BadEnvelope(403, "cannot decrypt") from None
        return _unpadded(padded)

    def known(self, token: object) -> bool:
        """Whether `token` is this app's verification token, compared in constant time."""
        return isinstance(token, str) and hmac.compare_digest(token.encode("utf-8", "replace"), self._token)


def _check(wanted: str, headers: Mapping[str, str], now: datetime) -> None:
    if not hmac.compare_digest(wanted.encode(), headers.get(_SIGNATURE, "").encode()):
        raise BadEnvelope(403, "bad signature")
    if not _fresh(headers.get(_TIMESTAMP, ""), now):
        raise BadEnvelope(403, "stale signature")


def _fresh(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= WINDOW.total_seconds()


def _unpadded(padded: bytes) -> bytes:
    """PKCS#7, block 16, strictly."""
    size = padded[-1] if padded else 0
    if not 1 <= size <= _BLOCK or padded[-size:] != bytes([size]) * size:
        raise BadEnvelope(403, "cannot decrypt")
    return padded[:-size]
