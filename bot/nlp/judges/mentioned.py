"""What speaks for and against a name of a chat, a ware's or a rival's: the words around every mention, and the other names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.nlp.called import Named
from bot.nlp.judges.judge import masked, pairs, plain_digits, side_of

_LEFT, _RIGHT = 8, 12
"""Characters on either side of a mention that are looked at."""
_ANSWER, _ASKED = 12, 8
_EDGE = 3
"""Characters that touch a mention, told one by one, two and three."""
_PARTS, _ENDS = 5, 4
"""Parts of a chat that are told apart: where a mention is, where the last one is."""


class Mention(NamedTuple):
    """Where it is named: the message, its place among all, the characters."""

    one: Named
    place: int
    start: int
    end: int

    @property
    def theirs(self) -> bool:
        return self.one.turn.said.theirs


def features(named: Sequence[Named]) -> dict[str, frozenset[str]]:
    """By name, of everything that is named."""
    order = [name for one in named for name, _, _ in one.hits]
    many = Counter(order)
    return {
        name: frozenset((*_chat(name, told, order, many, len(named)), *_told(name, told, len(named))))
        for name, told in mentions(named).items()
    }


def mentions(named: Sequence[Named]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for place, one in enumerate(named):
        for name, start, end in one.hits:
            found.setdefault(name, []).append(Mention(one, place, start, end))
    return found


def _chat(name: str, told: Sequence[Mention], order: Sequence[str], many: Counter[str], messages: int) -> Iterator[str]:
    """How often it is named, by whom, and where among the others."""
    times, wares = min(4, len(told)), min(5, len(many))
    yield f"times{times}"
    yield f"wares{wares}"
    yield f"wares{wares}times{times}"
    yield f"sides{''.join(sorted({side_of(one.one.turn.said) for one in told}))}"
    yield f"begins{side_of(told[0].one.turn.said)}"
    yield f"rank{min(3, sum(other > many[name] for other in many.values()))}"
    yield f"share{4 * many[name] // len(order)}"
    yield f"first{order[0] == name:d}"
    yield f"last{order[-1] == name:d}"
    yield f"until{told[-1].place * _ENDS // messages}"


def _told(name: str, told: Sequence[Mention], messages: int) -> Iterator[str]:
    """The words around each mention; those of the customer's last message of it once more, for they are the newest."""
    last = max((one.place for one in told if one.theirs), default=told[-1].place)
    for one in told:
        side, turn = side_of(one.one.turn.said), one.one.turn
        words = list(_around(one, name))
        yield from map(side.__add__, words)
        if one.place == last:
            yield from map(f"!{side}".__add__, words)
        yield from pairs(f"{side}a:", plain_digits(turn.answer.own[:_ANSWER]) if turn.answer else "")
        yield from pairs(f"{side}?:", plain_digits(turn.asked.own[-_ASKED:]) if turn.asked else "")
        yield f"{side}asks{turn.said.clause_at(one.start).asks:d}"
        yield f"{side}beside{min(2, sum(hit[0] != name for hit in one.one.hits))}"
        yield f"{side}part{one.place * _PARTS // messages}"


def _around(one: Mention, name: str) -> Iterator[str]:
    left, right = masked(one.one, one.start, one.end, name)
    for long in range(1, _EDGE + 1):
        yield f"L:{left[-long:]}"
        yield f"R:{right[:long]}"
    yield from pairs("l:", left[-_LEFT:])
    yield from pairs("r:", right[:_RIGHT])
