"""The weights of every judge are of the chats that are here."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from benchmarks.judges import JUDGES
from benchmarks.learn import fingerprint


@pytest.mark.parametrize("label", JUDGES)
def test_it_was_taught_by_the_chats_that_are_here(label: str) -> None:
    told = json.loads((files("config") / "lexicon" / "judges" / f"{label}.json").read_text("utf-8"))
    assert told["made_from"] == fingerprint(), f"python -m benchmarks judges {label}"
