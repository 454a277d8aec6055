"""The adapter contract, with the real SDK on the simulator (ARCHITECTURE, Habits). Numbers are those of the list there."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests

from bot.adapters.feishu.client import FeishuClient
from bot.adapters.feishu.outbound import FeishuMessenger
from bot.adapters.manners import OwnPacer, OwnTokens
from bot.model import Action, CardClicked, ChatKind, Conversation, Person, Platform, TextSaid, Unknown
from bot.ports import Spent, TryLater, Undeliverable
from bot.simulator.feishu import card as feishu_card
from bot.simulator.feishu import wire as feishu_wire
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Chat, Fault, Said, Town
from cards.model import Button, Card, Choice, Fact, Option, Tone
from crm_core.clock import SetClock
from tests.bot.adapters.feishu.conftest import APP, GROUP, LIN, SETTINGS, Suilu

MESSAGES = "im/v1/messages"
DRAFT = Card(
    kind="draft",
    title="华辰精密 · 跟进摘要",
    body="客户谈到预算。",
    facts=(Fact("预算", "50 万", "预算大概五十万"),),
    choices=(Choice("lines", "要保存的内容", (Option("1", "预算：50 万", True), Option("2", "竞品：甲"))),),
    buttons=(Button("确认保存", "confirm:7", primary=True), Button("放弃", "drop:7"), Button("修改", url="http://127.0.0.1/x")),
)
DRAFT = replace(DRAFT, choices=(replace(DRAFT.choices[0], many=True),))
SAVED = Card(kind="draft", title="已保存", tone=Tone.GOOD, buttons=(Button("撤销", "undo:9"),))


def cards_in(town: Town, chat_id: str) -> list[Said]:
    return [said for said in town.chats[chat_id].messages if said.card]


def title(said: Said) -> str:
    assert said.card is not None
    return str(said.card["header"]["title"]["content"])


# --- 1, 2, 11: the way in ------------------------------------------------------------------------------------------------


def test_1_a_forged_or_stale_call_leaves_the_inbox_empty(sim: FeishuSim, suilu: Suilu, clock: SetClock) -> None:
    body = feishu_wire.sealed(SETTINGS.encrypt_key, {"schema": "2.0"})
    forged = feishu_wire.signed("another key", body, clock.now())
    stale = feishu_wire.signed(SETTINGS.encrypt_key, body, clock.now() - timedelta(minutes=6))

    statuses = [
        requests.post(f"{suilu.url}/callbacks/feishu{path}", data=body, headers=headers, timeout=5).status_code
        for headers in (forged, stale, {})
        for path in ("", "/card")
    ]

    assert statuses == [403] * 6
    assert suilu.inbox == {}


def test_url_verification_of_both_addresses(sim: FeishuSim) -> None:
    assert sim.verify()
    assert sim.verify("/card")


def test_2_a_vendor_retry_yields_one_event(sim: FeishuSim, suilu: Suilu) -> None:
    suilu.down = 2

    said = sim.say("oc_huachen", "lin", "@随录 同步")
    sim.settle()

    assert [status for _, status in sim.attempts] == [503, 503, 200]
    assert len({event_id for event_id, _ in sim.attempts}) == 1
    assert list(suilu.inbox) == [f"feishu:msg:{said.id}"]


def test_2_the_same_message_under_two_event_ids_is_one_event(sim: FeishuSim, suilu: Suilu, town: Town) -> None:
    said = sim.say("oc_huachen", "lin", "@随录 同步")

    sim.push("im.message.receive_v1", feishu_wire.Scribe(town, SETTINGS).event(town.chats["oc_huachen"], said))

    assert (suilu.calls, list(suilu.inbox)) == (2, [f"feishu:msg:{said.id}"])


def test_retries_are_bounded(sim: FeishuSim, suilu: Suilu) -> None:
    suilu.down = 99

    sim.say("oc_huachen", "lin", "@随录 同步")
    sim.settle()

    assert (suilu.calls, suilu.inbox) == (3, {})


def test_what_is_forgotten_is_not_tried_again(town: Town, suilu: Suilu) -> None:
    suilu.down = 99
    sim = FeishuSim(town, SETTINGS, callbacks=suilu.url, retries=(0.2, 0.2), deadline=2.0)

    sim.say("oc_huachen", "lin", "@随录 同步")
    sim.forget()
    sim.say("oc_huachen", "lin", "@随录 同步")
    sim.settle()

    assert suilu.calls == 1 + 3


def test_what_is_said_to_the_bot_arrives(sim: FeishuSim, suilu: Suilu, town: Town, clock: SetClock) -> None:
    direct = town.bot_chat(Platform.FEISHU, "lin")

    in_group = sim.say("oc_huachen", "lin", "@随录 同步 @陈默 的客户")
    in_direct = sim.say(direct.id, "lin", "帮助")
    sim.say("oc_huachen", "chen", "预算 50 万")
    sim.say("oc_without_us", "lin", "@随录 同步")

    where = Conversation(Platform.FEISHU, APP, "oc_feishu-bot-lin", ChatKind.SINGLE)
    assert list(suilu.inbox.values()) == [
        TextSaid(id=f"feishu:msg:{in_group.id}", by=LIN, at=clock.now(), where=GROUP, text="同步 @陈默 的客户"),
        TextSaid(id=f"feishu:msg:{in_direct.id}", by=LIN, at=clock.now(), where=where, text="帮助"),
    ]


def test_all_messages_of_a_group_are_written_down_when_the_scope_is_granted(sim: FeishuSim, suilu: Suilu) -> None:
    sim.push_all = True

    said = sim.say("oc_huachen", "chen", "预算 50 万")

    event = suilu.inbox[f"feishu:msg:{said.id}"]
    assert isinstance(event, Unknown)
    assert event.name == "im.message.receive_v1/text"


def test_11_unknown_kinds_are_acknowledged_and_recorded(sim: FeishuSim, suilu: Suilu) -> None:
    event_id = sim.push("im.message.reaction.created_v1", {"message_id": "om_1"})

    assert sim.attempts == [(event_id, 200)]
    event = suilu.inbox[f"feishu:event:{event_id}"]
    assert isinstance(event, Unknown)
    assert event.name == "im.message.reaction.created_v1"


# --- 3, 4, 5: cards ------------------------------------------------------------------------------------------------------


def test_3_what_we_put_on_a_button_is_what_a_click_returns(
    sim: FeishuSim, suilu: Suilu, messenger: FeishuMessenger, clock: SetClock
) -> None:
    handle = messenger.post(GROUP, DRAFT, key="k-1")

    answer = sim.click(handle.card, "lin", "confirm:7", {"lines": "2"})

    assert (answer.ok, answer.toast) == (True, "已收到，正在处理…")
    (event,) = suilu.inbox.values()
    assert isinstance(event, CardClicked)
    assert event == CardClicked(
        id=event.id, by=LIN, at=clock.now(), action=Action("confirm", "7", {"lines": "2"}), card=handle.card, where=GROUP
    )


@pytest.mark.parametrize(("chosen", "form"), [({}, "1"), ({"lines": ""}, ""), ({"lines": "1,2"}, "1,2")])
def test_3_ticks_come_as_preset_none_or_many(
    sim: FeishuSim, suilu: Suilu, messenger: FeishuMessenger, chosen: dict[str, str], form: str
) -> None:
    handle = messenger.post(LIN, DRAFT, key="k-1")

    sim.click(handle.card, "lin", "drop:7", chosen)

    (event,) = suilu.inbox.values()
    assert isinstance(event, CardClicked)
    assert event.action == Action("drop", "7", {"lines": form})


def test_3_one_of_several_and_a_plain_button(sim: FeishuSim, suilu: Suilu, messenger: FeishuMessenger) -> None:
    owner = Choice("owner", "改派给", (Option("12", "陈默"), Option("13", "李静")))
    asking = Card(kind="nudge", title="静默", choices=(owner,), buttons=(Button("改派", "reassign:3", asks="owner"),))
    choosing, plain = messenger.post(GROUP, asking, key="k-1"), messenger.post(GROUP, SAVED, key="k-2")

    sim.click(choosing.card, "lin", "reassign:3", {"owner": "13"})
    sim.click(choosing.card, "lin", "reassign:3", {})
    sim.click(plain.card, "lin", "undo:9", {})

    actions = [event.action for event in suilu.inbox.values() if isinstance(event, CardClicked)]
    assert actions == [
        Action("reassign", "3", {"owner": "13"}),
        Action("reassign", "3", {"owner": ""}),
        Action("undo", "9"),
    ]


def test_a_click_is_never_retried_and_the_clicker_sees_it(sim: FeishuSim, suilu: Suilu, messenger: FeishuMessenger) -> None:
    handle = messenger.post(GROUP, SAVED, key="k-1")
    suilu.down = 99

    answer = sim.click(handle.card, "lin", "undo:9", {})
    sim.settle()

    assert (answer.ok, suilu.calls, suilu.inbox) == (False, 1, {})
    assert "200340" in answer.toast


def test_4_post_handle_change_and_the_town_shows_it(town: Town, messenger: FeishuMessenger, clock: SetClock) -> None:
    handle = messenger.post(GROUP, DRAFT, key="k-1")
    clock.move(timedelta(days=13))
    after = messenger.change(handle, SAVED, to=GROUP)

    (said,) = cards_in(town, "oc_huachen")
    assert (said.id, said.by, title(said), said.changed) == (handle.card, "bot", "已保存", 1)
    assert after == handle
    assert (handle.token, handle.uses_left) == (said.id, None)
    assert handle.until == clock.now() + timedelta(days=1)


def test_4_to_a_person(town: Town, messenger: FeishuMessenger) -> None:
    messenger.post(LIN, DRAFT, key="k-1")

    assert [title(said) for said in cards_in(town, "feishu-bot-lin")] == ["华辰精密 · 跟进摘要"]


def test_4_the_key_posts_once_an_hour(town: Town, messenger: FeishuMessenger, clock: SetClock) -> None:
    first = messenger.post(GROUP, DRAFT, key="k" * 50)
    again = messenger.post(GROUP, DRAFT, key="k" * 50)
    clock.move(timedelta(hours=1))
    later = messenger.post(GROUP, DRAFT, key="k" * 50)

    assert first.card == again.card != later.card
    assert len(cards_in(town, "oc_huachen")) == 2


def test_5_after_fourteen_days_it_is_spent(town: Town, messenger: FeishuMessenger, clock: SetClock) -> None:
    handle = messenger.post(GROUP, DRAFT, key="k-1")
    clock.move(timedelta(days=14, seconds=1))

    with pytest.raises(Spent):
        messenger.change(handle, SAVED, to=GROUP)
    with pytest.raises(Spent):
        messenger.change(replace(handle, until=None), SAVED, to=GROUP)
    assert [said.changed for said in cards_in(town, "oc_huachen")] == [0]


def test_5_a_recalled_card_is_spent(sim: FeishuSim, town: Town, messenger: FeishuMessenger) -> None:
    handle = messenger.post(GROUP, DRAFT, key="k-1")
    cards_in(town, "oc_huachen")[0].extra["deleted"] = True

    with pytest.raises(Spent):
        messenger.change(handle, SAVED, to=GROUP)


# --- 6: later ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "reason", "after"),
    [("limit", "feishu_rate_limit", timedelta(seconds=7)), ("error", "feishu_malformed_answer", None)],
)
def test_6_a_bad_day_means_later(
    town: Town, messenger: FeishuMessenger, fault: str, reason: str, after: timedelta | None
) -> None:
    town.plan(Platform.FEISHU, Fault(fault, path=MESSAGES))

    with pytest.raises(TryLater) as caught:
        messenger.post(GROUP, DRAFT, key="k-1")

    assert (caught.value.reason, caught.value.after, caught.value.answered) == (reason, after, True)
    assert cards_in(town, "oc_huachen") == []
    assert messenger.post(GROUP, DRAFT, key="k-1").card == cards_in(town, "oc_huachen")[0].id


def test_6_the_token_host_may_have_a_bad_day_too(town: Town, messenger: FeishuMessenger) -> None:
    town.plan(Platform.FEISHU, Fault("error", path="tenant_access_token"))

    with pytest.raises(TryLater, match="feishu_malformed_answer"):
        messenger.post(GROUP, DRAFT, key="k-1")


def test_6_a_lost_answer_is_told_apart_and_posts_once(sim: FeishuSim, town: Town, clock: SetClock) -> None:
    sim.api.desk.hang = 1.0
    hasty_client = FeishuClient(replace(SETTINGS, api_url=sim.url), clock, OwnTokens(clock), timeout=0.3)
    hasty = FeishuMessenger(hasty_client, clock, OwnPacer(clock))
    town.plan(Platform.FEISHU, Fault("hang", path=MESSAGES))

    with pytest.raises(TryLater) as caught:
        hasty.post(GROUP, DRAFT, key="k-1")
    handle = hasty.post(GROUP, DRAFT, key="k-1")

    assert caught.value.answered is False
    assert [said.id for said in cards_in(town, "oc_huachen")] == [handle.card]


def test_6_nobody_listening_is_not_a_lost_answer(sim: FeishuSim, messenger: FeishuMessenger) -> None:
    sim.stop()

    with pytest.raises(TryLater) as caught:
        messenger.post(GROUP, DRAFT, key="k-1")

    assert (caught.value.reason, caught.value.answered) == ("feishu_connection", True)


def test_6_an_expired_token_is_fetched_anew_once(sim: FeishuSim, town: Town, messenger: FeishuMessenger) -> None:
    messenger.post(GROUP, DRAFT, key="k-1")
    sim.api.tokens.revoke()
    messenger.post(GROUP, DRAFT, key="k-2")
    town.plan(Platform.FEISHU, Fault("expired", times=2, path=MESSAGES))

    with pytest.raises(TryLater, match="feishu_token"):
        messenger.post(GROUP, DRAFT, key="k-3")

    assert len(cards_in(town, "oc_huachen")) == 2
    asked = [entry["ok"] for entry in town.journal if "tenant_access_token" in entry["what"]]
    assert asked == [True, True, True]


def test_6_the_clock_moves_past_the_tokens_life(town: Town, messenger: FeishuMessenger, clock: SetClock) -> None:
    messenger.post(GROUP, DRAFT, key="k-1")
    clock.move(timedelta(hours=72))
    messenger.post(GROUP, DRAFT, key="k-2")

    assert len(cards_in(town, "oc_huachen")) == 2


def test_two_secrets_of_one_app_do_not_share_a_token(sim: FeishuSim, clock: SetClock) -> None:
    tokens, pacer = OwnTokens(clock), OwnPacer(clock)
    right, wrong = (
        FeishuClient(replace(SETTINGS, api_url=sim.url, app_secret=secret), clock, tokens)
        for secret in (SETTINGS.app_secret, "other")
    )
    FeishuMessenger(right, clock, pacer).post(GROUP, DRAFT, key="k-1")

    with pytest.raises(Undeliverable, match="feishu_10014"):
        FeishuMessenger(wrong, clock, pacer).post(GROUP, DRAFT, key="k-2")


# --- 7: never ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (Person(Platform.FEISHU, APP, "ou_nobody"), "feishu_230013"),
        (Person(Platform.FEISHU, APP, "ou_wang"), "feishu_230013"),
        (Conversation(Platform.FEISHU, APP, "oc_without_us", ChatKind.GROUP), "feishu_230002"),
        (Conversation(Platform.FEISHU, APP, "oc_nowhere", ChatKind.GROUP), "feishu_230002"),
    ],
)
def test_7_who_cannot_be_reached(messenger: FeishuMessenger, to: Person | Conversation, reason: str) -> None:
    with pytest.raises(Undeliverable) as caught:
        messenger.post(to, DRAFT, key="k-1")

    assert caught.value.reason == reason


def test_7_a_planned_refusal_is_final(town: Town, messenger: FeishuMessenger) -> None:
    town.plan(Platform.FEISHU, Fault("refuse", path=MESSAGES))

    with pytest.raises(Undeliverable, match="feishu_230006"):
        messenger.post(GROUP, DRAFT, key="k-1")


def test_7_a_key_that_is_too_long_is_final(town: Town, messenger: FeishuMessenger) -> None:
    with pytest.raises(Undeliverable, match="feishu_230001"):
        messenger.post(GROUP, DRAFT, key="k" * 51)
    assert cards_in(town, "oc_huachen") == []


# --- 8: text -------------------------------------------------------------------------------------------------------------

ODD = "👨‍👩‍👧 😀 \"引号\" 'a' \\ </at> <at id=all></at> [点我](https://evil.example) **粗** `code`\n- 一\n1. 二\r\n三\t四 "


@pytest.mark.parametrize("text", [ODD, (ODD * 40)[:1300], "汉" * 1365, "x" * 4096, "<" * 4096], ids=len)
def test_8_odd_and_long_text_survives(town: Town, messenger: FeishuMessenger, text: str) -> None:
    messenger.post(GROUP, replace(DRAFT, body=text), key="k-1")

    (said,) = cards_in(town, "oc_huachen")
    assert said.card is not None
    shown = html.unescape(said.card["body"]["elements"][0]["content"])
    assert shown == text.replace("\r\n", "\n").strip()


def test_8_odd_text_comes_in_whole(sim: FeishuSim, suilu: Suilu) -> None:
    said = sim.say("oc_huachen", "lin", f"@随录 {ODD}")

    event = suilu.inbox[f"feishu:msg:{said.id}"]
    assert isinstance(event, TextSaid)
    assert event.text == ODD.strip()


# --- the simulator itself -------------------------------------------------------------------------------------------------


def post_raw(sim: FeishuSim, path: str, **request: Any) -> tuple[int, dict[str, Any]]:
    token, _ = sim.api.tokens.issue()
    headers = {"Authorization": f"Bearer {token}"}
    reply = requests.request(request.pop("method", "POST"), sim.url + path, headers=headers, timeout=5, **request)
    return reply.status_code, reply.json()


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"i18n_elements": {}}, "unknown property i18n_elements"),
        ({"schema": "1.0"}, "schema must be 2.0"),
        ({"config": {"update_multi": False}}, "update_multi must be true"),
        ({"body": {"elements": [{"tag": "action", "actions": []}]}}, "unknown tag action"),
        ({"body": {"elements": [{"tag": "markdown", "content": "x", "href": {}}]}}, "unknown property href"),
        ({"body": {"elements": [{"tag": "button", "text": {"tag": "plain_text", "content": "x"}, "value": {}}]}}, "value"),
    ],
)
def test_a_card_with_what_2_0_does_not_know_is_refused(sim: FeishuSim, change: dict[str, Any], detail: str) -> None:
    card = {"schema": "2.0", "config": {"update_multi": True}, "body": {"elements": [{"tag": "hr"}]}, **change}
    body = {"receive_id": "oc_huachen", "msg_type": "interactive", "content": json.dumps(card)}

    status, answer = post_raw(sim, "/open-apis/im/v1/messages?receive_id_type=chat_id", json=body)

    assert (status, answer["code"]) == (400, 230099)
    assert detail in answer["msg"]


def test_tokens_rotate_in_the_last_half_hour_and_overlap(sim: FeishuSim, clock: SetClock) -> None:
    first, expire = sim.api.tokens.issue()
    clock.move(timedelta(minutes=90))
    same, left = sim.api.tokens.issue()
    clock.move(timedelta(seconds=1))
    second, full = sim.api.tokens.issue()

    assert (first == same, first == second, expire, left, full) == (True, False, 7200, 1800, 7200)
    assert sim.api.tokens.good(first)
    clock.move(timedelta(minutes=30))
    assert not sim.api.tokens.good(first)
    assert sim.api.tokens.good(second)


def test_reply_get_delete_and_the_directory(sim: FeishuSim, town: Town) -> None:
    said = town.say("oc_huachen", "lin", "在吗", prefix="om_")
    path = f"/open-apis/im/v1/messages/{said.id}"

    _, reply = post_raw(sim, f"{path}/reply", json={"msg_type": "text", "content": '{"text":"在"}', "reply_in_thread": True})
    _, got = post_raw(sim, path, method="GET")
    _, user = post_raw(sim, "/open-apis/contact/v3/users/ou_lin", method="GET")
    status, nobody = post_raw(sim, "/open-apis/contact/v3/users/ou_x", method="GET")
    post_raw(sim, f"/open-apis/im/v1/messages/{reply['data']['message_id']}", method="DELETE")

    assert (reply["data"]["root_id"], reply["data"]["thread_id"]) == (said.id, got["data"]["items"][0]["thread_id"])
    assert user["data"]["user"]["leader_user_id"] == "ou_zhou"
    assert (status, nobody["code"]) == (400, 41050)
    assert town.chats["oc_huachen"].messages[1].extra["deleted"] is True


def test_a_card_in_the_answer_to_a_click_replaces_the_clicked_one(town: Town, sim: FeishuSim) -> None:
    chat = town.opens(Chat("oc_x", "feishu", "group", "x", ["lin", "bot"]))
    card = {"schema": "2.0", "body": {"elements": [{"tag": "hr"}]}}
    said = town.add(chat.id, Said("om_x", "bot", town.clock.now().isoformat(), card=card, handle="om_x"))

    good = sim._shown(said, {"card": {"type": "raw", "data": {**card, "config": {}}}})
    bad = sim._shown(said, {"card": {"type": "raw", "data": {**card, "odd": 1}}})

    assert (good.ok, bad.ok, said.card, said.changed) == (True, False, {**card, "config": {}}, 1)


def test_the_journal_names_every_call(sim: FeishuSim, town: Town, messenger: FeishuMessenger) -> None:
    handle = messenger.post(GROUP, SAVED, key="k-1")
    sim.click(handle.card, "lin", "undo:9", {})

    assert [(entry["way"], entry["what"], entry["ok"]) for entry in town.journal] == [
        ("out", "POST /open-apis/auth/v3/tenant_access_token/internal", True),
        ("out", "POST /open-apis/im/v1/messages", True),
        ("in", "card.action.trigger", True),
    ]


def test_the_simulators_buttons_are_found_by_their_action() -> None:
    card = {
        "body": {"elements": [{"tag": "button", "text": {}, "behaviors": [{"type": "callback", "value": {"action": "a:1"}}]}]}
    }

    assert feishu_card.button(card, "a:2") is None
    found = feishu_card.button(card, "a:1")
    assert found is not None
    assert found[1] is None


def test_the_vendors_own_dispatcher_reads_the_same(sim: FeishuSim, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK's event handler as a second reader: what the simulator sends is what its typed models expect."""
    import lark_oapi as lark
    from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTriggerResponse

    heard: list[Any] = []

    def clicked(data: Any) -> Any:
        heard.append(data)
        return P2CardActionTriggerResponse({})

    sdk = (
        lark.EventDispatcherHandler.builder(SETTINGS.encrypt_key, SETTINGS.verification_token)
        .register_p2_im_message_receive_v1(heard.append)
        .register_p2_card_action_trigger(clicked)
        .build()
    )

    def dispatched(path: str, body: bytes, headers: dict[str, str], *, deadline: float) -> tuple[int, dict[str, Any]]:
        request = lark.RawRequest()
        request.uri, request.body, request.headers = path, body, headers
        return sdk.do(request).status_code, {}

    monkeypatch.setattr(sim, "_call", dispatched)
    card = {
        "schema": "2.0",
        "body": {
            "elements": [
                {
                    "tag": "button",
                    "text": {"tag": "plain_text", "content": "撤销"},
                    "behaviors": [{"type": "callback", "value": {"action": "undo:9"}}],
                }
            ]
        },
    }
    town.add("oc_huachen", Said("om_x", "bot", town.clock.now().isoformat(), card=feishu_card.check(card), handle="om_x"))

    said = sim.say("oc_huachen", "lin", "@随录 同步")
    answer = sim.click("om_x", "lin", "undo:9", {})

    message, click = heard
    assert (answer.ok, [status for _, status in sim.attempts]) == (True, [200, 200])
    assert (message.event.message.message_id, message.event.sender.sender_id.open_id) == (said.id, "ou_lin")
    assert (message.event.message.mentions[0].name, message.event.message.mentions[0].mentioned_type) == ("随录", "bot")
    assert (click.event.action.value, click.event.context.open_message_id) == ({"action": "undo:9"}, "om_x")
    assert click.event.operator.open_id == "ou_lin"
