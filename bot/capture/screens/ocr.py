"""What reads the text in a picture: the port, and RapidOCR behind it. Runs offline; the models are in the wheel.

Text is looked for in a picture made 576 pixels wide (a phone's text is then some 20 high, detection costs a fifth; the small
print of a paper needs twice that) and read at its full size; line by line, at its own width, for padding to the longest costs
more than batches save.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, Protocol

from PIL import Image

from bot.capture.model import NotAChat

_DETECT_WIDTH, _FINE_WIDTH = 576, 1152
_READ_HEIGHT, _STEP = 48, 8
"""Of the reader: what a line is scaled to, and how many of those pixels are one column of its answer."""
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

    def lines(self, picture: Image.Image, *, fine: bool = False) -> list[Line]:
        """Every line in an RGB picture, in no order; `fine`: small print too, at twice the price. Raises NotAChat: `no_ocr`,
        `picture_bomb`, `too_slow`."""
        ...


class Reader(Ocr, Protocol):
    """Reads text, draws what there is to be read, and opens what says itself where its words stand."""

    def drawn(self, pdf: bytes) -> Image.Image:
        """Its first pages as one picture. Raises NotAChat: `not_a_document`, `no_ocr`, `too_slow`."""
        ...

    def sheets(self, file: bytes) -> list[list[Line]]:
        """The words of each sheet of a workbook (.xlsx), of a document (.docx), in one size of type. Raises NotAChat:
        `not_opened`, `no_ocr`, `too_slow`."""
        ...


class _Settings(dict[str, Any]):
    """RapidOCR's parts take their settings as keys and as attributes."""

    __getattr__ = dict.__getitem__


class Rapid:
    """RapidOCR's detector and reader in this process: 400 MB, 800 for small print, a second to start. `process.OcrProcess`
    keeps that out of ours.

    The sessions are ours: its own leave threads spinning while they wait, which doubles the work of a machine that is busy.
    Raises NotAChat("no_ocr").
    """

    def __init__(self, threads: int = 2) -> None:
        try:
            from rapidocr import EngineType, LangRec
            from rapidocr.ch_ppocr_det import TextDetector
            from rapidocr.ch_ppocr_rec import TextRecInput, TextRecognizer
        except ImportError:
            raise NotAChat("no_ocr") from None
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        common = {"engine_type": EngineType.ONNXRUNTIME, "lang_type": LangRec.CH, "font_path": None}
        find = {
            "limit_side_len": 32,
            "limit_type": "min",
            "mean": [0.5] * 3,
            "std": [0.5] * 3,
            "box_thresh": 0.5,
            "unclip_ratio": 1.6,
        }
        read = {"rec_batch_num": 1, "rec_img_shape": [3, _READ_HEIGHT, 96]}
        self._input: Any = TextRecInput
        self._detect: Any = TextDetector(_Settings(common, **find, session=_session("det", threads)))
        self._read: Any = TextRecognizer(_Settings(common, **read, session=_session("rec", threads)))

    def lines(self, picture: Image.Image, *, fine: bool = False) -> list[Line]:
        import numpy as np

        from bot.capture.screens.edges import is_upright, laid, stretched

        pixels = np.asarray(picture)
        seen = self._boxes(picture, max(_DETECT_WIDTH, min(_FINE_WIDTH, picture.width)) if fine else _DETECT_WIDTH)
        if not seen:
            return []
        usual = median(box.height for box in seen)
        upright = [box for box in seen if fine and is_upright(box, usual)]
        level = stretched(pixels, [box for box in seen if box not in upright])
        boxes = [*level, *upright]
        aired = [*(_aired(box, picture.width) for box in level), *upright]
        parts = [
            *(pixels[b.top : b.bottom, b.left : b.right] for b in aired[: len(level)]),
            *(laid(pixels, b) for b in upright),
        ]
        crops = [np.ascontiguousarray(part[..., ::-1]) for part in parts]  # taught blue first
        read = self._read(self._input(img=crops, return_word_box=True))
        found = zip(read.txts, boxes, aired, read.scores, read.word_results, strict=True)
        return [
            Line(_typed(text, pixels, air, words), box, float(score)) for text, box, air, score, words in found if text.strip()
        ]

    def _boxes(self, picture: Image.Image, width: int) -> list[Box]:
        import numpy as np

        scale = picture.width / width
        size = (width, max(32, round(picture.height / scale)))
        small = np.asarray(picture.resize(size, Image.Resampling.BOX))[:, :, ::-1]
        found = self._detect(np.ascontiguousarray(small)).boxes
        return [box for corners in ([] if found is None else found) if (box := _around(corners, scale, picture.size)).width > 0]


def _aired(box: Box, width: int) -> Box:
    """With the margin that the reader is used to."""
    margin = max(2, box.height // 12)
    return box._replace(left=max(0, box.left - margin), right=min(width, box.right + margin))


def _typed(text: str, pixels: Any, box: Box, words: Any) -> str:
    """With the spaces that stand in the picture and that the reader leaves out between Chinese and Latin."""
    from bot.capture.screens.edges import columns, spaced

    step = _STEP * box.height / _READ_HEIGHT
    places = [(column + 0.5) * step for word in words.word_cols for column in word]
    return spaced(text.strip(), places, columns(pixels, box, box)[0])


def _session(task: str, threads: int) -> Any:
    """A model of the wheel. Raises NotAChat: it carries none."""
    import onnxruntime
    import rapidocr

    found = sorted((Path(rapidocr.__file__).parent / "models").glob(f"*_{task}_*.onnx"))
    if not found:
        raise NotAChat("no_ocr")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(found[-1]), options, providers=["CPUExecutionProvider"])


def _around(corners: Any, scale: float, size: tuple[int, int]) -> Box:
    left, top = corners.min(axis=0) * scale
    right, bottom = corners.max(axis=0) * scale
    return Box(max(0, int(left)), max(0, int(top)), min(size[0], int(right) + 1), min(size[1], int(bottom) + 1))


def lines(ocr: Ocr, picture: Image.Image, *, fine: bool = False) -> list[Line]:
    """The same for a picture of any length: long ones are read in tiles that overlap, each line once."""
    scale = picture.width / 1080
    tile, overlap = round(_TILE * scale / (2 if fine else 1)), round(_OVERLAP * scale)
    found: list[Line] = []
    for top in range(0, max(1, picture.height - overlap), tile - overlap):
        bottom = min(top + tile, picture.height)
        part = ocr.lines(picture.crop((0, top, picture.width, bottom)), fine=fine)
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
