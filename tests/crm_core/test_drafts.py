"""From a proposal to a record and back, one rule a test."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm_core.errors import Conflict, NotAllowed, NotVisible
from crm_core.people import SYSTEM
from crm_core.tables import (
    Account,
    Activity,
    Audit,
    Contact,
    ContactIdentity,
    Conversation,
    Decision,
    Draft,
    FieldChange,
    Insight,
    Lead,
    LeadTag,
    Message,
    Milestone,
    NextStep,
    Opportunity,
)
from crm_core.views import Address, CandidateView, ChangeView, NewLine
from tests.crm_core.builders import BUDGET, DEAL_GROUP, NEW_CHAT, NEXT, PHONE, TAG, WANG_CHAT, World, a_line

BUSINESS = (Account, Contact, ContactIdentity, Lead, Opportunity, LeadTag, Milestone, NextStep, Insight)
"""What an undo puts back to the letter."""


def test_a_proposal_shows_what_it_would_change_and_changes_nothing(world: World) -> None:
    before = world.rows(*BUSINESS)

    draft = world.propose([BUDGET, PHONE, a_line("tag", "价格敏感", confidence=0.5, name="价格敏感")])

    assert (draft.lead_id, draft.because, draft.lead) == (world.wang, "identity", "华辰精密机械有限公司 · 王海")
    assert [(line.field, line.old_shown, line.ticked) for line in draft.lines] == [
        ("budget", "", True),
        ("contact_phone", "13800001234", True),
        ("tag", "", False),
    ]
    assert world.rows(*BUSINESS) == before


def test_asking_twice_is_one_draft(world: World) -> None:
    first = world.propose([BUDGET])
    again = world.propose([PHONE], messages=[world.message("m2")])

    assert again == first
    assert len(world.rows(Draft)["draft"]) == 1
    with world.core.read(world.lin) as w:
        assert w.syncs.get("wecom:sync:1").state == "proposed"
        assert w.syncs.begin("wecom:sync:1", WANG_CHAT).draft_id == first.id


def test_a_message_is_in_one_draft_only(world: World) -> None:
    world.propose([BUDGET])

    with world.core.work(world.lin) as w:
        start = w.syncs.begin("wecom:sync:2", WANG_CHAT)
        how: Any = {"summary": "", "profile": {}, "identity": None, "timings": {}}
        assert start.since == world.message().at
        assert w.syncs.propose("wecom:sync:2", messages=[world.message()], lines=[BUDGET], **how) is None
        w.syncs.empty("wecom:sync:2")
        assert w.syncs.get("wecom:sync:2").state == "empty"
        both = [world.message(), world.message("m2", "价格偏高", 1)]
        w.syncs.begin("wecom:sync:3", WANG_CHAT)
        newer = w.syncs.propose("wecom:sync:3", messages=both, lines=[BUDGET, replace_message(TAG, "m2")], **how)

    assert newer is not None
    assert (newer.messages, [line.field for line in newer.lines]) == (1, ["tag"])


def replace_message(line: NewLine, message: str) -> NewLine:
    return replace(line, evidence=replace(line.evidence, message=message))


def test_confirming_writes_what_was_kept(world: World) -> None:
    draft = world.propose([BUDGET, PHONE, TAG, NEXT])
    keep = [line.id for line in draft.lines if line.field != "tag"]
    budget = draft.lines[0].id

    with world.core.work(world.lin) as w:
        edits = {budget: ({"low": 45_000_000, "high": 50_000_000, "approx": False}, "45万-50万")}
        activity = w.drafts.confirm(draft.id, keep=keep, edits=edits)
        customer = w.leads.customer(activity.lead_id)
        after = w.drafts.get(draft.id)

    assert activity.changes == (
        ChangeView("budget", "", "45万-50万", "预算50万左右"),
        ChangeView("contact_phone", "13800001234", "13912345678", "预算50万左右"),
        ChangeView("next_action", "", "发方案", "预算50万左右"),
    )
    assert (customer.budget_low, customer.budget_high, customer.phone) == (45_000_000, 50_000_000, "13912345678")
    assert [(step.what, step.due) for step in customer.next_steps] == [("发方案", date(2026, 2, 18))]
    assert (customer.lead.tags, customer.lead.stage) == ((), "contacted")
    assert (after.state, after.activity_id) == ("confirmed", activity.id)
    assert world.rows(Conversation)["conversation"][1][6] == world.wang


def test_what_else_the_customer_said_is_kept_as_it_reads_once_and_taken_back(world: World) -> None:
    before = world.rows(*BUSINESS)
    said = [
        a_line("product", "监护仪 × 12台", name="监护仪", quantity=12, unit="台"),
        a_line("pain_point", "报警太吵", text="报警太吵", label=None),
        a_line("objection", "你们偏高", category="price", text="你们偏高"),
        a_line("target_price", "不超过44万", low=None, high=44_000_000, approx=False),
        a_line("budget_status", "待审批", status="pending_approval"),
        a_line("decision_maker", "刘总", name="刘总"),
        a_line("contact_address", "杭州市滨江区江南大道1号", address="杭州市滨江区江南大道1号"),
    ]
    activity = world.confirmed(said)
    twice = [replace_message(line, "m2") for line in said[:2]]
    again = world.confirmed(twice, sync="wecom:sync:2", messages=[world.message("m2", "还是那些", 1)])

    with world.core.read(world.lin) as w:
        seen = w.leads.customer(activity.lead_id)
    assert [(one.kind, one.text, one.label) for one in seen.insights] == [
        ("objection", "你们偏高", "价格"),
        ("pain_point", "报警太吵", ""),
        ("product", "监护仪 × 12台", ""),
    ]
    assert (seen.budget_status, seen.target_low, seen.target_high) == ("pending_approval", None, 44_000_000)
    assert seen.decision_maker == "刘总"

    with world.core.work(world.lin) as w:
        w.activities.undo(again.id)
        w.activities.undo(activity.id)
    assert world.rows(*BUSINESS) == before


def test_confirming_moves_the_silence(world: World) -> None:
    world.clock.move(timedelta(hours=80))
    activity = world.confirmed([BUDGET])

    (lead,) = [row for row in world.rows(Lead)["lead"] if row[0] == activity.lead_id]
    columns = [column.key for column in Lead.__table__.columns]
    newest = world.clock.now() - timedelta(minutes=5)
    assert lead[columns.index("last_activity_at")] == newest
    assert lead[columns.index("next_due_at")] == newest + timedelta(hours=72)


def test_a_draft_is_settled_once(world: World) -> None:
    world.confirmed([BUDGET, NEXT])
    before = world.rows(*BUSINESS, Activity, FieldChange, Decision, Audit)

    with pytest.raises(Conflict, match="already_confirmed"), world.core.work(world.lin) as w:
        w.drafts.confirm(1)
    with pytest.raises(Conflict, match="already_confirmed"), world.core.work(world.lin) as w:
        w.drafts.drop(1)
    with pytest.raises(Conflict, match="already_confirmed"), world.core.work(world.lin) as w:
        w.drafts.choose(1, None)

    assert world.rows(*BUSINESS, Activity, FieldChange, Decision, Audit) == before


def test_of_many_who_press_at_once_one_confirms_and_one_undoes(world: World) -> None:
    draft = world.propose([BUDGET, TAG, NEXT])
    lin = world.lin

    def press(verb: str, number: int) -> str:
        try:
            with world.core.work(lin) as w:
                w.drafts.confirm(number) if verb == "confirm" else w.activities.undo(number)
        except Conflict as refused:
            return refused.because
        return "done"

    with ThreadPoolExecutor(6) as presses:
        confirmed = list(presses.map(lambda _: press("confirm", draft.id), range(6)))
    (activity,) = world.rows(Activity)["activity"]
    with ThreadPoolExecutor(6) as presses:
        undone = list(presses.map(lambda _: press("undo", activity[0]), range(6)))

    assert sorted(confirmed) == ["already_confirmed"] * 5 + ["done"]
    assert sorted(undone) == ["already_undone"] * 5 + ["done"]
    assert world.rows(NextStep, LeadTag) == {"next_step": [], "lead_tag": []}


def test_a_draft_is_its_rep_s_own(world: World) -> None:
    draft = world.propose([BUDGET])
    before = world.rows(*BUSINESS, Draft, Activity, Audit)

    for other in (world.chen, world.zhou, world.who("boss"), world.who("steward"), world.who("hemiao")):
        with pytest.raises(NotVisible), world.core.work(other) as w:
            w.drafts.confirm(draft.id)
        with pytest.raises(NotVisible), world.core.work(other) as w:
            w.drafts.drop(draft.id)
    with pytest.raises(NotAllowed), world.core.work(SYSTEM) as w:
        w.drafts.confirm(draft.id)

    assert world.rows(*BUSINESS, Draft, Activity, Audit) == before
    with world.core.work(world.lin) as w:
        assert w.drafts.confirm(draft.id).lead_id == world.wang


def test_a_line_of_another_draft_is_not_there(world: World) -> None:
    draft = world.propose([BUDGET])
    other = world.propose([TAG], sync="wecom:sync:2", chat=NEW_CHAT)

    with pytest.raises(NotVisible), world.core.work(world.lin) as w:
        w.drafts.confirm(draft.id, keep=[other.lines[0].id])
    with pytest.raises(Conflict, match="bad_value"), world.core.work(world.lin) as w:
        w.drafts.confirm(draft.id, edits={draft.lines[0].id: ({"low": "much"}, "much")})
    with world.core.read(world.lin) as w:
        assert w.drafts.get(draft.id) == draft


def test_dropping_lets_the_next_sync_read_again(world: World) -> None:
    before = world.rows(*BUSINESS)
    draft = world.propose([BUDGET])

    with world.core.work(world.lin) as w:
        assert w.drafts.drop(draft.id).state == "dropped"
        start = w.syncs.begin("wecom:sync:2", WANG_CHAT)
        assert (start.since, w.drafts.latest(WANG_CHAT)) == (None, None)
    again = world.propose([BUDGET], sync="wecom:sync:2")

    assert (again.messages, again.id != draft.id) == (1, True)
    assert world.rows(*BUSINESS) == before
    assert len(world.rows(Message)["message"]) == 1


def test_a_new_customer_is_made_and_known_from_then_on(world: World) -> None:
    profile = {"name": "李雷", "company": "新芽科技", "phones": ["13600000009"]}
    draft = world.propose([BUDGET, PHONE], chat=NEW_CHAT, profile=profile)
    assert (draft.lead_id, draft.because, draft.lead) == (None, "new", "新芽科技 · 李雷")

    with world.core.work(world.lin) as w:
        activity = w.drafts.confirm(draft.id)
        customer = w.leads.customer(activity.lead_id)
        known = w.leads.by_identity(Address("wecom", "ww1", "wmLiLei0001"))
        bound = w.conversations.lead_of(NEW_CHAT)

    assert (customer.lead.account, customer.contact, customer.phone) == ("新芽科技", "李雷", "13912345678")
    assert (customer.lead.owner, customer.lead.territory, customer.lead.stage) == ("林晓", "华东", "contacted")
    assert known == bound == customer.lead
    with pytest.raises(NotVisible), world.core.read(world.chen) as w:
        w.leads.get(activity.lead_id)


def test_keys_find_the_customer_in_their_order(world: World) -> None:
    mail = a_line("contact_email", email="zhao@yuanshan.example.com")
    chens = a_line("contact_phone", phone="13700000002")

    assert world.propose([mail], chat=NEW_CHAT).because == "email"
    # another rep's customer is not told of
    found = world.propose(
        [chens], chat=replace(NEW_CHAT, id="linxiao/wmOther"), sync="wecom:sync:2", messages=[world.message("m1")]
    )
    assert (found.because, found.lead_id, found.candidates) == ("new", None, ())


def test_when_keys_disagree_the_rep_is_asked(world: World) -> None:
    yuanshan = world.lead("远山电气")
    lines = [a_line("contact_phone", phone="13800001234"), a_line("contact_email", email="zhao@yuanshan.example.com"), BUDGET]
    draft = world.propose(lines, chat=NEW_CHAT)

    assert (draft.lead_id, draft.because) == (None, "")
    assert draft.candidates == (
        CandidateView(world.wang, "华辰精密机械有限公司 · 王海", "phone"),
        CandidateView(yuanshan, "远山电气 · 赵敏", "email"),
    )
    with pytest.raises(Conflict, match="choose_customer"), world.core.work(world.lin) as w:
        w.drafts.confirm(draft.id)
    with pytest.raises(NotVisible), world.core.work(world.lin) as w:
        w.drafts.choose(draft.id, world.lead("青禾食品"))
    with world.core.work(world.lin) as w:
        chosen = w.drafts.choose(draft.id, yuanshan)
        assert (chosen.lead_id, chosen.because) == (yuanshan, "chosen")
        assert chosen.lines[0].old_shown == "13700000001"
        assert w.drafts.confirm(draft.id).lead_id == yuanshan


def test_choosing_a_new_customer(world: World) -> None:
    lines = [a_line("contact_phone", phone="13800001234"), a_line("contact_email", email="zhao@yuanshan.example.com")]
    draft = world.propose(lines, chat=NEW_CHAT, profile={"name": "李雷"})

    with world.core.work(world.lin) as w:
        assert w.drafts.choose(draft.id, 0).because == "new"
        activity = w.drafts.confirm(draft.id)
        assert activity.lead_id not in (world.wang, world.lead("远山电气"))
        assert w.leads.get(activity.lead_id).name == "李雷"


def test_who_the_customer_is_is_not_overwritten_unasked(world: World) -> None:
    draft = world.propose([a_line("contact_person", "刘总", name="刘总"), a_line("contact_company", "华辰", name="华辰")])

    assert [(line.old_shown, line.ticked) for line in draft.lines] == [("王海", False), ("华辰精密机械有限公司", False)]


def test_a_credit_code_is_one_company_s(world: World) -> None:
    taken = a_line("contact_uscc", uscc="91310000MA1K00000X")
    draft = world.propose([taken])

    with pytest.raises(Conflict, match="uscc_taken"), world.core.work(world.lin) as w:
        w.drafts.confirm(draft.id)
    made = world.confirmed([taken], chat=NEW_CHAT, sync="wecom:sync:2")
    with world.core.read(world.lin) as w:
        assert w.leads.get(made.lead_id).account == "青禾食品"


def test_text_that_databases_refuse_is_kept_readable(world: World) -> None:
    bad = world.message(text="预算\x0050万\ud83d")
    world.propose([a_line("competitor", "甲\x00", name="甲\x00")], messages=[bad])

    assert [row[7] for row in world.rows(Message)["message"]] == ["预算\ufffd50万\ufffd"]


def test_undo_puts_everything_back(world: World) -> None:
    lines = [
        BUDGET,
        PHONE,
        TAG,
        NEXT,
        a_line("milestone", kind="quote_sent"),
        a_line("deadline", date="2026-03-31", what="上线"),
    ]
    before = world.rows(*BUSINESS, Conversation)
    # the chat's own row comes with the first sync and stays
    activity = world.confirmed(lines)
    with world.core.read(world.lin) as w:
        assert w.leads.get(activity.lead_id).stage == "quoted"

    with world.core.work(world.lin) as w:
        assert w.activities.undo(activity.id).undone
        assert w.drafts.of_activity(activity.id).state == "undone"
        assert [seen.undone for seen in w.activities.list(activity.lead_id)] == [True]

    after = world.rows(*BUSINESS, Conversation)
    chats = after.pop("conversation")
    assert len(chats) == len(before.pop("conversation")) + 1
    assert [(chat[6], chat[8]) for chat in chats if chat[1] == "wecom"] == [(None, None)]
    assert after == before
    with pytest.raises(Conflict, match="already_undone"), world.core.work(world.lin) as w:
        w.activities.undo(activity.id)


def test_undoing_a_new_customer_leaves_nothing_of_it(world: World) -> None:
    before = world.rows(*BUSINESS)
    activity = world.confirmed([BUDGET, TAG], chat=NEW_CHAT, profile={"name": "李雷", "company": "新芽科技"})

    with world.core.work(world.lin) as w:
        w.activities.undo(activity.id)
    with pytest.raises(Conflict, match="already_undone"), world.core.work(world.lin) as w:
        w.activities.undo(activity.id)
    with pytest.raises(Conflict, match="already_undone"), world.core.work(world.lin) as w:
        w.drafts.of_activity(activity.id)

    assert world.rows(*BUSINESS) == before
    again = world.confirmed([BUDGET], sync="wecom:sync:2", chat=NEW_CHAT, profile={"name": "李雷"})
    assert again.id != activity.id  # an old card's undo button never means the new record


def test_a_customer_with_something_of_its_own_stays(world: World) -> None:
    activity = world.confirmed([BUDGET], chat=NEW_CHAT, profile={"name": "李雷", "company": "新芽科技"})
    with world.core.work(world.lin) as w:
        w.notes.add(activity.lead_id, "老同学")
        w.activities.undo(activity.id)
        customer = w.leads.customer(activity.lead_id)

    assert (customer.budget_low, customer.contact, len(customer.notes)) == (None, "李雷", 1)


def test_undo_refuses_what_changed_since(world: World) -> None:
    first = world.confirmed([BUDGET])
    other = a_line("budget", "30万", message="m2", low=30_000_000, high=30_000_000, approx=False)
    second = world.confirmed([other], sync="wecom:sync:2", messages=[world.message("m2", minutes_ago=1)])
    before = world.rows(*BUSINESS, Activity)

    with pytest.raises(Conflict, match="changed_since"), world.core.work(world.lin) as w:
        w.activities.undo(first.id)

    assert world.rows(*BUSINESS, Activity) == before
    with world.core.work(world.lin) as w:
        w.activities.undo(second.id)
        w.activities.undo(first.id)
        assert w.leads.customer(first.lead_id).budget_low is None


def test_undo_is_for_the_one_who_confirmed(world: World) -> None:
    activity = world.confirmed([BUDGET])
    with world.core.work(world.zhou) as w:
        w.leads.reassign(activity.lead_id, world.chen.person_id, "workload")
    before = world.rows(*BUSINESS, Activity)

    with pytest.raises(NotVisible), world.core.work(world.lin) as w:
        w.activities.undo(activity.id)
    with pytest.raises(NotAllowed), world.core.work(world.chen) as w:
        w.activities.undo(activity.id)

    assert world.rows(*BUSINESS, Activity) == before
    with world.core.read(world.chen) as w:
        (seen,) = w.activities.list(activity.lead_id)
        assert seen.changes == (ChangeView("budget", "", "50万", ""),)  # the record, not her words


def test_a_chat_is_its_rep_s_and_a_deal_group_goes_with_the_deal(world: World) -> None:
    with world.core.work(world.lin) as w:
        w.syncs.begin("wecom:sync:1", WANG_CHAT)
        assert w.syncs.begin("feishu:msg:1", DEAL_GROUP).lead_id == world.wang
    before = world.rows(Conversation)

    for who, chat in (
        (world.chen, WANG_CHAT),
        (world.chen, DEAL_GROUP),
        (world.who("hemiao"), NEW_CHAT),
        (world.zhou, NEW_CHAT),
    ):
        with pytest.raises(NotAllowed), world.core.work(who) as w:
            w.syncs.begin("wecom:sync:9", chat)

    assert world.rows(Conversation) == before
    with world.core.work(world.zhou) as w:
        w.leads.reassign(world.wang, world.chen.person_id, "workload")
    with world.core.work(world.chen) as w:
        assert w.syncs.begin("feishu:msg:2", DEAL_GROUP).lead_id == world.wang
    with pytest.raises(NotAllowed), world.core.work(world.lin) as w:
        w.syncs.begin("feishu:msg:3", DEAL_GROUP)


def test_binding_a_group(world: World) -> None:
    group = Address("feishu", "fs1", "oc_yuanshan", "group")
    yuanshan = world.lead("远山电气")

    with pytest.raises(NotVisible), world.core.work(world.chen) as w:
        w.conversations.bind(group, yuanshan)
    with pytest.raises(NotAllowed), world.core.work(world.zhou) as w:
        w.conversations.bind(group, world.wang)
    with world.core.work(world.lin) as w:
        w.conversations.bind(group, yuanshan, "远山 · 商机群")
        assert w.conversations.groups_of(yuanshan) == [group]
    with pytest.raises(Conflict, match="bound_elsewhere"), world.core.work(world.lin) as w:
        w.conversations.bind(group, world.wang)
