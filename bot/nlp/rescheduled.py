"""A day that is given up without being told so: 20号我有考试 25号行不; 能不能早一天, 可以 那就27号."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.intents import Talk
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Said

_YIELDS = late(r"(?:可以|行|好|ok|嗯|那|最[早快晚]|没问题)")
_SHORT = 20
"""Characters of an answer that is about the day and nothing else."""


def given_up(said: Said, read: Sequence[Talk], lexicon: Lexicon) -> frozenset[str]:
    """The days on which he has something else, where he asks for others: 28号我们要去外地 能不能早一天."""
    days = [(d.last.isoformat(), _clashes(talk, d, lexicon)) for talk in read for d in talk.dates]
    if not (said.theirs and (_other_day(said, lexicon) or any(not clashing for _, clashing in days))):
        return frozenset()
    return frozenset(day for day, clashing in days if clashing)


def _clashes(talk: Talk, day: Dated, lexicon: Lexicon) -> bool:
    return talk.clause.start <= day.start < talk.clause.end and lexicon.says("clash", talk.clause.text)


def settles(said: Said, before: Sequence[Said], lexicon: Lexicon) -> bool:
    """A short answer by a day, where another day had just been asked for: 再早点, 最早2月4号."""
    if len(said.own.strip()) > _SHORT or not _YIELDS.match(said.own.strip()) or not dated(said)[1]:
        return False
    return any(other.theirs and other.trusted and _other_day(other, lexicon) for other in before)


def _other_day(said: Said, lexicon: Lexicon) -> bool:
    return lexicon.says("other_day", said.own)
