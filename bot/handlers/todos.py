"""「我的待办」: what waits for the asker, a button each; and a next step that was kept."""

from __future__ import annotations

from datetime import date, timedelta

from bot.handlers.asking import Ask, answer, sidebar
from bot.handlers.house import House, change, number, reply_key, show, to_person
from bot.model import CardClicked
from cards import catalog
from cards.model import Card
from crm_core.people import Principal, Role
from crm_core.views import TodoView
from crm_core.work.core import Work

MOST = 6
"""Lines and buttons that every platform shows on one card."""


def todo(house: House, who: Principal, ask: Ask) -> None:
    with house.core.work(who, settles=ask.event.id) as w:
        answer(w, ask, catalog.totals_only() if who.role is Role.OWNER else digest_of(w, house))


def done(house: House, who: Principal, event: CardClicked) -> None:
    """`done:<next step>`: it was kept, and the list it was pressed on goes on without it."""
    with house.core.work(who, settles=event.id) as w:
        w.todos.done(number(event.action.subject))
        if not refresh_digest(w, house, event):
            card = digest_of(w, house)
            show(w, reply_key(event), to_person(event.by), card)


def refresh_digest(w: Work, house: House, event: CardClicked) -> bool:
    """The list that was pressed as it is now. False: it was pressed on another card, or on somebody else's list."""
    card = w.shown.card(event.card)
    mine = (event.by.platform, event.by.corp, event.by.id)
    if card is None or card.kind != "digest" or (card.to.platform, card.to.corp, card.to.id) != mine:
        return False
    change(w, card.card_key, digest_of(w, house))
    return True


def digest_of(w: Work, house: House) -> Card:
    """What waits for the one whose unit of work this is."""
    now = today_in(house)
    waiting = w.todos.waiting(until=now + timedelta(days=6 - now.weekday()))
    items = [_item(house, todo, now) for todo in waiting[:MOST]]
    return catalog.digest(items=items, more=len(waiting) - len(items), page=sidebar(house))


def today_in(house: House) -> date:
    return house.clock.now().astimezone(house.zone).date()


def _item(house: House, todo: TodoView, now: date) -> catalog.Item:
    page = house.page(lead=todo.lead_id) if todo.lead_id else sidebar(house)
    match todo.kind:
        case "draft":
            return catalog.Item("摘要", todo.lead, "核对", url=house.page(draft=todo.id))
        case "nudge" if todo.what:
            days = f"{todo.hours // 24} 天"
            return catalog.Item("静默", f"{todo.lead}（{todo.what}）已 {days}", "我来支援", action=f"support:{todo.id}")
        case "nudge":
            return catalog.Item("静默", f"{todo.lead} 已 {todo.hours // 24} 天", "去看看", url=page)
        case _:
            return catalog.Item(_when(todo.due, now), f"{todo.what}（{todo.lead}）", "完成", action=f"done:{todo.id}")


def _when(due: date | None, now: date) -> str:
    if due is None or due == now:
        return "今天"
    return f"{due.month}月{due.day}日"
