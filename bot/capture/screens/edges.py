"""Where a line of text really begins and ends, and where it has blanks: by its ink.

A detector leaves out dots, tildes and emoji.
Pixels are uint8 RGB (height, width, 3); a line's background is its commonest colour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import Any

from bot.capture.screens.ocr import Box

_INK = 36
"""Levels between letters and their ground; a JPEG's noise stays below."""
_WALL = 4
_REACH = 0.4
"""Heights of blank within a line; a bubble's padding and the way to the avatar are more."""
_TALL, _SQUARE = 1.5, 0.95
"""How much higher than broad, and than the other lines, what stands upright is; a letter's height, of the width of its box."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MOST_MORE = 6
"""Heights by which a line may grow at either end."""
_BLANKS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"月\d|\d[月日]"), 0.34),
    (re.compile(r"[\u3400-\u9fff]1|1[\u3400-\u9fff]"), 0.29),
    (re.compile(r"[\u3400-\u9fff][A-Za-z0-9¥￥$&]|&[\u3400-\u9fff]|[A-Za-z0-9][\u3400-\u9fff]|[.:][\u3400-\u9fff]"), 0.25),
    (re.compile(r"[\u3400-\u9fff]{2}|%[\u3400-\u9fff]"), 0.3),
)
"""Pairs of letters and the blank, in widths of a Chinese letter, above which a space was typed between them; measured. A font
leaves up to 0.24, beside the narrow 月 and 1 more; a space adds a quarter. Behind Chinese punctuation there is always room."""


def stretched(pixels: Any, boxes: Sequence[Box]) -> list[Box]:
    """Each box as wide as the ink of its line; pieces of one line only once."""
    found: list[Box] = []
    for box in sorted((_stretch(pixels, box) for box in boxes), key=lambda b: -b.width):
        if not any(_overlap(box, other) for other in found):
            found.append(box)
    return found


def _overlap(a: Box, b: Box) -> bool:
    across = min(a.right, b.right) - max(a.left, b.left)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    return across > 0.5 * min(a.width, b.width) and down > 0.5 * min(a.height, b.height)


def _stretch(pixels: Any, box: Box) -> Box:
    """Longer at the right only: left of a line stands nothing of it, and above a bubble stands the avatar."""
    end = min(pixels.shape[1], box.right + _MOST_MORE * box.height)
    trim = box.height // 8  # round corners
    ink, wall = columns(pixels, Box(box.left, box.top + trim, end, box.bottom - trim), box)
    right = box.left + _far(ink, wall, box.width - 1, reach=round(_REACH * box.height)) + 1
    return Box(box.left + int(ink.argmax()), box.top, right, box.bottom)


def _far(ink: Any, wall: Any, start: int, *, reach: int) -> int:
    """The last column with ink, going on from `start` over blanks shorter than `reach`; before it where there is none."""
    import numpy as np

    walls = np.flatnonzero(wall[start:])
    end = start + (int(walls[0]) if len(walls) else len(wall) - start)
    last = int(np.flatnonzero(ink[: start + 1])[-1]) if ink[: start + 1].any() else start
    for place in np.flatnonzero(ink[start:end]) + start:
        if place - max(last, start) > reach:
            break
        last = int(place)
    return last


def is_upright(box: Box, height: float) -> bool:
    """Whether it is written from top to bottom, where lines are `height` high: the words beside a table's rows."""
    return box.height > _TALL * max(box.width, height)


def laid(pixels: Any, box: Box) -> Any:
    """Its letters, one below another, as one line: each as broad as the box."""
    import numpy as np

    strip, turned = pixels[box.top : box.bottom, box.left : box.right], Box(box.top, box.left, box.bottom, box.right)
    ink, _ = columns(pixels.transpose(1, 0, 2), turned, turned)
    letters: list[tuple[int, int]] = []
    for run in np.split(np.arange(len(ink)), np.flatnonzero(np.diff(ink.astype(np.int8))) + 1):
        if ink[run[0]]:
            start, end = int(run[0]), int(run[-1]) + 1
            if letters and end - letters[-1][0] <= _SQUARE * box.width:
                start = letters.pop()[0]
            letters.append((start, end))
    high = max((end - start for start, end in letters), default=0)
    middles = [(start + end) // 2 for start, end in letters]
    pieces = [strip[max(0, middle - high // 2 - 2) :][: high + 4] for middle in middles]
    return np.concatenate([piece for piece in pieces if len(piece) == high + 4] or [strip], axis=1)


def columns(pixels: Any, band: Box, inner: Box) -> tuple[Any, Any]:
    """For each column of `band`: whether there is ink, and whether it is all of another colour (the bubble has ended).

    The ground is what most of `inner` is.
    """
    import numpy as np

    ground = np.median(pixels[inner.top : inner.bottom : 3, inner.left : inner.right : 3].reshape(-1, 3), axis=0).astype(
        np.int16
    )
    strip = pixels[band.top : band.bottom : 2, band.left : band.right].astype(np.int16)
    far = np.abs(strip - ground).max(axis=2)
    even = (strip.max(axis=0) - strip.min(axis=0)).max(axis=1) <= 2 * _WALL
    return (far > _INK).any(axis=0), (far > _WALL).all(axis=0) & even


def spaced(text: str, places: Sequence[float], ink: Any) -> str:
    """`text` with the spaces that the reader passed over. `places`: where each of its letters, blanks left out, has its
    middle, in columns of `ink`."""
    letters = "".join(text.split())
    if len(letters) != len(places) or len(letters) < 2:
        return text
    letter = _width(letters, places)
    found, rest = "", text
    for number, sign in enumerate(letters):
        blank = rest[: len(rest) - len(rest.lstrip())]
        rest = rest.lstrip()[1:]
        if number and not blank and _blank(letters[number - 1] + sign, ink, places[number - 1 : number + 1], letter):
            blank = " "
        found += blank + sign
    return found


def _width(letters: str, places: Sequence[float]) -> float:
    """Of a Chinese letter: the way from one to the next, or what the whole line tells."""
    pairs = zip(letters, letters[1:], places, places[1:], strict=False)
    steps = [b - a for x, y, a, b in pairs if _CHINESE.match(x) and _CHINESE.match(y)]
    if len(steps) > 1:
        return median(steps)
    wide = [1.0 if letter > "\u2e7f" else 0.54 for letter in letters]
    return (places[-1] - places[0]) / max(0.5, sum(wide) - (wide[0] + wide[-1]) / 2)


def _blank(pair: str, ink: Any, ends: Sequence[float], letter: float) -> bool:
    least = next((least for pattern, least in _BLANKS if pattern.fullmatch(pair)), None)
    return least is not None and _gap(ink, *ends) > least * letter


def _gap(ink: Any, start: float, end: float) -> int:
    """The longest run without ink between two columns."""
    longest = run = 0
    for inked in ink[max(0, int(start)) : int(end) + 1]:
        run = 0 if inked else run + 1
        longest = max(longest, run)
    return longest
