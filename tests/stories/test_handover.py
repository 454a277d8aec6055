"""「销售离职带走客户微信…新销售接手后平均需5.2天才能理清客户历史」: the customers stay, the successor knows at once."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as BrowserPage

from bot import pipeline
from bot.demo.world import CHAT, PEOPLE
from bot.simulator.town import Dweller
from tests.stories.town_house import HUACHEN, WANG, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

SECRET = "王海私下说在看别的机会"
SHARED = "别在王总面前提上次的延期"
MANAGER, HEIR = "dingtalk-bot-zhou", "feishu-bot-chen"
HE = {
    "name": "何川",
    "role": "rep",
    "home": "feishu",
    "accounts": {"wecom": "hechuan", "feishu": "ou_he"},
    "team": "华东一组",
    "manager": "周建国",
}


def leaves(house: TownHouse, name: str = "林晓", status: str = "left") -> None:
    """As the directory sync brings it."""
    house.joins(people=tuple({**person, "status": status} for person in PEOPLE if person["name"] == name))


def ticks(house: TownHouse) -> None:
    """And some minutes on: no manager is told on the stroke of the hour."""
    pipeline.tick(house.app, "handovers")
    house.clock.move(timedelta(minutes=3))
    house.settle()


def a_record(house: TownHouse) -> None:
    """林晓 has synced the chat and confirmed; she has kept a note for herself and shared another."""
    page = house.page("lin")
    sync = page.sync()
    assert page.decide(f"/drafts/{sync['draft']['id']}/confirm")["state"] == "done"
    lead = house.lead("lin")
    assert page.tap("/notes", lead=lead, text=SECRET)[0] == 201
    status, note = page.tap("/notes", lead=lead, text=SHARED)
    assert status == 201
    assert page.tap(f"/notes/{note['note']['id']}/share", shared=True)[0] == 200


def said_anywhere(house: TownHouse) -> str:
    return json.dumps([[card.card for card in house.cards(chat)] for chat in house.town.chats], ensure_ascii=False)


def test_a_rep_leaves_and_the_successor_knows_the_customer_at_once(town_house: TownHouse) -> None:
    house = town_house
    a_record(house)
    lead = house.lead("lin")
    house.wecom.inheritance.resigns("lin")
    leaves(house)
    ticks(house)

    card = house.last(MANAGER)
    assert title_of(card) == "交接：林晓 离职，2 位客户待交接"
    assert "1 条，只属于本人，不交接" in json.dumps(card.card, ensure_ascii=False)
    chen = house.who("chen")
    assert house.taps(card, "zhou", "hand_over", {"to": str(chen.person_id)}).ok

    assert title_of(house.see(card)) == "林晓 的客户已交接 2 位"
    assert house.lead("chen") == lead
    told = json.dumps(house.last(HEIR).card, ensure_ascii=False)
    assert "林晓 的 2 位客户交给您跟进" in told
    assert "承诺 2 项 · 待答 2 项" in told
    assert "「周五我再给您打个电话」" in told
    with house.core.read(chen) as w:
        mine = w.handovers.mine()
        given = next(each for each in mine if each.lead_id == lead)
        brief = w.briefs.of(given.id)
    assert {each.inherit for each in mine} == {"waiting"}
    promised = [(line.what, line.quote, str(line.due)) for line in brief.promises]
    assert promised == [
        ("打个电话", "周五我再给您打个电话", "2026-11-27"),
        ("发方案和POC计划", "我下周三前把方案和POC计划发您", "2026-12-02"),
    ]
    assert [(line.kind, line.what) for line in brief.questions] == [
        ("issue", "比汇川贵"),
        ("missing", "decision_maker"),
    ]
    assert ("competitor", "汇川", "比汇川贵啊") in [(line.kind, line.what, line.quote) for line in brief.people]
    assert [line.quote for line in brief.notes] == [SHARED]
    assert SECRET not in said_anywhere(house) + repr(brief)

    house.clock.move(timedelta(minutes=11))
    ticks(house)
    assert [(t.giver, t.taker, t.left) for t in house.wecom.inheritance.transfers] == [("lin", "chen", True)] * 2
    house.clock.move(timedelta(hours=24))
    ticks(house)
    house.settle()
    with house.core.read(chen) as w:
        assert {each.inherit for each in w.handovers.mine()} == {"done"}
    assert house.town.people["wang"].followers == ["chen"]


def test_the_page_shows_the_brief_to_the_successor_and_to_the_manager_that_it_was_read(town_house: TownHouse) -> None:
    house = town_house
    a_record(house)
    lead, zhou, chen = house.lead("lin"), house.page("zhou", ""), house.page("chen", "")
    lin = house.who("lin").person_id
    leaves(house)

    seen = zhou.get("/handovers", **{"from": lin})["preview"]
    assert (seen["private_notes"], seen["shared_notes"], seen["open_drafts"]) == (1, 1, 0)
    assert [(each["stage"], each["promises"], each["on_platform"]) for each in seen["customers"]] == [
        ("已报价", 2, True),
        ("新线索", 0, True),
    ]
    shares = [{"lead": lead, "to": house.who("chen").person_id}]
    assert zhou.decide("/handovers", leaver=lin, shares=shares)["state"] == "done"

    mine = chen.get("/handovers")["handovers"]
    assert [(each["lead"], each["from"], each["seen_at"]) for each in mine] == [(HUACHEN, "林晓", None)]
    brief = chen.get(f"/handovers/{mine[0]['id']}")["brief"]
    assert [line["text"] for line in brief["promises"]] == ["打个电话（2026-11-27）", "发方案和POC计划（2026-12-02）"]
    assert [(line["text"], line["by"]) for line in brief["notes"]] == [(SHARED, "林晓")]
    assert chen.tap(f"/handovers/{mine[0]['id']}/seen")[0] == 200
    told = zhou.get(f"/handovers/{mine[0]['id']}")
    assert told["brief"] is None
    assert told["handover"]["seen_at"] == house.clock.now().isoformat()
    everything = json.dumps([seen, mine, brief, told, zhou.get("/handovers", **{"from": lin})], ensure_ascii=False)
    assert SECRET not in everything
    assert chen.ask("/handovers", **{"from": lin})[0] == 403


def test_what_was_handed_over_goes_back_as_it_was(town_house: TownHouse) -> None:
    house = town_house
    a_record(house)
    before, chen = house.customer("lin"), house.who("chen")
    leaves(house)
    ticks(house)
    card = house.last(MANAGER)
    house.taps(card, "zhou", "hand_over", {"to": str(chen.person_id)})
    house.taps(house.see(card), "zhou", "hand_back")

    assert title_of(house.see(card)) == "林晓 的 2 位客户已撤回"
    assert title_of(house.last(HEIR)) == "林晓 的 2 位客户的交接已撤回"
    leaves(house, status="active")
    assert house.customer("lin") == before
    house.clock.move(timedelta(minutes=11))
    ticks(house)
    assert house.wecom.inheritance.transfers == []


def test_a_customer_who_refuses_the_successor_is_told_with_a_next_step(town_house: TownHouse) -> None:
    house = town_house
    house.wecom.inheritance.resigns("lin")
    house.wecom.inheritance.refusing = {"wang"}
    leaves(house)
    ticks(house)
    house.taps(house.last(MANAGER), "zhou", "hand_over", {"to": str(house.who("chen").person_id)})
    house.ails(house.wecom.platform, "limit", "externalcontact/resigned/transfer_customer")
    house.clock.move(timedelta(minutes=11))
    ticks(house)
    assert house.wecom.inheritance.transfers == []
    ticks(house)
    house.clock.move(timedelta(hours=1))
    ticks(house)

    card = house.last(MANAGER)
    assert title_of(card) == "1 位客户没能在企业微信转给 陈默"
    shown = json.dumps(card.card, ensure_ascii=False)
    assert HUACHEN in shown
    assert "请接手同事用自己的企业微信加一次客户" in shown
    assert house.lead("chen")


def test_a_customer_who_is_handed_on_within_the_ten_minutes_reaches_the_last_successor(town_house: TownHouse) -> None:
    house = town_house
    house.joins(people=(HE,))
    house.town.moves_in(Dweller("he", "何川", True, {"wecom": "hechuan", "feishu": "ou_he"}, manager="zhou"))
    lead, zhou, lin, chen, he = house.lead("lin"), *(house.who(key) for key in ("zhou", "lin", "chen", "he"))
    house.wecom.inheritance.resigns("lin")
    leaves(house)
    for giver, taker in ((lin, chen), (chen, he)):
        with house.core.work(zhou) as w:
            w.handovers.give(giver.person_id, {lead: taker.person_id})
        house.clock.move(timedelta(minutes=2))

    house.clock.move(timedelta(minutes=11))
    ticks(house)
    assert [(t.giver, t.taker, t.left) for t in house.wecom.inheritance.transfers] == [("lin", "he", True)]
    house.clock.move(timedelta(hours=24))
    ticks(house)
    house.settle()

    assert house.town.people["wang"].followers == ["he"]
    with house.core.read(zhou) as w:
        given = [each for rep in (lin, chen) for each in w.handovers.of_leaver(rep.person_id)]
    assert [(each.to, each.inherit, each.problem) for each in given] == [("陈默", "done", ""), ("何川", "done", "")]
    assert not [title for title in house.titles(MANAGER) if "企业微信" in title]


@pytest.mark.parametrize("status", ["leave", "maternity", "paused", "disabled"])
def test_who_is_away_has_not_left(town_house: TownHouse, status: str) -> None:
    leaves(town_house, status=status)
    ticks(town_house)

    assert town_house.cards(MANAGER) == []


def test_a_customer_who_is_lost_is_told_kindly_and_nothing_goes(town_house: TownHouse) -> None:
    house = town_house
    before = house.record()
    gone = {"UserID": "LinXiao", "ExternalUserID": WANG}
    house.wecom.contact_changes("del_follow_user", gone)
    house.settle()
    house.again()

    assert house.titles("wecom-bot-lin") == [f"{HUACHEN} 已不再是您的企业微信联系人"]
    assert house.titles(MANAGER) == [f"林晓 的客户 {HUACHEN} 不再是企业微信联系人"]
    assert house.record() == {**before, "following": before["following"] + 1}
    assert house.customer("lin").contact == "王海"


def test_a_contact_that_the_platform_gave_away_is_offered_to_the_manager(town_house: TownHouse) -> None:
    house = town_house
    house.wecom.contact_changes("add_external_contact", {"UserID": "chenmo", "ExternalUserID": WANG})
    transferred = {"UserID": "linxiao", "ExternalUserID": WANG, "Source": "DELETE_BY_TRANSFER"}
    house.wecom.contact_changes("del_external_contact", transferred)
    house.settle()
    house.again()

    card = house.last(MANAGER)
    assert title_of(card) == f"{HUACHEN} 在企业微信里已转给 陈默"
    house.taps(card, "zhou", "hand_over")
    assert title_of(house.see(card)) == "林晓 的客户已交接 1 位"
    with house.core.read(house.who("chen")) as w:
        assert [(each.lead, each.reason, each.inherit) for each in w.handovers.mine()] == [(HUACHEN, "platform", "done")]
    assert house.town.chats[CHAT].members == ["lin", "wang"]


def test_at_night_a_manager_is_not_woken_for_a_leaver(town_house: TownHouse) -> None:
    house = town_house
    house.lead("lin")
    house.clock.move(timedelta(hours=14))
    leaves(house)
    ticks(house)
    assert house.cards(MANAGER) == []

    house.clock.move(timedelta(hours=12))
    ticks(house)
    assert [title.partition("，")[0] for title in house.titles(MANAGER)] == ["交接：林晓 离职"]


def test_the_pages_in_a_browser(town_house: TownHouse, browser: Browser, tmp_path: Path) -> None:
    """On a phone: the manager gives a customer to one colleague on the page, who opens the brief; and on paper."""
    house = town_house
    a_record(house)
    lin, chen = house.who("lin").person_id, house.who("chen").person_id
    leaves(house)
    working = threading.Event()
    worker = threading.Thread(target=lambda: _work(house, working), daemon=True)
    worker.start()
    manager = _open(house, browser, "zhou", f"/handover?from={lin}")
    expect(manager.get_by_text("私人备注 1 条只属于本人，不交接")).to_be_visible()
    manager.get_by_label("接手人").nth(1).select_option(str(chen))
    _picture(manager, tmp_path / "give.png")
    manager.get_by_role("button", name="确认交接").click()
    expect(manager.get_by_text("0/1 已读")).to_be_visible()
    expect(manager.get_by_text("1 位客户待交接")).to_be_visible()

    successor = _open(house, browser, "chen", "/handover")
    successor.get_by_text(HUACHEN).click()
    expect(successor.get_by_text("我下周三前把方案和POC计划发您")).to_be_visible()
    expect(successor.get_by_text(SHARED)).to_have_count(1)
    expect(successor.get_by_text(SECRET)).to_have_count(0)
    assert successor.evaluate("document.documentElement.scrollWidth") <= 390
    _picture(successor, tmp_path / "brief.png")
    successor.emulate_media(media="print")
    expect(successor.get_by_role("button", name="打印")).to_be_hidden()
    successor.emulate_media(media="screen")
    successor.get_by_role("link", name="记录 #1").first.click()
    expect(successor.locator(".time > .asked")).to_have_attribute("id", "activity1")
    expect(successor.locator("#source")).to_be_visible()
    _picture(successor, tmp_path / "record.png")
    manager.reload()
    expect(manager.get_by_text("1/1 已读")).to_be_visible()
    _picture(manager, tmp_path / "read.png")
    working.set()
    worker.join(5)
    for page in (manager, successor):
        page.context.close()


def _work(house: TownHouse, over: threading.Event) -> None:
    while not over.wait(0.1):
        house.settle()


def _open(house: TownHouse, browser: Browser, who: str, path: str) -> BrowserPage:
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{house.wecom.url}/login?" + urlencode({"as": who, "then": f"{house.origin}/sign-in/wecom/client"}))
    page.goto(f"{house.origin}{path}")
    return page


def _picture(page: BrowserPage, file: Path) -> None:
    page.screenshot(path=file, full_page=True)
