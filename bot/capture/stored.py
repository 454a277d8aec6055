"""A `Captured` as plain JSON, for the record to keep until the rep has been asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from bot.capture.model import Captured

_ADAPTER = TypeAdapter(Captured)


def to_json(captured: Captured) -> dict[str, Any]:
    """What `crm_core`'s `Capture.read` holds."""
    plain: dict[str, Any] = _ADAPTER.dump_python(captured, mode="json")
    return plain


def from_json(read: Mapping[str, Any]) -> Captured:
    """Raises ValueError for what `to_json` never wrote."""
    return _ADAPTER.validate_python(read)
