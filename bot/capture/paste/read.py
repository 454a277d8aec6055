"""A pasted text as the messages that were said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.capture.model import ME, Captured, NotAChat, Said
from bot.capture.paste.choose import Reading, choose
from bot.capture.paste.formats import Divider, Format, Shape
from bot.capture.paste.headers import Header
from bot.capture.paste.lines import Line, lines
from bot.capture.paste.loose import alternating
from bot.capture.paste.prose import spoken
from bot.capture.paste.said import kind, read_mark, system, words
from bot.capture.paste.stamps import Stamp
from bot.capture.paste.times import Mark, place

LONGEST = 200_000
"""Characters."""
MOST = 5_000
"""Messages."""

_TITLE = re.compile(
    r"(?:微信)?群(?:聊)?[\"“「](?P<group>.{1,64})[\"”」]的聊天记录如下[:：]?"
    r"|(?P<two>.{1,64}?) ?在微信上的聊天记录如下[,，]请查收。?"
    r"|(?P<head>群聊|[^:：,，。]{1,24}[与和][^:：,，。]{1,24})的(?:聊天|会话)记录[:：]?|Dear[:：]?"
)
_STUMP = re.compile(r"[\d:/\-年月日上下午昨天 ]{1,20}")
"""What may be left of a header that was cut through."""
_ALTERNATING = Format("alternating", (Shape.COLON,), "王海⏎文字", divider=Divider.PLAIN)
_NAMELESS = Format("lines", (Shape.LINE,), "文字", divider=Divider.PLAIN)


class Part(NamedTuple):
    """Something in the paste, in order: a message, a divider (`stamp` alone) or what nobody said (`system`)."""

    name: str = ""
    text: str = ""
    stamp: Stamp | None = None
    divides: bool = False
    system: bool = False


def read(text: str, *, now: datetime, zone: ZoneInfo) -> Captured:
    """What stands there, oldest first, with whole messages only. Raises NotAChat (`empty`, `prose`, `too_long`).

    Whatever precedes the first name has none. Two people of one name are one speaker here.
    """
    if len(text) > LONGEST:
        raise NotAChat("too_long")
    all_lines = lines(text)
    if all(line.blank for line in all_lines):
        raise NotAChat("empty")
    title, group, rest = _title(all_lines)
    format_, parts = _parts(rest)
    captured = _captured(parts, format_, now=now, zone=zone)
    speakers = len(captured.speakers)
    return Captured(captured.messages, format_, title, True if speakers > 2 else group, captured.dated, captured.system)


def _title(all_lines: Sequence[Line]) -> tuple[str, bool | None, Sequence[Line]]:
    """The heading above the first message, whether it names a group, and what follows it."""
    title, group, start = "", None, 0
    for index, line in enumerate(all_lines[:12]):
        found = _TITLE.fullmatch(line.text.strip())
        if found and any(found.groupdict().values()):
            title, group = next(filter(None, found.groups())).strip(), _is_group(found)
        if not found and not line.blank:
            break
        start = index + 1
    return title, group, all_lines[start:]


def _is_group(found: re.Match[str]) -> bool | None:
    return True if found["group"] or found["head"] == "群聊" else False if found["two"] else None


def _parts(rest: Sequence[Line]) -> tuple[str, list[Part]]:
    reading = choose(rest)
    if not reading and (found := alternating(rest)):
        reading = Reading(_ALTERNATING, found)
    if reading:
        return reading.format.name, list(_named(reading, rest))
    dividers = sum(line.whole is not None for line in rest)
    if not spoken(rest, dividers):
        raise NotAChat("prose")
    return _NAMELESS.name, [_nameless(line) for line in rest if not line.blank]


def _nameless(line: Line) -> Part:
    if line.whole:
        return Part(stamp=line.whole, divides=True)
    return Part(text=line.text.strip(), system=system(line.text))


def _named(reading: Reading, rest: Sequence[Line]) -> Iterator[Part]:
    format_, found = reading
    names = {header.name for header in found}
    top = Header(-1, 0, "")
    found = [_whole_name(found[0], [header.name for header in found]), *found[1:]]
    for header, after in zip([top, *found], [*found, None], strict=True):
        body = rest[header.body : after.at if after else len(rest)]
        shown = body if after else _without_stump(body, names)
        yield from _pieces(header, _without_mark(shown, format_), format_)


def _whole_name(first: Header, names: Sequence[str]) -> Header:
    """Without its name if that may be the end of another's, cut through: 「总」 where 「王总」 speaks too."""
    cut = first.at == 0 and names.count(first.name) == 1 and any(name.endswith(first.name) for name in names[1:])
    return first._replace(name="") if cut else first


def _without_stump(body: Sequence[Line], names: set[str]) -> Sequence[Line]:
    """Without a last line that begins the next header: some of the name of somebody who speaks, or all of it and some of a
    time."""
    written = [index for index, line in enumerate(body) if not line.blank]
    if len(written) < 2:
        return body
    last, apart = body[written[-1]].text.strip(), body[written[-1] - 1].blank
    cut = any(name.startswith(last) if apart else name == last for name in names)
    timed = any(last.startswith(name) and _STUMP.fullmatch(last[len(name) :]) for name in names)
    return body[: written[-1]] if cut or timed else body


def _without_mark(body: Sequence[Line], format_: Format) -> Sequence[Line]:
    """Without 「已读」 below the words."""
    written = [index for index, line in enumerate(body) if not line.blank]
    if format_.read_marks and len(written) > 1 and read_mark(body[written[-1]].text):
        return body[: written[-1]]
    return body


def _pieces(header: Header, body: Sequence[Line], format_: Format) -> Iterator[Part]:
    """The message, and what stands between it and the next one."""
    own = [header.text] if header.text else []
    stamp = header.stamp
    for index, line in enumerate(body):
        between = _between(body, index, format_) if header.at < 0 or any(own) else None
        if not between:
            own.append(line.text)
            continue
        yield from _message(header.name, own, stamp, format_)
        own, stamp = [], None
        yield between
    yield from _message(header.name, own if header.at >= 0 else _without_head(own), stamp, format_)


def _between(body: Sequence[Line], index: int, format_: Format) -> Part | None:
    line = body[index]
    if line.whole and _divides(body, index, format_):
        return Part(stamp=line.whole, divides=True)
    apart = index == 0 or body[index - 1].blank or index + 1 == len(body) or body[index + 1].blank
    return Part(text=line.text.strip(), system=True) if apart and not line.blank and system(line.text) else None


def _divides(body: Sequence[Line], index: int, format_: Format) -> bool:
    """A time of day alone may be somebody's answer: only after a blank line it is none."""
    line = body[index]
    if format_.divider is Divider.DAY:
        return line.whole is not None and line.whole.clock is None and (index == 0 or body[index - 1].blank)
    if format_.divider is Divider.PLAIN:
        last = all(after.blank for after in body[index + 1 :])
        return index == 0 or body[index - 1].blank or (last and line.whole is not None and line.whole.dated)
    return format_.divider is Divider.DASHED and line.dashed


def _without_head(own: list[str]) -> list[str]:
    """Without what is left of a header that was cut through: 「05:33」."""
    kept = [text for text in own if text.strip()]
    return kept[1:] if kept and ":" in kept[0] and _STUMP.fullmatch(kept[0].strip()) else own


def _message(name: str, own: Sequence[str], stamp: Stamp | None, format_: Format) -> Iterator[Part]:
    text = words(own, replies=format_.name.startswith("feishu"))
    if text:
        yield Part(name, text, stamp)


def _captured(parts: Sequence[Part], format_: str, *, now: datetime, zone: ZoneInfo) -> Captured:
    timed = [part for part in parts if not part.system]
    placed, dated = place([Mark(part.stamp, part.divides) for part in timed], now=now, zone=zone)
    said = [
        Said(part.name, part.text, at, blur, True if part.name in ME else None, kind(part.text))
        for part, (at, blur) in zip(timed, placed, strict=True)
        if not part.divides
    ]
    if len(said) > MOST:
        raise NotAChat("too_long")
    if not said:
        raise NotAChat("prose")
    system_lines = tuple(part.text for part in parts if part.system)
    return Captured(tuple(_oldest_first(said)), format_, dated=dated, system=system_lines)


def _oldest_first(said: list[Said]) -> list[Said]:
    """Turned round when the client lists the newest first: every time is earlier than the one above it."""
    times = [message.at for message in said if message.at]
    falling = len(times) > 2 and len(times) == len(said) and all(a > b for a, b in pairwise(times))
    return said[::-1] if falling else said
