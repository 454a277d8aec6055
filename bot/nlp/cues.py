"""Cue words by meaning (`config/lexicon/cues/`), looked for in normalised text: many lists, few searches.

A cue is letters, `*` (up to six characters of the same clause), `(a|b)` (either) and `<name>` (any word of the list
`class_name`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import add

from bot.nlp.text import normalise

NEVER = re.compile(r"(?!)")
_ANY = r"[^,。;!?\n\x00]{0,6}?"
_SYNTAX = {r"\*": _ANY, r"\(": "(?:", r"\)": ")", r"\|": "|"}
_GROUP = re.compile(r"\\[*()|]")
_CLASS = re.compile(r"<([a-z_]+)>")
_REMEMBERED = 4096
"""Texts of which it is remembered which lists may be in them."""


class Cues:
    """Lists of one language and organisation. Immutable; each is compiled at its first use; shared by all that lies over.

    `lists` as they were written; `whole` with every class written out.
    """

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self.lists = lists
        self.whole = {name: tuple(written_out(word, lists) for word in words) for name, words in lists.items()}
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._spotters: dict[str, Spotter] = {}
        self._near: dict[str, frozenset[str]] = {}

    def pattern(self, name: str) -> re.Pattern[str]:
        """Of one list, longest first. A missing list matches nothing."""
        if name not in self._patterns:
            self._patterns[name] = alternation(self.whole.get(name, ()))
        return self._patterns[name]

    def says(self, name: str, text: str) -> bool:
        near = self._near.get(text)
        return name in (self._look(text) if near is None else near) and self.pattern(name).search(text) is not None

    def spotter(self, prefix: str) -> Spotter:
        """All lists whose name begins so, looked for at once."""
        if prefix not in self._spotters:
            self._spotters[prefix] = Spotter(self, [name for name in self.lists if name.startswith(prefix)])
        return self._spotters[prefix]

    def _look(self, text: str) -> frozenset[str]:
        if len(self._near) >= _REMEMBERED:
            self._near = {}
        self._near[text] = near = self._gate.near(text)
        return near

    @cached_property
    def _gate(self) -> Gate:
        return Gate({name: words for name, words in self.whole.items() if not name.startswith("class_")})


class Gate:
    """Which lists may be in a text, by the first characters of their cues alone: a search of the others would be in vain."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self._heads: dict[str, set[str]] = {}
        for name, words in lists.items():
            for head in (head for word in words for head in heads(normalise(word))):
                self._heads.setdefault(head[:2], set()).add(name)

    def near(self, text: str) -> frozenset[str]:
        here = self._heads.keys() & {*text, *map(add, text, text[1:])}
        return frozenset().union(*(self._heads[head] for head in here))


class Spotter:
    """Many lists at once."""

    def __init__(self, cues: Cues, names: Iterable[str]) -> None:
        self._cues = cues
        self._gate = Gate({name: cues.whole[name] for name in names})

    def find(self, text: str) -> list[tuple[str, re.Match[str]]]:
        """(name of the list, match) for normalised text; by list, in the order of the text."""
        return [(name, m) for name in sorted(self._gate.near(text)) for m in self._cues.pattern(name).finditer(text)]


def written_out(word: str, lists: Mapping[str, tuple[str, ...]]) -> str:
    """A cue with its classes as alternatives: 收到*<sample> is 收到*(样品|样机).

    Raises ValueError for a class that there is not.
    """

    def either(m: re.Match[str]) -> str:
        words = lists.get(f"class_{m[1]}", ())
        if not words:
            raise ValueError(f"lexicon: {word} names a class that there is not")
        inside = word.count("(", 0, m.start()) > word.count(")", 0, m.start())
        return "|".join(words) if inside else f"({'|'.join(words)})"

    return _CLASS.sub(either, word) if "<" in word else word


def heads(word: str) -> list[str]:
    """What a cue begins with: the letters before `*` or `(`, or each choice of the `(a|b)` at its beginning.

    Raises ValueError for one that begins with neither.
    """
    first = re.match(r"[^*()|]+|\(([^()]+)\)", word)
    if first is None:
        raise ValueError(f"lexicon: {word} begins with nothing that could be looked for")
    return first[1].split("|") if first[1] else [first[0]]


def alternation(words: Sequence[str]) -> re.Pattern[str]:
    """Any of these cues: `*` is a few characters of the same clause, `(a|b)` either."""
    ordered = sorted((normalise(word) for word in words), key=lambda word: (-len(word), word))
    return re.compile("|".join(_cue(opened) for word in ordered for opened in _opened(word))) if ordered else NEVER


def _opened(word: str) -> list[str]:
    """With each choice of the `(a|b)` at its beginning: what begins with a letter is passed over without a try elsewhere."""
    rest = word[word.index(")") + 1 :] if word[0] == "(" else ""
    return [head + rest for head in heads(word)] if word[0] == "(" else [word]


def _cue(word: str) -> str:
    return _GROUP.sub(lambda m: _SYNTAX[m[0]], re.escape(word))
