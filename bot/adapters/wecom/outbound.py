"""Cards out to WeCom: `message/send` and `message/update_template_card` (vendor pages 90236, 94888)."""

from __future__ import annotations

import re
from typing import Any

from bot.adapters.wecom.client import Refused, WecomClient
from bot.adapters.wecom.inbound import RIGHT_LASTS
from bot.model import CardHandle, Conversation, Person, Platform
from bot.ports import Spent, Undeliverable
from bot.settings import WecomSettings
from cards.model import Card
from cards.render import wecom
from crm_core.clock import Clock

_KEY = re.compile(r"[0-9A-Za-z_-]{1,50}")
_TASK_ID_TAKEN = 42014
_SAME_MESSAGE = 1800
HOME = "https://work.weixin.qq.com/"


class WecomMessenger:
    """`bot.ports.Messenger`. App messages reach members only; `home_url` is where a card without a page of its own leads."""

    def __init__(self, settings: WecomSettings, client: WecomClient, clock: Clock, *, home_url: str = HOME) -> None:
        self._settings, self._client, self._clock, self._home = settings, client, clock, home_url

    def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
        """`key` rides as the card's task_id, which the platform takes once; equal content is dropped for 30 minutes."""
        member = _member(to)
        if not _KEY.fullmatch(key):
            raise Undeliverable("bad_key")
        message = {
            "touser": member,
            "msgtype": "template_card",
            "agentid": self._settings.agent_id,
            "template_card": wecom.render(card, task_id=key, home_url=self._home),
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _SAME_MESSAGE,
        }
        try:
            answer = self._client.ask("post", "message/send", data=message)
        except Refused as problem:
            if problem.code == _TASK_ID_TAKEN:  # our key stands already: an earlier try arrived, its answer did not
                return CardHandle(Platform.WECOM, key, "", uses_left=0)
            raise
        _check_reached(answer, member)
        return self._handle(key, str(answer.get("response_code") or ""))

    def change(self, handle: CardHandle, card: Card, *, to: Person | Conversation) -> CardHandle:
        """One response_code, one change: the handle that comes back is used up until the next click brings a fresh one."""
        if handle.uses_left == 0 or not handle.token or (handle.until and self._clock.now() >= handle.until):
            raise Spent
        member = _member(to)
        wanted = {
            "userids": [member],
            "agentid": self._settings.agent_id,
            "response_code": handle.token,
            "template_card": wecom.render(card, task_id=handle.card, home_url=self._home),
        }
        try:
            answer = self._client.ask("post", "message/update_template_card", data=wanted)
        except Refused as problem:
            if problem.code // 1000 == 42:  # the vendor names no code for a used one; 42xxx is its family of 「expired」
                raise Spent from problem
            raise
        _check_reached(answer, member)
        return CardHandle(Platform.WECOM, handle.card, "", uses_left=0)

    def _handle(self, key: str, code: str) -> CardHandle:
        if not code:  # a card that cannot call back brings no right to change it
            return CardHandle(Platform.WECOM, key, "", uses_left=0)
        return CardHandle(Platform.WECOM, key, code, self._clock.now() + RIGHT_LASTS, 1)


def _member(to: Person | Conversation) -> str:
    """A member, or the member's own chat with the app. Customers and their chats cannot be reached by an app."""
    if not to.id or "/" in to.id or "|" in to.id or to.id.startswith(("@", "wr")):
        raise Undeliverable("not_a_member")
    return to.id


def _check_reached(answer: dict[str, Any], member: str) -> None:
    """Some recipients may be invalid with errcode 0; the ids come back in lower case, as text or as a list."""
    invalid = answer.get("invaliduser") or ""
    names = invalid.split("|") if isinstance(invalid, str) else invalid
    if member.casefold() in {str(name).casefold() for name in names}:
        raise Undeliverable("not_visible_to_app")
