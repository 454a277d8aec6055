"""客户继承: the platform's own hand-over of external contacts, asked for and followed until it is done or refused."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import aliased

from crm_core.access import AS_SYSTEM, Verb
from crm_core.decisions.handover import GRACE
from crm_core.tables import ContactIdentity, Draft, Handover, Lead, PlatformAccount
from crm_core.views import Address, InheritView
from crm_core.work.drafts import dropped
from crm_core.work.unit import Unit

PLATFORMS = ("wecom",)
"""Those that have external contacts whom a member serves."""


def on_platform(unit: Unit, lead_ids: Collection[int]) -> set[int]:
    """The customers with an external contact. As the house: that there is one, not who."""
    known = (
        select(Lead.id)
        .join(ContactIdentity, ContactIdentity.contact_id == Lead.contact_id)
        .where(Lead.id.in_(lead_ids), ContactIdentity.platform.in_(PLATFORMS))
    )
    return set(unit.session.scalars(known, execution_options=AS_SYSTEM))


class Inheritance:
    """`w.inheritance`: the house's own."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def waiting(self, now: datetime) -> list[InheritView]:
        """What is to be asked of the platform now: given long enough ago that it will not be taken back."""
        self._unit.demand(Verb.FOLLOW)
        return self._grouped(Handover.inherit == "waiting", Handover.at <= now - GRACE)

    def asked_for(self) -> list[InheritView]:
        """What the platform has taken on and not finished."""
        self._unit.demand(Verb.FOLLOW)
        return self._grouped(Handover.inherit == "asked")

    def unreachable(self, now: datetime) -> list[int]:
        """Hand-overs that no platform can be asked for: one of the two has no account where the contact is."""
        self._unit.demand(Verb.FOLLOW)
        reachable = {handover for each in self.waiting(now) for handover in each.customers.values()}
        late = select(Handover.id).where(Handover.inherit == "waiting", Handover.at <= now - GRACE)
        return [handover for handover in self._session.scalars(late) if handover not in reachable]

    def became(self, handover_id: int, inherit: str, problem: str = "") -> bool:
        """False: so it was already, or it is settled for good."""
        self._unit.demand(Verb.FOLLOW)
        open_ = update(Handover).where(
            Handover.id == handover_id, Handover.inherit.in_(("waiting", "asked")), Handover.inherit != inherit
        )
        if not self._unit.changed(open_.values(inherit=inherit, problem=problem)):
            return False
        self._session.expire_all()
        self._unit.decided("inherit", f"handover:{handover_id}", inherit, problem=problem)
        return True

    def of_customer(self, customer: Address) -> list[int]:
        """Hand-overs of this external contact that the platform was asked for."""
        self._unit.demand(Verb.FOLLOW)
        groups = (each for each in self.asked_for() if each.giver.platform == customer.platform)
        return [handover for each in groups for id_, handover in each.customers.items() if id_ == customer.id]

    def drop_drafts(self, now: datetime) -> int:
        """The leavers' open drafts of customers that were given away: nobody can confirm them any more. How many."""
        self._unit.demand(Verb.FOLLOW)
        left = (
            select(Draft)
            .join(Handover, (Handover.lead_id == Draft.lead_id) & (Handover.from_id == Draft.rep_id))
            .join(Lead, Lead.id == Draft.lead_id)
            .where(Draft.state == "open", Handover.at <= now - GRACE, Lead.owner_id != Draft.rep_id)
        )
        drafts = self._session.scalars(left).unique().all()
        return sum(dropped(self._unit, draft, "handed_over") for draft in drafts)

    def _grouped(self, *where: ColumnElement[bool]) -> list[InheritView]:
        """One for each two members and way of asking."""
        groups: dict[tuple[Address, Address, bool], dict[str, int]] = {}
        for row, contact, giver, taker in self._session.execute(_asking(*where)):
            key = _address(giver), _address(taker), row.reason == "left"
            groups.setdefault(key, {})[contact.external_id] = row.id
        return [InheritView(giver, taker, left, customers) for (giver, taker, left), customers in groups.items()]


def _asking(*where: ColumnElement[bool]) -> Select[Handover, ContactIdentity, PlatformAccount, PlatformAccount]:
    giver, taker = aliased(PlatformAccount), aliased(PlatformAccount)
    return (
        select(Handover, ContactIdentity, giver, taker)
        .join(Lead, Lead.id == Handover.lead_id)
        .join(ContactIdentity, ContactIdentity.contact_id == Lead.contact_id)
        .join(giver, (giver.person_id == Handover.from_id) & (giver.platform == ContactIdentity.platform))
        .join(taker, (taker.person_id == Handover.to_id) & (taker.platform == ContactIdentity.platform))
        .where(ContactIdentity.platform.in_(PLATFORMS), *where)
        .order_by(Handover.id)
    )


def _address(account: PlatformAccount) -> Address:
    return Address(account.platform, account.corp, account.external_id)
