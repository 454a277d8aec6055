"""Files on this machine's disk, under the data folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp

from bot.ports import Gone

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Disk:
    """`bot.ports.Files` in a folder (0700): `ab/abcd…`. A file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        digest = sha256(content).hexdigest()
        place = self._place(digest)
        with suppress(FileNotFoundError):
            os.utime(place)  # kept again: whoever sweeps leaves it
            return digest
        for folder in (self._folder, place.parent):  # one by one: a parent made on the way would be open to others
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd, name = mkstemp(prefix=".", dir=place.parent)
        with os.fdopen(fd, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(place)
        return digest

    def read(self, digest: str) -> bytes:
        try:
            return self._place(digest).read_bytes()
        except FileNotFoundError:
            raise Gone(digest) from None

    def forget(self, digest: str, *, idle: timedelta = timedelta(0)) -> bool:
        """Put aside before it is looked at: it may be kept again at this very moment, and then it is put back."""
        place = self._place(digest)
        aside = place.with_name(f".{digest}")
        try:
            place.replace(aside)
        except FileNotFoundError:
            return False
        if idle and aside.stat().st_mtime > self._now() - idle.total_seconds():
            aside.replace(place)
            return False
        aside.unlink(missing_ok=True)
        return True

    def old(self, idle: timedelta) -> Iterator[str]:
        if not self._folder.is_dir():
            return
        before = self._now() - idle.total_seconds()
        for file in self._folder.glob("??/*"):
            with suppress(FileNotFoundError):
                if _DIGEST.fullmatch(file.name) and file.stat().st_mtime <= before:
                    yield file.name

    def _now(self) -> float:
        """By the clock that dates the files, which is the file system's."""
        probe = self._folder / ".now"
        probe.touch(mode=0o600)
        return probe.stat().st_mtime

    def _place(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise Gone(digest)
        return self._folder / digest[:2] / digest
