"""Totals for those who see no rows (PRM-01): never a name, never a group small enough to be one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from crm_core import audit
from crm_core.access import AS_SYSTEM, Verb, sees_words
from crm_core.errors import NotAllowed
from crm_core.people import Role
from crm_core.tables import Activity, Draft, Lead, NextStep, Nudge, Person, Sync
from crm_core.views import Bucket, TeamRow, WeekView
from crm_core.work.activities import recorded_since
from crm_core.work.unit import Unit

FLOOR = 5
OTHERS = "其他"


class Reports:
    """`w.reports`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def totals(self) -> list[Bucket]:
        """Leads by stage, most first: the owner's of the whole house, a manager's of those that are seen anyway.

        Groups under five are merged into 「其他」, which is itself shown from five on. Raises NotAllowed for all others.
        Each reading is written down, so it takes `core.work`.
        """
        self._unit.demand(Verb.REPORT)
        count = func.count(Lead.id)
        by_stage = (
            select(Lead.stage, count).where(Lead.sandbox.is_(False)).group_by(Lead.stage).order_by(count.desc(), Lead.stage)
        )
        # As the house for the owner: totals are computed over all rows, and rows are never returned.
        options = AS_SYSTEM if self._unit.who.role is Role.OWNER else {}
        rows = self._unit.session.execute(by_stage, execution_options=options)
        self._noted("totals")
        return floored(Bucket(stage, leads) for stage, leads in rows)

    def own_week(self, since: datetime, *, first: date, last: date) -> WeekView:
        """One's own week, for oneself (PRM-11): from `since` on, next steps due from `first` to `last`. Raises NotAllowed
        for those who keep no records. The policy shows nobody else's rows."""
        if not sees_words(self._unit.who):
            raise NotAllowed("reps_only")
        me = self._unit.who.person_id
        nudges = (Nudge.rep_id == me, Nudge.at >= since)
        steps = (NextStep.ours.is_(True), NextStep.due.between(first, last))
        own = (Activity.by_id == me, Activity.entered_at >= since, Activity.undone_at.is_(None))
        return WeekView(
            chats=self._count(Sync.conversation_id.distinct(), Sync.started_at >= since, Sync.state == "proposed"),
            records=self._count(Activity.id, *own),
            customers=self._count(Lead.id, Lead.created_at >= since),
            nudges=self._count(Nudge.id, *nudges),
            answered=self._count(Nudge.id, *nudges, Nudge.state != "open"),
            due=self._count(NextStep.id, *steps),
            kept=self._count(NextStep.id, *steps, NextStep.done_at.is_not(None)),
            drafts=self._count(Draft.id, Draft.state == "open"),
        )

    def team_week(self, since: datetime) -> list[TeamRow]:
        """A manager's reps by name: open customers, those with news since then, those that are quiet. Only what the
        manager's list of customers shows anyway, and nothing of who records how much. Raises NotAllowed for all others."""
        self._unit.demand(Verb.REPORT)
        if self._unit.who.role is not Role.MANAGER:
            raise NotAllowed("managers_only")
        quiet = select(Nudge.lead_id).where(Nudge.state.in_(("open", "supported")))
        moved = func.count(Lead.id).filter(Lead.id.in_(recorded_since(self._unit, since)))
        silent = func.count(Lead.id).filter(Lead.id.in_(quiet))
        rows = (
            select(Person.name, func.count(Lead.id), moved, silent)
            .join(Person, Person.id == Lead.owner_id)
            .where(Lead.state == "open")
            .group_by(Person.id, Person.name)
            .order_by(Person.id)
        )
        found = [TeamRow(*row) for row in self._unit.session.execute(rows)]
        self._noted("team_week")
        return found

    def _count(self, what: Any, *where: Any) -> int:
        return self._unit.session.scalar(select(func.count(what)).where(*where)) or 0

    def _noted(self, what: str) -> None:
        audit.record(self._unit.session, self._unit.who, "report", what, at=self._unit.clock.now())
        self._unit.session.flush()


def floored(buckets: Iterable[Bucket]) -> list[Bucket]:
    """Merge what is under the floor; the merged rest shows only when it reaches the floor itself."""
    known = list(buckets)
    rest = sum(bucket.count for bucket in known if bucket.count < FLOOR)
    return [bucket for bucket in known if bucket.count >= FLOOR] + ([Bucket(OTHERS, rest)] if rest >= FLOOR else [])
