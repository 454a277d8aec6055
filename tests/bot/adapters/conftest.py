"""The house on each platform and transport, for what all adapters have to do alike."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.demo.world import new_keys
from crm_core.clock import SetClock
from tests.bot.adapters.contract import Bench
from tests.stories.conftest import TUESDAY
from tests.stories.town_house import TownHouse


@pytest.fixture(scope="package")
def houses(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], TownHouse]]:
    """One house for each transport: the town is cleared between tests, nobody moves."""
    keys, opened = new_keys(), dict[str, TownHouse]()

    def house(name: str) -> TownHouse:
        if name not in opened:
            folder = tmp_path_factory.mktemp(name or "town")
            shutil.copyfile(migrated_sqlite, folder / "suilu.db")
            modes = {"feishu": "stream" if name == "feishu-stream" else "webhook"}
            modes["dingtalk"] = "http" if name == "dingtalk-http" else "stream"
            opened[name] = TownHouse(f"sqlite:///{folder / 'suilu.db'}", SetClock(TUESDAY), folder / "data", keys, modes=modes)
        return opened[name]

    yield house
    for one in opened.values():
        one.close()


@pytest.fixture
def bench(request: pytest.FixtureRequest, houses: Callable[[str], TownHouse]) -> Bench:
    """One platform by one transport; nobody works on what is heard."""
    name = str(request.param)
    bench = Bench(houses(name if "-" in name else ""), name)
    bench.clear()
    return bench
