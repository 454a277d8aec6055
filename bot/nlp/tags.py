"""The status tags of a customer (TAG-01), each by a stated rule from the other facts; so each can be explained."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.nlp import deciders
from bot.nlp.facts import TICKED, Evidence, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Clause, Said

BUDGET_CLEAR, BUDGET_OPEN, COMPARING = "预算明确", "预算待定", "竞品对比中"
PRICE_SENSITIVE, DELIVERY_SENSITIVE = "价格敏感", "交期敏感"
DECIDER, NO_DECIDER = "决策人已浮现", "决策链未浮现"
TESTING, BUYING, WON, ON_HOLD, LOST = "测试阶段", "采购流程中", "已成交", "暂缓", "已流失"
NO_BUSINESS = "无商机信息"
TAGS = (
    BUDGET_CLEAR, BUDGET_OPEN, COMPARING, PRICE_SENSITIVE, DELIVERY_SENSITIVE, DECIDER, NO_DECIDER,
    TESTING, BUYING, WON, ON_HOLD, LOST, NO_BUSINESS,
)  # fmt: skip
_STAGES = {
    TESTING: (
        "sample_requested", "sample_sent", "sample_received", "waiting_test_report", "test_passed", "test_failed",
        "trial_started", "poc_requested", "poc_started",
    ),
    BUYING: ("bidding", "finance_approval", "contract_review"),
    WON: ("contract_signed", "po_issued", "payment_received"),
    ON_HOLD: ("on_hold",),
    LOST: ("lost",),
}  # fmt: skip
"""Tags that a stage gives."""
_NO_PRICE = late(r"保证金|退款|退回|退还|原路退")
_FRIENDLY = 2
"""Messages of their lives, at least, that make a chat private."""
_TALK = 24
"""Characters the customer says, at least, before silence about business is worth a tag."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules look at. `withdrawn`: days (ISO) that were told and then moved or taken back."""

    thread: Sequence[Said]
    facts: Sequence[Fact]
    withdrawn: frozenset[str] = frozenset()

    def ticked(self, kind: str, key: str, values: Collection[object]) -> Fact | None:
        """The first fact of a kind, sure enough, whose value has one of these under the key."""
        sure = (fact for fact in self.facts if fact.kind == kind and fact.confidence >= TICKED)
        return next((fact for fact in sure if fact.value.get(key) in values), None)


def find(seen: Situation, lexicon: Lexicon) -> Iterator[Fact]:
    """预算明确 or 预算待定 by the budget's status; 竞品对比中: a rival compared with us; 价格敏感, 交期敏感: such an objection.

    测试阶段, 采购流程中, 已成交, 暂缓, 已流失 by the stage. 决策人已浮现: somebody is named who decides; else 决策链未浮现,
    unless it is won, lost, or no business at all (无商机信息): then it has no other.
    """
    if private := _private(seen, lexicon):
        yield private
        return
    yield from _budget(seen)
    for name, kind, key, values in (
        (COMPARING, "competitor", "role", ("compare",)),
        (PRICE_SENSITIVE, "objection", "category", ("price",)),
        (DELIVERY_SENSITIVE, "objection", "category", ("delivery",)),
        *((name, "stage_event", "event", events) for name, events in _STAGES.items()),
    ):
        because = _won(seen) if name == WON else seen.ticked(kind, key, values)
        if because:
            yield _tag(name, because.evidence, 0.85 if because.confidence >= 0.8 else 0.7)
    yield from _chain(seen, lexicon)


def _won(seen: Situation) -> Fact | None:
    """What tells that it is won: no contract that is signed once we have lost (with the other), no deposit, no money back."""
    at = {said.message.id: said for said in seen.thread}
    lost = seen.ticked("stage_event", "event", _STAGES[LOST])
    over = at[lost.evidence.message].index if lost else len(at)
    for fact in seen.facts:
        if fact.kind != "stage_event" or fact.confidence < TICKED:
            continue
        said, event = at[fact.evidence.message], fact.value["event"]
        theirs = event == "contract_signed" and said.index >= over
        if event in _STAGES[WON] and not theirs and not (event == "payment_received" and _NO_PRICE.search(_around(said))):
            return fact
    return None


def _around(said: Said) -> str:
    """The message and the one before it."""
    return f"{said.before.own if said.before else ''} {said.own}"


def _budget(seen: Situation) -> Iterator[Fact]:
    settled = seen.ticked("budget_status", "status", ("confirmed", "range"))
    opened = seen.ticked("budget_status", "status", ("pending_approval", "undecided", "none"))
    if settled:
        yield _tag(BUDGET_CLEAR, settled.evidence, 0.85)
    elif opened:
        yield _tag(BUDGET_OPEN, opened.evidence, 0.85)


def _chain(seen: Situation, lexicon: Lexicon) -> Iterator[Fact]:
    named = next((fact for fact in seen.facts if fact.kind == "decision_maker" and fact.confidence >= TICKED), None)
    if named:
        yield _tag(DECIDER, named.evidence, 0.85)
        return
    if seen.ticked("stage_event", "event", (*_STAGES[WON], *_STAGES[LOST])):
        return
    unknown = deciders.undecided(seen.thread, lexicon)
    because = unknown or next(_business(seen, lexicon), None)
    if because:
        yield _at(NO_DECIDER, *because, 0.8 if unknown else 0.6)
    else:
        yield from _nothing(seen, lexicon)


def _business(seen: Situation, lexicon: Lexicon) -> Iterator[tuple[Said, Clause]]:
    """Clauses that speak of business: the customer's with a product of ours or a word such as 采购; then what gave a fact."""
    for said in seen.thread:
        if not said.ours and not said.passed_on and said.trusted:
            yield from ((said, clause) for clause in said.clauses if _of_business(clause.text, lexicon))
    by_id = {said.message.id: said for said in seen.thread}
    for fact in seen.facts:
        if fact.confidence >= TICKED and not fact.kind.startswith("contact_") and fact.kind != "next_action":
            said = by_id[fact.evidence.message]
            yield said, said.clause_at(fact.evidence.start)


def _of_business(text: str, lexicon: Lexicon) -> bool:
    return lexicon.says("business", text) or lexicon.says("budget", text) or bool(lexicon.wares.find(text))


def _private(seen: Situation, lexicon: Lexicon) -> Fact | None:
    """Friends who talk of their lives, and of no deal: what was taken for a budget there buys milk tea."""
    friendly = [said for said in seen.thread if lexicon.says("pastime", said.own)]
    if len(friendly) < _FRIENDLY or any(fact.confidence >= TICKED and _of_a_deal(fact) for fact in seen.facts):
        return None
    if any(said.passed_on or (said.theirs and lexicon.says("deal_talk", said.own)) for said in seen.thread):
        return None
    return friendly[0].fact("tag", {"name": NO_BUSINESS}, NO_BUSINESS, 0.6, (0, len(friendly[0].message.text)))


def _of_a_deal(fact: Fact) -> bool:
    if fact.kind in ("budget", "budget_status", "deadline", "next_action", "pain_point", "objection", "competitor"):
        return False
    if fact.kind == "stage_event":
        return fact.value["event"] not in ("on_hold", "visit_scheduled", "visit_done")
    return fact.kind != "product" or fact.value["quantity"] is not None


def _nothing(seen: Situation, lexicon: Lexicon) -> Iterator[Fact]:
    """A conversation that tells nothing at all; a greeting is none."""
    theirs = [said for said in seen.thread if said.theirs and said.trusted and said.own.strip(HIDDEN + " ")]
    told = any(fact.kind != "next_action" for fact in seen.facts) or not all(said.trusted for said in seen.thread)
    told = told or any(lexicon.says("trade", said.own) for said in seen.thread)
    if not told and len(theirs) > 1 and sum(len(said.own) for said in theirs) >= _TALK:
        first = max(theirs, key=lambda said: (len(said.own), -said.index))
        yield first.fact("tag", {"name": NO_BUSINESS}, NO_BUSINESS, 0.6, (0, len(first.message.text)))


def _at(name: str, said: Said, clause: Clause, confidence: float) -> Fact:
    return said.fact("tag", {"name": name}, name, confidence, (clause.start, clause.end))


def _tag(name: str, evidence: Evidence, confidence: float) -> Fact:
    return Fact("tag", {"name": name}, name, confidence, evidence)
