"""The one door to the record: `with core.work(who) as w:` is one transaction under the policy of `who`.

No network inside it: ports are called before or after.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crm_core.access import PolicySession
from crm_core.clock import Clock
from crm_core.errors import DatabaseTooOld, Unavailable
from crm_core.inbox import Inbox, settle
from crm_core.migrations import steps
from crm_core.outbox import Outbox
from crm_core.people import SYSTEM, Principal
from crm_core.say import Say
from crm_core.tables import Person
from crm_core.work.activities import Activities
from crm_core.work.archive import ArchiveRoom
from crm_core.work.attachments import Attachments
from crm_core.work.briefs import Briefs
from crm_core.work.captures import Captures
from crm_core.work.consents import Consents
from crm_core.work.conversations import Conversations
from crm_core.work.diagnosis import Diagnosis
from crm_core.work.directory import Directory
from crm_core.work.drafts import Drafts
from crm_core.work.engines import Engines, open_engine
from crm_core.work.exports import Exports
from crm_core.work.fetching import Fetching
from crm_core.work.followings import Followings
from crm_core.work.handovers import Handovers
from crm_core.work.imports import Imports
from crm_core.work.inheritance import Inheritance
from crm_core.work.leads import Leads
from crm_core.work.letters import Letters
from crm_core.work.notes import Notes
from crm_core.work.nudges import Nudges
from crm_core.work.people import People, is_member, principal_for, principal_of
from crm_core.work.reports import Reports
from crm_core.work.retelling import Retelling
from crm_core.work.shown import Shown
from crm_core.work.syncs import Syncs
from crm_core.work.teaching import Teaching
from crm_core.work.todos import Todos
from crm_core.work.unit import Rules, Unit


class Work:
    """A unit of work: its rooms, made when they are first entered, and `say`, the way to speak when it is committed."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @cached_property
    def say(self) -> Say:
        return Say(self._unit.session, self._unit.clock)

    @cached_property
    def people(self) -> People:
        return People(self._unit)

    @cached_property
    def leads(self) -> Leads:
        return Leads(self._unit)

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self._unit)

    @cached_property
    def captures(self) -> Captures:
        return Captures(self._unit)

    @cached_property
    def consents(self) -> Consents:
        return Consents(self._unit)

    @cached_property
    def archive(self) -> ArchiveRoom:
        return ArchiveRoom(self._unit)

    @cached_property
    def syncs(self) -> Syncs:
        return Syncs(self._unit)

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(self._unit)

    @cached_property
    def retelling(self) -> Retelling:
        return Retelling(self._unit)

    @cached_property
    def teaching(self) -> Teaching:
        return Teaching(self._unit)

    @cached_property
    def activities(self) -> Activities:
        return Activities(self._unit)

    @cached_property
    def attachments(self) -> Attachments:
        return Attachments(self._unit)

    @cached_property
    def fetching(self) -> Fetching:
        return Fetching(self._unit)

    @cached_property
    def notes(self) -> Notes:
        return Notes(self._unit)

    @cached_property
    def nudges(self) -> Nudges:
        return Nudges(self._unit)

    @cached_property
    def todos(self) -> Todos:
        return Todos(self._unit)

    @cached_property
    def shown(self) -> Shown:
        return Shown(self._unit)

    @cached_property
    def letters(self) -> Letters:
        return Letters(self._unit)

    @cached_property
    def reports(self) -> Reports:
        return Reports(self._unit)

    @cached_property
    def exports(self) -> Exports:
        return Exports(self._unit)

    @cached_property
    def imports(self) -> Imports:
        return Imports(self._unit)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        return Diagnosis(self._unit)

    @cached_property
    def directory(self) -> Directory:
        return Directory(self._unit)

    @cached_property
    def followings(self) -> Followings:
        return Followings(self._unit)

    @cached_property
    def handovers(self) -> Handovers:
        return Handovers(self._unit)

    @cached_property
    def inheritance(self) -> Inheritance:
        return Inheritance(self._unit)

    @cached_property
    def briefs(self) -> Briefs:
        return Briefs(self._unit)

    @contextmanager
    def seen_by(self, person_id: int) -> Iterator[Work]:
        """The same transaction under the policy of a colleague: to write a card that this colleague alone will read.

        Raises NotVisible.
        """
        session, mine = self._unit.session, self._unit.session.info["who"]
        theirs = principal_for(session, self._unit.one(Person, Person.id == person_id))
        session.flush()
        session.info["who"] = theirs
        try:
            yield Work(replace(self._unit, who=theirs))
        finally:
            session.info["who"] = mine


class Core:
    """One database, opened. Safe for the threads of one process; open it after a fork, not before."""

    def __init__(self, engines: Engines, *, clock: Clock, zone: ZoneInfo, rules: Rules | None = None) -> None:
        self._engines, self.clock, self.zone, self._rules = engines, clock, zone, rules or Rules()
        self.inbox = Inbox(engines.write, engines.read, clock)
        self.outbox = Outbox(engines.write, engines.read, clock)

    @classmethod
    def at(cls, url: str, *, clock: Clock, zone: str = "Asia/Shanghai", rules: Rules | None = None) -> Core:
        """Raises BadDatabaseUrl. Connects when it is first used; `check_version` says whether it can be."""
        return cls(open_engine(url), clock=clock, zone=ZoneInfo(zone), rules=rules)

    def close(self) -> None:
        self._engines.close()

    # --- units of work ------------------------------------------------------------------------------------------------

    @contextmanager
    def work(self, principal: Principal, *, settles: str | None = None) -> Iterator[Work]:
        """One transaction: committed on a clean exit, rolled back on any exception.

        `settles`: the id of the inbox event whose effect this is, done in the same transaction; AlreadySettled when
        another worker was first. Raises Unavailable when the database cannot be had. Not to be nested.
        """
        with self._session(self._engines.write, principal) as session:
            if settles is not None:
                settle(session.connection(), settles, self.clock.now())
            yield Work(self._unit(session, principal))
            session.commit()

    @contextmanager
    def read(self, principal: Principal) -> Iterator[Work]:
        """The same rooms over one moment of the record; nothing is committed, and the database refuses to write."""
        with self._session(self._engines.read, principal) as session:
            yield Work(self._unit(session, principal))

    def identify(self, platform: str, corp: str, external_id: str) -> Principal | None:
        """Who a platform's member is; None: nobody here (not bound, left, disabled). For the house's own purpose: who asks."""
        with self._session(self._engines.read, SYSTEM) as session:
            return principal_of(session, platform, corp, external_id)

    def is_ours(self, platform: str, corp: str, external_id: str) -> bool:
        """Whether this is or was a member of the organisation, by record or directory: none of them is a customer."""
        with self._session(self._engines.read, SYSTEM) as session:
            return is_member(session, platform, corp, external_id)

    def _unit(self, session: PolicySession, who: Principal) -> Unit:
        return Unit(session=session, who=who, clock=self.clock, rules=self._rules)

    @contextmanager
    def _session(self, engine: Engine, who: Principal) -> Iterator[PolicySession]:
        try:
            with PolicySession(engine, info={"who": who}) as session:
                yield session
        except PoolTimeout as error:
            raise Unavailable("all connections are in use") from error

    # --- versions -----------------------------------------------------------------------------------------------------

    def version(self) -> str | None:
        """The revision the database stands at; None: it is empty."""
        with self._engines.read.connect() as connection:
            return steps.revision_of(connection)

    def check_version(self) -> None:
        """Raises DatabaseTooOld, with one line that says what to do, when this is not the database of this program."""
        found = self.version()
        if found == steps.head():
            return
        if found is not None and not steps.knows(found):
            raise DatabaseTooOld(f"the database is at {found}, newer than this program: install the newer suilu")
        raise DatabaseTooOld(f"the database is at {found or 'nothing'}, this program needs {steps.head()}: run suilu migrate")

    def migrate(self) -> str:
        """Make or upgrade the database, whole or not at all; the revision it stands at then."""
        with self._engines.write.connect() as connection:
            if self._engines.is_sqlite:  # a table is altered by being made anew; without effect inside a transaction
                _raw(connection).execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.begin():
                    steps.upgrade(connection)
                    self._check_references(connection)
            finally:
                if self._engines.is_sqlite:
                    _raw(connection).execute("PRAGMA foreign_keys = ON")
        return steps.head()

    def erase(self) -> None:
        """Take every table of ours out of the database, with all that is in it. For the demo's `--fresh` alone."""
        with self._engines.write.begin() as connection:
            steps.downgrade(connection)

    def _check_references(self, connection: Any) -> None:
        if self._engines.is_sqlite and connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
            raise RuntimeError("the migration would leave rows that point at nothing")


def _raw(connection: Any) -> Any:
    return connection.connection.driver_connection
