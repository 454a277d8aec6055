"""The simulator refuses what DingTalk refuses, in DingTalk's own codes, and drops what DingTalk drops."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest
import requests
from websockets.sync.client import connect

from bot.adapters.dingtalk.stream import SUBSCRIPTIONS, run
from bot.model import Platform
from bot.simulator.dingtalk import DingtalkSim
from bot.simulator.town import Fault, Town
from tests.bot.adapters.dingtalk.conftest import CORP, GROUP, Listener, Stage, later, until

CREATE = "/v1.0/card/instances/createAndDeliver"
GOOD: dict[str, Any] = {
    "cardTemplateId": "suilu.schema",
    "outTrackId": "t1",
    "openSpaceId": "dtv1.card//IM_ROBOT.ding_zhou",
    "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT"},
    "cardData": {"cardParamMap": {"title": "题"}},
    "callbackType": "STREAM",
    "userIdType": 1,
}


def token(stage: Stage) -> str:
    body = {"appKey": stage.settings.client_id, "appSecret": stage.settings.client_secret}
    answer = requests.post(f"{stage.sim.url}/v1.0/oauth2/accessToken", json=body, timeout=5).json()
    assert answer["expireIn"] == 7200
    return str(answer["accessToken"])


def call(stage: Stage, path: str, body: Any, *, method: str = "POST", key: str = "") -> requests.Response:
    headers = {"x-acs-dingtalk-access-token": key or token(stage)}
    return requests.request(method, stage.sim.url + path, json=body, headers=headers, timeout=5)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"outTrackId": ""}, "param.outTrackIdEmpty"),
        ({"cardTemplateId": "other.schema"}, "param.templateNotExist"),
        ({"openSpaceId": "IM_ROBOT.ding_zhou"}, "param.openSpaceIdInvalid"),
        ({"openSpaceId": "dtv1.card//IM_MOON.ding_zhou"}, "param.openSpaceIdInvalid"),
        ({"imRobotOpenDeliverModel": None}, "param.openDeliverModelEmpty"),
        ({"cardData": {"cardParamMap": {"days": 3}}}, "param.invalid"),
        ({"cardData": {}}, "param.cardPublicDataEmpty"),
        ({"cardData": {"cardParamMap": {"buttons": "no list"}}}, "param.invalid"),
        ({"callbackType": "PIGEON"}, "param.invalid"),
    ],
)
def test_a_wrong_card_is_refused_and_leaves_nothing(stage: Stage, change: dict[str, Any], code: str) -> None:
    refused = call(stage, CREATE, {**GOOD, **change})

    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert set(refused.json()) == {"code", "message", "requestid"}
    accepted = call(stage, CREATE, GOOD)
    assert accepted.json()["result"]["deliverResults"][0]["success"] is True
    assert len(stage.cards("dingtalk-bot-zhou")) == 1


def test_one_card_in_two_places_changes_in_both(stage: Stage) -> None:
    spaces = f"dtv1.card//IM_ROBOT.ding_zhou;IM_GROUP.{GROUP};IM_ROBOT.nobody"
    answer = call(stage, CREATE, {**GOOD, "openSpaceId": spaces, "imGroupOpenDeliverModel": {"robotCode": "dingkey0001"}})

    entries = answer.json()["result"]["deliverResults"]
    assert [entry["success"] for entry in entries] == [True, True, False]
    assert answer.json()["success"] is True
    body = {"outTrackId": "t1", "cardData": {"cardParamMap": {"body": "正文"}}}
    call(stage, "/v1.0/card/instances", {**body, "cardUpdateOptions": {"updateCardDataByKey": True}}, method="PUT")
    assert stage.params("dingtalk-bot-zhou") == stage.params(GROUP) == {"title": "题", "body": "正文"}
    call(stage, "/v1.0/card/instances", body, method="PUT")
    assert stage.params("dingtalk-bot-zhou") == {"body": "正文"}


def test_create_and_deliver_in_two_steps(stage: Stage) -> None:
    assert call(stage, "/v1.0/card/instances", GOOD).json()["result"] == "t1"
    assert call(stage, "/v1.0/card/instances", GOOD).json()["code"] == "param.cardAlreadyExist"
    assert "dingtalk-bot-zhou" not in stage.town.chats

    assert call(stage, "/v1.0/card/instances/deliver", GOOD).json()["result"][0]["success"] is True
    unknown = call(stage, "/v1.0/card/instances/deliver", {**GOOD, "outTrackId": "t2"})

    assert unknown.json()["code"] == "param.cardNotExist"
    assert len(stage.cards("dingtalk-bot-zhou")) == 1


@pytest.mark.parametrize("key", ["invented", ""])
def test_without_a_token_nothing_goes(stage: Stage, key: str) -> None:
    headers = {"x-acs-dingtalk-access-token": key}
    new = requests.post(stage.sim.url + CREATE, json=GOOD, headers=headers, timeout=5)
    old = requests.post(f"{stage.sim.url}/topapi/v2/user/get?access_token={key}", json={"userid": "ding_lin"}, timeout=5)

    assert (new.status_code, new.json()["code"]) == (401, "InvalidAuthentication")
    assert (old.status_code, old.json()["errcode"]) == (200, 40014)
    assert "dingtalk-bot-zhou" not in stage.town.chats


def test_a_token_of_the_old_dialect_opens_the_new_one(stage: Stage) -> None:
    query = {"appkey": stage.settings.client_id, "appsecret": stage.settings.client_secret}
    got = requests.get(f"{stage.sim.url}/gettoken", params=query, timeout=5).json()
    wrong = requests.get(f"{stage.sim.url}/gettoken", params={**query, "appsecret": "x"}, timeout=5).json()

    assert (got["errcode"], got["expires_in"]) == (0, 7200)
    assert wrong["errcode"] == 40089
    assert call(stage, CREATE, GOOD, key=got["access_token"]).status_code == 200
    later(stage, 7201)
    assert call(stage, CREATE, {**GOOD, "outTrackId": "t2"}, key=got["access_token"]).status_code == 401


def test_robot_messages_to_people_name_those_who_are_not_there(stage: Stage) -> None:
    body = {"robotCode": "dingkey0001", "userIds": ["ding_lin", "nobody"], "msgKey": "sampleText"}
    path = "/v1.0/robot/oToMessages/batchSend"

    answer = call(stage, path, {**body, "msgParam": json.dumps({"content": "你好"})}).json()

    assert answer["invalidStaffIdList"] == ["nobody"]
    assert [said.text for said in stage.town.chats["dingtalk-bot-lin"].messages] == ["你好"]
    assert call(stage, path, {**body, "msgParam": "no json"}).json()["code"] == "invalidParameter.msgParam.invalid"
    many = {**body, "userIds": ["ding_lin"] * 21, "msgParam": "{}"}
    assert call(stage, path, many).json()["code"] == "invalidParameter.userIds.invalid"


def test_a_session_webhook_ends_after_ninety_minutes(stage: Stage) -> None:
    session, _ = stage.sim.rest.webhook(GROUP)
    url = f"{stage.sim.url}/robot/sendBySession?session={session}"
    words = {"msgtype": "text", "text": {"content": "收到"}}

    assert requests.post(url, json=words, timeout=5).json()["errcode"] == 0
    later(stage, 90 * 60)
    late = requests.post(url, json=words, timeout=5)

    assert (late.status_code, late.json()["errcode"]) == (200, 300005)
    assert [said.text for said in stage.town.chats[GROUP].messages] == ["收到"]


def test_each_push_goes_to_one_connection_that_asked_for_it(stage: Stage) -> None:
    hub = stage.sim.hub
    events = frozenset({("EVENT", "*")})
    with (
        connect(f"{hub.url}?ticket={hub.ticket(events)}") as first,
        connect(f"{hub.url}?ticket={hub.ticket(events)}") as second,
    ):
        until(lambda: hub.connected() == 2)
        unheard = hub.push("CALLBACK", SUBSCRIPTIONS[1][1], {}, insist=False)
        for _ in range(20):
            hub.push("EVENT", "*", {}, insist=False)

        got = [0, 0]
        for index, line in enumerate((first, second)):
            while True:
                try:
                    line.recv(timeout=0.1)
                except TimeoutError:
                    break
                got[index] += 1

    assert unheard.sent == 0
    assert sum(got) == 20
    assert min(got) > 0


def test_a_later_ack_is_sent_again(stage: Stage) -> None:
    hub = stage.sim.hub
    hub.redeliver_after = 0.1
    with connect(f"{hub.url}?ticket={hub.ticket(frozenset({('EVENT', '*')}))}") as line:
        until(lambda: hub.connected() == 1)
        push = stage.sim.event("user_add_org", {})
        frames = []
        for status in ("LATER", "SUCCESS"):
            frame = json.loads(line.recv(timeout=2))
            frames.append(frame)
            data = json.dumps({"status": status})
            headers = {"messageId": frame["headers"]["messageId"], "contentType": "application/json"}
            line.send(json.dumps({"code": 200, "headers": headers, "message": "OK", "data": data}))
        until(push.taken)

    assert frames[0] == frames[1]
    assert frames[0]["headers"]["eventType"] == "user_add_org"
    assert push.sent == 2


def test_cards_of_a_town_from_disk_can_still_be_changed(stage: Stage, tmp_path: Any) -> None:
    file = tmp_path / "town.json"
    town = Town(stage.clock, file)
    for dweller in stage.town.people.values():
        town.moves_in(dweller)
    first = DingtalkSim(town, stage.settings, corp=CORP)
    first.rest.create_and_deliver(GOOD)
    town.flush()

    again = DingtalkSim(Town(stage.clock, file), stage.settings, corp=CORP)

    assert again.rest.change("t1", {"title": "变了"}, by_key=True)
    (said,) = again.town.chats["dingtalk-bot-zhou"].messages
    assert (said.changed, said.card and said.card["title"]) == (1, "变了")


def test_the_stream_stops_in_time_while_the_gateway_hangs(stage: Stage) -> None:
    stage.town.plan(Platform.DINGTALK, Fault("hang", path="/v1.0/gateway"))
    stop = threading.Event()
    ear = threading.Thread(target=run, args=(stage.settings, Listener()), kwargs={"stop": stop})
    ear.start()
    until(lambda: stage.calls("POST /v1.0/gateway/connections/open") == 1)
    started = time.monotonic()

    stop.set()
    ear.join(5)

    assert not ear.is_alive()
    assert time.monotonic() - started < 2.0
