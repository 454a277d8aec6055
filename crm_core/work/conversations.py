"""Chats, and the deals they belong to."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from crm_core.access import AS_SYSTEM, Verb
from crm_core.errors import Conflict, NotAllowed
from crm_core.people import Role
from crm_core.tables import Conversation, Lead, Message
from crm_core.views import Address, ChatView, LeadView
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


def identity_of(where: Address) -> Address | None:
    """The customer of a single chat, whose id is `<userid>/<external_userid>`; None: the address does not say."""
    _, slash, external = where.id.partition("/")
    return Address(where.platform, where.corp, external) if where.kind == "single" and slash else None


def place_of(where: Address, lead_id: int | None, person_id: int) -> Address:
    """Where what a rep hands over belongs that has no chat of its own: beside the lead, or beside nobody, one place a rep."""
    if where.kind != PICKED:
        return where
    about = f"lead/{lead_id}" if lead_id else "given"
    return Address(where.platform, where.corp, f"{about}/{person_id}", PICKED)


def picked_place(unit: Unit, where: Address) -> Address:
    """Where what was picked by hand belongs: to its chat where that is a deal's. Any other chat may tell of many customers:
    there it is nobody's but the one's who picked it."""
    known, me = conversation_at(unit, where), unit.who.person_id
    return where if known and (known.lead_id or known.owner_id == me) else replace(where, id=f"{where.id}/{me}")


def lead_seen(unit: Unit, chat: Conversation) -> Lead | None:
    """The deal that this chat is bound to, where it may be seen."""
    return unit.session.scalars(select(Lead).where(Lead.id == chat.lead_id)).one_or_none() if chat.lead_id else None


def demand_sync(unit: Unit, chat: Conversation, lead: Lead | None) -> None:
    """A chat goes with the deal it is bound to (`lead_seen`), a single one is its rep's besides; an unbound group anybody's.
    Raises NotAllowed."""
    if chat.lead_id is not None and lead is None:
        raise NotAllowed("not_yours")
    if unit.who.role is Role.NEWCOMER and lead is None:
        raise NotAllowed("outside_sandbox")
    if chat.kind == "group":
        unit.demand(Verb.SYNC if lead else Verb.TAKE, lead or chat)
    else:
        unit.demand(Verb.SYNC, chat)


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

    def given_of(self, lead_id: int) -> list[Address]:
        """Where what oneself handed over about this lead belongs: one's own chats with it, and what has no chat."""
        own = select(Conversation).where(
            Conversation.lead_id == lead_id,
            Conversation.kind != "group",
            Conversation.owner_id == self._unit.who.person_id,
        )
        rows = self._unit.session.scalars(own.order_by(Conversation.id.desc()))
        return [Address(row.platform, row.corp, row.external_id, row.kind) for row in rows]

    def single_of(self, lead_id: int, platform: str) -> Address | None:
        """One's own single chat with this lead there, where there is one and no other."""
        mine = select(Conversation).where(
            Conversation.lead_id == lead_id,
            Conversation.kind == "single",
            Conversation.platform == platform,
            Conversation.owner_id == self._unit.who.person_id,
        )
        rows = self._unit.session.scalars(mine.limit(2)).all()
        return Address(rows[0].platform, rows[0].corp, rows[0].external_id, rows[0].kind) if len(rows) == 1 else None

    def of(self, address: Address) -> ChatView:
        """How a chat of one's own stands: how far it is synced, and whether it may be. Of another nothing is known."""
        own = select(Conversation).where(
            Conversation.platform == address.platform,
            Conversation.corp == address.corp,
            Conversation.external_id == address.id,
        )
        chat = self._unit.session.scalars(own).one_or_none()
        if chat is None:
            return ChatView(None, None)
        held = select(func.max(Message.at)).where(Message.conversation_id == chat.id, Message.draft_id.is_not(None))
        newest = self._unit.session.scalars(held).one()
        return ChatView(max(filter(None, (chat.synced_to, newest)), default=None), chat.never_since)

    def never(self, address: Address, on: bool) -> ChatView:
        """「从不同步」 for this chat, or not any more. Set again it stays as it is. Raises NotVisible, NotAllowed."""
        chat = conversation_made(self._unit, address, "", self._unit.who.person_id)
        deal = self._unit.one(Lead, Lead.id == chat.lead_id) if chat.kind == "group" and chat.lead_id else None
        self._unit.demand(Verb.LEAVE_OUT, deal or chat)
        if on != (chat.never_since is not None):
            chat.never_since = self._unit.clock.now() if on else None
            chat.never_by_id = self._unit.who.person_id if on else None
            self._unit.session.flush()
            self._unit.decided("never_sync", f"conversation:{chat.id}", "on" if on else "off")
        return self.of(address)

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
