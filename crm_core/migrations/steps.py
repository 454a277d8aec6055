"""Moving a database from one revision to another over a connection that the caller opened and will commit.

No Alembic environment and no config file: it works from an installed wheel, and `env.py` uses it too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

_LOCK = 0x5A11
"""One migration at a time on PostgreSQL; SQLite has its write lock."""


def script() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent))


def head() -> str:
    """The revision that this program was written for."""
    return str(script().get_current_head())


def revision_of(connection: Connection) -> str | None:
    """The revision a database stands at; None: it is empty (or not ours)."""
    return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str) -> bool:
    """Whether a revision is one of this program's."""
    return any(step.revision == revision for step in script().walk_revisions())


def upgrade(connection: Connection, to: str = "head") -> None:
    scripts = script()
    _run(connection, lambda rev, _context: scripts._upgrade_revs(to, rev))


def downgrade(connection: Connection, to: str = "base") -> None:
    scripts = script()
    _run(connection, lambda rev, _context: scripts._downgrade_revs(to, rev))


def _run(connection: Connection, steps: Any) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
    context = MigrationContext.configure(connection, opts={"fn": steps, "script": script(), "render_as_batch": True})
    with Operations.context(context):
        context.run_migrations()
