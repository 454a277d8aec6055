"""Callbacks as WeCom sends them: encrypted, signed, each with a MsgId of its own. Sealed apart from the code they test."""

from __future__ import annotations

import base64
import hashlib
import secrets
import string
import struct
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Tenant:
    """A WeCom app, made up."""

    corp: str
    token: str
    aes_key: str

    @classmethod
    def made_up(cls) -> Tenant:
        return cls("wwbenchmark", secrets.token_hex(8), "".join(secrets.choice(_LETTERS) for _ in range(42)) + "A")

    def environment(self) -> dict[str, str]:
        return {
            "SUILU_WECOM_CORP_ID": self.corp,
            "SUILU_WECOM_AGENT_ID": "1000002",
            "SUILU_WECOM_SECRET": "benchmark",
            "SUILU_WECOM_TOKEN": self.token,
            "SUILU_WECOM_AES_KEY": self.aes_key,
        }


class Post:
    """Writes files of requests, one a line: the query, a tab, the body. No MsgId is ever used twice."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._key = base64.b64decode(tenant.aes_key + "=")
        self._numbers = count(7_000_000_000_000_000_000)

    def write(self, file: Path, requests: int) -> None:
        stamp = str(int(time.time()))
        with file.open("w", encoding="ascii") as out:
            for _ in range(requests):
                out.write(self._line(stamp) + "\n")

    def _line(self, stamp: str) -> str:
        sealed, nonce = self._seal(self._message(stamp)), secrets.token_hex(5)
        signature = hashlib.sha1("".join(sorted((self._tenant.token, stamp, nonce, sealed))).encode()).hexdigest()
        body = f"<xml><ToUserName>{self._tenant.corp}</ToUserName><AgentID>1000002</AgentID><Encrypt>{sealed}</Encrypt></xml>"
        return f"msg_signature={signature}&timestamp={stamp}&nonce={nonce}\t{body}"

    def _message(self, stamp: str) -> bytes:
        number = next(self._numbers)
        return (
            f"<xml><ToUserName>{self._tenant.corp}</ToUserName><FromUserName>u{number % 997}</FromUserName>"
            f"<CreateTime>{stamp}</CreateTime><MsgType>text</MsgType><Content>王总今天确认了预算，下周三前给方案</Content>"
            f"<MsgId>{number}</MsgId><AgentID>1000002</AgentID></xml>"
        ).encode()

    def _seal(self, plain: bytes) -> str:
        body = secrets.token_bytes(16) + struct.pack(">I", len(plain)) + plain + self._tenant.corp.encode()
        pad = 32 - len(body) % 32
        sealer = Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16])).encryptor()
        return base64.b64encode(sealer.update(body + bytes([pad]) * pad) + sealer.finalize()).decode()
