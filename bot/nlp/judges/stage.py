"""Which stages a chat tells of (商机阶段): what the rules claim, and how each sounds, beside all the others.

One stage speaks for the next: what was agreed makes a signature likelier, a signature an order; a refusal speaks against them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from bot.nlp import doubts, sifting
from bot.nlp.facts import TICKED, Fact
from bot.nlp.hunches import guess, may_say
from bot.nlp.judges.judge import Judge, surest, within
from bot.nlp.learned import Learned, together
from bot.nlp.reading import Reading
from bot.nlp.sifting import SHORT, undoubted
from bot.nlp.stages import SHOWN
from bot.nlp.state import Turn

LABEL = "stage"
TOLD = -0.2
"""The odds (a logarithm) from which a stage is told, set on chats that had taught none of what weighs them (ADR 0025)."""
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
        sounds = [turn.heard for turn in heard]
        odds = {event: Learned.shipped().anywhere(f"stage_{event}", sounds) for event in SHOWN}
        return [*kept, *_further(kept, odds, heard, reading, least=_SHORTLY, best=1)]
    odds, own = odds_of(claims, heard), undoubted(turns, lexicon)
    kept = [fact for fact in claims if fact.evidence.message in own or odds[str(fact.value["event"])] >= TOLD]
    return [*kept, *_further(kept, odds, heard, reading, least=TOLD, best=_BEST)]


def odds_of(claims: Sequence[Fact], heard: Sequence[Turn]) -> dict[str, float]:
    judges = _judges(Judge.shipped(LABEL))
    return {event: judges[event].weighed(measures) for event, measures in _measured(claims, heard).items()}


def candidates(claims: Sequence[Fact], heard: Sequence[Turn]) -> dict[str, Mapping[str, float]]:
    """By stage, what speaks for and against it, under the names of the one judge that is taught."""
    told = _measured(claims, heard)
    return {event: {f"{event}:{name}": one for name, one in measures.items()} for event, measures in told.items()}


@cache
def _judges(whole: Judge) -> dict[str, Judge]:
    """The one judge as one for each stage."""
    split: dict[str, dict[str, int]] = {event: {} for event in SHOWN}
    for name, weight in whole.weights.items():
        event, _, measure = name.partition(":")
        split[event][measure] = weight
    return {event: Judge(whole.bias, weights) for event, weights in split.items()}


def _measured(claims: Sequence[Fact], heard: Sequence[Turn]) -> dict[str, dict[str, float]]:
    """By stage: its own measures, and how the others sound and which of them the rules claim."""
    model, sure = Learned.shipped(), surest(claims, lambda fact: str(fact.value["event"]))
    sounds = [turn.heard for turn in heard]
    loud = {event: model.loudest(f"stage_{event}", sounds) for event in SHOWN}
    others = {event: within(told[0][0], _NEAR) / _NEAR for event, told in loud.items()}
    ruled = {f"ruled_{event}": 1.0 for event, one in sure.items() if one >= TICKED}
    found = {event: {**others, **ruled, **_own(event, sure, loud[event], heard)} for event in SHOWN}
    for event, measures in found.items():
        measures.pop(event)
        measures.pop(f"ruled_{event}", None)
    return found


def _own(event: str, sure: Mapping[str, float], loud: Sequence[tuple[float, int]], heard: Sequence[Turn]) -> dict[str, float]:
    anywhere, (most, place) = within(together(loud), _FAR), loud[0]
    claimed = sure.get(event, 0.0)
    ruled = {
        "ruled": 1.0,
        "ruled_anywhere": anywhere,
        "ticked": float(claimed >= TICKED),
        "surely": float(claimed >= _SURE),
    }
    return {
        "": 1.0,
        "anywhere": anywhere,
        "most": within(most, _FAR),
        "second": within(loud[1][0], _FAR) if len(loud) > 1 else -_FAR,
        "ours": float(heard[place].said.ours),
        "place": place / max(1, len(heard) - 1),
        **(ruled if event in sure else {}),
    }


def _further(
    kept: Sequence[Fact], odds: Mapping[str, float], heard: Sequence[Turn], reading: Reading, *, least: float, best: int
) -> Iterator[Fact]:
    """The stages that nobody claims and that are likely, each by the message that says it most and may."""
    said = [turn.said for turn in reading.turns]
    known = {str(fact.value["event"]) for fact in kept}
    for event in [name for name in SHOWN if name not in known and odds[name] >= least]:
        label = f"stage_{event}"
        likely = [heard[place] for _, place in Learned.shipped().loudest(label, (turn.heard for turn in heard))[:best]]
        told = next((turn for turn in likely if may_say(label, turn, reading.lexicon)), None)
        if told and not doubts.unfounded(event, said, told.said.index, known):
            known.add(event)
            yield guess(label, told)
