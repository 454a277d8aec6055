"""What may stand in a question to our API, each checked and named when it is wrong."""

from __future__ import annotations

import re

from flask import request

from bot.web.bodies import MEMBER
from bot.web.errors import Refusal


def external() -> str | None:
    """The customer of the chat beside the page, as the platform calls it."""
    value = request.args.get("external_userid")
    if value is not None and not re.fullmatch(MEMBER, value):
        raise Refusal(400, "bad_request", "external_userid")
    return value


def number(name: str) -> int:
    value = request.args.get(name, "")
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise Refusal(400, "bad_request", name)
    return int(value)


def about(*, optional: bool = False) -> tuple[str | None, int | None]:
    """`external_userid` or `lead`; with `optional` it may be neither."""
    beside = external()
    if beside is not None or (optional and "lead" not in request.args):
        return beside, None
    return None, number("lead")
