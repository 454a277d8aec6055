"""`suilu doctor` against the three simulated platforms: what is granted, what is not, and how to mend it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import pytest

from bot.adapters.dingtalk.checkup import DingtalkCheckup
from bot.adapters.dingtalk.client import DingtalkClient
from bot.bootstrap import build
from bot.jobs.queue import InlineQueue
from bot.model import Platform
from bot.ports import TryLater, Undeliverable
from bot.processes.broker import Broker
from bot.processes.doctor import versions
from bot.settings import DingtalkSettings, load
from bot.simulator.town import Fault
from bot.web.app import create_app
from crm_core.clock import SystemClock
from tests.bot.processes.towns import line, secrets, suilu, town
from tests.stories.town_house import TownHouse


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[TownHouse]:
    with town(sqlite_url, tmp_path / "data") as made:
        yield made


@pytest.fixture
def _alone(house: TownHouse) -> Iterator[None]:
    broker = Broker(load(house.environment))
    broker.start()
    yield
    broker.stop()


@pytest.mark.usefixtures("_alone")
def test_a_well_connected_house_is_well(house: TownHouse) -> None:
    result = suilu(house, "doctor")
    assert result.exit_code == 0, result.output
    assert "✗" not in result.output
    for platform in ("企业微信 WeCom", "飞书 Feishu", "钉钉 DingTalk"):
        for check in ("网络 network", "时钟 clock", "凭据 credentials", "SDK"):
            assert line(result, platform, check).startswith("✓")
    assert "签名验证通过" in line(result, "回调 callback")
    assert "签名验证通过" in line(result, "事件回调")
    assert "签名验证通过" in line(result, "卡片回调")
    assert line(result, "Stream 网关").startswith("✓")
    assert house.dingtalk.hub.connected() == 1
    assert line(result, "公网地址").startswith("–")
    cards = [said for chat in house.town.chats.values() for said in chat.messages if said.card]
    assert cards == []


def test_a_long_connection_is_asked_for_a_ticket(house: TownHouse) -> None:
    result = suilu(house, "doctor", SUILU_FEISHU_MODE="stream")
    assert line(result, "长连接").startswith("✓")
    assert "事件回调" not in result.output


def test_dingtalk_over_http_is_asked_for_our_own_addresses(house: TownHouse) -> None:
    more = {"SUILU_DINGTALK_MODE": "http", "SUILU_DINGTALK_TOKEN": "t", "SUILU_DINGTALK_AES_KEY": "a" * 43}
    off = suilu(house, "doctor", **more)
    assert "HTTP 404" in line(off, "✗", "机器人回调")
    assert "Stream" not in off.output
    serve = build(load({**house.environment, **more}), "serve", queue=InlineQueue(), clock=house.clock)
    house._web = create_app(serve)
    on = suilu(house, "doctor", **more)
    for check in ("机器人回调", "DingTalk · 卡片回调", "DingTalk · 事件回调"):
        assert line(on, check).startswith("✓")
    other = suilu(house, "doctor", **{**more, "SUILU_DINGTALK_AES_KEY": "b" * 43})
    assert line(other, "DingTalk · 事件回调").startswith("✗")
    assert serve.core.inbox.counts()["ready"] == 0
    serve.core.close()


def test_json_says_the_same(house: TownHouse) -> None:
    house.wecom.admin.contact = False
    result = suilu(house, "doctor", "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["ok"]) == (1, False)
    (contact,) = [f for f in report["findings"] if f["name"] == "客户联系 customer contact"]
    assert (contact["area"], contact["ok"], bool(contact["mend"])) == ("wecom", False, True)


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("SUILU_WECOM_SECRET", "40001"),
        ("SUILU_WECOM_CORP_ID", "40013"),
        ("SUILU_WECOM_AGENT_ID", "301002"),
        ("SUILU_FEISHU_APP_SECRET", "10014"),
        ("SUILU_FEISHU_APP_ID", "10003"),
        ("SUILU_DINGTALK_CLIENT_SECRET", "Secret 不对"),
    ],
)
def test_a_wrong_secret_is_told_by_its_name(house: TownHouse, variable: str, words: str) -> None:
    result = suilu(house, "doctor", **{variable: "1234567"})
    found = line(result, "凭据 credentials", words)
    assert result.exit_code == 1
    assert found.startswith("✗")
    assert " → " in found
    assert "1234567" not in result.output


@pytest.mark.parametrize("platform", ["WECOM", "FEISHU", "DINGTALK"])
def test_an_unreachable_host_is_not_a_wrong_secret(house: TownHouse, platform: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        result = suilu(house, "doctor", **{f"SUILU_{platform}_API_URL": f"http://127.0.0.1:{unused.getsockname()[1]}"})
    assert "连接被拒绝" in line(result, "✗", "网络 network")
    assert len([text for text in result.output.splitlines() if "凭据 credentials" in text]) == 2


def test_an_address_that_is_not_allowed_is_neither(house: TownHouse) -> None:
    house.wecom.admin.trusted = house.feishu.admin.trusted = house.dingtalk.admin.trusted = False
    result = suilu(house, "doctor")
    for platform, mend in (("WeCom", "企业可信IP"), ("Feishu", "IP 白名单"), ("DingTalk", "服务器出口 IP")):
        found = [text for text in result.output.splitlines() if platform in text and mend in text]
        assert found, result.output
        assert all(text.startswith("✗") for text in found)
    assert "Secret 不对" not in result.output


@pytest.mark.parametrize(("seconds", "mark"), [(30, "✓"), (90, "–"), (-90, "–"), (400, "✗"), (-400, "✗")])
def test_a_skewed_clock(house: TownHouse, seconds: int, mark: str) -> None:
    house.wecom.admin.ahead = timedelta(seconds=seconds)
    found = line(suilu(house, "doctor"), "WeCom", "时钟 clock")
    assert found.startswith(mark)
    assert ("NTP" in found) == (mark != "✓")


def test_missing_permissions_have_their_mend(house: TownHouse) -> None:
    house.wecom.admin.visible = house.wecom.admin.contact = False
    house.feishu.admin.scopes = {"im:message": True, "im:message.group_msg": False}
    house.dingtalk.admin.denied = {"/v1.0/card", "/v1.0/robot", "/topapi/v2/user"}
    result = suilu(house, "doctor")
    assert "加入销售与主管" in line(result, "✗", "可见范围")
    assert "可调用应用" in line(result, "✗", "客户联系")
    assert line(result, "权限 发消息").startswith("✓")
    assert "im:message.group_msg" in line(result, "✗", "权限 读群聊")
    assert line(result, "✗", "权限 单聊")
    assert line(result, "权限 租户").startswith("–")
    assert "互动卡片实例写权限" in line(result, "✗", "卡片模板")
    assert "企业内机器人发送消息权限" in line(result, "✗", "机器人 robot")
    assert line(result, "通讯录 contacts", "成员信息读权限").startswith("–")
    assert line(result, "DingTalk", "凭据").startswith("✓")


def test_what_a_directory_and_a_hand_over_need_is_advised(house: TownHouse) -> None:
    well = suilu(house, "doctor")
    for name in ("通讯录 directory", "客户继承", "权限 部门", "通讯录范围", "DingTalk · 部门 departments"):
        assert line(well, name).startswith("✓")

    house.wecom.people.tags_withheld = True
    house.town.plan(Platform.WECOM, Fault("scope", 1, "get_unassigned_list"))
    for scope in ("contact:department.base:readonly", "contact:user.department:readonly", "contact:user.employee:readonly"):
        del house.feishu.admin.scopes[scope]
    house.feishu.api.messages.out_of_scope = set(house.town.people)
    house.town.offices.clear()
    house.dingtalk.admin.denied = {"/topapi/v2/department"}
    result = suilu(house, "doctor")

    for words in (
        ("WeCom", "通讯录 directory", "标签", "人员状态"),
        ("客户继承", "可调用接口的应用"),
        ("权限 部门", "contact:department.base:readonly"),
        ("权限 上级", "contact:user.department:readonly"),
        ("权限 人员状态", "contact:user.employee:readonly"),
        ("通讯录范围", "数据权限"),
        ("DingTalk · 部门 departments", "通讯录部门信息读权限"),
    ):
        assert line(result, *words).startswith("–")
        assert " → " in line(result, *words)
    assert line(result, "客户联系 customer contact").startswith("✓")


def test_departments_that_wecom_keeps_back_are_in_no_visible_range(house: TownHouse) -> None:
    house.town.plan(Platform.WECOM, Fault("refuse", 1, "department/list"))

    found = line(suilu(house, "doctor"), "通讯录 directory")

    assert found.startswith("–")
    assert "可见范围" in found


def test_another_template_and_another_archive_secret(house: TownHouse) -> None:
    more = {"SUILU_DINGTALK_CARD_TEMPLATE_ID": "other.schema", "SUILU_WECOM_ARCHIVE_SECRET": "not-the-archives"}
    result = suilu(house, "doctor", **more)
    assert "模板不存在" in line(result, "✗", "卡片模板")
    assert "SUILU_WECOM_ARCHIVE_SECRET" in line(result, "✗", "会话存档")


def test_a_template_is_tried_once_and_stays_well(house: TownHouse) -> None:
    made = [line(suilu(house, "doctor"), "卡片模板") for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].startswith("✓")
    assert len([name for name in house.dingtalk.rest.made if name.startswith("suilu-checkup-")]) == 1


@pytest.mark.parametrize(
    ("variable", "value", "check"),
    [
        ("SUILU_WECOM_TOKEN", "another", "回调 callback"),
        ("SUILU_WECOM_AES_KEY", "a" * 43, "回调 callback"),
        ("SUILU_FEISHU_ENCRYPT_KEY", "another", "事件回调"),
        ("SUILU_FEISHU_VERIFICATION_TOKEN", "another", "卡片回调"),
    ],
)
def test_a_callback_under_other_keys_is_refused(house: TownHouse, variable: str, value: str, check: str) -> None:
    found = line(suilu(house, "doctor", **{variable: value}), check)
    assert found.startswith("✗")
    assert "密钥不符" in found


def test_a_callback_that_leads_elsewhere(house: TownHouse) -> None:
    nowhere = suilu(house, "doctor", SUILU_BASE_URL=f"{house.origin}/elsewhere")
    assert "HTTP 404" in line(nowhere, "✗", "回调 callback")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = suilu(house, "doctor", SUILU_BASE_URL=f"http://127.0.0.1:{unused.getsockname()[1]}")
    assert "suilu serve" in line(closed, "✗", "回调 callback")


def test_versions_that_do_not_fit_are_told(house: TownHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert line(suilu(house, "doctor"), "suilu serve").startswith("✓")
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.0.1" if name in ("suilu", "lark-oapi") else real(name))
    result = suilu(house, "doctor")
    assert "重启所有进程" in line(result, "✗", "suilu serve")
    assert "pip install 'lark-oapi>=1.7'" in line(result, "✗", "Feishu", "SDK")


@pytest.mark.parametrize(
    ("found", "fits"), [("1.8.18", True), ("1.8.17", False), ("1.10.0", True), ("2.0.0a26", False), ("2.0", False)]
)
def test_an_sdk_within_its_bounds(found: str, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: found)
    finding = versions.sdk("wechatpy", {">=": "1.8.18", "<": "2"})
    assert finding.ok == fits
    assert (finding.mend == "") == fits


def test_the_bounds_are_our_own_metadatas(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = ["lark-oapi>=1.7", "wechatpy[cryptography]<2,>=1.8.18", "wechatpy-more>=3", "pytest>=8 ; extra == 'test'"]
    monkeypatch.setattr(metadata, "requires", lambda _: needs)
    monkeypatch.setattr(metadata, "version", lambda _: "1.8.2")
    (finding,) = versions.of_platform(Platform.WECOM)
    assert not finding.ok
    assert ">=1.8.18" in finding.what


@pytest.mark.parametrize("kind", ["error", "limit"])
def test_a_bad_day_of_the_platform_is_no_wrong_secret(house: TownHouse, kind: str) -> None:
    house.town.plan(house.feishu.platform, Fault(kind, 9, "tenant_access_token"))
    house.town.plan(house.wecom.platform, Fault(kind, 9, "gettoken"))
    result = suilu(house, "doctor")
    for platform in ("WeCom", "Feishu"):
        assert "稍后再试" in line(result, "✗", platform, "凭据 credentials")


class _Gateway:
    """A DingTalk client whose every call ends the same way."""

    def __init__(self, problem: Exception) -> None:
        self._problem = problem

    def call(self, *_: Any) -> dict[str, Any]:
        raise self._problem


@pytest.mark.parametrize(
    ("problem", "mark", "words"),
    [
        (TryLater("88"), False, "稍后再试"),
        (TryLater("token_refused"), False, "稍后再试"),
        (Undeliverable("60011"), True, "成员信息读权限"),
    ],
)
def test_a_gateway_that_waited_too_long_is_no_missing_permission(problem: Exception, mark: bool, words: str) -> None:
    settings = DingtalkSettings(client_id="a", client_secret="b", corp_id="c")
    checkup = DingtalkCheckup(settings, cast(DingtalkClient, _Gateway(problem)), SystemClock(), base_url="")
    contacts, sign_in = checkup._directory(), checkup._sign_in()
    assert (contacts.ok, sign_in.ok) == (mark, False)
    assert words in contacts.mend
    assert words in sign_in.mend


def test_the_log_holds_no_secret_either(house: TownHouse, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    suilu(house, "doctor")
    suilu(house, "doctor", SUILU_WECOM_SECRET="a-wrong-secret-of-wecom")
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("bot", "Lark", "wechatpy")))
    for secret in (*secrets(house.environment), "a-wrong-secret-of-wecom"):
        assert secret not in ours
