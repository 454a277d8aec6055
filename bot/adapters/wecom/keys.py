"""The tenant's private keys of the archive: `<publickey_ver>.pem` in a folder. Old ones stay, as old records need theirs."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.settings import BadSetting

SETTING = "SUILU_WECOM_ARCHIVE_KEYS"
_NAME = re.compile(r"[0-9]{1,9}\.pem")
_OTHERS = 0o007
"""Of a key file's mode: nobody outside its owner and group may touch it."""


class NoKey(Exception):
    """There is no private key of this version."""


class Unwrappable(Exception):
    """This is nothing that was wrapped for our key."""


class Keys:
    """By version. A key that is put into the folder later is found when its first record comes."""

    def __init__(self, folder: Path) -> None:
        """Raises BadSetting for a folder without keys, and for a key that cannot be used or that everybody can read."""
        self._folder = folder
        self._known = {int(file.stem): read(file) for file in files_in(folder)}

    def versions(self) -> set[int]:
        """Those that can be opened now; the folder is looked at anew. A bad file among them is left for `doctor` to name."""
        for file in files_in(self._folder):
            self._find(int(file.stem))
        return set(self._known)

    def unwrap(self, version: int, wrapped: str) -> bytes:
        """The random key inside `encrypt_random_key` (base64, RSA with PKCS#1 v1.5). Raises NoKey, Unwrappable.

        What was tampered with may also come out as other bytes (implicit rejection): then it opens nothing.
        """
        key = self._find(version)
        if key is None:
            raise NoKey(version)
        try:
            return key.decrypt(base64.b64decode(wrapped, validate=True), PKCS1v15())
        except (ValueError, binascii.Error):
            raise Unwrappable(version) from None

    def _find(self, version: int) -> RSAPrivateKey | None:
        if version not in self._known:
            try:
                self._known[version] = read(self._folder / f"{version}.pem")
            except BadSetting:
                return None
        return self._known[version]


def files_in(folder: Path) -> list[Path]:
    """The key files, by version. Raises BadSetting for a folder that is none, or holds none."""
    try:
        found = [file for file in folder.iterdir() if _NAME.fullmatch(file.name)]
    except OSError as error:
        raise BadSetting(f"{SETTING}: 无法读取该目录 (cannot read this folder): {error.strerror}") from None
    if not found:
        raise BadSetting(f"{SETTING}: 目录里没有 <publickey_ver>.pem (no private key named by its version)")
    return sorted(found, key=lambda file: int(file.stem))


def read(file: Path) -> RSAPrivateKey:
    """One private key, unencrypted PEM. Raises BadSetting, which names the file and nothing of what is in it."""
    try:
        mode, content = file.stat().st_mode, file.read_bytes()
    except OSError as error:
        raise BadSetting(f"{SETTING}: {file.name}: 无法读取 (cannot be read): {error.strerror}") from None
    if mode & _OTHERS:
        raise BadSetting(f"{SETTING}: {file.name}: 私钥对其他用户可读 (others can read the private key): chmod 600")
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise BadSetting(f"{SETTING}: {file.name}: 不是未加密的 RSA 私钥 PEM (not an unencrypted RSA private key in PEM)")
    return key
