"""The lines that say who speaks, found in one shape, and those among them struck out that only look so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from bot.capture.paste.formats import Format, Shape
from bot.capture.paste.lines import LONGEST_HEADER, Edge, Line
from bot.capture.paste.names import likely, possible
from bot.capture.paste.stamps import Stamp

_COLONS = ":："
_COLON_WITHIN = 32
"""Characters from the beginning of a line: a colon further on follows no name."""
_NO_NAME = re.compile(r"[\d\W]{0,5}")
"""Before a colon: 「15:05 开会」, 「1：」."""
_CLOCK = re.compile(r"[^:：]*(?<!\d)\d{1,2}[:：]\d\d(?!\d)")
"""明天下午3:00到贵司: the first colon stands in a time."""


class Header(NamedTuple):
    """It stands on the line `at`; the text begins on the line `body`, after `text` where some stands on the same line.

    `gap`: what stands between name and time, or the colon."""

    at: int
    body: int
    name: str
    stamp: Stamp | None = None
    text: str = ""
    gap: str = ""


Places = dict[Shape, list[int]]


def places(lines: Sequence[Line]) -> Places:
    """The lines on which a header of each shape could stand at all, looked for once for all formats."""
    numbered = list(enumerate(lines))
    leads = [index for index, line in numbered if line.lead]
    return {
        Shape.TAIL: [index for index, line in numbered if line.tail],
        Shape.PAIR: [index for index, line in enumerate(lines[1:]) if line.whole],
        Shape.LEAD: leads,
        Shape.LEAD_COLON: leads,
        Shape.COLON: [index for index, line in numbered if line.half[-1:] == ":"],
        Shape.LINE: [index for index, line in numbered if ":" in line.half[:_COLON_WITHIN]],
    }


def headers(lines: Sequence[Line], format_: Format, where: Places) -> list[Header]:
    """In order, no line in two of them. One may have no words under it: a picture that copies as nothing."""
    shapes = [_AT[shape] for shape in format_.shapes]
    found: list[Header] = []
    free = 0
    for index in sorted(set().union(*(where[shape] for shape in format_.shapes))):
        header = next((h for at in shapes if (h := at(lines, index, format_))), None) if index >= free else None
        if header:
            found.append(header)
            free = header.body
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
    if line.half.endswith(":") and not below.whole.dated:  # 王海: says 15:00
        return None
    name = line.text.strip()
    sound = likely(name) or (possible(name) and (index == 0 or lines[index - 1].blank))
    return Header(index, index + 2, name, below.whole, gap="\n") if sound else None


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
    fits = (
        half.endswith(":")
        and len(half) <= LONGEST_HEADER
        and (index == 0 or lines[index - 1].blank or _apart(lines[index - 1]))
    )
    name = lines[index].text[:-1].strip() if fits else ""
    return Header(index, index + 1, name, gap=lines[index].text[-1]) if name and possible(name) and ":" not in name else None


def _line(lines: Sequence[Line], index: int, _: Format) -> Header | None:
    line = lines[index]
    name, text = _at_colon(line.text)
    clock = line.whole or line.lead or (line.tail and not _at_colon(line.tail.rest)[0]) or _CLOCK.match(line.text)
    if clock or not possible(name) or _NO_NAME.fullmatch(name) or text.startswith("//"):
        return None
    return Header(index, index + 1, name, text=text, gap=_colon_of(line.text))


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
    places = [place for mark in _COLONS if (place := text.find(mark, 0, _COLON_WITHIN)) > 0]
    cut = min(places, default=0)
    return text[:cut].strip(), text[cut + 1 :].strip() if cut else ""


def _colon_of(text: str) -> str:
    return min((mark for mark in _COLONS if mark in text), key=text.find)


def with_words(found: Sequence[Header], lines: Sequence[Line]) -> int:
    """How many of them have words."""
    ends = [*(header.at for header in found[1:]), len(lines)]
    return sum(bool(header.text) or _words(lines, header.body, end) for header, end in zip(found, ends, strict=False))


def _words(lines: Sequence[Line], start: int, end: int) -> bool:
    return any(not lines[index].blank for index in range(start, end))


def _regular(found: list[Header], lines: Sequence[Line]) -> list[Header]:
    """Without those that break the rule the others keep: a name seen once, and no blank line before it where most have one,
    another colon than most have, hardly a name, or a time outside its neighbours'. A name seen again may break one."""
    often = Counter(header.name for header in found)
    odd = _joined(found, lines) | _other_colon(found) | _doubtful(found)
    late = set(_out_of_time(found, often))
    today = _todays(found, lines)
    kept = [h for h in found if (h.at in odd) + (h.at in late) < (2 if often[h.name] > 1 else 1)]
    return [h for h in kept if h.at in today or (h.stamp and h.stamp.dated)] if today is not None else kept


def _todays(found: Sequence[Header], lines: Sequence[Line]) -> set[int] | None:
    """Where others have a day, those without one are today's: they come last, and who speaks has spoken on a day or a
    blank line stands above, as it does above those with a day. None: all have days, or none has."""
    days = [index for index, header in enumerate(found) if header.stamp and header.stamp.dated]
    if not days or len(days) == len(found):
        return None
    known = {found[index].name for index in days}
    apart = all(lines[found[index].at - 1].blank for index in days if found[index].at)
    return {header.at for header in found[days[-1] + 1 :] if header.name in known or (apart and lines[header.at - 1].blank)}


def _joined(found: Sequence[Header], lines: Sequence[Line]) -> set[int]:
    joined = {header.at for header in found if header.at and not lines[header.at - 1].blank}
    return joined if len(joined) * 3 <= len(found) else set()


def _other_colon(found: Sequence[Header]) -> set[int]:
    colons = Counter(header.gap for header in found if header.gap in _COLONS)
    rare = min(colons, key=lambda colon: colons[colon]) if len(colons) == len(_COLONS) else ""
    return {header.at for header in found if header.gap == rare} if colons[rare] * 3 <= len(found) else set()


def _doubtful(found: Sequence[Header]) -> set[int]:
    return {h.at for h in found if h.text and h.stamp is None and (h.name[0].isdigit() or not likely(h.name))}


def _out_of_time(found: Sequence[Header], often: Counter[str]) -> Iterator[int]:
    """Those whose time is not between the two that frame them: the nearest whose names come again, where there are such."""
    firm = [often[header.name] > 1 for header in found] if max(often.values(), default=0) > 1 else [True] * len(found)
    times = [_rough(header.stamp) for header in found]
    above, below = _nearest(times, firm), _nearest(times[::-1], firm[::-1])[::-1]
    for header, first, here, last in zip(found, above, times, below, strict=True):
        if first and here and last and first <= last and not first <= here <= last:
            yield header.at


def _nearest(times: Sequence[datetime | None], firm: Sequence[bool]) -> list[datetime | None]:
    """For each, the last firm one before it."""
    last: datetime | None = None
    before = []
    for time, fixed in zip(times, firm, strict=True):
        before.append(last)
        last = time if fixed else last
    return before


def _rough(stamp: Stamp | None) -> datetime | None:
    """Enough to compare by; a day that is not written is one and the same. None: it cannot be compared."""
    if stamp is None or stamp.clock is None or stamp.back >= 0 or stamp.weekday >= 0:
        return None
    return datetime.combine(date(stamp.year or 2000, stamp.month or 1, stamp.day or 1), stamp.clock)
