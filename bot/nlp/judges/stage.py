"""Which stages a chat tells of (商机阶段): what the rules claim, and how each sounds, beside all the others.

One stage speaks for the next: what was agreed makes a signature likelier, a signature an order; a refusal speaks against them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest

from bot.nlp import doubts, sifting
from bot.nlp.facts import TICKED, Fact
from bot.nlp.hunches import guess, may_say
from bot.nlp.judges.judge import Judge, within
from bot.nlp.learned import Learned
from bot.nlp.reading import Reading
from bot.nlp.sifting import SHORT, undoubted
from bot.nlp.stages import SHOWN
from bot.nlp.state import Turn

LABEL = "stage"
TOLD = -0.2
"""The odds (a logarithm) from which a stage is told, set on chats that neither the rules nor the weights had seen."""
_SHORTLY = 0.0
"""Those that some message tells of it, in a chat of a few, where no rule claims it."""
_BEST = 3
"""Messages of which one has to be free to tell of a stage, where the likeliest is one that the rules have judged."""
_SURE = 0.75
_FAR, _NEAR = 8.0, 3.0


def revised(claims: Sequence[Fact], reading: Reading) -> list[Fact]:
    """The rules' `claims` that are likely, and the stages that none of them has, where each is likeliest."""
    turns, lexicon = reading.turns, reading.lexicon
    heard = [turn for turn in turns if turn.heard]
    if not heard:
        return list(claims)
    if len(turns) <= SHORT:
        kept = sifting.stages(claims, turns, lexicon)
        return [*kept, *_further(kept, {event: _anywhere(event, heard) for event in SHOWN}, _SHORTLY, 1, reading)]
    odds, own = odds_of(claims, heard), undoubted(turns, lexicon)
    kept = [fact for fact in claims if fact.evidence.message in own or odds[str(fact.value["event"])] >= TOLD]
    return [*kept, *_further(kept, odds, TOLD, _BEST, reading)]


def odds_of(claims: Sequence[Fact], heard: Sequence[Turn]) -> dict[str, float]:
    judge = Judge.shipped(LABEL)
    return {event: judge.weighed(measures) for event, measures in candidates(claims, heard).items()}


def candidates(claims: Sequence[Fact], heard: Sequence[Turn]) -> dict[str, Mapping[str, float]]:
    """By stage, what speaks for and against it; each measure under its name."""
    model, sure = Learned.shipped(), dict[str, float]()
    for fact in claims:
        event = str(fact.value["event"])
        sure[event] = max(fact.confidence, sure.get(event, 0.0))
    loud = {event: _loudest(model, event, heard) for event in SHOWN}
    return {
        event: {f"{event}:{name}": one for name, one in (*_own(event, sure, loud[event], heard), *_others(event, sure, loud))}
        for event in SHOWN
    }


def _anywhere(event: str, heard: Sequence[Turn]) -> float:
    return Learned.shipped().anywhere(f"stage_{event}", (turn.heard for turn in heard))


def _loudest(model: Learned, event: str, heard: Sequence[Turn]) -> list[tuple[float, int]]:
    """The two messages that sound most like it: their odds, and where they are."""
    return nlargest(2, ((model.odds(f"stage_{event}", turn.heard), place) for place, turn in enumerate(heard)))


def _own(
    event: str, sure: Mapping[str, float], loud: Sequence[tuple[float, int]], heard: Sequence[Turn]
) -> Iterator[tuple[str, float]]:
    anywhere, (most, place) = within(_anywhere(event, heard), _FAR), loud[0]
    yield "", 1.0
    yield "anywhere", anywhere
    yield "most", within(most, _FAR)
    yield "second", within(loud[1][0], _FAR) if len(loud) > 1 else -_FAR
    yield "ours", float(heard[place].said.ours)
    yield "place", place / max(1, len(heard) - 1)
    if event in sure:
        yield "ruled", 1.0
        yield "ruled_anywhere", anywhere
        yield "ticked", float(sure[event] >= TICKED)
        yield "surely", float(sure[event] >= _SURE)


def _others(
    event: str, sure: Mapping[str, float], loud: Mapping[str, Sequence[tuple[float, int]]]
) -> Iterator[tuple[str, float]]:
    for other in SHOWN:
        if other != event:
            yield other, within(loud[other][0][0], _NEAR) / _NEAR
            if sure.get(other, 0.0) >= TICKED:
                yield f"ruled_{other}", 1.0


def _further(kept: Sequence[Fact], odds: Mapping[str, float], least: float, best: int, reading: Reading) -> Iterator[Fact]:
    """The stages that nobody claims and that are likely, each by the message that says it most and may."""
    model, said = Learned.shipped(), [turn.said for turn in reading.turns]
    heard = [turn for turn in reading.turns if turn.heard]
    known = {str(fact.value["event"]) for fact in kept}
    for event in [name for name in SHOWN if name not in known and odds[name] >= least]:
        label = f"stage_{event}"
        likely = nlargest(best, heard, key=lambda turn: model.odds(label, turn.heard))
        told = next((turn for turn in likely if may_say(label, turn, reading.lexicon)), None)
        if told and not doubts.unfounded(event, said, told.said.index, known):
            known.add(event)
            yield guess(label, told)
