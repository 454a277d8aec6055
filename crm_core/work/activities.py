"""跟进记录: what happened, each value beside what it was and the words that say so; and how one is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from crm_core.access import AS_SYSTEM, Verb
from crm_core.decisions.fields import FIELDS, shown
from crm_core.decisions.late import is_late
from crm_core.decisions.stages import further, stage_of
from crm_core.errors import Conflict, NotVisible
from crm_core.tables import (
    Activity,
    Conversation,
    Decision,
    Draft,
    DraftLine,
    FieldChange,
    Lead,
    Message,
    Milestone,
    Nudge,
    Person,
    Sync,
)
from crm_core.views import ActivityView, ChangeView
from crm_core.work.along import go_with
from crm_core.work.record import put_back
from crm_core.work.unit import Unit

_Views = list[ActivityView]


def activity_of(unit: Unit, activity_id: int) -> Activity:
    """Raises NotVisible; Conflict `already_undone` for one's own that is gone with the lead it had made."""
    found = unit.session.scalars(select(Activity).where(Activity.id == activity_id)).one_or_none()
    if found is not None:
        return found
    undone = select(Decision.id).where(
        Decision.kind == "undo", Decision.subject == f"activity:{activity_id}", Decision.by_id == unit.who.person_id
    )
    if unit.session.scalars(undone, execution_options=AS_SYSTEM).first() is not None:
        raise Conflict("already_undone")
    raise NotVisible("Activity")


def release(unit: Unit, draft: Draft) -> None:
    """Give a draft's messages back to its chat, so that the next sync reads them again.

    As the house: the chat may have gone to another rep with its lead.
    """
    unit.changed(update(Message).where(Message.draft_id == draft.id).values(draft_id=None), **AS_SYSTEM)
    own_chat = select(Conversation).where(Conversation.id == draft.conversation_id)
    chat = unit.session.scalars(own_chat, execution_options=AS_SYSTEM).one()
    before = draft.previous_synced_to
    chat.synced_to = min(before, chat.synced_to) if before and chat.synced_to else None
    unit.session.flush()


def recorded_since(unit: Unit, since: datetime) -> set[int]:
    """The leads of which something was confirmed since then, to be looked up under the policy.

    As the house: that there was something, a manager is told of every lead that is shown (its time, its silence); not what.
    """
    entered = select(Activity.lead_id).where(Activity.entered_at >= since, Activity.undone_at.is_(None)).distinct()
    return set(unit.session.scalars(entered, execution_options=AS_SYSTEM))


def source_of(unit: Unit, sync_id: str) -> str:
    """Which way the messages of a sync came; empty for one that is not one's own."""
    return unit.session.scalars(select(Sync.source).where(Sync.id == sync_id)).one_or_none() or ""


class Activities:
    """`w.activities`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def get(self, activity_id: int) -> ActivityView:
        """Raises NotVisible."""
        return self._views([self._unit.one(Activity, Activity.id == activity_id)])[0]

    def list(self, lead_id: int, limit: int = 100) -> _Views:
        """Newest first, undone ones included. Empty for those who are shown no words."""
        newest = select(Activity).where(Activity.lead_id == lead_id).order_by(Activity.happened_at.desc(), Activity.id.desc())
        return self._views(self._session.scalars(newest.limit(limit)).all())

    def undo(self, activity_id: int) -> ActivityView:
        """Every value back to what it was; rows it made go, unless something else hangs on them by now.

        Raises NotVisible, NotAllowed, Conflict `already_undone` or `changed_since`.
        """
        activity = activity_of(self._unit, activity_id)
        self._unit.demand(Verb.UNDO, activity)
        lead = self._unit.one(Lead, Lead.id == activity.lead_id)
        self._claim(activity)
        view = self._views([activity])[0]
        draft = self._unit.one(Draft, Draft.id == activity.draft_id)
        self._session.flush()
        go_with(self._unit, draft, None)
        gone = put_back(self._unit, activity)
        if not gone:
            self._lead_back(lead, activity)
            self._nudges_back(lead, activity.before["nudges"])
        draft.state = "undone"
        self._session.flush()
        release(self._unit, draft)
        self._unit.decided("undo", f"activity:{activity_id}", "undone", draft=draft.id)
        self._session.flush()
        return view

    def _claim(self, activity: Activity) -> None:
        """Of two who press at once, one undoes."""
        live = update(Activity).where(Activity.id == activity.id, Activity.undone_at.is_(None))
        if not self._unit.changed(live.values(undone_at=self._unit.clock.now())):
            raise Conflict("already_undone")
        self._session.refresh(activity)

    def _nudges_back(self, lead: Lead, ended: Sequence[Sequence[Any]]) -> None:
        """As the house: the silence that this activity alone had ended goes on as it was."""
        for nudge_id, state, by, at in ended:
            nudge = self._session.scalars(select(Nudge).where(Nudge.id == nudge_id), execution_options=AS_SYSTEM).one()
            if nudge.silent_since == lead.last_activity_at:
                nudge.state, nudge.acted_by_id, nudge.acted_at = state, by, _moment(at)

    def _lead_back(self, lead: Lead, activity: Activity) -> None:
        """The last word is again the last of those that stand; what somebody else moved meanwhile stays."""
        was, wrote = activity.before["was"], activity.before["wrote"]
        mine = lead.next_due_at == _moment(wrote["next_due_at"]) and lead.last_activity_at == _moment(wrote["last_activity_at"])
        lead.last_activity_at = self._last_word(lead, activity)
        if mine and lead.last_activity_at == _moment(was["last_activity_at"]):
            lead.next_due_at = _moment(was["next_due_at"])
        elif mine:
            lead.next_due_at = self._unit.rules.silence.next_due_at(lead.last_activity_at)
        if lead.stage == wrote["stage"]:
            kinds = self._session.scalars(select(Milestone.kind).where(Milestone.lead_id == lead.id)).all()
            lead.stage = further(was["stage"], stage_of(kinds, touched=self._stands(lead.id, activity.id)))

    def _last_word(self, lead: Lead, activity: Activity) -> datetime:
        """Activities only ever move it forward, so the least that any of them found is what stood there without them."""
        rows = self._session.scalars(select(Activity).where(Activity.lead_id == lead.id)).all()
        found = [_moment(row.before["was"]["last_activity_at"]) for row in rows if row.before]
        standing = [row.happened_at for row in rows if row.undone_at is None and row.id != activity.id]
        return max([min(at for at in found if at), *standing])

    def _stands(self, lead_id: int, but: int) -> bool:
        others = select(Activity.id).where(Activity.lead_id == lead_id, Activity.id != but, Activity.undone_at.is_(None))
        return self._session.scalars(others.limit(1)).first() is not None

    def _views(self, activities: Sequence[Activity]) -> _Views:
        changes = self._changes([activity.id for activity in activities])
        people = select(Person).where(Person.id.in_({activity.by_id for activity in activities}))
        names = {person.id: person.name for person in self._session.scalars(people)}
        ways = self._sources([activity.draft_id for activity in activities if activity.draft_id])
        return [
            replace(
                _view(activity, names, changes.get(activity.id, ()), ways.get(activity.draft_id or 0, "")),
                mine=activity.by_id == self._unit.who.person_id,
            )
            for activity in activities
        ]

    def _sources(self, draft_ids: Sequence[int]) -> dict[int, str]:
        """Which way each record came. As the house: it is no word of anybody's, and is told with the record."""
        rows = select(Draft.id, Sync.source).join(Sync, Sync.id == Draft.sync_id).where(Draft.id.in_(draft_ids))
        return {draft: source for draft, source in self._session.execute(rows, execution_options=AS_SYSTEM)}

    def _changes(self, activity_ids: Sequence[int]) -> dict[int, tuple[ChangeView, ...]]:
        rows = (
            select(FieldChange, DraftLine)
            .outerjoin(DraftLine, DraftLine.id == FieldChange.draft_line_id)
            .where(FieldChange.activity_id.in_(activity_ids), FieldChange.field.in_(FIELDS))
            .order_by(FieldChange.id)
        )
        changes: dict[int, tuple[ChangeView, ...]] = {}
        for change, line in self._session.execute(rows):
            changes[change.activity_id] = (*changes.get(change.activity_id, ()), _change_view(change, line))
        return changes


def _change_view(change: FieldChange, line: DraftLine | None) -> ChangeView:
    """Another rep's draft is not shown, so neither are its words: then the value reads as the record has it."""
    old = shown(change.field, change.old.get("is", {}))
    if line is None:
        return ChangeView(change.field, old, shown(change.field, change.new["is"]), "")
    return ChangeView(change.field, line.old_shown or old, line.shown, line.quote)


def _view(activity: Activity, names: dict[int, str], changes: tuple[ChangeView, ...], source: str) -> ActivityView:
    return ActivityView(
        id=activity.id,
        lead_id=activity.lead_id,
        by=names[activity.by_id],
        kind=activity.kind,
        happened_at=activity.happened_at,
        entered_at=activity.entered_at,
        summary=activity.summary,
        undone=activity.undone_at is not None,
        changes=changes,
        source=source,
        late=is_late(activity.happened_at, activity.entered_at),
    )


def _moment(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None
