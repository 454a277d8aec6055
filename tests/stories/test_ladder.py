"""The capture ladder (FEATURES §4.2): whichever way a dialogue comes, it is the same record; by two ways, it is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bot.demo.world import new_keys
from crm_core.clock import SetClock
from tests.stories.conftest import TUESDAY
from tests.stories.ladder import WAYS, record_of, screenshot, with_memory
from tests.stories.town_house import TownHouse

if find_spec("rapidocr") is None and not os.environ.get("CI"):
    pytest.skip("the [ocr] extra is not installed: pip install -e '.[ocr,test]'", allow_module_level=True)


@pytest.fixture(scope="module")
def read() -> Iterator[Any]:
    """One process for OCR, and each picture read once: it takes seconds."""
    with with_memory() as reader:
        yield reader


@pytest.fixture(scope="module")
def build(migrated_sqlite: Path, read: Any) -> Callable[[Path], TownHouse]:
    """A house in this folder."""
    keys = new_keys()
    return lambda folder: a_house(folder, keys, migrated_sqlite, read)


def a_house(folder: Path, keys: dict[str, str], empty: Path, read: Any) -> TownHouse:
    folder.mkdir()
    shutil.copyfile(empty, folder / "suilu.db")
    house = TownHouse(f"sqlite:///{folder / 'suilu.db'}", SetClock(TUESDAY), folder / "data", keys)
    assert house.app.house is not None
    object.__setattr__(house.app.house, "read_pictures", read)
    return house


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory, build: Callable[[Path], TownHouse]) -> dict[str, Any]:
    """What each way makes of the dialogue, in a house of its own."""
    found = {}
    for name, bring in WAYS.items():
        house = build(tmp_path_factory.mktemp("ladder") / name)
        try:
            bring(house)
            found[name] = record_of(house.draft(1))
        finally:
            house.close()
    return found


@pytest.mark.parametrize(("one", "other"), list(combinations(WAYS, 2)))
def test_the_same_dialogue_by_either_way_is_the_same_record(records: dict[str, Any], one: str, other: str) -> None:
    assert records[one] == records[other]
    assert records[one]["messages"] == 9
    assert len(records[one]["lines"]) >= 8


@pytest.mark.parametrize("first", WAYS)
def test_by_two_ways_it_counts_once(tmp_path: Path, build: Callable[[Path], TownHouse], first: str) -> None:
    """Every other way after this one: as none of them adds a message, each meets those of the first alone."""
    house = build(tmp_path / "house")
    try:
        WAYS[first](house)
        assert (house.record()["draft"], house.record()["message"]) == (1, 9)

        for then, bring in WAYS.items():
            bring(house)
            assert (house.record()["draft"], house.record()["message"]) == (1, 9), then
    finally:
        house.close()


def test_screenshots_stay_with_the_customer_where_the_rep_says_so(tmp_path: Path, build: Callable[[Path], TownHouse]) -> None:
    """「将对话截图+文字摘要+客户画像自动归档」 (CAP-02): of the three, the pictures only when they are asked for."""
    house = build(tmp_path / "house")
    try:
        screenshot(house, keep_pictures=True)
        page, lead = house.page("lin", ""), house.lead("lin")
        draft = page.get("/customer", lead=lead)["draft"]["id"]
        assert page.decide(f"/drafts/{draft}/confirm")["state"] == "done"

        files = page.get(f"/leads/{lead}/files")["files"]
        names = sorted((file["name"], file["state"]) for file in files)
        assert names == [("聊天截图 1.png", "kept"), ("聊天截图 2.png", "kept")]
        assert all(file["thumb"] for file in files)
    finally:
        house.close()
