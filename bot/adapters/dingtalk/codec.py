"""Signatures and seals of DingTalk's HTTP callbacks (PLATFORMS 2.3.2, 2.3.3; vendor page event-callback-card).

Three ways in, three proofs: the robot's sign, the card's sign, and the sealed envelope of event subscription. The first
two do not cover the body, so that only TLS and their age protect it. Compared in constant time; padding is strict.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32
_HEAD = 16 + 4


class CodecError(Exception):
    """The envelope is not what DingTalk would have sent. `reason` is one of `signature`, `receiver`, `malformed`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def robot_sign(timestamp: str, secret: str) -> str:
    """base64 HMAC-SHA256 of `timestamp ⏎ secret` under the secret."""
    return _hmac(secret, f"{timestamp}\n{secret}")


def card_sign(timestamp: str, secret: str) -> str:
    """base64 HMAC-SHA256 of the timestamp under the apiSecret that the callback was registered with."""
    return _hmac(secret, timestamp)


def card_secret(client_secret: str) -> str:
    """The apiSecret that we register, the same in all our processes, and not the app's own secret."""
    return hmac.new(client_secret.encode(), b"suilu card callbacks", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _hmac(secret: str, text: str) -> str:
    digest = hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class Codec:
    """Seals and opens the envelopes of event subscription: SHA-1 over four sorted strings, AES-256-CBC padded to 32 bytes.

    `owners` are those whom an envelope may be for: the app's key, or the organisation's corpId.
    """

    def __init__(self, token: str, aes_key: str, owners: tuple[str, ...]) -> None:
        key = base64.b64decode(aes_key + "=")  # lenient on purpose: real keys carry bits beyond the 32 bytes
        if len(key) != _BLOCK:
            raise ValueError("the aes_key has to be 43 characters of base64")
        self._token = token
        self._owners = [owner.encode() for owner in owners if owner]
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """Lower-case hex SHA-1."""
        joined = "".join(sorted((self._token, timestamp, nonce, encrypted)))
        return hashlib.sha1(joined.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()

    def verify(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> None:
        """Raises CodecError("signature") unless `signature` is the right one."""
        if not same(self.signature(timestamp, nonce, encrypted), signature):
            raise CodecError("signature")

    def encrypt(self, plain: bytes, owner: str) -> str:
        """16 random bytes, length (4 bytes, big endian), the message, the owner; padded by bytes, not characters; base64."""
        body = secrets.token_bytes(16) + struct.pack(">I", len(plain)) + plain + owner.encode()
        pad = _BLOCK - len(body) % _BLOCK
        sealer = self._cipher.encryptor()
        return base64.b64encode(sealer.update(body + bytes([pad]) * pad) + sealer.finalize()).decode()

    def decrypt(self, encrypted: str) -> tuple[bytes, str]:
        """The message and its owner. Raises CodecError: `malformed`, or `receiver` when it was sealed for somebody else."""
        body = _unpadded(self._open(encrypted))
        size = struct.unpack(">I", body[16:_HEAD])[0]
        if _HEAD + size > len(body):
            raise CodecError("malformed")
        sealed_for = body[_HEAD + size :]
        if not any([hmac.compare_digest(sealed_for, owner) for owner in self._owners]):
            raise CodecError("receiver")
        return body[_HEAD : _HEAD + size], sealed_for.decode()

    def _open(self, encrypted: str) -> bytes:
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            opener = self._cipher.decryptor()
            return opener.update(sealed) + opener.finalize()
        except (binascii.Error, ValueError) as problem:
            raise CodecError("malformed") from problem


def _unpadded(body: bytes) -> bytes:
    pad = body[-1] if body else 0
    if not 1 <= pad <= _BLOCK or body[-pad:] != bytes([pad]) * pad or len(body) - pad < _HEAD:
        raise CodecError("malformed")
    return body[:-pad]
