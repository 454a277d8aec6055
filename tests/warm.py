"""What a house that stands for long does once is done once in a test run, not once for each house that a test builds.

SQLAlchemy compiles each statement once for each engine; Werkzeug compiles, for each rule of each app, the way back from an
endpoint to an address: without this, half of the time went there. Both keep what they made themselves, under their own keys;
only, the dialects of two servers of one version count as one. A statement whose key says too little goes wrong here as it would
in production.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy
import werkzeug.routing
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_MANY = 5000


def share_what_is_compiled() -> None:
    """By every engine and every app that is made in this process from now on."""
    _share_statements(sqlalchemy.Engine, (SQLiteDialect_pysqlite, PGDialect_psycopg))
    _share_builders(werkzeug.routing.Rule)


def _share_statements(engines: Any, dialects: tuple[Any, ...]) -> None:
    compiled: LRUCache[Any, Any] = LRUCache(_MANY)
    begin = engines.__init__

    def begin_with_what_is_there(engine: Any, *given: Any, **named: Any) -> None:
        begin(engine, *given, **named)
        engine._compiled_cache = compiled

    engines.__init__ = begin_with_what_is_there
    for dialect in dialects:
        dialect.__eq__ = _same
        dialect.__hash__ = lambda dialect: hash(type(dialect))


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one.server_version_info == other.server_version_info)


def _share_builders(rules: Any) -> None:
    """A builder gets its rule as an argument and knows no more of it than its parts. (Defaults are folded in: left.)"""
    builders: dict[Any, Callable[..., tuple[str, str]]] = {}
    make = rules._compile_builder

    def builder(rule: Any, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:
            return make(rule, append_unknown)  # type: ignore[no-any-return]
        parts = tuple(rule._trace), append_unknown
        if parts not in builders:
            builders[parts] = make(rule, append_unknown)
        return builders[parts]

    rules._compile_builder = builder
