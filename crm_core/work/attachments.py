"""附件: the files of a customer and of a draft, what each proves, and how one is added and taken away by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from crm_core import audit
from crm_core.access import Verb, shows_a_chat
from crm_core.decisions.file_names import clean_name
from crm_core.decisions.stages import DELIVERABLES, PROVES
from crm_core.errors import Conflict, NotVisible
from crm_core.tables import Attachment, Draft, Lead, Person
from crm_core.views import AttachmentView, KeptFile
from crm_core.work.along import said_of
from crm_core.work.proofs import prove, take_back
from crm_core.work.unit import Unit, clean

LASTS = timedelta(days=1)
"""What was given to the bot and never placed, and what was removed by hand, is forgotten after this time."""
MOST = 200
"""Files of one list."""

_Views = list[AttachmentView]


class Attachments:
    """`w.attachments`. Raises NotVisible and NotAllowed besides what is said. A file lies outside the database: `digest`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def get(self, file_id: int) -> AttachmentView:
        """Not one that was removed."""
        return self._view(self._standing(file_id))

    def opened(self, file_id: int) -> AttachmentView:
        """The same, on its way to somebody who reads all of it: that stands in the audit."""
        row = self._standing(file_id)
        audit.record(self._session, self._unit.who, "open", f"attachment:{row.id}", at=self._unit.clock.now(), lead=row.lead_id)
        return self._view(row)

    def of_lead(self, lead_id: int) -> _Views:
        """Newest first. Empty for those who are shown no words."""
        self._unit.one(Lead, Lead.id == lead_id)
        rows = select(Attachment).where(Attachment.lead_id == lead_id, Attachment.state != "removed")
        return self._views(self._session.scalars(rows.order_by(Attachment.at.desc(), Attachment.id.desc()).limit(MOST)).all())

    def of_draft(self, draft_id: int) -> _Views:
        """Those that came along with its messages, oldest first."""
        self._unit.one(Draft, Draft.id == draft_id)
        rows = select(Attachment).where(Attachment.draft_id == draft_id, Attachment.state != "removed")
        return self._views(self._session.scalars(rows.order_by(Attachment.at, Attachment.id).limit(MOST)).all())

    def add(self, lead_id: int, name: str, file: KeptFile, *, deliverable: str = "") -> AttachmentView:
        """By hand. The same content on the same lead again is the file that is there, under the newer label; not a screenshot
        of a chat, which is its rep's alone and goes with the record.

        Raises Conflict `not_a_deliverable`, `proved` (the label of a file that proves something stays).
        """
        locked = select(Lead).where(Lead.id == lead_id).with_for_update(of=Lead)
        lead = self._session.scalars(locked).one_or_none()
        if lead is None:
            raise NotVisible("Lead")
        self._unit.demand(Verb.ATTACH, lead)
        _check(file.kind, deliverable)
        same = select(Attachment).where(
            Attachment.lead_id == lead_id, Attachment.digest == file.digest, ~shows_a_chat(Attachment)
        )
        row = self._session.scalars(same.order_by(Attachment.id).limit(1)).first() or self._unit.add(self._row(name, file))
        self._label(row, deliverable)
        row.lead_id, row.state, row.due_at = lead_id, "kept", None
        self._unit.decided("attach", f"attachment:{row.id}", "added", lead=lead_id, label=deliverable)
        self._session.flush()
        return self._view(row)

    def give(self, name: str, file: KeptFile, *, words: str = "") -> AttachmentView:
        """Somebody handed it to the bot; for `LASTS` it waits to be placed. Of a voice there may be no more than its words."""
        row = self._row(name, file)
        row.state, row.due_at, row.words = "given", self._unit.clock.now() + LASTS, clean(words)
        return self._view(self._unit.add(row))

    def given(self) -> AttachmentView | None:
        """The newest that oneself gave and that is not placed."""
        mine = (Attachment.by_id == self._unit.who.person_id, Attachment.state == "given", Attachment.digest != "")
        rows = select(Attachment).where(*mine)
        newest = self._session.scalars(rows.order_by(Attachment.id.desc()).limit(1)).first()
        return self._view(newest) if newest else None

    def place(self, file_id: int, lead_id: int) -> AttachmentView:
        """What was given belongs to this customer. Raises Conflict `already_placed`; `not_given` where there are only words."""
        row = self._given(file_id)
        if not row.digest:
            raise Conflict("not_given")
        self._unit.demand(Verb.ATTACH, self._unit.one(Lead, Lead.id == lead_id))
        row.lead_id, row.state, row.due_at = lead_id, "kept", None
        self._session.flush()
        self._unit.decided("attach", f"attachment:{row.id}", "placed", lead=lead_id)
        return self._view(row)

    def spend(self, file_id: int) -> AttachmentView:
        """What was given has served: its words were taken, and it is forgotten. Raises Conflict `already_placed`."""
        row = self._given(file_id)
        view = self._view(row)
        self._session.delete(row)
        self._session.flush()
        return view

    def label(self, file_id: int, deliverable: str) -> AttachmentView:
        """What it is (`DELIVERABLES`; empty: nothing in particular). Raises Conflict `not_a_deliverable`, `proved`."""
        row, lead = self._on_lead(file_id)
        if self._label(row, deliverable):
            self._unit.decided("attach", f"attachment:{row.id}", "labelled", lead=lead.id, label=deliverable)
        self._session.flush()
        return self._view(row)

    def prove(self, file_id: int, on: bool) -> AttachmentView:
        """Make the milestone that this deliverable proves, or take it back.

        Raises Conflict `proves_nothing`, `already_proved` (a milestone of that kind stands there already).
        """
        row, lead = self._on_lead(file_id)
        if on and row.milestone_id is None:
            prove(self._unit, row, lead)
        elif not on:
            take_back(self._unit, row)
        return self._view(row)

    def remove(self, file_id: int) -> AttachmentView:
        """Off its lead, and what it proved with it. For `LASTS` it can be restored."""
        row = self._on_lead(file_id)[0]
        take_back(self._unit, row)
        row.state, row.due_at = "removed", self._unit.clock.now() + LASTS
        self._unit.decided("attach", f"attachment:{row.id}", "removed", lead=row.lead_id)
        self._session.flush()
        return self._view(row)

    def restore(self, file_id: int) -> AttachmentView:
        """A removed one is back; without effect on one that stands. What it proved is not proved again by itself."""
        row = self._on_lead(file_id, removed=True)[0]
        if row.state == "removed":
            row.state, row.due_at = "kept" if row.digest else "gone", None
            self._unit.decided("attach", f"attachment:{row.id}", "restored", lead=row.lead_id)
            self._session.flush()
        return self._view(row)

    def _standing(self, file_id: int) -> Attachment:
        return self._unit.one(Attachment, Attachment.id == file_id, Attachment.state != "removed")

    def _given(self, file_id: int) -> Attachment:
        row = self._unit.one(Attachment, Attachment.id == file_id)
        if row.state != "given":
            raise Conflict("already_placed")
        return row

    def _on_lead(self, file_id: int, *, removed: bool = False) -> tuple[Attachment, Lead]:
        row = self._unit.one(Attachment, Attachment.id == file_id) if removed else self._standing(file_id)
        lead = self._unit.one(Lead, Lead.id == row.lead_id)
        self._unit.demand(Verb.ATTACH, lead)
        return row, lead

    def _label(self, row: Attachment, deliverable: str) -> bool:
        """False: it is labelled so already."""
        _check(row.kind, deliverable)
        if deliverable == row.deliverable:
            return False
        if row.milestone_id is not None:
            raise Conflict("proved")
        row.deliverable = deliverable
        return True

    def _row(self, name: str, file: KeptFile) -> Attachment:
        return Attachment(
            by_id=self._unit.who.person_id,
            name=clean_name(name),
            at=self._unit.clock.now(),
            deliverable="",
            **said_of(file),
        )

    def _view(self, row: Attachment) -> AttachmentView:
        return self._views([row])[0]

    def _views(self, rows: Sequence[Attachment]) -> _Views:
        people = select(Person).where(Person.id.in_({row.by_id for row in rows}))
        names = {person.id: person.name for person in self._session.scalars(people)}
        return [_view(row, names[row.by_id]) for row in rows]


def _check(kind: str, deliverable: str) -> None:
    if deliverable and (deliverable not in DELIVERABLES or kind not in PROVES):
        raise Conflict("not_a_deliverable")


def _view(row: Attachment, by: str) -> AttachmentView:
    return AttachmentView(
        id=row.id,
        kind=row.kind,
        name=row.name,
        state=row.state,
        problem=row.problem,
        mime=row.mime,
        size=row.size,
        digest=row.digest,
        thumb=row.thumb,
        seconds=row.seconds,
        words=row.words,
        deliverable=row.deliverable,
        proves=DELIVERABLES.get(row.deliverable, ""),
        proved=row.milestone_id is not None,
        by=by,
        at=row.at,
        lead_id=row.lead_id,
    )
