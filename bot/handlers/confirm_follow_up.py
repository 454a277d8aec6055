"""The rep says yes, edits, chooses the customer, throws it away, or takes it back (CAP-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.handlers.house import House, change, lines_of, number, sync_card_key, tell_groups
from bot.handlers.nudge import close_nudges, resume_nudges
from bot.handlers.sync_conversation import rep_card, tell_team
from bot.model import CardClicked
from bot.nlp.extract import reread
from bot.nlp.facts import Evidence, Fact
from bot.nlp.summary import revise
from cards import catalog
from crm_core.errors import Conflict
from crm_core.people import Principal
from crm_core.views import DraftView
from crm_core.work.core import Work

Edits = dict[int, tuple[Mapping[str, Any], str]]
"""By line: the value and how it reads, in place of what was proposed."""


def confirm(house: House, who: Principal, event: CardClicked) -> None:
    """`confirm:<draft>` with `lines` (ids to keep; absent: those ticked) and `edit_<line>` (its text; a new one is kept)."""
    draft_id, form = number(event.action.subject), event.action.form
    with house.core.work(who, settles=event.id) as w:
        draft = w.drafts.get(draft_id)
        edits = _edits(form, draft, house)
        keep = _kept(form, draft) | edits.keys()
        activity = w.drafts.confirm(draft_id, keep=keep, edits=edits, summary=_summary(draft, keep, edits))
        draft = w.drafts.get(draft_id)
        lines = lines_of(draft, keep)
        card = catalog.saved(
            activity_id=activity.id,
            customer=draft.lead,
            summary=draft.summary,
            lines=lines,
            by=who.name,
            at=house.now_text(),
            page=house.page(activity=activity.id),
        )
        change(w, sync_card_key(draft.sync_id), card)
        shown = {field: [line.shown for line in lines if line.field == field] for field in ("tag", "next_action")}
        told = catalog.team_saved(
            customer=draft.lead,
            rep=who.name,
            tags=shown["tag"],
            next_steps=shown["next_action"],
            changes=len(lines),
            at=house.now_text(),
            page=house.page(lead=activity.lead_id),
        )
        tell_groups(w, told, lead_id=draft.lead_id, sync_id=draft.sync_id)
        close_nudges(w, house, activity.lead_id)


def choose(house: House, who: Principal, event: CardClicked) -> None:
    """`choose:<draft>?lead=<id>`; 0 makes a new customer. Pressed with nothing chosen it is no choice."""
    draft_id, lead = number(event.action.subject), event.action.form.get("lead", "")
    if not lead:
        raise Conflict("choose_customer")
    with house.core.work(who, settles=event.id) as w:
        draft = w.drafts.choose(draft_id, number(lead) or None)
        change(w, sync_card_key(draft.sync_id), rep_card(house, draft))
        tell_team(w, house, draft, who, "confirm")


def drop(house: House, who: Principal, event: CardClicked) -> None:
    """`drop:<draft>`: nothing is saved, and the next sync reads the same messages again."""
    draft_id = number(event.action.subject)
    with house.core.work(who, settles=event.id) as w:
        draft = w.drafts.drop(draft_id)
        card = catalog.dropped(customer=draft.lead, by=who.name, at=house.now_text(), page=house.page(draft=draft.id))
        change(w, sync_card_key(draft.sync_id), card)
        _stopped(w, house, draft, who, "已放弃")


def undo(house: House, who: Principal, event: CardClicked) -> None:
    """`undo:<activity>`: every value back to what it was."""
    with house.core.work(who, settles=event.id) as w:
        draft = w.drafts.of_activity(number(event.action.subject))
        _stopped(w, house, draft, who, "已撤销")
        undone = w.activities.undo(number(event.action.subject))
        card = catalog.undone(customer=draft.lead, by=who.name, at=house.now_text(), page=house.page(draft=draft.id))
        change(w, sync_card_key(draft.sync_id), card)
        resume_nudges(w, house, undone.lead_id)


def _kept(form: Mapping[str, str], draft: DraftView) -> set[int]:
    if "lines" not in form:
        return {line.id for line in draft.lines if line.ticked}
    return {number(line) for line in form["lines"].split(",") if line}


def _edits(form: Mapping[str, str], draft: DraftView, house: House) -> Edits:
    """What the rep wrote over a line, read with the extractor's own grammar."""
    edits: Edits = {}
    for line in draft.lines:
        text = form.get(f"edit_{line.id}")
        if text is None or text.strip() == line.shown:
            continue
        read = reread(line.field, text, at=draft.created_at, zone=house.zone)
        if read is None:
            raise Conflict("not_understood")
        edits[line.id] = read
    return edits


def _summary(draft: DraftView, keep: set[int], edits: Edits) -> str | None:
    """What was dropped or corrected is not told either. None: nothing was."""
    if not edits and keep == {line.id for line in draft.lines if line.ticked}:
        return None
    kept = []
    for line in draft.lines:
        if line.id in keep:
            value, shown = edits.get(line.id, (line.value, line.shown))
            said = line.evidence
            kept.append(Fact(line.field, value, shown, 1.0, Evidence(said.message, said.start, said.end, said.quote)))
    return revise(draft.summary, kept)


def _stopped(w: Work, house: House, draft: DraftView, who: Principal, what: str) -> None:
    page = house.lead_page(draft.lead_id)
    card = catalog.team_stopped(customer=draft.lead, rep=who.name, what=what, at=house.now_text(), page=page)
    tell_groups(w, card, lead_id=draft.lead_id, sync_id=draft.sync_id)
