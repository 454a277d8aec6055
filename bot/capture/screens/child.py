"""The process in which text is read: pictures come in on stdin, lines go out on stdout.

It is `python -m bot.capture.screens.child`.
A picture is its width and height (two big-endian uint32), whether to look finely (a byte) and its RGB bytes; an answer is the
length (uint32) of a JSON text: a list of [text, left, top, right, bottom, score]. The first answer, before any picture, is
"ready" or "missing". Ends when stdin does, so with its parent, or after `idle` seconds (the one argument) without a picture.
"""

from __future__ import annotations

import json
import os
import select
import struct
import sys
from typing import BinaryIO

from PIL import Image

from bot.capture.model import NotAChat
from bot.capture.screens.ocr import Ocr, Rapid

HEAD = struct.Struct(">II?")
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
    width, height, fine = HEAD.unpack(head)
    body = _exactly(heard, width * height * 3)
    if len(body) < width * height * 3:
        return False
    found = ocr.lines(Image.frombytes("RGB", (width, height), body), fine=fine)
    _answer(out, [[line.text, *line.box, line.score] for line in found])
    return True


def _exactly(heard: BinaryIO, count: int) -> bytes:
    """`count` bytes, fewer at the end only."""
    parts, missing = [], count
    while missing and (part := heard.read(min(missing, 1 << 20))):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _answer(out: BinaryIO, what: object) -> None:
    body = json.dumps(what).encode()
    out.write(LENGTH.pack(len(body)) + body)
    out.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]))
