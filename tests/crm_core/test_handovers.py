"""交接: what goes along and what does not, all of it or nothing, and back while nothing has happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, update

from cards.catalog import REFUSALS
from crm_core.decisions.brief import Known, Noted, Promised, Record, Told, brief
from crm_core.decisions.handover import GRACE, overloaded
from crm_core.errors import Conflict, NotAllowed, NotVisible
from crm_core.people import SYSTEM, Principal
from crm_core.tables import (
    Account,
    Attachment,
    Decision,
    Draft,
    DraftLine,
    Handover,
    Lead,
    Message,
    Note,
    Person,
    PersonTerritory,
    PlatformAccount,
)
from crm_core.views import Address, Bucket, HandoverView, NewFile
from tests.crm_core.builders import BUDGET, DEAL_GROUP, NEXT, PHONE, TAG, World, a_line

SECRET, SHARED = "他在看别的机会", "别提上次的延期"


def leaves(world: World, name: str = "林晓", status: str = "left") -> int:
    with world.core.work(SYSTEM) as w:
        person_id = world.person(name)
        session = w.leads._session
        session.scalars(select(Person).where(Person.id == person_id)).one().status = status
        return person_id


def noted(world: World) -> None:
    with world.core.work(world.lin) as w:
        w.notes.add(world.wang, SECRET)
        w.notes.share(w.notes.add(world.wang, SHARED).id, True)


def given(world: World, **shares: int) -> list[HandoverView]:
    """All of 林晓's to 陈默."""
    with world.core.work(world.zhou) as w:
        leaver = world.person("林晓")
        leads = [each.lead.id for each in w.handovers.preview(leaver).customers]
        return w.handovers.give(leaver, dict.fromkeys(leads, world.chen.person_id))


def test_a_preview_counts_and_tells_no_words(world: World) -> None:
    world.confirmed([BUDGET, NEXT, a_line("milestone", kind="quote_sent")])
    noted(world)
    world.propose([TAG], sync="wecom:sync:2", messages=[world.message("m2", minutes_ago=1)])
    world.clock.move(timedelta(days=6))
    leaver = leaves(world)

    with world.core.read(world.zhou) as w:
        seen = w.handovers.preview(leaver)

    assert (seen.leaver, seen.left, seen.shared_notes, seen.private_notes, seen.open_drafts) == ("林晓", True, 1, 1, 1)
    assert set(seen.stages) == {Bucket("quoted", 1), Bucket("new", 1)}
    assert {(each.lead.account, each.promises, each.overdue, each.on_platform) for each in seen.customers} == {
        ("华辰精密机械有限公司", 1, 1, True),
        ("远山电气", 0, 0, False),
    }
    assert [(each.name, each.customers, each.overloaded) for each in seen.successors] == [("陈默", 1, False)]
    assert SECRET not in repr(seen)
    assert SHARED not in repr(seen)


def test_many_customers_are_read_in_as_many_statements_as_two(sqlite_world: World) -> None:
    world = sqlite_world
    lin = world.lin.person_id

    def reading() -> int:
        with world.core.read(world.zhou) as w:
            counted = w.leads._session.get_bind()
            said: list[str] = []

            def heard(_connection: object, _cursor: object, statement: str, *_: object) -> None:
                said.append(statement)

            event.listen(counted, "before_cursor_execute", heard)
            w.handovers.preview(lin)
            event.remove(counted, "before_cursor_execute", heard)
        return len(said)

    few = reading()
    with world.core.work(SYSTEM) as w:
        session, now = w.leads._session, world.clock.now()
        known = session.scalars(select(Lead).where(Lead.id == world.wang)).one()
        for number in range(20):
            made = Account(name=f"客户{number}", created_at=now)
            session.add(made)
            session.flush()
            mine = {"owner_id": lin, "territory_id": known.territory_id, "created_at": now, "last_activity_at": now}
            session.add(Lead(name=f"线索{number}", account_id=made.id, **mine))

    with world.core.read(world.zhou) as w:
        assert len(w.handovers.preview(lin).customers) == 22
    assert (few > 0, reading()) == (True, few)


def test_the_record_goes_along_with_its_words_and_nothing_else(world: World) -> None:
    world.confirmed([BUDGET, NEXT, a_line("competitor", "汇川", name="汇川")])
    dropped = world.propose([PHONE], sync="wecom:sync:2", messages=[world.message("m2", minutes_ago=1)])
    noted(world)
    made = given(world)

    with world.core.read(world.chen) as w:
        customer, told = w.leads.customer(world.wang), w.briefs.of(next(each.id for each in made if each.lead_id == world.wang))
        session = w.leads._session
        assert [note.text for note in customer.notes] == [SHARED]
        assert [change.quote for change in customer.activities[0].changes] == ["预算50万左右"] * 3
        assert {line.draft_id for line in session.scalars(select(DraftLine))}.isdisjoint({dropped.id})
        assert session.scalars(select(Draft)).all() == []
        assert session.scalars(select(Message)).all() == []
        assert w.conversations.groups_of(world.wang) == [DEAL_GROUP]
    assert SECRET not in repr((customer, told))
    assert [(line.kind, line.what, line.quote) for line in told.promises] == [("promise", "发方案", "预算50万左右")]
    with world.core.read(world.lin) as w:
        assert [note.text for note in w.leads._session.scalars(select(Note))] == [SECRET, SHARED]
        with pytest.raises(NotVisible):
            w.leads.get(world.wang)


def test_words_of_a_customer_that_was_not_handed_to_oneself_stay_hidden(sqlite_world: World) -> None:
    world = sqlite_world
    world.confirmed([BUDGET])
    with world.core.work(SYSTEM) as w:
        w.leads._session.scalars(select(Lead).where(Lead.id == world.wang)).one().owner_id = world.chen.person_id

    with world.core.read(world.chen) as w:
        assert [change.quote for change in w.leads.customer(world.wang).activities[0].changes] == [""]


def test_all_of_them_or_none(world: World) -> None:
    before = world.rows(Lead, Handover, Decision)
    chen, xu = world.chen.person_id, leaves(world, "徐宁", "leave")
    with world.core.work(world.zhou) as w:
        lin = world.person("林晓")
        with pytest.raises(NotAllowed, match="not_a_successor"):
            w.handovers.give(lin, {world.wang: xu})
    for shares, refusal in (
        ({world.wang: chen, world.lead("青禾食品"): chen}, Conflict),
        ({}, Conflict),
        ({9999: chen}, NotVisible),
    ):
        with pytest.raises(refusal), world.core.work(world.zhou) as w:
            w.handovers.give(lin, shares)
    for who in (world.lin, world.chen, world.who("sunli"), world.who("boss")):
        with pytest.raises((NotAllowed, NotVisible)), world.core.work(who) as w:
            w.handovers.give(lin, {world.wang: chen})

    assert world.rows(Lead, Handover, Decision) == before


def test_a_customer_of_somebody_else_by_now_is_told_as_that(sqlite_world: World) -> None:
    world = sqlite_world
    lin = world.lin.person_id
    with world.core.work(world.zhou) as w:
        w.leads.reassign(world.wang, world.chen.person_id, "busy")

    with pytest.raises(Conflict, match="owner_changed"), world.core.work(world.zhou) as w:
        w.handovers.give(lin, {world.wang: world.chen.person_id})
    with world.core.work(world.zhou) as w:
        seen = w.leads._session.scalars(select(Lead).where(Lead.id == world.wang)).one()
        meanwhile = update(Lead).where(Lead.id == seen.id).values(owner_id=lin)
        w.leads._session.execute(meanwhile, execution_options={"synchronize_session": False})
        with pytest.raises(Conflict, match="owner_changed"):
            w.leads.reassign(seen.id, lin, "busy")
    assert "负责人" in REFUSALS["owner_changed"][0]


def test_a_second_tap_finds_nothing_left(sqlite_world: World) -> None:
    given(sqlite_world)

    with pytest.raises(Conflict, match="nothing_to_hand_over"):
        given(sqlite_world)


def test_it_goes_back_as_it_was(world: World) -> None:
    world.confirmed([BUDGET])
    draft = world.propose([TAG], sync="wecom:sync:2", messages=[world.message("m2", minutes_ago=1)])
    before = world.rows(Lead, Handover, Draft)
    made = given(world)
    with world.core.work(world.zhou) as w:
        w.handovers.give_back(made[0].id)

    assert world.rows(Lead, Handover, Draft) == before
    with world.core.work(world.lin) as w:
        assert w.drafts.confirm(draft.id).lead_id == world.wang


def test_not_once_the_successor_has_done_something(sqlite_world: World) -> None:
    world = sqlite_world
    made = given(world)
    with world.core.work(world.chen) as w:
        w.notes.add(world.wang, "打过电话了")
    before = world.rows(Lead, Handover)

    with pytest.raises(Conflict, match="moved_on"), world.core.work(world.zhou) as w:
        w.handovers.give_back(made[0].id)
    assert world.rows(Lead, Handover) == before


def test_the_platform_is_asked_when_it_cannot_be_taken_back_any_more(world: World) -> None:
    made = given(world)
    open_ = {each.lead_id: each for each in made}[world.wang]
    with world.core.work(SYSTEM) as w:
        assert w.inheritance.waiting(world.clock.now() + GRACE - timedelta(seconds=1)) == []
        (group,) = w.inheritance.waiting(world.clock.now() + GRACE)
        assert (group.giver.id, group.taker.id, group.left) == ("linxiao", "chenmo", False)
        assert group.customers == {"wmWangHai0001": open_.id}
        assert w.inheritance.became(open_.id, "asked")
        assert not w.inheritance.became(open_.id, "asked")
        assert w.inheritance.became(open_.id, "refused", "full")
        assert not w.inheritance.became(open_.id, "done")
    with pytest.raises(Conflict, match="moved_on"), world.core.work(world.zhou) as w:
        w.handovers.give_back(open_.id)


def passed(world: World, giver: Principal, taker: Principal) -> int:
    """王海 from one to the other, by the manager."""
    with world.core.work(world.zhou) as w:
        return w.handovers.give(giver.person_id, {world.wang: taker.person_id})[0].id


def asked_of_the_platform(world: World, after: timedelta = GRACE) -> tuple[list[dict[str, int]], list[int]]:
    """Whom the platform is asked for, and who cannot be, once what was overtaken is settled."""
    now = world.clock.now() + after
    with world.core.work(SYSTEM) as w:
        w.inheritance.settle_overtaken(now)
        return [dict(group.customers) for group in w.inheritance.waiting(now)], w.inheritance.unreachable(now)


def how_far(world: World) -> dict[int, tuple[str, str]]:
    with world.core.read(SYSTEM) as w:
        return {row.id: (row.inherit, row.problem) for row in w.leads._session.scalars(select(Handover))}


def test_a_customer_who_went_on_is_not_transferred_to_the_first_successor(world: World) -> None:
    first = passed(world, world.lin, world.chen)
    with world.core.work(world.zhou) as w:
        w.leads.reassign(world.wang, world.lin.person_id, "workload")

    assert asked_of_the_platform(world) == ([], [])
    assert how_far(world) == {first: ("none", "")}


def test_of_a_customer_who_went_to_and_fro_the_last_hand_over_is_asked_for(world: World) -> None:
    first, back = passed(world, world.lin, world.chen), passed(world, world.chen, world.lin)
    world.clock.move(timedelta(minutes=1))
    last = passed(world, world.lin, world.chen)

    assert asked_of_the_platform(world, GRACE - timedelta(seconds=30)) == ([], [])
    assert how_far(world) == dict.fromkeys((first, back, last), ("waiting", ""))
    assert asked_of_the_platform(world) == ([{"wmWangHai0001": last}], [])
    assert how_far(world) == {first: ("none", ""), back: ("none", ""), last: ("waiting", "")}


def between(world: World) -> list[tuple[str, str, bool, dict[str, int]]]:
    """Whom the platform is asked for, from whom and to whom, once what was overtaken is settled."""
    now = world.clock.now() + GRACE
    with world.core.work(SYSTEM) as w:
        w.inheritance.settle_overtaken(now)
        return [(each.giver.id, each.taker.id, each.left, dict(each.customers)) for each in w.inheritance.waiting(now)]


def becomes(world: World, handover: int, state: str, problem: str = "") -> bool:
    with world.core.work(SYSTEM) as w:
        return w.inheritance.became(handover, state, problem)


def a_third_rep(world: World) -> Principal:
    leaves(world, "徐宁", "active")
    return world.who("xuning")


def one_contact(world: World) -> int:
    """林晓's other customer is of the same contact as 王海 by now."""
    with world.core.work(SYSTEM) as w:
        session = w.leads._session
        there = session.scalars(select(Lead).where(Lead.id == world.wang)).one()
        other = session.scalars(select(Lead).where(Lead.id == world.lead("远山电气"))).one()
        other.contact_id = there.contact_id
        return other.id


def test_of_a_customer_who_was_handed_on_the_platform_is_asked_from_the_one_it_knows(world: World) -> None:
    xu, lin = a_third_rep(world), world.lin
    leaves(world)
    first = passed(world, lin, world.chen)
    world.clock.move(timedelta(minutes=2))
    second = passed(world, world.chen, xu)

    assert between(world) == [("linxiao", "xuning", True, {"wmWangHai0001": second})]
    assert how_far(world) == dict.fromkeys((first, second), ("waiting", ""))
    assert becomes(world, second, "asked")
    with world.core.read(SYSTEM) as w:
        (asked,) = w.inheritance.asked_for()
        assert (asked.giver.id, asked.taker.id, asked.left) == ("linxiao", "xuning", True)
        assert w.inheritance.of_customer(Address("wecom", "ww1", "wmWangHai0001")) == [second]
    assert becomes(world, second, "refused", "full")
    assert how_far(world) == dict.fromkeys((first, second), ("refused", "full"))


def test_a_detour_is_no_part_of_what_the_platform_is_asked_for(world: World) -> None:
    xu = a_third_rep(world)
    first, there, back = (passed(world, *two) for two in ((world.lin, world.chen), (world.chen, xu), (xu, world.chen)))

    assert between(world) == [("linxiao", "chenmo", False, {"wmWangHai0001": first})]
    assert becomes(world, first, "asked")
    assert how_far(world) == {first: ("asked", ""), there: ("none", ""), back: ("none", "")}


def test_a_customer_who_came_back_by_a_detour_is_not_asked_for(world: World) -> None:
    xu = a_third_rep(world)
    round_ = [passed(world, *two) for two in ((world.lin, world.chen), (world.chen, xu), (xu, world.lin))]

    assert between(world) == []
    assert how_far(world) == dict.fromkeys(round_, ("none", ""))


def test_two_deals_of_one_contact_are_one_transfer_by_whatever_way(world: World) -> None:
    xu, other = a_third_rep(world), one_contact(world)
    first, second = passed(world, world.lin, world.chen), passed(world, world.chen, xu)
    with world.core.work(world.zhou) as w:
        (straight,) = w.handovers.give(world.lin.person_id, {other: xu.person_id})

    assert between(world) == [("linxiao", "xuning", False, {"wmWangHai0001": straight.id})]
    assert becomes(world, straight.id, "asked")
    assert how_far(world) == dict.fromkeys((first, second, straight.id), ("asked", ""))


def test_what_is_handed_on_while_the_platform_is_at_it_waits_for_its_end(world: World) -> None:
    xu = a_third_rep(world)
    first = passed(world, world.lin, world.chen)
    assert becomes(world, first, "asked")
    second = passed(world, world.chen, xu)

    assert between(world) == []
    assert how_far(world) == {first: ("asked", ""), second: ("waiting", "")}
    assert becomes(world, first, "done")
    assert between(world) == [("chenmo", "xuning", False, {"wmWangHai0001": second})]


def test_what_the_platform_gave_away_by_itself_is_not_asked_for(world: World) -> None:
    xu = a_third_rep(world)
    first = passed(world, world.lin, world.chen)
    with world.core.work(SYSTEM) as w:
        (told,) = w.handovers.give(world.chen.person_id, {world.wang: xu.person_id}, by_platform=True)
    last = passed(world, xu, world.chen)

    assert between(world) == [("xuning", "chenmo", False, {"wmWangHai0001": last})]
    assert how_far(world) == {first: ("none", ""), told.id: ("done", ""), last: ("waiting", "")}


def test_two_deals_of_one_contact_are_one_transfer(world: World) -> None:
    one_contact(world)
    made = given(world)

    (group,), unreachable = asked_of_the_platform(world)
    assert unreachable == []
    with world.core.work(SYSTEM) as w:
        assert w.inheritance.became(group["wmWangHai0001"], "asked")
    assert asked_of_the_platform(world) == ([], [])
    assert how_far(world) == {each.id: ("asked", "") for each in made}


def test_an_account_in_another_corp_is_no_way_to_the_contact(sqlite_world: World) -> None:
    world = sqlite_world
    with world.core.work(SYSTEM) as w:
        account = select(PlatformAccount).where(PlatformAccount.external_id == "chenmo")
        w.leads._session.scalars(account).one().corp = "ww2"
    with world.core.work(world.zhou) as w:
        chen = world.person("陈默")
        (made,) = w.handovers.give(world.person("林晓"), {world.wang: chen})

    assert asked_of_the_platform(world) == ([], [made.id])


def test_open_drafts_of_the_leaver_are_dropped_after_the_grace(world: World) -> None:
    draft = world.propose([TAG])
    given(world)
    now = world.clock.now()
    with world.core.work(SYSTEM) as w:
        assert w.inheritance.drop_drafts(now) == 0
        assert w.inheritance.drop_drafts(now + GRACE) == 1
        assert w.inheritance.drop_drafts(now + GRACE) == 0
    with world.core.read(world.lin) as w:
        assert w.drafts.get(draft.id).state == "dropped"


def test_a_leavers_dropped_draft_leaves_no_file_and_nothing_left_out_behind(world: World) -> None:
    said = replace(world.message(), files=(NewFile("image", "白板.jpg", '{"media_id": "a"}'),))
    draft = world.propose([TAG], messages=[said, world.message("m2", SECRET, 1)])
    with world.core.work(world.lin) as w:
        w.retelling.leave_out(draft.id, ["m2"], lines=[TAG], summary="")
    given(world)
    with world.core.work(SYSTEM) as w:
        assert w.inheritance.drop_drafts(world.clock.now() + GRACE) == 1

    assert world.rows(Attachment) == {"attachment": []}
    with world.core.read(SYSTEM) as w:
        held = w.leads._session.scalars(select(Message)).all()
        assert [(row.external_id, row.draft_id, row.left_out) for row in held] == [("m1", None, False)]


def test_who_left_with_customers_is_told_to_the_one_who_answers(sqlite_world: World) -> None:
    world = sqlite_world
    leaves(world, "徐宁", "maternity")
    leaver = leaves(world)
    with world.core.read(SYSTEM) as w:
        assert [(each.name, each.customers, each.manager_id) for each in w.handovers.due()] == [
            ("林晓", 2, world.person("周建国"))
        ]
        assert w.handovers.due(leaver) == w.handovers.due()


@pytest.mark.parametrize(
    ("zhou", "wu", "told"),
    [("active", "active", "周建国"), ("leave", "active", "吴迪"), ("leave", "maternity", None), ("disabled", "disabled", None)],
)
def test_only_somebody_who_is_there_and_sees_a_customer_is_asked_to_hand_over(
    sqlite_world: World, zhou: str, wu: str, told: str | None
) -> None:
    world = sqlite_world
    with world.core.work(SYSTEM) as w:
        session = w.leads._session
        people = {each.name: each for each in session.scalars(select(Person))}
        people["周建国"].manager_id, people["周建国"].status = people["孙丽"].id, zhou
        people["孙丽"].manager_id = people["管家"].id
        session.add(other := Person(name="吴迪", role="manager", status=wu, home="wecom"))
        session.flush()
        session.add(PersonTerritory(person_id=other.id, territory_id=people["林晓"].territory_id))
    leaver = leaves(world)

    with world.core.read(SYSTEM) as w:
        (due,) = w.handovers.due(leaver)
        assert (w.people.get(due.manager_id).name if due.manager_id else None) == told


def test_reading_is_told_once_and_by_the_successor(sqlite_world: World) -> None:
    world = sqlite_world
    made = given(world)
    with world.core.work(world.chen) as w:
        first = w.handovers.seen(made[0].id)
    world.clock.move(timedelta(hours=1))
    with world.core.work(world.chen) as w:
        assert w.handovers.seen(made[0].id) == first
    with world.core.work(world.zhou) as w:
        assert w.handovers.get(made[0].id) == first
        with pytest.raises(NotAllowed):
            w.handovers.seen(made[0].id)
        with pytest.raises(NotAllowed):
            w.briefs.of(made[0].id)


def test_a_card_is_written_under_its_readers_policy_and_then_no_longer(sqlite_world: World) -> None:
    world = sqlite_world
    world.confirmed([BUDGET])
    made = given(world)
    ours = next(each for each in made if each.lead_id == world.wang)
    with world.core.work(world.zhou) as w:
        with w.seen_by(world.chen.person_id) as theirs:
            assert theirs.leads.customer(world.wang).budget_low == 50_000_000
            assert [line.kind for line in theirs.briefs.of(ours.id).state] == ["stage", "last", "budget"]
        assert w.leads.customer(world.wang).budget_low is None


@pytest.mark.parametrize(
    ("customers", "given", "others", "heavy"),
    [(10, 20, [2], False), (10, 21, [15], True), (20, 20, [20, 20], False), (20, 21, [20, 20], True), (40, 0, [], True)],
)
def test_who_would_have_too_much(customers: int, given: int, others: list[int], heavy: bool) -> None:
    assert overloaded(customers, given, others) is heavy


def test_a_line_without_evidence_is_not_written() -> None:
    today = date(2026, 2, 13)
    nothing = brief(Known(stage="quoted", records=(), told=(), promised=(), notes=(), today=today))

    assert (nothing.state, nothing.promises, nothing.questions, nothing.people, nothing.notes) == ((), (), (), (), ())


def test_what_a_brief_says_of_questions_promises_and_notes() -> None:
    today, world_time = date(2026, 2, 13), "2026-02-12T01:00:00+00:00"
    from datetime import datetime

    at = datetime.fromisoformat(world_time)
    old, new = Record(1, at - timedelta(days=9), "林晓", "聊了需求"), Record(2, at, "林晓", "聊了价格")
    told = (
        Told("milestone", "报价发出", "报价发您了", old, "quote_sent"),
        Told("budget", "50万", "预算50万够吗？", old),
        Told("deadline", "12月20日", "12月20日前能上线吗？", new),
        Told("our_quote", "46万", "46万可以吗？", new),
    )
    step = Promised("发方案", date(2026, 2, 12), True, Told("next_action", "发方案", "明天发您方案", new))
    owed = Promised("确认预算", None, False, Told("next_action", "确认预算", "", new))
    seen = brief(Known("quoted", (new, old), told, (step, owed), (Noted("别提延期", "林晓", at),), today))

    assert [(line.kind, line.what, line.quote, line.of, line.activity_id) for line in seen.state[:2]] == [
        ("stage", "quoted", "报价发您了", "chat", 1),
        ("last", "", "聊了价格", "record", 2),
    ]
    assert [(line.what, line.quote, line.overdue) for line in seen.promises] == [("发方案", "明天发您方案", True)]
    assert [(line.kind, line.what, line.quote, line.of) for line in seen.questions] == [
        ("question", "12月20日", "12月20日前能上线吗？", "chat"),
        ("owed", "确认预算", "聊了价格", "record"),
        ("missing", "decision_maker", "", "record"),
    ]
    assert [(line.what, line.of, line.activity_id) for line in seen.notes] == [("别提延期", "note", None)]
