"""What dwellers and the platform do on the simulator, as Suilu hears it; and what the page shows of the traffic."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import requests
from wechatpy.enterprise import WeChatClient

from bot.adapters.wecom.outbound import WecomMessenger
from bot.model import (
    ArchiveReady,
    BotOpened,
    CardClicked,
    ChatChange,
    ChatChanged,
    ContactChange,
    ContactChanged,
    Event,
    MemberChange,
    MemberChanged,
    Person,
    Platform,
    TextSaid,
    Unknown,
)
from bot.simulator.town import Said
from cards.model import Button, Card
from tests.bot.adapters.wecom.sdk import errcode, moved
from tests.bot.adapters.wecom.world import CORP, SETTINGS, World

LIN = Person(Platform.WECOM, CORP, "linxiao")
ASK = Card(kind="t", title="继续吗？", buttons=(Button("好", "yes:1", primary=True), Button("不", "no:1")))


@pytest.fixture
def sdk(world: World) -> WeChatClient:
    return moved(world)


def shown(world: World) -> list[Said]:
    return [m for m in world.town.bot_chat(Platform.WECOM, "lin").messages if m.by == "bot"]


def only_event(world: World) -> Event:
    (event,) = world.house.inbox.values()
    return event


# --- what comes in ------------------------------------------------------------------------------------------------------


def test_a_menu_says_its_command(world: World) -> None:
    assert world.sim.menu("lin", "我的待办")

    event = only_event(world)
    assert isinstance(event, TextSaid)
    assert (event.text, event.by, event.where.id) == ("我的待办", LIN, "linxiao")


def test_a_menu_that_opens_a_page_asks_for_nothing(world: World) -> None:
    assert world.sim.menu("lin", "https://crm.example.com/board")

    assert isinstance(only_event(world), Unknown)


def test_somebody_opens_the_chat(world: World) -> None:
    assert world.sim.enter_agent("lin")

    event = only_event(world)
    assert isinstance(event, BotOpened)
    assert event.by == LIN


def test_a_customer_agrees_to_the_archive(world: World) -> None:
    fields = {"ChangeType": "msg_audit_approved", "UserID": "LinXiao", "ExternalUserID": "wmWangHai0001"}
    assert world.sim.event("change_external_contact", fields)

    event = only_event(world)
    assert isinstance(event, ContactChanged)
    assert (event.customer.id, event.member, event.change) == ("wmWangHai0001", LIN, ContactChange.AGREED)


def test_two_customers_told_of_in_one_second_are_two_events(world: World) -> None:
    for member in ("LinXiao", "chenmo"):
        fields = {"ChangeType": "add_external_contact", "UserID": member, "ExternalUserID": "wmWangHai0001"}
        world.sim.event("change_external_contact", fields)

    assert len(world.house.inbox) == 2


def test_a_colleague_leaves_a_group_grows_and_the_archive_is_ready(world: World) -> None:
    world.sim.event("change_contact", {"ChangeType": "delete_user", "UserID": "chenmo"})
    joined = "<MemChangeList><Item>wmWangHai0001</Item></MemChangeList>"
    update = {"ChangeType": "update", "ChatId": "wrGroup0001", "UpdateDetail": "add_member"}
    world.sim.event("change_external_chat", update, xml=joined)
    world.sim.event("msgaudit_notify", {})

    left, grown, ready = world.house.inbox.values()
    assert isinstance(left, MemberChanged)
    assert (left.member.id, left.change) == ("chenmo", MemberChange.LEFT)
    assert isinstance(grown, ChatChanged)
    assert (grown.change, [p.id for p in grown.members]) == (ChatChange.JOINED, ["wmWangHai0001"])
    assert isinstance(ready, ArchiveReady)


def test_a_picture_has_an_address(world: World) -> None:
    world.sim.send_file(world.town.bot_chat(Platform.WECOM, "lin").id, "lin", "图.png", b"picture", "image")
    asked = next(entry["asked"] for entry in world.town.journal if entry["what"] == "callback")
    address = asked.split("<PicUrl><![CDATA[")[1].split("]]>")[0]

    assert requests.get(address, timeout=5).content == b"picture"
    assert requests.get(f"{world.sim.url}/picture/nothing", timeout=5).status_code == 404


# --- what goes out ------------------------------------------------------------------------------------------------------


def test_a_buttons_words_are_replaced_and_it_can_no_longer_be_pressed(
    world: World, messenger: WecomMessenger, sdk: WeChatClient
) -> None:
    handle = messenger.post(LIN, ASK, key="k1")
    update = {"userids": ["LinXiao"], "agentid": SETTINGS.agent_id, "response_code": handle.token}
    assert errcode(sdk.post, "message/update_template_card", data={**update, "button": {}}) == 40058

    sdk.post("message/update_template_card", data={**update, "button": {"replace_name": "已确认"}})

    (said,) = shown(world)
    assert said.card
    assert (said.card["replace_text"], said.changed) == ("已确认", 1)
    assert not world.sim.click(said.id, "lin", "yes:1", {}).ok
    assert errcode(sdk.post, "message/update_template_card", data={**update, "button": {"replace_name": "又"}}) == 42045


def test_a_card_of_many_is_changed_for_all_or_for_some(world: World, sdk: WeChatClient) -> None:
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": "t"},
        "task_id": "k1",
        "button_list": [{"text": "好", "key": "yes:1"}],
    }
    message = {"msgtype": "template_card", "template_card": card}
    sdk.message.send(SETTINGS.agent_id, "LinXiao|chenmo", msg=message)
    (mine,), (theirs,) = shown(world), world.town.bot_chat(Platform.WECOM, "chen").messages
    world.sim.click(theirs.id, "chen", "yes:1", {})
    (event,) = world.house.inbox.values()
    assert isinstance(event, CardClicked)
    assert event.handle

    done = {**card, "main_title": {"title": "好了"}}
    update = {"atall": 1, "agentid": SETTINGS.agent_id, "response_code": event.handle.token, "template_card": done}
    sdk.post("message/update_template_card", data=update)

    assert (mine.changed, theirs.changed) == (0, 1)  # a clicker's code is for the clicker's copy


def test_a_message_is_taken_back_within_a_day(world: World, sdk: WeChatClient) -> None:
    first = sdk.message.send_text(SETTINGS.agent_id, "LinXiao", "写错了")["msgid"]
    sdk.post("message/recall", data={"msgid": first})
    assert [(said.kind, said.text) for said in shown(world)] == [("recalled", "[已撤回]")]

    second = sdk.message.send_text(SETTINGS.agent_id, "LinXiao", "又写错了")["msgid"]
    world.clock.move(timedelta(hours=25))
    sdk.fetch_access_token()
    assert errcode(sdk.post, "message/recall", data={"msgid": second}) == 40058
    assert errcode(sdk.post, "message/recall", data={"msgid": "nothing"}) == 40058


def test_what_an_app_may_send(world: World, sdk: WeChatClient) -> None:
    def send(kind: str, body: object) -> object:
        return sdk.message.send(SETTINGS.agent_id, "LinXiao", msg={"msgtype": kind, kind: body})

    send("markdown", {"content": "**好**"})
    send("textcard", {"title": "t", "description": "d", "url": "https://a.b"})
    assert errcode(send, "markdown", {"content": "字" * 683}) == 45002
    assert errcode(send, "markdown", {"content": ""}) == 44004
    assert errcode(send, "textcard", {"title": "t", "description": "d"}) == 40058
    assert errcode(send, "image", {"media_id": "nothing"}) == 40007
    assert errcode(send, "image", {"media_id": world.sim.desk.media.put("file", "a.txt", b"content")}) == 40007
    assert errcode(send, "poster", {}) == 40008
    assert errcode(send, "text", "words") == 40058
    assert [said.kind for said in shown(world)] == ["markdown", "textcard"]


@pytest.mark.parametrize(
    ("kind", "size", "code"),
    [("image", 5 * 1024**2 + 1, 45001), ("file", 20 * 1024**2 + 1, 45001), ("file", 5, 40006), ("poster", 100, 40004)],
)
def test_what_may_be_uploaded(world: World, sdk: WeChatClient, kind: str, size: int, code: int) -> None:
    assert errcode(sdk.media.upload, kind, ("a.bin", bytes(size))) == code
    assert errcode(sdk.post, "media/upload", params={"type": "file"}, data={}) == 41005

    uploaded = sdk.media.upload("file", ("a.bin", bytes(6)))
    assert (uploaded["type"], uploaded["created_at"]) == ("file", "1770944400")


def test_equal_words_are_said_once_when_asked_for(world: World, sdk: WeChatClient) -> None:
    message = {"msgtype": "text", "text": {"content": "一次"}, "touser": "LinXiao", "agentid": SETTINGS.agent_id}
    once = {**message, "enable_duplicate_check": 1, "duplicate_check_interval": 60}

    answers = [sdk.post("message/send", data=once)["msgid"] for _ in range(2)]
    assert answers[0] == answers[1]
    world.clock.move(timedelta(seconds=61))
    assert sdk.post("message/send", data=once)["msgid"] != answers[0]
    sdk.post("message/send", data=message)
    assert len(shown(world)) == 3


def test_the_app_says_who_may_see_it(world: World, sdk: WeChatClient) -> None:
    told = sdk.get("agent/get", params={"agentid": SETTINGS.agent_id})

    assert (told["redirect_domain"], len(told["allow_userinfos"]["user"])) == ("127.0.0.1", 3)
    assert errcode(sdk.get, "agent/get", params={"agentid": 7}) == 301002


# --- the traffic --------------------------------------------------------------------------------------------------------


def test_the_traffic_is_shown_raw_and_without_secrets(world: World, messenger: WecomMessenger) -> None:
    messenger.post(LIN, ASK, key="k1")
    world.sim.click(shown(world)[0].id, "lin", "yes:1", {})
    token = next(iter(world.sim.desk.tokens.values())).value

    by_name = {entry["what"]: entry for entry in world.town.journal}
    assert json.loads(by_name["message/send"]["asked"])["touser"] == "linxiao"
    assert json.loads(by_name["message/send"]["answered"])["errcode"] == 0
    assert "<EventKey><![CDATA[yes:1]]></EventKey>" in by_name["callback"]["asked"]
    assert by_name["callback"]["answered"] == "200"
    raw = json.dumps(world.town.journal, ensure_ascii=False)
    assert token not in raw
    assert SETTINGS.secret not in raw
