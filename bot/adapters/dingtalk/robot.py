"""The robot's own messages (机器人消息): to a person or a group, in one of the vendor's fixed forms (PLATFORMS 2.3.5).

DingTalk has no key that would recognise a second try: after an answer that never came, the message may be there twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.adapters.dingtalk import pace
from bot.adapters.dingtalk.client import DingtalkClient
from bot.model import ChatKind, Conversation, Person
from bot.ports import Pacer, TryLater, Undeliverable
from bot.settings import DingtalkSettings
from cards.render.dingtalk_plain import wire

TO_PEOPLE = "/v1.0/robot/oToMessages/batchSend"
TO_GROUP = "/v1.0/robot/groupMessages/send"
FLOW_PAUSE = timedelta(seconds=60)
"""DingTalk took the message and left the person out, because he had too many; it does not say for how long."""


class Robot:
    """Speaks within the limits. May raise TryLater and Undeliverable."""

    def __init__(self, settings: DingtalkSettings, client: DingtalkClient, pacer: Pacer) -> None:
        self._settings, self._client, self._pacer = settings, client, pacer

    def say(self, to: Person | Conversation, form: str, param: Mapping[str, str]) -> None:
        """`form` is the vendor's msgKey (`sampleMarkdown`, `sampleFile`, …), `param` its fields."""
        body = {"robotCode": self._settings.client_id, "msgKey": form, "msgParam": wire(dict(param))}
        if isinstance(to, Conversation) and to.kind is ChatKind.GROUP:
            self._send(to, TO_GROUP, {**body, "openConversationId": to.id})
            return
        _check(self._send(to, TO_PEOPLE, {**body, "userIds": [to.id]}))

    def _send(self, to: Person | Conversation, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        self._client.ready()
        self._pacer.admit(pace.api(self._settings, path), pace.robot(self._settings, to))
        return self._client.call("POST", path, body)


def _check(answer: Mapping[str, Any]) -> None:
    """A success names those whom it did not reach; there is one receiver."""
    if answer.get("flowControlledStaffIdList"):
        raise TryLater("flow_controlled", FLOW_PAUSE)
    if answer.get("invalidStaffIdList"):
        raise Undeliverable("invalid_staff_id")
    if answer.get("filteredStaffIdList"):
        raise Undeliverable("filtered_staff_id")
