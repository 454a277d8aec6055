"""Before a hand-over: who left and has customers, what giving them away would mean, and who may take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import false, func, or_, select

from crm_core.access import AS_SYSTEM, Verb
from crm_core.decisions.handover import overloaded
from crm_core.people import AWAY, GONE, Role
from crm_core.tables import Draft, Lead, NextStep, Note, Person, PersonTerritory
from crm_core.views import Bucket, HandingView, LeadView, LeaverView, PreviewView, SuccessorView
from crm_core.work.inheritance import on_platform
from crm_core.work.leads import Leads
from crm_core.work.people import People, principal_for
from crm_core.work.unit import Unit


class Leaving:
    """A part of `w.handovers`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def due(self, leaver_id: int | None = None) -> list[LeaverView]:
        """Those (that one) who have left (离职) and still have customers. Who is on leave (休假, 产假) comes back."""
        self._unit.demand(Verb.FOLLOW)
        owned = (
            select(Person, func.count(Lead.id))
            .join(Lead, Lead.owner_id == Person.id)
            .where(Person.status == "left", Lead.sandbox.is_(False))
            .group_by(Person.id)
            .order_by(Person.id)
        )
        if leaver_id is not None:
            owned = owned.where(Person.id == leaver_id)
        rows = self._session.execute(owned).all()
        return [LeaverView(who.id, who.name, count, self._who_answers(who)) for who, count in rows]

    def _who_answers(self, leaver: Person) -> int | None:
        """The nearest manager above, else one who answers for the territory; only who sees a customer of the leaver."""
        answers = select(PersonTerritory.person_id).where(PersonTerritory.territory_id == leaver.territory_id)
        there = Person.id.in_(answers), Person.role == Role.MANAGER, Person.status.not_in(GONE | AWAY)
        of_territory = self._session.scalars(select(Person.id).where(*there).order_by(Person.id)).all()
        above = [each.id for each in People(self._unit).managers_of(leaver.id) if each.role == Role.MANAGER]
        candidates = dict.fromkeys([*above, *of_territory])
        return next((each for each in candidates if self._sees_a_customer(each, leaver.id)), None)

    def _sees_a_customer(self, person_id: int, leaver_id: int) -> bool:
        """Asked as that person: a manager who was somebody else's manager's manager may see none of them."""
        who = principal_for(self._session, self._unit.one(Person, Person.id == person_id))
        owned = select(Lead.id).where(Lead.owner_id == leaver_id, Lead.sandbox.is_(False)).limit(1)
        return self._session.scalar(owned, execution_options={"suilu_who": who}) is not None

    def preview(self, leaver_id: int, lead_ids: Collection[int] | None = None) -> PreviewView:
        """What giving away these (all) customers of the leaver would mean. Raises NotVisible, NotAllowed."""
        self._unit.demand(Verb.HAND_OVER)
        leaver = self._unit.one(Person, Person.id == leaver_id)
        customers = self._handing(Leads(self._unit).owned_by(leaver_id, lead_ids))
        ids = [each.lead.id for each in customers]
        stages = Counter(each.lead.stage for each in customers)
        return PreviewView(
            leaver_id=leaver.id,
            leaver=leaver.name,
            left=leaver.status == "left",
            customers=tuple(customers),
            stages=tuple(Bucket(stage, count) for stage, count in stages.most_common()),
            shared_notes=self._count(Note.id, Note.lead_id.in_(ids), Note.shared.is_(True)),
            private_notes=self._count(Note.id, Note.lead_id.in_(ids), Note.author_id == leaver_id, Note.shared.is_(False)),
            open_drafts=self._count(Draft.id, Draft.lead_id.in_(ids), Draft.rep_id == leaver_id, Draft.state == "open"),
            successors=tuple(self.successors(leaver_id, given=len(ids))),
        )

    def successors(self, leaver_id: int, given: int = 0) -> list[SuccessorView]:
        """Active reps of the leaver's team or manager, the one with the fewest customers first."""
        leaver = self._unit.one(Person, Person.id == leaver_id)
        shared = [
            getattr(Person, name) == at for name in ("team_id", "manager_id") if (at := getattr(leaver, name)) is not None
        ]
        reps = select(Person).where(
            or_(false(), *shared), Person.role == Role.REP, Person.status == "active", Person.id != leaver_id
        )
        people = self._session.scalars(reps.order_by(Person.id)).all()
        loads = self._loads([person.id for person in people])
        return sorted((_successor(person, loads, given) for person in people), key=lambda each: each.customers)

    def _handing(self, leads: Sequence[LeadView]) -> list[HandingView]:
        """As the house, counts of next steps: what was promised, a manager is not told (PRM-02)."""
        zone_day = self._unit.clock.now().astimezone(self._unit.rules.calendar.zone).date()
        ids = [lead.id for lead in leads]
        ours = (NextStep.ours.is_(True), NextStep.done_at.is_(None))
        promises, overdue = self._steps(ids, *ours), self._steps(ids, *ours, NextStep.due < zone_day)
        contacts = on_platform(self._unit, ids)
        return [HandingView(lead, promises[lead.id], overdue[lead.id], lead.id in contacts) for lead in leads]

    def _steps(self, ids: Sequence[int], *where: Any) -> Counter[int]:
        rows = select(NextStep.lead_id, func.count()).where(NextStep.lead_id.in_(ids), *where).group_by(NextStep.lead_id)
        return Counter({lead: count for lead, count in self._session.execute(rows, execution_options=AS_SYSTEM)})

    def _count(self, column: Any, *where: Any) -> int:
        """As the house: how many there are, nothing of them."""
        return self._session.scalar(select(func.count(column)).where(*where), execution_options=AS_SYSTEM) or 0

    def _loads(self, people: Sequence[int]) -> dict[int, int]:
        """As the house: how many open customers each has, wherever they are."""
        rows = (
            select(Lead.owner_id, func.count())
            .where(Lead.owner_id.in_(people), Lead.state == "open", Lead.sandbox.is_(False))
            .group_by(Lead.owner_id)
        )
        counts = {owner: count for owner, count in self._session.execute(rows, execution_options=AS_SYSTEM)}
        return {person: counts.get(person, 0) for person in people}


def _successor(person: Person, loads: dict[int, int], given: int) -> SuccessorView:
    others = [load for other, load in loads.items() if other != person.id]
    return SuccessorView(person.id, person.name, loads[person.id], overloaded(loads[person.id], given, others))
