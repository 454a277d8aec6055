"""Customers as their rep, or those who answer for the rep, may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import joinedload

from crm_core.access import AS_SYSTEM, Verb, explain, sees_words
from crm_core.errors import Conflict, NotAllowed
from crm_core.tables import (
    Account,
    Contact,
    ContactIdentity,
    Conversation,
    Decision,
    Insight,
    Lead,
    LeadTag,
    NextStep,
    Opportunity,
    Person,
    Territory,
)
from crm_core.views import Address, CustomerView, InsightView, LeadView, NextStepView
from crm_core.work.activities import Activities
from crm_core.work.notes import Notes
from crm_core.work.people import People
from crm_core.work.unit import Unit

_Views = list[LeadView]


class Leads:
    """`w.leads`. What a principal may not see is missing from every answer; asked for by id it is NotVisible."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def get(self, lead_id: int) -> LeadView:
        """Raises NotVisible."""
        return self._views([self._unit.one(Lead, Lead.id == lead_id)])[0]

    def list(self, search: str = "", limit: int = 50) -> _Views:
        """The newest activity first. `search`: part of the lead's or company's name, or of the contact's where shown."""
        found = _newest(select(Lead)).limit(limit)
        if search.strip():
            found = found.where(_named_like(search.strip()))
        return self._views(self._session.scalars(found).all())

    def owned_by(self, person_id: int, only: Collection[int] | None = None) -> _Views:
        """All customers of this person (of those `only`), the newest activity first; never the sandbox's."""
        theirs = select(Lead).where(Lead.owner_id == person_id, Lead.sandbox.is_(False))
        if only is not None:
            theirs = theirs.where(Lead.id.in_(only))
        return self._views(self._session.scalars(_newest(theirs)).all())

    def customer(self, lead_id: int) -> CustomerView:
        """The whole customer; what the policy hides is empty or None. Raises NotVisible."""
        lead = self._unit.one(Lead, Lead.id == lead_id)
        worth = self._session.scalars(select(Opportunity).where(Opportunity.lead_id == lead_id)).one_or_none()
        contact = lead.contact
        uscc = lead.account.uscc if sees_words(self._unit.who) else None
        return CustomerView(
            lead=self._views([lead])[0],
            contact=contact.name if contact else "",
            title=contact.title if contact else "",
            phone=(contact.phone if contact else None) or "",
            email=(contact.email if contact else None) or "",
            uscc=uscc or "",
            budget_low=worth.budget_low if worth else None,
            budget_high=worth.budget_high if worth else None,
            budget_status=(worth.budget_status if worth else None) or "",
            target_low=worth.target_low if worth else None,
            target_high=worth.target_high if worth else None,
            quote=worth.quote if worth else None,
            deadline=worth.deadline if worth else None,
            competitor=(worth.competitor if worth else None) or "",
            decision_maker=(worth.decision_maker if worth else None) or "",
            insights=self._insights(lead_id),
            next_steps=self._next_steps(lead_id),
            activities=tuple(Activities(self._unit).list(lead_id)),
            notes=tuple(Notes(self._unit).list(lead_id)),
        )

    def by_identity(self, address: Address) -> LeadView | None:
        """The lead of the external contact at `address`; of several the one with the newest activity.

        A contact who is also another rep's customer is known by the single chat that one's own lead is bound to.
        """
        contacts = select(ContactIdentity.contact_id).where(
            ContactIdentity.platform == address.platform,
            ContactIdentity.corp == address.corp,
            ContactIdentity.external_id == address.id,
        )
        chats = select(Conversation.lead_id).where(
            Conversation.platform == address.platform,
            Conversation.corp == address.corp,
            Conversation.kind == "single",
            Conversation.external_id.endswith(f"/{address.id}", autoescape=True),
        )
        theirs = or_(Lead.contact_id.in_(contacts), Lead.id.in_(chats))
        newest = select(Lead).where(theirs).order_by(Lead.last_activity_at.desc(), Lead.id)
        lead = self._session.scalars(newest.limit(1)).first()
        return self._views([lead])[0] if lead else None

    def reassign(self, lead_id: int, to_person_id: int, because: str) -> LeadView:
        """Give the lead to an active colleague of its owner's team (改派). Open conversations stay with their rep.

        Raises NotVisible, NotAllowed, and Conflict `already_there` when it is that person's already, `owner_changed`.
        """
        lead = self._unit.one(Lead, Lead.id == lead_id)
        self._unit.demand(Verb.REASSIGN, lead)
        before = lead.owner_id
        if before == to_person_id:
            raise Conflict("already_there")
        if to_person_id not in {person.id for person in People(self._unit).colleagues(lead_id)}:
            raise NotAllowed("not_a_colleague")
        view = self._views([lead])[0]
        mine = update(Lead).where(Lead.id == lead_id, Lead.owner_id == before)
        if not self._unit.changed(mine.values(owner_id=to_person_id)):
            raise Conflict("owner_changed")
        self._session.expire(lead)
        self._unit.decided("reassign", f"lead:{lead_id}", f"person:{to_person_id}", reason=because, before=before)
        return _owned_by(view, self._unit.one(Person, Person.id == to_person_id))

    def viewed(self, lead_id: int) -> bool:
        """The owner has seen the lead (已查看); True: for the first time since it was given. Raises NotVisible, NotAllowed."""
        self._unit.demand(Verb.VIEW, self._unit.one(Lead, Lead.id == lead_id))
        # As the house: decisions are the house's own; asked is only what oneself has said of this lead, and when it came.
        told = select(Decision).where(Decision.kind.in_(("view", "reassign")), Decision.subject == f"lead:{lead_id}")
        last = self._session.scalars(told.order_by(Decision.id.desc()).limit(1), execution_options=AS_SYSTEM).first()
        if last is not None and (last.kind, last.by_id) == ("view", self._unit.who.person_id):
            return False
        self._unit.decided("view", f"lead:{lead_id}", "viewed")
        return True

    def explain(self, lead_id: int) -> Sequence[tuple[str, str, str]]:
        """(person, part, because): who sees which part of one's own customer (我的数据主权)."""
        self._unit.demand(Verb.EXPLAIN, self._unit.one(Lead, Lead.id == lead_id))
        return explain(self._session, lead_id)

    def _views(self, leads: Sequence[Lead]) -> _Views:
        tags = self._tags([lead.id for lead in leads])
        areas = {lead.territory_id for lead in leads} - {None}
        named = self._session.execute(select(Territory.id, Territory.name).where(Territory.id.in_(areas)))
        names = {area: name for area, name in named}
        return [_view(lead, tags.get(lead.id, ()), names) for lead in leads]

    def _tags(self, lead_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
        rows = select(LeadTag.lead_id, LeadTag.tag).where(LeadTag.lead_id.in_(lead_ids)).order_by(LeadTag.at, LeadTag.tag)
        tags: dict[int, tuple[str, ...]] = {}
        for lead_id, tag in self._session.execute(rows):
            tags[lead_id] = (*tags.get(lead_id, ()), tag)
        return tags

    def _insights(self, lead_id: int) -> tuple[InsightView, ...]:
        """The newest first."""
        rows = select(Insight).where(Insight.lead_id == lead_id).order_by(Insight.at.desc(), Insight.id.desc())
        return tuple(InsightView(row.kind, row.text, row.label, row.at) for row in self._session.scalars(rows))

    def _next_steps(self, lead_id: int) -> tuple[NextStepView, ...]:
        rows = select(NextStep).where(NextStep.lead_id == lead_id).order_by(NextStep.due.is_(None), NextStep.due, NextStep.id)
        steps = self._session.scalars(rows)
        return tuple(NextStepView(step.id, step.what, step.due, step.ours, step.done_at is not None) for step in steps)


def _newest(leads: Select[Lead]) -> Select[Lead]:
    named = leads.options(joinedload(Lead.account), joinedload(Lead.owner))
    return named.order_by(Lead.last_activity_at.desc(), Lead.id)


def _named_like(search: str) -> Any:
    companies = select(Account.id).where(Account.name.icontains(search, autoescape=True))
    people = select(Contact.id).where(Contact.name.icontains(search, autoescape=True))
    name = Lead.name.icontains(search, autoescape=True)
    return or_(name, Lead.account_id.in_(companies), Lead.contact_id.in_(people))


def _view(lead: Lead, tags: tuple[str, ...], areas: dict[int, str]) -> LeadView:
    return LeadView(
        id=lead.id,
        name=lead.name,
        account=lead.account.name,
        stage=lead.stage,
        state=lead.state,
        owner_id=lead.owner_id,
        owner=lead.owner.name if lead.owner else "",
        territory=areas.get(lead.territory_id or 0, ""),
        last_activity_at=lead.last_activity_at,
        tags=tags,
    )


def _owned_by(view: LeadView, owner: Person) -> LeadView:
    """The same line with its new owner: it may have left the sight of the one who gave it away."""
    return replace(view, owner_id=owner.id, owner=owner.name)
