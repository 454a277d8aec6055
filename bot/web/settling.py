"""What must be answered before a capture is a sync, checked. Pure."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.capture.model import Captured
from bot.capture.sides import Names
from bot.web.bodies import SettleBody
from bot.web.errors import Refusal


def asked_sides(names: Names, said: SettleBody) -> tuple[dict[str, bool], bool]:
    """By name whether it is ours, and the same for what has no name. Raises Refusal `who_speaks`."""
    answered = {name: side == "us" for name, side in said.speakers.items()}
    sides = {name: answered.get(name, known) for name, known in names.sides.items()}
    if any(ours is None for ours in sides.values()) or (names.nameless and "" not in answered):
        raise Refusal(409, "who_speaks")
    return {name: bool(ours) for name, ours in sides.items()}, answered.get("", False)


def day_of(captured: Captured, said: SettleBody, now: datetime, zone: ZoneInfo) -> date | None:
    """Asked only of a capture without days. Raises Refusal `which_day`, `future_day`, `bad_request`."""
    if captured.dated:
        return None
    if said.day is None:
        raise Refusal(409, "which_day")
    try:
        day = date.fromisoformat(said.day)
    except ValueError:
        raise Refusal(400, "bad_request", "day") from None
    if day > now.astimezone(zone).date():
        raise Refusal(400, "future_day")
    return day


def left_out_of(said: SettleBody, count: int) -> set[int]:
    """Raises Refusal `unknown_message`, `nothing_left`."""
    out = set(said.leave_out)
    if out and max(out) >= count:
        raise Refusal(400, "unknown_message")
    if len(out) == count:
        raise Refusal(409, "nothing_left")
    return out
