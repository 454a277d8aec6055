"""The hour of a day that matters (时刻): 12月18号上午9点半开标."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import time

from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.facts import Fact
from bot.nlp.patterns import late
from bot.nlp.text import Said

CLOCK = late(r"[点时:]")
"""In the words of a day: its clock was told, and not only a part of the day (下午)."""


def told(facts: Iterable[Fact], thread: Sequence[Said]) -> Iterator[Fact]:
    """The same facts; a deadline with its `time` (HH:MM), where the words that it stands on name one."""
    said = {one.message.id: one for one in thread}
    for fact in facts:
        clock = _clock(fact, said[fact.evidence.message]) if fact.kind == "deadline" else None
        if clock:
            value, shown = at(str(fact.value["date"]), clock, str(fact.value["what"]))
            fact = replace(fact, value=value, shown=shown)
        yield fact


def at(day: str, clock: time | None, what: str) -> tuple[dict[str, object], str]:
    """The value of a deadline, and how it is shown."""
    if clock is None:
        return {"date": day, "what": what}, f"{day} {what}"
    return {"date": day, "time": f"{clock:%H:%M}", "what": what}, f"{day} {clock:%H:%M} {what}"


def _clock(fact: Fact, said: Said) -> time | None:
    """Of the only mention of that day beside it."""
    text, days = dated(said)
    same = [day for day in days if day.last.isoformat() == fact.value["date"] and is_told(day, text)]
    near = [day for day in same if fact.evidence.start < day.end and day.start < fact.evidence.end]
    clocks = {day.clock for day in near}
    return clocks.pop() if len(clocks) == 1 else None


def is_told(day: Dated, text: str) -> bool:
    return day.clock is not None and CLOCK.search(text, day.start, day.end) is not None
