"""`suilu extract`: a line of JSON in, what was found of it out, in the order read; for back-fill and for measuring.

One process answers each line as it comes; several are handed bunches of lines. Never more than a few of them are in memory.
"""

from __future__ import annotations

import json
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import yaml

from bot.nlp import entities, shapes
from bot.nlp.extract import extract
from bot.nlp.facts import JSON
from bot.nlp.lexicon import Lexicon
from crm_core.calendar import Calendar

_LONGEST = 64 * 1024 * 1024
"""Bytes of a line that are read; a longer one is answered with an error."""
_BUNCH = 32
"""Lines that a process is handed at once …"""
_BUNCH_BYTES = 1024 * 1024
"""… but no more once they have come to this many bytes."""
_AHEAD = 4
"""Bunches, for each process, that may wait for it or for their turn to be written."""
_TENANTS = 64
"""Lexicons that are kept compiled."""

Answer = tuple[bytes, bool]
"""A line to write, and whether it is more than an error."""
Answers = Generator[Answer, None, None]


class BadLexicon(Exception):
    """The folder holds no lexicon; the message names the file."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to read each line as: a single text or a chat; `folder` holds the organisation's lexicon (None: ours)."""

    single: bool = False
    folder: Path | None = None

    def answer(self, line: bytes) -> Answer:
        """Never raises: a line that is not in shape gives its `id`, null where there is none, and `error`."""
        number = None
        try:
            data = _parsed(line)
            number = shapes.id_of(data)
            return _written(self._found(data)), True
        except (ValueError, RecursionError) as error:
            return _written({"id": number, "error": _one_line(error)}), False

    def answers(self, lines: Iterable[bytes]) -> list[Answer]:
        return [self.answer(line) for line in lines]

    def _found(self, data: JSON) -> dict[str, JSON]:
        if self.single:
            asked = shapes.text(data)
            return shapes.entities(asked, entities.find(asked.text, asked.at))
        chat = shapes.chat(data)
        lexicon = _tenant(self.folder, tuple(chat.competitors.items()), tuple(chat.products.items()))
        return shapes.facts(
            chat, extract(chat.messages, lexicon, zone=chat.zone, outsiders=chat.outsiders, works=_calendar().works_on)
        )


@lru_cache(maxsize=1)
def _calendar() -> Calendar:
    """Which days are worked, from `config/calendar.yaml`."""
    data = yaml.safe_load((files("config") / "calendar.yaml").read_text(encoding="utf-8"))
    return Calendar.from_data(ZoneInfo("Asia/Shanghai"), data)


def run(source: BinaryIO, sink: BinaryIO, task: Task, *, jobs: int) -> bool:
    """False where every line failed, and there was one. Raises BadLexicon, OSError. A reader that goes away ends it quietly."""
    _organisation(task.folder)
    lines = _lines(source)
    good = bad = 0
    with closing(_alone(lines, task) if jobs == 1 else _together(lines, task, jobs)) as answers:
        try:
            for line, understood in answers:
                sink.write(line)
                sink.flush()
                good, bad = good + understood, bad + (not understood)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sink.fileno())  # else the flush at exit complains
            return True
    return good > 0 or bad == 0


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Those that hold something; empty for one that is too long."""
    while line := source.readline(_LONGEST + 1):
        if len(line) > _LONGEST:
            while line and not line.endswith(b"\n"):
                line = source.readline(_LONGEST)
            yield b""
        elif line.strip():
            yield line


def _alone(lines: Iterator[bytes], task: Task) -> Answers:
    yield from map(task.answer, lines)


def _together(lines: Iterator[bytes], task: Task, jobs: int) -> Answers:
    pool = ProcessPoolExecutor(jobs, initializer=_deaf)
    waiting: deque[Future[list[Answer]]] = deque()
    try:
        for bunch in _bunches(lines):
            waiting.append(pool.submit(task.answers, bunch))
            if len(waiting) >= jobs * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _deaf() -> None:
    """Ctrl-C is for the process that hands out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _bunches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    bunch: list[bytes] = []
    for line in lines:
        bunch.append(line)
        if len(bunch) == _BUNCH or sum(map(len, bunch)) > _BUNCH_BYTES:
            yield bunch
            bunch = []
    if bunch:
        yield bunch


def _parsed(line: bytes) -> JSON:
    if not line:
        raise ValueError(f"the line is longer than {_LONGEST} bytes")
    return json.loads(line.decode("utf-8-sig"))


def _written(data: JSON) -> bytes:
    try:
        return f"{json.dumps(data, ensure_ascii=False)}\n".encode()
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can hold
        return f"{json.dumps(data)}\n".encode()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


@lru_cache(maxsize=4)
def _organisation(folder: Path | None) -> Lexicon:
    try:
        return Lexicon.load(folder) if folder else Lexicon.shipped()
    except ValueError as error:
        raise BadLexicon(str(error)) from error


@lru_cache(maxsize=_TENANTS)
def _tenant(folder: Path | None, competitors: tuple[_Term, ...], products: tuple[_Term, ...]) -> Lexicon:
    """The chat's own terms laid over the organisation's."""
    return _organisation(folder).with_terms(competitors=dict(competitors), products=dict(products))


_Term = tuple[str, tuple[str, ...]]
