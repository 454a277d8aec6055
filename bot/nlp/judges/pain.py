"""Which of the customer's messages tell of a trouble (痛点): how each sounds beside all others of the chat.

A message alone says too little: of a chat with one loud complaint the faint ones are none, of a calm one they are. So what the
rules claim, what the learned model hears here, right before and right behind, and how loud the others are is weighed together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from bot.nlp.facts import Fact
from bot.nlp.hunches import guess, may_say
from bot.nlp.judges.judge import Judge, surest, within
from bot.nlp.learned import Learned, said_most
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.reading import Reading
from bot.nlp.sifting import SHORT, undoubted
from bot.nlp.state import Turn

LABEL = "pain"
TOLD = -0.6
"""Odds (a logarithm) from which a message tells of one, set on chats that had taught none of what weighs them (ADR 0025)."""
_SHORTLY = 0.0
"""Those of the message alone, in a chat of a few."""
_SURELY = 0.7
_FAR, _RANKS, _MANY = 8.0, 6, 4
_WANTS = late(r"想(?:装|上|买|采购|配|订|定做?|做|要|了解|咨询|问)(?:一?[套个台批点下些])?[^,。;!?不]{1,8}")
_EDGE = 2
"""Messages of a chat that are its begin, and its end."""
_HEARD = ("stage_", "fact_", "objection")
"""What else a message may sound like."""


def revised(troubles: Sequence[Fact], claims: Sequence[Fact], reading: Reading) -> list[Fact]:
    """The rules' `troubles` that are likely, and those that no rule knows. `claims`: what the rules hold against us."""
    turns, lexicon = reading.turns, reading.lexicon
    short, own = len(turns) <= SHORT, undoubted(turns, lexicon)
    odds, least = (_alone(turns), _SHORTLY) if short else (odds_of(turns, troubles, claims), TOLD)
    sure = own if not short else {fact.evidence.message for fact in troubles}
    kept = [fact for fact in troubles if fact.evidence.message in sure or odds.get(fact.evidence.message, least) >= least]
    told = {fact.evidence.message for fact in troubles}
    likely = (turn for turn in _heard(turns) if turn.said.message.id not in told and odds[turn.said.message.id] >= least)
    more = [guess(LABEL, turn) for turn in likely if may_say(LABEL, turn, lexicon) and not _only_wants(turn, lexicon)]
    words = {fact.value["text"] for fact in troubles}  # he says it again
    return [*kept, *(fact for fact in more if fact.value["text"] not in words)]


def _only_wants(turn: Turn, lexicon: Lexicon) -> bool:
    """我们有三十多台货车想装定位: no word of a trouble in it."""
    own, clause = turn.said.own, said_most(LABEL, turn.said)
    return _WANTS.search(clause.text) is not None and not any(
        lexicon.says(name, own) for name in ("pain", "pain_theirs", "press")
    )


def odds_of(turns: Sequence[Turn], troubles: Sequence[Fact], claims: Sequence[Fact]) -> dict[str, float]:
    judge = Judge.shipped(LABEL)
    return {message: judge.weighed(measures) for message, measures in candidates(turns, troubles, claims).items()}


def candidates(turns: Sequence[Turn], troubles: Sequence[Fact], claims: Sequence[Fact]) -> dict[str, Mapping[str, float]]:
    """By message of the customer's, what speaks for and against it."""
    model, heard = Learned.shipped(), _heard(turns)
    sore = {turn.said.index: model.odds(LABEL, turn.heard) for turn in heard}
    against = {turn.said.index: model.against(turn.heard)[0] for turn in heard}
    ranks = {name: _Ranks(odds) for name, odds in (("sore", sore), ("against", against))}
    ruled = surest(troubles, lambda fact: fact.evidence.message)
    held = {fact.evidence.message for fact in claims}
    return {
        turn.said.message.id: dict(
            (
                *((f"{name}_{what}", one) for name, odds in ranks.items() for what, one in odds.of(turn.said.index)),
                *_of_rules(turn, sore[turn.said.index], ruled, held),
                *_beside(turn.said.index, turns, ruled),
                *_else(turn),
            )
        )
        for turn in heard
    }


def _alone(turns: Sequence[Turn]) -> dict[str, float]:
    return {turn.said.message.id: Learned.shipped().odds(LABEL, turn.heard) for turn in _heard(turns)}


def _heard(turns: Sequence[Turn]) -> list[Turn]:
    return [turn for turn in turns if turn.said.theirs and turn.heard]


class _Ranks:
    """How loud a message is among all: its own odds, how many are louder, the loudest other one."""

    def __init__(self, odds: Mapping[int, float]) -> None:
        self.odds = odds
        self.order = sorted(odds, key=lambda place: (-odds[place], -place))
        self.rank = {place: rank for rank, place in enumerate(self.order)}

    def of(self, place: int) -> Iterator[tuple[str, float]]:
        here, rank = within(self.odds[place], _FAR), self.rank[place]
        other = next((self.odds[one] for one in self.order[:2] if one != place), -_FAR)
        yield "odds", here
        yield "rank", float(min(rank, _RANKS))
        yield "first", float(rank == 0)
        yield "other", within(other, _FAR)
        yield "above", within(here - other, _FAR)


def _of_rules(turn: Turn, sore: float, ruled: Mapping[str, float], held: Collection[str]) -> Iterator[tuple[str, float]]:
    message = turn.said.message.id
    if message in ruled:
        yield "ruled", 1.0
        yield "ruled_sore", within(sore, _FAR)
        yield "surely", float(ruled[message] >= _SURELY)
    yield "others_ruled", float(min(len(ruled) - (message in ruled), _MANY - 1))
    yield "held", float(message in held)
    yield "others_held", float(min(len(held) - (message in held), _MANY))


def _beside(place: int, turns: Sequence[Turn], ruled: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Where it is, and what stands right before and right behind it."""
    model, many = Learned.shipped(), len(turns)
    for step, name in ((-1, "before"), (1, "after")):
        other = turns[place + step] if 0 <= place + step < many else None
        if other and other.heard:
            yield f"{name}_ours", float(other.said.ours)
            yield f"{name}_sore", within(model.odds(LABEL, other.heard), _FAR)
            yield f"{name}_acts", within(model.odds("action", other.heard), _FAR)
            yield f"{name}_ruled", float(other.said.message.id in ruled)
    yield "place", place / max(1, many - 1)
    yield "begin", float(place < _EDGE)
    yield "end", float(place >= many - _EDGE)
    yield "many", min(many / 10, _MANY)


def _else(turn: Turn) -> Iterator[tuple[str, float]]:
    for place, label in _others(Learned.shipped().labels):
        yield label, max(-6.0, min(3.0, turn.heard[place] / 100)) / 3


@cache
def _others(labels: tuple[str, ...]) -> list[tuple[int, str]]:
    return [(place, label) for place, label in enumerate(labels) if label.startswith(_HEARD)]
