"""What was read, once it is known who speaks for whom: the same neutral messages that a platform would have handed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from bot.capture.model import NO_TIME, Captured, Said
from bot.model import Message

_STEP = timedelta(microseconds=1)
_HASH = 20
"""Bytes."""


def settle(
    captured: Captured,
    *,
    ours: Collection[str],
    day: date | None,
    now: datetime,
    zone: ZoneInfo,
    nameless_ours: bool = False,
) -> tuple[Message, ...]:
    """Messages in the order in which they were read, none later than `now`; those of one moment are a microsecond apart.

    `ours`: the names that are members of the organisation. `nameless_ours`: whose side said what has no name, where the
    reading does not say so itself. `day`: of the last message, where the reading has no days (`Captured.dated`).
    What carries no time stands just before the next one that does, or else before the end of `day`, or before `now`, and keeps
    its `blur` of NO_TIME: that moment is for the order alone. Ids come from the content alone: the same paste, the same ids.
    """
    times = _moved(captured, day, zone)
    placed = _placed(times, day, now, zone)
    ids = _ids(captured, times, day, zone)
    names = frozenset(ours)
    return tuple(
        Message(
            id=id_,
            by=said.by,
            at=at,
            text=said.text,
            ours=_ours(said, names, nameless_ours),
            by_name=said.by,
            kind=said.kind,
            blur=said.blur,
        )
        for said, at, id_ in zip(captured.messages, placed, ids, strict=True)
    )


def same(text: str) -> str:
    """The words by which a message is known again, however its source writes it: without quotations, case and spaces."""
    own = (line for line in text.splitlines() if not line.startswith(">"))
    return re.sub(r"\s+", "", "\n".join(own) or text).casefold()


def _ours(said: Said, names: frozenset[str], nameless: bool) -> bool:
    if said.ours is not None:
        return said.ours
    return said.by in names if said.by else nameless


def _moved(captured: Captured, day: date | None, zone: ZoneInfo) -> list[datetime | None]:
    """The times read; without days of their own moved by as many whole days as bring the last one to `day`."""
    times = [message.at for message in captured.messages]
    last = max((at for at in times if at), default=None)
    if captured.dated or day is None or last is None:
        return times
    by = day - last.astimezone(zone).date()
    return [at and datetime.combine(_day(at, zone) + by, at.astimezone(zone).timetz()).astimezone(UTC) for at in times]


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _placed(times: Sequence[datetime | None], day: date | None, now: datetime, zone: ZoneInfo) -> list[datetime]:
    latest = now.astimezone(UTC) - len(times) * _STEP
    following = min(latest, datetime.combine(day, time.max, zone).astimezone(UTC)) if day else latest
    bases: list[datetime] = []
    for at in reversed(times):
        following = min(at.astimezone(UTC), latest) if at else following - _STEP
        bases.append(following)
    return _in_order(bases[::-1])


def _in_order(bases: Sequence[datetime]) -> list[datetime]:
    """Those of one moment a microsecond apart."""
    placed: list[datetime] = []
    for index, base in enumerate(bases):
        again = index > 0 and base == bases[index - 1]
        placed.append(placed[-1] + _STEP if again else base)
    return placed


def _ids(captured: Captured, times: Sequence[datetime | None], day: date | None, zone: ZoneInfo) -> list[str]:
    """`said:<hash>` of who (a name, else a side), minute, words, and which of the same it is."""
    seen: Counter[tuple[str, str, str]] = Counter()
    ids = []
    for message, at in zip(captured.messages, times, strict=True):
        key = (message.by or str(message.ours), _minute(captured, message, at, day, zone), same(message.text))
        seen[key] += 1
        digest = blake2b(repr((*key, seen[key])).encode(), digest_size=_HASH).hexdigest()
        ids.append(f"said:{digest}")
    return ids


def _minute(captured: Captured, said: Said, at: datetime | None, day: date | None, zone: ZoneInfo) -> str:
    """Without a day that anybody named the time of day alone, lest the same paste be another tomorrow."""
    if at is None or said.blur >= NO_TIME:
        return day.isoformat() if day else ""
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if not captured.dated and day is None else f"{local:%Y-%m-%dT%H:%M}"
