"""An env file that systemd's `EnvironmentFile=` and a shell's `.` both read: written whole, 0600, its other lines kept."""

from __future__ import annotations

import os
import re
import shlex
import stat
from pathlib import Path
from tempfile import mkstemp

from bot.settings import BadSetting

_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.ASCII)
_PLAIN = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


class EnvFile:
    """`values` is what the file sets; other lines and comments stay in their places. Nothing is written before `write`."""

    def __init__(self, path: Path) -> None:
        """Raises OSError, or UnicodeDecodeError for what is no text."""
        self.path = path.resolve()
        self._lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        self.values = {name: value for name, value in map(_parsed, self._lines) if name}

    def set(self, name: str, value: str) -> None:
        """In the place of the line that sets it, or at the end. Raises BadSetting."""
        refuse_unreadable(name, value)
        line = f"{name}={value if _PLAIN.fullmatch(value) else shlex.quote(value)}"
        places = [place for place, text in enumerate(self._lines) if _parsed(text)[0] == name]
        if not places:
            self._lines.append(line)
        for place in places:
            self._lines[place] = line
        self.values[name] = value

    def open_to_others(self) -> bool:
        """Whether the file that is there can be read or written by anybody but its owner."""
        return self.path.exists() and bool(stat.S_IMODE(self.path.stat().st_mode) & 0o077)

    def write(self) -> Path | None:
        """The new file, whole or not at all; where the one before is kept, if there was one. Both 0600. Raises OSError."""
        kept = None
        if self.path.exists():
            kept = self.path.with_name(f"{self.path.name}.bak")
            _put(kept, self.path.read_bytes())
        _put(self.path, "".join(f"{line}\n" for line in self._lines).encode())
        return kept


def refuse_unreadable(name: str, value: str) -> None:
    """Raises BadSetting for what systemd and a shell read differently, however it is quoted."""
    if "'" in value or "\\" in value:
        raise BadSetting(f"{name}: 不能含单引号或反斜杠 (no single quote, no backslash)")


def _parsed(line: str) -> tuple[str, str]:
    """Name and value; two empty strings for what is not an assignment."""
    match = _LINE.fullmatch(line)
    if match is None:
        return "", ""
    try:
        words = shlex.split(match["value"], comments=True)
    except ValueError:
        return "", ""
    return match["name"], words[0] if words else ""


def _put(path: Path, content: bytes) -> None:
    fd, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600 from the first byte
    fresh = Path(name)
    try:
        with os.fdopen(fd, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
