"""What a rep handed over by hand (粘贴, 截图), until it is a sync: read, asked about, and then gone from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, or_, select

from crm_core.access import AS_SYSTEM, Verb
from crm_core.errors import Conflict
from crm_core.tables import Attachment, Capture, Conversation, Inbox, Lead, Speaker
from crm_core.views import Address, CaptureView, NewMessage
from crm_core.work.consents import refuse_blocked
from crm_core.work.conversations import (
    PICKED,
    conversation_at,
    conversation_made,
    demand_sync,
    identity_of,
    lead_seen,
    picked_place,
    place_of,
)
from crm_core.work.left_out import keep_out
from crm_core.work.unit import Unit, clean, clean_json

HAS_FILES = cast(Capture.files, String) != "[]"


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
        `where.kind` is `picked` and there is no lead, it is of nobody we know yet, or of the chat that it was picked in.
        Raises NotVisible, NotAllowed, Conflict `never_sync`, `consent_refused`: nothing of such a chat is kept.
        """
        chat = self._chat(where, lead_id)
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

    def place(self, where: Address, lead_id: int) -> Address:
        """Where something that one hands over about this customer belongs, made if need be. Raises as `open` does."""
        chat = self._chat(where, lead_id)
        self._session.flush()
        return Address(chat.platform, chat.corp, chat.external_id, chat.kind)

    def get(self, capture_id: int) -> CaptureView:
        """Raises NotVisible."""
        return self._view(self._unit.one(Capture, Capture.id == capture_id))

    def sides(self, where: Address) -> dict[str, bool]:
        """Whose side the names are on that the rep has placed before, in what was handed over there."""
        place = place_of(where, None, self._unit.who.person_id)
        chat = conversation_at(self._unit, place)
        return self._sides(chat.id) if chat else {}

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

    def about(self, capture_id: int, lead_id: int | None) -> CaptureView:
        """The rep says whose chat it is; None or 0: of nobody we know yet. Raises as `open` does, and as `settle` does."""
        row = self._to_settle(capture_id)
        chat = self._session.get_one(Conversation, row.conversation_id, execution_options=AS_SYSTEM)
        nowhere = Address(chat.platform, chat.corp, "", PICKED)
        row.conversation_id = self._chat(nowhere, lead_id).id
        self._session.flush()
        return self._view(row)

    def settle(
        self,
        capture_id: int,
        speakers: Mapping[str, bool],
        left_out: Sequence[NewMessage] = (),
        *,
        event: tuple[str, str, Mapping[str, Any]] | None = None,
        keep_files: bool = False,
    ) -> CaptureView:
        """It is handed on to be synced, but for `left_out`; whose side the names are on is kept for the chat's next one.

        `event` (id, kind, body) is heard with it, or neither is: nothing lies between that a second try could say otherwise.
        The words are the sync's now, and are emptied here; the view still has them. `keep_files`: the pictures wait here for
        the draft that they will hang on (`handed_on`), for a day from now. Raises Conflict `already_synced`,
        `not_read`, …; `already_asked` where another event has this id.
        """
        row = self._to_settle(capture_id)
        view = self._view(row)
        if event is not None:
            self._hear(*event)
        keep_out(self._unit, row.conversation_id, left_out, row.source)
        for name, ours in speakers.items():
            self._remember(row.conversation_id, clean(name, 80), ours)
        row.state, row.read = "synced", {}
        if keep_files:
            row.at = self._unit.clock.now()
        else:
            row.files = []
        self._session.flush()
        return view

    def handed_on(self, capture_id: int) -> None:
        """The pictures that waited for a draft have rows of their own with it, or never will."""
        row = self._mine(capture_id)
        if row.state == "synced":
            row.files = []
            self._session.flush()

    def drop(self, capture_id: int) -> CaptureView:
        """The rep thinks better of it: nothing of it stays."""
        row = self._mine(capture_id)
        if row.state not in ("synced", "dropped"):
            view = self._view(row)
            row.state, row.read, row.files = "dropped", {}, []
            self._session.flush()
            return replace(view, state="dropped", read={})
        return self._view(row)

    def unheld(self, files: Sequence[str]) -> list[str]:
        """Those of these kept files that nobody needs any more. As the house: what anybody else handed over counts too."""
        open_ones = select(Capture.files).where(Capture.state != "dropped", HAS_FILES)
        held = {name for names in self._session.scalars(open_ones, execution_options=AS_SYSTEM) for name in names}
        kept = select(Attachment.digest).where(Attachment.digest.in_(files))
        held |= set(self._session.scalars(kept, execution_options=AS_SYSTEM))
        return [name for name in dict.fromkeys(files) if name not in held]

    def stale(self, before: datetime, limit: int = 50) -> list[CaptureView]:
        """Those that nobody came back to since `before`, for the house to drop; synced ones whose pictures no draft took."""
        waits = or_(Capture.state.in_(("reading", "read", "failed")), and_(Capture.state == "synced", HAS_FILES))
        old = select(Capture).where(Capture.at < before, waits)
        return [self._view(row) for row in self._session.scalars(old.order_by(Capture.id).limit(limit))]

    def _hear(self, id: str, kind: str, body: Mapping[str, Any]) -> None:
        now = self._unit.clock.now()
        if not self._unit.add_once(Inbox(id=id, kind=kind, body=clean_json(dict(body)), heard_at=now, not_before=now)):
            raise Conflict("already_asked")

    def _chat(self, where: Address, lead_id: int | None) -> Conversation:
        lead = self._unit.one(Lead, Lead.id == lead_id) if lead_id else None
        named = where.kind == PICKED and where.id and not lead_id
        place = picked_place(self._unit, where) if named else place_of(where, lead_id, self._unit.who.person_id)
        chat = conversation_made(self._unit, place, "", self._unit.who.person_id)
        if lead is not None and chat.lead_id is None:
            chat.lead_id = lead.id
        if chat.kind == "group":
            demand_sync(self._unit, chat, lead_seen(self._unit, chat))
        else:
            self._unit.demand(Verb.SYNC, lead or chat)
        if chat.never_since is not None:
            raise Conflict("never_sync")
        refuse_blocked(self._unit, chat.lead_id, identity_of(place))
        return chat

    def _to_settle(self, capture_id: int) -> Capture:
        row = self._mine(capture_id)
        if row.state != "read":
            raise Conflict("not_read" if row.state == "reading" else f"already_{row.state}")
        return row

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

    def _sides(self, chat_id: int) -> dict[str, bool]:
        known = self._session.scalars(select(Speaker).where(Speaker.conversation_id == chat_id))
        return {speaker.name: speaker.ours for speaker in known}

    def _view(self, row: Capture) -> CaptureView:
        # as the house: its own place, which its maker may not see any more once the lead was given away
        chat = self._session.get_one(Conversation, row.conversation_id, execution_options=AS_SYSTEM)
        lead = self._session.scalars(select(Lead).where(Lead.id == chat.lead_id)).one_or_none() if chat.lead_id else None
        return CaptureView(
            id=row.id,
            source=row.source,
            state=row.state,
            problem=row.problem,
            files=tuple(row.files),
            read=row.read,
            speakers=self._sides(chat.id),
            where=Address(chat.platform, chat.corp, chat.external_id, chat.kind),
            lead_id=lead.id if lead else None,
            lead=lead.name if lead else "",
            at=row.at,
        )
