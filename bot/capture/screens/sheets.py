"""A PDF → its first pages as one picture, one below the other. Runs in the reader's process: a PDF may be anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from PIL import Image

from bot.capture.model import NotAChat

MOST_PAGES = 5
"""A quotation's; what follows are terms."""
_SCALE = 2.1
"""Pixels a point: ten-point type is read well when it is some 20 high."""
_LONGEST = 2400
"""Pixels of a page's longer side: posters are drawn smaller."""


def drawn(pdf: bytes) -> Image.Image:
    """In RGB. Raises NotAChat: `not_a_document` (broken, sealed with a password, without a page), `no_ocr`."""
    try:
        from pypdfium2 import PdfDocument, PdfiumError
    except ImportError:
        raise NotAChat("no_ocr") from None
    try:
        with closing(PdfDocument(pdf)) as document:
            pages = [_drawn(page) for page in islice(document, MOST_PAGES)]
    except PdfiumError:
        raise NotAChat("not_a_document") from None
    if not pages:
        raise NotAChat("not_a_document")
    return _one_below_the_other(pages)


def _drawn(page: Any) -> Image.Image:
    scale = min(_SCALE, _LONGEST / max(page.get_size()))
    picture: Image.Image = page.render(scale=scale).to_pil()
    return picture.convert("RGB")


def _one_below_the_other(pages: Sequence[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    top = 0
    for page in pages:
        sheet.paste(page, (0, top))
        top += page.height
    return sheet
