"""A picture of a paper → its words: the one function outsiders call."""

from __future__ import annotations

from PIL import Image

from bot.capture.documents.fields import paper
from bot.capture.documents.gaps import gaps
from bot.capture.documents.layout import text_of
from bot.capture.model import NotAChat
from bot.capture.screens.ocr import Box, Line, Ocr, lines
from bot.capture.screens.picture import opened


def read(picture: bytes, ocr: Ocr) -> str:
    """The words as a message says them: `[图片] 报价单` or `[图片] 名片`, and below it the rows.

    Raises NotAChat: `not_a_paper` (it is neither), `not_a_picture`, `too_large`, `picture_bomb`, `too_slow`, `no_ocr`.
    """
    image = opened(picture)
    text = text_of([cell for line in lines(ocr, image) for cell in _parted(image, line, ocr)])
    kind = paper(text)
    if not kind:
        raise NotAChat("not_a_paper")
    return f"[图片] {kind}\n{text}"


def _parted(image: Image.Image, line: Line, ocr: Ocr) -> list[Line]:
    """A reader takes two cells for one line where they stand near; each is read anew."""
    parts = gaps(image, line.box)
    if len(parts) < 2:
        return [line]
    read_anew = [_alone(image, part, ocr) for part in parts]
    return [cell for cell in read_anew if cell] if any(read_anew) else [line]


def _alone(image: Image.Image, part: Box, ocr: Ocr) -> Line | None:
    """One cell on a sheet of its own, with air around it."""
    air = part.height
    ground = image.getpixel((part.left, part.top))
    sheet = Image.new("RGB", (max(part.width + 2 * air, 8 * air), part.height + 2 * air), ground)
    sheet.paste(image.crop(part), (air, air))
    found = sorted(ocr.lines(sheet), key=lambda line: line.box.left)
    return Line(" ".join(line.text for line in found), part, min(line.score for line in found)) if found else None
