"""Feishu's own limits, kept before they are hit (vendor: frequency-control, im-v1/message/create, /patch; PLATFORMS 2.2.7)."""

from __future__ import annotations

from bot.ports import Pacer, Scope


class Pace:
    """The limits of one app: 1000 a minute and 50 a second for each API, 5 a second for one receiver and for one message."""

    def __init__(self, app: str, pacer: Pacer) -> None:
        self._app, self._pacer = app, pacer

    def post(self, to: str) -> None:
        """A new message. In a group all bots share the five a second; ours are the only ones that we can count."""
        self._pacer.admit(*self._api("create"), Scope(f"feishu:{self._app}:to:{to}", 5, 1.0))

    def patch(self, message_id: str) -> None:
        self._pacer.admit(*self._api("patch"), Scope(f"feishu:{self._app}:message:{message_id}", 5, 1.0))

    def call(self, api: str) -> None:
        """Another API, by a name of ours."""
        self._pacer.admit(*self._api(api))

    def _api(self, name: str) -> tuple[Scope, Scope]:
        whole = f"feishu:{self._app}:{name}"
        return Scope(whole, 50, 1.0), Scope(f"{whole}:minute", 1000, 60.0)
