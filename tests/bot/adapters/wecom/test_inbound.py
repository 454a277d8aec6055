"""Callbacks in: each fixture is one documented event, and the neutral event it becomes stands beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.wecom.codec import Codec
from bot.adapters.wecom.inbound import WecomReceiver
from bot.adapters.wire import HttpCall, Received
from bot.model import event_from_json, event_to_json
from crm_core.clock import SetClock
from tests.bot.adapters.wecom.world import SETTINGS

FIXTURES = Path(__file__).parent.parent / "fixtures" / "wecom"
NOW = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
CODEC = Codec(SETTINGS.token, SETTINGS.aes_key, SETTINGS.corp_id)
TEXT = (FIXTURES / "text.xml").read_text(encoding="utf-8")


@pytest.fixture
def receiver() -> WecomReceiver:
    return WecomReceiver(SETTINGS, SetClock(NOW))


def post(plain: str, *, at: datetime = NOW, codec: Codec = CODEC, **changed: Any) -> HttpCall:
    sealed, stamp = codec.encrypt(plain.encode()), str(int(at.timestamp()))
    query = {"msg_signature": codec.signature(stamp, "n0nce", sealed), "timestamp": stamp, "nonce": "n0nce"}
    body = f"<xml><ToUserName>{SETTINGS.corp_id}</ToUserName><AgentID>1000002</AgentID><Encrypt>{sealed}</Encrypt></xml>"
    return replace(HttpCall("POST", "/callbacks/wecom", query, {}, body.encode()), **changed)


@pytest.mark.parametrize("fixture", sorted(FIXTURES.glob("*.xml")), ids=lambda path: path.stem)
def test_each_documented_event(receiver: WecomReceiver, fixture: Path) -> None:
    expected = json.loads(fixture.with_suffix(".event.json").read_text(encoding="utf-8"))

    received = receiver.receive(post(fixture.read_text(encoding="utf-8")))

    assert (received.reply.status, received.reply.body, received.error) == (200, b"", "")
    assert received.event is not None
    assert event_to_json(received.event) == expected
    assert event_from_json(expected) == received.event
    assert len(received.event.id) <= 160


def test_the_url_is_verified_with_the_bare_plaintext(receiver: WecomReceiver) -> None:
    sealed, stamp = CODEC.encrypt(b"1616140317555161061"), str(int(NOW.timestamp()))
    query = {"msg_signature": CODEC.signature(stamp, "n", sealed), "timestamp": stamp, "nonce": "n", "echostr": sealed}

    received = receiver.receive(HttpCall("GET", "/callbacks/wecom", query))

    assert (received.reply.status, received.reply.body, received.event) == (200, b"1616140317555161061", None)


def refusal(received: Received) -> tuple[int, str]:
    assert received.event is None
    assert received.reply.body.decode() == f"{received.error.removeprefix('wecom: ')}\n"
    return received.reply.status, received.error


def test_a_forged_signature(receiver: WecomReceiver) -> None:
    call = post(TEXT)
    forged = replace(call, query={**call.query, "msg_signature": "0" * 40})

    assert refusal(receiver.receive(forged)) == (403, "wecom: the signature does not match")
    assert refusal(receiver.receive(replace(call, query={**call.query, "msg_signature": "签名"})))[0] == 403


@pytest.mark.parametrize(("seconds", "status"), [(-301, 403), (-300, 200), (300, 200), (301, 403), (10**9, 403)])
def test_the_window_of_300_seconds(receiver: WecomReceiver, seconds: int, status: int) -> None:
    received = receiver.receive(post(TEXT, at=NOW + timedelta(seconds=seconds)))

    assert received.reply.status == status
    assert (received.event is None) == (status == 403)


def test_an_envelope_for_another_company(receiver: WecomReceiver) -> None:
    other = Codec(SETTINGS.token, SETTINGS.aes_key, "ww9999999999999999")

    assert refusal(receiver.receive(post(TEXT, codec=other))) == (403, "wecom: this envelope is for somebody else")


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"<xml/>", b"<xml><Encrypt/></xml>", b"\xff\xfe", b'<!DOCTYPE a [<!ENTITY b "c">]><xml>&b;</xml>'],
)
def test_a_malformed_body(receiver: WecomReceiver, body: bytes) -> None:
    assert refusal(receiver.receive(post(TEXT, body=body))) == (400, "wecom: this is not a WeCom callback")


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
def test_a_missing_parameter(receiver: WecomReceiver, missing: str) -> None:
    call = post(TEXT)
    query = {name: value for name, value in call.query.items() if name != missing}

    assert refusal(receiver.receive(replace(call, query=query)))[0] == 400


@pytest.mark.parametrize("timestamp", ["", "now", "-5", "１７０００００００", "9" * 400])
def test_a_timestamp_that_is_none(receiver: WecomReceiver, timestamp: str) -> None:
    call = post(TEXT)
    received = receiver.receive(replace(call, query={**call.query, "timestamp": timestamp}))

    assert refusal(received)[0] in (400, 403)


@pytest.mark.parametrize(
    "plain",
    [
        "no xml",
        "<xml><MsgType>text</MsgType></xml>",
        TEXT.replace("1770944400", "soon"),
        TEXT.replace("1770944400", "9" * 30),
        TEXT.replace("7000000000000000042", "four"),
        TEXT.replace("7000000000000000042", ""),
        TEXT.replace("LinXiao", ""),
        TEXT.replace("LinXiao", "x" * 65),
    ],
)
def test_a_malformed_message_under_a_right_signature(receiver: WecomReceiver, plain: str) -> None:
    assert refusal(receiver.receive(post(plain)))[0] == 400


def test_a_body_over_one_mebibyte(receiver: WecomReceiver) -> None:
    call = post(TEXT, body=b"<xml>" + b"x" * 1024 * 1024)

    assert refusal(receiver.receive(call)) == (413, "wecom: the body is over 1 MiB")


def test_another_method(receiver: WecomReceiver) -> None:
    assert refusal(receiver.receive(post(TEXT, method="PUT")))[0] == 405


def test_two_clicks_in_one_second_are_two_events(receiver: WecomReceiver) -> None:
    click = (FIXTURES / "template_card_event.xml").read_text(encoding="utf-8")
    first, other = receiver.receive(post(click)), receiver.receive(post(click.replace("code-1", "code-2")))
    again = receiver.receive(post(click))

    assert first.event
    assert other.event
    assert again.event
    assert first.event.id == again.event.id != other.event.id


def test_serving_imports_no_sdk() -> None:
    script = "import sys, bot.adapters.wecom.inbound, bot.adapters.wecom.sign_in; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()

    assert not {"wechatpy", "requests", "flask", "sqlalchemy"} & set(loaded)
