"""The files that came along with a chat's messages: they go where the draft of those messages goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update

from crm_core.access import AS_SYSTEM
from crm_core.decisions.file_names import clean_name
from crm_core.decisions.twins import UNTIMED
from crm_core.tables import SHOTS, Attachment, Conversation, Draft, Message
from crm_core.views import KeptFile, NewFile, NewMessage
from crm_core.work.proofs import take_back
from crm_core.work.unit import Unit, clean

_BEFORE = timedelta(days=1)
KINDS = ("image", "file", "voice", "video")
NOT_GIVEN = "not_given"
"""The problem of a file that its platform mentions and does not hand out."""
LEFT_OUT = "left_out"
"""Of a screenshot that shows what its rep did not want kept."""


def came_along(unit: Unit, draft: Draft, platform: str, messages: Iterable[NewMessage]) -> None:
    """A row for each file of these messages, by message and number; those that an undone draft left behind are this one's now.

    As the house: in a deal group the undone draft may have been a colleague's.
    """
    for message in messages:
        for number, file in enumerate(file for file in message.files if file.kind in KINDS):
            external_id = clean(message.id, 128)
            same = select(Attachment).filter_by(
                conversation_id=draft.conversation_id, message_external_id=external_id, number=number
            )
            row = unit.session.scalars(same, execution_options=AS_SYSTEM).one_or_none()
            if row is None:
                row = Attachment(
                    conversation_id=draft.conversation_id,
                    message_external_id=external_id,
                    number=number,
                    state="",
                    at=message.at,
                )
                unit.session.add(row)
            _begin(unit, row, draft, platform, file)
    unit.session.flush()


def _begin(unit: Unit, row: Attachment, draft: Draft, platform: str, file: NewFile) -> None:
    row.draft_id, row.lead_id, row.by_id = draft.id, None, draft.rep_id
    if row.state in ("kept", "removed"):
        return
    row.kind, row.name, row.platform, row.ref = file.kind, clean_name(file.name), platform, clean(file.ref)
    row.state, row.problem = ("waiting", "") if file.ref else ("gone", NOT_GIVEN)
    row.tries, row.due_at = 0, unit.clock.now()


def shown_in(
    unit: Unit, draft: Draft, pictures: Sequence[KeptFile | str], *, since: datetime | None = None, hidden: bool
) -> None:
    """Screenshots of what the draft tells of (CAP-02), from what was said at `since` on. They stay as long as all on them may
    be told: no longer than it stands, and not when something on them is left out. `hidden`: something was left out before, and
    there is a word in their place. A `str` is the word for one that cannot be had any more."""
    for number, picture in enumerate(pictures):
        row = Attachment(
            conversation_id=draft.conversation_id,
            message_external_id=_shots(draft),
            number=number,
            draft_id=draft.id,
            by_id=draft.rep_id,
            name=clean_name(f"聊天截图 {number + 1}"),
            at=since or draft.newest_at,
            **(_kept(picture) if isinstance(picture, KeptFile) and not hidden else _refused(picture, hidden=hidden)),
        )
        unit.session.add(row)
    unit.session.flush()


def _kept(file: KeptFile) -> dict[str, Any]:
    return {"state": "kept", **said_of(file)}


def _refused(picture: KeptFile | str, *, hidden: bool) -> dict[str, Any]:
    why = picture if isinstance(picture, str) else ""
    return {"kind": "image", "state": "refused", "problem": LEFT_OUT if hidden else why}


def said_of(file: KeptFile) -> dict[str, Any]:
    """The columns that a file's content fills."""
    return {
        "kind": file.kind,
        "mime": file.mime,
        "size": file.size,
        "digest": file.digest,
        "thumb": file.thumb,
        "seconds": file.seconds,
    }


def _shots(draft: Draft) -> str:
    """No message is called so: what shows all of them belongs to none."""
    return f"{SHOTS}{draft.id}"


def go_with(unit: Unit, draft: Draft, lead_id: int | None) -> None:
    """Its record stands: the files hang on that lead. None: it was undone, and they are again the draft's alone, proofs of
    nothing. As the house: the lead may be another rep's by now, and the record is one's own all the same."""
    if lead_id is None:
        for row in of_draft(unit, draft):
            take_back(unit, row)
            row.deliverable = ""
        unit.session.flush()
        _forget_named(unit, draft, {_shots(draft)})
    mine = update(Attachment).where(Attachment.draft_id == draft.id)
    unit.changed(mine.values(lead_id=lead_id), **AS_SYSTEM)
    for row in of_draft(unit, draft):
        unit.session.refresh(row)


def forget_files(unit: Unit, draft: Draft) -> None:
    """A dropped draft's files are nobody's; their bytes are swept away where no other row names them."""
    for row in of_draft(unit, draft):
        unit.session.delete(row)
    unit.session.flush()


def leave_out_files(unit: Unit, draft: Draft, message_ids: Iterable[str]) -> None:
    """Messages that the rep left out take their files along."""
    _forget_named(unit, draft, {clean(id_, 128) for id_ in message_ids})


def hide_shots(unit: Unit, conversation_id: int, lead_ids: Collection[int | None], left_out: Sequence[Message]) -> None:
    """The screenshots, of any draft or record of that chat or those leads, on which one of these messages may be seen: there is
    a word in their place. They show from a day before their first message, whose time may be a guess, to when they were handed
    over; what has no time may stand on any. As the house: a deal's group may have a colleague's."""
    leads = [lead_id for lead_id in lead_ids if lead_id is not None]
    chats = select(Conversation.id).where(Conversation.lead_id.in_(leads))
    there = or_(Attachment.conversation_id == conversation_id, Attachment.conversation_id.in_(chats), Draft.lead_id.in_(leads))
    kept = and_(Attachment.message_external_id.startswith(SHOTS), Attachment.state.in_(("kept", "removed")))
    rows = select(Attachment).join(Draft, Draft.id == Attachment.draft_id).where(kept, there)
    if all(message.blur < UNTIMED for message in left_out):
        first = min(message.at for message in left_out)
        last = max(message.at + timedelta(seconds=message.blur) for message in left_out)
        untimed = select(Message.draft_id).where(Message.draft_id == Draft.id, Message.blur >= UNTIMED).exists()
        rows = rows.where(or_(and_(Attachment.at <= last + _BEFORE, Draft.created_at >= first), untimed))
    for row in unit.session.scalars(rows, execution_options=AS_SYSTEM).all():
        _hide(unit, row)
    unit.session.flush()


def shots_of(unit: Unit, draft: Draft) -> list[Attachment]:
    """The draft's own, as far as there is something to see."""
    return [row for row in of_draft(unit, draft) if row.message_external_id == _shots(draft) and row.digest]


def hide_shots_of(unit: Unit, draft: Draft) -> None:
    for row in shots_of(unit, draft):
        _hide(unit, row)
    unit.session.flush()


def _hide(unit: Unit, row: Attachment) -> None:
    take_back(unit, row)
    if row.state == "removed":
        unit.session.delete(row)
    else:
        row.state, row.problem, row.deliverable = "refused", LEFT_OUT, ""
        row.mime, row.size, row.digest, row.thumb = "", 0, "", ""


def _forget_named(unit: Unit, draft: Draft, names: Collection[str]) -> None:
    for row in of_draft(unit, draft):
        if row.message_external_id in names:
            unit.session.delete(row)
    unit.session.flush()


def forget_removed(unit: Unit, lead_id: int) -> None:
    """Before a lead goes: what was taken from it by hand goes for good. As the house, as the lead goes."""
    gone = select(Attachment).where(Attachment.lead_id == lead_id, Attachment.state == "removed")
    for row in unit.session.scalars(gone, execution_options=AS_SYSTEM).all():
        unit.session.delete(row)
    unit.session.flush()


def of_draft(unit: Unit, draft: Draft) -> Sequence[Attachment]:
    """As the house: of one's own draft, wherever its files hang by now."""
    rows = select(Attachment).where(Attachment.draft_id == draft.id).order_by(Attachment.id)
    return unit.session.scalars(rows, execution_options=AS_SYSTEM).all()
