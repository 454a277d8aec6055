"""Files on this machine's disk, under the data folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
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
        for file in self._idle("??/*", idle, lambda stat: stat.st_mtime):
            if _DIGEST.fullmatch(file.name):
                yield file.name

    def tidy(self, idle: timedelta) -> int:
        """Half written goes. What was put aside (`ctime` says when) goes back and is young again: the next sweep looks anew."""
        done = 0
        for file in self._idle("??/.*", idle, lambda stat: stat.st_ctime):
            with suppress(FileNotFoundError):
                self._clear(file)
                done += 1
        return done

    def _idle(self, pattern: str, idle: timedelta, dated: Callable[[os.stat_result], float]) -> Iterator[Path]:
        if not self._folder.is_dir():
            return
        before = self._now() - idle.total_seconds()
        for file in self._folder.glob(pattern):
            with suppress(FileNotFoundError):
                if dated(file.stat()) <= before:
                    yield file

    @staticmethod
    def _clear(file: Path) -> None:
        aside = file.name.removeprefix(".")
        if not _DIGEST.fullmatch(aside):
            file.unlink()
            return
        os.utime(file)
        file.replace(file.with_name(aside))

    def _now(self) -> float:
        """By the clock that dates the files, which is the file system's."""
        probe = self._folder / ".now"
        probe.touch(mode=0o600)
        return probe.stat().st_mtime

    def _place(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise Gone(digest)
        return self._folder / digest[:2] / digest
