"""The 智能机器人's long connection as a client sees it, frame by frame; the vendor's Node SDK has its own tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bot.simulator.wecom.aibot import Aibot
from tests.bot.adapters.wecom.world import World

ASK: dict[str, Any] = {
    "card_type": "vote_interaction",
    "main_title": {"title": "摘要"},
    "task_id": "t1",
    "checkbox": {
        "question_key": "lines",
        "mode": 1,
        "option_list": [{"id": "1", "text": "一", "is_checked": True}, {"id": "2", "text": "二"}],
    },
    "submit_button": {"text": "确认", "key": "confirm:1"},
}
DONE: dict[str, Any] = {
    "card_type": "text_notice",
    "main_title": {"title": "好了"},
    "task_id": "t1",
    "card_action": {"type": 1, "url": "https://a.b"},
}
Frame = dict[str, Any]


class Client:
    def __init__(self, bot: Aibot) -> None:
        self.line: ClientConnection = connect(bot.url)
        self._serial = 0

    def ask(self, cmd: str, body: Frame | None = None, *, req_id: str = "") -> Frame:
        """The acknowledgement of one frame."""
        self._serial += 1
        frame = {"cmd": cmd, "headers": {"req_id": req_id or f"{cmd}_{self._serial}"}, "body": body}
        self.line.send(json.dumps(frame))
        answer = self.hears()
        assert answer["headers"] == frame["headers"]
        return answer

    def hears(self) -> Frame:
        frame: Frame = json.loads(self.line.recv(timeout=5))
        return frame

    def code(self, cmd: str, body: Frame, *, req_id: str = "") -> int:
        code: int = self.ask(cmd, body, req_id=req_id)["errcode"]
        return code


@pytest.fixture
def bot(world: World) -> Aibot:
    return world.sim.aibot


@pytest.fixture
def client(bot: Aibot) -> Iterator[Client]:
    client = Client(bot)
    assert client.code("aibot_subscribe", {"bot_id": bot.bot_id, "secret": bot.secret}) == 0
    yield client
    client.line.close()


def test_only_the_bots_own_secret_is_let_in(bot: Aibot) -> None:
    stranger = Client(bot)

    assert stranger.code("aibot_subscribe", {"bot_id": bot.bot_id, "secret": "wrong"}) == 40001
    assert stranger.code("aibot_send_msg", {"chatid": "LinXiao", "msgtype": "template_card", "template_card": ASK}) == 40014
    stranger.line.send("no frame")
    assert stranger.hears()["errcode"] == 40014
    assert (bot.connected, bot.cards, bot.say("lin", "有人吗")) == (False, [], False)
    stranger.line.close()


def test_a_message_is_heard_and_answered(world: World, bot: Aibot, client: Client) -> None:
    assert client.code("ping", {}) == 0
    assert bot.say("lin", "你好🙂", chat="group1")

    frame = client.hears()
    assert frame["cmd"] == "aibot_msg_callback"
    body = frame["body"]
    assert (body["from"], body["chatid"], body["chattype"], body["text"]) == (
        {"userid": "LinXiao"}, "group1", "group", {"content": "你好🙂"},
    )  # fmt: skip

    req_id = frame["headers"]["req_id"]
    for finish, content in ((False, "想"), (True, "想好了")):
        stream = {"id": "s1", "finish": finish, "content": content}
        assert client.code("aibot_respond_msg", {"msgtype": "stream", "stream": stream}, req_id=req_id) == 0
    assert bot.texts == ["想好了"]
    stream = {"id": "s1", "finish": True, "content": "再想"}
    assert client.code("aibot_respond_msg", {"msgtype": "stream", "stream": stream}, req_id=req_id) == 846608
    long = {"id": "s2", "finish": True, "content": "字" * 6827}
    assert client.code("aibot_respond_msg", {"msgtype": "stream", "stream": long}, req_id=req_id) == 45002
    assert client.code("aibot_respond_msg", {"msgtype": "text", "text": {"content": "x"}}, req_id="another") == 846605


def test_a_card_is_sent_clicked_and_changed(world: World, bot: Aibot, client: Client) -> None:
    assert client.code("aibot_send_msg", {"chatid": "LinXiao", "msgtype": "template_card", "template_card": ASK}) == 0
    assert client.code("aibot_send_msg", {"chatid": "LinXiao", "msgtype": "template_card", "template_card": ASK}) == 42014
    assert not bot.click("lin", "t1", "drop:1")
    assert not bot.click("lin", "t2", "confirm:1")
    assert bot.click("lin", "t1", "confirm:1", chosen={"lines": "1,2"})

    frame = client.hears()
    event = frame["body"]["event"]
    assert (frame["cmd"], frame["body"]["msgtype"], event["eventtype"]) == (
        "aibot_event_callback",
        "event",
        "template_card_event",
    )
    assert event["template_card_event"] == {
        "card_type": "vote_interaction",
        "event_key": "confirm:1",
        "task_id": "t1",
        "selected_items": {"selected_item": [{"question_key": "lines", "option_ids": {"option_id": ["1", "2"]}}]},
    }

    update, req_id = {"response_type": "update_template_card", "template_card": DONE}, frame["headers"]["req_id"]
    other = {**update, "template_card": {**DONE, "task_id": "t9"}}
    assert client.code("aibot_respond_update_msg", other, req_id=req_id) == 42014
    assert client.code("aibot_respond_update_msg", update, req_id=req_id) == 0
    assert bot.cards == [DONE]
    assert client.code("aibot_respond_update_msg", update, req_id=req_id) == 846605


def test_a_change_comes_within_five_seconds(world: World, bot: Aibot, client: Client) -> None:
    client.ask("aibot_send_msg", {"chatid": "LinXiao", "msgtype": "template_card", "template_card": ASK})
    bot.click("lin", "t1", "confirm:1")
    req_id = client.hears()["headers"]["req_id"]
    world.clock.move(timedelta(seconds=6))

    update = {"response_type": "update_template_card", "template_card": DONE}
    assert client.code("aibot_respond_update_msg", update, req_id=req_id) == 846605

    bot.enter("lin")
    welcome = {"msgtype": "text", "text": {"content": "你好"}}
    req_id = client.hears()["headers"]["req_id"]
    assert client.code("aibot_respond_msg", welcome, req_id=req_id) == 846605
    assert client.code("aibot_respond_welcome_msg", welcome, req_id=req_id) == 0
    assert (bot.cards, bot.texts) == ([ASK], ["你好"])


@pytest.mark.parametrize(
    ("cmd", "body", "code"),
    [
        ("aibot_send_msg", {"msgtype": "markdown", "markdown": {"content": "x"}}, 40058),
        ("aibot_send_msg", {"chatid": "LinXiao", "msgtype": "markdown", "markdown": {"content": ""}}, 44004),
        ("aibot_send_msg", {"chatid": "LinXiao", "msgtype": "text", "text": {"content": "x"}}, 40008),
        ("aibot_send_msg", {"chatid": "LinXiao", "msgtype": "template_card", "template_card": None}, 40058),
        (
            "aibot_send_msg",
            {"chatid": "LinXiao", "msgtype": "template_card", "template_card": {**ASK, "task_id": "a b"}},
            42014,
        ),
        ("aibot_brand_new", {}, 40058),
    ],
)
def test_what_the_platform_refuses(bot: Aibot, client: Client, cmd: str, body: Frame, code: int) -> None:
    assert client.code(cmd, body) == code

    assert (bot.cards, bot.texts) == ([], [])


def test_a_newer_connection_puts_the_older_out(bot: Aibot, client: Client) -> None:
    newer = Client(bot)
    assert newer.code("aibot_subscribe", {"bot_id": bot.bot_id, "secret": bot.secret}) == 0

    assert client.hears()["body"]["event"] == {"eventtype": "disconnected_event"}
    with pytest.raises(ConnectionClosed):
        client.hears()
    assert bot.say("lin", "还在吗")
    assert newer.hears()["body"]["text"] == {"content": "还在吗"}
    newer.line.close()


def test_its_secret_is_not_in_the_traffic(world: World, bot: Aibot, client: Client) -> None:
    client.ask("aibot_send_msg", {"chatid": "LinXiao", "msgtype": "template_card", "template_card": ASK})

    assert bot.secret not in json.dumps(world.town.journal)
    assert world.calls("aibot_send_msg", ok=True) == 1
