"""The lines of one bubble → what was typed: breaks by the bubble's width are taken back, the writer's become newlines.

A line was broken by the writer when what follows would still have fitted behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from bot.capture.screens.ocr import Box, Line

_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\u3000-\u303f"
_CHINESE = r"\u3400-\u9fff"
_CLOSING = r"，。！？；：、）」』》”’…,.!?;:)%～~·"
_UNIT = re.compile(rf"(?:[±¥￥€£°×]*[!-~]+|.)[{_CLOSING}]*")
"""What a browser keeps together at the start of a line."""
_SPACED = re.compile(rf"[{_CHINESE}] [A-Za-z0-9¥$]|[A-Za-z0-9%] [{_CHINESE}]")
_DATE = re.compile(r"[年月日]\d|\d[年月日号点]")
"""Nobody sets a space within a date."""
_TIGHT = re.compile(rf"(?!{_DATE.pattern})(?:[{_CHINESE}][A-Za-z0-9¥$]|[A-Za-z0-9][{_CHINESE}])")
_NUMBERED = re.compile(r"(\d{1,2})[.、．)）]\s?\D")
_LINK = re.compile(r"(?:://|www\.|@)[!-~]*$")
_SLACK = 0.6
"""Letters of room that may be missing or too many by the pictures' own vagueness."""


def rows(lines: Sequence[Line]) -> list[Line]:
    """Pieces that stand beside each other put together, from top to bottom."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: x.box.middle[1]):
        if found and _beside(found[-1][0].box, line.box):
            found[-1].append(line)
        else:
            found.append([line])
    return [_row(sorted(pieces, key=lambda x: x.box.left)) for pieces in found]


def _beside(a: Box, b: Box) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > 0.5 * min(a.height, b.height)


def _row(pieces: list[Line]) -> Line:
    text, box, score = pieces[0].text, pieces[0].box, pieces[0].score
    for piece in pieces[1:]:
        gap = piece.box.left - box.right
        text += (" " if gap > 0.3 * box.height else "") + piece.text
        box = Box(
            min(box.left, piece.box.left), min(box.top, piece.box.top), piece.box.right, max(box.bottom, piece.box.bottom)
        )
        score = min(score, piece.score)
    return Line(text, box, score)


@dataclass(frozen=True, slots=True)
class Habits:
    """What all bubbles of a picture tell about each.

    `widest`, in pixels; `spaced`: a space is set between Chinese and Latin.
    """

    widest: float
    spaced: bool = False


def joined(lines: Sequence[Line], bubble: Box, habits: Habits) -> str:
    """The text of `rows` in `bubble`."""
    letter = size(lines)
    inset = max(0, min(row.box.left for row in lines) - bubble.left)
    room = max(habits.widest - 2 * inset, *(row.box.width for row in lines))
    text, numbered = lines[0].text, _list(lines)
    own = leaning([row.text for row in lines])
    spaced = own > 0 or (own == 0 and habits.spaced)
    for place, (row, after) in enumerate(pairwise(lines), 1):
        left = room - row.box.width
        unit = _UNIT.match(after.text)
        if place in numbered or left > (_letters(unit[0] if unit else "") + _SLACK) * letter:
            text += "\n" + after.text
        else:
            text += _between(text, after.text, spaced=spaced, full=left < letter) + after.text
    return text


def _list(lines: Sequence[Line]) -> set[int]:
    """Places of the lines that begin with 1., 2., 3. …, where there are two at least."""
    found = [(place, int(m[1])) for place, line in enumerate(lines) if (m := _NUMBERED.match(line.text))]
    numbers = [number for _, number in found]
    return (
        {place for place, _ in found}
        if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        else set()
    )


def size(lines: Sequence[Line]) -> float:
    """Width of a Chinese letter in pixels."""
    return median(row.box.width / max(0.5, _inked(row.text)) for row in lines)


def _letters(text: str) -> float:
    """Width in Chinese letters."""
    wide = len(re.findall(rf"[{_WIDE}]", text))
    return wide + 0.54 * (len(text) - wide)


def _inked(text: str) -> float:
    """Of its ink: the right half of a Chinese mark at the end is blank."""
    return _letters(text) - (0.5 if text.endswith(tuple("，。：；、！？")) else 0.0)


def leaning(texts: Sequence[str]) -> int:
    """How much oftener these writers set a space between Chinese and Latin than not; below 0: they do not."""
    whole = "\n".join(texts)
    return len(_SPACED.findall(whole)) - len(_TIGHT.findall(whole))


def _between(before: str, after: str, *, spaced: bool, full: bool) -> str:
    """What a break by width swallowed: one space, or nothing. A link is never glued to Chinese: nobody could find it there."""
    a, b = before[-1:], after[:1]
    if _DATE.match(a + b):
        return ""
    if _latin(a) and _latin(b):
        return "" if _LINK.search(before.rsplit(" ", 1)[-1]) and (full or a in "/-.@_") else " "
    if re.match(rf"[{_CHINESE}][A-Za-z0-9¥$]", a + b):
        return " " if spaced or _LINK.search(after.split(" ")[0]) else ""
    return " " if spaced and re.match(rf"[A-Za-z0-9%][{_CHINESE}]", a + b) else ""


def _latin(letter: str) -> bool:
    return "!" <= letter <= "~"
