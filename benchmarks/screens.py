"""How well and how fast chat screenshots are read: the forty of `tests/bot/capture/screens/set`, by the real reader."""

from __future__ import annotations

import time
from statistics import median

from PIL import Image

from benchmarks.table import table
from bot.capture.screens.process import OcrProcess
from tests.bot.capture.screens.score import SET, Score, captured, gold, score

_ROWS = ("found", "side", "exact", "minute", "by")


def run(*, rounds: int) -> str:
    """The quality of all, tuned on and held out apart; the seconds of each picture of 1080×2400."""
    parts = {"tuned on": Score(), "held out": Score()}
    seconds: list[float] = []
    with OcrProcess(patience=120) as ocr:
        ocr.lines(Image.new("RGB", (1080, 2400), "white"))  # the start is paid once in five minutes
        for chat in gold().values():
            parts["held out" if chat["held"] else "tuned on"] += score(chat, captured(chat, ocr))
        for _ in range(rounds):
            seconds += [_seconds(chat, name, ocr) for chat in gold().values() for name in chat["files"] if _is_usual(name)]
    return f"{_quality(parts)}\n\n{_speed(seconds)}"


def _is_usual(name: str) -> bool:
    with Image.open(SET / name) as picture:
        return picture.size == (1080, 2400)


def _seconds(chat: dict[str, object], name: str, ocr: OcrProcess) -> float:
    start = time.perf_counter()
    captured({**chat, "files": [name]}, ocr)
    return time.perf_counter() - start


def _quality(parts: dict[str, Score]) -> str:
    rows = [
        [name, str(part.messages), *(_share(part, row) for row in _ROWS), str(part.invented)] for name, part in parts.items()
    ]
    return table(
        ["screenshots", "messages", "found", "right side", "exact text", "right minute", "right name", "invented"], rows
    )


def _share(part: Score, row: str) -> str:
    return f"{getattr(part, row) / part.messages:.1%}"


def _speed(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return table(["1080×2400", "median s", "p95 s"], [[f"{len(ordered)} readings", f"{median(ordered):.2f}", f"{late:.2f}"]])
