"""Where a line of text has a gap that no sentence has: it is two cells of a table."""

from __future__ import annotations

from PIL import Image

from bot.capture.screens.ocr import Box

_GAP = 0.9
"""Of the line's height."""
_FAINT = 48
"""Shades of grey between paper and ink."""
_THIN = 4
"""Pixels of ink in a column that may be a table's own line, which a turned picture draws through the box."""
_STROKE = (0.3, 1.2)
"""Of the line's height: the breadth of a stroke that stands for itself: 一."""


def gaps(picture: Image.Image, box: Box) -> list[Box]:
    """The pieces of this line between its gaps, left to right; one piece: there is none."""
    import numpy as np

    shades = np.asarray(picture.crop(box).convert("L"), dtype=np.int16)
    columns = (np.median(shades) - shades > _FAINT).sum(axis=0)
    told = columns > _THIN
    for run in np.split(np.arange(len(columns)), np.flatnonzero(np.diff(columns > 0)) + 1):
        told[run] |= columns[run[0]] > 0 and _STROKE[0] < len(run) / box.height < _STROKE[1]
    inked = np.flatnonzero(told)
    if not len(inked):
        return [box]
    ends = np.flatnonzero(np.diff(inked) > _GAP * box.height)
    starts = [int(inked[0]), *(int(inked[end + 1]) for end in ends)]
    stops = [*(int(inked[end]) for end in ends), int(inked[-1])]
    return [box._replace(left=box.left + a, right=box.left + b + 1) for a, b in zip(starts, stops, strict=True)]
