"""会话内容存档, sealed (ING-04): the archive's records between their pull and their end. For the house alone.

Nothing here can be read by whoever holds the database: what was said is as the vendor sealed it, and the keys lie elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Delete, and_, delete, func, or_, select, update

from crm_core import audit
from crm_core.errors import NotAllowed
from crm_core.people import Role
from crm_core.tables import Archived, Consent, ContactIdentity, Progress
from crm_core.views import Address, SealedRecord
from crm_core.work.consents import BLOCKS
from crm_core.work.unit import Unit, clean

NO_KEY, LATER, BROKEN = "?key", "?later", "?broken"
"""In the place of a chat: no private key of this version is here (yet), the record could not be opened just then, or it cannot
be at all."""
_NAME = "archive"


class ArchiveRoom:
    """`w.archive`. Raises NotAllowed for anybody but the house."""

    def __init__(self, unit: Unit) -> None:
        if unit.who.role is not Role.SYSTEM:
            raise NotAllowed("house_only")
        self._unit = unit
        self._session = unit.session

    def reached(self) -> int:
        """The seq of the last record that was taken in, kept or not; 0: none yet."""
        value = self._session.scalar(select(Progress.value).where(Progress.name == _NAME))
        return int(value) if value else 0

    def advance(self, after: int, to: int) -> bool:
        """From `after` to `to`, in the transaction that keeps what lies between. False: another process was quicker, and
        nothing of this page may be written.
        """
        now = self._unit.clock.now()
        row = Progress(name=_NAME, value=str(to), at=now)
        if after == 0 and self._unit.add_once(row):
            return True
        moved = update(Progress).where(Progress.name == _NAME, Progress.value == str(after)).values(value=str(to), at=now)
        return self._unit.changed(moved)

    def keep(self, records: Sequence[SealedRecord]) -> None:
        """Written down as they are. A moment to come counts as now: nothing is to outlive its retention."""
        now = self._unit.clock.now()
        self._session.add_all(
            Archived(
                seq=record.seq,
                msgid=clean(record.msgid, 128),
                chat=clean(record.chat, 256),
                at=min(record.at, now),
                key_version=record.key_version,
                sealed_key=clean(record.sealed_key),
                sealed=clean(record.sealed),
            )
            for record in records
        )
        self._session.flush()

    def of_chat(self, chat: str, since: datetime | None = None) -> list[SealedRecord]:
        """One chat's records at or after `since`, in the archive's order. Each such look is in the audit."""
        audit.record(self._session, self._unit.who, "archive", f"chat:{chat}"[:80], at=self._unit.clock.now())
        wanted = select(Archived).where(Archived.chat == chat).order_by(Archived.seq)
        rows = self._session.scalars(wanted if since is None else wanted.where(Archived.at >= since))
        return [_view(row) for row in rows]

    def waiting(self, versions: Collection[int], limit: int = 1000) -> list[SealedRecord]:
        """Those that could not be opened for want of a key, whose version is among these now, or could not just then."""
        has_key = and_(Archived.chat == NO_KEY, Archived.key_version.in_(versions))
        wanted = select(Archived).where(or_(has_key, Archived.chat == LATER))
        return [_view(row) for row in self._session.scalars(wanted.order_by(Archived.seq).limit(limit))]

    def place(self, seq: int, chat: str, at: datetime) -> None:
        """It could be opened after all: this is where it belongs. Once: who could not open it does not take it away again."""
        at = min(at, self._unit.clock.now())
        unplaced = update(Archived).where(Archived.seq == seq, Archived.chat.in_((NO_KEY, LATER)))
        self._session.execute(unplaced.values(chat=clean(chat, 256), at=at))

    def late(self, since: datetime) -> bool:
        """Whether something came in since then that could not be opened just then, nor until now: whose it is nobody knows."""
        found = select(Archived.seq).where(Archived.chat == LATER, Archived.at >= since).limit(1)
        return self._session.scalar(found) is not None

    def drop(self, seqs: Sequence[int]) -> None:
        """These are not to be kept."""
        self._session.execute(delete(Archived).where(Archived.seq.in_(seqs)))

    def forget(self, customer: str) -> int:
        """All of this customer's chats, by the platform's id: no longer wanted here. How many records went."""
        return self._gone(delete(Archived).where(Archived.chat.endswith(f"/{customer}", autoescape=True)))

    def purge(self, before: datetime) -> int:
        """Whose time is over, sealed for ever or not. How many records went."""
        return self._gone(delete(Archived).where(Archived.at < before))

    def refusing(self, platform: str, lately: timedelta) -> list[Address]:
        """Whoever was heard to say no within `lately`, on whatever way. The newest word may be another: ask `w.consents`."""
        said = (Consent.state.in_(BLOCKS), Consent.entered_at >= self._unit.clock.now() - lately)
        own = select(Consent.platform, Consent.corp, Consent.external_id).where(*said, Consent.platform == platform)
        known = (
            select(ContactIdentity.platform, ContactIdentity.corp, ContactIdentity.external_id)
            .join(Consent, Consent.contact_id == ContactIdentity.contact_id)
            .where(*said, ContactIdentity.platform == platform)
        )
        return sorted({Address(*row) for query in (own, known) for row in self._session.execute(query)}, key=lambda a: a.id)

    def unopened(self) -> dict[tuple[str, int], int]:
        """How many records could not be opened, by why and key version. For `doctor`."""
        counted = select(Archived.chat, Archived.key_version, func.count()).where(Archived.chat.in_((NO_KEY, LATER, BROKEN)))
        rows = self._session.execute(counted.group_by(Archived.chat, Archived.key_version))
        return {(chat, version): count for chat, version, count in rows}

    def _gone(self, statement: Delete) -> int:
        result: Any = self._session.execute(statement, execution_options={"synchronize_session": False})
        assert isinstance(result, CursorResult)  # noqa: S101  a DELETE without RETURNING gives no other
        return result.rowcount


def _view(row: Archived) -> SealedRecord:
    return SealedRecord(row.seq, row.msgid, row.chat, row.at, row.key_version, row.sealed_key, row.sealed)
