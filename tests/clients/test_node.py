"""Other people's programs on our simulator: each hears an event, sends a card, gets its click, and cannot tell."""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from bot.adapters.jsapi import jsapi_signature
from bot.model import Platform
from bot.settings import DingtalkSettings, FeishuSettings, WecomSettings
from bot.simulator.dingtalk.sim import DingtalkSim
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Chat, Dweller, Said, Town
from bot.simulator.wecom.sim import WecomSim
from crm_core.clock import SetClock
from tests.clients.conftest import Node

_PATIENCE = 30.0
"""Seconds that a click waits for its answer: Node's first one is slow on a busy machine, and it is not measured here."""
START = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
Starts = Callable[[str], Node]

WECOM = WecomSettings(
    corp_id="ww0123456789abcdef",
    agent_id=1000002,
    secret="app-secret-app-secret",
    token="QDG6eK",
    aes_key="".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(42)) + "A",
)
FEISHU = FeishuSettings("cli_0123456789abcdef", "app-secret", "verify-me", "test key")
DINGTALK = DingtalkSettings("dingclient0001", "client-secret", "suilu.schema")


@pytest.fixture
def town() -> Town:
    """Everybody has an account everywhere; one group on each of the two platforms whose bots sit in groups."""
    town = Town(SetClock(START))
    staff = {"wecom": "LinXiao", "feishu": "ou_lin", "dingtalk": "ding_lin"}
    town.moves_in(Dweller("lin", "林晓", True, staff))
    town.moves_in(Dweller("zhou", "周建国", True, {"wecom": "zhou", "feishu": "ou_zhou", "dingtalk": "ding_zhou"}))
    town.moves_in(Dweller("wang", "王海", False, {"wecom": "wmWangHai0001"}, followers=["lin"]))
    town.opens(Chat("oc_huachen", "feishu", "group", "华辰", ["lin", "zhou", "bot"]))
    town.opens(Chat("cidHuachen==", "dingtalk", "group", "华辰", ["lin", "zhou", "bot"]))
    town.opens(Chat("wecom-single-lin-wang", "wecom", "single", "王海", ["lin", "wang"]))
    return town


def cards(town: Town, chat: str) -> list[Said]:
    return [said for said in town.chats[chat].messages if said.card is not None]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


# --- Feishu -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def feishu(town: Town) -> Iterator[Callable[[int], FeishuSim]]:
    running: list[FeishuSim] = []

    def start(port: int) -> FeishuSim:
        running.append(FeishuSim(town, FEISHU, callbacks=f"http://127.0.0.1:{port}", retries=(), deadline=_PATIENCE))
        running[-1].start()
        return running[-1]

    yield start
    for sim in running:
        sim.stop()


@pytest.mark.parametrize("transport", ["webhook", "stream"])
def test_feishus_node_sdk(town: Town, node: Starts, feishu: Callable[[int], FeishuSim], transport: str) -> None:
    client = node("feishu.mjs")
    client.hears(
        appId=FEISHU.app_id,
        appSecret=FEISHU.app_secret,
        encryptKey=FEISHU.encrypt_key,
        verificationToken=FEISHU.verification_token,
        transport=transport,
    )
    sim = feishu(client.tells("port"))
    client.hears(domain=sim.url)
    client.tells("ready")
    until(lambda: sim.mode == transport)  # the SDK says it has started before its connection stands

    sim.say("oc_huachen", "lin", "@随录 你好 🙂")

    heard = client.tells("heard")
    assert (heard["by"], heard["chat"]) == ("ou_lin", "oc_huachen")
    assert heard["text"].endswith(" 你好 🙂")
    sent = client.tells("sent")
    assert sent["code"] == 0
    (card,) = cards(town, "oc_huachen")
    assert card.id == sent["id"]

    answer = sim.click(card.id, "zhou", "support:1", {})

    assert (answer.ok, answer.toast) == (True, "Node 收到了")
    assert client.tells("clicked") == {"by": "ou_zhou", "value": {"action": "support:1"}, "card": card.id}
    last = client.line()
    assert last == {"changed": 0, "history": ["text", "interactive"]}
    (card,) = cards(town, "oc_huachen")
    assert card.card is not None
    assert (card.card["header"]["title"]["content"], card.changed) == ("Node 改过了", 1)
    assert client.ends() == 0


# --- DingTalk ---------------------------------------------------------------------------------------------------------


def test_dingtalks_node_sdk(town: Town, node: Starts) -> None:
    sim = DingtalkSim(town, DINGTALK)
    sim.start()
    try:
        _dingtalk(town, sim, node("dingtalk.mjs"))
    finally:
        sim.stop()


def _dingtalk(town: Town, sim: DingtalkSim, client: Node) -> None:
    client.hears(
        clientId=DINGTALK.client_id, clientSecret=DINGTALK.client_secret, template=DINGTALK.card_template_id, origin=sim.url
    )
    client.tells("ready")
    until(lambda: sim.hub.connected() == 1)

    sim.say("cidHuachen==", "lin", "@随录 你好")

    assert client.tells("heard") == {"text": "你好", "by": "ding_lin", "chat": "cidHuachen=="}
    assert client.tells("sent") == {"webhook": 0, "success": True, "delivered": True}
    assert [said.text for said in town.chats["cidHuachen=="].messages if said.by == "bot" and said.text] == ["Node 收到了"]
    (card,) = cards(town, "cidHuachen==")

    assert sim.click(card.id, "zhou", "support:1", {}).ok

    assert client.tells("clicked") == {"by": "ding_zhou", "card": "node-card-1", "params": {"action": "support:1"}}
    until(lambda: cards(town, "cidHuachen==")[0].changed == 1)
    assert (cards(town, "cidHuachen==")[0].card or {})["title"] == "Node 改过了"

    push = sim.event("user_modify_org", {"userId": ["ding_lin"]})

    assert client.tells("happened") == "user_modify_org"
    until(push.taken)
    client.hears(seen=True)
    assert client.ends() == 0


# --- WeCom ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def wecom(town: Town) -> Iterator[Callable[[int], WecomSim]]:
    running: list[WecomSim] = []

    def start(port: int) -> WecomSim:
        running.append(WecomSim(town, WECOM, callbacks=f"http://127.0.0.1:{port}"))
        running[-1].start()
        return running[-1]

    yield start
    for sim in running:
        sim.stop()


def test_wecoms_crypto_and_rest(town: Town, node: Starts, wecom: Callable[[int], WecomSim]) -> None:
    client = node("wecom.mjs")
    client.hears(corpId=WECOM.corp_id, agentId=WECOM.agent_id, secret=WECOM.secret, token=WECOM.token, aesKey=WECOM.aes_key)
    sim = wecom(client.tells("port"))
    client.hears(api=sim.url)
    client.tells("ready")
    chat = town.bot_chat(Platform.WECOM, "lin").id

    sim.say(chat, "lin", "你好 <&> 🙂")

    assert client.tells("heard") == {"text": "你好 <&> 🙂", "by": "LinXiao", "type": "text"}
    assert client.tells("sent") == {"code": 0, "mayChange": True}
    (card,) = cards(town, chat)

    assert sim.click(card.id, "lin", "support:1", {}).ok

    assert client.tells("clicked") == {"by": "LinXiao", "key": "support:1", "card": "node-card-1"}
    last = client.line()
    assert (last["changed"], last["again"]) == (0, True)
    (card,) = cards(town, chat)
    assert card.card is not None
    assert (card.card["main_title"]["title"], card.changed) == ("Node 改过了", 1)
    assert client.ends() == 0


def test_wecoms_js_sdk_believes_our_signature(town: Town, node: Starts, wecom: Callable[[int], WecomSim]) -> None:
    sim = wecom(1)
    page = "https://crm.example.com/sidebar?customer=1"
    signed = {"ticket": sim.desk.ticket("agent_config"), "nonce": "n0nce", "timestamp": 1414587457}
    signature = jsapi_signature(ticket=str(signed["ticket"]), nonce="n0nce", timestamp=1414587457, url=page)
    client = node("wecom_jssdk.mjs")

    client.hears(
        corpId=WECOM.corp_id,
        agentId=WECOM.agent_id,
        page=page,
        signature={"ticket": signed["ticket"], "nonceStr": "n0nce", "timestamp": 1414587457, "signature": signature},
        verify=f"{sim.url}/jssdk/verify",
        **{"as": "lin"},
    )

    said = client.line()
    assert (said["entry"], said["contact"], said["agrees"]) == ("single_chat_tools", "wmWangHai0001", True)
    assert said["asked"] == ["agentConfig", "getContext", "getCurExternalContact"]
    assert client.ends() == 0


def test_wecoms_aibot_sdk(town: Town, node: Starts, wecom: Callable[[int], WecomSim]) -> None:
    """The 智能机器人's long connection: the one client of WeCom's own that hears, sends and is clicked."""
    sim = wecom(1)
    client = node("wecom_aibot.mjs")
    client.hears(botId=sim.aibot.bot_id, secret=sim.aibot.secret, url=sim.aibot.url)
    client.tells("ready")

    sim.aibot.say("lin", "你好 🙂")

    assert client.tells("heard") == {"text": "你好 🙂", "by": "LinXiao"}
    assert client.tells("sent") == 0
    assert [card["main_title"]["title"] for card in sim.aibot.cards] == ["从 Node 来"]

    sim.aibot.click("lin", "node-card-1", "support:1")

    assert client.tells("clicked") == {"by": "LinXiao", "key": "support:1", "card": "node-card-1"}
    assert client.tells("changed") == 0
    assert sim.aibot.cards[-1]["main_title"]["title"] == "Node 改过了"
    assert client.ends() == 0
