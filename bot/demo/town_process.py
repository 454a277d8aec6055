"""The town as a process of its own: three platforms and the window, on ports that the demo chose."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path

from bot.demo.world import people_town, tenancy
from bot.model import Platform
from bot.simulator.dingtalk.sim import DingtalkSim
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import PlatformSim, Town
from bot.simulator.wecom.sim import WecomSim
from bot.simulator.window import Window
from crm_core.clock import ShiftedClock


def run(plan: Path) -> None:
    """`plan` is the demo's JSON: keys, ports, product, folder. Runs until SIGTERM or SIGINT."""
    given = json.loads(plan.read_text(encoding="utf-8"))
    folder, ports, product = Path(given["folder"]), given["ports"], given["product"]
    town = Town(ShiftedClock(folder / "clock"), folder / "town.json")
    if not town.people:
        people_town(town)
    settings = tenancy(given["keys"], ports)
    sims: dict[Platform, PlatformSim] = {
        Platform.WECOM: WecomSim(town, settings.wecom, callbacks=product, port=ports["wecom"]),
        Platform.FEISHU: FeishuSim(town, settings.feishu, callbacks=product, port=ports["feishu"]),
        Platform.DINGTALK: DingtalkSim(town, settings.dingtalk, callbacks=product, port=ports["dingtalk"]),
    }
    window = Window(town, sims, product=product, clock_file=folder / "clock", port=ports["window"])
    over = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: over.set())
    for sim in sims.values():
        sim.start()
    window.start()
    over.wait()
    window.stop()
    for sim in sims.values():
        sim.stop()
    town.flush()
