"""OCR in a process of its own: its memory is not ours, and a file that brings it down brings down nothing else."""

from __future__ import annotations

import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any

from PIL import Image

from bot.capture.model import NotAChat
from bot.capture.screens.child import DRAW, HEAD, LENGTH, LOOK, LOOK_FINELY, OPEN
from bot.capture.screens.ocr import Box, Line

log = logging.getLogger(__name__)
_CHILD = (sys.executable, "-m", "bot.capture.screens.child")
_TRIES = 2
"""Children that one picture may cost: the first may have been killed for another's memory."""


class _Gone(Exception):
    """The child died."""

    reason = "picture_bomb"


class _Slow(_Gone):
    """It did not answer in time, and is not waited for any longer."""

    reason = "too_slow"


class OcrProcess:
    """An `Ocr`. The child starts with the first picture, ends itself after `idle` seconds without one, and with us.

    `patience`: seconds for one tile of a picture; `starting`: for the start; `child`: what to run.
    One picture at a time, whoever asks.
    """

    def __init__(
        self, *, idle: float = 300.0, patience: float = 30.0, starting: float = 60.0, child: Sequence[str] = _CHILD
    ) -> None:
        self._line, self._patience, self._starting = [*child, str(idle)], patience, starting
        self._child: subprocess.Popen[bytes] | None = None
        self._one = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Of the child, while it lives."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def lines(self, picture: Image.Image, *, fine: bool = False) -> list[Line]:
        """Every line in it. Raises NotAChat: `no_ocr`; `picture_bomb`: two children in a row did not survive it; `too_slow`: it
        took the second one too long, which tells of the machine as much as of the picture."""
        asked = HEAD.pack(LOOK_FINELY if fine else LOOK, *picture.size) + picture.tobytes()
        found, _ = self._asked(asked, f"a picture of {picture.width}×{picture.height}")
        return _lines(found)

    def drawn(self, pdf: bytes) -> Image.Image:
        """Its first pages as one picture. Raises NotAChat: `no_ocr`; `not_a_document`, also where the child did not survive it;
        `too_slow`."""
        size, pixels = self._of_file(DRAW, pdf, "not_a_document")
        return Image.frombytes("RGB", tuple(size), pixels)

    def sheets(self, file: bytes) -> list[list[Line]]:
        """A workbook's or a document's words. Raises NotAChat: `no_ocr`; `not_opened`, also where the child did not survive it;
        `too_slow`."""
        found, _ = self._of_file(OPEN, file, "not_opened")
        return [_lines(sheet) for sheet in found]

    def _of_file(self, what: int, file: bytes, broken: str) -> tuple[Any, bytes]:
        try:
            answer, behind = self._asked(HEAD.pack(what, len(file), 0) + file, f"a file of {len(file)} bytes")
        except NotAChat as why:
            raise NotAChat(broken if why.reason == _Gone.reason else why.reason) from None
        if isinstance(answer, str):
            raise NotAChat(answer)
        return answer, behind

    def close(self) -> None:
        """End the child, if there is one; the next picture starts another."""
        with self._one:
            self._end()

    def __enter__(self) -> OcrProcess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _asked(self, asked: bytes, what: str) -> tuple[Any, bytes]:
        """The answer, and the pixels behind it. `what`: for the log."""
        with self._one:
            reason = ""
            for _ in range(_TRIES):
                try:
                    return self._answered(asked)
                except _Gone as gone:
                    reason = gone.reason
                    log.warning("the OCR process did not survive %s: %s", what, reason)
                    self._end()
            raise NotAChat(reason)

    def _answered(self, asked: bytes) -> tuple[Any, bytes]:
        child = self._living()
        until = time.monotonic() + self._patience
        self._tell(child, memoryview(asked), until)
        answer = self._answer(child, until)
        behind = asked[0] == DRAW and not isinstance(answer, str)
        return answer, self._exactly(child, answer[0] * answer[1] * 3, until) if behind else b""

    @staticmethod
    def _tell(child: subprocess.Popen[bytes], what: memoryview, until: float) -> None:
        fd = child.stdin.fileno()  # type: ignore[union-attr]
        os.set_blocking(fd, False)
        while what:
            if not select.select([], [fd], [], max(0.0, until - time.monotonic()))[1]:
                raise _Slow
            try:
                what = what[os.write(fd, what) :]
            except OSError:
                raise _Gone from None

    def _living(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._end()
        child = subprocess.Popen(self._line, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own arguments
        self._child = child
        if self._answer(child, time.monotonic() + self._starting) != "ready":
            self._end()
            raise NotAChat("no_ocr")
        return child

    def _answer(self, child: subprocess.Popen[bytes], until: float) -> Any:
        (length,) = LENGTH.unpack(self._exactly(child, LENGTH.size, until))
        return json.loads(self._exactly(child, length, until))

    @staticmethod
    def _exactly(child: subprocess.Popen[bytes], count: int, until: float) -> bytes:
        fd, got = child.stdout.fileno(), bytearray()  # type: ignore[union-attr]
        while len(got) < count:
            left = until - time.monotonic()
            if left <= 0 or not select.select([fd], [], [], left)[0]:
                raise _Slow
            part = os.read(fd, count - len(got))
            if not part:
                raise _Gone
            got += part
        return bytes(got)

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not sent any more
                    pipe.close()


def _lines(found: Any) -> list[Line]:
    return [Line(text, Box(*box), score) for text, *box, score in found]
