"""Colleagues: who they are, where they are reached, who leads them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm_core.access import AS_SYSTEM
from crm_core.people import AWAY, GONE, Principal, Role
from crm_core.tables import DirectoryMember, Lead, Person, PersonTerritory, PlatformAccount
from crm_core.views import Address, PersonView
from crm_core.work.unit import Unit


def principal_of(session: Session, platform: str, corp: str, external_id: str) -> Principal | None:
    """Who is behind an account of a platform; None for a stranger, and for one who has left or is disabled.

    Asked before anybody is known, so as the house itself, of tables that every member may read.
    """
    person = session.scalars(
        select(Person)
        .join(PlatformAccount, PlatformAccount.person_id == Person.id)
        .where(
            PlatformAccount.platform == platform,
            PlatformAccount.corp == corp,
            PlatformAccount.external_id == external_id,
            Person.status.not_in(GONE),
        ),
        execution_options=AS_SYSTEM,
    ).one_or_none()
    return None if person is None else principal_for(session, person)


def principal_for(session: Session, person: Person) -> Principal:
    answered_for = select(PersonTerritory.territory_id).where(PersonTerritory.person_id == person.id)
    territories = frozenset(session.scalars(answered_for, execution_options=AS_SYSTEM))
    return Principal(person.id, Role(person.role), person.name, territories, person.team_id)


def is_member(session: Session, platform: str, corp: str, external_id: str) -> bool:
    """By an account here, or as the platform's directory had it; whether still there does not matter."""
    same = {"platform": platform, "corp": corp, "external_id": external_id}
    either = or_(*(select(kind).filter_by(**same).exists() for kind in (PlatformAccount, DirectoryMember)))
    return bool(session.scalar(select(either), execution_options=AS_SYSTEM))


def view_of(person: Person) -> PersonView:
    return PersonView(person.id, person.name, person.role, person.home)


class People:
    """`w.people`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def get(self, person_id: int) -> PersonView:
        """Raises NotVisible."""
        return view_of(self._unit.one(Person, Person.id == person_id))

    def address(self, person_id: int, platform: str | None = None) -> Address | None:
        """On `platform`; without one at home, else wherever there is an account. None: no account (there), left or disabled."""
        person = self._unit.one(Person, Person.id == person_id)
        if person.status in GONE:
            return None
        mine = select(PlatformAccount).where(PlatformAccount.person_id == person_id).order_by(PlatformAccount.platform)
        accounts = self._unit.session.scalars(mine).all()
        if platform is not None:
            accounts = [account for account in accounts if account.platform == platform]
        best = min(accounts, key=lambda account: account.platform != person.home, default=None)
        return Address(best.platform, best.corp, best.external_id) if best else None

    def colleagues_among(self, names: Collection[str]) -> set[str]:
        """Those of these names that a colleague bears."""
        return set(self._unit.session.scalars(select(Person.name).where(Person.name.in_(set(names)))))

    def nudge_address(self, person_id: int) -> Address | None:
        """As `address`; None also while they are on leave: nobody is reminded of work then."""
        away = self._unit.one(Person, Person.id == person_id).status in AWAY
        return None if away else self.address(person_id)

    def behind(self, account: Address) -> int | None:
        """Whose account this is, left or not; None: nobody's that we know."""
        found = select(PlatformAccount.person_id).filter_by(
            platform=account.platform, corp=account.corp, external_id=account.id
        )
        return self._unit.session.scalars(found).one_or_none()

    def accounts(self, platform: str) -> list[Address]:
        """Where the reps who have not left are on this platform."""
        theirs = (
            select(PlatformAccount)
            .join(Person, Person.id == PlatformAccount.person_id)
            .where(PlatformAccount.platform == platform, Person.role == Role.REP, Person.status != "left")
            .order_by(PlatformAccount.id)
        )
        return [Address(row.platform, row.corp, row.external_id) for row in self._unit.session.scalars(theirs)]

    def manager_of(self, person_id: int) -> PersonView | None:
        """The direct manager; while that one is gone or on leave, the nearest one above who is there."""
        return next(iter(self.managers_of(person_id)), None)

    def managers_of(self, person_id: int) -> list[PersonView]:
        """All above who are there, the nearest first."""
        person, seen, above = self._unit.one(Person, Person.id == person_id), {person_id}, []
        while person.manager_id is not None and person.manager_id not in seen:
            person = self._unit.one(Person, Person.id == person.manager_id)
            seen.add(person.id)
            if person.status not in GONE | AWAY:
                above.append(view_of(person))
        return above

    def told_of_directory(self) -> list[PersonView]:
        """Who looks after who is who: the stewards, and where there is none, the owners."""
        here = select(Person).where(Person.status.not_in(GONE | AWAY)).order_by(Person.id)
        for role in (Role.STEWARD, Role.OWNER):
            found = self._unit.session.scalars(here.where(Person.role == role)).all()
            if found:
                return [view_of(person) for person in found]
        return []

    def colleagues(self, lead_id: int) -> list[PersonView]:
        """Those a lead may be given to: active reps of the owner's team, the owner left out. Raises NotVisible."""
        lead = self._unit.one(Lead, Lead.id == lead_id)
        if lead.owner_id is None:
            return []
        owner = self._unit.one(Person, Person.id == lead.owner_id)
        team = select(Person).where(
            Person.team_id == owner.team_id,
            Person.role == Role.REP,
            Person.status == "active",
            Person.id != owner.id,
        )
        return [view_of(person) for person in self._unit.session.scalars(team.order_by(Person.id))]
