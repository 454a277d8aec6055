"""One word for one silence, whatever the ticks do; and acting on it, once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from crm_core.errors import Conflict, NotAllowed, NotVisible
from crm_core.people import SYSTEM
from crm_core.tables import Decision, Lead, Nudge
from crm_core.views import NudgeView, Silence
from crm_core.work.core import Work
from tests.crm_core.builders import BUDGET, World

QUIET = timedelta(hours=72)


def tick(world: World) -> list[NudgeView]:
    """What the nudge handler does each time it is woken."""
    with world.core.work(SYSTEM) as w:
        opened = [w.nudges.open(silence) for silence in w.nudges.due(world.clock.now())]
    return [nudge for nudge in opened if nudge is not None]


def the_nudge(world: World) -> NudgeView:
    world.clock.move(QUIET)
    (nudge,) = [nudge for nudge in tick(world) if nudge.lead_id == world.wang]
    return nudge


def test_silence_is_told_once_and_to_whom(world: World) -> None:
    assert tick(world) == []
    world.clock.move(QUIET - timedelta(seconds=1))
    assert tick(world) == []
    world.clock.move(timedelta(seconds=1))

    told = {nudge.lead: nudge for nudge in tick(world)}

    assert set(told) == {"华辰精密机械有限公司 · 王海", "远山电气 · 赵敏", "青禾食品 · 钱进"}  # never the sandbox
    wang = told["华辰精密机械有限公司 · 王海"]
    assert (wang.rep, wang.manager_id, wang.hours, wang.state) == ("林晓", world.zhou.person_id, 72, "open")
    assert tick(world) == []
    world.clock.move(timedelta(days=30))
    assert tick(world) == []


def test_a_stale_silence_opens_nothing(world: World) -> None:
    world.clock.move(QUIET)
    with world.core.work(SYSTEM) as w:
        stale = [silence for silence in w.nudges.due(world.clock.now()) if silence.lead_id == world.wang]
    world.confirmed([BUDGET])
    world.clock.move(QUIET)  # the next silence is due by now, but this is not it

    with world.core.work(SYSTEM) as w:
        assert [w.nudges.open(silence) for silence in stale] == [None]
    assert world.rows(Nudge)["nudge"] == []


def test_only_the_house_looks_for_silence(world: World) -> None:
    world.clock.move(QUIET)
    with world.core.read(SYSTEM) as w:
        silence = w.nudges.due(world.clock.now())[0]

    for who in (world.lin, world.zhou, world.who("boss")):
        with pytest.raises(NotAllowed), world.core.read(who) as w:
            w.nudges.due(world.clock.now())
        with pytest.raises(NotAllowed), world.core.work(who) as w:
            w.nudges.open(silence)
    assert world.rows(Nudge, Decision) == {"nudge": [], "decision": []}


def test_a_nudge_is_for_those_it_was_addressed_to(world: World) -> None:
    nudge = the_nudge(world)
    before = world.rows(Nudge, Lead)

    for stranger in (world.chen, world.who("sunli"), world.who("boss"), world.who("steward"), world.who("hemiao")):
        for act in ("support", "reassigned", "get"):
            with pytest.raises(NotVisible), world.core.work(stranger) as w:
                getattr(w.nudges, act)(nudge.id)
    with pytest.raises(NotAllowed), world.core.work(world.lin) as w:
        w.nudges.support(nudge.id)
    with pytest.raises(NotAllowed), world.core.work(world.lin) as w:
        w.nudges.reassigned(nudge.id)
    with pytest.raises(Conflict, match="too_early"), world.core.work(world.lin) as w:
        w.nudges.snooze(nudge.id, world.clock.now())
    assert world.rows(Nudge, Lead) == before

    with world.core.work(world.zhou) as w:
        acted = w.nudges.support(nudge.id)
    assert (acted.state, acted.acted_by, acted.acted_at) == ("supported", "周建国", world.clock.now())
    for act in ("support", "reassigned"):
        with pytest.raises(Conflict, match="already_acted"), world.core.work(world.zhou) as w:
            getattr(w.nudges, act)(nudge.id)
    with pytest.raises(Conflict, match="already_acted"), world.core.work(world.lin) as w:
        w.nudges.snooze(nudge.id, world.clock.now() + QUIET)
    with world.core.read(world.lin) as w:
        assert w.nudges.get(nudge.id).acted_by == "周建国"


def test_a_snoozed_nudge_speaks_again_once(world: World) -> None:
    nudge = the_nudge(world)
    until = world.clock.now() + timedelta(days=1)
    with world.core.work(world.lin) as w:
        assert w.nudges.snooze(nudge.id, until).snoozed_until == until
    assert tick(world) == []
    world.clock.move(timedelta(days=1))

    (again,) = tick(world)

    assert (again.id, again.state, again.acted_by, again.snoozed_until) == (nudge.id, "open", "", until)
    assert (nudge.spoken_at, again.spoken_at) == (until - timedelta(days=1), until)
    assert tick(world) == []


def test_progress_ends_a_silence_and_undo_takes_it_up_again(world: World) -> None:
    nudge = the_nudge(world)
    with world.core.work(world.zhou) as w:
        w.nudges.support(nudge.id)
    before = world.rows(Nudge, Lead)

    activity = world.confirmed([BUDGET])
    with world.core.read(world.lin) as w:
        (ended,) = w.nudges.ended_for(world.wang)
        assert w.nudges.ended_for(world.lead("远山电气")) == []
    assert (ended.id, ended.state, ended.acted_by) == (nudge.id, "ended", "周建国")

    with world.core.work(world.lin) as w:
        w.activities.undo(activity.id)
        assert w.nudges.ended_for(world.wang) == []
    assert world.rows(Nudge, Lead) == before


def test_the_next_silence_is_another_nudge(world: World) -> None:
    first = the_nudge(world)
    world.confirmed([BUDGET])
    second = the_nudge(world)

    assert second.id != first.id
    assert second.silent_since == first.silent_since + QUIET - timedelta(minutes=5)


def test_taking_a_lead_over(world: World) -> None:
    nudge = the_nudge(world)
    with world.core.work(world.zhou) as w:
        assert w.nudges.reassigned(nudge.id).state == "reassigned"
        w.leads.reassign(nudge.lead_id, world.chen.person_id, f"nudge:{nudge.id}")

    with world.core.read(world.chen) as w:
        assert w.nudges.get(nudge.id).rep == "林晓"
    with world.core.read(world.lin) as w:
        assert w.nudges.get(nudge.id).lead == ""  # hers no more: the nudge without the customer


STEPS = st.lists(
    st.sampled_from(["tick", "tick", "due", "open", "wait", "wait", "act", "snooze", "support"]), min_size=15, max_size=40
)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_nudge_a_silence_under_any_interleaving(sqlite_world: World, steps: list[str]) -> None:
    """Two ticks at once are `due` and `due` before `open` and `open`; whatever happens between, nothing is said twice."""
    world = sqlite_world
    play = Play(world)
    for step in steps:
        getattr(play, step)()

    spoken = play.spoken
    assert len(spoken) == len(set(spoken))
    nudges = world.rows(Nudge)["nudge"]
    assert len({(row[1], row[3]) for row in nudges}) == len(nudges)


class Play:
    """One lead's life. `spoken`: (since when silent, which snooze) of everything that was said."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.core.work(SYSTEM) as w:
            session = w.leads._session
            session.execute(delete(Nudge))
            now = world.clock.now()
            session.execute(update(Lead).values(next_due_at=None))
            session.execute(update(Lead).where(Lead.id == 1).values(last_activity_at=now, next_due_at=now + QUIET))
        self.since = now
        self.held: list[Silence] = []
        self.spoken: list[tuple[object, object]] = []
        self.last: NudgeView | None = None

    def heard(self, nudge: NudgeView | None) -> None:
        if nudge is not None:
            assert nudge.hours >= 72
            assert nudge.silent_since == self.since
            self.spoken.append((nudge.silent_since, nudge.snoozed_until))
            self.last = nudge

    def tick(self) -> None:
        for nudge in tick(self.world):
            self.heard(nudge)

    def due(self) -> None:
        with self.world.core.read(SYSTEM) as w:
            self.held += w.nudges.due(self.world.clock.now())

    def open(self) -> None:
        while self.held:
            with self.world.core.work(SYSTEM) as w:
                self.heard(w.nudges.open(self.held.pop()))

    def wait(self) -> None:
        self.world.clock.move(timedelta(hours=40))

    def act(self) -> None:
        """As `confirm` does it."""
        now = self.world.clock.now()
        self.since = now
        with self.world.core.work(SYSTEM) as w:
            session = w.leads._session
            session.execute(update(Lead).where(Lead.id == 1).values(last_activity_at=now, next_due_at=now + QUIET))
            session.execute(update(Nudge).values(state="ended"))

    def snooze(self) -> None:
        self._try(lambda w, nudge: w.nudges.snooze(nudge.id, self.world.clock.now() + timedelta(hours=5)))

    def support(self) -> None:
        self._try(lambda w, nudge: w.nudges.support(nudge.id))

    def _try(self, act: Callable[[Work, NudgeView], NudgeView]) -> None:
        if self.last is None:
            return
        with suppress(Conflict), self.world.core.work(self.world.zhou) as w:  # somebody has acted on it already
            act(w, self.last)
