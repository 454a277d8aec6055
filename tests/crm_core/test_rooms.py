"""People, customers, notes and totals: what each role gets of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from crm_core.errors import Conflict, NotAllowed, NotVisible
from crm_core.people import SYSTEM, Role
from crm_core.tables import Audit, Decision, Lead, Note
from crm_core.views import Address, Bucket
from crm_core.work.reports import floored
from tests.crm_core.builders import BUDGET, PHONE, World


def test_accounts_of_one_person_are_one_principal(world: World) -> None:
    core = world.core
    on_feishu, zhou = core.identify("feishu", "fs1", "ou_lin"), world.zhou

    assert on_feishu == world.lin
    assert (world.lin.role, world.lin.name) == (Role.REP, "林晓")
    assert (zhou.role, len(zhou.territories)) == (Role.MANAGER, 1)
    assert world.who("hemiao").role is Role.NEWCOMER
    assert core.identify("wecom", "ww1", "gone") is None
    assert core.identify("wecom", "ww1", "nobody") is None
    assert core.identify("wecom", "ww2", "linxiao") is None


def test_people_are_reached_at_home_first(world: World) -> None:
    with world.core.read(world.lin) as w:
        lin = world.lin.person_id
        assert w.people.address(lin) == Address("wecom", "ww1", "linxiao")
        assert w.people.address(lin, "dingtalk") == Address("dingtalk", "dt1", "ding_lin")
        assert w.people.address(world.chen.person_id, "dingtalk") is None
        assert w.people.get(lin).name == "林晓"
        manager = w.people.manager_of(lin)
        assert manager
        assert (manager.name, manager.home) == ("周建国", "dingtalk")
        assert w.people.manager_of(manager.id) is None
        with pytest.raises(NotVisible):
            w.people.get(999)


def test_colleagues_are_active_reps_of_the_team(world: World) -> None:
    with world.core.read(world.zhou) as w:
        assert [person.name for person in w.people.colleagues(world.wang)] == ["陈默"]


def test_each_role_s_list(world: World) -> None:
    def names(who: str) -> set[str]:
        with world.core.read(world.who(who)) as w:
            return {lead.account for lead in w.leads.list()}

    assert names("linxiao") == {"华辰精密机械有限公司", "远山电气"}
    assert names("chenmo") == {"青禾食品"}
    assert names("ding_zhou") == {"华辰精密机械有限公司", "远山电气", "青禾食品"}
    assert names("sunli") == names("boss") == set()
    assert names("steward") == names("ding_zhou")
    assert names("hemiao") == {"沙盒演练公司"}


def test_search_looks_only_where_one_may_see(world: World) -> None:
    with world.core.read(world.lin) as w:
        assert [lead.account for lead in w.leads.list("王海")] == ["华辰精密机械有限公司"]
        assert w.leads.list("青禾") == w.leads.list("%") == []
        assert len(w.leads.list(limit=1)) == 1
    with world.core.read(world.zhou) as w:
        assert [lead.account for lead in w.leads.list("精密")] == ["华辰精密机械有限公司"]


def test_a_manager_sees_the_lead_and_none_of_its_words(world: World) -> None:
    world.confirmed([BUDGET, PHONE])
    with world.core.work(world.lin) as w:
        private = w.notes.add(world.wang, "他爱喝茶")
        shared = w.notes.share(w.notes.add(world.wang, "需要样机").id, True)
        full = w.leads.customer(world.wang)
    with world.core.read(world.zhou) as w:
        seen = w.leads.customer(world.wang)

    assert (full.budget_low, full.phone, len(full.activities)) == (50_000_000, "13912345678", 1)
    assert {note.id for note in full.notes} == {private.id, shared.id}
    assert seen.lead == full.lead
    assert (seen.contact, seen.phone, seen.budget_low, seen.activities, seen.next_steps) == ("", "", None, (), ())
    assert [(note.text, note.mine) for note in seen.notes] == [("需要样机", False)]


def test_what_is_not_visible_is_not_there(world: World) -> None:
    for who in ("chenmo", "sunli", "boss", "hemiao"):
        with pytest.raises(NotVisible), world.core.read(world.who(who)) as w:
            w.leads.customer(world.wang)
        with world.core.read(world.who(who)) as w:
            assert w.leads.by_identity(Address("wecom", "ww1", "wmWangHai0001")) is None
    with world.core.read(world.lin) as w:
        found = w.leads.by_identity(Address("wecom", "ww1", "wmWangHai0001"))
        assert found == w.leads.get(world.wang)


def test_notes_are_their_author_s(world: World) -> None:
    with world.core.work(world.lin) as w:
        note = w.notes.add(world.wang, "他爱喝茶")
    assert (note.mine, note.shared) == (True, False)
    before = world.rows(Note, Decision)

    for who in (world.chen, world.zhou):
        with pytest.raises(NotVisible), world.core.work(who) as w:
            w.notes.share(note.id, True)
    with pytest.raises(NotAllowed), world.core.work(world.zhou) as w:
        w.notes.add(world.wang, "主管的话")
    with pytest.raises(NotVisible), world.core.work(world.chen) as w:
        w.notes.add(world.wang, "别人的客户")
    assert world.rows(Note, Decision) == before

    with world.core.work(world.lin) as w:
        assert w.notes.share(note.id, True).shared
    with pytest.raises(NotAllowed), world.core.work(world.zhou) as w:
        w.notes.share(note.id, False)
    with world.core.work(world.lin) as w:
        assert not w.notes.share(note.id, False).shared


def test_reassigning(world: World) -> None:
    chen = world.chen.person_id
    before = world.rows(Lead, Decision)
    on_leave, newcomer = world.who("xuning").person_id, world.who("hemiao").person_id

    with pytest.raises(NotAllowed), world.core.work(world.lin) as w:
        w.leads.reassign(world.wang, chen, "busy")
    with pytest.raises(NotVisible), world.core.work(world.who("sunli")) as w:
        w.leads.reassign(world.wang, chen, "busy")
    for unfit in (on_leave, newcomer, world.zhou.person_id, 999):
        with pytest.raises(NotAllowed, match="not_a_colleague"), world.core.work(world.zhou) as w:
            w.leads.reassign(world.wang, unfit, "busy")
    with pytest.raises(Conflict, match="already_there"), world.core.work(world.zhou) as w:
        w.leads.reassign(world.wang, world.lin.person_id, "busy")
    assert world.rows(Lead, Decision) == before

    with world.core.work(world.zhou) as w:
        moved = w.leads.reassign(world.wang, chen, "busy")
    assert (moved.owner_id, moved.owner) == (chen, "陈默")
    with world.core.read(world.chen) as w:
        assert w.leads.get(world.wang).owner == "陈默"
    with pytest.raises(NotVisible), world.core.read(world.lin) as w:
        w.leads.get(world.wang)
    (decision,) = world.rows(Decision)["decision"]
    assert decision[1:4] == ("reassign", f"lead:{world.wang}", f"person:{chen}")


def test_the_rep_is_told_who_sees_what(world: World) -> None:
    world.confirmed([BUDGET])
    with world.core.work(world.lin) as w:
        w.notes.add(world.wang, "他爱喝茶")
        told = {(person, part) for person, part, because in w.leads.explain(world.wang) if because}

    parts = ("lead", "amounts", "activities", "notes", "drafts")
    assert told == {("林晓", part) for part in parts} | {("周建国", "lead"), ("管家", "lead")}
    with pytest.raises(NotAllowed), world.core.read(world.zhou) as w:
        w.leads.explain(world.wang)


def test_totals_never_show_a_small_group(world: World) -> None:
    with world.core.work(world.who("boss")) as w:
        assert w.reports.totals() == []
    assert [row[1:4] for row in world.rows(Audit)["audit"]] == [(world.who("boss").person_id, "report", "totals")]
    for who in (world.lin, world.who("steward"), world.who("hemiao"), SYSTEM):
        with pytest.raises(NotAllowed), world.core.work(who) as w:
            w.reports.totals()
    with world.core.work(SYSTEM) as w:
        session = w.leads._session
        copies = [
            Lead(
                name="x",
                account_id=1,
                owner_id=1,
                stage=stage,
                created_at=world.clock.now(),
                last_activity_at=world.clock.now(),
            )
            for stage in ["quoted"] * 6 + ["won"] * 2
        ]
        session.add_all(copies)
    with world.core.work(world.who("boss")) as w:
        assert w.reports.totals() == [Bucket("quoted", 6), Bucket("其他", 5)]
    with world.core.work(world.who("sunli")) as w:
        assert w.reports.totals() == []


def test_the_floor() -> None:
    assert floored([Bucket("a", 5), Bucket("b", 4)]) == [Bucket("a", 5)]
    assert floored([Bucket("a", 4), Bucket("b", 4)]) == [Bucket("其他", 8)]


def test_silence_in_a_closed_lead(world: World) -> None:
    """A won customer's new chat is recorded without starting the clock of a silence again."""
    with world.core.work(SYSTEM) as w:
        w.leads._session.execute(update(Lead).where(Lead.id == world.wang).values(state="won", next_due_at=None))
    world.confirmed([BUDGET])
    world.clock.move(timedelta(hours=100))

    with world.core.read(SYSTEM) as w:
        assert world.wang not in {silence.lead_id for silence in w.nudges.due(world.clock.now())}
