"""The pen of a confirmed activity: it writes down what stood there before each stroke, and can put everything back."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from crm_core.access import AS_SYSTEM
from crm_core.decisions.fields import FIELDS, Columns, columns
from crm_core.errors import Conflict
from crm_core.tables import (
    Account,
    Activity,
    Attachment,
    Base,
    Consent,
    Contact,
    ContactIdentity,
    Conversation,
    Draft,
    DraftLine,
    FieldChange,
    Handover,
    Insight,
    Lead,
    LeadTag,
    Milestone,
    NextStep,
    Note,
    Nudge,
    Opportunity,
)
from crm_core.work.along import forget_removed
from crm_core.work.unit import Unit

_DATES = ("deadline", "due")
_ENTITIES: dict[str, type[Base]] = {
    entity.__tablename__: entity for entity in (Account, Contact, Conversation, Insight, Lead, Milestone, NextStep, Opportunity)
}
_REST_ON: dict[type[Base], tuple[Any, ...]] = {
    Lead: tuple(
        table.lead_id
        for table in (
            Note,
            Milestone,
            NextStep,
            Insight,
            LeadTag,
            Opportunity,
            Nudge,
            Conversation,
            Draft,
            Activity,
            Attachment,
            Handover,
        )
    ),
    Contact: (Lead.contact_id, ContactIdentity.contact_id, Consent.contact_id),
    Account: (Lead.account_id, Contact.account_id),
}
"""What may hang on a row that an activity made, so that the row has to stay when the activity is undone."""


def held(row: Base, names: Columns) -> Columns:
    """What `row` says now in these columns, as plain JSON."""
    now = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in now.items()}


def typed(values: Columns) -> Columns:
    """Plain JSON as the columns want it."""
    return {name: date.fromisoformat(value) if name in _DATES and value else value for name, value in values.items()}


class Record:
    """Writes for one activity. Everything it does is a FieldChange: `old` is `{}` for a row that was made."""

    def __init__(self, unit: Unit, activity: Activity, lead: Lead) -> None:
        self._unit, self._activity, self._lead = unit, activity, lead

    def made(self, row: Base, entity_id: int, **names: Any) -> None:
        self._note(row.__tablename__, entity_id, "made", {}, {"is": names})

    def set(self, row: Any, field: str, values: Columns, line: DraftLine | None = None) -> None:
        """Nothing is written where the record says so already."""
        before = held(row, values)
        if before == values:
            return
        for name, value in typed(values).items():
            setattr(row, name, value)
        self._note(row.__tablename__, row.id, field, {"is": before}, {"is": values}, line)

    def write(self, line: DraftLine) -> None:
        """A confirmed line into the record. Raises Conflict `uscc_taken` for a credit code of another company."""
        spec, values = FIELDS[line.field], columns(line.field, line.value)
        if spec.row:
            self._add(spec.entity, line, values)
            return
        row = self._row_of(spec.entity)
        if "uscc" in values:
            self._refuse_taken(row.id, values["uscc"])
        self.set(row, line.field, values, line)

    def contact(self) -> Contact:
        """The lead's contact, made where it has none."""
        if self._lead.contact_id is None:
            fresh = self._unit.add(Contact(account_id=self._lead.account_id, name=""))
            self.made(fresh, fresh.id)
            self.set(self._lead, "contact", {"contact_id": fresh.id})
            self._unit.session.flush()
            return fresh
        by_id = select(Contact).where(Contact.id == self._lead.contact_id)
        return self._unit.session.scalars(by_id).one()

    def _row_of(self, entity: str) -> Any:
        if entity == "contact":
            return self.contact()
        if entity == "account":
            return self._lead.account
        known = self._unit.session.scalars(select(Opportunity).where(Opportunity.lead_id == self._lead.id)).one_or_none()
        if known is None:
            known = self._unit.add(Opportunity(lead_id=self._lead.id, created_at=self._unit.clock.now()))
            self.made(known, known.id)
        return known

    def _add(self, entity: str, line: DraftLine, values: Columns) -> None:
        """A tag, a milestone or an insight that is there already stays the one it is."""
        lead_id, now = self._lead.id, self._unit.clock.now()
        row: Any
        if entity == "next_step":
            row = NextStep(lead_id=lead_id, activity_id=self._activity.id, **typed(values))
        elif entity == "lead_tag":
            row = LeadTag(lead_id=lead_id, activity_id=self._activity.id, at=now, **values)
        elif entity == "insight":
            values = {**values, "text": line.shown}
            row = Insight(lead_id=lead_id, activity_id=self._activity.id, at=self._activity.happened_at, **values)
        else:
            row = Milestone(lead_id=lead_id, activity_id=self._activity.id, at=self._activity.happened_at, **values)
        if entity != "next_step" and self._is_there(type(row), values):
            return
        self._unit.add(row)
        self._note(entity, lead_id if entity == "lead_tag" else row.id, line.field, {}, {"is": values}, line)

    def _is_there(self, entity: type[Base], values: Columns) -> bool:
        same = select(entity).filter_by(lead_id=self._lead.id, **values)
        return self._unit.session.scalars(same).first() is not None

    def _refuse_taken(self, account_id: int, uscc: str) -> None:
        """As the house: another rep's company holds its code whether it is seen or not."""
        other = select(Account.id).where(Account.uscc == uscc, Account.id != account_id)
        if self._unit.session.scalars(other, execution_options=AS_SYSTEM).first() is not None:
            raise Conflict("uscc_taken")

    def _note(self, entity: str, entity_id: int, field: str, old: Columns, new: Columns, line: DraftLine | None = None) -> None:
        change = FieldChange(
            activity_id=self._activity.id,
            entity=entity,
            entity_id=entity_id,
            field=field,
            old=old,
            new=new,
            draft_line_id=line.id if line else None,
        )
        self._unit.add(change)


def put_back(unit: Unit, activity: Activity) -> bool:
    """Undo every stroke, newest first. True: the lead itself was made by this activity, and it is gone with it.

    Raises Conflict `changed_since` where the record no longer says what the activity wrote.
    """
    newest_first = select(FieldChange).where(FieldChange.activity_id == activity.id).order_by(FieldChange.id.desc())
    gone, told = False, _told_by_another(unit, activity)
    for change in unit.session.scalars(newest_first).all():
        if told and (change.field == "bound" or change.entity == "contact_identity"):
            continue
        if change.old:
            _restore(unit, change)
        else:
            gone |= _unmake(unit, activity, change)
        unit.session.flush()
    return gone


def _told_by_another(unit: Unit, activity: Activity) -> bool:
    """Whether a record of the same chat stands beside this one: then the chat stays known for this customer's."""
    chat = select(Draft.conversation_id).where(Draft.id == activity.draft_id)
    others = (
        select(Activity.id)
        .join(Draft, Draft.id == Activity.draft_id)
        .where(
            Draft.conversation_id.in_(chat),
            Activity.lead_id == activity.lead_id,
            Activity.id != activity.id,
            Activity.undone_at.is_(None),
        )
    )
    return unit.session.scalars(others.limit(1), execution_options=AS_SYSTEM).first() is not None


def _restore(unit: Unit, change: FieldChange) -> None:
    row = _row(unit, _ENTITIES[change.entity], change.entity_id)
    if row is None or held(row, change.new["is"]) != change.new["is"]:
        raise Conflict("changed_since")
    for name, value in typed(change.old["is"]).items():
        setattr(row, name, value)


def _row(unit: Unit, entity: Any, entity_id: int) -> Any:
    """As the house: what an activity of one's own wrote is put back whoever may see it by now."""
    return unit.session.scalars(select(entity).where(entity.id == entity_id), execution_options=AS_SYSTEM).one_or_none()


def _unmake(unit: Unit, activity: Activity, change: FieldChange) -> bool:
    row = _made_row(unit, change)
    if row is None:
        return False
    if isinstance(row, NextStep | Milestone | Insight) and held(row, change.new["is"]) != change.new["is"]:
        raise Conflict("changed_since")
    if _still_carries(unit, activity, row):
        return False
    if isinstance(row, Lead):
        _forget(unit, row)
    unit.session.delete(row)
    return isinstance(row, Lead)


def _made_row(unit: Unit, change: FieldChange) -> Any:
    values = change.new["is"]
    if change.entity == "lead_tag":
        tag = select(LeadTag).where(LeadTag.lead_id == change.entity_id, LeadTag.tag == values["tag"])
        return unit.session.scalars(tag.where(LeadTag.activity_id == change.activity_id)).one_or_none()
    if change.entity == "contact_identity":
        identity = select(ContactIdentity).filter_by(contact_id=change.entity_id, **values)
        return unit.session.scalars(identity, execution_options=AS_SYSTEM).one_or_none()
    return _row(unit, _ENTITIES[change.entity], change.entity_id)


def _still_carries(unit: Unit, activity: Activity, row: Any) -> bool:
    """Whether something else hangs on a row that was made: then it stays. Asked as the house, of all there is."""
    if isinstance(row, Opportunity):
        return any(getattr(row, name) is not None for name in _WORTH)
    return any(_hangs(unit, activity, column, row.id) for column in _REST_ON.get(type(row), ()))


_WORTH = tuple(column.name for column in Opportunity.__table__.columns if column.name not in ("id", "lead_id", "created_at"))


def _hangs(unit: Unit, activity: Activity, column: Any, row_id: int) -> bool:
    entity = column.class_
    own: list[ColumnElement[bool]] = []
    if entity is Activity:
        own = [Activity.id != activity.id, Activity.undone_at.is_(None)]
    if entity is Attachment:
        own = [Attachment.state != "removed"]
    if entity is Draft:
        own = [Draft.id != activity.draft_id, Draft.state.in_(("open", "confirmed"))]
    found = select(column).where(column == row_id, *own).limit(1)
    return unit.session.scalars(found, execution_options=AS_SYSTEM).first() is not None


def _forget(unit: Unit, lead: Lead) -> None:
    """Undone activities cannot outlive their lead: the drafts keep the words, the decisions keep that they were undone.

    As the house: they may be another rep's, of before the lead was given away.
    """
    forget_removed(unit, lead.id)
    activities = select(Activity).where(Activity.lead_id == lead.id)
    for activity in unit.session.scalars(activities, execution_options=AS_SYSTEM).all():
        changes = select(FieldChange).where(FieldChange.activity_id == activity.id)
        for change in unit.session.scalars(changes, execution_options=AS_SYSTEM).all():
            unit.session.delete(change)
        unit.session.flush()
        unit.session.delete(activity)
    for draft in unit.session.scalars(select(Draft).where(Draft.lead_id == lead.id), execution_options=AS_SYSTEM).all():
        draft.lead_id = None
    unit.session.flush()
