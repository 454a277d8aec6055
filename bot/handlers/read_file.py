"""「识别内容」 (CAP-05…08): a customer's picture, document or voice is read, and what it says becomes a draft as any other."""

from __future__ import annotations

from bot.capture.kinds import DOC, DOCX, XLS, XLSX
from bot.capture.model import NotAChat
from bot.handlers.house import House
from bot.handlers.sync_conversation import sync_conversation
from bot.model import ChatKind, Conversation, Message, MessagesPicked, Platform, ReadAsked, Source
from bot.ports import Gone, Undeliverable
from crm_core.errors import Conflict
from crm_core.people import Principal
from crm_core.views import Address, AttachmentView


class _NotRead(Exception):
    """Why, as a key of `bot.web.words.REFUSALS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_file(house: House, who: Principal, event: ReadAsked) -> None:
    """Nothing is opened before the record has said that it may be: a customer who said no is refused (PRM-13), and so is what
    the organisation has not switched on. Raises TryLater while the platform that hears is away."""
    file, place = _begun(house, who, event)
    try:
        message = _message(house, file)
    except _NotRead as why:
        with house.core.work(who, settles=event.id) as w:
            w.syncs.fail(event.id, why.reason)
        return
    where = Conversation(Platform(place.platform), place.corp, place.id, ChatKind(place.kind))
    picked = MessagesPicked(id=event.id, by=event.by, at=event.at, where=where, messages=(message,), source=Source.PICKED)
    sync_conversation(house, who, picked)


def not_read(house: House, who: Principal, event: ReadAsked) -> None:
    """It failed too often: the page that waits says so."""
    _begun(house, who, event)
    with house.core.work(who) as w:
        w.syncs.fail(event.id, "failed")


def _begun(house: House, who: Principal, event: ReadAsked) -> tuple[AttachmentView, Address]:
    """Raises Conflict `choose_customer` for a file that is nobody's yet, `consent_refused`, `never_sync`."""
    with house.core.work(who) as w:
        file = w.attachments.opened(event.file)
        if file.lead_id is None:
            raise Conflict("choose_customer")
        place = w.captures.place(Address(event.by.platform.value, event.by.corp, "", ChatKind.PICKED.value), file.lead_id)
        w.syncs.begin(event.id, place, source=Source.PICKED.value)
    return file, place


def _message(house: House, file: AttachmentView) -> Message:
    """The file as something that the customer's side said, when it came. Raises _NotRead."""
    readers = {"image": _paper, "voice": _voice, "application/pdf": _paper, DOCX: _paper, XLSX: _paper, XLS: _paper}
    reader = readers.get(file.kind) or readers.get(file.mime)
    if reader is None:
        raise _NotRead("old_office" if file.mime == DOC else "nothing_to_read")
    return Message(f"file:{file.id}", "", file.at, reader(house, file), kind=file.kind)


def _paper(house: House, file: AttachmentView) -> str:
    if house.read_paper is None:
        raise _NotRead("pictures_off")
    try:
        return house.read_paper(_bytes(house, file))
    except NotAChat as why:
        raise _NotRead(why.reason) from None


def _voice(house: House, file: AttachmentView) -> str:
    """The platform's own transcript where it came with one: then nothing leaves the house."""
    if file.words:
        return file.words
    if house.hearing is None:
        raise _NotRead("voices_off")
    try:
        words = house.hearing.words(_bytes(house, file))
    except Undeliverable as never:
        raise _NotRead(never.reason if never.reason in SOUNDS else "sound_refused") from None
    if not words.strip():
        raise _NotRead("silent")
    return words


SOUNDS = ("sound_format", "sound_too_long", "sound_refused")
"""What `Hearing` says of a sound that it will never understand."""


def _bytes(house: House, file: AttachmentView) -> bytes:
    try:
        return house.files.read(file.digest)
    except Gone:
        raise _NotRead("file_lost") from None
