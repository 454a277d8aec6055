"""The environment becomes one frozen value, or one line that names what is wrong."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import BadSetting, LlmSettings, Settings, broker_socket, broker_url, describe, load

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
WECOM = {
    "SUILU_WECOM_CORP_ID": "ww1",
    "SUILU_WECOM_AGENT_ID": "1000002",
    "SUILU_WECOM_SECRET": "wecom-secret",
    "SUILU_WECOM_TOKEN": "token",
    "SUILU_WECOM_AES_KEY": AES_KEY,
}
FEISHU = {
    "SUILU_FEISHU_APP_ID": "cli_1",
    "SUILU_FEISHU_APP_SECRET": "feishu-secret",
    "SUILU_FEISHU_VERIFICATION_TOKEN": "v",
    "SUILU_FEISHU_ENCRYPT_KEY": "e",
}
LLM = {
    "SUILU_LLM_URL": "https://models.example.com/v1/",
    "SUILU_LLM_KEY": "sk-secret",
    "SUILU_LLM_MODEL": "some-model",
}
DINGTALK = {
    "SUILU_DINGTALK_CLIENT_ID": "ding1",
    "SUILU_DINGTALK_CLIENT_SECRET": "ding-secret",
}


def settings(folder: Path, more: Mapping[str, str] | None = None) -> Settings:
    return load({"SUILU_DATA_DIR": str(folder), **(more or {})})


def refusal(folder: Path, more: Mapping[str, str]) -> str:
    with pytest.raises(BadSetting) as caught:
        settings(folder, more)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_nothing_set_is_a_whole_installation_with_every_platform_off(tmp_path: Path) -> None:
    found = settings(tmp_path / "data")
    assert found.database_url == f"sqlite:///{tmp_path}/data/suilu.db"
    assert (found.redis_url, found.bind, found.base_url) == ("", "127.0.0.1:8000", "http://127.0.0.1:8000")
    assert (found.wecom, found.feishu, found.dingtalk) == (None, None, None)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert broker_url(found) == f"unix://{tmp_path}/data/broker/valkey.sock"


def test_the_default_folder_follows_xdg(tmp_path: Path) -> None:
    assert load({"XDG_DATA_HOME": str(tmp_path)}).data_dir == tmp_path / "suilu"


def test_every_platform_is_read(tmp_path: Path) -> None:
    url = {"SUILU_WECOM_API_URL": "http://127.0.0.1:9/", "SUILU_WECOM_ARCHIVE_URL": "https://archive.example.com"}
    found = settings(tmp_path, {**WECOM, **FEISHU, **DINGTALK, **url})
    assert found.wecom is not None
    assert (found.wecom.agent_id, found.wecom.api_url) == (1000002, "http://127.0.0.1:9")
    assert found.wecom.oauth_url == "https://open.weixin.qq.com"
    assert found.wecom.archive_url == "https://archive.example.com"
    assert found.feishu is not None
    assert found.feishu.app_secret == "feishu-secret"
    assert found.dingtalk is not None
    assert (found.dingtalk.mode, found.dingtalk.card_template_id) == ("stream", "")


def test_dingtalk_over_http_without_or_with_events(tmp_path: Path) -> None:
    http = {**DINGTALK, "SUILU_DINGTALK_MODE": "http", "SUILU_DINGTALK_CARD_TEMPLATE_ID": "t.schema"}
    found = settings(tmp_path, http).dingtalk
    assert found is not None
    assert (found.mode, found.card_template_id, found.token) == ("http", "t.schema", "")

    events = {"SUILU_DINGTALK_TOKEN": "t", "SUILU_DINGTALK_AES_KEY": AES_KEY}
    assert settings(tmp_path, {**http, **events}).dingtalk == replace(found, token="t", aes_key=AES_KEY)
    for missing in events:
        text = refusal(tmp_path, {**http, **{name: value for name, value in events.items() if name != missing}})
        assert text.startswith(f"{missing}: ")
    assert refusal(tmp_path, {**http, "SUILU_DINGTALK_MODE": "pigeon"}).startswith("SUILU_DINGTALK_MODE: ")


@pytest.mark.parametrize("platform", [WECOM, FEISHU, DINGTALK])
def test_a_platform_set_in_part_names_exactly_what_is_missing(tmp_path: Path, platform: Mapping[str, str]) -> None:
    for missing in platform:
        text = refusal(tmp_path, {name: value for name, value in platform.items() if name != missing})
        assert text.startswith(f"{missing}: ")


def test_feishu_over_a_long_connection_needs_no_keys(tmp_path: Path) -> None:
    keys = ("SUILU_FEISHU_VERIFICATION_TOKEN", "SUILU_FEISHU_ENCRYPT_KEY")
    without = {name: value for name, value in FEISHU.items() if name not in keys}

    found = settings(tmp_path, {**without, "SUILU_FEISHU_MODE": "stream"}).feishu

    assert found is not None
    assert (found.mode, found.encrypt_key) == ("stream", "")
    assert refusal(tmp_path, without).startswith(f"{', '.join(keys)}: ")
    assert refusal(tmp_path, {**without, "SUILU_FEISHU_MODE": "webhook"}).startswith(f"{', '.join(keys)}: ")
    assert refusal(tmp_path, {**FEISHU, "SUILU_FEISHU_MODE": "socket"}).startswith("SUILU_FEISHU_MODE: ")


def test_an_optional_setting_alone_does_not_turn_a_platform_on(tmp_path: Path) -> None:
    text = refusal(tmp_path, {"SUILU_DINGTALK_API_URL": "https://api.dingtalk.com"})
    assert text.startswith(f"{', '.join(DINGTALK)}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SUILU_WECOM_AES_KEY", AES_KEY[:-1]),
        ("SUILU_WECOM_AES_KEY", AES_KEY[:-1] + "="),
        ("SUILU_WECOM_AGENT_ID", "一"),
        ("SUILU_WECOM_AGENT_ID", "-1"),
        ("SUILU_WECOM_API_URL", "http://qyapi.weixin.qq.com"),
        ("SUILU_WECOM_API_URL", "qyapi.weixin.qq.com"),
        ("SUILU_WECOM_SECRET", "a b"),
        ("SUILU_WECOM_TOKEN", "token\n"),
        ("SUILU_DATABASE_URL", "mysql://x/y"),
        ("SUILU_REDIS_URL", "127.0.0.1:6379"),
        ("SUILU_BIND", "9999"),
        ("SUILU_BIND", "127.0.0.1:65536"),
        ("SUILU_BASE_URL", "crm.example.com"),
        ("SUILU_BASE_URL", "https://[bad"),
        ("SUILU_SECRET_KEY", "fifteen-letters"),
        ("SUILU_ZONE", "Asia/Nowhere"),
        ("SUILU_ZONE", "../etc/passwd"),
    ],
)
def test_a_malformed_setting_is_named_and_its_value_is_not_told(tmp_path: Path, name: str, value: str) -> None:
    text = refusal(tmp_path, {**WECOM, name: value})
    assert text.startswith(f"{name}: ")
    assert value not in text


def test_the_language_model_is_on_with_all_three_and_shows_no_key(tmp_path: Path) -> None:
    found = settings(tmp_path, LLM).llm
    assert found == LlmSettings("https://models.example.com/v1", "sk-secret", "some-model")
    assert "sk-secret" not in repr(found)
    assert settings(tmp_path).llm is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in ("SUILU_LLM_URL", "SUILU_LLM_KEY", "SUILU_LLM_MODEL")),
        ("SUILU_LLM_URL", "http://models.example.com/v1"),
        ("SUILU_LLM_URL", "models.example.com"),
        ("SUILU_LLM_KEY", "密钥密钥"),
    ],
)
def test_a_language_model_set_in_part_or_wrong_is_named_and_told_no_key(tmp_path: Path, name: str, value: str) -> None:
    text = refusal(tmp_path, {**LLM, name: value})
    assert text.startswith(f"{name}: ")
    assert "sk-secret" not in text
    assert not value or value not in text


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file" / "data", {}).startswith("SUILU_DATA_DIR: ")


def test_every_address_is_reached_over_loopback(tmp_path: Path) -> None:
    assert settings(tmp_path, {"SUILU_BIND": "0.0.0.0:9000"}).base_url == "http://127.0.0.1:9000"
    assert settings(tmp_path, {"SUILU_BASE_URL": "https://crm.example.com/"}).base_url == "https://crm.example.com"


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = {found.secret_key for found in pool.map(settings, [tmp_path] * 16)}
    assert len(keys) == 1
    assert len(keys.pop()) == 43
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert sorted(file.name for file in tmp_path.iterdir()) == ["secret-key"]


def test_a_given_secret_key_is_not_written_down(tmp_path: Path) -> None:
    assert settings(tmp_path, {"SUILU_SECRET_KEY": "sixteen-letters!"}).secret_key == "sixteen-letters!"
    assert list(tmp_path.iterdir()) == []


def test_what_is_on_is_told_without_a_secret(tmp_path: Path) -> None:
    lines = describe(settings(tmp_path, {**WECOM, **DINGTALK}))
    assert [line.partition(":")[2].split()[0] for line in lines] == ["on", "off", "on", "off"]
    assert not any(secret in " ".join(lines) for secret in ("wecom-secret", "ding-secret", AES_KEY))


def test_a_long_folder_gets_a_short_socket(tmp_path: Path) -> None:
    deep = settings(tmp_path / ("d" * 120))
    socket = broker_socket(deep)
    assert len(str(socket)) < 108
    assert broker_socket(settings(tmp_path / ("d" * 119 + "e"))) != socket
    assert broker_socket(deep) == socket


ARCHIVE = {
    **WECOM,
    "SUILU_WECOM_ARCHIVE_SECRET": "archive-secret",
    "SUILU_WECOM_ARCHIVE_LIB": "/opt/wecom/libWeWorkFinanceSdk_C.so",
    "SUILU_WECOM_ARCHIVE_KEYS": "/etc/suilu/archive-keys",
}


def test_the_archives_library_is_read(tmp_path: Path) -> None:
    found = settings(tmp_path, {**ARCHIVE, "SUILU_WECOM_ARCHIVE_DAYS": "3"}).wecom

    assert found is not None
    assert (found.archive_lib, found.archive_keys, found.archive_days) == (
        "/opt/wecom/libWeWorkFinanceSdk_C.so",
        "/etc/suilu/archive-keys",
        3,
    )


@pytest.mark.parametrize("name", ["LIB", "KEYS", "SECRET"])
def test_half_of_the_archives_library(tmp_path: Path, name: str) -> None:
    given = {key: value for key, value in ARCHIVE.items() if not key.endswith(f"ARCHIVE_{name}")}

    wanted = f"SUILU_WECOM_ARCHIVE_{name}: 未设置 (missing; LIB, KEYS and SECRET go together)"
    assert refusal(tmp_path, given) == wanted


def test_a_library_and_a_sidecar_at_once(tmp_path: Path) -> None:
    refused = refusal(tmp_path, {**ARCHIVE, "SUILU_WECOM_ARCHIVE_URL": "https://archive.example.com"})

    assert refused == "SUILU_WECOM_ARCHIVE_URL: 与 SUILU_WECOM_ARCHIVE_LIB 二选一 (either a sidecar or the library)"


@pytest.mark.parametrize("days", ["0", "31", "-1", "five", "100"])
def test_days_that_are_none(tmp_path: Path, days: str) -> None:
    refused = refusal(tmp_path, {**ARCHIVE, "SUILU_WECOM_ARCHIVE_DAYS": days})

    assert refused == "SUILU_WECOM_ARCHIVE_DAYS: 应为 1 到 30 天 (1 to 30 days)"
