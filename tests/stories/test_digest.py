"""Many customers that go quiet at once are one card to each who hears of them (NDG-03), and each line is acted on there."""

from __future__ import annotations

import html
from typing import Any

import pytest

from bot.demo.driver import CardSeen
from bot.demo.world import CHAT
from tests.stories.town_house import BOTS, HUACHEN, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

LIN, ZHOU, CHEN = BOTS["lin"], BOTS["zhou"], "feishu-bot-chen"


@pytest.fixture
def quiet(town_house: TownHouse) -> TownHouse:
    """林晓 has five customers, 陈默 two; not a word has been said for 72 hours, and one tick has looked."""
    town_house.joins(*(a_customer(f"江南{at}厂", "林晓") for at in range(3)), a_customer("苏北厂", "陈默"))
    town_house.passes(hours=72.2)
    return town_house


def a_customer(name: str, owner: str) -> dict[str, Any]:
    return {"account": name, "contact": f"{name}联系人", "owner": owner, "territory": "华东"}


def words(card: CardSeen) -> str:
    return html.unescape(card.text).replace("\\", "")


def the_card(house: TownHouse, chat: str) -> CardSeen:
    (card,) = house.cards(chat)
    return card


def support(house: TownHouse, name: str) -> str:
    """The manager's button of the line about that customer."""
    with house.core.read(house.who("zhou")) as w:
        return next(f"support:{nudge.id}" for nudge in w.todos.quiet() if name in nudge.lead)


def test_many_are_one_card_and_few_are_a_card_each(quiet: TownHouse) -> None:
    assert quiet.titles(LIN) == ["有 5 位客户安静下来了"]
    assert quiet.titles(ZHOU) == ["有 7 位客户安静下来了"]
    assert len(quiet.cards(CHEN)) == 2
    assert [title.endswith("已安静 3 天") for title in quiet.titles(CHEN)] == [True, True]
    said = words(the_card(quiet, ZHOU))
    assert "林晓负责的线索中，有5条距离上次互动已超72小时，是否需要支援？" in said
    assert "陈默负责的线索中，有2条距离上次互动已超72小时，是否需要支援？" in said
    assert "另有 1 位，在「我的待办」里" in said
    assert said.count("support:") == 6
    assert [blame for blame in ("补录", "逾期", "超期", "警告") if blame in said] == []
    assert words(the_card(quiet, LIN)).count("/sidebar?lead=") == 5
    assert quiet.record()["nudge"] == 7


def test_support_on_one_line_is_told_on_both_digests_and_leaves_the_others(quiet: TownHouse) -> None:
    manager, rep = the_card(quiet, ZHOU), the_card(quiet, LIN)

    quiet.clicks(manager, "zhou", support(quiet, "华辰"))
    quiet.settle()

    after = words(quiet.see(manager)), words(quiet.see(rep))
    assert [f"{HUACHEN}：周建国 来支援了" in card for card in after] == [True, True]
    assert "林晓负责的线索中，有4条" in after[0]
    assert (after[0].count("support:"), after[1].count("/sidebar?lead=")) == (5, 4)
    assert (quiet.see(manager).changed, quiet.see(rep).changed) == (1, 1)
    assert (len(quiet.cards(ZHOU)), len(quiet.cards(LIN))) == (1, 1)


def test_of_a_line_in_a_digest_the_rep_of_few_hears_on_its_own_card(quiet: TownHouse) -> None:
    quiet.clicks(the_card(quiet, ZHOU), "zhou", support(quiet, "青禾"))
    quiet.settle()

    over = [card for card in quiet.cards(CHEN) if "周建国 来支援了" in card.text]
    assert [title_of(card) for card in over] == ["青禾职业培训学校 · 孙丽 · 静默提醒"]
    assert "青禾职业培训学校 · 孙丽：周建国 来支援了" in words(the_card(quiet, ZHOU))


def test_only_the_one_it_was_addressed_to_can_act_on_a_digest(quiet: TownHouse) -> None:
    manager, record = the_card(quiet, ZHOU), quiet.record()

    for by in ("lin", "chen", "shen", "guest"):
        quiet.clicks(manager, by, support(quiet, "华辰"))
    quiet.settle()

    assert (quiet.see(manager), quiet.record()) == (manager, record)
    assert quiet.titles("dingtalk-bot-lin") == ["您没有权限这样做"]
    assert quiet.titles("dingtalk-bot-chen") == ["没有找到，或您无权查看"]


def test_progress_ends_a_line_and_undo_takes_it_up_again(quiet: TownHouse) -> None:
    manager = the_card(quiet, ZHOU)
    digest = the_card(quiet, LIN)
    quiet.says(CHAT, "wang", "我们定了，预算50万")
    quiet.page("lin").sync()
    quiet.taps(quiet.last(LIN), "lin", "confirm")
    ended = words(quiet.see(manager)), words(quiet.see(digest))
    quiet.taps(quiet.last(LIN), "lin", "undo")

    assert [f"{HUACHEN}：已有新进展" in card for card in ended] == [True, True]
    assert "有4条" in ended[0]
    assert words(quiet.see(manager)) == words(manager)
    assert quiet.see(digest).changed == 1  # WeCom gives the right to change it once
    assert (len(quiet.cards(ZHOU)), quiet.titles(LIN)[0]) == (1, "有 5 位客户安静下来了")


def test_once_whatever_the_ticks_do(quiet: TownHouse) -> None:
    shown = quiet.shown()

    for _ in range(3):
        quiet.tick()
    quiet.passes(days=6)

    assert quiet.shown() == shown


def test_a_digest_that_waits_for_the_morning_says_what_is_so_then(town_house: TownHouse) -> None:
    town_house.joins(*(a_customer(f"江南{at}厂", "林晓") for at in range(3)))
    town_house.passes(hours=82)
    assert town_house.cards(ZHOU) == []
    town_house.says(CHAT, "wang", "我们定了，预算50万")
    town_house.page("lin").sync()
    town_house.taps(town_house.last(LIN), "lin", "confirm")

    town_house.passes(hours=61.1)

    assert f"{HUACHEN}：已有新进展" in words(the_card(town_house, ZHOU))
    assert the_card(town_house, ZHOU).changed == 0
