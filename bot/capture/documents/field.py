"""A value that was found in the words of a paper."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 8000
"""Characters of a paper that are looked at: some sixty rows of a table."""


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: total, capitals (a sum in words: 伍万元整), delivery; of an article model, name, count, unit, sum; section
    (the title above some); person, title, company, address. `value` is the value's span, `start` where its label begins;
    `row`: the line it stands on. Code points of the text.
    """

    kind: str
    start: int
    value: tuple[int, int]
    row: int


def field(kind: str, text: str, m: re.Match[str], group: str = "value") -> Field:
    """The value of a label, or what another group of the match holds."""
    return Field(kind, m.start() if group == "value" else m.start(group), m.span(group), text.count("\n", 0, m.start()))
