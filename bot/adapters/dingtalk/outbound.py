"""The way out to DingTalk: interactive cards (高级版) created, delivered and changed in place (PLATFORMS 5.2); robot messages
where the tenant has no card template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.adapters.dingtalk import pace
from bot.adapters.dingtalk.client import DingtalkClient
from bot.adapters.dingtalk.robot import Robot
from bot.adapters.dingtalk.route import CardRoute
from bot.model import CardHandle, ChatKind, Conversation, Person, Platform
from bot.ports import Pacer, Spent, Undeliverable
from bot.settings import DingtalkSettings
from cards.model import Card
from cards.render import dingtalk_plain
from cards.render.dingtalk import render

CREATE_AND_DELIVER = "/v1.0/card/instances/createAndDeliver"
INSTANCES = "/v1.0/card/instances"
ALREADY_THERE = "param.cardAlreadyExist"
NOT_THERE = "param.cardNotExist"
USER_ID_TYPE_STAFF = 1


class DingtalkMessenger:
    """`bot.ports.Messenger`. The row's key is the card's `outTrackId`: a second post of it is answered 「卡片已经存在」.

    `callbacks` is our public origin, where clicks come in http mode. Without a card template a card is a robot message: it
    cannot be changed (`Spent`), and a second try after a lost answer may show it twice.
    """

    delivers = True
    """Every entry of `deliverResults` is looked at."""

    def __init__(self, settings: DingtalkSettings, client: DingtalkClient, pacer: Pacer, *, callbacks: str = "") -> None:
        self._settings, self._client, self._pacer = settings, client, pacer
        self._robot = Robot(settings, client, pacer)
        self._route = CardRoute(settings, client, callbacks)

    def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
        """Undeliverable also for a person whom DingTalk does not know, which it tells inside an answer of success."""
        if not self._settings.card_template_id:
            self._robot.say(to, *dingtalk_plain.render(card))
            return CardHandle(Platform.DINGTALK, card=key, token="")
        body = {
            "cardTemplateId": self._settings.card_template_id,
            "outTrackId": key,
            **self._route.fields(),
            "userIdType": USER_ID_TYPE_STAFF,
            "cardData": {"cardParamMap": render(card)},
            **self._space(to, card.title),
        }
        self._client.ready()
        self._pacer.admit(pace.api(self._settings, CREATE_AND_DELIVER), pace.receiver(self._settings, to))
        try:
            _check(self._client.call("POST", CREATE_AND_DELIVER, body))
        except Undeliverable as refused:
            # An answer that never came is followed by a second try: the card of the first one stands.
            if refused.reason != ALREADY_THERE:
                raise
        return CardHandle(Platform.DINGTALK, card=key, token=key)

    def change(self, handle: CardHandle, card: Card, *, to: Person | Conversation) -> CardHandle:
        """The same handle comes back: an outTrackId may be used any number of times. Spent: the card is no more, or was a
        robot message."""
        del to
        if not handle.token:
            raise Spent("robot_message")
        body = {
            "outTrackId": handle.token,
            "userIdType": USER_ID_TYPE_STAFF,
            "cardData": {"cardParamMap": render(card)},
            "cardUpdateOptions": {"updateCardDataByKey": True},
        }
        self._client.ready()
        self._pacer.admit(pace.api(self._settings, f"PUT {INSTANCES}"))
        try:
            answer = self._client.call("PUT", INSTANCES, body)
        except Undeliverable as refused:
            if refused.reason == NOT_THERE:
                raise Spent(refused.reason) from refused
            raise
        if answer.get("success") is False:
            raise Undeliverable("not_changed")
        return handle

    def _space(self, to: Person | Conversation, title: str) -> dict[str, Any]:
        """Where the card goes. Not forwardable: who may see it was decided for this chat only."""
        group = isinstance(to, Conversation) and to.kind is ChatKind.GROUP
        kind, name = ("IM_GROUP", "imGroup") if group else ("IM_ROBOT", "imRobot")
        deliver = {"robotCode": self._settings.client_id, **({} if group else {"spaceType": "IM_ROBOT"})}
        return {
            "openSpaceId": f"dtv1.card//{kind}.{to.id}",
            f"{name}OpenSpaceModel": {"supportForward": False, "lastMessageI18n": {"ZH_CN": title[:60]}},
            f"{name}OpenDeliverModel": deliver,
        }


def _check(answer: Mapping[str, Any]) -> None:
    """Success on top may hide a delivery that failed: every entry is looked at."""
    result = answer.get("result")
    deliveries = result.get("deliverResults") if isinstance(result, Mapping) else None
    if answer.get("success") is not True or not deliveries:
        raise Undeliverable("not_delivered")
    for delivery in deliveries:
        if delivery.get("success") is not True:
            raise Undeliverable(_reason(str(delivery.get("errorMsg") or "")))


def _reason(message: str) -> str:
    """A vendor's code may be shown; a vendor's sentence may hold a name and may not."""
    return message if re.fullmatch(r"[A-Za-z0-9_.\-]{1,60}", message) else "not_delivered"
