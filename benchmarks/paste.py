"""A pasted chat of many lines read into its messages, for each client's way of copying; and its growth with the length."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice
from zoneinfo import ZoneInfo

from benchmarks.table import table
from bot.capture.paste.read import read
from bot.demo.world import STORY

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 6, 10, 0, tzinfo=ZONE)
_START = NOW - timedelta(days=30)
_NAMES = {"lin": "林晓", "wang": "王海@华辰精密"}
Line = Callable[[str, datetime, str], str]
_CLIENTS: dict[str, Line] = {
    "wecom_desktop": lambda by, at, text: f"{by} {at.month}/{at.day} {at:%H:%M:%S}\n{text}\n",
    "wechat_windows": lambda by, _, text: f"{by}:\n{text}\n",
    "wechat_mac": lambda by, at, text: f"{by} {at.year}/{at.month}/{at.day} {at:%H:%M}\n{text}\n",
    "dingtalk_desktop": lambda by, at, text: f"{by}\n{at:%m-%d %H:%M}\n{text}\n",
    "feishu_desktop": lambda by, at, text: f"{by} {at.year}年{at.month}月{at.day}日 {at:%H:%M}\n{text}\n",
    "named_lines": lambda by, _, text: f"{by}：{text}",
}


def run(*, lines: int, rounds: int) -> str:
    """Medians. Beside the lines asked for, twice as many: a ratio near two is linear time."""
    rows = [_row(name, client, lines, rounds) for name, client in _CLIENTS.items()]
    head = ["format", "messages", f"{lines} lines ms", f"{lines * 2} lines ms", "ratio"]
    return f"{table(head, rows)}\n\n{rounds} rounds, medians, processor time of one process"


def _row(name: str, client: Line, lines: int, rounds: int) -> Sequence[str]:
    once, twice = _paste(client, lines), _paste(client, lines * 2)
    captured = read(once, now=NOW, zone=ZONE)
    assert captured.format == name, captured.format
    short, long = _median(once, rounds), _median(twice, rounds)
    return [name, f"{len(captured.messages):,}", f"{short:.0f}", f"{long:.0f}", f"{long / short:.1f}"]


def _paste(client: Line, lines: int) -> str:
    """The demo's story told again and again, cut after so many lines."""
    told = islice(cycle(STORY), lines)
    blocks = (client(_NAMES.get(by, by), _START + timedelta(minutes=n), text) for n, (by, text, _) in enumerate(told))
    return "\n".join("\n".join(blocks).split("\n")[:lines])


def _median(text: str, rounds: int) -> float:
    return statistics.median(_seconds(text) for _ in range(rounds)) * 1000


def _seconds(text: str) -> float:
    began = time.process_time()
    read(text, now=NOW, zone=ZONE)
    return time.process_time() - began
