"""The beat keeps time by slots: late and doubled beats change nothing."""

from __future__ import annotations

import threading
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot import beat
from bot.handlers.directory import EVERY as EVERY_READING
from bot.jobs.queue import InlineQueue
from bot.settings import Sizes

EVERY = {"receive": 2.0, "nudges": 5.0}


def test_a_job_is_due_once_in_each_of_its_slots() -> None:
    moments = [step / 4 for step in range(81)]
    found = [job for then, now in pairwise(moments) for job in beat.due(EVERY, then, now)]
    assert (found.count("receive"), found.count("nudges")) == (10, 4)


def test_an_hour_between_two_readings_of_a_directory_is_hardly_ever_more() -> None:
    """The beat asks far more often than a reading is due: a reading that is refused for a second costs a minute, no hour."""
    assert beat.rounds(Sizes())["directory"] * 10 <= EVERY_READING.total_seconds()


def test_a_beat_that_slept_wakes_each_job_once() -> None:
    assert list(beat.due(EVERY, 0.0, 60.0)) == ["receive", "nudges"]


@given(st.lists(st.floats(0, 1000), min_size=2, max_size=30))
def test_no_slot_is_missed_however_the_steps_fall(moments: list[float]) -> None:
    moments.sort()
    found = [job for then, now in pairwise(moments) for job in beat.due({"receive": 2.0}, then, now)]
    passed = int(moments[-1] // 2) - int(moments[0] // 2)
    assert found.count("receive") <= passed
    assert (found.count("receive") > 0) == (passed > 0)


def test_all_is_woken_at_the_start_and_then_in_time() -> None:
    queue, stop, ticks = InlineQueue(), threading.Event(), iter([0.0, 0.5, 1.9, 2.1, 5.2, 6.5])

    def now() -> float:
        at = next(ticks)
        if at > 6:
            stop.set()
        return at

    beat.run(queue, Sizes(), stop, now=now, step=0)
    assert queue.asked == [
        "receive",
        "deliver",
        "nudges",
        "archive",
        "files",
        "purge",
        "directory",
        "handovers",
        "followings",
        "receive",
        "deliver",
        "receive",
        "deliver",
        "nudges",
        "files",
        "receive",
        "deliver",
    ]
