"""What the customer holds against us or demands of us (异议): by class, the words that say it most clearly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.nlp.facts import TICKED, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.phrases import clean
from bot.nlp.text import Clause, Said

CATEGORIES = ("price", "delivery", "feature", "service", "contract", "timing", "trust", "integration", "authority")
_MAY_ASK = {"price", "delivery", "contract", "trust"}
"""Classes whose questions press: 能不能便宜点. A question about a feature only asks."""


def find(thread: Sequence[Said], lexicon: Lexicon, others: Sequence[Fact]) -> list[Fact]:
    """One a class, the clearest, the first of equals. A counter-offer among `others` presses on the price.

    不是价格的问题 takes back what was said of the price.
    """
    best: dict[str, Fact] = {}
    for said in thread:
        if not said.theirs or said.passed_on or not said.trusted:
            continue
        for clause in said.clauses:
            if lexicon.says("price_denied", clause.text):
                best.pop("price", None)
                continue
            for fact in _objections(said, clause, lexicon):
                standing = best.get(str(fact.value["category"]))
                if standing is None or standing.confidence < fact.confidence:
                    best[str(fact.value["category"])] = fact
    for offer in others:
        if offer.kind == "target_price" and offer.confidence >= TICKED:
            best.setdefault("price", _bargained(offer))
    return list(best.values())


def _bargained(offer: Fact) -> Fact:
    text = clean(offer.evidence.quote)
    return Fact("objection", {"category": "price", "text": text}, text, 0.7, offer.evidence)


def _objections(said: Said, clause: Clause, lexicon: Lexicon) -> Iterator[Fact]:
    if lexicon.says("objection_not", clause.text) or lexicon.says("not_ours", clause.text):
        return
    text = clean(said.message.text[clause.start : clause.end])
    for category, confidence in _classes(clause, lexicon).items():
        if text and (not clause.asks or category in _MAY_ASK):
            value: dict[str, object] = {"category": category, "text": text}
            yield said.fact("objection", value, text, confidence, (clause.start, clause.end))


def _classes(clause: Clause, lexicon: Lexicon) -> dict[str, float]:
    """Class → confidence of what one clause says; a subject alone (售后) is one only with a hard word (必须)."""
    names = {name.removeprefix("objection_") for name, _ in lexicon.spotter("objection_").find(clause.text)}
    names |= {"price"} if lexicon.says("price_pressure", clause.text) else set()
    hard = lexicon.says("hard", clause.text)
    found: dict[str, float] = {}
    for category in CATEGORIES:
        if category in names:
            found[category] = 0.8
        elif f"{category}_weak" in names or (hard and f"{category}_topic" in names):
            found[category] = 0.65
    return _first_two(found)


def _first_two(found: dict[str, float]) -> dict[str, float]:
    """One clause says one thing, at most two: the clearest."""
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], CATEGORIES.index(pair[0])))
    return dict(ordered[:1])
