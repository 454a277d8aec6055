"""How well quotations and name cards are read, by the real reader: the twenty-eight of `tests/bot/capture/documents/set`; the
pages of `pages`, drawn by a browser as they are read, some printed as PDFs too; the files of `office`. What is wrong of
those held out is counted, and not shown.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Set
from statistics import median

from playwright.sync_api import sync_playwright

from benchmarks.table import table
from bot.capture.documents.read import read
from bot.capture.model import NotAChat
from bot.capture.screens.process import OcrProcess
from tests.bot.capture.documents.offices import filled
from tests.bot.capture.documents.pages import drawn
from tests.bot.capture.documents.papers import CARDS, QUOTATIONS, Quotation
from tests.bot.capture.documents.render import SET
from tests.bot.capture.documents.score import expected, score
from tests.chromium import BROWSER, FLAGS

Paper = tuple[str, str, bytes, Set[tuple[str, str]]]
"""Which part it is of, its name, its picture, and what should be read of it."""


_PRINTED = 20
"""Each so many-th quotation that was looked at is also read as a PDF."""


def run(*, every: int = 1) -> str:
    """Values right among those wanted and those read; tuned on and held out apart; the seconds of a picture. `every`: of the
    pages that were looked at each so many-th.
    """
    parts: dict[str, Counter[str]] = {}
    seconds, wrong = [], []
    with OcrProcess(patience=120) as ocr:
        for part, name, picture, wanted in _papers(every):
            began = time.perf_counter()
            try:
                text = read(picture, ocr)
            except NotAChat:
                text = ""
            seconds.append(time.perf_counter() - began)
            counts, amiss = score(wanted, text)
            parts.setdefault(part, Counter()).update(counts)
            wrong += [f"{name}: {what}" for what in amiss if "held out" not in part]
    rows = [[name, str(c["wanted"]), f"{c['right'] / c['wanted']:.1%}", str(c["extra"])] for name, c in parts.items()]
    listed = "\n".join(wrong)
    return f"{table(['papers', 'values', 'right', 'made up'], rows)}\n\nmedian {median(seconds):.2f} s\n{listed}"


def _papers(every: int) -> Iterator[Paper]:
    for paper in (*QUOTATIONS, *CARDS):
        kind = "quotations" if isinstance(paper, Quotation) else "cards"
        yield _part("drawn", kind, paper.held), paper.name, (SET / f"{paper.name}.jpg").read_bytes(), expected(paper)
    if BROWSER is None:
        raise RuntimeError("the pages need Chromium, and there is none on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        looked_at, held = ([page for page in drawn() if page.held is held] for held in (False, True))
        for page in (*looked_at[::every], *held):
            kind = "quotations" if page.quotation else "cards"
            yield _part("pages", kind, page.held), page.name, page.picture(browser), page.values
        for file in filled():
            yield _part("office files", "quotations", file.held), file.name, file.content, file.values
        for page in [page for page in looked_at if page.quotation][::_PRINTED]:
            yield _part("PDFs", "quotations", page.held), f"{page.name}.pdf", page.pdf(browser), page.values
        browser.close()


def _part(how: str, kind: str, held: bool) -> str:
    return f"{kind}, {how}, {'held out' if held else 'looked at'}"
