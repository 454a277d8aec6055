"""How big each process of the demo is once all are up. RSS counts shared pages in each; USS is a process's own."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time

import psutil

from benchmarks.table import table
from bot.processes.supervisor import end_all, launch

_SETTLED = 8.0
"""Seconds after the start: the workers have read their dictionaries by then."""
_WORDS = ("broker", "town", "serve", "work", "beat", "stream", "demo")


def run() -> str:
    with tempfile.TemporaryDirectory(prefix="suilu-bench-") as folder:
        line = launch(["demo", "--data-dir", folder], os.getpid())
        demo = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            _until_ready(demo)
            time.sleep(_SETTLED)
            found = psutil.Process(demo.pid)
            rows = [_row(process) for process in [found, *found.children(recursive=True)]]
        finally:
            end_all([demo])  # type: ignore[list-item]
    total = ["all", *(f"{sum(float(row[i]) for row in rows):.0f}" for i in (1, 2))]
    return table(["process", "RSS MB", "USS MB"], [*sorted(rows), total])


def _until_ready(demo: subprocess.Popen[str]) -> None:
    assert demo.stdout is not None
    for line in demo.stdout:
        if "http://" in line:
            return
    raise RuntimeError("the demo did not start")


def _row(process: psutil.Process) -> list[str]:
    sizes = process.memory_full_info()
    return [_name(process), f"{sizes.rss / 1e6:.0f}", f"{sizes.uss / 1e6:.0f}"]


def _name(process: psutil.Process) -> str:
    if process.name() == "valkey-server":
        return "broker (Valkey)"
    words = process.cmdline()
    at = next(i for i, word in enumerate(words) if word in _WORDS and i > 2)
    name = " ".join(word for word in words[at:] if "/" not in word and not word.startswith("--"))
    parent = process.parent()
    return f"{name} (gunicorn worker)" if name == "serve" and parent and "serve" in parent.cmdline() else name
