"""What the house knows of how a person is reached: for `suilu doctor`, when a message did not come (DIA-01, DIA-02)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from crm_core import audit
from crm_core.errors import NotAllowed
from crm_core.people import Role
from crm_core.tables import Lead, Nudge, Person, PlatformAccount
from crm_core.views import Address, MemberView, QuietLead
from crm_core.work.unit import Unit


class Diagnosis:
    """`w.diagnosis`. Only the house itself may look (the command line, as SYSTEM); each look is audited, so in `core.work`.

    No customer's name comes out of it. Every method raises NotAllowed for anybody else.
    """

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def members(self, named: str) -> list[MemberView]:
        """Who is meant by a person's number, whole name, or account (`linxiao`, `wecom:linxiao`); those who left included."""
        self._demand()
        accounts = select(PlatformAccount.person_id).where(_account(named))
        meant = [Person.name == named, Person.id.in_(accounts)]
        if named.isascii() and named.isdecimal() and len(named) < 19:
            meant.append(Person.id == int(named))
        people = self._unit.session.scalars(select(Person).where(or_(*meant)).order_by(Person.id)).all()
        return [self._member(person) for person in people]

    def silences(self, person_id: int) -> list[QuietLead]:
        """The open leads that this person would be told of, own ones and those of direct reports; soonest due first."""
        self._demand()
        self._audit("silences", person_id)
        rule = self._unit.rules.silence.id
        same = and_(Nudge.lead_id == Lead.id, Nudge.rule == rule, Nudge.silent_since == Lead.last_activity_at)
        reports = select(Person.id).where(Person.manager_id == person_id)
        theirs = (
            select(Lead, Nudge)
            .outerjoin(Nudge, same)
            .where(or_(Lead.owner_id == person_id, Lead.owner_id.in_(reports)), Lead.state == "open", Lead.sandbox.is_(False))
            .order_by(Lead.next_due_at.is_(None), Lead.next_due_at, Lead.id)
        )
        rows = self._unit.session.execute(theirs).all()
        return [
            QuietLead(
                lead_id=lead.id,
                mine=lead.owner_id == person_id,
                since=lead.last_activity_at,
                due_at=lead.next_due_at,
                nudge=nudge.state if nudge else "",
            )
            for lead, nudge in rows
        ]

    def _member(self, person: Person) -> MemberView:
        self._audit("member", person.id)
        mine = select(PlatformAccount).where(PlatformAccount.person_id == person.id).order_by(PlatformAccount.platform)
        accounts = [Address(a.platform, a.corp, a.external_id) for a in self._unit.session.scalars(mine)]
        return MemberView(
            id=person.id,
            name=person.name,
            role=person.role,
            status=person.status,
            home=person.home,
            manager_id=person.manager_id,
            accounts=tuple(accounts),
        )

    def _demand(self) -> None:
        if self._unit.who.role is not Role.SYSTEM:
            raise NotAllowed("system_only")

    def _audit(self, what: str, person_id: int) -> None:
        unit = self._unit
        audit.record(unit.session, unit.who, "diagnose", f"person:{person_id}", at=unit.clock.now(), what=what)


def _account(named: str) -> Any:
    """A WeCom userid has no case and is kept in lower case."""
    platform, colon, account = named.partition(":")
    if colon and platform in ("wecom", "feishu", "dingtalk"):
        wanted = account.lower() if platform == "wecom" else account
        return and_(PlatformAccount.platform == platform, PlatformAccount.external_id == wanted)
    folded = and_(PlatformAccount.platform == "wecom", PlatformAccount.external_id == named.lower())
    return or_(PlatformAccount.external_id == named, folded)
