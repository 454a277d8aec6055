"""Who serves whom: the order in which the platform's words arrive makes no difference, and nothing is deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm_core.decisions.followings import FOLLOWING, Span, after
from crm_core.errors import NotAllowed
from crm_core.people import SYSTEM
from crm_core.tables import Person
from crm_core.views import Address
from tests.crm_core.builders import World

T = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
WANG = Address("wecom", "ww1", "wmWangHai0001")
LIN = Address("wecom", "ww1", "linxiao")
TOLD = st.lists(
    st.tuples(st.sampled_from([FOLLOWING, "removed", "lost", "handed_over"]), st.integers(0, 9)),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each[1],
)


def hour(n: int) -> datetime:
    return T + timedelta(hours=n)


@given(told=TOLD)
def test_the_order_of_arrival_makes_no_difference(told: list[tuple[str, int]]) -> None:
    found = set()
    for order in permutations(told):
        span: Span | None = None
        for state, n in (*order, order[0]):
            span = after(span, state, hour(n))
        found.add(span)

    assert len(found) == 1
    assert found.pop().state == max(told, key=lambda each: each[1])[0]  # type: ignore[union-attr]


def test_a_customer_who_came_back_is_served_since_then() -> None:
    span = after(after(after(None, FOLLOWING, hour(1)), "lost", hour(2)), FOLLOWING, hour(5))

    assert span == Span(FOLLOWING, hour(5))
    assert after(span, "lost", hour(2)) == span


def test_an_event_is_written_down_once(world: World) -> None:
    with world.core.work(SYSTEM) as w:
        assert w.followings.told(WANG, "linxiao", FOLLOWING, hour(1))
        assert not w.followings.told(WANG, "linxiao", FOLLOWING, hour(1))
        assert w.followings.told(WANG, "linxiao", "handed_over", hour(3))
        assert w.followings.told(WANG, "chenmo", FOLLOWING, hour(3))
        assert not w.followings.told(WANG, "linxiao", FOLLOWING, hour(0))

    with world.core.read(SYSTEM) as w:
        members = [(each.member_id, each.person_id, each.state, each.since, each.until) for each in w.followings.of(WANG)]
        (moved,) = w.followings.moved(WANG)
    assert members == [
        ("chenmo", world.chen.person_id, "following", hour(3), None),
        ("linxiao", world.lin.person_id, "handed_over", hour(1), hour(3)),
    ]
    assert (moved.served.lead_id, moved.served.owner, moved.to) == (world.wang, "林晓", "陈默")


@pytest.mark.parametrize("status", ["leave", "maternity", "disabled", "left"])
def test_nobody_is_offered_a_customer_who_is_not_there(sqlite_world: World, status: str) -> None:
    with sqlite_world.core.work(SYSTEM) as w:
        w.followings.told(WANG, "linxiao", "handed_over", hour(3))
        w.followings.told(WANG, "chenmo", FOLLOWING, hour(3))
        assert len(w.followings.moved(WANG)) == 1
        taker = select(Person).where(Person.id == sqlite_world.person("陈默"))
        w.leads._session.scalars(taker).one().status = status

        assert w.followings.moved(WANG) == []


def test_a_reading_mends_what_was_missed_and_yields_to_what_came_after_it(sqlite_world: World) -> None:
    with sqlite_world.core.work(SYSTEM) as w:
        w.followings.told(WANG, "linxiao", FOLLOWING, hour(1))
        w.followings.told(Address("wecom", "ww1", "wmNew"), "linxiao", "lost", hour(5))

        assert w.followings.read(LIN, ["wmOther", "wmNew"], hour(4)) == 3

        states = {id_: w.followings.of(Address("wecom", "ww1", id_))[0].state for id_ in ("wmWangHai0001", "wmOther", "wmNew")}
    assert states == {"wmWangHai0001": "removed", "wmOther": "following", "wmNew": "lost"}


def test_it_is_the_house_that_follows(sqlite_world: World) -> None:
    with sqlite_world.core.work(sqlite_world.zhou) as w, pytest.raises(NotAllowed):
        w.followings.told(WANG, "linxiao", FOLLOWING, hour(1))
