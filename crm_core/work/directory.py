"""What the platforms' directories say, kept and compared with who is who here (ING-09). Only the house itself, as SYSTEM.

Decisions are `crm_core.decisions.directory`; what they change in the record is `crm_core.work.directory_changes`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from crm_core.access import Verb
from crm_core.decisions import directory as decided
from crm_core.decisions.directory import SAFE, Account, Before, Change, Known, Picture
from crm_core.decisions.standing import mobile_of, standing
from crm_core.errors import Conflict
from crm_core.tables import Department, DirectoryMember, Person, PlatformAccount, Progress, Team, Territory
from crm_core.views import Address, ListedDepartment, ListedMember, Reading
from crm_core.work.directory_changes import Changes, PersonId
from crm_core.work.unit import Unit, clean

_MOMENT = "%Y%m%dT%H%M%S"
_KEPT = 8
"""Moments of complete readings that are remembered; as many as `gone_reads` may ask for."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`refused`: platform → why its reading is not believed: `no_corp` or as `disbelieved`. `run`: 0 where none was written."""

    changes: tuple[Change, ...]
    refused: dict[str, str]
    applied: tuple[Change, ...] = ()
    run: int = 0

    @property
    def waiting(self) -> tuple[Change, ...]:
        """What somebody has to decide."""
        return tuple(change for change in self.changes if change.waits and change not in self.applied)

    @property
    def left(self) -> tuple[PersonId, ...]:
        """Those who are gone by what was applied: their customers are to be handed over."""
        return tuple(c.person_id for c in self.applied if c.kind == "left" and c.person_id is not None)


class Directory:
    """`w.directory`. Every method raises NotAllowed for anybody but the house."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session
        self._rules = unit.rules.directory
        self._changes = Changes(unit)

    # --- when ---------------------------------------------------------------------------------------------------------

    def due(self, platform: str, every: timedelta) -> bool:
        """True for one of all that ask, when the last reading began at least `every` ago."""
        self._unit.demand(Verb.DIRECTORY)
        now, name = self._unit.clock.now(), _read_name(platform)
        if self._session.get(Progress, name) is None and self._unit.add_once(Progress(name=name, value="", at=now)):
            return True
        claim = update(Progress).where(Progress.name == name, Progress.at <= now - every)
        return self._unit.changed(claim.values(at=now))

    def soon(self, platform: str) -> None:
        """The next tick reads this platform, however short ago the last reading was."""
        self._unit.demand(Verb.DIRECTORY)
        self._unit.changed(
            update(Progress).where(Progress.name == _read_name(platform)).values(at=datetime(2000, 1, 1, tzinfo=UTC))
        )

    # --- the difference -----------------------------------------------------------------------------------------------

    def compare(self, readings: Sequence[Reading]) -> Compared:
        """What would change. Nothing is written."""
        self._unit.demand(Verb.DIRECTORY)
        readings = [self._placed(reading) for reading in readings]
        refused = {reading.platform: why for reading in readings if (why := self._disbelieved(reading))}
        believed = [reading for reading in readings if reading.platform not in refused]
        changes = decided.difference(self._picture(believed), self._rules, self._unit.clock.now())
        return Compared(tuple(changes), refused)

    def take(
        self, readings: Sequence[Reading], *, also: Collection[str] = (), only: Collection[PersonId] | None = None
    ) -> Compared:
        """Keep the readings, and apply what is safe, and of the kinds `also`; with `only`, of these people alone.

        A reading that is not believed is not kept either.
        """
        readings = [self._placed(reading) for reading in readings]
        found = self.compare(readings)
        wanted = [c for c in found.changes if c.safe or (c.kind in also and c.kind in (*decided.DECIDE, *SAFE))]
        if only is not None:
            wanted = [change for change in wanted if change.person_id in only]
        believed = {reading.platform: reading for reading in readings if reading.platform not in found.refused}
        for reading in believed.values():
            self._keep(reading)
        run, applied = self._changes.apply(wanted, {platform: reading.corp for platform, reading in believed.items()})
        return Compared(found.changes, found.refused, tuple(applied), run)

    def left_said(self, who: Address) -> Compared:
        """A platform said in as many words that this member left. Applied only where the rules say so (`on_left`)."""
        self._unit.demand(Verb.DIRECTORY)
        row = self._session.get(DirectoryMember, (who.platform, who.corp, who.id))
        known = _as_listed(row) if row else ListedMember(who.id, "")
        member = replace(known, account="left", said="离职事件")
        reading = Reading(who.platform, who.corp, members=(member,), single=True)
        return self.take([reading], also=("left",) if self._rules.on_left == "apply" else ())

    def gone(self) -> list[Change]:
        """Who has left everywhere, by what the last readings kept, and waits for somebody's word."""
        self._unit.demand(Verb.DIRECTORY)
        return decided.gone(self._picture(()), self._rules, self._unit.clock.now())

    def confirm_left(self, person_id: PersonId, by: PersonId) -> Compared:
        """「确认离职」, the word of `by`: applied as `take` would. Raises Conflict `not_gone` where the directories do not
        say so any more, or never did."""
        wanted = [change for change in self.gone() if change.person_id == person_id]
        if not wanted:
            raise Conflict("not_gone")
        run, applied = Changes(self._unit, by=by).apply(wanted, {})
        return Compared(tuple(wanted), {}, tuple(applied), run)

    def corp_of(self, platform: str) -> str:
        """The organisation's id on a platform, by the accounts that are known here; empty where there is none, or several."""
        self._unit.demand(Verb.DIRECTORY)
        known = select(PlatformAccount.corp).where(PlatformAccount.platform == platform).distinct()
        corps = list(self._session.scalars(known))
        return corps[0] if len(corps) == 1 else ""

    # --- by hand ------------------------------------------------------------------------------------------------------

    def link(self, person_id: PersonId, account: Address) -> int:
        """This account is that person's; the run's number. Raises NotVisible, and Conflict `already_there`, `taken` (somebody
        else's), `two_accounts` (there is another one on this platform)."""
        self._unit.demand(Verb.DIRECTORY)
        person = self._unit.one(Person, Person.id == person_id)
        same = select(PlatformAccount).filter_by(platform=account.platform, corp=account.corp, external_id=account.id)
        held = self._session.scalars(same).first()
        if held is not None:
            raise Conflict("already_there" if held.person_id == person_id else "taken")
        if self._session.scalars(select(PlatformAccount).filter_by(person_id=person_id, platform=account.platform)).first():
            raise Conflict("two_accounts")
        key = (account.platform, account.id)
        change = Change("link", person.id, person.name, "", account.id, "by_hand", ":".join(key), (key,))
        return self._changes.apply([change], {account.platform: account.corp})[0]

    def unlink(self, person_id: PersonId, account: Address) -> int:
        """That account is not this person's; the run's number. Raises NotVisible, and Conflict `not_linked` where it is not."""
        self._unit.demand(Verb.DIRECTORY)
        person = self._unit.one(Person, Person.id == person_id)
        key = (account.platform, account.id)
        change = Change("unlink", person.id, person.name, account.id, "", "by_hand", account.platform, (key,))
        run, applied = self._changes.apply([change], {account.platform: account.corp})
        if not applied:
            raise Conflict("not_linked")
        return run

    def undo(self, run: int, by: PersonId | None = None) -> tuple[int, int]:
        """Take back all that a run wrote: how much was, and how much had changed since and stays. Raises Conflict `no_run`."""
        self._unit.demand(Verb.DIRECTORY)
        return Changes(self._unit, by=by).undo(run)

    # --- what is kept -------------------------------------------------------------------------------------------------

    def _placed(self, reading: Reading) -> Reading:
        """Where the platform does not tell the organisation's id, it is that of the accounts that are known here."""
        return reading if reading.corp else replace(reading, corp=self.corp_of(reading.platform))

    def _disbelieved(self, reading: Reading) -> str:
        if not reading.corp:
            return "no_corp"
        here = select(func.count()).select_from(DirectoryMember).filter_by(platform=reading.platform, corp=reading.corp)
        before = self._session.scalar(here.where(DirectoryMember.gone_at.is_(None), DirectoryMember.state != "left"))
        return decided.disbelieved(reading, before or 0, self._rules)

    def _picture(self, readings: Sequence[Reading]) -> Picture:
        before = {_account(row): self._before(row) for row in self._session.scalars(select(DirectoryMember))}
        departments = {
            (row.platform, row.external_id): ListedDepartment(row.external_id, row.name, row.parent_id, tuple(row.leaders))
            for row in self._session.scalars(select(Department))
        }
        return Picture(readings, self._people(), before, departments, self._changes.undone())

    def _before(self, row: DirectoryMember) -> Before:
        since = row.gone_at and row.gone_at.replace(microsecond=0)
        missed = sum(at >= since for at in self._reads(row.platform)) if since else 0
        return Before(row.state, row.mobile, row.gone_at, missed, row.said)

    def _people(self) -> list[Known]:
        teams = {row.id: row.name for row in self._session.scalars(select(Team))}
        areas = {row.id: row.name for row in self._session.scalars(select(Territory))}
        accounts: dict[int, dict[str, str]] = {}
        for link in self._session.scalars(select(PlatformAccount)):
            accounts.setdefault(link.person_id, {})[link.platform] = link.external_id
        return [
            Known(
                id=person.id,
                name=person.name,
                role=person.role,
                status=person.status,
                home=person.home,
                manager_id=person.manager_id,
                team=teams.get(person.team_id or 0, ""),
                territory=areas.get(person.territory_id or 0, ""),
                accounts=accounts.get(person.id, {}),
            )
            for person in self._session.scalars(select(Person).order_by(Person.id))
        ]

    def _keep(self, reading: Reading) -> None:
        whose = {"platform": reading.platform, "corp": reading.corp}
        rows = {row.external_id: row for row in self._session.scalars(select(DirectoryMember).filter_by(**whose))}
        now = self._unit.clock.now()
        for member in reading.members:
            row = rows.pop(member.id, None) or DirectoryMember(**whose, external_id=member.id)
            self._fill(row, member, now)
            self._session.add(row)
        if not reading.single:
            for row in rows.values():
                row.gone_at = row.gone_at or now
            self._keep_departments(reading)
            self._remember(reading.platform, now)
        self._session.flush()

    def _fill(self, row: DirectoryMember, member: ListedMember, now: datetime) -> None:
        found = standing(member, self._rules)
        row.name, row.mobile = clean(member.name, 80), mobile_of(member.mobile)[:32]
        row.departments, row.manager_id, row.title = list(member.departments), member.manager, clean(member.title, 80)
        row.state, row.said, row.seen_at, row.gone_at = str(found.state), clean(found.said, 40), now, None

    def _keep_departments(self, reading: Reading) -> None:
        whose = {"platform": reading.platform, "corp": reading.corp}
        rows = {row.external_id: row for row in self._session.scalars(select(Department).filter_by(**whose))}
        for one in reading.departments:
            row = rows.pop(one.id, None) or Department(**whose, external_id=one.id)
            row.name, row.parent_id, row.leaders = clean(one.name, 80), one.parent, list(one.leaders)
            self._session.add(row)
        for row in rows.values():
            self._session.delete(row)

    # --- complete readings --------------------------------------------------------------------------------------------

    def _reads(self, platform: str) -> list[datetime]:
        row = self._session.get(Progress, _reads_name(platform))
        moments = row.value.split() if row else []
        return [datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC) for moment in moments]

    def _remember(self, platform: str, now: datetime) -> None:
        """To the second, like the moment from which somebody is missing is compared."""
        moments = [*self._reads(platform), now][-_KEPT:]
        row = self._session.get(Progress, _reads_name(platform)) or Progress(name=_reads_name(platform))
        row.value, row.at = " ".join(at.astimezone(UTC).strftime(_MOMENT) for at in moments), now
        self._session.add(row)


def _read_name(platform: str) -> str:
    return f"directory-read:{platform}"


def _reads_name(platform: str) -> str:
    return f"directory:{platform}"


def _as_listed(row: DirectoryMember) -> ListedMember:
    return ListedMember(row.external_id, row.name, row.mobile, tuple(row.departments), row.manager_id, row.title)


def _account(row: DirectoryMember) -> Account:
    return (row.platform, row.external_id)
