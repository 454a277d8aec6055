"""「客户 <名字>」: what the asker may see of one customer, to the asker alone."""

from __future__ import annotations

from bot.handlers.asking import Ask, answer, sidebar
from bot.handlers.house import House, number
from cards import catalog
from cards.model import Card
from crm_core.decisions.fields import shown
from crm_core.people import Principal, Role
from crm_core.views import CustomerView
from crm_core.work.core import Work

MOST = 10
"""Customers to choose from: what a WeCom card can list."""


def customer(house: House, who: Principal, ask: Ask) -> None:
    """One of that name: its card; several, or no name: which one; none: how to find one. `lead` in the form: that one."""
    with house.core.work(who, settles=ask.event.id) as w:
        answer(w, ask, _card(w, house, who, ask))


def _card(w: Work, house: House, who: Principal, ask: Ask) -> Card:
    if who.role is Role.OWNER:
        return catalog.totals_only()
    chosen = ask.form.get("lead", "")
    if chosen:
        return _shown(w, house, who, number(chosen))
    found = w.leads.list(ask.words, limit=MOST + 1)
    if not found:
        return catalog.no_customer(search=ask.words, page=sidebar(house))
    if len(found) == 1 and ask.words:
        return _shown(w, house, who, found[0].id)
    offered = [(lead.id, lead.name) for lead in found[:MOST]]
    return catalog.which_of_them(search=ask.words, customers=offered, more=len(found) > MOST)


def _shown(w: Work, house: House, who: Principal, lead_id: int) -> Card:
    """The policy has left out what is not for `who`; the card for a manager has no place for it either."""
    view = w.leads.customer(lead_id)
    lead = view.lead
    stage, last = catalog.STAGE_NAMES.get(lead.stage, lead.stage), house.local(lead.last_activity_at)
    page = house.page(lead=lead.id)
    if who.role in (Role.REP, Role.NEWCOMER):
        return catalog.customer_card(
            customer=lead.name,
            stage=stage,
            tags=lead.tags,
            next_step=_next_step(view),
            last_activity=last,
            budget=shown("budget", {"budget_low": view.budget_low, "budget_high": view.budget_high}),
            deadline=view.deadline.isoformat() if view.deadline else "",
            page=page,
            given=_given(w, lead_id),
        )
    return catalog.customer_for_manager(
        customer=lead.name, rep=lead.owner, stage=stage, tags=lead.tags, last_activity=last, page=page
    )


def _given(w: Work, lead_id: int) -> tuple[str, str] | None:
    """What the asker has just handed to the bot, to be put on this customer: the button's action, and what to call it."""
    file = w.attachments.given()
    return (f"attach:{file.id}?lead={lead_id}", file.name or catalog.FILE_KINDS[file.kind]) if file else None


def _next_step(view: CustomerView) -> str:
    """Ours that is due first."""
    step = next((step for step in view.next_steps if step.ours and not step.done), None)
    if step is None:
        return ""
    return f"{step.due:%m-%d} {step.what}" if step.due else step.what
