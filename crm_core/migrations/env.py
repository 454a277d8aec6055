"""For the `alembic` command in a checkout: `alembic check`, `alembic revision --autogenerate -m "…"`.

`-x url=…` names a database; without it a fresh SQLite file is brought to head first, so that both commands compare the
tables with what the revisions make. (`suilu migrate` needs none of this: see `steps`.)
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from crm_core.migrations import steps
from crm_core.tables import Base, Instant
from crm_core.work.engines import open_engine


def _render(kind: str, thing: Any, _autogen: Any) -> str | Literal[False]:
    """A revision stays what it was, so it does not import the program's own types."""
    return "sa.DateTime()" if kind == "type" and isinstance(thing, Instant) else False


@contextmanager
def _database() -> Iterator[Connection]:
    url = context.get_x_argument(as_dictionary=True).get("url")
    with tempfile.TemporaryDirectory() as folder:
        engines = open_engine(url or f"sqlite:///{Path(folder) / 'check.db'}")
        try:
            if url is None:
                with engines.write.begin() as connection:
                    steps.upgrade(connection)
            with engines.write.begin() as connection:
                yield connection
        finally:
            engines.close()


with _database() as opened:
    context.configure(
        connection=opened,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=_render,
        compare_type=True,
        compare_server_default=True,
    )
    context.run_migrations()
