"""`suilu directory`: a dry run by default, clear lines, and nothing done that was not asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.simulator.town import Fault
from crm_core.decisions.directory import DECIDE
from crm_core.people import SYSTEM
from tests.bot.processes.towns import line, suilu, town
from tests.stories.town_house import TownHouse


@pytest.fixture(scope="module")
def house(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownHouse]:
    folder = tmp_path_factory.mktemp("directory")
    shutil.copyfile(migrated_sqlite, folder / "suilu.db")
    with town(f"sqlite:///{folder / 'suilu.db'}", folder / "data") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _as_before(house: TownHouse) -> Iterator[None]:
    yield
    for dweller in house.town.people.values():
        dweller.account, dweller.status_word, dweller.title = "active", "", ""


def _status(house: TownHouse, account: str) -> str:
    with house.core.work(SYSTEM) as w:
        (member,) = w.diagnosis.members(account)
        return member.status


def test_no_difference_is_said_and_is_no_failure(house: TownHouse) -> None:
    result = suilu(house, "directory")

    assert result.exit_code == 0
    assert line(result, "企业微信 wecom") == "企业微信 wecom: 4 人 (members), 已读 (read)"
    assert "没有差别 (no difference)" in result.output


def test_the_archives_library_and_its_keys_are_none_of_its_business(house: TownHouse) -> None:
    """They are the worker's to read; whoever looks after the people may not even see them."""
    more = {"SUILU_WECOM_ARCHIVE_LIB": "/nowhere/lib.so", "SUILU_WECOM_ARCHIVE_KEYS": "/nowhere"}
    more |= {"SUILU_WECOM_ARCHIVE_URL": "", "SUILU_WECOM_ARCHIVE_SECRET": "s"}

    result = suilu(house, "directory", "--platform", "wecom", **more)

    assert (result.exit_code, line(result, "企业微信 wecom")) == (0, "企业微信 wecom: 4 人 (members), 已读 (read)")


def test_a_dry_run_shows_old_and_new_and_why_and_changes_nothing(house: TownHouse) -> None:
    house.town.people["lin"].status_word = "产假中"
    before = house.record()

    result = suilu(house, "directory", "--platform", "wecom")

    assert (result.exit_code, house.record()) == (0, before)
    shown = line(result, "林晓 #")
    assert "在职 → 产假" in shown
    assert "[wecom:linxiao]" in shown
    assert "平台写着「产假中」" in shown
    assert "--apply" in result.output.splitlines()[-1]
    assert _status(house, "wecom:linxiao") == "active"


def test_what_is_applied_is_numbered_and_can_be_undone(house: TownHouse) -> None:
    house.town.people["chen"].status_word = "休假"

    applied = suilu(house, "directory", "--apply")

    assert applied.exit_code == 0
    assert line(applied, "陈默 #").endswith("✓")
    number = applied.output.split("suilu directory undo ")[1].split()[0]
    assert _status(house, "wecom:chenmo") == "leave"
    undone = suilu(house, "directory", "undo", number)
    assert "已撤销 (undone): 1" in undone.output
    assert _status(house, "wecom:chenmo") == "active"
    assert suilu(house, "directory").exit_code == 1  # what was undone waits for a word


def test_left_waits_for_its_own_word_and_for_those_who_are_named(house: TownHouse) -> None:
    house.town.people["xu"].status_word = "已离职"
    house.town.people["lin"].status_word = "停职"

    safe = suilu(house, "directory", "--apply")
    assert (safe.exit_code, _status(house, "wecom:xuxin")) == (1, "active")
    assert "需要您决定 (needs your word): 2" in safe.output

    named = suilu(house, "directory", "--apply", "--also", "left", "--also", "disabled", "--person", "许新")
    assert named.exit_code == 1
    assert (_status(house, "wecom:xuxin"), _status(house, "wecom:linxiao")) == ("left", "active")
    suilu(house, "directory", "undo", named.output.split("suilu directory undo ")[1].split()[0])
    assert _status(house, "wecom:xuxin") == "active"


def test_as_json(house: TownHouse) -> None:
    house.town.people["lin"].status_word = "借调"

    result = suilu(house, "directory", "--json")

    told: dict[str, Any] = json.loads(result.output)
    (change,) = [change for change in told["changes"] if change["name"] == "林晓"]
    assert (change["kind"], change["why"], change["applied"]) == ("unknown", "said:借调", False)
    assert (told["refused"], told["unread"], told["run"], result.exit_code) == ({}, {}, None, 1)


def test_a_platform_that_is_away_is_said_and_stops_no_other(house: TownHouse) -> None:
    house.town.plan(house.feishu.platform, Fault("error", 20, "/open-apis/contact/v3/scopes"))
    try:
        result = suilu(house, "directory")
    finally:
        house.town.faults = type(house.town.faults)()

    assert result.exit_code == 1
    assert "没有读到" in line(result, "飞书 feishu")
    assert "已读" in line(result, "钉钉 dingtalk")


def test_an_account_is_linked_and_unlinked_by_hand(house: TownHouse) -> None:
    linked = suilu(house, "directory", "link", "沈总", "wecom", "ShenZong")
    assert (linked.exit_code, "沈总 ← wecom:shenzong" in linked.output) == (0, True)
    assert house.core.identify("wecom", "wwsuilutown", "shenzong") is not None

    assert suilu(house, "directory", "unlink", "沈总", "wecom", "SHENZONG").exit_code == 0
    assert house.core.identify("wecom", "wwsuilutown", "shenzong") is None


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("link", "没有这个人", "wecom", "x"), "没有这个人 (nobody"),
        (("link", "林晓", "wecom", "other"), "此人在该平台已有账号"),
        (("link", "沈总", "wecom", "linxiao"), "这个账号已属于另一个人"),
        (("link", "林晓", "wecom", "LINXIAO"), "已经关联"),
        (("link", "沈总", "wecom", " "), "1 到 128"),
        (("link", "沈总", "wechat", "x"), "wechat"),
        (("unlink", "沈总", "feishu", "ou_nobody"), "没有这个账号"),
        (("undo", "4711"), "没有这次更新"),
        (("undo", "x"), "x"),
        (("--also", "left"), "--apply"),
        (("--apply", "--also", "name"), "name"),
        (("--apply", "--person", "谁"), "没有这个人 (nobody"),
        (("--apply", "undo", "1"), "子命令"),
    ],
)
def test_what_cannot_be_is_answered_in_one_line_and_changes_nothing(
    house: TownHouse, asked: tuple[str, ...], says: str
) -> None:
    before = house.record()

    result = suilu(house, "directory", *asked)

    assert (result.exit_code, house.record()) == (2, before)
    assert says in result.output


def test_a_platform_that_is_off_is_said(house: TownHouse) -> None:
    off = {name: None for name in house.environment if name.startswith("SUILU_FEISHU_")}

    result = suilu(house, "directory", "--platform", "feishu", **off)

    assert (result.exit_code, "suilu init" in result.output) == (2, True)


def test_the_commands_own_list_is_the_decisions() -> None:
    from bot.__main__ import DECISIONS

    assert DECISIONS == DECIDE
