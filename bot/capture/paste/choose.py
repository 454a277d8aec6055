"""Which format is it? Each reads the paste in its own way; the strictest that explains most of it is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.capture.paste.formats import LOOSE, PRECISE, Divider, Format, Shape
from bot.capture.paste.headers import Header, Places, headers, places, with_words
from bot.capture.paste.lines import Line
from bot.capture.paste.names import label
from bot.capture.paste.prose import formal

_STRAY = 200
"""So many characters more above a single header than below it are an article in which one stands."""


class Reading(NamedTuple):
    """A format and the headers that it sees."""

    format: Format
    headers: list[Header]


def choose(lines: Sequence[Line]) -> Reading | None:
    """The first, in the order of `formats`, that sees at least two thirds of the headers that the one with the most sees:
    a loose grammar sees everything a strict one does and some things that are none. Loose ones are asked when no precise one
    fits. None: no format with names fits."""
    where = places(lines)
    return _best(lines, PRECISE, where) or _best(lines, LOOSE, where)


def _best(lines: Sequence[Line], formats: Iterable[Format], where: Places) -> Reading | None:
    possible = (format_ for format_ in formats if not format_.divided or _divided(lines, format_))
    readings = [Reading(format_, headers(lines, format_, where)) for format_ in possible]
    fitting = [reading for reading in readings if _fits(reading, lines)]
    most = max((len(reading.headers) for reading in fitting), default=0)
    return next((reading for reading in fitting if len(reading.headers) * 3 >= most * 2), None)


def _fits(reading: Reading, lines: Sequence[Line]) -> bool:
    format_, found = reading
    full = with_words(found, lines)
    dated = any(header.stamp and header.stamp.dated for header in found)
    if full < format_.least or full * 2 < len(found) or (format_.needs_day and not dated):
        return False
    above = sum(len(line.text) for line in lines[: found[0].at])
    below = sum(len(line.text) for line in lines[found[0].at :])
    if len(found) == 1 and above > below + _STRAY:
        return False
    if not format_.timed:
        return _speaks(found, format_, lines)
    return _in_turn(found, format_, lines) and _named(found, format_, lines)


def _divided(lines: Sequence[Line], format_: Format) -> bool:
    dashed = format_.divider is Divider.DASHED
    return any(line.whole and (line.dashed or not dashed) for line in lines)


def _in_turn(found: Sequence[Header], format_: Format, lines: Sequence[Line]) -> bool:
    """Times without a day prove little: most of the text must stand under them."""
    if any(header.stamp and header.stamp.dated for header in found) or format_.wide:
        return True
    written = sum(not line.blank for line in lines)
    return len(found) * 8 >= written


def _named(found: Sequence[Header], format_: Format, lines: Sequence[Line]) -> bool:
    """Words and a divider below them look like a name and its time, and so does 「开会 15:00」; but these do not come again,
    nor does a paste begin so, nor do blank lines set them apart."""
    pairs = all(header.gap == "\n" for header in found)
    if format_.wide or (not pairs and any(header.stamp and header.stamp.dated for header in found)):
        return True
    begins = all(line.blank or line.whole for line in lines[: found[0].at])
    apart = all(lines[header.at - 1].blank for header in found[1:])
    return _again(found) * 2 >= len(found) or (begins and (pairs or apart or _under_day(found[0], lines)))


def _again(found: Sequence[Header]) -> int:
    """How many of them have a name that comes again."""
    return sum(count for count in Counter(_names(found)).values() if count > 1)


def _names(found: Sequence[Header]) -> list[str]:
    """Of each; the first, which a paste that begins in the middle cuts (海), is the other that ends so (王海)."""
    first, *others = (header.name for header in found)
    return [next((name for name in others if name.endswith(first)), first), *others]


def _under_day(first: Header, lines: Sequence[Line]) -> bool:
    return first.at > 0 and lines[first.at - 1].whole is not None


def _speaks(found: Sequence[Header], format_: Format, lines: Sequence[Line]) -> bool:
    """A name and a colon also stand in forms, contracts, mail heads and programs: but there none comes again."""
    written = sum(not line.blank for line in lines)
    if _again(found) * 2 >= len(found) >= 3:
        return len(found) * 8 >= written
    names = {*_names(found)}
    if formal(lines) or len(names) > 3 or any(label(name) or (name.isascii() and name.islower()) for name in names):
        return False
    alone = format_.shapes[0] is Shape.COLON
    begins = (alone and found[0].gap == ":") or all(line.blank for line in lines[: found[0].at])
    return begins and len(found) * (6 if alone else 2) >= written
