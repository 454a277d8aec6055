"""What strangers, old clients and bad luck may send: no exception, no effect, one line in the log."""

from __future__ import annotations

import hashlib
import json
import logging
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.feishu.codec import BadEnvelope, Codec
from bot.adapters.feishu.events import Translator
from bot.adapters.feishu.inbound import FeishuReceiver
from bot.adapters.wire import HttpCall, Received
from bot.model import CardClicked, TextSaid, Unknown
from bot.simulator.feishu import wire as feishu_wire
from crm_core.clock import SetClock
from tests.bot.adapters.feishu.conftest import SETTINGS
from tests.bot.adapters.feishu.test_codec import AT, BODY, F_D1, F_D2, SIGNED
from tests.bot.adapters.feishu.test_inbound import NOW, RECEIVER, call, envelope, plain, refused

LEGACY = {**SIGNED, "x-lark-signature": "270a4eaa7b6c9015d1376173c7307d2877af1052"}


def changed(text: str, at: int) -> str:
    return text[:at] + ("B" if text[at] == "A" else "A") + text[at + 1 :]


# --- vectors: whole they pass, with one byte changed they do not ------------------------------------------------------------


@pytest.mark.parametrize("at", range(len(F_D1.rstrip("="))))
def test_f_d1_with_one_byte_changed_says_no_hello(at: int) -> None:
    """CBC alone does not tell every change, but what still decrypts says something else; the signature tells all."""
    codec, altered = Codec("test key", "token"), changed(F_D1, at)

    with suppress(BadEnvelope):
        assert codec.decrypt(altered) != b"hello world"
    with pytest.raises(BadEnvelope, match="bad signature"):
        codec.verify(f'{{"encrypt":"{altered}"}}'.encode(), SIGNED, AT)


@pytest.mark.parametrize("at", range(0, len(F_D2), 7))
def test_f_d2_with_one_byte_changed_verifies_no_address(at: int) -> None:
    """Through the whole receiver: a challenge that was tampered with is not echoed as it was."""
    settings = type(SETTINGS)("cli_0123456789abcdef", "s", "iRdCP2WwXNBXRM3mGLqhrgch3cn0gbT6", "mazhe.nerd")
    receiver = FeishuReceiver(settings, SetClock(NOW))
    whole = receiver.receive(plain(json.dumps({"encrypt": F_D2}).encode()))
    tampered = receiver.receive(plain(json.dumps({"encrypt": changed(F_D2, at)}).encode()))

    assert json.loads(whole.reply.body) == {"challenge": "5634b122-c042-4634-bc7f-b07a3c3e77ad"}
    assert tampered.reply.body != whole.reply.body
    assert tampered.event is None


@pytest.mark.parametrize("at", range(len(BODY)))
def test_the_derived_signature_with_one_byte_of_the_body_changed(at: int) -> None:
    altered = BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :]

    with pytest.raises(BadEnvelope, match="bad signature"):
        Codec("test key", "token").verify(altered, SIGNED, AT)


@pytest.mark.parametrize("at", range(64))
def test_the_derived_signature_with_one_of_its_own_bytes_changed(at: int) -> None:
    altered = {**SIGNED, "x-lark-signature": changed(SIGNED["x-lark-signature"], at)}

    with pytest.raises(BadEnvelope, match="bad signature"):
        Codec("test key", "token").verify(BODY, altered, AT)


def test_the_derived_legacy_signature_passes_and_changed_it_does_not() -> None:
    codec = Codec("test key", "vtoken")
    codec.verify_legacy(BODY, LEGACY, AT)

    for at in range(40):
        with pytest.raises(BadEnvelope, match="bad signature"):
            codec.verify_legacy(BODY, {**LEGACY, "x-lark-signature": changed(LEGACY["x-lark-signature"], at)}, AT)
    with pytest.raises(BadEnvelope, match="bad signature"):
        codec.verify_legacy(BODY + b" ", LEGACY, AT)
    with pytest.raises(BadEnvelope, match="stale"):
        codec.verify_legacy(BODY, LEGACY, NOW)


# --- the click of a 1.0 card --------------------------------------------------------------------------------------------------

OLD_CLICK = {
    "open_id": "ou_lin",
    "user_id": "lin",
    "open_message_id": "om_1",
    "open_chat_id": "oc_huachen",
    "tenant_key": "tenant_suilu",
    "token": "c-1234",
    "action": {"value": {"action": "confirm:7"}, "tag": "button"},
}


def legacy(data: Any, *, token: str = SETTINGS.verification_token) -> HttpCall:
    body, at = json.dumps(data).encode(), str(int(NOW.timestamp()))
    signature = hashlib.sha1(f"{at}n0nce{token}".encode() + body).hexdigest()
    headers = {"x-lark-request-timestamp": at, "x-lark-request-nonce": "n0nce", "x-lark-signature": signature}
    return HttpCall("POST", "/callbacks/feishu/card", headers=headers, body=body)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_1_0_click_is_acknowledged_and_written_down(sealed: bool) -> None:
    data = json.loads(feishu_wire.sealed(SETTINGS.encrypt_key, OLD_CLICK)) if sealed else OLD_CLICK

    received = RECEIVER.receive(legacy(data))

    assert isinstance(received.event, Unknown)
    assert (received.event.id, received.event.name) == ("feishu:legacy:c-1234", "card.action/legacy")
    assert (received.reply.status, received.reply.body) == (200, b"{}")


def test_the_weaker_signature_opens_no_other_door() -> None:
    assert refused(RECEIVER.receive(legacy(envelope()))) == (403, "not signed and encrypted")
    assert refused(RECEIVER.receive(legacy(OLD_CLICK, token="other"))) == (403, "bad signature")


# --- shapes, sizes, characters ------------------------------------------------------------------------------------------------


def nested(depth: int, inner: str = "1") -> str:
    return '{"a":' * depth + inner + "}" * depth


def message(content: str) -> Received:
    data = envelope()
    data["event"]["message"]["content"] = content
    return RECEIVER.receive(call(data))


@pytest.mark.parametrize("depth", [200, 900, 5000, 50_000])
def test_deep_nesting_breaks_nothing(depth: int) -> None:
    assert message(nested(depth)).reply.status == 200
    body = feishu_wire.sealed(SETTINGS.encrypt_key, {})
    assert RECEIVER.receive(plain(nested(depth).encode())).event is None
    assert RECEIVER.receive(plain(body)).event is None


@pytest.mark.parametrize("depth", [200, 600, 800])
def test_deep_nesting_inside_a_verified_envelope_has_no_effect(depth: int) -> None:
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    for event in ({"action": {"value": {"action": deep}}, "context": {}}, {"action": deep}, {"after_change": deep}, deep):
        head = {"event_id": "e1", "event_type": "card.action.trigger", "token": "verify-me", "create_time": deep}
        received = RECEIVER.receive(call({"schema": "2.0", "header": head, "event": event}))

        assert received.reply.status in (200, 400)
        assert not isinstance(received.event, CardClicked)


@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "1e400", "NaN", "-Infinity", "0.1", "9" * 5000])
def test_a_huge_number_is_no_moment(number: str) -> None:
    raw = json.dumps(envelope()).replace('"1770944399123"', number)
    assert number in raw
    try:
        data = json.loads(raw)
    except ValueError:
        return

    event = Translator(SETTINGS.app_id, SetClock(NOW)).event(data)

    assert isinstance(event, TextSaid)
    assert event.at == datetime(2026, 2, 13, 1, 0, tzinfo=UTC)


def test_a_body_in_another_charset_is_refused_in_one_line() -> None:
    body = json.dumps(envelope(), ensure_ascii=False).replace("{", '{"x":"中文",', 1).encode("gbk")

    assert refused(RECEIVER.receive(plain(body))) == (400, "not JSON")


@pytest.mark.parametrize(
    "text",
    ["😀𠮷👨‍👩‍👧", "字" * 1365, "x" * 4096, "𠮷" * 1024, "", " ", "\u202e\ufeff", "<&>\"'\\", "@_user_1", "@_all"],
    ids=len,
)
def test_every_text_comes_in_whole(text: str) -> None:
    event = message(json.dumps({"text": text})).event

    assert isinstance(event, TextSaid)
    assert event.text == text.replace("@_all", "@所有人").strip()


@pytest.mark.parametrize("content", ["", "x", "[]", "null", "{}", '{"text":null}', '{"text":[1]}', '{"text":{"a":1}}'])
def test_a_message_without_content_is_still_a_message(content: str) -> None:
    received = message(content)

    assert isinstance(received.event, TextSaid)
    assert received.reply.status == 200


# --- card values that are not ours, or were altered -------------------------------------------------------------------------

ALTERED = [
    None,
    7,
    10**300,
    "confirm:7",
    [],
    ["confirm:7"],
    {},
    {"action": None},
    {"action": 7},
    {"action": ["confirm:7"]},
    {"action": {"confirm": 7}},
    {"action": ""},
    {"action": "confirm"},
    {"action": ":7"},
    {"action": "con firm:7"},
    {"action": "confirm:" + "7" * 5000},
    {"key": "value"},
]


def click(value: Any, **action: Any) -> HttpCall:
    data = json.loads(json.dumps(envelope()))
    data["header"] |= {"event_type": "card.action.trigger", "event_id": "e-click"}
    data["event"] = {
        "operator": {"open_id": "ou_lin"},
        "action": {"value": value, "tag": "button", **action},
        "context": {"open_message_id": "om_1", "open_chat_id": "oc_huachen"},
    }
    return call(data)


@pytest.mark.parametrize("value", ALTERED, ids=range(len(ALTERED)))
def test_a_value_that_is_not_ours_has_no_effect_and_one_line(value: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        received = RECEIVER.receive(click(value))

    assert isinstance(received.event, Unknown)
    assert received.event.name == "card.action.trigger/foreign"
    assert (received.reply.status, received.reply.body) == (200, b"{}")
    assert [record.getMessage() for record in caplog.records] == ["feishu:event:e-click is a click on what is not ours"]


@pytest.mark.parametrize(
    "form", [{"a": "x" * 5000}, {"k" * 5000: "x"}, {str(n): "x" for n in range(101)}, {"a": ["x" * 100] * 100}], ids=range(4)
)
def test_a_form_beyond_any_size_has_no_effect(form: Any) -> None:
    received = RECEIVER.receive(click({"action": "confirm:7"}, form_value=form))

    assert isinstance(received.event, Unknown)


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ({"form_value": [1]}, {}),
        ({"form_value": {"a": None, "b": 7, "c": [1, "2"], "d": {"e": 1}}}, {"a": "", "b": "7", "c": "1,2", "d": "{'e': 1}"}),
        ({"name": "n", "option": 3}, {"n": "3"}),
        ({"name": 3, "option": "x"}, {}),
        ({"name": "n", "input_value": "汉😀"}, {"n": "汉😀"}),
        ({"name": "n\x00", "input_value": "\ud800"}, {"n�": "�"}),
    ],
)
def test_odd_choices_are_only_text(action: dict[str, Any], form: dict[str, str]) -> None:
    data = Translator(SETTINGS.app_id, SetClock(NOW)).event(
        {
            "header": {"event_id": "e1", "event_type": "card.action.trigger"},
            "event": {
                "operator": {"open_id": "ou_lin"},
                "action": {"value": {"action": "confirm:7", "asks": 5}, **action},
                "context": {"open_message_id": "om_1", "open_chat_id": "oc_huachen"},
            },
        }
    )

    assert isinstance(data, CardClicked)
    assert (data.action.verb, dict(data.action.form)) == ("confirm", form)


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("im.message.message_read_v1", {"reader": {"reader_id": {"open_id": "ou_lin"}}, "message_id_list": []}),
        ("im.message.message_read_v1", {"reader": {"reader_id": {"open_id": "ou_lin"}}, "message_id_list": "om_1"}),
        ("im.message.message_read_v1", {"reader": {}, "message_id_list": ["om_1"]}),
        ("application.bot.menu_v6", {"operator": {"operator_id": {"open_id": "ou_lin"}}, "event_key": 7}),
        ("im.chat.member.user.added_v1", {"users": []}),
        ("im.chat.member.user.added_v1", {"chat_id": "oc_1", "users": [{"user_id": {"open_id": 7}}]}),
        ("im.chat.access_event.bot_p2p_chat_entered_v1", {"operator_id": None}),
        ("contact.user.deleted_v3", {"object": []}),
    ],
)
def test_a_misshapen_event_is_refused_by_the_name_of_what_is_wrong(kind: str, event: dict[str, Any]) -> None:
    head = {"event_id": "e1", "event_type": kind, "token": "verify-me"}

    status, error = refused(RECEIVER.receive(call({"schema": "2.0", "header": head, "event": event})))

    assert status == 400
    assert "is missing or not" in error


def test_another_apps_event_is_refused() -> None:
    data = envelope()
    data["header"]["app_id"] = "cli_ffffffffffffffff"

    assert refused(RECEIVER.receive(call(data))) == (403, "another app's event")
