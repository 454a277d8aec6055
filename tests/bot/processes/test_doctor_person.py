"""A test message to oneself, and why somebody is told or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.jobs.crew import Crew
from bot.model import Platform
from cards import catalog
from crm_core.clock import SystemClock
from crm_core.errors import NotAllowed
from crm_core.people import SYSTEM, Principal, Role
from crm_core.tables import Audit
from crm_core.work.core import Core
from tests.bot.processes.towns import line, suilu, town
from tests.stories.town_house import TownHouse, title_of

NAMES = ("华辰", "远航", "王海", "赵敏", "13800001234")


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[TownHouse]:
    with town(sqlite_url, tmp_path / "data") as made:
        yield made


@contextmanager
def working(house: TownHouse) -> Iterator[None]:
    """A worker beside the command, that looks for rows by itself."""
    house.crew.outbox.start()
    yield
    house.crew.stop()


def received(house: TownHouse) -> dict[str, list[str]]:
    shown = {chat: [title for title in house.titles(chat) if title == "测试消息"] for chat in house.town.chats}
    return {chat: titles for chat, titles in shown.items() if titles}


@pytest.mark.parametrize("who", ["林晓", "2", "wecom:LinXiao", "ou_lin"])
def test_a_test_message_reaches_every_account_of_the_person(house: TownHouse, who: str) -> None:
    with working(house):
        result = suilu(house, "doctor", "--send-test", who)
    assert result.exit_code == 0, result.output
    for platform in ("WeCom", "Feishu", "DingTalk"):
        assert "已发送" in line(result, "✓", platform)
    assert set(received(house)) == {"wecom-bot-lin", "feishu-bot-lin", "dingtalk-bot-lin"}


def test_one_platform_alone(house: TownHouse) -> None:
    with working(house):
        result = suilu(house, "doctor", "--send-test", "林晓", "--platform", "feishu")
    assert result.exit_code == 0
    assert set(received(house)) == {"feishu-bot-lin"}
    assert title_of(house.last("feishu-bot-lin")) == "测试消息"


def test_a_member_whom_the_app_may_not_see_is_told_apart(house: TownHouse) -> None:
    house.ails(Platform.WECOM, "refuse", "message/send")
    with working(house):
        result = suilu(house, "doctor", "--send-test", "林晓")
    assert result.exit_code == 1
    assert "加入该成员" in line(result, "✗", "WeCom", "not_visible_to_app")
    assert "已发送" in line(result, "✓", "Feishu")


def test_without_a_worker_it_says_so_and_takes_the_message_back(house: TownHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.processes.doctor.send_test.PATIENCE", 0.5)
    result = suilu(house, "doctor", "--send-test", "林晓", "--platform", "wecom")
    assert result.exit_code == 1
    assert "suilu work" in line(result, "✗", "没有 worker")
    house.crew.settle()
    assert received(house) == {}


def test_a_platform_that_is_off_or_has_no_account(house: TownHouse) -> None:
    off = {name: "" for name in house.environment if name.startswith("SUILU_FEISHU_")}
    result = suilu(house, "doctor", "--send-test", "林晓", "--platform", "feishu", **off)
    assert "suilu init feishu" in line(result, "✗", "平台未配置")
    nobody = suilu(house, "doctor", "--send-test", "许新", "--platform", "dingtalk")
    assert line(nobody, "✗", "没有账号")
    assert (result.exit_code, nobody.exit_code) == (1, 1)


def test_who_is_meant(house: TownHouse) -> None:
    unknown = suilu(house, "doctor", "--send-test", "谁也不是")
    assert "不认识" in line(unknown, "✗")
    house.joins(people=({"name": "林晓", "role": "rep", "home": "wecom", "accounts": {"wecom": "linxiao2"}},))
    several = suilu(house, "doctor", "--person", "林晓", "--rule", "nudge")
    found = line(several, "✗", "不止一位")
    assert "wecom:linxiao2" in found
    assert several.exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [["--person", "林晓"], ["--rule", "nudge"], ["--send-test", "林晓", "--person", "林晓", "--rule", "nudge"]],
)
def test_options_that_do_not_go_together(house: TownHouse, arguments: list[str]) -> None:
    assert suilu(house, "doctor", *arguments).exit_code == 2


def test_a_rep_would_be_told_of_a_silence(house: TownHouse) -> None:
    result = suilu(house, "doctor", "--person", "林晓", "--rule", "silence_72h")
    assert result.exit_code == 0, result.output
    assert "2 条在计时" in line(result, "✓", "线索")
    assert "72 小时" in line(result, "✓", "规则")
    assert not any(name in result.output for name in NAMES)


def test_a_manager_is_told_of_the_leads_of_direct_reports(house: TownHouse) -> None:
    result = suilu(house, "doctor", "--person", "周建国", "--rule", "nudge", "--json")
    report = json.loads(result.stdout)
    (leads,) = [f for f in report["findings"] if f["name"] == "线索 leads"]
    assert leads["what"].startswith("3 条在计时")


def test_leads_that_are_due_and_leads_that_were_spoken_of(house: TownHouse) -> None:
    quiet_since = (SystemClock().now() - timedelta(hours=80)).isoformat()
    customer = {"account": "安静公司", "contact": "安静", "owner": "何川", "last_activity_at": quiet_since}
    person = {"name": "何川", "role": "rep", "home": "wecom", "accounts": {"wecom": "chenmo2"}}
    house.joins(customer, people=(person,))
    house.town.people["chen"].ids["wecom"] = "chenmo2"
    due = suilu(house, "doctor", "--person", "何川", "--rule", "silence_72h")
    assert "1 条到点" in line(due, "✓", "线索")
    assert due.exit_code == 0, due.output
    with house.core.work(SYSTEM) as w:
        (silence,) = w.nudges.due(house.clock.now())
        w.nudges.open(silence)
    spoken = suilu(house, "doctor", "--person", "何川", "--rule", "silence_72h")
    assert "=open" in line(spoken, "✗", "线索", "都已提醒过")
    assert spoken.exit_code == 1


def test_nobody_to_speak_of(house: TownHouse) -> None:
    result = suilu(house, "doctor", "--person", "沈总", "--rule", "nudge")
    assert "0 条" in line(result, "✗", "线索")


@pytest.mark.parametrize(
    ("platform", "who", "kind", "path"),
    [("WeCom", "林晓", "refuse", "user/get"), ("DingTalk", "周建国", "expired", "user/get")],
)
def test_out_of_scope_and_no_permission_to_look(house: TownHouse, platform: str, who: str, kind: str, path: str) -> None:
    times = 1 if kind == "refuse" else 9
    house.ails(Platform(platform.lower()), kind, path, times=times)
    result = suilu(house, "doctor", "--person", who, "--rule", "nudge")
    found = line(result, platform, "平台账号")
    assert ("可见范围" in found, "无法判断" in found) == (kind == "refuse", kind == "expired")
    assert result.exit_code == (1 if kind == "refuse" else 0)


def test_an_open_id_of_another_app_cannot_be_reached(house: TownHouse) -> None:
    del house.town.people["chen"]
    result = suilu(house, "doctor", "--person", "陈默", "--rule", "draft")
    assert "可用范围" in line(result, "✗", "Feishu", "平台账号")
    assert result.exit_code == 1


def test_a_wrong_secret_and_another_corp_stand_in_the_chain(house: TownHouse) -> None:
    wrong = suilu(house, "doctor", "--person", "林晓", "--rule", "draft", SUILU_WECOM_SECRET="a-wrong-one")
    assert "40001" in line(wrong, "✗", "凭据")
    other = suilu(house, "doctor", "--person", "林晓", "--rule", "draft", SUILU_WECOM_CORP_ID="ww-another")
    assert "wwsuilutown" in line(other, "✗", "企业 corp")


def test_somebody_who_left(house: TownHouse) -> None:
    house.joins(people=({"name": "旧人", "role": "rep", "home": "wecom", "accounts": {"wecom": "gone"}, "status": "left"},))
    asked, sent = suilu(house, "doctor", "--person", "旧人", "--rule", "draft"), suilu(house, "doctor", "--send-test", "旧人")
    for result in (asked, sent):
        assert "离职" in line(result, "✗", "人员")
        assert result.exit_code == 1


@pytest.mark.parametrize(
    ("rule", "code", "words"),
    [("draft", 0, "发给本人"), ("bind", 1, "还没有绑定"), ("team_progress", 1, "商机群"), ("no_such", 1, "没有这条规则")],
)
def test_a_kind_of_card(house: TownHouse, rule: str, code: int, words: str) -> None:
    result = suilu(house, "doctor", "--person", "林晓", "--rule", rule)
    assert words in line(result, "规则 rule")
    assert result.exit_code == code


def test_the_last_deliveries_stand_in_the_chain(house: TownHouse) -> None:
    none = suilu(house, "doctor", "--person", "林晓", "--rule", "draft")
    assert "还没有发过" in line(none, "✓", "最近投递")
    with working(house):
        suilu(house, "doctor", "--send-test", "林晓", "--platform", "wecom")
    sent = suilu(house, "doctor", "--person", "林晓", "--rule", "draft")
    assert " sent " in line(sent, "✓", "最近投递", "test ")
    house.ails(Platform.WECOM, "refuse", "message/send")
    crew = Crew(house.app, "another")
    with house.core.work(SYSTEM) as w:
        address = {"person": {"platform": "wecom", "corp": "wwsuilutown", "id": "linxiao"}}
        w.say.post("draft:9", address, catalog.failed(page="https://crm.example.com").to_json(), kind="draft")
    crew.settle()
    dead = suilu(house, "doctor", "--person", "林晓", "--rule", "draft")
    assert "not_visible_to_app" in line(dead, "–", "最近投递", "draft ")


def test_each_look_is_audited_and_only_the_houses(core: Core) -> None:
    with core.work(SYSTEM) as w:
        assert w.diagnosis.members("nobody") == []
        w.diagnosis.silences(7)
    with core._session(core._engines.read, SYSTEM) as session:
        assert [(row.verb, row.subject) for row in session.scalars(select(Audit))] == [("diagnose", "person:7")]
    with core.read(Principal(1, Role.MANAGER)) as w, pytest.raises(NotAllowed):
        w.diagnosis.members("林晓")
