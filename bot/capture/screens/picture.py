"""Bytes from outside → a picture in RGB, upright, of a size that we are willing to hold. Judged before memory is spent."""

from __future__ import annotations

import io
import struct
import zlib

import filetype
from PIL import Image, ImageOps

from bot.capture.model import NotAChat

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_SIDE = 20_000
LEAST_SIDE = 160
"""Of either side; no chat fits into less."""
_MOST_SCANS = 64
"""Of a progressive JPEG; encoders write about ten, each of them costs a pass over all of it."""
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)
"""What Pillow raises on files that are cut off or made up."""


def opened(data: bytes) -> Image.Image:
    """The picture, mode RGB, turned as its EXIF says, what is transparent white. The name of the file plays no part.

    Raises NotAChat: `too_large`, `not_a_picture` (no PNG, JPEG or WebP, or broken, or one that moves), `picture_bomb`
    (more than 40 megapixels, 20,000 pixels a side or 64 scans), `no_bubbles` (too small to hold any).
    """
    if len(data) > MOST_BYTES:
        raise NotAChat("too_large")
    kind = _FORMATS.get(getattr(filetype.guess(data[:4096]), "mime", ""))
    if kind is None:
        raise NotAChat("not_a_picture")
    _scans(data, kind)
    try:
        return _decoded(data, kind)
    except Image.DecompressionBombError:
        raise NotAChat("picture_bomb") from None
    except _BROKEN:
        raise NotAChat("not_a_picture") from None


def _scans(data: bytes, kind: str) -> None:
    if kind == "JPEG" and data.count(b"\xff\xda") > _MOST_SCANS:
        raise NotAChat("picture_bomb")
    if kind == "WEBP":  # Pillow makes room for a WebP when it opens it
        _size(*_webp_size(data))


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height by the header of the first chunk. Source: the WebP container specification, RFC 9649."""
    chunk, body = data[12:16], data[20:30].ljust(10, b"\0")
    if chunk == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF


def _size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise NotAChat("picture_bomb")
    if min(width, height) < LEAST_SIDE:
        raise NotAChat("no_bubbles")


def _decoded(data: bytes, kind: str) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=[kind]) as picture:
        _size(*picture.size)
        if getattr(picture, "n_frames", 1) > 1:
            raise NotAChat("not_a_picture")
        picture.load()
        return _flat(ImageOps.exif_transpose(picture))


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.point(lambda grey: grey / 256).convert("L")
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    white.alpha_composite(clear)
    return white.convert("RGB")
