"""每日进展卡片 (RPT-02): 今日突破点, 待协调资源, 明日关键动作, from what is recorded already; nothing is typed for them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.handlers.asking import Ask, answer, sidebar
from bot.handlers.house import House, address_of, reply_key, show, to_conversation
from bot.handlers.todos import today_in
from cards import catalog
from cards.model import Card
from crm_core.people import Principal, Role
from crm_core.views import NudgeView, ProgressView
from crm_core.work.core import Work


def today(house: House, who: Principal, ask: Ask) -> None:
    """To the asker alone; in the group of a deal of one's own the deal's version, for all who are in it."""
    with house.core.work(who, settles=ask.event.id) as w:
        lead = w.conversations.lead_of(address_of(ask.group)) if ask.group else None
        if ask.group and lead:
            card = _of_deal(w, house, lead.id)
            show(w, reply_key(ask.event), to_conversation(address_of(ask.group)), card)
        else:
            answer(w, ask, catalog.totals_only() if who.role is Role.OWNER else _of_person(w, house))


def _of_person(w: Work, house: House) -> Card:
    now = today_in(house)
    return catalog.today(
        day=_named(now),
        done=[_progress(progress) for progress in w.todos.progress(_midnight(house, now))],
        needs=[_quiet(nudge) for nudge in w.todos.quiet()],
        tomorrow=[f"{step.what}（{step.lead}）" for step in w.todos.steps(after=now, until=_next_working_day(house, now))],
        page=sidebar(house),
    )


def _of_deal(w: Work, house: House, lead_id: int) -> Card:
    """Status tags and next steps: what a deal group is shown of every record (`catalog.team_saved`)."""
    view, now = w.leads.customer(lead_id), today_in(house)
    soon = _next_working_day(house, now)
    steps = [step for step in view.next_steps if not step.done]
    confirmed = [a for a in view.activities if a.entered_at >= _midnight(house, now) and not a.undone]
    return catalog.deal_today(
        customer=view.lead.name,
        day=_named(now),
        records=len(confirmed),
        tags=view.lead.tags,
        waiting=[step.what for step in steps if not step.ours],
        next_steps=[step.what for step in steps if step.ours and step.due and step.due <= soon],
        page=house.page(lead=lead_id),
    )


def _progress(progress: ProgressView) -> str:
    """What was confirmed; where no words are shown, that there is news, whose, and how far the customer is."""
    if progress.told:
        return f"{progress.lead}：{'，'.join(progress.told)}"
    return f"{progress.lead}（{progress.owner}）有新进展，{catalog.STAGE_NAMES.get(progress.stage, progress.stage)}"


def _quiet(nudge: NudgeView) -> str:
    helped = f"，{nudge.acted_by} 来支援" if nudge.state == "supported" else ""
    return f"{nudge.lead}（{nudge.rep}）已安静 {nudge.hours // 24} 天{helped}"


def _midnight(house: House, day: date) -> datetime:
    return datetime.combine(day, time(), house.zone)


def _next_working_day(house: House, day: date) -> date:
    """On a Friday the key actions of tomorrow are Monday's."""
    day += timedelta(days=1)
    while not house.calendar.works_on(day):
        day += timedelta(days=1)
    return day


def _named(day: date) -> str:
    return f"{day.month}月{day.day}日"
