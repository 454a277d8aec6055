"""`suilu`: quick to ask for help, and one line for what a person can do something about."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.processes.broker import Broker
from crm_core.clock import SystemClock
from crm_core.people import SYSTEM
from crm_core.work.core import Core

HEAVY = ("sqlalchemy", "flask", "redis", "rq", "gunicorn", "jieba", "lark_oapi", "dingtalk_stream", "wechatpy", "requests")


def suilu(env: Mapping[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env=env, prog_name="suilu")


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys; from bot.__main__ import main; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_every_command_has_help_and_inner_ones_are_not_shown() -> None:
    text = suilu({}, "--help").output
    for name in ("demo", "serve", "work", "beat", "stream", "broker", "migrate", "import", "outbox", "doctor", "init"):
        assert f"\n  {name} " in text
        assert suilu({}, name, "--help").exit_code == 0
    assert "\n  town " not in text


@pytest.mark.parametrize(
    ("arguments", "more", "code", "words"),
    [
        (["migrate"], {"SUILU_DATABASE_URL": "mysql://x/y"}, 2, "SUILU_DATABASE_URL"),
        (["migrate"], {"SUILU_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x?connect_timeout=1"}, 1, "connection"),
        (["doctor"], {"SUILU_BIND": "here"}, 2, "SUILU_BIND"),
        (["stream"], {}, 2, "SUILU_DINGTALK_MODE"),
        (["demo", "--play", "no-such-story"], {}, 2, "no-such-story"),
        (["demo", "--database", "mysql://x/y"], {}, 2, "SUILU_DATABASE_URL"),
    ],
)
def test_what_is_wrong_is_one_line_on_stderr(
    env: Mapping[str, str], arguments: list[str], more: dict[str, str], code: int, words: str
) -> None:
    result = suilu({**env, **more}, *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith("suilu: ")
    assert result.stderr.count("\n") == 1
    assert words in result.stderr


def test_bind_and_port_exclude_each_other(env: Mapping[str, str]) -> None:
    assert suilu(env, "demo", "--bind", "127.0.0.1:1", "--port", "2").exit_code == 2


def test_migrate_makes_the_database_and_says_its_version(env: Mapping[str, str]) -> None:
    url = f"sqlite:///{env['SUILU_DATA_DIR']}/new.db"
    first, again = (suilu({**env, "SUILU_DATABASE_URL": url}, "migrate") for _ in range(2))
    assert first.exit_code == 0
    assert first.output == again.output
    core = Core.at(url, clock=SystemClock())
    core.check_version()
    core.close()


def test_a_well_house_is_well(env: Mapping[str, str], broker: Broker) -> None:
    result = suilu(env, "doctor")
    assert result.exit_code == 0
    assert "✗" not in result.output
    assert "inbox: ready 0, taken 0, done 0, failed 0" in result.output


def test_the_doctor_names_what_is_wrong_and_nobody(env: Mapping[str, str], broker: Broker) -> None:
    core = Core.at(f"sqlite:///{env['SUILU_DATA_DIR']}/suilu.db", clock=SystemClock())
    body = {"kind": "TextSaid", "text": "预算五十万", "at": datetime(2026, 11, 24, tzinfo=UTC).isoformat()}
    core.inbox.accept("dingtalk:msg:1", "TextSaid", body)
    core.inbox.take("one")
    core.inbox.failed("dingtalk:msg:1", "KeyError")
    for name, to in (("draft:1", "ou_lin"), ("draft:2", "ou_chen")):
        with core.work(SYSTEM) as w:
            address = {"person": {"platform": "feishu", "corp": "cli_1", "id": to}}
            w.say.post(name, address, {"kind": "draft", "title": "华辰精密"}, kind="draft")
    first, second = core.outbox.take("one"), core.outbox.take("one")
    assert first is not None
    assert second is not None
    core.outbox.dead(first.id, "230002")
    core.outbox.later(second.id, None, "http_502")
    core.close()
    result = suilu(env, "doctor")
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert len([line for line in lines if line.startswith("✗")]) == 3
    assert any("dingtalk:msg:1: failed, tries 1" in line and line.endswith(": KeyError") for line in lines)
    assert any(f"{first.key}: dead 已放弃: feishu, post, tries 1" in line and line.endswith(": 230002") for line in lines)
    assert any(f"{second.key}: retrying 重试中: feishu, post, tries 1" in line for line in lines)
    assert not any(word in result.output for word in ("预算", "华辰", "ou_lin", "ou_chen"))


def test_an_empty_database_is_a_finding(env: Mapping[str, str], broker: Broker) -> None:
    result = suilu({**env, "SUILU_DATABASE_URL": f"sqlite:///{env['SUILU_DATA_DIR']}/new.db"}, "doctor")
    assert result.exit_code == 1
    assert "run suilu migrate" in result.output


PEOPLE = """
corps: {wecom: ww1}
people:
  - {name: 林晓, role: rep, home: wecom, accounts: {wecom: linxiao}}
customers:
  - {account: 华辰精密机械有限公司, contact: 王海, owner: 林晓, identities: {wecom: wmWangHai0001}}
"""


def test_an_import_brings_people_in_and_again_is_the_same(env: Mapping[str, str], tmp_path: Path) -> None:
    file = tmp_path / "people.yaml"
    file.write_text(PEOPLE, encoding="utf-8")
    for _ in range(2):
        result = suilu(env, "import", str(file))
        assert (result.exit_code, result.output) == (0, "已导入 (imported): 1 人 (people), 1 个客户 (customers)\n")
    core = Core.at(f"sqlite:///{env['SUILU_DATA_DIR']}/suilu.db", clock=SystemClock())
    who = core.identify("wecom", "ww1", "linxiao")
    assert who is not None
    with core.read(who) as w:
        assert [lead.account for lead in w.leads.list()] == ["华辰精密机械有限公司"]
    core.close()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("corps: [", "not YAML"),
        ("people: []", "corps: Field required"),
        (PEOPLE.replace("role: rep", "role: king"), "people.0.role: Input should be"),
        (PEOPLE.replace("owner: 林晓", "owner: 谁"), "does not name"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_whole(env: Mapping[str, str], tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "people.yaml"
    file.write_text(text, encoding="utf-8")
    result = suilu(env, "import", str(file))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert words in result.stderr
    core = Core.at(f"sqlite:///{env['SUILU_DATA_DIR']}/suilu.db", clock=SystemClock())
    assert core.identify("wecom", "ww1", "linxiao") is None
    core.close()
