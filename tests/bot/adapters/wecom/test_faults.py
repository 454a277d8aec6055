"""Every fault of the town in WeCom's words: what our adapter makes of each, and that nothing is lost or doubled by it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.outbound import WecomMessenger
from bot.adapters.wecom.transcripts import WecomTranscripts
from bot.model import BotOpened, ChatKind, Conversation, Person, Platform, TextSaid
from bot.ports import NotReadable, Spent, TryLater, Undeliverable
from bot.simulator.town import CALLBACK, IN_FAULTS, OUT_FAULTS, Fault, Said
from cards.model import Button, Card
from tests.bot.adapters.wecom.world import CORP, World
from tests.bot.processes.conftest import until

LIN = Person(Platform.WECOM, CORP, "linxiao")
PAIR = Conversation(Platform.WECOM, CORP, "LinXiao/wmWangHai0001", ChatKind.SINGLE)
ASK = Card(kind="t", title="继续吗？", buttons=(Button("好", "yes:1", primary=True),))
SEND, UPDATE = "message/send", "message/update_template_card"


def shown(world: World) -> list[Said]:
    return [m for m in world.town.bot_chat(Platform.WECOM, "lin").messages if m.by == "bot"]


def plan(world: World, kind: str, path: str = "") -> None:
    world.town.plan(Platform.WECOM, Fault(kind, path=path))


# --- calls of Suilu's ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reason", "after", "answered", "took_effect"),
    [
        ("error", "wecom_http_502", None, True, False),
        ("limit", "wecom_45009", timedelta(seconds=60), True, False),
        ("limit:45009", "wecom_45009", timedelta(seconds=60), True, False),
        ("limit:45033", "wecom_45033", timedelta(seconds=2), True, False),
        ("cut", "wecom_unreachable", None, False, False),
        ("hang", "wecom_unreachable", None, False, True),
    ],
)
def test_what_is_tried_again(
    world: World, messenger: WecomMessenger, client: WecomClient, *, kind: str, reason: str, after: timedelta | None,
    answered: bool, took_effect: bool,
) -> None:  # fmt: skip
    client.timeout = 0.5
    world.sim.faults.hang_seconds = 1.0
    plan(world, kind, SEND)

    with pytest.raises(TryLater) as later:
        messenger.post(LIN, ASK, key="k1")

    assert (later.value.reason, later.value.after, later.value.answered) == (reason, after, answered)
    assert len(shown(world)) == int(took_effect)
    messenger.post(LIN, ASK, key="k1")
    assert len(shown(world)) == 1


@pytest.mark.parametrize(("kind", "reason"), [("refuse", "not_visible_to_app"), ("scope", "no_valid_recipient")])
def test_what_is_final(world: World, messenger: WecomMessenger, kind: str, reason: str) -> None:
    plan(world, kind, SEND)

    with pytest.raises(Undeliverable) as final:
        messenger.post(LIN, ASK, key="k1")

    assert (final.value.reason, shown(world)) == (reason, [])


def test_an_expired_token_costs_one_more_fetch(world: World, messenger: WecomMessenger) -> None:
    plan(world, "expired", SEND)

    messenger.post(LIN, ASK, key="k1")

    assert (len(shown(world)), world.calls("gettoken"), world.calls(SEND)) == (1, 2, 2)


def test_a_slow_answer_still_counts(world: World, messenger: WecomMessenger) -> None:
    world.sim.faults.slow_seconds = 0.3
    plan(world, "slow", SEND)
    begun = time.monotonic()

    messenger.post(LIN, ASK, key="k1")

    assert time.monotonic() - begun >= 0.3
    assert len(shown(world)) == 1


def test_a_dropped_message_looks_like_any_other(world: World, messenger: WecomMessenger) -> None:
    plan(world, "limit:drop")

    handle = messenger.post(LIN, ASK, key="k1")

    assert (handle.uses_left, shown(world), world.calls("dropped"), world.calls(SEND, ok=True)) == (1, [], 1, 1)
    messenger.change(handle, ASK, to=LIN)  # the platform takes a change of what nobody sees
    assert shown(world) == []


def test_a_spent_handle(world: World, messenger: WecomMessenger) -> None:
    plan(world, "spent")  # wherever it is planned, it happens to a change of a card
    handle = messenger.post(LIN, ASK, key="k1")

    with pytest.raises(Spent):
        messenger.change(handle, ASK, to=LIN)

    assert [said.changed for said in shown(world)] == [0]
    assert world.calls(UPDATE, ok=False) == 1


@pytest.mark.parametrize("kind", OUT_FAULTS)
def test_every_fault_of_the_town_is_one_here(world: World, client: WecomClient, messenger: WecomMessenger, kind: str) -> None:
    """Planned for anywhere it is used up, shows in the traffic (but for `slow`), and after it all is well."""
    client.timeout, world.sim.faults.hang_seconds, world.sim.faults.slow_seconds = 0.5, 1.0, 0.1
    handle = messenger.post(LIN, ASK, key="k0")
    plan(world, kind)

    with suppress(TryLater, Undeliverable, Spent):
        messenger.post(LIN, ASK, key="k1")
    with suppress(TryLater, Undeliverable, Spent):
        messenger.change(handle, ASK, to=LIN)

    assert world.town.faults.waiting() == []
    if kind != "slow":  # a call that was cut off is written down a moment after we have felt it
        until(lambda: any(not entry["ok"] for entry in world.town.journal))
    assert any(not entry["ok"] for entry in world.town.journal) == (kind != "slow")
    messenger.post(LIN, ASK, key="k2")


@pytest.mark.parametrize("kind", IN_FAULTS)
def test_every_fault_of_a_callback_is_one_here(world: World, kind: str) -> None:
    world.sim.calls.late_seconds = 0.1
    plan(world, kind, CALLBACK)

    say(world, "一")
    say(world, "二")

    assert world.town.faults.waiting() == []
    assert set(heard(world)) == ({"二"} if kind in ("skew", "forge") else {"一", "二"})


@pytest.mark.parametrize("kind", ["error", "limit", "cut"])
def test_the_archive_goes_wrong_too(world: World, transcripts: WecomTranscripts, kind: str) -> None:
    plan(world, kind, "archive")

    with pytest.raises(TryLater):
        transcripts.read(PAIR, since=None)

    assert transcripts.read(PAIR, since=None) == []


def test_the_archive_refuses(world: World, transcripts: WecomTranscripts) -> None:
    plan(world, "refuse", "archive")

    with pytest.raises(NotReadable) as refused:
        transcripts.read(PAIR, since=None)

    assert refused.value.reason == "no_source"


# --- the platform's own limits ------------------------------------------------------------------------------------------


def test_an_api_that_is_overdone_is_shut_for_a_minute(world: World, client: WecomClient) -> None:
    def ask() -> None:
        client.ask("get", "user/get", params={"userid": "linxiao"})

    world.sim.desk.rates.api_minute = 2
    ask()
    world.clock.move(timedelta(seconds=40))
    ask()
    with pytest.raises(TryLater) as later:
        ask()
    assert later.value.reason == "wecom_45009"

    world.clock.move(timedelta(seconds=59))  # the window has room again, the penalty still lasts
    with pytest.raises(TryLater):
        ask()
    world.clock.move(timedelta(seconds=1))
    ask()
    assert world.calls("user/get", ok=True) == 3


# --- callbacks to Suilu -------------------------------------------------------------------------------------------------


def say(world: World, text: str) -> None:
    world.sim.say(world.town.bot_chat(Platform.WECOM, "lin").id, "lin", text)


def heard(world: World) -> list[str]:
    return [event.text for event in world.house.inbox.values() if isinstance(event, TextSaid)]


def test_a_duplicate_is_one_event(world: World) -> None:
    plan(world, "duplicate", CALLBACK)

    say(world, "你好")

    assert (heard(world), len(world.house.calls)) == (["你好"], 2)
    assert world.house.calls[0].query["nonce"] != world.house.calls[1].query["nonce"]


def test_a_late_callback_comes_late(world: World) -> None:
    world.sim.calls.late_seconds = 0.3
    plan(world, "late", CALLBACK)
    begun = time.monotonic()

    say(world, "你好")

    assert time.monotonic() - begun >= 0.3
    assert heard(world) == ["你好"]


def test_callbacks_in_the_wrong_order_are_both_heard(world: World) -> None:
    plan(world, "reorder", CALLBACK)

    say(world, "一")
    assert heard(world) == []
    say(world, "二")

    assert heard(world) == ["二", "一"]


@pytest.mark.parametrize(
    ("kind", "line"),
    [("skew", "wecom: the timestamp is more than 300 seconds away"), ("forge", "wecom: the signature does not match")],
)
def test_what_is_not_to_be_believed_has_no_effect(world: World, kind: str, line: str) -> None:
    plan(world, kind, CALLBACK)

    say(world, "转账")

    assert (heard(world), world.house.errors) == ([], [line] * 3)
    say(world, "你好")
    assert heard(world) == ["你好"]


def test_a_fault_for_callbacks_does_not_touch_calls(world: World, messenger: WecomMessenger) -> None:
    plan(world, "duplicate")
    plan(world, "error")

    with pytest.raises(TryLater):
        messenger.post(LIN, ASK, key="k1")
    say(world, "你好")

    assert (heard(world), len(world.house.calls)) == (["你好"], 2)


def test_many_at_once_are_all_heard_once(world: World) -> None:
    world.town.plan(Platform.WECOM, Fault("duplicate", times=5, path=CALLBACK))
    doings: list[Callable[[], object]] = [lambda: say(world, "你好") for _ in range(6)]
    doings += [lambda: world.sim.enter_agent("chen") for _ in range(3)]
    threads = [threading.Thread(target=doing) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    opened = [event for event in world.house.inbox.values() if isinstance(event, BotOpened)]
    assert (len(heard(world)), len(opened), len(world.house.calls)) == (6, 1, 14)
