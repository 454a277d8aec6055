"""DingTalk's message menu (消息菜单酷应用): a follow-up of messages picked there, in a chat that Suilu is not in."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.world import SCHOOL
from bot.simulator.town import Chat, Said
from crm_core.views import Address
from tests.stories.docked import InMenu
from tests.stories.town_house import HUACHEN, TownHouse

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

QINGHE = "青禾职业培训学校 · 孙丽"
TEAM = "cid_team/1=="


def school(house: TownHouse) -> list[Said]:
    return list(house.town.chats[SCHOOL].messages)


def team(house: TownHouse, *lines: tuple[str, str]) -> list[Said]:
    """Colleagues among themselves."""
    house.town.opens(Chat(TEAM, "dingtalk", "group", "销售一部", ["lin", "chen", "zhou"]))
    said = []
    for by, text in lines:
        said.append(house.town.say(TEAM, by, text))
        house.clock.move(timedelta(seconds=2))
    return said


def test_what_was_picked_becomes_a_draft_of_the_customer_that_is_named_there(town_house: TownHouse) -> None:
    said = school(town_house)

    shown = InMenu(town_house, "chen", said).sync()

    assert shown["state"] == "proposed"
    draft = town_house.draft(shown["draft"]["id"], "chen")
    assert (draft.source, draft.messages) == ("picked", 5)
    assert [candidate.name for candidate in draft.candidates] == [QINGHE]
    assert {"budget", "deadline", "our_quote"} <= {line.field for line in draft.lines}
    assert all(any(line.evidence.quote in one.text for one in said) for line in draft.lines)


def test_everybody_is_known_by_name_so_that_nothing_is_asked(town_house: TownHouse) -> None:
    page = InMenu(town_house, "chen", school(town_house))

    _, answer = page.send(page.handed())

    capture = answer["capture"]
    assert (capture["dated"], capture["nameless"], capture["strange"]) == (True, False, False)
    assert {one["name"]: one["side"] for one in capture["speakers"]} == {"孙丽": "them", "陈默": "us"}


def test_the_same_messages_again_or_pasted_beside_the_customer_add_nothing(town_house: TownHouse) -> None:
    said = school(town_house)
    first = InMenu(town_house, "chen", said).sync()
    page, lead = InMenu(town_house, "chen", said), town_house.lead("chen", "青禾")
    page.post(f"/drafts/{first['draft']['id']}/choose", lead=lead)
    town_house.settle()

    again, part = page.sync(), InMenu(town_house, "chen", said[:2]).sync()
    _, pasted = page.post("/captures/text", text=_as_copied(town_house, said), lead=lead)
    _, settled = page.post(f"/captures/{pasted['capture']['id']}/settle")
    town_house.settle()

    assert (first["state"], again["state"], part["state"]) == ("proposed", "empty", "empty")
    assert page.get(f"/syncs/{settled['sync_id']}")["sync"]["state"] == "empty"
    assert town_house.record()["draft"] == 1


def test_of_a_chat_among_colleagues_only_what_was_picked_is_read(town_house: TownHouse) -> None:
    said = team(town_house, ("chen", "中午吃什么"), ("lin", "刚和王海通完电话，我们报价46万8"))

    shown = InMenu(town_house, "lin", said[1:]).sync()

    assert (shown["state"], shown["draft"]["messages"]) == ("proposed", 1)
    assert {line.evidence.quote in said[1].text for line in town_house.draft(shown["draft"]["id"]).lines} == {True}


def test_two_members_may_pick_in_the_same_chat(town_house: TownHouse) -> None:
    said = team(town_house, ("lin", "新客户 手机 13911112222，我们报价46万8"))

    mine, theirs = InMenu(town_house, "lin", said).sync(), InMenu(town_house, "chen", said).sync()

    assert (mine["state"], theirs["state"]) == ("proposed", "proposed")


def test_a_deal_groups_messages_go_to_its_deal_and_another_rep_may_not(town_house: TownHouse) -> None:
    said = team(town_house, ("lin", "他们的预算批下来了，50万左右"))
    with town_house.core.work(town_house.who("lin")) as w:
        w.conversations.bind(Address("dingtalk", "dingsuilutown", TEAM, "group"), town_house.lead("lin"), "销售一部")

    shown = InMenu(town_house, "lin", said).sync()
    page = InMenu(town_house, "chen", said)
    record = town_house.record()

    assert shown["draft"]["lead"] == HUACHEN
    status, answer = page.send(page.handed())
    assert (status, answer["error"]["code"]) == (403, "not_allowed")
    assert town_house.record() == record


def _as_copied(house: TownHouse, said: list[Said]) -> str:
    """As DingTalk's desktop client copies them."""
    zone = ZoneInfo("Asia/Shanghai")
    local = [(house.town.people[one.by].name, datetime.fromisoformat(one.at).astimezone(zone), one.text) for one in said]
    return "\n".join(f"{name} {at:%Y/%m/%d %H:%M}\n{text}\n" for name, at, text in local)
