"""The simulator is as strict as the vendor, and the vendor's own SDK works on it unmodified but for the host."""

from __future__ import annotations

import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from wechatpy.enterprise import WeChatClient
from wechatpy.exceptions import APILimitedException

from bot.model import Platform
from bot.simulator.town import Fault, Town
from bot.simulator.wecom.cards import problem
from bot.simulator.wecom.sim import WecomSim
from crm_core.clock import SetClock
from tests.bot.adapters.wecom.conftest import START
from tests.bot.adapters.wecom.sdk import errcode, moved
from tests.bot.adapters.wecom.world import SETTINGS, World, town_of

VOTE: dict[str, Any] = {
    "card_type": "vote_interaction",
    "main_title": {"title": "t"},
    "task_id": "k",
    "checkbox": {"question_key": "q", "mode": 1, "option_list": [{"id": "1", "text": "一", "is_checked": True}]},
    "submit_button": {"text": "好", "key": "yes:1"},
}
BUTTONS: dict[str, Any] = {
    "card_type": "button_interaction",
    "main_title": {"title": "t"},
    "task_id": "k",
    "button_list": [{"type": 0, "text": "好", "style": 1, "key": "yes:1"}],
}


@pytest.fixture
def sdk(world: World) -> WeChatClient:
    return moved(world)


def send(sdk: WeChatClient, card: dict[str, Any], to: str = "LinXiao") -> dict[str, Any]:
    answer: dict[str, Any] = sdk.message.send(SETTINGS.agent_id, to, msg={"msgtype": "template_card", "template_card": card})
    return answer


def test_the_sdk_on_the_simulator(world: World, sdk: WeChatClient) -> None:
    assert sdk.user.get("linxiao")["direct_leader"] == ["zhoujianguo"]
    assert sdk.external_contact.get("wmWangHai0001")["external_contact"]["corp_full_name"] == "华辰精密机械有限公司"
    assert sdk.message.send_text(SETTINGS.agent_id, "LinXiao|nobody", "字" * 900)["invaliduser"] == "nobody"
    assert len(sdk.jsapi.get_agent_jsapi_ticket()) == len(sdk.jsapi.get_jsapi_ticket()) == 80

    (said,) = world.town.bot_chat(Platform.WECOM, "lin").messages
    assert said.text == "字" * 682  # 2048 bytes, cut between characters
    assert world.calls("gettoken") == 1


def test_the_same_token_while_it_lives(world: World, sdk: WeChatClient) -> None:
    def token() -> Any:
        sdk.fetch_access_token()
        return sdk.session.get(sdk.access_token_key)

    first = token()
    world.clock.move(timedelta(minutes=119))
    assert token() == first
    world.clock.move(timedelta(minutes=1))
    assert token() != first


def test_errors_are_http_200_with_a_code(world: World, sdk: WeChatClient) -> None:
    assert errcode(sdk.user.get, "nobody") == 60111
    assert errcode(sdk.external_contact.get, "wmNobody") == 84061
    assert errcode(sdk.message.send_text, 1, "LinXiao", "x") == 40056
    assert errcode(sdk.message.send_text, SETTINGS.agent_id, "", "x") == 82001
    assert errcode(sdk.message.send_text, SETTINGS.agent_id, "LinXiao", "") == 44004
    assert errcode(sdk.post, "msgaudit/check_single_agree", data={"info": []}) == 48002  # the app's token, not the archive's
    assert requests.get(f"{world.sim.url}/cgi-bin/user/get", timeout=5).json()["errcode"] == 41001
    assert requests.post(f"{world.sim.url}/cgi-bin/message/send?access_token=x", timeout=5).json()["errcode"] == 40014
    world.town.plan(Platform.WECOM, Fault("limit"))
    with pytest.raises(APILimitedException):
        sdk.user.get("linxiao")


def test_the_vendors_spelling_of_consent(world: World) -> None:
    held = world.sim.desk.token(SETTINGS.corp_id, SETTINGS.archive_secret)
    url = f"{world.sim.url}/cgi-bin/msgaudit/check_single_agree?access_token={held.value}"
    pair = {"userid": "LinXiao", "exteranalopenid": "wmWangHai0001"}

    agreed = requests.post(url, json={"info": [pair]}, timeout=5).json()["agreeinfo"]
    corrected = requests.post(url, json={"info": [{"userid": "LinXiao", "externalopenid": "wmWangHai0001"}]}, timeout=5)

    assert agreed == [{**pair, "agree_status": "Agree", "status_change_time": 1700000000}]
    assert corrected.json()["errcode"] == 40058


def test_a_task_id_is_taken_once(world: World, sdk: WeChatClient) -> None:
    code = send(sdk, BUTTONS)["response_code"]
    assert errcode(send, sdk, BUTTONS) == 42014

    update = {"userids": ["LinXiao"], "agentid": SETTINGS.agent_id, "response_code": code, "template_card": VOTE}
    assert errcode(sdk.post, "message/update_template_card", data={**update, "template_card": {}}) == 40058
    assert sdk.post("message/update_template_card", data=update)["invaliduser"] == []
    assert errcode(sdk.post, "message/update_template_card", data=update) == 42045


def changed(card: dict[str, Any], **parts: Any) -> dict[str, Any]:
    fresh = copy.deepcopy(card)
    for name, value in parts.items():
        fresh.pop(name, None)
        if value is not None:
            fresh[name] = value
    return fresh


OPTION = {"id": "1", "text": "一"}
BUTTON = BUTTONS["button_list"][0]


@pytest.mark.parametrize(
    "card",
    [
        {},
        changed(BUTTONS, card_type="poster"),
        changed(BUTTONS, task_id=None),
        changed(BUTTONS, task_id="has space"),
        changed(BUTTONS, task_id="k" * 129),
        changed(BUTTONS, button_list=[]),
        changed(BUTTONS, button_list=[{**BUTTON, "key": f"k:{i}"} for i in range(7)]),
        changed(BUTTONS, button_list=[BUTTON, BUTTON]),
        changed(BUTTONS, button_list=[{**BUTTON, "text": "字" * 11}]),
        changed(BUTTONS, button_list=[{**BUTTON, "text": ""}]),
        changed(BUTTONS, button_list=[{**BUTTON, "key": "键" * 342}]),
        changed(BUTTONS, button_list=[{"type": 1, "text": "x", "url": "javascript:1"}]),
        changed(BUTTONS, checkbox=VOTE["checkbox"]),
        changed(BUTTONS, main_title={"title": "字" * 37}),
        changed(BUTTONS, main_title={"title": "字", "desc": "字" * 45}),
        changed(BUTTONS, main_title={"desc": "字"}),
        changed(BUTTONS, sub_title_text="字" * 161),
        changed(BUTTONS, horizontal_content_list=[{"keyname": "字" * 6, "value": ""}]),
        changed(BUTTONS, horizontal_content_list=[{"keyname": "字", "value": "字" * 31}]),
        changed(BUTTONS, horizontal_content_list=[{"keyname": "字", "value": "字"}] * 7),
        changed(BUTTONS, horizontal_content_list=[{"keyname": "字", "value": 5}]),
        changed(BUTTONS, source={"desc": "字" * 21}),
        changed(BUTTONS, action_menu={"action_list": []}),
        changed(BUTTONS, action_menu={"action_list": [{"text": "x", "key": str(i)} for i in range(4)]}),
        changed(
            BUTTONS, button_selection={"question_key": "q", "option_list": [{"id": str(i), "text": "x"} for i in range(11)]}
        ),
        changed(VOTE, submit_button=None),
        changed(VOTE, checkbox={"question_key": "q", "option_list": []}),
        changed(VOTE, checkbox={"question_key": "q", "option_list": [OPTION, OPTION]}),
        changed(VOTE, checkbox={"question_key": "q", "option_list": [{"id": str(i), "text": "x"} for i in range(21)]}),
        changed(VOTE, checkbox={"question_key": "q", "option_list": [{"id": "1", "text": "字" * 18}]}),
        {"card_type": "text_notice", "main_title": {"title": "t"}},
    ],
)
def test_what_the_vendor_refuses_is_refused(card: dict[str, Any]) -> None:
    assert problem(card) != ""


@pytest.mark.parametrize("card", [VOTE, BUTTONS])
def test_what_the_vendor_takes_is_taken(card: dict[str, Any]) -> None:
    assert problem(card) == ""


def test_a_restarted_town_still_honours_the_right_to_change(tmp_path: Path) -> None:
    clock, file = SetClock(START), tmp_path / "town.json"
    before = town_of(clock)
    before._file = file
    sim = WecomSim(before, SETTINGS, callbacks="http://127.0.0.1:9")
    wanted = {"touser": "LinXiao", "agentid": SETTINGS.agent_id, "msgtype": "template_card", "template_card": BUTTONS}
    code = sim.messages.send(wanted)["response_code"]
    sim._server.server_close()
    before.flush()

    again = WecomSim(Town(clock, file), SETTINGS, callbacks="http://127.0.0.1:9")
    update = {"userids": ["linxiao"], "agentid": SETTINGS.agent_id, "response_code": code, "template_card": VOTE}
    again.messages.update(update)
    again._server.server_close()

    (said,) = again.town.bot_chat(Platform.WECOM, "lin").messages
    assert (said.changed, said.card) == (1, VOTE)


def test_a_click_that_nobody_answers_is_an_error_of_the_client(world: World, sdk: WeChatClient) -> None:
    send(sdk, BUTTONS)
    (said,) = world.town.bot_chat(Platform.WECOM, "lin").messages
    world.house.failing = 3

    assert not world.sim.click(said.id, "lin", "yes:1", {}).ok

    assert len(world.house.calls) == 3
