"""Bringing people and customers in from plain data (a YAML file of `suilu import`, the demo's world); again is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from crm_core.errors import NotAllowed
from crm_core.people import Role, Status
from crm_core.tables import (
    Account,
    Base,
    Contact,
    ContactIdentity,
    Conversation,
    Lead,
    Person,
    PersonTerritory,
    PlatformAccount,
    Team,
    Territory,
)
from crm_core.work.unit import Unit

Row = TypeVar("Row", bound=Base)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonIn(_Strict):
    """A member: `accounts` maps a platform to the member's id there; `manager` is another one's name."""

    name: str = Field(min_length=1, max_length=80)
    role: Role
    home: str
    accounts: Mapping[str, str]
    team: str | None = None
    territory: str | None = None
    territories: Sequence[str] = ()
    manager: str | None = None
    status: Status | None = None
    """None: as it is, or `active` for a new one. A file that does not say so ends nobody's leave."""


class CustomerIn(_Strict):
    """A customer with its contact and lead. `identities`: platform → the contact's id there; `groups`: deal groups."""

    account: str = Field(min_length=1, max_length=160)
    contact: str = Field(min_length=1, max_length=80)
    owner: str | None = None
    title: str = ""
    phone: str | None = None
    email: str | None = None
    uscc: str | None = None
    identities: Mapping[str, str] = {}
    groups: Mapping[str, str] = {}
    territory: str | None = None
    stage: str = "new"
    sandbox: bool = False
    last_activity_at: datetime | None = None


class ImportIn(_Strict):
    """The whole file. `corps`: platform → the organisation's id on it."""

    corps: Mapping[str, str]
    people: Sequence[PersonIn] = ()
    customers: Sequence[CustomerIn] = ()


class Imports:
    """Only the house itself may import (the command line, as SYSTEM)."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def load(self, data: ImportIn) -> None:
        """Bring in what is not there yet; people who are there are brought up to date, customers stay as they are.

        Raises NotAllowed, and KeyError for a manager, owner or platform that the file does not name.
        """
        if self._unit.who.role is not Role.SYSTEM:
            raise NotAllowed("system_only")
        people = {person.name: self._person(person, data.corps) for person in data.people}
        for person in data.people:
            if person.manager:
                people[person.name].manager_id = people[person.manager].id
        for customer in data.customers:
            self._customer(customer, data.corps, people)
        self._session.flush()

    def corps(self) -> set[str]:
        """The organisations whose members are here, by their ids on the platforms."""
        return set(self._session.scalars(select(PlatformAccount.corp).distinct()))

    def _one(self, entity: type[Row], **by: object) -> Row:
        """The row with these values, made when it is not there."""
        row = self._session.scalars(select(entity).filter_by(**by)).first()
        if row is None:
            row = entity(**by)
            self._session.add(row)
        return row

    def _flushed(self, row: Row) -> Row:
        self._session.flush()
        return row

    def _named(self, entity: type[Team] | type[Territory], name: str | None) -> int | None:
        return self._flushed(self._one(entity, name=name)).id if name else None

    def _person(self, given: PersonIn, corps: Mapping[str, str]) -> Person:
        account = next(iter(_accounts(given).items()))
        person = self._known_person(account, corps) or Person(name=given.name, status=Status.ACTIVE.value)
        person.name, person.role, person.home = given.name, given.role.value, given.home
        person.status = given.status.value if given.status else person.status
        person.team_id = self._named(Team, given.team)
        person.territory_id = self._named(Territory, given.territory)
        self._session.add(person)
        self._session.flush()
        for platform, external_id in _accounts(given).items():
            link = self._one(PlatformAccount, platform=platform, corp=corps[platform], external_id=external_id)
            link.person_id = person.id
        for name in given.territories:
            self._one(PersonTerritory, person_id=person.id, territory_id=self._named(Territory, name))
        self._session.flush()
        return person

    def _known_person(self, account: tuple[str, str], corps: Mapping[str, str]) -> Person | None:
        platform, external_id = account
        return self._session.scalars(
            select(Person)
            .join(PlatformAccount, PlatformAccount.person_id == Person.id)
            .where(
                PlatformAccount.platform == platform,
                PlatformAccount.corp == corps[platform],
                PlatformAccount.external_id == external_id,
            )
        ).first()

    def _customer(self, given: CustomerIn, corps: Mapping[str, str], people: Mapping[str, Person]) -> None:
        """One that is there stays as it is, for the chats know better by now: only what is missing is added."""
        owner_id = people[given.owner].id if given.owner else None
        lead = self._known_lead(given, corps) or self._made_lead(given)
        lead.owner_id = owner_id if lead.owner_id is None else lead.owner_id
        for platform, external_id in given.identities.items():
            key = {"platform": platform, "corp": corps[platform], "external_id": external_id}
            if self._session.scalars(select(ContactIdentity).filter_by(**key)).first() is None:
                self._session.add(ContactIdentity(contact_id=lead.contact_id, **key))
        for platform, external_id in given.groups.items():
            key = {"platform": platform, "corp": corps[platform], "external_id": external_id}
            group = self._session.scalars(select(Conversation).filter_by(**key)).first()
            group = group or Conversation(kind="group", title="", **key)
            group.lead_id = lead.id if group.lead_id is None else group.lead_id
            self._session.add(group)
        self._session.flush()

    def _known_lead(self, given: CustomerIn, corps: Mapping[str, str]) -> Lead | None:
        """By an identity on a platform, which outlives a change of name; else by the names of company and contact."""
        leads = select(Lead).order_by(Lead.id)
        for platform, external_id in given.identities.items():
            same = {"platform": platform, "corp": corps[platform], "external_id": external_id}
            contacts = select(ContactIdentity.contact_id).filter_by(**same)
            known = self._session.scalars(leads.where(Lead.contact_id.in_(contacts))).first()
            if known is not None:
                return known
        accounts = select(Account.id).where(Account.name == given.account)
        contacts = select(Contact.id).where(Contact.name == given.contact, Contact.account_id.in_(accounts))
        return self._session.scalars(leads.where(Lead.contact_id.in_(contacts))).first()

    def _made_lead(self, given: CustomerIn) -> Lead:
        now = self._unit.clock.now()
        last = given.last_activity_at or now
        account = self._session.scalars(select(Account).filter_by(name=given.account)).first()
        if account is None:
            territory_id = self._named(Territory, given.territory)
            account = self._unit.add(Account(name=given.account, uscc=given.uscc, territory_id=territory_id, created_at=now))
        contact = Contact(
            account_id=account.id, name=given.contact, title=given.title, phone=given.phone, email=given.email, kp=False
        )
        contact = self._unit.add(contact)
        lead = Lead(
            name=f"{given.account} · {given.contact}",
            account_id=account.id,
            contact_id=contact.id,
            territory_id=account.territory_id,
            stage=given.stage,
            sandbox=given.sandbox,
            created_at=now,
            last_activity_at=last,
            next_due_at=self._unit.rules.silence.next_due_at(last),
        )
        return self._unit.add(lead)


def _accounts(given: PersonIn) -> dict[str, str]:
    """A WeCom userid has no case: it is kept, and compared, in lower case."""
    return {platform: id_.lower() if platform == "wecom" else id_ for platform, id_ in given.accounts.items()}
