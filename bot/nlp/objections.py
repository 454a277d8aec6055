"""What the customer holds against us or demands of us (异议): by class, the words that say it most clearly."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from bot.nlp.facts import TICKED, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.pains import of_another
from bot.nlp.phrases import clean
from bot.nlp.text import Clause, Said

CATEGORIES = ("contract", "integration", "service", "authority", "delivery", "trust", "feature", "timing", "price")
"""Of two classes in one clause the first: 违约金20%太高 speaks of the contract."""
_MAY_ASK = {"price", "delivery", "contract", "trust"}
"""Classes whose questions press: 能不能便宜点. A question about a feature only asks."""
Heard = list[tuple[str, int, int]]
_OF_PRICE = re.compile(r"价|贵|便宜|优惠|折|预算")


def find(thread: Sequence[Said], lexicon: Lexicon, others: Sequence[Fact]) -> list[Fact]:
    """One a class, the clearest, the first of equals; what is told as a pain point is none.

    Among `others` a counter-offer and a rival's lower price press on the price. 不是价格的问题 takes back what was said of it.
    """
    pains = {(fact.evidence.message, fact.evidence.start) for fact in others if fact.kind == "pain_point"}
    best: dict[str, Fact] = {}
    for said in thread:
        if not said.theirs or said.passed_on or not said.trusted:
            continue
        if lexicon.says("price_denied", said.own):
            best.pop("price", None)
        heard = _heard(said, lexicon)
        for clause in said.clauses if heard else ():
            if (said.message.id, clause.start) not in pains and not lexicon.says("price_denied", clause.text):
                _keep(best, _objections(said, clause, heard, lexicon))
    _keep(best, _of_facts(others))
    return list(best.values())


def _keep(best: dict[str, Fact], found: Iterator[Fact]) -> None:
    for fact in found:
        standing = best.get(str(fact.value["category"]))
        if standing is None or standing.confidence < fact.confidence:
            best[str(fact.value["category"])] = fact


def _of_facts(others: Sequence[Fact]) -> Iterator[Fact]:
    ours = sorted(int(fact.value["amount"]) for fact in others if fact.kind == "our_quote")
    for fact in others:
        if fact.confidence >= TICKED and (fact.kind == "target_price" or _lower(fact, ours)):
            text = clean(fact.evidence.quote)
            yield Fact("objection", {"category": "price", "text": text}, text, 0.7, fact.evidence)


def _lower(fact: Fact, ours: Sequence[int]) -> bool:
    """A rival's price below what we asked (`ours`, the lowest first)."""
    if fact.kind == "competitor_price":
        price = fact.value["amount"]
        above = bisect_right(ours, price)
        return above < len(ours) and bool(ours[above] < 3 * price)
    return fact.kind == "competitor_delta" and fact.value["than"] == "lower"


def _heard(said: Said, lexicon: Lexicon) -> Heard:
    """(class or class and strength, start, end) of every cue in a message."""
    found = [(name.removeprefix("objection_"), *m.span()) for name, m in lexicon.spotter("objection_").find(said.own)]
    return found + [("price", *m.span()) for m in lexicon.cue("price_pressure").finditer(said.own)]


def _objections(said: Said, clause: Clause, heard: Heard, lexicon: Lexicon) -> Iterator[Fact]:
    names = {name for name, start, end in heard if clause.start <= start and end <= clause.end}
    if not names:
        return
    skipped = lexicon.says("objection_not", clause.text) or lexicon.says("not_ours", clause.text)
    if skipped or lexicon.says("imagined", said.own) or of_another(clause, lexicon):
        return
    text = clean(said.message.text[clause.start : clause.end])
    category, confidence = _class(clause, names, lexicon)
    if text and category and (not clause.asks or category in _MAY_ASK):
        value: dict[str, object] = {"category": category, "text": text}
        yield said.fact("objection", value, text, confidence, (clause.start, clause.end))


def _class(clause: Clause, names: set[str], lexicon: Lexicon) -> tuple[str, float]:
    """What one clause holds against us, and how surely; a subject alone (售后) counts only with a hard word (必须)."""
    if "price" in names and _OF_PRICE.search(clause.text):
        return "price", 0.8
    strong = next((category for category in CATEGORIES if category in names), "")
    if strong:
        return strong, 0.8
    hard = lexicon.says("hard", clause.text)
    weak = (c for c in CATEGORIES if f"{c}_weak" in names or (hard and f"{c}_topic" in names))
    return next(weak, ""), 0.65
