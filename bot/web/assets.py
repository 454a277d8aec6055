"""Our scripts and styles, by addresses that change with their content, so that a new version is fetched at once."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import url_for

STATIC = Path(__file__).parent / "static"


@cache
def stamp(name: str) -> str:
    """Eight hex digits of a static file's content."""
    return sha256((STATIC / name).read_bytes()).hexdigest()[:8]


def asset(name: str) -> str:
    return url_for("static", filename=name, v=stamp(name))
