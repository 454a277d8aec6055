"""`@随录 同步` in the deal's Feishu group; and whoever has no business with it is told so, alone, and changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.demo.world import GROUP
from tests.stories.town_house import BOTS, HUACHEN, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

LIN, CHEN, GUEST = BOTS["lin@feishu"], "feishu-bot-chen", "feishu-bot-guest"


@pytest.fixture
def house(town_house: TownHouse) -> TownHouse:
    """The group has something to say."""
    town_house.says(GROUP, "lin", "我明天把报价单发给王总，报价46万8")
    town_house.says(GROUP, "chen", "收到，我周五把POC环境准备好")
    return town_house


def ask(house: TownHouse, who: str = "lin") -> None:
    house.says(GROUP, who, "@随录 同步")
    house.settle()


def test_the_rep_reads_the_group_and_confirms_in_feishu(house: TownHouse) -> None:
    ask(house)
    asked, progress = house.last(LIN), house.last(GROUP)
    house.taps(asked, "lin", "confirm")

    draft = house.draft(1)
    assert (draft.messages, draft.because, draft.lead) == (4, "bound", HUACHEN)
    assert "收集聊天" in progress.text
    after = house.customer()
    assert after.quote == 46_800_000
    assert [step.due for step in after.next_steps] == [date(2026, 11, 25), date(2026, 11, 27)]
    assert house.titles(LIN) == [f"{HUACHEN} · 已保存"]
    assert house.see(asked).changed == 1
    assert (house.see(progress).changed, len(house.cards(GROUP))) == (1, 1)
    assert (house.cards(BOTS["lin"]), house.cards(CHEN)) == ([], [])


def test_lines_unticked_in_feishu_are_not_saved(house: TownHouse) -> None:
    ask(house)
    quote = [str(line.id) for line in house.draft(1).lines if line.field == "our_quote"]

    house.taps(house.last(LIN), "lin", "confirm", {"lines": ",".join(quote)})

    after = house.customer()
    assert (after.quote, after.next_steps) == (46_800_000, ())


def test_a_line_rewritten_on_the_card_is_saved_as_written_and_the_others_as_they_are(house: TownHouse) -> None:
    ask(house)
    quote = next(line.id for line in house.draft(1).lines if line.field == "our_quote")
    card = house.last(LIN)

    not_read = house.taps(card, "lin", "confirm", {f"edit_{quote}": "很多钱"})
    told, before = house.titles(LIN), house.customer()
    house.taps(card, "lin", "confirm", {f"edit_{quote}": "52万"})

    assert not_read.ok
    assert told == [f"{HUACHEN} · 跟进摘要", "没能看懂修改后的内容"]
    assert (before.quote, before.activities) == (None, ())
    after = house.customer()
    assert after.quote == 52_000_000
    assert [step.due for step in after.next_steps] == [date(2026, 11, 25), date(2026, 11, 27)]
    assert "52万" in house.see(card).text


def test_a_line_that_was_left_out_is_kept_when_it_is_rewritten(house: TownHouse) -> None:
    ask(house)
    lines = {line.field: line.id for line in house.draft(1).lines}

    house.taps(house.last(LIN), "lin", "confirm", {"lines": "", f"edit_{lines['our_quote']}": "52万"})

    after = house.customer()
    assert (after.quote, after.next_steps) == (52_000_000, ())


def test_the_rep_sees_how_far_it_is_on_the_card_that_becomes_the_draft(
    house: TownHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("bot.handlers.understanding.extract", lambda *_a, **_k: 1 / 0)
        ask(house)
        progress = house.last(LIN)

    house.again()

    assert title_of(progress) == f"{HUACHEN} · 正在同步"
    assert "**● 理解内容**" in progress.text
    assert house.titles(LIN) == [f"{HUACHEN} · 跟进摘要"]
    assert house.see(progress).changed >= 1
    house.taps(house.see(progress), "lin", "confirm")
    assert house.titles(LIN) == [f"{HUACHEN} · 已保存"]


def test_a_sync_that_began_and_failed_says_so_in_the_same_place(house: TownHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.understanding.extract", lambda *_a, **_k: 1 / 0)
    ask(house)
    progress = house.last(LIN)

    for _ in range(8):
        house.again()

    assert house.titles(LIN) == ["这次同步没有成功"]
    assert "什么都没有改变" in house.see(progress).text


def test_a_line_rewritten_on_the_page_before_it_is_confirmed_is_saved_as_written(house: TownHouse) -> None:
    ask(house)
    quote = next(line.id for line in house.draft(1).lines if line.field == "our_quote")

    event = house.page("lin").decide("/drafts/1/confirm", edits={str(quote): "52万"})

    assert event["state"] == "done"
    assert house.customer().quote == 52_000_000
    assert house.titles(LIN) == [f"{HUACHEN} · 已保存"]
    assert "52万" in house.last(LIN).text


def test_a_click_delivered_three_times_has_one_effect(house: TownHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(house)
    call = house.feishu._call
    monkeypatch.setattr(house.feishu, "_call", lambda *a, **k: [call(*a, **k) for _ in range(3)][-1])
    heard = house.core.inbox.counts()["done"]

    clicked = house.taps(house.last(LIN), "lin", "confirm")

    assert clicked.ok
    assert house.core.inbox.counts()["done"] == heard + 1
    assert len(house.customer().activities) == 1
    assert house.titles(LIN) == [f"{HUACHEN} · 已保存"]


def test_a_group_with_nothing_new_says_so_to_the_one_who_asked(house: TownHouse) -> None:
    ask(house)
    house.taps(house.last(LIN), "lin", "confirm")
    house.clock.move(timedelta(minutes=3))
    before = house.customer()

    ask(house)

    assert title_of(house.last(LIN)) == "没有新的聊天内容"
    assert "林晓 更新了跟进记录" in house.last(GROUP).text  # the group hears nothing of a sync that found nothing
    assert house.customer() == before
    assert house.record()["draft"] == 1


@pytest.mark.parametrize("verb", ["confirm", "drop"])
def test_a_colleague_cannot_decide_on_the_reps_card(house: TownHouse, verb: str) -> None:
    ask(house)
    card = house.last(LIN)
    record, lin, group = house.record(), house.cards(LIN), house.cards(GROUP)

    house.taps(card, "chen", verb)

    assert house.titles(CHEN) == ["没有找到，或您无权查看"]
    assert (house.record(), house.cards(LIN), house.cards(GROUP)) == (record, lin, group)
    assert house.draft(1).state == "open"


def test_a_colleague_cannot_sync_another_reps_deal_group(house: TownHouse) -> None:
    record = house.record()

    ask(house, "chen")

    assert house.titles(CHEN) == ["您没有权限这样做"]
    assert (house.record(), house.cards(GROUP), house.cards(LIN)) == (record, [], [])
    assert [call for call in house.town.journal if "GET" in call["what"]] == []


def test_a_stranger_is_told_once_a_day_how_to_be_bound_and_shown_nothing(house: TownHouse) -> None:
    ask(house)
    card = house.last(LIN)
    record, lin, group = house.record(), house.cards(LIN), house.cards(GROUP)
    house.town.chats[GROUP].members.append("guest")

    ask(house, "guest")
    house.taps(card, "guest", "confirm")
    first_day = house.cards(GUEST)
    house.clock.move(timedelta(days=1))
    ask(house, "guest")

    assert [title_of(seen) for seen in first_day] == ["还不认识您"]
    assert "飞书账号（ou&#95;guest）" in first_day[0].text
    assert [word for word in ("华辰", "王海", "46.8万", "林晓") if word in first_day[0].text] == []
    assert house.titles(GUEST) == ["还不认识您"] * 2
    assert (house.record(), house.cards(LIN), house.cards(GROUP)) == (record, lin, group)


def test_a_manager_who_asks_is_refused_and_reads_no_words(house: TownHouse) -> None:
    record = house.record()
    house.town.chats[GROUP].members.append("zhou")

    ask(house, "zhou")

    assert house.titles("feishu-bot-zhou") == ["您没有权限这样做"]
    assert (house.record(), house.cards(GROUP)) == (record, [])


def test_a_bot_that_was_removed_from_the_group_says_why_it_cannot_read(house: TownHouse) -> None:
    house.says(GROUP, "lin", "@随录 同步")
    house.town.chats[GROUP].members.remove("bot")

    house.settle()

    assert house.titles(LIN) == ["随录不在这个群里"]
    assert house.record()["draft"] == 0
    assert [row[0] for row in house.waiting()] == []


def test_words_that_are_no_command_get_help(house: TownHouse) -> None:
    record = house.record()

    house.says(GROUP, "lin", "@随录 你好")
    house.says(LIN, "lin", "同步")
    house.settle()

    assert sorted(house.titles(LIN)) == ["没听懂「你好」", "要同步哪个聊天？"]  # two cards on their way at once
    assert house.record() == record


def test_dingtalk_has_no_chat_to_read_and_says_so(house: TownHouse) -> None:
    from bot.simulator.town import Chat

    house.town.opens(Chat("cid_east", "dingtalk", "group", "华东一组", ["lin", "zhou", "bot"]))
    house.town.bot_chat(house.dingtalk.platform, "lin")

    house.says("dingtalk-bot-lin", "lin", "同步")
    house.settle()
    house.says("cid_east", "lin", "@随录 同步")
    house.settle()

    assert house.titles("dingtalk-bot-lin") == ["要同步哪个聊天？", "读不到这个会话的内容"]
    assert house.cards("cid_east") == []
    assert house.record()["draft"] == 0
