"""Messages to facts: the one door of this room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from typing import NamedTuple

from bot.model import Message
from bot.nlp import (
    actions,
    addresses,
    amounts,
    budgets,
    called,
    contacts,
    corrected,
    deadlines,
    deciders,
    hours,
    hunches,
    moved,
    objections,
    pains,
    parties,
    persons,
    products,
    readback,
    rivals,
    sifting,
    stages,
    summary,
    tags,
    tenders,
)
from bot.nlp.days import weekday_works
from bot.nlp.facts import JSON, KINDS, Extraction, Fact
from bot.nlp.judges import budget, deadline, pain, price, quantity, rival, stage, ware
from bot.nlp.lexicon import Lexicon
from bot.nlp.reading import Reading
from bot.nlp.reread import reread
from bot.nlp.state import turns
from bot.nlp.text import Said

__all__ = ["extract", "reread"]

_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
LONGEST = 4000
"""Characters of one message that are read; a longer one is a document, not a chat. `Extraction.cut` names it."""


class Claims(NamedTuple):
    """`found`: the facts of all other kinds, judged. `held`: what the rules hold against us;
    `withdrawn`: days that no longer stand.
    """

    found: Sequence[Fact]
    troubles: Sequence[Fact]
    held: Sequence[Fact]
    stages: Sequence[Fact]
    withdrawn: frozenset[str]


def extract(
    messages: Sequence[Message],
    lexicon: Lexicon,
    *,
    zone: tzinfo,
    outsiders: Collection[str] = (),
    works: Callable[[date], bool] = weekday_works,
) -> Extraction:
    """Facts of a chat, oldest message first, each with the words that say it (CAP-01, CAP-02, CAP-09). Pure.

    Relative dates are resolved against each message's own time in `zone`. `outsiders` are senders (`Message.by`) of neither
    side: a dealer, a consultant. `works`: whether a day is worked (工作日). Of a message only the first `LONGEST` characters
    are read. Never raises for a text.
    """
    reading = read(messages, lexicon, zone=zone, outsiders=outsiders, works=works)
    claims = claimed(reading)
    found = [*claims.found, *stage.revised(claims.stages, reading), *pain.revised(claims.troubles, claims.held, reading)]
    found += hunches.objections(reading.turns, lexicon, found, claims.held, claims.troubles)
    thread = [turn.said for turn in reading.turns]
    seen = tags.Situation(thread, found, claims.withdrawn)
    ordered = _ordered([*hours.told(found, thread), *tags.find(seen, lexicon)], thread)
    cut = tuple(message.id for message in messages if len(message.text) > LONGEST)
    return Extraction(tuple(ordered), summary.write(seen, ordered, lexicon), cut)


def claimed(reading: Reading) -> Claims:
    """Before what hurts, what is held against us, and what stage is told of has been weighed in the whole chat."""
    said_in_turn, lexicon, thread = reading.turns, reading.lexicon, [turn.said for turn in reading.turns]
    claims = list(reading.ledger)
    status = budget.revised(budgets.status(said_in_turn, lexicon, claims), reading)
    published = None if any(claim.kind == "budget" for claim in claims) else tenders.cap(said_in_turn)
    if published:
        claims.append(published)
        status = status or budgets.stated(published.said, "confirmed", published.confidence, published.span)
    found = [*amounts.facts(claims), *filter(None, [status]), *rival.revised(reading.rivals.facts, reading)]
    found += deciders.facts(deciders.find(thread, lexicon))
    found += people(thread, lexicon)
    found += products.find(reading.named, lexicon, reading.ledger.spent)
    found = quantity.revised(ware.revised(found, reading), reading)
    days = deadlines.find(thread, lexicon)
    found += days.facts
    found += actions.find(
        thread, lexicon, [fact for fact in found if fact.kind == "deadline" and fact.confidence >= deadlines.DIRECT]
    )
    found = deadline.revised(found, reading, days.withdrawn)
    found = price.revised(sifting.sift(found, said_in_turn, lexicon), reading)
    found += hunches.promises(said_in_turn, found)
    found = moved.settled(found, thread, lexicon)
    troubles = pains.find(thread, lexicon, found)
    held = objections.find(thread, lexicon, [*found, *troubles])
    return Claims(found, troubles, held, stages.find(thread, lexicon, [*found, *troubles, *held]), days.withdrawn)


def people(thread: Sequence[Said], lexicon: Lexicon) -> list[Fact]:
    """Who is to be spoken to on the customer's side, where, and how it is called."""
    ours = frozenset(said.message.by_name for said in thread if said.ours)
    his = (fact for said in thread if not said.ours for fact in _goes_by(said, lexicon, ours))
    read_out = (fact for said in readback.confirmed(thread) for fact in _goes_by(said, lexicon, ours))
    return corrected.corrected([*his, *readback.as_written(read_out, thread)], thread, lexicon)


def _goes_by(said: Said, lexicon: Lexicon, ours: Collection[str]) -> Iterator[Fact]:
    yield from (*parties.companies(said, lexicon), *persons.find(said, lexicon, ours), *contacts.find(said, lexicon, ours))
    yield from (fact for fact in addresses.find(said) if not contacts.of_another(_before(said, fact), lexicon))


def _before(said: Said, fact: Fact) -> str:
    """What stands before it in its clause."""
    start = fact.evidence.start
    return said.own[said.clause_at(start).start : start]


def read(
    messages: Sequence[Message],
    lexicon: Lexicon,
    *,
    zone: tzinfo,
    outsiders: Collection[str] = (),
    works: Callable[[date], bool] = weekday_works,
) -> Reading:
    """What the rules know of a chat before they claim anything of it; as for `extract`."""
    said_in_turn = turns(_thread(messages, zone, outsiders, works))
    others = rivals.read(said_in_turn, lexicon)
    ledger = amounts.read(said_in_turn, lexicon, others.taken)
    return Reading(said_in_turn, lexicon, others, ledger, called.read(said_in_turn, lexicon))


def _thread(messages: Sequence[Message], zone: tzinfo, outsiders: Collection[str], works: Callable[[date], bool]) -> list[Said]:
    spoken = [_read_of(message) for message in messages if message.text.strip()]
    thread: list[Said] = []
    for index, message in enumerate(spoken):
        thread.append(Said(index, message, zone, message.by in outsiders, works, thread[-1] if thread else None))
    return thread


def _read_of(message: Message) -> Message:
    return message if len(message.text) <= LONGEST else replace(message, text=message.text[:LONGEST])


def _ordered(facts: Iterable[Fact], thread: Sequence[Said]) -> list[Fact]:
    """Each value once, the surest words for it; in the order of the kinds, then of the chat."""
    best: dict[tuple[str, tuple[tuple[str, JSON], ...]], Fact] = {}
    for fact in facts:
        key = fact.kind, tuple(sorted(fact.value.items()))
        if fact.evidence.quote and (key not in best or best[key].confidence < fact.confidence):
            best[key] = fact
    place = {said.message.id: said.index for said in thread}
    return sorted(best.values(), key=lambda f: (_RANK[f.kind], place[f.evidence.message], f.evidence.start))
