"""What a successor has to know of one customer (交接简报), each line with its evidence. Pure; nothing is made up.

A line stands on the words of a confirmed line of the record, on a record's own summary, or on a shared note. What has none
is left out, whatever the record's columns say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm_core.decisions.stages import stage_of
from crm_core.views import BriefLine, BriefView

OPEN_ISSUES = ("决策链未浮现", "竞品对比中", "价格敏感")
"""Tags that ask for an answer of ours; 预算明确 is a state."""
SAID = ("pain_point", "objection")
"""What the customer complains of, in their own words."""
WORTH = ("budget", "budget_status", "target_price", "our_quote", "deal_amount", "foreign_amount", "product", "deadline")
PEOPLE = (
    "contact_person",
    "contact_phone",
    "contact_email",
    "contact_address",
    "decision_maker",
    "competitor",
    "competitor_price",
    "competitor_delta",
)
MISSING = ("budget", "deadline", "decision_maker")
"""What has to be asked while no record tells it."""
_OURS = ("our_quote", "next_action", "milestone")
"""Whose words are mostly ours: no question of the customer's stands in them."""


@dataclass(frozen=True, slots=True)
class Record:
    """A standing activity."""

    id: int
    at: datetime
    by: str
    summary: str


@dataclass(frozen=True, slots=True)
class Told:
    """A value that a record wrote and that the customer's data still holds."""

    field: str
    shown: str
    quote: str
    record: Record
    code: str = ""
    """Of a milestone: its kind."""


@dataclass(frozen=True, slots=True)
class Promised:
    """An open next step, and the line that made it."""

    what: str
    due: date | None
    ours: bool
    told: Told


@dataclass(frozen=True, slots=True)
class Noted:
    """A note that its author shared."""

    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """All that the record shows of one customer. `records` the newest first, `told` and `promised` the earliest due first."""

    stage: str
    records: Sequence[Record]
    told: Sequence[Told]
    promised: Sequence[Promised]
    notes: Sequence[Noted]
    today: date


def brief(known: Known) -> BriefView:
    return BriefView(
        state=(*_stage(known), *_last(known), *_values(known, WORTH)),
        promises=tuple(_promise(each, known.today) for each in known.promised if each.ours),
        questions=(*_asked(known), *_issues(known), *_owed(known), *_missing(known)),
        people=tuple(_values(known, PEOPLE)),
        notes=tuple(BriefLine("note", note.text, note.text, "note", note.at, note.author, None) for note in known.notes),
    )


def _stage(known: Known) -> list[BriefLine]:
    """Why it stands there: the milestone that reached it; without one, that there was a first contact."""
    reached = [told for told in known.told if told.field == "milestone" and stage_of([told.code], touched=False) == known.stage]
    if reached:
        return [_line("stage", known.stage, reached[0])]
    if known.stage == "contacted" and known.records:
        return [_of_record("stage", known.stage, known.records[-1])]
    return []


def _last(known: Known) -> list[BriefLine]:
    return [_of_record("last", "", record) for record in known.records[:1]]


def _values(known: Known, fields: Sequence[str]) -> list[BriefLine]:
    newest = {told.field: told for told in known.told}
    return [_line(name, newest[name].shown, newest[name]) for name in fields if name in newest]


def _promise(each: Promised, today: date) -> BriefLine:
    return _step("promise", each, overdue=each.due is not None and each.due < today)


def _owed(known: Known) -> list[BriefLine]:
    """What the customer said would come."""
    return [
        _step("owed", each, overdue=each.due is not None and each.due < known.today) for each in known.promised if not each.ours
    ]


def _asked(known: Known) -> list[BriefLine]:
    """Questions in the customer's words of the newest record; an older one has a record after it."""
    newest = known.records[0].id if known.records else 0
    asking: Mapping[str, Told] = {
        told.quote: told
        for told in known.told
        if told.record.id == newest and told.field not in _OURS and ("？" in told.quote or "?" in told.quote)
    }
    return [_line("question", told.shown, told) for told in asking.values()]


def _issues(known: Known) -> list[BriefLine]:
    """What the customer said; a tag only where it rests on other words than those."""
    said = [told for told in known.told if told.field in SAID]
    words = {told.quote for told in said}
    tags = [told for told in known.told if told.shown in OPEN_ISSUES and told.quote not in words]
    return [_line("issue", told.shown, told) for told in (*said, *tags)]


def _missing(known: Known) -> list[BriefLine]:
    """Its evidence is the newest record, up to which nothing says it."""
    held = {told.field for told in known.told}
    return [
        BriefLine("missing", name, "", "record", record.at, record.by, record.id)
        for record in known.records[:1]
        for name in MISSING
        if name not in held
    ]


def _line(kind: str, what: str, told: Told) -> BriefLine:
    quote, of = (told.quote, "chat") if told.quote else (told.record.summary, "record")
    return BriefLine(kind, what, quote, of, told.record.at, told.record.by, told.record.id)


def _of_record(kind: str, what: str, record: Record) -> BriefLine:
    return BriefLine(kind, what, record.summary, "record", record.at, record.by, record.id)


def _step(kind: str, each: Promised, *, overdue: bool) -> BriefLine:
    line = _line(kind, each.what, each.told)
    return BriefLine(kind, each.what, line.quote, line.of, line.at, line.by, line.activity_id, each.due, overdue)
