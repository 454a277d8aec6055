"""Whatever is confirmed can be taken back: the record is then equal to what it was, to the letter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.errors import Conflict
from crm_core.tables import (
    Account,
    Contact,
    ContactIdentity,
    Insight,
    Lead,
    LeadTag,
    Milestone,
    NextStep,
    Nudge,
    Opportunity,
)
from crm_core.views import Address, NewLine
from tests.crm_core.builders import WANG_CHAT, World, a_line

BUSINESS = (Account, Contact, ContactIdentity, Lead, Opportunity, LeadTag, Milestone, NextStep, Insight, Nudge)
FEN = st.integers(0, 10**12)
WORD = st.sampled_from(["甲", "乙", "丙丁"])
DAY = st.dates().map(lambda day: day.isoformat())


def line(field: str, **value: st.SearchStrategy[Any]) -> st.SearchStrategy[NewLine]:
    return st.fixed_dictionaries(value).map(lambda drawn: a_line(field, **drawn))


LINES = st.lists(
    st.one_of(
        line("budget", low=FEN, high=st.none() | FEN, approx=st.booleans()),
        line("our_quote", amount=FEN),
        line("deal_amount", amount=FEN),
        line("deadline", date=DAY, what=WORD),
        line("competitor", name=WORD),
        line("decision_maker", name=WORD),
        line("contact_phone", phone=st.sampled_from(["13911110000", "13922220000"])),
        line("contact_email", email=st.just("a@example.com")),
        line("contact_person", name=WORD),
        line("contact_company", name=WORD),
        line("contact_uscc", uscc=st.just("91310000MA1K00009Y")),
        line("next_action", what=WORD, due=st.none() | DAY, ours=st.booleans()),
        line("tag", name=WORD),
        line("budget_status", status=st.sampled_from(["confirmed", "none"])),
        line("target_price", low=st.none(), high=FEN, approx=st.booleans()),
        line("contact_address", address=WORD),
        line("product", name=WORD, quantity=st.none(), unit=st.just("")),
        line("pain_point", text=WORD, label=st.none() | WORD),
        line("objection", text=WORD, category=st.sampled_from(["price", "trust"])),
        line("milestone", kind=st.sampled_from(["quote_sent", "sample_sent"])),
    ),
    max_size=8,
)
COUNT = iter(range(10**6))


@given(chats=st.lists(st.tuples(LINES, st.booleans()), min_size=1, max_size=4))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_is_the_inverse_of_confirm(sqlite_world: World, chats: list[tuple[list[NewLine], bool]]) -> None:
    """Up to three records on known and new customers, taken back newest first."""
    world = sqlite_world
    before = world.rows(*BUSINESS)
    done = []
    for lines, known in chats:
        number = next(COUNT)
        chat = WANG_CHAT if known else Address("wecom", "ww1", f"linxiao/new{number}", "single")
        said = [replace(line, evidence=replace(line.evidence, message=f"m{number}")) for line in lines]
        draft = world.propose(
            said, sync=f"s{number}", chat=chat, messages=[world.message(f"m{number}", f"预算50万左右，第{number}次说")]
        )
        assert len(draft.lines) == len(lines)
        if draft.lead_id is None and draft.candidates:
            with world.core.work(world.lin) as w:
                w.drafts.choose(draft.id, draft.candidates[0].lead_id)
        try:
            with world.core.work(world.lin) as w:
                done.append(w.drafts.confirm(draft.id, keep=[each.id for each in draft.lines]).id)
        except Conflict:  # `uscc_taken`, by another of these customers: nothing was written
            with world.core.work(world.lin) as w:
                w.drafts.drop(draft.id)

    for activity_id in reversed(done):
        with world.core.work(world.lin) as w:
            assert w.activities.undo(activity_id).undone

    assert world.rows(*BUSINESS) == before
