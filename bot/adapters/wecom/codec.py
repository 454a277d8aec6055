"""WeCom's callback envelope: SHA-1 signature, AES-256-CBC, and the XML inside (vendor page 90968; docs/platforms/wecom.md).

Our own rather than the SDK's, because the SDK compares signatures with `!=`, does not check padding and raises six kinds
of error. Whatever a stranger sends, only `CodecError` comes out.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers import expat

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32
_HEAD = 16 + 4
MAX_XML = 1024 * 1024
"""Bytes of one XML document, outer or inner."""
_MAX_ELEMENTS = 2000


class CodecError(Exception):
    """The envelope is not what the platform would have sent. `reason` is one of `signature`, `receiver`, `malformed`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Codec:
    """Seals and opens envelopes for one app: its `token`, its 43-character EncodingAESKey, and whom they are for."""

    def __init__(self, token: str, aes_key: str, receive_id: str) -> None:
        key = base64.b64decode(aes_key + "=")  # lenient on purpose: real keys carry bits beyond the 32 bytes
        if len(key) != _BLOCK:
            raise ValueError("the EncodingAESKey has to be 43 characters of base64")
        self._token = token
        self._receive_id = receive_id.encode()
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """Lower-case hex SHA-1 of the four strings, sorted and joined."""
        joined = "".join(sorted((self._token, timestamp, nonce, encrypted)))
        return hashlib.sha1(joined.encode(errors="replace"), usedforsecurity=False).hexdigest()

    def verify(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> None:
        """Raises CodecError("signature") unless `signature` is the right one; compared in constant time."""
        if not hmac.compare_digest(self.signature(timestamp, nonce, encrypted).encode(), signature.encode(errors="replace")):
            raise CodecError("signature")

    def encrypt(self, plain: bytes) -> str:
        """16 random bytes, length (4 bytes, big endian), the message, the receiver; padded to 32; base64."""
        body = secrets.token_bytes(16) + struct.pack(">I", len(plain)) + plain + self._receive_id
        pad = _BLOCK - len(body) % _BLOCK
        sealer = self._cipher.encryptor()
        return base64.b64encode(sealer.update(body + bytes([pad]) * pad) + sealer.finalize()).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """The message. Raises CodecError: `malformed`, or `receiver` when it was sealed for somebody else."""
        body = self._unpad(self._open(encrypted))
        size = struct.unpack(">I", body[16:_HEAD])[0]
        if _HEAD + size > len(body):
            raise CodecError("malformed")
        if not hmac.compare_digest(body[_HEAD + size :], self._receive_id):
            raise CodecError("receiver")
        return body[_HEAD : _HEAD + size]

    def _open(self, encrypted: str) -> bytes:
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            opener = self._cipher.decryptor()
            return opener.update(sealed) + opener.finalize()
        except (binascii.Error, ValueError) as problem:
            raise CodecError("malformed") from problem

    @staticmethod
    def _unpad(body: bytes) -> bytes:
        pad = body[-1] if body else 0
        if not 1 <= pad <= _BLOCK or body[-pad:] != bytes([pad]) * pad or len(body) - pad < _HEAD:
            raise CodecError("malformed")
        return body[:-pad]


def parse_xml(data: bytes) -> Element:
    """The document's root element. DOCTYPE (so: entities), more than 1 MiB or 2000 elements raise CodecError."""
    if len(data) > MAX_XML:
        raise CodecError("malformed")
    builder = TreeBuilder()
    seen = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal seen
        seen += 1
        if seen > _MAX_ELEMENTS:
            raise CodecError("malformed")
        builder.start(tag, attributes)

    def refuse(*_: Any) -> None:
        raise CodecError("malformed")

    parser = expat.ParserCreate("utf-8")  # whatever the document says of itself: the platform writes no other
    parser.StartElementHandler = start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ParseError, AssertionError, ValueError) as problem:
        raise CodecError("malformed") from problem
