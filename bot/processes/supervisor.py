"""Keeps processes alive together: starts them, restarts what dies, stops them all, and leaves none behind.

Each child is its own session (a Ctrl-C at the terminal reaches the supervisor alone) and hangs by a leash: when the
supervisor itself is killed, the system ends its children.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import child_environment

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds before a restart: doubled each time, and first again for what had lived for a while."""
LIVED = 10.0
TERM, KILL = 7.0, 2.0
"""Seconds that children have to end by themselves, and then by force."""
_LOG_BYTES = 5_000_000
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Child:
    """`suilu <arguments>` as a process of its own. It is up when `ready` says so (asked until it is True); None: at once."""

    name: str
    arguments: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None


class NotReady(Exception):
    """A child did not come up in time; the message names it and its log."""


class Supervisor:
    """`start` returns when all are up; from then on a thread watches, until `stop`."""

    def __init__(self, children: Sequence[Child], logs: Path) -> None:
        self._posts = [_Post(child, logs / f"{child.name}.log") for child in children]
        self._stopping = threading.Event()
        self._up = threading.Event()
        self._trouble: NotReady | None = None
        self._thread = threading.Thread(target=self._run, name="supervisor")
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)

    def start(self, patience: float = 60.0) -> None:
        """Raises NotReady, with every child stopped again."""
        self._patience = patience
        self._thread.start()
        self._up.wait()
        if self._trouble:
            self._thread.join()
            raise self._trouble

    def stop(self) -> None:
        """TERM, then KILL; returns when the last child is gone, within 10 s."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def pids(self) -> dict[str, int]:
        """By name; a child that is being restarted has none."""
        return {post.child.name: post.pid for post in self._posts if post.pid}

    def starts(self, name: str) -> int:
        """How often it was started."""
        return next(post.starts for post in self._posts if post.child.name == name)

    def _run(self) -> None:
        # The leash is tied to the thread that starts a child: all of them are started by this one, which outlives them.
        try:
            for post in self._posts:
                post.start()
            for post in self._posts:
                self._await(post)
        except NotReady as trouble:
            self._trouble = trouble
            self._stopping.set()
        self._up.set()
        while not self._stopping.wait(0.05):
            for post in self._posts:
                post.look()
        end_all([post.process for post in reversed(self._posts) if post.process])

    def _await(self, post: _Post) -> None:
        until = time.monotonic() + self._patience
        while not self._stopping.is_set():
            if time.monotonic() > until or post.refused():
                raise NotReady(f"{post.child.name}: {post.last_words()}")
            if post.child.ready is None or post.child.ready():
                return
            time.sleep(0.05)


class _Post:
    """One child's place: the process that holds it now, and when the next one may."""

    def __init__(self, child: Child, log_file: Path) -> None:
        self.child, self._log = child, log_file
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self._pause, self._since, self._not_before = FIRST_PAUSE, 0.0, 0.0

    @property
    def pid(self) -> int:
        return self.process.pid if self.process and self.process.poll() is None else 0

    def start(self) -> None:
        if self._log.exists() and self._log.stat().st_size > _LOG_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                launch(self.child.arguments, os.getpid()),
                env=child_environment(self.child.env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.starts += 1
        self._since = time.monotonic()

    def look(self) -> None:
        """Restart it when it has died and has waited."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            code, self.process = self.process.returncode, None
            self._pause = FIRST_PAUSE if now - self._since > LIVED else min(self._pause * 2, LONGEST_PAUSE)
            self._not_before = now + self._pause
            log.warning("%s ended (%s), again in %.1f s", self.child.name, code, self._pause)
        elif self.process is None and now >= self._not_before:
            self.start()

    def refused(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f"{lines[-1] if lines else 'no word'} ({self._log})"


def launch(arguments: Sequence[str], parent: int) -> list[str]:
    """The command line of `suilu <arguments>` on this very Python and these very files, on a leash held by `parent`."""
    code = f"import sys; sys.path.append({str(_ROOT)!r}); from bot.processes.leash import follow; follow({parent}); "
    code += "from bot.__main__ import main; main(prog_name='suilu')"
    return [sys.executable, "-P", "-c", code, *arguments]


def end_all(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """TERM to each, KILL to the sessions of those that do not heed it. Only what we started is ever signalled."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    _wait(processes, TERM)
    for process in processes:
        _kill_session(process.pid)
    _wait(processes, KILL)


def _wait(processes: Sequence[subprocess.Popen[bytes]], seconds: float) -> None:
    until = time.monotonic() + seconds
    while any(process.poll() is None for process in processes) and time.monotonic() < until:
        time.sleep(0.02)


def _kill_session(leader: int) -> None:
    """A child leads its own process group; this also ends what it left behind there."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
