"""Where the clicks on a card come to: the stream, or in http mode an address of ours that is registered once a process."""

from __future__ import annotations

import threading
from typing import Any

from bot.adapters.dingtalk.client import DingtalkClient
from bot.adapters.dingtalk.codec import card_secret
from bot.ports import Undeliverable
from bot.settings import DingtalkSettings

REGISTER = "/v1.0/card/callbacks/register"
ROUTE_KEY = "suilu"
PATH = "/callbacks/dingtalk/card"


class CardRoute:
    """`fields` go into every card that is created (PLATFORMS 5.2.2)."""

    def __init__(self, settings: DingtalkSettings, client: DingtalkClient, callbacks: str) -> None:
        self._settings, self._client = settings, client
        self._url = callbacks.rstrip("/") + PATH
        self._guard = threading.Lock()
        self._registered = False

    def fields(self) -> dict[str, str]:
        """May raise what the client raises, in http mode before the first card."""
        if self._settings.mode != "http":
            return {"callbackType": "STREAM"}
        with self._guard:
            if not self._registered:
                self._register()
                self._registered = True
        return {"callbackType": "HTTP", "callbackRouteKey": ROUTE_KEY}

    def _register(self) -> None:
        """Over what was registered before: our address may have changed, the secret follows the app's."""
        body: dict[str, Any] = {
            "callbackRouteKey": ROUTE_KEY,
            "callbackUrl": self._url,
            "apiSecret": card_secret(self._settings.client_secret),
            "forceUpdate": True,
        }
        if self._client.call("POST", REGISTER, body).get("success") is False:
            raise Undeliverable("callback_not_registered")
