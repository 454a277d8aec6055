"""交接简报: the record of a customer that was handed over, read for its successor and for nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm_core.access import Verb
from crm_core.decisions.brief import Known, Noted, Promised, Record, Told, brief
from crm_core.decisions.fields import FIELDS, shown
from crm_core.tables import (
    Account,
    Activity,
    Contact,
    DraftLine,
    FieldChange,
    Handover,
    Insight,
    Lead,
    LeadTag,
    Milestone,
    NextStep,
    Note,
    Opportunity,
    Person,
)
from crm_core.views import BriefView
from crm_core.work.record import held
from crm_core.work.unit import Unit

_Entities = dict[str, type[Any]]
_ROWS: _Entities = {
    "account": Account,
    "contact": Contact,
    "opportunity": Opportunity,
    "milestone": Milestone,
    "insight": Insight,
}


class Briefs:
    """`w.briefs`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def of(self, handover_id: int) -> BriefView:
        """Raises NotVisible, and NotAllowed for anybody but the one whose customer it is now."""
        row = self._unit.one(Handover, Handover.id == handover_id)
        lead = self._unit.one(Lead, Lead.id == row.lead_id)
        self._unit.demand(Verb.VIEW, lead)
        records = self._records(lead.id)
        changes = self._changes(records)
        today = self._unit.clock.now().astimezone(self._unit.rules.calendar.zone).date()
        known = Known(
            stage=lead.stage,
            records=list(records.values()),
            told=[told for change, told in changes if self._still(change, lead.id)],
            promised=self._promised(lead.id, changes),
            notes=self._notes(lead.id),
            today=today,
        )
        return brief(known)

    def _records(self, lead_id: int) -> dict[int, Record]:
        """Standing ones, the newest first."""
        rows = (
            select(Activity, Person.name)
            .join(Person, Person.id == Activity.by_id)
            .where(Activity.lead_id == lead_id, Activity.undone_at.is_(None))
            .order_by(Activity.happened_at.desc(), Activity.id.desc())
        )
        return {row.id: Record(row.id, row.happened_at, name, row.summary) for row, name in self._session.execute(rows)}

    def _changes(self, records: dict[int, Record]) -> list[tuple[FieldChange, Told]]:
        """In the order in which they were written. The words are those that the policy shows."""
        rows = (
            select(FieldChange, DraftLine)
            .outerjoin(DraftLine, DraftLine.id == FieldChange.draft_line_id)
            .where(FieldChange.activity_id.in_(records), FieldChange.field.in_(FIELDS))
            .order_by(FieldChange.id)
        )
        return [(change, _told(change, line, records[change.activity_id])) for change, line in self._session.execute(rows)]

    def _still(self, change: FieldChange, lead_id: int) -> bool:
        """Whether the customer's data still says what this change wrote."""
        wrote = change.new["is"]
        if change.entity == "lead_tag":
            return self._session.get(LeadTag, (lead_id, wrote["tag"])) is not None
        entity = _ROWS.get(change.entity)
        row = self._session.get(entity, change.entity_id) if entity else None
        return row is not None and held(row, wrote) == wrote

    def _promised(self, lead_id: int, changes: Sequence[tuple[FieldChange, Told]]) -> list[Promised]:
        """Open steps; one whose record nobody can point at is left out."""
        told = {change.entity_id: each for change, each in changes if change.entity == "next_step"}
        steps = (
            select(NextStep)
            .where(NextStep.lead_id == lead_id, NextStep.done_at.is_(None))
            .order_by(NextStep.due.is_(None), NextStep.due, NextStep.id)
        )
        rows = self._session.scalars(steps)
        return [Promised(row.what, row.due, row.ours, told[row.id]) for row in rows if row.id in told]

    def _notes(self, lead_id: int) -> list[Noted]:
        """Those that somebody chose to share; one's own need no brief."""
        shared = (
            select(Note, Person.name)
            .join(Person, Person.id == Note.author_id)
            .where(Note.lead_id == lead_id, Note.shared.is_(True), Note.author_id != self._unit.who.person_id)
            .order_by(Note.at, Note.id)
        )
        return [Noted(note.text, name, note.at) for note, name in self._session.execute(shared)]


def _told(change: FieldChange, line: DraftLine | None, record: Record) -> Told:
    wrote = change.new["is"]
    reads = line.shown if line else shown(change.field, wrote)
    return Told(change.field, reads, line.quote if line else "", record, str(wrote.get("kind", "")))
