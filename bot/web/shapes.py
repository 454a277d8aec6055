"""The core's views as the page's JSON: words, not codes; the views are filtered already, nothing is looked up here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.capture.kinds import ENDINGS, name_for
from bot.web.words import BASES, CHANNELS, CONSENT_STATES, ROLES, money, money_range, refusal
from cards.catalog import BECAUSE, DELIVERABLE_NAMES, FILE_KINDS, LABELS, SOURCE_NAMES, STAGE_NAMES, why_not_kept
from crm_core.decisions.fields import BUDGET_STATES
from crm_core.decisions.stages import MILESTONES
from crm_core.people import Principal
from crm_core.views import (
    ActivityView,
    AttachmentView,
    ConsentView,
    CustomerView,
    DraftView,
    LeadView,
    LineView,
    MessageView,
    NoteView,
    SyncView,
)

UNSURE = 0.6
"""Below this confidence a line says that it should be looked at."""
MOST = 50
"""Entries of any list in an answer."""

Json = dict[str, Any]


def label(field: str) -> str:
    return LABELS.get(field, field)


def me(who: Principal) -> Json:
    return {"name": who.name, "role": who.role.value, "role_name": ROLES.get(who.role.value, "")}


def lead(view: LeadView) -> Json:
    return {
        "id": view.id,
        "name": view.name,
        "account": view.account,
        "stage": STAGE_NAMES.get(view.stage, view.stage),
        "state": view.state,
        "owner": view.owner,
        "territory": view.territory,
        "last_activity_at": _at(view.last_activity_at),
        "tags": list(view.tags[:MOST]),
    }


def customer(view: CustomerView) -> Json:
    """The view as it is (money in fen), and `facts`: what the page shows of it, in words."""
    return {
        "lead": lead(view.lead),
        "contact": view.contact,
        "title": view.title,
        "phone": view.phone,
        "email": view.email,
        "uscc": view.uscc,
        "budget_low": view.budget_low,
        "budget_high": view.budget_high,
        "quote": view.quote,
        "deadline": view.deadline.isoformat() if view.deadline else None,
        "competitor": view.competitor,
        "decision_maker": view.decision_maker,
        "facts": _facts(view),
        "insights": [
            {"label": LABELS.get(i.kind, i.kind), "text": i.text, "of": i.label, "at": _at(i.at)} for i in view.insights[:MOST]
        ],
        "next_steps": [
            {"id": s.id, "what": s.what, "due": s.due.isoformat() if s.due else None, "ours": s.ours, "done": s.done}
            for s in view.next_steps[:MOST]
        ],
        "activities": [activity(a) for a in view.activities[:MOST]],
        "notes": [note(n) for n in view.notes[:MOST]],
    }


def _facts(view: CustomerView) -> list[Json]:
    """Always the same four, empty ones too: what is not known yet is worth seeing. Of the rest those that are known."""
    values = {
        "budget": money_range(view.budget_low, view.budget_high),
        "our_quote": "" if view.quote is None else money(view.quote),
        "deadline": view.deadline.isoformat() if view.deadline else "",
        "competitor": view.competitor,
    }
    more = {
        "budget_status": BUDGET_STATES.get(view.budget_status, ""),
        "target_price": money_range(view.target_low, view.target_high),
        "decision_maker": view.decision_maker,
    }
    shown = {**values, **{field: value for field, value in more.items() if value}}
    return [{"field": field, "label": LABELS[field], "value": value} for field, value in shown.items()]


def activity(view: ActivityView) -> Json:
    return {
        "id": view.id,
        "by": view.by,
        "mine": view.mine,
        "kind": view.kind,
        "happened_at": _at(view.happened_at),
        "entered_at": _at(view.entered_at),
        "source": SOURCE_NAMES.get(view.source, ""),
        "late": view.late,
        "summary": view.summary,
        "undone": view.undone,
        "changes": [{"label": label(c.field), "old": c.old, "new": c.new, "quote": c.quote} for c in view.changes[:MOST]],
    }


def note(view: NoteView) -> Json:
    return {
        "id": view.id,
        "text": view.text,
        "author": view.author,
        "mine": view.mine,
        "shared": view.shared,
        "at": _at(view.at),
    }


def draft(view: DraftView) -> Json:
    return {
        "id": view.id,
        "state": view.state,
        "lead_id": view.lead_id,
        "lead": view.lead,
        "because": BECAUSE.get(view.because, ""),
        "must_choose": view.lead_id is None and bool(view.candidates) and view.because != "new",
        "candidates": [
            {"lead_id": c.lead_id, "name": c.name, "because": BECAUSE.get(c.because, "")} for c in view.candidates[:MOST]
        ],
        "summary": view.summary,
        "lines": [_line(line) for line in view.lines],
        "messages": view.messages,
        "left_out": view.left_out,
        "source": SOURCE_NAMES.get(view.source, ""),
        "late": view.late,
        "happened_at": _at(view.happened_at) if view.happened_at else None,
        "created_at": _at(view.created_at),
        "activity_id": view.activity_id,
    }


def message(view: MessageView) -> Json:
    return {
        "id": view.id,
        "by": view.by_name,
        "ours": view.ours,
        "kind": view.kind,
        "text": view.text,
        "at": _at(view.at),
        "blur": view.blur,
        "left_out": view.left_out,
    }


def consent(view: ConsentView | None) -> Json | None:
    """`state_name`, `channel_name`, `basis_name` are the same in words; None: nothing was ever said."""
    if view is None:
        return None
    return {
        "state": view.state,
        "state_name": CONSENT_STATES.get(view.state, view.state),
        "channel_name": CHANNELS.get(view.channel, view.channel),
        "basis_name": BASES.get(view.basis, view.basis),
        "wording": view.wording,
        "at": _at(view.at),
        "by": view.by,
    }


def _line(view: LineView) -> Json:
    return {
        "id": view.id,
        "field": view.field,
        "label": LABELS.get(view.field, view.field),
        "shown": view.shown,
        "old": view.old_shown,
        "ticked": view.ticked,
        "edited": view.edited,
        "unsure": view.confidence < UNSURE,
        "quote": view.evidence.quote,
    }


def file(view: AttachmentView) -> Json:
    """`why`: of one that is not there, in words; `proves`: the milestone that it can be the proof of."""
    why = refusal_of(view) if view.state in ("refused", "gone") else None
    return {
        "id": view.id,
        "kind": view.kind,
        "name": handed_out(view),
        "type": (ENDINGS.get(view.mime) or ("",))[0],
        "state": view.state,
        "why": why,
        "size": view.size,
        "thumb": bool(view.thumb),
        "seconds": view.seconds,
        "words": view.words,
        "deliverable": view.deliverable,
        "label": DELIVERABLE_NAMES.get(view.deliverable, ""),
        "proves": MILESTONES.get(view.proves, ""),
        "proved": view.proved,
        "by": view.by,
        "at": _at(view.at),
    }


def handed_out(view: AttachmentView) -> str:
    """What it is called: as it was sent, with its content's own ending; a nameless one by its kind."""
    name = view.name or FILE_KINDS.get(view.kind, FILE_KINDS["file"])
    return name_for(name, view.mime) if view.mime else name


def refusal_of(view: AttachmentView) -> Json:
    message, then = why_not_kept(view.problem)
    return {"code": view.problem, "message": message, "next": then}


def deliverables() -> list[Json]:
    """What a file can be."""
    return [{"value": kind, "name": name} for kind, name in DELIVERABLE_NAMES.items()]


def sync(view: SyncView) -> Json:
    problem = refusal(view.problem or "failed") if view.state == "failed" else None
    return {"id": view.id, "state": view.state, "problem": problem, "ms": round(sum(view.timings.values())), "draft": None}


def _at(moment: datetime) -> str:
    return moment.isoformat()
