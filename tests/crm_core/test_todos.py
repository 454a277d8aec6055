"""What waits for somebody, what a day and a week have brought, and that nobody is shown what is another's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from crm_core.errors import Conflict, NotAllowed, NotVisible
from crm_core.people import SYSTEM
from crm_core.tables import Audit, Decision, Lead, NextStep
from crm_core.views import TeamRow, WeekView
from tests.crm_core.builders import BUDGET, NEXT, World, a_line

SENT = a_line("milestone", "报价发出", kind="quote_sent")
SUNDAY = date(2026, 2, 15)
WEDNESDAY = date(2026, 2, 18)
"""When the step is due."""
OTHERS = ("chenmo", "sunli", "boss", "steward", "hemiao", "ding_zhou")


def kinds(world: World, who: str, until: date = WEDNESDAY) -> list[str]:
    with world.core.read(world.who(who)) as w:
        return [todo.kind for todo in w.todos.waiting(until=until)]


def test_drafts_then_nudges_then_steps(world: World) -> None:
    world.confirmed([NEXT])
    world.clock.move(timedelta(hours=72))
    with world.core.work(SYSTEM) as w:
        opened = [w.nudges.open(silence) for silence in w.nudges.due(world.clock.now())]
    draft = world.propose([BUDGET], sync="wecom:sync:2", messages=[world.message("m2", "预算50万左右，没有变")])

    with world.core.read(world.lin) as w:
        found = w.todos.waiting(until=WEDNESDAY)

    assert [(todo.kind, todo.lead, todo.what) for todo in found] == [
        ("draft", "华辰精密机械有限公司 · 王海", ""),
        ("nudge", "远山电气 · 赵敏", ""),
        ("nudge", "华辰精密机械有限公司 · 王海", ""),
        ("step", "华辰精密机械有限公司 · 王海", "发方案"),
    ]
    assert (found[0].id, found[3].due, len(opened)) == (draft.id, WEDNESDAY, 3)
    with world.core.read(world.zhou) as w:
        assert [(todo.kind, todo.what) for todo in w.todos.waiting(until=WEDNESDAY)] == [
            ("nudge", "陈默"),
            ("nudge", "林晓"),
            ("nudge", "林晓"),
        ]
    assert [kinds(world, who) for who in ("sunli", "boss", "steward", "hemiao")] == [[], [], [], []]
    assert kinds(world, "chenmo") == ["nudge"]


def test_steps_by_when_they_are_due(world: World) -> None:
    world.confirmed([NEXT])

    assert kinds(world, "linxiao", SUNDAY) == []
    assert kinds(world, "linxiao") == ["step"]
    with world.core.read(world.lin) as w:
        assert [step.what for step in w.todos.steps(after=SUNDAY, until=WEDNESDAY)] == ["发方案"]
        assert w.todos.steps(after=WEDNESDAY, until=date(2026, 3, 1)) == []
    with world.core.work(SYSTEM) as w:
        w.leads._session.execute(update(Lead).where(Lead.id == world.wang).values(state="won"))
    assert kinds(world, "linxiao") == []


def test_a_step_is_done_once_by_its_rep_alone(world: World) -> None:
    world.confirmed([NEXT])
    before = world.rows(NextStep, Decision)
    step = before["next_step"][0][0]

    for who in OTHERS:
        with pytest.raises(NotVisible), world.core.work(world.who(who)) as w:
            w.todos.done(step)
    assert world.rows(NextStep, Decision) == before

    with world.core.work(world.lin) as w:
        assert w.todos.done(step).what == "发方案"
    with pytest.raises(Conflict, match="already_done"), world.core.work(world.lin) as w:
        w.todos.done(step)
    assert kinds(world, "linxiao") == []


def test_undo_takes_a_step_back_that_was_done(world: World) -> None:
    activity = world.confirmed([NEXT])
    with world.core.work(world.lin) as w:
        w.todos.done(world.rows(NextStep)["next_step"][0][0])

    with world.core.work(world.lin) as w:
        w.activities.undo(activity.id)

    assert world.rows(NextStep)["next_step"] == []


def test_a_day_s_progress_has_words_for_its_rep_only(world: World) -> None:
    since = world.clock.now()
    world.clock.move(timedelta(minutes=1))
    activity = world.confirmed([SENT])

    def progress(who: str) -> list[tuple[str, ...]]:
        with world.core.read(world.who(who)) as w:
            return [view.told for view in w.todos.progress(since)]

    assert progress("linxiao") == [("报价发出", "客户预算50万")]
    assert progress("ding_zhou") == progress("steward") == [()]
    assert [progress(who) for who in ("chenmo", "sunli", "boss", "hemiao")] == [[], [], [], []]
    with world.core.work(world.lin) as w:
        w.activities.undo(activity.id)
    assert progress("linxiao") == progress("ding_zhou") == []


def test_one_s_own_week_is_counted_from_one_s_own_rows(world: World) -> None:
    since = world.clock.now()
    world.confirmed([NEXT, SENT])
    world.propose([BUDGET], sync="wecom:sync:2", messages=[world.message("m2", "预算50万左右，没有变")])

    def week(who: str) -> WeekView:
        with world.core.read(world.who(who)) as w:
            return w.reports.own_week(since, first=date(2026, 2, 16), last=date(2026, 2, 22))

    assert week("linxiao") == WeekView(1, 1, 2, 0, 0, due=1, kept=0, drafts=1)
    assert week("chenmo") == WeekView(0, 0, 1, 0, 0, due=0, kept=0, drafts=0)
    for who in ("ding_zhou", "boss", "steward"):
        with pytest.raises(NotAllowed):
            week(who)


def test_a_manager_s_week_is_his_own_reps(world: World) -> None:
    since = world.clock.now()
    world.confirmed([BUDGET])
    with world.core.work(world.zhou) as w:
        assert w.reports.team_week(since) == [TeamRow("林晓", 2, 1, 0), TeamRow("陈默", 1, 0, 0)]
        assert w.reports.team_week(since + timedelta(days=1)) == [TeamRow("林晓", 2, 0, 0), TeamRow("陈默", 1, 0, 0)]
    with world.core.work(world.who("sunli")) as w:
        assert w.reports.team_week(since) == []
    for who in ("linxiao", "boss", "steward", "hemiao"):
        with pytest.raises(NotAllowed), world.core.work(world.who(who)) as w:
            w.reports.team_week(since)
    told = [row[1:4] for row in world.rows(Audit)["audit"] if row[3] == "team_week"]
    assert told == [(world.zhou.person_id, "report", "team_week")] * 2 + [(world.who("sunli").person_id, "report", "team_week")]


def test_a_lead_is_seen_once_by_its_owner_for_each_time_it_was_given(world: World) -> None:
    def seen(who: str) -> bool:
        with world.core.work(world.who(who)) as w:
            return w.leads.viewed(world.wang)

    def give(to: str) -> None:
        with world.core.work(world.zhou) as w:
            w.leads.reassign(world.wang, world.who(to).person_id, "nudge:1")

    with pytest.raises(NotVisible):
        seen("chenmo")
    with pytest.raises(NotAllowed):
        seen("ding_zhou")
    assert (seen("linxiao"), seen("linxiao")) == (True, False)
    give("chenmo")
    assert (seen("chenmo"), seen("chenmo")) == (True, False)
    give("linxiao")
    assert (seen("linxiao"), seen("linxiao")) == (True, False)
    assert [row[1:4] for row in world.rows(Decision)["decision"] if row[1] == "view"] == [("view", "lead:1", "viewed")] * 3


def test_where_a_card_of_ours_stands(world: World) -> None:
    core = world.core
    with core.work(SYSTEM) as w:
        assert not w.shown.was("hello:1")
        w.say.post("hello:1", {"person": {"platform": "wecom", "corp": "ww1", "id": "linxiao"}}, {"title": "x"}, kind="help")
        assert w.shown.was("hello:1")
        assert w.shown.card("task-1") is None
    spoken = core.outbox.take("a")
    assert spoken is not None
    core.outbox.sent(spoken.id, {"token": "t"}, platform="wecom", card_name="task-1")

    with core.read(world.chen) as w:
        card = w.shown.card("task-1")
        assert (w.shown.was("hello:1"), w.shown.was("hello:2"), w.shown.card("")) == (True, False, None)
    assert card is not None
    assert (card.card_key, card.kind, card.to.id, card.to.kind) == ("hello:1", "help", "linxiao", "")
