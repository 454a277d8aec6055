"""客户继承: the platform's own hand-over of external contacts, asked for and followed until it is done or refused."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import aliased

from crm_core.access import AS_SYSTEM, Verb
from crm_core.decisions.handover import GRACE
from crm_core.tables import ContactIdentity, Draft, Handover, Lead, PlatformAccount
from crm_core.views import Address, InheritView
from crm_core.work.drafts import dropped
from crm_core.work.unit import Unit

PLATFORMS = ("wecom",)
"""Those that have external contacts whom a member serves."""
_OPEN = ("waiting", "asked")


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
        return self._grouped(*_due(now), ~_overtaken())

    def asked_for(self) -> list[InheritView]:
        """What the platform has taken on and not finished."""
        self._unit.demand(Verb.FOLLOW)
        return self._grouped(Handover.inherit == "asked")

    def unreachable(self, now: datetime) -> list[int]:
        """Hand-overs that no platform can be asked for: one of the two has no account where the contact is."""
        self._unit.demand(Verb.FOLLOW)
        due = (*_due(now), ~_overtaken())
        reachable = {row.id for row, *_ in self._session.execute(_asking(*due))}
        rows = self._session.scalars(select(Handover.id).where(*due).order_by(Handover.id))
        return [handover for handover in rows if handover not in reachable]

    def settle_overtaken(self, now: datetime) -> int:
        """Those whose customer has another owner by now are not asked for: there is nothing to do. How many. The act that
        overtook them is past its own taking back."""
        self._unit.demand(Verb.FOLLOW)
        other = aliased(Handover)
        young = select(other.id).where(other.lead_id == Handover.lead_id, other.at > now - GRACE).exists()
        rows = self._session.scalars(select(Handover.id).where(*_due(now), _overtaken(), ~young)).all()
        return sum(self._settled(handover, "none") for handover in rows)

    def became(self, handover_id: int, inherit: str, problem: str = "") -> bool:
        """So too for the contact's other customers between the same two. False: so it was already, or is settled for good."""
        self._unit.demand(Verb.FOLLOW)
        if not self._settled(handover_id, inherit, problem):
            return False
        for twin in self._twins(handover_id):
            self._settled(twin, inherit, problem)
        return True

    def _settled(self, handover_id: int, inherit: str, problem: str = "") -> bool:
        open_ = update(Handover).where(Handover.id == handover_id, Handover.inherit.in_(_OPEN), Handover.inherit != inherit)
        if not self._unit.changed(open_.values(inherit=inherit, problem=problem)):
            return False
        self._session.expire_all()
        self._unit.decided("inherit", f"handover:{handover_id}", inherit, problem=problem)
        return True

    def _twins(self, handover_id: int) -> list[int]:
        """The platform knows one contact, however many customers that is here."""
        row = self._unit.one(Handover, Handover.id == handover_id)
        of = aliased(Lead)
        contact = select(of.contact_id).where(of.id == row.lead_id).scalar_subquery()
        same = (
            select(Handover.id)
            .join(Lead, Lead.id == Handover.lead_id)
            .where(Lead.contact_id == contact, Handover.from_id == row.from_id, Handover.to_id == row.to_id)
            .where(Handover.id != row.id, Handover.inherit.in_(_OPEN), ~_overtaken())
        )
        return list(self._session.scalars(same.order_by(Handover.id)))

    def of_customer(self, customer: Address) -> list[int]:
        """Hand-overs of this external contact that the platform was asked for."""
        self._unit.demand(Verb.FOLLOW)
        there = (customer.platform, customer.corp)
        groups = (each for each in self.asked_for() if (each.giver.platform, each.giver.corp) == there)
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


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Waiting, and given long enough ago that it will not be taken back."""
    return Handover.inherit == "waiting", Handover.at <= now - GRACE


def _overtaken() -> ColumnElement[bool]:
    """The customer went on to somebody else, by a later hand-over or without one."""
    later, lead = aliased(Handover), aliased(Lead)
    newer = select(later.id).where(later.lead_id == Handover.lead_id, later.id > Handover.id).exists()
    theirs = select(lead.id).where(lead.id == Handover.lead_id, lead.owner_id == Handover.to_id).exists()
    return or_(newer, ~theirs)


def _asking(*where: ColumnElement[bool]) -> Select[Handover, ContactIdentity, PlatformAccount, PlatformAccount]:
    giver, taker = aliased(PlatformAccount), aliased(PlatformAccount)
    return (
        select(Handover, ContactIdentity, giver, taker)
        .join(Lead, Lead.id == Handover.lead_id)
        .join(ContactIdentity, ContactIdentity.contact_id == Lead.contact_id)
        .join(giver, (giver.person_id == Handover.from_id) & _same_place(giver))
        .join(taker, (taker.person_id == Handover.to_id) & _same_place(taker))
        .where(ContactIdentity.platform.in_(PLATFORMS), *where)
        .order_by(Handover.id)
    )


def _same_place(account: type[PlatformAccount]) -> ColumnElement[bool]:
    return and_(account.platform == ContactIdentity.platform, account.corp == ContactIdentity.corp)


def _address(account: PlatformAccount) -> Address:
    return Address(account.platform, account.corp, account.external_id)
