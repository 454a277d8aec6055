"""静默提醒: one word for one silence, whatever the ticks do (NDG-01); and who took it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from crm_core.access import AS_SYSTEM, Verb
from crm_core.decisions.nudges import hours_silent
from crm_core.errors import Conflict
from crm_core.tables import Activity, Lead, Nudge, Person
from crm_core.views import NudgeView, Silence
from crm_core.work.people import People
from crm_core.work.unit import Unit


class Nudges:
    """`w.nudges`. `due` and `open` are the house's own; acting is for those whom the nudge was addressed to."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def due(self, now: datetime, limit: int = 100) -> list[Silence]:
        """Silences that a word may be said about now, longest waiting first. Reads only what the index holds."""
        self._unit.demand(Verb.NUDGE)
        waiting = (
            select(Lead, Person)
            .join(Person, Person.id == Lead.owner_id)
            .where(Lead.next_due_at <= now, Lead.state == "open", Lead.sandbox.is_(False))
            .order_by(Lead.next_due_at, Lead.id)
            .limit(limit)
        )
        rule = self._unit.rules.silence
        rows = self._session.execute(waiting).all()
        return [self._silence(lead, owner, now) for lead, owner in rows if rule.due(lead.last_activity_at, now)]

    def open(self, silence: Silence, rule: str | None = None, *, at: datetime | None = None) -> NudgeView | None:
        """The nudge to speak now; None when this silence is over, or somebody has spoken of it. `rule`: the silence's own.
        `at`: the moment of the tick, the same for all that it finds.

        A snoozed nudge whose time has come is the same row again, open: once for each snooze.
        """
        self._unit.demand(Verb.NUDGE)
        now, name = at or self._unit.clock.now(), rule or self._unit.rules.silence.id
        claim = update(Lead).where(
            Lead.id == silence.lead_id,
            Lead.next_due_at <= now,
            Lead.last_activity_at == silence.since,
            Lead.state == "open",
        )
        if not self._unit.changed(claim.values(next_due_at=None)):
            return None
        nudge = self._opened(silence, name, now)
        if nudge is None:
            return None
        self._session.expire_all()
        self._unit.decided("nudge", f"lead:{silence.lead_id}", f"nudge:{nudge.id}", rule=name, since=silence.since.isoformat())
        return self.views([nudge])[0]

    def _opened(self, silence: Silence, rule: str, now: datetime) -> Nudge | None:
        fresh = Nudge(
            lead_id=silence.lead_id,
            rule=rule,
            silent_since=silence.since,
            at=now,
            rep_id=silence.owner_id,
            manager_id=silence.manager_id,
        )
        if self._unit.add_once(fresh):
            return fresh
        again = update(Nudge).where(
            Nudge.lead_id == silence.lead_id,
            Nudge.rule == rule,
            Nudge.silent_since == silence.since,
            Nudge.state == "snoozed",
            Nudge.snoozed_until <= now,
        )
        if not self._unit.changed(again.values(state="open", at=now, acted_by_id=None, acted_at=None)):
            return None
        same = select(Nudge).filter_by(lead_id=silence.lead_id, rule=rule, silent_since=silence.since)
        return self._session.scalars(same, execution_options={"populate_existing": True}).one()

    def spoken_with(self, nudge: NudgeView, person_id: int) -> list[NudgeView]:
        """Those that one tick had to tell this person, by the moment it did, this one among them.

        As the house: they stand on one card of that person's, whoever's act changes a line of it.
        """
        told = or_(Nudge.rep_id == person_id, Nudge.manager_id == person_id)
        same = select(Nudge).where(Nudge.at == nudge.spoken_at, told).order_by(Nudge.id)
        return self.views(self._session.scalars(same, execution_options=AS_SYSTEM).all(), **AS_SYSTEM)

    def get(self, nudge_id: int) -> NudgeView:
        """Raises NotVisible."""
        return self.views([self._unit.one(Nudge, Nudge.id == nudge_id)])[0]

    def support(self, nudge_id: int) -> NudgeView:
        """「我来支援」. Raises NotVisible, NotAllowed, Conflict `already_acted`; who it was, `get` says."""
        return self._act(nudge_id, Verb.SUPPORT, "supported")

    def reassigned(self, nudge_id: int) -> NudgeView:
        """「改派」: the nudge's part of it; the lead's is `w.leads.reassign`. Raises as `support` does."""
        return self._act(nudge_id, Verb.SUPPORT, "reassigned")

    def snooze(self, nudge_id: int, until: datetime) -> NudgeView:
        """「明天提醒我」: silent until then. Raises as `support` does, and Conflict `too_early` for a time that is past."""
        if until <= self._unit.clock.now():
            raise Conflict("too_early")
        view = self._act(nudge_id, Verb.SNOOZE, "snoozed", snoozed_until=until)
        # As the house: whoever was addressed decides when the house speaks again, nothing else of the lead.
        quiet = update(Lead).where(Lead.id == view.lead_id, Lead.last_activity_at == view.silent_since, Lead.state == "open")
        self._unit.changed(quiet.values(next_due_at=until), **AS_SYSTEM)
        self._session.expire_all()
        return view

    def ended_for(self, lead_id: int) -> list[NudgeView]:
        """Those that the lead's newest confirmed activity ended, so that their cards can say so."""
        newest = select(Activity).where(Activity.lead_id == lead_id, Activity.undone_at.is_(None)).order_by(Activity.id.desc())
        activity = self._session.scalars(newest.limit(1)).first()
        ids = [nudge[0] for nudge in activity.before.get("nudges", ())] if activity else []
        ended = select(Nudge).where(Nudge.id.in_(ids), Nudge.state == "ended").order_by(Nudge.id)
        return self.views(self._session.scalars(ended).all())

    def live(self, lead_id: int) -> list[NudgeView]:
        """What was said of the silence that lasts, ended by nothing. Empty for a lead that is gone or not visible."""
        since = select(Lead.last_activity_at).where(Lead.id == lead_id)
        lasts = select(Nudge).where(Nudge.lead_id == lead_id, Nudge.silent_since.in_(since), Nudge.state != "ended")
        return self.views(self._session.scalars(lasts.order_by(Nudge.id)).all())

    def _silence(self, lead: Lead, owner: Person, now: datetime) -> Silence:
        manager = People(self._unit).manager_of(owner.id)
        return Silence(
            lead_id=lead.id,
            lead=lead.name,
            owner_id=owner.id,
            owner=owner.name,
            manager_id=manager.id if manager else None,
            since=lead.last_activity_at,
            hours=hours_silent(lead.last_activity_at, now),
        )

    def _act(self, nudge_id: int, verb: Verb, state: str, **values: Any) -> NudgeView:
        nudge = self._unit.one(Nudge, Nudge.id == nudge_id)
        self._unit.demand(verb, nudge)
        who, now = self._unit.who.person_id, self._unit.clock.now()
        act = update(Nudge).where(Nudge.id == nudge_id, Nudge.state == "open")
        if not self._unit.changed(act.values(state=state, acted_by_id=who, acted_at=now, **values)):
            raise Conflict("already_acted")
        self._session.refresh(nudge)
        self._unit.decided("nudge", f"nudge:{nudge_id}", state)
        return self.views([nudge])[0]

    def views(self, nudges: Sequence[Nudge], **options: Any) -> list[NudgeView]:
        """For the other rooms: rows that the policy has shown already."""
        leads = {lead.id: lead for lead in self._in(Lead, {nudge.lead_id for nudge in nudges}, **options)}
        people = {person.id: person for person in self._in(Person, {p for n in nudges for p in (n.rep_id, n.acted_by_id)})}
        now = self._unit.clock.now()
        return [_view(nudge, leads.get(nudge.lead_id), people, now) for nudge in nudges]

    def _in(self, entity: Any, ids: set[Any], **options: Any) -> Sequence[Any]:
        return self._session.scalars(select(entity).where(entity.id.in_(ids - {None})), execution_options=options).all()


def _view(nudge: Nudge, lead: Lead | None, people: dict[int, Person], now: datetime) -> NudgeView:
    """Of a lead that has left one's sight only the nudge itself is told."""
    return NudgeView(
        id=nudge.id,
        rule=nudge.rule,
        lead_id=nudge.lead_id,
        lead=lead.name if lead else "",
        stage=lead.stage if lead else "",
        rep_id=nudge.rep_id,
        rep=people[nudge.rep_id].name,
        manager_id=nudge.manager_id,
        silent_since=nudge.silent_since,
        spoken_at=nudge.at,
        hours=hours_silent(nudge.silent_since, now),
        state=nudge.state,
        acted_by=people[nudge.acted_by_id].name if nudge.acted_by_id else "",
        acted_at=nudge.acted_at,
        snoozed_until=nudge.snoozed_until,
        rep_status=people[nudge.rep_id].status,
    )
