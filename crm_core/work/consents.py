"""同意记录 (PRM-13): what customers said to being recorded. Only ever added to; the newest counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select

from crm_core.access import AS_SYSTEM, Verb
from crm_core.errors import Conflict
from crm_core.tables import Consent, Contact, ContactIdentity, Lead, Person
from crm_core.views import Address, ConsentView
from crm_core.work.conversations import conversation_made, identity_of
from crm_core.work.unit import Unit, clean

STATES = ("granted", "refused", "withdrawn")
BLOCKS = ("refused", "withdrawn")
"""After these nothing of this customer is synced, from whatever source."""


class Consents:
    """`w.consents`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, lead_id: int) -> ConsentView | None:
        """The newest word of this lead's contact; None: nothing was ever said. Raises NotVisible."""
        lead = self._unit.one(Lead, Lead.id == lead_id)
        return self._view(newest_of(self._unit, _of_contact(lead.contact_id)))

    def of_identity(self, identity: Address) -> ConsentView | None:
        """The same for whom a platform knows under this id, whether there is a contact yet or not."""
        return self._view(newest_of(self._unit, _of_identity(identity)))

    def history(self, *, lead_id: int | None = None, identity: Address | None = None, limit: int = 20) -> list[ConsentView]:
        """All that was said, newest first. Raises NotVisible."""
        about = _of_identity(identity) if identity else _of_contact(self._unit.one(Lead, Lead.id == lead_id).contact_id)
        rows = select(Consent).where(about).order_by(Consent.at.desc(), Consent.id.desc()).limit(limit)
        return [view for row in self._unit.session.scalars(rows, execution_options=AS_SYSTEM) if (view := self._view(row))]

    def say(
        self,
        key: str,
        *,
        lead_id: int | None = None,
        identity: Address | None = None,
        chat: Address | None = None,
        state: str,
        channel: str,
        basis: str = "consent",
        wording: str = "",
        at: datetime | None = None,
    ) -> ConsentView | None:
        """Write down what a customer said, at `at` (now). `key`: by what it was heard; the same again changes nothing.

        `chat`: one's own single chat with somebody who is no contact of ours yet, in place of `identity`, which is the house's
        to say. Raises NotVisible, NotAllowed, Conflict `no_contact` for a lead that has nobody yet.
        """
        lead = self._unit.one(Lead, Lead.id == lead_id) if lead_id else None
        if chat is not None:
            identity = identity_of(chat)
        beside = conversation_made(self._unit, chat, "", self._unit.who.person_id) if chat else None
        self._unit.demand(Verb.CONSENT, lead or beside)
        if lead is not None and lead.contact_id is None:
            raise Conflict("no_contact")
        now, who = self._unit.clock.now(), identity or Address("", "", "")
        row = Consent(
            key=clean(key, 160),
            contact_id=lead.contact_id if lead else None,
            platform=who.platform,
            corp=who.corp,
            external_id=who.id,
            state=state,
            basis=clean(basis, 32),
            channel=clean(channel, 32),
            wording=clean(wording, 32),
            at=min(at or now, now),
            entered_at=now,
            by_id=self._unit.who.person_id or None,
        )
        if self._unit.add_once(row):
            self._unit.decided("consent", f"consent:{row.id}", state, channel=channel, lead=lead_id or None)
        return self.of(lead.id) if lead else self.of_identity(who)

    def _view(self, row: Consent | None) -> ConsentView | None:
        if row is None:
            return None
        by = self._unit.session.get(Person, row.by_id) if row.by_id else None
        return ConsentView(row.state, row.basis, row.channel, row.wording, row.at, by.name if by else "")


def refuse_blocked(unit: Unit, lead_id: int | None, identity: Address | None = None) -> None:
    """Raises Conflict `consent_refused` where `is_blocked`."""
    if is_blocked(unit, lead_id, identity):
        raise Conflict("consent_refused")


def is_blocked(unit: Unit, lead_id: int | None, identity: Address | None = None) -> bool:
    """Whether this lead's contact, or whoever goes by this identity, has said no.

    As the house: a no binds also the one who may not see who said it.
    """
    about: list[ColumnElement[bool]] = [_of_identity(identity)] if identity else []
    if lead_id is not None:
        contact = select(Lead.contact_id).where(Lead.id == lead_id)
        about.append(_of_contact(unit.session.scalars(contact, execution_options=AS_SYSTEM).one_or_none()))
    newest = newest_of(unit, or_(false(), *about))
    return newest is not None and newest.state in BLOCKS


def newest_of(unit: Unit, about: ColumnElement[bool]) -> Consent | None:
    """As the house: what a customer said counts for everybody who speaks with them."""
    rows = select(Consent).where(about).order_by(Consent.at.desc(), Consent.id.desc()).limit(1)
    return unit.session.scalars(rows, execution_options=AS_SYSTEM).first()


def _of_contact(contact_id: int | None) -> ColumnElement[bool]:
    """Said under the contact, or under one of its identities before there was one."""
    if contact_id is None:
        return false()
    same = select(ContactIdentity.external_id).where(
        ContactIdentity.contact_id == contact_id,
        ContactIdentity.platform == Consent.platform,
        ContactIdentity.corp == Consent.corp,
    )
    return or_(Consent.contact_id == contact_id, Consent.external_id.in_(same))


def _of_identity(identity: Address) -> ColumnElement[bool]:
    """Said under the identity, or under the contact that it turned out to be."""
    contact = (
        select(Contact.id)
        .join(ContactIdentity, ContactIdentity.contact_id == Contact.id)
        .where(
            ContactIdentity.platform == identity.platform,
            ContactIdentity.corp == identity.corp,
            ContactIdentity.external_id == identity.id,
        )
    )
    said = and_(Consent.platform == identity.platform, Consent.corp == identity.corp, Consent.external_id == identity.id)
    return or_(said, Consent.contact_id.in_(contact))
