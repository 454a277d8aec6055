"""DingTalk calling us: the simulator posts, our receivers answer, and a list stands where the inbox stands."""

from __future__ import annotations

import json
import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask, Response, request
from werkzeug.serving import make_server

from bot.adapters.dingtalk.codec import card_secret
from bot.adapters.dingtalk.http import receivers
from bot.adapters.dingtalk.route import REGISTER
from bot.adapters.dingtalk.stream import run
from bot.adapters.wire import HttpCall, Receiver
from bot.bootstrap import build
from bot.model import CardClicked, ChatChanged, Event, MemberChanged, Platform, TextSaid, Unknown
from bot.settings import load
from bot.simulator.dingtalk.sim import DingtalkSim
from bot.simulator.dingtalk.wire import Envelope, card_headers, robot_headers
from bot.simulator.town import CALLBACK, Fault
from bot.web.app import create_app
from cards.catalog import dormant_for_manager
from cards.model import Card
from tests.bot.adapters.dingtalk.conftest import CORP, GROUP, START, ZHOU, Listener, Stage, messenger_of, until

BOT_CHAT = "dingtalk-bot-zhou"
CARD = dormant_for_manager(nudge_id=7, customer="华辰精密", rep="林晓", stage="已报价", days=3, colleagues=[(3, "陈默")])
DONE = Card(kind="t", title="好了")
KEY = "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7"


class Silent:
    def wake(self, job: str) -> None:
        pass


@dataclass(slots=True)
class Site:
    """Our three routes on loopback, in front of the receivers."""

    stage: Stage
    heard: Listener
    receivers: dict[str, Receiver]
    url: str
    errors: list[str]

    def post(self, route: str, body: bytes, headers: dict[str, str], query: dict[str, str] | None = None) -> requests.Response:
        return requests.post(f"{self.url}/callbacks/{route}", data=body, headers=headers, params=query, timeout=5)


@pytest.fixture
def site(stage: Stage) -> Iterator[Site]:
    heard = Listener()
    known: dict[str, Receiver] = {}
    errors: list[str] = []
    app = Flask(__name__)

    @app.post("/callbacks/<path:route>")
    def hear(route: str) -> Response:
        call = HttpCall(
            "POST", request.path, request.args.to_dict(), {k.lower(): v for k, v in request.headers}, request.get_data()
        )
        received = known[route].receive(call)
        if received.error:
            errors.append(received.error)
        if received.event:
            heard(received.event)
        return Response(received.reply.body, received.reply.status, content_type=received.reply.content_type)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    town, sim = stage.town, stage.sim
    sim.stop()
    settings = replace(stage.settings, mode="http", token="mryue", aes_key=KEY, api_url="")
    stage.sim = DingtalkSim(town, settings, corp=CORP, callbacks=url)
    stage.sim.start()
    stage.settings = replace(settings, api_url=stage.sim.url)
    stage.messenger = messenger_of(stage.settings, stage.clock, callbacks=url)
    known.update(receivers(stage.settings, stage.clock))
    yield Site(stage, heard, known, url, errors)
    stage.sim.stop()
    server.shutdown()
    server.server_close()


# --- the three ways in ---


def test_a_message_is_heard_and_acknowledged(site: Site) -> None:
    site.stage.sim.say(GROUP, "lin", "@随录 同步😀")

    said = site.heard.only()

    assert isinstance(said, TextSaid)
    assert (said.text, said.by.id, said.where.id, said.at) == ("同步😀", "ding_lin", GROUP, START)
    entry = site.stage.town.journal[-1]
    assert (entry["what"], entry["ok"], entry["answered"]) == ("robot message", True, "{}")
    assert "同步" in entry["asked"]


def test_a_click_comes_to_the_registered_address_and_the_card_is_changed(site: Site) -> None:
    handle = site.stage.messenger.post(ZHOU, CARD, key="k1")
    site.stage.messenger.post(ZHOU, CARD, key="k2")

    answer = site.stage.sim.click(site.stage.cards(BOT_CHAT)[0].id, "zhou", "support:7", {})

    assert answer.ok
    click = site.heard.only()
    assert isinstance(click, CardClicked)
    assert (str(click.action), click.by, click.card, click.at) == ("support:7", ZHOU, handle.card, START)
    assert site.stage.calls(f"POST {REGISTER}") == 1
    site.stage.messenger.change(handle, DONE, to=ZHOU)
    assert site.stage.params(BOT_CHAT, 0)["title"] == "好了"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("user_leave_org", MemberChanged), ("chat_add_member", ChatChanged), ("bpms_task_change", Unknown)],
)
def test_an_event_is_heard_and_answered_with_the_sealed_word(site: Site, kind: str, expected: type[Event]) -> None:
    push = site.stage.sim.changes(GROUP, kind, "lin")

    event = site.heard.only()

    assert push.taken()
    assert (push.sent, type(event), event.id.startswith("dingtalk:event:evt")) == (1, expected, True)


def test_the_address_is_tried_out_and_nothing_is_kept(site: Site) -> None:
    push = site.stage.sim.event("check_url", {})

    assert push.taken()
    assert site.heard.kept == {}


def test_an_event_that_was_not_kept_comes_again(site: Site) -> None:
    site.stage.sim.hub.redeliver_after = 0.2
    site.heard.refuse = 1

    push = site.stage.sim.event("user_leave_org", {"userId": ["ding_lin"]}, event_id="evt-9")
    assert not push.taken()
    until(push.taken)

    assert list(site.heard.kept) == ["dingtalk:event:evt-9"]


# --- what goes wrong on the way ---


def one_of_each(site: Site) -> dict[str, Callable[[], object]]:
    site.stage.messenger.post(ZHOU, CARD, key="k1")
    said = site.stage.cards(BOT_CHAT)[0]
    return {
        "robot": lambda: site.stage.sim.say(BOT_CHAT, "zhou", "你好"),
        "card": lambda: site.stage.sim.click(said.id, "zhou", "support:7", {}),
        "event": lambda: site.stage.sim.event("user_add_org", {"userId": ["ding_lin"]}),
    }


@pytest.mark.parametrize("way", ["robot", "card", "event"])
@pytest.mark.parametrize(("fault", "error"), [("forge", "signature"), ("skew", "stale")])
def test_what_is_forged_or_old_is_refused_and_leaves_nothing(site: Site, way: str, fault: str, error: str) -> None:
    site.stage.sim.hub.redeliver_times = 0
    tell = one_of_each(site)[way]
    site.stage.town.plan(Platform.DINGTALK, Fault(fault, path=CALLBACK))

    tell()

    assert (site.heard.kept, site.errors) == ({}, [error])
    tell()
    assert len(site.heard.kept) == 1


@pytest.mark.parametrize("way", ["robot", "card", "event"])
def test_what_comes_twice_is_one_event(site: Site, way: str) -> None:
    tell = one_of_each(site)[way]
    site.stage.town.plan(Platform.DINGTALK, Fault("duplicate", path=CALLBACK))

    tell()

    assert (site.heard.calls, len(site.heard.kept)) == (2, 1)


def test_late_and_out_of_order(site: Site) -> None:
    sim, town = site.stage.sim, site.stage.town
    sim.courier.late_seconds = 0.3
    chat = town.bot_chat(Platform.DINGTALK, "zhou").id
    town.plan(Platform.DINGTALK, Fault("reorder", path=CALLBACK))
    sim.say(chat, "zhou", "一")
    assert site.heard.kept == {}
    sim.say(chat, "zhou", "二")
    town.plan(Platform.DINGTALK, Fault("late", path=CALLBACK))
    sim.say(chat, "zhou", "三")
    assert len(site.heard.kept) == 2
    until(lambda: len(site.heard.kept) == 3)

    assert [event.text for event in site.heard.kept.values() if isinstance(event, TextSaid)] == ["二", "一", "三"]


def test_an_hour_old_is_heard_and_a_minute_more_is_not(site: Site) -> None:
    body = json.dumps({"msgId": "m1", "msgtype": "text", "text": {"content": "x"}, "conversationType": "1", "senderId": "s"})
    headers = robot_headers(site.stage.settings.client_secret, START)

    site.stage.clock.move(timedelta(hours=1))
    assert site.post("dingtalk", body.encode(), headers).status_code == 200
    site.stage.clock.move(timedelta(minutes=1))
    stale = site.post("dingtalk", body.replace("m1", "m2").encode(), headers)

    assert (stale.status_code, stale.text, list(site.heard.kept)) == (403, "stale\n", ["dingtalk:msg:m1"])


@pytest.mark.parametrize("route", ["dingtalk", "dingtalk/card", "dingtalk/events"])
def test_without_a_signature_nothing_is_heard(site: Site, route: str) -> None:
    for headers in ({}, {"timestamp": "", "sign": ""}, {"timestamp": "ⅷ".encode().decode("latin-1"), "sign": "é"}):
        refused = site.post(route, b'{"encrypt": "eA=="}', headers)
        assert refused.status_code == 403
    assert site.heard.kept == {}


def test_the_apps_own_secret_does_not_sign_a_card(site: Site) -> None:
    headers = card_headers(site.stage.settings.client_secret, START)

    assert site.post("dingtalk/card", b"{}", headers).status_code == 403


# --- properly signed nonsense: acknowledged, written down, without effect ---

DEEP = b'{"msgtype": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
BODIES = {
    "empty": b"",
    "no json": b"<xml/>",
    "a list": b"[]",
    "deep": DEEP,
    "a huge number": b'{"msgId": ' + b"9" * 5000 + b"}",
    "wrong charset": '{"msgtype": "文"}'.encode("gb18030"),
    "half a pair": b'{"msgId": "\\ud800", "msgtype": "text", "text": {"content": "a\\u0000b\\udc00"}, "senderId": "s"}',
    "altered": json.dumps(
        {"userId": "u", "outTrackId": "t", "content": '{"cardPrivateData": {"params": {"action": "!!"}}}'}
    ).encode(),
    "deep inside": json.dumps({"userId": "u", "outTrackId": "t", "content": "[" * 50_000}).encode(),
}


@pytest.mark.parametrize("name", BODIES)
def test_signed_nonsense_is_acknowledged_and_written_down(site: Site, name: str) -> None:
    secret = site.stage.settings.client_secret

    robot = site.post("dingtalk", BODIES[name], robot_headers(secret, START))
    card = site.post("dingtalk/card", BODIES[name], card_headers(card_secret(secret), START))

    assert (robot.status_code, robot.text, card.status_code, card.text) == (200, "{}", 200, "{}")
    assert all(isinstance(event, Unknown) for event in site.heard.kept.values())
    assert len(site.heard.kept) == 2


@pytest.mark.parametrize("name", BODIES)
def test_sealed_nonsense_is_acknowledged_and_written_down(site: Site, name: str) -> None:
    envelope = Envelope(site.stage.settings)

    query, body = envelope.closed(BODIES[name], START)
    answer = site.post("dingtalk/events", body, {}, query)

    assert answer.status_code == 200
    assert envelope.opened(answer.content) == "success"
    assert [type(event) for event in site.heard.kept.values()] == [Unknown]


def test_an_unsealed_or_cut_envelope_is_one_clear_no(site: Site) -> None:
    query, body = Envelope(site.stage.settings).sealed({"EventType": "x"}, START)

    assert site.post("dingtalk/events", b"no json", {}, query).status_code == 400
    assert site.post("dingtalk/events", b'{"other": 1}', {}, query).status_code == 400
    assert site.post("dingtalk/events", body[:-20] + b'"}', {}, query).status_code == 403
    assert site.heard.kept == {}


# --- the whole way in: the product's own routes, and its inbox ---


def test_from_dingtalks_wire_to_the_inbox(stage: Stage, tmp_path: Path, migrated_sqlite: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "suilu.db")
    environment = {
        "SUILU_DATA_DIR": str(tmp_path),
        "SUILU_DINGTALK_CLIENT_ID": stage.settings.client_id,
        "SUILU_DINGTALK_CLIENT_SECRET": stage.settings.client_secret,
        "SUILU_DINGTALK_MODE": "http",
        "SUILU_DINGTALK_TOKEN": "mryue",
        "SUILU_DINGTALK_AES_KEY": KEY,
    }
    settings = load(environment)
    app = build(settings, "serve", queue=Silent(), clock=stage.clock)
    flask = create_app(app)
    server = make_server("127.0.0.1", 0, flask, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    assert settings.dingtalk is not None
    sim = DingtalkSim(stage.town, settings.dingtalk, corp=CORP, callbacks=f"http://127.0.0.1:{server.server_port}")

    said = sim.say(stage.town.bot_chat(Platform.DINGTALK, "zhou").id, "zhou", "你好")
    taken = sim.event("user_leave_org", {"userId": ["ding_lin"]}, event_id="evt-1").taken()

    assert taken
    rows = [app.core.inbox.state(f"dingtalk:{name}") for name in (f"msg:{said.id}", "event:evt-1")]
    assert [row and (row.kind, row.state) for row in rows] == [("TextSaid", "ready"), ("MemberChanged", "ready")]
    server.shutdown()
    server.server_close()
    flask.extensions["suilu"].poker.close()
    app.core.close()


# --- which ways are open ---


def test_in_stream_mode_there_are_no_receivers_and_in_http_mode_no_stream(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    assert receivers(stage.settings, stage.clock) == {}
    http = replace(stage.settings, mode="http")
    assert set(receivers(http, stage.clock)) == {"dingtalk", "dingtalk/card"}

    stop, heard = threading.Event(), Listener()
    with caplog.at_level(logging.WARNING):
        ear = threading.Thread(target=run, args=(http, heard), kwargs={"stop": stop, "clock": stage.clock})
        ear.start()
        until(lambda: "http mode" in caplog.text)
        stop.set()
        ear.join(2)

    assert not ear.is_alive()
    assert stage.calls("POST /v1.0/gateway/connections/open") == 0
