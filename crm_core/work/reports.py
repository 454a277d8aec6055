"""Totals for those who see no rows (PRM-01): never a name, never a group small enough to be one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from crm_core import audit
from crm_core.access import AS_SYSTEM, Verb
from crm_core.people import Role
from crm_core.tables import Lead
from crm_core.views import Bucket
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
        audit.record(self._unit.session, self._unit.who, "report", "totals", at=self._unit.clock.now())
        self._unit.session.flush()
        return floored(Bucket(stage, leads) for stage, leads in rows)


def floored(buckets: Iterable[Bucket]) -> list[Bucket]:
    """Merge what is under the floor; the merged rest shows only when it reaches the floor itself."""
    known = list(buckets)
    rest = sum(bucket.count for bucket in known if bucket.count < FLOOR)
    return [bucket for bucket in known if bucket.count >= FLOOR] + ([Bucket(OTHERS, rest)] if rest >= FLOOR else [])
