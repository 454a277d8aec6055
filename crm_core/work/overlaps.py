"""What of a chat the record holds already, whichever way it came; and whose chat it may really be.

As the house, all through: that a message is known, and whose it is, must be known before it can be taken twice or put with the
wrong customer. What comes out are ids, and leads of one's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select

from crm_core.access import AS_SYSTEM
from crm_core.decisions.twins import UNTIMED, Heard, says_much, twins
from crm_core.tables import Contact, Conversation, Draft, Lead, Message, Speaker
from crm_core.views import NewMessage
from crm_core.work.unit import Unit, clean

_AROUND = timedelta(days=1)
_MOST = 20_000
"""Messages compared with, the newest first."""
_FEW = 2
"""So many messages in common that say something make two chats one."""


def known_already(
    unit: Unit, chat: Conversation, messages: Sequence[NewMessage], source: str, lead_id: int | None = None
) -> set[str]:
    """Ids of those that the record holds of this chat, or of any chat of the same lead; and of those that were left out."""
    fresh = [_heard(message, source) for message in messages]
    rows = _held(unit, _places(chat, lead_id), fresh)
    return set(twins(fresh, [_known(row) for row in rows])) if rows else set()


def left_out_before(
    unit: Unit, chat: Conversation, messages: Sequence[NewMessage], source: str, lead_id: int | None = None
) -> bool:
    """Whether any of these is one that was left out: its words are not to come back by another way."""
    fresh = [_heard(message, source) for message in messages]
    rows = [row for row in _held(unit, _places(chat, lead_id), fresh) if row.left_out]
    return bool(rows and twins(fresh, [_known(row) for row in rows]))


def holds_left_out(unit: Unit, draft: Draft, lead_id: int) -> bool:
    """The same of a draft, once it is known whose it is."""
    own = select(Message).where(Message.draft_id == draft.id, Message.left_out.is_(False))
    fresh = [_known(row) for row in unit.session.scalars(own, execution_options=AS_SYSTEM)]
    rows = [row for row in _held(unit, _of_lead(lead_id), fresh) if row.left_out]
    return bool(rows and twins(fresh, [_known(row) for row in rows]))


def _places(chat: Conversation, lead_id: int | None) -> ColumnElement[bool]:
    """This chat, and every chat of the lead's."""
    lead = chat.lead_id or lead_id
    here = Message.conversation_id == chat.id
    return or_(here, _of_lead(lead)) if lead else here


def _of_lead(lead_id: int) -> ColumnElement[bool]:
    chats, drafts = select(Conversation.id), select(Draft.id)
    return or_(
        Message.conversation_id.in_(chats.where(Conversation.lead_id == lead_id)),
        Message.draft_id.in_(drafts.where(Draft.lead_id == lead_id)),
    )


def of_lead(unit: Unit, messages: Sequence[NewMessage], source: str) -> int | None:
    """The lead of whom oneself has synced these very messages already; None: nobody's, or as well another's."""
    fresh = [_heard(message, source) for message in messages if says_much(message.text)]
    if not fresh:
        return None
    own = select(Draft.id).where(Draft.rep_id == unit.who.person_id, Draft.lead_id.is_not(None))
    rows = _held(unit, Message.draft_id.in_(own), fresh)
    draft_of = {_id(row): row.draft_id or 0 for row in rows}
    met = [draft_of[twin] for twin in twins(fresh, [_known(row) for row in rows]).values()]
    of_drafts = unit.session.execute(select(Draft.id, Draft.lead_id).where(Draft.id.in_(set(met))))
    leads = {draft: lead for draft, lead in of_drafts if lead is not None}
    return _clear_first(Counter(leads[draft] for draft in met), of=len(fresh))


def named(unit: Unit, title: str) -> list[int]:
    """The leads that the principal sees and whose contact is called so (the head of a screenshot), by id."""
    wanted = clean(title, 80).strip()
    if not wanted:
        return []
    rows = select(Lead.id).join(Contact, Contact.id == Lead.contact_id).where(Contact.name == wanted)
    return list(unit.session.scalars(rows.order_by(Lead.id)))


def calls(unit: Unit, chat: Conversation, title: str) -> bool:
    """Whether the chat's customer goes by this name: as the contact, the company, the deal; or was called so before."""
    wanted = clean(title, 80).strip()
    lead = unit.session.scalars(select(Lead).where(Lead.id == chat.lead_id)).one_or_none() if chat.lead_id else None
    if not wanted or lead is None:
        return True
    names = [lead.name, lead.account.name, lead.contact.name if lead.contact else "", chat.title]
    if any(name and (name in wanted or wanted in name) for name in names):
        return True
    asked = select(Speaker).where(Speaker.conversation_id == chat.id, Speaker.name == wanted, Speaker.ours.is_(False))
    return unit.session.scalars(asked).first() is not None


def _clear_first(met: Counter[int], *, of: int) -> int | None:
    """The one that most point at, when they are enough to be no chance."""
    best = [*met.most_common(2), (0, 0), (0, 0)]
    (lead_id, count), (_, second) = best[0], best[1]
    return lead_id if count > second and count >= min(_FEW, of) else None


def _held(unit: Unit, where: ColumnElement[bool], fresh: Sequence[Heard]) -> list[Message]:
    """The messages held there, of about that time."""
    rows = select(Message).where(where, or_(Message.draft_id.is_not(None), Message.left_out.is_(True)))
    if all(message.blur < UNTIMED for message in fresh):
        first = min((message.at for message in fresh), default=unit.clock.now()) - _AROUND
        last = max((message.at + timedelta(seconds=message.blur) for message in fresh), default=first) + _AROUND
        rows = rows.where(or_(Message.at.between(first, last), Message.blur >= _AROUND.total_seconds()))
    return list(unit.session.scalars(rows.order_by(Message.at.desc()).limit(_MOST), execution_options=AS_SYSTEM))


def _known(row: Message) -> Heard:
    return Heard(_id(row), row.text, row.ours, row.at, row.blur, read=row.source == "screenshot", mark=row.mark)


def _id(row: Message) -> str:
    """Two chats may call their messages the same."""
    return f"{row.conversation_id} {row.external_id}"


def _heard(message: NewMessage, source: str) -> Heard:
    return Heard(message.id, clean(message.text), message.ours, message.at, message.blur, read=source == "screenshot")
