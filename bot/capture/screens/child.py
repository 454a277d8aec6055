"""The process in which text is read, PDFs are drawn and office files are opened: they come in on stdin, lines and pictures go
out on stdout.

It is `python -m bot.capture.screens.child`.
What is asked begins with a byte, one of `ASKED`, and two big-endian uint32: the width and height of a picture, or the length
of a file and 0; the RGB bytes, or the file's, follow. An answer is the length (uint32) of a JSON text. To a picture: a list of
[text, left, top, right, bottom, score]; to an office file: such a list for each sheet; to a PDF: [width, height], with the RGB
bytes behind it; to either else a reason of NotAChat. The first answer, before anything was asked, is "ready" or "missing".
Ends when stdin does, so with its parent, or after `idle` seconds (the one argument) in which nothing was asked.
"""

from __future__ import annotations

import json
import os
import select
import struct
import sys
from collections.abc import Callable, Iterable
from typing import BinaryIO

from PIL import Image

from bot.capture.model import NotAChat
from bot.capture.screens.ocr import Line, Ocr, Rapid
from bot.capture.screens.office import sheets
from bot.capture.screens.sheets import drawn

HEAD = struct.Struct(">BII")
ASKED = LOOK, LOOK_FINELY, DRAW, OPEN = range(4)
LENGTH = struct.Struct(">I")


def main(idle: float) -> None:
    """Until nobody asks any more."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    heard = os.fdopen(os.dup(0), "rb", buffering=0)
    try:
        ocr = Rapid(threads=min(2, os.cpu_count() or 1))
    except NotAChat:
        _answer(out, "missing")
        return
    _answer(out, "ready")
    while select.select([heard], [], [], idle)[0] and _one(ocr, heard, out):
        pass


def _one(ocr: Ocr, heard: BinaryIO, out: BinaryIO) -> bool:
    head = _exactly(heard, HEAD.size)
    if len(head) < HEAD.size:
        return False
    what, width, height = HEAD.unpack(head)
    length = width if what in _FILES else width * height * 3
    body = _exactly(heard, length)
    if len(body) < length:
        return False
    if what in _FILES:
        _read(_FILES[what], body, out)
    else:
        found = ocr.lines(Image.frombytes("RGB", (width, height), body), fine=what == LOOK_FINELY)
        _answer(out, _plain(found))
    return True


def _read(reads: Callable[[bytes, BinaryIO], None], file: bytes, out: BinaryIO) -> None:
    try:
        reads(file, out)
    except NotAChat as why:
        _answer(out, why.reason)


def _draw(pdf: bytes, out: BinaryIO) -> None:
    picture = drawn(pdf)
    _answer(out, picture.size, picture.tobytes())


def _open(file: bytes, out: BinaryIO) -> None:
    _answer(out, [_plain(lines) for lines in sheets(file)])


_FILES = {DRAW: _draw, OPEN: _open}


def _plain(lines: Iterable[Line]) -> list[list[object]]:
    return [[line.text, *line.box, line.score] for line in lines]


def _exactly(heard: BinaryIO, count: int) -> bytes:
    """`count` bytes, fewer at the end only."""
    parts, missing = [], count
    while missing and (part := heard.read(min(missing, 1 << 20))):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _answer(out: BinaryIO, what: object, more: bytes = b"") -> None:
    body = json.dumps(what).encode()
    out.write(LENGTH.pack(len(body)) + body + more)
    out.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]))
