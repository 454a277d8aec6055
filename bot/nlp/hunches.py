"""What the learned model hears (ADR 0023): objections, weighed with what the rules claim; promises of a fair guess where the
rules heard none; and by which words a guess of any label is told, where it may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.nlp import weighing
from bot.nlp.actions import unsaid
from bot.nlp.facts import TICKED, Fact
from bot.nlp.learned import Learned, said_most
from bot.nlp.lexicon import Lexicon
from bot.nlp.phrases import clean
from bot.nlp.renewed import taken_over
from bot.nlp.sifting import SHORT
from bot.nlp.stages import ASKED, DENIALS, SHOWN, UNDER_WAY
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said

_SURE = 0.7
"""The most that a guess is worth."""
_SORE = 1.0
"""The odds from which a trouble is heard so clearly that what the rules claim against us beside it is doubted."""
_PROMISED = 0.5
"""The odds from which a message promises something …"""
_PLAINLY = 3.5
"""… and from which it does in a chat of a few messages."""


def objections(
    thread: Sequence[Turn], lexicon: Lexicon, rules: Sequence[Fact], claims: Sequence[Fact], troubles: Sequence[Fact]
) -> list[Fact]:
    """The rules' `claims`, weighed, and what the model hears beyond; not in a message of the rules' `troubles` alone."""
    model, short = Learned.shipped(), len(thread) <= SHORT
    told = {fact.evidence.message for fact in troubles}
    theirs = [turn for turn in thread if turn.heard and turn.said.theirs]
    claimed = {fact.evidence.message for fact in claims}
    against = [(turn, *model.against(turn.heard)) for turn in theirs if turn.said.message.id not in told - claimed]
    halted = {fact.evidence.message for fact in rules if fact.kind == "stage_event" and fact.value["event"] == "on_hold"}
    sore = {
        turn.said.message.id
        for turn in theirs
        if model.odds("pain", turn.heard) >= _SORE and not lexicon.says_own(turn.said.own)
    }
    return weighing.objections(against, lexicon, claims, halted=halted, short=short, hurt=sore)


def may_say(label: str, turn: Turn, lexicon: Lexicon) -> bool:
    """Whether the rules leave it open: no cue of it stands there, and nothing denies it."""
    return not (_judged(label, turn.said, lexicon) or _denied(label, turn, lexicon))


def promises(thread: Sequence[Turn], rules: Sequence[Fact]) -> list[Fact]:
    """One of each message that sounds like a promise and has none by the rules."""
    least = _PLAINLY if len(thread) <= SHORT else _PROMISED
    model, steps = Learned.shipped(), [fact for fact in rules if fact.kind == "next_action"]
    told, place = {fact.evidence.message for fact in steps}, {turn.said.message.id: turn.said.index for turn in thread}
    found: list[Fact | None] = []
    for turn in thread:
        said = turn.said
        if turn.heard and said.message.id not in told and model.odds("action", turn.heard) >= least:
            found.append(unsaid(said, partial(_sounds_promised, said.ours)))
    return [fact for fact in found if fact and not taken_over(fact, steps, place)]


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


def guess(label: str, turn: Turn) -> Fact:
    """By the clause that says it most."""
    said = turn.said
    confidence = round(min(_SURE, TICKED + Learned.shipped().chance(label, turn.heard) / 10), 2)
    clause = said_most(label, said)
    text = clean(said.message.text[clause.start : clause.end]) or said.message.text[clause.start : clause.end]
    name = label.removeprefix("stage_")
    if name != label:
        return said.fact("stage_event", {"event": name}, SHOWN[name], confidence, (clause.start, clause.end))
    return said.fact("pain_point", {"text": text}, text, confidence, (clause.start, clause.end))
