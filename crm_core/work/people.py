"""Colleagues: who they are, where they are reached, who leads them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.access import AS_SYSTEM
from crm_core.people import Principal, Role
from crm_core.tables import Lead, Person, PersonTerritory, PlatformAccount
from crm_core.views import Address, PersonView
from crm_core.work.unit import Unit


def principal_of(session: Session, platform: str, corp: str, external_id: str) -> Principal | None:
    """Who is behind an account of a platform; None for a stranger, and for one who has left.

    Asked before anybody is known, so as the house itself, of tables that every member may read.
    """
    person = session.scalars(
        select(Person)
        .join(PlatformAccount, PlatformAccount.person_id == Person.id)
        .where(
            PlatformAccount.platform == platform,
            PlatformAccount.corp == corp,
            PlatformAccount.external_id == external_id,
            Person.status != "left",
        ),
        execution_options=AS_SYSTEM,
    ).one_or_none()
    if person is None:
        return None
    answered_for = select(PersonTerritory.territory_id).where(PersonTerritory.person_id == person.id)
    territories = frozenset(session.scalars(answered_for, execution_options=AS_SYSTEM))
    return Principal(person.id, Role(person.role), person.name, territories, person.team_id)


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
        """On `platform`; without one at home, else wherever there is an account. None: no account (there), or has left."""
        person = self._unit.one(Person, Person.id == person_id)
        if person.status == "left":
            return None
        mine = select(PlatformAccount).where(PlatformAccount.person_id == person_id).order_by(PlatformAccount.platform)
        accounts = self._unit.session.scalars(mine).all()
        if platform is not None:
            accounts = [account for account in accounts if account.platform == platform]
        best = min(accounts, key=lambda account: account.platform != person.home, default=None)
        return Address(best.platform, best.corp, best.external_id) if best else None

    def named(self, names: Collection[str]) -> set[str]:
        """Those of these names that a colleague bears."""
        return set(self._unit.session.scalars(select(Person.name).where(Person.name.in_(set(names)))))

    def manager_of(self, person_id: int) -> PersonView | None:
        """The direct manager, while there."""
        manager_id = self._unit.one(Person, Person.id == person_id).manager_id
        if manager_id is None:
            return None
        manager = self._unit.one(Person, Person.id == manager_id)
        return None if manager.status == "left" else view_of(manager)

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
