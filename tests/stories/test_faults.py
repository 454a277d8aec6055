"""A platform has a bad day: every card stands in its chat exactly once in the end, is retried meanwhile, and never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.dingtalk import client as dingtalk_client
from bot.adapters.feishu.client import FeishuClient
from bot.adapters.wecom import client as wecom_client
from bot.adapters.wecom import sidecar as wecom_sidecar
from bot.demo.world import GROUP
from bot.model import Platform
from bot.processes.doctor.house import rows
from bot.processes.doctor.report import Report
from tests.stories.town_house import BOTS, HUACHEN, TownHouse, title_of

LIN, ZHOU = BOTS["lin"], BOTS["zhou"]
SEND = {
    Platform.WECOM: "/cgi-bin/message/send",
    Platform.FEISHU: "/open-apis/im/v1/messages",
    Platform.DINGTALK: "/v1.0/card/instances/createAndDeliver",
}
CHAT = {Platform.WECOM: LIN, Platform.FEISHU: GROUP, Platform.DINGTALK: ZHOU}
EVERY = pytest.mark.parametrize("platform", list(Platform))
ONE_ENGINE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""What is tried here is the wire; the outbox's own tests stand on both engines."""


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost answer costs a second instead of five."""
    assert FeishuClient.__init__.__kwdefaults__ is not None
    monkeypatch.setitem(FeishuClient.__init__.__kwdefaults__, "timeout", 1.0)
    monkeypatch.setattr(dingtalk_client, "TIMEOUT", 1.0)
    monkeypatch.setattr(wecom_client, "TIMEOUT", 1.0)
    monkeypatch.setattr(wecom_sidecar, "TIMEOUT", 1.0)


def speak(house: TownHouse, platform: Platform) -> None:
    """One card to each of WeCom and Feishu, or three to DingTalk."""
    if platform is Platform.DINGTALK:
        house.passes(hours=72.2)
    else:
        assert house.page("lin").sync()["state"] == "proposed"


def doctor(house: TownHouse) -> str:
    report = Report()
    rows(report, house.core)
    return "\n".join(report.lines)


@ONE_ENGINE
@EVERY
@pytest.mark.parametrize("kind", ["error", "limit"])
def test_refused_for_now_is_tried_again_with_growing_pauses(town_house: TownHouse, platform: Platform, kind: str) -> None:
    many = 3 if platform is Platform.DINGTALK else 1
    town_house.ails(platform, kind, SEND[platform], times=3 * many)

    speak(town_house, platform)
    first, seen = town_house.core.outbox.backlog(), doctor(town_house)
    pauses = []
    for _ in range(3):
        waiting = town_house.core.outbox.backlog()
        pauses.append(max(row.not_before for row in waiting) - town_house.clock.now())
        town_house.clock.move(pauses[-1])
        town_house.settle()

    assert [(row.platform, row.attempts, row.state) for row in first] == [(platform.value, 1, "ready")] * many
    assert f"retrying 重试中: {platform.value}, post, tries 1" in seen
    assert "✗" in seen
    assert pauses[0] > timedelta(0)
    assert pauses == sorted(pauses)
    assert town_house.waiting() == []
    assert len(town_house.cards(CHAT[platform])) == many
    assert town_house.core.outbox.counts()["dead"] == 0
    assert "✗" not in doctor(town_house)


@ONE_ENGINE
@EVERY
def test_an_expired_token_is_fetched_anew_at_once(town_house: TownHouse, platform: Platform) -> None:
    many = 3 if platform is Platform.DINGTALK else 1
    town_house.ails(platform, "expired", SEND[platform])

    speak(town_house, platform)

    assert town_house.waiting() == []
    assert len(town_house.cards(CHAT[platform])) == many


@ONE_ENGINE
@EVERY
def test_a_token_refused_again_and_again_waits_in_the_outbox(town_house: TownHouse, platform: Platform) -> None:
    many = 3 if platform is Platform.DINGTALK else 1
    town_house.ails(platform, "expired", SEND[platform], times=2 * many)

    speak(town_house, platform)
    waiting = town_house.waiting()
    town_house.again()

    assert waiting != []
    assert {row[:2] for row in waiting} == {(platform.value, 1)}
    assert town_house.waiting() == []
    assert len(town_house.cards(CHAT[platform])) == many


@ONE_ENGINE
@EVERY
def test_an_answer_that_never_came_is_asked_again_and_shows_no_second_card(
    hasty: None, town_house: TownHouse, platform: Platform
) -> None:
    many = 3 if platform is Platform.DINGTALK else 1
    town_house.ails(platform, "hang", SEND[platform], times=many)

    speak(town_house, platform)
    shown, waiting = len(town_house.cards(CHAT[platform])), town_house.waiting()
    town_house.clock.move(timedelta(seconds=70))
    town_house.settle()

    assert shown == many
    assert {row[:2] for row in waiting} == {(platform.value, 1)}
    assert len(waiting) == many
    assert town_house.waiting() == []
    assert len(town_house.cards(CHAT[platform])) == many


@ONE_ENGINE
def test_a_card_whose_first_answer_was_lost_can_still_be_confirmed_and_changed(hasty: None, town_house: TownHouse) -> None:
    town_house.ails(Platform.WECOM, "hang", SEND[Platform.WECOM])
    town_house.page("lin").sync()
    town_house.again(70)

    town_house.taps(town_house.last(LIN), "lin", "confirm")

    assert town_house.titles(LIN) == [f"{HUACHEN} · 已保存"]
    assert town_house.customer().budget_low == 50_000_000


@ONE_ENGINE
@EVERY
def test_what_will_never_be_taken_is_a_dead_letter_that_doctor_shows(town_house: TownHouse, platform: Platform) -> None:
    many = 3 if platform is Platform.DINGTALK else 1
    town_house.ails(platform, "refuse", SEND[platform], times=many)

    speak(town_house, platform)
    town_house.again()

    dead = town_house.core.outbox.dead_letters()
    assert [(row.platform, row.kind, row.attempts) for row in dead] == [(platform.value, "post", 1)] * many
    assert f"dead 已放弃: {platform.value}" in doctor(town_house)
    assert town_house.cards(CHAT[platform]) == []
    assert town_house.waiting() == []


@ONE_ENGINE
def test_a_change_that_fails_is_tried_again_and_the_newest_state_wins(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    page.sync()
    town_house.ails(Platform.FEISHU, "error", SEND[Platform.FEISHU], times=1)
    town_house.taps(town_house.last(LIN), "lin", "confirm")
    waiting = town_house.waiting()

    town_house.taps(town_house.last(LIN), "lin", "undo")
    town_house.again()

    assert waiting == [("feishu", 1, "feishu_malformed_answer")]
    assert len(town_house.cards(GROUP)) == 1
    assert town_house.last(GROUP).changed == 1
    assert "林晓 的这次同步已撤销" in town_house.last(GROUP).text


@ONE_ENGINE
def test_one_platforms_bad_day_does_not_hold_up_another(town_house: TownHouse) -> None:
    town_house.ails(Platform.FEISHU, "error", "", times=1000)

    town_house.page("lin").sync()
    town_house.taps(town_house.last(LIN), "lin", "confirm")

    assert town_house.titles(LIN) == [f"{HUACHEN} · 已保存"]
    assert {row[0] for row in town_house.waiting()} == {"feishu"}


@ONE_ENGINE
def test_a_right_that_has_expired_is_replaced_by_a_new_card_for_a_draft(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    draft = page.sync()["draft"]
    town_house.clock.move(timedelta(hours=25))

    event = page.decide(f"/drafts/{draft['id']}/confirm")

    assert event["state"] == "done"
    assert town_house.titles(LIN) == [f"{HUACHEN} · 跟进摘要", f"{HUACHEN} · 已保存"]
    assert town_house.waiting() == []


@ONE_ENGINE
def test_a_right_that_is_spent_is_replaced_by_a_new_card_for_a_record(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    draft = page.sync()["draft"]
    page.decide(f"/drafts/{draft['id']}/confirm")

    page.decide(f"/activities/{town_house.customer().activities[0].id}/undo")

    assert town_house.titles(LIN) == [f"{HUACHEN} · 已保存", f"{HUACHEN} · 已撤销"]
    assert town_house.core.outbox.counts()["dead"] == 0


@ONE_ENGINE
def test_a_right_that_has_expired_is_passed_over_in_silence_for_a_nudge(town_house: TownHouse) -> None:
    town_house.passes(hours=72.2)
    rep = next(card for card in town_house.cards(LIN) if "华辰" in card.text)
    manager = next(card for card in town_house.cards(ZHOU) if "华辰" in card.text)
    town_house.passes(hours=25)
    cards = len(town_house.cards(LIN))

    town_house.taps(manager, "zhou", "support")

    assert "周建国 来支援了" in town_house.see(manager).text
    assert (len(town_house.cards(LIN)), town_house.see(rep)) == (cards, rep)
    assert (town_house.waiting(), town_house.core.outbox.counts()["dead"]) == ([], 0)


@ONE_ENGINE
@pytest.mark.parametrize("kind", ["error", "limit"])
def test_a_chat_that_cannot_be_read_now_is_read_later(town_house: TownHouse, kind: str) -> None:
    page = town_house.page("lin")
    town_house.ails(Platform.WECOM, kind, "/archive/v1/messages", times=2)

    waiting = page.sync()
    town_house.again(1)
    town_house.again(2)
    after = page.get(f"/syncs/{waiting['id']}")["sync"]

    assert (waiting["state"], waiting["waiting"]["message"]) == ("collecting", "平台暂时没有回应")
    assert after["state"] == "proposed"
    assert town_house.titles(LIN) == [f"{HUACHEN} · 跟进摘要"]
    assert len(town_house.cards(GROUP)) == 1


@ONE_ENGINE
def test_a_history_that_hangs_is_read_again_and_makes_one_draft(hasty: None, town_house: TownHouse) -> None:
    town_house.says(GROUP, "lin", "我明天把报价单发给王总，报价46万8")
    town_house.ails(Platform.FEISHU, "hang", SEND[Platform.FEISHU])
    town_house.says(GROUP, "lin", "@随录 同步")

    town_house.settle()
    early = town_house.record()["draft"]
    town_house.again()

    assert early == 0
    assert town_house.record()["draft"] == 1
    assert town_house.titles(BOTS["lin@feishu"]) == [f"{HUACHEN} · 跟进摘要"]
    assert [title_of(card) for card in town_house.cards(GROUP)] == [f"{HUACHEN} · 客户进展"]
