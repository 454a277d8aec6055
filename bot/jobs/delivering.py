"""Saying what stands in the outbox: some rows at a time, none waiting for another's platform."""

from __future__ import annotations

import logging
import threading
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Mapping, Set
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.jobs.bugs import place_of
from bot.model import CardHandle, ChatKind, Conversation, Person, Platform
from bot.ports import PACE, Media, Messenger, OutFile, Spent, TryLater, Undeliverable
from cards.model import Card
from crm_core.outbox import SpokenView, backoff

if TYPE_CHECKING:
    from bot.app import App

log = logging.getLogger(__name__)
_SOON = 0.2
"""Seconds until a drain that waits for its senders looks for new rows."""
_SHORT, _MOST = timedelta(seconds=1), timedelta(seconds=5)
"""A platform's pace asks for no longer: its sender waits on the spot, and so again for as long in all. Putting the row back and
taking it again would cost the database more than the wait is worth, row after row."""


class Delivering:
    """The outbox's drain, under the name `holder` that its leases carry."""

    def __init__(self, app: App, holder: str, stopping: threading.Event) -> None:
        self._outbox, self._messengers, self._media = app.core.outbox, app.messengers, app.media
        self._holder, self._stopping = holder, stopping
        self._senders, self._clock = app.settings.sizes.senders, app.clock

    def drain(self) -> int:
        """Send every row that is due; how many were tried. A row is settled as soon as its own platform has answered."""
        tried, under_way = 0, dict[Future[None], str]()
        with ThreadPoolExecutor(self._senders, "sender") as pool:
            while not self._stopping.is_set():
                row = self._next(Counter(under_way.values()))
                if row is not None:
                    under_way[pool.submit(self._say, row)] = row.platform
                    tried += 1
                elif under_way:
                    done, _ = wait(under_way, timeout=_SOON, return_when=FIRST_COMPLETED)
                    under_way = {future: platform for future, platform in under_way.items() if future not in done}
                else:
                    break
        return tried

    def _next(self, busy: Counter[str]) -> SpokenView | None:
        if busy.total() >= self._senders:
            return None
        platforms = {platform.value for platform in self._messengers}
        return self._outbox.take(self._holder, passing_over=_full(busy, platforms, senders=self._senders))

    def _say(self, row: SpokenView) -> None:
        try:
            self._send(row)
        except Exception as error:  # the database away while settling: the lease runs out and the row is sent again
            log.error("row %s: not settled: %s", row.key, place_of(error))  # noqa: TRY400 - names nobody

    def _send(self, row: SpokenView) -> None:
        try:
            handle = self._with_patience(lambda: self._show(row))
        except TryLater as error:
            tried = error.reason != PACE
            self._outbox.later(row.id, error.after or backoff(row.attempts, row.id), error.reason, tried=tried)
        except Undeliverable as error:
            log.warning("row %s: undeliverable", row.key)
            self._outbox.dead(row.id, error.reason)
        except Exception as error:  # a bug, or a card nobody can draw: tried again, and shown by doctor
            log.error("row %s: try %d: %s", row.key, row.attempts, place_of(error))  # noqa: TRY400 - names nobody
            self._outbox.later(row.id, backoff(row.attempts, row.id), type(error).__name__)
        else:
            delivered = bool(getattr(self._messengers.get(handle.platform), "delivers", False))
            name = handle.platform.value
            self._outbox.sent(row.id, handle.to_json(), platform=name, card_name=handle.card, delivered=delivered)

    def _with_patience(self, show: Callable[[], CardHandle]) -> CardHandle:
        began = self._clock.now()
        while True:
            try:
                return show()
            except TryLater as error:
                if error.reason != PACE or not self._waited(error.after, began):
                    raise

    def _waited(self, after: timedelta | None, began: datetime) -> bool:
        """False: too long to wait here; or there was no use in it, since the house is stopping or its clock stands."""
        now = self._clock.now()
        if after is None or after > _SHORT or now - began > _MOST or self._stopping.wait(after.total_seconds()):
            return False
        return self._clock.now() - now > after / 2

    def _show(self, row: SpokenView) -> CardHandle:
        to = _address(row.to)
        messenger, media = self._messengers.get(to.platform), self._media.get(to.platform)
        if messenger is None:
            raise Undeliverable("platform_off")
        if row.kind == "file":
            return _hand_over(media, row, to)
        return _draw(messenger, row, to)


def _full(busy: Counter[str], platforms: Set[str], *, senders: int) -> set[str]:
    """The platforms that must not have one more sender now: one is kept for each other that has none.

    So a platform that hangs takes its own cards' time and nobody else's, and alone it may have all senders.
    """
    free = senders - busy.total()
    idle = {platform for platform in platforms if not busy[platform]}
    return {platform for platform in busy if free <= len(idle)}


def _hand_over(media: Media | None, row: SpokenView, to: Person | Conversation) -> CardHandle:
    if media is None:
        raise Undeliverable("no_files")
    return media.send(to, OutFile(row.card["name"], b64decode(row.card["content"])), key=row.key)


def _draw(messenger: Messenger, row: SpokenView, to: Person | Conversation) -> CardHandle:
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
