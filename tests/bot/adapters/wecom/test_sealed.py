"""The archive through the library: pulled once, kept sealed, opened for one chat, and let go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.adapters.wecom.archive import message_of
from bot.adapters.wecom.finance_sdk import FinanceSdk, LibraryRefused
from bot.adapters.wecom.keys import Keys
from bot.adapters.wecom.sealed import SealedArchive
from bot.jobs.receiving import MOST_TRIES
from bot.ports import NotReadable, TryLater
from crm_core.clock import SetClock
from crm_core.people import SYSTEM
from crm_core.views import Address, SealedRecord
from crm_core.work.core import Core
from tests.bot.adapters.wecom.finance_sdk.vendor import SMALL, Vendor, entry

CORP = "ww0123456789abcdef"
AT = datetime(2026, 2, 13, 0, 30, tzinfo=UTC)
LIN, WANG, MEI = "LinXiao", "wmWangHai0001", "wmMei0001"
KEPT = timedelta(days=5)


@pytest.fixture
def archive(vendor: Vendor, core: Core) -> Iterator[SealedArchive]:
    """On each engine, with the first of two keys."""
    made = archive_on(vendor, core)
    yield made
    made._sdk.close()


def archive_on(vendor: Vendor, core: Core) -> SealedArchive:
    sdk = FinanceSdk(vendor.file, CORP, "archive-secret")
    return SealedArchive(core, sdk, Keys(vendor.gives_key(1)), corp=CORP, kept_for=KEPT)


def texts(archive: SealedArchive, external: str = WANG, since: datetime | None = None) -> list[str]:
    found = (message_of(e, userid=LIN, customer="王海") for e in archive.entries(LIN, external, since))
    return [message.text for message in found if message]


def reached(core: Core) -> int:
    with core.read(SYSTEM) as w:
        return w.archive.reached()


def unopened(core: Core) -> dict[tuple[str, int], int]:
    with core.read(SYSTEM) as w:
        return w.archive.unopened()


def kept(core: Core, *chats: str) -> list[int]:
    with core.work(SYSTEM) as w:
        return [record.seq for chat in chats for record in w.archive.of_chat(chat)]


def says(core: Core, state: str, external: str = WANG, key: str = "k") -> None:
    """By another way than the archive's."""
    with core.work(SYSTEM) as w:
        w.consents.say(key, identity=Address("wecom", CORP, external), state=state, channel="chat")


# --- the path from record to message ------------------------------------------------------------------------------------


def test_from_sealed_record_to_message(vendor: Vendor, archive: SealedArchive) -> None:
    vendor.says(WANG, LIN, "预算大概50万\n含税吗？", AT)
    vendor.says(LIN, WANG, "含税🙂", AT + timedelta(minutes=5))
    vendor.says(LIN, MEI, "别家的秘密", AT)
    vendor.says("ChenMo", WANG, "同事和他说的", AT)

    first, second = archive.entries("linxiao", WANG, None)

    assert (first["seq"], first["from"], first["text"]) == (1, WANG, {"content": "预算大概50万\n含税吗？"})
    assert (second["seq"], second["from"], second["text"]) == (2, LIN, {"content": "含税🙂"})


def test_what_is_kept_is_as_the_vendor_sealed_it(vendor: Vendor, archive: SealedArchive, core: Core) -> None:
    vendor.says(WANG, LIN, "预算大概50万", AT)
    archive.pull()

    with core.work(SYSTEM) as w:
        (record,) = w.archive.of_chat(f"linxiao/{WANG}")

    assert (record.seq, record.at, record.key_version) == (1, AT, 1)
    words = "预算大概50万".encode()
    assert words.hex() not in record.sealed
    assert record.sealed == vendor.sealed(archive._sdk.decrypt(b"random-key-000001", record.sealed), b"random-key-000001")


def test_since_is_inclusive(vendor: Vendor, archive: SealedArchive) -> None:
    for number in range(3):
        vendor.says(WANG, LIN, str(number), AT + timedelta(minutes=number))

    assert texts(archive, since=AT + timedelta(minutes=1)) == ["1", "2"]


def test_old_records_keep_their_key(vendor: Vendor, archive: SealedArchive) -> None:
    vendor.gives_key(2)
    vendor.says(WANG, LIN, "旧", AT, version=1)
    vendor.says(WANG, LIN, "新", AT, version=2)

    assert texts(archive) == ["旧", "新"]


def test_a_recall_arrives_with_what_it_takes_back(vendor: Vendor, archive: SealedArchive) -> None:
    msgid = vendor.says(LIN, WANG, "发错了", AT)
    vendor.record(entry("r_external", LIN, WANG, AT, action="recall", msgtype="revoke", revoke={"pre_msgid": msgid}))

    said, recall = archive.entries(LIN, WANG, None)

    assert (said["msgid"], recall["revoke"]) == (msgid, {"pre_msgid": msgid})


NOT_KEPT: dict[str, dict[str, Any]] = {
    "colleagues among themselves": entry("1", LIN, "chenmo", AT, msgtype="text", text={"content": "内部"}),
    "a room of our own": entry("1", LIN, "chenmo", AT, msgtype="text", roomid="wrInside", text={"content": "内部"}),
    "a room with customers": entry("1_external", WANG, LIN, AT, msgtype="text", roomid="wrOutside", text={"content": "群"}),
    "a switch of enterprise": {"msgid": "1", "action": "switch", "time": 1, "user": LIN},
    "no parties": {"msgid": "1", "action": "send", "msgtype": "text"},
}


@pytest.mark.parametrize("given", NOT_KEPT.values(), ids=NOT_KEPT)
def test_what_is_no_chat_with_a_customer_is_not_kept(
    vendor: Vendor, archive: SealedArchive, core: Core, given: dict[str, Any]
) -> None:
    vendor.record(given)
    vendor.says(WANG, LIN, "在", AT)

    assert archive.pull() == 2

    assert (reached(core), kept(core, f"linxiao/{WANG}", "wrInside", "wrOutside", ""), unopened(core)) == (2, [2], {})


def test_kinds_that_nobody_knows_yet_are_kept_as_they_are(vendor: Vendor, archive: SealedArchive) -> None:
    vendor.record(entry("u_external", WANG, LIN, AT, msgtype="brand_new", brand_new={"x": 1}))

    assert texts(archive) == ["[其他消息]"]


# --- records that do not open -------------------------------------------------------------------------------------------


def test_a_record_whose_key_is_missing_waits_sealed_for_it(vendor: Vendor, archive: SealedArchive, core: Core) -> None:
    vendor.says(WANG, LIN, "一", AT)
    vendor.says(WANG, LIN, "二", AT + timedelta(minutes=1), version=2)
    vendor.record(entry("1", LIN, "chenmo", AT, msgtype="text", text={"content": "内部"}), 2)
    vendor.says(WANG, LIN, "三", AT + timedelta(minutes=2))

    assert texts(archive) == ["一", "三"]
    assert unopened(core) == {("?key", 2): 2}
    assert archive.pull() == 0

    vendor.gives_key(2)
    archive.pull()

    assert texts(archive) == ["一", "二", "三"]
    assert unopened(core) == {}


def flipped(wrapped: str) -> str:
    return ("B" if wrapped[40] == "A" else "A").join((wrapped[:40], wrapped[41:]))


BROKEN: dict[str, dict[str, Any]] = {
    "no key": {"encrypt_random_key": ""},
    "a key for somebody else": {"encrypt_random_key": "QUJD"},
    "no words": {"encrypt_chat_msg": ""},
    "other words": {"encrypt_chat_msg": "00112233445566"},
    "words that are no text": {"encrypt_chat_msg": 7},
}


@pytest.mark.parametrize("wrong", BROKEN.values(), ids=BROKEN)
def test_one_broken_record_harms_no_other(vendor: Vendor, archive: SealedArchive, core: Core, wrong: dict[str, Any]) -> None:
    vendor.says(WANG, LIN, "前", AT)
    vendor.record(entry("b_external", WANG, LIN, AT, msgtype="text", text={"content": "坏"}), **wrong)
    vendor.says(WANG, LIN, "后", AT)

    assert texts(archive) == ["前", "后"]
    assert (reached(core), unopened(core), archive.pull()) == (3, {("?broken", 1): 1}, 0)


def fails(archive: SealedArchive, monkeypatch: pytest.MonkeyPatch, times: int = 1) -> None:
    """The library has no memory for the next records that are to be opened."""
    opens, left = archive._sdk.decrypt, [None] * times

    def refuses(key: bytes, sealed: str) -> bytes:
        if not left:
            return opens(key, sealed)
        left.pop()
        raise TryLater("wecom_archive_memory")

    monkeypatch.setattr(archive._sdk, "decrypt", refuses)


def test_what_cannot_be_opened_just_now_is_not_passed_over(
    vendor: Vendor, archive: SealedArchive, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.says(WANG, LIN, "前", AT)
    vendor.says(WANG, LIN, "后", AT + timedelta(minutes=1))
    fails(archive, monkeypatch)

    with pytest.raises(TryLater) as later:  # half of what was said is no sync
        archive.entries(LIN, WANG, None)

    assert (later.value.after, reached(core), unopened(core)) == (timedelta(seconds=15), 2, {("?later", 1): 1})
    assert (texts(archive), unopened(core)) == (["前", "后"], {})


def test_a_record_that_never_opens_stops_no_sync_for_long(
    vendor: Vendor, archive: SealedArchive, core: Core, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = archive._sdk.decrypt

    def never(key: bytes, sealed: str) -> bytes:
        if sealed == "never":
            raise TryLater("wecom_archive_memory")
        return opens(key, sealed)

    monkeypatch.setattr(archive._sdk, "decrypt", never)
    vendor.says(WANG, LIN, "前", AT)
    vendor.record(entry("n_external", MEI, LIN, AT), encrypt_chat_msg="never")
    archive.pull()  # by the tick: the sync's own pull brings nothing

    for _ in range(MOST_TRIES - 2):
        with pytest.raises(TryLater) as later:
            archive.entries(LIN, WANG, None)
        assert later.value.after
        clock.move(later.value.after)
        archive.pull()
    clock.move(timedelta(seconds=1))

    assert (texts(archive), unopened(core)) == (["前"], {("?later", 1): 1})  # and `doctor` counts it


def test_who_cannot_open_a_record_takes_it_from_nobody_who_could(
    vendor: Vendor, archive: SealedArchive, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.says(WANG, LIN, "一", AT)
    fails(archive, monkeypatch, 2)
    archive.pull()
    assert unopened(core) == {("?later", 1): 1}
    other, sort = archive_on(vendor, core), archive._sort

    def while_the_other_opens_it(record: SealedRecord) -> Any:
        fails(archive, monkeypatch)
        mine = sort(record)
        other.pull()
        return mine

    monkeypatch.setattr(archive, "_sort", while_the_other_opens_it)
    archive.pull()

    assert (kept(core, f"linxiao/{WANG}"), unopened(core)) == ([1], {})


def test_what_cannot_be_opened_again_just_now_is_not_left_out_of_a_sync(
    vendor: Vendor, archive: SealedArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.says(WANG, LIN, "一", AT)
    archive.pull()
    fails(archive, monkeypatch)

    with pytest.raises(TryLater):
        archive.entries(LIN, WANG, None)
    assert texts(archive) == ["一"]


def test_a_key_that_was_tampered_with(vendor: Vendor, archive: SealedArchive, core: Core) -> None:
    vendor.record(entry("b_external", WANG, LIN, AT), encrypt_random_key=flipped(vendor.wrapped(b"random", 1)))

    assert (texts(archive), unopened(core)) == ([], {("?broken", 1): 1})


@pytest.mark.parametrize("content", [b"{not json", b"[1, 2]", b"\xff\xfe", b""])
def test_words_that_are_no_message(vendor: Vendor, archive: SealedArchive, core: Core, content: bytes) -> None:
    vendor.record(content)

    assert (archive.pull(), unopened(core)) == (1, {("?broken", 1): 1})


def test_a_moment_that_cannot_be_does_not_outlive_the_others(vendor: Vendor, archive: SealedArchive, clock: SetClock) -> None:
    vendor.record({**entry("a_external", WANG, LIN, AT, msgtype="text", text={"content": "久"}), "msgtime": 9 * 10**17})
    vendor.record({**entry("b_external", WANG, LIN, AT, msgtype="text", text={"content": "远"}), "msgtime": 4 * 10**12})
    assert len(archive.entries(LIN, WANG, None)) == 2

    clock.move(KEPT + timedelta(minutes=1))
    archive.pull()

    assert archive.entries(LIN, WANG, None) == []


# --- pages, crashes, two at once ----------------------------------------------------------------------------------------


class Killed(BaseException):
    """As a kill: nothing after it runs."""


def kill_at(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, in the page that begins there: after the seq was moved on, before its records are written."""
    want, deaths = SealedArchive._wanted, [first]

    def dies(self: SealedArchive, w: Any, found: Any) -> Any:
        if deaths and found[0].record.seq == deaths[0]:
            deaths.clear()
            raise Killed
        return want(self, w, found)

    monkeypatch.setattr(SealedArchive, "_wanted", dies)


def test_a_kill_before_the_first_page_is_there(
    vendor: Vendor, archive: SealedArchive, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.record(word("agree", AT))
    vendor.says(WANG, LIN, "一", AT)
    kill_at(1, monkeypatch)

    with pytest.raises(Killed):
        archive.pull()
    with core.read(SYSTEM) as w:
        assert (w.archive.reached(), w.consents.of_identity(Address("wecom", CORP, WANG))) == (0, None)

    assert (archive.pull(), reached(core), kept(core, f"linxiao/{WANG}")) == (2, 2, [2])


def test_three_pages_and_a_kill_between_them(vendor: Vendor, sqlite_core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor.flood(2500, entry("f_external", WANG, LIN, AT, msgtype="text", text={"content": "在"}))
    vendor.gives_key(SMALL)
    kill_at(1001, monkeypatch)

    with pytest.raises(Killed):
        archive_on(vendor, sqlite_core).pull()
    assert (reached(sqlite_core), len(kept(sqlite_core, f"linxiao/{WANG}"))) == (1000, 1000)

    assert archive_on(vendor, sqlite_core).pull() == 1500
    assert kept(sqlite_core, f"linxiao/{WANG}") == list(range(1, 2501))
    assert vendor.pages == 4


def test_of_two_that_pull_the_same_page_one_keeps_it(
    vendor: Vendor, archive: SealedArchive, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.says(WANG, LIN, "一", AT)
    vendor.says(WANG, LIN, "二", AT)
    other, fetch = archive_on(vendor, core), archive._sdk.chat_data

    def while_the_other_does_all_of_it(seq: int, limit: int) -> bytes:
        page = fetch(seq, limit)
        assert other.pull() == 2
        return page

    monkeypatch.setattr(archive._sdk, "chat_data", while_the_other_does_all_of_it)

    assert archive.pull() == 0
    assert (reached(core), kept(core, f"linxiao/{WANG}")) == (2, [1, 2])


def test_a_sync_does_not_take_half_of_what_was_said(
    vendor: Vendor, archive: SealedArchive, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.wecom.sealed._PAGE", 2)
    for number in range(7):
        vendor.says(WANG, LIN, str(number), AT)

    with pytest.raises(TryLater) as later:
        archive.entries(LIN, WANG, None)

    assert (later.value.reason, later.value.after, reached(core)) == ("wecom_archive_behind", timedelta(seconds=15), 6)
    assert texts(archive) == list("0123456")


@pytest.mark.parametrize("code", [10001, 10002, 10003])
def test_an_outage_is_tried_later_and_loses_nothing(vendor: Vendor, archive: SealedArchive, core: Core, code: int) -> None:
    vendor.says(WANG, LIN, "一", AT)
    vendor.fails("GetChatData", code)

    with pytest.raises(TryLater):
        archive.entries(LIN, WANG, None)

    assert reached(core) == 0
    assert texts(archive) == ["一"]


def test_a_refusal_is_final_and_a_sync_says_that_there_is_no_source(vendor: Vendor, archive: SealedArchive) -> None:
    vendor.fails("GetChatData", 10009, 2)

    with pytest.raises(LibraryRefused) as refused:
        archive.pull()
    with pytest.raises(NotReadable) as unreadable:
        archive.entries(LIN, WANG, None)

    assert (refused.value.reason, unreadable.value.reason) == ("archive_10009", "no_source")


@pytest.mark.parametrize("kind", [1, 2, 3])
def test_a_library_that_gives_garbage(vendor: Vendor, archive: SealedArchive, core: Core, kind: int) -> None:
    vendor.says(WANG, LIN, "一", AT)
    vendor.garbage(kind)

    with pytest.raises(TryLater):
        archive.pull()

    assert (reached(core), archive.pull()) == (0, 1)


@pytest.mark.parametrize("seq", [0, -1, "1", 1.5, None, True, 2**63])
def test_a_seq_that_leads_nowhere(vendor: Vendor, archive: SealedArchive, core: Core, seq: object) -> None:
    vendor.record({}, seq=seq)

    with pytest.raises(TryLater):
        archive.pull()

    assert reached(core) == 0


# --- consent and retention ----------------------------------------------------------------------------------------------


def word(kind: str, at: datetime, external: str = WANG) -> dict[str, Any]:
    body = {"userid": external, f"{kind}_time": int(at.timestamp() * 1000)}
    return entry(f"{kind}{int(at.timestamp())}", external, LIN, at, msgtype=kind, **{kind: body})


def test_a_word_to_the_archive_is_written_down_and_is_no_message(vendor: Vendor, archive: SealedArchive, core: Core) -> None:
    vendor.record(word("agree", AT))
    vendor.says(WANG, LIN, "好的", AT)
    archive.pull()

    with core.read(SYSTEM) as w:
        said = w.consents.of_identity(Address("wecom", CORP, WANG))

    assert said
    assert (said.state, said.channel, said.basis, said.at) == ("granted", "archive", "consent", AT)
    assert texts(archive) == ["好的"]


def test_a_no_takes_away_what_is_there_and_what_comes(vendor: Vendor, archive: SealedArchive, core: Core) -> None:
    vendor.says(WANG, LIN, "之前", AT)
    vendor.says(MEI, LIN, "别家", AT)
    archive.pull()
    vendor.record(word("disagree", AT + timedelta(minutes=1)))
    vendor.says(WANG, LIN, "之后", AT + timedelta(minutes=2))
    archive.pull()
    assert kept(core, f"linxiao/{WANG}", f"linxiao/{MEI}") == [2]

    vendor.record(word("agree", AT + timedelta(minutes=3)))
    vendor.says(WANG, LIN, "又同意了", AT + timedelta(minutes=4))

    assert texts(archive) == ["又同意了"]


def test_a_no_by_another_way_takes_effect_at_the_next_tick(vendor: Vendor, archive: SealedArchive, core: Core) -> None:
    vendor.says(WANG, LIN, "之前", AT)
    archive.pull()
    says(core, "withdrawn")

    archive.pull()

    assert kept(core, f"linxiao/{WANG}") == []


def test_a_no_that_was_taken_back_takes_nothing_away(
    vendor: Vendor, archive: SealedArchive, core: Core, clock: SetClock
) -> None:
    says(core, "withdrawn", key="1")
    clock.move(timedelta(minutes=1))
    says(core, "granted", key="2")
    vendor.says(WANG, LIN, "在", AT)

    archive.pull()

    assert kept(core, f"linxiao/{WANG}") == [1]


def test_all_goes_when_its_days_are_over(vendor: Vendor, archive: SealedArchive, core: Core, clock: SetClock) -> None:
    vendor.says(WANG, LIN, "旧", AT)
    vendor.says(WANG, LIN, "没有钥匙", AT, version=2)
    vendor.record(b"broken")
    vendor.says(WANG, LIN, "新", AT + timedelta(days=4))
    clock.move(timedelta(days=4))
    archive.pull()
    assert texts(archive) == ["旧", "新"]

    clock.move(timedelta(days=1))
    archive.pull()
    assert texts(archive) == ["新"]
    assert unopened(core) == {("?key", 2): 1, ("?broken", 1): 1}

    clock.move(KEPT)
    archive.pull()
    assert (kept(core, f"linxiao/{WANG}"), unopened(core), reached(core)) == ([], {}, 4)
