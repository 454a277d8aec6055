"""Files in and out, on the simulator: what a member sends can be fetched, and what we send can be opened."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.adapters.manners import OwnPacer
from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.media import WecomMedia
from bot.model import Attachment, ChatKind, Conversation, Person, Platform, TextSaid
from bot.ports import MOST_BYTES, OutFile, TryLater, Undeliverable
from bot.simulator.town import Fault, Said
from tests.bot.adapters.wecom.conftest import START
from tests.bot.adapters.wecom.world import CORP, Opened, World

LIN = Person(Platform.WECOM, CORP, "linxiao")
REPORT = OutFile('周报 "第7周".csv', "客户,金额\n华辰,500000\n".encode())
PNG = bytes.fromhex("89504e470d0a1a0a") + b"picture"


def bot_chat(world: World) -> list[Said]:
    return world.town.bot_chat(Platform.WECOM, "lin").messages


def sent(world: World, name: str, content: bytes, kind: str) -> Attachment:
    """What Suilu hears of a file that 林晓 sends."""
    world.sim.send_file(world.town.bot_chat(Platform.WECOM, "lin").id, "lin", name, content, kind)
    event = list(world.house.inbox.values())[-1]
    assert isinstance(event, TextSaid)
    assert event.text == ""
    (attachment,) = event.attachments
    return attachment


@pytest.mark.parametrize(
    ("name", "content", "kind", "known_as"),
    [
        ("截图.png", PNG, "image", ""),
        ("1.amr", b"#!AMR voice", "voice", ""),
        ("1.mp4", b"\x00\x00\x00 video", "video", ""),
        ('名片 & "报价".xlsx', b"PK\x03\x04 sheet", "file", '名片 & "报价".xlsx'),
        ("像答复.json", b'{"errcode": 40007, "errmsg": "not an answer"}', "file", "像答复.json"),
    ],
)
def test_what_a_member_sends_is_fetched(
    world: World, media: WecomMedia, name: str, content: bytes, kind: str, known_as: str
) -> None:
    attachment = sent(world, name, content, kind)

    assert (attachment.kind, attachment.name) == (kind, known_as)
    assert media.fetch(attachment) == content


def test_a_file_between_two_people_is_told_to_nobody(world: World) -> None:
    world.sim.send_file("wecom-single-lin-wang", "wang", "合同.pdf", b"%PDF-1.7 ...")

    assert world.house.calls == []


def test_a_file_is_gone_after_three_days(world: World, media: WecomMedia) -> None:
    attachment = sent(world, "截图.png", PNG, "image")
    world.clock.move(timedelta(days=3))

    with pytest.raises(Undeliverable) as gone:
        media.fetch(attachment)

    assert gone.value.reason == "gone"


@pytest.mark.parametrize("ref", ["", "{}", "null", "[]", "not json", '{"media_id": "nothing"}', '{"media_id": {"$ne": 1}}'])
def test_a_ref_that_leads_nowhere(world: World, media: WecomMedia, ref: str) -> None:
    with pytest.raises(Undeliverable) as gone:
        media.fetch(Attachment("file", "x", ref))

    assert gone.value.reason == "gone"


def test_more_than_we_take_is_not_read_to_its_end(world: World, media: WecomMedia) -> None:
    media_id = world.sim.desk.media.put("file", "zeros", bytes(MOST_BYTES + 1))
    fitting = world.sim.desk.media.put("file", "zeros", bytes(MOST_BYTES))

    with pytest.raises(Undeliverable) as large:
        media.fetch(Attachment("file", "zeros", json.dumps({"media_id": media_id})))

    assert large.value.reason == "too_large"
    assert len(media.fetch(Attachment("file", "zeros", json.dumps({"media_id": fitting})))) == MOST_BYTES


@pytest.mark.parametrize(
    ("kind", "reason"), [("limit", "wecom_45009"), ("limit:45033", "wecom_45033"), ("error", "wecom_http_502")]
)
def test_a_fetch_that_has_to_wait(world: World, media: WecomMedia, kind: str, reason: str) -> None:
    attachment = sent(world, "截图.png", PNG, "image")
    world.town.plan(Platform.WECOM, Fault(kind, path="media/get"))

    with pytest.raises(TryLater) as later:
        media.fetch(attachment)

    assert later.value.reason == reason
    assert media.fetch(attachment) == PNG


def test_a_stale_token_is_fetched_anew_for_files_too(world: World, media: WecomMedia) -> None:
    attachment = sent(world, "截图.png", PNG, "image")
    assert media.fetch(attachment) == PNG
    world.sim.desk.tokens.clear()

    assert media.fetch(attachment) == PNG
    assert world.calls("gettoken") == 2


def test_a_file_is_sent_under_its_own_name(world: World, media: WecomMedia) -> None:
    handle = media.send(LIN, REPORT, key="report-7")

    (said,) = bot_chat(world)
    assert (said.kind, said.text) == ("file", f"[文件] {REPORT.name}")
    assert world.sim.desk.media.get(said.extra["media_id"]).content == REPORT.content
    assert (handle.card, handle.token, handle.uses_left) == ("report-7", "", 0)


@pytest.mark.parametrize("name", ["a.png", "b.JPG", "c.jpeg"])
def test_a_picture_is_sent_as_a_picture(world: World, media: WecomMedia, name: str) -> None:
    media.send(LIN, OutFile(name, PNG), key="p1")

    assert [said.kind for said in bot_chat(world)] == ["image"]


def test_a_group_of_the_app_gets_files_too(world: World, media: WecomMedia) -> None:
    world.sim.groups.create({"name": "商机", "owner": "LinXiao", "userlist": ["LinXiao", "chenmo"], "chatid": "deal1"})

    media.send(Conversation(Platform.WECOM, CORP, "deal1", ChatKind.GROUP), REPORT, key="report-7")

    assert world.town.chats["deal1"].messages[-1].text == f"[文件] {REPORT.name}"


def test_a_file_whose_answer_never_came_is_shown_once() -> None:
    with Opened(START, hang_seconds=1.5) as world:
        client = WecomClient(world.settings, world.clock)
        client.timeout = 0.3
        media = WecomMedia(world.settings, client, OwnPacer(world.clock))
        client.ask("get", "user/get", params={"userid": "linxiao"})
        world.town.plan(Platform.WECOM, Fault("hang", path="message/send"))

        with pytest.raises(TryLater) as later:
            media.send(LIN, REPORT, key="report-7")
        assert not later.value.answered
        media.send(LIN, REPORT, key="report-7")

        assert (len(bot_chat(world)), world.calls("media/upload")) == (1, 1)


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (Person(Platform.WECOM, CORP, "nobody"), "no_valid_recipient"),
        (Person(Platform.WECOM, CORP, "@all"), "not_a_member"),
        (Conversation(Platform.WECOM, CORP, "nochat", ChatKind.GROUP), "no_such_chat"),
        (Conversation(Platform.WECOM, CORP, "a/b", ChatKind.GROUP), "no_such_chat"),
    ],
)
def test_somebody_who_cannot_be_reached(world: World, media: WecomMedia, to: Person | Conversation, reason: str) -> None:
    with pytest.raises(Undeliverable) as final:
        media.send(to, REPORT, key="report-7")

    assert final.value.reason == reason
    assert bot_chat(world) == []


def test_next_to_nothing_is_not_a_file(world: World, media: WecomMedia) -> None:
    with pytest.raises(Undeliverable) as empty:
        media.send(LIN, OutFile("a.txt", b"12345"), key="k")

    assert (empty.value.reason, world.town.journal) == ("empty", [])
