"""One tokenizer of our own for the whole process, and thin overlays with an organisation's terms over it.

jieba's global tokenizer is never touched, and its cache file neither read nor written: it sits in a shared folder under a
fixed name and is loaded unchecked, so anybody on the machine could plant a dictionary (NLP.md 4.2).
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any

from bot.nlp.patterns import late

_LOCK = Lock()
_FREQUENCY = 300
"""How strongly a term of ours holds together: enough to win over its single characters, not over a real longer word."""
_BLOCK = late(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")
"""What jieba cuts by itself: whatever else stands around does not matter to it."""
_RUN = late(r"(?m)^(.).*(?:\n\1.*)*")
"""Lines of jieba's dictionary that begin with the same letter."""
_COUNT = late(r"(?m)^\S+ (\d+)")
_REMEMBERED = 1024
"""Blocks of which it is remembered how they are cut."""


@lru_cache(maxsize=1)
def _build() -> Any:
    with warnings.catch_warnings(), _hidden("pkg_resources"):
        warnings.simplefilter("ignore")  # jieba 0.42.1: invalid escapes (3.12)
        import jieba
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with tokenizer.get_dict_file() as file:
        tokenizer.FREQ = _Dictionary(file.read().decode("utf-8"))
    tokenizer.total, tokenizer.initialized = tokenizer.FREQ.total, True
    return tokenizer


@contextmanager
def _hidden(module: str) -> Iterator[None]:
    """Not to be imported: jieba does without it, and it takes as long as all of jieba's dictionary."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


class _Dictionary(dict[str, int]):
    """What `gen_pfdict` reads: words with their counts, what words begin with (count 0), and all counts. But read as far as
    somebody asks: the words that begin with a letter, once a text has that letter. Most of the 20,000 letters are never met.
    """

    def __init__(self, lines: str) -> None:
        super().__init__()
        self._lines = lines
        self._unread: dict[str, list[slice]] = {}
        for run in _RUN.finditer(lines):
            self._unread.setdefault(run[1], []).append(slice(*run.span()))
        self.total = sum(map(int, _COUNT.findall(lines)))

    def read_for(self, text: str) -> None:
        """Whatever words may stand in this text. Of two threads both may read them."""
        for letter in self._unread.keys() & text:
            self._read("\n".join(self._lines[run] for run in self._unread.get(letter, ())))
            self._unread.pop(letter, None)

    def _read(self, lines: str) -> None:
        found = {word: int(count) for word, count, *_ in map(str.split, lines.splitlines())}
        self.update(found)
        for word in found:
            while (word := word[:-1]) and word not in self:
                self[word] = 0


def _base() -> Any:
    with _LOCK:
        return _build()


def warm() -> None:
    """Loads the dictionary now (a fifth of a second, 20 MB) instead of at the first message."""
    _base()


class _Overlay(dict[str, int]):
    """A dictionary that falls back on the shared one: 0.1 MB an organisation instead of 60."""

    def __init__(self, base: _Dictionary, terms: Collection[str], under: Mapping[str, int]) -> None:
        super().__init__(under)
        self._base = base
        self.read_for("".join(terms))
        for term in terms:
            self[term] = max(_FREQUENCY, base.get(term, 0))
            while (term := term[:-1]) and term not in self:
                self[term] = 0

    def read_for(self, text: str) -> None:
        self._base.read_for(text)

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, key) or key in self._base

    def __missing__(self, key: str) -> int:
        return self._base[key]

    def get(self, key: str, default: Any = None) -> Any:
        return dict.get(self, key) if dict.__contains__(self, key) else self._base.get(key, default)


class Words:
    """Cuts text into words, knowing these terms and those of `under`. Cheap: the dictionary is read at the first cut."""

    def __init__(self, terms: Collection[str] = (), under: Words | None = None) -> None:
        self._terms = tuple(term for term in terms if term and not term.isspace())
        self._under = under
        self._tokenizer: Any = None
        self._edges: dict[str, frozenset[int]] = {}

    def _ready(self) -> Any:
        if self._tokenizer is None:
            base = _base()
            mine = type(base)()
            under = self._under._ready().FREQ if self._under else {}
            mine.FREQ, mine.total, mine.initialized = _Overlay(base.FREQ, self._terms, under), base.total, True
            self._tokenizer = mine
        return self._tokenizer

    def _ready_for(self, text: str) -> Any:
        tokenizer = self._ready()
        tokenizer.FREQ.read_for(text)
        return tokenizer

    def cut(self, text: str) -> Iterator[tuple[str, int, int]]:
        """(word, start, end) of every word, without guessing at new ones (HMM glues 不是50万是15万 to 万是)."""
        at = 0
        for word in self._ready_for(text).lcut(text, HMM=False):
            yield word, at, at + len(word)
            at += len(word)

    def stands(self, text: str, start: int, end: int) -> bool:
        """Whether words begin and end there: 用友 in 用友好的方式 does not stand between two of them."""
        return self._edge(text, start) and self._edge(text, end)

    def _edge(self, text: str, at: int) -> bool:
        inside = next((block for block in _BLOCK.finditer(text) if block.end() > at), None)
        if inside is None or inside.start() >= at:
            return text[at - 1 : at + 1] != "\r\n"
        return at - inside.start() in self._cut_at(inside[0])

    def _cut_at(self, block: str) -> frozenset[int]:
        if block not in self._edges:
            if len(self._edges) >= _REMEMBERED:
                self._edges.clear()
            self._edges[block] = frozenset(right for _, _, right in self.cut(block))
        return self._edges[block]

    def weight(self, word: str) -> int:
        """How often the dictionary has seen this word; 0: never."""
        return int(self._ready_for(word).FREQ.get(word, 0))
