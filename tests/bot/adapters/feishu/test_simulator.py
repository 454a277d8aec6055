"""The stand-in believes nothing and misbehaves on command: limits, lost and late calls, one-use rights, odd cards."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests

from bot.adapters.feishu.client import FeishuClient
from bot.adapters.feishu.outbound import FeishuMessenger
from bot.adapters.manners import OwnPacer
from bot.model import (
    BotOpened,
    CardRead,
    ChatChange,
    ChatChanged,
    ChatKind,
    Conversation,
    MemberChange,
    MemberChanged,
    Person,
    Platform,
    TextSaid,
)
from bot.ports import Pacer, Scope, Spent, TryLater, Undeliverable
from bot.simulator.feishu import card as feishu_card
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import CALLBACK, Fault, Said, Town
from cards.model import Button, Card
from crm_core.clock import SetClock
from tests.bot.adapters.feishu.conftest import APP, GROUP, LIN, Suilu

CARD = Card(kind="x", title="已保存", buttons=(Button("撤销", "undo:9"),))
MESSAGES = "im/v1/messages"


class Unpaced:
    """Nobody keeps the limits: the platform does."""

    def admit(self, *scopes: Scope) -> None:
        del scopes


class Ticks:
    now = 0.0

    def __call__(self) -> float:
        return self.now


Asks = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def hasty(client: FeishuClient, clock: SetClock) -> FeishuMessenger:
    return FeishuMessenger(client, clock, Unpaced())


@pytest.fixture
def ask(sim: FeishuSim) -> Asks:
    def ask(method: str, path: str, **request: Any) -> tuple[int, dict[str, Any]]:
        token, _ = sim.api.tokens.issue()
        headers = {"Authorization": f"Bearer {token}"}
        reply = requests.request(method, sim.url + "/open-apis" + path, headers=headers, timeout=5, **request)
        return reply.status_code, reply.json()

    return ask


@pytest.fixture
def ticks(sim: FeishuSim) -> Ticks:
    sim.api.limits.tick = Ticks()
    return sim.api.limits.tick


# --- limits -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [GROUP, LIN])
def test_a_sixth_card_within_a_second_is_too_much_for_one_receiver(
    hasty: FeishuMessenger, ticks: Ticks, to: Person | Conversation
) -> None:
    for number in range(5):
        hasty.post(to, CARD, key=f"k-{number}")

    with pytest.raises(TryLater, match="feishu_rate_limit"):
        hasty.post(to, CARD, key="k-5")
    hasty.post(LIN if to == GROUP else GROUP, CARD, key="k-6")
    ticks.now = 1.0
    hasty.post(to, CARD, key="k-5")


def test_a_sixth_patch_within_a_second_is_too_much_for_one_card(hasty: FeishuMessenger, ticks: Ticks, town: Town) -> None:
    one, two = (hasty.post(GROUP, CARD, key=f"k-{number}") for number in range(2))
    for _ in range(5):
        hasty.change(one, CARD, to=GROUP)

    with pytest.raises(TryLater, match="feishu_rate_limit"):
        hasty.change(one, CARD, to=GROUP)
    hasty.change(two, CARD, to=GROUP)


@pytest.mark.parametrize(("old", "status"), [(False, 429), (True, 400)])
def test_an_api_has_its_own_limits_and_says_how_long(sim: FeishuSim, ask: Asks, ticks: Ticks, old: bool, status: int) -> None:
    sim.api.limits.api_second, sim.api.limits.api_minute, sim.api.limits.old = 2, 3, old

    first = [ask("GET", "/im/v1/chats")[0] for _ in range(3)]
    ticks.now = 1.0
    second = [ask("GET", "/im/v1/chats") for _ in range(2)]

    assert first == [200, 200, status]
    assert [(code, body["code"]) for code, body in second] == [(200, 0), (status, 99991400)]
    assert ask("GET", "/tenant/v2/tenant/query")[0] == 200


def test_the_wait_of_a_limit_reaches_us(hasty: FeishuMessenger, sim: FeishuSim, ticks: Ticks) -> None:
    sim.api.limits.api_minute = 1
    hasty.post(GROUP, CARD, key="k-1")
    ticks.now = 20.0

    with pytest.raises(TryLater) as caught:
        hasty.post(LIN, CARD, key="k-2")

    assert caught.value.after == timedelta(seconds=40)


@pytest.mark.parametrize("fault", ["limit", "limit:429", "limit:400", "limit:230020"])
def test_every_planned_limit_means_later(town: Town, hasty: FeishuMessenger, fault: str) -> None:
    town.plan(Platform.FEISHU, Fault(fault, path=MESSAGES))

    with pytest.raises(TryLater, match="feishu_rate_limit") as caught:
        hasty.post(GROUP, CARD, key="k-1")

    assert caught.value.after == timedelta(seconds=1 if fault == "limit:230020" else 7)


class Noted:
    """A pacer that notes what it is asked, and allows a number of calls."""

    def __init__(self, allowed: int) -> None:
        self.allowed, self.asked = allowed, list[tuple[Scope, ...]]()

    def admit(self, *scopes: Scope) -> None:
        self.asked.append(scopes)
        if len(self.asked) > self.allowed:
            raise TryLater("pace", timedelta(seconds=0.5))


def test_the_pacer_is_asked_before_each_call(client: FeishuClient, clock: SetClock, town: Town) -> None:
    pacer = Noted(allowed=2)
    messenger = FeishuMessenger(client, clock, pacer)
    handle = messenger.post(LIN, CARD, key="k-1")
    messenger.change(handle, CARD, to=LIN)

    with pytest.raises(TryLater, match="pace"):
        messenger.post(LIN, CARD, key="k-2")

    whole = f"feishu:{APP}:"
    assert pacer.asked[0] == (
        Scope(f"{whole}create", 50, 1.0),
        Scope(f"{whole}create:minute", 1000, 60.0),
        Scope(f"{whole}to:ou_lin", 5, 1.0),
    )
    assert [scope.name for scope in pacer.asked[1]] == [
        f"{whole}patch",
        f"{whole}patch:minute",
        f"{whole}message:{handle.card}",
    ]
    assert [entry["what"].partition(" ")[0] for entry in town.journal if MESSAGES in entry["what"]] == ["POST", "PATCH"]


def test_a_paced_burst_never_hits_a_limit(client: FeishuClient, clock: SetClock, sim: FeishuSim, town: Town) -> None:
    """Both count by one clock here, so that the proof does not hang on how fast this machine is."""
    sim.api.limits.tick = lambda: clock.now().timestamp()
    pacer: Pacer = OwnPacer(clock)
    messenger = FeishuMessenger(client, clock, pacer)
    waits: list[tuple[str, timedelta | None]] = []
    for number in range(23):
        try:
            messenger.post(GROUP, CARD, key=f"k-{number}")
        except TryLater as later:
            waits.append((later.reason, later.after))
            clock.move(later.after or timedelta())
            messenger.post(GROUP, CARD, key=f"k-{number}")

    assert waits == [("pace", timedelta(seconds=1))] * 4
    assert len(town.chats["oc_huachen"].messages) == 23
    assert all(entry["ok"] for entry in town.journal)


# --- bad days ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "answered"), [("cut", False), ("error", True)])
def test_a_call_that_broke_had_no_effect(town: Town, hasty: FeishuMessenger, fault: str, answered: bool) -> None:
    """We cannot know that of a cut connection: the key tells."""
    town.plan(Platform.FEISHU, Fault(fault, path=MESSAGES))

    with pytest.raises(TryLater) as caught:
        hasty.post(GROUP, CARD, key="k-1")

    assert caught.value.answered is answered
    assert town.chats["oc_huachen"].messages == []


def test_a_slow_answer_is_an_answer(town: Town, sim: FeishuSim, hasty: FeishuMessenger) -> None:
    sim.api.desk.slow = 0.2
    town.plan(Platform.FEISHU, Fault("slow", path=MESSAGES))

    assert hasty.post(GROUP, CARD, key="k-1").card == town.chats["oc_huachen"].messages[0].id


@pytest.mark.parametrize(("fault", "reason"), [("refuse", "feishu_230006"), ("scope", "feishu_230013")])
def test_a_final_refusal_is_final(town: Town, hasty: FeishuMessenger, fault: str, reason: str) -> None:
    town.plan(Platform.FEISHU, Fault(fault, path=MESSAGES))

    with pytest.raises(Undeliverable, match=reason):
        hasty.post(GROUP, CARD, key="k-1")


def test_a_person_out_of_scope_is_never_reached(sim: FeishuSim, hasty: FeishuMessenger) -> None:
    sim.api.messages.out_of_scope.add("lin")

    with pytest.raises(Undeliverable, match="feishu_230013"):
        hasty.post(LIN, CARD, key="k-1")


def test_a_spent_card_is_spent(town: Town, hasty: FeishuMessenger) -> None:
    handle = hasty.post(GROUP, CARD, key="k-1")
    town.plan(Platform.FEISHU, Fault("spent", path=MESSAGES))

    with pytest.raises(Spent):
        hasty.change(handle, CARD, to=GROUP)


# --- callbacks that go wrong -------------------------------------------------------------------------------------------------


def test_a_duplicate_is_one_event(sim: FeishuSim, suilu: Suilu, town: Town) -> None:
    town.plan(Platform.FEISHU, Fault("duplicate", path=CALLBACK))

    sim.say("oc_huachen", "lin", "@随录 同步")

    assert (suilu.calls, len(suilu.inbox), [status for _, status in sim.attempts]) == (2, 1, [200, 200])


def test_a_late_one_arrives(sim: FeishuSim, suilu: Suilu, town: Town) -> None:
    sim.courier.late_seconds = 0.3
    town.plan(Platform.FEISHU, Fault("late", path=CALLBACK))

    sim.say("oc_huachen", "lin", "@随录 一")
    sim.say("oc_huachen", "lin", "@随录 二")
    while len(suilu.inbox) < 2:
        sim.api.desk.closed.wait(0.01)

    assert [event.text for event in suilu.inbox.values() if isinstance(event, TextSaid)] == ["二", "一"]


def test_one_held_back_comes_after_the_next(sim: FeishuSim, suilu: Suilu, town: Town) -> None:
    town.plan(Platform.FEISHU, Fault("reorder", path=CALLBACK))

    for text in ("一", "二", "三"):
        sim.say("oc_huachen", "lin", f"@随录 {text}")

    assert [event.text for event in suilu.inbox.values() if isinstance(event, TextSaid)] == ["二", "一", "三"]


@pytest.mark.parametrize("fault", ["skew", "forge"])
def test_a_skewed_or_forged_one_is_refused_and_the_vendors_retry_is_heard(
    sim: FeishuSim, suilu: Suilu, town: Town, fault: str
) -> None:
    town.plan(Platform.FEISHU, Fault(fault, path=CALLBACK))

    sim.say("oc_huachen", "lin", "@随录 同步")
    sim.settle()

    assert [status for _, status in sim.attempts] == [403, 200]
    assert len(suilu.inbox) == 1


@pytest.mark.parametrize("fault", ["skew", "forge", "reorder"])
def test_such_a_click_fails_for_the_clicker(
    sim: FeishuSim, town: Town, hasty: FeishuMessenger, suilu: Suilu, fault: str
) -> None:
    handle = hasty.post(GROUP, CARD, key="k-1")
    town.plan(Platform.FEISHU, Fault(fault, path=CALLBACK))

    assert not sim.click(handle.card, "lin", "undo:9", {}).ok
    assert suilu.inbox == {}


def test_the_journal_holds_what_went_over_the_wire(sim: FeishuSim, town: Town, hasty: FeishuMessenger) -> None:
    handle = hasty.post(GROUP, CARD, key="k-1")
    sim.click(handle.card, "lin", "undo:9", {})

    assert not any(secret in json.dumps(town.journal) for secret in ("app-secret", "t-g1"))
    sent, clicked = (entry for entry in town.journal if "token" not in entry["what"])
    assert (json.loads(sent["asked"])["uuid"], json.loads(sent["answered"])["data"]["message_id"]) == ("k-1", handle.card)
    assert json.loads(clicked["asked"])["event"]["action"]["value"] == {"action": "undo:9"}
    assert json.loads(clicked["answered"])["toast"]["content"] == "已收到，正在处理…"
    assert ": " not in clicked["asked"].replace("：", "")


# --- what else happens --------------------------------------------------------------------------------------------------------


def heard(suilu: Suilu, event_id: str) -> Any:
    return suilu.inbox[f"feishu:event:{event_id}"]


def test_a_look_at_a_card_is_told(sim: FeishuSim, suilu: Suilu, hasty: FeishuMessenger, ask: Asks, clock: SetClock) -> None:
    one, two = (hasty.post(LIN, CARD, key=f"k-{number}") for number in range(2))
    in_group = hasty.post(GROUP, CARD, key="k-3")

    event = heard(suilu, sim.read(one.card, "lin", two.card))

    assert event == CardRead(id=event.id, by=LIN, at=clock.now(), cards=(one.card, two.card))
    assert sim.read(in_group.card, "chen") == ""
    assert [item["user_id"] for item in ask("GET", f"/im/v1/messages/{two.card}/read_users")[1]["data"]["items"]] == ["ou_lin"]


def test_a_menus_entry_is_said(sim: FeishuSim, suilu: Suilu, clock: SetClock) -> None:
    event = heard(suilu, sim.menu("lin", "我的待办"))

    where = Conversation(Platform.FEISHU, APP, "ou_lin", ChatKind.SINGLE)
    assert event == TextSaid(id=event.id, by=LIN, at=clock.now(), where=where, text="我的待办")


def test_opening_the_chat_with_the_bot_is_told(sim: FeishuSim, suilu: Suilu, clock: SetClock) -> None:
    event = heard(suilu, sim.enter("lin"))

    assert event == BotOpened(id=event.id, by=LIN, at=clock.now())


def test_a_groups_life_is_told(sim: FeishuSim, suilu: Suilu, town: Town) -> None:
    ids = [
        sim.add_bot("oc_without_us", "lin"),
        sim.add_member("oc_without_us", "lin", "zhou"),
        sim.rename("oc_without_us", "lin", "新群"),
        sim.remove_member("oc_without_us", "lin", "zhou"),
        sim.remove_bot("oc_without_us", "lin"),
        sim.disband("oc_without_us", "lin"),
    ]

    events = [heard(suilu, event_id) for event_id in ids]
    assert all(isinstance(event, ChatChanged) and event.where.id == "oc_without_us" for event in events)
    assert [(event.change, tuple(m.id for m in event.members)) for event in events] == [
        (ChatChange.BOT_ADDED, ()),
        (ChatChange.JOINED, ("ou_zhou",)),
        (ChatChange.RENAMED, ()),
        (ChatChange.LEFT, ("ou_zhou",)),
        (ChatChange.BOT_REMOVED, ()),
        (ChatChange.DISMISSED, ()),
    ]
    assert (town.chats["oc_without_us"].title, town.chats["oc_without_us"].members) == ("新群", [])


@pytest.mark.parametrize(
    ("change", "ours"),
    [("created", MemberChange.JOINED), ("updated", MemberChange.CHANGED), ("deleted", MemberChange.LEFT)],
)
def test_a_colleague_who_comes_or_goes_is_told(sim: FeishuSim, suilu: Suilu, change: str, ours: MemberChange) -> None:
    event = heard(suilu, sim.colleague("chen", change))

    assert isinstance(event, MemberChanged)
    assert (event.member.id, event.change) == ("ou_chen", ours)


def test_chats_members_and_the_bot_can_be_asked_for(ask: Asks) -> None:
    chat, members = ask("GET", "/im/v1/chats/oc_huachen")[1]["data"], ask("GET", "/im/v1/chats/oc_huachen/members")[1]["data"]

    assert (chat["name"], chat["external"], chat["owner_id"]) == ("华辰精密 · 商机群", True, "ou_lin")
    assert [item["name"] for item in members["items"]] == ["林晓", "陈默", "王海"]
    assert [item["chat_id"] for item in ask("GET", "/im/v1/chats")[1]["data"]["items"]] == ["oc_huachen"]
    assert ask("GET", "/im/v1/chats/oc_without_us/members")[1]["code"] == 230002
    assert ask("GET", "/bot/v3/info")[1]["bot"]["app_name"] == "随录"


def test_forwarding_one_and_many(sim: FeishuSim, ask: Asks, town: Town) -> None:
    said = sim.say("oc_huachen", "wang", "预算 50 万")
    to = {"params": {"receive_id_type": "open_id"}}

    one = ask("POST", f"/im/v1/messages/{said.id}/forward", json={"receive_id": "ou_lin"}, **to)[1]["data"]
    both = {"receive_id": "ou_lin", "message_id_list": [said.id, "om_gone"]}
    many = ask("POST", "/im/v1/messages/merge_forward", json=both, **to)[1]["data"]
    items = ask("GET", f"/im/v1/messages/{many['message']['message_id']}")[1]["data"]["items"]

    assert json.loads(one["body"]["content"]) == {"text": "预算 50 万"}
    assert many["invalid_message_id_list"] == ["om_gone"]
    assert [(i["message_id"], i.get("upper_message_id")) for i in items[1:]] == [(said.id, items[0]["message_id"])]
    assert [m.kind for m in town.chats["feishu-bot-lin"].messages] == ["text", "merge_forward"]


# --- the right to change a clicked card later ---------------------------------------------------------------------------------


def later(ask: Asks, token: str) -> int:
    card = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "改了"}]}, "open_ids": []}
    return int(ask("POST", "/interactive/v1/card/update", json={"token": token, "card": card})[1]["code"])


def clicked(sim: FeishuSim, town: Town, hasty: FeishuMessenger) -> tuple[Said, str]:
    handle = hasty.post(GROUP, CARD, key="k-1")
    assert sim.click(handle.card, "lin", "undo:9", {}).ok
    token = json.loads(town.journal[-1]["asked"])["event"]["token"]
    return town.chats["oc_huachen"].messages[0], token


@pytest.mark.parametrize("uses", [2, 3])
def test_a_clicks_token_changes_its_card_so_many_times(
    sim: FeishuSim, town: Town, hasty: FeishuMessenger, ask: Asks, uses: int
) -> None:
    sim.api.messages.clicks.uses = uses
    said, token = clicked(sim, town, hasty)

    assert [later(ask, token) for _ in range(uses + 1)] == [0] * uses + [300040]
    assert said.changed == uses
    assert said.card is not None
    assert said.card["body"]["elements"][0]["content"] == "改了"


def test_a_clicks_token_ends_after_half_an_hour(
    sim: FeishuSim, town: Town, hasty: FeishuMessenger, ask: Asks, clock: SetClock
) -> None:
    said, token = clicked(sim, town, hasty)
    clock.move(timedelta(minutes=30))

    assert later(ask, token) == 300030
    assert later(ask, "c-other") == 300020
    assert said.changed == 0


def test_not_before_the_click_was_answered(sim: FeishuSim, hasty: FeishuMessenger, ask: Asks) -> None:
    token = sim.api.messages.clicks.issue(hasty.post(GROUP, CARD, key="k-1").card)

    assert later(ask, token) == 300090


# --- cards ------------------------------------------------------------------------------------------------------------------


def plain(text: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": text}


SUBMIT = {
    "tag": "button",
    "name": "save",
    "text": plain("保存"),
    "form_action_type": "submit",
    "behaviors": [{"type": "callback", "value": {"action": "confirm:7"}}],
}
OPTIONS = [{"text": plain(f"第 {n} 项"), "value": str(n)} for n in (1, 2)]
INPUT = {"tag": "input", "name": "budget", "label": plain("预算"), "default_value": "50 万", "max_length": 10}
PANEL = {
    "tag": "collapsible_panel",
    "expanded": False,
    "header": {"title": plain("修改"), "icon_position": "right"},
    "elements": [INPUT],
}


def form(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"schema": "2.0", "body": {"elements": [{"tag": "form", "name": "form", "elements": list(elements)}]}}


def test_a_form_may_hold_every_kind_of_question() -> None:
    one = {"tag": "select_static", "name": "owner", "options": OPTIONS, "initial_option": "2"}
    many = {"tag": "multi_select_static", "name": "lines", "options": OPTIONS, "selected_values": ["1"]}
    notes = {"tag": "input", "name": "notes", "input_type": "multiline_text", "rows": 3, "placeholder": plain("备注")}
    card = feishu_card.check(form(PANEL, one, many, notes, SUBMIT))
    drawn = card["body"]["elements"][0]

    assert feishu_card.button(card, "confirm:7") == (SUBMIT, drawn)
    assert feishu_card.form_value(drawn, {}) == {"budget": "50 万", "owner": "2", "lines": ["1"], "notes": ""}
    chosen = {"budget": "六十万到七十万之间吧", "owner": "1", "lines": "", "notes": "x" * 1001}
    assert feishu_card.form_value(drawn, chosen) == {
        "budget": "六十万到七十万之间吧"[:10],
        "owner": "1",
        "lines": [],
        "notes": "x" * 1000,
    }


@pytest.mark.parametrize(
    ("elements", "detail"),
    [
        ([INPUT], "a form needs a submit button"),
        ([{**INPUT, "name": ""}, SUBMIT], "a name is text"),
        ([{**INPUT, "hint": "x"}, SUBMIT], "unknown property hint in input"),
        ([{**INPUT, "max_length": 1001}, SUBMIT], "max_length is 1 to 1000"),
        ([{**INPUT, "max_length": 0}, SUBMIT], "max_length is 1 to 1000"),
        ([{**INPUT, "max_length": 2}, SUBMIT], "default_value is longer"),
        ([{**INPUT, "input_type": "number"}, SUBMIT], "unknown input_type"),
        ([{**INPUT, "label": "预算"}, SUBMIT], "text must be an object"),
        ([INPUT, PANEL, SUBMIT], "two elements with one name"),
        ([{**PANEL, "title": plain("x")}, SUBMIT], "unknown property title in collapsible_panel"),
        ([{**PANEL, "header": {"title": plain("x"), "color": "red"}}, SUBMIT], "unknown property color in panel header"),
        ([{**PANEL, "expanded": "no"}, SUBMIT], "expanded is true or false"),
        ([{"tag": "select_static", "options": OPTIONS}, SUBMIT], "a select_static in a form needs a name"),
        ([{"tag": "select_static", "name": "x", "options": OPTIONS, "initial_option": "3"}, SUBMIT], "initial_option"),
        ([{"tag": "select_static", "name": "x", "options": OPTIONS, "initial_index": 3}, SUBMIT], "initial_index"),
        ([{"tag": "multi_select_static", "name": "x", "options": OPTIONS, "selected_values": ["3"]}, SUBMIT], "selected"),
        ([{"tag": "form", "name": "inner", "elements": [SUBMIT]}], "a form stands at the root only"),
        ([{"tag": "table", "columns": [{"name": "a"}], "rows": []}, SUBMIT], "table in a form"),
    ],
)
def test_a_form_with_what_2_0_does_not_take_is_refused(elements: list[dict[str, Any]], detail: str) -> None:
    with pytest.raises(feishu_card.BadCard, match=detail):
        feishu_card.check(form(*elements))


def test_a_table_stands_outside_of_forms() -> None:
    table = {"tag": "table", "columns": [{"name": "a", "display_name": "客户"}], "rows": [{"a": "华辰"}], "page_size": 10}
    card = {"schema": "2.0", "body": {"elements": [table]}}

    assert feishu_card.check(card) == card
    with pytest.raises(feishu_card.BadCard, match="page_size"):
        feishu_card.check({"schema": "2.0", "body": {"elements": [{**table, "page_size": 11}]}})
