"""`suilu lexicon`: faults by line, and proposals from a real record."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot.__main__ import main
from crm_core.clock import SystemClock
from crm_core.people import SYSTEM, Principal
from crm_core.views import Address, NewMessage
from crm_core.work.core import Core
from crm_core.work.imports import ImportIn
from tests.crm_core.builders import a_line

WORLD = {
    "corps": {"wecom": "ww1"},
    "people": [{"name": "林晓", "role": "rep", "home": "wecom", "accounts": {"wecom": "linxiao"}}],
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SUILU_DATA_DIR", str(tmp_path / "data"))
    for name in ("SUILU_LEXICON_DIR", "SUILU_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_check_names_file_and_line_and_tells_what_stands(home: Path) -> None:
    folder = home / "own"
    folder.mkdir()
    (folder / "products.yaml").write_text("测温枪: []\n额温计: 额温\n", "utf-8")

    bad = CliRunner().invoke(main, ["lexicon", "check", "--dir", str(folder)])
    (folder / "products.yaml").write_text("测温枪: []\n额温计: [额温]\n", "utf-8")
    good = CliRunner().invoke(main, ["lexicon", "check", "--dir", str(folder)])
    none = CliRunner().invoke(main, ["lexicon", "check", "--dir", str(home / "nowhere")])

    assert (bad.exit_code, bad.output) == (1, "products.yaml:2: a list of words is expected\n")
    assert good.exit_code == 0
    assert "产品 (products) 2" in good.output
    assert (none.exit_code, none.output.startswith("suilu: 没有这个目录")) == (1, True)


def test_propose_learns_from_what_was_confirmed_and_corrected(home: Path) -> None:
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    nothing = CliRunner().invoke(main, ["lexicon", "propose"])
    core = Core.at(f"sqlite:///{home / 'data' / 'suilu.db'}", clock=SystemClock())
    with core.work(SYSTEM) as w:
        w.imports.load(ImportIn.model_validate(WORLD))
    who = core.identify("wecom", "ww1", "linxiao")
    assert who is not None
    for number in (1, 2):
        confirmed(core, who, number)
    core.close()

    told = CliRunner().invoke(main, ["lexicon", "propose"])

    assert nothing.output == "# 还没有可以补充的词 (nothing to add yet)\n"
    assert told.exit_code == 0, told.output
    assert yaml.safe_load(told.output) == {"远大": [], "额温计": ["鹅温计"]}
    assert "competitors.yaml" in told.output
    assert "确认 2 次" in told.output


def confirmed(core: Core, who: Principal, number: int) -> None:
    where = Address("wecom", "ww1", f"linxiao/wm{number}", "single")
    message = NewMessage(f"m{number}", "x", "王海", False, "text", "远大也报了价", core.clock.now())
    with core.work(who) as w:
        w.syncs.begin(f"s{number}", where)
        lines = [
            a_line("competitor", "远大", message=f"m{number}", name="远大", role="compare"),
            a_line("product", "鹅温计", message=f"m{number}", name="鹅温计", quantity=None, unit=""),
        ]
        draft = w.syncs.propose(
            f"s{number}", messages=[message], lines=lines, summary="", profile={}, identity=None, timings={}
        )
        assert draft is not None
        edits = {draft.lines[1].id: ({"name": "额温计", "quantity": None, "unit": ""}, "额温计")}
        w.drafts.confirm(draft.id, edits=edits)
