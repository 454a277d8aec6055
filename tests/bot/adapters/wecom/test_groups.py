"""Groups that the app owns: made on the simulator with the vendor's SDK, spoken to by our adapter."""

from __future__ import annotations

import pytest
from wechatpy.enterprise import WeChatClient

from bot.adapters.wecom.outbound import WecomMessenger
from bot.model import CardHandle, ChatKind, Conversation, Platform
from bot.ports import Spent, TryLater, Undeliverable
from bot.simulator.town import Chat, Fault, Said
from cards.model import Button, Card
from tests.bot.adapters.wecom.sdk import errcode, moved
from tests.bot.adapters.wecom.world import CORP, World

GROUP = Conversation(Platform.WECOM, CORP, "deal1", ChatKind.GROUP)
ASK = Card(kind="t", title="继续吗？", body="字" * 400, buttons=(Button("好", "yes:1", primary=True), Button("不", "no:1")))


@pytest.fixture
def sdk(world: World) -> WeChatClient:
    return moved(world)


@pytest.fixture
def group(world: World, sdk: WeChatClient) -> list[Said]:
    """What stands in the group."""
    sdk.appchat.create(chat_id="deal1", name="华辰商机", owner="LinXiao", user_list=["LinXiao", "chenmo"])
    return world.town.chats["deal1"].messages


def test_a_group_is_made_read_and_changed(world: World, sdk: WeChatClient) -> None:
    made = sdk.appchat.create(chat_id="deal1", name="华辰商机", owner="LinXiao", user_list=["LinXiao", "chenmo"])
    assert made["chatid"] == "deal1"
    assert sdk.appchat.get("deal1") == {
        "chatid": "deal1",
        "name": "华辰商机",
        "owner": "LinXiao",
        "userlist": ["LinXiao", "chenmo"],
    }

    sdk.appchat.update("deal1", name="华辰", owner="zhoujianguo", add_user_list=["zhoujianguo"], del_user_list=["LinXiao"])
    changed = sdk.appchat.get("deal1")
    assert (changed["name"], changed["owner"], changed["userlist"]) == ("华辰", "zhoujianguo", ["chenmo", "zhoujianguo"])


def test_groups_that_cannot_be(world: World, sdk: WeChatClient, group: list[Said]) -> None:
    pair = ["LinXiao", "chenmo"]
    assert errcode(sdk.appchat.create, chat_id="deal1", name="x", owner="LinXiao", user_list=pair) == 86215
    assert errcode(sdk.appchat.create, chat_id="a b", name="x", owner="LinXiao", user_list=pair) == 40058
    assert errcode(sdk.appchat.create, name="x", owner="LinXiao", user_list=["LinXiao"]) == 40058
    assert errcode(sdk.appchat.create, name="x", owner="zhoujianguo", user_list=pair) == 40058
    assert errcode(sdk.appchat.create, name="x", owner="LinXiao", user_list=["LinXiao", "wmWangHai0001"]) == 60111
    assert errcode(sdk.appchat.get, "nochat") == 86003
    assert errcode(sdk.appchat.update, "deal1", del_user_list=pair) == 40058
    world.sim.desk.rates.chats_day = 1
    assert errcode(sdk.appchat.create, name="x", owner="LinXiao", user_list=pair) == 45009


def test_what_may_be_said_in_a_group(world: World, sdk: WeChatClient, group: list[Said]) -> None:
    sdk.appchat.send_text("deal1", "大家好🙂")
    assert group[-1].text == "大家好🙂"
    assert errcode(sdk.appchat.send_text, "deal1", "") == 44004
    assert errcode(sdk.appchat.send_text, "deal1", "字" * 683) == 45002

    send = {"chatid": "deal1", "msgtype": "template_card", "template_card": {}}
    assert errcode(sdk.post, "appchat/send", data=send) == 40008
    card = {"title": "t", "description": "d", "url": "https://a.b"}
    for wrong, code in [
        ({"title": ""}, 40058),
        ({"title": "字" * 43}, 45002),
        ({"description": "字" * 171}, 45002),
        ({"url": "ftp://a.b"}, 40058),
        ({"btntxt": "查看更多吧"}, 40058),
    ]:
        data = {"chatid": "deal1", "msgtype": "textcard", "textcard": {**card, **wrong}}
        assert errcode(sdk.post, "appchat/send", data=data) == code
    assert len(group) == 2


def test_a_card_in_a_group_is_a_text_card(world: World, messenger: WecomMessenger, group: list[Said]) -> None:
    handle = messenger.post(GROUP, ASK, key="k1")

    assert handle == CardHandle(Platform.WECOM, "k1", "", uses_left=0)
    shown = group[-1].extra["textcard"]
    assert (shown["title"], shown["url"], shown["btntxt"]) == ("继续吗？", "https://work.weixin.qq.com/", "更多操作")
    assert len(shown["description"].encode()) <= 512
    assert shown["description"].endswith("…<br>可在页面上：好、不")


def test_a_card_in_a_group_is_never_changed(world: World, messenger: WecomMessenger, group: list[Said]) -> None:
    handle = messenger.post(GROUP, ASK, key="k1")

    for held in (handle, CardHandle(Platform.WECOM, "k1", "a-code", uses_left=1)):
        with pytest.raises(Spent):
            messenger.change(held, ASK, to=GROUP)

    assert world.calls("message/update_template_card") == 0


def test_a_group_that_is_not_the_apps(world: World, messenger: WecomMessenger) -> None:
    world.town.opens(Chat("wrCustomers0001", Platform.WECOM.value, "group", "客户群", ["lin", "wang"]))

    for chat, reason in [("wrCustomers0001", "not_a_chat_of_ours"), ("nochat", "no_such_chat"), ("a|b", "no_such_chat")]:
        with pytest.raises(Undeliverable) as final:
            messenger.post(Conversation(Platform.WECOM, CORP, chat, ChatKind.GROUP), ASK, key="k1")
        assert final.value.reason == reason

    assert world.town.chats["wrCustomers0001"].messages == []


def test_a_group_has_its_limits_too(world: World, messenger: WecomMessenger, group: list[Said]) -> None:
    world.sim.desk.rates.chat_minute = 1
    messenger.post(GROUP, ASK, key="k1")
    messenger.post(GROUP, ASK, key="k2")
    assert (len(group), world.calls("dropped"), world.calls("appchat/send", ok=True)) == (2, 1, 2)

    world.town.plan(Platform.WECOM, Fault("limit", path="appchat/send"))
    with pytest.raises(TryLater):
        messenger.post(GROUP, ASK, key="k3")
