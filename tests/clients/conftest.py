"""Node programs that a test talks to, a line of JSON each way."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PATIENCE = 20.0


class Node:
    """One Node program. `hears` says a line to it, `tells(name)` waits for its line that has this name."""

    def __init__(self, script: str) -> None:
        environment = {**os.environ, "NO_PROXY": "127.0.0.1,localhost", "NODE_NO_WARNINGS": "1"}
        self._process = subprocess.Popen(
            ["node", script], cwd=HERE, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def hears(self, **what: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def tells(self, name: str) -> Any:
        line = self._lines.get(timeout=PATIENCE)
        assert name in line, line
        return line[name]

    def line(self) -> dict[str, Any]:
        return self._lines.get(timeout=PATIENCE)

    def ends(self) -> int:
        """By itself, in time; its exit code."""
        return self._process.wait(PATIENCE)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._reader.join(5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                self._lines.put(json.loads(line))


@pytest.fixture(scope="session")
def _node_is_here() -> None:
    """Under CI these clients must run; elsewhere whoever has no Node is told how to run them."""
    missing = "" if shutil.which("node") else "no Node on this machine"
    if not missing and not (HERE / "node_modules").is_dir():
        missing = "the vendors' SDKs are not there: npm install --prefix tests/clients"
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture
def node(_node_is_here: None) -> Iterator[Callable[[str], Node]]:
    running: list[Node] = []

    def start(script: str) -> Node:
        running.append(Node(script))
        return running[-1]

    yield start
    for process in running:
        process.stop()
