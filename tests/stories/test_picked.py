"""The message shortcut (消息快捷操作): a follow-up of the messages that a member picked by hand, and of nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from bot.demo.world import CHAT, GROUP
from bot.simulator.town import Chat, Said
from tests.stories.docked import Docked
from tests.stories.town_house import BOTS, HUACHEN, TownHouse

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

LIN, CHEN = BOTS["lin@feishu"], "feishu-bot-chen"
OFFICE = "oc_office"


@pytest.fixture
def house(town_house: TownHouse) -> TownHouse:
    """An office chat that Suilu is not in, where two colleagues talk of many customers."""
    town_house.town.opens(Chat(OFFICE, "feishu", "group", "销售部", ["lin", "chen", "zhou"]))
    return town_house


def say(house: TownHouse, *lines: tuple[str, str], chat: str = OFFICE) -> list[Said]:
    said = []
    for by, text in lines:
        said.append(house.says(chat, by, text))
        house.clock.move(timedelta(seconds=2))
    return said


def test_picked_messages_of_any_chat_become_a_draft_with_their_evidence(house: TownHouse) -> None:
    before, kept, _ = say(
        house,
        ("chen", "中午吃什么"),
        ("lin", "刚和客户王海通完电话，手机 13800001234，我们报价46万8，他们计划12月20日前上线"),
        ("chen", "听说青禾那边预算有80万"),
    )

    shown = Docked(house, "lin", [kept]).sync()

    assert (shown["state"], shown["draft"]["messages"]) == ("proposed", 1)
    draft = house.draft(shown["draft"]["id"])
    assert {line.evidence.quote in kept.text for line in draft.lines} == {True}
    assert {line.evidence.message for line in draft.lines} == {kept.id}
    assert before.id not in {line.evidence.message for line in draft.lines}
    assert len(house.cards(LIN)) == 1
    assert house.cards(OFFICE) == house.cards(CHEN) == []


def test_picking_the_same_messages_twice_adds_nothing(house: TownHouse) -> None:
    said = say(house, ("lin", "我们报价46万8"), ("lin", "我周五把方案发过去"))
    first = Docked(house, "lin", said).sync()
    record, shown = house.record(), house.shown()

    again, part = Docked(house, "lin", said).sync(), Docked(house, "lin", said[:1]).sync()

    assert (first["state"], again["state"], part["state"]) == ("proposed", "empty", "empty")
    assert again["draft"] is None
    now = house.record()
    assert {name: now[name] - record[name] for name in now if now[name] != record[name]} == {"sync": 2}
    assert house.shown() == shown


def test_a_deal_groups_messages_go_to_its_deal_and_its_own_sync_misses_nothing(house: TownHouse) -> None:
    say(house, ("chen", "POC 环境周三能好"), chat=GROUP)
    last = say(house, ("lin", "我们报价46万8"), chat=GROUP)

    shown = Docked(house, "lin", last).sync()

    assert (shown["draft"]["messages"], shown["draft"]["lead"]) == (1, HUACHEN)
    house.says(GROUP, "lin", "@随录 同步")
    house.settle()
    whole = house.draft(shown["draft"]["id"] + 1)
    assert whole.messages == 3
    assert whole.lead == HUACHEN


def test_confirming_what_was_picked_binds_no_chat_of_many_customers(house: TownHouse) -> None:
    first = say(house, ("lin", "新客户 手机 13911112222，我们报价46万8"))
    draft = Docked(house, "lin", first).sync()["draft"]
    house.taps(house.last(LIN), "lin", "confirm")
    second = say(house, ("lin", "另一位客户，我们报价20万"))

    other = Docked(house, "lin", second).sync()["draft"]

    assert house.draft(draft["id"]).state == "confirmed"
    assert (other["lead_id"], house.draft(other["id"]).because) == (None, "new")


def test_two_members_may_pick_the_same_messages_of_a_chat_that_is_nobodys(house: TownHouse) -> None:
    said = say(house, ("lin", "我们报价46万8"))

    mine, theirs = Docked(house, "lin", said).sync(), Docked(house, "chen", said).sync()

    assert (mine["state"], theirs["state"]) == ("proposed", "proposed")
    assert mine["draft"]["id"] != theirs["draft"]["id"]


def test_another_reps_deal_group_gives_no_rights(house: TownHouse) -> None:
    said = say(house, ("chen", "我们报价46万8"), chat=GROUP)
    page = Docked(house, "chen", said)
    record, shown = house.record(), house.shown()

    status, answer = page.send(page.picked())
    house.settle()

    assert status == 202
    event = page.get(f"/events/{answer['sync_id']}")["event"]
    assert (event["state"], event["problem"]["code"]) == ("failed", "not_allowed")
    assert house.record() == record
    assert house.shown() == shown


def test_somebody_the_house_does_not_know_picks_in_vain(house: TownHouse) -> None:
    house.town.chats[OFFICE].members.append("guest")
    said = say(house, ("guest", "我们报价46万8"))
    record = house.record()
    http = requests.Session()
    http.trust_env = False

    page = http.get(house.feishu.shortcut("guest", [said[0].id]))

    assert page.status_code == 403
    assert "绑定" in page.text
    assert house.record() == record


def test_the_draft_opens_in_feishus_own_session(house: TownHouse) -> None:
    said = say(house, ("lin", "我们报价46万8"))
    page = Docked(house, "lin", said)
    draft = page.sync()["draft"]["id"]

    shown = page.http.get(f"{house.origin}/sidebar?draft={draft}")

    assert shown.status_code == 200
    assert page.get(f"/drafts/{draft}")["draft"]["state"] == "open"


def test_a_wecom_chat_is_synced_beside_it_as_ever(house: TownHouse) -> None:
    assert house.page("lin", CHAT).sync()["state"] == "proposed"
