"""Our own cards in the chats: which one was pressed, and where it stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from crm_core.access import AS_SYSTEM
from crm_core.tables import Outbox, Said
from crm_core.views import Address, ShownView
from crm_core.work.unit import Unit


class Shown:
    """`w.shown`. As the house: where a card was put is no secret to the one who presses it, and no card's words come out."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def card(self, name: str) -> ShownView | None:
        """The card that a platform calls `name` (`CardHandle.card`); None for one that is not ours."""
        named = select(Said).where(Said.token == name).order_by(Said.at.desc()).limit(1)
        said = self._unit.session.scalars(named, execution_options=AS_SYSTEM).first() if name else None
        if said is None:
            return None
        at = said.to.get("conversation") or said.to["person"]
        return ShownView(said.card_key, said.kind, Address(at["platform"], at["corp"], at["id"], at.get("kind", "")))

    def was(self, card_key: str) -> bool:
        """Whether a card of this key was ever written for somebody, shown yet or not."""
        either = or_(
            select(Said.card_key).where(Said.card_key == card_key).exists(),
            select(Outbox.id).where(Outbox.card_key == card_key).exists(),
        )
        return bool(self._unit.session.scalar(select(either), execution_options=AS_SYSTEM))

    def last(self, card_key: str) -> dict[str, Any] | None:
        """The card of this key as it was written last, shown yet or not; None: there is none, or it was withdrawn."""
        rows = select(Outbox.card).where(Outbox.card_key == card_key, Outbox.state != "swallowed")
        return self._unit.session.scalars(rows.order_by(Outbox.id.desc()).limit(1), execution_options=AS_SYSTEM).first()

    def keys(self, beginning: str) -> list[str]:
        """Of all cards that were ever written and whose key begins so."""
        rows = select(Outbox.card_key).where(Outbox.card_key.startswith(beginning, autoescape=True)).distinct()
        return list(self._unit.session.scalars(rows.order_by(Outbox.card_key), execution_options=AS_SYSTEM))

    def acted(self, card_key: str) -> bool:
        """Whether a button of it has had its effect."""
        state = select(Said.state).where(Said.card_key == card_key)
        return self._unit.session.scalars(state, execution_options=AS_SYSTEM).one_or_none() == "acted"
