"""What reads the text in a picture: the port, and RapidOCR behind it. Runs offline; the models are in the wheel.

Text is looked for in a picture made 576 pixels wide (a phone's text is then some 20 high, detection costs a fifth) and read at
its full size; line by line, at its own width, for padding to the longest costs more than batches save.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from PIL import Image

from bot.capture.model import NotAChat

_DETECT_WIDTH = 576
_TILE, _OVERLAP = 2800, 280
"""Pixels of height, at 1080 of width: one telephone's screen and a little."""


class Box(NamedTuple):
    """Pixels of the whole picture; right and bottom are outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether the point is inside."""
        return self.left <= point[0] < self.right and self.top <= point[1] < self.bottom


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it stands; `score` 0…1, the reader's own certainty."""

    text: str
    box: Box
    score: float = 1.0


class Ocr(Protocol):
    """Reads text."""

    def lines(self, picture: Image.Image) -> list[Line]:
        """Every line in an RGB picture, in no order. Raises NotAChat: `no_ocr`, `picture_bomb`."""
        ...


class Rapid:
    """RapidOCR in this process: 400 MB, and more than a second to start. `process.OcrProcess` keeps that out of ours."""

    def __init__(self, threads: int = 2) -> None:
        try:
            from rapidocr import RapidOCR
            from rapidocr.ch_ppocr_rec import TextRecInput
        except ImportError:
            raise NotAChat("no_ocr") from None
        engine: Any = RapidOCR(
            params={
                "Global.use_cls": False,  # nobody turns a screenshot upside down
                "Global.log_level": "error",
                "Det.limit_side_len": 32,
                "Rec.rec_batch_num": 1,
                "Rec.rec_img_shape": [3, 48, 96],
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            }
        )
        self._input: Any = TextRecInput
        self._detect, self._read = engine._load_det_model(), engine._load_rec_model()

    def lines(self, picture: Image.Image) -> list[Line]:
        boxes = self._boxes(picture)
        if not boxes:
            return []
        import numpy as np

        pixels = np.asarray(picture)[:, :, ::-1]  # it was taught with blue first
        crops = [np.ascontiguousarray(pixels[b.top : b.bottom, b.left : b.right]) for b in boxes]
        read = self._read(self._input(img=crops))
        found = zip(read.txts, boxes, read.scores, strict=True)
        return [Line(text.strip(), box, float(score)) for text, box, score in found if text.strip()]

    def _boxes(self, picture: Image.Image) -> list[Box]:
        import numpy as np

        scale = picture.width / _DETECT_WIDTH
        size = (_DETECT_WIDTH, max(32, round(picture.height / scale)))
        small = np.asarray(picture.resize(size, Image.Resampling.BOX))[:, :, ::-1]
        found = self._detect(np.ascontiguousarray(small)).boxes
        return [box for corners in ([] if found is None else found) if (box := _around(corners, scale, picture.size)).width > 0]


def _around(corners: Any, scale: float, size: tuple[int, int]) -> Box:
    left, top = corners.min(axis=0) * scale
    right, bottom = corners.max(axis=0) * scale
    return Box(max(0, int(left)), max(0, int(top)), min(size[0], int(right) + 1), min(size[1], int(bottom) + 1))


def lines(ocr: Ocr, picture: Image.Image) -> list[Line]:
    """The same for a picture of any length: long ones are read in tiles that overlap, each line once."""
    scale = picture.width / 1080
    tile, overlap = round(_TILE * scale), round(_OVERLAP * scale)
    found: list[Line] = []
    for top in range(0, max(1, picture.height - overlap), tile - overlap):
        bottom = min(top + tile, picture.height)
        part = ocr.lines(picture.crop((0, top, picture.width, bottom)))
        moved = [Line(x.text, Box(x.box.left, x.box.top + top, x.box.right, x.box.bottom + top), x.score) for x in part]
        found += _new(found, [line for line in moved if not _cut(line.box, top, bottom, picture.height)])
    return found


def _cut(box: Box, top: int, bottom: int, height: int) -> bool:
    """Stands at an edge of the tile that is none of the picture's; the tile beside it has all of it."""
    return (top > 0 and box.top - top < 4) or (bottom < height and bottom - box.bottom < 4)


def _new(known: Sequence[Line], more: Sequence[Line]) -> list[Line]:
    return [line for line in more if not any(_same(line.box, other.box) for other in known)]


def _same(a: Box, b: Box) -> bool:
    return a.holds(b.middle) or b.holds(a.middle)
