"""客户继承: the platform's own hand-over of external contacts, asked for and followed until it is done or refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby, takewhile

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
_Path = list[Handover]
"""One customer's hand-overs that are one transfer for the platform: from the first one's giver to the last one's successor."""


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
        return self._grouped(self._standing(_due(now)))

    def asked_for(self) -> list[InheritView]:
        """What the platform has taken on and not finished."""
        self._unit.demand(Verb.FOLLOW)
        return self._grouped(self._paths(Handover.inherit == "asked"))

    def unreachable(self, now: datetime) -> list[int]:
        """Hand-overs that no platform can be asked for: one of the two has no account where the contact is."""
        self._unit.demand(Verb.FOLLOW)
        due = self._standing(_due(now))
        reachable = {row.id for row, *_ in self._session.execute(_asking(due))}
        return sorted(path[-1].id for path in due if path[-1].id not in reachable)

    def settle_overtaken(self, now: datetime) -> int:
        """Those that came to nothing are not asked for: the customer came back, or has an owner by now whom no hand-over
        made it. How many. The act that overtook them is past its own taking back."""
        self._unit.demand(Verb.FOLLOW)
        standing = {row.id for path in self._standing(_due(now)) for row in path}
        rows = self._session.scalars(select(Handover.id).where(Handover.inherit == "waiting", _due(now)).order_by(Handover.id))
        return sum(self._settled(handover, "none") for handover in rows.all() if handover not in standing)

    def became(self, handover_id: int, inherit: str, problem: str = "") -> bool:
        """So too for those before it on its path, and for the contact's other customers between the same two. False: so it was
        already, or is settled for good."""
        self._unit.demand(Verb.FOLLOW)
        same = self._same_transfer(self._unit.one(Handover, Handover.id == handover_id))
        if not self._settled(handover_id, inherit, problem):
            return False
        for each in same:
            self._settled(each, inherit, problem)
        return True

    def _settled(self, handover_id: int, inherit: str, problem: str = "") -> bool:
        open_ = update(Handover).where(Handover.id == handover_id, Handover.inherit.in_(_OPEN), Handover.inherit != inherit)
        if not self._unit.changed(open_.values(inherit=inherit, problem=problem)):
            return False
        self._session.expire_all()
        self._unit.decided("inherit", f"handover:{handover_id}", inherit, problem=problem)
        return True

    def _same_transfer(self, row: Handover) -> list[int]:
        """The platform knows one contact and two members, however many customers and hand-overs that is here."""
        before = (Handover.lead_id == row.lead_id, Handover.inherit == row.inherit, Handover.id <= row.id)
        own = next(iter(self._paths(*before)), [row])
        of = aliased(Lead)
        contact = select(of.contact_id).where(of.id == row.lead_id).scalar_subquery()
        others = (Lead.contact_id == contact, Lead.id != row.lead_id)
        paths = [*self._paths(Handover.inherit == "asked", *others), *self._standing(*others)]
        ends = own[0].from_id, row.to_id
        twins = (path for path in paths if (path[0].from_id, path[-1].to_id) == ends)
        return [each.id for path in (own, *twins) for each in path if each.id != row.id]

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

    def _standing(self, *where: ColumnElement[bool]) -> list[_Path]:
        """Not asked for yet, and still to be: they lead to whoever has the customer now, and the platform has not given the
        contact away by itself since."""
        later = aliased(Handover)
        newer = (later.lead_id == Handover.lead_id, later.id > Handover.id, later.reason == "platform")
        paths = self._paths(Handover.inherit == "waiting", ~select(later.id).where(*newer).exists(), *where)
        owners = select(Lead.id, Lead.owner_id).where(Lead.id.in_([path[-1].lead_id for path in paths]))
        owner = {lead: person for lead, person in self._session.execute(owners)}
        return [path for path in paths if path[-1].to_id == owner[path[-1].lead_id]]

    def _paths(self, *where: ColumnElement[bool]) -> list[_Path]:
        """One for each customer that is not back where it was."""
        rows = select(Handover).join(Lead, Lead.id == Handover.lead_id).where(*where).order_by(Handover.lead_id, Handover.id)
        hops = groupby(self._session.scalars(rows).all(), key=lambda row: row.lead_id)
        return [path for _, of_lead in hops if (path := _path(of_lead))]

    def _grouped(self, paths: Sequence[_Path]) -> list[InheritView]:
        """One for each two members and way of asking."""
        groups: dict[tuple[Address, Address, bool], dict[str, int]] = {}
        for last, reason, contact, giver, taker in self._session.execute(_asking(paths)):
            key = _address(giver), _address(taker), reason == "left"
            groups.setdefault(key, {})[contact.external_id] = last.id
        return [InheritView(giver, taker, left, customers) for (giver, taker, left), customers in groups.items()]


def _path(hops: Iterable[Handover]) -> _Path:
    """A customer's hand-overs without those that came back to somebody: from whom the platform still knows with the contact."""
    path: _Path = []
    for hop in hops:
        path = _before(hop.to_id, [*_before(hop.from_id, path), hop])
    return path


def _before(person_id: int | None, path: _Path) -> _Path:
    """As far as it went before this person gave the customer away."""
    return list(takewhile(lambda hop: hop.from_id != person_id, path))


def _due(now: datetime) -> ColumnElement[bool]:
    """Of customers whose hand-overs are all long enough ago not to be taken back, and none of them on its way at the platform,
    which moves a contact once at a time."""
    other = aliased(Handover)
    early = or_(other.at > now - GRACE, other.inherit == "asked")
    return ~select(other.id).where(other.lead_id == Handover.lead_id, early).exists()


def _asking(paths: Sequence[_Path]) -> Select[Handover, str, ContactIdentity, PlatformAccount, PlatformAccount]:
    """Of each path, which is its customer's only one: its last hand-over, the first one's reason, and between whom."""
    first, last = aliased(Handover), aliased(Handover)
    giver, taker = aliased(PlatformAccount), aliased(PlatformAccount)
    return (
        select(last, first.reason, ContactIdentity, giver, taker)
        .join(first, first.lead_id == last.lead_id)
        .join(Lead, Lead.id == last.lead_id)
        .join(ContactIdentity, ContactIdentity.contact_id == Lead.contact_id)
        .join(giver, (giver.person_id == first.from_id) & _same_place(giver))
        .join(taker, (taker.person_id == last.to_id) & _same_place(taker))
        .where(first.id.in_([path[0].id for path in paths]), last.id.in_([path[-1].id for path in paths]))
        .where(ContactIdentity.platform.in_(PLATFORMS))
        .order_by(last.id)
    )


def _same_place(account: type[PlatformAccount]) -> ColumnElement[bool]:
    return and_(account.platform == ContactIdentity.platform, account.corp == ContactIdentity.corp)


def _address(account: PlatformAccount) -> Address:
    return Address(account.platform, account.corp, account.external_id)
