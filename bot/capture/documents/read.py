"""A picture of a paper, its PDF, Excel or Word file → its words: the one function outsiders call."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from bot.capture.documents.field import LONGEST
from bot.capture.documents.fields import CARD, QUOTATION, fields, paper
from bot.capture.documents.gaps import gaps
from bot.capture.documents.goods import articles
from bot.capture.documents.layout import text_of
from bot.capture.documents.simple import level, simple
from bot.capture.kinds import OLE
from bot.capture.model import NotAChat
from bot.capture.screens.ocr import Box, Line, Ocr, Reader, lines
from bot.capture.screens.office import ZIP
from bot.capture.screens.picture import opened

_PDF = (b"%PDF-", b"\xef\xbb\xbf%PDF-")
_FEW = 3
"""Characters that a narrow cell may hold."""


def read(content: bytes, ocr: Reader) -> str:
    """The words as a message says them: `[图片] 报价单` or `[图片] 名片`, and below it the rows; `[文件] …` of a PDF, which is
    drawn first, and of an office file, which is a quotation or nothing.

    Raises NotAChat: `not_a_paper` (it is neither), `not_a_picture`, `not_a_document`, `not_opened`, `too_large`,
    `picture_bomb`, `too_slow`, `no_ocr`.
    """
    is_picture, kinds = False, [QUOTATION]
    if content.startswith((ZIP, OLE)):
        text = _of_sheets([text_of(sheet) for sheet in ocr.sheets(content) if sheet])
    else:
        is_picture, kinds = not content.startswith(_PDF), [QUOTATION, CARD]
        image = opened(content) if is_picture else ocr.drawn(content)
        text = text_of([cell for line in lines(ocr, image, fine=True) for cell in _parted(image, line, ocr)])
    kind = paper(simple(text))
    if kind not in kinds:
        raise NotAChat("not_a_paper")
    return f"[{'图片' if is_picture else '文件'}] {kind}\n{text[:LONGEST]}"


def _of_sheets(texts: Sequence[str]) -> str:
    """The first that counts articles, then those that do not: a cover, the terms. Another's are of another offer, unless one of
    the rest says what they come to: then they are its parts.
    """
    kinds = [[one.kind for one in articles(level(simple(text)[:LONGEST]))] for text in texts]
    counting = [text for text, found in zip(texts, kinds, strict=True) if "count" in found]
    rest = [text for text in texts if text not in counting]
    summed = any(one.kind in ("total", "capitals") for text in rest for one in fields(simple(text)))
    return "\n".join([*(counting if summed else counting[:1]), *rest])


def _parted(image: Image.Image, line: Line, ocr: Ocr) -> list[Line]:
    """A reader takes two cells for one line where they stand near; each is read anew."""
    parts = gaps(image, line.box)
    if len(parts) < 2:
        return [line]
    narrow = [part for part in parts if 2 * part.width < part.height]
    words = ["" if narrow == [part] else _alone(image, part, ocr) for part in parts]
    if words.count("") == 1:  # a single digit is easily misread alone: it is what the line has besides
        rest = _besides(line.text, words)
        words[words.index("")] = rest if len(rest) <= _FEW else ""
    return [Line(said, part, line.score) for said, part in zip(words, parts, strict=True) if said] or [line]


def _besides(text: str, words: Sequence[str]) -> str:
    rest = text.replace(" ", "")
    for said in words:
        rest = rest.replace(said.replace(" ", ""), "", 1)
    return rest


def _alone(image: Image.Image, part: Box, ocr: Ocr) -> str:
    """The words of one cell, put on a sheet of its own, with air around it."""
    air = part.height
    ground = image.getpixel((part.left, part.top))
    sheet = Image.new("RGB", (max(part.width + 2 * air, 8 * air), part.height + 2 * air), ground)
    sheet.paste(image.crop(part), (air, air))
    found = sorted(ocr.lines(sheet), key=lambda line: line.box.left)
    return " ".join(line.text for line in found)
