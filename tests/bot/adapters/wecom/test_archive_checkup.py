"""`suilu doctor` on the archive's library and keys: what is wrong, and the next step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.adapters.wecom.archive_checkup import KEYS, LIBRARY, examine
from bot.ports import Finding
from bot.settings import WecomSettings
from tests.bot.adapters.wecom.finance_sdk.vendor import Vendor
from tests.bot.adapters.wecom.world import SETTINGS


def settings(vendor: Vendor, **changed: str) -> WecomSettings:
    files = {"archive_lib": str(vendor.file), "archive_keys": str(vendor.key_folder), **changed}
    return replace(SETTINGS, **files)  # type: ignore[arg-type]


def test_all_is_well(vendor: Vendor) -> None:
    vendor.gives_key(1, 2)
    before = vendor.handles

    assert list(examine(settings(vendor))) == [
        Finding(LIBRARY, "已加载，平台有应答 (loaded, and the platform answers)"),
        Finding(KEYS, "版本 (versions) 1, 2"),
    ]
    assert vendor.handles == before


def test_nothing_to_examine() -> None:
    assert list(examine(SETTINGS)) == []


@pytest.mark.parametrize(
    ("code", "mend"),
    [
        (10009, "会话内容存档 → 可信 IP，加入本机出口 IP (add this machine's outgoing address)"),
        (10004, "对照企业微信文档的返回码 (look the code up in WeCom's documents, page 91774)"),
    ],
)
def test_what_the_vendor_refuses(vendor: Vendor, code: int, mend: str) -> None:
    vendor.gives_key(1)
    vendor.fails("GetChatData", code)

    found = next(iter(examine(settings(vendor))))

    assert found == Finding(LIBRARY, f"返回 {code} (code {code})", ok=False, mend=mend)


def test_what_is_wrong_with_the_files(vendor: Vendor) -> None:
    (vendor.gives_key(1, 2) / "2.pem").chmod(0o644)
    (vendor.key_folder / "3.pem").write_bytes(b"nothing")
    (vendor.key_folder / "3.pem").chmod(0o600)

    library, *keys = examine(settings(vendor, archive_lib="/nowhere/lib.so"))

    assert (library.ok, library.what) == (False, "无法读取该文件 (cannot read this file): No such file or directory")
    assert [(key.ok, key.what) for key in keys] == [
        (False, "2.pem: 私钥对其他用户可读 (others can read the private key): chmod 600"),
        (False, "3.pem: 不是未加密的 RSA 私钥 PEM (not an unencrypted RSA private key in PEM)"),
    ]


def test_no_keys(vendor: Vendor) -> None:
    _, keys = examine(settings(vendor))

    assert (keys.ok, keys.what) == (False, "目录里没有 <publickey_ver>.pem (no private key named by its version)")


def test_keys_that_their_group_can_read_are_named(vendor: Vendor) -> None:
    (vendor.gives_key(1, 2) / "2.pem").chmod(0o640)

    _, keys = examine(settings(vendor))

    assert (keys.ok, keys.mend) == (True, "chmod 600 2.pem: 同组用户可读 (their group can read them)")
