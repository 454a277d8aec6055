"""What a log may say of a bug: its kind and its place, never its words, which may quote a message."""

from __future__ import annotations


def place_of(error: BaseException) -> str:
    """`KeyError at bot.handlers.nudge:41`."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f" at {at.tb_frame.f_globals.get('__name__')}:{at.tb_lineno}" if at else ""
    return type(error).__name__ + place
