"""Some of the papers, read by the real reader. All of them: `python -m benchmarks papers`."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bot.capture.documents.read import read
from bot.capture.model import NotAChat
from bot.capture.screens.process import OcrProcess
from tests.bot.capture.documents.offices import Filled, filled
from tests.bot.capture.documents.pages import Drawn, drawn
from tests.bot.capture.documents.papers import CARDS, QUOTATIONS, Card, Quotation
from tests.bot.capture.documents.render import SET
from tests.bot.capture.documents.score import expected, score
from tests.bot.capture.screens.score import SET as SCREENS

PAGES = (
    "first/a01",
    "first/a06",
    "first/a07",
    "first/a11",
    "second/a04",
    "first/b04",
    "first/b08",
    "second/b05",
    "fifth/a21",
    "fifth/a25",
    "sixth/a12",
)
OFFICE_FILES = (
    "first/q01.xlsx",
    "first/q04.xlsx",
    "first/q13.xlsx",
    "first/q24.xlsx",
    "first/q38.xlsx",
    "second/q22.xlsx",
    "third/w10.docx",
    "third/w13.docx",
    "fifth/q21.xlsx",
    "sixth/w16.docx",
    "sixth/w19.docx",
)
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
    _, wrong = score(expected(paper), read((SET / f"{paper.name}.jpg").read_bytes(), ocr))

    assert wrong == []


@pytest.mark.parametrize("page", [page for page in drawn() if page.name in PAGES], ids=lambda page: page.name)
def test_a_page_is_read_as_it_stands(ocr: OcrProcess, browser: Browser, page: Drawn) -> None:
    _, wrong = score(page.values, read(page.picture(browser), ocr))

    assert wrong == []


@pytest.mark.parametrize("page", [page for page in drawn() if page.name == "fifth/a21"], ids=lambda page: page.name)
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"], ids=["", "byte order mark"])
def test_its_pdf_is_read_alike(ocr: OcrProcess, browser: Browser, page: Drawn, before: bytes) -> None:
    text = read(before + page.pdf(browser), ocr)

    assert text.startswith("[文件] 报价单\n")
    assert score(page.values, text)[1] == []


@pytest.mark.parametrize("file", [one for one in filled() if one.name in OFFICE_FILES], ids=lambda file: file.name)
def test_an_office_file_is_read_as_it_stands(ocr: OcrProcess, file: Filled) -> None:
    text = read(file.content, ocr)

    assert text.startswith("[文件] 报价单\n")
    assert score(file.values, text)[1] == []


def test_a_chat_is_no_paper(ocr: OcrProcess) -> None:
    with pytest.raises(NotAChat, match="not_a_paper"):
        read((SCREENS / "dingtalk-1.png").read_bytes(), ocr)


def test_how_many_papers_there_are_and_how_many_are_held_out() -> None:
    papers = (*QUOTATIONS, *CARDS)

    assert all((SET / f"{paper.name}.jpg").exists() for paper in papers)
    assert (len(QUOTATIONS), len(CARDS), sum(paper.held for paper in papers)) == (14, 14, 12)
    assert (len(drawn()), sum(page.held for page in drawn())) == (1608, 132)
    assert (len(filled()), sum(file.held for file in filled())) == (268, 48)
