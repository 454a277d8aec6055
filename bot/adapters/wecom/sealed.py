"""The archive through the vendor's library: pulled by seq, kept sealed, opened for one chat at a time (docs/adr/0016).

To know whose a record is it has to be opened once, in memory, when it comes: who with whom and when is kept, its words are not.
A page's records and the seq that it reached are one transaction, so a crash anywhere loses nothing and doubles nothing; of two
processes that pull the same page one keeps it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.wecom import consent
from bot.adapters.wecom.envelope import Said, chat_of, moment, page_of, word_of
from bot.adapters.wecom.finance_sdk import FinanceSdk, LibraryRefused
from bot.adapters.wecom.keys import Keys, NoKey, Unwrappable
from bot.model import Platform
from bot.ports import NotReadable, TryLater, Undeliverable
from bot.settings import BadSetting
from crm_core.people import SYSTEM
from crm_core.views import SealedRecord
from crm_core.work.archive import BROKEN, LATER, NO_KEY
from crm_core.work.consents import BLOCKS
from crm_core.work.core import Core, Work

log = logging.getLogger(__name__)

_PAGE = 1000
_MOST_PAGES, _FRESH_PAGES = 100, 3
"""Of one pull; what is left waits for the next. Somebody who waits for a sync does not wait for more than a few."""
_BEHIND = timedelta(seconds=15)
"""Until the next tick has brought in more."""
_PATIENCE = timedelta(seconds=90)
"""For a record that cannot be opened just then. A sync's own tries last longer (`bot.jobs.receiving`), so it gets there; after
this it goes without, or one record that never opens would stop all syncs."""


class Unopenable(Exception):
    """This record tells us nothing; `why` is what stands in the place of its chat."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class _Sorted:
    """What became of one record: it is kept under its chat, or not at all; a word to the archive is written down."""

    record: SealedRecord
    word: Said | None = None

    @property
    def kept(self) -> bool:
        return bool(self.record.chat)

    @property
    def customer(self) -> str:
        """Empty where nobody knows."""
        return self.record.chat.partition("/")[2]


class SealedArchive:
    """`bot.adapters.wecom.sidecar.Archive`."""

    def __init__(self, core: Core, sdk: FinanceSdk, keys: Keys, *, corp: str, kept_for: timedelta) -> None:
        self._core, self._sdk, self._keys, self._corp, self._kept_for = core, sdk, keys, corp, kept_for

    # --- bringing in --------------------------------------------------------------------------------------------------

    def pull(self) -> int:
        came, _ = self._pull(_MOST_PAGES)
        self._open_late()
        self._let_go()
        return came

    def _pull(self, most: int) -> tuple[int, bool]:
        """How many records came, and whether all have."""
        came = 0
        for _ in range(most):
            with self._core.read(SYSTEM) as w:
                after = w.archive.reached()
            page = page_of(self._sdk.chat_data(after, _PAGE), after, self._core.clock.now())
            came += self._take_in(after, page) if page else 0
            if len(page) < _PAGE:
                return came, True
        return came, False

    def _take_in(self, after: int, page: Sequence[SealedRecord]) -> int:
        """How many. None, and nothing written, when another process took this page in meanwhile."""
        found = [self._sort(record) for record in page]
        with self._core.work(SYSTEM) as w:
            if not w.archive.advance(after, page[-1].seq):
                return 0
            self._hear(w, found)
            w.archive.keep([one.record for one in self._wanted(w, found)])
        _report(found)
        return len(found)

    def _sort(self, record: SealedRecord) -> _Sorted:
        try:
            entry = self._opened(record)
        except TryLater:
            return _Sorted(replace(record, chat=LATER))
        except Unopenable as problem:
            return _Sorted(replace(record, chat=problem.why))
        word = word_of(entry)
        at = moment(entry.get("msgtime")) or record.at
        return _Sorted(replace(record, chat="" if word else chat_of(entry), at=at), word)

    def _hear(self, w: Work, found: Sequence[_Sorted]) -> None:
        """A no also takes away what is here of that customer's."""
        words = [one.word for one in found if one.word]
        consent.say(w, self._corp, words)
        for customer in {word.customer for word in words if word.state in BLOCKS}:
            if self._refuses(w, customer):
                w.archive.forget(customer)

    def _wanted(self, w: Work, found: Sequence[_Sorted]) -> list[_Sorted]:
        """Without those whose customer said no, on whatever way."""
        customers = {one.customer for one in found if one.kept and one.customer}
        refusing = {customer for customer in customers if self._refuses(w, customer)}
        return [one for one in found if one.kept and one.customer not in refusing]

    def _refuses(self, w: Work, customer: str) -> bool:
        newest = w.consents.of_identity(consent.address(self._corp, customer))
        return newest is not None and newest.state in BLOCKS

    def _open_late(self) -> None:
        """Records that came before their key did, and those that could not be opened just then."""
        try:
            versions = self._keys.versions()
        except BadSetting as problem:
            log.warning("wecom archive: %s", problem)
            return
        with self._core.read(SYSTEM) as w:
            found = [self._sort(record) for record in w.archive.waiting(versions)]
        if not found:
            return
        with self._core.work(SYSTEM) as w:
            self._hear(w, found)
            wanted = self._wanted(w, found)
            w.archive.drop([one.record.seq for one in found if one not in wanted])
            for one in wanted:
                w.archive.place(one.record.seq, one.record.chat, one.record.at)

    def _let_go(self) -> None:
        """What is too old, and of whom refused since by another way than the archive's."""
        now = self._core.clock.now()
        with self._core.read(SYSTEM) as w:
            refusing = [who.id for who in w.archive.refusing(Platform.WECOM.value, self._kept_for) if self._refuses(w, who.id)]
        with self._core.work(SYSTEM) as w:
            gone = w.archive.purge(now - self._kept_for) + sum(w.archive.forget(customer) for customer in refusing)
        if gone:
            log.info("wecom archive: %d records let go", gone)

    # --- opening ------------------------------------------------------------------------------------------------------

    def entries(self, userid: str, external: str, since: datetime | None) -> Sequence[Mapping[str, Any]]:
        """With what came in this very moment: who asks has just said it. TryLater, too, while the archive is far behind, or
        when something that came in lately, or is of this chat, cannot be opened just now: it would be passed over."""
        self._open_late()
        try:
            _, all_there = self._pull(_FRESH_PAGES)
        except Undeliverable as problem:
            log.warning("wecom archive not pulled: %s", problem.reason)
            raise NotReadable("no_source") from problem
        if not all_there:
            raise TryLater("wecom_archive_behind", _BEHIND)
        with self._core.work(SYSTEM) as w:
            if w.archive.late(self._core.clock.now() - _PATIENCE):
                raise TryLater("wecom_archive_late", _BEHIND)
            sealed = w.archive.of_chat(f"{userid.lower()}/{external}", since)
        return [entry for record in sealed if (entry := self._entry(record)) is not None]

    def media(self, file_id: str, most: int) -> bytes:
        return self._sdk.media(file_id, most)

    def _entry(self, record: SealedRecord) -> Mapping[str, Any] | None:
        """None for what could be opened once and cannot any more: its key is gone."""
        try:
            return {**self._opened(record), "seq": record.seq}
        except Unopenable as problem:
            log.warning("wecom archive: record %d cannot be opened: %s", record.seq, problem.why)
            return None

    def _opened(self, record: SealedRecord) -> Mapping[str, Any]:
        """Raises Unopenable, and TryLater. Nothing is tried again at once: one bad record must not hold up all that follow."""
        try:
            key = self._keys.unwrap(record.key_version, record.sealed_key)
            entry = json.loads(self._sdk.decrypt(key, record.sealed))
        except NoKey:
            raise Unopenable(NO_KEY) from None
        except (Unwrappable, LibraryRefused, ValueError):
            raise Unopenable(BROKEN) from None
        if not isinstance(entry, dict):
            raise Unopenable(BROKEN)
        return entry


def _report(found: Sequence[_Sorted]) -> None:
    """Ids only. `doctor` counts them as long as they are here."""
    for one in found:
        record = one.record
        if record.chat in (NO_KEY, LATER, BROKEN):
            log.warning("wecom archive: record %d (key version %d): %s", record.seq, record.key_version, record.chat)
