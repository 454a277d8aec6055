"""Who saw, changed or exported what. Ids only: never words, names or tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from crm_core.people import Principal
from crm_core.tables import Audit


def record(session: Session, who: Principal, verb: str, subject: str, *, at: datetime, **ids: int | str | None) -> None:
    """One row in the caller's transaction: who did `verb` to `subject` (`draft:12`)."""
    session.add(Audit(by_id=who.person_id, verb=verb, subject=subject, detail=ids, at=at))
