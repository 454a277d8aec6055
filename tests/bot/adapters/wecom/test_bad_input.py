"""Bad input at this entrance: the published vectors pass and fail with one character changed; nothing else ever raises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.jsapi import jsapi_signature
from bot.adapters.wecom.codec import Codec
from bot.adapters.wecom.inbound import WecomReceiver
from bot.adapters.wire import HttpCall, Received
from bot.model import CardClicked, TextSaid, Unknown
from crm_core.clock import SetClock
from tests.bot.adapters.wecom import vectors
from tests.bot.adapters.wecom.vectors import changed
from tests.bot.adapters.wecom.world import SETTINGS

PUBLISHED = replace(SETTINGS, token=vectors.TOKEN, aes_key=vectors.KEY, corp_id=vectors.CORP)
THEN = datetime.fromtimestamp(1409659700, UTC)
NOW = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
CODEC = Codec(SETTINGS.token, SETTINGS.aes_key, SETTINGS.corp_id)
VERIFY = HttpCall("GET", "/callbacks/wecom", vectors.ECHO_QUERY)


def posted(encrypted: str) -> bytes:
    return f"<xml><ToUserName>{vectors.CORP}</ToUserName><Encrypt>{encrypted}</Encrypt></xml>".encode()


MESSAGE = HttpCall("POST", "/callbacks/wecom", vectors.MESSAGE_QUERY, {}, posted(vectors.MESSAGE))


def receive(call: HttpCall, **settings: Any) -> Received:
    return WecomReceiver(replace(PUBLISHED, **settings), SetClock(THEN)).receive(call)


def with_query(call: HttpCall, name: str, value: str) -> HttpCall:
    return replace(call, query={**call.query, name: value})


def refused(received: Received) -> int:
    """The status; a refusal has no event and one line for the log that shows nothing of the request."""
    assert received.event is None
    assert received.error.startswith("wecom: ")
    assert "\n" not in received.error
    return received.reply.status


# --- the published vectors ----------------------------------------------------------------------------------------------


def test_the_published_url_is_verified() -> None:
    received = receive(VERIFY)

    assert (received.reply.status, received.reply.body) == (200, vectors.ECHO_PLAIN)


def test_the_published_message_is_heard() -> None:
    event = receive(MESSAGE).event

    assert isinstance(event, TextSaid)
    assert (event.by.id, event.text, event.id) == ("mycreate", "hello", "wecom:msg:4561255354251345929")


@pytest.mark.parametrize("at", range(40))
def test_each_character_of_the_signature_counts(at: int) -> None:
    for call in (VERIFY, MESSAGE):
        wrong = changed(call.query["msg_signature"], at)

        assert refused(receive(with_query(call, "msg_signature", wrong))) == 403


@pytest.mark.parametrize(
    "wrong", ["", "5C45FF5E21C57E6AD56BAC8758B79B1D9AC89FD3", vectors.ECHO_QUERY["msg_signature"][:-1], "０" * 40]
)
def test_only_this_form_of_the_signature(wrong: str) -> None:
    assert refused(receive(with_query(VERIFY, "msg_signature", wrong))) in (400, 403)


@pytest.mark.parametrize("name", ["timestamp", "nonce"])
def test_each_character_that_was_signed_counts(name: str) -> None:
    for call in (VERIFY, MESSAGE):
        for at in range(len(call.query[name])):
            assert refused(receive(with_query(call, name, changed(call.query[name], at)))) == 403


@pytest.mark.parametrize("at", range(len(vectors.ECHO)))
def test_each_character_of_the_sealed_echo_counts(at: int) -> None:
    assert refused(receive(with_query(VERIFY, "echostr", changed(vectors.ECHO, at)))) == 403


@pytest.mark.parametrize("at", range(0, len(vectors.MESSAGE), 7))
def test_each_character_of_the_sealed_message_counts(at: int) -> None:
    assert refused(receive(replace(MESSAGE, body=posted(changed(vectors.MESSAGE, at))))) == 403


@pytest.mark.parametrize("at", range(len(vectors.KEY)))
def test_each_character_of_the_key_counts(at: int) -> None:
    key = changed(vectors.KEY, at)

    assert refused(receive(VERIFY, aes_key=key)) in (400, 403)
    assert refused(receive(MESSAGE, aes_key=key)) in (400, 403)


@pytest.mark.parametrize("at", range(len(vectors.TOKEN)))
def test_each_character_of_the_token_counts(at: int) -> None:
    assert refused(receive(MESSAGE, token=changed(vectors.TOKEN, at))) == 403


@pytest.mark.parametrize("at", range(len(vectors.CORP)))
def test_each_character_of_the_receiver_counts(at: int) -> None:
    assert refused(receive(MESSAGE, corp_id=changed(vectors.CORP, at))) == 403


@pytest.mark.parametrize("part", ["ticket", "nonce", "url"])
def test_each_character_of_a_signed_page_counts(part: str) -> None:
    given: Any = {"ticket": vectors.TICKET, "nonce": vectors.PAGE_NONCE, "url": vectors.PAGE}
    assert jsapi_signature(timestamp=vectors.PAGE_TIMESTAMP, **given) == vectors.PAGE_SIGNATURE

    for at in range(len(given[part])):
        wrong = {**given, part: changed(given[part], at)}
        assert jsapi_signature(timestamp=vectors.PAGE_TIMESTAMP, **wrong) != vectors.PAGE_SIGNATURE
    assert jsapi_signature(timestamp=vectors.PAGE_TIMESTAMP + 1, **given) != vectors.PAGE_SIGNATURE


def test_a_sealed_message_cut_short_anywhere() -> None:
    """Signed rightly, so that only the envelope is wrong."""
    codec = Codec(vectors.TOKEN, vectors.KEY, vectors.CORP)
    for length in range(0, len(vectors.MESSAGE), 5):
        short = vectors.MESSAGE[:length]
        query = {**vectors.MESSAGE_QUERY, "msg_signature": codec.signature("1409659813", "1372623149", short)}

        assert refused(receive(replace(MESSAGE, query=query, body=posted(short)))) in (400, 403)


# --- under a right signature --------------------------------------------------------------------------------------------


def heard(plain: bytes) -> Received:
    stamp, sealed = str(int(NOW.timestamp())), CODEC.encrypt(plain)
    query = {"msg_signature": CODEC.signature(stamp, "n0nce", sealed), "timestamp": stamp, "nonce": "n0nce"}
    return WecomReceiver(SETTINGS, SetClock(NOW)).receive(HttpCall("POST", "/", query, {}, posted(sealed)))


def document(inner: str, *, kind: str = "text", at: str = "1770944400", by: str = "LinXiao", agent: str = "1000002") -> str:
    return (
        f"<xml><ToUserName>{SETTINGS.corp_id}</ToUserName><FromUserName>{by}</FromUserName><CreateTime>{at}</CreateTime>"
        f"<MsgType>{kind}</MsgType>{inner}<AgentID>{agent}</AgentID></xml>"
    )


def said(text: str, number: str = "7000000000000000042", **more: str) -> str:
    return document(f"<Content><![CDATA[{text}]]></Content><MsgId>{number}</MsgId>", **more)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "字" * 1400,
        "🙂𠮷👨‍👩‍👧 \U0010ffff",
        "a\x7f\u200b\u202e\ufeff",
        "' OR 1=1; --",
        "{{7*7}} ${x} %s %n",
        "a\r\nb",
    ],
)
def test_strange_words_are_words(text: str) -> None:
    event = heard(said(text).encode()).event

    assert isinstance(event, TextSaid)
    assert event.text == text.replace("\r\n", "\n").strip()


@pytest.mark.parametrize("number", ["9" * 21, "-1", "1.5", "0x10", "٣", "1_000", "9" * 5000])
def test_a_number_that_is_none_of_a_message(number: str) -> None:
    assert refused(heard(said("你好", number).encode())) == 400


@pytest.mark.parametrize("at", ["9" * 12, "9" * 13, "9" * 5000, "-1", "1e9", "١", "", "0.5", "1_770_944_400"])
def test_a_moment_that_is_none(at: str) -> None:
    assert refused(heard(said("你好", at=at).encode())) == 400


@pytest.mark.parametrize("agent", ["", "9" * 400, "-1", "随录", "1000003"])
def test_the_agents_number_decides_nothing(agent: str) -> None:
    assert isinstance(heard(said("你好", agent=agent).encode()).event, TextSaid)


@pytest.mark.parametrize(
    "plain",
    [
        said("你好").encode("gbk"),
        said("你好").encode("utf-32"),
        b'<?xml version="1.0" encoding="GBK"?>' + said("你好").encode("gbk"),
        b'<?xml version="1.0" encoding="no-such-thing"?>' + said("你好").encode("gbk"),
        b'<?xml version="1.0" encoding="utf-7"?><xml>+ADw-</xml>+',
        said("你好").encode()[:-3],
        said("你\x00好").encode(),
        said("a\x08b").encode(),
        b"\xef\xbb\xbf\xef\xbb\xbf" + said("x").encode(),
        b"\xff" * 100,
        b'{"MsgType": "text"}',
    ],
)
def test_not_the_platforms_alphabet(plain: bytes) -> None:
    assert refused(heard(plain)) == 400


@pytest.mark.parametrize("declared", ["GBK", "ISO-8859-1", "no-such-thing"])
def test_what_a_document_says_of_its_alphabet_changes_nothing(declared: str) -> None:
    event = heard(f'<?xml version="1.0" encoding="{declared}"?>{said("你好")}'.encode()).event

    assert isinstance(event, TextSaid)
    assert event.text == "你好"


@pytest.mark.parametrize("alphabet", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_document_whose_first_bytes_tell_its_alphabet_is_read(alphabet: str) -> None:
    event = heard(said("你好").encode(alphabet)).event

    assert isinstance(event, TextSaid)
    assert event.text == "你好"


BOMB = (
    '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    "<xml><MsgType>text</MsgType><Content>&c;</Content></xml>"
)


@pytest.mark.parametrize(
    "plain",
    [
        BOMB,
        '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml>&f;</xml>',
        '<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd"><xml/>',
        "<xml>&undefined;</xml>",
        "<a>" * 2500 + "</a>" * 2500,
        document("<x/>" * 2500),
        "<xml>" + "x" * 1024 * 1024 + "</xml>",
        "<xml/><xml/>",
    ],
)
def test_a_document_that_no_platform_would_write(plain: str) -> None:
    assert refused(heard(plain.encode())) in (400, 413)


@pytest.mark.parametrize("body", [BOMB, "<a>" * 1900 + "<Encrypt/>" + "</a>" * 1900])
def test_an_envelope_that_no_platform_would_write(body: str) -> None:
    assert refused(WecomReceiver(SETTINGS, SetClock(NOW)).receive(replace(MESSAGE, body=body.encode()))) == 400


def test_deep_nesting_within_the_limit_is_no_more_than_an_unknown_thing() -> None:
    event = heard(document("<a>" * 1900 + "</a>" * 1900, kind="event").encode()).event

    assert isinstance(event, Unknown)
    assert event.name == ""


@pytest.mark.parametrize("name", ["x" * 5000, "🙂" * 100, "click; DROP TABLE", "../../etc"])
def test_an_unknown_name_is_written_down_as_far_as_it_goes(name: str) -> None:
    event = heard(document(f"<Event><![CDATA[{name}]]></Event>", kind="event").encode()).event

    assert isinstance(event, Unknown)
    assert event.name == name[:64]
    assert len(event.id) < 160


def click(key: str, card: str = "draft-42", selected: str = "") -> str:
    return document(
        f"<Event>template_card_event</Event><EventKey><![CDATA[{key}]]></EventKey><TaskId><![CDATA[{card}]]></TaskId>"
        f"<ResponseCode>code</ResponseCode>{selected}",
        kind="event",
    )


@pytest.mark.parametrize("key", ["", "confirm", "confirm 42", ":42", "con;firm:42", "confirm:" + "9" * 1100, "🙂"])
def test_a_value_that_is_not_ours_is_acknowledged_and_recorded(key: str) -> None:
    received = heard(click(key).encode())

    assert received.reply.status == 200
    assert isinstance(received.event, Unknown)
    assert received.event.name == "template_card_event"


@pytest.mark.parametrize("card", ["", "a b", "卡", "x" * 129, "../1"])
def test_a_card_that_is_not_ours_is_acknowledged_and_recorded(card: str) -> None:
    assert isinstance(heard(click("confirm:42", card).encode()).event, Unknown)


def test_what_is_ticked_cannot_leave_its_place() -> None:
    option = "1</OptionId><OptionId>2"
    selected = (
        "<SelectedItems><SelectedItem><QuestionKey><![CDATA[lines]]></QuestionKey>"
        f"<OptionIds><OptionId><![CDATA[{option}]]></OptionId></OptionIds></SelectedItem></SelectedItems>"
    )
    event = heard(click("confirm:42?lines=9", selected=selected).encode()).event

    assert isinstance(event, CardClicked)
    assert event.action.form == {"lines": option}
