"""备注: private words, shared upward only by a tick made by hand (PRM-03)."""

from __future__ import annotations

from sqlalchemy import select

from crm_core.access import Verb
from crm_core.tables import Lead, Note, Person
from crm_core.views import NoteView
from crm_core.work.unit import Unit, clean


class Notes:
    """`w.notes`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, lead_id: int, text: str) -> NoteView:
        """Visible to its author only. Raises NotVisible, NotAllowed."""
        self._unit.demand(Verb.NOTE, self._unit.one(Lead, Lead.id == lead_id))
        now = self._unit.clock.now()
        note = Note(lead_id=lead_id, author_id=self._unit.who.person_id, text=clean(text), shared=False, at=now)
        return self._view(self._unit.add(note), self._unit.who.name)

    def share(self, note_id: int, shared: bool) -> NoteView:
        """Show a note of one's own to the managers of its lead, or take it back. Raises NotVisible, NotAllowed."""
        note = self._unit.one(Note, Note.id == note_id)
        self._unit.demand(Verb.SHARE, note)
        note.shared = shared
        self._unit.session.flush()
        self._unit.decided("share", f"note:{note_id}", "shared" if shared else "private")
        return self._view(note, self._unit.who.name)

    def list(self, lead_id: int) -> list[NoteView]:
        """Newest first. Raises NotVisible."""
        self._unit.one(Lead, Lead.id == lead_id)
        rows = select(Note, Person.name).join(Person, Person.id == Note.author_id).where(Note.lead_id == lead_id)
        newest = rows.order_by(Note.at.desc(), Note.id.desc())
        return [self._view(note, author) for note, author in self._unit.session.execute(newest)]

    def _view(self, note: Note, author: str) -> NoteView:
        mine = note.author_id == self._unit.who.person_id
        return NoteView(note.id, note.text, author, mine, note.shared, note.at)
