"""Reading a chat with a customer: only its own member, only with consent, only that chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.wecom.archive import message_of, recalled
from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.sidecar import Sidecar
from bot.adapters.wecom.transcripts import WecomTranscripts
from bot.model import Attachment, ChatKind, Conversation, CustomerProfile, Platform
from bot.ports import NotReadable, TryLater
from bot.simulator.town import Chat, Dweller, Fault, Said
from tests.bot.adapters.wecom.conftest import START
from tests.bot.adapters.wecom.world import CORP, SINGLE, World

WHERE = Conversation(Platform.WECOM, CORP, "linxiao/wmWangHai0001", ChatKind.SINGLE)


def test_the_customer_as_the_platform_knows_it(transcripts: WecomTranscripts) -> None:
    profile = CustomerProfile("wmWangHai0001", "王海", "华辰精密机械有限公司", ("13800001234",), ("LinXiao",))

    assert transcripts.customer(WHERE) == profile


def test_no_customer(transcripts: WecomTranscripts) -> None:
    assert transcripts.customer(replace(WHERE, id="linxiao/wmNobody")) is None
    assert transcripts.customer(replace(WHERE, id="wrRoom", kind=ChatKind.GROUP)) is None


def test_all_that_was_said_between_the_two_and_nothing_else(world: World, transcripts: WecomTranscripts) -> None:
    world.town.moves_in(Dweller("mei", "梅总", False, {"wecom": "wmMei0001"}, followers=["lin"]))
    world.town.opens(Chat("other", "wecom", "single", "梅总", ["lin", "mei"]))
    world.sim.say("other", "mei", "别家的秘密")
    world.sim.say(SINGLE, "wang", "预算大概50万\n含税吗？")
    world.clock.move(timedelta(minutes=5))
    world.sim.say(SINGLE, "lin", "含税🙂")

    first, second = transcripts.read(WHERE, since=None)

    assert (first.text, first.by, first.by_name, first.ours) == ("预算大概50万\n含税吗？", "wmWangHai0001", "王海", False)
    assert (first.at, first.kind) == (START, "text")
    assert (second.text, second.ours, second.at) == ("含税🙂", True, START + timedelta(minutes=5))
    assert first.id != second.id


def test_since_is_inclusive(world: World, transcripts: WecomTranscripts) -> None:
    for text in ("一", "二", "三"):
        world.sim.say(SINGLE, "wang", text)
        world.clock.move(timedelta(minutes=1))

    assert [m.text for m in transcripts.read(WHERE, since=START + timedelta(minutes=1))] == ["二", "三"]
    assert transcripts.read(WHERE, since=START + timedelta(minutes=3)) == []


def test_several_pages(world: World, transcripts: WecomTranscripts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.wecom.sidecar._PAGE", 3)
    for number in range(8):
        world.sim.say(SINGLE, "wang", str(number))

    assert [m.text for m in transcripts.read(WHERE, since=None)] == list("01234567")
    assert world.calls("archive/v1/messages") == 3


def test_other_kinds_and_recalls(world: World, transcripts: WecomTranscripts) -> None:
    at = START.isoformat()
    town = world.town
    town.add(SINGLE, Said(town.next_id("m"), "wang", at, kind="file", extra={"filename": "报价单.pdf", "filesize": 9}))
    town.add(SINGLE, Said(town.next_id("m"), "wang", at, kind="image", extra={"md5sum": "0"}))
    wrong = world.sim.say(SINGLE, "lin", "发错了")
    town.add(SINGLE, Said(town.next_id("m"), "lin", at, kind="recall", extra={"pre_msgid": f"{wrong.id}_external"}))

    got = transcripts.read(WHERE, since=None)

    assert [(m.kind, m.text, m.attachments) for m in got] == [
        ("file", "[文件] 报价单.pdf", (Attachment("file", "报价单.pdf"),)),
        ("image", "[图片]", (Attachment("image", ""),)),
    ]


def test_somebody_elses_customer_is_not_read(world: World, transcripts: WecomTranscripts) -> None:
    with pytest.raises(NotReadable) as refused:
        transcripts.read(replace(WHERE, id="chenmo/wmWangHai0001"), since=None)

    assert refused.value.reason == "not_following"
    assert world.calls("archive/v1/messages") == world.calls("msgaudit/check_single_agree") == 0


def test_without_consent_nothing_is_read(world: World, transcripts: WecomTranscripts) -> None:
    world.town.people["wang"].agreed = False

    with pytest.raises(NotReadable) as refused:
        transcripts.read(WHERE, since=None)

    assert refused.value.reason == "no_consent"
    assert world.calls("archive/v1/messages") == 0


@pytest.mark.parametrize("without", [{"archive_url": ""}, {"archive_secret": ""}])
def test_without_an_archive(world: World, client: WecomClient, without: dict[str, str]) -> None:
    transcripts = WecomTranscripts(replace(world.settings, **without), client, world.clock)  # type: ignore[arg-type]

    with pytest.raises(NotReadable) as refused:
        transcripts.read(WHERE, since=None)

    assert refused.value.reason == "no_source"


def test_a_customer_group_has_no_source(transcripts: WecomTranscripts) -> None:
    with pytest.raises(NotReadable) as refused:
        transcripts.read(replace(WHERE, id="wrRoom", kind=ChatKind.GROUP), since=None)

    assert refused.value.reason == "no_source"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("externalcontact/get", "limit"),
        ("externalcontact/get", "error"),
        ("msgaudit", "error"),
        ("/archive/", "error"),
        ("/archive/", "limit"),
    ],
)
def test_an_outage_is_tried_later(world: World, transcripts: WecomTranscripts, path: str, kind: str) -> None:
    world.sim.say(SINGLE, "wang", "一")
    world.town.plan(Platform.WECOM, Fault(kind, path=path))

    with pytest.raises(TryLater):
        transcripts.read(WHERE, since=None)

    assert len(transcripts.read(WHERE, since=None)) == 1


def test_a_sidecar_that_refuses_the_secret(world: World, client: WecomClient) -> None:
    sidecar = Sidecar(replace(world.settings, archive_secret="another"))
    transcripts = WecomTranscripts(world.settings, client, world.clock, archive=sidecar)

    with pytest.raises(NotReadable) as refused:
        transcripts.read(WHERE, since=None)

    assert refused.value.reason == "no_source"


def entry(kind: str, body: object, **changed: object) -> dict[str, object]:
    given = {"seq": 1, "msgid": "1", "action": "send", "from": "wmX", "msgtime": 1770944400500, "msgtype": kind, kind: body}
    return {**given, **changed}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (entry("voice", {"play_length": 4}), "[语音]"),
        (entry("link", {"title": "官网", "link_url": "https://x"}), "[链接] 官网"),
        (entry("brand_new", {}), "[其他消息]"),
        (entry("brand_new", "not even an object"), "[其他消息]"),
        (entry("markdown", {}, info={"content": "**好**"}), "**好**"),
        (entry("docmsg", {}, doc={"title": "方案"}), "[文档] 方案"),
        (
            entry("mixed", {"item": [{"type": "text", "content": '{"content": "看图"}'}, {"type": "image", "content": "{}"}]}),
            "看图[图片]",
        ),
        (entry("mixed", {"item": [{"type": "image", "content": "not json"}]}), "[图片]"),
    ],
)
def test_kinds_of_messages(given: dict[str, object], text: str) -> None:
    message = message_of(given, userid="LinXiao", customer="王海")

    assert message
    assert (message.text, message.ours, message.at.microsecond) == (text, False, 500000)


@pytest.mark.parametrize(
    "given",
    [
        {"msgid": "1", "action": "switch", "time": 1, "user": "LinXiao"},
        entry("revoke", {"pre_msgid": "0"}, action="recall"),
        entry("agree", {"userid": "wmX", "agree_time": 1}),
    ],
)
def test_what_nobody_said(given: dict[str, object]) -> None:
    assert message_of(given, userid="LinXiao", customer="王海") is None


def test_only_recalls_take_back() -> None:
    assert recalled([entry("revoke", {"pre_msgid": "0"}, action="recall"), entry("text", {"content": "x"})]) == {"0"}


def test_an_app_without_the_permission_says_so_and_not_that_the_customer_is_anothers(
    world: World, transcripts: WecomTranscripts
) -> None:
    world.town.plan(Platform.WECOM, Fault("refuse", path="externalcontact/get"))

    with pytest.raises(NotReadable) as refused:
        transcripts.customer(WHERE)

    assert refused.value.reason == "no_permission"


FILES = [
    (entry("image", {"md5sum": "0", "filesize": 9, "sdkfileid": "s1"}), Attachment("image", "", '{"sdkfileid":"s1","size":9}')),
    (entry("voice", {"voice_size": 8, "sdkfileid": "s2"}), Attachment("voice", "", '{"sdkfileid":"s2","size":8}')),
    (
        entry("file", {"filename": "报价单.pdf", "filesize": 7, "sdkfileid": "s3"}),
        Attachment("file", "报价单.pdf", '{"sdkfileid":"s3","size":7}'),
    ),
    (entry("emotion", {"type": 1, "imagesize": 6, "sdkfileid": "s4"}), Attachment("image", "", '{"sdkfileid":"s4","size":6}')),
    (entry("video", {"filesize": "many", "sdkfileid": "s5"}), Attachment("video", "", '{"sdkfileid":"s5","size":0}')),
    (entry("link", {"title": "官网", "sdkfileid": "never"}), Attachment("link", "官网", "")),
]


@pytest.mark.parametrize(("given", "file"), FILES)
def test_files_say_how_they_are_fetched(given: dict[str, object], file: Attachment) -> None:
    message = message_of(given, userid="LinXiao", customer="王海")

    assert message
    assert message.attachments == (file,)
