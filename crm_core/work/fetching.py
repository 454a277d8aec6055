"""The house's own hand on files: which are to be fetched, by one worker each; which are forgotten; which bytes are in use."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from crm_core.access import Verb
from crm_core.tables import Attachment, Capture
from crm_core.views import FetchView, KeptFile
from crm_core.work.along import said_of
from crm_core.work.captures import HAS_FILES
from crm_core.work.unit import Unit, clean

LEASE = timedelta(minutes=5)
"""How long a worker may take over one file before another tries it."""
_SOME = 500


class Fetching:
    """`w.fetching`: for the house alone; NotAllowed for anybody else. Of a file that is gone, or that another worker has taken,
    all steps say False."""

    def __init__(self, unit: Unit) -> None:
        unit.demand(Verb.FETCH)
        self._unit = unit
        self._session = unit.session

    def due(self, limit: int = 50) -> list[int]:
        """Files that wait and whose time has come, the oldest first: a platform keeps some for three days only."""
        waiting = select(Attachment.id).where(Attachment.state == "waiting", Attachment.due_at <= self._unit.clock.now())
        return list(self._session.scalars(waiting.order_by(Attachment.due_at, Attachment.id).limit(limit)))

    def take(self, file_id: int) -> FetchView | None:
        """For this worker, until the lease ends: of two that try, one gets it. It counts as a try, whatever comes of it."""
        now = self._unit.clock.now()
        mine = update(Attachment).where(Attachment.id == file_id, Attachment.state == "waiting", Attachment.due_at <= now)
        if not self._unit.changed(mine.values(due_at=now + LEASE, tries=Attachment.tries + 1)):
            return None
        row = self._unit.one(Attachment, Attachment.id == file_id)
        return FetchView(row.id, row.platform, row.kind, row.name, row.ref, row.tries)

    def kept(self, taken: FetchView, file: KeptFile) -> bool:
        """Its bytes lie under these names. False: the row has gone meanwhile, and they may go too."""
        return self._ended(taken, state="kept", problem="", due_at=None, ref="", **said_of(file))

    def ended(self, taken: FetchView, state: str, problem: str) -> bool:
        """It will never be had: `refused` (we do not keep such a file), or `gone`."""
        return self._ended(taken, state=state, problem=clean(problem, 40), due_at=None)

    def later(self, taken: FetchView, until: datetime, problem: str, *, counts: bool = True) -> bool:
        """Again from then on. `counts`: it was a try in vain."""
        tries = taken.tries if counts else taken.tries - 1
        return self._ended(taken, due_at=until, problem=clean(problem, 40), tries=tries)

    def _ended(self, taken: FetchView, **values: object) -> bool:
        mine = update(Attachment).where(
            Attachment.id == taken.id, Attachment.state == "waiting", Attachment.tries == taken.tries
        )
        return self._unit.changed(mine.values(**values))

    def overdue(self, limit: int = 200) -> tuple[list[int], int]:
        """Forget what was given and never placed, and what was removed a day ago: ids of those given, and how many in all."""
        old = select(Attachment).where(Attachment.state.in_(("given", "removed")), Attachment.due_at <= self._unit.clock.now())
        rows = self._session.scalars(old.order_by(Attachment.id).limit(limit)).all()
        given = [row.id for row in rows if row.state == "given"]
        for row in rows:
            self._session.delete(row)
        self._session.flush()
        return given, len(rows)

    def in_use(self, digests: Collection[str]) -> set[str]:
        """Those of them under which something lies that a row still names, a capture's pictures included."""
        used: set[str] = set()
        for some in _parts(sorted(digests)):
            named = select(Attachment.digest, Attachment.thumb)
            rows = self._session.execute(named.where(or_(Attachment.digest.in_(some), Attachment.thumb.in_(some))))
            used |= {digest for row in rows for digest in row}
        for names in self._session.scalars(select(Capture.files).where(Capture.state != "dropped", HAS_FILES)):
            used |= set(names)
        return used & set(digests)


def _parts(digests: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(digests), _SOME):
        yield digests[start : start + _SOME]
