"""Four of the forty screenshots, read by the real reader. All of them: `python -m benchmarks screens`."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest

from bot.capture.screens.process import OcrProcess
from tests.bot.capture.screens.score import Score, captured, gold, score

SHORT = ["wechat-1", "feishu-2", "wecom-2", "dingtalk-1"]
"""Light and dark, group and single, PNG and JPEG, both narrow phones."""


@pytest.fixture(scope="module")
def ocr() -> Iterator[OcrProcess]:
    if importlib.util.find_spec("rapidocr") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no OCR: the [test] extra brings it")
        pytest.skip("the [ocr] extra is not installed")
    with OcrProcess(patience=90) as process:
        yield process


def test_the_set_is_forty_pictures_and_twelve_are_held_out() -> None:
    pictures = {chat: len(what["files"]) for chat, what in gold().items()}
    held = [chat for chat, what in gold().items() if what["held"]]

    assert sum(pictures.values()) == 40
    assert sum(pictures[chat] for chat in held) >= 12


@pytest.mark.parametrize("name", SHORT)
def test_a_screenshot_is_read_as_it_stands(ocr: OcrProcess, name: str) -> None:
    chat = gold()[name]

    result = captured(chat, ocr)

    found = score(chat, result)
    assert found.wrong == []
    assert (found.side, found.minute) == (found.messages, found.messages)
    assert (result.title, result.group, found.invented) == (chat["title"], chat["group"], 0)
    assert found.messages > 5
    assert isinstance(found, Score)
