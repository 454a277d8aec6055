"""What comes in as a picture is judged before it costs anything."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from bot.capture.model import NotAChat
from bot.capture.screens.picture import MOST_BYTES, opened


def _file(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _png_head(width: int, height: int) -> bytes:
    """A PNG that says it is that large and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_three_kinds_are_taken_by_what_they_hold(kind: str) -> None:
    data = _file(Image.new("RGB", (300, 400), (200, 30, 30)), kind)

    picture = opened(data)

    assert (picture.mode, picture.size) == ("RGB", (300, 400))


def test_other_modes_become_rgb() -> None:
    clear = Image.new("RGBA", (200, 200), (10, 20, 30, 0))
    grey = Image.new("I;16", (200, 200), 0xFFFF)
    ink = Image.new("CMYK", (200, 200), (0, 0, 0, 255))

    assert opened(_file(clear, "PNG")).getpixel((5, 5)) == (255, 255, 255)
    assert opened(_file(grey, "PNG")).getpixel((5, 5)) == (255, 255, 255)
    assert max(opened(_file(ink, "JPEG")).getpixel((5, 5))) < 5  # type: ignore[arg-type]


def test_a_picture_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    picture = opened(_file(Image.new("RGB", (300, 200)), "JPEG", exif=exif))

    assert picture.size == (200, 300)


def _moving() -> bytes:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    return _file(frames[0], "PNG", save_all=True, append_images=frames[1:])


_WEBP_BOMB = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (16000).to_bytes(3, "little") * 2 + b"\0" * 8
_BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not_a_picture"),
    "a PDF, whatever its name": (b"%PDF-1.7\n" + b"0" * 4000, "not_a_picture"),
    "a GIF": (_file(Image.new("P", (200, 200)), "GIF"), "not_a_picture"),
    "cut off": (_file(Image.effect_noise((400, 400), 90).convert("RGB"), "PNG")[:9000], "not_a_picture"),
    "a head and no body": (_file(Image.new("RGB", (400, 400)), "JPEG")[:60], "not_a_picture"),
    "one that moves": (_moving(), "not_a_picture"),
    "over 20 MB": (b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES), "too_large"),
    "too many pixels": (_png_head(10_000, 4_001), "picture_bomb"),
    "Pillow's own limit": (_png_head(60_000, 60_000), "picture_bomb"),
    "too long a side": (_png_head(20_001, 300), "picture_bomb"),
    "a huge WebP": (_WEBP_BOMB, "picture_bomb"),
    "a JPEG of too many scans": (_file(Image.new("RGB", (200, 200)), "JPEG") + b"\xff\xda" * 65, "picture_bomb"),
    "one pixel": (_file(Image.new("RGB", (1, 1)), "PNG"), "no_bubbles"),
}


@pytest.mark.parametrize("name", _BAD)
def test_what_is_no_screenshot_is_refused_with_its_reason(name: str) -> None:
    data, reason = _BAD[name]

    with pytest.raises(NotAChat) as refused:
        opened(data)

    assert refused.value.reason == reason


def test_a_long_screenshot_is_taken() -> None:
    assert opened(_file(Image.new("L", (1080, 12_000), "white"), "PNG", compress_level=1)).size == (1080, 12_000)
