"""A chat understood: what the rules find and, beside it, what a language model points at, where one is set."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter

from bot.handlers import papers
from bot.handlers.house import House
from bot.model import Message
from bot.nlp.extract import extract
from bot.nlp.facts import Extraction
from bot.nlp.lexicon import Lexicon
from bot.nlp.proposals.answer import Judged, judge
from bot.nlp.proposals.question import RULES, Question, ask
from bot.ports import Proposer, TryLater, Undeliverable

log = logging.getLogger(__name__)


def understand(
    house: House, why: str, messages: Sequence[Message], *, may_leave: Callable[[Extraction], bool], names: Iterable[str] = ()
) -> Extraction:
    """A paper is understood by its layout, without a model. Of a chat the rules' facts stand whatever the model does; what it
    proposes is added below `facts.TICKED`.

    `why` is the event's id, for the log; `may_leave`: whether, by what the rules found, words of this chat may leave the house;
    `names` are people and companies of whom nothing is told.
    """
    if len(messages) == 1 and papers.is_paper(messages[0]):
        return papers.understood(messages[0], house.zone)
    lexicon, zone, works = house.lexicon, house.zone, house.calendar.works_on
    found = extract(messages, lexicon, zone=zone, works=works)
    if house.proposer is None or not may_leave(found):
        return found
    try:
        question = ask(messages, found, lexicon, zone=zone, works=works, names=names)
        return _proposed(house.proposer, why, question, found, lexicon) if question else found
    except Exception as bug:  # the draft is worth more than a suggestion
        log.error("model: sync %s, bug %s", why, type(bug).__name__)  # noqa: TRY400 - its message may quote the chat
        return found


def _proposed(proposer: Proposer, why: str, question: Question, found: Extraction, lexicon: Lexicon) -> Extraction:
    began = perf_counter()
    judged = Judged(found, 0, 0)
    try:
        told = proposer.ask(RULES, question.text)
        outcome = "answered" if told.fresh else "remembered"
        judged = judge(question, told.text, found, lexicon)
    except TryLater as problem:
        outcome = f"retryable {problem.reason}"
    except Undeliverable as problem:
        outcome = f"final {problem.reason}"
    _log(why, question, outcome, (perf_counter() - began) * 1000, judged)
    return judged.extraction


def _log(why: str, question: Question, outcome: str, took: float, judged: Judged) -> None:
    """What left, in numbers, never in words."""
    log.info(
        "model: sync %s, messages %s, characters %d, masked %d, ms %.0f, outcome %s, proposed %d, dropped %d",
        why,
        ",".join(map(str, question.numbers)),
        question.characters,
        question.mask.count,
        took,
        outcome,
        judged.added,
        judged.dropped,
    )
