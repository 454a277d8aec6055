"""The town's WeCom and the adapter's parts on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.manners import OwnPacer, OwnTokens
from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.media import WecomMedia
from bot.adapters.wecom.outbound import WecomMessenger
from bot.adapters.wecom.sign_in import WecomSignIn
from bot.adapters.wecom.transcripts import WecomTranscripts
from tests.bot.adapters.wecom.finance_sdk.vendor import SMALL, Key, Vendor, compiled, new_key
from tests.bot.adapters.wecom.world import Opened, World

START = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[World]:
    with Opened(START) as opened:
        yield opened


@pytest.fixture
def client(world: World) -> WecomClient:
    return WecomClient(world.settings, world.clock, OwnTokens(world.clock), OwnPacer(world.clock))


@pytest.fixture
def messenger(world: World, client: WecomClient) -> WecomMessenger:
    return WecomMessenger(world.settings, client, world.clock, OwnPacer(world.clock))


@pytest.fixture
def media(world: World, client: WecomClient) -> WecomMedia:
    return WecomMedia(world.settings, client, OwnPacer(world.clock))


@pytest.fixture
def transcripts(world: World, client: WecomClient) -> WecomTranscripts:
    return WecomTranscripts(world.settings, client, world.clock)


@pytest.fixture
def sign_in(world: World, client: WecomClient) -> WecomSignIn:
    return WecomSignIn(world.settings, client, world.clock)


# --- the archive's library --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in for the vendor's library, compiled once."""
    return compiled(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def archive_keys() -> dict[int, Key]:
    """Two versions: the tenant changed its key once."""
    return {1: new_key(), 2: new_key(), SMALL: new_key(1024)}


@pytest.fixture
def vendor(library: Path, archive_keys: dict[int, Key], tmp_path: Path) -> Iterator[Vendor]:
    """Whatever the library hands out has to be given back by the end of the test."""
    made = Vendor(library, tmp_path / "vendor", archive_keys)
    yield made
    assert made.live == 0
