"""Which chat the page is about: the one beside it (WeCom), a customer's that was opened, or nobody's yet."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import ChatKind, Conversation, Person, Platform
from crm_core.views import Address
from crm_core.work.conversations import PICKED, place_of
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
        return Place(_address(single(person, external)), found.id if found else None, beside=True)
    nowhere = Address(person.platform.value, person.corp, "", PICKED)
    if not lead_id:
        return Place(nowhere, None)
    known = w.leads.get(lead_id)
    return Place(w.conversations.single_of(known.id, person.platform.value) or nowhere, known.id)


def chat_of(found: Place, person_id: int) -> Address:
    """The chat as it is, or will be, in the record."""
    return place_of(found.address, found.lead_id, person_id)


def _address(where: Conversation) -> Address:
    return Address(where.platform.value, where.corp, where.id, where.kind.value)
