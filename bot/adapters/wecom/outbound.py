"""Cards out to WeCom: `message/send`, `message/update_template_card`, `appchat/send` (vendor pages 90236, 94888, 90248)."""

from __future__ import annotations

import re
from typing import Any

from bot.adapters.manners import OwnPacer
from bot.adapters.wecom import limits
from bot.adapters.wecom.client import Refused, WecomClient
from bot.adapters.wecom.events import RIGHT_LASTS
from bot.model import CardHandle, ChatKind, Conversation, Person, Platform
from bot.ports import Pacer, Spent, Undeliverable
from bot.settings import WecomSettings
from cards.model import Card
from cards.render import wecom
from cards.render.wecom_group import render_group
from crm_core.clock import Clock

_KEY = re.compile(r"[0-9A-Za-z_-]{1,50}")
_TASK_ID_TAKEN = 42014
SAID_ONCE = {"enable_duplicate_check": 1, "duplicate_check_interval": 1800}
"""Equal content is not shown a second time within these seconds."""
_CHAT_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
HOME = "https://work.weixin.qq.com/"


class WecomMessenger:
    """`bot.ports.Messenger`. App messages reach members, and groups that the app made itself (群聊会话); no customer.

    `home_url` is where a card without a page of its own leads.
    """

    def __init__(
        self, settings: WecomSettings, client: WecomClient, clock: Clock, pacer: Pacer | None = None, *, home_url: str = HOME
    ) -> None:
        self._settings, self._client, self._clock, self._home = settings, client, clock, home_url
        self._pacer: Pacer = pacer or OwnPacer(clock)

    def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
        """`key` rides as the card's task_id, which the platform takes once; equal content is dropped for 30 minutes.

        In a group there is no such key: what was sent without an answer may stand there twice.
        """
        if not _KEY.fullmatch(key):
            raise Undeliverable("bad_key")
        if is_group(to):
            return self._post_to_group(chat_of(to), card, key)
        return self._post_to_member(member_of(to), card, key)

    def _post_to_group(self, chat: str, card: Card, key: str) -> CardHandle:
        self._pacer.admit(*limits.to_chat(self._settings, chat))
        card_for_all = render_group(card, home_url=self._home)
        self._client.ask("post", "appchat/send", data={"chatid": chat, "msgtype": "textcard", "textcard": card_for_all})
        return CardHandle(Platform.WECOM, key, "", uses_left=0)

    def _post_to_member(self, member: str, card: Card, key: str) -> CardHandle:
        self._pacer.admit(*limits.to_member(self._settings, member))
        message = {
            "touser": member,
            "msgtype": "template_card",
            "agentid": self._settings.agent_id,
            "template_card": wecom.render(card, task_id=key, home_url=self._home),
            **SAID_ONCE,
        }
        try:
            answer = self._client.ask("post", "message/send", data=message)
        except Refused as problem:
            if problem.code == _TASK_ID_TAKEN:  # our key stands already: an earlier try arrived, its answer did not
                return CardHandle(Platform.WECOM, key, "", uses_left=0)
            raise
        check_reached(answer, member)
        return self._handle(key, str(answer.get("response_code") or ""))

    def change(self, handle: CardHandle, card: Card, *, to: Person | Conversation) -> CardHandle:
        """One response_code, one change: the handle that comes back is used up until the next click brings a fresh one.

        What was posted to a group can never be changed: Spent.
        """
        if is_group(to) or not self._usable(handle):
            raise Spent
        member = member_of(to)
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
        check_reached(answer, member)
        return CardHandle(Platform.WECOM, handle.card, "", uses_left=0)

    def _usable(self, handle: CardHandle) -> bool:
        lasts = handle.until is None or self._clock.now() < handle.until
        return bool(handle.token) and handle.uses_left != 0 and lasts

    def _handle(self, key: str, code: str) -> CardHandle:
        if not code:  # a card that cannot call back brings no right to change it
            return CardHandle(Platform.WECOM, key, "", uses_left=0)
        return CardHandle(Platform.WECOM, key, code, self._clock.now() + RIGHT_LASTS, 1)


def is_group(to: Person | Conversation) -> bool:
    return isinstance(to, Conversation) and to.kind is ChatKind.GROUP


def chat_of(to: Person | Conversation) -> str:
    """A group of the app's own. Of a customers' group the platform says itself that it is none."""
    if not _CHAT_ID.fullmatch(to.id):
        raise Undeliverable("no_such_chat")
    return to.id


def member_of(to: Person | Conversation) -> str:
    """A member, or the member's own chat with the app. Customers and their chats cannot be reached by an app."""
    if not to.id or "/" in to.id or "|" in to.id or to.id.startswith(("@", "wr")):
        raise Undeliverable("not_a_member")
    return to.id


def check_reached(answer: dict[str, Any], member: str) -> None:
    """Some recipients may be invalid with errcode 0; the ids come back in lower case, as text or as a list."""
    invalid = answer.get("invaliduser") or ""
    names = invalid.split("|") if isinstance(invalid, str) else invalid
    if member.casefold() in {str(name).casefold() for name in names}:
        raise Undeliverable("not_visible_to_app")
