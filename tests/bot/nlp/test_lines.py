"""The bank of labelled lines is in shape, and says nothing twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import yaml

from benchmarks.learn import LINES
from tests.bot.nlp.test_chats import CATEGORIES, EVENTS

LABELS = {"objection": CATEGORIES, "pain": {"pain"}, "stage": EVENTS, "action": {"promise", "request"}}
FILES = sorted(LINES.glob("*.yaml"))


def rows(name: str) -> list[Any]:
    return list(yaml.safe_load((LINES / name).read_text("utf-8")))


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_every_row_is_a_line_with_labels_of_its_kind(name: str) -> None:
    allowed = next(labels for kind, labels in LABELS.items() if name.startswith(kind))
    for side, words, labels, *before in rows(name):
        assert side in ("K", "S")
        assert 0 < len(words.strip()) <= 120
        assert set(labels) <= allowed
        assert [type(one) for one in before] in ([], [str])


def test_no_line_stands_twice_in_a_kind() -> None:
    said = Counter((kind, side, words, *before) for kind in LABELS for path in FILES if path.name.startswith(kind)
                   for side, words, _, *before in rows(path.name))  # fmt: skip
    assert [line for line, times in said.items() if times > 1] == []


@pytest.mark.parametrize("kind", LABELS)
def test_near_misses_stand_beside_what_is_meant(kind: str) -> None:
    told = [labels for path in FILES if path.name.startswith(kind) for _, _, labels, *_ in rows(path.name)]
    assert sum(not labels for labels in told) >= 100
    assert min(Counter(label for labels in told for label in labels).values()) >= 30
