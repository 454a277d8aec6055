"""Two ways to one archive: the vendor's library here, or the tenant's sidecar. The same dialogue is the same conversation."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.manners import OwnPacer
from bot.adapters.wecom.archives import WecomArchive
from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.media import WecomMedia
from bot.adapters.wecom.sealed import SealedArchive
from bot.adapters.wecom.transcripts import WecomTranscripts
from bot.model import Attachment, ChatKind, Conversation, Message, Platform
from bot.ports import MOST_BYTES, NotReadable, TryLater, Undeliverable
from bot.settings import BadSetting, WecomSettings
from bot.simulator.town import Fault
from crm_core.people import SYSTEM
from crm_core.views import Address, ConsentView
from crm_core.work.core import Core
from tests.bot.adapters.wecom.conftest import START
from tests.bot.adapters.wecom.finance_sdk.vendor import Vendor, entry
from tests.bot.adapters.wecom.world import CORP, SINGLE, World

LIN, WANG = "LinXiao", "wmWangHai0001"
WHERE = Conversation(Platform.WECOM, CORP, f"linxiao/{WANG}", ChatKind.SINGLE)
PDF = b"%PDF-1.7 " + bytes(700_000)


@pytest.fixture
def sidecar(world: World, client: WecomClient, sqlite_core: Core) -> WecomArchive:
    made = WecomArchive.of(world.settings, client, world.clock, sqlite_core)
    assert made
    return made


def with_library(world: World, vendor: Vendor, keys: str) -> WecomSettings:
    return replace(world.settings, archive_lib=str(vendor.file), archive_keys=keys, archive_url="")


@pytest.fixture
def native(world: World, client: WecomClient, sqlite_core: Core, vendor: Vendor) -> Iterator[WecomArchive]:
    settings = with_library(world, vendor, str(vendor.gives_key(1, 2)))
    made = WecomArchive.of(settings, client, world.clock, sqlite_core)
    assert made
    yield made
    assert isinstance(made.archive, SealedArchive)
    made.archive._sdk.close()


def transcripts_on(world: World, client: WecomClient, archive: WecomArchive) -> WecomTranscripts:
    return WecomTranscripts(world.settings, client, world.clock, archive=archive.archive, consents=archive.consents)


def consent(core: Core) -> ConsentView | None:
    with core.read(SYSTEM) as w:
        return w.consents.of_identity(Address("wecom", CORP, WANG))


def as_seen(messages: list[Message]) -> list[tuple[object, ...]]:
    """All of a message but its id and where its file lies."""
    return [(m.by, m.at, m.text, m.ours, m.by_name, m.kind, [(a.kind, a.name) for a in m.attachments]) for m in messages]


def test_the_same_dialogue_by_both_ways(
    world: World, client: WecomClient, sidecar: WecomArchive, native: WecomArchive, vendor: Vendor
) -> None:
    world.sim.say(SINGLE, "wang", "预算大概50万\n含税吗？")
    vendor.says(WANG, LIN, "预算大概50万\n含税吗？", START)
    world.clock.move(timedelta(minutes=5))
    file = world.sim.send_file(SINGLE, "lin", "报价单.pdf", PDF)
    body = {"filename": "报价单.pdf", "filesize": len(PDF), "sdkfileid": vendor.file_of("pdf", PDF)}
    vendor.record(entry("f_external", LIN, WANG, world.clock.now(), msgtype="file", file=body), 2)
    world.sim.say(SINGLE, "lin", "含税🙂")
    vendor.says(LIN, WANG, "含税🙂", world.clock.now())

    by_sidecar = list(transcripts_on(world, client, sidecar).read(WHERE, since=None))
    by_library = list(transcripts_on(world, client, native).read(WHERE, since=None))

    assert as_seen(by_library) == as_seen(by_sidecar)
    assert [m.text for m in by_library] == ["预算大概50万\n含税吗？", "[文件] 报价单.pdf", "含税🙂"]
    for archive, messages in ((sidecar, by_sidecar), (native, by_library)):
        media = WecomMedia(world.settings, client, OwnPacer(world.clock), archive=archive.archive)
        assert media.fetch(messages[1].attachments[0]) == PDF
    assert file.extra["sdkfileid"] in by_sidecar[1].attachments[0].ref


def test_without_consent_the_library_is_not_asked(
    world: World, client: WecomClient, native: WecomArchive, vendor: Vendor, sqlite_core: Core
) -> None:
    vendor.says(WANG, LIN, "不该读到", START)
    world.town.people["wang"].agreed = False

    with pytest.raises(NotReadable) as refused:
        transcripts_on(world, client, native).read(WHERE, since=None)

    assert (refused.value.reason, vendor.pages) == ("no_consent", 0)
    said = consent(sqlite_core)
    assert said
    assert (said.state, said.channel) == ("refused", "archive")


def test_consent_is_asked_each_time_and_written_down_once(
    world: World, client: WecomClient, sidecar: WecomArchive, sqlite_core: Core
) -> None:
    transcripts = transcripts_on(world, client, sidecar)
    transcripts.read(WHERE, since=None)
    first = consent(sqlite_core)
    world.clock.move(timedelta(minutes=1))
    transcripts.read(WHERE, since=None)

    assert first
    assert (first.state, first.channel, first.basis, int(first.at.timestamp())) == ("granted", "archive", "consent", 1700000000)
    assert consent(sqlite_core) == first
    assert world.calls("msgaudit/check_single_agree") == 2


@pytest.mark.parametrize("reason", ["gone", "too_large"])
def test_a_file_that_cannot_be_had(world: World, client: WecomClient, sidecar: WecomArchive, reason: str) -> None:
    media = WecomMedia(world.settings, client, OwnPacer(world.clock), archive=sidecar.archive)
    size = MOST_BYTES + 1 if reason == "too_large" else 1

    with pytest.raises(Undeliverable) as refused:
        media.fetch(Attachment("file", "x", f'{{"sdkfileid":"nowhere","size":{size}}}'))

    assert refused.value.reason == reason
    assert world.calls("archive/v1/media") == (1 if reason == "gone" else 0)


def test_a_file_without_an_archive(world: World, media: WecomMedia) -> None:
    with pytest.raises(Undeliverable) as refused:
        media.fetch(Attachment("file", "x", '{"sdkfileid":"s","size":1}'))

    assert refused.value.reason == "gone"


@pytest.mark.parametrize(("fault", "problem"), [("error", TryLater), ("limit", TryLater), ("refuse", Undeliverable)])
def test_a_sidecar_that_gives_no_file_now(world: World, sidecar: WecomArchive, fault: str, problem: type[Exception]) -> None:
    world.town.plan(Platform.WECOM, Fault(fault, path="/archive/"))

    with pytest.raises(problem):
        sidecar.archive.media("any", 10)


def test_a_sidecar_pulls_by_itself(world: World, sidecar: WecomArchive) -> None:
    assert sidecar.pull() == 0
    assert world.calls("archive/v1/messages") == 0


def test_no_archive_at_all(world: World, client: WecomClient, sqlite_core: Core) -> None:
    assert WecomArchive.of(replace(world.settings, archive_url=""), client, world.clock, sqlite_core) is None


def test_keys_that_cannot_be_used_stop_the_worker_with_one_line(
    world: World, client: WecomClient, sqlite_core: Core, vendor: Vendor
) -> None:
    with pytest.raises(BadSetting) as refused:
        WecomArchive.of(with_library(world, vendor, os.devnull), client, world.clock, sqlite_core)

    assert str(refused.value) == "SUILU_WECOM_ARCHIVE_KEYS: 无法读取该目录 (cannot read this folder): Not a directory"
