"""The vendor's library at its C interface: every code has its meaning, everything handed out is given back."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.wecom.finance_sdk import FinanceSdk, LibraryRefused, load
from bot.ports import MOST_BYTES, TryLater, Undeliverable
from bot.settings import BadSetting
from tests.bot.adapters.wecom.finance_sdk.vendor import SOURCE, Vendor, compiled

HALF_MB = 512 * 1024


@pytest.fixture
def sdk(vendor: Vendor) -> FinanceSdk:
    return FinanceSdk(vendor.file, "ww0123456789abcdef", "archive-secret")


def test_a_page_as_it_is(vendor: Vendor, sdk: FinanceSdk) -> None:
    for number in range(3):
        vendor.record({"msgid": f"m{number}"})

    page = json.loads(sdk.chat_data(1, 1000))

    assert (page["errcode"], [record["seq"] for record in page["chatdata"]]) == (0, [2, 3])
    assert set(page["chatdata"][0]) == {"seq", "msgid", "publickey_ver", "encrypt_random_key", "encrypt_chat_msg"}


def test_words_with_a_nul_and_umlauts_come_whole(vendor: Vendor, sdk: FinanceSdk) -> None:
    text = "预算50万\0含税🙂".encode()

    assert sdk.decrypt(b"random", vendor.sealed(text, b"random")) == text


@pytest.mark.parametrize("size", [1, HALF_MB - 1, HALF_MB, HALF_MB + 1, 3 * HALF_MB + 7])
def test_a_file_in_its_pieces(vendor: Vendor, sdk: FinanceSdk, size: int) -> None:
    content = bytes(number % 251 for number in range(size))

    assert sdk.media(vendor.file_of("f", content), MOST_BYTES) == content


def test_a_file_that_is_too_large_is_not_read_to_its_end(vendor: Vendor, sdk: FinanceSdk) -> None:
    with pytest.raises(Undeliverable) as refused:
        sdk.media(vendor.file_of("f", bytes(3 * HALF_MB)), HALF_MB)

    assert refused.value.reason == "too_large"


Call = Callable[[FinanceSdk], object]
CALLS: dict[str, Call] = {
    "Init": lambda sdk: sdk.chat_data(0, 1),
    "GetChatData": lambda sdk: sdk.chat_data(0, 1),
    "GetMediaData": lambda sdk: sdk.media("f", 100),
}


@pytest.mark.parametrize("function", CALLS)
@pytest.mark.parametrize("code", [10001, 10002, 10003])
def test_codes_that_are_tried_again(vendor: Vendor, sdk: FinanceSdk, function: str, code: int) -> None:
    vendor.file_of("f", b"x")
    vendor.fails(function, code)

    with pytest.raises(TryLater) as later:
        CALLS[function](sdk)

    assert later.value.reason == f"wecom_archive_{code}"
    assert CALLS[function](sdk)


@pytest.mark.parametrize("function", CALLS)
@pytest.mark.parametrize("code", [10000, 10004, 10007, 10008, 10009, 10011, 99999, -3])
def test_codes_that_are_final(vendor: Vendor, sdk: FinanceSdk, function: str, code: int) -> None:
    vendor.file_of("f", b"x")
    vendor.fails(function, code)

    with pytest.raises(LibraryRefused) as refused:
        CALLS[function](sdk)

    assert (refused.value.code, refused.value.reason) == (code, f"archive_{code}")


@pytest.mark.parametrize("code", [10005, 10010])
def test_a_file_that_is_gone(vendor: Vendor, sdk: FinanceSdk, code: int) -> None:
    vendor.fails("GetMediaData", code)

    with pytest.raises(Undeliverable) as refused:
        sdk.media("f", 100)

    assert refused.value.reason == "gone"


@pytest.mark.parametrize("code", [10001, 10006])
def test_a_record_that_does_not_open_is_never_tried_again(vendor: Vendor, sdk: FinanceSdk, code: int) -> None:
    vendor.fails("DecryptData", code)

    with pytest.raises(LibraryRefused) as refused:
        sdk.decrypt(b"random", vendor.sealed(b"x", b"random"))

    assert refused.value.code == code


@pytest.mark.parametrize("kind", [2, 3])
def test_a_length_that_cannot_be_is_not_followed(vendor: Vendor, sdk: FinanceSdk, kind: int) -> None:
    vendor.garbage(kind)

    with pytest.raises(TryLater) as later:
        sdk.chat_data(0, 1)

    assert later.value.reason == "wecom_archive_garbage"


def test_what_c_would_cut_is_refused_before(vendor: Vendor, sdk: FinanceSdk) -> None:
    with pytest.raises(LibraryRefused):
        sdk.decrypt(b"ran\0dom", vendor.sealed(b"x", b"ran"))
    with pytest.raises(LibraryRefused):
        sdk.media("f\0/etc", 100)


def test_each_thread_has_a_handle_that_ends_with_it(vendor: Vendor, sdk: FinanceSdk) -> None:
    before, pages = vendor.handles, []

    def ask() -> None:
        pages.append(sdk.chat_data(0, 1))

    ask()
    for _ in range(3):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()

    assert len(pages) == 4
    assert vendor.handles == before + 1
    sdk.close()
    assert vendor.handles == before


def test_a_handle_whose_init_failed_is_destroyed(vendor: Vendor, sdk: FinanceSdk) -> None:
    before = vendor.handles
    vendor.fails("Init", 10009)

    with pytest.raises(LibraryRefused):
        sdk.chat_data(0, 1)

    assert vendor.handles == before


# --- a library that is none ---------------------------------------------------------------------------------------------


def refusal(file: Path) -> str:
    with pytest.raises(BadSetting) as refused:
        load(file)
    assert str(file) not in str(refused.value)
    return str(refused.value)


def test_no_such_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.so") == (
        "SUILU_WECOM_ARCHIVE_LIB: 无法读取该文件 (cannot read this file): No such file or directory"
    )


def test_a_file_that_is_no_library(tmp_path: Path) -> None:
    file = tmp_path / "lib.so"
    file.write_bytes(b"MZ\x90\x00 the Windows one, perhaps")

    assert refusal(file) == "SUILU_WECOM_ARCHIVE_LIB: 不是 Linux 动态库 (not a Linux shared library, .so)"


def test_a_library_for_another_machine(tmp_path: Path, library: Path) -> None:
    content = bytearray(library.read_bytes())
    content[18:20] = (62 if content[18] != 62 else 183).to_bytes(2, "little")
    file = tmp_path / "lib.so"
    file.write_bytes(content)

    assert refusal(file).startswith("SUILU_WECOM_ARCHIVE_LIB: 与本机架构不符 (made for another machine), this one is ")


def test_a_library_that_is_cut_off(tmp_path: Path, library: Path) -> None:
    file = tmp_path / "lib.so"
    file.write_bytes(library.read_bytes()[:300])

    assert refusal(file).startswith("SUILU_WECOM_ARCHIVE_LIB: 无法加载 (cannot be loaded): ")


def test_a_library_that_lacks_a_function(tmp_path: Path) -> None:
    file = compiled(tmp_path, "-DGetOutIndexBuf=GetSomethingElse", name="older.so", source=SOURCE)

    assert refusal(file) == ("SUILU_WECOM_ARCHIVE_LIB: 不是会话存档 C 库 (not the archive's C library), missing GetOutIndexBuf")
