"""A merged chat record (合并转发) that a member hands to the bot is read as messages picked by hand are."""

from __future__ import annotations

import pytest

from bot.model import Attachment, ChatKind, Conversation, Message, Person, Platform, TextSaid, event_to_json, kind_of
from bot.simulator.town import Chat, Said
from tests.bot.processes.conftest import until
from tests.stories.town_house import BOTS, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

LIN, OFFICE = BOTS["lin@feishu"], "oc_office"


@pytest.fixture
def house(town_house: TownHouse) -> TownHouse:
    town_house.town.opens(Chat(OFFICE, "feishu", "group", "销售部", ["lin", "chen"]))
    return town_house


def told(house: TownHouse) -> list[Said]:
    lines = ("刚和客户王海通完电话，手机 13800001234", "我们报价46万8", "我周五把方案发给王总")
    return [house.says(OFFICE, "lin", text) for text in lines]


def forwards(house: TownHouse, said: list[Said]) -> Said:
    record = house.feishu.forward(LIN, "lin", [one.id for one in said])
    house.settle()
    return record


def test_a_record_becomes_the_senders_draft(house: TownHouse) -> None:
    said = told(house)

    forwards(house, said)

    draft = house.draft(1)
    assert draft.messages == 3
    assert {line.evidence.message for line in draft.lines} <= {one.id for one in said}
    assert "46.8万" in house.last(LIN).text
    assert len(house.cards(LIN)) == 1
    house.taps(house.last(LIN), "lin", "confirm")
    assert house.draft(1).state == "confirmed"


def test_the_same_record_again_adds_nothing_and_says_so(house: TownHouse) -> None:
    said = told(house)
    forwards(house, said)
    record = house.record()

    forwards(house, said)

    now = house.record()
    assert {name: now[name] - record[name] for name in now if now[name] != record[name]} == {"sync": 1}
    assert "没有新的聊天内容" in house.last(LIN).text


def test_a_record_that_was_recalled_meanwhile_is_told(house: TownHouse) -> None:
    record = house.feishu.forward(LIN, "lin", [one.id for one in told(house)])
    record.extra["deleted"] = True

    house.settle()

    assert title_of(house.last(LIN)) == "读不到这份聊天记录"
    assert house.record()["draft"] == 0


def test_a_platform_that_is_away_is_asked_again(house: TownHouse) -> None:
    house.ails(Platform.FEISHU, "error", "im/v1/messages/om_", times=1)
    forwards(house, told(house))
    assert house.record()["draft"] == 0

    house.again()

    assert house.draft(1).messages == 3


def test_a_stranger_hands_one_over_in_vain(house: TownHouse) -> None:
    bot = house.town.bot_chat(Platform.FEISHU, "guest").id
    record = house.record()

    house.feishu.forward(bot, "guest", [one.id for one in told(house)])
    house.settle()

    assert house.record() == record
    assert "绑定" in house.last(bot).text


def test_dingtalks_record_comes_with_its_messages(house: TownHouse) -> None:
    who, at = Person(Platform.DINGTALK, "dingsuilutown", "ding_lin"), house.clock.now()
    where = Conversation(who.platform, who.corp, "ding_lin", ChatKind.SINGLE)
    forwarded = (
        Message("f1", "", at, "今年预算批下来了，50万左右", by_name="王海"),
        Message("f2", "ding_lin", at, "我们报价46万8", ours=True, by_name="林晓"),
    )
    event = TextSaid(id="dingtalk:msg:1", by=who, at=at, where=where, text="", forwarded=forwarded)
    house.core.inbox.accept(event.id, kind_of(event), event_to_json(event))

    house.settle()

    until(lambda: house.record()["draft"] == 1)
    assert {line.field for line in house.draft(1).lines} >= {"budget", "our_quote"}


def test_wecom_knows_of_no_records(house: TownHouse) -> None:
    who, at = Person(Platform.WECOM, "wwsuilutown", "linxiao"), house.clock.now()
    where = Conversation(who.platform, who.corp, "linxiao", ChatKind.SINGLE)
    event = TextSaid(id="wecom:msg:1", by=who, at=at, where=where, text="", attachments=(Attachment("record", "", "{}"),))
    house.core.inbox.accept(event.id, kind_of(event), event_to_json(event))

    house.settle()

    assert title_of(house.last(BOTS["lin"])) == "读不到这份聊天记录"
    assert house.record()["draft"] == 0
