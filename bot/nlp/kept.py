"""Promises that the chat itself says are kept: 今天寄样, and then 样布收到了; 问下财务, and then 财务同意了."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add

from bot.nlp.facts import Fact
from bot.nlp.patterns import late
from bot.nlp.text import Said

_KEPT_BY = {
    "sample_sent": late(r"样|寄"),
    "sample_received": late(r"样|寄"),
    "payment_received": late(r"付|转|打款|汇|款|定金"),
    "contract_signed": late(r"签|合同"),
    "delivered": late(r"送|发货|到货|到场|寄"),
    "demo_done": late(r"演示"),
    "quote_sent": late(r"报价|报个价"),
}
"""By event: what of it had been promised."""
_REPORTS = late(
    r"(?:已经?|刚刚?)?(?:发|寄|给|转|付|打|出|送|签|查|问|装|换|修|改|办|同意|批|开|传|提交)[^,。;!?]{0,4}(?:了|啦|咯|好)(?![吗么没吧])"
)
_NOT_YET = late(r"[没未别不]|如果|要是|等|再|就|[完好]了?[就再给发]|之后|以后")
_LESS = frozenset("给发出做个一下的您你我把好点去来到")


def still_open(facts: Sequence[Fact], thread: Sequence[Said]) -> list[Fact]:
    """Without the next actions that something later says are done."""
    place = {said.message.id: said.index for said in thread}
    reports = [(said, clause.text) for said in thread for clause in said.clauses if not clause.asks and _reports(clause.text)]
    events = [(place.get(f.evidence.message, -1), f.value["event"]) for f in facts if f.kind == "stage_event"]
    return [
        fact
        for fact in facts
        if fact.kind != "next_action" or not (_happened(fact, place, events) or _reported(fact, place, reports))
    ]


def _reports(text: str) -> bool:
    return _REPORTS.search(text) is not None and not _NOT_YET.search(text)


def _happened(fact: Fact, place: dict[str, int], events: Sequence[tuple[int, str]]) -> bool:
    what, since = str(fact.value["what"]), place.get(fact.evidence.message, len(place))
    return any(at > since and event in _KEPT_BY and _KEPT_BY[event].search(what) for at, event in events)


def _reported(fact: Fact, place: dict[str, int], reports: Sequence[tuple[Said, str]]) -> bool:
    """By who promised it, of the same thing: 下周一出初稿, 初稿发您了."""
    since, things = place.get(fact.evidence.message, len(place)), _things(str(fact.value["what"]))
    mine = (text for said, text in reports if said.index > since and said.ours == fact.value["ours"] and not said.passed_on)
    return any(thing in text for text in mine for thing in things)


def _things(what: str) -> set[str]:
    return {pair for pair in map(add, what, what[1:]) if pair.isalpha() and _LESS.isdisjoint(pair)}
