"""A group's history: what counts as said, by whom, since when; and why it may not be read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.feishu.outbound import FeishuMessenger
from bot.adapters.feishu.transcripts import FeishuTranscripts
from bot.model import Attachment, ChatKind, Conversation, Message, Platform
from bot.ports import NotReadable, TryLater
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Fault, Said, Town
from cards.model import Card
from crm_core.clock import SetClock
from tests.bot.adapters.feishu.conftest import APP, GROUP

HISTORY = "GET /open-apis/im/v1/messages"


def texts(messages: object) -> list[str]:
    assert isinstance(messages, list)
    return [message.text for message in messages]


def ref(message_id: str, key: str, type_: str) -> str:
    return f'{{"message_id":"{message_id}","file_key":"{key}","type":"{type_}"}}'


def test_people_are_heard_and_nobody_else(
    town: Town, sim: FeishuSim, transcripts: FeishuTranscripts, messenger: FeishuMessenger, clock: SetClock
) -> None:
    first = sim.say("oc_huachen", "wang", "预算大概 50 万，@林晓 帮忙报个价 😀")
    clock.move(timedelta(seconds=1))
    sim.say("oc_huachen", "lin", "@随录 同步")
    messenger.post(GROUP, Card(kind="help", title="卡片"), key="k-1")
    second = sim.say("oc_huachen", "lin", "好的，@随录 也看一下")
    recalled = sim.say("oc_huachen", "lin", "说错了")
    recalled.extra["deleted"] = True
    town.add("oc_huachen", Said("om_system", "lin", clock.now().isoformat(), kind="system"))
    at = clock.now()

    heard = transcripts.read(GROUP, since=None)

    assert list(heard) == [
        Message(first.id, "ou_wang", at - timedelta(seconds=1), "预算大概 50 万，@林晓 帮忙报个价 😀", False, "王海"),
        Message(second.id, "ou_lin", at, "好的， 也看一下", True, "林晓"),
    ]


def test_other_kinds_leave_a_placeholder(town: Town, transcripts: FeishuTranscripts, clock: SetClock) -> None:
    at = clock.now().isoformat()
    contents: dict[str, dict[str, object]] = {
        "image": {"image_key": "img_1"},
        "file": {"file_key": "f", "file_name": "报价单.pdf"},
        "audio": {"file_key": "f", "duration": 3000},
        "post": {"title": "纪要", "content": [[{"tag": "text", "text": "周三前 POC"}]]},
        "odd_new_kind": {},
    }
    for number, (kind, content) in enumerate(contents.items()):
        town.add("oc_huachen", Said(f"om_{number}", "lin", at, kind=kind, extra={"content": content}))

    heard = transcripts.read(GROUP, since=None)

    assert [(m.kind, m.text, m.attachments) for m in heard] == [
        ("image", "[图片]", (Attachment("image", "", ref("om_0", "img_1", "image")),)),
        ("file", "[文件] 报价单.pdf", (Attachment("file", "报价单.pdf", ref("om_1", "f", "file")),)),
        ("audio", "[语音]", (Attachment("voice", "", ref("om_2", "f", "file")),)),
        ("text", "纪要\n周三前 POC", ()),
        ("odd_new_kind", "[消息]", (Attachment("odd_new_kind"),)),
    ]


def test_two_hundred_messages_come_in_order_over_pages(town: Town, transcripts: FeishuTranscripts, clock: SetClock) -> None:
    for number in range(203):
        town.say("oc_huachen", "chen", f"第 {number} 句", prefix="om_")
        clock.move(timedelta(milliseconds=10))

    heard = transcripts.read(GROUP, since=None)

    assert texts(heard) == [f"第 {number} 句" for number in range(203)]
    assert [entry["what"] for entry in town.journal].count(HISTORY) == 5


def test_since_is_exact_to_the_millisecond(town: Town, transcripts: FeishuTranscripts, clock: SetClock) -> None:
    for number in range(3):
        town.say("oc_huachen", "chen", f"第 {number} 句", prefix="om_")
        clock.move(timedelta(milliseconds=400))

    heard = transcripts.read(GROUP, since=clock.now() - timedelta(milliseconds=800))

    assert texts(heard) == ["第 1 句", "第 2 句"]


def test_a_fresh_reply_under_an_older_root_is_heard_once(
    sim: FeishuSim, town: Town, transcripts: FeishuTranscripts, clock: SetClock
) -> None:
    root = sim.say("oc_huachen", "chen", "报价讨论")
    sim.reply(root.id, "lin", "旧回复")
    clock.move(timedelta(days=2))
    since = clock.now()
    sim.reply(root.id, "lin", "客户要下周三前答复")
    clock.move(timedelta(seconds=1))
    sim.say("oc_huachen", "chen", "收到")

    assert texts(transcripts.read(GROUP, since=since)) == ["客户要下周三前答复", "收到"]
    assert texts(transcripts.read(GROUP, since=None)) == ["报价讨论", "旧回复", "客户要下周三前答复", "收到"]


def test_without_the_tenant_scope_everyone_counts_as_ours(sim: FeishuSim, town: Town, transcripts: FeishuTranscripts) -> None:
    sim.say("oc_huachen", "wang", "预算 50 万")
    town.plan(Platform.FEISHU, Fault("refuse", path="tenant/v2"))

    assert [message.ours for message in transcripts.read(GROUP, since=None)] == [True]


def test_an_empty_chat_is_empty(transcripts: FeishuTranscripts) -> None:
    assert transcripts.read(GROUP, since=None) == []
    assert transcripts.customer(GROUP) is None


@pytest.mark.parametrize("chat", ["oc_without_us", "oc_nowhere"])
def test_a_chat_without_the_bot_is_not_readable(transcripts: FeishuTranscripts, chat: str) -> None:
    with pytest.raises(NotReadable) as caught:
        transcripts.read(Conversation(Platform.FEISHU, APP, chat, ChatKind.GROUP), since=None)

    assert caught.value.reason == "not_a_member"


def test_an_external_chat_without_sharing_has_no_source(sim: FeishuSim, transcripts: FeishuTranscripts) -> None:
    sim.api.history.external.add("oc_huachen")

    with pytest.raises(NotReadable) as caught:
        transcripts.read(GROUP, since=None)

    assert caught.value.reason == "no_source"


def test_a_limit_in_the_middle_of_the_pages_means_later(town: Town, transcripts: FeishuTranscripts) -> None:
    town.say("oc_huachen", "chen", "在吗", prefix="om_")
    town.plan(Platform.FEISHU, Fault("limit", path="im/v1/messages"))

    with pytest.raises(TryLater) as caught:
        transcripts.read(GROUP, since=None)

    assert caught.value.after == timedelta(seconds=7)
    assert texts(transcripts.read(GROUP, since=None)) == ["在吗"]
