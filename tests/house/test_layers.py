"""The directions of import hold; a planted violation of them is caught."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _lint() -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_room_imports_only_what_it_may() -> None:
    result = _lint()

    assert result.returncode == 0, result.stdout


def test_a_room_that_nobody_drew_breaks_the_build(tmp_path: Path) -> None:
    stray = ROOT / "bot" / "utils.py"
    stray.write_text('"""A room that nobody drew."""\n', encoding="utf-8")
    try:
        result = _lint()
    finally:
        stray.unlink()

    assert result.returncode == 1
    assert "utils" in result.stdout
