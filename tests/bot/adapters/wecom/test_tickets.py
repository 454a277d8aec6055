"""A platform that was away for a moment has not forgotten the tickets that it handed out."""

from __future__ import annotations

from bot.simulator.town import Town
from bot.simulator.wecom.desk import HOURS_2, Desk
from crm_core.clock import SetClock
from tests.bot.adapters.wecom.world import SETTINGS
from tests.conftest import START


def test_a_ticket_outlives_a_restart_and_ends_after_two_hours() -> None:
    clock = SetClock(START)
    before = Desk(Town(clock), SETTINGS).ticket("agent_config")

    desk = Desk(Town(clock), SETTINGS)

    assert desk.ticket("agent_config") == before
    assert desk.ticket("jsapi") != before
    clock.move(HOURS_2)
    assert desk.ticket("agent_config") != before
