"""A paper is read as if it were in simplified characters and full punctuation, and told as it stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_FULL = str.maketrans(",;:", "，；：")
_HALF = re.compile(r"(?<=[^\x00-\x7f])[,;:]|[,;:](?=[^\x00-\x7f])|,(?=\d)(?!\d{3}(?!\d))")
"""Among Chinese words, and before a number that is none of thousands: 型号:TD160,1台."""


def simple(text: str) -> str:
    """The same text, the same length, in simplified characters where we know them."""
    return text.translate(_table())


def level(text: str) -> str:
    """The same text, the same length, with the punctuation of Chinese where Chinese stands."""
    return _HALF.sub(lambda m: m[0].translate(_FULL), text)


def as_written(text: str, words: Iterable[str]) -> str:
    """Puts back into a text made of the simplified `words` what stood in their place; a character that stands in two ways
    (后 and 後) stays simplified.
    """
    written: dict[str, set[str]] = {}
    for word in words:
        for old, new in zip(word, simple(word), strict=True):
            written.setdefault(new, set()).add(old)
    return text.translate({ord(new): old.pop() for new, old in written.items() if len(old) == 1})


@cache
def _table() -> dict[int, str]:
    pairs = "".join((files("config") / "lexicon" / "traditional.txt").read_text("utf-8").split())
    return dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True))
