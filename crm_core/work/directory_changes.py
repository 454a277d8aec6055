"""What a difference with a directory writes into the record: each change with what was there before, so it can be undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from crm_core import audit
from crm_core.decisions.directory import Change
from crm_core.errors import Conflict
from crm_core.people import Status
from crm_core.tables import Decision, Person, PlatformAccount, Team, Territory
from crm_core.work.unit import Unit, clean

PersonId = int
KIND, RUN, UNDONE = "directory", "run", "undo:"
_STATUS = ("away", "back", "left", "disabled", "revive")
_COLUMNS = {
    "name": "name",
    "manager": "manager_id",
    "team": "team_id",
    "territory": "territory_id",
    "role": "role",
} | dict.fromkeys(_STATUS, "status")


class Changes:
    """One `Decision` of kind `directory` a change, under the number of its run; unlike others it holds names, for undoing."""

    def __init__(self, unit: Unit, *, by: PersonId | None = None) -> None:
        """`by`: whose word it is; else whoever's unit this is."""
        self._unit = unit
        self._session = unit.session
        self._by = by or unit.who.person_id or None
        self._word = {"by": by} if by else {}

    def apply(self, changes: Sequence[Change], corps: Mapping[str, str]) -> tuple[int, list[Change]]:
        """The run's number, 0 when nothing was to be written, and what was: a change that came too late is left out."""
        if not changes:
            return 0, []
        run = self._unit.add(self._row("directory", RUN, changes=len(changes)))
        applied = [change for change in changes if self._written(change, corps, run.id)]
        self._session.flush()
        return run.id, applied

    def undo(self, run: int) -> tuple[int, int]:
        rows = self._of_run(run)
        if not rows:
            raise Conflict("no_run")
        already = {row.because.get("of") for row in self._decisions() if row.outcome.startswith(UNDONE)}
        back = [self._undone(row) for row in reversed(rows) if row.id not in already]
        return sum(back), len(back) - sum(back)

    def undone(self) -> frozenset[tuple[int | None, str, str]]:
        """(person, kind, value) that somebody took back after it was last written, taken away accounts among them."""
        found: dict[tuple[int | None, str, str], bool] = {}
        for row in self._decisions():
            if row.outcome == "unlink":
                platform, _, external_id = row.because["old"]
                found[_person_of(row.subject), "link", f"{platform}:{external_id}"] = True
            elif "value" in row.because:
                key = (_person_of(row.subject), row.outcome.removeprefix(UNDONE), str(row.because["value"]))
                found[key] = row.outcome.startswith(UNDONE)
        return frozenset(key for key, taken_back in found.items() if taken_back)

    # --- writing ------------------------------------------------------------------------------------------------------

    def _written(self, change: Change, corps: Mapping[str, str], run: int) -> bool:
        if change.kind == "new":
            return self._join(change, corps, run)
        person = self._session.get(Person, change.person_id)
        if person is None:
            return False
        if change.kind in _COLUMNS:
            wrote = self._set(person, change)
        else:
            wrote = self._link(person, change, corps) if change.kind == "link" else self._unlink(person, change)
        if wrote is None:
            return False
        self._note(f"person:{person.id}", change, run, **wrote)
        return True

    def _set(self, person: Person, change: Change) -> dict[str, Any] | None:
        column = _COLUMNS[change.kind]
        old, new = getattr(person, column), self._value(change)
        if old == new:
            return None
        setattr(person, column, new)
        return {"old": old, "new": new}

    def _value(self, change: Change) -> Any:
        if change.kind in ("team", "territory"):
            return self._named(Team if change.kind == "team" else Territory, str(change.value))
        return clean(change.value, 80) if isinstance(change.value, str) else change.value

    def _named(self, entity: type[Team] | type[Territory], name: str) -> int:
        known = self._session.scalars(select(entity.id).where(entity.name == name)).first()
        return self._unit.add(entity(name=name)).id if known is None else known

    def _link(self, person: Person, change: Change, corps: Mapping[str, str]) -> dict[str, Any] | None:
        ((platform, external_id),) = change.accounts
        row = PlatformAccount(person_id=person.id, platform=platform, corp=corps[platform], external_id=external_id)
        return {"old": None, "new": [platform, row.corp, external_id]} if self._unit.add_once(row) else None

    def _unlink(self, person: Person, change: Change) -> dict[str, Any] | None:
        ((platform, external_id),) = change.accounts
        mine = select(PlatformAccount).filter_by(person_id=person.id, platform=platform, external_id=external_id)
        row = self._session.scalars(mine).first()
        if row is None:
            return None
        self._session.delete(row)
        return {"old": [platform, row.corp, external_id], "new": None}

    def _join(self, change: Change, corps: Mapping[str, str], run: int) -> bool:
        """A person of the proposed role, at home where they were found first."""
        home = change.accounts[0][0]
        person = self._unit.add(Person(name=clean(change.name, 80), role=str(change.value), status=Status.ACTIVE, home=home))
        for platform, external_id in change.accounts:
            row = PlatformAccount(person_id=person.id, platform=platform, corp=corps[platform], external_id=external_id)
            self._session.add(row)
        self._session.flush()
        self._note(f"person:{person.id}", change, run, old=None, new=person.id)
        return True

    def _note(self, subject: str, change: Change, run: int, **wrote: Any) -> None:
        row = self._row(subject, change.kind, run=run, value=change.value, why=change.why, **wrote)
        self._session.add(row)
        audit.record(self._session, self._unit.who, f"{KIND}:{change.kind}", subject, at=row.at, run=run, **self._word)

    def _row(self, subject: str, outcome: str, **because: Any) -> Decision:
        now = self._unit.clock.now()
        version = self._unit.rules.directory.version
        return Decision(
            kind=KIND, subject=subject, outcome=outcome, because=because, rule_version=version, by_id=self._by, at=now
        )

    # --- undoing ------------------------------------------------------------------------------------------------------

    def _decisions(self) -> Iterator[Decision]:
        """Oldest first."""
        yield from self._session.scalars(select(Decision).where(Decision.kind == KIND).order_by(Decision.id))

    def _of_run(self, run: int) -> list[Decision]:
        return [row for row in self._decisions() if row.because.get("run") == run and not row.outcome.startswith(UNDONE)]

    def _undone(self, row: Decision) -> bool:
        """False: it had changed since, and stays."""
        person = self._session.get(Person, _person_of(row.subject))
        if person is None or not self._taken_back(person, row):
            return False
        self._session.flush()
        because = {"of": row.id, "run": row.because["run"], "value": row.because["value"]}
        self._session.add(self._row(row.subject, f"{UNDONE}{row.outcome}", **because))
        now, run = self._unit.clock.now(), row.because["run"]
        audit.record(self._session, self._unit.who, f"{KIND}:undo", row.subject, at=now, run=run, **self._word)
        return True

    def _taken_back(self, person: Person, row: Decision) -> bool:
        old, new = row.because["old"], row.because["new"]
        match row.outcome:
            case "new":
                self._session.execute(delete(PlatformAccount).where(PlatformAccount.person_id == person.id))
                person.status = Status.LEFT
                return True
            case "link":
                gone = delete(PlatformAccount).filter_by(person_id=person.id, platform=new[0], external_id=new[2])
                return bool(self._session.execute(gone).rowcount)  # type: ignore[attr-defined]
            case "unlink":
                row_back = PlatformAccount(person_id=person.id, platform=old[0], corp=old[1], external_id=old[2])
                return self._unit.add_once(row_back)
        column = _COLUMNS[row.outcome]
        if getattr(person, column) != new:
            return False
        setattr(person, column, old)
        return True


def _person_of(subject: str) -> int | None:
    number = subject.partition(":")[2]
    return int(number) if number.isdecimal() else None
