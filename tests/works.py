"""What works on which platform, as the tests proved it: the README's table.

A test that proves a row of `ROWS` says so: `@proves("A card changed in place")`. It is parametrized by a `bench` whose platform
is the column. A whole run that is green and finds another table in the README than it has proved ends in red; `pytest
tests/bot/adapters --write-table` writes the table of that run.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- works: begin -->", "<!-- works: end -->"
PLATFORMS = {"wecom": "WeCom 企业微信", "feishu": "Feishu 飞书", "dingtalk": "DingTalk 钉钉"}
ROWS = (
    "Callbacks by webhook; forged, altered and stale ones refused",
    "Callbacks over a connection that we open, no public address needed",
    "A callback that comes twice, late or out of order takes effect once; unknown kinds are recorded",
    "Words to the bot in its own chat; emoji, 4 kB texts, line breaks and quotes survive both ways",
    "Words to the bot in a group",
    "Commands from the platform's own menu",
    "A word of welcome to whoever opens the bot",
    "Messages picked by hand: the message shortcut, the message menu",
    "Files, pictures and voice from the chat",
    "Files and pictures into the chat",
    "Every card of the catalog, to a person; no button dropped",
    "A card into a group",
    "Buttons and choices call back",
    "A card changed in place",
    "A spent handle told apart: posted anew or silent, as the card's kind says",
    "Read receipts",
    "Rate limits, 5xx, lost answers and expired tokens survived",
    "The platform's own limits kept under a burst",
    "Colleagues who join, change or leave",
    "Groups that change",
    "Customers added, lost or handed over",
    "Signing in to the pages: inside the client without a question, outside it by scan",
)


def proves(what: str, **cells: str) -> pytest.MarkDecorator:
    """This test proves `what`. `cells` is what the table says for a platform in place of ✓; with 「–」 first: why it cannot."""
    if what not in ROWS:
        raise ValueError(f"not a row of the table: {what}")
    return pytest.mark.proves(what, **cells)


class Works:
    """The pytest plugin that keeps the books. Under xdist tests run in workers, whose reports bring along what they proved."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str], str] = {}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, Any, None]:
        outcome = yield
        outcome.get_result().user_properties.extend(("proves", claim) for claim in _claims(item))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        claims: list[tuple[str, Any]] = list(report.user_properties)
        for what, platform, cell in (claim for name, claim in claims if name == "proves"):
            if report.passed or cell.startswith("–"):
                self.cells[what, platform] = cell

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus != pytest.ExitCode.OK or not self.cells:
            return
        text, shown = README.read_text(encoding="utf-8"), table(self.cells)
        if session.config.option.write_table:
            README.write_text(with_table(text, shown), encoding="utf-8")
        elif _whole(session.config) and in_readme(text) != shown:
            reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
            reporter.write_line("README: another table than was proved: pytest tests/bot/adapters --write-table", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def table(cells: dict[tuple[str, str], str]) -> str:
    """Markdown, the rows in their order. What was not proved has a dash."""
    lines = ["| | " + " | ".join(PLATFORMS.values()) + " |", "|---|" + ":-:|" * len(PLATFORMS)]
    lines += [f"| {row} | " + " | ".join(cells.get((row, platform), "–") for platform in PLATFORMS) + " |" for row in ROWS]
    return "\n".join(lines)


def in_readme(text: str) -> str:
    """The table that the README shows."""
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def with_table(text: str, shown: str) -> str:
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n\n{shown}\n\n{END}{rest.partition(END)[2]}"


def _whole(config: pytest.Config) -> bool:
    """Only a run of everything, in this very process or its workers' parent, can say that something is missing."""
    given = config.option
    narrowed = given.keyword or given.markexpr or given.deselect or given.ignore or getattr(given, "lf", False)
    return not (narrowed or hasattr(config, "workerinput")) and list(config.args) == list(config.getini("testpaths"))


def _claims(item: pytest.Item) -> list[tuple[str, str, str]]:
    """(what, platform, cell) of this run of the test, and the reasons why other platforms cannot."""
    bench = getattr(item, "callspec", None)
    here = str(bench.params.get("bench", "")).partition("-")[0] if bench else ""
    claims = []
    for mark in item.iter_markers("proves"):
        cells = {here: "✓", **mark.kwargs}
        claims += [(str(mark.args[0]), p, cell) for p, cell in cells.items() if p == here or cell.startswith("–")]
    return claims
