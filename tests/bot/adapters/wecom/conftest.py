"""The town's WeCom and the adapter's parts on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.adapters.manners import OwnPacer, OwnTokens
from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.media import WecomMedia
from bot.adapters.wecom.outbound import WecomMessenger
from bot.adapters.wecom.sign_in import WecomSignIn
from bot.adapters.wecom.transcripts import WecomTranscripts
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
