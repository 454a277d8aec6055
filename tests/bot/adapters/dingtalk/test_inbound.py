"""Every documented frame has a fixture and the neutral event that must come of it; nothing that is sent can raise."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.dingtalk.events import org_event
from bot.adapters.dingtalk.inbound import card_event, message_event
from bot.adapters.dingtalk.stream import CARD_TOPIC, ROBOT_TOPIC
from bot.adapters.dingtalk.words import event_id, moment
from bot.model import (
    Action,
    CardClicked,
    ChatChanged,
    Event,
    MemberChanged,
    Platform,
    TextSaid,
    Unknown,
    event_from_json,
    event_to_json,
)

FIXTURES = Path(__file__).parent.parent / "fixtures" / "dingtalk"
CASES = sorted(path for path in FIXTURES.glob("*.json") if not path.name.endswith(".event.json"))
NOW = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)


def understood(frame: dict[str, Any]) -> Event:
    headers, data = frame["headers"], json.loads(frame["data"])
    at = moment(headers["time"], NOW)
    match headers["topic"]:
        case topic if topic == ROBOT_TOPIC:
            return message_event(data, message_id=headers["messageId"], at=at)
        case topic if topic == CARD_TOPIC:
            return card_event(data, message_id=headers["messageId"], at=at)
        case _:
            corp = headers["eventCorpId"]
            return org_event(headers["eventType"], data, source_id=headers["eventId"], at=at, corp=corp)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_frames_become_neutral_events(path: Path) -> None:
    expected = json.loads(path.with_suffix(".event.json").read_text(encoding="utf-8"))

    assert event_to_json(understood(json.loads(path.read_text(encoding="utf-8")))) == expected


def test_every_fixture_names_its_source() -> None:
    assert len(CASES) == 29
    assert all(path.with_suffix(".md").read_text(encoding="utf-8").startswith("PLATFORMS ") for path in CASES)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "msgId",
    "msgtype",
    "text",
    "content",
    "senderId",
    "senderStaffId",
    "conversationType",
    "createAt",
    "outTrackId",
    "userId",
    "openConversationId",
    "timeStamp",
]
KINDS = ["text", "audio", "richText", "picture", "chatRecord", "unknownMsgType", "user_leave_org", "chat_quit"]
BODIES = st.dictionaries(st.sampled_from(FIELDS), JSON | st.sampled_from(KINDS), max_size=8)


@given(BODIES)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_nothing_that_is_sent_can_raise(body: dict[str, Any]) -> None:
    for event in (
        message_event(body, message_id="m1", at=NOW),
        card_event(body, message_id="m1", at=NOW),
        org_event(body.get("msgtype"), body, source_id="e1", at=NOW, corp="c"),
    ):
        assert isinstance(event, TextSaid | CardClicked | Unknown | MemberChanged | ChatChanged)
        assert len(event.id) <= 160
        assert event_from_json(json.loads(json.dumps(event_to_json(event)))) == event


@given(
    st.from_regex(r"[a-z_]{1,12}", fullmatch=True),
    st.from_regex(r"[\w-]{1,20}", fullmatch=True),
    st.dictionaries(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=20), max_size=3),
)
def test_an_action_comes_back_as_it_went(verb: str, subject: str, form: dict[str, str]) -> None:
    action = Action(verb.strip("_") or "a", subject, form)
    content = json.dumps({"cardPrivateData": {"actionIds": ["suilu"], "params": {"action": str(action)}}})

    event = card_event({"content": content, "userId": "u", "outTrackId": "t"}, message_id="m", at=NOW)

    assert isinstance(event, CardClicked)
    assert event.action == action


def test_long_ids_are_hashed_and_stay_distinct() -> None:
    first, second = event_id("msg", "x" * 300), event_id("msg", "x" * 299 + "y")

    assert len(first) == len("dingtalk:msg:") + 64
    assert first != second
    assert event_id("card", "x" * 140) == f"dingtalk:card:{'x' * 140}"


@pytest.mark.parametrize("wrong", [None, "", "soon", 10**30, [], -(10**30)])
def test_a_senseless_time_is_the_time_of_hearing(wrong: object) -> None:
    assert moment(wrong, NOW) == NOW


def said(**other: Any) -> Event:
    body = {"msgId": "m", "msgtype": "text", "senderId": "s", "conversationType": "1", "text": {"content": "x"}, **other}
    return message_event(json.loads(json.dumps(body)), message_id="f", at=NOW)


def test_what_cannot_be_stored_is_not_kept() -> None:
    event = said(text={"content": "预算\x0050万\ud800😀"}, senderId="s\udfff", msgId="m\ud800")

    assert isinstance(event, TextSaid)
    assert (event.text, event.by.id, event.id) == ("预算50万?😀", "s?", "dingtalk:msg:m?")


@pytest.mark.parametrize("text", ["", "   ", "长" * 1400 + "😀" * 100])
def test_nothing_and_much_are_both_messages(text: str) -> None:
    event = said(text={"content": text})

    assert isinstance(event, TextSaid)
    assert event.text == text.strip()


@pytest.mark.parametrize("record", ["[" * 100_000, "no json", "[1]", '[{"createAt": "' + "9" * 5000 + '"}]', None, 7])
def test_a_record_that_makes_no_sense_is_recorded(record: object) -> None:
    event = said(msgtype="chatRecord", content={"chatRecord": record, "summary": "记录"})

    assert isinstance(event, TextSaid | Unknown)


@pytest.mark.parametrize("action", ["", "!!", "确认", "confirm", ":7", "a b:7", None, 7, [], {}])
def test_a_card_value_that_is_not_ours_is_recorded(action: object) -> None:
    content = json.dumps({"cardPrivateData": {"actionIds": [], "params": {"action": action}}})

    event = card_event({"content": content, "userId": "u", "outTrackId": "t"}, message_id="m", at=NOW)

    assert event == Unknown(id="dingtalk:card:m", at=NOW, platform=Platform.DINGTALK, name="card.malformed")
