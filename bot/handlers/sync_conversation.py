"""「同步本次聊天」: collect → understand → match → propose (CAP-01, CAP-02, CAP-09).

Every step can be run again: the sync's id is the event's id, and one sync makes at most one draft.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

from bot.capture.keeping import NotKept, keep
from bot.handlers.house import (
    House,
    address_of,
    correct_groups,
    from_page,
    lines_of,
    show,
    sync_card_key,
    tell_groups,
    to_person,
)
from bot.handlers.understanding import understand
from bot.model import RECORD, ChatKind, CustomerProfile, Message, MessagesPicked, Platform, Source, SyncAsked, TextSaid
from bot.nlp.facts import LINES, MONEY, Extraction, Fact
from bot.ports import Gone, NotReadable, Transcripts, TryLater
from cards import catalog
from cards.model import Card
from crm_core.decisions.stages import MILESTONES
from crm_core.errors import Conflict, HeardBefore
from crm_core.people import Principal
from crm_core.views import Address, DraftView, Evidence, KeptFile, NewFile, NewLine, NewMessage, SyncStart
from crm_core.work.core import Work

log = logging.getLogger(__name__)
Wanted = SyncAsked | TextSaid | MessagesPicked
_AGAIN = 3
"""Times that a chat is understood anew, each time with fewer messages, before nothing new is left of it."""
FAILED = "failed"
"""The problem of a sync that was given up."""
REACHED = {
    "sample_sent": "sample_sent",
    "sample_received": "sample_sent",
    "trial_started": "poc_agreed",
    "poc_started": "poc_agreed",
    "quote_sent": "quote_sent",
    "contract_signed": "contract_signed",
    "payment_received": "payment_received",
}
"""Event of a chat → the milestone of the record that it tells of."""
STAYS_CHANGEABLE = frozenset({Platform.FEISHU, Platform.DINGTALK})
"""Where a card without a button can be changed afterwards, so that the draft can take the place of how far the sync is. WeCom
gives the right to change only with cards that call back (PLATFORMS 5.1.2): there, the draft is the first card of a sync."""


def sync_conversation(house: House, who: Principal, event: Wanted) -> None:
    """Raises TryLater when the chat cannot be read now; NotAllowed when it is another rep's."""
    start = _begin(house, who, event)
    if start.draft_id is not None:
        return
    began = perf_counter()
    try:
        profile, messages = _collect(house, event, start)
    except NotReadable as why:
        _stop(house, who, event, start, problem=why.reason)
        return
    collected = perf_counter()
    new = _unread(house, who, event, start, messages)
    if new:
        house.queue.wake("deliver")
    timings = {"collect": _ms(began, collected)}
    _take_up(house, who, event, start, messages=new, given=messages, profile=profile, timings=timings)


def _take_up(
    house: House, who: Principal, event: Wanted, start: SyncStart, *, messages: Sequence[Message], **rest: Any
) -> None:
    """Again with fewer, where the customer turns out to be one with whom some of it was synced already; none left: it is
    said that there is nothing new."""
    for _ in range(_AGAIN):
        try:
            _understood(house, who, event, start, messages=messages, **rest)
        except HeardBefore as known:
            messages = [message for message in messages if message.id not in known.ids]
        else:
            return
    raise TryLater("still_changing")


def _understood(
    house: House,
    who: Principal,
    event: Wanted,
    start: SyncStart,
    *,
    messages: Sequence[Message],
    given: Sequence[Message],
    profile: CustomerProfile | None,
    timings: dict[str, float],
) -> None:
    """Raises HeardBefore."""
    if not messages:
        _stop(house, who, event, start)
        return
    began = perf_counter()

    def may_leave(found: Extraction) -> bool:
        return _may_leave(house, who, event, given if _by_hand(event) else messages, found, profile)

    extraction = understand(house, event.id, messages, may_leave=may_leave, names=_names(who, start, profile))
    took = {**timings, "understand": _ms(began, perf_counter())}
    _propose(house, who, event, start, messages=messages, given=given, extraction=extraction, profile=profile, timings=took)


def _may_leave(
    house: House,
    who: Principal,
    event: Wanted,
    messages: Sequence[Message],
    found: Extraction,
    profile: CustomerProfile | None,
) -> bool:
    """A no may be known only once it is known whose words these are."""
    with house.core.read(who) as w:
        return w.syncs.may_leave(
            event.id,
            messages=[_new(message) for message in messages],
            lines=lines_for(found),
            profile=_profile(profile, event),
            identity=_identity(event, profile),
            title=_title(event),
        )


def _names(who: Principal, start: SyncStart, profile: CustomerProfile | None) -> list[str]:
    """Whom this chat is about and whose it is, as far as the house knows."""
    return [who.name, start.lead, *((profile.name, profile.company) if profile else ())]


def _begin(house: House, who: Principal, event: Wanted) -> SyncStart:
    """A no that the record holds is asked about anew where the platform can tell: agreeing again is as easy as refusing."""
    try:
        return _begun(house, who, event)
    except Conflict as refusal:
        archive = house.archives.get(event.where.platform)
        if refusal.because != "consent_refused" or archive is None:
            raise
        archive.ask_consent(event.where)
    return _begun(house, who, event)


def _begun(house: House, who: Principal, event: Wanted) -> SyncStart:
    with house.core.work(who) as w:
        return w.syncs.begin(event.id, address_of(event.where), source=source_of(event).value)


def is_record(event: TextSaid) -> bool:
    """A merged chat record (合并转发) that somebody handed to the bot, and no words with it."""
    record = event.forwarded or any(attachment.kind == RECORD for attachment in event.attachments)
    return bool(record) and not event.text.strip()


def of_record(event: TextSaid) -> TextSaid:
    """The same as an event to sync: its messages were picked by hand, from a chat that the record does not name."""
    return replace(event, where=replace(event.where, kind=ChatKind.PICKED))


def source_of(event: Wanted) -> Source:
    """Which rung of the capture ladder (docs/capture.md) this event stands on."""
    if isinstance(event, MessagesPicked):
        return event.source
    if event.where.kind is ChatKind.PICKED:
        return Source.PICKED
    return Source.ARCHIVE if event.where.platform is Platform.WECOM else Source.HISTORY


def _collect(house: House, event: Wanted, start: SyncStart) -> tuple[CustomerProfile | None, Sequence[Message]]:
    if _by_hand(event):
        return _known_customer(house, event), _picked(house, event)
    transcripts = _transcripts(house, event)
    return transcripts.customer(event.where), transcripts.read(event.where, since=start.since)


def _by_hand(event: Wanted) -> bool:
    """Whether somebody brought the messages along; there may be others between them."""
    return event.where.kind is ChatKind.PICKED or isinstance(event, MessagesPicked)


def _known_customer(house: House, event: Wanted) -> CustomerProfile | None:
    """What the platform says of the customer of a single chat, where it may be asked: it goes without, too."""
    transcripts = house.transcripts.get(event.where.platform)
    if event.where.kind is ChatKind.PICKED or transcripts is None:
        return None
    try:
        return transcripts.customer(event.where)
    except NotReadable:
        return None


def _picked(house: House, event: Wanted) -> list[Message]:
    """Oldest first. Whom the house knows is on our side, and everybody else on the customer's, unless the platform says more: a
    client tells of a sender no more than id and name."""
    said = _handed_over(house, event)
    if isinstance(event, MessagesPicked) and event.capture:
        return sorted(said, key=lambda message: message.at)
    platform, corp = event.where.platform.value, event.where.corp
    ours = {by for by in {message.by for message in said} if house.core.is_ours(platform, corp, by)}
    known = [replace(message, ours=message.ours or message.by in ours) for message in said]
    return sorted(known, key=lambda message: message.at)


def _handed_over(house: House, event: Wanted) -> Sequence[Message]:
    """What came with the event, or what the platform has of the record that did."""
    match event:
        case MessagesPicked():
            return event.messages
        case TextSaid() if not event.forwarded:
            records = [attachment for attachment in event.attachments if attachment.kind == RECORD]
            return [message for record in records for message in _transcripts(house, event).forwarded(record)]
        case TextSaid():
            return event.forwarded
    raise NotReadable("no_record")


def _transcripts(house: House, event: Wanted) -> Transcripts:
    found = house.transcripts.get(event.where.platform)
    if found is None:
        raise NotReadable("no_source")
    return found


def _unread(house: House, who: Principal, event: Wanted, start: SyncStart, messages: Sequence[Message]) -> Sequence[Message]:
    """Those that no draft holds yet: where a source reads whole seconds, the last message comes again. The deal's groups,
    and who asked in a chat, hear of the sync when there is something to understand."""
    if not messages:
        return messages
    with house.core.work(who) as w:
        unread = w.syncs.unread(event.id, [_new(message) for message in messages])
        if unread:
            w.syncs.stage(event.id, "understanding")
            page = house.lead_page(start.lead_id)
            card = catalog.team_progress(customer=start.lead, rep=who.name, reached="understand", page=page)
            tell_groups(w, card, lead_id=start.lead_id, sync_id=event.id)
            _tell_rep(w, house, who, event, start)
    return [message for message in messages if message.id in unread]


def _propose(
    house: House,
    who: Principal,
    event: Wanted,
    start: SyncStart,
    *,
    messages: Sequence[Message],
    given: Sequence[Message],
    extraction: Extraction,
    profile: CustomerProfile | None,
    timings: dict[str, float],
) -> None:
    began = perf_counter()
    pictures = _pictures(house, event)
    with house.core.work(who, settles=event.id) as w:
        draft = w.syncs.propose(
            event.id,
            messages=[_new(message) for message in messages],
            lines=lines_for(extraction),
            summary=extraction.summary or catalog.NOTHING_TO_FILL_IN,
            profile=_profile(profile, event),
            identity=_identity(event, profile),
            timings=timings,
            partly=_by_hand(event),
            given=[_new(message) for message in given] if _by_hand(event) else (),
            title=_title(event),
            pictures=pictures,
            brought=[message.id for message in given],
        )
        if draft is None:  # somebody else's sync of this chat was quicker
            _nothing(w, house, who, event, start)
            return
        if pictures and isinstance(event, MessagesPicked):
            w.captures.handed_on(event.capture)
        reply = w.people.address(who.person_id, event.by.platform.value)
        if reply:
            show(w, sync_card_key(event.id), to_person(reply), rep_card(house, draft))
        tell_team(w, house, draft, who, "match" if draft.candidates and draft.lead_id is None else "confirm")
        w.syncs.timed(event.id, {**timings, "propose": _ms(began, perf_counter())})
    if any(message.attachments for message in messages):
        house.queue.wake("files")


def rep_card(house: House, draft: DraftView) -> Card:
    """The draft as its rep sees it: to confirm, or first to choose the customer."""
    page = house.page(draft=draft.id)
    if draft.lead_id is None and draft.candidates and draft.because != "new":
        offered = [(c.lead_id, c.name, c.because) for c in draft.candidates]
        return catalog.which_customer(draft_id=draft.id, summary=draft.summary, candidates=offered, page=page)
    return catalog.draft(
        draft_id=draft.id,
        customer=draft.lead,
        because=draft.because,
        summary=draft.summary,
        lines=lines_of(draft),
        messages=draft.messages,
        page=page,
        leave_out=house.page(draft=draft.id, leave=1),
    )


def _tell_rep(w: Work, house: House, who: Principal, event: Wanted, start: SyncStart) -> None:
    """How far this sync is, on the card that will be the draft, to the one who asked for it in a chat."""
    reply = w.people.address(who.person_id, event.by.platform.value)
    if from_page(event) or event.by.platform not in STAYS_CHANGEABLE or reply is None:
        return
    card = catalog.sync_progress(customer=start.lead, reached="understand", page=house.lead_page(start.lead_id))
    show(w, sync_card_key(event.id), to_person(reply), card)


def tell_team(w: Work, house: House, draft: DraftView, who: Principal, reached: str) -> None:
    """How far this sync is, in the groups of the deal it turned out to be about."""
    card = catalog.team_progress(customer=draft.lead, rep=who.name, reached=reached, page=house.lead_page(draft.lead_id))
    tell_groups(w, card, lead_id=draft.lead_id, sync_id=draft.sync_id)


def _stop(house: House, who: Principal, event: Wanted, start: SyncStart, *, problem: str = "") -> None:
    with house.core.work(who, settles=event.id) as w:
        _nothing(w, house, who, event, start, problem=problem)


def gave_up(house: House, who: Principal, event: Wanted) -> None:
    """It failed too often: the one who asked is told, once, and may ask again."""
    with house.core.work(who) as w:
        start = w.syncs.begin(event.id, address_of(event.where), source=source_of(event).value)
        if start.draft_id is None:
            _nothing(w, house, who, event, start, problem=FAILED)


def _nothing(w: Work, house: House, who: Principal, event: Wanted, start: SyncStart, *, problem: str = "") -> None:
    """Nothing to propose: say so where it was asked (and in a group that saw it begin), and change nothing."""
    if problem:
        w.syncs.fail(event.id, problem)
    else:
        w.syncs.empty(event.id)
    what = "没有成功" if problem else "没有新的聊天内容"
    page = house.lead_page(start.lead_id)
    stopped = catalog.team_stopped(customer=start.lead, rep=who.name, what=what, at=house.now_text(), page=page)
    correct_groups(w, stopped, lead_id=start.lead_id, sync_id=event.id)
    if not from_page(event):
        show(w, sync_card_key(event.id), to_person(event.by), _why(problem, page))


def _why(problem: str, page: str) -> Card:
    if problem == FAILED:
        return catalog.failed(page=page)
    return catalog.cannot_read(reason=problem, page=page) if problem else catalog.nothing_new(page=page)


def _pictures(house: House, event: Wanted) -> list[KeptFile | str]:
    """The screenshots that are to stay, each with its small picture; of one that cannot, why. It keeps no record back."""
    kept: list[KeptFile | str] = []
    for digest in event.pictures if isinstance(event, MessagesPicked) else ():
        try:
            kept.append(keep(house.files, house.files.read(digest)))
        except (Gone, NotKept) as problem:
            log.warning("sync %s: a screenshot is not kept: %s", event.id, type(problem).__name__)
            kept.append(problem.reason if isinstance(problem, NotKept) else "not_there")
    return kept


def _new(m: Message) -> NewMessage:
    files = tuple(NewFile(file.kind, file.name, file.ref) for file in m.attachments)
    return NewMessage(m.id, m.by, m.by_name, m.ours, m.kind, m.text, m.at, m.blur, files)


def _title(event: Wanted) -> str:
    return event.title if isinstance(event, MessagesPicked) else ""


def _identity(event: Wanted, profile: CustomerProfile | None) -> Address | None:
    """By what the platform calls this customer: as it says, or as the chat beside the page was called."""
    _, slash, beside = event.where.id.partition("/")
    known = beside if slash and event.where.kind is ChatKind.SINGLE else ""
    customer = profile.id if profile else known
    return Address(event.where.platform.value, event.where.corp, customer) if customer else None


def lines_for(extraction: Extraction) -> list[NewLine]:
    """What a draft proposes of it: each value, and each milestone (STG-02) that an event tells of."""
    lines = [line_of(fact) for fact in extraction.facts if fact.kind in LINES]
    events = [fact for fact in extraction.facts if fact.kind == "stage_event"]
    reached = {kind: fact for fact in reversed(events) if (kind := REACHED.get(str(fact.value["event"])))}
    return [*lines, *(_milestone(kind, fact) for kind, fact in reached.items())]


def _milestone(kind: str, fact: Fact) -> NewLine:
    return replace(line_of(fact), field="milestone", value={"kind": kind}, shown=MILESTONES[kind])


def line_of(fact: Fact) -> NewLine:
    """What was understood, as a line of a draft. An amount that is not in yuan is kept as it reads, in no sum."""
    said = fact.evidence
    field, value, shown = fact.kind, fact.value, fact.shown
    if field in MONEY and fact.currency != "CNY":
        shown = f"{catalog.LABELS[field]} {shown}"
        field, value = "foreign_amount", {"text": shown}
    return NewLine(
        field=field,
        value=value,
        shown=shown,
        confidence=fact.confidence,
        evidence=Evidence(said.message, said.start, said.end, said.quote),
    )


def _profile(profile: CustomerProfile | None, event: Wanted) -> dict[str, object]:
    """As the platform says; else what they are called in what was handed over."""
    if profile is None:
        return {"name": event.title} if isinstance(event, MessagesPicked) and event.title else {}
    return {"name": profile.name, "company": profile.company, "phones": list(profile.phones)}


def _ms(began: float, ended: float) -> float:
    return round((ended - began) * 1000, 1)
