"""Files on this machine's disk, under the data folder."""

from __future__ import annotations

import os
import re
from contextlib import suppress
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
        if place.exists():
            return digest
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
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

    def forget(self, digest: str) -> None:
        with suppress(FileNotFoundError):
            self._place(digest).unlink()

    def _place(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise Gone(digest)
        return self._folder / digest[:2] / digest
