"""Versions that have to fit each other (DIA-05): each platform's SDK against the bounds of our own metadata."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator
from importlib import metadata

from bot.adapters import probe
from bot.model import Platform
from bot.ports import Finding

SDKS = {Platform.WECOM: "wechatpy", Platform.FEISHU: "lark-oapi", Platform.DINGTALK: "dingtalk-stream"}
_NAME = "SDK"
_BOUND = re.compile(r"(>=|<)\s*([\d.]+)")


def ours() -> Finding:
    """The program's own version and the interpreter's."""
    return Finding("suilu", f"{_version('suilu') or 'unknown'}, Python {platform.python_version()}")


def running(base_url: str) -> Finding:
    """Whether the `suilu serve` behind our own address is this version: an old one may know fewer buttons and events."""
    name, mine = "suilu serve", _version("suilu")
    try:
        theirs = json.loads(probe.ask("GET", f"{base_url}/healthz", proxied=True).body).get("version")
    except probe.NoAnswer:
        return Finding(
            name, f"{base_url}: 没有应答 (no answer)", mend="网页与回调由 suilu serve 提供 (it serves pages and callbacks)"
        )
    except (ValueError, AttributeError):
        return Finding(name, f"{base_url}/healthz: 不是随录 (not ours)", mend="检查 SUILU_BASE_URL (check it)")
    same = theirs == (mine or "unknown")
    mend = "" if same else "升级后重启所有进程 (restart every process after an upgrade)"
    return Finding(name, f"{theirs}", ok=same, mend=mend)


def of_platform(which: Platform) -> Iterator[Finding]:
    yield sdk(SDKS[which], _bounds(SDKS[which]))


def sdk(name: str, bounds: dict[str, str]) -> Finding:
    """`bounds` as `{">=": "1.7", "<": "2"}`; empty where nothing is known (a checkout that was never installed)."""
    found = _version(name)
    if not found:
        return Finding(_NAME, f"{name} 未安装 (not installed)", ok=False, mend=f"pip install '{name}{_spelled(bounds)}'")
    low, high = bounds.get(">=", ""), bounds.get("<", "")
    fits = (not low or _parts(found) >= _parts(low)) and (not high or _parts(found) < _parts(high))
    what = f"{name} {found}" + ("" if fits else f"，需要 (needs) {_spelled(bounds)}")
    return Finding(_NAME, what, ok=fits, mend="" if fits else f"pip install '{name}{_spelled(bounds)}'")


def _bounds(name: str) -> dict[str, str]:
    try:
        needed = metadata.requires("suilu") or []
    except metadata.PackageNotFoundError:
        return {}
    mine = next((text for text in needed if re.match(rf"{re.escape(name)}(?![\w-])", text)), "")
    return dict(_BOUND.findall(mine.partition(";")[0]))


def _spelled(bounds: dict[str, str]) -> str:
    return ",".join(f"{sign}{bound}" for sign, bound in bounds.items())


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _parts(text: str) -> tuple[int, ...]:
    """The leading numbers of a version; `1.8.18` is not less than `1.8`."""
    numbers = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in numbers.group().split(".")) if numbers else ()
