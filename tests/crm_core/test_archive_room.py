"""The sealed archive in the record: for the house alone, moved on by one process at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm_core.clock import SetClock
from crm_core.errors import NotAllowed
from crm_core.people import SYSTEM
from crm_core.tables import Audit
from crm_core.views import Address, SealedRecord
from crm_core.work.archive import BROKEN, LATER, NO_KEY
from crm_core.work.core import Core
from tests.crm_core.builders import World

CHAT = "linxiao/wmWangHai0001"


def record(seq: int, clock: SetClock, chat: str = CHAT, version: int = 1) -> SealedRecord:
    return SealedRecord(seq, f"m{seq}", chat, clock.now(), version, "k", "s")


@pytest.mark.parametrize("who", ["linxiao", "sunli", "boss", "steward", "hemiao"])
def test_nobody_but_the_house_enters(sqlite_world: World, who: str) -> None:
    with sqlite_world.core.read(sqlite_world.who(who)) as w, pytest.raises(NotAllowed) as refused:
        w.archive.reached()

    assert refused.value.because == "house_only"


def test_of_two_that_move_on_from_the_same_place_one_does(core: Core) -> None:
    with core.work(SYSTEM) as w:
        assert (w.archive.reached(), w.archive.advance(0, 5)) == (0, True)
    with core.work(SYSTEM) as w:
        assert (w.archive.advance(0, 7), w.archive.advance(4, 7), w.archive.reached()) == (False, False, 5)
    with core.work(SYSTEM) as w:
        assert (w.archive.advance(5, 9), w.archive.reached()) == (True, 9)


def test_one_chat_and_no_other_by_time(core: Core, clock: SetClock) -> None:
    with core.work(SYSTEM) as w:
        w.archive.keep([record(2, clock), record(1, clock), record(3, clock, "linxiao/wmWangHai00019")])
    clock.move(timedelta(minutes=1))
    with core.work(SYSTEM) as w:
        w.archive.keep([record(4, clock)])

        assert [r.seq for r in w.archive.of_chat(CHAT)] == [1, 2, 4]
        assert [r.seq for r in w.archive.of_chat(CHAT, clock.now())] == [4]
        assert w.archive.of_chat("linxiao/wm") == []


def test_a_customer_is_forgotten_in_all_chats_and_nobody_else_is(core: Core, clock: SetClock) -> None:
    chats = [CHAT, "chenmo/wmWangHai0001", "linxiao/xwmWangHai0001", "linxiao/wm%", "wrRoom", BROKEN]
    with core.work(SYSTEM) as w:
        w.archive.keep([record(seq, clock, chat) for seq, chat in enumerate(chats, 1)])

        assert w.archive.forget("wmWangHai0001") == 2
        assert w.archive.forget("wm%") == 1
        assert [r.seq for chat in chats for r in w.archive.of_chat(chat)] == [3, 5, 6]


def test_what_waits_for_its_key_or_for_another_try(core: Core, clock: SetClock) -> None:
    with core.work(SYSTEM) as w:
        w.archive.keep([record(1, clock, NO_KEY, 2), record(2, clock, NO_KEY, 3), record(3, clock, BROKEN, 2)])

        assert [r.seq for r in w.archive.waiting({2})] == [1]
        assert w.archive.unopened() == {(NO_KEY, 2): 1, (NO_KEY, 3): 1, (BROKEN, 2): 1}
        w.archive.place(1, CHAT, clock.now() + timedelta(days=9))
        w.archive.drop([2])
        assert w.archive.unopened() == {(BROKEN, 2): 1}
        assert [(r.seq, r.at) for r in w.archive.of_chat(CHAT)] == [(1, clock.now())]
        w.archive.keep([record(4, clock, LATER, 9)])
        assert [r.seq for r in w.archive.waiting({2})] == [4]
        assert w.archive.unopened() == {(BROKEN, 2): 1, (LATER, 9): 1}


def test_who_refuses_by_identity_or_as_a_contact(world: World) -> None:
    lin, someone = world.who("linxiao"), Address("wecom", "ww1", "wmLiLei0001")
    with world.core.work(SYSTEM) as w:
        w.consents.say("1", identity=someone, state="refused", channel="archive")
    with world.core.work(lin) as w:
        lead = w.leads.by_identity(Address("wecom", "ww1", "wmWangHai0001"))
        assert lead
        w.consents.say("2", lead_id=lead.id, state="withdrawn", channel="chat")

    with world.core.read(SYSTEM) as w:
        found = w.archive.refusing("wecom", timedelta(days=5))
        assert w.archive.refusing("feishu", timedelta(days=5)) == []
    world.clock.move(timedelta(days=6))
    with world.core.read(SYSTEM) as w:
        later = w.archive.refusing("wecom", timedelta(days=5))

    assert (found, later) == ([someone, Address("wecom", "ww1", "wmWangHai0001")], [])


def test_each_look_at_a_chat_is_in_the_audit(sqlite_core: Core) -> None:
    with sqlite_core.work(SYSTEM) as w:
        w.archive.of_chat(CHAT)
    with sqlite_core.read(SYSTEM) as w:
        row = w._unit.session.scalars(select(Audit)).one()
        found = (row.by_id, row.verb, row.subject)

    assert found == (0, "archive", f"chat:{CHAT}")
