"""Where a line of text has a gap that no sentence has: it is two cells of a table."""

from __future__ import annotations

from PIL import Image

from bot.capture.screens.ocr import Box

_GAP = 0.9
"""Of the line's height."""
_FAINT = 48
"""Shades of grey between paper and ink."""


def gaps(picture: Image.Image, box: Box) -> list[Box]:
    """The pieces of this line between its gaps, left to right; one piece: there is none."""
    import numpy as np

    trim = box.height // 4  # a table's own lines may touch the box
    inner = (box.left, box.top + trim, box.right, box.bottom - trim)
    shades = np.asarray(picture.crop(inner).convert("L"), dtype=np.int16)
    inked = np.flatnonzero(np.median(shades) - shades.min(axis=0) > _FAINT)
    if not len(inked):
        return [box]
    ends = np.flatnonzero(np.diff(inked) > _GAP * box.height)
    starts = [int(inked[0]), *(int(inked[end + 1]) for end in ends)]
    stops = [*(int(inked[end]) for end in ends), int(inked[-1])]
    return [box._replace(left=box.left + a, right=box.left + b + 1) for a, b in zip(starts, stops, strict=True)]
