"""What customers said to the archive (会话存档同意, vendor page 91782): asked with its own secret, written down (PRM-13)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.envelope import Said
from bot.model import Platform
from bot.ports import NotReadable, Undeliverable
from bot.settings import WecomSettings
from crm_core.clock import Clock
from crm_core.people import SYSTEM
from crm_core.views import Address, ConsentView
from crm_core.work.core import Core, Work

log = logging.getLogger(__name__)

CHANNEL = "archive"
_STATES = {"Agree": "granted", "Default_Agree": "granted", "Disagree": "refused"}
_BASIS = {"Default_Agree": "default_agree"}
"""The tenant's own setting agreed in the customer's place."""

Write = Callable[[Sequence[Said]], None]


class Consents:
    """Asks the platform itself, each time: an old word of the record opens nothing."""

    def __init__(self, settings: WecomSettings, client: WecomClient, clock: Clock, write: Write | None = None) -> None:
        self._audit = WecomClient(replace(settings, secret=settings.archive_secret), clock, client.tokens, client.pacer)
        self._write = write

    def agreed(self, userid: str, external: str) -> bool:
        """Whether this customer agreed, to this member. Raises TryLater, NotReadable("no_source")."""
        wanted = {"info": [{"userid": userid, "exteranalopenid": external}]}  # the vendor's spelling is the contract
        found = [info for info in self._ask("check_single_agree", wanted) if info.get("exteranalopenid") == external]
        self._heard([word_of(info, with_=userid) for info in found])
        return bool(found) and all(_granted(info) for info in found)

    def _ask(self, what: str, wanted: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        try:
            answer = self._audit.ask("post", f"msgaudit/{what}", data=wanted)
        except Undeliverable as problem:
            log.warning("wecom consent not readable: %s", problem.reason)
            raise NotReadable("no_source") from problem
        return [info for info in answer.get("agreeinfo") or () if isinstance(info, dict)]

    def _heard(self, words: Sequence[Said | None]) -> None:
        said = [word for word in words if word]
        if said and self._write:
            self._write(said)


def word_of(info: Mapping[str, Any], *, with_: str) -> Said | None:
    """One `agreeinfo`. None for a customer who was never asked: no word, no time of it, is not a no."""
    status, customer = str(info.get("agree_status")), str(info.get("exteranalopenid") or "")
    at = _seconds(info.get("status_change_time"))
    state = _STATES.get(status)
    if not customer or state is None or (state == "refused" and at is None):
        return None
    moment = int(at.timestamp()) if at else 0
    key = f"archive:{customer}:{with_}:{status}:{moment}"
    return Said(key, customer, state, at, _BASIS.get(status, "consent"))


def write_down(core: Core, corp: str) -> Write:
    """Into the record, as the house. What it says already is not written again."""

    def write(words: Sequence[Said]) -> None:
        with core.read(SYSTEM) as w:
            fresh = [word for word in words if not _is_known(w.consents.of_identity(address(corp, word.customer)), word)]
        if fresh:
            with core.work(SYSTEM) as w:
                say(w, corp, fresh)

    return write


def say(w: Work, corp: str, words: Sequence[Said]) -> None:
    """Each once, by its key."""
    for word in words:
        identity = address(corp, word.customer)
        w.consents.say(word.key, identity=identity, state=word.state, channel=CHANNEL, basis=word.basis, at=word.at)


def address(corp: str, customer: str) -> Address:
    return Address(Platform.WECOM.value, corp, customer)


def _is_known(newest: ConsentView | None, word: Said) -> bool:
    """The newest is this word, or one with the same meaning that came by another way of the archive's."""
    if newest is None or (newest.state, newest.channel) != (word.state, CHANNEL):
        return False
    return word.at is None or newest.at >= word.at


def _granted(info: Mapping[str, Any]) -> bool:
    return _STATES.get(str(info.get("agree_status"))) == "granted"


def _seconds(found: object) -> datetime | None:
    """None for 0, which is what stands there before anything was said, and for what is no time."""
    if not isinstance(found, int) or isinstance(found, bool) or not 0 < found < 10**11:
        return None
    return datetime.fromtimestamp(found, UTC)
