"""Several screenshots of one chat, in whatever order, → one row of entries in which everything stands once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.capture.model import NotAChat
from bot.capture.screens.bubbles import Bubble, Note, Page

_ALIKE = 0.8
"""Of the letters, in their order: the same words, read twice."""
_TELLING = 6
"""Letters in what two pictures share, or it may be chance: 「好的」 is said every day."""

Entry = Bubble | Note


@dataclass(frozen=True, slots=True)
class _Row:
    """Pictures already put together, by their numbers."""

    pictures: tuple[int, ...]
    entries: tuple[Entry, ...]


def joined(pages: Sequence[Page]) -> tuple[Entry, ...]:
    """Oldest first: by what they share, and where they share nothing in the order in which they were given.

    Raises NotAChat("two_chats"): the heads name different chats, and no picture of one shares anything with the other.
    """
    parts = [_Row((number,), page.entries) for number, page in enumerate(pages)]
    while (pair := _best(parts)) is not None:
        a, b, count = pair
        whole = _Row((*a.pictures, *b.pictures), _inside(a.entries, b.entries) or _merged(a.entries, b.entries, count))
        parts = sorted([part for part in parts if part not in (a, b)] + [whole], key=lambda part: min(part.pictures))
    _one_chat(pages, parts)
    return tuple(entry for part in parts for entry in part.entries)


def _best(parts: Sequence[_Row]) -> tuple[_Row, _Row, int] | None:
    """The two that share most, the earlier first."""
    pairs = [(_common(a, b), a, b) for a in parts for b in parts if a is not b]
    pairs = [pair for pair in pairs if pair[0]]
    if not pairs:
        return None
    count, a, b = max(pairs, key=lambda pair: (pair[0], -min(pair[1].pictures)))
    return a, b, count


def _common(a: _Row, b: _Row) -> int:
    return len(b.entries) if _inside(a.entries, b.entries) else shared(a.entries, b.entries)


def _inside(a: Sequence[Entry], b: Sequence[Entry]) -> tuple[Entry, ...]:
    """`a`, when all of `b` stands somewhere in it, what is better read there taken over; else nothing."""
    for start in range(len(a) - len(b) + 1):
        pairs = list(zip(a[start : start + len(b)], b, strict=True))
        if all(_same(x, y) for x, y in pairs) and _is_telling(pairs):
            return (*a[:start], *(_better(x, y) for x, y in pairs), *a[start + len(b) :])
    return ()


def shared(a: Sequence[Entry], b: Sequence[Entry]) -> int:
    """How many entries at the end of `a` are those at the beginning of `b`; 0: none that could not be chance."""
    for count in range(min(len(a), len(b)), 0, -1):
        pairs = list(zip(a[-count:], b[:count], strict=True))
        if all(_same(x, y) for x, y in pairs) and _is_telling(pairs):
            return count
    return 0


def _is_telling(pairs: Sequence[tuple[Entry, Entry]]) -> bool:
    return sum(len(x.text) for x, y in pairs if not (_cut(x) and _cut(y))) >= _TELLING


def _cut(entry: Entry) -> bool:
    return isinstance(entry, Bubble) and entry.cut


def _same(x: Entry, y: Entry) -> bool:
    if isinstance(x, Note) or isinstance(y, Note):
        return isinstance(x, Note) and isinstance(y, Note) and _alike(x.text, y.text)
    if x.ours != y.ours:
        return False
    if x.cut or y.cut:
        return _part(x, y)
    return x.kind == y.kind and _alike(x.text, y.text)


def _part(x: Bubble, y: Bubble) -> bool:
    """One of them, or both, is cut: what is seen of it stands at that end of the other."""
    if x.kind != y.kind and "text" not in (x.kind, y.kind):
        return False
    short, long = sorted((_plain(x.text), _plain(y.text)), key=len)
    cut = x if len(_plain(x.text)) == len(short) else y
    end = long[-len(short) :] if cut.above else long[: len(short)]
    return "image" in (x.kind, y.kind) or (x.above and y.below) or (y.above and x.below) or _alike(short, end)


def _alike(a: str, b: str) -> bool:
    a, b = _plain(a), _plain(b)
    return a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _merged(a: Sequence[Entry], b: Sequence[Entry], count: int) -> tuple[Entry, ...]:
    pairs = zip(a[len(a) - count :], b[:count], strict=True)
    return (*a[: len(a) - count], *(_better(x, y) for x, y in pairs), *b[count:])


def _better(x: Entry, y: Entry) -> Entry:
    """The whole one; of two whole ones what was read with more certainty."""
    if isinstance(x, Note) or isinstance(y, Note):
        return x
    one, other = sorted((x, y), key=lambda bubble: (not bubble.cut, bool(bubble.by), bubble.sure, len(bubble.text)))[::-1]
    return one if one.by or not other.by else Bubble(one.text, one.ours, other.by, one.kind, one.sure, one.above, one.below)


def _one_chat(pages: Sequence[Page], parts: Sequence[_Row]) -> None:
    titles = [next((pages[number].title for number in part.pictures if pages[number].title), "") for part in parts]
    named = [title for title in titles if title]
    if any(not _alike(named[0], title) for title in named[1:]):
        raise NotAChat("two_chats")
