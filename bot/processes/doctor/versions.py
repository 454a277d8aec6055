"""Versions that have to fit each other (DIA-05): each platform's SDK against the bounds of our own metadata."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from bot.model import Platform
from bot.ports import Finding

SDKS = {Platform.WECOM: "wechatpy", Platform.FEISHU: "lark-oapi", Platform.DINGTALK: "dingtalk-stream"}
_NAME = "SDK"
_BOUND = re.compile(r"(>=|<)\s*([\d.]+)")


def ours() -> Finding:
    """The program's own version and the interpreter's."""
    return Finding("suilu", f"{_version('suilu') or 'unknown'}, Python {platform.python_version()}")


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
        needed = requires("suilu") or []
    except PackageNotFoundError:
        return {}
    mine = next((text for text in needed if re.match(rf"{re.escape(name)}(?![\w-])", text)), "")
    return dict(_BOUND.findall(mine.partition(";")[0]))


def _spelled(bounds: dict[str, str]) -> str:
    return ",".join(f"{sign}{bound}" for sign, bound in bounds.items())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _parts(text: str) -> tuple[int, ...]:
    """The leading numbers of a version; `1.8.18` is not less than `1.8`."""
    numbers = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in numbers.group().split(".")) if numbers else ()
