"""The adapter's contract: our adapter, on the vendor's SDK, on the simulator. Numbers as in the house's list."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
import requests

from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.outbound import WecomMessenger
from bot.model import Action, CardClicked, CardHandle, Person, Platform, TextSaid, Unknown
from bot.ports import Spent, TryLater, Undeliverable
from bot.simulator.town import Fault, Said
from cards.model import Button, Card, Choice, Option
from tests.bot.adapters.wecom.conftest import START
from tests.bot.adapters.wecom.world import CORP, SINGLE, Opened, World

LIN = Person(Platform.WECOM, CORP, "linxiao")
ASK = Card(kind="t", title="继续吗？", buttons=(Button("好", "yes:1", primary=True), Button("不", "no:1?why=later")))
DONE = Card(kind="t", title="好了", body="已处理", buttons=(Button("撤销", "undo:1"),))


def cards(world: World) -> list[Said]:
    return [m for m in world.town.bot_chat(Platform.WECOM, "lin").messages if m.card]


def only_click(world: World) -> CardClicked:
    (event,) = world.house.inbox.values()
    assert isinstance(event, CardClicked)
    return event


# (1) a forged or stale signature is refused and the inbox stays empty


def test_forged_and_stale_callbacks_leave_the_inbox_empty(world: World) -> None:
    bot_chat = world.town.bot_chat(Platform.WECOM, "lin").id
    world.sim.say(bot_chat, "lin", "你好")
    true = world.house.calls[0]
    world.house.inbox.clear()
    url = f"{world.sim.calls.target}?"

    forged = requests.post(url, params={**true.query, "msg_signature": "0" * 40}, data=true.body, timeout=5)
    world.clock.move(timedelta(seconds=301))
    stale = requests.post(url, params=dict(true.query), data=true.body, timeout=5)

    assert (forged.status_code, stale.status_code) == (403, 403)
    assert world.house.inbox == {}


# (2) a vendor retry yields one event


@pytest.mark.parametrize(("failing", "tries"), [(0, 1), (1, 2), (2, 3), (3, 3)])
def test_a_retry_is_one_event(world: World, failing: int, tries: int) -> None:
    world.house.failing = failing

    said = world.sim.say(world.town.bot_chat(Platform.WECOM, "lin").id, "lin", "你好")

    assert len(world.house.calls) == tries
    (event,) = world.house.inbox.values()
    assert isinstance(event, TextSaid)
    assert (event.text, event.by.id, event.id) == ("你好", "linxiao", f"wecom:msg:{7 * 10**18 + int(said.id[-8:])}")


def test_two_deliveries_of_one_click_are_one_event_and_two_clicks_are_two(world: World, messenger: WecomMessenger) -> None:
    messenger.post(LIN, ASK, key="k1")
    world.house.failing = 1
    world.sim.click(cards(world)[0].id, "lin", "yes:1", {})
    assert (len(world.house.calls), len(world.house.inbox)) == (2, 1)

    world.sim.click(cards(world)[0].id, "lin", "yes:1", {})
    assert (len(world.house.calls), len(world.house.inbox)) == (3, 2)


# (3) what we put on a button is what a click returns


def test_a_click_returns_the_buttons_action(world: World, messenger: WecomMessenger) -> None:
    messenger.post(LIN, ASK, key="k1")

    assert world.sim.click(cards(world)[0].id, "lin", "no:1?why=later", {}).ok

    click = only_click(world)
    assert click.action == Action("no", "1", {"why": "later"})
    assert (click.card, click.by.id, click.at) == ("k1", "linxiao", START)
    assert click.handle
    assert (click.handle.card, click.handle.uses_left) == ("k1", 1)
    assert click.handle.until == START + timedelta(hours=24)


@pytest.mark.parametrize(
    ("form", "lines"),
    [({}, "1,3"), ({"lines": "2"}, "2"), ({"lines": "1,2,3"}, "1,2,3"), ({"lines": ""}, "")],
)
def test_ticks_come_with_the_click(world: World, messenger: WecomMessenger, form: dict[str, str], lines: str) -> None:
    options = (Option("1", "预算：50万", True), Option("2", "竞品：甲"), Option("3", "电话", True))
    card = Card(
        kind="draft",
        title="摘要",
        choices=(Choice("lines", "行", options, many=True),),
        buttons=(Button("确认保存", "confirm:4", primary=True), Button("放弃", "drop:4"), Button("修改", url="https://a.b/c")),
    )
    messenger.post(LIN, card, key="k1")
    (said,) = cards(world)

    assert world.sim.click(said.id, "lin", "confirm:4", form).ok

    assert only_click(world).action == Action("confirm", "4", {"lines": lines})
    world.house.inbox.clear()
    assert world.sim.click(said.id, "lin", "drop:4", {}).ok
    assert only_click(world).action == Action("drop", "4", {})


def test_a_choice_of_one_comes_with_the_click(world: World, messenger: WecomMessenger) -> None:
    choice = Choice("owner", "改派给", (Option("7", "陈默"), Option("8", "林晓")))
    messenger.post(
        LIN, Card(kind="n", title="t", choices=(choice,), buttons=(Button("改派", "reassign:3", asks="owner"),)), key="k"
    )

    assert world.sim.click(cards(world)[0].id, "lin", "reassign:3", {"owner": "8"}).ok
    assert only_click(world).action == Action("reassign", "3", {"owner": "8"})

    assert not world.sim.click(cards(world)[0].id, "lin", "reassign:3", {"owner": "99"}).ok
    assert not world.sim.click(cards(world)[0].id, "lin", "reassign:4", {}).ok
    assert not world.sim.click(cards(world)[0].id, "zhou", "reassign:3", {}).ok
    assert len(world.house.inbox) == 1


# (4) post → handle → change → the town shows the new card


def test_a_posted_card_is_changed_in_place(world: World, messenger: WecomMessenger) -> None:
    handle = messenger.post(LIN, ASK, key="k1")
    assert (handle.card, handle.uses_left, handle.until) == ("k1", 1, START + timedelta(hours=24))

    after = messenger.change(handle, DONE, to=LIN)

    (said,) = cards(world)
    assert said.card
    assert said.card["main_title"]["title"] == "好了"
    assert (said.changed, said.handle, said.card["task_id"]) == (1, "k1", "k1")
    assert after == CardHandle(Platform.WECOM, "k1", "", uses_left=0)


def test_a_click_brings_the_right_to_change_again(world: World, messenger: WecomMessenger) -> None:
    messenger.change(messenger.post(LIN, ASK, key="k1"), DONE, to=LIN)
    world.sim.click(cards(world)[0].id, "lin", "undo:1", {})
    fresh = only_click(world).handle
    assert fresh

    messenger.change(fresh, ASK, to=LIN)

    assert [said.changed for said in cards(world)] == [2]


# (5) change after expiry or the last use raises Spent


def test_a_used_right_is_spent_here_and_there(world: World, messenger: WecomMessenger) -> None:
    handle = messenger.post(LIN, ASK, key="k1")
    after = messenger.change(handle, DONE, to=LIN)
    with pytest.raises(Spent):
        messenger.change(after, ASK, to=LIN)
    assert world.calls("message/update_template_card") == 1  # known here, so not asked again

    with pytest.raises(Spent):
        messenger.change(handle, ASK, to=LIN)  # somebody else used it: the platform says so
    assert world.calls("message/update_template_card", ok=False) == 1
    assert [said.changed for said in cards(world)] == [1]


def test_an_expired_right_is_spent(world: World, messenger: WecomMessenger) -> None:
    handle = messenger.post(LIN, ASK, key="k1")
    unaware = CardHandle(handle.platform, handle.card, handle.token, None, 1)
    world.clock.move(timedelta(hours=24))

    for held in (handle, unaware):
        with pytest.raises(Spent):
            messenger.change(held, DONE, to=LIN)

    assert [said.changed for said in cards(world)] == [0]


def test_a_notice_cannot_be_changed(world: World, messenger: WecomMessenger) -> None:
    handle = messenger.post(LIN, Card(kind="t", title="只是告知"), key="k1")

    assert (handle.token, handle.uses_left) == ("", 0)
    with pytest.raises(Spent):
        messenger.change(handle, DONE, to=LIN)


# (6) limits, outages and stale tokens are TryLater, with the platform's own delay


@pytest.mark.parametrize(
    ("kind", "reason", "after"),
    [("limit", "wecom_45009", timedelta(seconds=60)), ("error", "wecom_http_502", None)],
)
def test_try_later(world: World, messenger: WecomMessenger, kind: str, reason: str, after: timedelta | None) -> None:
    world.town.plan(Platform.WECOM, Fault(kind, path="message/send"))

    with pytest.raises(TryLater) as later:
        messenger.post(LIN, ASK, key="k1")

    assert (later.value.reason, later.value.after, later.value.answered) == (reason, after, True)
    assert cards(world) == []
    assert messenger.post(LIN, ASK, key="k1").uses_left == 1
    assert len(cards(world)) == 1


def test_an_expired_token_is_fetched_anew_once(world: World, messenger: WecomMessenger) -> None:
    messenger.post(LIN, ASK, key="k1")
    world.clock.move(timedelta(hours=3))
    messenger.post(LIN, ASK, key="k2")
    assert (world.calls("gettoken"), world.calls("message/send", ok=True)) == (2, 2)

    world.sim.desk.tokens.clear()  # revoked early: 40014
    messenger.post(LIN, ASK, key="k3")
    assert (world.calls("gettoken"), world.calls("message/send", ok=False)) == (3, 1)

    world.town.plan(Platform.WECOM, Fault("expired", times=2, path="message/send"))
    with pytest.raises(TryLater) as later:
        messenger.post(LIN, ASK, key="k4")
    assert later.value.reason == "wecom_42001"
    assert world.calls("gettoken") == 4
    assert len(cards(world)) == 3


def test_an_answer_that_never_came_is_sent_again_and_shown_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with Opened(START, hang_seconds=1.5) as world:
        client = WecomClient(world.settings, world.clock)
        client.timeout = 0.3
        messenger = WecomMessenger(world.settings, client, world.clock)
        client.ask("get", "user/get", params={"userid": "linxiao"})
        world.town.plan(Platform.WECOM, Fault("hang", path="message/send"))

        with pytest.raises(TryLater) as later:
            messenger.post(LIN, ASK, key="k1")
        assert not later.value.answered

        handle = messenger.post(LIN, ASK, key="k1")
        assert (len(cards(world)), handle.uses_left) == (1, 1)
        messenger.change(handle, DONE, to=LIN)

        world.clock.move(timedelta(minutes=31))  # past the platform's own check: the key still stands as task_id
        again = messenger.post(LIN, ASK, key="k1")
        assert (len(cards(world)), again.uses_left) == (1, 0)


def test_an_unreachable_platform_was_surely_not_reached(world: World, messenger: WecomMessenger) -> None:
    world.sim.stop()

    with pytest.raises(TryLater) as later:
        messenger.post(LIN, ASK, key="k1")

    assert (later.value.reason, later.value.answered) == ("wecom_unreachable", True)
    world.sim.stop = lambda: None  # type: ignore[method-assign]


def test_a_wrong_secret_is_final_and_asked_once(world: World, client: WecomClient, messenger: WecomMessenger) -> None:
    client.secret = "wrong"

    with pytest.raises(Undeliverable) as final:
        messenger.post(LIN, ASK, key="k1")

    assert final.value.reason == "bad_secret"
    assert (world.calls("gettoken"), world.calls("message/send")) == (1, 0)


# (7) an invisible person is Undeliverable


@pytest.mark.parametrize("member", ["nobody", "wmWangHai0001"])
def test_somebody_the_app_cannot_see(world: World, messenger: WecomMessenger, member: str) -> None:
    with pytest.raises(Undeliverable) as final:
        messenger.post(Person(Platform.WECOM, CORP, member), ASK, key="k1")

    assert final.value.reason == "no_valid_recipient"
    assert cards(world) == []


def test_a_refused_member(world: World, messenger: WecomMessenger) -> None:
    world.town.plan(Platform.WECOM, Fault("refuse", path="message/send"))

    with pytest.raises(Undeliverable) as final:
        messenger.post(LIN, ASK, key="k1")

    assert final.value.reason == "not_visible_to_app"


@pytest.mark.parametrize("member", ["", "@all", "LinXiao|chenmo", "LinXiao/wmWangHai0001", "wrRoom0001"])
def test_nobody_is_ever_addressed_in_bulk(world: World, messenger: WecomMessenger, member: str) -> None:
    with pytest.raises(Undeliverable):
        messenger.post(Person(Platform.WECOM, CORP, member), ASK, key="k1")

    assert world.town.journal == []


# (8) emoji, 4 kB of text, newlines, quotes survive


@pytest.mark.parametrize("text", ["🙂👨‍👩‍👧", "第一行\n第二行", "\"引号\" 'a' <b>&amp;]]>", "字" * 1400, "\\u4e2d \\n"])
def test_words_survive_both_ways(world: World, messenger: WecomMessenger, text: str) -> None:
    messenger.post(LIN, Card(kind="t", title="t", body=text, buttons=ASK.buttons), key="k1")
    (said,) = cards(world)
    shown = said.card["sub_title_text"] if said.card else ""
    assert shown == (text if len(text) <= 160 else text[:159] + "…")

    world.sim.say(world.town.bot_chat(Platform.WECOM, "lin").id, "lin", text)
    (event,) = world.house.inbox.values()
    assert isinstance(event, TextSaid)
    assert event.text == text


# (11) unknown events are acknowledged and recorded; words between two people are told to nobody


def test_an_unknown_event_is_taken_and_recorded(world: World) -> None:
    plain = (
        f"<xml><ToUserName>{CORP}</ToUserName><FromUserName>sys</FromUserName><CreateTime>1770944400</CreateTime>"
        "<MsgType>event</MsgType><Event>brand_new_event</Event></xml>"
    )

    assert world.sim.deliver(plain)

    (event,) = world.house.inbox.values()
    assert isinstance(event, Unknown)
    assert event.name == "brand_new_event"


def test_a_chat_between_two_people_is_not_told(world: World) -> None:
    world.sim.say(SINGLE, "wang", "预算50万")

    assert (world.house.calls, len(world.town.chats[SINGLE].messages)) == ([], 1)


def test_many_threads_share_one_token(world: World, messenger: WecomMessenger) -> None:
    threads = [threading.Thread(target=messenger.post, args=(LIN, ASK), kwargs={"key": f"k{i}"}) for i in range(8)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert time.monotonic() - begun < 5
    assert (len(cards(world)), world.calls("gettoken")) == (8, 1)
