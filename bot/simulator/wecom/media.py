"""The simulated WeCom's temporary files (临时素材): what members send and what apps upload, for three days."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.wecom.errors import Errcode
from crm_core.clock import Clock

KEPT = timedelta(days=3)
LARGEST = {"image": 5 * 1024**2, "voice": 5 * 1024**2, "video": 10 * 1024**2, "file": 20 * 1024**2}
"""Bytes by kind; the stricter value where the vendor's pages disagree."""
SMALLEST = 6


@dataclass(frozen=True, slots=True)
class Medium:
    kind: str
    name: str
    content: bytes
    until: datetime


@dataclass
class Media:
    clock: Clock
    kept: dict[str, Medium] = field(default_factory=dict)
    """By media_id."""

    def put(self, kind: str, name: str, content: bytes) -> str:
        """The media_id of a file that somebody sent or an app uploaded."""
        media_id = secrets.token_urlsafe(32)
        self.kept[media_id] = Medium(kind, name, content, self.clock.now() + KEPT)
        return media_id

    def upload(self, kind: str, name: str, content: bytes) -> dict[str, Any]:
        """`media/upload`."""
        if kind not in LARGEST:
            raise Errcode(40004)
        if len(content) > LARGEST[kind]:
            raise Errcode(45001)
        if len(content) < SMALLEST:
            raise Errcode(40006)
        created = str(int(self.clock.now().timestamp()))  # a string: the vendor's own type
        return {"type": kind, "media_id": self.put(kind, name, content), "created_at": created}

    def get(self, media_id: Any) -> Medium:
        found = self.kept.get(media_id) if isinstance(media_id, str) else None
        if found is None or self.clock.now() >= found.until:
            raise Errcode(40007)
        return found
