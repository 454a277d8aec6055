"""交接: a manager gives a leaver's customers away, takes it back, and the successors are told what they have to know.

Each card is written under the policy of the one who reads it: the manager's has counts, the successor's has words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.handlers.handover_cards import leaver_card, leaver_key, page_of, successor_card, successor_key
from bot.handlers.house import House, change, change_pressed, number, show, to_person
from bot.model import CardClicked
from cards import catalog
from cards.model import Card
from crm_core.errors import Conflict
from crm_core.people import Principal
from crm_core.views import HandoverView, LeaverView
from crm_core.work.core import Work


def give(house: House, who: Principal, event: CardClicked) -> None:
    """`hand_over:<leaver>?to=<person>`: all of them, with `lead` this one; `shares` (`<lead>:<person>,…`) from the page."""
    leaver, form = number(event.action.subject), event.action.form
    with house.core.work(who, settles=event.id) as w:
        made = w.handovers.give(leaver, _shares(w, leaver, form), by_platform=form.get("by") == "platform")
        tell_successors(w, house.base_url, made, by=who.name)
        card, key = _given_card(w, house, made, who), leaver_key(leaver, who.person_id)
        show(w, key, to_person(event.by), card)
        change_pressed(w, event, key, card)


def _shares(w: Work, leaver: int, form: Mapping[str, str]) -> dict[int, int]:
    if form.get("shares"):
        pairs = (pair.partition(":") for pair in form["shares"].split(","))
        return {number(lead): number(to) for lead, _, to in pairs}
    if not form.get("to"):
        raise Conflict("choose_successor")
    to = number(form["to"])
    if form.get("lead"):
        return {number(form["lead"]): to}
    return dict.fromkeys([each.lead.id for each in w.handovers.preview(leaver).customers], to)


def _given_card(w: Work, house: House, made: Sequence[HandoverView], who: Principal) -> Card:
    leaver = made[0].from_id or 0
    return catalog.handed_over(
        handover_id=made[0].id,
        name=made[0].from_,
        shares=list(Counter(each.to for each in made).items()),
        waiting=sum(each.inherit == "waiting" for each in made),
        left=len(w.handovers.preview(leaver).customers),
        by=who.name,
        at=house.now_text(),
        page=page_of(house.base_url, leaver=leaver),
    )


def take_back(house: House, who: Principal, event: CardClicked) -> None:
    """`hand_back:<handover>`: the whole act, while nothing has happened since."""
    with house.core.work(who, settles=event.id) as w:
        made = w.handovers.give_back(number(event.action.subject))
        leaver, at = made[0].from_id or 0, house.now_text()
        page = page_of(house.base_url, leaver=leaver)
        card = catalog.handed_back(name=made[0].from_, customers=len(made), by=who.name, at=at, page=page)
        show(w, leaver_key(leaver, who.person_id), to_person(event.by), card)
        for theirs in _by_successor(made):
            gone = catalog.brief_withdrawn(from_=theirs[0].from_, customers=len(theirs), by=who.name, at=at)
            change(w, successor_key(theirs), gone)


def tell_successors(w: Work, base_url: str, made: Sequence[HandoverView], *, by: str) -> None:
    """Each of them once, with what there is to know."""
    for theirs in _by_successor(made):
        address = w.people.address(theirs[0].to_id)
        if address:
            show(w, successor_key(theirs), to_person(address), successor_card(w, base_url, theirs, by=by))


def _by_successor(made: Sequence[HandoverView]) -> list[list[HandoverView]]:
    return [[each for each in made if each.to_id == to] for to in dict.fromkeys(each.to_id for each in made)]


def tell_managers(w: Work, base_url: str, politely: datetime, *, leaver_id: int | None = None) -> int:
    """The manager of everybody (of that one) who left with customers, once, at a polite moment; how many were told.

    `w` is the house's own.
    """
    return sum([_tell_manager(w, base_url, politely, each) for each in w.handovers.due(leaver_id)])


def _tell_manager(w: Work, base_url: str, politely: datetime, leaver: LeaverView) -> bool:
    address = w.people.address(leaver.manager_id) if leaver.manager_id is not None else None
    if address is None or leaver.manager_id is None:
        return False
    key = leaver_key(leaver.id, leaver.manager_id)
    told = w.shown.last(key)
    if told is not None and told["kind"] == "handover":  # and not that it was taken back
        return False
    with w.seen_by(leaver.manager_id) as theirs:
        preview = theirs.handovers.preview(leaver.id)
    if not preview.customers:
        return False
    show(w, key, to_person(address), leaver_card(preview, base_url), not_before=politely)
    return True
