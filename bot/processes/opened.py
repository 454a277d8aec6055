"""The core alone, for a command that looks or changes something and is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.bootstrap import build
from bot.settings import Settings
from crm_core.work.core import Core


@contextmanager
def opened(settings: Settings) -> Iterator[Core]:
    """Raises DatabaseTooOld, with what to do, before anything is asked of it."""
    core = build(settings, "tool").core
    try:
        core.check_version()
        yield core
    finally:
        core.close()
