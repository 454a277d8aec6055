"""A chat handed to the bot, pasted (粘贴): read, asked about at most once, and then a draft like any other."""

from __future__ import annotations

import pytest

from tests.stories.town_house import BOTS, HUACHEN, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

PASTED = """王海 11/24 10:05
预算50万左右，电话13800001234，我们计划12月20日前上线

林晓 11/24 10:06
好的，周五前把方案和POC计划发给您

王海 11/24 10:08
竞品报价比你们低15%
"""
STRANGERS = PASTED.replace("林晓", "小林").replace("王海", "老王")
BOT_CHATS = ["wecom-bot-lin", "feishu-bot-lin", "dingtalk-bot-lin"]


def bot_of(house: TownHouse, chat: str) -> str:
    """林晓's chat with the bot; on DingTalk it is opened here."""
    if chat not in house.town.chats:
        from bot.simulator.town import Chat

        house.town.opens(Chat(chat, chat.partition("-")[0], "bot", "随录", ["lin"]))
    return chat


@pytest.mark.parametrize("chat", BOT_CHATS)
def test_a_pasted_chat_becomes_a_draft_of_the_customer_that_it_names(town_house: TownHouse, chat: str) -> None:
    house, where = town_house, bot_of(town_house, chat)

    house.says(where, "lin", PASTED)
    house.settle()

    draft = house.draft(1)
    assert (draft.lead, draft.because, draft.source, draft.messages) == (HUACHEN, "phone", "pasted", 3)
    assert {line.evidence.quote in PASTED for line in draft.lines} == {True}
    assert {line.field for line in draft.lines} >= {"budget", "contact_phone", "deadline", "next_action"}


def test_a_pasted_chat_is_offered_to_the_customer_of_that_name_and_a_new_one_is_called_so(town_house: TownHouse) -> None:
    house = town_house
    house.says(
        BOTS["lin"],
        "lin",
        "王海 2026/11/23 15:02\n样机的事定了，就按上次说的办\n\n林晓 2026/11/23 15:03\n好的，下周五前给您发货",
    )
    house.settle()
    assert "这是哪位客户" in house.last(BOTS["lin"]).text
    assert [(each.name, each.because) for each in house.draft(1).candidates] == [(HUACHEN, "title")]

    house.says(
        BOTS["lin"],
        "lin",
        "秦岚 2026/11/23 16:02\n样机的事定了，就按上次说的办\n\n林晓 2026/11/23 16:03\n好的，下周五前给您发货",
    )
    house.settle()
    assert "秦岚" in house.last(BOTS["lin"]).text
    house.taps(house.last(BOTS["lin"]), "lin", "confirm")
    with house.core.read(house.who("lin")) as w:
        assert [lead.name for lead in w.leads.list("秦岚")] == ["秦岚"]


def test_pasting_it_again_adds_only_what_is_new(town_house: TownHouse) -> None:
    house = town_house
    house.says(BOTS["lin"], "lin", PASTED)
    house.settle()
    house.taps(house.last(BOTS["lin"]), "lin", "confirm")

    house.says(BOTS["lin"], "lin", PASTED)
    house.settle()
    assert title_of(house.last(BOTS["lin"])) == "没有新的聊天内容"

    house.says(BOTS["lin"], "lin", PASTED + "\n王海 11/24 10:20\n下周二下午来看样机\n")
    house.settle()
    newer = house.draft(2)
    assert (newer.messages, newer.lead, newer.because) == (1, HUACHEN, "same_chat")


def test_who_is_who_is_asked_once(town_house: TownHouse) -> None:
    house, bot = town_house, bot_of(town_house, "feishu-bot-lin")
    house.says(bot, "lin", STRANGERS)
    house.settle()
    asked = house.last(bot)
    assert title_of(asked) == "读到 3 条消息"
    assert house.record()["draft"] == 0

    house.taps(asked, "lin", "whose", {"ours": "1"})

    draft = house.draft(1)
    assert (draft.lead, draft.messages) == (HUACHEN, 3)
    assert [line.value["ours"] for line in draft.lines if line.field == "next_action"] == [True]
    assert title_of(house.see(asked)) == "3 条消息已整理"

    house.taps(asked, "lin", "whose", {"ours": "0"})
    assert house.record()["draft"] == 1

    house.says(bot, "lin", STRANGERS + "\n老王 11/24 10:20\n下周二下午来看样机\n")
    house.settle()
    assert house.record()["capture"] == 1  # nobody was asked again
    assert house.draft(2).messages == 1


def test_a_customer_who_is_called_like_a_command_is_a_customer(town_house: TownHouse) -> None:
    house = town_house
    house.says(BOTS["lin"], "lin", PASTED.replace("王海", "客户"))
    house.settle()

    assert house.draft(1).messages == 3


@pytest.mark.parametrize(
    "text",
    ["同步一下\n谢谢", "甲方：华辰精密机械有限公司\n乙方：随录科技\n第一条 合同金额为人民币五十万元整。", "好的\n\n\n", "王海"],
)
def test_what_is_no_chat_is_answered_as_words_to_the_bot(town_house: TownHouse, text: str) -> None:
    house = town_house
    house.says(BOTS["lin"], "lin", text)
    house.settle()

    assert len(house.cards(BOTS["lin"])) == 1
    assert (house.record()["draft"], house.record()["capture"], house.record()["message"]) == (0, 0, 0)


def test_another_reps_question_is_not_answered_by_me(town_house: TownHouse) -> None:
    house, bot = town_house, bot_of(town_house, "feishu-bot-lin")
    house.says(bot, "lin", STRANGERS)
    house.settle()

    house.taps(house.last(bot), "chen", "whose", {"ours": "1"})

    assert house.record()["draft"] == 0
