"""Small pictures, the length of a voice, and what is not taken in."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.adapters.disk import Disk
from bot.capture.keeping import NotKept, keep
from bot.capture.lengths import seconds_of
from bot.capture.thumbs import thumb_of
from bot.ports import MOST_BYTES
from tests.made_files import AMR, EXE, HTML, M4A, OPUS, PDF, SILK, WAV, WHERE, bomb, jpeg, png


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "files")


def test_a_small_picture_stands_upright_and_tells_no_place() -> None:
    content = jpeg(800, 400, turned=True)
    assert WHERE in content

    small = thumb_of(content, "image/jpeg")

    with Image.open(BytesIO(small)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (160, 320), {})
    assert WHERE not in small
    assert b"Exif" not in small


def test_what_can_be_seen_through_stays_so() -> None:
    with Image.open(BytesIO(thumb_of(png(640, 100, "RGBA"), "image/png"))) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGBA", (320, 50))


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (png()[:40], "image/png"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(200)), "image/png"),
        (jpeg()[:300], "image/jpeg"),
        (bomb(8_000, 8_000), "image/png"),
        (PDF, "application/pdf"),
        (b"anything", "image/heic"),
    ],
)
def test_a_broken_or_huge_picture_and_a_document_have_no_small_one(content: bytes, mime: str) -> None:
    assert thumb_of(content, mime) == b""


def test_a_file_is_kept_with_what_its_content_says(disk: Disk) -> None:
    kept = keep(disk, content := jpeg())

    assert (kept.kind, kept.mime, kept.size) == ("image", "image/jpeg", len(content))
    assert disk.read(kept.digest) == content
    assert disk.read(kept.thumb).startswith(b"\xff\xd8")


def test_a_pdf_named_as_a_picture_is_a_pdf(disk: Disk) -> None:
    assert (keep(disk, PDF).kind, keep(disk, PDF).mime, keep(disk, PDF).thumb) == ("file", "application/pdf", "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (PDF + bytes(MOST_BYTES), "too_large"), (EXE, "type"), (HTML, "type"), (bomb(), "bomb")],
)
def test_what_is_not_kept_leaves_nothing_behind(disk: Disk, tmp_path: Path, content: bytes, reason: str) -> None:
    began = time.perf_counter()

    with pytest.raises(NotKept) as refused:
        keep(disk, content)

    assert refused.value.reason == reason
    assert time.perf_counter() - began < 0.5
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize(
    ("content", "mime", "seconds"),
    [
        (AMR, "audio/amr", 3),
        (SILK, "audio/silk", 2),
        (WAV, "audio/x-wav", 4),
        (OPUS, "audio/ogg", 5),
        (M4A, "audio/mp4", 7),
        (b"ID3\x03" + bytes(20), "audio/mpeg", 0),
        (M4A[:50], "audio/mp4", 0),
        (b"RIFF....WAVE", "audio/x-wav", 0),
        (b"#!AMR\n", "audio/amr", 0),
        (b"OggS", "audio/ogg", 0),
    ],
)
def test_how_long_a_voice_lasts(content: bytes, mime: str, seconds: int) -> None:
    assert seconds_of(content, mime) == seconds
