"""What works on which platform, as the tests proved it: the README's table.

A test that proves something says so: `@proves("Update a card in place")`. It is parametrized by a `bench` whose `platform` is
the column. A whole run that is green and finds another table in the README than it has proved ends in red; `pytest
--write-table` writes the table of this run.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- works: begin -->", "<!-- works: end -->"
PLATFORMS = {"wecom": "WeCom 企业微信", "feishu": "Feishu 飞书", "dingtalk": "DingTalk 钉钉"}

Proved = dict[str, dict[str, str]]
"""By capability, in the order of the tests: platform → the cell's text."""


def proves(what: str, **cells: str) -> pytest.MarkDecorator:
    """This test proves `what`. `cells` is what the table says for a platform in place of ✓; with 「–」 first: why it cannot."""
    return pytest.mark.proves(what, **cells)


def table(proved: Proved) -> str:
    """Markdown. A platform that did not prove a thing has a dash."""
    lines = ["| | " + " | ".join(PLATFORMS.values()) + " |", "|---|" + ":-:|" * len(PLATFORMS)]
    lines += [f"| {what} | " + " | ".join(cells.get(p, "–") for p in PLATFORMS) + " |" for what, cells in proved.items()]
    return "\n".join(lines)


def in_readme(text: str) -> str:
    """The table that the README shows."""
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def with_table(text: str, shown: str) -> str:
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n{shown}\n{END}{rest.partition(END)[2]}"


class Works:
    """The pytest plugin that keeps the books."""

    def __init__(self) -> None:
        self.proved: Proved = {}
        self.whole = False

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Only a run of everything can say that something is missing."""
        given = config.option
        self.whole = not (given.keyword or given.markexpr or given.deselect or given.ignore or given.lf)
        self.whole = self.whole and [str(arg) for arg in config.args] == list(config.getini("testpaths"))
        for mark in (mark for item in items for mark in item.iter_markers("proves")):
            row = self.proved.setdefault(str(mark.args[0]), {})
            row.update({platform: cell for platform, cell in mark.kwargs.items() if cell.startswith("–")})

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, Any, None]:
        outcome = yield
        report = outcome.get_result()
        if report.when == "call" and report.passed:
            for what, platform, cell in _claims(item):
                self.proved[what][platform] = cell

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus != pytest.ExitCode.OK or not self.proved:
            return
        text, shown = README.read_text(encoding="utf-8"), table(self.proved)
        if session.config.option.write_table:
            README.write_text(with_table(text, shown), encoding="utf-8")
        elif self.whole and in_readme(text) != shown:
            reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
            reporter.write_line(
                "README's table is not what the tests proved: pytest tests/bot/adapters --write-table", red=True
            )
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _claims(item: pytest.Item) -> list[tuple[str, str, str]]:
    """(what, platform, cell) of this run of the test."""
    bench = getattr(item, "callspec", None)
    platform = str(bench.params.get("bench", "")).partition("-")[0] if bench else ""
    return [
        (str(mark.args[0]), platform, str(mark.kwargs.get(platform, "✓")))
        for mark in item.iter_markers("proves")
        if platform in PLATFORMS
    ]
