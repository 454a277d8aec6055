"""The long connection: the vendor's client with its traps covered, against the stand-in's end of it."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark_oapi.ws.pb import pbbp2_pb2

from bot.adapters.feishu import stream
from bot.model import CardClicked, Event, MemberChanged, Platform, TextSaid, Unknown
from bot.simulator.feishu import frame as feishu_frame
from bot.simulator.feishu.frame import Frame
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import CALLBACK, Fault, Said, Town
from cards.model import Button, Card
from cards.render.feishu import render
from crm_core.clock import SetClock
from tests.bot.adapters.feishu.conftest import SETTINGS, Suilu


@dataclass
class Ear:
    """A house that keeps what it hears. `fails`: how often keeping goes wrong first; `slow`: seconds it takes."""

    inbox: dict[str, Event] = field(default_factory=dict)
    fails: int = 0
    slow: float = 0.0
    tries: int = 0

    def keep(self, event: Event) -> None:
        self.tries += 1
        if self.slow:
            time.sleep(self.slow)
        if self.fails:
            self.fails -= 1
            raise OSError("database away")
        self.inbox.setdefault(event.id, event)


@dataclass
class Line:
    ear: Ear
    stop: threading.Event
    thread: threading.Thread

    def end(self) -> float:
        """Seconds until it was gone."""
        began = time.monotonic()
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()
        return time.monotonic() - began


Listens = Callable[..., Line]


def until(true: Callable[[], object], seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


@pytest.fixture
def listens(sim: FeishuSim, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listens]:
    """Starts a listener, and waits until it is connected."""
    monkeypatch.setattr(stream, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(stream, "LONGEST_PAUSE", 0.2)
    lines: list[Line] = []

    def start(*, secret: str = SETTINGS.app_secret, wait: bool = True) -> Line:
        settings = replace(SETTINGS, app_secret=secret, verification_token="", encrypt_key="", api_url=sim.url, mode="stream")
        ear, stop = Ear(), threading.Event()
        thread = threading.Thread(target=stream.run, args=(settings, ear.keep), kwargs={"stop": stop, "clock": clock})
        lines.append(Line(ear, stop, thread))
        thread.start()
        if wait:
            until(lambda: sim.hub.connected() >= len(lines))
        return lines[-1]

    yield start
    for line in lines:
        line.end()


@pytest.fixture
def card(town: Town) -> Said:
    drawn = render(Card(kind="x", title="已保存", buttons=(Button("撤销", "undo:9"),)))
    return town.add("oc_huachen", Said("om_card", "bot", town.clock.now().isoformat(), card=drawn, handle="om_card"))


def test_messages_and_clicks_come_over_the_connection_alone(
    sim: FeishuSim, suilu: Suilu, listens: Listens, card: Said, town: Town
) -> None:
    line = listens()

    said = sim.say("oc_huachen", "lin", "@随录 同步 😀")
    answer = sim.click(card.id, "lin", "undo:9", {})

    heard, clicked = line.ear.inbox.values()
    assert isinstance(heard, TextSaid)
    assert (heard.id, heard.text, heard.by.id) == (f"feishu:msg:{said.id}", "同步 😀", "ou_lin")
    assert isinstance(clicked, CardClicked)
    assert (str(clicked.action), clicked.card) == ("undo:9", "om_card")
    assert (answer.ok, answer.toast, sim.mode, suilu.calls) == (True, "已收到，正在处理…", "stream", 0)
    assert [entry["ok"] for entry in town.journal if entry["way"] == "in"] == [True, True]


def test_without_a_connection_the_webhook_is_called_again(sim: FeishuSim, suilu: Suilu, listens: Listens) -> None:
    listens().end()
    until(lambda: sim.hub.connected() == 0)

    sim.say("oc_huachen", "lin", "@随录 同步")

    assert (sim.mode, suilu.calls) == ("webhook", 1)


def test_a_kind_without_a_handler_is_taken_and_not_refused(sim: FeishuSim, listens: Listens) -> None:
    line = listens()

    event_id = sim.push("im.message.reaction.created_v1", {"message_id": "om_1"})
    sim.colleague("chen", "deleted")

    unknown, left = line.ear.inbox.values()
    assert isinstance(unknown, Unknown)
    assert isinstance(left, MemberChanged)
    assert [code for _, code in sim.attempts] == [200, 200]
    assert sim.attempts[0][0] == event_id


def test_an_event_is_answered_only_after_it_was_kept(sim: FeishuSim, listens: Listens) -> None:
    line = listens()
    line.ear.fails = 5

    said = sim.say("oc_huachen", "lin", "@随录 同步")
    sim.settle()

    assert [code for _, code in sim.attempts] == [500, 200]
    assert (list(line.ear.inbox), line.ear.tries) == ([f"feishu:msg:{said.id}"], 6)


def test_a_click_that_could_not_be_kept_is_an_error_for_the_clicker(sim: FeishuSim, listens: Listens, card: Said) -> None:
    line = listens()
    line.ear.fails = 3

    answer = sim.click(card.id, "lin", "undo:9", {})

    assert (answer.ok, line.ear.inbox, line.ear.tries) == (False, {}, 3)


def test_a_slow_house_says_no_in_time(sim: FeishuSim, listens: Listens, card: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEEP_WITHIN", 0.3)
    line = listens()
    line.ear.slow = 0.8

    assert not sim.click(card.id, "lin", "undo:9", {}).ok
    assert [code for _, code in sim.attempts] == [500]


def test_frames_of_type_card_get_their_answer_too(sim: FeishuSim, listens: Listens, card: Said) -> None:
    line = listens()
    sim.hub.kind = "card"

    assert sim.click(card.id, "lin", "undo:9", {}).toast == "已收到，正在处理…"
    assert len(line.ear.inbox) == 1


@pytest.mark.parametrize("part_bytes", [1, 50, 300])
def test_a_split_frame_is_put_together(sim: FeishuSim, listens: Listens, part_bytes: int) -> None:
    line = listens()
    sim.hub.part_bytes = part_bytes

    sim.say("oc_huachen", "lin", "@随录 同步 " + "汉😀" * 20)

    (event,) = line.ear.inbox.values()
    assert isinstance(event, TextSaid)
    assert event.text == "同步 " + "汉😀" * 20


def test_a_dropped_connection_is_opened_anew(sim: FeishuSim, listens: Listens) -> None:
    line = listens()
    for _ in range(3):
        assert sim.hub.drop() == 1
        until(lambda: sim.hub.connected() == 1)

    sim.say("oc_huachen", "lin", "@随录 同步")

    assert len(line.ear.inbox) == 1


@pytest.mark.parametrize("fault", ["error", "limit", "cut", "refuse"])
def test_a_bootstrap_that_fails_is_tried_again(sim: FeishuSim, town: Town, listens: Listens, fault: str) -> None:
    town.plan(Platform.FEISHU, Fault(fault, times=2, path="ws/endpoint"))

    listens()

    asked = [entry["ok"] for entry in town.journal if "ws/endpoint" in entry["what"]]
    assert asked == [False, False, True]


def test_a_wrong_secret_is_told_by_its_code_and_never_by_its_value(listens: Listens, caplog: pytest.LogCaptureFixture) -> None:
    line = listens(secret="wrong-secret", wait=False)
    until(lambda: "feishu refuses the connection: code 514" in caplog.text)

    assert line.end() < 2.0
    assert "wrong-secret" not in caplog.text


def test_more_connections_than_feishu_allows_are_refused(
    sim: FeishuSim, listens: Listens, caplog: pytest.LogCaptureFixture
) -> None:
    sim.hub.most = 1
    listens()
    listens(wait=False)

    until(lambda: "feishu refuses the connection: code 514" in caplog.text)
    assert sim.hub.connected() == 1


def test_each_event_goes_to_one_of_the_connections(sim: FeishuSim, listens: Listens) -> None:
    one, two = listens(), listens()

    for number in range(24):
        sim.say("oc_huachen", "lin", f"@随录 第 {number} 句")

    counts = len(one.ear.inbox), len(two.ear.inbox)
    assert sum(counts) == 24
    assert min(counts) > 0


def test_pings_follow_the_platforms_settings(sim: FeishuSim, listens: Listens) -> None:
    sim.hub.config = {**sim.hub.config, "PingInterval": 1}
    listens()

    until(lambda: sim.hub.pings >= 2, 4.0)


@pytest.mark.parametrize("odd", [{"PingInterval": None}, {"PingInterval": 0}, {"PingInterval": "x"}, {}])
def test_odd_settings_do_not_end_the_line(sim: FeishuSim, listens: Listens, odd: dict[str, int]) -> None:
    sim.hub.config = odd
    line = listens()

    until(lambda: sim.hub.pings == 1)
    sim.say("oc_huachen", "lin", "@随录 同步")

    assert len(line.ear.inbox) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff" * 40,
        feishu_frame.encoded(Frame(7, 1, {}, b"{}")),
        feishu_frame.encoded(Frame(7, 1, {"type": "event", "sum": "2", "seq": "9", "message_id": "x"}, b"{}")),
        feishu_frame.encoded(Frame(7, 1, {"type": "event", "sum": "many", "seq": "0", "message_id": "x"}, b"{}")),
        feishu_frame.encoded(Frame(7, 0, {"type": "pong"}, b"not json")),
        feishu_frame.encoded(Frame(7, 9, {"type": "event"}, b"{}")),
    ],
)
def test_a_garbled_frame_does_not_end_the_line(sim: FeishuSim, listens: Listens, raw: bytes) -> None:
    line = listens()
    sim.hub._lines[0].send(raw)

    sim.say("oc_huachen", "lin", "@随录 同步")

    assert len(line.ear.inbox) == 1
    assert sim.hub.connected() == 1


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"header": 3}', b'{"header": {"event_id": 1}}']
)
def test_what_cannot_be_read_is_taken_with_one_line(
    sim: FeishuSim, listens: Listens, caplog: pytest.LogCaptureFixture, payload: bytes
) -> None:
    line = listens()

    assert sim.hub.send(payload, click=False, deadline=3.0) == (200, {})

    refusals = [record for record in caplog.records if record.name == stream.log.name and record.levelno >= logging.WARNING]
    assert [record.getMessage().partition(":")[0] for record in refusals] == ["refused on feishu stream"]
    assert line.ear.inbox == {}


def test_another_apps_event_has_no_effect(sim: FeishuSim, town: Town, listens: Listens) -> None:
    line = listens()
    town.plan(Platform.FEISHU, Fault("forge", path=CALLBACK))

    sim.say("oc_huachen", "lin", "@随录 同步")

    assert line.ear.inbox == {}


def test_it_ends_within_two_seconds_and_keeps_what_it_was_keeping(sim: FeishuSim, listens: Listens) -> None:
    line = listens()
    line.ear.slow = 0.5
    talking = threading.Thread(target=sim.say, args=("oc_huachen", "lin", "@随录 同步"))
    talking.start()
    until(lambda: line.ear.tries == 1)

    took = line.end()
    talking.join()

    assert took < 2.0
    assert len(line.ear.inbox) == 1
    assert sim.attempts[-1][1] == 200


VANILLA = """
import sys
import lark_oapi as lark

def said(data):
    print("said", data.event.message.content, flush=True)

def clicked(data):
    print("clicked", data.event.action.value["action"], flush=True)
    from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTriggerResponse
    return P2CardActionTriggerResponse({"toast": {"type": "info", "content": "好"}})

handler = lark.EventDispatcherHandler.builder("", "")
handler = handler.register_p2_im_message_receive_v1(said).register_p2_card_action_trigger(clicked).build()
lark.ws.Client(sys.argv[1], sys.argv[2], event_handler=handler, domain=sys.argv[3]).start()
"""


def test_the_vendors_client_as_it_is_believes_the_stand_in(sim: FeishuSim, card: Said) -> None:
    command = [sys.executable, "-c", VANILLA, SETTINGS.app_id, SETTINGS.app_secret, sim.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as client:
        try:
            until(lambda: sim.hub.connected() == 1, 90.0)
            sim.hub.part_bytes = 100
            sim.say("oc_huachen", "lin", "@随录 同步 😀")
            answer = sim.click(card.id, "lin", "undo:9", {})
            until(lambda: sim.hub.pings == 1)
        finally:
            client.terminate()
        told = [line for line in (client.stdout or ()) if line.startswith(("said", "clicked"))]

    assert (answer.ok, answer.toast) == (True, "好")
    assert told == ['said {"text":"@_user_1 同步 😀"}\n', "clicked undo:9\n"]
    assert [code for _, code in sim.attempts] == [200, 200]


@given(
    service=st.integers(0, 2**31 - 1),
    method=st.integers(0, 1),
    headers=st.dictionaries(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(alphabet="ab漢😀")),
    payload=st.binary(max_size=300),
    seq=st.integers(0, 2**64 - 1),
)
def test_the_sdk_and_the_stand_in_agree_on_a_frame(
    service: int, method: int, headers: dict[str, str], payload: bytes, seq: int
) -> None:
    raw = feishu_frame.encoded(Frame(service, method, headers, payload, seq=seq, log=1))

    theirs = pbbp2_pb2.Frame()
    theirs.ParseFromString(raw)

    assert (theirs.service, theirs.method, theirs.payload, theirs.SeqID) == (service, method, payload, seq)
    assert {head.key: head.value for head in theirs.headers} == headers
    theirs.payload_type = "json"
    assert feishu_frame.decoded(theirs.SerializeToString()) == Frame(service, method, headers, payload, seq=seq, log=1)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_stand_in(raw: bytes) -> None:
    with suppress(ValueError):
        feishu_frame.decoded(raw)
