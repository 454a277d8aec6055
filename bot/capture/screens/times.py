"""The times between bubbles, as four clients write them, resolved against the moment of handing in; never in the future.

A time looks as in a pasted text (`bot.capture.paste.stamps`), but for what the reader of pictures mistakes.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.capture.paste.stamps import STAMP, Stamp, stamp
from bot.capture.paste.times import day_of

_LABEL = re.compile(STAMP)
_AIRED = re.compile(r"\s*([年月])\s*|\s+(?=日)")
_DOT = re.compile(r"(?<=\d)\.(?=\d{2}(?::\d{2})?\s?(?:[AaPp][Mm])?$)")
"""In a time of day: a colon that was read as a dot."""


def moment(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When a line in the middle says that it is; None: it is no time. Aware, in `zone`.

    An hour alone is today's, or yesterday's when today's is still to come. A weekday is the last one that is over; a day
    without a year the last such.
    """
    found = _LABEL.fullmatch(_tidy(text))
    read = stamp(found.groupdict()) if found else None
    if read is None or read.clock is None:
        return None
    here = now.astimezone(zone)
    day = day_of(read, here) if read.dated else here.date()
    return _past(read, datetime.combine(day, read.clock, zone), here)


def _tidy(text: str) -> str:
    one_spaced = " ".join(unicodedata.normalize("NFKC", text).split())
    return _DOT.sub(":", _AIRED.sub(r"\1", one_spaced))


def _past(read: Stamp, at: datetime, now: datetime) -> datetime | None:
    """`at`, or what was meant by it when it is still to come."""
    if at <= now:
        return at
    if read.year:
        return None
    if read.month:  # it is today's or tomorrow's, so that an earlier year's was meant
        return datetime.combine(day_of(read, now - timedelta(days=2)), at.timetz())
    return at - timedelta(days=1)
