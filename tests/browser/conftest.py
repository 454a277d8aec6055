"""A demo of all real processes, for a browser to open."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.processes.conftest import free_port


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The window's address of a fresh demo that ends with the tests."""
    folder = tmp_path_factory.mktemp("demo")
    log = folder / "demo.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--data-dir", str(folder / "data"), "--port", str(free_port())],
            cwd=Path(__file__).parents[2],
            stdout=out,
            stderr=out,
        )
    try:
        yield _address(process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(900):
        found = re.search(r"打开 (http://127\.0\.0\.1:\d+)", log.read_text(encoding="utf-8"))
        if found:
            return found.group(1)
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))
