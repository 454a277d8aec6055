"""How a hand-over is shown: the manager's card in counts, the successor's in the words of the record."""

from __future__ import annotations

from collections.abc import Sequence

from cards import catalog
from cards.model import Card, Fact
from crm_core.views import BriefLine, BriefView, HandoverView, PreviewView
from crm_core.work.core import Work

MOST = 6
"""Lines that every platform shows on one card."""


def page_of(base_url: str, *, handover: int = 0, leaver: int = 0) -> str:
    """The page of one brief; of a leaver's customers; else of all that were handed to oneself."""
    if handover:
        return f"{base_url}/handover/{handover}"
    return f"{base_url}/handover?from={leaver}" if leaver else f"{base_url}/handover"


def leaver_key(leaver: int, manager: int) -> str:
    """One card a leaver and manager: what waits, then what became of it."""
    return f"leaver:{leaver}:{manager}"


def leaver_keys(leaver: int) -> str:
    """How the keys of all cards of one leaver begin."""
    return f"leaver:{leaver}:"


def successor_key(made: Sequence[HandoverView]) -> str:
    """One card an act and successor."""
    return f"brief:{made[0].id}:{made[0].to_id}"


def leaver_card(preview: PreviewView, base_url: str) -> Card:
    return catalog.leaver(
        leaver_id=preview.leaver_id,
        name=preview.leaver,
        customers=len(preview.customers),
        stages=[(catalog.STAGE_NAMES.get(each.label, each.label), each.count) for each in preview.stages],
        promises=sum(each.promises for each in preview.customers),
        overdue=sum(each.overdue for each in preview.customers),
        private_notes=preview.private_notes,
        drafts=preview.open_drafts,
        successors=[(each.id, each.name, each.customers, each.overloaded) for each in preview.successors],
        page=page_of(base_url, leaver=preview.leaver_id),
    )


def successor_card(w: Work, base_url: str, made: Sequence[HandoverView], *, by: str) -> Card:
    """Written under the successor's own policy, in the transaction of the hand-over."""
    from_ = made[0].from_
    with w.seen_by(made[0].to_id) as theirs:
        told = [(each, theirs.briefs.of(each.id)) for each in made[:MOST]]
    if len(made) > 1:
        customers = [_handed(each, brief) for each, brief in told]
        return catalog.briefs(from_=from_, by=by, customers=customers, more=len(made) - len(told), page=page_of(base_url))
    ((only, brief),) = told
    lines = [_fact(line) for line in _weightiest(brief)]
    return catalog.brief(
        lead_id=only.lead_id,
        customer=only.lead,
        from_=from_,
        by=by,
        lines=lines[:MOST],
        more=max(0, len(lines) - MOST),
        page=page_of(base_url, handover=only.id),
    )


def _weightiest(brief: BriefView) -> list[BriefLine]:
    """What cannot wait first: where it stands, what we owe, what is asked, who decides."""
    stage = [line for line in brief.state if line.kind == "stage"]
    rest = [line for line in brief.state if line.kind != "stage"]
    return [*stage, *brief.promises, *brief.questions, *brief.people, *brief.notes, *rest]


def _fact(line: BriefLine) -> Fact:
    due = f"{line.due.month}月{line.due.day}日" if line.due else ""
    if line.kind == "last":
        return Fact(catalog.brief_label("last"), line.quote)
    text = catalog.brief_text(line.kind, line.what, due=due, overdue=line.overdue)
    return Fact(catalog.brief_label(line.kind), text, "" if line.of == "note" else line.quote)


def _handed(each: HandoverView, brief: BriefView) -> catalog.Handed:
    return catalog.Handed(
        customer=each.lead,
        stage=catalog.STAGE_NAMES.get(each.stage, each.stage),
        promises=len(brief.promises),
        overdue=sum(line.overdue for line in brief.promises),
        questions=len(brief.questions),
        quote=brief.promises[0].quote if brief.promises else "",
    )
