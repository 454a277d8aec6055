"""A paste cut into lines, each looked at once: is it blank, is it a moment, does one stand at its end or its beginning."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.capture.paste.stamps import DAY, STAMP, Stamp, stamp

LONGEST_HEADER = 100
"""A longer line is somebody's words."""
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x09: 0x20, 0xFE55: 0x3A, 0x2236: 0x3A}
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_UNSEEN = "\ufeff\u200b\u200c\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u00ad"
_CONTROLS = "".join(map(chr, [*range(9), *range(0x0E, 0x20), 0x7F]))
_CLEAN = {ord(a): " " for a in _SPACES} | {ord(a): None for a in _UNSEEN + _CONTROLS}
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

_TAIL = re.compile(rf"(?P<gap>\s*,?\s?[(\[【<]|,?\s{{1,4}}){STAMP}[)\]】>]?(?P<colon>:?)$")
_LEAD = re.compile(rf"^[(\[【<]?{STAMP}[)\]】>]?[\s,\-]{{1,4}}")
_WHOLE = re.compile(rf"^(?P<left>[-—─=·*\s]*)(?:{STAMP}|{DAY.replace('?P<', '?P<d_')})(?P<right>[-—─=·*\s]*)$")
_FROM_END = 64
_DAY_ONLY = tuple(re.findall(r"\?P<(\w+)>", DAY))


class Edge(NamedTuple):
    """A moment at the end of a line (`rest` stands before it) or at the beginning (`rest` stands after it)."""

    rest: str
    stamp: Stamp
    gap: str = ""


class Line(NamedTuple):
    """`text` as it was written, without what nobody sees and spaces at the end; `half` the same, half-width.

    `whole`: the line is a moment or a day and nothing else; `dashed`: between dashes (「—————  2026-11-05  —————」).
    """

    text: str
    half: str
    blank: bool
    whole: Stamp | None = None
    dashed: bool = False
    tail: Edge | None = None
    lead: Edge | None = None


def lines(text: str) -> list[Line]:
    """All of them, blank ones too."""
    return [_line(part.translate(_CLEAN).rstrip()) for part in _BREAK.split(text)]


def _line(text: str) -> Line:
    half = text.translate(_HALF)
    if not half.strip():
        return Line(text, half, True)
    if len(half) > LONGEST_HEADER:
        return Line(text, half, False)
    if found := _WHOLE.match(half):
        return Line(text, half, False, _alone(found), bool(found["left"].strip() and found["right"].strip()))
    if ":" not in half:
        return Line(text, half, False)
    return Line(text, half, False, tail=_tail(text, half), lead=_lead(text, half))


def _alone(found: re.Match[str]) -> Stamp | None:
    groups = found.groupdict()
    return stamp(groups) if groups["minute"] else stamp({key: groups[f"d_{key}"] for key in _DAY_ONLY})


def _tail(text: str, half: str) -> Edge | None:
    found = _TAIL.search(half, max(0, len(half) - _FROM_END))
    when = stamp(found.groupdict()) if found else None
    rest = text[: found.start()].strip() if found else ""
    return Edge(rest, when, found["gap"]) if found and when and rest else None


def _lead(text: str, half: str) -> Edge | None:
    found = _LEAD.match(half)
    when = stamp(found.groupdict()) if found else None
    rest = text[found.end() :].strip() if found else ""
    return Edge(rest, when) if when and rest else None
