"""The demo's town with its three real stand-ins and the window, and nobody at home where Suilu would listen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.demo.world import new_keys, people_town, tenancy
from bot.model import Platform
from bot.simulator.dingtalk.sim import DingtalkSim
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import PlatformSim, Town
from bot.simulator.wecom.sim import WecomSim
from bot.simulator.window import Window
from crm_core.clock import SetClock

NOBODY = "http://127.0.0.1:9"


def _session() -> requests.Session:
    http = requests.Session()
    http.trust_env = False
    return http


@dataclass
class House:
    town: Town
    sims: dict[Platform, PlatformSim]
    url: str
    clock_file: Path
    http: requests.Session = field(default_factory=_session)

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(self.url + path, params=query, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = self.http.request(method, self.url + path, json=body, timeout=10)
        return answer.status_code, answer.json()

    def post(self, path: str, /, **body: Any) -> tuple[int, Any]:
        return self.ask("POST", path, body)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    clock = SetClock(datetime(2026, 11, 24, 2, 7, tzinfo=UTC))
    town = Town(clock)
    people_town(town)
    settings = tenancy(new_keys(), {"wecom": 0, "feishu": 0, "dingtalk": 0})
    sims: dict[Platform, PlatformSim] = {
        Platform.WECOM: WecomSim(town, settings.wecom, callbacks=NOBODY, retry_seconds=0.01),
        Platform.FEISHU: FeishuSim(town, settings.feishu, callbacks=NOBODY, retries=()),
        Platform.DINGTALK: DingtalkSim(town, settings.dingtalk),
    }
    clock_file = tmp_path / "clock"
    clock_file.write_text("0.0", encoding="ascii")
    window = Window(town, sims, product="http://127.0.0.1:9", clock_file=clock_file)
    for sim in sims.values():
        sim.start()
    window.start()
    yield House(town, sims, window.url, clock_file)
    window.stop()
    for sim in sims.values():
        sim.stop()
