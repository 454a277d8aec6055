"""「同步本次聊天」 in the record: how far one got, and the draft it makes, once."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm_core.access import AS_SYSTEM
from crm_core.decisions.fields import BadValue, columns
from crm_core.decisions.matching import Keys, Match
from crm_core.errors import Conflict, HeardBefore
from crm_core.tables import Conversation, Draft, DraftLine, Message, Sync
from crm_core.views import Address, DraftView, KeptFile, NewLine, NewMessage, SyncStart, SyncView
from crm_core.work.along import came_along, shown_in
from crm_core.work.consents import is_blocked, refuse_blocked
from crm_core.work.conversations import PICKED, conversation_made, demand_sync, identity_of, lead_seen, picked_place
from crm_core.work.customers import about, compare, find, keys_of
from crm_core.work.drafts import Drafts
from crm_core.work.left_out import adopt
from crm_core.work.overlaps import calls, known_already, left_out_before, named, of_lead
from crm_core.work.unit import Unit, clean, clean_json

log = logging.getLogger(__name__)
_BY_HAND = ("picked", "pasted", "screenshot")
_SOME = 500
"""Ids asked for in one statement: databases bound the number of parameters."""


class Syncs:
    """`w.syncs`. Each step may be run again after a crash: the sync's id is the event's id."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def begin(self, sync_id: str, where: Address, title: str = "", source: str = "") -> SyncStart:
        """Where to read from. Raises NotAllowed for another rep's single chat, and for a chat of another rep's deal; Conflict
        `never_sync` for a chat that was marked so, `consent_refused` where the customer said no.
        """
        place = picked_place(self._unit, where) if where.kind == PICKED else where
        chat = conversation_made(self._unit, place, title, self._unit.who.person_id)
        lead = lead_seen(self._unit, chat)
        demand_sync(self._unit, chat, lead)
        if chat.never_since is not None:
            raise Conflict("never_sync")
        refuse_blocked(self._unit, chat.lead_id, identity_of(where))
        if chat.kind == "group":
            chat.owner_id = self._unit.who.person_id
        sync = self._begun(sync_id, chat, source)
        return SyncStart(
            conversation_id=chat.id,
            since=chat.synced_to,
            lead_id=lead.id if lead else None,
            lead=lead.name if lead else "",
            draft_id=sync.draft_id,
        )

    def _begun(self, sync_id: str, chat: Conversation, source: str) -> Sync:
        mine = select(Sync).where(Sync.id == sync_id)
        known = self._session.scalars(mine).one_or_none()
        if known is None:
            now, by = self._unit.clock.now(), self._unit.who.person_id
            fresh = Sync(id=sync_id, conversation_id=chat.id, by_id=by, source=source, state="collecting", started_at=now)
            known = fresh if self._unit.add_once(fresh) else self._unit.one(Sync, Sync.id == sync_id)
        if known.conversation_id != chat.id:
            raise Conflict("another_chat")
        return known

    def get(self, sync_id: str) -> SyncView:
        """Raises NotVisible."""
        sync = self._one(sync_id)
        return SyncView(sync.id, sync.state, sync.problem, sync.draft_id, sync.timings)

    def stage(self, sync_id: str, state: str, problem: str = "") -> None:
        """One that has proposed stays so, whatever comes late."""
        sync = self._one(sync_id)
        if sync.draft_id is None:
            sync.state, sync.problem = state, clean(problem, 40)
            self._session.flush()

    def empty(self, sync_id: str) -> None:
        """There was nothing new in the chat; nothing changed."""
        self.stage(sync_id, "empty")

    def fail(self, sync_id: str, problem: str) -> None:
        self.stage(sync_id, "failed", problem)

    def timed(self, sync_id: str, timings: Mapping[str, float]) -> None:
        """Milliseconds of our own time by stage, added to those known."""
        sync = self._one(sync_id)
        sync.timings = {**sync.timings, **timings}
        self._session.flush()

    def unread(self, sync_id: str, messages: Sequence[NewMessage]) -> set[str]:
        """Ids of those messages that the record does not hold yet, whichever way it may have heard them."""
        sync = self._one(sync_id)
        ids = [message.id for message in messages]
        known = self._known(sync.conversation_id, [clean(id_, 128) for id_ in ids])
        held = {row.external_id for row in known.values() if row.draft_id is not None or row.left_out}
        left = [message for message in messages if clean(message.id, 128) not in held]
        return {message.id for message in left} - known_already(self._unit, self._chat(sync), left, sync.source)

    def propose(
        self,
        sync_id: str,
        *,
        messages: Sequence[NewMessage],
        lines: Sequence[NewLine],
        summary: str,
        profile: Mapping[str, Any],
        identity: Address | None,
        timings: Mapping[str, float],
        partly: bool = False,
        title: str = "",
        given: Sequence[NewMessage] = (),
        pictures: Sequence[KeptFile | str] = (),
        brought: Collection[str] = (),
    ) -> DraftView | None:
        """The draft of this sync; asked again, the same one. None: every message is in another draft already.

        `partly`: there may be others between these messages, and the chat's next sync reads from where it would have.
        `title`: the name that stands over what was handed over, where one does; `given`: all of it, with what is known already;
        `pictures`: screenshots of it that stay with the record, of one that cannot, why (`shown_in`); `brought`: ids of all
        that the source gave.
        Lines whose evidence is not in the messages taken are left out, and so are those without their field's shape.
        An older open draft of the same chat stays as it is. Raises HeardBefore where the customer is found only now, and
        some of it is known already from another chat of theirs; Conflict `consent_refused`.
        """
        sync = self._one(sync_id)
        if sync.draft_id is not None:
            return Drafts(self._unit).get(sync.draft_id)
        locked = select(Conversation).where(Conversation.id == sync.conversation_id).with_for_update()
        chat = self._session.scalars(locked, execution_options=AS_SYSTEM).one()
        taken = self._take(chat, messages, sync.source)
        if not taken:
            return None
        ids = {message.external_id for message in taken}
        fresh = [message for message in messages if clean(message.id, 128) in ids]
        told = [line for line in lines if usable(line, ids)]
        key = (identity.platform, identity.corp, identity.id) if identity else None
        found = self._match(chat, given or fresh, sync.source, title, keys_of(told, profile, key))
        self._check(chat, fresh, sync.source, found.lead_id)
        known_as = {"platform": key[0], "corp": key[1], "external_id": key[2]} if key else None
        draft = self._drafted(sync, chat, taken, summary, clean_json({**profile, "identity": known_as}))
        adopt(self._unit, draft, {*brought, *(message.id for message in (*messages, *given))}, sync.source)
        came_along(self._unit, draft, chat.platform, fresh)
        if pictures:
            hidden = left_out_before(self._unit, chat, given or fresh, sync.source, found.lead_id)
            since = min(message.at for message in given or fresh)
            shown_in(self._unit, draft, pictures, since=since, hidden=hidden)
        if not partly:
            chat.synced_to = max(draft.newest_at, chat.synced_to or draft.newest_at)
        about(draft, found)
        written = [line_made(draft.id, line) for line in told]
        compare(self._unit, draft, written)
        self._session.add_all(written)
        sync.state, sync.problem, sync.draft_id, sync.timings = "proposed", "", draft.id, dict(timings)
        self._unit.decided("match", f"draft:{draft.id}", f"lead:{found.lead_id or 0}", by=found.because)
        self._session.flush()
        return Drafts(self._unit).get(draft.id)

    def may_leave(
        self,
        sync_id: str,
        *,
        messages: Sequence[NewMessage],
        lines: Sequence[NewLine],
        profile: Mapping[str, Any],
        identity: Address | None,
        title: str = "",
    ) -> bool:
        """Whether these words may be shown outside of the house: nobody whom they may be about has said no. Arguments as for
        `propose`, `messages` with what is known already."""
        sync = self._one(sync_id)
        chat = self._chat(sync)
        key = (identity.platform, identity.corp, identity.id) if identity else None
        told = [line for line in lines if usable(line, {clean(message.id, 128) for message in messages})]
        found = self._match(chat, messages, sync.source, title, keys_of(told, profile, key))
        leads = (found.lead_id, *(lead_id for lead_id, _ in found.candidates))
        return not any(is_blocked(self._unit, lead_id, identity) for lead_id in leads)

    def _match(self, chat: Conversation, messages: Sequence[NewMessage], source: str, title: str, keys: Keys) -> Match:
        return _settled(chat, self._whose(chat, messages, source, title), find(self._unit, chat, keys))

    def _whose(self, chat: Conversation, messages: Sequence[NewMessage], source: str, title: str) -> Match | None:
        """Of what was handed over by hand: whether it really is of this customer. In doubt a person is asked, never guessed.
        None: nothing speaks for or against anybody."""
        met = of_lead(self._unit, messages, source) if source in _BY_HAND else None
        if chat.lead_id is None:
            called = named(self._unit, title)
            if met or len(called) == 1:
                return Match(met, "same_chat") if met else Match(None, "", ((called[0], "title"),))
            return Match(None, "", tuple((lead_id, "title") for lead_id in called)) if called else None
        if (met in (None, chat.lead_id)) and calls(self._unit, chat, title):
            return None
        others = [(met, "same_chat")] if met and met != chat.lead_id else []
        others += [(lead_id, "title") for lead_id in named(self._unit, title)]
        return Match(None, "", tuple({lead_id: (lead_id, why) for lead_id, why in [*others, (chat.lead_id, "here")]}.values()))

    def _check(self, chat: Conversation, fresh: Sequence[NewMessage], source: str, lead_id: int | None) -> None:
        """What only the customer's own record can forbid, once it is known whose it is."""
        if lead_id is None:
            return
        refuse_blocked(self._unit, lead_id)
        again = known_already(self._unit, chat, fresh, source, lead_id)
        if again:
            raise HeardBefore(frozenset(again))

    def _chat(self, sync: Sync) -> Conversation:
        chat = select(Conversation).where(Conversation.id == sync.conversation_id)
        return self._session.scalars(chat, execution_options=AS_SYSTEM).one()

    def _one(self, sync_id: str) -> Sync:
        return self._unit.one(Sync, Sync.id == sync_id)

    def _drafted(
        self, sync: Sync, chat: Conversation, taken: Sequence[Message], summary: str, profile: dict[str, Any]
    ) -> Draft:
        """The draft's row, with its messages."""
        draft = self._unit.add(
            Draft(
                sync_id=sync.id,
                conversation_id=chat.id,
                rep_id=self._unit.who.person_id,
                profile=profile,
                summary=clean(summary),
                created_at=self._unit.clock.now(),
                newest_at=max(message.at for message in taken),
                previous_synced_to=chat.synced_to,
            )
        )
        for message in taken:
            message.draft_id = draft.id
        self._session.add_all(taken)
        self._session.flush()
        return draft

    def _take(self, chat: Conversation, messages: Iterable[NewMessage], source: str) -> list[Message]:
        """Rows for the messages that no draft holds: new ones, and those that a dropped or undone draft gave back."""
        said = {clean(message.id, 128): message for message in messages}
        known = self._known(chat.id, list(said))
        taken = []
        for external_id, message in said.items():
            row = known.get(external_id)
            if row is None:
                taken.append(_message(chat.id, external_id, message, source, self._unit.clock.now()))
            elif row.draft_id is None and not row.left_out:
                taken.append(row)
        return taken

    def _known(self, conversation_id: int, ids: Sequence[str]) -> dict[str, Message]:
        """As the house: a deal group's messages may be in a colleague's draft, and are then not taken twice."""
        known: dict[str, Message] = {}
        for start in range(0, len(ids), _SOME):
            some = select(Message).where(
                Message.conversation_id == conversation_id, Message.external_id.in_(ids[start : start + _SOME])
            )
            known |= {row.external_id: row for row in self._session.scalars(some, execution_options=AS_SYSTEM)}
        return known


def usable(line: NewLine, taken: set[str]) -> bool:
    """Whether a line rests on one of these messages and has the shape of its field."""
    if line.evidence.message not in taken:
        return False
    try:
        columns(line.field, line.value)
    except BadValue:
        log.warning("a line was left out: it does not have the shape of its field")
        return False
    return True


def _message(conversation_id: int, external_id: str, said: NewMessage, source: str, now: datetime) -> Message:
    return Message(
        conversation_id=conversation_id,
        external_id=external_id,
        by=clean(said.by, 128),
        by_name=clean(said.by_name, 80),
        ours=said.ours,
        kind=clean(said.kind, 16),
        text=clean(said.text),
        at=said.at,
        blur=said.blur,
        source=source,
        heard_at=now,
    )


def line_made(draft_id: int, line: NewLine) -> DraftLine:
    """A proposed value as a row of the draft."""
    return DraftLine(
        draft_id=draft_id,
        field=line.field,
        value=clean_json(dict(line.value)),
        shown=clean(line.shown, 300),
        confidence=line.confidence,
        edited=False,
        message_external_id=clean(line.evidence.message, 128),
        start=line.evidence.start,
        end=line.evidence.end,
        quote=clean(line.evidence.quote),
    )


def _settled(chat: Conversation, whose: Match | None, by_keys: Match) -> Match:
    """A name alone is asked about, unless a number in the chat says the same; where it says another, both are offered."""
    if whose is None:
        return by_keys
    if whose.lead_id is not None or chat.lead_id is not None or by_keys.lead_id is None:
        return whose
    if by_keys.lead_id in {lead_id for lead_id, _ in whose.candidates}:
        return by_keys
    return Match(None, "", (*whose.candidates, (by_keys.lead_id, by_keys.because)))
