"""Claims of the rules that a message does not sound like: a price or a promise by its words, but not by the whole line.

Where a rule is right and where it only found its word was measured on chats that no rule had seen: of what was claimed at odds
below these, three in four were wrong (ADR 0023). In a chat of a few messages, where little tells what matters, only promises
and stages are judged, and those mildly; never a message with a cue that the organisation added itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.nlp.answered import alone
from bot.nlp.facts import Fact
from bot.nlp.learned import Learned
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.requests import agrees
from bot.nlp.state import Turn

SHORT = 4
"""Messages, at most, of a chat that is hardly judged."""
_LEAST = {
    "next_action": ("action", -2.0),
    "deal_amount": ("fact_deal_amount", -4.5),
    "our_quote": ("fact_our_quote", -4.0),
    "target_price": ("fact_target_price", -5.0),
    "decision_maker": ("fact_decision_maker", -5.0),
}
"""Kind → the label of the learned model, and the odds (a logarithm) of the message from which a claim counts."""
_STAGE, _SURELY = -7.3, 1.0
"""The odds that some message tells of a stage, from which a claim counts in a chat of a few; what a sure one is forgiven."""
_SURE = 0.75
_FORGIVEN = 4.5
"""What a promise in a chat of a few messages is forgiven: too little tells there what matters."""
_ASKS = late(r"能[^,。]{0,12}(?:[发给寄传]我|过来|来(?:一?趟|人|[看量修装]))[^,。]{0,4}[吗么不?]\s?\Z")
"""明天能把报价给我吗, 周四能派人来看看吗: a yes is a promise, whatever the question sounds like."""
_MONEY = ("budget", "target_price", "our_quote", "deal_amount")


def of_money(turn: Turn) -> dict[str, float]:
    """The odds that the message names a budget, a bid, a price of ours, an agreed one."""
    if len(turn.thread) <= SHORT or not turn.heard:
        return {}
    model = Learned.shipped()
    return {slot: model.odds(f"fact_{slot}", turn.heard) for slot in _MONEY}


def sift(facts: Sequence[Fact], thread: Sequence[Turn], lexicon: Lexicon) -> list[Fact]:
    """Promises, prices and deciders whose message sounds like one; all others as they are."""
    few = len(thread) <= SHORT
    model = Learned.shipped()
    judged = {turn.said.message.id: turn.heard for turn in thread if not (lexicon.says_own(turn.said.own) or alone(turn.said))}
    theirs = {turn.said.message.id for turn in thread if turn.said.theirs}
    promised = _promised(facts, thread, lexicon)
    return [
        fact
        for fact in facts
        if (few and not _vowed(fact, theirs))  # a price needs a chat around it
        or (fact.evidence.message in promised and not _vowed(fact, theirs))  # what was asked for, and promised by a yes
        or (fact.kind == "our_quote" and fact.evidence.message in theirs)  # 你们27.5: the model knows our own words for it
        or _sounds(fact, judged.get(fact.evidence.message) or (), model, _FORGIVEN if few else 0.0)
    ]


def _promised(facts: Sequence[Fact], thread: Sequence[Turn], lexicon: Lexicon) -> set[str]:
    """The messages that ask for a step and are answered by a yes: 明天能把报价给我吗 … 能."""
    asked, said = {fact.evidence.message for fact in facts if fact.kind == "next_action"}, [turn.said for turn in thread]
    may = (place for place, one in enumerate(said) if one.message.id in asked and _ASKS.search(one.own))
    return {said[place].message.id for place in may if agrees(said, place, lexicon)}


def _vowed(fact: Fact, theirs: Collection[str]) -> bool:
    """What somebody promises for his own side."""
    return fact.kind == "next_action" and fact.value["ours"] != (fact.evidence.message in theirs)


def _sounds(fact: Fact, heard: Sequence[int], model: Learned, forgiven: float) -> bool:
    label, least = _LEAST.get(fact.kind, ("", 0.0))
    return not label or not heard or model.odds(label, heard) >= least - forgiven


def stages(facts: Sequence[Fact], thread: Sequence[Turn], lexicon: Lexicon) -> list[Fact]:
    """Of the stages of a chat of a few messages those that some message sounds like, if only faintly."""
    heard = [turn.heard for turn in thread if turn.heard]
    sure = undoubted(thread, lexicon)
    return [fact for fact in facts if fact.evidence.message in sure or _is_told(fact, heard)]


def undoubted(thread: Sequence[Turn], lexicon: Lexicon) -> set[str]:
    """The messages with a cue that the organisation added: what they say is not weighed."""
    return {turn.said.message.id for turn in thread if lexicon.says_own(turn.said.own)}


def _is_told(fact: Fact, heard: Sequence[Sequence[int]]) -> bool:
    odds = Learned.shipped().anywhere(f"stage_{fact.value['event']}", heard)
    return odds + _SURELY * (fact.confidence >= _SURE) >= _STAGE
