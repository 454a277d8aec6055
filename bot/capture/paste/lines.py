"""A paste cut into lines, each looked at once: is it blank, is it a moment, does one stand at its end or its beginning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
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


def lines(text: str) -> list[Line]:
    """All of them, blank ones too; spaces at the end and what nobody sees are gone."""
    parts = [part.translate(_CLEAN).rstrip() for part in _BREAK.split(text)]
    return [Line(part, part.translate(_HALF)) for part in parts]


class Edge(NamedTuple):
    """A moment at the end of a line (`rest` stands before it) or at the beginning (`rest` stands after it)."""

    rest: str
    stamp: Stamp
    gap: str = ""


@dataclass(frozen=True)
class Line:
    """`text` as it was written, without what nobody sees; `half` the same length, half-width."""

    text: str
    half: str

    @cached_property
    def blank(self) -> bool:
        return not self.half.strip()

    @cached_property
    def _moment(self) -> bool:
        return ":" in self.half and len(self.half) <= LONGEST_HEADER

    @cached_property
    def tail(self) -> Edge | None:
        if not self._moment or self.whole:
            return None
        start = max(0, len(self.half) - _FROM_END)
        found = _TAIL.search(self.half, start)
        when = stamp(found.groupdict()) if found else None
        rest = self.text[: found.start()].strip() if found else ""
        return Edge(rest, when, found["gap"]) if found and when and rest else None

    @cached_property
    def lead(self) -> Edge | None:
        found = _LEAD.match(self.half) if self._moment else None
        when = stamp(found.groupdict()) if found else None
        rest = self.text[found.end() :].strip() if found else ""
        return Edge(rest, when) if when and rest else None

    @cached_property
    def whole(self) -> Stamp | None:
        """The line is a moment or a day and nothing else."""
        if not self._whole:
            return None
        found = self._whole.groupdict()
        return stamp(found) if found["minute"] else stamp({key: found[f"d_{key}"] for key in _DAY_ONLY})

    @cached_property
    def dashed(self) -> bool:
        """… between dashes: 「—————  2026-11-05  —————」."""
        return bool(self._whole and self._whole["left"].strip() and self._whole["right"].strip())

    @cached_property
    def _whole(self) -> re.Match[str] | None:
        short = len(self.half) <= LONGEST_HEADER and any(letter.isdigit() or letter in "天周期" for letter in self.half)
        return _WHOLE.match(self.half) if short else None
