"""The organisation's lexicon as its files say now: changed ones are read anew, without a restart."""

from __future__ import annotations

import logging
import threading
from importlib.resources import files
from pathlib import Path
from time import monotonic

from bot.nlp.lexicon import Lexicon
from bot.nlp.lexicon_files import BadLexicon

log = logging.getLogger(__name__)
LOOK_EVERY = 2.0
"""Seconds between two looks at the folder."""
Stamp = tuple[tuple[str, int, int], ...]
"""Name, time and size of each file."""


class Lexicons:
    """Called, it is the lexicon that stands: the shipped one, with the organisation's `own` folder laid over if there is one.

    A folder with faults changes nothing: what stood before goes on, and each fault is logged once, by file and line.
    """

    def __init__(self, own: Path, *, every: float = LOOK_EVERY) -> None:
        self._own, self._every = own, every
        self._stamp: Stamp | None = None
        self._looked = float("-inf")
        self._now = Lexicon.shipped()
        self._lock = threading.Lock()

    def __call__(self) -> Lexicon:
        if monotonic() - self._looked >= self._every:
            with self._lock:
                self._look()
        return self._now

    def _look(self) -> None:
        self._looked, stamp = monotonic(), stamp_of(self._own)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._now = load(self._own)
        except BadLexicon as bad:
            for fault in bad.faults:
                log.error("lexicon: %s", fault)  # noqa: TRY400 - the file and the line are all that helps


def load(own: Path) -> Lexicon:
    """Raises BadLexicon."""
    return Lexicon.load(files("config") / "lexicon", own) if own.is_dir() else Lexicon.shipped()


def stamp_of(folder: Path) -> Stamp:
    """What tells that something has changed there; empty: there is no such folder."""
    found = []
    for path in sorted(folder.rglob("*.yaml")):
        try:
            seen = path.stat()
        except OSError:  # gone between two looks
            continue
        found.append((str(path.relative_to(folder)), seen.st_mtime_ns, seen.st_size))
    return tuple(found)
