"""The small picture of a picture, without anything that the picture tells of its place, its time or its camera. Pure."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

LARGEST = 320
"""Pixels of the longer side."""
MOST_PIXELS = 25_000_000
"""Of a picture that is drawn small; a long screenshot has 22 million. A JPEG is read at a fraction of its size, and may have
four times as many."""
BOMB_PIXELS = 180_000_000
"""More than any camera takes: such a picture is made to fill the memory of whoever opens it."""
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}


class Bomb(Exception):
    """A picture of more pixels than anybody should open."""


def thumb_of(content: bytes, mime: str) -> bytes:
    """At most `LARGEST` high and wide, turned as the camera was held; JPEG, or PNG where it can be seen through. Empty where
    there is none: no picture, one that is broken, or one too large to be drawn. Raises Bomb."""
    if mime not in _FORMATS:
        return b""
    try:
        picture = _opened(content, mime)
        return _drawn(picture) if _fits(picture, mime) else b""
    except Bomb:
        raise
    except Exception:  # truncated, a damaged chunk, a colour space that nobody knows: a file without a small picture
        return b""


def _opened(content: bytes, mime: str) -> Image.Image:
    """Its head alone is read."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(BytesIO(content), formats=[_FORMATS[mime]])
    except Image.DecompressionBombError:
        raise Bomb from None


def _fits(picture: Image.Image, mime: str) -> bool:
    pixels = picture.width * picture.height
    if pixels > BOMB_PIXELS:
        raise Bomb
    return pixels <= MOST_PIXELS * (4 if mime == "image/jpeg" else 1)


def _drawn(picture: Image.Image) -> bytes:
    from PIL import Image, ImageOps

    picture.draft("RGB", (LARGEST * 2, LARGEST * 2))
    picture.thumbnail((LARGEST, LARGEST))
    upright = ImageOps.exif_transpose(picture)
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    bare = Image.new(mode, upright.size)  # a new picture: what hangs on the old one stays there
    bare.paste(upright.convert(mode))
    out = BytesIO()
    bare.save(out, "PNG" if mode == "RGBA" else "JPEG", quality=82)
    return out.getvalue()
