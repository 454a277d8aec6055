"""Cue words by meaning (`config/lexicon/cues/`), looked for in normalised text: many lists, few searches.

A cue is letters, `*` (up to six characters of the same clause), `(a|b)` (either) and `<name>` (any word of the list
`class_name`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from bot.nlp.patterns import late
from bot.nlp.searching import Needles
from bot.nlp.text import normalise
from bot.nlp.words import Words

NEVER = late(r"(?!)")
_ANY = r"[^,。;!?\n\x00]{0,6}?"
_SYNTAX = {r"\*": _ANY, r"\(": "(?:", r"\)": ")", r"\|": "|"}
_GROUP = late(r"\\[*()|]")
_NESTED = late(r"\([^)]*\(|^[^(]*\)|\)[^(]*\)|\([^)]*$")
"""Brackets in brackets, or one without the other."""
_CLASS = late(r"<([a-z_]+)>")
_MOST = 256
"""Ways to say a part of a cue that are looked for one by one."""
_MAINLY, _NOT_IF = "主要是", "主\x00是"
"""主要是价格 says no 要是."""
_REMEMBERED = 16384
"""Texts of which it is remembered which lists are in them."""


class Cues:
    """Lists of one language and organisation. Immutable; each is compiled at its first use; shared by all that lies over.

    `lists` as they were written; `whole` with every class written out. `own`: the cues that the organisation added to them.
    """

    def __init__(self, lists: Mapping[str, tuple[str, ...]], own: Iterable[str] = ()) -> None:
        self.lists = lists
        self._own = tuple(own)
        self.whole = {name: tuple(written_out(word, lists) for word in words) for name, words in lists.items()}
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._spotters: dict[str, Spotter] = {}

    @cached_property
    def words(self) -> Words:
        """A tokenizer that keeps the list of that name together."""
        return Words({normalise(word) for word in self.lists.get("words", ())})

    @cached_property
    def heard(self) -> Heard:
        """Of a normalised text: the names of the lists of which a cue is in it.

        Raises ValueError for a cue that begins with nothing that could be looked for.
        """
        lists = {name: words for name, words in self.whole.items() if not name.startswith("class_")}
        for cue in {cue for cues in lists.values() for cue in cues}:
            heads(cue)
        return Heard(lists)

    @cached_property
    def _heard_own(self) -> Heard:
        return Heard({"own": tuple(written_out(word, self.lists) for word in self._own)})

    def says_own(self, text: str) -> bool:
        """Whether a cue that the organisation added is in normalised text."""
        return bool(self._own) and bool(self._heard_own[text])

    def says(self, name: str, text: str) -> bool:
        return name in self.heard[text]

    def pattern(self, name: str) -> re.Pattern[str]:
        """Of one list, longest first. A missing list matches nothing."""
        if name not in self._patterns:
            self._patterns[name] = alternation(self.whole.get(name, ()))
        return self._patterns[name]

    def spotter(self, prefix: str) -> Spotter:
        """All lists whose name begins so, looked for at once."""
        if prefix not in self._spotters:
            self._spotters[prefix] = Spotter(self, (name for name in self.lists if name.startswith(prefix)))
        return self._spotters[prefix]


class Spotter:
    """Many lists at once."""

    def __init__(self, cues: Cues, names: Iterable[str]) -> None:
        self._cues = cues
        self._names = frozenset(names)

    def find(self, text: str) -> list[tuple[str, re.Match[str]]]:
        """(name of the list, match) for normalised text; by list, in the order of the text."""
        here = self._names & self._cues.heard[text]
        return [(name, m) for name in sorted(here) for m in self._cues.pattern(name).finditer(text)]


class Heard(dict[str, frozenset[str]]):
    """Text → the names of the lists that are in it: one search for what must stand there of each cue; kept for the next asker.

    A cue that is no more than these words is there, then; of another it is tried whether the rest stands around them.
    """

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        named: dict[str, set[str]] = {}
        for name, cue in ((name, normalise(cue)) for name, cues in lists.items() for cue in cues):
            named.setdefault(cue, set()).add(name)
        needed = {cue: _needed(cue) for cue in named}
        self._needles = Needles(word for parts, _ in needed.values() for ways in parts for word in ways)
        number = {word: place for place, word in enumerate(self._needles.words)}
        self._surely: list[set[str]] = [set() for _ in number]
        self._maybe: list[list[_Maybe]] = [[] for _ in number]
        for cue, (parts, whole) in needed.items():
            first, *others = [frozenset(number[word] for word in ways) for ways in parts]
            for place in first:
                if whole:
                    self._surely[place] |= named[cue]
                else:
                    self._maybe[place].append((cue, tuple(others), named[cue]))
        self._patterns: dict[str, re.Pattern[str]] = {}

    def __missing__(self, text: str) -> frozenset[str]:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = here = self._look(text)
        return here

    def _look(self, text: str) -> frozenset[str]:
        text = text.replace(_MAINLY, _NOT_IF)
        found = {hit[0] for hit in self._needles.find(text)}
        here: set[str] = set()
        for number in found:
            here |= self._surely[number]
            for cue, others, names in self._maybe[number]:
                if not names <= here and not any(map(found.isdisjoint, others)) and self._pattern(cue).search(text):
                    here |= names
        return frozenset(here) if here else _NOTHING

    def _pattern(self, cue: str) -> re.Pattern[str]:
        if cue not in self._patterns:
            self._patterns[cue] = re.compile(_cue(cue))
        return self._patterns[cue]


_Maybe = tuple[str, tuple[frozenset[int], ...], set[str]]
"""A cue with a gap, what else of it must be there, and the lists that it is in."""
_NOTHING: frozenset[str] = frozenset()


def _needed(cue: str) -> tuple[list[list[str]], bool]:
    """Ways to say each part, one of which must stand where the cue does, the most telling first; whether that is all of it."""
    parts = [_ways(part) for part in cue.split("*")]
    telling = [ways for ways, _ in parts if "" not in ways]
    if not telling:
        return [heads(cue)], False
    telling.sort(key=lambda ways: (-min(map(len, ways)), len(ways)))
    return telling, len(parts) == 1 and parts[0][1]


def _ways(part: str) -> tuple[list[str], bool]:
    """Every way to say a part without `*`, as far as they are not too many; and whether that is to its end."""
    if part.isalnum():
        return [part], True
    pieces = [piece.split("|") for piece in re.split(r"[()]", part)]
    if _NESTED.search(part) or any(len(plain) > 1 for plain in pieces[::2]):
        return [""], False
    ways = [""]
    for piece in pieces:
        if len(ways) * len(piece) > _MOST:
            return ways, False
        ways = [said + more for said in ways for more in piece]
    return ways, True


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
    return re.compile("|".join(_cue(word) for word in ordered)) if ordered else NEVER


def _cue(word: str) -> str:
    guard = "(?<!主)" if word.startswith("要是") else ""
    return guard + _GROUP.sub(lambda m: _SYNTAX[m[0]], re.escape(word))
