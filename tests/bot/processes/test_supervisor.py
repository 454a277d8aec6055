"""Processes kept alive together: what dies comes back, what is stopped is gone, whatever becomes of the supervisor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.processes.broker import ready
from bot.processes.supervisor import Child, NotReady, Supervisor
from bot.settings import Settings
from tests.bot.processes.conftest import alive, kill, until


def family(settings: Settings, env: dict[str, str]) -> list[Child]:
    return [Child("broker", ["broker"], env, lambda: ready(settings, 0)), Child("beat", ["beat"], env)]


@pytest.fixture
def supervisor(settings: Settings, env: dict[str, str], tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(family(settings, env), tmp_path / "logs")
    made.start()
    yield made
    made.stop()


def test_what_dies_is_started_again_and_the_others_are_left_alone(supervisor: Supervisor) -> None:
    before = supervisor.pids()
    kill(before["broker"])
    until(lambda: supervisor.pids().get("broker", before["broker"]) != before["broker"])
    assert supervisor.pids()["beat"] == before["beat"]
    assert (supervisor.starts("broker"), supervisor.starts("beat")) == (2, 1)


def test_after_a_stop_nobody_is_left(supervisor: Supervisor) -> None:
    pids = supervisor.pids()
    assert sorted(pids) == ["beat", "broker"]
    supervisor.stop()
    assert [pid for pid in pids.values() if alive(pid)] == []
    assert supervisor.pids() == {}


def test_a_child_that_heeds_nothing_is_ended_all_the_same(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.processes.supervisor.TERM", 0.3)
    stubborn = supervisor.pids()["beat"]
    os.kill(stubborn, signal.SIGSTOP)
    supervisor.stop()
    assert not alive(stubborn)


def test_a_child_that_cannot_start_is_named_with_its_last_word(env: dict[str, str], tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    made = Supervisor([Child("stream", ["stream"], env, lambda: False)], logs)
    with pytest.raises(NotReady, match=r"^stream: suilu: SUILU_DINGTALK_MODE, SUILU_FEISHU_MODE: .*stream\.log\)$"):
        made.start()
    assert made.pids() == {}


def test_a_child_that_does_not_answer_in_time_is_named(env: dict[str, str], tmp_path: Path) -> None:
    made = Supervisor([Child("beat", ["beat"], env, lambda: False)], tmp_path / "logs")
    with pytest.raises(NotReady, match=r"^beat: "):
        made.start(patience=0.5)
    assert made.pids() == {}


def test_each_child_has_its_own_log(supervisor: Supervisor, env: dict[str, str], tmp_path: Path) -> None:
    assert sorted(file.name for file in (tmp_path / "logs").iterdir()) == ["beat.log", "broker.log"]


SUPERVISE = """
import sys, threading
from pathlib import Path
from bot.processes.supervisor import Child, Supervisor
env = {"SUILU_DATA_DIR": sys.argv[1]}
made = Supervisor([Child("broker", ["broker"], env), Child("beat", ["beat"], env)], Path(sys.argv[1]) / "logs")
made.start()
print(*made.pids().values(), flush=True)
threading.Event().wait()
"""


def test_when_the_supervisor_is_killed_its_children_end_too(env: dict[str, str], settings: Settings) -> None:
    process = subprocess.Popen([sys.executable, "-c", SUPERVISE, env["SUILU_DATA_DIR"]], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    children = [int(pid) for pid in process.stdout.readline().split()]
    until(lambda: ready(settings, 0))
    assert len(children) == 2
    assert [psutil.Process(pid).ppid() for pid in children] == [process.pid] * 2
    process.kill()
    process.wait()
    process.stdout.close()
    until(lambda: not any(alive(pid) for pid in children))
