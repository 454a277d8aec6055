"""What the learned model hears (ADR 0023): pains, stages and promises of a fair guess where the rules heard none; objections,
weighed with what the rules claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from heapq import nlargest

from bot.nlp import doubts, sifting, weighing
from bot.nlp.actions import unsaid
from bot.nlp.facts import TICKED, Fact
from bot.nlp.learned import Learned, said_most
from bot.nlp.lexicon import Lexicon
from bot.nlp.phrases import clean
from bot.nlp.sifting import SHORT
from bot.nlp.stages import ASKED, DENIALS, SHOWN, UNDER_WAY
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said

_SURE = 0.7
"""The most that a guess is worth."""
_PAINED, _LIKELY = -2.0, 0.0
"""The odds (logarithms) from which a message tells of a trouble; from which any guess counts in a chat of a few messages."""
_SORE = 1.0
"""The odds from which a trouble is heard so clearly that what the rules claim against us beside it is doubted."""
_BEST = 3
"""Messages of which one has to be free to tell of a stage, where the likeliest is one that the rules have judged."""
_PROMISED = 0.5
"""The odds from which a message promises something …"""
_PLAINLY = 3.5
"""… and from which it does in a chat of a few messages."""


def find(
    thread: Sequence[Turn], lexicon: Lexicon, rules: Sequence[Fact], troubles: Sequence[Fact], claims: Sequence[Fact]
) -> list[Fact]:
    """Objections and pains: the rules' `claims` and `troubles`, weighed, and what the model hears beyond. A stage that none of
    the `rules` has, where it is likeliest.
    """
    model, short = Learned.shipped(), len(thread) <= SHORT
    heard = [turn for turn in thread if turn.heard]
    theirs = [turn for turn in heard if turn.said.theirs]
    odds = {t.said.message.id: model.odds("pain", t.heard) for t in theirs if not lexicon.says_own(t.said.own)}
    hurt = weighing.pains(troubles, odds, short=short)
    claimed, told = {fact.evidence.message for fact in claims}, {fact.evidence.message for fact in troubles}
    against = [(turn, *model.against(turn.heard)) for turn in theirs if turn.said.message.id not in told - claimed]
    halted = {fact.evidence.message for fact in rules if fact.kind == "stage_event" and fact.value["event"] == "on_hold"}
    sore = {message for message, one in odds.items() if one >= _SORE}
    objections = weighing.objections(against, lexicon, claims, halted=halted, short=short, hurt=sore)
    least = _LIKELY if short else _PAINED
    felt = [turn for turn in theirs if turn.said.message.id not in told and model.odds("pain", turn.heard) >= least]
    stages = _stages(thread, rules, lexicon, short=short)
    guessed = [_fact("pain", turn) for turn in felt if _may_say("pain", turn, lexicon)]
    told_as = {fact.value["text"] for fact in troubles}  # he says it again
    return [*hurt, *objections, *stages, *(fact for fact in guessed if fact.value["text"] not in told_as)]


def _stages(thread: Sequence[Turn], rules: Sequence[Fact], lexicon: Lexicon, *, short: bool) -> Iterator[Fact]:
    """Those that none of the `rules` has and some message tells, where each is likeliest."""
    heard, said = [turn for turn in thread if turn.heard], [turn.said for turn in thread]
    least, best = (_LIKELY, 1) if short else (sifting.TOLD, _BEST)
    model, known = Learned.shipped(), {fact.value["event"] for fact in rules if fact.kind == "stage_event"}
    for event in [name for name in SHOWN if name not in known]:
        label = f"stage_{event}"
        if model.anywhere(label, (turn.heard for turn in heard)) >= least:
            likely = nlargest(best, heard, key=lambda turn: model.odds(label, turn.heard))
            told = next((turn for turn in likely if _may_say(label, turn, lexicon)), None)
            if told and not doubts.unfounded(event, said, told.said.index, known):
                known.add(event)
                yield _fact(label, told)


def _may_say(label: str, turn: Turn, lexicon: Lexicon) -> bool:
    return not (_judged(label, turn.said, lexicon) or _denied(label, turn, lexicon))


def promises(thread: Sequence[Turn], rules: Sequence[Fact]) -> list[Fact]:
    """One of each message that sounds like a promise and has none by the rules."""
    least = _PLAINLY if len(thread) <= SHORT else _PROMISED
    model, told = Learned.shipped(), {fact.evidence.message for fact in rules if fact.kind == "next_action"}
    found: list[Fact | None] = []
    for turn in thread:
        said = turn.said
        if turn.heard and said.message.id not in told and model.odds("action", turn.heard) >= least:
            found.append(unsaid(said, partial(_sounds_promised, said.ours)))
    return [fact for fact in found if fact]


def _sounds_promised(ours: bool, clause: Clause) -> int:
    return Learned.shipped().speaks_for("action", clause.text, ours=ours)


def _judged(label: str, said: Said, lexicon: Lexicon) -> bool:
    """A cue of this label stands there: the rules have said what it is worth."""
    named = {name for name, _ in lexicon.spotter("stage_").find(said.own) if not name.endswith(("_topic", "_weak"))}
    return any(name.startswith(label) or label.startswith(name) for name in named)


def _denied(label: str, turn: Turn, lexicon: Lexicon) -> bool:
    if any(lexicon.says(name, turn.said.own) for name in ("not_ours", "imagined")):
        return True
    event = label.removeprefix("stage_")
    if event == label:
        return False
    clause = said_most(label, turn.said)
    return lexicon.says(f"{event}_not", clause.text) or _unreal(event, clause, lexicon)


def _unreal(event: str, clause: Clause, lexicon: Lexicon) -> bool:
    """Asked, supposed, or not come to pass."""
    if clause.asks:
        return event not in ASKED
    if event in UNDER_WAY or event in ASKED:
        return False
    denied = event not in DENIALS and lexicon.says("not_yet", clause.text)
    return denied or lexicon.says("supposed", clause.text)


def _fact(label: str, turn: Turn) -> Fact:
    said = turn.said
    confidence = round(min(_SURE, TICKED + Learned.shipped().chance(label, turn.heard) / 10), 2)
    clause = said_most(label, said)
    text = clean(said.message.text[clause.start : clause.end]) or said.message.text[clause.start : clause.end]
    name = label.removeprefix("stage_")
    if name != label:
        return said.fact("stage_event", {"event": name}, SHOWN[name], confidence, (clause.start, clause.end))
    return said.fact("pain_point", {"text": text}, text, confidence, (clause.start, clause.end))
