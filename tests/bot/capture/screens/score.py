"""How well the set is read: the gold's messages beside what came out."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from bot.capture.model import Captured, Said
from bot.capture.screens.ocr import Ocr
from bot.capture.screens.read import read
from tests.bot.capture.screens.dialogue import ZONE

SET = Path(__file__).with_name("set")


@dataclass
class Score:
    """Counts of messages that stand whole in a picture. `wrong`: gold and reading of what is not exact."""

    messages: int = 0
    found: int = 0
    side: int = 0
    exact: int = 0
    minute: int = 0
    by: int = 0
    invented: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def __iadd__(self, other: Score) -> Score:
        for name in ("messages", "found", "side", "exact", "minute", "by", "invented"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wrong += other.wrong
        return self


def gold() -> dict[str, dict[str, Any]]:
    """Name of the chat → what stands in its pictures."""
    loaded: dict[str, dict[str, Any]] = json.loads((SET / "gold.json").read_text(encoding="utf-8"))
    return loaded


def captured(chat: dict[str, Any], ocr: Ocr) -> Captured:
    """One chat of the set, read."""
    pictures = [(SET / name).read_bytes() for name in chat["files"]]
    return read(pictures, ocr, now=datetime.fromisoformat(chat["now"]), zone=ZONE)


def plain(text: str) -> str:
    """What is compared: NFKC, and any run of blanks between two ASCII signs is one space. Nothing else is forgiven."""
    return re.sub(r"(?<=[!-~])\s+(?=[!-~])", lambda m: "\n" if "\n" in m[0] else " ", unicodedata.normalize("NFKC", text))


def score(chat: dict[str, Any], result: Captured) -> Score:
    """Both rows are aligned by their texts, in order; what an edge cuts in every picture is not counted, whole or in part."""
    wanted = chat["messages"]
    pairs = _aligned([plain(m["text"]) for m in wanted], [plain(s.text) for s in result.messages])
    total = Score(invented=len(result.messages) - len({j for _, j in pairs}))
    for i, message in enumerate(wanted):
        if not message["cut"]:
            place = next((j for k, j in pairs if k == i), None)
            total += _one(message, None if place is None else result.messages[place])
    return total


def _one(message: dict[str, Any], said: Said | None) -> Score:
    text = plain(message["text"])
    if said is None:
        return Score(messages=1, wrong=[(text, "(nothing)")])
    at = said.at.astimezone(ZONE).isoformat(timespec="minutes") if said.at else None
    return Score(
        messages=1,
        found=1,
        side=(said.ours is True) == (message["ours"] is True),
        exact=plain(said.text) == text and said.kind == message["kind"],
        minute=at == message["at"],
        by=plain(said.by) == plain(message["by"]),
        wrong=[] if plain(said.text) == text and said.kind == message["kind"] else [(text, plain(said.text))],
    )


def _aligned(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places, in order, with the largest sum of likeness; less than a third alike is no pair."""
    best: list[list[tuple[float, list[tuple[int, int]]]]] = [[(0.0, [])] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            like = SequenceMatcher(None, a[i - 1], b[j - 1], autojunk=False).ratio()
            taken = (best[i - 1][j - 1][0] + like, [*best[i - 1][j - 1][1], (i - 1, j - 1)]) if like > 1 / 3 else (-1.0, [])
            best[i][j] = max(best[i - 1][j], best[i][j - 1], taken, key=lambda pair: pair[0])
    return best[-1][-1][1]
