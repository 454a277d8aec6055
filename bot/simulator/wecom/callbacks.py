"""The simulated WeCom's calls to Suilu: sealed, posted, tried again, and going wrong on command (`town.IN_FAULTS`).

Sealed with the SDK's own cipher, not with ours: the two have to agree.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from xml.sax.saxutils import escape

import requests
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.adapters.wecom.codec import parse_xml
from bot.model import Platform
from bot.settings import WecomSettings
from bot.simulator.town import CALLBACK, Town

_DEADLINE = 5.0
_TRIES = 3
_SKEW = timedelta(minutes=10)


@dataclass
class Callbacks:
    """`target` is where they go. `late_seconds` is how late a callback comes that has to be late."""

    town: Town
    settings: WecomSettings
    target: str
    retry_seconds: float
    late_seconds: float = 1.0
    stopping: threading.Event = field(default_factory=threading.Event)
    _held: list[str] = field(default_factory=list)
    """Documents that have to wait until the next one has gone."""

    def document(self, kind: str, by: str, body: str, *, seconds: int, agent: bool = True) -> str:
        """An event or a message `by` this id, as plain XML."""
        agent_id = f"<AgentID>{self.settings.agent_id}</AgentID>" if agent else ""
        return (
            f"<xml><ToUserName>{cdata(self.settings.corp_id)}</ToUserName><FromUserName>{cdata(by)}</FromUserName>"
            f"<CreateTime>{seconds}</CreateTime><MsgType>{cdata(kind)}</MsgType>{body}{agent_id}</xml>"
        )

    def deliver(self, plain: str) -> bool:
        """Any plain XML as a callback. True when it was taken (or is held back)."""
        fault = self.town.fault(Platform.WECOM, CALLBACK)
        if fault == "reorder":
            self._held.append(plain)
            return True
        taken = self._with_fault(plain, fault)
        waiting, self._held = self._held, []
        for held in waiting:
            self._send(held)
        return taken

    def _with_fault(self, plain: str, fault: str) -> bool:
        if fault == "late":
            self.stopping.wait(self.late_seconds)
        taken = self._send(plain, ago=_SKEW if fault == "skew" else timedelta(), forged=fault == "forge")
        if fault == "duplicate":
            self._send(plain)
        return taken

    def _send(self, plain: str, *, ago: timedelta = timedelta(), forged: bool = False) -> bool:
        """Up to three tries of five seconds; true when one was answered with 200."""
        query, body = self._sealed(plain, ago=ago, forged=forged)
        for left in reversed(range(_TRIES)):
            if self._post(plain, query, body):
                return True
            if left:
                self.stopping.wait(self.retry_seconds)
        return False

    def _sealed(self, plain: str, *, ago: timedelta, forged: bool) -> tuple[dict[str, str], str]:
        token = secrets.token_hex(8) if forged else self.settings.token
        crypto = WeChatCrypto(token, self.settings.aes_key, self.settings.corp_id)
        timestamp = str(int((self.town.clock.now() - ago).timestamp()))
        nonce = secrets.token_hex(5)
        sealed = parse_xml(crypto.encrypt_message(plain, nonce, timestamp).encode())
        query = {"msg_signature": sealed.findtext("MsgSignature", ""), "timestamp": timestamp, "nonce": nonce}
        body = (
            f"<xml><ToUserName>{cdata(self.settings.corp_id)}</ToUserName>"
            f"<AgentID>{self.settings.agent_id}</AgentID><Encrypt>{cdata(sealed.findtext('Encrypt', ''))}</Encrypt></xml>"
        )
        return query, body

    def _post(self, plain: str, query: Mapping[str, str], body: str) -> bool:
        with requests.Session() as session:
            session.trust_env = False
            try:
                reply = session.post(self.target, params=query, data=body.encode(), timeout=_DEADLINE)
            except requests.RequestException as problem:
                taken, answered = False, type(problem).__name__
            else:
                taken, answered = reply.status_code == 200, f"{reply.status_code} {reply.text}".strip()
        self.town.write_down(Platform.WECOM, "in", "callback", ok=taken, asked=plain, answered=answered)
        return taken


def cdata(text: str) -> str:
    return escape(text) if "]]>" in text else f"<![CDATA[{text}]]>"
