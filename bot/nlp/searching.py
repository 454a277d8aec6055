"""Many words looked for in a text in one pass, however many they are (Aho-Corasick)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ahocorasick_rs import AhoCorasick, Implementation

from bot.nlp.patterns import late

_HALVES = late("[\ud800-\udfff]")
"""Halves of surrogate pairs, which only an escape in JSON can hold; the search knows no such characters."""


class Needles:
    """A fixed set of words; `words` are those that are looked for, by number."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(_whole(word) for word in words))
        self._find = AhoCorasick(self.words, implementation=Implementation.ContiguousNFA).find_matches_as_indexes

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """(number of the word, start, end) of all that stand in a text, also where they overlap; those that end first first."""
        try:
            return self._find(text, True)
        except UnicodeEncodeError:
            return self._find(_whole(text), True)

    def longest(self, text: str, fits: Callable[[str, int, int], object]) -> Iterator[tuple[int, int, int]]:
        """The first that `fits` there, and of those that begin with it the longest; then the first behind it."""
        last = 0
        for number, start, end in sorted(self.find(text), key=lambda hit: (hit[1], -hit[2])):
            if start >= last and fits(text, start, end):
                yield number, start, end
                last = end


def _whole(text: str) -> str:
    return text if text.isascii() else _HALVES.sub("\ufffd", text)
