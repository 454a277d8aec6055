"""72 hours of silence (NDG-01, NDG-02): one kind word to the rep on WeCom and to the manager on DingTalk, and what they do."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest

from bot.demo.driver import CardSeen
from bot.demo.world import CHAT, GROUP
from cards.catalog import DORMANT
from tests.stories.town_house import BOTS, HUACHEN, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

LIN, ZHOU, CHEN = BOTS["lin"], BOTS["zhou"], "feishu-bot-chen"
OVER = f"{HUACHEN} · 静默提醒"
FRESH = ("我们定了，预算50万", "下周五前给我们合同")


def about(house: TownHouse, chat: str, name: str = "华辰") -> list[CardSeen]:
    """The cards of a chat about one customer, oldest first."""
    return [card for card in house.cards(chat) if name in card.text]


def the_card(house: TownHouse, chat: str) -> CardSeen:
    """The only one about 华辰."""
    (card,) = about(house, chat)
    return card


@pytest.fixture
def house(town_house: TownHouse) -> TownHouse:
    """Friday 10:12: everybody has been silent for 72.2 hours, and one tick has looked."""
    town_house.passes(hours=72.2)
    return town_house


def test_nothing_is_said_before_72_hours(town_house: TownHouse) -> None:
    town_house.passes(hours=71.9)

    assert (town_house.cards(LIN), town_house.cards(ZHOU), town_house.cards(CHEN)) == ([], [], [])
    assert town_house.record()["nudge"] == 0


def test_the_rep_on_wecom_and_the_manager_on_dingtalk_are_asked_kindly(house: TownHouse) -> None:
    rep, manager = the_card(house, LIN), the_card(house, ZHOU)

    assert title_of(rep) == f"{HUACHEN} · 已安静 3 天"
    assert title_of(manager) == f"林晓 的客户 {HUACHEN} 已安静 3 天"
    assert DORMANT in rep.text
    assert DORMANT in manager.text
    assert [word for word in ("补录", "逾期", "超时", "警告") if word in rep.text + manager.text] == []
    assert sorted(house.titles(LIN)) == sorted([f"{HUACHEN} · 已安静 3 天", "远航冷链物流有限公司 · 赵敏 · 已安静 3 天"])
    assert house.titles(CHEN) == ["青禾职业培训学校 · 孙丽 · 已安静 3 天"]
    assert len(house.cards(ZHOU)) == 3
    assert house.cards(GROUP) == []
    assert not about(house, ZHOU, "演练")


def test_the_managers_card_has_no_words_of_the_chat(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    page.sync()
    town_house.taps(town_house.last(LIN), "lin", "confirm")
    status, _ = page.tap("/notes", lead=town_house.lead("lin"), text="刘总喜欢钓鱼")

    town_house.passes(hours=72.2)

    manager = the_card(town_house, ZHOU)
    said = ("50万", "46.8", "汇川", "13912345678", "刘总", "钓鱼", "价格", "数据采集", "POC", "预算", "wanghai")
    assert status == 201
    assert [word for word in said if word in manager.text] == []
    assert "已报价" in manager.text


def test_once_a_silence_whatever_the_ticks_do(house: TownHouse) -> None:
    shown = house.shown()

    for _ in range(5):
        house.tick()
    house.passes(hours=30)
    house.passes(days=5)

    assert house.shown() == shown
    assert house.record()["nudge"] == 3


def test_two_ticks_at_once_speak_once(town_house: TownHouse) -> None:
    from bot import pipeline

    town_house.clock.move(timedelta(hours=72.2))
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def tick() -> None:
        try:
            start.wait(5)
            pipeline.tick(town_house.app, "nudges")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    town_house.settle()

    assert failures == []
    assert town_house.record()["nudge"] == 3
    assert (len(town_house.cards(LIN)), len(town_house.cards(ZHOU)), len(town_house.cards(CHEN))) == (2, 3, 1)


def test_support_takes_effect_and_both_cards_say_by_whom(house: TownHouse) -> None:
    rep, manager = the_card(house, LIN), the_card(house, ZHOU)

    answer = house.taps(manager, "zhou", "support")

    assert answer.ok
    assert title_of(house.see(manager)) == OVER
    assert "周建国 来支援了，双方可以一起商量下一步。" in house.see(manager).text
    assert "周建国 于 11月27日 10:12 点了「我来支援」" in house.see(manager).text
    assert "周建国 来支援了" in house.see(rep).text
    assert (house.see(manager).changed, house.see(rep).changed) == (1, 1)
    assert (len(about(house, LIN)), len(about(house, ZHOU))) == (1, 1)


def test_acting_twice_is_told_and_changes_nothing(house: TownHouse) -> None:
    rep, manager = the_card(house, LIN), the_card(house, ZHOU)
    snooze = rep.action("snooze")
    house.taps(manager, "zhou", "support")
    cards, record = house.cards(ZHOU), house.record()

    house.clicks(manager, "zhou", manager.action("support"))
    house.settle()
    house.clicks(manager, "zhou", manager.action("snooze"))
    house.settle()

    assert house.cards(ZHOU)[: len(cards)] == cards
    assert [title_of(card) for card in house.cards(ZHOU)[len(cards) :]] == ["已经有人处理了"] * 2
    assert "卡片上写着是谁、什么时候。" in house.last(ZHOU).text
    assert house.record() == record
    assert not house.clicks(house.see(rep), "lin", snooze).ok


def test_reassign_gives_the_lead_to_a_colleague_who_is_told(house: TownHouse) -> None:
    rep, manager = the_card(house, LIN), the_card(house, ZHOU)
    lead = house.lead("lin")

    house.taps(manager, "zhou", "reassign")

    told = house.last(CHEN)
    assert title_of(told) == f"{HUACHEN} 交给您跟进"
    assert "周建国 把这位客户改派给您。" in told.text
    assert [word for word in ("50万", "汇川", "13800001234") if word in told.text] == []
    assert "已改派给 陈默。" in house.see(manager).text
    assert "已改派给 陈默。" in house.see(rep).text
    with house.core.read(house.who("lin")) as w:
        assert [view.account for view in w.leads.list()] == ["远航冷链物流有限公司"]
    with house.core.read(house.who("chen")) as w:
        assert sorted(view.account for view in w.leads.list()) == ["华辰精密机械有限公司", "青禾职业培训学校"]
    assert house.page("chen").get("/customer", lead=lead)["customer"]["lead"]["owner"] == "陈默"
    assert house.page("lin").ask("/customer", lead=lead)[0] == 404


def test_after_a_reassignment_the_old_owner_cannot_sync_or_decide(house: TownHouse) -> None:
    sync = house.page("lin").sync()
    asked = house.cards(LIN)[-1]
    house.taps(the_card(house, ZHOU), "zhou", "reassign")
    record = house.record()

    house.taps(asked, "lin", "confirm")

    assert sync["state"] == "proposed"
    assert house.record() == record
    assert house.titles(LIN)[-1] in ("没有找到，或您无权查看", "您没有权限这样做")
    assert house.customer("chen").budget_low is None


def test_snooze_speaks_again_on_the_next_working_morning_once(house: TownHouse) -> None:
    rep, manager = the_card(house, LIN), the_card(house, ZHOU)

    house.taps(rep, "lin", "snooze")
    over = house.see(rep), house.see(manager)
    house.passes(hours=24)
    house.passes(hours=24)
    weekend = len(about(house, LIN)), len(about(house, ZHOU))
    house.passes(hours=23)
    house.tick()
    monday = about(house, LIN), about(house, ZHOU)
    house.taps(monday[1][1], "zhou", "support")
    supported = house.see(monday[0][1])
    house.passes(days=4)

    assert "好的，11月30日 09:03 再提醒。" in over[0].text
    assert "林晓 于 11月27日 10:12 选择稍后提醒" in over[1].text
    assert weekend == (1, 1)
    assert [title_of(cards[1]) for cards in monday] == [
        f"{HUACHEN} · 已安静 5 天",
        f"林晓 的客户 {HUACHEN} 已安静 5 天",
    ]
    assert (len(about(house, LIN)), len(about(house, ZHOU))) == (2, 2)
    assert "周建国 来支援了" in supported.text
    assert house.see(rep).text == over[0].text


def test_new_progress_ends_the_silence_and_both_cards_say_so(house: TownHouse) -> None:
    rep, manager = the_card(house, LIN), the_card(house, ZHOU)
    for words in FRESH:
        house.says(CHAT, "wang", words)

    house.page("lin").sync()
    house.taps(house.last(LIN), "lin", "confirm")
    ended = house.see(rep), house.see(manager)
    house.passes(hours=71)
    quiet = len(about(house, ZHOU))
    house.passes(hours=72)

    assert [title_of(card) for card in ended] == [OVER, OVER]
    assert ["已有新进展，这条提醒结束了。" in card.text for card in ended] == [True, True]
    assert quiet == 1
    assert len(about(house, ZHOU)) == 2


def test_support_after_the_silence_has_ended_is_told_and_changes_nothing(house: TownHouse) -> None:
    manager = the_card(house, ZHOU)
    house.says(CHAT, "wang", FRESH[0])
    house.page("lin").sync()
    house.taps(house.last(LIN), "lin", "confirm")
    record, card = house.record(), house.see(manager)

    house.clicks(manager, "zhou", manager.action("support"))
    house.settle()

    assert house.record() == record
    assert house.see(manager) == card
    assert title_of(house.last(ZHOU)) == "已经有人处理了"


def test_undo_of_the_progress_does_not_speak_a_second_time(house: TownHouse) -> None:
    house.says(CHAT, "wang", FRESH[0])
    house.page("lin").sync()
    house.taps(house.last(LIN), "lin", "confirm")
    house.taps(house.last(LIN), "lin", "undo")

    house.tick()
    house.passes(hours=1)

    assert len(about(house, ZHOU)) == 1
    assert house.record()["nudge"] == 3


def test_at_night_and_at_the_weekend_nobody_is_spoken_to(town_house: TownHouse) -> None:
    town_house.passes(hours=82)
    night = town_house.cards(LIN), town_house.cards(ZHOU)
    waiting = town_house.core.outbox.backlog()
    town_house.passes(days=2)
    sunday = len(town_house.cards(ZHOU))
    town_house.passes(hours=13.1)

    assert night == ([], [])
    assert len(waiting) == 6
    assert {row.not_before.isoformat() for row in waiting} == {"2026-11-30T01:03:00+00:00"}
    assert sunday == 0
    assert town_house.clock.now().date() == date(2026, 11, 30)
    assert (len(town_house.cards(LIN)), len(town_house.cards(ZHOU)), len(town_house.cards(CHEN))) == (2, 3, 1)


def test_only_the_one_it_was_addressed_to_can_act(house: TownHouse) -> None:
    rep, manager = the_card(house, LIN), the_card(house, ZHOU)
    record = house.record()

    for by in ("lin", "chen", "shen", "guest"):
        house.clicks(manager, by, manager.action("support"))
        house.clicks(manager, by, manager.action("reassign"))
    house.settle()

    assert house.record() == record
    assert (house.see(rep), house.see(manager)) == (rep, manager)
    assert house.titles("dingtalk-bot-lin") == ["您没有权限这样做"] * 2
    assert house.titles("dingtalk-bot-chen") == ["没有找到，或您无权查看"] * 2
    assert house.titles("dingtalk-bot-shen") == ["没有找到，或您无权查看"] * 2
    assert house.titles("dingtalk-bot-guest") == ["还不认识您"]
    assert len(house.cards(ZHOU)) == 3


def test_a_colleague_of_another_team_cannot_be_given_the_lead(house: TownHouse) -> None:
    manager = the_card(house, ZHOU)
    record = house.record()
    nudge = manager.action("support").partition(":")[2]
    newcomer = house.who("xu").person_id

    house.clicks(manager, "zhou", f"reassign:{nudge}?owner={newcomer}")
    house.settle()
    house.clicks(manager, "zhou", f"reassign:{nudge}?owner=oops")
    house.settle()

    assert house.record() == record
    assert [title_of(card) for card in house.cards(ZHOU)[-2:]] == ["您没有权限这样做", "请先选择改派给谁"]
    assert "我来支援" in house.see(manager).text


def test_progress_while_snoozed_ends_the_cards_that_were_shown(house: TownHouse) -> None:
    rep, manager = the_card(house, LIN), the_card(house, ZHOU)
    house.taps(manager, "zhou", "snooze")
    house.says(CHAT, "wang", FRESH[0])
    house.page("lin").sync()
    house.taps(house.last(LIN), "lin", "confirm")

    house.passes(hours=71)

    assert "已有新进展，这条提醒结束了。" in house.see(manager).text
    assert len(about(house, ZHOU)) == 1
    assert house.see(rep).changed == 1


def test_a_word_that_was_to_wait_for_the_morning_is_not_said_when_the_silence_is_over(town_house: TownHouse) -> None:
    town_house.passes(hours=82)
    town_house.says(CHAT, "wang", FRESH[0])
    town_house.page("lin").sync()
    town_house.taps(town_house.last(LIN), "lin", "confirm")

    town_house.passes(hours=61.1)

    assert town_house.clock.now().date() == date(2026, 11, 30)
    assert len(town_house.cards(ZHOU)) == 2
    assert about(town_house, ZHOU) == []
    assert sorted(town_house.titles(LIN)) == sorted([f"{HUACHEN} · 已保存", "远航冷链物流有限公司 · 赵敏 · 已安静 5 天"])
