"""Who serves which external contact, as the platform says: by its events and by reading (CAP-17). Nothing is deleted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select

from crm_core.access import Verb
from crm_core.decisions.followings import FOLLOWING, Span, after
from crm_core.people import AWAY, GONE, Role
from crm_core.tables import ContactIdentity, Following, Lead, Person, PlatformAccount
from crm_core.views import Address, FollowingView, MovedView, ServedView
from crm_core.work.unit import Unit


class Followings:
    """`w.followings`: the house's own; a customer is an `Address` without a kind."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def told(self, customer: Address, member_id: str, state: str, at: datetime) -> bool:
        """The platform says that from `at` on it is so: following, removed, lost or handed_over. False: that was known."""
        self._unit.demand(Verb.FOLLOW)
        row = self._session.scalars(self._of(customer).where(Following.member_id == member_id).with_for_update()).one_or_none()
        known = Span(row.state, row.since, row.until) if row else None
        now = after(known, state, at)
        if now == known:
            return False
        if row is None:
            fresh = Following(platform=customer.platform, corp=customer.corp, customer_id=customer.id, member_id=member_id)
            fresh.state, fresh.since, fresh.until = now.state, now.since, now.until
            return self._unit.add_once(fresh) or self.told(customer, member_id, state, at)
        row.state, row.since, row.until = now.state, now.since, now.until
        self._session.flush()
        return True

    def read(self, member: Address, customers: Collection[str], at: datetime) -> int:
        """All whom `member` serves, as read at `at`; how much that changed. Who is listed no more was removed, by whom and when
        nobody says; what was told for after the reading stays."""
        self._unit.demand(Verb.FOLLOW)
        rows = select(Following).filter_by(platform=member.platform, corp=member.corp, member_id=member.id, state=FOLLOWING)
        held = {row.customer_id for row in self._session.scalars(rows)}
        fresh = [self._told(member, customer, FOLLOWING, at) for customer in sorted(set(customers) - held)]
        gone = [self._told(member, customer, "removed", at) for customer in sorted(held - set(customers))]
        return sum(fresh) + sum(gone)

    def _told(self, member: Address, customer: str, state: str, at: datetime) -> bool:
        return self.told(Address(member.platform, member.corp, customer), member.id, state, at)

    def of(self, customer: Address) -> list[FollowingView]:
        """Those who serve first, then who did, the latest first."""
        self._unit.demand(Verb.FOLLOW)
        rows = self._session.scalars(self._of(customer)).all()
        people = self._people(customer, [row.member_id for row in rows])
        latest = sorted(rows, key=lambda row: (row.state == FOLLOWING, row.until or row.since), reverse=True)
        return [FollowingView(row.member_id, people.get(row.member_id), row.state, row.since, row.until) for row in latest]

    def served(self, customer: Address, owner_id: int | None = None) -> list[ServedView]:
        """The customers here behind this external contact that have an owner (this one)."""
        self._unit.demand(Verb.FOLLOW)
        contact = select(ContactIdentity.contact_id).filter_by(
            platform=customer.platform, corp=customer.corp, external_id=customer.id
        )
        found = (
            select(Lead, Person)
            .join(Person, Person.id == Lead.owner_id)
            .where(Lead.contact_id.in_(contact), Lead.sandbox.is_(False))
            .order_by(Lead.id)
        )
        if owner_id is not None:
            found = found.where(Lead.owner_id == owner_id)
        return [ServedView(lead.id, lead.name, lead.stage, who.id, who.name) for lead, who in self._session.execute(found)]

    def moved(self, customer: Address) -> list[MovedView]:
        """Those whose owner handed the contact over on the platform, to the one rep of ours who serves it now."""
        members = self.of(customer)
        gave = {each.person_id for each in members if each.state == "handed_over"}
        serving = {each.person_id for each in members if each.state == FOLLOWING} - {None}
        taker = self._rep(serving.pop()) if len(serving) == 1 else None
        if taker is None:
            return []
        return [MovedView(each, taker.id, taker.name) for each in self.served(customer) if each.owner_id in gave - {taker.id}]

    def _rep(self, person_id: int | None) -> Person | None:
        rep = select(Person).where(Person.id == person_id, Person.role == Role.REP, Person.status.not_in(GONE | AWAY))
        return self._session.scalars(rep).one_or_none()

    def _of(self, customer: Address) -> Select[Following]:
        return select(Following).filter_by(platform=customer.platform, corp=customer.corp, customer_id=customer.id)

    def _people(self, customer: Address, members: Collection[str]) -> dict[str, int]:
        accounts = select(PlatformAccount.external_id, PlatformAccount.person_id).where(
            PlatformAccount.platform == customer.platform,
            PlatformAccount.corp == customer.corp,
            PlatformAccount.external_id.in_(members),
        )
        return {member: person for member, person in self._session.execute(accounts)}
