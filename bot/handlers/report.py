"""「周报」: a rep's own week for that rep, a manager's team in numbers, the owner's totals; each with what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.handlers.asking import Ask, answer, sidebar
from bot.handlers.house import House, reply_key, to_person
from bot.handlers.todos import today_in
from bot.handlers.week_file import week_file
from cards import catalog
from cards.model import Card
from crm_core.people import Principal, Role
from crm_core.views import TeamRow, WeekView
from crm_core.work.core import Work


def week(house: House, who: Principal, ask: Ask) -> None:
    """Since Monday. Raises NotAllowed for those who have no customers and no team."""
    with house.core.work(who, settles=ask.event.id) as w:
        answer(w, ask, _card(w, house, who))
        if who.role in (Role.REP, Role.NEWCOMER):
            _attach(w, house, who, ask)


def _attach(w: Work, house: House, who: Principal, ask: Ask) -> None:
    """One's own records of the week as a file, where there are any."""
    first, _ = week_of(today_in(house))
    rows = w.exports.own_week(datetime.combine(first, time(), house.zone))
    if rows:
        name, content = week_file(house, who, rows, first=first)
        w.say.file(f"{reply_key(ask.event)}:file", to_person(ask.event.by), name=name, content=content)


def _card(w: Work, house: House, who: Principal) -> Card:
    if who.role is Role.OWNER:
        buckets = [(catalog.STAGE_NAMES.get(bucket.label, bucket.label), bucket.count) for bucket in w.reports.totals()]
        return catalog.week_totals(buckets=buckets)
    first, last = week_of(today_in(house))
    since = datetime.combine(first, time(), house.zone)
    if who.role is Role.MANAGER:
        return _team(w.reports.team_week(since), first, last)
    return _own(w.reports.own_week(since, first=first, last=last), first, last, sidebar(house))


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday."""
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=6)


def _own(view: WeekView, first: date, last: date, page: str) -> Card:
    return catalog.week_own(
        since=_named(first),
        until=_named(last),
        chats=view.chats,
        records=view.records,
        customers=view.customers,
        nudges=view.nudges,
        answered=view.answered,
        kept=view.kept,
        due=view.due,
        suggestion=_next(view),
        page=page,
    )


def _next(view: WeekView) -> str:
    """The one thing that helps most now; a key of `catalog.SUGGESTIONS`."""
    if view.drafts:
        return "drafts"
    if view.nudges > view.answered:
        return "quiet"
    if view.due > view.kept:
        return "steps"
    return "steady" if view.chats else "begin"


def _team(rows: Sequence[TeamRow], first: date, last: date) -> Card:
    return catalog.week_team(
        since=_named(first),
        until=_named(last),
        rows=[(row.rep, row.customers, row.moved, row.quiet) for row in rows],
        suggestion="support" if any(row.quiet for row in rows) else "steady",
    )


def _named(day: date) -> str:
    return f"{day.month}月{day.day}日"
