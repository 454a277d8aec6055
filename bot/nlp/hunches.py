"""What the learned model hears where the rules heard nothing (ADR 0023): objections, pains and stages of a fair guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.nlp.facts import TICKED, Fact
from bot.nlp.learned import Learned
from bot.nlp.lexicon import Lexicon
from bot.nlp.phrases import clean
from bot.nlp.stages import ASKED, DENIALS, SHOWN, UNDER_WAY
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said

_SURE = 0.7
"""The most that a guess is worth."""
_DENIALS = {"objection_price": "price_denied", "objection": "objection_not"}
"""Words that take back what a line seems to say."""
_Heard = tuple[float, Turn]


def find(thread: Sequence[Turn], lexicon: Lexicon, rules: Sequence[Fact]) -> list[Fact]:
    """Facts that none of the `rules` has: an objection's class and a stage once, where it is likeliest; every pain."""
    known = {_name(fact) for fact in rules if fact.confidence >= TICKED}
    spoken = {fact.evidence.message for fact in rules if fact.kind in ("pain_point", "objection")}
    best: dict[str, _Heard] = {}
    pains: list[_Heard] = []
    for turn in thread:
        for label, chance in _heard(turn, lexicon):
            if turn.said.message.id in spoken and not label.startswith("stage_"):
                continue  # the rules have said what this one holds against us, or what hurts
            if label == "pain":
                pains.append((chance, turn))
            elif label not in known and chance > best.get(label, (0.0, turn))[0]:
                best[label] = chance, turn
    found = [_fact(label, *heard) for label, heard in best.items()]
    return [*found, *(_fact("pain", *heard) for heard in pains)]


def _name(fact: Fact) -> str:
    if fact.kind == "objection":
        return f"objection_{fact.value['category']}"
    return f"stage_{fact.value['event']}" if fact.kind == "stage_event" else ""


def _heard(turn: Turn, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    said = turn.said
    if said.passed_on or said.outside or not said.trusted:
        return
    before = turn.asked.own if turn.asked else ""
    for label, chance in Learned.shipped().hear(said.own, ours=said.ours, before=before):
        if (said.theirs or label.startswith("stage_")) and not (_judged(label, said, lexicon) or _denied(label, turn, lexicon)):
            yield label, chance


def _judged(label: str, said: Said, lexicon: Lexicon) -> bool:
    """A cue of this label stands there: the rules have said what it is worth."""
    if label == "pain":
        return lexicon.says("pain", said.own)
    kind = label.partition("_")[0]
    named = {name for name, _ in lexicon.spotter(f"{kind}_").find(said.own) if not name.endswith(("_topic", "_weak"))}
    return any(name.startswith(label) or label.startswith(name) for name in named)


def _denied(label: str, turn: Turn, lexicon: Lexicon) -> bool:
    text = turn.said.own
    lists = [words for name, words in _DENIALS.items() if label.startswith(name)]
    if any(lexicon.says(name, text) for name in (*lists, "not_ours", "imagined")):
        return True
    event = label.removeprefix("stage_")
    if event == label:
        return False
    clause = _clause(label, turn)
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
    clause = _clause(label, turn)
    text = clean(said.message.text[clause.start : clause.end]) or said.message.text[clause.start : clause.end]
    kind, _, name = label.partition("_")
    if kind == "stage":
        return said.fact("stage_event", {"event": name}, SHOWN[name], confidence, (clause.start, clause.end))
    value = {"category": name, "text": text} if kind == "objection" else {"text": text}
    return said.fact("objection" if kind == "objection" else "pain_point", value, text, confidence, (clause.start, clause.end))


def _clause(label: str, turn: Turn) -> Clause:
    """The one that speaks for it most."""
    said, model = turn.said, Learned.shipped()
    return max(said.clauses, key=lambda clause: model.speaks_for(label, clause.text, ours=said.ours))
