"""The organisation's own terms, and the language's cue words, as typed values read from YAML (`config/lexicon/`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

from bot.nlp.cues import NEVER, Cues, Heard, Spotter
from bot.nlp.lexicon_files import Folder, Reader
from bot.nlp.patterns import late
from bot.nlp.searching import Needles
from bot.nlp.text import normalise
from bot.nlp.units import CLASSIFIER, MEASURE
from bot.nlp.words import Words

_JOINS = "加和跟与及、"
_COUNT = late(rf"\d{{1,6}}(?=[一-鿿])(?:{CLASSIFIER}|{MEASURE})")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_REMEMBERED = 512
"""Texts of which it is remembered which terms are in them: several rules ask."""
Term = tuple[str, int, int]
Terms = Mapping[str, tuple[str, ...]]
"""Canonical name → what people call it."""


@dataclass(frozen=True, eq=False)
class Names:
    """How people are named: a family name and a title, a title `alone`, and the organisation's own list (顾院长: [老顾])."""

    surnames: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    people: Terms = field(default_factory=dict)

    @cached_property
    def named(self) -> re.Pattern[str]:
        surnames, titles = (either(names) for names in (self.surnames, self.titles))
        known = either(tuple({normalise(name) for name in _all(self.people)}))
        titled = (
            rf"(?<![这那旁周](?=边))(?<![这那上下](?=周))(?<![一二三四五六七八九几](?=成))(?<![一上前现历首](?=任))(?<!公(?=司))"
            rf"(?<![\d一二三四五六七八九十百几](?=万))(?:{surnames})(?:{titles})(?![监结体共部价数额量计裁经])"
            if self.titles
            else ""
        )
        return re.compile("|".join(part for part in (known, titled) if part)) if known or titled else NEVER

    @cached_property
    def titled(self) -> re.Pattern[str]:
        return re.compile(either(self.alone)) if self.alone else NEVER


@dataclass(frozen=True, eq=False)
class FixedLists:
    """痛点 (`pains`) and 下一步动作 (`actions`): entry → cues of it (EXT-09, EXT-10)."""

    pains: Terms = field(default_factory=dict)
    actions: Terms = field(default_factory=dict)

    @cached_property
    def heard(self) -> dict[str, Heard]:
        lists = {"pains": self.pains, "actions": self.actions}
        return {kind: Heard({name: (*words, name) for name, words in terms.items()}) for kind, terms in lists.items()}


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Terms of one organisation. Immutable; patterns are compiled at first use, and shared with those that lie over it."""

    competitors: Terms = field(default_factory=dict)
    products: Terms = field(default_factory=dict)
    lists: FixedLists = field(default_factory=FixedLists)
    names: Names = field(default_factory=Names)
    cues: Cues = field(default_factory=lambda: Cues({}))

    @classmethod
    def load(cls, folder: Folder, own: Path | None = None) -> Lexicon:
        """Reads a folder's files, and lays the organisation's `own` over it, where there is one.

        Raises BadLexicon, a ValueError, with file and line of all that is not of the documented shape.
        """
        reader = Reader(folder)
        surnames = "".join(reader.text("names.yaml", "surnames").split())
        read = cls(
            competitors=reader.terms("competitors.yaml"),
            products=reader.terms("products.yaml"),
            lists=FixedLists(reader.terms("pains.yaml"), reader.terms("actions.yaml")),
            names=Names(
                surnames=(*reader.words("names.yaml", "compound"), *surnames),
                titles=reader.words("names.yaml", "titles"),
                alone=reader.words("names.yaml", "alone"),
            ),
            cues=Cues(reader.all_terms("cues")),
        )
        reader.done()
        return read._with(own) if own is not None else read

    def _with(self, own: Path) -> Lexicon:
        """The organisation's folder laid over: its names replace the shipped examples, its lists of the others add to ours."""
        reader = Reader(own, optional=True)
        cues = reader.all_terms("cues")
        for name in cues.keys() - self.cues.lists.keys():
            reader.fault("cues", None, f"there is no list {name}")
        pains, actions = reader.terms("pains.yaml"), reader.terms("actions.yaml")
        laid = replace(
            self,
            competitors=reader.terms("competitors.yaml") or self.competitors,
            products=reader.terms("products.yaml") or self.products,
            lists=FixedLists(_added(self.lists.pains, pains), _added(self.lists.actions, actions)),
            names=replace(self.names, people=reader.terms("people.yaml")),
            cues=Cues(_added(self.cues.lists, cues), own=[*_cues_of(cues), *_all(pains)]),
        )
        reader.done()
        return laid

    @classmethod
    def shipped(cls) -> Lexicon:
        """What travels with the product: `config/lexicon`. Read once a process."""
        return _shipped()

    @classmethod
    def empty(cls) -> Lexicon:
        """No competitor and no product; the cue words and family names of the language stay."""
        return replace(_shipped(), competitors={}, products={})

    def with_terms(self, *, competitors: Terms | None = None, products: Terms | None = None) -> Lexicon:
        """A new lexicon with these laid over; a name given again replaces its aliases."""
        return replace(
            self,
            competitors={**self.competitors, **(competitors or {})},
            products={**self.products, **(products or {})},
        )

    @cached_property
    def words(self) -> Words:
        return Words([*self._rivals, *self._wares], self.cues.words)

    @cached_property
    def rivals(self) -> TermFinder:
        return TermFinder(self._rivals, self.words)

    @cached_property
    def wares(self) -> TermFinder:
        return TermFinder(self._wares, self.words)

    @cached_property
    def _rivals(self) -> dict[str, str]:
        return _canonical(self.competitors)

    @cached_property
    def _wares(self) -> dict[str, str]:
        return _canonical(self.products)

    def label(self, kind: str, text: str) -> str:
        """The first entry of a fixed list (`pains` or `actions`) that normalised text points to; empty: none."""
        here = self.lists.heard[kind][text]
        return next((name for name in getattr(self.lists, kind) if name in here), "") if here else ""

    def spotter(self, prefix: str) -> Spotter:
        """All lists of `cues/` whose name begins so, looked for at once."""
        return self.cues.spotter(prefix)

    def cue(self, name: str) -> re.Pattern[str]:
        """The pattern of one list of `cues/`, longest first, for normalised text. A missing list matches nothing."""
        return self.cues.pattern(name)

    def heard(self, text: str) -> frozenset[str]:
        """The names of all lists of which a cue is in normalised text."""
        return self.cues.heard[text]

    def says(self, name: str, text: str) -> bool:
        """Whether one of this list's cues is in normalised text."""
        return name in self.cues.heard[text]

    def says_own(self, text: str) -> bool:
        """Whether a cue that the organisation added is in normalised text: what it says itself is not doubted."""
        return self.cues.says_own(text)

    @property
    def named(self) -> re.Pattern[str]:
        """A person by family name and title: 刘总, 欧阳主任; or as the organisation's own list calls one."""
        return self.names.named

    @property
    def titled(self) -> re.Pattern[str]:
        """A person or body by title alone: 院长, 董事会."""
        return self.names.titled


def _canonical(terms: Terms) -> dict[str, str]:
    """What people call it, normalised → its name."""
    return {normalise(alias): name for name, aliases in terms.items() for alias in (*aliases, name) if alias.strip()}


class TermFinder:
    """Finds terms (normalised → canonical name) in normalised text; longest first, words of their own only."""

    def __init__(self, canonical: Mapping[str, str], words: Words) -> None:
        self._needles = Needles(canonical)
        self._names = list(canonical.values())
        self._words = words
        self._kept: dict[str, list[Term]] = {}

    def find(self, text: str) -> list[Term]:
        """(canonical name, start, end) in the order of the text."""
        kept = self._kept.get(text)
        if kept is None:
            if len(self._kept) >= _REMEMBERED:
                self._kept.clear()
            kept = self._kept[text] = self._find(text)
        return kept

    def _find(self, text: str) -> list[Term]:
        hits = [(self._names[number], start, end) for number, start, end in self._needles.longest(text, _bounded)]
        ends = {end for _, _, end in hits}
        return [
            hit
            for hit in hits
            if _unmistakable(text[hit[1] : hit[2]]) or self._words.stands(text, *hit[1:]) or _joined(text, hit[1], ends)
        ]


def _bounded(text: str, start: int, end: int) -> bool:
    """Latin letters and figures do not go on at either end; AGV5台 is an AGV and how many."""
    if start > 0 and text[start].isascii() and text[start - 1] in _LATIN:
        return False
    goes_on = end < len(text) and text[end - 1].isascii() and text[end] in _LATIN
    return not goes_on or (text[end - 1].isalpha() and end - start > 1 and _COUNT.match(text, end) is not None)


def _joined(text: str, start: int, ends: Set[int]) -> bool:
    """月饼加大米: right behind another, whatever word the segmenter makes of it (加大)."""
    return start - 1 in ends and text[start - 1] in _JOINS


def _unmistakable(term: str) -> bool:
    """Short Chinese names may be the middle of ordinary words; long and Latin ones may not."""
    return len(term) > 3 or term.isascii()


@lru_cache(maxsize=1)
def _shipped() -> Lexicon:
    return Lexicon.load(files("config") / "lexicon")


def _cues_of(lists: Terms) -> list[str]:
    """A word of a class is no cue by itself."""
    return [word for name, words in lists.items() if not name.startswith("class_") for word in words]


def _all(terms: Terms) -> set[str]:
    return {word for name, aliases in terms.items() for word in (name, *aliases)}


def either(words: Sequence[str]) -> str:
    """A regex for any of them, the longest first; single characters as a class, which is tried at once."""
    single = "".join(sorted({re.escape(word) for word in words if len(word) == 1}))
    longer = [re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)) if len(word) > 1]
    return "|".join([*longer, f"[{single}]"] if single else longer)


def _added(ours: Terms, theirs: Terms) -> Terms:
    """An entry's words come before ours, so that they win."""
    return {name: (*theirs.get(name, ()), *ours.get(name, ())) for name in (*theirs, *(n for n in ours if n not in theirs))}
