"""How far what was said got with its readers: sent, delivered, seen, acted, where the platform tells. Never back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, and_, case, func, or_, select, update

from crm_core.tables import Outbox as Row
from crm_core.tables import Said

_t: Any = Row.__table__
_said: Any = Said.__table__
UNSENT = ("ready", "taken")
"""States of a row of the outbox that is still to be sent."""
STATES = ("sent", "delivered", "seen", "acted")
_PASSED_OVER = ("swallowed",)
"""A row whose words went out with a newer one says nothing of its own."""

Step = Literal["delivered", "seen", "acted"]


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """What became of one thing that was said to somebody. No words and no names in it."""

    key: str
    kind: str
    """post, change, file"""
    card_kind: str
    """nudge, draft …"""
    state: str
    """waiting, dead or dropped; else the card's: sent, delivered, seen, acted"""
    sent_at: datetime | None
    delivered_at: datetime | None
    seen_at: datetime | None
    acted_at: datetime | None
    error: str


def step(connection: Connection, card_name: str, to: Step, at: datetime) -> None:
    """The card that the platform calls `card_name` got so far, first at `at`. An unknown one is not ours to follow."""
    if card_name:
        connection.execute(update(_said).where(_said.c.token == card_name).values(reached(to, at)))


def reached(to: Step, at: datetime) -> dict[str, Any]:
    """The columns of `said` for it, in SQL: two that tell at once leave the farther state and the earlier time."""
    behind = _said.c.state.in_(STATES[: STATES.index(to)])
    time = _said.c[f"{to}_at"]
    return {"state": case((behind, to), else_=_said.c.state), time.name: func.coalesce(time, at)}


def posted(at: datetime, *, delivered: bool) -> dict[str, Any]:
    """The columns of `said` for a card that was posted, or posted anew: what was known of the last one is over."""
    state, delivered_at = ("delivered", at) if delivered else ("sent", None)
    return {"state": state, "delivered_at": delivered_at, "seen_at": None, "acted_at": None}


def recent(connection: Connection, to: Mapping[str, str], limit: int) -> list[DeliveryView]:
    """What was last said to the person or in the chat `{platform, corp, id}`, newest first."""
    here = [
        and_(_t.c.to[kind]["corp"].as_string() == to["corp"], _t.c.to[kind]["id"].as_string() == to["id"])
        for kind in ("person", "conversation")
    ]
    row = (_t.c.key, _t.c.kind, _t.c.card["kind"].as_string().label("card_kind"), _t.c.state, _t.c.sent_at, _t.c.error)
    card = (_said.c.state.label("reached"), _said.c.delivered_at, _said.c.seen_at, _said.c.acted_at)
    both = select(*row, *card).outerjoin(_said, and_(_said.c.card_key == _t.c.card_key, _t.c.state == "sent"))
    mine = both.where(_t.c.platform == to["platform"], or_(*here), _t.c.state.not_in(_PASSED_OVER))
    return [_view(found) for found in connection.execute(mine.order_by(_t.c.id.desc()).limit(limit))]


def counts(connection: Connection) -> dict[str, int]:
    """Cards by how far they got; every state is named."""
    found = connection.execute(select(_said.c.state, func.count()).group_by(_said.c.state)).all()
    return dict.fromkeys(STATES, 0) | {state: count for state, count in found}


def _view(row: Any) -> DeliveryView:
    states = {"ready": "waiting", "taken": "waiting", "sent": row.reached or "sent"}
    state = states.get(row.state, row.state)
    times = (row.sent_at, row.delivered_at, row.seen_at, row.acted_at)
    return DeliveryView(row.key, row.kind, row.card_kind or "", state, *times, row.error)
