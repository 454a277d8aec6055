"""The vendor's SDK, unmodified, on our simulator: what it cannot tell from DingTalk, our adapter cannot either."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import dingtalk_stream
import pytest
from dingtalk_stream import AckMessage, CardCallbackMessage, CardReplier, ChatbotHandler, ChatbotMessage, card_replier
from dingtalk_stream import stream as sdk_stream

from bot.model import Platform
from tests.bot.adapters.dingtalk.conftest import GROUP, Stage, until

WORDS = {"title": "题", "buttons": '[{"text":"好","action":"support:1","url":"","style":"primary"}]'}


class Robot(ChatbotHandler):  # type: ignore[misc]
    """Answers in words and with a card, as the SDK's samples do."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[ChatbotMessage] = []

    async def process(self, callback: Any) -> tuple[int, str]:
        message = ChatbotMessage.from_dict(callback.data)
        self.heard.append(message)
        await asyncio.to_thread(self.answer, message)
        return AckMessage.STATUS_OK, "OK"

    def answer(self, message: ChatbotMessage) -> None:
        self.reply_text("收到", message)
        replier = CardReplier(self.dingtalk_client, message)
        card = replier.create_and_deliver_card("suilu.schema", WORDS)
        replier.put_card_data(card, {"title": "变了"}, cardUpdateOptions={"updateCardDataByKey": True})
        replier.create_and_send_card("suilu.schema", {"title": "两步"})


class Clicks(dingtalk_stream.CallbackHandler):  # type: ignore[misc]
    """Changes the card in the very answer to the click."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[CardCallbackMessage] = []

    async def process(self, callback: Any) -> tuple[int, dict[str, Any]]:
        self.heard.append(CardCallbackMessage.from_dict(callback.data))
        return AckMessage.STATUS_OK, {"cardData": {"cardParamMap": {"title": "已支援"}}}


@pytest.fixture
def sdk(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Robot, Clicks]]:
    gateway = f"{stage.sim.url}/v1.0/gateway/connections/open"
    monkeypatch.setattr(sdk_stream, "DINGTALK_OPENAPI_ENDPOINT", stage.sim.url)
    monkeypatch.setattr(card_replier, "DINGTALK_OPENAPI_ENDPOINT", stage.sim.url)
    monkeypatch.setattr(dingtalk_stream.DingTalkStreamClient, "OPEN_CONNECTION_API", gateway)
    monkeypatch.setattr(dingtalk_stream.DingTalkStreamClient, "get_host_ip", lambda self: "127.0.0.1")
    credential = dingtalk_stream.Credential(stage.settings.client_id, stage.settings.client_secret)
    client = dingtalk_stream.DingTalkStreamClient(credential)
    robot, clicks = Robot(), Clicks()
    client.register_callback_handler(ChatbotMessage.TOPIC, robot)
    client.register_callback_handler(dingtalk_stream.Card_Callback_Router_Topic, clicks)
    client.register_all_event_handler(dingtalk_stream.EventHandler())
    stop = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(until_stopped(client, stop)))
    thread.start()
    until(lambda: stage.sim.hub.connected() == 1)
    yield robot, clicks
    stop.set()
    thread.join(5)


async def until_stopped(client: Any, stop: threading.Event) -> None:
    """The SDK swallows its first cancellation and takes a rest instead: it is asked until it goes."""
    task = asyncio.create_task(client.start())
    while not stop.is_set():
        await asyncio.sleep(0.02)
    while not task.done():
        task.cancel()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("chat", [GROUP, "dingtalk-bot-lin"])
def test_the_sdk_hears_answers_and_shows_cards(stage: Stage, sdk: tuple[Robot, Clicks], chat: str) -> None:
    robot, clicks = sdk
    stage.town.bot_chat(Platform.DINGTALK, "lin")

    stage.sim.say(chat, "lin", "@随录 你好" if chat == GROUP else "你好")
    until(lambda: len(stage.cards(chat)) == 2 and stage.cards(chat)[0].changed == 1)

    (heard,) = robot.heard
    assert (heard.text.content.strip(), heard.sender_staff_id, heard.message_type) == ("你好", "ding_lin", "text")
    assert [said.text for said in stage.town.chats[chat].messages if said.kind == "text"][1:] == ["收到"]
    assert stage.params(chat, 0)["title"] == "变了"
    assert stage.params(chat, 1) == {"title": "两步"}

    answer = stage.sim.click(stage.cards(chat)[0].id, "zhou", "support:1", {})

    assert answer.ok
    assert (clicks.heard[0].user_id, clicks.heard[0].content["cardPrivateData"]["params"]) == (
        "ding_zhou",
        {"action": "support:1"},
    )
    assert stage.params(chat, 0)["title"] == "已支援"
