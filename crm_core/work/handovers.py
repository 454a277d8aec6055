"""交接: a rep's customers to one or several successors, with a look beforehand and a way back while nothing has happened.

What goes along is the record: activities, next steps, shared notes, deal groups, and the words of confirmed lines
(`crm_core.access`). Private notes stay their author's; the leaver's open drafts are dropped once it cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from crm_core.access import AS_SYSTEM, Verb
from crm_core.errors import Conflict, NotAllowed
from crm_core.tables import Activity, Draft, Handover, Lead, NextStep, Note, Person
from crm_core.views import HandoverView
from crm_core.work.inheritance import on_platform
from crm_core.work.leaving import Leaving
from crm_core.work.unit import Unit

_Views = list[HandoverView]


class Handovers:
    """`w.handovers`. Giving is for managers who see the customer, and for the house."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session
        leaving = Leaving(unit)
        self.preview, self.due, self.successors = leaving.preview, leaving.due, leaving.successors

    def get(self, handover_id: int) -> HandoverView:
        """Raises NotVisible."""
        return self._views([self._unit.one(Handover, Handover.id == handover_id)])[0]

    def mine(self, limit: int = 100) -> _Views:
        """Those to oneself of customers that are still one's own: unread first, then the newest."""
        me = self._unit.who.person_id
        own = select(Handover).join(Lead, Lead.id == Handover.lead_id).where(Handover.to_id == me, Lead.owner_id == me)
        newest = own.order_by(Handover.seen_at.is_not(None), Handover.at.desc(), Handover.id).limit(limit)
        return self._views(self._session.scalars(newest).all())

    def of_leaver(self, leaver_id: int, limit: int = 500) -> _Views:
        """What this rep has given away, as one may see it, the newest first."""
        given = select(Handover).where(Handover.from_id == leaver_id).order_by(Handover.at.desc(), Handover.id).limit(limit)
        return self._views(self._session.scalars(given).all())

    def give(self, leaver_id: int, shares: Mapping[int, int], *, by_platform: bool = False) -> _Views:
        """`shares`: lead → successor, all of them or none. `by_platform`: the platform has handed the contacts over already.

        Raises NotVisible, NotAllowed `not_a_successor`, Conflict `nothing_to_hand_over`, `owner_changed`.
        """
        self._unit.demand(Verb.HAND_OVER)
        leaver = self._unit.one(Person, Person.id == leaver_id)
        if not shares:
            raise Conflict("nothing_to_hand_over")
        if not set(shares.values()) <= {each.id for each in self.successors(leaver_id)}:
            raise NotAllowed("not_a_successor")
        now = self._unit.clock.now()
        reason = "platform" if by_platform else "left" if leaver.status == "left" else "moved"
        return self._views([self._given(lead, leaver, to, now, reason) for lead, to in sorted(shares.items())])

    def _given(self, lead_id: int, leaver: Person, to_id: int, now: datetime, reason: str) -> Handover:
        lead = self._unit.one(Lead, Lead.id == lead_id)
        self._unit.demand(Verb.HAND_OVER, lead)
        contact = lead_id in on_platform(self._unit, [lead_id]) and reason != "platform"
        theirs = update(Lead).where(Lead.id == lead_id, Lead.owner_id == leaver.id, Lead.sandbox.is_(False))
        if not self._unit.changed(theirs.values(owner_id=to_id)):
            raise Conflict("owner_changed")
        self._session.expire(lead)
        row = Handover(lead_id=lead_id, from_id=leaver.id, to_id=to_id, at=now, reason=reason)
        row.by_id = self._unit.who.person_id or None
        row.inherit = "waiting" if contact else "done" if reason == "platform" else "none"
        self._unit.decided("hand_over", f"lead:{lead_id}", f"person:{to_id}", before=leaver.id, reason=reason)
        return self._unit.add(row)

    def give_back(self, handover_id: int) -> _Views:
        """The whole act taken back, as it was. Raises NotVisible, NotAllowed, and Conflict `moved_on` when a successor or the
        platform has done something since."""
        first = self._unit.one(Handover, Handover.id == handover_id)
        self._unit.demand(Verb.HAND_OVER, self._unit.one(Lead, Lead.id == first.lead_id))
        same = select(Handover).filter_by(from_id=first.from_id, by_id=first.by_id, at=first.at).order_by(Handover.id)
        # As the house: the act is one, whichever of its customers have left the sight of the one who did it.
        rows = self._session.scalars(same, execution_options=AS_SYSTEM).all()
        if any(self._moved_on(row) for row in rows):
            raise Conflict("moved_on")
        views = self._views(rows)
        for row in rows:
            self._back(row)
        self._session.flush()
        return views

    def _back(self, row: Handover) -> None:
        theirs = update(Lead).where(Lead.id == row.lead_id, Lead.owner_id == row.to_id)
        if not self._unit.changed(theirs.values(owner_id=row.from_id), **AS_SYSTEM):
            raise Conflict("moved_on")
        self._unit.decided("hand_back", f"lead:{row.lead_id}", f"person:{row.from_id}", before=row.to_id)
        self._session.delete(row)

    def _moved_on(self, row: Handover) -> bool:
        """As the house: whether anything was done with the customer since, not what."""
        if row.inherit not in ("none", "waiting") or row.from_id is None:
            return True
        of_lead: list[tuple[Any, Any]] = [
            (Activity.lead_id, (Activity.entered_at >= row.at) & (Activity.by_id == row.to_id)),
            (Note.lead_id, (Note.at >= row.at) & (Note.author_id == row.to_id)),
            (Draft.lead_id, (Draft.created_at >= row.at) & (Draft.rep_id == row.to_id)),
            (NextStep.lead_id, NextStep.done_at > row.at),
            (Handover.lead_id, (Handover.at >= row.at) & (Handover.id != row.id)),
        ]
        found = (select(column).where(column == row.lead_id, since).limit(1) for column, since in of_lead)
        return any(self._session.scalar(each, execution_options=AS_SYSTEM) is not None for each in found)

    def seen(self, handover_id: int) -> HandoverView:
        """The successor has opened the brief; the first time counts. Raises NotVisible, NotAllowed."""
        row = self._unit.one(Handover, Handover.id == handover_id)
        lead = self._unit.one(Lead, Lead.id == row.lead_id)
        self._unit.demand(Verb.VIEW, lead)
        mine = update(Handover).where(Handover.id == handover_id, Handover.seen_at.is_(None))
        if row.to_id == self._unit.who.person_id and self._unit.changed(mine.values(seen_at=self._unit.clock.now())):
            self._session.refresh(row)
            self._unit.decided("view", f"handover:{handover_id}", "seen", lead=lead.id)
        return self._views([row])[0]

    def _views(self, rows: Sequence[Handover]) -> _Views:
        """Of rows that the policy has shown, or that one has just written. As the house: the customers' names go with them."""
        by_id = select(Lead).where(Lead.id.in_([row.lead_id for row in rows]))
        leads = {lead.id: lead for lead in self._session.scalars(by_id, execution_options=AS_SYSTEM)}
        ids = {person for row in rows for person in (row.from_id, row.to_id, row.by_id)} - {None}
        named = self._session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
        names = {person: name for person, name in named}
        return [_view(row, leads[row.lead_id], names) for row in rows]


def _view(row: Handover, lead: Lead, names: Mapping[int, str]) -> HandoverView:
    return HandoverView(
        id=row.id,
        lead_id=row.lead_id,
        lead=lead.name,
        stage=lead.stage,
        from_id=row.from_id,
        from_=names.get(row.from_id or 0, ""),
        to_id=row.to_id,
        to=names[row.to_id],
        by_id=row.by_id,
        by=names.get(row.by_id or 0, ""),
        at=row.at,
        reason=row.reason,
        inherit=row.inherit,
        problem=row.problem,
        seen_at=row.seen_at,
    )
