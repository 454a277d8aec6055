"""A real Valkey for tests: the embedded broker that `suilu demo` runs, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.processes.broker import Broker
from bot.settings import broker_url, load


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A broker on a unix socket as long as the block lasts; its URL (`unix://…`)."""
    settings = load({"SUILU_DATA_DIR": str(folder)})
    broker = Broker(settings)
    broker.start()
    try:
        yield broker_url(settings)
    finally:
        broker.stop()
