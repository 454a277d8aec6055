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
from bot.simulator.dingtalk.sim import DingtalkSim
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


# --- limits: real ones, by the town's clock ---

ROBOT = {"robotCode": "dingkey0001", "msgKey": "sampleText", "msgParam": json.dumps({"content": "你好"})}
TO_PEOPLE, TO_GROUP = "/v1.0/robot/oToMessages/batchSend", "/v1.0/robot/groupMessages/send"


def test_twenty_calls_a_second_of_each_api(stage: Stage) -> None:
    key, path = token(stage), f"/topapi/v2/user/get?access_token={token(stage)}"
    old = [requests.post(stage.sim.url + path, json={"userid": "ding_lin"}, timeout=5).json()["errcode"] for _ in range(21)]
    new = [call(stage, CREATE, {**GOOD, "outTrackId": f"t{n}"}, key=key) for n in range(21)]

    assert old == [0] * 20 + [90018]
    assert [answer.status_code for answer in new] == [200] * 20 + [403]
    assert new[-1].json()["code"] == "Forbidden.AccessDenied.QpsLimitForApi"
    assert len(stage.cards("dingtalk-bot-zhou")) == 20
    later(stage, 1)
    assert call(stage, CREATE, {**GOOD, "outTrackId": "t20"}, key=key).status_code == 200
    stage.sim.rest.limits.qps = 0
    assert {call(stage, CREATE, GOOD, key=key).status_code for _ in range(25)} == {400}  # there already, but never too often


def test_a_robot_in_a_group_and_to_a_person(stage: Stage) -> None:
    stage.sim.rest.limits.robot_to_group = stage.sim.rest.limits.robot_to_person = 2
    key = token(stage)

    group = [call(stage, TO_GROUP, {**ROBOT, "openConversationId": GROUP}, key=key) for _ in range(3)]
    people = [call(stage, TO_PEOPLE, {**ROBOT, "userIds": ["ding_lin"]}, key=key).json() for _ in range(3)]

    assert [answer.status_code for answer in group] == [200, 200, 403]
    assert group[-1].json()["code"] == "send.too.fast"
    assert [answer["flowControlledStaffIdList"] for answer in people] == [[], [], ["ding_lin"]]
    assert len(stage.town.chats["dingtalk-bot-lin"].messages) == 2
    later(stage, 60)
    assert call(stage, TO_GROUP, {**ROBOT, "openConversationId": GROUP}, key=key).status_code == 200


def test_work_notices_over_a_limit_are_a_success_and_dropped(stage: Stage) -> None:
    stage.sim.rest.limits.notices = 2
    base, query = f"{stage.sim.url}/topapi/message/corpconversation", f"access_token={token(stage)}"

    def notify(text: str) -> list[dict[str, Any]]:
        msg = {"msgtype": "text", "text": {"content": text}}
        body = {"agent_id": 1, "userid_list": "ding_lin,nobody", "msg": msg}
        sent = requests.post(f"{base}/asyncsend_v2?{query}", json=body, timeout=5).json()
        assert sent["errcode"] == 0
        asked = {"agent_id": 1, "task_id": sent["task_id"]}
        result = requests.post(f"{base}/getsendresult?{query}", json=asked, timeout=5).json()["send_result"]
        assert result["invalid_user_id_list"] == ["nobody"]
        return list(result["forbidden_list"])

    codes = [[entry["code"] for entry in notify(text)] for text in ("一", "一", "二", "三")]

    assert codes == [[], ["143106"], [], ["143105"]]
    assert len(stage.town.chats["dingtalk-bot-lin"].messages) == 2


@pytest.mark.parametrize(
    ("form", "param"),
    [
        ("sampleHologram", {"content": "x"}),
        ("sampleText", {"content": ""}),
        ("sampleActionCard2", {"title": "t", "text": "x", "actionTitle1": "a", "actionURL1": "https://x.example"}),
        ("sampleActionCard", {"title": "t", "text": "x", "singleTitle": "二十一个字" * 5, "singleURL": "https://x.example"}),
        ("sampleActionCard", {"title": "t", "text": "x", "singleTitle": "a", "singleURL": "https://x.example/" + "x" * 500}),
        ("sampleText", {"content": "长" * 5000}),
        ("sampleFile", {"mediaId": "@invented", "fileName": "x.pdf", "fileType": "pdf"}),
    ],
)
def test_a_wrong_robot_message_is_refused_and_leaves_nothing(stage: Stage, form: str, param: dict[str, str]) -> None:
    stage.town.bot_chat(Platform.DINGTALK, "lin")
    body = {**ROBOT, "msgKey": form, "msgParam": json.dumps(param, ensure_ascii=False), "userIds": ["ding_lin"]}

    refused = call(stage, TO_PEOPLE, body)

    assert (refused.status_code, refused.json()["code"].split(".")[0]) == (400, "invalidParameter")
    assert stage.town.chats["dingtalk-bot-lin"].messages == []


def test_what_was_sent_is_read_and_recalled(stage: Stage) -> None:
    key = call(stage, TO_PEOPLE, {**ROBOT, "userIds": ["ding_lin"]}).json()["processQueryKey"]

    def status() -> list[str]:
        path = f"/v1.0/robot/oToMessages/readStatus?processQueryKey={key}&robotCode=dingkey0001"
        return [one["readStatus"] for one in call(stage, path, None, method="GET").json()["messageReadInfoList"]]

    assert status() == ["UNREAD"]
    stage.sim.say("dingtalk-bot-lin", "lin", "收到")
    assert status() == ["READ"]
    recalled = call(stage, "/v1.0/robot/oToMessages/batchRecall", {"processQueryKeys": [key, "x"]}).json()
    assert (recalled["successResult"], list(recalled["failedResult"])) == ([key], ["x"])
    assert stage.town.chats["dingtalk-bot-lin"].messages[0].text == ""


def test_a_ding_reaches_people(stage: Stage) -> None:
    body = {"robotCode": "dingkey0001", "remindType": 1, "receiverUserIdList": ["ding_lin", "nobody"], "content": "开会"}

    answer = call(stage, "/v1.0/robot/ding/send", body).json()

    assert list(answer["failedList"]) == ["nobody"]
    assert [said.text for said in stage.town.chats["dingtalk-bot-lin"].messages] == ["【DING】开会"]


def test_a_registered_address_stays_unless_forced(stage: Stage) -> None:
    path = "/v1.0/card/callbacks/register"
    first = {"callbackRouteKey": "r", "callbackUrl": "https://one.example", "apiSecret": "s"}

    assert call(stage, path, first).json()["result"]["callbackUrl"] == "https://one.example"
    other = {**first, "callbackUrl": "https://two.example"}
    assert call(stage, path, other).json()["result"]["callbackUrl"] == "https://one.example"
    assert call(stage, path, {**other, "forceUpdate": True}).json()["result"]["callbackUrl"] == "https://two.example"
    assert call(stage, CREATE, {**GOOD, "callbackType": "HTTP"}).json()["code"] == "param.callbackRouteKeyNotExist"
    assert call(stage, CREATE, {**GOOD, "callbackType": "HTTP", "callbackRouteKey": "r"}).status_code == 200


def test_the_traffic_of_each_step_is_kept_raw(stage: Stage) -> None:
    call(stage, CREATE, GOOD)
    stage.sim.say("dingtalk-bot-zhou", "zhou", "你好")

    created = next(entry for entry in stage.town.journal if entry["what"] == f"POST {CREATE}")
    heard = stage.town.journal[-1]
    assert json.loads(created["asked"]) == GOOD
    assert json.loads(created["answered"])["success"] is True
    assert json.loads(json.loads(heard["asked"])["data"])["text"] == {"content": "你好"}


def test_a_cut_line_breaks_before_anything_happens(stage: Stage) -> None:
    key = token(stage)
    stage.town.plan(Platform.DINGTALK, Fault("cut", path=CREATE))

    with pytest.raises(requests.ConnectionError):
        call(stage, CREATE, GOOD, key=key)

    assert "dingtalk-bot-zhou" not in stage.town.chats
    assert call(stage, CREATE, GOOD, key=key).status_code == 200
