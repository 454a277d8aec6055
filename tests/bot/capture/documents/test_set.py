"""Four of the twenty-eight papers, read by the real reader. All of them: `python -m benchmarks papers`."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest

from bot.capture.documents.read import read
from bot.capture.model import NotAChat
from bot.capture.screens.process import OcrProcess
from tests.bot.capture.documents.papers import CARDS, QUOTATIONS, Card, Quotation
from tests.bot.capture.documents.render import SET
from tests.bot.capture.documents.score import score
from tests.bot.capture.screens.score import SET as SCREENS

SHORT = [paper for paper in (*QUOTATIONS, *CARDS) if paper.name in ("quote-02", "quote-05", "card-02", "card-03")]


@pytest.fixture(scope="module")
def ocr() -> Iterator[OcrProcess]:
    if importlib.util.find_spec("rapidocr") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no OCR: the [test] extra brings it")
        pytest.skip("the [ocr] extra is not installed")
    with OcrProcess(patience=90) as process:
        yield process


@pytest.mark.parametrize("paper", SHORT, ids=lambda paper: paper.name)
def test_a_paper_is_read_as_it_stands(ocr: OcrProcess, paper: Quotation | Card) -> None:
    _, wrong = score(paper, read((SET / f"{paper.name}.jpg").read_bytes(), ocr))

    assert wrong == []


def test_a_chat_is_no_paper(ocr: OcrProcess) -> None:
    with pytest.raises(NotAChat, match="not_a_paper"):
        read((SCREENS / "dingtalk-1.png").read_bytes(), ocr)


def test_the_set_is_twenty_eight_papers_and_twelve_are_held_out() -> None:
    papers = (*QUOTATIONS, *CARDS)

    assert all((SET / f"{paper.name}.jpg").exists() for paper in papers)
    assert (len(QUOTATIONS), len(CARDS), sum(paper.held for paper in papers)) == (14, 14, 12)
