"""The four status tags of a customer (TAG-01), each by a stated rule from what was found; so each can be explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlp import deciders, intents
from bot.nlp.deciders import Decider
from bot.nlp.facts import TICKED, Evidence, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import Clause, Said

BUDGET_CLEAR, NO_DECIDER, COMPARING, PRICE_SENSITIVE = "预算明确", "决策链未浮现", "竞品对比中", "价格敏感"
TAGS = (BUDGET_CLEAR, NO_DECIDER, COMPARING, PRICE_SENSITIVE)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules look at."""

    thread: Sequence[Said]
    facts: Sequence[Fact]
    budget_settled: bool
    deciders: Sequence[Decider]
    pressure: tuple[Said, Clause] | None


def situation(thread: Sequence[Said], lexicon: Lexicon, facts: Sequence[Fact], settled: bool) -> Situation:
    return Situation(
        thread,
        facts,
        settled,
        deciders.find(thread, lexicon),
        intents.price_pressure(thread, lexicon),
    )


def find(seen: Situation, lexicon: Lexicon) -> Iterator[Fact]:
    """预算明确: a budget that nobody left open. 竞品对比中: a rival compared with us. 价格敏感: pressure on the price.

    决策链未浮现: there is business, nobody is named who decides, and it is neither won nor lost.
    """
    ticked = [fact for fact in seen.facts if fact.confidence >= TICKED]
    budget = next((fact for fact in ticked if fact.kind == "budget"), None)
    if budget and seen.budget_settled:
        yield _tag(BUDGET_CLEAR, budget.evidence, 0.85)
    rival = next((fact for fact in ticked if fact.kind == "competitor" and fact.value["role"] == "compare"), None)
    if rival:
        yield _tag(COMPARING, rival.evidence, 0.85)
    if seen.pressure:
        yield _at(PRICE_SENSITIVE, *seen.pressure, 0.85)
    yield from _no_decider(seen, ticked, lexicon)


def _no_decider(seen: Situation, ticked: Sequence[Fact], lexicon: Lexicon) -> Iterator[Fact]:
    if seen.deciders or any(fact.kind == "deal_amount" for fact in ticked) or _closed(seen.thread, lexicon):
        return
    unknown = deciders.undecided(seen.thread, lexicon)
    if unknown:
        yield _at(NO_DECIDER, *unknown, 0.8)
        return
    because = next((said_at for said_at in _business(seen.thread, lexicon)), None)
    if because:
        yield _at(NO_DECIDER, *because, 0.6)


def _closed(thread: Sequence[Said], lexicon: Lexicon) -> bool:
    return any(lexicon.says("closed", said.own) for said in thread if said.trusted)


def _business(thread: Sequence[Said], lexicon: Lexicon) -> Iterator[tuple[Said, Clause]]:
    """The customer's clauses that speak of business: a product of ours, or a word such as 采购 or 方案."""
    for said in thread:
        if said.ours or said.passed_on or not said.trusted:
            continue
        for clause in said.clauses:
            if lexicon.says("business", clause.text) or lexicon.says("budget", clause.text) or lexicon.wares.find(clause.text):
                yield said, clause


def _at(name: str, said: Said, clause: Clause, confidence: float) -> Fact:
    return said.fact("tag", {"name": name}, name, confidence, (clause.start, clause.end))


def _tag(name: str, evidence: Evidence, confidence: float) -> Fact:
    return Fact("tag", {"name": name}, name, confidence, evidence)
