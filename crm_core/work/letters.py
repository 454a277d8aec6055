"""An administrator's hand on the dead letters: try one again, or let it go for good. Each step is in the audit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select, update

from crm_core import audit
from crm_core.errors import Conflict
from crm_core.outbox import empty_file
from crm_core.say import hold_card
from crm_core.tables import Outbox as Row
from crm_core.tables import Said
from crm_core.work.unit import Unit

_t: Any = Row.__table__
_said: Any = Said.__table__
_GONE = ("swallowed", "dropped")
"""States of rows that will never be shown by themselves."""


class Letters:
    """`w.letters`. Under the policy only the house itself finds a letter; all others are told that there is none."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def dead(self, platform: str = "") -> list[str]:
        """Keys of the dead letters, of one platform or (empty) of all, oldest first."""
        query = select(Row.key).where(Row.state == "dead").order_by(Row.id)
        return list(self._unit.session.scalars(query.where(Row.platform == platform) if platform else query))

    def replay(self, key: str) -> bool:
        """Ready again, with a fresh day of patience. False: it waits or was sent already, and nothing changes.

        What was to change a dead card comes back with it, as the newest words alone. Raises NotVisible for a key that is
        none; Conflict `dropped`, `swallowed` (its words went out with newer ones), `superseded` (the card was posted anew or
        has newer words: the old ones would be shown beside or over them), `lives_nowhere` (a change of no card).
        """
        row = self._mine(key)
        if row.state in ("ready", "taken", "sent"):
            return False
        self._may_come_back(row)
        now = self._unit.clock.now()
        fresh = {"state": "ready", "not_before": now, "tried_at": None, "error": ""}
        self._set(row, attempts=min(row.attempts, 1), **fresh)  # tried: a post keeps its words, for its key may be known
        if row.kind == "post":
            self._bring_back_newest_words(row, fresh)
        audit.record(self._unit.session, self._unit.who, "outbox.replay", f"outbox:{row.id}", at=now)
        return True

    def drop(self, key: str) -> bool:
        """Given up for good. False: it was already. Raises NotVisible; Conflict `not_dead`."""
        row = self._mine(key)
        if row.state == "dropped":
            return False
        if row.state != "dead":
            raise Conflict("not_dead")
        self._set(row, state="dropped")
        if row.kind == "file":
            empty_file(self._unit.session.connection(), row.id, row.card)
        audit.record(self._unit.session, self._unit.who, "outbox.drop", f"outbox:{row.id}", at=self._unit.clock.now())
        return True

    def _mine(self, key: str) -> Row:
        """The row, and the turn to write to its card until the transaction ends."""
        card_key = self._unit.one(Row, Row.key == key).card_key
        hold_card(self._unit.session.connection(), card_key)
        return self._unit.one(Row, Row.key == key, populate_existing=True)

    def _may_come_back(self, row: Row) -> None:
        if row.state in _GONE:
            raise Conflict(row.state)
        connection = self._unit.session.connection()
        newer = exists().where(_t.c.card_key == row.card_key, _t.c.id > row.id, _t.c.state.not_in(_GONE))
        lives = connection.scalar(select(exists().where(_said.c.card_key == row.card_key)))
        if connection.scalar(select(newer)) or (lives and row.kind != "change"):
            raise Conflict("superseded")
        if row.kind == "change" and not lives:
            raise Conflict("lives_nowhere")

    def _bring_back_newest_words(self, post: Row, fresh: dict[str, Any]) -> None:
        """The newest change that was swallowed when the post died; unless the post took its words along."""
        later = (Row.card_key == post.card_key, Row.id > post.id, Row.state == "swallowed", Row.kind == "change")
        newest = self._unit.session.scalars(select(Row).where(*later).order_by(Row.id.desc()).limit(1)).one_or_none()
        if newest is not None and newest.card != post.card:
            self._set(newest, attempts=0, **fresh)

    def _set(self, row: Row, **values: Any) -> None:
        self._unit.session.connection().execute(update(_t).where(_t.c.id == row.id).values(**values))
        self._unit.session.expire(row)
