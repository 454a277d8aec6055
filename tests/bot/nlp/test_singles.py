"""Our labelled lines of single texts: their form, what of them is read right, and the scorer that says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from benchmarks import singles
from bot.nlp.entities import find

LINES = [(part, row) for part in singles.PARTS for row in singles.load(part)]
FLOOR = {kind: 0.95 for kind in singles.KINDS}
"""F1 that a change may not go below, on the part that was looked at."""


def test_every_label_stands_in_its_text() -> None:
    for _, row in LINES:
        for label in row["entities"]:
            assert row["text"][label["start"] : label["end"]] == label["text"] != ""
            assert label.get("ignore") or (label["type"] in row["kinds"] and label["values"])


def test_no_line_stands_twice() -> None:
    assert len({row["id"] for _, row in LINES}) == len({(row["text"], row["reference_time"]) for _, row in LINES}) == len(LINES)


def test_no_kind_is_read_worse_than_it_was() -> None:
    told = singles.judged("dev")
    assert {kind: told[kind].wanted >= 20 for kind in singles.KINDS} == dict.fromkeys(singles.KINDS, True)
    assert {kind: told[kind].f1 for kind in singles.KINDS if told[kind].f1 < FLOOR[kind]} == {}


@pytest.mark.parametrize(
    ("label", "kind", "value", "right"),
    [
        ({"type": "date", "values": ["2026-11-24"]}, "date", "2026-11-24", True),
        ({"type": "date", "values": ["2026-11-24"]}, "date", "2026-11-25", False),
        ({"type": "date", "values": ["2026-11-24"]}, "datetime", "2026-11-24T10:00", False),
        ({"type": "date", "values": ["2026-11-24"], "alt_types": ["datetime"]}, "datetime", "2026-11-24T10:00", True),
        ({"type": "deadline", "values": ["2026-11-24"]}, "deadline", "2026-11-24T18:00", True),
        ({"type": "date_range", "values": ["2026-11-01/2026-11-10"]}, "date_range", "2026-11-01/2026-11-09", False),
        (
            {"type": "date_range", "values": ["2026-11-01/2026-11-10"], "match": "overlap"},
            "date_range",
            "2026-11-08/2026-11-12",
            True,
        ),
        (
            {"type": "date_range", "values": ["2026-11-01/2026-11-10"], "match": "overlap"},
            "date_range",
            "2026-11-08/2027-11-12",
            False,
        ),
        ({"type": "deadline", "values": ["2026-11-24"], "match": "near", "tol_days": 2}, "deadline", "2026-11-26", True),
        ({"type": "duration", "values": ["PT90M"]}, "duration", "PT1.5H", True),
        ({"type": "duration", "values": ["P3M"]}, "duration", "PT3M", False),
        ({"type": "duration", "values": ["P3D/P5D"]}, "duration", "P5D", False),
        ({"type": "money", "values": ["100.0000 CNY"]}, "money", "100 CNY", True),
        ({"type": "money", "values": ["100 CNY"]}, "money", "100 USD", False),
        ({"type": "money", "values": ["100..200 CNY"], "match": "low"}, "money", "100 CNY", True),
        ({"type": "percentage", "values": ["5.0%"]}, "percentage", "5%", True),
        ({"type": "quantity", "values": ["500 g"]}, "quantity", "1 斤", True),
        ({"type": "quantity", "values": ["500 g"]}, "quantity", "500 kg", False),
        ({"type": "phone", "values": ["008613912345678"]}, "phone", "13912345678", True),
        ({"type": "email", "values": ["a@example.com"]}, "email", "b@example.com", False),
    ],
)
def test_what_counts_as_right(label: dict[str, Any], kind: str, value: str, right: bool) -> None:
    assert singles.right(label, kind, value) is right


def test_a_find_that_no_label_asks_for_counts_against_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "合同50万，明天签"
    row: dict[str, Any] = {
        "id": "x",
        "text": text,
        "reference_time": "2026-11-24T10:00",
        "kinds": ["money", "date"],
        "tags": [],
    }
    label = {"type": "money", "text": "50万", "start": 2, "end": 5, "values": ["600000 CNY"]}
    monkeypatch.setattr(singles, "load", lambda _part: [{**row, "entities": [label]}])

    told = singles.judged("dev")

    assert [(one.right, one.wanted, one.found) for one in (told["money"], told["date"])] == [(0, 1, 1), (0, 0, 1)]
    assert len(find(text, datetime.fromisoformat(row["reference_time"]))) == 2
