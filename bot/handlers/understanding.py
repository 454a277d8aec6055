"""A chat understood: what the rules find and, beside it, what a language model points at, where one is set."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from time import perf_counter

from bot.handlers.house import House
from bot.model import Message
from bot.nlp.extract import extract
from bot.nlp.facts import Extraction
from bot.nlp.lexicon import Lexicon
from bot.nlp.proposals.answer import Judged, judge
from bot.nlp.proposals.question import RULES, Question, ask
from bot.ports import Proposer, TryLater, Undeliverable

log = logging.getLogger(__name__)


def understand(house: House, why: str, messages: Sequence[Message], *, names: Iterable[str] = ()) -> Extraction:
    """The rules' facts stand whatever the model does; what it proposes is added below `facts.TICKED`.

    `why` is the event's id, for the log; `names` are people and companies of whom it is told nothing.
    """
    lexicon = house.lexicon
    found = extract(messages, lexicon, zone=house.zone, works=house.calendar.works_on)
    if house.proposer is None:
        return found
    question = ask(messages, found, lexicon, zone=house.zone, works=house.calendar.works_on, names=names)
    return _proposed(house.proposer, why, question, found, lexicon) if question else found


def _proposed(proposer: Proposer, why: str, question: Question, found: Extraction, lexicon: Lexicon) -> Extraction:
    """What left is logged as numbers, never as words."""
    began = perf_counter()
    judged, outcome = Judged(found, 0, 0), "answered"
    try:
        told = proposer.ask(RULES, question.text)
        judged = judge(question, told.text, found, lexicon)
        outcome = "answered" if told.fresh else "remembered"
    except TryLater as problem:
        outcome = f"retryable {problem.reason}"
    except Undeliverable as problem:
        outcome = f"final {problem.reason}"
    except Exception as bug:  # the draft is worth more than a suggestion; its message may quote the chat
        outcome = f"bug {type(bug).__name__}"
    log.info(
        "model: sync %s, messages %s, characters %d, masked %d, ms %.0f, outcome %s, proposed %d, dropped %d",
        why,
        ",".join(map(str, question.numbers)),
        question.characters,
        question.mask.count,
        (perf_counter() - began) * 1000,
        outcome,
        judged.added,
        judged.dropped,
    )
    return judged.extraction
