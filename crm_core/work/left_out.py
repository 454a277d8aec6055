"""不该记的消息: what a rep takes out of a draft is erased at once, the rest is understood anew, and it never comes again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from crm_core.access import AS_SYSTEM
from crm_core.decisions.twins import mark
from crm_core.errors import NotVisible
from crm_core.tables import Conversation, Draft, DraftLine, Message
from crm_core.views import NewMessage
from crm_core.work.along import hide_shots, leave_out_files
from crm_core.work.unit import Unit, clean

_BY_HAND = ("pasted", "screenshot")
"""Sources of a capture, of which something may be left out before there is a draft."""


def messages_of(unit: Unit, draft_id: int) -> Sequence[Message]:
    """All of a draft's, oldest first, those left out too."""
    own = select(Message).where(Message.draft_id == draft_id).order_by(Message.at, Message.id)
    return unit.session.scalars(own).all()


def erase(unit: Unit, draft: Draft, ids: Collection[str]) -> Sequence[Message]:
    """The words of these messages are gone; what is left of the draft. Raises NotVisible for one that is not of this draft."""
    messages = messages_of(unit, draft.id)
    wanted = {clean(id_, 128) for id_ in ids}
    if not wanted <= {message.external_id for message in messages}:
        raise NotVisible("Message")
    gone = [message for message in messages if message.external_id in wanted]
    for message in gone:
        if not message.left_out:
            _silence(message)
    unit.session.flush()
    leave_out_files(unit, draft, wanted)
    _hide_shots(unit, draft.conversation_id, draft.lead_id, gone)
    return [message for message in messages if not message.left_out]


def keep_out(unit: Unit, conversation_id: int, messages: Sequence[NewMessage], source: str) -> None:
    """The same for messages that are in no draft: nothing of their words is kept, only that they are not wanted.

    As the house: in a deal group it may have been a colleague's draft that gave them back.
    """
    now, rows = unit.clock.now(), []
    for said in messages:
        row = Message(
            conversation_id=conversation_id,
            external_id=clean(said.id, 128),
            by=clean(said.by, 128),
            by_name=clean(said.by_name, 80),
            ours=said.ours,
            kind=clean(said.kind, 16),
            text="",
            at=said.at,
            blur=said.blur,
            source=source,
            heard_at=now,
            left_out=True,
            mark=mark(said.text),
        )
        rows.append(row)
        if not unit.add_once(row):
            same = select(Message).filter_by(conversation_id=conversation_id, external_id=row.external_id, draft_id=None)
            for message in unit.session.scalars(same.where(Message.left_out.is_(False)), execution_options=AS_SYSTEM):
                _silence(message)
    unit.session.flush()
    _hide_shots(unit, conversation_id, None, rows)


def _hide_shots(unit: Unit, conversation_id: int, lead_id: int | None, left_out: Sequence[Message]) -> None:
    """As the house: a deal's group may have gone to a colleague meanwhile."""
    if left_out:
        chat = unit.session.get_one(Conversation, conversation_id, execution_options=AS_SYSTEM)
        hide_shots(unit, conversation_id, {chat.lead_id, lead_id}, left_out)


def _silence(message: Message) -> None:
    message.mark = mark(message.text)
    message.text, message.left_out = "", True


JUST_NOW = timedelta(minutes=10)
"""So long before its sync begins a capture may have been settled."""


def adopt(unit: Unit, draft: Draft, brought: Collection[str], source: str) -> None:
    """What was left out before there was this draft, and which its sync brought again, goes with it from now on; so does what
    was left out of the capture that it is made of. What was left out of another chat, or another time, stays where it is."""
    ids, since = {clean(id_, 128) for id_ in brought}, unit.clock.now() - JUST_NOW
    loose = select(Message).where(
        Message.conversation_id == draft.conversation_id, Message.left_out.is_(True), Message.draft_id.is_(None)
    )
    for row in unit.session.scalars(loose, execution_options=AS_SYSTEM).all():
        of_the_capture = row.source == source and source in _BY_HAND and row.heard_at >= since
        if row.external_id in ids or of_the_capture:
            row.draft_id = draft.id
    unit.session.flush()


def forget(unit: Unit, draft: Draft) -> None:
    """The draft is thrown away, and with it what was left out of it: the next sync may read it."""
    gone = delete(Message).where(Message.draft_id == draft.id, Message.left_out.is_(True))
    unit.session.execute(gone, execution_options={"synchronize_session": False})


def still_told(lines: Sequence[DraftLine], kept: Collection[str]) -> dict[tuple[str, str, int, int], DraftLine]:
    """The lines whose evidence stays, by field and evidence."""
    return {
        (line.field, line.message_external_id, line.start, line.end): line for line in lines if line.message_external_id in kept
    }
