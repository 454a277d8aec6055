"""The way to speak inside a unit of work: rows of the outbox, written in the transaction of what they tell of.

Rows of one `card_key` are one card, oldest first: a post, then changes (or a file alone). `crm_core.outbox` sends them.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, exists, insert, or_, select, text, update
from sqlalchemy.orm import Session

from crm_core import delivery
from crm_core.clock import Clock
from crm_core.delivery import UNSENT
from crm_core.tables import Outbox as Row
from crm_core.tables import Said

_t: Any = Row.__table__
_said: Any = Said.__table__
MOST_FILE_BYTES = 1_000_000

WhenSpent = Literal["post", "silent"]


class Say:
    """The way to speak: rows in the unit of work's own transaction, so that nothing is said of what did not happen."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session, self._clock = session, clock

    def post(
        self,
        card_key: str,
        to: Mapping[str, Any],
        card: Mapping[str, Any],
        *,
        kind: str,
        not_before: datetime | None = None,
        when_spent: WhenSpent = "silent",
    ) -> str:
        """Show a card; its row's key comes back. A card of that key that lives already is changed instead, where it lives.

        `to` is `{"person" | "conversation": {platform, corp, id[, kind]}}`, `kind` the card's kind; `card_key` has 1 to 80
        characters.
        """
        connection = self._turn(card_key)
        body = {**card, "kind": kind}
        if _lives(connection, card_key):
            return self._add(connection, card_key, "change", None, body, not_before, when_spent)
        return self._add(connection, card_key, "post", dict(to), body, not_before, when_spent)

    def file(self, card_key: str, to: Mapping[str, Any], *, name: str, content: bytes) -> str:
        """Send a file, once for each `card_key`: again, the key of the row that is there comes back.

        Raises ValueError for a content over `MOST_FILE_BYTES` and for a name that is none (1 to 100 characters, no path).
        """
        if len(content) > MOST_FILE_BYTES:
            raise ValueError(f"a file has at most {MOST_FILE_BYTES} bytes")
        if not (0 < len(name) <= 100 and name.isprintable()) or set("/\\") & set(name):
            raise ValueError("this is no file's name")
        connection = self._turn(card_key)
        there = select(_t.c.key).where(_t.c.card_key == card_key, _t.c.kind == "file", _t.c.state.in_((*UNSENT, "sent")))
        key = connection.scalar(there)
        if key is not None:
            return str(key)
        body = {"kind": "file", "name": name, "content": b64encode(content).decode("ascii")}
        return self._add(connection, card_key, "file", dict(to), body, None, "silent")

    def change(self, card_key: str, card: Mapping[str, Any], *, when_spent: WhenSpent = "silent") -> None:
        """Show `card` in the place of one posted before; without effect when none was (or it could never be delivered)."""
        connection = self._turn(card_key)
        if _lives(connection, card_key):
            self._add(connection, card_key, "change", None, dict(card), None, when_spent)

    def withdraw(self, card_key: str) -> bool:
        """Take back a card that waits for its time, before anybody has tried to show it. False: too late, or none waits."""
        connection = self._turn(card_key)
        mine = (_t.c.card_key == card_key, _t.c.state == "ready")
        unseen = update(_t).where(*mine, _t.c.kind == "post", _t.c.attempts == 0).values(state="swallowed")
        if connection.execute(unseen).rowcount == 0:
            return False
        connection.execute(update(_t).where(*mine).values(state="swallowed"))
        return True

    def refresh(self, card_name: str, handle: Mapping[str, Any]) -> None:
        """A click brought a fresh right to change the card that the platform calls `card_name`."""
        self._session.connection().execute(update(_said).where(_said.c.token == card_name).values(handle=dict(handle)))

    def seen(self, card_name: str, at: datetime) -> None:
        """Somebody has read the card (or file) that the platform calls `card_name`."""
        delivery.step(self._session.connection(), card_name, "seen", at)

    def acted(self, card_name: str) -> None:
        """Somebody has used a button of the card that the platform calls `card_name`."""
        delivery.step(self._session.connection(), card_name, "acted", self._clock.now())

    def _turn(self, card_key: str) -> Connection:
        if not 0 < len(card_key) <= 80:
            raise ValueError("a card's key has 1 to 80 characters")
        connection = self._session.connection()
        hold_card(connection, card_key)
        return connection

    def _add(
        self,
        connection: Connection,
        card_key: str,
        kind: str,
        to: dict[str, Any] | None,
        card: dict[str, Any],
        not_before: datetime | None,
        when_spent: str,
    ) -> str:
        now = self._clock.now()
        key = _next_key(connection, card_key)
        row = {"key": key, "card_key": card_key, "kind": kind, "card": card, "when_spent": when_spent, "created_at": now}
        address = to or _where(connection, card_key)
        row |= {"to": address, "platform": _platform(address), "not_before": not_before or now}
        connection.execute(insert(_t).values(row))
        return key


def hold_card(connection: Connection, card_key: str) -> None:
    """One writer a card: SQLite has one at all, PostgreSQL needs a lock until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": int(_digest(card_key)[:15], 16)})


def _platform(to: Mapping[str, Any]) -> str:
    return next((str(address.get("platform", "")) for address in to.values()), "")[:16]


def _digest(card_key: str) -> str:
    return hashlib.sha256(card_key.encode()).hexdigest()[:16]


def _latest(connection: Connection, card_key: str) -> Any:
    rows = select(_t.c.key, _t.c.to).where(_t.c.card_key == card_key)
    return connection.execute(rows.order_by(_t.c.id.desc()).limit(1)).first()


def _next_key(connection: Connection, card_key: str) -> str:
    latest = _latest(connection, card_key)
    number = int(latest.key.rpartition("-")[2]) + 1 if latest else 1
    return f"{_digest(card_key)}-{number}"


def _where(connection: Connection, card_key: str) -> Any:
    said = connection.scalar(select(_said.c.to).where(_said.c.card_key == card_key))
    return said if said is not None else _latest(connection, card_key).to


def _lives(connection: Connection, card_key: str) -> bool:
    """Shown, or about to be; a card whose post is dead lives nowhere and may be posted again."""
    shown = exists().where(_said.c.card_key == card_key)
    planned = exists().where(_t.c.card_key == card_key, _t.c.kind == "post", _t.c.state.in_((*UNSENT, "sent")))
    return bool(connection.scalar(select(or_(shown, planned))))
