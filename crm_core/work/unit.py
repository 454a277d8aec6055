"""What every room of the door is given: the session under the policy, who asks, the time and the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Update, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm_core import audit
from crm_core.access import Verb, may
from crm_core.calendar import Calendar
from crm_core.clock import Clock
from crm_core.decisions.nudges import SilenceRule
from crm_core.decisions.standing import DirectoryRules
from crm_core.errors import NotAllowed, NotVisible
from crm_core.people import Principal
from crm_core.tables import Base, Decision

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules as they stand when the house is built."""

    silence: SilenceRule = field(default_factory=SilenceRule)
    calendar: Calendar = field(default_factory=Calendar)
    directory: DirectoryRules = field(default_factory=DirectoryRules)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of work: one principal, one transaction."""

    session: Session
    who: Principal
    clock: Clock
    rules: Rules

    def one(self, entity: type[Row], *where: Any, **options: Any) -> Row:
        """The one row. Always asks the database, so that the policy answers. Raises NotVisible."""
        row = self.session.scalars(select(entity).where(*where), execution_options=options).one_or_none()
        if row is None:
            raise NotVisible(entity.__name__)
        return row

    def demand(self, verb: Verb, thing: object = None) -> None:
        """Raises NotAllowed, before anything is written."""
        decision = may(self.who, verb, thing)
        if not decision.allowed:
            raise NotAllowed(decision.because)

    def add(self, row: Row) -> Row:
        """Written at once, so that it has its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def add_once(self, row: Base) -> bool:
        """False, and nothing written, when its unique key is there already, or another process wins it meanwhile."""
        try:
            with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:
            return False
        return True

    def changed(self, statement: Update, **options: Any) -> bool:
        """Whether a compare-and-set hit its row: of two that try, one sees True."""
        result = self.session.execute(statement, execution_options={"synchronize_session": False, **options})
        assert isinstance(result, CursorResult)  # noqa: S101  an UPDATE without RETURNING gives no other
        return bool(result.rowcount)

    def decided(self, kind: str, subject: str, outcome: str, **because: Any) -> None:
        """A decision with its reasons, and who saw to it in the audit. Ids and codes only, no words of anybody."""
        now = self.clock.now()
        by = self.who.person_id or None
        version = self.rules.silence.version if kind == "nudge" else ""
        row = Decision(kind=kind, subject=subject, outcome=outcome, because=because, rule_version=version, by_id=by, at=now)
        self.session.add(row)
        audit.record(self.session, self.who, kind, subject, at=now)


def clean(text: str, longest: int | None = None) -> str:
    """Text as both databases take it: NUL and lone surrogates become U+FFFD, one for one, so offsets stay true."""
    kept = "".join("\ufffd" if char == "\x00" or "\ud800" <= char <= "\udfff" else char for char in text)
    return kept if longest is None else kept[:longest]


def clean_json(value: Any) -> Any:
    """The same for plain JSON, all through."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): clean_json(inner) for key, inner in value.items()}
    return [clean_json(inner) for inner in value] if isinstance(value, list | tuple) else value
