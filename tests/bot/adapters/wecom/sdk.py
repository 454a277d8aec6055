"""The vendor's SDK itself; only its two hosts are moved."""

from __future__ import annotations

from typing import Any

import pytest
from wechatpy.enterprise import WeChatClient
from wechatpy.exceptions import WeChatClientException

from tests.bot.adapters.wecom.world import SETTINGS, World


def moved(world: World) -> WeChatClient:
    class Moved(WeChatClient):  # type: ignore[misc]
        API_BASE_URL = f"{world.sim.url}/cgi-bin/"

        def fetch_access_token(self) -> Any:
            params = {"corpid": self.corp_id, "corpsecret": self.secret}
            return self._fetch_access_token(url=f"{self.API_BASE_URL}gettoken", params=params)

    client = Moved(SETTINGS.corp_id, SETTINGS.secret, timeout=5, auto_retry=False)
    client._http.trust_env = False
    return client


def errcode(wrong: Any, *given: Any, **named: Any) -> int:
    """The errcode that a call is refused with."""
    with pytest.raises(WeChatClientException) as refused:
        wrong(*given, **named)
    code: int = refused.value.errcode
    return code
