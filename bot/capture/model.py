"""What was read from a pasted text or from screenshots, before anybody was asked about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MINUTE = 60
"""`blur` of a time that is shown to the minute."""
NO_TIME = 10**9
"""`blur` of what carries no time at all, nor stands between two that do."""
MOST_PICTURES = 9
"""Screenshots at once: as many as the chat clients let one pick."""
ME = ("我", "Me")
"""What a client calls the one who copies."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message as it was read.

    `by`: the name that stands there; empty: none does. `ours`: said by a member of the organisation; None: not to be seen.
    `at` is aware; None: no time is to be seen, nor to be told from those around it. It was said between `at` and `blur`
    seconds later. `kind` is text, image, file, voice, video, or what else a chat only mentions; `text` then holds what stood
    there: `[图片]`, `[文件] 报价单.pdf`.
    `sure`: how well it was read, 0…1 (OCR).
    """

    by: str
    text: str
    at: datetime | None = None
    blur: int = MINUTE
    ours: bool | None = None
    kind: str = "text"
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Captured:
    """All of it, oldest first. `format` names what it was taken for, for the log and the preview.

    `title`: the chat's name where one is to be seen (a screenshot's head, a record's heading); `group`: it is a group's;
    None: not to be told. `dated`: every message has its day; False: days are missing and the rep is asked once.
    `system` are lines that nobody said (「你撤回了一条消息」), kept for the preview only.
    """

    messages: tuple[Said, ...]
    format: str
    title: str = ""
    group: bool | None = None
    dated: bool = True
    system: tuple[str, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Names in the order in which they first speak."""
        return tuple(dict.fromkeys(message.by for message in self.messages if message.by))


class NotAChat(Exception):
    """There is no conversation in it; `reason` is a key of `cards.catalog.WHY_NOT_A_CHAT`:
    `empty`, `prose`, `too_long`, `no_bubbles`, `not_a_picture`, `too_large`, `picture_bomb`,
    `too_slow`, `too_many`, `no_ocr`, `two_chats` (screenshots of more than one)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
