"""How nudges are shown: a card each, or, where one tick has many for one person, all of them on one card (NDG-03).

A card of its own has the nudge's key. Where it has none, it stands on the digest, whose key is the person and the moment of
the tick; so nothing has to be remembered but what the outbox knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.handlers.house import House, change, show, to_person
from cards import catalog
from cards.model import Card
from crm_core.views import NudgeView
from crm_core.work.core import Work

PARTS = ("rep", "manager")
DIGEST_FROM = 4
"""Up to three have a card each, with all that it offers; more at once would be noise."""
MOST = 6
"""Lines and buttons that every platform shows on one card."""


def speak(w: Work, house: House, nudges: Sequence[NudgeView]) -> None:
    """Say to everybody what this tick has found."""
    for part in PARTS:
        for person in dict.fromkeys(_addressed(nudge, part) for nudge in nudges):
            theirs = [nudge for nudge in nudges if _addressed(nudge, part) == person]
            if person is not None:
                _tell(w, house, theirs, part, person)


def speak_again(w: Work, house: House, nudge: NudgeView) -> None:
    """What was taken back says again what it said, where it said it."""
    for part in PARTS:
        person = _addressed(nudge, part)
        if person is not None and _on_digest(w, nudge, part, person):
            _many(w, house, _together(w, nudge, part, person), part, person)
        elif person is not None:
            _one(w, house, nudge, part, person)


def over(w: Work, house: House, nudge: NudgeView, card: Card) -> None:
    """What became of a nudge, in place of its cards and of its line in a digest."""
    for part in PARTS:
        person = _addressed(nudge, part)
        if person is not None and _on_digest(w, nudge, part, person):
            _change_line(w, house, nudge, part, person)
        else:
            change(w, _key(nudge, part), card)


def withdraw(w: Work, nudge: NudgeView) -> None:
    """Its own cards that wait for the morning are not shown at all."""
    for part in PARTS:
        w.say.withdraw(_key(nudge, part))


def _tell(w: Work, house: House, nudges: Sequence[NudgeView], part: str, person: int) -> None:
    if len(nudges) >= DIGEST_FROM:
        _many(w, house, nudges, part, person)
        return
    for nudge in nudges:
        _one(w, house, nudge, part, person)


def _on_digest(w: Work, nudge: NudgeView, part: str, person: int) -> bool:
    return not w.shown.was(_key(nudge, part)) and w.shown.was(_digest_key(nudge, person))


def _together(w: Work, nudge: NudgeView, part: str, person: int) -> list[NudgeView]:
    """Those that stand on the same digest, this one among them."""
    return [other for other in w.nudges.spoken_with(nudge, person) if not w.shown.was(_key(other, part))]


def _change_line(w: Work, house: House, nudge: NudgeView, part: str, person: int) -> None:
    """When all have ended, a digest that waits for the morning is not shown at all."""
    key, together = _digest_key(nudge, person), _together(w, nudge, part, person)
    if all(other.state == "ended" for other in together) and w.say.withdraw(key):
        return
    change(w, key, _digest(house, together, part))


def _many(w: Work, house: House, nudges: Sequence[NudgeView], part: str, person: int) -> None:
    address = w.people.nudge_address(person)
    if address:
        card, politely = _digest(house, nudges, part), house.calendar.next_polite_moment(house.clock.now())
        key = _digest_key(nudges[0], person)
        show(w, key, to_person(address), card, not_before=politely)


def _one(w: Work, house: House, nudge: NudgeView, part: str, person: int) -> None:
    address = w.people.nudge_address(person)
    if address:
        politely = house.calendar.next_polite_moment(house.clock.now())
        card = _card(w, house, nudge, part, (politely - nudge.silent_since).days)
        show(w, _key(nudge, part), to_person(address), card, not_before=politely)


def _card(w: Work, house: House, nudge: NudgeView, part: str, days: int) -> Card:
    if part == "rep":
        return catalog.dormant_for_rep(nudge_id=nudge.id, customer=nudge.lead, days=days, page=house.page(lead=nudge.lead_id))
    return catalog.dormant_for_manager(
        nudge_id=nudge.id,
        customer=nudge.lead,
        rep=nudge.rep,
        stage=catalog.STAGE_NAMES.get(nudge.stage, nudge.stage),
        days=days,
        away=catalog.AWAY.get(nudge.rep_status, ""),
        colleagues=[(person.id, person.name) for person in w.people.colleagues(nudge.lead_id)],
        page=house.page(lead=nudge.lead_id),
    )


def _digest(house: House, nudges: Sequence[NudgeView], part: str) -> Card:
    """A line keeps its place, so that what was done is read where it was pressed."""
    lines = [_line(house, nudge) for nudge in nudges]
    shown, more = lines[:MOST], len([line for line in lines[MOST:] if not line.over])
    if part == "rep":
        return catalog.several_quiet_for_rep(quiet=shown, more=more, page=f"{house.base_url}/sidebar")
    still = [nudge for nudge in nudges if nudge.state == "open"]
    hours = min((nudge.hours for nudge in still), default=0) // 24 * 24
    by_rep = list(Counter(_named(nudge) for nudge in still).items())
    return catalog.several_quiet_for_manager(by_rep=by_rep, hours=hours, quiet=shown, more=more)


def _line(house: House, nudge: NudgeView) -> catalog.Quiet:
    what = catalog.QUIET_OVER.get(nudge.state, "").format(by=nudge.acted_by)
    return catalog.Quiet(nudge.id, nudge.lead, _named(nudge), nudge.hours // 24, house.page(lead=nudge.lead_id), what)


def _named(nudge: NudgeView) -> str:
    """「林晓（产假）」: a manager who is told sees that nobody else is."""
    away = catalog.AWAY.get(nudge.rep_status)
    return f"{nudge.rep}（{away}）" if away else nudge.rep


def _addressed(nudge: NudgeView, part: str) -> int | None:
    return nudge.rep_id if part == "rep" else nudge.manager_id


def _key(nudge: NudgeView, part: str) -> str:
    """A snoozed nudge speaks again with a card of its own."""
    return f"nudge:{nudge.id}:{int(nudge.spoken_at.timestamp())}:{part}"


def _digest_key(nudge: NudgeView, person: int) -> str:
    return f"nudges:{person}:{nudge.spoken_at.timestamp():.6f}"
