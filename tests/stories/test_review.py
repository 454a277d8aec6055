"""Corners where two things meet: two drafts of one chat, a word that came too late, a colleague who has left."""

from __future__ import annotations

import pytest

from bot.demo.world import CHAT, GROUP, CORPS, CUSTOMERS, PEOPLE
from bot.simulator.town import Dweller
from tests.stories.town_house import BOTS, HUACHEN, TownHouse, title_of

LIN, ZHOU = BOTS["lin"], BOTS["zhou"]
QIAN = Dweller("qian", "钱进", False, {"wecom": "wmQianJin0007"}, "江南流体设备有限公司", followers=["lin"])
EXTERNAL = "wmQianJin0007"


def two_open(house: TownHouse):
    chat = house.moves_in(QIAN, "我们公司想上一套产线数据采集，预算30万")
    page = house.page("lin", chat)
    first = page.sync(EXTERNAL)["draft"]
    house.says(chat, "qian", "计划12月20日前上线，我的手机 13911112222")
    second = page.sync(EXTERNAL)["draft"]
    return page, first, second


def test_two_drafts(town_house: TownHouse) -> None:
    page, first, second = two_open(town_house)
    before = town_house.record()
    for d in (first, second):
        print(d["lead"], d["because"], [(l["field"], l["shown"]) for l in d["lines"]])
        print(page.decide(f"/drafts/{d['id']}/confirm"))
    now = town_house.record()
    print({k: now[k] - before[k] for k in ("lead", "contact", "account", "activity")})
    assert now["lead"] - before["lead"] == 1


def test_two_drafts_undo_first(town_house: TownHouse) -> None:
    page, first, second = two_open(town_house)
    before = town_house.record()
    for d in (first, second):
        page.decide(f"/drafts/{d['id']}/confirm")
    print(page.decide("/activities/1/undo"))
    again = page.sync(EXTERNAL)["draft"]
    print(again["because"], again["lead"])
    assert again["because"] in ("本会话已关联", "平台身份一致")


def test_old_owner_chat(town_house: TownHouse) -> None:
    house = town_house
    house.page("lin").sync()
    house.taps(house.last(LIN), "lin", "confirm")
    house.passes(hours=73)
    manager = [c for c in house.cards(ZHOU) if "华辰" in c.text][0]
    house.taps(manager, "zhou", "reassign")
    house.says(CHAT, "wang", "预算改成60万")
    before = house.record()
    sync = house.page("lin").sync()
    print(sync["state"], sync["problem"], sync["draft"] and (sync["draft"]["because"], sync["draft"]["lead"]))
    if sync["draft"]:
        house.taps(house.last(LIN), "lin", "confirm")
    now = house.record()
    assert now["lead"] == before["lead"]


def test_doctor(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    d = page.sync()["draft"]
    s1 = page.tap(f"/drafts/{d['id']}/confirm")
    s2 = page.tap(f"/drafts/{d['id']}/confirm")
    town_house.settle()
    print(s1, s2, town_house.core.inbox.stuck())
    assert town_house.core.inbox.stuck() == []


def test_ended_before_spoken(town_house: TownHouse) -> None:
    house = town_house
    house.passes(hours=82)
    house.says(CHAT, "wang", "预算改成60万")
    d = house.page("lin").sync()["draft"]
    house.taps(house.last(LIN), "lin", "confirm")
    house.passes(hours=62)
    print(house.titles(LIN), house.titles(ZHOU))
    assert not [t for t in house.titles(ZHOU) if "华辰" in t]


def test_manager_left(town_house: TownHouse) -> None:
    house = town_house
    from crm_core.people import SYSTEM
    from crm_core.work.imports import ImportIn
    people = [{**p, "status": "left"} if p["name"] == "周建国" else p for p in PEOPLE]
    with house.core.work(SYSTEM) as w:
        w.imports.load(ImportIn.model_validate({"corps": CORPS, "people": people, "customers": CUSTOMERS}))
    house.passes(hours=73)
    assert house.cards(ZHOU) == []


def test_value_error(town_house: TownHouse, monkeypatch) -> None:
    house = town_house
    from bot.handlers import sync_conversation as s
    def bad(*a, **k):
        raise ValueError("bug")
    monkeypatch.setattr(s, "extract", bad)
    sync = house.page("lin").sync()
    print(sync, house.core.inbox.stuck())
    assert sync["state"] != "failed"


@pytest.mark.parametrize("n", [2000])
def test_huge(town_house: TownHouse, n) -> None:
    import time
    house = town_house
    for i in range(n):
        house.town.say(CHAT, "wang" if i % 2 else "lin", ["预算%d万" % (i % 90 + 10), "", "😀", "好的，我%d号把报价发您，报价%d万" % (i % 28 + 1, i % 50 + 3), "联系人“李'%d\"<b>” 电话 139%08d" % (i, i)][i % 5])
    t = time.monotonic()
    page = house.page("lin")
    sync = page.sync()
    print(sync["state"], time.monotonic() - t, sync["draft"] and len(sync["draft"]["lines"]), sync["draft"] and sync["draft"]["messages"], sync["ms"])
    print(house.titles(LIN), house.core.outbox.backlog(), house.core.outbox.dead_letters(), house.core.inbox.stuck())
    d = sync["draft"]
    print(page.tap(f"/drafts/{d['id']}/confirm", keep=[l["id"] for l in d["lines"]]))
    house.settle()
    print(house.titles(LIN), house.core.outbox.backlog(), house.core.outbox.dead_letters(), house.core.inbox.stuck())
    house.taps(house.last(LIN), "lin", "undo")
    print(house.titles(LIN), house.core.outbox.backlog(), house.core.outbox.dead_letters(), house.core.inbox.stuck())


def test_huge_feishu(town_house: TownHouse) -> None:
    house = town_house
    for i in range(600):
        house.town.say(GROUP, "lin" if i % 2 else "chen", ["预算%d万" % (i % 90 + 10), "", "😀", "好的，我%d号把报价发您，报价%d万" % (i % 28 + 1, i % 50 + 3), "王总说 “李'%d\"<b>” 电话 139%08d" % (i, i)][i % 5], prefix="om_")
    house.says(GROUP, "lin", "@随录 同步")
    house.settle()
    print(house.titles(BOTS["lin@feishu"]), house.core.outbox.backlog(), house.core.outbox.dead_letters(), house.core.inbox.stuck())
    d = house.draft(1)
    print(len(d.lines), d.messages)
    house.taps(house.last(BOTS["lin@feishu"]), "lin", "confirm", {})
    print(house.titles(BOTS["lin@feishu"]), house.core.outbox.backlog(), house.core.outbox.dead_letters(), house.core.inbox.stuck())


def test_undo_progress_card(town_house: TownHouse) -> None:
    house = town_house
    house.passes(hours=72.2)
    house.says(CHAT, "wang", "预算改成60万")
    house.page("lin").sync()
    house.taps(house.last(LIN), "lin", "confirm")
    house.taps(house.last(LIN), "lin", "undo")
    manager = [c for c in house.cards(ZHOU) if "华辰" in c.text][0]
    print(manager.text)
    assert "已有新进展" not in manager.text
