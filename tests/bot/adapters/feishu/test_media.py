"""Files in and out, with the real SDK on the stand-in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.adapters.feishu import media as module
from bot.adapters.feishu.client import FeishuClient
from bot.adapters.feishu.media import FeishuMedia
from bot.adapters.feishu.outbound import FeishuMessenger
from bot.adapters.feishu.transcripts import FeishuTranscripts
from bot.adapters.manners import OwnPacer
from bot.model import RECORD, Attachment, ChatKind, Conversation, Platform, TextSaid
from bot.ports import NotReadable, OutFile, Spent, TryLater, Undeliverable
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Fault, Town
from cards.model import Card
from crm_core.clock import SetClock
from tests.bot.adapters.feishu.conftest import APP, GROUP, LIN, Suilu

PDF = bytes(range(256)) * 40
UPLOAD, SEND, RESOURCE = "im/v1/files", "im/v1/messages", "resources"


@pytest.fixture
def media(client: FeishuClient, clock: SetClock) -> FeishuMedia:
    return FeishuMedia(client, clock, OwnPacer(clock))


@pytest.fixture
def sent(sim: FeishuSim, suilu: Suilu, town: Town) -> Callable[[str, str, bytes], Attachment]:
    """A dweller sends the bot a file; the attachment that comes of it."""

    def send(kind: str, name: str, content: bytes) -> Attachment:
        said = sim.send_file(town.bot_chat(Platform.FEISHU, "lin").id, "lin", name, content, kind)
        event = suilu.inbox[f"feishu:msg:{said.id}"]
        assert isinstance(event, TextSaid)
        assert event.text == ""
        (attachment,) = event.attachments
        return attachment

    return send


Sends = Callable[[str, str, bytes], Attachment]


@pytest.mark.parametrize(
    ("kind", "ours", "name"),
    [("file", "file", "报价单.pdf"), ("image", "image", ""), ("audio", "voice", ""), ("media", "video", "报价单.pdf")],
)
def test_what_was_sent_is_what_is_fetched(media: FeishuMedia, sent: Sends, kind: str, ours: str, name: str) -> None:
    attachment = sent(kind, "报价单.pdf", PDF)

    assert (attachment.kind, attachment.name) == (ours, name)
    assert media.fetch(attachment) == PDF


def test_more_than_the_most_is_not_fetched(media: FeishuMedia, sent: Sends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1000)

    assert media.fetch(sent("file", "a", b"x" * 1000)) == b"x" * 1000
    with pytest.raises(Undeliverable, match="too_large"):
        media.fetch(sent("file", "a", b"x" * 1001))


def test_more_than_feishu_hands_out_is_too_large(sim: FeishuSim, media: FeishuMedia, sent: Sends) -> None:
    sim.api.files.most_download = 10

    with pytest.raises(Undeliverable, match="too_large"):
        media.fetch(sent("file", "a", b"x" * 11))


def test_a_recalled_message_takes_its_file_along(sim: FeishuSim, town: Town, media: FeishuMedia, sent: Sends) -> None:
    attachment = sent("file", "a", b"x")
    town.chats["feishu-bot-lin"].messages[-1].extra["deleted"] = True

    with pytest.raises(Undeliverable, match="gone"):
        media.fetch(attachment)


@pytest.mark.parametrize("ref", ["", "{}", "[]", "x", '{"message_id":"om_1","file_key":"f","type":"other"}'])
def test_what_names_no_file_is_not_asked_for(media: FeishuMedia, town: Town, ref: str) -> None:
    with pytest.raises(Undeliverable, match="not_a_file"):
        media.fetch(Attachment("file", "a", ref))
    assert town.journal == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("error", "feishu_malformed_answer"),
        ("limit", "feishu_rate_limit"),
        ("limit:400", "feishu_rate_limit"),
        ("cut", "feishu_connection"),
    ],
)
def test_a_bad_day_means_later(town: Town, media: FeishuMedia, sent: Sends, fault: str, reason: str) -> None:
    attachment = sent("file", "a", b"x")
    town.plan(Platform.FEISHU, Fault(fault, path=RESOURCE))

    with pytest.raises(TryLater) as caught:
        media.fetch(attachment)

    assert caught.value.reason == reason
    assert media.fetch(attachment) == b"x"


def test_an_expired_token_is_fetched_anew_for_a_file_too(town: Town, media: FeishuMedia, sent: Sends) -> None:
    attachment = sent("file", "a", b"x")
    town.plan(Platform.FEISHU, Fault("expired", path=RESOURCE))

    assert media.fetch(attachment) == b"x"


@pytest.mark.parametrize(
    ("name", "kind"), [("走势.PNG", "image"), ("报价 单.xlsx", "file"), ("日程.ics", "file"), ("无名", "file")]
)
def test_a_file_of_ours_stands_in_the_chat(
    sim: FeishuSim, town: Town, media: FeishuMedia, messenger: FeishuMessenger, name: str, kind: str
) -> None:
    handle = media.send(LIN, OutFile(name, PDF), key="k-1")
    again = media.send(LIN, OutFile(name, PDF), key="k-1")

    (said,) = town.chats["feishu-bot-lin"].messages
    assert (said.id, said.kind, handle.card) == (again.card, kind, said.id)
    kept = sim.api.files.kept[said.extra["content"][f"{kind}_key"]]
    assert kept.content == PDF
    assert kept.name == ("image" if kind == "image" else name)
    with pytest.raises(Spent):
        messenger.change(handle, Card(kind="x", title="x"), to=LIN)


def test_an_upload_whose_token_went_bad_is_made_again_whole(sim: FeishuSim, town: Town, media: FeishuMedia) -> None:
    town.plan(Platform.FEISHU, Fault("expired", path=UPLOAD))

    media.send(GROUP, OutFile("a.pdf", PDF), key="k-1")

    assert [kept.content for kept in sim.api.files.kept.values()] == [PDF]


def test_a_lost_answer_sends_once(sim: FeishuSim, town: Town, media: FeishuMedia) -> None:
    sim.api.desk.hang = 0.1
    town.plan(Platform.FEISHU, Fault("hang", path=SEND))

    with pytest.raises(TryLater) as caught:
        media.send(GROUP, OutFile("a.pdf", PDF), key="k-1")
    media.send(GROUP, OutFile("a.pdf", PDF), key="k-1")

    assert caught.value.answered is False
    assert len(town.chats["oc_huachen"].messages) == 1


def test_who_cannot_be_reached_gets_no_file(sim: FeishuSim, media: FeishuMedia) -> None:
    sim.api.messages.out_of_scope.add("lin")

    with pytest.raises(Undeliverable, match="feishu_230013"):
        media.send(LIN, OutFile("a.pdf", PDF), key="k-1")
    with pytest.raises(Undeliverable, match="empty"):
        media.send(GROUP, OutFile("a.pdf", b""), key="k-1")


# --- merged records -----------------------------------------------------------------------------------------------------


def record_of(message_id: str) -> Attachment:
    """As it comes with the message that holds it."""
    return Attachment(RECORD, "", json.dumps({"message_id": message_id}))


def test_a_merged_record_is_read_message_by_message(
    sim: FeishuSim, suilu: Suilu, town: Town, clock: SetClock, transcripts: FeishuTranscripts, media: FeishuMedia
) -> None:
    first = sim.say("oc_huachen", "wang", "预算 50 万")
    clock.move(timedelta(seconds=5))
    second = sim.send_file("oc_huachen", "chen", "报价单.pdf", b"x", "file")
    inner = sim.forward("oc_huachen", "chen", [second.id])
    record = sim.forward(town.bot_chat(Platform.FEISHU, "lin").id, "lin", [inner.id, first.id])

    event = suilu.inbox[f"feishu:msg:{record.id}"]
    assert isinstance(event, TextSaid)
    (attachment,) = event.attachments
    assert (event.text, attachment.kind) == ("", "record")
    heard = transcripts.forwarded(attachment)
    assert [(m.text, m.by, m.by_name, m.ours) for m in heard] == [
        ("预算 50 万", "ou_wang", "王海", False),
        ("[文件] 报价单.pdf", "ou_chen", "陈默", True),
    ]
    with pytest.raises(Undeliverable, match="not_a_file"):
        media.fetch(attachment)


def test_a_file_inside_a_record_cannot_be_fetched(sim: FeishuSim, town: Town, media: FeishuMedia) -> None:
    file = sim.send_file("oc_huachen", "chen", "a.pdf", b"x", "file")
    record = sim.forward("oc_huachen", "lin", [file.id])
    key = file.extra["content"]["file_key"]

    with pytest.raises(Undeliverable, match="feishu_234043"):
        media.fetch(Attachment("file", "a.pdf", f'{{"message_id":"{record.id}","file_key":"{key}","type":"file"}}'))


def test_what_is_no_record_holds_nothing(sim: FeishuSim, transcripts: FeishuTranscripts) -> None:
    said = sim.say("oc_huachen", "wang", "预算 50 万")

    assert list(transcripts.forwarded(record_of(said.id))) == []
    said.extra["deleted"] = True
    for record in (record_of(said.id), Attachment(RECORD), Attachment(RECORD, "", "[]")):
        with pytest.raises(NotReadable, match="no_record"):
            transcripts.forwarded(record)


def test_a_chat_called_by_a_persons_id_is_the_chat_with_that_person(town: Town, messenger: FeishuMessenger) -> None:
    menu = Conversation(Platform.FEISHU, APP, "ou_lin", ChatKind.SINGLE)

    messenger.post(menu, Card(kind="x", title="我的待办"), key="k-1")

    assert len(town.chats["feishu-bot-lin"].messages) == 1
