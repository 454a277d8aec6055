"""What reps have made of what was proposed to them: the extractor learns its organisation's words from it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from crm_core.tables import Draft, DraftLine
from crm_core.views import TaughtLine
from crm_core.work.unit import Unit


class Teaching:
    """`w.teaching`: lines of confirmed drafts, the newest first."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def lines(self, fields: Collection[str], *, most: int = 50_000) -> list[TaughtLine]:
        """Those of these fields that may be seen."""
        confirmed = (
            select(DraftLine)
            .join(Draft, Draft.id == DraftLine.draft_id)
            .where(Draft.state == "confirmed", DraftLine.field.in_(fields))
            .order_by(DraftLine.id.desc())
            .limit(most)
        )
        return [
            TaughtLine(line.draft_id, line.field, line.value, line.proposed, line.ticked)
            for line in self._unit.session.scalars(confirmed)
        ]
