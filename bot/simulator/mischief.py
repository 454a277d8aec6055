"""Faults and other mischief on command, as JSON: what there is, what waits, plan, cancel, what befalls a platform at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify

from bot.model import Platform
from bot.simulator.faults import CALLBACK, IN_FAULTS, MOST_TIMES, OUT_FAULTS, WORDS, Fault
from bot.simulator.gestures import Wrong, body, text_of
from bot.simulator.town import PlatformSim, Town

_LEAVES = "leaves:"


class Mischief:
    """The routes, for a town and its platforms."""

    def __init__(self, town: Town, sims: Mapping[Platform, PlatformSim]) -> None:
        self._town, self._sims = town, sims

    def routes(self) -> Blueprint:
        blue = Blueprint("mischief", __name__)
        blue.add_url_rule("/fault", "faults", self._faults)
        blue.add_url_rule("/fault", "plan", self._plan, methods=["POST"])
        blue.add_url_rule("/fault", "cancel_all", self._cancel_all, methods=["DELETE"])
        blue.add_url_rule("/fault/<int:number>", "cancel", self._cancel, methods=["DELETE"])
        blue.add_url_rule("/act", "act", self._act, methods=["POST"])
        return blue

    def _faults(self) -> Response:
        """Every kind with its words, each platform's limits, actions and menus, and the faults that wait."""
        kinds = [{"kind": kind, "way": way, "label": WORDS[kind][0], "words": WORDS[kind][1]} for kind, way in _kinds()]
        platforms = {
            sim.platform.value: {
                "limits": dict(sim.limits),
                "actions": {**sim.actions(), **self._leavings()},
                "menus": list(sim.menus),
            }
            for sim in self._sims.values()
        }
        with self._town.lock:
            waiting = [{"platform": platform, **asdict(fault)} for platform, fault in self._town.faults.waiting()]
        return jsonify({"kinds": kinds, "platforms": platforms, "waiting": waiting})

    def _plan(self) -> Response:
        wanted = body()
        platform = Platform(text_of(wanted, "platform"))
        fault = Fault(self._kind(platform, text_of(wanted, "kind")), _times(wanted), _path(wanted))
        if fault.kind in IN_FAULTS and fault.path not in ("", CALLBACK):
            raise Wrong(f"path: {fault.kind} befalls callbacks")
        return jsonify({"planned": asdict(self._town.plan(platform, fault))})

    def _kind(self, platform: Platform, kind: str) -> str:
        name, _, limit = kind.partition(":")
        fine = limit in self._sims[platform].limits if limit else name == kind
        if name not in WORDS or not fine or (limit and name != "limit"):
            raise Wrong(f"kind: one of {', '.join(WORDS)}, or limit:<name>")
        return kind

    def _cancel(self, number: int) -> Response:
        if not self._town.cancel(number):
            raise Wrong(f"fault {number} does not wait")
        return jsonify({})

    def _cancel_all(self) -> Response:
        with self._town.lock:
            for _, fault in self._town.faults.waiting():
                self._town.cancel(fault.id)
        return jsonify({})

    def _act(self) -> Response:
        wanted = body()
        platform, name = Platform(text_of(wanted, "platform")), text_of(wanted, "name")
        sim, leavings = self._sims[platform], self._leavings()
        self._town.acts(f"捣乱：{({**sim.actions(), **leavings}).get(name, name)[:40]}")
        return jsonify({"done": self._leaves(name) if name in leavings else sim.act(name)})

    def _leavings(self) -> dict[str, str]:
        """Of colleagues who have a leader: name and words of the action."""
        with self._town.lock:
            staff = [d for d in self._town.people.values() if d.staff and d.manager and d.account != "left"]
        return {f"{_LEAVES}{d.key}": f"{d.name} 离职（每个平台都办理）" for d in staff}

    def _leaves(self, name: str) -> str:
        key = name.removeprefix(_LEAVES)
        self._town.leaves(key)
        who = self._town.people[key]
        for platform, sim in self._sims.items():
            if platform.value in who.ids:
                sim.leaves(key)
        return f"{who.name} 已从通讯录移除；老板会在钉钉收到一张卡片，请他确认"


def _kinds() -> list[tuple[str, str]]:
    return [*((kind, "out") for kind in OUT_FAULTS), *((kind, "in") for kind in IN_FAULTS)]


def _times(wanted: Mapping[str, Any]) -> int:
    times = wanted.get("times", 1)
    if not isinstance(times, int) or isinstance(times, bool) or not 0 < times <= MOST_TIMES:
        raise Wrong(f"times: 1 to {MOST_TIMES}")
    return times


def _path(wanted: Mapping[str, Any]) -> str:
    path = wanted.get("path", "")
    if not isinstance(path, str) or len(path) > 200:
        raise Wrong("path")
    return path
