"""The whole house in its town on the real clock, so that a command run beside it sees the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.demo.world import new_keys
from crm_core.clock import SetClock, SystemClock
from tests.stories.town_house import TownHouse

SECRETS = ("SECRET", "TOKEN", "KEY")
KEYS = new_keys()


@contextmanager
def town(url: str, folder: Path) -> Iterator[TownHouse]:
    house = TownHouse(url, cast(SetClock, SystemClock()), folder, KEYS)
    try:
        yield house
    finally:
        house.close()


def suilu(house: TownHouse, *arguments: str, input: str | None = None, **more: str | None) -> Result:
    """The command in this process, under the house's environment; no secret may come out of it."""
    result = CliRunner().invoke(main, arguments, env={**house.environment, **more}, input=input, prog_name="suilu")
    for secret in secrets(house.environment):
        assert secret not in result.output
    return result


def secrets(environment: dict[str, str]) -> list[str]:
    return [value for name, value in environment.items() if value and name.rpartition("_")[2] in SECRETS]


def line(result: Result, *words: str) -> str:
    """The one line with all of these words."""
    found = [text for text in result.output.splitlines() if all(word in text for word in words)]
    assert len(found) == 1, (words, result.output)
    return found[0]
