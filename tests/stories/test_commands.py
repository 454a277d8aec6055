"""What one asks the bot, typed or pressed, alone with it or in a group, on each platform; and what others are not told.

林晓 has two customers, one of them with a confirmed record, a draft that waits and next steps; 陈默 has one.
"""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import pytest

from bot.demo.driver import CardSeen
from bot.demo.world import CORPS, GROUP
from bot.model import (
    Attachment,
    BotOpened,
    ChatChange,
    ChatChanged,
    ChatKind,
    Conversation,
    Person,
    Platform,
    TextSaid,
    event_to_json,
    kind_of,
)
from bot.simulator.town import Chat, Dweller
from tests.stories.town_house import BOTS, HUACHEN, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

PLATFORMS = ("wecom", "feishu", "dingtalk")
GROUPS = {"feishu": GROUP, "dingtalk": "cid_east"}
"""Groups that a bot of ours can be in: WeCom has none for applications."""
WORDS = ("50万", "46.8", "汇川", "13912345678", "13800001234", "王海", "华辰", "刘总", "POC", "2026-12-20", "远航", "林晓")
HELP, STRANGER = "随录能帮您做什么", "还不认识您"
SHEN = "dingtalk-bot-shen"


@pytest.fixture
def house(town_house: TownHouse) -> TownHouse:
    page = town_house.page("lin")
    page.sync()
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")
    town_house.says("wecom-single-lin-wang", "wang", "预算可以提到60万")
    assert page.sync()["state"] == "proposed"
    town_house.town.opens(Chat("cid_east", "dingtalk", "group", "华东一组", ["lin", "zhou", "chen", "shen", "guest", "bot"]))
    return town_house


def alone(house: TownHouse, who: str, platform: str) -> str:
    return house.town.bot_chat(Platform(platform), who).id


def says(house: TownHouse, who: str, text: str, platform: str = "wecom") -> CardSeen:
    """Said to the bot alone; its answer."""
    chat = alone(house, who, platform)
    before = len(house.cards(chat))
    house.says(chat, who, text)
    house.settle()
    assert len(house.cards(chat)) == before + 1
    return house.last(chat)


def says_in_group(house: TownHouse, who: str, text: str, platform: str) -> CardSeen:
    """Said in a group; the answer is to the asker alone, and the group sees nothing new."""
    group, chat = GROUPS[platform], alone(house, who, platform)
    shown, before = house.cards(group), len(house.cards(chat))
    house.says(group, who, f"@随录 {text}")
    house.settle()
    assert house.cards(group) == shown
    assert len(house.cards(chat)) == before + 1
    return house.last(chat)


def hears(house: TownHouse, event: TextSaid | BotOpened | ChatChanged) -> None:
    """What an adapter understood; those of each platform have tests of their own."""
    house.core.inbox.accept(event.id, kind_of(event), event_to_json(event))
    house.settle()


def person(house: TownHouse, key: str, platform: str) -> Person:
    return Person(Platform(platform), CORPS[platform], house.town.people[key].ids[platform])


# --- help -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
def test_help_has_the_commands_as_buttons_that_do_what_they_say(house: TownHouse, platform: str) -> None:
    card = says(house, "lin", "帮助", platform)
    chat = card.chat

    titles = []
    for command in ("todo", "today", "sync", "customer", "report"):
        house.clicks(card, "lin", f"ask:{command}")
        house.clock.move(timedelta(seconds=1))  # five cards a second to one person is all that a platform takes
        house.settle()
        titles.append(title_of(house.last(chat)))

    assert title_of(card) == HELP
    assert titles == [
        "我的待办 · 2 项",
        "今日进展 · 11月24日",
        "要同步哪个聊天？",
        "要看哪位客户？",
        "我的周报 · 11月23日 至 11月29日",
    ]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_not_understood_is_said_and_a_near_miss_is_a_button(house: TownHouse, platform: str) -> None:
    record = house.record()

    lost, near = says(house, "lin", "今天吃什么", platform), says(house, "lin", "我的代办", platform)
    house.taps(near, "lin", "ask")

    assert title_of(lost) == "没听懂「今天吃什么」"
    assert "ask:help" not in lost.text
    assert "ask:todo" in lost.text
    assert "您是想说「我的待办」吗？" in near.text
    assert title_of(house.last(near.chat)) == "我的待办 · 2 项"
    assert house.record() == record


@pytest.mark.parametrize("platform", GROUPS)
def test_in_a_group_help_is_for_the_asker_alone(house: TownHouse, platform: str) -> None:
    assert title_of(says_in_group(house, "lin", "帮助", platform)) == HELP
    assert title_of(says_in_group(house, "lin", "", platform)) == HELP
    assert title_of(says_in_group(house, "lin", "吃什么", platform)) == "没听懂「吃什么」"


def test_four_kilobytes_of_words_get_help_like_any_other(house: TownHouse) -> None:
    assert title_of(says(house, "lin", "喂" * 1300)) == f"没听懂「{'喂' * 16}…」"


# --- 同步 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
def test_there_is_nothing_to_sync_in_a_chat_with_the_bot(house: TownHouse, platform: str) -> None:
    record = house.record()

    card = says(house, "lin", "sync", platform)

    assert title_of(card) == "要同步哪个聊天？"
    assert "/sidebar" in card.text
    assert house.record() == record


def test_the_sync_button_on_a_group_s_greeting_reads_that_group(house: TownHouse) -> None:
    hears(house, added(house, "feishu"))
    greeting = house.last(GROUP)
    house.says(GROUP, "chen", "收到，我周五把POC环境准备好")

    house.clicks(greeting, "lin", "ask:sync")
    house.settle()

    draft = house.draft(3)
    assert (draft.because, draft.lead, draft.messages) == ("bound", HUACHEN, 3)
    assert "客户进展" in title_of(house.last(GROUP))


def test_the_sync_button_counts_by_the_rights_of_the_one_who_presses(house: TownHouse) -> None:
    hears(house, added(house, "feishu"))
    record = house.record()

    house.clicks(house.last(GROUP), "chen", "ask:sync")
    house.settle()

    assert house.titles("feishu-bot-chen") == ["您没有权限这样做"]
    assert house.record() == record


def test_dingtalk_groups_cannot_be_read_and_the_button_says_so(house: TownHouse) -> None:
    hears(house, added(house, "dingtalk"))

    house.clicks(house.last("cid_east"), "lin", "ask:sync")
    house.settle()

    assert house.titles("dingtalk-bot-lin") == ["读不到这个会话的内容"]


# --- 客户 <名字> -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_rep_sees_a_customer_of_hers_in_full(house: TownHouse, platform: str) -> None:
    card = says(house, "lin", "客户 华辰", platform)

    assert title_of(card) == HUACHEN
    assert [word for word in ("已报价", "预算明确", "50万", "12月20日", "/sidebar?lead=") if word not in unescaped(card)] == [
        "12月20日"
    ]
    assert "2026-12-20" in unescaped(card)


@pytest.mark.parametrize("platform", GROUPS)
def test_in_a_group_a_customer_is_shown_to_the_asker_alone(house: TownHouse, platform: str) -> None:
    assert title_of(says_in_group(house, "lin", "客户 王海", platform)) == HUACHEN


@pytest.mark.parametrize("platform", PLATFORMS)
def test_another_rep_finds_nobody(house: TownHouse, platform: str) -> None:
    card = says(house, "chen", "客户 华辰", platform)
    shown = says(house, "chen", "客户 青禾", platform)

    assert title_of(card) == "没有找到「华辰」"
    assert [word for word in WORDS if word in card.text.replace("「华辰」", "")] == []
    assert title_of(shown) == "青禾职业培训学校 · 孙丽"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_of_several_one_is_chosen(house: TownHouse, platform: str) -> None:
    card = says(house, "lin", "客户 公司", platform)
    lead = str(house.lead("lin", "远航"))
    flat = f"ask:customer?lead={lead}" if platform == "dingtalk" else "ask:customer"

    house.clicks(card, "lin", flat, {} if platform == "dingtalk" else {"lead": lead})
    house.settle()

    assert title_of(card) == "「公司」有 2 位"
    assert title_of(house.last(card.chat)) == "远航冷链物流有限公司 · 赵敏"


def test_a_customer_chosen_by_somebody_else_is_not_found(house: TownHouse) -> None:
    house.town.chats["dingtalk-bot-lin"] = house.town.bot_chat(Platform.DINGTALK, "lin")
    card = says(house, "lin", "客户 公司", "dingtalk")

    house.clicks(card, "chen", f"ask:customer?lead={house.lead('lin')}")
    house.settle()

    assert house.titles("dingtalk-bot-chen") == ["没有找到，或您无权查看"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_manager_sees_the_customer_without_the_words(house: TownHouse, platform: str) -> None:
    card = says(house, "zhou", "客户 华辰", platform)

    assert title_of(card) == HUACHEN
    assert "林晓" in card.text
    assert [word for word in ("50万", "46.8", "汇川", "13912345678", "刘总", "POC", "2026-12-20") if word in card.text] == []


def test_the_owner_is_told_kindly_that_there_are_totals_only(house: TownHouse) -> None:
    cards = [says(house, "shen", words, "dingtalk") for words in ("客户 华辰", "我的待办", "今日进展")]

    assert [title_of(card) for card in cards] == ["为您准备的是汇总"] * 3
    assert [word for word in WORDS for card in cards if word in card.text] == []


@pytest.mark.parametrize("words", ["客户 华辰", "我的待办", "今日进展", "周报", "帮助", "同步", "什么"])
def test_a_stranger_is_told_how_to_be_bound_and_nothing_else(house: TownHouse, words: str) -> None:
    record = house.record()
    cards = says(house, "guest", words, "feishu"), says(house, "guest", words, "dingtalk")
    house.says("cid_east", "guest", f"@随录 {words}")
    house.settle()

    assert [title_of(card) for card in cards] == [STRANGER] * 2
    assert [word for word in WORDS for card in cards if word in card.text] == []
    assert len(house.cards("dingtalk-bot-guest")) == 1
    assert house.record() == record


def test_a_newcomer_finds_the_invented_pool_and_nothing_else(house: TownHouse) -> None:
    assert title_of(says(house, "xu", "客户 华辰")) == "没有找到「华辰」"
    assert title_of(says(house, "xu", "客户 星河")) == "演练·星河电子 · 演练客户"


# --- 我的待办 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_waits_is_listed_and_a_step_is_ticked_off_in_place(house: TownHouse, platform: str) -> None:
    card = says(house, "lin", "我的待办", platform)

    house.taps(card, "lin", "done")

    after = house.see(card)
    assert (title_of(card), title_of(after), after.changed) == ("我的待办 · 2 项", "我的待办 · 1 项", 1)
    assert "60万" not in card.text
    assert sum(step.done for step in house.customer().next_steps) == 1


def test_a_step_is_ticked_off_once_and_only_by_its_rep(house: TownHouse) -> None:
    card = says(house, "lin", "我的待办", "dingtalk")
    press = card.action("done")
    house.town.chats[card.chat].members.append("chen")
    record = house.customer()

    house.clicks(card, "chen", press)
    house.settle()
    untouched = house.see(card), house.customer()
    house.clicks(card, "lin", press)
    house.settle()
    done = house.customer()
    house.clicks(card, "lin", press)
    house.settle()

    assert untouched == (card, record)
    assert house.titles("dingtalk-bot-chen") == ["没有找到，或您无权查看"]
    assert done != record
    assert house.customer() == done
    assert title_of(house.last(card.chat)) == "这一步已经完成了"


def test_nothing_to_do_is_said_kindly(house: TownHouse) -> None:
    assert title_of(says(house, "chen", "待办")) == "我的待办 · 都处理好了"


@pytest.mark.parametrize("platform", GROUPS)
def test_in_a_group_the_list_is_for_the_asker_alone(house: TownHouse, platform: str) -> None:
    assert title_of(says_in_group(house, "lin", "/待办", platform)) == "我的待办 · 2 项"


def test_a_manager_s_list_is_the_silences_addressed_to_him_and_support_takes_effect(town_house: TownHouse) -> None:
    town_house.passes(hours=72.2)
    card = says(town_house, "zhou", "我的待办", "dingtalk")

    town_house.taps(card, "zhou", "support")

    assert (title_of(card), title_of(town_house.see(card))) == ("我的待办 · 3 项", "我的待办 · 2 项")
    assert [word for word in ("13800001234", "50万") if word in card.text] == []
    over = [shown for shown in town_house.cards("dingtalk-bot-zhou") if "周建国 来支援了" in shown.text]
    assert len(over) == 1


def test_six_are_shown_and_the_rest_is_counted(house: TownHouse) -> None:
    for at in range(6):
        house.moves_in(customer(at), f"预算{at + 3}0万")
        house.page("lin", "").sync(f"wmNew000{at}", key=f"sync-new-{at}")

    card = says(house, "lin", "我的待办", "feishu")

    assert title_of(card) == "我的待办 · 8 项"
    assert "另有 2 项" in unescaped(card)
    assert card.text.count("/sidebar?draft=") == 6


# --- 今日进展 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_day_in_three_cards_for_the_asker(house: TownHouse, platform: str) -> None:
    card = says(house, "lin", "今日进展", platform)

    assert title_of(card) == "今日进展 · 11月24日"
    assert [word for word in ("今日突破点", "待协调资源", "明日关键") if word not in card.text] == []
    assert HUACHEN in unescaped(card)


def test_in_the_deal_s_group_the_deal_s_day_is_for_all_and_has_no_values(house: TownHouse) -> None:
    lin = house.cards(BOTS["lin@feishu"])
    house.says(GROUP, "lin", "@随录 今日进展")
    house.settle()

    card = house.last(GROUP)
    assert title_of(card) == f"{HUACHEN} · 今日进展 · 11月24日"
    assert "1 条跟进已确认" in unescaped(card)
    assert "预算明确" in card.text
    assert [word for word in ("50万", "46.8", "汇川", "13912345678", "wanghai", "2026-12-20") if word in unescaped(card)] == []
    assert house.cards(BOTS["lin@feishu"]) == lin


def test_a_colleague_in_the_deal_s_group_gets_his_own_day_alone(house: TownHouse) -> None:
    card = says_in_group(house, "chen", "今日进展", "feishu")

    assert "今天还没有已确认的记录" in card.text
    assert [word for word in WORDS if word in card.text] == []


def test_in_a_group_of_no_deal_the_day_is_for_the_asker_alone(house: TownHouse) -> None:
    assert title_of(says_in_group(house, "lin", "today", "dingtalk")) == "今日进展 · 11月24日"


def test_the_manager_s_day_says_where_there_is_news_and_no_words(house: TownHouse) -> None:
    card = says(house, "zhou", "今日进展", "dingtalk")

    assert f"{HUACHEN}（林晓）有新进展，已报价" in unescaped(card)
    assert [word for word in ("50万", "46.8", "汇川", "13912345678", "刘总", "POC") if word in card.text] == []


def test_yesterday_s_record_is_not_today_s(house: TownHouse) -> None:
    house.clock.move(timedelta(days=1))

    assert "今天还没有已确认的记录" in says(house, "lin", "今日进展").text


# --- 周报 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_rep_s_own_week(house: TownHouse, platform: str) -> None:
    card = says(house, "lin", "周报", platform)

    assert title_of(card) == "我的周报 · 11月23日 至 11月29日"
    assert [word for word in ("1 个", "1 条", "2 位", "还有摘要等您确认") if word not in unescaped(card)] == []


@pytest.mark.parametrize("platform", GROUPS)
def test_in_a_group_the_week_is_for_the_asker_alone(house: TownHouse, platform: str) -> None:
    assert title_of(says_in_group(house, "lin", "周报", platform)) == "我的周报 · 11月23日 至 11月29日"


def test_a_manager_s_week_counts_customers_and_not_what_his_reps_enter(house: TownHouse) -> None:
    card = says(house, "zhou", "周报", "dingtalk")

    assert title_of(card) == "团队周报 · 11月23日 至 11月29日"
    assert "客户 2 · 有进展 1 · 安静 0" in unescaped(card)
    assert [word for word in ("同步", "确认记录", "华辰", "王海", "50万") if word in card.text] == []


def test_the_owner_s_totals_hide_every_group_under_five(house: TownHouse) -> None:
    hidden = says(house, "shen", "周报", "dingtalk")
    house.joins(*(many(at) for at in range(6)))
    shown = says(house, "shen", "周报", "dingtalk")

    assert "不足 5 位客户" in unescaped(hidden)
    assert "8 位" in shown.text
    assert [word for word in WORDS for card in (hidden, shown) if word in card.text] == []


# --- files, the first word, an assignment -------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("count", [1, 2])
def test_pictures_that_cannot_be_had_get_an_honest_answer(house: TownHouse, platform: str, count: int) -> None:
    record = house.record()
    lin, at = person(house, "lin", platform), house.clock.now()
    where = Conversation(lin.platform, lin.corp, lin.id, ChatKind.SINGLE)
    files = tuple(Attachment("image", "a", "ref") for _ in range(count))

    hears(house, TextSaid(id="x:1", by=lin, at=at, where=where, text="", attachments=files))

    card = house.last(alone(house, "lin", platform))
    assert title_of(card) == "图片已经取不到了"
    assert "请重新发送截图" in card.text
    assert house.record() == record


def test_a_picture_with_words_beside_it_is_told_what_can_be_read(house: TownHouse) -> None:
    record = house.record()
    lin = person(house, "lin", "feishu")
    where = Conversation(lin.platform, lin.corp, lin.id, ChatKind.SINGLE)
    files = (Attachment("image", "a", "ref"),)

    hears(house, TextSaid(id="x:1", by=lin, at=house.clock.now(), where=where, text="这是今天聊的内容", attachments=files))

    card = house.last(alone(house, "lin", "feishu"))
    assert title_of(card) == "收到了 1 张图片"
    assert [word for word in ("没有读取", "不带文字的聊天截图", "单独发来的文件") if word not in card.text] == []
    assert [word for word in ("这一版", "下一版") if word in card.text] == []
    assert house.record() == record


def test_a_voice_with_a_transcript_is_read_as_words(house: TownHouse) -> None:
    lin = person(house, "lin", "dingtalk")
    where = Conversation(lin.platform, lin.corp, lin.id, ChatKind.SINGLE)
    voice = (Attachment("voice", "", "ref"),)

    hears(house, TextSaid(id="x:1", by=lin, at=house.clock.now(), where=where, text="我的待办。", attachments=voice))

    assert house.titles("dingtalk-bot-lin") == ["我的待办 · 2 项"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_one_who_opens_the_chat_is_welcomed_once(house: TownHouse, platform: str) -> None:
    lin, chat = person(house, "lin", platform), alone(house, "lin", platform)
    before = house.titles(chat)

    for at in range(3):
        hears(house, BotOpened(id=f"{platform}:opened:{at}", by=lin, at=house.clock.now()))

    assert house.titles(chat) == [*before, "林晓，您好，我是随录"]
    assert [card.changed for card in house.cards(chat)][len(before) :] == [0]


def test_a_stranger_who_opens_the_chat_is_told_how_to_be_bound(house: TownHouse) -> None:
    hears(house, BotOpened(id="feishu:opened:1", by=person(house, "guest", "feishu"), at=house.clock.now()))

    assert house.titles("feishu-bot-guest") == [STRANGER]


def added(house: TownHouse, platform: str, change: ChatChange = ChatChange.BOT_ADDED, event: str = "1") -> ChatChanged:
    where = Conversation(Platform(platform), CORPS[platform], GROUPS[platform], ChatKind.GROUP)
    return ChatChanged(id=f"{platform}:event:{event}", at=house.clock.now(), where=where, change=change)


@pytest.mark.parametrize("platform", GROUPS)
def test_a_group_that_takes_the_bot_in_is_greeted_and_told_nothing(house: TownHouse, platform: str) -> None:
    group = GROUPS[platform]
    before = house.titles(group)

    hears(house, added(house, platform))
    hears(house, added(house, platform))
    hears(house, added(house, platform, ChatChange.JOINED, "2"))

    assert house.titles(group) == [*before, "大家好，我是随录"]
    assert [word for word in WORDS if word in house.last(group).text] == []


def test_who_was_given_a_customer_says_that_he_has_seen_it(town_house: TownHouse) -> None:
    house = town_house
    house.passes(hours=72.2)
    asked = next(card for card in house.cards(BOTS["zhou"]) if "华辰" in card.text)
    house.taps(asked, "zhou", "reassign")
    told = house.last("feishu-bot-chen")
    decisions = house.record()["decision"]

    house.clicks(told, "lin", told.action("viewed"))
    house.settle()
    refused = house.see(told), house.record()["decision"]
    house.taps(told, "chen", "viewed")
    seen, after = house.see(told), house.record()["decision"]

    assert refused == (told, decisions)
    assert after == decisions + 1
    assert title_of(seen) == f"{HUACHEN} 由您跟进"
    assert "陈默 于 11月27日 10:12 查看" in unescaped(seen)


def customer(at: int) -> Dweller:
    return Dweller(f"new{at}", f"新客{at}", False, {"wecom": f"wmNew000{at}"}, f"新客户{at}公司", followers=["lin"])


def many(at: int) -> dict[str, Any]:
    return {"account": f"很多公司{at}", "contact": f"某{at}", "owner": "陈默", "territory": "华东", "stage": "quoted"}


def unescaped(card: CardSeen) -> str:
    """Its words as a person reads them."""
    return html.unescape(card.text).replace("\\", "")
