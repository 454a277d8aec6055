"""A deliverable proves a milestone (交付物 → 关键事件): made because of the file, and taken back with it."""

from __future__ import annotations

from sqlalchemy import select

from crm_core.access import AS_SYSTEM
from crm_core.decisions.stages import DELIVERABLES, further, stage_of
from crm_core.errors import Conflict
from crm_core.tables import Activity, Attachment, Decision, Lead, Milestone
from crm_core.work.unit import Unit


def prove(unit: Unit, row: Attachment, lead: Lead) -> None:
    """The milestone of this deliverable, and the stage that it reaches. Raises Conflict `proves_nothing`, `already_proved`."""
    kind = DELIVERABLES.get(row.deliverable)
    if kind is None:
        raise Conflict("proves_nothing")
    if kind in _kinds(unit, lead):
        raise Conflict("already_proved")
    was = lead.stage
    row.milestone_id = unit.add(Milestone(lead_id=lead.id, kind=kind, at=unit.clock.now())).id
    lead.stage = further(was, stage_of(_kinds(unit, lead), touched=True))
    unit.decided("prove", f"attachment:{row.id}", kind, lead=lead.id, was=was, wrote=lead.stage)
    unit.session.flush()


def take_back(unit: Unit, row: Attachment) -> None:
    """Without effect where the file proves nothing. The stage goes back, unless somebody has moved it on since.

    As the house: one takes back one's own proof, whosever the lead is by now.
    """
    if row.milestone_id is None:
        return
    made = unit.session.get_one(Milestone, row.milestone_id, execution_options=AS_SYSTEM)
    lead = unit.session.get_one(Lead, made.lead_id, execution_options=AS_SYSTEM)
    row.milestone_id = None
    unit.session.flush()
    unit.session.delete(made)
    unit.session.flush()
    _stage_back(unit, row, lead)
    unit.decided("prove", f"attachment:{row.id}", "taken_back", lead=lead.id)
    unit.session.flush()


def _stage_back(unit: Unit, row: Attachment, lead: Lead) -> None:
    said = select(Decision).where(Decision.kind == "prove", Decision.subject == f"attachment:{row.id}")
    last = unit.session.scalars(said.order_by(Decision.id.desc()).limit(1), execution_options=AS_SYSTEM).one()
    if lead.stage == last.because["wrote"]:
        heard = select(Activity.id).where(Activity.lead_id == lead.id, Activity.undone_at.is_(None)).limit(1)
        touched = unit.session.scalars(heard, execution_options=AS_SYSTEM).first() is not None
        lead.stage = further(last.because["was"], stage_of(_kinds(unit, lead), touched=touched))


def _kinds(unit: Unit, lead: Lead) -> list[str]:
    reached = select(Milestone.kind).where(Milestone.lead_id == lead.id)
    return list(unit.session.scalars(reached, execution_options=AS_SYSTEM))
