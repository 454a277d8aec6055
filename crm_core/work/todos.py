"""What waits for somebody: drafts to confirm, nudges to answer, next steps to keep; and what a day has brought."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from crm_core.access import Verb
from crm_core.decisions.stages import MILESTONES
from crm_core.errors import Conflict
from crm_core.tables import Activity, Draft, Lead, Milestone, NextStep, Nudge
from crm_core.views import NudgeView, ProgressView, TodoView
from crm_core.work.activities import recorded_since
from crm_core.work.drafts import Drafts
from crm_core.work.nudges import Nudges
from crm_core.work.unit import Unit


class Todos:
    """`w.todos`: one's own, as the policy shows it; a manager's are the nudges addressed to them."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def waiting(self, *, until: date) -> list[TodoView]:
        """Drafts and nudges, the newest first, then our own next steps due on or before `until`, the earliest first."""
        return [*self._drafts(), *self._nudges(), *self.steps(until=until)]

    def steps(self, *, until: date, after: date | None = None) -> list[TodoView]:
        """Our own open next steps, `after` < due <= `until`, of customers that are not won or lost."""
        mine = (
            select(NextStep, Lead)
            .join(Lead, Lead.id == NextStep.lead_id)
            .where(NextStep.ours.is_(True), NextStep.done_at.is_(None), NextStep.due <= until, Lead.state == "open")
            .order_by(NextStep.due, NextStep.id)
        )
        if after is not None:
            mine = mine.where(NextStep.due > after)
        rows = self._session.execute(mine)
        return [TodoView("step", step.id, lead.id, lead.name, what=step.what, due=step.due) for step, lead in rows]

    def done(self, step_id: int) -> TodoView:
        """A next step was kept. Raises NotVisible, NotAllowed, Conflict `already_done`."""
        step = self._unit.one(NextStep, NextStep.id == step_id)
        lead = self._unit.one(Lead, Lead.id == step.lead_id)
        self._unit.demand(Verb.KEEP, lead)
        open_step = update(NextStep).where(NextStep.id == step_id, NextStep.done_at.is_(None))
        if not self._unit.changed(open_step.values(done_at=self._unit.clock.now())):
            raise Conflict("already_done")
        self._session.refresh(step)
        self._unit.decided("keep", f"next_step:{step_id}", "done", lead=lead.id)
        return TodoView("step", step.id, lead.id, lead.name, what=step.what, due=step.due)

    def progress(self, since: datetime) -> list[ProgressView]:
        """Customers heard of since then, the newest first: what was confirmed; for those who are shown no words, that there
        is news."""
        heard = select(Lead).where(Lead.id.in_(recorded_since(self._unit, since)))
        leads = self._session.scalars(heard.order_by(Lead.last_activity_at.desc(), Lead.id)).all()
        told = self._recorded(since, [lead.id for lead in leads])
        return [_progress(lead, told.get(lead.id, ())) for lead in leads]

    def quiet(self) -> list[NudgeView]:
        """Silences that last, and who has taken them up: those addressed to oneself, and those of one's own customers."""
        lasting = select(Nudge).where(Nudge.state.in_(("open", "supported"))).order_by(Nudge.at.desc(), Nudge.id.desc())
        return [nudge for nudge in Nudges(self._unit).views(self._session.scalars(lasting).all()) if nudge.lead]

    def _recorded(self, since: datetime, lead_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Milestones before the summary of each record, by lead."""
        confirmed = select(Activity).where(
            Activity.lead_id.in_(lead_ids), Activity.entered_at >= since, Activity.undone_at.is_(None)
        )
        activities = self._session.scalars(confirmed.order_by(Activity.id.desc())).all()
        reached = select(Milestone).where(Milestone.activity_id.in_([activity.id for activity in activities]))
        kinds = [(milestone.activity_id, milestone.kind) for milestone in self._session.scalars(reached.order_by(Milestone.id))]
        told: dict[int, tuple[str, ...]] = {}
        for activity in activities:
            names = [MILESTONES.get(kind, kind) for of, kind in kinds if of == activity.id]
            told[activity.lead_id] = (*told.get(activity.lead_id, ()), *names, activity.summary)
        return told

    def _drafts(self) -> list[TodoView]:
        mine = select(Draft).where(Draft.state == "open").order_by(Draft.created_at.desc(), Draft.id.desc())
        views = [Drafts(self._unit).get(draft.id) for draft in self._session.scalars(mine.limit(_MOST)).all()]
        return [TodoView("draft", view.id, view.lead_id, view.lead, at=view.created_at) for view in views]

    def _nudges(self) -> list[TodoView]:
        me = self._unit.who.person_id
        addressed: Any = (Nudge.rep_id == me) | (Nudge.manager_id == me)
        mine = select(Nudge).where(Nudge.state == "open", addressed).order_by(Nudge.at.desc(), Nudge.id.desc())
        views = Nudges(self._unit).views(self._session.scalars(mine.limit(_MOST)).all())
        return [_nudge(view, me) for view in views if view.lead]


_MOST = 100


def _nudge(view: NudgeView, me: int) -> TodoView:
    """`what`: the rep, where the nudge asks somebody else to help."""
    return TodoView(
        "nudge",
        view.id,
        view.lead_id,
        view.lead,
        what="" if view.rep_id == me else view.rep,
        hours=view.hours,
        at=view.spoken_at,
    )


def _progress(lead: Lead, told: tuple[str, ...]) -> ProgressView:
    return ProgressView(lead.id, lead.name, lead.owner.name if lead.owner else "", lead.stage, told)
