"""The small organisation that the domain's tests play in."""

from __future__ import annotations

import pytest

from crm_core.clock import SetClock
from crm_core.work.core import Core
from tests.crm_core.builders import World, a_world


@pytest.fixture
def world(core: Core, clock: SetClock) -> World:
    """On each engine."""
    return a_world(core, clock)


@pytest.fixture
def sqlite_world(sqlite_core: Core, clock: SetClock) -> World:
    """Where the engine makes no difference."""
    return a_world(sqlite_core, clock)
