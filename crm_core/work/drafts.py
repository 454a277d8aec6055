"""跟进摘要(待确认): the rep's only task is to say whether it is right (CAP-09)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select, update

from crm_core.access import AS_SYSTEM, Verb
from crm_core.decisions.fields import BadValue, columns
from crm_core.decisions.late import is_late
from crm_core.decisions.stages import further, stage_of
from crm_core.errors import Conflict, NotVisible
from crm_core.tables import Activity, Conversation, Draft, DraftLine, Lead, Message, Milestone, Nudge, Person
from crm_core.views import ActivityView, Address, CandidateView, DraftView, Evidence, LineView
from crm_core.work.activities import Activities, activity_of, release, source_of
from crm_core.work.along import forget_files, go_with, hide_shots_of, shots_of
from crm_core.work.consents import refuse_blocked
from crm_core.work.customers import bind_chat, compare, identity_in, lead_made, lead_name, new_names
from crm_core.work.left_out import forget
from crm_core.work.overlaps import holds_left_out
from crm_core.work.record import Record
from crm_core.work.unit import Unit, clean, clean_json

Edits = Mapping[int, tuple[Mapping[str, Any], str]]
"""Line id → (value, how it reads)."""

_ENDED_BY_PROGRESS = ("open", "snoozed", "supported", "reassigned")


class Drafts:
    """`w.drafts`: one's own only."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def get(self, draft_id: int) -> DraftView:
        """Raises NotVisible."""
        return self._view(self._unit.one(Draft, Draft.id == draft_id))

    def latest(self, where: Address) -> DraftView | None:
        """The newest draft of this chat that is still open."""
        newest = (
            select(Draft)
            .join(Conversation, Conversation.id == Draft.conversation_id)
            .where(
                Conversation.platform == where.platform,
                Conversation.corp == where.corp,
                Conversation.external_id == where.id,
                Draft.state == "open",
            )
            .order_by(Draft.id.desc())
        )
        draft = self._session.scalars(newest.limit(1)).first()
        return self._view(draft) if draft else None

    def of_activity(self, activity_id: int) -> DraftView:
        """The draft that became this record. Raises NotVisible; Conflict `already_undone` for one that is gone."""
        return self.get(activity_of(self._unit, activity_id).draft_id or 0)

    def choose(self, draft_id: int, lead_id: int | None) -> DraftView:
        """The rep says which customer it is; None or 0: a new one. Raises NotVisible, NotAllowed, Conflict `already_…`."""
        draft = self._open(draft_id, Verb.CHOOSE)
        if lead_id:
            self._unit.demand(Verb.CHOOSE, self._unit.one(Lead, Lead.id == lead_id))
            refuse_blocked(self._unit, lead_id)
        self._change(draft, lead_id=lead_id or None, because="chosen" if lead_id else "new")
        compare(self._unit, draft, draft.lines)
        self._hide(draft, lead_id)
        self._session.flush()
        return self._view(draft)

    def confirm(
        self,
        draft_id: int,
        *,
        keep: Collection[int] | None = None,
        edits: Edits = MappingProxyType({}),
        summary: str | None = None,
    ) -> ActivityView:
        """Write the kept lines into the record. `keep`: ids of lines, None: those ticked; `edits`: new values; `summary`:
        in place of the draft's, when what was kept or edited makes that one untrue.

        Raises NotVisible (also for a line that is not of this draft), NotAllowed, and Conflict: `choose_customer`,
        `already_confirmed`, `already_dropped`, `already_undone`, `bad_value`, `uscc_taken`; `consent_refused`: the customer
        has said no since it was proposed.
        """
        draft = self._open(draft_id, Verb.CONFIRM)
        if draft.lead_id is None and draft.candidates and draft.because != "new":
            raise Conflict("choose_customer")
        refuse_blocked(self._unit, draft.lead_id, identity_in(draft))
        self._edit(draft, keep, edits)
        self._change(draft, state="confirmed")
        draft.summary = clean(summary) if summary is not None else draft.summary
        activity, lead = self._recorded(draft)
        self._touch(activity, lead)
        self._hide(draft, lead.id)
        go_with(self._unit, draft, lead.id)
        self._unit.decided("confirm", f"draft:{draft.id}", f"activity:{activity.id}", lead=lead.id)
        self._session.flush()
        return Activities(self._unit).get(activity.id)

    def drop(self, draft_id: int) -> DraftView:
        """Nothing is saved, and the next sync reads these messages again, those that were left out too. Raises as `confirm`
        does."""
        draft = self._open(draft_id, Verb.DROP)
        if not dropped(self._unit, draft, "dropped"):
            raise Conflict(f"already_{draft.state}")
        return self._view(draft)

    def _hide(self, draft: Draft, lead_id: int | None) -> None:
        """What was left out of this customer's other chats is not to be seen on the draft's screenshots either."""
        if lead_id and shots_of(self._unit, draft) and holds_left_out(self._unit, draft, lead_id):
            hide_shots_of(self._unit, draft)

    def _open(self, draft_id: int, verb: Verb) -> Draft:
        draft = self._unit.one(Draft, Draft.id == draft_id)
        self._unit.demand(verb, draft)
        if draft.state != "open":
            raise Conflict(f"already_{draft.state}")
        return draft

    def _change(self, draft: Draft, **values: Any) -> None:
        """Of two who press at once, the second finds what the first has made of it."""
        if not self._unit.changed(update(Draft).where(Draft.id == draft.id, Draft.state == "open").values(**values)):
            self._session.refresh(draft)
            raise Conflict(f"already_{draft.state}")
        self._session.refresh(draft)

    def _edit(self, draft: Draft, keep: Collection[int] | None, edits: Edits) -> None:
        lines = {line.id: line for line in draft.lines}
        if not {*edits, *(keep or ())} <= set(lines):
            raise NotVisible("DraftLine")
        for line_id, (value, shown) in edits.items():
            _rewrite(lines[line_id], value, shown)
        for line in lines.values():
            line.ticked = line.ticked if keep is None else line.id in keep
        self._session.flush()

    def _recorded(self, draft: Draft) -> tuple[Activity, Lead]:
        lines = [line for line in draft.lines if line.ticked]
        known = draft.lead_id or self._bound_meanwhile(draft)
        made = None if known else lead_made(self._unit, draft, lines)
        lead = made[0] if made else self._unit.one(Lead, Lead.id == known)
        self._unit.demand(Verb.CONFIRM, lead)
        activity = Activity(
            draft_id=draft.id,
            lead_id=lead.id,
            by_id=self._unit.who.person_id,
            happened_at=draft.newest_at,
            entered_at=self._unit.clock.now(),
            summary=draft.summary,
        )
        record = Record(self._unit, self._unit.add(activity), lead)
        for row in (made[1], made[2], made[0]) if made else ():
            if row is not None:
                record.made(row, row.id)
        draft.lead_id = lead.id
        bind_chat(self._unit, record, draft, lead)
        for line in lines:
            record.write(line)
        return activity, lead

    def _bound_meanwhile(self, draft: Draft) -> int | None:
        """The lead that another draft of this chat was confirmed to since: one chat makes one new customer.

        As the house: when it is another rep's by now, this draft cannot be confirmed. One that was offered and not chosen
        is not taken.
        """
        bound = select(Conversation.lead_id).where(Conversation.id == draft.conversation_id).with_for_update()
        lead_id = self._session.scalars(bound, execution_options=AS_SYSTEM).one()
        return None if lead_id in {each["lead"] for each in draft.candidates} else lead_id

    def _touch(self, activity: Activity, lead: Lead) -> None:
        """The lead was heard of: a new silence begins, the stage may move on, open nudges end."""
        before = lead_state(lead)
        lead.last_activity_at = max(lead.last_activity_at, activity.happened_at)
        open_lead = lead.state == "open"
        lead.next_due_at = self._unit.rules.silence.next_due_at(lead.last_activity_at) if open_lead else None
        kinds = self._session.scalars(select(Milestone.kind).where(Milestone.lead_id == lead.id)).all()
        lead.stage = further(lead.stage, stage_of(kinds, touched=True))
        activity.before = {"was": before, "wrote": lead_state(lead), "nudges": self._end_nudges(lead.id)}

    def _end_nudges(self, lead_id: int) -> list[list[Any]]:
        """As the house: the nudges of the lead's silence, to whomever they were addressed. (id, state, who acted, when)."""
        live = select(Nudge).where(Nudge.lead_id == lead_id, Nudge.state.in_(_ENDED_BY_PROGRESS)).order_by(Nudge.id)
        ended = []
        for nudge in self._session.scalars(live, execution_options=AS_SYSTEM):
            ended.append([nudge.id, nudge.state, nudge.acted_by_id, _iso(nudge.acted_at)])
            if nudge.acted_by_id is None:
                nudge.acted_by_id, nudge.acted_at = self._unit.who.person_id, self._unit.clock.now()
            nudge.state = "ended"
        return ended

    def _view(self, draft: Draft) -> DraftView:
        lead = self._session.scalars(select(Lead).where(Lead.id == draft.lead_id)).one_or_none() if draft.lead_id else None
        name = lead.name if lead else lead_name(*new_names(draft, draft.lines))
        activity = select(Activity.id).where(Activity.draft_id == draft.id)
        return DraftView(
            id=draft.id,
            sync_id=draft.sync_id,
            state=draft.state,
            rep_id=draft.rep_id,
            rep=self._unit.one(Person, Person.id == draft.rep_id).name,
            lead_id=draft.lead_id,
            lead=name,
            because=draft.because,
            candidates=self._candidates(draft.candidates),
            summary=draft.summary,
            lines=tuple(_line_view(line) for line in draft.lines),
            messages=self._count(draft, left_out=False),
            created_at=draft.created_at,
            activity_id=self._session.scalars(activity).one_or_none(),
            source=source_of(self._unit, draft.sync_id),
            late=is_late(draft.newest_at, draft.created_at),
            happened_at=draft.newest_at,
            left_out=self._count(draft, left_out=True),
        )

    def _count(self, draft: Draft, *, left_out: bool) -> int:
        held = select(func.count(Message.id)).where(Message.draft_id == draft.id, Message.left_out.is_(left_out))
        return self._session.scalars(held).one()

    def _candidates(self, offered: Sequence[Mapping[str, Any]]) -> tuple[CandidateView, ...]:
        """Those that are still one's own."""
        ids = [each["lead"] for each in offered]
        names = {row.id: row.name for row in self._session.scalars(select(Lead).where(Lead.id.in_(ids)))}
        return tuple(
            CandidateView(each["lead"], names[each["lead"]], each["because"]) for each in offered if each["lead"] in names
        )


def dropped(unit: Unit, draft: Draft, outcome: str) -> bool:
    """An open draft is thrown away with all that hangs on it. False: somebody else has settled it meanwhile."""
    first = unit.changed(update(Draft).where(Draft.id == draft.id, Draft.state == "open").values(state="dropped"))
    unit.session.refresh(draft)
    if first:
        forget(unit, draft)
        release(unit, draft)
        forget_files(unit, draft)
        unit.decided("drop", f"draft:{draft.id}", outcome)
    return first


def lead_state(lead: Lead) -> dict[str, str | None]:
    """The columns of a lead that an activity moves without a line."""
    return {"last_activity_at": _iso(lead.last_activity_at), "next_due_at": _iso(lead.next_due_at), "stage": lead.stage}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _rewrite(line: DraftLine, value: Mapping[str, Any], shown: str) -> None:
    try:
        columns(line.field, value)
    except BadValue as wrong:
        raise Conflict("bad_value") from wrong
    line.proposed = line.value if line.proposed is None else line.proposed
    line.value, line.shown, line.edited, line.ticked = clean_json(dict(value)), clean(shown, 300), True, True


def _line_view(line: DraftLine) -> LineView:
    return LineView(
        id=line.id,
        field=line.field,
        value=line.value,
        shown=line.shown,
        old_shown=line.old_shown,
        ticked=line.ticked,
        edited=line.edited,
        confidence=line.confidence,
        evidence=Evidence(line.message_external_id, line.start, line.end, line.quote),
    )
