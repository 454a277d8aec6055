"""What a rep handed over by hand (粘贴, 截图), until it is a sync: read, asked about, and then gone from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm_core.access import AS_SYSTEM, Verb
from crm_core.errors import Conflict
from crm_core.tables import Capture, Conversation, Lead, Speaker
from crm_core.views import Address, CaptureView
from crm_core.work.conversations import PICKED, conversation_made
from crm_core.work.unit import Unit, clean, clean_json


class Captures:
    """`w.captures`: one's own only."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def open(
        self, key: str, where: Address, *, source: str, lead_id: int | None = None, files: Sequence[str] = ()
    ) -> CaptureView:
        """A new one, in state `reading`; asked again with the same key, the same one.

        `where` is the chat that it is of. With `lead_id` it is of a customer whose chat we have no address of; where
        `where.kind` is `picked` and there is no lead, it is of nobody we know yet. Raises NotVisible, NotAllowed.
        """
        lead = self._unit.one(Lead, Lead.id == lead_id) if lead_id else None
        chat = conversation_made(self._unit, self._place(where, lead), "", self._unit.who.person_id)
        if lead is not None and chat.lead_id is None:
            chat.lead_id = lead.id
        self._unit.demand(Verb.SYNC, lead or chat)
        fresh = Capture(
            key=key,
            by_id=self._unit.who.person_id,
            source=source,
            conversation_id=chat.id,
            files=list(files),
            at=self._unit.clock.now(),
        )
        row = fresh if self._unit.add_once(fresh) else self._unit.one(Capture, Capture.key == key)
        return self._view(row)

    def get(self, capture_id: int) -> CaptureView:
        """Raises NotVisible."""
        return self._view(self._unit.one(Capture, Capture.id == capture_id))

    def read(self, capture_id: int, read: Mapping[str, Any]) -> CaptureView:
        """What was found in it (`Capture.read`). One that was dropped meanwhile stays so."""
        row = self._mine(capture_id)
        if row.state == "reading":
            row.state, row.read = "read", clean_json(dict(read))
            self._session.flush()
        return self._view(row)

    def fail(self, capture_id: int, problem: str) -> CaptureView:
        """There is no chat in it, and why (`cards.catalog.WHY_NOT_A_CHAT`). Its files may go."""
        row = self._mine(capture_id)
        if row.state == "reading":
            row.state, row.problem = "failed", clean(problem, 40)
            self._session.flush()
        return self._view(row)

    def settle(self, capture_id: int, speakers: Mapping[str, bool]) -> CaptureView:
        """It is handed on to be synced; whose side the names are on is kept for the chat's next one. The words are the
        sync's now, and are emptied here; the view still has them. Raises Conflict `already_synced`, `not_read`, …"""
        row = self._mine(capture_id)
        if row.state != "read":
            raise Conflict("not_read" if row.state == "reading" else f"already_{row.state}")
        view = self._view(row)
        for name, ours in speakers.items():
            self._remember(row.conversation_id, clean(name, 80), ours)
        row.state, row.read = "synced", {}
        self._session.flush()
        return view

    def drop(self, capture_id: int) -> CaptureView:
        """The rep thinks better of it: nothing of it stays."""
        row = self._mine(capture_id)
        if row.state not in ("synced", "dropped"):
            row.state, row.read = "dropped", {}
            self._session.flush()
        return self._view(row)

    def stale(self, before: datetime, limit: int = 50) -> list[CaptureView]:
        """Those that nobody came back to since `before`, for the house to drop."""
        old = select(Capture).where(Capture.at < before, Capture.state.in_(("reading", "read", "failed")))
        return [self._view(row) for row in self._session.scalars(old.order_by(Capture.id).limit(limit))]

    def _place(self, where: Address, lead: Lead | None) -> Address:
        """Without a chat of its own: beside the lead, or beside nobody, one place for each rep."""
        if where.kind != PICKED:
            return where
        about = f"lead/{lead.id}" if lead else "given"
        return Address(where.platform, where.corp, f"{about}/{self._unit.who.person_id}", PICKED)

    def _mine(self, capture_id: int) -> Capture:
        row = self._unit.one(Capture, Capture.id == capture_id)
        self._unit.demand(Verb.CAPTURE, row)
        return row

    def _remember(self, chat_id: int, name: str, ours: bool) -> None:
        known = self._session.get(Speaker, (chat_id, name))
        if known is None:
            self._unit.add_once(Speaker(conversation_id=chat_id, name=name, ours=ours))
        else:
            known.ours = ours

    def _view(self, row: Capture) -> CaptureView:
        # as the house: its own place, which its maker may not see any more once the lead was given away
        chat = self._session.get_one(Conversation, row.conversation_id, execution_options=AS_SYSTEM)
        lead = self._session.scalars(select(Lead).where(Lead.id == chat.lead_id)).one_or_none() if chat.lead_id else None
        known = self._session.scalars(select(Speaker).where(Speaker.conversation_id == chat.id))
        return CaptureView(
            id=row.id,
            source=row.source,
            state=row.state,
            problem=row.problem,
            files=tuple(row.files),
            read=row.read,
            speakers={speaker.name: speaker.ours for speaker in known},
            where=Address(chat.platform, chat.corp, chat.external_id, chat.kind),
            lead_id=lead.id if lead else None,
            lead=lead.name if lead else "",
            at=row.at,
        )
