"""Chromium, and a demo of all real processes for it to open."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.bot.processes.conftest import free_port

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if BROWSER is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium: .ci/run installs it")
        pytest.skip("no Chromium on this machine (pip cannot bring one)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=[*FLAGS, "--disable-component-update"])
        yield chromium
        chromium.close()


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
