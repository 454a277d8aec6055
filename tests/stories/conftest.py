"""A town with the demo's people in it, and the house that serves them, anew for each story.

The main job and what two at once make of it are told on both engines, the other subjects on one each, by turns: what the
engines do differently is the core's, and `tests/crm_core` runs on both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.world import new_keys
from crm_core.clock import SetClock
from tests.stories.town_house import TownHouse

TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai; 72 hours later it is Friday 10:00, when one may speak."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(TUESDAY)


@pytest.fixture(scope="session")
def keys() -> dict[str, str]:
    return new_keys()


@pytest.fixture
def town_house(engine_url: str, clock: SetClock, tmp_path: Path, keys: dict[str, str]) -> Iterator[TownHouse]:
    house = TownHouse(engine_url, clock, tmp_path / "data", keys)
    yield house
    house.close()
