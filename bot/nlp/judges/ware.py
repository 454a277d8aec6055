"""Which of the wares that a chat names are wanted: by the words around every mention of each, and by the other wares.

Customers turn a ware down, put it off or only speak of it in more ways than the rules know; what does not sound wanted falls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.nlp.called import Named
from bot.nlp.facts import Fact
from bot.nlp.judges.judge import Judge, masked, pairs, plain_digits, side_of
from bot.nlp.patterns import late
from bot.nlp.reading import Reading
from bot.nlp.sifting import SHORT, undoubted

LABEL = "ware"
_UNWANTED, _COUNTED = 0.25, -0.5
"""The odds (logarithms) below which a ware is not told: without a quantity, and with one."""
_ASKED_FOR = late(r"(?:也|都|先)?(?:给我|帮我)?报(?!废|警|修)|[也都][要来配]|多少钱|怎么卖|什么价")
"""阀门也报一下: however it sounds."""
_LEFT, _RIGHT = 8, 12
"""Characters on either side of a mention that are looked at."""
_ANSWER, _ASKED = 12, 8
_EDGE = 3
"""Characters that touch a mention, told one by one, two and three."""
_PARTS, _ENDS = 5, 4
"""Parts of a chat that are told apart: where a mention is, where the last one is."""


class Mention(NamedTuple):
    """Where a ware is named: the message, its place among all, the characters."""

    one: Named
    place: int
    start: int
    end: int

    @property
    def theirs(self) -> bool:
        return self.one.turn.said.theirs


def candidates(reading: Reading) -> dict[str, frozenset[str]]:
    """Every ware that is named, with what speaks for or against its being wanted."""
    mentions = mentioned(reading.named)
    order = [name for one in reading.named for name, _, _ in one.hits]
    many = Counter(order)
    return {
        name: frozenset((*_chat(name, told, order, many, len(reading.named)), *_told(name, told, len(reading.named))))
        for name, told in mentions.items()
    }


def mentioned(named: Sequence[Named]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for place, one in enumerate(named):
        for name, start, end in one.hits:
            found.setdefault(name, []).append(Mention(one, place, start, end))
    return found


def revised(found: Sequence[Fact], reading: Reading) -> list[Fact]:
    """The facts without the wares that hardly anybody wants."""
    if len(reading.turns) <= SHORT or not any(fact.kind == "product" for fact in found):
        return list(found)
    own, judge = undoubted(reading.turns, reading.lexicon), Judge.shipped(LABEL)
    odds = {name: judge.odds(features) for name, features in candidates(reading).items()}
    asked = {name for one in reading.named if one.turn.said.theirs for name, _, end in one.hits if _asked_for(one, end)}
    return [
        fact
        for fact in found
        if fact.kind != "product" or fact.evidence.message in own or fact.value["name"] in asked or _wanted(fact, odds)
    ]


def _asked_for(one: Named, end: int) -> bool:
    return _ASKED_FOR.match(one.turn.said.own, end) is not None


def _wanted(fact: Fact, odds: Mapping[str, float]) -> bool:
    least = _UNWANTED if fact.value["quantity"] is None else _COUNTED
    return odds.get(str(fact.value["name"]), least) >= least


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
