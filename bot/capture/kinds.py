"""What a file is, by its bytes alone: neither its name nor what anybody says of it is believed. Pure.

Only what stands in `ENDINGS` is taken. Everything else is refused: programs, pages, scripts, office files with macros, and
archives, in which anything may hide.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import filetype

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
    "image/heic": ("heic",),
    "application/pdf": ("pdf",),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
    PPTX: ("pptx",),
    DOC: ("doc",),
    XLS: ("xls",),
    "application/vnd.ms-powerpoint": ("ppt",),
    "text/plain": ("txt", "csv", "md", "log"),
    "audio/amr": ("amr",),
    "audio/silk": ("silk",),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a",),
    "audio/x-wav": ("wav",),
    "audio/ogg": ("ogg", "opus"),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov",),
}
"""What we keep → how such a file's name may end; the first where it ends otherwise."""

_OOXML = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE = {
    "WordDocument": DOC,
    "Workbook": XLS,
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_OLE_MACROS = ("_VBA_PROJECT", "VBA_PROJECT", "Macros", "EncryptedPackage")
_SILK = (b"#!SILK_V3", b"\x02#!SILK_V3")
_MOST_DIRECTORY = 2 * 1024 * 1024
"""Bytes of an archive's own list of its members: an office file's is a few kilobytes."""
_MOST_TYPES = 256 * 1024
_NOT_PROSE = re.compile(
    r"\A\s*(?:#!|%!|\{\\rtf|@echo|<[a-z/?!])|<(?:script|html|svg|iframe|object|embed)\b|mime-version:", re.IGNORECASE
)
"""How a page or a script begins, and what makes a page of a text wherever it stands."""
_HEAD = 4096


def mime_of(content: bytes) -> str:
    """A key of `ENDINGS`; empty for what is not kept."""
    for look in (_silk, _office, _old_office, _by_magic, _prose):
        found = look(content)
        if found is not None:
            return found if found in ENDINGS else ""
    return ""


def kind_of(mime: str) -> str:
    """image, voice, video, or file."""
    return {"image": "image", "audio": "voice", "video": "video"}.get(mime.partition("/")[0], "file")


def name_for(name: str, mime: str) -> str:
    """The name that it is handed out under: its ending is its content's, so that a machine opens it as what it is."""
    endings = ENDINGS.get(mime, ("bin",))
    stem, dot, ending = name.rpartition(".")
    if dot and stem and ending.lower() in endings:
        return name
    return f"{name or '附件'}.{endings[0]}"


def _silk(content: bytes) -> str | None:
    return "audio/silk" if content.startswith(_SILK) else None


def _office(content: bytes) -> str | None:
    """None: no archive. An archive's list is read, and of its members the one that says what it is, up to a limit."""
    if not content.startswith(b"PK"):
        return None
    if not _short_directory(content):
        return ""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _office_type(archive)
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, KeyError, EOFError):
        return ""


def _short_directory(content: bytes) -> bool:
    """By what the archive's end says of it: a list is not read to learn that it is too long."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 66_000))
    size = content[end + 12 : end + 16]
    return end >= 0 and len(size) == 4 and int.from_bytes(size, "little") <= _MOST_DIRECTORY


def _office_type(archive: ZipFile) -> str:
    names = {name.lower() for name in archive.namelist()}
    types = archive.getinfo("[Content_Types].xml")
    if types.file_size > _MOST_TYPES or any("vbaproject" in name for name in names):
        return ""
    with archive.open(types) as member:
        said = member.read(_MOST_TYPES).lower()
    if b"macroenabled" in said or b"vbaproject" in said:
        return ""
    return next((mime for name, mime in _OOXML.items() if name in names), "")


def _old_office(content: bytes) -> str | None:
    """By the names in the compound file's directory. With macros, or sealed with a password, nobody can tell what is in it."""
    if not content.startswith(OLE):
        return None
    if any(_stream(name) in content for name in _OLE_MACROS):
        return ""
    return next((mime for name, mime in _OLE.items() if _stream(name) in content), "")


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _by_magic(content: bytes) -> str | None:
    kind: Any = filetype.guess(content)
    return str(kind.mime) if kind is not None else None


def _prose(content: bytes) -> str | None:
    """Plain text: it decodes, holds no control characters, and is no page, script or message by `_NOT_PROSE`."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        control = any(ord(char) < 32 and char not in "\t\n\r\f" for char in text)
        return None if control or _NOT_PROSE.search(text[:_HEAD]) else "text/plain"
    return None
