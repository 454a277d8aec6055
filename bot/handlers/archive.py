"""会话内容存档: pulled when the platform says so and anyway; what a customer says to it is written down (ING-04, PRM-13)."""

from __future__ import annotations

import logging

from bot.handlers.house import House, address_of
from bot.model import ArchiveReady, ContactChanged, Platform
from bot.ports import Archive, TryLater, Undeliverable
from crm_core.people import SYSTEM
from crm_core.views import Address

log = logging.getLogger(__name__)


def tick(house: House) -> int:
    """Pull every archive; how many records came. Late, doubled and missing ticks change nothing but the delay."""
    return sum(_pull(platform, archive) for platform, archive in house.archives.items())


def ready(house: House, event: ArchiveReady) -> None:
    """Only a wake-up of the tick: what is new is found by its seq, and the next tick comes in any case."""
    house.queue.wake("archive")
    house.core.inbox.done(event.id)


def agreed(house: House, event: ContactChanged) -> None:
    """The platform's own word for it (`msg_audit_approved`)."""
    who = address_of(event.customer)
    identity = Address(who.platform, who.corp, who.id)
    with house.core.work(SYSTEM, settles=event.id) as w:
        w.consents.say(event.id, identity=identity, state="granted", channel="archive", at=event.at)


def _pull(platform: Platform, archive: Archive) -> int:
    try:
        return archive.pull()
    except TryLater as problem:
        log.warning("%s archive: %s; the next tick asks again", platform, problem.reason)
    except Undeliverable as problem:
        log.error("%s archive: %s; see suilu doctor", platform, problem.reason)  # noqa: TRY400 - a refusal, not a bug
    return 0
