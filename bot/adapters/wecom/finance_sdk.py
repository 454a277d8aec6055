"""The vendor's archive library (会话内容存档 SDK) at its C interface, as its `WeWorkFinanceSdk_C.h` declares it (page 91774).

Loaded at run time from the tenant's own file; nothing of it is ours. What it hands out is copied and given back at once, on
every path. A handle (`NewSdk`) is one thread's alone, so each thread has its own, which ends with the thread.
"""

from __future__ import annotations

import ctypes
import platform
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.ports import TryLater, Undeliverable
from bot.settings import BadSetting

SETTING = "SUILU_WECOM_ARCHIVE_LIB"
SECONDS = 10
"""That the library may wait for the vendor, each call."""
RETRYABLE = frozenset({10001, 10002, 10003})
"""Network, an answer that could not be parsed, the vendor's own system. All others are final."""
_GONE = frozenset({10005, 10010})
"""Of a file: no such file, and one whose days are over."""
_MOST = 64 * 1024 * 1024
"""Bytes that one answer may have."""
_PIECE = 512 * 1024
_MACHINES = {"x86_64": 62, "amd64": 62, "aarch64": 183, "arm64": 183}
_POINTER, _TEXT, _INT = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
_FUNCTIONS: Mapping[str, tuple[Any, list[Any]]] = {
    "NewSdk": (_POINTER, []),
    "Init": (_INT, [_POINTER, _TEXT, _TEXT]),
    "DestroySdk": (None, [_POINTER]),
    "GetChatData": (_INT, [_POINTER, ctypes.c_ulonglong, ctypes.c_uint, _TEXT, _TEXT, _INT, _POINTER]),
    "DecryptData": (_INT, [_TEXT, _TEXT, _POINTER]),
    "NewSlice": (_POINTER, []),
    "FreeSlice": (None, [_POINTER]),
    "GetContentFromSlice": (_POINTER, [_POINTER]),
    "GetSliceLen": (_INT, [_POINTER]),
    "GetMediaData": (_INT, [_POINTER, _TEXT, _TEXT, _TEXT, _TEXT, _INT, _POINTER]),
    "NewMediaData": (_POINTER, []),
    "FreeMediaData": (None, [_POINTER]),
    "GetOutIndexBuf": (_POINTER, [_POINTER]),
    "GetIndexLen": (_INT, [_POINTER]),
    "GetData": (_POINTER, [_POINTER]),
    "GetDataLen": (_INT, [_POINTER]),
    "IsMediaDataFinish": (_INT, [_POINTER]),
}


class LibraryRefused(Undeliverable):
    """A return code of the library's that asking again does not change: `code`, and `archive_<code>` as `reason`."""

    def __init__(self, code: int) -> None:
        super().__init__(f"archive_{code}")
        self.code = code


class FinanceSdk:
    """May be shared by threads. All calls raise TryLater and LibraryRefused (Undeliverable)."""

    def __init__(self, file: Path, corp_id: str, secret: str) -> None:
        """Raises BadSetting for a file that is not there, not for this machine, or not this library."""
        self._lib = load(file)
        self._corp, self._secret = corp_id.encode(), secret.encode()
        self._threads = threading.local()

    def close(self) -> None:
        """Ends every thread's handle."""
        self._threads = threading.local()

    def chat_data(self, seq: int, limit: int) -> bytes:
        """The page of records after `seq`, as JSON; `limit` at most 1000."""
        sdk = self._sdk()
        with self._taken("NewSlice", "FreeSlice") as page:
            _check(self._lib.GetChatData(sdk, seq, limit, b"", b"", SECONDS, page))
            return _copied(self._lib.GetContentFromSlice(page), self._lib.GetSliceLen(page), _MOST)

    def decrypt(self, key: bytes, sealed: str) -> bytes:
        """What is inside `encrypt_chat_msg`, with its unwrapped random key. Works without the network: no code is retryable."""
        with self._taken("NewSlice", "FreeSlice") as opened:
            code = self._lib.DecryptData(_c_text(key), _c_text(sealed.encode()), opened)
            if code:
                raise LibraryRefused(code)
            return _copied(self._lib.GetContentFromSlice(opened), self._lib.GetSliceLen(opened), _MOST)

    def media(self, file_id: str, most: int) -> bytes:
        """A file, piece after piece. Undeliverable `too_large` as soon as it is longer than `most` bytes, `gone`."""
        content, index = bytearray(), b""
        for _ in range(most // _PIECE + 2):
            piece, index, finished = self._piece(_c_text(file_id.encode()), index)
            content += piece
            if len(content) > most:
                raise Undeliverable("too_large")
            if finished:
                return bytes(content)
        raise TryLater("wecom_archive_endless")

    def _piece(self, file_id: bytes, index: bytes) -> tuple[bytes, bytes, bool]:
        """Its bytes, what to ask the next one with, and whether it was the last."""
        lib, sdk = self._lib, self._sdk()
        with self._taken("NewMediaData", "FreeMediaData") as media:
            code = lib.GetMediaData(sdk, index, file_id, b"", b"", SECONDS, media)
            if code in _GONE:
                raise Undeliverable("gone")
            _check(code)
            piece = _copied(lib.GetData(media), lib.GetDataLen(media), _MOST)
            following = _copied(lib.GetOutIndexBuf(media), lib.GetIndexLen(media), 4096)
            return piece, following.partition(b"\0")[0], lib.IsMediaDataFinish(media) == 1

    def _sdk(self) -> int:
        handle: _Handle | None = getattr(self._threads, "handle", None)
        if handle is None:
            handle = self._threads.handle = _Handle(self._lib, self._corp, self._secret)
        return handle.pointer

    @contextmanager
    def _taken(self, make: str, free: str) -> Iterator[int]:
        found: int | None = getattr(self._lib, make)()
        if not found:
            raise TryLater("wecom_archive_memory")
        try:
            yield found
        finally:
            getattr(self._lib, free)(found)


class _Handle:
    """One thread's `NewSdk`, destroyed when nobody holds it any more."""

    def __init__(self, lib: ctypes.CDLL, corp: bytes, secret: bytes) -> None:
        pointer: int | None = lib.NewSdk()
        if not pointer:
            raise TryLater("wecom_archive_memory")
        self.pointer = pointer
        weakref.finalize(self, lib.DestroySdk, pointer)
        _check(lib.Init(pointer, _c_text(corp), _c_text(secret)))


def load(file: Path) -> ctypes.CDLL:
    """The library with its functions declared. Raises BadSetting, which names the setting and says what is wrong."""
    _check_machine(file)
    try:
        lib = ctypes.CDLL(str(file))
    except OSError as error:
        why = str(error).removeprefix(f"{file}: ")[:120]
        raise BadSetting(f"{SETTING}: 无法加载 (cannot be loaded): {why}") from None
    missing = [name for name in _FUNCTIONS if not hasattr(lib, name)]
    if missing:
        raise BadSetting(f"{SETTING}: 不是会话存档 C 库 (not the archive's C library), missing {', '.join(missing[:3])}")
    for name, (gives, takes) in _FUNCTIONS.items():
        function: Callable[..., Any] = getattr(lib, name)
        function.restype, function.argtypes = gives, takes  # type: ignore[attr-defined]
    return lib


def _check_machine(file: Path) -> None:
    """From its own header: the loader's words for a library of another machine are no help."""
    try:
        with file.open("rb") as opened:
            head = opened.read(20)
    except OSError as error:
        raise BadSetting(f"{SETTING}: 无法读取该文件 (cannot read this file): {error.strerror}") from None
    if head[:4] != b"\x7fELF" or len(head) < 20:
        raise BadSetting(f"{SETTING}: 不是 Linux 动态库 (not a Linux shared library, .so)")
    found = int.from_bytes(head[18:20], "little" if head[5] == 1 else "big")
    wanted = _MACHINES.get(platform.machine().lower())
    if wanted is not None and found != wanted:
        raise BadSetting(f"{SETTING}: 与本机架构不符 (made for another machine), this one is {platform.machine()}")


def _check(code: int) -> None:
    if code in RETRYABLE:
        raise TryLater(f"wecom_archive_{code}")
    if code:
        raise LibraryRefused(code)


def _copied(pointer: int | None, length: int, most: int) -> bytes:
    """Raises TryLater for a length that cannot be: what it points at is not touched."""
    if length == 0:
        return b""
    if not pointer or not 0 < length <= most:
        raise TryLater("wecom_archive_garbage")
    return ctypes.string_at(pointer, length)


def _c_text(value: bytes) -> bytes:
    """Text for C ends at its first NUL. Raises LibraryRefused for what would be cut there (the vendor's 10000: parameters)."""
    if b"\0" in value:
        raise LibraryRefused(10000)
    return value
