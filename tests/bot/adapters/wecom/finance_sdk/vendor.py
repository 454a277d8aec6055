"""The vendor's side of the archive: seals records with keys that the test makes, and hands them to the fake library."""

from __future__ import annotations

import base64
import ctypes
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

SOURCE = Path(__file__).parent / "fake.c"
Key = rsa.RSAPrivateKey
SMALL = 9
"""Version of a key of 1024 bits, for thousands of records: five times as quick."""


def compiled(folder: Path, *flags: str, name: str = "libWeWorkFinanceSdk_C.so", source: Path = SOURCE) -> Path:
    """The fake as a library. Without a compiler the test skips and says so; under CI it must not."""
    gcc = shutil.which("gcc")
    if gcc is None:
        if os.environ.get("CI") == "true":
            pytest.fail("gcc is needed for the archive library's stand-in (apt-get install gcc libc6-dev)")
        pytest.skip("no gcc to compile the archive library's stand-in with")
    made = folder / name
    subprocess.run([gcc, "-O1", "-shared", "-fPIC", *flags, "-o", str(made), str(source), "-lpthread"], check=True)
    return made


def new_key(bits: int = 2048) -> Key:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def pem(key: Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


@dataclass
class Vendor:
    """What the platform holds for one tenant."""

    file: Path
    folder: Path
    keys: Mapping[int, Key]
    lib: ctypes.CDLL = field(init=False)
    seqs: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    msgids: Iterator[int] = field(default_factory=lambda: itertools.count(7_000_000))

    def __post_init__(self) -> None:
        (self.folder / "media").mkdir(parents=True)
        self.key_folder = self.folder / "keys"
        self.key_folder.mkdir(mode=0o700)
        self.lib = ctypes.CDLL(str(self.file))
        self.lib.NewSlice.restype = self.lib.GetContentFromSlice.restype = ctypes.c_void_p
        self.lib.fake_open(str(self.folder).encode())

    def gives_key(self, *versions: int) -> Path:
        """The tenant has these private keys."""
        for version in versions:
            file = self.key_folder / f"{version}.pem"
            file.write_bytes(pem(self.keys[version]))
            file.chmod(0o600)
        return self.key_folder

    def sealed(self, text: bytes, random_key: bytes) -> str:
        slice_ = ctypes.c_void_p(self.lib.NewSlice())
        self.lib.fake_seal(random_key, text, len(text), slice_)
        pointer = ctypes.c_void_p(self.lib.GetContentFromSlice(slice_))
        made = ctypes.string_at(pointer, self.lib.GetSliceLen(slice_)).decode()
        self.lib.FreeSlice(slice_)
        return made

    def wrapped(self, random_key: bytes, version: int) -> str:
        return base64.b64encode(self.keys[version].public_key().encrypt(random_key, PKCS1v15())).decode()

    def record(self, entry: Mapping[str, Any] | bytes, version: int = 1, **changed: Any) -> int:
        """Something was said; its seq. `changed` is what is wrong with the record."""
        seq = next(self.seqs)
        text = entry if isinstance(entry, bytes) else json.dumps(entry, ensure_ascii=False).encode()
        random_key = f"random-key-{seq:06d}".encode()
        record = {
            "seq": seq,
            "msgid": "" if isinstance(entry, bytes) else entry.get("msgid", ""),
            "publickey_ver": version,
            "encrypt_random_key": self.wrapped(random_key, version),
            "encrypt_chat_msg": self.sealed(text, random_key),
            **changed,
        }
        with (self.folder / "records").open("a", encoding="utf-8") as out:
            out.write(f"{seq} {json.dumps(record)}\n")
        return seq

    def says(self, by: str, to: str, text: str, at: datetime, *, version: int = 1, **more: Any) -> str:
        """The msgid of a text from one to the other."""
        msgid = f"{next(self.msgids)}_{int(at.timestamp())}_external"
        self.record(entry(msgid, by, to, at, text={"content": text}, msgtype="text", **more), version)
        return msgid

    def flood(self, count: int, given: Mapping[str, Any]) -> None:
        """The same record again and again, each with its own seq; sealed once, since wrapping takes time."""
        wrapped, text = self.wrapped(b"flood", SMALL), self.sealed(json.dumps(given, ensure_ascii=False).encode(), b"flood")
        record = {"msgid": given["msgid"], "publickey_ver": SMALL, "encrypt_random_key": wrapped, "encrypt_chat_msg": text}
        with (self.folder / "records").open("a", encoding="utf-8") as out:
            out.writelines(f"{seq} {json.dumps({'seq': seq, **record})}\n" for seq in itertools.islice(self.seqs, count))

    def file_of(self, name: str, content: bytes) -> str:
        """The sdkfileid of a file that was sent."""
        (self.folder / "media" / name).write_bytes(content)
        return name

    def fails(self, function: str, code: int, times: int = 1) -> None:
        self.lib.fake_fail(function.encode(), code, times)

    def garbage(self, kind: int) -> None:
        self.lib.fake_garbage(kind)

    @property
    def live(self) -> int:
        """Slices and media that were handed out and not given back."""
        return int(self.lib.fake_live())

    @property
    def handles(self) -> int:
        return int(self.lib.fake_handles())

    @property
    def pages(self) -> int:
        return int(self.lib.fake_served())


def entry(msgid: str, by: str, to: str, at: datetime, **more: Any) -> dict[str, Any]:
    """The vendor's plain JSON (page 91774)."""
    given = {"msgid": msgid, "action": "send", "from": by, "tolist": [to], "roomid": ""}
    return {**given, "msgtime": int(at.timestamp() * 1000), **more}
