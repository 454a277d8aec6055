"""Which chat the page is about: the one beside it (WeCom), a customer's that was opened, or nobody's yet."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import ChatKind, Conversation, Person, Platform
from crm_core.views import Address
from crm_core.work.conversations import PICKED, identity_of, place_of
from crm_core.work.core import Work


@dataclass(frozen=True, slots=True)
class Place:
    """`lead_id`: the customer, where it is known and may be seen. `address` as `w.captures.open` takes it."""

    address: Address
    lead_id: int | None
    beside: bool = False
    """The chat with this customer is open beside the page."""


def single(person: Person, external: str) -> Conversation:
    """The member's chat with the customer beside the page."""
    return Conversation(Platform.WECOM, person.corp, f"{person.id}/{external}", ChatKind.SINGLE)


def place(w: Work, person: Person, external: str | None, lead_id: int | None) -> Place:
    """Raises NotVisible for a lead that is not to be seen. Who is beside the page is not told apart from who is not known."""
    if external is not None:
        found = w.leads.by_identity(Address(person.platform.value, person.corp, external))
        return Place(address_of(single(person, external)), found.id if found else None, beside=True)
    nowhere = Address(person.platform.value, person.corp, "", PICKED)
    if not lead_id:
        return Place(nowhere, None)
    known = w.leads.get(lead_id)
    return Place(w.conversations.single_of(known.id, person.platform.value) or nowhere, known.id)


def chats_of(w: Work, person: Person, found: Place, person_id: int) -> list[Address]:
    """The chats that the page stands for, as they are, or will be, in the record: one's own, and the group that it reads."""
    group = group_of(w, person, found.lead_id)
    return [place_of(found.address, found.lead_id, person_id), *([group] if group else [])]


def group_of(w: Work, person: Person, lead_id: int | None) -> Address | None:
    """The customer's group that can be read where the member is signed in."""
    if lead_id is None or person.platform is not Platform.FEISHU:
        return None
    return next((group for group in w.conversations.groups_of(lead_id) if group.platform == person.platform.value), None)


def customer_of(found: Place) -> Address | None:
    """Who is beside the page, where a customer is."""
    return identity_of(found.address) if found.beside else None


def address_of(where: Conversation) -> Address:
    return Address(where.platform.value, where.corp, where.id, where.kind.value)
