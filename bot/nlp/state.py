"""A chat as turns: what somebody led up to a message with, and what he was answering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.nlp.text import Said

_SOON = timedelta(minutes=5)
_SHORT = 16
_BACK = 5
"""Messages after which a question counts as forgotten."""
_NUMBER = re.compile(r"[\d二两三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class Turn:
    """A message in its place. `lead`: what its sender wrote in short messages right before, without a number: 预算, 大概.

    `before`: his message right before, whatever its length; `asked`: the other side's last words before him, `topic` what his
    own side said last before those.
    """

    said: Said
    lead: str
    before: Said | None
    asked: Said | None
    topic: Said | None


def turns(thread: Sequence[Said]) -> Iterator[Turn]:
    for place, said in enumerate(thread):
        mine = _run(thread, place)
        first = place - len(mine)
        asked = _last(thread, first, not said.ours)
        topic = _last(thread, asked.index, said.ours) if asked else None
        yield Turn(said, _lead(mine), mine[0] if mine else None, asked, topic)


def _last(thread: Sequence[Said], before: int, ours: bool) -> Said | None:
    """This side's last message among the few before that place."""
    return next((said for said in reversed(thread[max(0, before - _BACK) : before]) if said.ours == ours), None)


def _run(thread: Sequence[Said], place: int) -> list[Said]:
    """The sender's messages right before this one, latest first."""
    found: list[Said] = []
    later = thread[place]
    for said in reversed(thread[max(0, place - _BACK) : place]):
        if said.message.by != later.message.by or later.at - said.at > _SOON or said.passed_on or not said.trusted:
            break
        found.append(said)
        later = said
    return found


def _lead(run: Sequence[Said]) -> str:
    words = ""
    for said in run:
        if len(said.own) > _SHORT or _NUMBER.search(said.own):
            break
        words = said.own + words
    return words
