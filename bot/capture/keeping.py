"""Taking a file in: looked at, drawn small, and kept outside the database. The one way in, from a chat or from a page."""

from __future__ import annotations

from bot.capture.kinds import kind_of, mime_of
from bot.capture.lengths import seconds_of
from bot.capture.thumbs import Bomb, thumb_of
from bot.ports import MOST_BYTES, Files
from crm_core.views import KeptFile


class NotKept(Exception):
    """We keep no such file; `reason` is a key of `cards.catalog.WHY_NOT_KEPT`: `empty`, `too_large`, `type`, `bomb`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def keep(files: Files, content: bytes) -> KeptFile:
    """Raises NotKept, and then nothing is written. What is kept and gets no row is swept away later."""
    if not content:
        raise NotKept("empty")
    if len(content) > MOST_BYTES:
        raise NotKept("too_large")
    mime = mime_of(content)
    if not mime:
        raise NotKept("type")
    try:
        thumb = thumb_of(content, mime)
    except Bomb:
        raise NotKept("bomb") from None
    return KeptFile(
        kind=kind_of(mime),
        mime=mime,
        size=len(content),
        digest=files.keep(content),
        thumb=files.keep(thumb) if thumb else "",
        seconds=seconds_of(content, mime),
    )
