"""Files as people send them, made here: small, real, and some of them bad."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(120) + b"PE\x00\x00"
HTML = b"<!doctype html><script>alert(1)</script>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
AMR = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 150
"""Three seconds at 12.2 kbit/s."""
SILK = b"\x02#!SILK_V3" + (b"\x02\x00ab") * 100 + b"\xff\xff"
"""Two seconds, as WeChat writes them."""
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16) + b"data"
WAV += struct.pack("<I", 64000) + bytes(64)
OPUS = (
    b"OggS\x00\x02"
    + bytes(8)
    + bytes(14)
    + b"OpusHead"
    + bytes(40)
    + b"OggS\x00\x04"
    + struct.pack("<Q", 48000 * 5)
    + bytes(14)
)
M4A = (
    b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00"
    + bytes(12)
    + b"\x00\x00\x00\x6cmoovmvhd"
    + struct.pack(">IIIII", 0, 0, 0, 1000, 7000)
)
WHERE = b"GPS-31.2304N"
"""Stands in the picture's own notes, and must never be in a small one."""


def jpeg(width: int = 800, height: int = 400, *, turned: bool = True) -> bytes:
    """With notes of its place; `turned`: the camera was held upright."""
    exif = Image.Exif()
    exif[0x0112] = 6 if turned else 1
    exif[0x010E] = WHERE.decode()
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    Image.new("RGB", (width, height), (36, 104, 242)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def png(width: int = 40, height: int = 20, mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, (width, height), (7, 163, 90) if mode == "RGB" else (7, 163, 90, 60)).save(out, "PNG")
    return out.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG that says it has 900 million pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def office(*members: str, types: str = "", fill: int = 0) -> bytes:
    """`fill`: bytes that each member unpacks to."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        for member in members:
            archive.writestr(member, b"\0" * fill)
    return out.getvalue()


def workbook(*fill: Callable[[Any], object]) -> bytes:
    """A sheet filled by each of them."""
    from openpyxl import Workbook

    book = Workbook()
    del book["Sheet"]
    for one in fill:
        one(book.create_sheet())
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def old_workbook(*fill: Callable[[Any], object]) -> bytes:
    """An .xls with a sheet filled by each of them."""
    from xlwt import Workbook

    book, out = Workbook(), BytesIO()
    for number, one in enumerate(fill, start=1):
        one(book.add_sheet(f"Sheet{number}"))
    book.save(out)
    return out.getvalue()


def fill(sheet: Any, *rows: Sequence[object]) -> None:
    """Of an .xls, from its first row on; None leaves a cell as it is."""
    for row, told in enumerate(rows):
        for column, value in enumerate(told):
            if value is not None:
                sheet.write(row, column, value)


def old_office(*streams: str) -> bytes:
    return OLE + b"".join(stream.encode("utf-16-le") + bytes(64) for stream in streams)
