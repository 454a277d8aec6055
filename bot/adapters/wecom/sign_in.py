"""Sign-in of a member in WeCom's own web view, and the signature its JS-SDK asks for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.adapters.jsapi import jsapi_signature
from bot.adapters.wecom import limits
from bot.model import Person, Platform
from bot.ports import Undeliverable
from bot.settings import WecomSettings
from crm_core.clock import Clock

if TYPE_CHECKING:
    from bot.adapters.wecom.client import WecomClient


class WecomSignIn:
    """`bot.ports.SignIn`. The ticket is this app's own: another app's is refused with 42012, so its name says whose it is."""

    def __init__(self, settings: WecomSettings, client: WecomClient, clock: Clock) -> None:
        self._settings, self._client, self._clock = settings, client, clock

    def authorize_url(self, redirect_uri: str, *, state: str, inside: bool = True) -> str:
        """Where the browser goes to be told who it is; comes back to `redirect_uri` with `code` and `state`, from the page to
        scan without `code` where it was not allowed (vendor pages 91335, 98152)."""
        if not inside:
            return self._scan_url(redirect_uri, state)
        query = {
            "appid": self._settings.corp_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
            "agentid": self._settings.agent_id,
        }
        return f"{self._settings.oauth_url.rstrip('/')}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"

    def _scan_url(self, redirect_uri: str, state: str) -> str:
        query = {
            "login_type": "CorpApp",
            "appid": self._settings.corp_id,
            "agentid": self._settings.agent_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return f"{self._settings.scan_url}/wwlogin/sso/login?{urlencode(query)}"

    def member(self, code: str, redirect_uri: str = "") -> Person:  # noqa: ARG002 - the port's
        """`auth/getuserinfo`: a code works once, for five minutes. An outsider has an openid and no userid."""
        if not 0 < len(code) <= 512:
            raise Undeliverable("bad_code")
        answer = self._client.ask("get", "auth/getuserinfo", params={"code": code})
        userid = answer.get("userid") or answer.get("UserId")
        if not userid:
            raise Undeliverable("not_a_member")
        return Person(Platform.WECOM, self._settings.corp_id, str(userid).lower())

    def page_signature(self, url: str) -> Mapping[str, str | int]:
        """What `getAgentConfigSignature` of the page returns, with `corpid` and `agentid`."""
        timestamp, nonce = int(self._clock.now().timestamp()), secrets.token_hex(8)
        return {
            "corpid": self._settings.corp_id,
            "agentid": self._settings.agent_id,
            "timestamp": timestamp,
            "nonceStr": nonce,
            "signature": jsapi_signature(ticket=self._agent_ticket(), nonce=nonce, timestamp=timestamp, url=url),
        }

    def _agent_ticket(self) -> str:
        return self._client.tokens.get(self._client.name_of("ticket:agent_config"), self._fetch_ticket)

    def _fetch_ticket(self) -> tuple[str, float]:
        self._client.pacer.admit(*limits.ticket(self._settings))
        answer = self._client.ask("get", "ticket/get", params={"type": "agent_config"})
        return str(answer["ticket"]), float(answer.get("expires_in") or 7200)
