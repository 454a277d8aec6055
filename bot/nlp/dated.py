"""A message's own words with its codes hidden, and the dates in them: what several rules ask for, read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.nlp import contacts, dates
from bot.nlp.dates import Dated
from bot.nlp.patterns import late
from bot.nlp.text import Said, hide

Reading = tuple[str, list[Dated]]
_DAY_ALONE = late(r"(?:\d{1,2}|[一二三四五六七八九])[号日]")
_FAR = timedelta(days=20)
"""From a day whose month was said, a day without a month is at most so far away: 12月1号公示, 21号截止."""
_CLOSE = timedelta(days=3)
"""The same, where the month was said in a message before."""
_BACK = 3


def dated(said: Said) -> Reading:
    if "dated" not in said.kept:
        text, found = _read(said)
        if any(_DAY_ALONE.match(text, one.start) for one in found):
            found = list(_in_month(said, text, found))
        said.kept["dated"] = text, found
    reading: Reading = said.kept["dated"]
    return reading


def _read(said: Said) -> Reading:
    if "dated_alone" not in said.kept:
        text = hide(said.own, contacts.codes(said.own))
        said.kept["dated_alone"] = text, dates.find(text, said.at, said.works)
    reading: Reading = said.kept["dated_alone"]
    return reading


def _in_month(said: Said, text: str, found: Sequence[Dated]) -> Iterator[Dated]:
    """2月22号报到, 我20号送: a day alone is of the month that was just spoken of."""
    near, within = _spoken_of(said), _CLOSE
    for one in found:
        if not _DAY_ALONE.match(text, one.start):
            near, within = (one.last, _FAR) if one.first == one.last else (near, within)
            yield one
            continue
        moved = near and _moved(one, near, within, said.at.date())
        yield moved or one


def _moved(one: Dated, near: date, within: timedelta, today: date) -> Dated | None:
    if one.first != one.last or one.last.month == near.month:
        return None
    try:
        day = near.replace(day=one.last.day)
    except ValueError:
        return None
    return one._replace(first=day, last=day) if day > today and abs(day - near) <= within else None


def _spoken_of(said: Said) -> date | None:
    """The last day with a month in the few messages before."""
    for _ in range(_BACK):
        if said.before is None:
            return None
        said = said.before
        text, found = _read(said)
        days = [one.last for one in found if one.first == one.last and not _DAY_ALONE.match(text, one.start)]
        if days:
            return days[-1]
    return None
