"""What a draft proposes of what was understood."""

from __future__ import annotations

from bot.handlers.sync_conversation import REACHED, lines_for
from bot.nlp import facts
from bot.nlp.facts import KINDS, LINES, Evidence, Extraction, Fact
from crm_core.decisions import fields
from crm_core.decisions.stages import MILESTONES

HERE = Evidence("m1", 0, 4, "样品到了")


def event(name: str, at: int = 0) -> Fact:
    return Fact("stage_event", {"event": name}, name, 0.8, Evidence("m1", at, at + 4, "样品到了"))


def test_the_record_has_a_place_for_every_kind_that_a_draft_proposes() -> None:
    assert set(LINES) == set(KINDS) - {"stage_event"}
    assert {*LINES, "foreign_amount"} <= set(fields.FIELDS)
    assert set(REACHED.values()) <= set(MILESTONES)
    assert facts.BUDGET_STATES == fields.BUDGET_STATES


def test_an_event_that_a_milestone_stands_for_is_proposed_as_that_once() -> None:
    said = Extraction((event("sample_received", 2), event("sample_sent", 8), event("complaint")), "")

    lines = lines_for(said)

    assert [(line.field, line.value, line.shown, line.evidence.start) for line in lines] == [
        ("milestone", {"kind": "sample_sent"}, "样品寄出", 2)
    ]


def test_an_amount_that_is_not_in_yuan_is_kept_as_it_reads() -> None:
    quote = Fact("our_quote", {"amount": 2_50, "currency": "USD"}, "2.5美元", 0.8, HERE)

    (line,) = lines_for(Extraction((quote,), ""))

    assert (line.field, line.value, line.shown) == ("foreign_amount", {"text": "我方报价 2.5美元"}, "我方报价 2.5美元")
    assert fields.columns(line.field, line.value) == {"kind": "foreign_amount", "label": ""}


def test_a_value_is_proposed_as_it_reads_with_the_words_that_say_it() -> None:
    product = Fact("product", {"name": "P12", "quantity": 12, "unit": "台"}, "P12 × 12台", 0.8, HERE)

    (line,) = lines_for(Extraction((product,), ""))

    assert (line.field, line.shown, line.evidence.quote) == ("product", "P12 × 12台", "样品到了")
