"""Which wares each message of a chat names: by name, by a part of one where none is said, for short beside a count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.nlp.counted import NUMBER
from bot.nlp.lexicon import Lexicon
from bot.nlp.nicknames import Hit, Nicknames, nicknames
from bot.nlp.state import Turn


class Named(NamedTuple):
    """A message of either side to the other, and the wares it names; `hits`: also those called for short beside a count."""

    turn: Turn
    by_name: Sequence[Hit]
    hits: Sequence[Hit]


def read(turns: Sequence[Turn], lexicon: Lexicon) -> list[Named]:
    """Whoever is of neither side, what was passed on, and words to the machine name none."""
    nicks = nicknames(lexicon)
    spoken = [turn for turn in turns if not (turn.said.passed_on or turn.said.outside) and turn.said.trusted]
    return list(_with_nicknames(spoken, _by_name(spoken, lexicon, nicks), nicks))


def only(named: Sequence[Named]) -> str:
    """The one ware that the chat names, or nothing."""
    names = {name for one in named for name, _, _ in one.by_name}
    return names.pop() if len(names) == 1 else ""


def _with_nicknames(spoken: Sequence[Turn], named: Sequence[Sequence[Hit]], nicks: Nicknames) -> Iterator[Named]:
    for turn, hits in zip(spoken, named, strict=True):
        own = turn.said.own
        more = nicks.find(own, hits) if NUMBER.search(own) else []
        yield Named(turn, hits, sorted([*hits, *more], key=lambda hit: hit[1]) if more else hits)


def _by_name(spoken: Sequence[Turn], lexicon: Lexicon, nicks: Nicknames) -> Sequence[Sequence[Hit]]:
    """Where no name is said, the ware that is meant by a part of one."""
    named = [nicks.whole(turn.said.own, lexicon.wares.find(turn.said.own)) for turn in spoken]
    if any(named):
        return [nicks.most(turn.said.own, hits) for turn, hits in zip(spoken, named, strict=True)]
    named = _most([nicks.alone(turn.said.own) for turn in spoken])
    return named if any(named) else _most([nicks.thing(turn.said.own) for turn in spoken])


def _most(named: list[list[Hit]]) -> list[list[Hit]]:
    """Only those of the ware that is spoken of most, the earlier one of two."""
    many = Counter(name for hits in named for name, _, _ in hits).most_common(1)
    return [[hit for hit in hits if hit[0] == many[0][0]] for hits in named] if many else named
