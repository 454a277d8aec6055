"""Which customer a draft is about, what the record says of them now, and how a new one is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from crm_core.access import AS_SYSTEM
from crm_core.decisions.fields import FIELDS, columns, shown
from crm_core.decisions.matching import Keys, Known, Match, match
from crm_core.people import Role
from crm_core.tables import Account, Contact, ContactIdentity, Conversation, Draft, DraftLine, Lead, Opportunity, Person
from crm_core.views import Address, NewLine
from crm_core.work.conversations import PICKED
from crm_core.work.record import Record, held
from crm_core.work.unit import Unit, clean

TICKED_FROM = 0.6
"""A line of lower confidence waits for a tick by hand."""
NAMELESS = "新客户"
"""A customer of whom nothing is known yet is called what the rep sees: a new one."""


def find(unit: Unit, chat: Conversation, keys: Keys) -> Match:
    """The lead this chat is bound to; else by keys, among the leads that the principal may see."""
    if chat.lead_id is not None:
        bound = unit.session.scalars(select(Lead.id).where(Lead.id == chat.lead_id)).one_or_none()
        if bound is not None:
            return Match(bound, "bound")
    return match(keys, _known(unit, keys))


def identity_in(draft: Draft) -> Address | None:
    """Who the customer is on the platform, as it was known when the draft was proposed."""
    known = draft.profile.get("identity")
    return Address(known["platform"], known["corp"], known["external_id"]) if known else None


def keys_of(lines: Iterable[NewLine], profile: Mapping[str, Any], identity: tuple[str, str, str] | None) -> Keys:
    """The keys in what was said by the customer's side, and in what the platform knows of them."""
    said: dict[str, set[str]] = {"contact_phone": set(), "contact_email": set(), "contact_uscc": set()}
    for line in lines:
        if line.field in said and line.confidence >= TICKED_FROM:
            said[line.field] |= {str(value) for value in columns(line.field, line.value).values()}
    phones = said["contact_phone"] | {str(phone) for phone in profile.get("phones", ())}
    return Keys(identity, frozenset(phones), frozenset(said["contact_email"]), frozenset(said["contact_uscc"]))


def _known(unit: Unit, keys: Keys) -> list[Known]:
    """The leads that share any key; one row a lead and identity."""
    platform, corp, external_id = keys.identity or ("", "", "")
    same_identity = select(ContactIdentity.contact_id).where(
        ContactIdentity.platform == platform, ContactIdentity.corp == corp, ContactIdentity.external_id == external_id
    )
    rows = (
        select(Lead.id, Contact.phone, Contact.email, Account.uscc, Lead.contact_id.in_(same_identity))
        .join(Account, Account.id == Lead.account_id)
        .outerjoin(Contact, Contact.id == Lead.contact_id)
        .where(
            or_(
                Lead.contact_id.in_(same_identity),
                Contact.phone.in_(keys.phones),
                Contact.email.in_(keys.emails),
                Account.uscc.in_(keys.usccs),
            )
        )
        .order_by(Lead.id)
    )
    return [
        Known(lead_id, frozenset({keys.identity} if same and keys.identity else ()), phone or "", email or "", uscc or "")
        for lead_id, phone, email, uscc, same in unit.session.execute(rows)
    ]


def about(draft: Draft, found: Match) -> None:
    """The draft is of this customer, or offers these."""
    draft.lead_id, draft.because = found.lead_id, found.because
    draft.candidates = [{"lead": lead_id, "because": because} for lead_id, because in found.candidates]


def compare(unit: Unit, draft: Draft, lines: Sequence[DraftLine]) -> None:
    """Say beside each line what the record says now, and untick what would overwrite who the customer is. What the rep has
    edited stays as it is."""
    lead = unit.session.scalars(select(Lead).where(Lead.id == draft.lead_id)).one_or_none() if draft.lead_id else None
    rows = _rows(unit, lead) if lead else {}
    for line in lines:
        if line.edited:
            continue
        line.old_shown = _old(line, rows)
        overwrites = FIELDS[line.field].who and bool(line.old_shown)
        line.ticked = line.confidence >= TICKED_FROM and not overwrites


def _rows(unit: Unit, lead: Lead) -> dict[str, Any]:
    worth = unit.session.scalars(select(Opportunity).where(Opportunity.lead_id == lead.id)).one_or_none()
    return {"account": lead.account, "contact": lead.contact, "opportunity": worth}


def _old(line: DraftLine, rows: Mapping[str, Any]) -> str:
    spec, values = FIELDS[line.field], columns(line.field, line.value)
    row = None if spec.row else rows.get(spec.entity)
    if row is None:
        return ""
    now = held(row, values)
    return "" if now == values else clean(shown(line.field, now), 300)


def new_names(draft: Draft, lines: Iterable[DraftLine]) -> tuple[str, str]:
    """(company, contact) of the customer that a draft would make, from the ticked lines, then from the platform."""
    said = {line.field: str(line.value.get("name", "")).strip() for line in lines if line.ticked}
    profile = draft.profile
    contact = said.get("contact_person") or str(profile.get("name", "")).strip()
    company = said.get("contact_company") or str(profile.get("company", "")).strip() or contact or NAMELESS
    return clean(company, 160), clean(contact, 80)


def lead_name(company: str, contact: str) -> str:
    return clean(f"{company} · {contact}" if contact and contact != company else company, 160)


def lead_made(unit: Unit, draft: Draft, lines: Sequence[DraftLine]) -> tuple[Lead, Account | None, Contact]:
    """A new customer of this rep. The account comes back only where it was made and not known before."""
    rep = unit.one(Person, Person.id == draft.rep_id)
    company, called = new_names(draft, lines)
    known, now = _known_account(unit, company, lines), unit.clock.now()
    fresh = (
        None if known else unit.add(Account(name=_first_name(draft, company), territory_id=rep.territory_id, created_at=now))
    )
    account = known or fresh
    assert account is not None  # noqa: S101  one of the two
    phone = next((clean(str(phone), 32) for phone in draft.profile.get("phones", ())), None)
    name = clean(str(draft.profile.get("name", "")) or called, 80)
    contact = unit.add(Contact(account_id=account.id, name=name, phone=phone))
    lead = Lead(
        name=lead_name(company, called),
        account_id=account.id,
        contact_id=contact.id,
        owner_id=rep.id,
        territory_id=rep.territory_id,
        sandbox=unit.who.role is Role.NEWCOMER,
        created_at=now,
        last_activity_at=draft.newest_at,
    )
    return unit.add(lead), fresh, contact


def _first_name(draft: Draft, company: str) -> str:
    """What the platform calls the company, so that a line that says another name is seen to change it."""
    return clean(str(draft.profile.get("company", "")).strip() or company, 160)


def _known_account(unit: Unit, company: str, lines: Iterable[DraftLine]) -> Account | None:
    """The company with this credit code, whosever customer it is (as the house: a code is one company's alone);
    or the principal's own customer of exactly this name."""
    usccs = [line.value["uscc"] for line in lines if line.ticked and line.field == "contact_uscc"]
    by_code = select(Account).where(Account.uscc.in_(usccs)).limit(1)
    known = unit.session.scalars(by_code, execution_options=AS_SYSTEM).first() if usccs else None
    by_name = select(Account).where(Account.name == company).order_by(Account.id).limit(1)
    return known or unit.session.scalars(by_name).first()


def bind_chat(unit: Unit, record: Record, draft: Draft, lead: Lead) -> None:
    """From now on this chat, and this contact on this platform, are known to be that customer. A chat that messages were
    only picked from tells nothing of the others in it."""
    own_chat = select(Conversation).where(Conversation.id == draft.conversation_id)
    chat = unit.session.scalars(own_chat, execution_options=AS_SYSTEM).one()
    if chat.kind != PICKED:
        record.set(chat, "bound", {"lead_id": lead.id})
    identity = draft.profile.get("identity")
    if not identity:
        return
    taken = select(ContactIdentity).filter_by(**identity)
    if unit.session.scalars(taken, execution_options=AS_SYSTEM).one_or_none() is None:
        contact = record.contact()
        record.made(unit.add(ContactIdentity(contact_id=contact.id, **identity)), contact.id, **identity)
