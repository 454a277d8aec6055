"""What leaves the house as a file: one's own rows only, each time written down (PRM-06)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm_core import audit
from crm_core.access import sees_words
from crm_core.errors import NotAllowed
from crm_core.tables import Activity, Lead
from crm_core.views import RecordRow
from crm_core.work.unit import Unit

MOST = 500


class Exports:
    """`w.exports`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def own_week(self, since: datetime) -> list[RecordRow]:
        """One's own records entered since then and not undone, newest first, at most `MOST`. Raises NotAllowed for those who
        keep none. Each export is written down, so it takes `core.work`."""
        who, now = self._unit.who, self._unit.clock.now()
        if not sees_words(who):
            raise NotAllowed("reps_only")
        own = (
            select(Activity, Lead)
            .join(Lead, Lead.id == Activity.lead_id)
            .where(Activity.by_id == who.person_id, Activity.entered_at >= since, Activity.undone_at.is_(None))
            .order_by(Activity.happened_at.desc(), Activity.id.desc())
        )
        rows = [
            RecordRow(activity.happened_at, activity.entered_at, lead.name, lead.stage, activity.summary)
            for activity, lead in self._unit.session.execute(own.limit(MOST))
        ]
        audit.record(self._unit.session, who, "export", "own_week", at=now, rows=len(rows))
        self._unit.session.flush()
        return rows
