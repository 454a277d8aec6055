"""`suilu doctor` on the language model: off, on and well, or what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.processes.doctor.house import model
from bot.processes.doctor.report import Report
from bot.settings import load
from crm_core.clock import SetClock
from tests.bot.adapters.llm.stand_in import KEY, StandIn


def said(folder: Path, clock: SetClock, environment: dict[str, str]) -> Report:
    report = Report()
    model(report, load({"SUILU_DATA_DIR": str(folder), **environment}), clock)
    return report


def test_off_is_neither_well_nor_wrong(tmp_path: Path, clock: SetClock) -> None:
    report = said(tmp_path, clock, {})
    assert report.lines == ["– 语言模型 language model: off 未配置"]
    assert report.ok


def test_on_and_well(tmp_path: Path, clock: SetClock) -> None:
    with StandIn() as stand_in:
        report = said(tmp_path, clock, stand_in.environment)
    (line,) = report.lines
    assert line.startswith("✓ 语言模型 language model: on 已开启, 127.0.0.1, pretend: 应答正常")
    assert KEY not in line


@pytest.mark.parametrize(("mood", "next_step"), [("wrong_key", "SUILU_LLM_KEY"), ("broken", "同步照常")])
def test_on_and_ailing_comes_with_the_next_step(tmp_path: Path, clock: SetClock, mood: str, next_step: str) -> None:
    with StandIn(mood=mood) as stand_in:
        report = said(tmp_path, clock, stand_in.environment)
    (line,) = report.lines
    assert line.startswith("✗ 语言模型 language model: on 已开启")
    assert next_step in line.partition("→")[2]
    assert KEY not in report.to_json()
