"""The adapter contract for DingTalk: our adapter, with the vendor's SDK in it, on the simulator."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.adapters.dingtalk.client import DingtalkClient
from bot.adapters.dingtalk.pace import API_PER_SECOND, PERSON_PER_MINUTE
from bot.adapters.dingtalk.stream import SUBSCRIPTIONS
from bot.adapters.dingtalk.transcripts import DingtalkTranscripts
from bot.adapters.manners import OwnTokens
from bot.model import (
    Action,
    CardClicked,
    CardHandle,
    ChatChange,
    ChatChanged,
    ChatKind,
    Conversation,
    MemberChange,
    MemberChanged,
    Person,
    Platform,
    TextSaid,
    Unknown,
)
from bot.ports import NotReadable, Spent, TryLater, Undeliverable
from bot.simulator.town import CALLBACK, Fault
from cards.catalog import dormant_for_manager, nudge_supported
from cards.model import Button, Card
from tests.bot.adapters.dingtalk.conftest import (
    CORP,
    GROUP,
    START,
    TEAM,
    ZHOU,
    Listener,
    Stage,
    client_of,
    later,
    messenger_of,
    until,
)

CARD = dormant_for_manager(
    nudge_id=7, customer="华辰精密", rep="林晓", stage="已报价", days=3, colleagues=[(3, "陈默"), (4, "何静")]
)
DONE = nudge_supported(customer="华辰精密", by="周建国", at="2月13日 09:05")
BOT_CHAT = "dingtalk-bot-zhou"
CREATE = "/v1.0/card/instances/createAndDeliver"


def posted(stage: Stage, key: str = "k1") -> CardHandle:
    return stage.messenger.post(ZHOU, CARD, key=key)


# --- 1. what is forged or stale is refused, and nothing is heard ---


@pytest.mark.parametrize("field", ["clientId", "clientSecret"])
def test_a_wrong_credential_opens_no_connection(stage: Stage, field: str) -> None:
    right = {"clientId": stage.settings.client_id, "clientSecret": stage.settings.client_secret}
    body = {**right, "subscriptions": [{"type": "EVENT", "topic": "*"}]}
    url = f"{stage.sim.url}/v1.0/gateway/connections/open"

    assert requests.post(url, json=body, timeout=5).json()["endpoint"] == stage.sim.hub.url
    refused = requests.post(url, json={**body, field: "forged"}, timeout=5)

    assert refused.status_code == 401
    assert refused.json()["code"] == "invalidClientIdOrSecret"


def test_a_ticket_is_good_once_and_for_ninety_seconds(stage: Stage) -> None:
    hub = stage.sim.hub
    first, second = hub.ticket(frozenset(SUBSCRIPTIONS)), hub.ticket(frozenset(SUBSCRIPTIONS))

    with connect(f"{hub.url}?ticket={first}"):
        until(lambda: hub.connected() == 1)
        for bad in (first, "invented"):
            with pytest.raises(InvalidStatus, match="401"), connect(f"{hub.url}?ticket={bad}"):
                pass
    later(stage, 91)
    with pytest.raises(InvalidStatus, match="401"), connect(f"{hub.url}?ticket={second}"):
        pass


def test_a_wrong_secret_is_final_and_named(stage: Stage) -> None:
    wrong = replace(stage.settings, client_secret="forged")

    with pytest.raises(Undeliverable) as refused:
        messenger_of(wrong, stage.clock).post(ZHOU, CARD, key="k1")

    assert refused.value.reason == "credentials_refused"
    assert stage.calls(f"POST {CREATE}") == 0


# --- 2. a retry of the platform is one event ---


def test_an_event_sent_again_is_one_event(stage: Stage, listener: Listener) -> None:
    stage.sim.event("user_modify_org", {"userId": ["ding_lin"]}, event_id="evt-1")
    stage.sim.event("user_modify_org", {"userId": ["ding_lin"]}, event_id="evt-1")

    until(lambda: listener.done == 2)

    assert list(listener.kept) == ["dingtalk:event:evt-1"]


def test_an_event_that_was_not_kept_is_not_acknowledged_and_comes_again(stage: Stage, listener: Listener) -> None:
    stage.sim.hub.redeliver_after = 1.5
    listener.refuse = 3

    push = stage.sim.event("user_leave_org", {}, event_id="evt-2")
    until(lambda: listener.calls == 3)
    assert push.ack is None
    until(push.taken)

    assert (push.sent, listener.calls, list(listener.kept)) == (2, 4, ["dingtalk:event:evt-2"])


def test_a_short_failure_is_bridged_because_a_message_is_never_sent_again(stage: Stage, listener: Listener) -> None:
    listener.refuse = 2

    stage.sim.say(stage.town.bot_chat(Platform.DINGTALK, "zhou").id, "zhou", "你好")

    assert isinstance(listener.only(), TextSaid)
    assert listener.calls == 3


def test_redelivered_messages_are_one_event_in_the_other_mode_too(stage: Stage, listener: Listener) -> None:
    stage.sim.redeliver_messages, stage.sim.hub.redeliver_after = True, 0.2
    listener.slow = 0.5

    stage.sim.say(stage.town.bot_chat(Platform.DINGTALK, "zhou").id, "zhou", "你好")
    until(lambda: listener.calls >= 2)

    assert isinstance(listener.only(), TextSaid)


# --- 3. what we put on a button is what a click returns ---


def test_every_button_comes_back_as_its_action(stage: Stage, listener: Listener) -> None:
    handle = posted(stage)
    said = stage.cards(BOT_CHAT)[0]
    actions = [b["action"] for b in json.loads(stage.params(BOT_CHAT)["buttons"]) if b["action"]]
    assert actions == ["support:7", "reassign:7?owner=3", "reassign:7?owner=4", "snooze:7"]

    answers = [stage.sim.click(said.id, "zhou", action, {}) for action in actions]

    assert [answer.ok for answer in answers] == [True] * 4
    clicks = list(listener.kept.values())
    assert all(isinstance(click, CardClicked) for click in clicks)
    assert [str(c.action) for c in clicks if isinstance(c, CardClicked)] == actions
    first = clicks[0]
    assert isinstance(first, CardClicked)
    assert first.id.startswith("dingtalk:card:")
    assert (first.by, first.card, first.at) == (ZHOU, handle.card, START)
    assert first.where == Conversation(Platform.DINGTALK, CORP, "ding_zhou", ChatKind.SINGLE)


def test_values_picked_in_the_client_come_along(stage: Stage, listener: Listener) -> None:
    posted(stage)

    stage.sim.click(stage.cards(BOT_CHAT)[0].id, "zhou", "reassign:7", {"owner": "4"})

    click = listener.only()
    assert isinstance(click, CardClicked)
    assert click.action == Action("reassign", "7", {"owner": "4"})


def test_what_was_never_on_the_card_cannot_be_clicked(stage: Stage, listener: Listener) -> None:
    posted(stage)

    answer = stage.sim.click(stage.cards(BOT_CHAT)[0].id, "zhou", "confirm:7", {})

    assert not answer.ok
    assert listener.calls == 0


def test_without_a_connection_a_click_says_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.simulator.dingtalk.sim.PATIENCE", 0.2)
    posted(stage)

    answer = stage.sim.click(stage.cards(BOT_CHAT)[0].id, "zhou", "support:7", {})

    assert (answer.ok, answer.toast) == (False, "操作失败，请稍后再试")


# --- 4. post, handle, change; 5. a card that is no more ---


@pytest.mark.parametrize(("to", "chat"), [(ZHOU, BOT_CHAT), (TEAM, GROUP)])
def test_a_card_is_posted_and_changed_in_place(stage: Stage, to: Person | Conversation, chat: str) -> None:
    handle = stage.messenger.post(to, CARD, key="nudge-7_zhou")
    assert handle == CardHandle(Platform.DINGTALK, card="nudge-7_zhou", token="nudge-7_zhou")
    assert stage.params(chat)["title"] == CARD.title

    again = stage.messenger.change(handle, DONE, to=to)

    assert again == handle
    assert len(stage.cards(chat)) == 1
    assert stage.cards(chat)[0].changed == 1
    assert stage.params(chat)["title"] == DONE.title
    assert json.loads(stage.params(chat)["buttons"]) == []


def test_a_direct_chat_that_was_heard_of_can_be_answered(stage: Stage, listener: Listener) -> None:
    stage.sim.say(stage.town.bot_chat(Platform.DINGTALK, "zhou").id, "zhou", "你好")
    said = listener.only()
    assert isinstance(said, TextSaid)

    stage.messenger.post(said.where, CARD, key="answer")

    assert len(stage.cards(BOT_CHAT)) == 1


def test_a_card_that_is_no_more_is_spent(stage: Stage) -> None:
    with pytest.raises(Spent):
        stage.messenger.change(CardHandle(Platform.DINGTALK, "gone", "gone"), DONE, to=ZHOU)


def test_the_same_key_twice_is_one_card(stage: Stage) -> None:
    assert posted(stage) == posted(stage)
    assert len(stage.cards(BOT_CHAT)) == 1
    assert stage.calls(f"POST {CREATE}") == 2


# --- 6. later, and how much later; 7. never ---


@pytest.mark.parametrize(
    ("fault", "reason", "after", "answered"),
    [
        ("limit", "Forbidden.AccessDenied.QpsLimitForApi", timedelta(seconds=2), True),
        ("limit:qps", "Forbidden.AccessDenied.QpsLimitForApi", timedelta(seconds=2), True),
        ("limit:90018", "90018", timedelta(seconds=60), True),
        ("limit:flow", "send.too.fast", timedelta(seconds=10), True),
        ("error", "http_502", None, False),
        ("cut", "no_answer", None, False),
        ("limit:busy", "system.busy", timedelta(seconds=2), True),
        ("limit:ban", "ip_banned", timedelta(minutes=5), True),
    ],
)
def test_not_now_is_try_later(stage: Stage, fault: str, reason: str, after: timedelta | None, answered: bool) -> None:
    stage.town.plan(Platform.DINGTALK, Fault(fault, path=CREATE))

    with pytest.raises(TryLater) as late:
        posted(stage)
    assert (late.value.reason, late.value.after, late.value.answered) == (reason, after, answered)
    assert BOT_CHAT not in stage.town.chats

    posted(stage)
    assert len(stage.cards(BOT_CHAT)) == 1


def test_a_slow_answer_is_an_answer(stage: Stage) -> None:
    stage.town.plan(Platform.DINGTALK, Fault("slow", path=CREATE))

    posted(stage)

    assert len(stage.cards(BOT_CHAT)) == 1


def test_a_person_out_of_scope_is_undeliverable(stage: Stage) -> None:
    stage.town.plan(Platform.DINGTALK, Fault("scope", path=CREATE))

    with pytest.raises(Undeliverable) as never:
        posted(stage)

    assert never.value.reason == "param.userIdNotExist"
    assert BOT_CHAT not in stage.town.chats


def test_a_handle_that_is_used_up_is_spent(stage: Stage) -> None:
    handle = posted(stage)
    stage.town.plan(Platform.DINGTALK, Fault("spent", path="/v1.0/card/instances"))

    with pytest.raises(Spent):
        stage.messenger.change(handle, DONE, to=ZHOU)


def test_our_own_limits_come_before_dingtalks(stage: Stage) -> None:
    people = [Person(Platform.DINGTALK, CORP, f"nobody{number}") for number in range(API_PER_SECOND)]
    for number, person in enumerate(people):
        with pytest.raises(Undeliverable):
            stage.messenger.post(person, CARD, key=f"k{number}")

    with pytest.raises(TryLater) as late:
        posted(stage, "one more")

    assert (late.value.reason, late.value.after) == ("pace", timedelta(seconds=1))
    assert stage.calls(f"POST {CREATE}") == API_PER_SECOND
    later(stage, 1)
    posted(stage, "one more")


def test_one_person_gets_so_many_cards_a_minute(stage: Stage) -> None:
    for number in range(PERSON_PER_MINUTE):
        posted(stage, f"k{number}")
        later(stage, 0.5)

    with pytest.raises(TryLater) as late:
        posted(stage, "one more")

    assert late.value.after == timedelta(seconds=30)
    stage.messenger.post(TEAM, CARD, key="to others")


def test_the_token_is_one_for_all_and_forgotten_when_it_is_refused(stage: Stage) -> None:
    tokens = OwnTokens(stage.clock)
    first, second = (DingtalkClient(stage.settings, stage.clock, tokens) for _ in range(2))
    path = "/topapi/v2/user/get"

    first.call("POST", path, {"userid": "ding_lin"})
    second.call("POST", path, {"userid": "ding_lin"})
    assert stage.calls("POST /v1.0/oauth2/accessToken") == 1
    stage.sim.rest.revoke_tokens()
    second.call("POST", path, {"userid": "ding_lin"})
    first.call("POST", path, {"userid": "ding_lin"})

    assert stage.calls("POST /v1.0/oauth2/accessToken") == 2


def test_dingtalks_clock_is_compared_with_ours(stage: Stage) -> None:
    client = client_of(stage.settings, stage.clock)
    assert client.ahead is None

    client.call("POST", "/topapi/v2/user/get", {"userid": "ding_lin"})

    assert client.ahead is not None
    assert abs(client.ahead) < timedelta(seconds=5)


def test_an_answer_that_never_came_leaves_one_card(stage: Stage) -> None:
    stage.town.plan(Platform.DINGTALK, Fault("hang", path=CREATE))

    with pytest.raises(TryLater) as late:
        posted(stage)
    assert late.value.answered is False
    assert len(stage.cards(BOT_CHAT)) == 1

    assert posted(stage) == CardHandle(Platform.DINGTALK, card="k1", token="k1")
    assert len(stage.cards(BOT_CHAT)) == 1


def test_nobody_at_home_is_try_later(stage: Stage) -> None:
    nowhere = replace(stage.settings, api_url="http://127.0.0.1:9")

    with pytest.raises(TryLater) as late:
        messenger_of(nowhere, stage.clock).post(ZHOU, CARD, key="k1")

    assert (late.value.reason, late.value.answered) == ("no_answer", True)


def test_an_expired_token_is_fetched_anew_once(stage: Stage) -> None:
    posted(stage)
    later(stage, 7201)

    posted(stage, "k2")

    assert stage.calls("POST /v1.0/oauth2/accessToken") == 2
    assert len(stage.cards(BOT_CHAT)) == 2


def test_a_token_that_is_refused_twice_is_try_later(stage: Stage) -> None:
    stage.town.plan(Platform.DINGTALK, Fault("expired", times=2, path=CREATE))

    with pytest.raises(TryLater) as late:
        posted(stage)

    assert (late.value.reason, late.value.after) == ("token_refused", timedelta(seconds=30))
    assert stage.calls(f"POST {CREATE}") == 2


def test_one_token_serves_many_calls(stage: Stage) -> None:
    for number in range(5):
        posted(stage, f"k{number}")

    assert stage.calls("POST /v1.0/oauth2/accessToken") == 1


def test_the_old_dialect_shares_the_token_and_the_verdicts(stage: Stage) -> None:
    client, path = client_of(stage.settings, stage.clock), "/topapi/v2/user/get"
    assert client.call("POST", path, {"userid": "ding_lin"})["result"]["manager_userid"] == "ding_zhou"

    stage.sim.rest.revoke_tokens()
    assert client.call("POST", path, {"userid": "ding_zhou"})["result"]["name"] == "周建国"
    stage.town.plan(Platform.DINGTALK, Fault("limit", path=path))
    with pytest.raises(TryLater) as late:
        client.call("POST", path, {"userid": "ding_lin"})
    with pytest.raises(Undeliverable) as never:
        client.call("POST", path, {"userid": "nobody"})

    assert (late.value.reason, late.value.after) == ("90018", timedelta(seconds=60))
    assert never.value.reason == "60121"


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (Person(Platform.DINGTALK, CORP, "nobody"), "param.userIdNotExist"),
        (Conversation(Platform.DINGTALK, CORP, "cidElsewhere", ChatKind.GROUP), "chatbot.notInGroup"),
    ],
)
def test_a_failed_delivery_inside_a_success_is_undeliverable(stage: Stage, to: Person | Conversation, reason: str) -> None:
    with pytest.raises(Undeliverable) as never:
        stage.messenger.post(to, CARD, key="k1")

    assert never.value.reason == reason


def test_a_final_refusal_is_undeliverable(stage: Stage) -> None:
    stage.town.plan(Platform.DINGTALK, Fault("refuse", path=CREATE))
    with pytest.raises(Undeliverable) as never:
        posted(stage)
    assert never.value.reason == "param.invalid"

    other = replace(stage.settings, card_template_id="another.schema")
    with pytest.raises(Undeliverable) as never:
        messenger_of(other, stage.clock).post(ZHOU, CARD, key="k1")
    assert never.value.reason == "param.templateNotExist"


# --- 8. words survive ---

LONG = "😀" * 10 + "引号\"和'，反斜杠\\，换行\n" + "长" * 1350


def test_words_survive_both_ways(stage: Stage, listener: Listener) -> None:
    assert len(LONG.encode()) > 4096
    stage.sim.say(stage.town.bot_chat(Platform.DINGTALK, "zhou").id, "zhou", LONG)
    said = listener.only()
    assert isinstance(said, TextSaid)
    assert said.text == LONG

    stage.messenger.post(ZHOU, Card(kind="t", title="题", body=LONG), key="k1")

    assert stage.params(BOT_CHAT)["body"] == LONG.replace("\\", "\\\\").replace("\n", "  \n")


def test_a_button_with_emoji_and_quotes_returns_as_it_was(stage: Stage, listener: Listener) -> None:
    action = str(Action("edit", "7", {"text": '50万😀"a&b=c"\n第二行'}))
    stage.messenger.post(ZHOU, Card(kind="t", title="题", buttons=(Button("改", action),)), key="k1")

    stage.sim.click(stage.cards(BOT_CHAT)[0].id, "zhou", action, {})

    click = listener.only()
    assert isinstance(click, CardClicked)
    assert click.action.form == {"text": '50万😀"a&b=c"\n第二行'}


# --- 10. the acknowledgement waits for the row and for nothing else ---


def test_nothing_is_acknowledged_before_it_is_kept(stage: Stage, listener: Listener) -> None:
    listener.slow = 0.3
    chat = stage.town.bot_chat(Platform.DINGTALK, "zhou")

    push = stage.sim.robot_message(chat, stage.town.say(chat.id, "zhou", "你好"))
    until(lambda: listener.calls == 1)
    assert push.ack is None
    push.answered.wait(2)

    assert len(listener.kept) == 1
    assert push.ack is not None
    assert (push.ack["code"], push.ack["message"], push.ack_data()) == (200, "OK", {"response": {}})


def test_slow_keeping_holds_up_nobody_else(stage: Stage, listener: Listener) -> None:
    listener.slow = 0.8
    chat = stage.town.bot_chat(Platform.DINGTALK, "zhou")
    started = time.monotonic()

    for number in range(6):
        stage.sim.say(chat.id, "zhou", f"第{number}句")
    until(lambda: len(listener.kept) == 6)

    assert time.monotonic() - started < 3.2  # one after the other would take 4.8 s


def test_an_event_is_acknowledged_with_a_status(stage: Stage, listener: Listener) -> None:
    push = stage.sim.event("chat_add_member", {"chatId": "x"})
    push.answered.wait(2)

    assert push.ack_data() == {"status": "SUCCESS"}
    assert push.sent == 1


# --- 11. what has no handler is written down and acknowledged ---


def test_an_unknown_topic_is_recorded_and_acknowledged(stage: Stage, listener: Listener) -> None:
    stage.sim.hub.push("EVENT", "*", {}, insist=False)
    topics = frozenset([*SUBSCRIPTIONS, ("CALLBACK", "/v1.0/graph/api/invoke")])
    stage.sim.hub._lines = dict.fromkeys(stage.sim.hub._lines, topics)

    push = stage.sim.hub.push("CALLBACK", "/v1.0/graph/api/invoke", {"body": "{}"}, insist=False)
    push.answered.wait(2)

    assert push.taken()
    until(lambda: len(listener.kept) == 2)
    assert {event.name for event in listener.kept.values() if isinstance(event, Unknown)} == {
        "event",
        "/v1.0/graph/api/invoke",
    }


def test_a_malformed_callback_is_recorded_and_acknowledged(stage: Stage, listener: Listener) -> None:
    push = stage.sim.hub.push("CALLBACK", "/v1.0/card/instances/callback", {"content": "not json"}, insist=False)
    push.answered.wait(2)

    event = listener.only()
    assert isinstance(event, Unknown)
    assert (event.name, push.taken()) == ("card.malformed", True)


def test_members_and_groups_that_change_are_told(stage: Stage, listener: Listener) -> None:
    stage.sim.event("user_add_org", {"timeStamp": "1770944400000", "userId": ["ding_new"]})
    stage.sim.changes(GROUP, "chat_quit", "lin")
    stage.sim.changes(GROUP, "im_cool_app_install")
    until(lambda: len(listener.kept) == 3)

    joined, left, added = sorted(listener.kept.values(), key=lambda event: event.id)
    assert isinstance(joined, MemberChanged)
    assert (joined.member.id, joined.change) == ("ding_new", MemberChange.JOINED)
    assert isinstance(left, ChatChanged)
    assert (left.where, left.change, [who.id for who in left.members]) == (TEAM, ChatChange.LEFT, ["ding_lin"])
    assert isinstance(added, ChatChanged)
    assert (added.where, added.change, added.members) == (TEAM, ChatChange.BOT_ADDED, ())


@pytest.mark.parametrize(
    "data", ["", "no json", "[]", "[" * 100_000, '{"msgId": ' + "9" * 5000 + "}", '{"msgtype": "text"}', '"\\ud800"']
)
@pytest.mark.parametrize("topic", [SUBSCRIPTIONS[1][1], SUBSCRIPTIONS[2][1], "*"])
def test_nonsense_in_a_frame_is_acknowledged_and_recorded(stage: Stage, listener: Listener, topic: str, data: str) -> None:
    kind = "EVENT" if topic == "*" else "CALLBACK"
    push = stage.sim.hub.make(kind, topic, {}, headers={"time": "soon", "eventBornTime": "9" * 5000})
    push.frame["data"] = data

    stage.sim.hub.send(push, insist=False)
    push.answered.wait(3)

    assert push.taken()
    assert isinstance(listener.only(), Unknown)


def test_callbacks_come_twice_late_and_out_of_order(stage: Stage, listener: Listener) -> None:
    chat, sim = stage.town.bot_chat(Platform.DINGTALK, "zhou").id, stage.sim
    sim.courier.late_seconds = 1.0
    listener.slow = 0.1
    stage.town.plan(Platform.DINGTALK, Fault("reorder", path=CALLBACK))
    sim.say(chat, "zhou", "一")
    stage.town.plan(Platform.DINGTALK, Fault("late", path=CALLBACK))
    sim.say(chat, "zhou", "二")
    stage.town.plan(Platform.DINGTALK, Fault("duplicate", path=CALLBACK))
    sim.say(chat, "zhou", "三")
    until(lambda: listener.done == 4)

    texts = [event.text for event in listener.kept.values() if isinstance(event, TextSaid)]
    assert sorted(texts) == ["一", "三", "二"]
    assert texts[-1] == "二"


# --- DingTalk's own: connections come and go ---


def test_a_ping_is_answered_with_its_opaque(stage: Stage, listener: Listener) -> None:
    push = stage.sim.hub.ping()
    assert push is not None
    push.answered.wait(2)

    assert push.ack_data() == json.loads(push.frame["data"])


def test_a_new_connection_stands_before_the_old_one_is_closed(stage: Stage, listener: Listener) -> None:
    assert stage.sim.hub.disconnect(drain=1.5) == 1
    assert stage.sim.hub.connected() == 0
    until(lambda: stage.sim.hub.connected() == 1, 1.4)

    stage.sim.say(stage.town.bot_chat(Platform.DINGTALK, "zhou").id, "zhou", "还在吗")

    assert isinstance(listener.only(), TextSaid)
    time.sleep(1.6)
    assert stage.sim.hub.connected() == 1


def test_a_broken_connection_is_made_again(stage: Stage, listener: Listener) -> None:
    stage.town.plan(Platform.DINGTALK, Fault("error", times=1, path="/v1.0/gateway"))
    for line in list(stage.sim.hub._lines):
        line.close(1011)
    until(lambda: stage.sim.hub.connected() == 0)

    until(lambda: stage.sim.hub.connected() == 1)

    assert stage.calls("POST /v1.0/gateway/connections/open") == 3


def test_only_mentions_are_heard_in_a_group(stage: Stage, listener: Listener) -> None:
    stage.sim.say(GROUP, "lin", "大家早")
    stage.sim.say(GROUP, "lin", "@随录 同步")

    said = listener.only()

    assert isinstance(said, TextSaid)
    assert (said.text, said.where, said.by.id) == ("同步", TEAM, "ding_lin")


def test_the_log_holds_no_words_names_or_secrets(
    stage: Stage, listener: Listener, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    caplog.set_level(logging.DEBUG, logger="dingtalk_stream")
    listener.refuse = 1
    stage.sim.hub.ping()
    stage.sim.hub.push("CALLBACK", "/v1.0/unheard/of", {"words": "机密的话"}, insist=False)
    stage.sim.say(stage.town.bot_chat(Platform.DINGTALK, "zhou").id, "zhou", "机密的话")
    listener.only()
    stage.sim.hub.disconnect(drain=0.1)
    until(lambda: stage.sim.hub.connected() == 1)

    logged = caplog.text + "".join(capfd.readouterr())
    assert "not kept" in logged
    assert not any(secret in logged for secret in ("机密", "周建国", "ticket", stage.settings.client_secret))


def test_history_is_not_to_be_had() -> None:
    with pytest.raises(NotReadable) as reason:
        DingtalkTranscripts().read(TEAM, since=None)

    assert reason.value.reason == "no_source"
    assert DingtalkTranscripts().customer(TEAM) is None
