"""What stands on a chat's background: bubbles, avatars, cards, and where the head and the input bar end.

From pixels alone.
All lengths are counted in `unit`: a 390th of a phone's width, about one point of its screen. Clients draw their avatars 36
to 42 points wide, 9 to 16 from the edge, on every phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PIL import Image

from bot.capture.model import NotAChat
from bot.capture.screens.ocr import Box

_DIFFERENT = 5
"""Levels of any colour, of 255: Feishu's grey bubble is 9 from its white."""
_SMALL_WIDTH = 390
_MOST_SHAPES = 200
"""On one screen; a chat has thirty."""
_FLAT_MARGIN = 0.55
"""Share of the pixels beside the bubbles that must be of one colour, or this is no chat."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Something in one piece. `colour`: RGB of its rim; `even`: the share of the rim that has it (a photograph has none)."""

    box: Box
    colour: tuple[int, int, int]
    even: float


@dataclass(frozen=True, slots=True)
class Screen:
    """Where the chat stands in the picture, and the shapes in it from top to bottom."""

    unit: float
    top: int
    bottom: int
    width: int
    shapes: tuple[Shape, ...]


def seen(picture: Image.Image) -> Screen:
    """Find them. Raises NotAChat: `no_ocr` (the extra brings numpy and OpenCV), `no_bubbles`."""
    try:
        import cv2  # noqa: F401
        import numpy as np
    except ImportError:
        raise NotAChat("no_ocr") from None
    scale = picture.width / _SMALL_WIDTH
    size = (_SMALL_WIDTH, max(1, round(picture.height / scale)))
    small = np.asarray(picture.resize(size, Image.Resampling.BOX)).astype(np.int16)
    ground = _ground(small)
    top, bottom = _bounds(np.asarray(picture.convert("L")).astype(np.int16), small, ground, scale)
    view = small[round(top / scale) : round(bottom / scale)]
    found = _pieces(view, ground)
    moved = [Shape(_large(s.box, scale, top), s.colour, s.even) for s in found]
    return Screen(scale, top, bottom, picture.width, tuple(sorted(moved, key=lambda s: s.box.top)))


def _large(box: Box, scale: float, top: int) -> Box:
    left, up, right, down = (round(side * scale) for side in box)
    return Box(left, up + top, right, down + top)


def _ground(small: Any) -> Any:
    """The commonest colour beside the avatars. Raises NotAChat."""
    import numpy as np

    height = small.shape[0]
    middle = small[height // 8 : height - height // 8]
    margin = np.concatenate([middle[:, 2:8], middle[:, -8:-2]], axis=1).reshape(-1, 3)
    colours, counts = np.unique(margin // 4, axis=0, return_counts=True)
    near = np.abs(margin - (colours[counts.argmax()] * 4 + 2)).max(axis=1) <= _DIFFERENT
    if near.mean() < _FLAT_MARGIN:
        raise NotAChat("no_bubbles")
    return np.median(margin[near], axis=0)


def _bounds(grey: Any, small: Any, ground: Any, scale: float) -> tuple[int, int]:
    """First and last row of the chat itself: below the head, above the input bar, each ended by a thin line or a colour."""
    height = grey.shape[0]
    top, bottom = 0, height
    for row in _rules(grey, scale):
        if row < 130 * scale and row < height / 3:
            top = max(top, row + round(scale))
        elif row > height - 160 * scale and row > height * 2 / 3:
            bottom = min(bottom, row)
    return _by_colour(small, ground, scale, top=top, bottom=bottom)


def _rules(grey: Any, scale: float) -> list[int]:
    """Rows of one grey from edge to edge that are not the grey of the margin above or below them."""
    import numpy as np

    edge = round(8 * scale)
    few, most = np.percentile(grey[:, :: max(1, round(scale))], [3, 97], axis=1)
    margin = np.median(np.concatenate([grey[:, 2:edge], grey[:, -edge:-2]], axis=1), axis=1)
    gap = max(2, round(scale))
    above, below = np.roll(margin, gap), np.roll(margin, -gap)
    step = (np.abs(margin - above) >= 3) | (np.abs(margin - below) >= 3)
    step[:gap] = step[-gap:] = False
    return [int(row) for row in np.flatnonzero((most - few <= 8) & step)]


def _by_colour(small: Any, ground: Any, scale: float, *, top: int, bottom: int) -> tuple[int, int]:
    """Where no line ends it: rows whose margins are not of the chat's ground."""
    import numpy as np

    margin = np.concatenate([small[:, 1:5], small[:, -5:-1]], axis=1)
    other = np.abs(margin - ground).max(axis=2).mean(axis=1) > _DIFFERENT
    rows = len(other)
    above, below = other[: min(130, rows // 3)], other[max(rows - 160, rows * 2 // 3) :]
    if not top and above.any():
        top = round((int(np.flatnonzero(above)[-1]) + 1) * scale)
    if bottom == round(rows * scale) and below.any():
        bottom = round((rows - len(below) + int(np.flatnonzero(below)[0])) * scale)
    return top, bottom


def _pieces(view: Any, ground: Any) -> list[Shape]:
    import cv2
    import numpy as np

    mask = (np.abs(view - ground).max(axis=2) > _DIFFERENT).astype(np.uint8)
    stats = cv2.connectedComponentsWithStats(mask, connectivity=8)[2]
    boxes = [Box(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:] if w >= 14 and h >= 12]
    if len(boxes) > _MOST_SHAPES * max(1, view.shape[0] // 800):
        raise NotAChat("no_bubbles")
    outer = [box for box in boxes if not any(_inside(box, other) for other in boxes if other != box)]
    return [_shape(view, box, ground) for box in outer]


def _inside(box: Box, other: Box) -> bool:
    return other.left <= box.left and other.top <= box.top and other.right >= box.right and other.bottom >= box.bottom


def _shape(view: Any, box: Box, ground: Any) -> Shape:
    """The rim, two to five points inside: letters stand further in. One of the ground's colour is none."""
    import numpy as np

    inner = view[box.top : box.bottom, box.left : box.right]
    ring = [inner[2:5, 5:-5], inner[-5:-2, 5:-5], inner[5:-5, 2:5], inner[5:-5, -5:-2]]
    rim = np.concatenate([part.reshape(-1, 3) for part in ring]) if min(box.width, box.height) > 12 else inner.reshape(-1, 3)
    colour = np.median(rim, axis=0)
    near = np.abs(rim - colour).max(axis=1) <= 2 * _DIFFERENT
    even = float(near.mean()) if np.abs(colour - ground).max() > _DIFFERENT else 0.0
    red, green, blue = (int(level) for level in colour)
    return Shape(box, (red, green, blue), even)
