"""Files in and out, by the real messages on the simulator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.adapters.dingtalk import media as module
from bot.adapters.dingtalk.media import DingtalkMedia
from bot.adapters.manners import OwnPacer
from bot.model import Attachment, Platform, TextSaid
from bot.ports import OutFile, TryLater, Undeliverable
from bot.simulator.town import Fault
from tests.bot.adapters.dingtalk.conftest import GROUP, TEAM, ZHOU, Listener, Stage, client_of, later

BOT_CHAT = "dingtalk-bot-zhou"
DOWNLOAD = "/v1.0/robot/messageFiles/download"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def media(stage: Stage) -> DingtalkMedia:
    stage.town.bot_chat(Platform.DINGTALK, "zhou")
    return DingtalkMedia(stage.settings, client_of(stage.settings, stage.clock), OwnPacer(stage.clock))


def heard(listener: Listener) -> TextSaid:
    said = listener.only()
    assert isinstance(said, TextSaid)
    return said


@pytest.mark.parametrize(
    ("kind", "name", "text", "told"),
    [
        ("image", "白板.png", "", ""),
        ("file", "方案.pdf", "", "方案.pdf"),
        ("voice", "客户说下周三前要方案", "客户说下周三前要方案", ""),
        ("video", "现场.mp4", "", ""),
    ],
)
def test_what_a_person_sends_is_fetched(
    stage: Stage, media: DingtalkMedia, listener: Listener, kind: str, name: str, text: str, told: str
) -> None:
    stage.sim.send_file(BOT_CHAT, "zhou", name, PICTURE, kind)

    said = heard(listener)

    (file,) = said.attachments
    assert (said.text, file.kind, file.name) == (text, kind, told)
    assert media.fetch(file) == PICTURE


def test_in_a_group_only_a_picture_comes_along(stage: Stage, media: DingtalkMedia, listener: Listener) -> None:
    stage.sim.send_file(GROUP, "lin", "方案.pdf", b"pdf", "file")
    stage.sim.send_file(GROUP, "lin", "白板.png", PICTURE, "image")

    said = heard(listener)

    assert (said.where, [file.kind for file in said.attachments]) == (TEAM, ["image"])
    assert media.fetch(said.attachments[0]) == PICTURE


def test_a_merged_record_comes_with_its_messages_and_files(stage: Stage, media: DingtalkMedia, listener: Listener) -> None:
    first = stage.sim.say(GROUP, "wang", "预算50万左右")
    later(stage, 60)
    file = stage.sim.send_file(GROUP, "wang", "图纸.png", PICTURE, "file")
    last = stage.sim.say(GROUP, "lin", "周三前发方案")

    stage.sim.forward(BOT_CHAT, "zhou", [first.id, file.id, last.id])

    said = heard(listener)
    assert [(m.by_name, m.text, m.ours) for m in said.forwarded] == [
        ("王海", "预算50万左右", False),
        ("王海", "图纸.png", False),
        ("林晓", "周三前发方案", True),
    ]
    assert media.fetch(said.forwarded[1].attachments[0]) == PICTURE


@pytest.mark.parametrize(
    ("to", "chat", "name", "form", "kind"),
    [
        (ZHOU, BOT_CHAT, "周报.xlsx", "sampleFile", "file"),
        (TEAM, GROUP, "周报.xlsx", "sampleFile", "file"),
        (TEAM, GROUP, "漏斗.PNG", "sampleImageMsg", "image"),
        (ZHOU, BOT_CHAT, "没有后缀", "sampleFile", "file"),
    ],
)
def test_a_file_is_sent(stage: Stage, media: DingtalkMedia, to: object, chat: str, name: str, form: str, kind: str) -> None:
    handle = media.send(to, OutFile(name, PICTURE), key="k1")  # type: ignore[arg-type]

    (said,) = stage.town.chats[chat].messages
    assert (handle.card, handle.token, said.extra["msgKey"], said.kind, said.text) == ("k1", "", form, kind, name)
    uploaded = said.extra["param"].get("mediaId") or said.extra["param"]["photoURL"]
    assert stage.sim.rest.media.uploaded[uploaded] == (name, PICTURE)


@pytest.mark.parametrize("reference", ["", "no json", "[]", "{}", '{"downloadCode": "invented"}'])
def test_what_is_not_there_is_said(media: DingtalkMedia, reference: str) -> None:
    with pytest.raises(Undeliverable) as never:
        media.fetch(Attachment("file", "x", reference))

    assert never.value.reason in ("gone", "invalidParameter.downloadCode.invalid")


def test_a_file_that_is_too_large_is_not_loaded(
    stage: Stage, media: DingtalkMedia, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 100_000)
    stage.sim.send_file(BOT_CHAT, "zhou", "大.bin", b"x" * 100_001)

    with pytest.raises(Undeliverable) as never:
        media.fetch(heard(listener).attachments[0])

    assert never.value.reason == "too_large"


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("https://oss.example.com/x", True),
        ("http://127.0.0.1:9/x", True),
        ("http://oss.example.com/x", False),
        ("file:///etc/passwd", False),
        ("ftp://127.0.0.1/x", False),
        ("https:///x", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_only_safe_addresses_are_asked(stage: Stage, media: DingtalkMedia, address: str, fits: bool) -> None:
    live = DingtalkMedia(replace(stage.settings, api_url=""), client_of(stage.settings, stage.clock), OwnPacer(stage.clock))

    assert media._trusted(address) is fits
    assert live._trusted(address) is (fits and address.startswith("https"))


def test_a_link_ends_and_a_broken_line_is_tried_again(stage: Stage, media: DingtalkMedia, listener: Listener) -> None:
    stage.sim.send_file(BOT_CHAT, "zhou", "方案.pdf", b"pdf")
    file = heard(listener).attachments[0]
    for fault, path in (("cut", "/file/"), ("error", "/file/"), ("limit:qps", DOWNLOAD)):
        stage.town.plan(Platform.DINGTALK, Fault(fault, path=path))
        with pytest.raises(TryLater):
            media.fetch(file)

    assert media.fetch(file) == b"pdf"
    stage.town.plan(Platform.DINGTALK, Fault("error", path="/media/upload"))
    with pytest.raises(TryLater):
        media.send(ZHOU, OutFile("x.pdf", b"pdf"), key="k1")
    with pytest.raises(Undeliverable) as never:
        media.send(ZHOU, OutFile("x.pdf", b""), key="k1")
    assert never.value.reason == "40004"
