"""Saying what stands in the outbox: some rows at a time, none waiting for another's platform."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from bot.jobs.bugs import place_of
from bot.model import CardHandle, ChatKind, Conversation, Person, Platform
from bot.ports import Messenger, Spent, TryLater, Undeliverable
from cards.model import Card
from crm_core.outbox import SpokenView, backoff

if TYPE_CHECKING:
    from bot.app import App

log = logging.getLogger(__name__)
_SOON = 0.2
"""Seconds until a drain that waits for its senders looks for new rows."""


class Delivering:
    """The outbox's drain, under the name `holder` that its leases carry."""

    def __init__(self, app: App, holder: str, stopping: threading.Event) -> None:
        self._outbox, self._messengers = app.core.outbox, app.messengers
        self._holder, self._stopping = holder, stopping
        self._senders = app.settings.sizes.senders

    def drain(self) -> int:
        """Send every row that is due; how many were tried. A row is settled as soon as its own platform has answered."""
        tried, under_way = 0, set[Future[None]]()
        with ThreadPoolExecutor(self._senders, "sender") as pool:
            while not self._stopping.is_set():
                row = self._outbox.take(self._holder) if len(under_way) < self._senders else None
                if row is not None:
                    under_way.add(pool.submit(self._say, row))
                    tried += 1
                elif under_way:
                    under_way = wait(under_way, timeout=_SOON, return_when=FIRST_COMPLETED).not_done
                else:
                    break
        return tried

    def _say(self, row: SpokenView) -> None:
        try:
            self._send(row)
        except Exception as error:  # the database away while settling: the lease runs out and the row is sent again
            log.error("row %s: not settled: %s", row.key, place_of(error))  # noqa: TRY400 - names nobody

    def _send(self, row: SpokenView) -> None:
        try:
            to = _address(row.to)
            messenger = self._messengers.get(to.platform)
            if messenger is None:
                self._outbox.dead(row.id, "platform_off")
                return
            handle = _show(messenger, row, to)
        except TryLater as error:
            self._outbox.later(row.id, error.after or backoff(row.attempts), error.reason)
        except Undeliverable as error:
            log.warning("row %s: undeliverable", row.key)
            self._outbox.dead(row.id, error.reason)
        except Exception as error:  # a bug, or a card nobody can draw: tried again, and shown by doctor
            log.error("row %s: try %d: %s", row.key, row.attempts, place_of(error))  # noqa: TRY400 - names nobody
            self._outbox.later(row.id, backoff(row.attempts), type(error).__name__)
        else:
            self._outbox.sent(row.id, handle.to_json(), platform=handle.platform.value, card_name=handle.card)


def _show(messenger: Messenger, row: SpokenView, to: Person | Conversation) -> CardHandle:
    """Post, or change where it lives; a spent right is posted anew or passed over in silence, as the row says."""
    card = Card.from_json(dict(row.card))
    if row.kind == "post" or row.handle is None:
        return messenger.post(to, card, key=row.key)
    handle = CardHandle.from_json(row.handle)
    try:
        return messenger.change(handle, card, to=to)
    except Spent:
        return messenger.post(to, card, key=row.key) if row.when_spent == "post" else handle


def _address(to: Mapping[str, Any]) -> Person | Conversation:
    if "person" in to:
        who = to["person"]
        return Person(Platform(who["platform"]), who["corp"], who["id"])
    chat = to["conversation"]
    return Conversation(Platform(chat["platform"]), chat["corp"], chat["id"], ChatKind(chat["kind"] or "group"))
