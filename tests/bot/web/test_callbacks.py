"""Verified, written down, acknowledged; or refused, and nothing stored."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest

from bot.adapters.wecom.codec import Codec
from bot.adapters.wire import HttpCall, HttpReply, Received
from bot.model import Person, Platform, TextSaid, event_from_json
from bot.web.house import Poker
from crm_core.errors import Unavailable
from tests.bot.web.conftest import CORP, WECOM, Site, Wakes

CODEC = Codec(WECOM.token, WECOM.aes_key, CORP)


def envelope(site: Site, number: int, text: str = "同步") -> tuple[dict[str, str], str]:
    """Query and body of a text message as WeCom posts it."""
    stamp = str(int(site.clock.now().timestamp()))
    inner = (
        f"<xml><ToUserName>{CORP}</ToUserName><FromUserName>linxiao</FromUserName><CreateTime>{stamp}</CreateTime>"
        f"<MsgType>text</MsgType><Content>{text}</Content><MsgId>{number}</MsgId><AgentID>1000002</AgentID></xml>"
    )
    sealed = CODEC.encrypt(inner.encode())
    query = {"msg_signature": CODEC.signature(stamp, "nonce", sealed), "timestamp": stamp, "nonce": "nonce"}
    return query, f"<xml><ToUserName>{CORP}</ToUserName><Encrypt>{sealed}</Encrypt><AgentID>1000002</AgentID></xml>"


def test_a_callback_is_a_row_before_it_is_acknowledged(site: Site) -> None:
    query, body = envelope(site, 4711)

    reply = site.flask.test_client().post("/callbacks/wecom", query_string=query, data=body)

    assert (reply.status_code, reply.data) == (200, b"")
    assert site.inbox() == {"ready": 1}
    heard = site.core.inbox.take("a worker")
    assert heard is not None
    event = event_from_json(heard.body)
    assert isinstance(event, TextSaid)
    assert (heard.id, event.text, event.by) == ("wecom:msg:4711", "同步", Person(Platform.WECOM, CORP, "linxiao"))


def test_the_same_event_twice_is_one_row_and_two_acknowledgements(site: Site) -> None:
    browser = site.flask.test_client()
    query, body = envelope(site, 4711)

    replies = [browser.post("/callbacks/wecom", query_string=query, data=body).status_code for _ in range(3)]

    assert replies == [200, 200, 200]
    assert site.inbox() == {"ready": 1}


def test_url_verification_echoes_the_plain_text(site: Site) -> None:
    stamp = str(int(site.clock.now().timestamp()))
    sealed = CODEC.encrypt(b"123456789")
    query = {"msg_signature": CODEC.signature(stamp, "n", sealed), "timestamp": stamp, "nonce": "n", "echostr": sealed}

    reply = site.flask.test_client().get("/callbacks/wecom", query_string=query)

    assert (reply.status_code, reply.data) == (200, b"123456789")
    assert site.inbox() == {}


def test_forged_and_stale_are_refused_and_nothing_is_stored(site: Site) -> None:
    browser = site.flask.test_client()
    query, body = envelope(site, 4711)

    forged = browser.post("/callbacks/wecom", query_string={**query, "msg_signature": "0" * 40}, data=body)
    site.clock.move(timedelta(seconds=301))
    stale = browser.post("/callbacks/wecom", query_string=query, data=body)

    assert (forged.status_code, stale.status_code) == (403, 403)
    assert forged.data.count(b"\n") == stale.data.count(b"\n") == 1
    assert site.inbox() == {}
    assert site.wakes.asked == []


def test_malformed_is_400_and_says_nothing_back_of_what_came(site: Site) -> None:
    query, _ = envelope(site, 1)

    reply = site.flask.test_client().post("/callbacks/wecom", query_string=query, data=b"<xml><secret>x</xml>")

    assert reply.status_code == 400
    assert b"secret" not in reply.data
    assert site.inbox() == {}


def test_over_one_mebibyte_is_413_in_one_line(site: Site) -> None:
    reply = site.flask.test_client().post("/callbacks/wecom", data=b"x" * (1024 * 1024 + 1))

    assert reply.status_code == 413
    assert reply.data == b"413 Request Entity Too Large: too_large\n" or reply.data == b"413 Content Too Large: too_large\n"
    assert reply.content_type.startswith("text/plain")
    assert site.inbox() == {}


def test_a_platform_that_is_off_is_404(site: Site) -> None:
    paths = ["/callbacks/feishu", "/callbacks/feishu/card"]
    paths += ["/callbacks/dingtalk", "/callbacks/dingtalk/card", "/callbacks/dingtalk/events"]
    replies = [site.flask.test_client().post(path, data=b"{}") for path in paths]

    assert [(r.status_code, r.data) for r in replies] == [(404, b"404 Not Found: platform_off\n")] * 5


@pytest.mark.parametrize("error", [Unavailable("gone"), ValueError("cannot be stored"), RuntimeError("anything")])
def test_what_is_not_written_down_is_not_acknowledged(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def refuse(*_: object) -> bool:
        raise error

    monkeypatch.setattr(site.core.inbox, "accept", refuse)
    query, body = envelope(site, 4711, "预算50万")

    reply = site.flask.test_client().post("/callbacks/wecom", query_string=query, data=body)

    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "2")
    assert "wecom:msg:4711" in caplog.text
    assert "预算" not in caplog.text


def test_a_receiver_sees_the_call_as_it_came(site: Site) -> None:
    seen: list[HttpCall] = []

    class Ear:
        def receive(self, call: HttpCall) -> Received:
            seen.append(call)
            return Received(HttpReply(200, b'{"challenge":"c"}', "application/json"))

    dict.update(site.app.receivers, {"feishu": Ear()})

    body = json.dumps({"词": 1}).encode()
    reply = site.flask.test_client().post(
        "/callbacks/feishu?a=%E4%BD%A0&a=2&b=&c=%ff", data=body, headers={"X-Lark-Nonce": "n"}
    )

    assert (reply.data, reply.content_type) == (b'{"challenge":"c"}', "application/json")
    assert (seen[0].method, seen[0].path, seen[0].query, seen[0].body) == (
        "POST",
        "/callbacks/feishu",
        {"a": "你", "b": "", "c": "\ufffd"},
        body,
    )
    assert seen[0].headers["x-lark-nonce"] == "n"
    assert "content-type" in seen[0].headers
    assert "Set-Cookie" not in reply.headers


@pytest.mark.parametrize("route", ["dingtalk", "dingtalk/card", "dingtalk/events"])
def test_each_way_in_of_dingtalk_has_its_receiver(site: Site, route: str) -> None:
    class Ear:
        def receive(self, call: HttpCall) -> Received:
            return Received(HttpReply(200, call.path.encode()))

    dict.update(site.app.receivers, {route: Ear()})

    assert site.flask.test_client().post(f"/callbacks/{route}", data=b"{}").data == f"/callbacks/{route}".encode()


def test_many_pokes_are_few_wake_ups_and_the_last_is_not_lost() -> None:
    woken = threading.Event()

    class Slow(Wakes):
        def wake(self, job: str) -> None:
            super().wake(job)
            woken.set()

    queue = Slow()
    poker = Poker(queue)
    for _ in range(1000):
        poker.poke()
    assert woken.wait(5)
    woken.clear()
    poker.poke()

    assert woken.wait(5)
    poker.close()
    assert set(queue.asked) == {"receive"}
    assert 2 <= len(queue.asked) < 100


def test_a_wake_up_that_fails_does_not_end_the_poker() -> None:
    woken = threading.Event()

    class Broken:
        def __init__(self) -> None:
            self.calls = 0

        def wake(self, job: str) -> None:
            self.calls += 1
            if self.calls == 1:
                woken.set()
                raise ConnectionError("no broker")
            woken.set()

    queue = Broken()
    poker = Poker(queue)
    for _ in range(2):
        poker.poke()
        assert woken.wait(5)
        woken.clear()

    poker.close()
    assert queue.calls == 2
