"""The lines that say who speaks, found in one shape, and those among them struck out that only look so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from bot.capture.paste.formats import Format, Shape
from bot.capture.paste.lines import LONGEST_HEADER, Edge, Line
from bot.capture.paste.names import likely, possible
from bot.capture.paste.stamps import Stamp


class Header(NamedTuple):
    """It stands on the line `at`; the text begins on the line `body`, after `text` where some stands on the same line."""

    at: int
    body: int
    name: str
    stamp: Stamp | None = None
    text: str = ""
    gap: str = ""


def headers(lines: Sequence[Line], format_: Format) -> list[Header]:
    """In order, no line in two of them. One may have no words under it: a picture that copies as nothing."""
    found: list[Header] = []
    index = 0
    while index < len(lines):
        header = next((h for shape in format_.shapes if (h := _AT[shape](lines, index, format_))), None)
        if header:
            found.append(header)
        index = header.body if header else index + 1
    return _regular(found, lines)


def _tail(lines: Sequence[Line], index: int, format_: Format) -> Header | None:
    edge = lines[index].tail
    if not edge or not _takes(edge, format_):
        return None
    return Header(index, index + 1, edge.rest.rstrip(","), edge.stamp, gap=edge.gap)


def _pair(lines: Sequence[Line], index: int, format_: Format) -> Header | None:
    line, below = lines[index], lines[index + 1] if index + 1 < len(lines) else None
    if not below or line.blank or line.whole or not below.whole or below.dashed or not format_.takes(below.whole):
        return None
    return Header(index, index + 2, line.text.strip(), below.whole, gap="\n") if likely(line.text.strip()) else None


def _lead(lines: Sequence[Line], index: int, format_: Format) -> Header | None:
    edge = lines[index].lead
    ok = edge and format_.takes(edge.stamp) and possible(edge.rest)
    return Header(index, index + 1, edge.rest, edge.stamp) if edge and ok else None


def _lead_colon(lines: Sequence[Line], index: int, format_: Format) -> Header | None:
    edge = lines[index].lead
    name, text = _at_colon(edge.rest) if edge and format_.takes(edge.stamp) else ("", "")
    return Header(index, index + 1, name, edge.stamp, text) if edge and text and likely(name) else None


def _colon(lines: Sequence[Line], index: int, _: Format) -> Header | None:
    half = lines[index].half
    fits = half.endswith(":") and len(half) <= LONGEST_HEADER and (index == 0 or lines[index - 1].blank or _apart(lines[index - 1]))
    name = lines[index].text[:-1].strip() if fits else ""
    return Header(index, index + 1, name) if name and possible(name) and ":" not in name else None


def _line(lines: Sequence[Line], index: int, _: Format) -> Header | None:
    name, text = _at_colon(lines[index].text)
    return Header(index, index + 1, name, text=text) if likely(name) and not lines[index].whole and not lines[index].lead else None


_AT: dict[Shape, Callable[[Sequence[Line], int, Format], Header | None]] = {
    Shape.TAIL: _tail,
    Shape.PAIR: _pair,
    Shape.LEAD: _lead,
    Shape.LEAD_COLON: _lead_colon,
    Shape.COLON: _colon,
    Shape.LINE: _line,
}


def _takes(edge: Edge, format_: Format) -> bool:
    wide = len(edge.gap) >= 2 or not format_.wide
    sound = possible(edge.rest) if edge.stamp.dated or format_.wide else likely(edge.rest)
    return wide and sound and format_.takes(edge.stamp)


def _apart(line: Line) -> bool:
    """A divider stands between messages as a blank line does."""
    return line.whole is not None


def _at_colon(text: str) -> tuple[str, str]:
    """Name and words of 「王海：好的」; empty ones when there is no colon near the beginning."""
    places = [place for mark in ":：" if 0 < (place := text.find(mark, 0, 32))]
    cut = min(places, default=0)
    return text[:cut].strip(), text[cut + 1 :].strip() if cut else ""


def with_words(found: Sequence[Header], lines: Sequence[Line]) -> int:
    """How many of them have words."""
    ends = [*(header.at for header in found[1:]), len(lines)]
    return sum(bool(header.text) or _words(lines, header.body, end) for header, end in zip(found, ends, strict=False))


def _words(lines: Sequence[Line], start: int, end: int) -> bool:
    return any(not lines[index].blank for index in range(start, end))


def _regular(found: list[Header], lines: Sequence[Line]) -> list[Header]:
    """Without those that break the rule the others keep: a name seen once, and no blank line before it where most have one,
    or a time that lies outside its neighbours' though they agree. A name seen again needs both to fall."""
    often = Counter(header.name for header in found)
    joined = {header.at for header in found if header.at and not lines[header.at - 1].blank}
    odd = joined if len(joined) * 3 <= len(found) else set()
    late = set(_out_of_time(found))
    return [h for h in found if (h.at in odd) + (h.at in late) < (2 if often[h.name] > 1 else 1)]


def _out_of_time(found: Sequence[Header]) -> Iterator[int]:
    for before, header, after in zip(found, found[1:], found[2:], strict=False):
        first, here, last = _rough(before.stamp), _rough(header.stamp), _rough(after.stamp)
        if first and here and last and first <= last and not first <= here <= last:
            yield header.at


def _rough(stamp: Stamp | None) -> datetime | None:
    """Enough to compare by; a day that is not written is one and the same. None: it cannot be compared."""
    if stamp is None or stamp.clock is None or stamp.back >= 0 or stamp.weekday >= 0:
        return None
    return datetime.combine(date(stamp.year or 2000, stamp.month or 1, stamp.day or 1), stamp.clock)  # noqa: DTZ001 - compared only
