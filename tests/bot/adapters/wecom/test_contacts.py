"""Who serves whom, and the platform's own hand-over, asked of the stand-in over the wire."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.contacts import WecomContacts
from bot.model import ContactChange, ContactChanged, Person, Platform
from bot.ports import Inherited, TryLater, Undeliverable
from bot.simulator.town import Dweller, Fault
from tests.bot.adapters.wecom.world import CORP, World

LIN, CHEN, ZHOU = (Person(Platform.WECOM, CORP, name) for name in ("linxiao", "chenmo", "zhoujianguo"))
WANG = "wmWangHai0001"
ASKED, DONE = Inherited("asked"), Inherited("done")


@pytest.fixture
def contacts(client: WecomClient) -> WecomContacts:
    return WecomContacts(client)


def many(world: World, count: int) -> list[str]:
    for n in range(count):
        world.town.people[f"c{n}"] = Dweller(f"c{n}", "客户", False, {"wecom": f"wmMany{n:04d}"}, followers=["lin"])
    return [f"wmMany{n:04d}" for n in range(count)]


def told(world: World) -> list[tuple[str, str, str]]:
    changes = [event for event in world.house.inbox.values() if isinstance(event, ContactChanged)]
    return [(event.change.value, event.member.id, event.reason) for event in changes]


def test_whom_a_member_serves(world: World, contacts: WecomContacts) -> None:
    assert contacts.followed(LIN) == (WANG,)
    assert contacts.followed(CHEN) == ()
    with pytest.raises(Undeliverable, match="no_such_member"):
        contacts.followed(Person(Platform.WECOM, CORP, "nobody"))


def test_a_member_who_is_there_hands_over_and_a_day_later_it_is_done(world: World, contacts: WecomContacts) -> None:
    assert contacts.inherit(LIN, CHEN, [WANG], left=False) == {WANG: ASKED}
    assert contacts.inherit(LIN, CHEN, [WANG], left=False) == {WANG: ASKED}
    world.clock.move(timedelta(hours=23, minutes=59))
    assert contacts.inherited(LIN, CHEN, left=False) == {WANG: ASKED}
    assert told(world) == []
    world.clock.move(timedelta(minutes=1))

    assert contacts.inherited(LIN, CHEN, left=False) == {WANG: DONE}
    assert (contacts.followed(LIN), contacts.followed(CHEN)) == ((), (WANG,))
    assert told(world) == [("handed_over", "linxiao", ""), ("added", "chenmo", "")]


def test_one_who_left_is_asked_for_by_the_other_call(world: World, contacts: WecomContacts) -> None:
    assert contacts.inherit(LIN, CHEN, [WANG], left=True) == {WANG: Inherited("refused", "not_left")}
    world.sim.inheritance.resigns("lin")
    assert contacts.inherit(LIN, CHEN, [WANG], left=False) == {WANG: Inherited("refused", "no_such_member")}
    assert contacts.inherit(LIN, CHEN, [WANG], left=True) == {WANG: ASKED}
    assert contacts.inherited(LIN, CHEN, left=False) == {}
    world.clock.move(timedelta(hours=24))

    assert contacts.inherited(LIN, CHEN, left=True) == {WANG: DONE}
    assert told(world) == [("added", "chenmo", "")]


def test_a_customer_refuses_and_a_successor_is_full(world: World, contacts: WecomContacts) -> None:
    (other,) = many(world, 1)
    contacts.inherit(LIN, CHEN, [WANG, other], left=False)
    world.sim.inheritance.refusing, world.sim.inheritance.most = {"wang"}, 0
    world.clock.move(timedelta(hours=24))

    assert contacts.inherited(LIN, CHEN, left=False) == {
        WANG: Inherited("refused", "refused"),
        other: Inherited("refused", "full"),
    }
    assert sorted(told(world)) == [("not_handed_over", "chenmo", "full"), ("not_handed_over", "chenmo", "refused")]
    assert contacts.followed(LIN) == (WANG, other)


@pytest.mark.parametrize(
    ("giver", "taker", "customer", "problem"),
    [
        (LIN, CHEN, "wmNobody", "not_a_customer"),
        (LIN, LIN, WANG, "same_member"),
        (ZHOU, CHEN, WANG, "not_following"),
        (LIN, Person(Platform.WECOM, CORP, "nobody"), WANG, "no_such_member"),
    ],
)
def test_what_the_platform_refuses_at_once(
    contacts: WecomContacts, giver: Person, taker: Person, customer: str, problem: str
) -> None:
    assert contacts.inherit(giver, taker, [customer], left=False) == {customer: Inherited("refused", problem)}


def test_a_customer_is_handed_on_twice_in_ninety_days(world: World, contacts: WecomContacts) -> None:
    for giver, taker in ((LIN, CHEN), (CHEN, ZHOU)):
        assert contacts.inherit(giver, taker, [WANG], left=False) == {WANG: ASKED}
        world.clock.move(timedelta(hours=24))
        contacts.inherited(giver, taker, left=False)

    assert contacts.inherit(ZHOU, LIN, [WANG], left=False) == {WANG: Inherited("refused", "too_often")}
    world.clock.move(timedelta(days=90))
    assert contacts.inherit(ZHOU, LIN, [WANG], left=False) == {WANG: ASKED}


def test_a_hundred_in_a_call_and_all_pages_of_the_result(world: World, contacts: WecomContacts) -> None:
    customers, world.sim.inheritance.page = many(world, 130), 50

    assert contacts.inherit(LIN, CHEN, customers, left=False) == dict.fromkeys(customers, ASKED)
    assert world.calls("externalcontact/transfer_customer") == 2
    assert contacts.inherited(LIN, CHEN, left=False) == dict.fromkeys(customers, ASKED)
    assert world.calls("externalcontact/transfer_result") == 3


def test_what_goes_wrong_on_the_way_is_tried_again_and_a_missing_right_is_not(world: World, contacts: WecomContacts) -> None:
    world.town.plan(Platform.WECOM, Fault("limit", 1, "externalcontact/transfer_customer"))
    with pytest.raises(TryLater):
        contacts.inherit(LIN, CHEN, [WANG], left=False)
    world.town.plan(Platform.WECOM, Fault("scope", 1, "externalcontact/transfer_customer"))
    assert contacts.inherit(LIN, CHEN, [WANG], left=False) == {WANG: Inherited("refused", "no_permission")}
    assert world.sim.inheritance.transfers == []


def test_an_edited_remark_says_nothing_of_a_hand_over(world: World) -> None:
    world.sim.contact_changes("edit_external_contact", {"UserID": "LinXiao", "ExternalUserID": WANG})

    (event,) = world.house.inbox.values()
    assert isinstance(event, ContactChanged)
    assert event.change is ContactChange.EDITED
