"""Which customer is it: known by two leads, asked; known by none, made; and all of it taken back again (CAP-02)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.simulator.town import Dweller
from tests.stories.town_house import BOTS, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

PHONE = "13800007777"
QIAN = Dweller("qian", "钱进", False, {"wecom": "wmQianJin0003"}, "江南流体设备有限公司", [PHONE], followers=["lin"])
EXTERNAL = "wmQianJin0003"
STORY = ("你好，我们想上一套数据采集系统，预算30万", "最好12月10日前上线")
TWINS = (
    {"account": "江南流体设备有限公司", "contact": "钱进", "phone": PHONE, "owner": "林晓", "territory": "华东"},
    {"account": "江南流体（二厂）", "contact": "钱进", "phone": PHONE, "owner": "林晓", "territory": "华东"},
)
BOT = BOTS["lin"]
HOUR = timedelta(hours=1)
MADE = ("account", "contact", "contact_identity", "lead", "opportunity", "next_step", "lead_tag")


def test_two_customers_with_one_phone_are_offered_and_never_guessed(town_house: TownHouse) -> None:
    town_house.joins(*TWINS)
    chat = town_house.moves_in(QIAN, *STORY)
    page = town_house.page("lin", chat)

    draft = page.sync(EXTERNAL)["draft"]
    asked = town_house.last(BOT)

    assert (draft["lead_id"], draft["must_choose"]) == (None, True)
    assert [candidate["name"] for candidate in draft["candidates"]] == [
        "江南流体设备有限公司 · 钱进",
        "江南流体（二厂） · 钱进",
    ]
    assert title_of(asked) == "这是哪位客户？"
    assert town_house.customer(search="江南流体设备").budget_low is None


def test_confirming_before_choosing_is_refused(town_house: TownHouse) -> None:
    town_house.joins(*TWINS)
    page = town_house.page("lin", town_house.moves_in(QIAN, *STORY))
    page.sync(EXTERNAL)
    record = town_house.record()

    event = page.decide("/drafts/1/confirm")

    assert (event["state"], event["problem"]["code"]) == ("failed", "choose_customer")
    assert town_house.record() == record


def test_the_chosen_one_is_confirmed_and_the_chat_is_known_from_then_on(town_house: TownHouse) -> None:
    town_house.joins(*TWINS)
    chat = town_house.moves_in(QIAN, *STORY)
    page = town_house.page("lin", chat)
    second = page.sync(EXTERNAL)["draft"]["candidates"][1]["lead_id"]

    town_house.taps(town_house.last(BOT), "lin", "choose", {"lead": str(second)})
    chosen = town_house.last(BOT)
    town_house.taps(chosen, "lin", "confirm")
    town_house.clock.move(by=HOUR)
    town_house.says(chat, "qian", "预算可以加到35万")
    again = page.sync(EXTERNAL)["draft"]

    assert title_of(chosen) == "江南流体（二厂） · 钱进 · 跟进摘要"
    assert town_house.customer(search="二厂").budget_low == 30_000_000
    assert town_house.customer(search="江南流体设备").budget_low is None
    assert (again["lead_id"], again["because"], again["must_choose"]) == (second, "本会话已关联", False)
    assert town_house.titles(BOT) == ["江南流体（二厂） · 钱进 · 已保存", "江南流体（二厂） · 钱进 · 跟进摘要"]


def test_none_of_them_makes_a_new_customer(town_house: TownHouse) -> None:
    town_house.joins(*TWINS)
    page = town_house.page("lin", town_house.moves_in(QIAN, *STORY))
    page.sync(EXTERNAL)
    leads = town_house.record()["lead"]

    town_house.taps(town_house.last(BOT), "lin", "choose", {"lead": "0"})
    town_house.taps(town_house.last(BOT), "lin", "confirm")

    assert town_house.record()["lead"] == leads + 1
    assert town_house.titles(BOT) == ["江南流体设备有限公司 · 钱进 · 已保存"]


def test_choosing_another_reps_customer_is_refused(town_house: TownHouse) -> None:
    town_house.joins(*TWINS)
    page = town_house.page("lin", town_house.moves_in(QIAN, *STORY))
    page.sync(EXTERNAL)
    record, others = town_house.record(), town_house.lead("chen", "青禾")

    status, answer = page.tap("/drafts/1/choose", lead=others)
    town_house.settle()

    assert (status, answer["error"]["code"]) == (404, "not_found")
    assert town_house.record() == record
    assert town_house.draft(1).lead_id is None


def test_a_new_customer_is_made_and_undo_takes_it_away_again(town_house: TownHouse) -> None:
    page = town_house.page("lin", town_house.moves_in(QIAN, *STORY))
    before = town_house.record()

    draft = page.sync(EXTERNAL)["draft"]
    while_open = town_house.record()
    town_house.taps(town_house.last(BOT), "lin", "confirm")
    made = town_house.customer(search="江南")
    town_house.taps(town_house.last(BOT), "lin", "undo")
    after = town_house.record()
    again = page.sync(EXTERNAL)

    assert (draft["because"], draft["must_choose"], draft["lead"]) == ("新客户", False, "江南流体设备有限公司 · 钱进")
    assert [while_open[table] for table in MADE] == [before[table] for table in MADE]
    assert (made.phone, made.budget_low, made.lead.owner) == (PHONE, 30_000_000, "林晓")
    assert [after[table] for table in MADE] == [before[table] for table in MADE]
    assert town_house.titles(BOT)[0] == "江南流体设备有限公司 · 钱进 · 已撤销"
    assert (again["state"], again["draft"]["messages"]) == ("proposed", 2)


def test_another_reps_customer_is_not_named_where_the_phone_is_the_same(town_house: TownHouse) -> None:
    town_house.joins({**TWINS[0], "owner": "陈默", "account": "陈默的客户"})
    page = town_house.page("lin", town_house.moves_in(QIAN, *STORY))

    draft = page.sync(EXTERNAL)["draft"]

    assert (draft["because"], draft["candidates"]) == ("新客户", [])
    assert "陈默的客户" not in "".join(card.text for card in town_house.cards(BOT))


def test_a_chat_with_somebody_elses_customer_is_not_read(town_house: TownHouse) -> None:
    stranger = Dweller("sun", "孙丽", False, {"wecom": "wmSunLi0009"}, "青禾职业培训学校", followers=["chen"])
    chat = town_house.moves_in(stranger, "预算20万")

    sync = town_house.page("lin", chat).sync("wmSunLi0009")

    assert (sync["state"], sync["problem"]["code"]) == ("failed", "not_following")
    assert (town_house.record()["message"], town_house.record()["draft"]) == (0, 0)
