"""DingTalk's HTTP callbacks as the platform writes them: signs and sealed envelopes. Written apart from our adapter's reading
of the same pages, so that one misreading does not hide another."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.settings import DingtalkSettings


def millis(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))


def robot_headers(secret: str, at: datetime) -> dict[str, str]:
    stamp = millis(at)
    return {"timestamp": stamp, "sign": _mac(secret, f"{stamp}\n{secret}")}


def card_headers(api_secret: str, at: datetime) -> dict[str, str]:
    """Nothing where the callback was registered without a secret."""
    if not api_secret:
        return {}
    stamp = millis(at)
    return {"x-ddpaas-signature-timestamp": stamp, "x-ddpaas-signature": _mac(api_secret, stamp)}


def _mac(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), "sha256").digest()).decode()


class Envelope:
    """The seal of event subscription, for one app: signed with its token, closed with its AES key, owned by its client id."""

    def __init__(self, settings: DingtalkSettings) -> None:
        self._token, self._owner = settings.token, settings.client_id
        key = base64.b64decode(f"{settings.aes_key}=")
        self._aes = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def sealed(self, data: dict[str, Any], at: datetime, *, token: str = "") -> tuple[dict[str, str], bytes]:
        """Query and body. `token`: a forger's."""
        return self.closed(json.dumps(data, ensure_ascii=False).encode(), at, token=token)

    def closed(self, message: bytes, at: datetime, *, token: str = "") -> tuple[dict[str, str], bytes]:
        """The same around any bytes."""
        padder = padding.PKCS7(256).padder()
        plain = secrets.token_bytes(16) + len(message).to_bytes(4, "big") + message + self._owner.encode()
        encryptor = self._aes.encryptor()
        closed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
        encrypted = base64.b64encode(closed).decode()
        stamp, nonce = millis(at), secrets.token_hex(4)
        signature = self._signature(token or self._token, stamp, nonce, encrypted)
        query = {"signature": signature, "msg_signature": signature, "timestamp": stamp, "nonce": nonce}
        return query, json.dumps({"encrypt": encrypted}).encode()

    def opened(self, answer: bytes) -> str:
        """The word in an answer; empty when it is not sealed and signed as it has to be."""
        try:
            data = json.loads(answer)
            signature = self._signature(self._token, data["timeStamp"], data["nonce"], data["encrypt"])
            decryptor, unpadder = self._aes.decryptor(), padding.PKCS7(256).unpadder()
            closed = base64.b64decode(data["encrypt"])
            plain = unpadder.update(decryptor.update(closed) + decryptor.finalize()) + unpadder.finalize()
        except (ValueError, KeyError, TypeError):
            return ""
        size = int.from_bytes(plain[16:20], "big")
        right = signature == data["msg_signature"] and plain[20 + size :] == self._owner.encode()
        return plain[20 : 20 + size].decode() if right else ""

    @staticmethod
    def _signature(token: str, stamp: str, nonce: str, encrypted: str) -> str:
        return hashlib.sha1("".join(sorted([token, stamp, nonce, encrypted])).encode(), usedforsecurity=False).hexdigest()
