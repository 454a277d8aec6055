"""不该记的消息 in an open draft: seen, taken out, and what is left of it told anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import update

from crm_core.access import AS_SYSTEM, Verb
from crm_core.decisions.matching import Match
from crm_core.errors import Conflict
from crm_core.tables import Conversation, Draft, Message
from crm_core.views import DraftView, MessageView, NewLine
from crm_core.work.consents import is_blocked, refuse_blocked
from crm_core.work.customers import about, compare, find, identity_in, keys_of
from crm_core.work.drafts import Drafts
from crm_core.work.left_out import erase, messages_of, still_told
from crm_core.work.syncs import line_made, usable
from crm_core.work.unit import Unit, clean

_BY_WORDS = ("phone", "email", "uscc")
"""A customer found by what was said is looked for anew when some of it is gone."""


class Retelling:
    """`w.retelling`: one's own drafts only."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def messages(self, draft_id: int) -> list[MessageView]:
        """Oldest first; of those that were left out no words. Raises NotVisible."""
        draft = self._unit.one(Draft, Draft.id == draft_id)
        return [_view(message) for message in messages_of(self._unit, draft.id)]

    def may_leave(self, draft_id: int, *, lines: Sequence[NewLine]) -> bool:
        """As `syncs.may_leave`, of what is left of a draft: `lines` are what it says."""
        draft = self._unit.one(Draft, Draft.id == draft_id)
        found, identity = self._found(draft, lines), identity_in(draft)
        candidates = (*(lead_id for lead_id, _ in found.candidates), *(known["lead"] for known in draft.candidates))
        return not any(is_blocked(self._unit, lead, identity) for lead in (draft.lead_id, found.lead_id, *candidates))

    def leave_out(self, draft_id: int, ids: Collection[str], *, lines: Sequence[NewLine], summary: str) -> DraftView:
        """These messages' words are erased; `lines` and `summary` are what the rest says. A line whose evidence stays keeps
        its id, and one that the rep has edited its words.

        Raises NotVisible (also for a message that is not of this draft), NotAllowed, Conflict `already_…`, `nothing_left`,
        `consent_refused` where the rest tells of another customer, who said no.
        """
        draft = self._unit.one(Draft, Draft.id == draft_id)
        self._unit.demand(Verb.LEAVE_OUT, draft)
        still_open = update(Draft).where(Draft.id == draft.id, Draft.state == "open")
        if not self._unit.changed(still_open.values(summary=clean(summary))):
            self._session.refresh(draft)
            raise Conflict(f"already_{draft.state}")
        self._session.refresh(draft)
        kept = erase(self._unit, draft, ids)
        if not kept:
            raise Conflict("nothing_left")
        draft.newest_at = max(message.at for message in kept)
        self._retell(draft, {message.external_id for message in kept}, lines)
        self._unit.decided("leave_out", f"draft:{draft.id}", "left_out", messages=len(ids))
        self._session.flush()
        return Drafts(self._unit).get(draft.id)

    def _retell(self, draft: Draft, kept: set[str], lines: Sequence[NewLine]) -> None:
        told = [line for line in lines if usable(line, kept)]
        stays = still_told(draft.lines, kept)
        wanted = {_key(line): line for line in told}
        for line in list(draft.lines):
            key = (line.field, line.message_external_id, line.start, line.end)
            if key not in stays or not (line.edited or key in wanted):
                self._session.delete(line)
            elif not line.edited:
                now = line_made(draft.id, wanted[key])
                line.value, line.shown, line.confidence = now.value, now.shown, now.confidence
        self._session.flush()
        fresh = [line_made(draft.id, line) for key, line in wanted.items() if key not in stays]
        self._session.add_all(fresh)
        self._session.flush()
        self._session.refresh(draft)
        self._match(draft, told)
        compare(self._unit, draft, draft.lines)

    def _match(self, draft: Draft, told: Sequence[NewLine]) -> None:
        """The customer anew, where it was the words that told it, or nothing did. What the rep has chosen stays."""
        if draft.because == "new" and draft.candidates:
            return
        if draft.because not in (*_BY_WORDS, "new", ""):
            return
        found = self._found(draft, told)
        if found.lead_id != draft.lead_id:
            refuse_blocked(self._unit, found.lead_id)
        about(draft, found)

    def _found(self, draft: Draft, told: Sequence[NewLine]) -> Match:
        # as the house: a deal's group may have gone to a colleague meanwhile
        chat = self._unit.one(Conversation, Conversation.id == draft.conversation_id, **AS_SYSTEM)
        named = identity_in(draft)
        identity = (named.platform, named.corp, named.id) if named else None
        return find(self._unit, chat, keys_of(told, draft.profile, identity))


def _key(line: NewLine) -> tuple[str, str, int, int]:
    return line.field, clean(line.evidence.message, 128), line.evidence.start, line.evidence.end


def _view(message: Message) -> MessageView:
    return MessageView(
        id=message.external_id,
        by_name=message.by_name,
        ours=message.ours,
        kind=message.kind,
        text=message.text,
        at=message.at,
        blur=message.blur,
        left_out=message.left_out,
    )
