"""Corners where two things meet: two drafts of one chat, a chat whose customer was given away, a colleague who has left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.demo.driver import CardSeen
from bot.demo.world import CHAT, CORPS, CUSTOMERS, PEOPLE, found_organisation
from bot.handlers import understanding
from bot.handlers.bind import stranger
from bot.model import Action, CardClicked, Person, Platform, event_to_json
from bot.simulator.town import Dweller
from crm_core.errors import Conflict
from crm_core.people import SYSTEM
from crm_core.tables import Nudge
from crm_core.work.core import Work
from crm_core.work.imports import ImportIn
from tests.stories.town_house import BOTS, HUACHEN, Page, TownHouse

LIN, ZHOU, LIN_IN_FEISHU = BOTS["lin"], BOTS["zhou"], BOTS["lin@feishu"]
QIAN = Dweller("qian", "钱进", False, {"wecom": "wmQianJin0007"}, "江南流体设备有限公司", followers=["lin"])
EXTERNAL = "wmQianJin0007"
NOT_MINE = "您没有权限这样做"

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def about_huachen(house: TownHouse) -> CardSeen:
    """The manager's card."""
    (card,) = [card for card in house.cards(ZHOU) if "华辰" in card.text]
    return card


def two_open_drafts(house: TownHouse) -> tuple[Page, list[dict[str, Any]]]:
    """Of one chat with somebody new, neither decided on yet."""
    chat = house.moves_in(QIAN, "我们公司想上一套产线数据采集，预算30万")
    page = house.page("lin", chat)
    first = page.sync(EXTERNAL)["draft"]
    house.says(chat, "qian", "计划12月20日前上线，我的手机 13911112222")
    return page, [first, page.sync(EXTERNAL)["draft"]]


def confirm(page: Page, draft: dict[str, Any]) -> str:
    return str(page.decide(f"/drafts/{draft['id']}/confirm")["state"])


def leaves(house: TownHouse, name: str) -> None:
    people = [{**person, "status": "left"} if person["name"] == name else person for person in PEOPLE]
    with house.core.work(SYSTEM) as w:
        w.imports.load(ImportIn.model_validate({"corps": CORPS, "people": people, "customers": CUSTOMERS}))


# --- two drafts of one chat -------------------------------------------------------------------------------------------


def test_two_drafts_of_somebody_new_make_one_customer(town_house: TownHouse) -> None:
    page, drafts = two_open_drafts(town_house)
    before = town_house.record()

    states = [confirm(page, draft) for draft in drafts]

    now, made = town_house.record(), town_house.customer(search="江南")
    assert states == ["done", "done"]
    assert {table: now[table] - before[table] for table in ("lead", "account", "contact", "activity")} == {
        "lead": 1,
        "account": 1,
        "contact": 1,
        "activity": 2,
    }
    assert (made.budget_low, str(made.deadline), made.phone) == (30_000_000, "2026-12-20", "13911112222")


def test_the_first_of_two_undone_leaves_what_the_second_says_and_the_chat_known(town_house: TownHouse) -> None:
    page, drafts = two_open_drafts(town_house)
    for draft in drafts:
        confirm(page, draft)
    first = town_house.customer(search="江南").activities[-1].id

    undone = page.decide(f"/activities/{first}/undo")
    left = town_house.customer(search="江南")
    again = page.sync(EXTERNAL)["draft"]

    assert undone["state"] == "done"
    assert (left.budget_low, str(left.deadline), left.phone) == (None, "2026-12-20", "13911112222")
    assert (again["because"], again["lead_id"], again["messages"]) == ("本会话已关联", left.lead.id, 1)


def test_both_undone_newest_first_leave_nothing_of_the_customer(town_house: TownHouse) -> None:
    page, drafts = two_open_drafts(town_house)
    before = town_house.record()
    for draft in drafts:
        confirm(page, draft)

    for activity in town_house.customer(search="江南").activities:
        page.decide(f"/activities/{activity.id}/undo")

    now = town_house.record()
    assert {table: now[table] - before[table] for table in ("lead", "account", "contact", "contact_identity", "activity")} == {
        "lead": 0,
        "account": 0,
        "contact": 0,
        "contact_identity": 0,
        "activity": 0,
    }


def test_undoing_an_older_record_does_not_wake_a_nudge_that_a_newer_one_ended_too(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    town_house.passes(hours=72.2)
    manager = about_huachen(town_house)
    for words in ("预算改成60万", "计划12月20日前上线"):
        town_house.clock.move(timedelta(minutes=1))
        town_house.says(CHAT, "wang", words)
        confirm(page, page.sync()["draft"])
    older = town_house.customer().activities[-1].id

    undone = page.decide(f"/activities/{older}/undo")

    assert undone["state"] == "done"
    assert "已有新进展，这条提醒结束了。" in town_house.see(manager).text
    with town_house.core.read(SYSTEM) as w:
        lead = town_house.lead("lin")
        states = w._unit.session.scalars(select(Nudge.state).where(Nudge.lead_id == lead)).all()
    assert states == ["ended"]


# --- two at once -----------------------------------------------------------------------------------------------------


def at_once(house: TownHouse, first: Callable[[Work], object], then: Callable[[Work], object]) -> str:
    """`then` begins when `first` has written and not committed yet; what became of `then`."""
    lin = house.who("lin")
    found: list[str] = []

    def press() -> None:
        try:
            with house.core.work(lin) as w:
                then(w)
            found.append("done")
        except Conflict as refused:
            found.append(refused.because)

    second = threading.Thread(target=press)
    with house.core.work(lin) as w:
        first(w)
        second.start()
        second.join(0.3)
        assert found == []
    second.join(10)
    return found[0]


def test_a_customer_chosen_while_the_draft_is_being_confirmed_changes_nothing(town_house: TownHouse) -> None:
    draft = town_house.page("lin").sync()["draft"]
    other = town_house.lead("lin", "远航")

    became = at_once(town_house, lambda w: w.drafts.confirm(draft["id"]), lambda w: w.drafts.choose(draft["id"], other))

    assert became == "already_confirmed"
    assert town_house.draft(draft["id"]).lead == HUACHEN


def test_two_drafts_of_somebody_new_confirmed_at_once_make_one_customer(town_house: TownHouse) -> None:
    _, (first, second) = two_open_drafts(town_house)
    leads = town_house.record()["lead"]

    became = at_once(town_house, lambda w: w.drafts.confirm(first["id"]), lambda w: w.drafts.confirm(second["id"]))

    assert became == "done"
    assert town_house.record()["lead"] - leads == 1


# --- what a click brings ----------------------------------------------------------------------------------------------


def click(house: TownHouse, action: str) -> None:
    """A click by 林晓 in Feishu, as her client would bring it for a card that was made up or left unanswered."""
    by = Person(Platform.FEISHU, CORPS["feishu"], "ou_lin")
    event = CardClicked(id="feishu:event:odd", by=by, at=house.clock.now(), action=Action.parse(action))
    house.core.inbox.accept(event.id, "CardClicked", event_to_json(event))
    house.settle()


def test_pressed_with_nobody_chosen_is_no_choice(town_house: TownHouse) -> None:
    twins = [
        {"account": f"{name}有限公司", "contact": "钱进", "phone": "13911112222", "owner": "林晓", "territory": "华东"}
        for name in ("江南流体", "江北流体")
    ]
    town_house.joins(*twins)
    draft = town_house.page("lin", town_house.moves_in(QIAN, "我的手机 13911112222")).sync(EXTERNAL)["draft"]
    record = town_house.record()

    click(town_house, "choose:1")

    assert draft["must_choose"] is True
    assert town_house.draft(1).because == ""
    assert town_house.record() == record
    assert town_house.titles(LIN_IN_FEISHU) == ["还不确定是哪位客户"]


@pytest.mark.parametrize("action", ["confirm:oops", "confirm:1?lines=oops", f"undo:{2**70}", "confirm:١", "choose:1?lead=x"])
def test_what_never_stood_on_a_card_is_refused_at_once(town_house: TownHouse, action: str) -> None:
    town_house.page("lin").sync()
    record = town_house.record()

    click(town_house, action)

    assert town_house.titles(LIN_IN_FEISHU) == ["这个按钮已经失效"]
    assert town_house.record() == record
    assert town_house.core.inbox.counts()["done"] == 2


def test_a_line_rewritten_is_kept_though_nobody_had_ticked_it(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    town_house.says(CHAT, "wang", "我们公司全称是江北重工有限公司")
    draft = page.sync()["draft"]
    (company,) = [line for line in draft["lines"] if line["field"] == "contact_company"]

    page.decide(f"/drafts/{draft['id']}/confirm", edits={company["id"]: "华辰重工有限公司"})

    assert company["ticked"] is False
    assert town_house.customer().lead.account == "华辰重工有限公司"


def test_a_mistake_of_ours_is_no_refusal(town_house: TownHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise ValueError("ours")

    monkeypatch.setattr(understanding, "extract", mistaken)

    sync = town_house.page("lin").sync()

    assert sync["waiting"]["code"] == "retrying"
    (stuck,) = town_house.core.inbox.stuck()
    assert (stuck.state, stuck.error) == ("ready", "ValueError")


def test_a_tap_that_was_answered_with_no_is_nothing_for_the_doctor(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    draft = page.sync()["draft"]

    page.tap(f"/drafts/{draft['id']}/confirm")
    second = page.decide(f"/drafts/{draft['id']}/confirm")

    assert (second["state"], second["problem"]["code"]) == ("failed", "already_confirmed")
    assert town_house.core.inbox.stuck() == []


def test_a_draft_of_two_hundred_lines_and_more_is_confirmed_on_the_page(town_house: TownHouse) -> None:
    said = ("预算{n}万", "", "😀", "好的，我12月{day}日把报价发您", "联系人“李'\"<b>” 电话 139{n:08d}")
    for n in range(2000):
        words = said[n % 5].format(n=n % 90 + 10 if n % 5 == 0 else n, day=n % 28 + 1)
        town_house.town.say(CHAT, ("lin", "wang")[n % 2], words)
    page = town_house.page("lin")

    draft = page.sync()["draft"]
    kept = [line["id"] for line in draft["lines"]]
    done = page.decide(f"/drafts/{draft['id']}/confirm", keep=kept)

    assert draft["messages"] == 2009
    assert len(kept) > 200
    assert done["state"] == "done"
    assert town_house.titles(LIN) == [f"{HUACHEN} · 已保存"]
    assert town_house.core.outbox.counts()["dead"] == 0


# --- who may, who is there --------------------------------------------------------------------------------------------


def test_a_chat_whose_customer_was_given_away_is_not_read_as_somebody_new(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    confirm(page, page.sync()["draft"])
    town_house.passes(hours=72.2)
    town_house.taps(about_huachen(town_house), "zhou", "reassign")
    town_house.says(CHAT, "wang", "预算改成60万")
    record = town_house.record()

    sync = page.sync()

    assert (sync["state"], sync["problem"]["message"]) == ("failed", NOT_MINE)
    assert town_house.record() == record


def test_a_draft_of_before_its_customer_was_given_away_makes_no_second_one(town_house: TownHouse) -> None:
    page, (first, second) = two_open_drafts(town_house)
    confirm(page, first)
    lead = town_house.lead("lin", "江南")
    with town_house.core.work(town_house.who("zhou")) as w:
        w.leads.reassign(lead, town_house.who("chen").person_id, because="holiday")
    record = town_house.record()

    late = page.decide(f"/drafts/{second['id']}/confirm")

    assert (late["state"], late["problem"]["code"]) == ("failed", "not_visible")
    assert town_house.record() == record


def test_a_manager_who_has_left_hears_nothing(town_house: TownHouse) -> None:
    leaves(town_house, "周建国")

    town_house.passes(hours=72.2)

    assert town_house.cards(ZHOU) == []
    assert len(town_house.cards(LIN)) == 2


def test_a_rep_who_has_left_hears_nothing_and_the_manager_does(town_house: TownHouse) -> None:
    leaves(town_house, "林晓")

    town_house.passes(hours=72.2)

    assert town_house.cards(LIN) == []
    assert "林晓 的客户" in about_huachen(town_house).text


def test_two_strangers_whose_ids_differ_at_the_end_are_both_told(town_house: TownHouse) -> None:
    assert town_house.app.house is not None
    alike = [Person(Platform.WECOM, CORPS["wecom"], "x" * 63 + end) for end in "ab"]

    for number, by in enumerate(alike):
        stranger(town_house.app.house, by, f"wecom:msg:{number}")

    assert [row.kind for row in town_house.core.outbox.backlog()] == ["post", "post"]


# --- a nudge, and the progress taken back -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "words"), [("", "是否需要支援？"), ("support", "周建国 来支援了"), ("snooze", "11月30日 09:03 再提醒")]
)
def test_when_the_progress_is_undone_the_managers_card_says_again_what_it_said(
    town_house: TownHouse, verb: str, words: str
) -> None:
    town_house.passes(hours=72.2)
    if verb:
        town_house.taps(about_huachen(town_house), "zhou", verb)
    page = town_house.page("lin")
    town_house.says(CHAT, "wang", "预算改成60万")
    confirm(page, page.sync()["draft"])
    ended = about_huachen(town_house)

    page.decide(f"/activities/{town_house.customer().activities[0].id}/undo")

    assert "已有新进展，这条提醒结束了。" in ended.text
    assert words in about_huachen(town_house).text


def test_a_nudge_that_was_ended_at_night_and_woken_again_is_spoken_in_the_morning(town_house: TownHouse) -> None:
    town_house.passes(hours=82)
    page = town_house.page("lin")
    town_house.says(CHAT, "wang", "预算改成60万")
    confirm(page, page.sync()["draft"])

    page.decide(f"/activities/{town_house.customer().activities[0].id}/undo")
    night = town_house.cards(ZHOU)
    town_house.passes(days=2, hours=13.1)

    assert night == []
    assert "林晓 的客户" in about_huachen(town_house).text
    assert "是否需要支援？" in about_huachen(town_house).text


def test_a_nudge_that_was_woken_again_can_be_taken_up(town_house: TownHouse) -> None:
    town_house.passes(hours=72.2)
    page = town_house.page("lin")
    town_house.says(CHAT, "wang", "预算改成60万")
    confirm(page, page.sync()["draft"])
    page.decide(f"/activities/{town_house.customer().activities[0].id}/undo")

    town_house.taps(about_huachen(town_house), "zhou", "support")

    assert "周建国 来支援了" in about_huachen(town_house).text


# --- the demo starts again --------------------------------------------------------------------------------------------


def test_what_was_confirmed_and_decided_outlives_a_restart_of_the_demo(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    town_house.says(CHAT, "wang", "我们公司全称是华辰重工有限公司")
    draft = page.sync()["draft"]
    page.decide(f"/drafts/{draft['id']}/confirm", keep=[line["id"] for line in draft["lines"]])
    town_house.passes(hours=72.2)
    town_house.taps(about_huachen(town_house), "zhou", "reassign")
    before, record = town_house.customer("chen"), town_house.record()

    found_organisation(town_house.core)

    assert (before.lead.account, before.phone) == ("华辰重工有限公司", "13912345678")
    assert town_house.customer("chen") == before
    assert town_house.record() == record
