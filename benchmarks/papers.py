"""How well quotations and name cards are read: the twenty-eight of `tests/bot/capture/documents/set`, by the real reader."""

from __future__ import annotations

import time
from collections import Counter
from statistics import median

from benchmarks.table import table
from bot.capture.documents.read import read
from bot.capture.model import NotAChat
from bot.capture.screens.process import OcrProcess
from tests.bot.capture.documents.papers import CARDS, QUOTATIONS
from tests.bot.capture.documents.render import SET
from tests.bot.capture.documents.score import score


def run() -> str:
    """Values right among those wanted and those read; tuned on and held out apart; the seconds of a picture."""
    parts: dict[str, Counter[str]] = {}
    seconds, wrong = [], []
    with OcrProcess(patience=120) as ocr:
        for paper in (*QUOTATIONS, *CARDS):
            began = time.perf_counter()
            try:
                text = read((SET / f"{paper.name}.jpg").read_bytes(), ocr)
            except NotAChat:
                text = ""
            seconds.append(time.perf_counter() - began)
            counts, amiss = score(paper, text)
            parts.setdefault(f"{type(paper).__name__}, {'held out' if paper.held else 'tuned on'}", Counter()).update(counts)
            wrong += [f"{paper.name}: {what}" for what in amiss]
    rows = [[name, str(c["wanted"]), f"{c['right'] / c['wanted']:.1%}", str(c["extra"])] for name, c in parts.items()]
    listed = "\n".join(wrong)
    return f"{table(['papers', 'values', 'right', 'made up'], rows)}\n\nmedian {median(seconds):.2f} s\n{listed}"
