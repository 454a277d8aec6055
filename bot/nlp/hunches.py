"""What the learned model hears (ADR 0023): pains, stages and promises of a fair guess where the rules heard none; objections,
weighed with what the rules claim.
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
from bot.nlp.sifting import SHORT
from bot.nlp.stages import ASKED, DENIALS, SHOWN, UNDER_WAY
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said

_SURE = 0.7
"""The most that a guess is worth."""
_LIKELY = 0.5
"""The chance from which a guess counts in a chat of a few messages."""
_PROMISED = 0.5
"""The odds from which a message promises something."""
_Heard = tuple[float, Turn]


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
    objections = weighing.objections(against, lexicon, claims, halted=halted, short=short)
    known = {str(fact.value["event"]) for fact in rules if fact.kind == "stage_event"}
    best: dict[str, _Heard] = {}
    pains: list[_Heard] = []
    for turn in heard:
        for label, chance in model.likely(turn.heard):
            unlikely = label != "pain" and short and chance < _LIKELY
            if unlikely or _judged(label, turn.said, lexicon) or _denied(label, turn, lexicon):
                continue
            if label == "pain" and turn.said.theirs and turn.said.message.id not in told:
                pains.append((chance, turn))
            elif label != "pain" and label.removeprefix("stage_") not in known and chance > best.get(label, (0.0, turn))[0]:
                best[label] = chance, turn
    found = [_fact(label, *guess) for label, guess in best.items()]
    return [*hurt, *objections, *found, *(_fact("pain", *guess) for guess in pains)]


def promises(thread: Sequence[Turn], rules: Sequence[Fact]) -> list[Fact]:
    """One of each message that sounds like a promise and has none by the rules; in a chat long enough to tell."""
    if len(thread) <= SHORT:
        return []
    model, told = Learned.shipped(), {fact.evidence.message for fact in rules if fact.kind == "next_action"}
    found: list[Fact | None] = []
    for turn in thread:
        said = turn.said
        if turn.heard and said.message.id not in told and model.odds("action", turn.heard) >= _PROMISED:
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


def _fact(label: str, chance: float, turn: Turn) -> Fact:
    said, confidence = turn.said, round(min(_SURE, TICKED + chance / 10), 2)
    clause = said_most(label, said)
    text = clean(said.message.text[clause.start : clause.end]) or said.message.text[clause.start : clause.end]
    name = label.removeprefix("stage_")
    if name != label:
        return said.fact("stage_event", {"event": name}, SHOWN[name], confidence, (clause.start, clause.end))
    return said.fact("pain_point", {"text": text}, text, confidence, (clause.start, clause.end))
