"""Every documented event has a fixture and the neutral event that must come of it; everything else is refused in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.feishu.inbound import MAX_BODY, FeishuReceiver
from bot.adapters.wire import HttpCall, Received
from bot.model import event_from_json, event_to_json
from bot.simulator.feishu import wire as feishu_wire
from crm_core.clock import SetClock
from tests.bot.adapters.feishu.conftest import SETTINGS

FIXTURES = Path(__file__).parent.parent / "fixtures" / "feishu"
CASES = sorted(path for path in FIXTURES.glob("*.json") if not path.name.endswith(".event.json"))
NOW = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
RECEIVER = FeishuReceiver(SETTINGS, SetClock(NOW))


def call(envelope: Any, *, at: datetime = NOW, key: str = SETTINGS.encrypt_key) -> HttpCall:
    """As the platform sends it: sealed and signed."""
    body = feishu_wire.sealed(key, envelope)
    headers = {name.lower(): value for name, value in feishu_wire.signed(key, body, at).items()}
    return HttpCall("POST", "/callbacks/feishu", headers=headers, body=body)


def plain(body: bytes, headers: dict[str, str] | None = None) -> HttpCall:
    return HttpCall("POST", "/callbacks/feishu", headers=headers or {}, body=body)


def envelope(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FIXTURES / "message-direct.json").read_text(encoding="utf-8"))
    return {**data, **changes}


def refused(received: Received) -> tuple[int, str]:
    """Status and line of a refusal, which must bring no event and be one JSON line."""
    assert received.event is None
    assert received.reply.content_type.startswith("application/json")
    assert b"\n" not in received.reply.body
    assert json.loads(received.reply.body) == {"error": received.error}
    return received.reply.status, received.error


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_fixture(path: Path) -> None:
    wanted = json.loads(path.with_suffix(".event.json").read_text(encoding="utf-8"))["event"]

    received = RECEIVER.receive(call(json.loads(path.read_text(encoding="utf-8"))))

    assert received.event is not None
    assert event_to_json(received.event) == wanted
    assert event_from_json(wanted) == received.event
    assert (received.reply.status, received.error) == (200, "")
    toast = {"toast": {"type": "info", "content": "已收到，正在处理…"}}
    assert json.loads(received.reply.body) == (toast if wanted["kind"] == "CardClicked" else {})


def test_there_are_as_many_fixtures_as_we_think() -> None:
    assert len(CASES) == 40


@pytest.mark.parametrize("sealed", [True, False])
def test_url_verification_echoes_the_challenge_unsigned(sealed: bool) -> None:
    body = {"challenge": 'abc "é', "token": "verify-me", "type": "url_verification"}
    raw = feishu_wire.sealed(SETTINGS.encrypt_key, body) if sealed else json.dumps(body).encode()

    received = RECEIVER.receive(plain(raw))

    assert (received.reply.status, received.event) == (200, None)
    assert json.loads(received.reply.body) == {"challenge": 'abc "é'}


def test_url_verification_with_a_wrong_token_is_refused() -> None:
    body = {"challenge": "abc", "token": "other", "type": "url_verification"}

    assert refused(RECEIVER.receive(plain(json.dumps(body).encode()))) == (403, "wrong verification token")


def test_a_forged_signature_is_refused() -> None:
    good = call(envelope())
    forged = HttpCall("POST", good.path, headers={**good.headers, "x-lark-signature": "0" * 64}, body=good.body)

    assert refused(RECEIVER.receive(forged)) == (403, "bad signature")


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_stale_signature_is_refused(minutes: int) -> None:
    received = RECEIVER.receive(call(envelope(), at=NOW + timedelta(minutes=minutes)))

    assert refused(received) == (403, "stale signature")


def test_an_event_sealed_but_not_signed_is_refused() -> None:
    body = feishu_wire.sealed(SETTINGS.encrypt_key, envelope())

    assert refused(RECEIVER.receive(plain(body))) == (403, "not signed and encrypted")


def test_an_event_signed_but_not_sealed_is_refused() -> None:
    body = json.dumps(envelope()).encode()
    headers = {n.lower(): v for n, v in feishu_wire.signed(SETTINGS.encrypt_key, body, NOW).items()}

    assert refused(RECEIVER.receive(plain(body, headers))) == (403, "not signed and encrypted")


def test_another_apps_token_is_refused() -> None:
    data = envelope()
    data["header"]["token"] = "other"

    assert refused(RECEIVER.receive(call(data))) == (403, "wrong verification token")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"encrypt": 3}', 403),
        (b'{"encrypt": "AAAA"}', 403),
        (b"{}", 403),
        (b"[" * 100_000, 400),
        (b'{"a":"' + b"x" * MAX_BODY + b'"}', 413),
    ],
)
def test_a_strangers_body_is_refused(body: bytes, status: int) -> None:
    assert refused(RECEIVER.receive(plain(body)))[0] == status


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"event": []}, "event is missing or not an object"),
        ({"event": {}}, "message is missing or not an object"),
        ({"event": {"message": {}, "sender": {}}}, "message_id is missing or not an id"),
        ({"event": {"message": {"message_id": 7}, "sender": {}}}, "message_id is missing or not an id"),
        ({"event": {"message": {"message_id": "x" * 121}, "sender": {}}}, "message_id is missing or not an id"),
        ({"header": {"token": "verify-me"}}, "event_id is missing or not an id"),
        ({"header": {"token": "verify-me", "event_id": "e1"}}, "event_type is missing or not text"),
        ({"header": {"token": "verify-me", "event_type": "x"}}, "event_id is missing or not an id"),
    ],
)
def test_a_verified_event_of_a_wrong_shape_is_refused_by_name(changes: dict[str, Any], error: str) -> None:
    assert refused(RECEIVER.receive(call(envelope(**changes)))) == (400, error)


def test_what_no_database_stores_is_cleaned_away() -> None:
    data = envelope()
    data["event"]["message"]["content"] = '{"text":"a\\u0000b\\ud800c"}'

    event = RECEIVER.receive(call(data)).event

    assert event is not None
    assert event_to_json(event)["text"] == "a�b�c"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(kind=st.sampled_from(["im.message.receive_v1", "card.action.trigger", "other"]), event=json_values)
def test_no_verified_body_raises(kind: str, event: Any) -> None:
    head = {"event_id": "e1", "event_type": kind, "token": "verify-me", "create_time": event}
    body = json.loads(json.dumps({"schema": "2.0", "header": head, "event": event}).encode("utf-8", "ignore"))

    received = RECEIVER.receive(call(body))

    assert received.reply.status in (200, 400)
    assert (received.event is None) == (received.reply.status == 400)


def test_hearing_needs_no_sdk() -> None:
    code = "import sys, bot.adapters.feishu.inbound; print([m for m in ('lark_oapi', 'requests', 'httpx') if m in sys.modules])"

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "[]"
