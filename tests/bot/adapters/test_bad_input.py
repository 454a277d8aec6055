"""What no platform would send, properly signed and sealed or not at all: no 5xx, no effect, one line in the log at most."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
import requests

from bot.demo.world import CORPS
from bot.simulator.dingtalk.wire import robot_headers
from bot.simulator.feishu import wire as feishu_wire
from tests.bot.adapters.contract import Bench

SECRET = "绝密的一句话"
BIG = "9" * 400
BEYOND = "𠮷👩‍🚀\U0010ffff"


def _deep(depth: int = 5000) -> str:
    return "[" * depth + "]" * depth


WECOM: dict[str, Callable[[str], str]] = {
    "entity": lambda head: f'<!DOCTYPE x [<!ENTITY a "{SECRET}">]><xml>{head}<Content>&a;</Content></xml>',
    "bomb": lambda head: f'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml>{head}<Content>&b;</Content></xml>',
    "deep": lambda head: f"<xml>{head}{'<a>' * 5000}{SECRET}{'</a>' * 5000}</xml>",
    "many": lambda head: f"<xml>{head}{'<a/>' * 5000}<Content>{SECRET}</Content></xml>",
    "huge id": lambda head: f"<xml>{head}<Content>{SECRET}</Content><MsgId>{BIG}</MsgId></xml>",
    "no id": lambda head: f"<xml>{head}<Content>{SECRET}</Content></xml>",
    "not xml": lambda head: f"{{{SECRET}}}",
    "nothing": lambda head: "",
    "no root": lambda head: head,
}


@pytest.mark.parametrize("bench", ["wecom"], indirect=True)
@pytest.mark.parametrize("name", WECOM)
def test_wecom_xml(bench: Bench, name: str, caplog: pytest.LogCaptureFixture) -> None:
    now = int(bench.house.clock.now().timestamp())
    head = (
        f"<ToUserName>{CORPS['wecom']}</ToUserName><FromUserName>linxiao</FromUserName>"
        f"<CreateTime>{now}</CreateTime><MsgType>text</MsgType>"
    )
    before = bench.house.record()
    with caplog.at_level(logging.INFO):
        bench.sim.deliver(WECOM[name](head))

    _no_effect(bench, before, caplog)


FEISHU: dict[str, Any] = {
    "not ours": {"schema": "2.0", "header": {"event_type": "x", "event_id": SECRET}, "event": {}},
    "wrong kinds": {"schema": 2, "header": [], "event": "x"},
    "no event": {"schema": "2.0"},
    "huge number": {"header": {"event_id": "e1", "event_type": "x.y", "create_time": BIG}, "event": {}},
    "odd content": {
        "header": {"event_id": "e2", "event_type": "im.message.receive_v1", "create_time": "1"},
        "event": {
            "message": {"message_id": "om_1", "chat_type": "p2p", "message_type": "text", "content": _deep()},
            "sender": {},
        },
    },
    "click of another's": {
        "header": {"event_id": "e3", "event_type": "card.action.trigger", "create_time": "1"},
        "event": {"operator": {"open_id": "ou_lin"}, "action": {"value": ["confirm:1"]}, "context": {}},
    },
    "a list": [SECRET],
    "a word": SECRET,
}


@pytest.mark.parametrize("bench", ["feishu"], indirect=True)
@pytest.mark.parametrize("name", FEISHU)
@pytest.mark.parametrize("path", ["", "/card"])
def test_feishu_json(bench: Bench, name: str, path: str, caplog: pytest.LogCaptureFixture) -> None:
    settings = bench.sim.settings
    body = FEISHU[name]
    if isinstance(body, dict) and isinstance(body.get("header"), dict):
        body = {**body, "header": {**body["header"], "token": settings.verification_token}}
    sealed = feishu_wire.sealed(settings.encrypt_key, body)
    before = bench.house.record()
    with caplog.at_level(logging.INFO):
        status = _post(
            bench, f"feishu{path}", sealed, feishu_wire.signed(settings.encrypt_key, sealed, bench.house.clock.now())
        )

    assert status < 500
    _no_effect(bench, before, caplog)


DINGTALK: dict[str, bytes] = {
    "deep": f'{{"msgtype":"text","text":{_deep()}}}'.encode(),
    "huge": f'{{"msgtype":"text","createAt":{BIG},"text":{{"content":{BIG}}}}}'.encode(),
    "list": json.dumps([SECRET]).encode(),
    "not json": SECRET.encode(),
    "charset": SECRET.encode("utf-16"),
    "gbk": json.dumps({"msgtype": "text", "text": {"content": SECRET}}, ensure_ascii=False).encode("gbk"),
    "nothing": b"",
    "NaN": b'{"msgtype":"text","createAt":NaN,"text":{"content":Infinity}}',
}


@pytest.mark.parametrize("bench", ["dingtalk-http"], indirect=True)
@pytest.mark.parametrize("name", DINGTALK)
def test_dingtalk_json(bench: Bench, name: str, caplog: pytest.LogCaptureFixture) -> None:
    headers = robot_headers(bench.sim.settings.client_secret, bench.house.clock.now())
    before = bench.house.record()
    with caplog.at_level(logging.INFO):
        status = _post(bench, "dingtalk", DINGTALK[name], headers)

    assert status < 500
    _no_effect(bench, before, caplog)


RAW: dict[str, tuple[bytes, Mapping[str, str]]] = {
    "nothing": (b"", {}),
    "zeros": (b"\0" * 1000, {}),
    "not utf-8": (b"\xff\xfe\xfa", {"Content-Type": "application/json; charset=utf-7"}),
    "beyond": (BEYOND.encode(), {}),
    "two megabytes": (b"x" * 2_000_000, {}),
    "an entity": (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml>&a;</xml>', {"Content-Type": "text/xml"}),
    "deep": (_deep(100_000).encode(), {"Content-Type": "application/json"}),
    "long header": (b"{}", {"X-Lark-Signature": "x" * 5000, "sign": "é".encode().decode("latin-1")}),
}


@pytest.mark.parametrize("bench", ["wecom", "feishu", "dingtalk-http"], indirect=True)
@pytest.mark.parametrize("name", RAW)
def test_what_no_platform_sends(bench: Bench, name: str, caplog: pytest.LogCaptureFixture) -> None:
    body, headers = RAW[name]
    routes = {"wecom": ["wecom?msg_signature=x&timestamp=1&nonce=%00"], "feishu": ["feishu", "feishu/card"]}
    before = bench.house.record()
    for route in routes.get(bench.name, ["dingtalk", "dingtalk/card", "dingtalk/events"]):
        caplog.clear()
        with caplog.at_level(logging.INFO):
            status = _post(bench, route, body, headers)

        assert 400 <= status < 500
        assert bench.heard_nothing()
        _no_effect(bench, before, caplog)


@pytest.mark.parametrize("bench", ["wecom", "feishu", "feishu-stream", "dingtalk", "dingtalk-http"], indirect=True)
@pytest.mark.parametrize("text", ["", " ", "\u200b", BEYOND, "字" * 1365, "\u202e倒过来", "a\x00b"])
def test_odd_words_are_heard_and_answered_once(bench: Bench, text: str) -> None:
    """4 kB, nothing, characters beyond the BMP: somebody said it, so somebody is answered."""
    if bench.name == "wecom":
        text = text.replace("\0", "")  # XML cannot hold it
    bench.says("lin", text)
    bench.heard()

    bench.house.clock.move(timedelta(seconds=1))
    bench.house.settle()

    assert bench.house.core.inbox.counts()["failed"] == 0
    assert bench.house.waiting() == []


def _post(bench: Bench, route: str, body: bytes, headers: Mapping[str, str]) -> int:
    with requests.Session() as session:
        session.trust_env = False
        return session.post(f"{bench.house.origin}/callbacks/{route}", data=body, headers=dict(headers), timeout=10).status_code


def _no_effect(bench: Bench, before: Mapping[str, int], caplog: pytest.LogCaptureFixture) -> None:
    """Nothing in the record, nothing said, no words in the log, and one line of ours a call at most."""
    lines = [r for r in caplog.records if r.name.startswith(("bot.", "crm_core.")) and r.levelno >= logging.WARNING]
    calls = [entry for entry in bench.house.town.journal if entry["way"] == "in"]
    assert len(lines) <= max(1, len(calls))  # a platform tries again what was refused
    assert all(SECRET not in record.getMessage() for record in caplog.records)
    bench.house.settle()
    assert bench.house.record() == before
    assert bench.house.core.outbox.counts()["ready"] == 0
