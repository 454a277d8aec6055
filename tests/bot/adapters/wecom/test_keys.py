"""The archive's private keys: by version, old ones kept, nothing that others can read."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from bot.adapters.wecom.keys import Keys, NoKey, Unwrappable
from bot.settings import BadSetting
from tests.bot.adapters.wecom.finance_sdk.vendor import Key, Vendor, pem


def test_each_record_is_unwrapped_with_the_key_of_its_version(vendor: Vendor) -> None:
    keys = Keys(vendor.gives_key(1, 2))

    assert keys.unwrap(1, vendor.wrapped(b"old", 1)) == b"old"
    assert keys.unwrap(2, vendor.wrapped(b"new", 2)) == b"new"
    assert keys.versions() == {1, 2}


def test_a_key_that_is_put_there_later_is_found(vendor: Vendor) -> None:
    keys = Keys(vendor.gives_key(1))
    wrapped = vendor.wrapped(b"new", 2)
    with pytest.raises(NoKey):
        keys.unwrap(2, wrapped)

    vendor.gives_key(2)

    assert keys.unwrap(2, wrapped) == b"new"


def test_what_was_not_wrapped_for_us(vendor: Vendor) -> None:
    keys = Keys(vendor.gives_key(1))

    for wrapped in ("not base64!", "", base64.b64encode(b"short").decode()):
        with pytest.raises(Unwrappable):
            keys.unwrap(1, wrapped)


def refusal(folder: Path) -> str:
    with pytest.raises(BadSetting) as refused:
        Keys(folder)
    assert str(folder) not in str(refused.value)
    return str(refused.value)


def test_folders_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("no key")
    (tmp_path / "one.pem").write_text("named by no version")

    assert (
        refusal(tmp_path / "no")
        == "SUILU_WECOM_ARCHIVE_KEYS: 无法读取该目录 (cannot read this folder): No such file or directory"
    )
    assert refusal(tmp_path) == "SUILU_WECOM_ARCHIVE_KEYS: 目录里没有 <publickey_ver>.pem (no private key named by its version)"


def unusable(key: Key) -> dict[str, bytes]:
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {"locked": locked, "curve": curve, "cut": pem(key)[:400], "empty": b"", "public": b"-----BEGIN PUBLIC KEY-----\n"}


@pytest.mark.parametrize("kind", ["locked", "curve", "cut", "empty", "public"])
def test_a_file_that_is_no_usable_key(tmp_path: Path, archive_keys: dict[int, Key], kind: str) -> None:
    file = tmp_path / "3.pem"
    file.write_bytes(unusable(archive_keys[1])[kind])
    file.chmod(0o600)

    wanted = "SUILU_WECOM_ARCHIVE_KEYS: 3.pem: 不是未加密的 RSA 私钥 PEM (not an unencrypted RSA private key in PEM)"
    assert refusal(tmp_path) == wanted


def test_a_key_that_everybody_can_read(vendor: Vendor) -> None:
    (vendor.gives_key(1) / "1.pem").chmod(0o604)

    wanted = "SUILU_WECOM_ARCHIVE_KEYS: 1.pem: 私钥对其他用户可读 (others can read the private key): chmod 600"
    assert refusal(vendor.key_folder) == wanted


def test_a_key_that_its_group_can_read_is_the_tenants_business(vendor: Vendor) -> None:
    (vendor.gives_key(1) / "1.pem").chmod(0o640)

    assert Keys(vendor.key_folder).versions() == {1}
