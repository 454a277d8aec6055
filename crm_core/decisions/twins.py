"""The same message by two ways counts once: a forwarded message and its archived twin (FEATURES §4.2).

Each source tells a message in its own way: ids differ, times are shown to the minute or not at all, a screenshot is read with a
letter wrong here and there. What is the same are the words, the side, and the moment as far as both know it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from hashlib import sha256

SLACK = timedelta(seconds=90)
"""What two clients' clocks, and rounding to the minute, may differ by."""
UNTIMED = 7 * 24 * 3600
"""From this `blur` on, seconds, the time says nothing, and the words alone decide."""
SHORT = 6
"""Fewer letters than this are said by everybody (「好的」): there the side has to be the same too."""
ALIKE = 0.8
"""Share of letters in common, from which a text that was read from a picture is the other one."""
WEIGHTY = frozenset("0123456789不没未无别非一二三四五六七八九十百千万亿")
"""What no misreading is forgiven in: another number, or a no, is another word."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as one source tells it. `at` is aware and true up to `blur` seconds later; `read`: by OCR. `mark` instead of
    `text` where the words are gone."""

    id: str
    text: str
    ours: bool
    at: datetime
    blur: int = 0
    read: bool = False
    mark: str = ""


def bare(text: str) -> str:
    """The letters and digits of a text, however a client has spaced, cut or decorated it; what it only quotes (`> …`) left out:
    some sources tell that beside the message, and some not at all."""
    own = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    text = own or text
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(char for char in folded if unicodedata.category(char)[0] in "LN")
    return kept or folded.strip()


def mark(text: str) -> str:
    """SHA-256 of `bare`, in hex: to know words again that are not kept."""
    return sha256(bare(text).encode("utf-8", "surrogatepass")).hexdigest()


def twins(fresh: Sequence[Heard], known: Sequence[Heard]) -> dict[str, str]:
    """Id of each fresh message that is a known one → the known one's id. No known message is two fresh ones."""
    found = _equal(fresh, known)
    left = [message for message in fresh if message.id not in found]
    taken = set(found.values())
    free = [message for message in known if message.id not in taken]
    if left and any(message.read for message in (*left, *free)):
        found |= _alike(left, free)
    return found


def says_much(text: str) -> bool:
    """Whether two chats that both have these words are likely the same chat."""
    return len(bare(text)) >= SHORT


def _equal(fresh: Iterable[Heard], known: Iterable[Heard]) -> dict[str, str]:
    """The same words at the same time, each known one once, in the order in which they were said."""
    by_mark: dict[str, list[Heard]] = defaultdict(list)
    for message in sorted(known, key=lambda message: message.at):
        by_mark[message.mark or mark(message.text)].append(message)
    found: dict[str, str] = {}
    for message in sorted(fresh, key=lambda message: message.at):
        same = by_mark.get(mark(message.text), [])
        other = next((one for one in same if _fits(message, one)), None)
        if other is not None:
            same.remove(other)
            found[message.id] = other.id
    return found


def _alike(fresh: Iterable[Heard], known: Sequence[Heard]) -> dict[str, str]:
    """What OCR has misread a little: the likest one at the same time on the same side."""
    free = {message.id: (message, bare(message.text)) for message in known if not message.mark}
    found: dict[str, str] = {}
    for message in sorted(fresh, key=lambda message: message.at):
        words = bare(message.text)
        best, share = "", ALIKE
        for other, others in free.values():
            if (message.read or other.read) and message.ours == other.ours and _same_time(message, other):
                alike = _share(words, others, share)
                best, share = (other.id, alike) if alike >= share else (best, share)
        if best:
            found[message.id] = best
            del free[best]
    return found


def _share(one: str, other: str, least: float) -> float:
    """0 where it can be seen cheaply that they have less than `least` in common."""
    if min(len(one), len(other)) < 3 or _weight(one) != _weight(other):
        return 0.0
    compared = SequenceMatcher(None, one, other, autojunk=False)
    if compared.real_quick_ratio() < least or compared.quick_ratio() < least:
        return 0.0
    return compared.ratio()


def _weight(text: str) -> list[str]:
    return [char for char in text if char in WEIGHTY]


def _fits(one: Heard, other: Heard) -> bool:
    return (one.ours == other.ours or says_much(one.text)) and _same_time(one, other)


def _same_time(one: Heard, other: Heard) -> bool:
    if max(one.blur, other.blur) >= UNTIMED:
        return True
    return one.at <= _end(other) + SLACK and other.at <= _end(one) + SLACK


def _end(message: Heard) -> datetime:
    return message.at + timedelta(seconds=message.blur)
