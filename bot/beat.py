"""The beat: wakes the drains and the ticks, round after round. It keeps no state; any number may run, a missed one is late."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping

from bot.ports import Queue
from bot.settings import Sizes

HANDOVERS, FOLLOWINGS = 300.0, 3600.0
"""Seconds: a platform takes a day for a hand-over, and tells by itself who serves whom."""


def rounds(sizes: Sizes) -> dict[str, float]:
    """Job → seconds between two wake-ups of it."""
    ticks = {
        "nudges": sizes.nudge_seconds,
        "archive": sizes.archive_seconds,
        "files": sizes.file_seconds,
        "purge": sizes.purge_seconds,
        "directory": sizes.directory_seconds,
        "handovers": HANDOVERS,
        "followings": FOLLOWINGS,
    }
    return {"receive": sizes.sweep_seconds, "deliver": sizes.sweep_seconds, **ticks}


def due(every: Mapping[str, float], then: float, now: float) -> Iterator[str]:
    """The jobs whose slot (a multiple of their seconds) began after `then` and not after `now`."""
    for job, seconds in every.items():
        if int(now // seconds) > int(then // seconds):
            yield job


def run(
    queue: Queue, sizes: Sizes, stop: threading.Event, *, now: Callable[[], float] = time.monotonic, step: float = 0.25
) -> None:
    """Wake what is due until `stop` is set; everything once at the start."""
    every = rounds(sizes)
    for job in every:
        queue.wake(job)
    then = now()
    while not stop.wait(step):
        at = now()
        for job in due(every, then, at):
            queue.wake(job)
        then = at
