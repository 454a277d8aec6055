"""The process in which text is read: it may die, stall or be missing, and we go on."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from bot.capture.model import NotAChat
from bot.capture.screens.ocr import Box, Line
from bot.capture.screens.process import OcrProcess
from cards import catalog

PICTURE = Image.new("RGB", (200, 300), "white")
_STAND_IN = """
import json, os, struct, sys, time
def say(what):
    body = json.dumps(what).encode()
    os.write(1, struct.pack(">I", len(body)) + body)
say("{first}")
while len(head := sys.stdin.buffer.read(9)) == 9:
    _, width, height = struct.unpack(">BII", head)
    sys.stdin.buffer.read(width * height * 3)
    with open({count!r}, "a") as file:
        file.write("x")
    {act}
    say([["好的", 1, 2, 3, 4, 0.9]])
"""


def _child(folder: Path, act: str = "pass", first: str = "ready") -> tuple[str, ...]:
    """Speaks as the real one does, and reads nothing."""
    return sys.executable, "-c", _STAND_IN.format(count=str(folder / "count"), act=act, first=first)


def _asked(folder: Path) -> int:
    return len((folder / "count").read_text())


def test_one_child_serves_picture_after_picture_until_it_is_closed(tmp_path: Path) -> None:
    with OcrProcess(child=_child(tmp_path)) as ocr:
        assert ocr.pid is None

        first, pid = ocr.lines(PICTURE), ocr.pid
        ocr.lines(PICTURE)

        assert first == [Line("好的", Box(1, 2, 3, 4), 0.9)]
        assert (ocr.pid, _asked(tmp_path)) == (pid, 2)
    assert ocr.pid is None


def test_a_child_that_died_between_two_pictures_is_started_again(tmp_path: Path) -> None:
    with OcrProcess(child=_child(tmp_path)) as ocr:
        ocr.lines(PICTURE)
        pid = ocr.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

        assert len(ocr.lines(PICTURE)) == 1
        assert ocr.pid not in (None, pid)


@pytest.mark.parametrize(
    ("act", "patience", "reason"), [("os._exit(9)", 30.0, "picture_bomb"), ("time.sleep(60)", 0.6, "too_slow")]
)
def test_a_picture_that_two_children_do_not_survive_is_given_up(tmp_path: Path, act: str, patience: float, reason: str) -> None:
    """A machine that is busy is not the picture's fault, and is not told as such."""
    with OcrProcess(child=_child(tmp_path, act), patience=patience) as ocr:
        with pytest.raises(NotAChat) as refused:
            ocr.lines(PICTURE)

        assert (refused.value.reason, ocr.pid) == (reason, None)
        assert reason in catalog.WHY_NOT_A_CHAT
    assert _asked(tmp_path) == 2


def test_a_pdf_that_two_children_do_not_survive_is_no_document(tmp_path: Path) -> None:
    with OcrProcess(child=_child(tmp_path, "os._exit(9)")) as ocr, pytest.raises(NotAChat) as refused:
        ocr.drawn(b"")

    assert (refused.value.reason, _asked(tmp_path)) == ("not_a_document", 2)


def test_without_the_extra_it_says_so(tmp_path: Path) -> None:
    with OcrProcess(child=_child(tmp_path, first="missing")) as ocr, pytest.raises(NotAChat) as refused:
        ocr.lines(PICTURE)

    assert refused.value.reason == "no_ocr"


def test_the_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """Its stdin ends then, whatever ended us."""
    ocr = OcrProcess(child=_child(tmp_path))
    ocr.lines(PICTURE)
    child = ocr._child
    assert child is not None
    assert child.stdin is not None

    child.stdin.close()

    assert child.wait(10) == 0


def test_the_real_child_ends_itself_when_nobody_asks() -> None:
    pytest.importorskip("rapidocr", reason="the [ocr] extra is not installed")
    with OcrProcess(idle=0.1) as ocr:
        assert ocr.lines(PICTURE) == []
        until = time.monotonic() + 20
        while ocr.pid is not None and time.monotonic() < until:
            time.sleep(0.05)

        assert ocr.pid is None
