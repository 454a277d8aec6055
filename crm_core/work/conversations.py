"""Chats, and the deals they belong to."""

from __future__ import annotations

from sqlalchemy import select

from crm_core.access import AS_SYSTEM, Verb
from crm_core.errors import Conflict, NotAllowed
from crm_core.tables import Conversation, Lead
from crm_core.views import Address, LeadView
from crm_core.work.leads import Leads
from crm_core.work.unit import Unit, clean

PICKED = "picked"
"""Kind of a chat of which we have only what a member picked there by hand. It is never taken for one customer's."""


def conversation_at(unit: Unit, address: Address) -> Conversation | None:
    """As the house: whether anybody has this chat must be known before it can be refused or taken."""
    at = select(Conversation).where(
        Conversation.platform == address.platform,
        Conversation.corp == address.corp,
        Conversation.external_id == address.id,
    )
    return unit.session.scalars(at, execution_options=AS_SYSTEM).one_or_none()


def conversation_made(unit: Unit, address: Address, title: str, owner_id: int | None) -> Conversation:
    """The chat's row, made where there is none; two at once make one."""
    known = conversation_at(unit, address)
    if known is None:
        fresh = Conversation(
            platform=address.platform,
            corp=address.corp,
            external_id=address.id,
            kind=address.kind or "single",
            title=clean(title, 160),
            owner_id=owner_id,
        )
        known = fresh if unit.add_once(fresh) else conversation_at(unit, address)
    if known is None:
        raise Conflict("changed_since")
    return known


class Conversations:
    """`w.conversations`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def groups_of(self, lead_id: int) -> list[Address]:
        """The deal groups of a lead that is visible."""
        groups = select(Conversation).where(Conversation.lead_id == lead_id, Conversation.kind == "group")
        rows = self._unit.session.scalars(groups.order_by(Conversation.id))
        return [Address(row.platform, row.corp, row.external_id, row.kind) for row in rows]

    def bind(self, address: Address, lead_id: int, title: str = "") -> None:
        """This chat is about this lead. Raises NotVisible, NotAllowed, Conflict `bound_elsewhere`."""
        lead = self._unit.one(Lead, Lead.id == lead_id)
        self._unit.demand(Verb.BIND, lead)
        chat = conversation_made(self._unit, address, title, lead.owner_id)
        if chat.kind == "single" and chat.owner_id != lead.owner_id:
            raise NotAllowed("not_yours")
        if chat.lead_id not in (None, lead_id):
            raise Conflict("bound_elsewhere")
        chat.lead_id, chat.title = lead_id, clean(title, 160) or chat.title
        self._unit.session.flush()
        self._unit.decided("bind", f"conversation:{chat.id}", f"lead:{lead_id}")

    def lead_of(self, address: Address) -> LeadView | None:
        """The lead that this chat is bound to, where both are visible."""
        bound = select(Lead).join(Conversation, Conversation.lead_id == Lead.id)
        lead = self._unit.session.scalars(
            bound.where(
                Conversation.platform == address.platform,
                Conversation.corp == address.corp,
                Conversation.external_id == address.id,
            )
        ).one_or_none()
        return Leads(self._unit).get(lead.id) if lead else None
