"""Files on the disk: under their digest, whole or not at all, and gone when nobody keeps them."""

from __future__ import annotations

import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from bot.adapters.disk import Disk
from bot.ports import Gone

HOUR = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def disk(folder: Path) -> Disk:
    return Disk(folder)


def aged(folder: Path, digest: str, seconds: float) -> None:
    file = folder / digest[:2] / digest
    then = file.stat().st_mtime - seconds
    os.utime(file, (then, then))


def test_the_same_content_lies_once_and_only_for_us(disk: Disk, folder: Path) -> None:
    digest = disk.keep(b"content")

    assert digest == disk.keep(b"content") == sha256(b"content").hexdigest()
    assert disk.read(digest) == b"content"
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert [file.name for file in files] == [digest]
    assert (files[0].stat().st_mode & 0o777, folder.stat().st_mode & 0o077) == (0o600, 0)


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_what_is_not_there_is_gone(disk: Disk, digest: str) -> None:
    with pytest.raises(Gone):
        disk.read(digest)


def test_what_nobody_kept_again_is_old_and_can_be_forgotten(disk: Disk, folder: Path) -> None:
    young, old = disk.keep(b"young"), disk.keep(b"old")
    aged(folder, old, 3700)

    assert list(disk.old(HOUR)) == [old]
    assert (disk.forget(old, idle=HOUR), disk.forget(young, idle=HOUR)) == (True, False)
    assert disk.read(young) == b"young"
    with pytest.raises(Gone):
        disk.read(old)
    assert disk.forget(old) is False


def test_what_is_kept_again_is_young_again(disk: Disk, folder: Path) -> None:
    digest = disk.keep(b"content")
    aged(folder, digest, 3700)

    disk.keep(b"content")

    assert list(disk.old(HOUR)) == []
    assert disk.forget(digest, idle=HOUR) is False
    assert disk.read(digest) == b"content"


def test_an_empty_house_has_nothing_old(disk: Disk) -> None:
    assert list(disk.old(HOUR)) == []


class Crash(BaseException):
    """Stands for a power cut."""


def crash(*_: object, **__: object) -> None:
    raise Crash


def left(folder: Path) -> list[str]:
    return [file.name for file in folder.glob("??/*")]


def in_two_hours(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    later = disk._now() + 7200
    monkeypatch.setattr(disk, "_now", lambda: later)


def test_what_a_crash_left_half_written_is_swept_away(disk: Disk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(os, "fsync", crash)
        with pytest.raises(Crash):
            disk.keep(b"content")
    (litter,) = left(folder)
    assert litter.startswith(".")

    assert (disk.tidy(HOUR), left(folder)) == (0, [litter])  # it may be about to be renamed
    in_two_hours(disk, monkeypatch)

    assert (disk.tidy(HOUR), left(folder)) == (1, [])


def test_what_a_crash_left_put_aside_is_put_back(disk: Disk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may have kept it again at that very moment; the next sweep looks at it anew."""
    digest = disk.keep(b"content")
    with monkeypatch.context() as cut:
        cut.setattr(Path, "unlink", crash)
        with pytest.raises(Crash):
            disk.forget(digest)
    assert left(folder) == [f".{digest}"]
    in_two_hours(disk, monkeypatch)

    assert disk.tidy(HOUR) == 1

    assert (left(folder), disk.read(digest)) == ([digest], b"content")
    assert disk.tidy(HOUR) == 0


def test_an_empty_house_needs_no_tidying(disk: Disk) -> None:
    assert disk.tidy(HOUR) == 0
