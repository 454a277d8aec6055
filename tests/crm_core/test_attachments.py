"""附件 in the record: where a file goes with its draft, what it proves, and whose hands it may come into."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.decisions.file_names import LONGEST, clean_name
from crm_core.decisions.twins import UNTIMED
from crm_core.errors import Conflict, NotAllowed, NotVisible
from crm_core.people import SYSTEM, Principal
from crm_core.tables import Attachment, Audit, Decision, Draft, Lead, Milestone
from crm_core.views import Address, AttachmentView, DraftView, FetchView, KeptFile, NewFile, NewMessage
from crm_core.work.along import leave_out_files
from crm_core.work.attachments import LASTS
from crm_core.work.fetching import LEASE
from tests.crm_core.builders import BUDGET, NEW_CHAT, WANG_CHAT, World, a_line
from tests.crm_core.test_drafts import BUSINESS

DIGEST, THUMB = "ab" * 32, "cd" * 32
PICTURE = KeptFile("image", "image/jpeg", 1000, DIGEST, THUMB)
CONTRACT = KeptFile("file", "application/pdf", 2000, "ef" * 32)
VOICE = KeptFile("voice", "audio/amr", 300, "01" * 32, seconds=3)
FILES = (NewFile("image", "白板.jpg", '{"media_id": "a"}'), NewFile("link", "网页", "x"), NewFile("file", "方案.pdf", ""))


def synced(world: World, *, sync: str = "wecom:sync:1", files: Sequence[NewFile] = FILES, new: bool = False) -> DraftView:
    said = replace(world.message(), files=tuple(files))
    return world.propose([BUDGET], sync=sync, messages=[said], chat=NEW_CHAT if new else WANG_CHAT)


def of_draft(world: World, draft: DraftView, who: Principal | None = None) -> list[AttachmentView]:
    with world.core.read(who or world.lin) as w:
        return w.attachments.of_draft(draft.id)


def of_lead(world: World, who: Principal | None = None) -> list[AttachmentView]:
    with world.core.read(who or world.lin) as w:
        return w.attachments.of_lead(world.wang)


def fetched(world: World, file: KeptFile = PICTURE) -> None:
    with world.core.work(SYSTEM) as w:
        for file_id in w.fetching.due():
            taken = w.fetching.take(file_id)
            assert taken is not None
            assert w.fetching.kept(taken, file)


def added(world: World, file: KeptFile = CONTRACT, deliverable: str = "contract", name: str = "合同.pdf") -> AttachmentView:
    with world.core.work(world.lin) as w:
        return w.attachments.add(world.wang, name, file, deliverable=deliverable)


def stage(world: World) -> str:
    with world.core.read(world.lin) as w:
        return w.leads.get(world.wang).stage


# --- with the draft ---------------------------------------------------------------------------------------------------


def test_a_file_has_a_row_with_its_draft_and_what_is_no_file_has_none(world: World) -> None:
    draft = synced(world)

    shown = of_draft(world, draft)

    assert [(file.kind, file.name, file.state, file.problem) for file in shown] == [
        ("image", "白板.jpg", "waiting", ""),
        ("file", "方案.pdf", "gone", "not_given"),
    ]
    assert synced(world) == draft
    assert of_draft(world, draft) == shown


def test_confirmed_it_hangs_on_the_customer_and_undone_on_the_draft_alone(world: World) -> None:
    draft = synced(world)
    fetched(world)
    with world.core.work(world.lin) as w:
        activity = w.drafts.confirm(draft.id)
    assert [file.name for file in of_lead(world)] == ["白板.jpg", "方案.pdf"][::-1]

    with world.core.work(world.lin) as w:
        w.activities.undo(activity.id)

    assert of_lead(world) == []
    assert [file.name for file in of_draft(world, draft)] == ["白板.jpg", "方案.pdf"]
    again = synced(world, sync="wecom:sync:2")
    assert [(file.name, file.state) for file in of_draft(world, again)] == [("白板.jpg", "kept"), ("方案.pdf", "gone")]
    assert of_draft(world, draft) == []


def test_a_customer_whom_the_record_made_goes_with_it_and_its_files_do_not_hold_it(world: World) -> None:
    before = world.rows(*BUSINESS)
    draft = synced(world, new=True)
    fetched(world)
    with world.core.work(world.lin) as w:
        activity = w.drafts.confirm(draft.id)
        picture = w.attachments.of_lead(activity.lead_id)[-1]
        w.attachments.label(picture.id, "contract")
        w.attachments.prove(picture.id, True)

    with world.core.work(world.lin) as w:
        w.activities.undo(activity.id)

    assert world.rows(*BUSINESS) == before
    assert [(file.deliverable, file.proved) for file in of_draft(world, draft)] == [("", False), ("", False)]


def test_a_file_that_was_added_by_hand_holds_the_customer_and_one_that_was_removed_does_not(world: World) -> None:
    draft = synced(world, new=True, files=())
    with world.core.work(world.lin) as w:
        activity = w.drafts.confirm(draft.id)
        mine = w.attachments.add(activity.lead_id, "合同.pdf", CONTRACT)

    with world.core.work(world.lin) as w:
        w.attachments.remove(mine.id)
        w.activities.undo(activity.id)

    assert activity.lead_id not in {row[0] for row in world.rows(Lead)["lead"]}
    assert world.rows(Attachment)["attachment"] == []


def test_a_dropped_drafts_files_are_forgotten_and_come_anew(world: World) -> None:
    draft = synced(world)
    fetched(world)

    with world.core.work(world.lin) as w:
        w.drafts.drop(draft.id)
        assert w.attachments.of_draft(draft.id) == []
    assert world.rows(Attachment)["attachment"] == []

    again = synced(world, sync="wecom:sync:2")
    assert [file.state for file in of_draft(world, again)] == ["waiting", "gone"]


def test_a_message_that_is_left_out_takes_its_files_along(sqlite_world: World) -> None:
    world = sqlite_world
    said = [replace(world.message(name), files=FILES[:1]) for name in ("m1", "m2")]
    draft = world.propose([BUDGET], messages=said)

    with world.core.work(world.lin) as w:
        leave_out_files(w.drafts._unit, w.drafts._unit.one(Draft, Draft.id == draft.id), ["m2"])

    assert [row[2] for row in world.rows(Attachment)["attachment"]] == ["m1"]


def shots(world: World, draft: DraftView) -> list[tuple[str, str, str]]:
    return [(file.name, file.state, file.problem) for file in of_draft(world, draft)]


def test_screenshots_go_with_the_record_and_no_further(world: World) -> None:
    draft = world.propose([BUDGET], pictures=[PICTURE, replace(PICTURE, digest="aa" * 32)])
    assert shots(world, draft) == [("聊天截图 1", "kept", ""), ("聊天截图 2", "kept", "")]

    with world.core.work(world.lin) as w:
        activity = w.drafts.confirm(draft.id)
    assert [file.digest for file in of_lead(world)] == ["aa" * 32, DIGEST]
    with world.core.read(SYSTEM) as w:
        assert w.fetching.in_use([DIGEST]) == {DIGEST}

    with world.core.work(world.lin) as w:
        w.activities.undo(activity.id)
    assert world.rows(Attachment) == {"attachment": []}


def test_a_screenshot_of_what_is_left_out_is_not_kept_now_or_later(sqlite_world: World) -> None:
    world = sqlite_world
    said = [world.message("m1"), world.message("m2", "老板私下说还能加，别写进去", 4)]
    draft = world.propose([BUDGET], messages=said, pictures=[PICTURE])
    with world.core.work(world.lin) as w:
        w.retelling.leave_out(draft.id, ["m2"], lines=[BUDGET], summary="s")
    assert shots(world, draft) == [("聊天截图 1", "refused", "left_out")]
    with world.core.work(world.lin) as w:
        w.drafts.confirm(draft.id)

    left, later = by_screenshot(world, [*said, world.message("m3", "下周三前把方案给我们看看", 3)])
    assert [message.id for message in left] == ["m3"]
    assert shots(world, later) == [("聊天截图 1", "refused", "left_out")]
    assert of_draft(world, later)[0].digest == ""


def by_screenshot(
    world: World, given: Sequence[NewMessage], chat: Address = WANG_CHAT, sync: str = "s2", title: str = ""
) -> tuple[list[NewMessage], DraftView]:
    """All of it is seen on one picture that is to stay: what of it was new, and the draft."""
    with world.core.work(world.lin) as w:
        w.syncs.begin(sync, chat, source="screenshot")
        new = w.syncs.unread(sync, given)
        left = [message for message in given if message.id in new]
        how: Any = {"lines": [], "summary": "s", "profile": {}, "identity": None, "timings": {}, "partly": True, "title": title}
        draft = w.syncs.propose(sync, messages=left, given=given, pictures=[PICTURE], **how)
        assert draft is not None
        return left, draft


SECRET = "老板私下说还能再加十万，别写进去"
NOWHERE = Address("wecom", "ww1", "given", "picked")


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("how", ["draft", "capture"])
def test_leaving_out_takes_the_words_from_every_screenshot_that_may_show_them(world: World, confirmed: bool, how: str) -> None:
    said = [world.message("m1"), world.message("m2", SECRET, 4)]
    first = world.propose([BUDGET], messages=said if how == "draft" else said[:1])
    _, later = by_screenshot(world, [*said, world.message("m3", "下周三前把方案给我们看看", 3)])
    world.clock.move(timedelta(days=3))
    _, other = by_screenshot(world, [world.message("m4", "合同收到了，谢谢", 1)], sync="s3")
    if confirmed:
        with world.core.work(world.lin) as w:
            w.drafts.confirm(later.id)
            (file,) = w.attachments.of_draft(later.id)
            w.attachments.label(file.id, "contract")
            w.attachments.prove(file.id, True)

    with world.core.work(world.lin) as w:
        if how == "draft":
            w.retelling.leave_out(first.id, ["m2"], lines=[BUDGET], summary="s")
        else:
            capture = w.captures.open("k1", WANG_CHAT, source="pasted")
            w.captures.read(capture.id, {})
            w.captures.settle(capture.id, {}, [replace(said[1], id="p2")])

    assert shots(world, later) == [("聊天截图 1", "refused", "left_out")]
    assert (of_draft(world, later)[0].digest, of_draft(world, later)[0].proved) == ("", False)
    assert shots(world, other) == [("聊天截图 1", "kept", "")]


def test_words_without_a_time_may_stand_on_any_screenshot_and_a_removed_one_is_gone(sqlite_world: World) -> None:
    world = sqlite_world
    _, timed = by_screenshot(world, [world.message("m1")])
    _, untimed = by_screenshot(world, [replace(world.message("m2", "方案发我邮箱吧", 2), blur=UNTIMED)], sync="s3")
    with world.core.work(world.lin) as w:
        for draft in (timed, untimed):
            w.drafts.confirm(draft.id)
        w.attachments.remove(w.attachments.of_draft(untimed.id)[0].id)
    world.clock.move(timedelta(days=9))

    def leaves_out(key: str, message: NewMessage) -> list[tuple[int, str]]:
        with world.core.work(world.lin) as w:
            capture = w.captures.open(key, WANG_CHAT, source="pasted")
            w.captures.read(capture.id, {})
            w.captures.settle(capture.id, {}, [message])
        return [(row[4], row[12]) for row in world.rows(Attachment)["attachment"]]

    assert leaves_out("k1", world.message("p1", SECRET)) == [(timed.id, "kept")]
    assert leaves_out("k2", replace(world.message("p2", SECRET), blur=UNTIMED)) == [(timed.id, "refused")]


@pytest.mark.parametrize("chosen", [True, False])
def test_what_was_left_out_of_a_customers_chat_is_asked_for_again_once_it_is_known_whose_the_screenshot_is(
    world: World, chosen: bool
) -> None:
    """Found only then (`choose`); or left out meanwhile, in a chat of which the draft became only by its confirming."""
    first = world.propose([BUDGET], messages=[world.message("m1"), world.message("m2", SECRET, 4)])
    with world.core.work(world.lin) as w:
        w.retelling.leave_out(first.id, ["m2"], lines=[BUDGET], summary="s")
        w.drafts.confirm(first.id)
    given = [world.message("x2", SECRET, 4), world.message("x3", "下周三前把方案给我们看看", 3)]
    _, later = by_screenshot(world, given, NOWHERE, title="王海")
    _, other = by_screenshot(world, [world.message("x4", "合同收到了，谢谢", 1)], NOWHERE, "s3", title="王海")
    assert (later.lead_id, shots(world, later)) == (None, [("聊天截图 1", "kept", "")])

    with world.core.work(world.lin) as w:
        for draft in (later, other):
            if chosen:
                w.drafts.choose(draft.id, world.wang)
            else:
                w.drafts._unit.one(Draft, Draft.id == draft.id).lead_id = world.wang
        assert chosen == (w.attachments.of_draft(later.id)[0].state == "refused")
        for draft in (later, other):
            w.drafts.confirm(draft.id)

    kept = [(file.state, file.problem) for file in of_lead(world)]
    assert sorted(kept) == [("kept", ""), ("refused", "left_out")]
    assert shots(world, later) == [("聊天截图 1", "refused", "left_out")]


# --- who sees it ------------------------------------------------------------------------------------------------------

OTHERS = ("chenmo", "ding_zhou", "sunli", "boss", "steward", "hemiao")


@pytest.mark.parametrize("other", OTHERS)
def test_nobody_but_the_rep_sees_a_file_on_the_draft_or_on_the_customer(sqlite_world: World, other: str) -> None:
    world, who = sqlite_world, sqlite_world.who(other)
    draft = synced(world)
    fetched(world)
    picture = of_draft(world, draft)[0].id
    given = _given(world)

    for confirmed in (False, True):
        if confirmed:
            with world.core.work(world.lin) as w:
                w.drafts.confirm(draft.id)
        with world.core.work(who) as w:
            for file_id in (picture, given.id):
                for ask in (w.attachments.get, w.attachments.opened, w.attachments.remove, w.attachments.restore):
                    with pytest.raises(NotVisible):
                        ask(file_id)
                with pytest.raises(NotVisible):
                    w.attachments.place(file_id, world.wang)
            with pytest.raises(NotVisible):
                w.attachments.of_draft(draft.id)
            try:
                assert w.attachments.of_lead(world.wang) == []
            except NotVisible:
                assert other not in ("ding_zhou", "steward")
            assert w.attachments.given() is None


def test_a_file_goes_with_its_customer_to_another_rep(world: World) -> None:
    mine = added(world)
    draft = synced(world, files=FILES[:1])
    with world.core.work(world.zhou) as w:
        w.leads.reassign(world.wang, world.chen.person_id, because="test")

    assert [file.id for file in of_lead(world, world.chen)] == [mine.id]
    assert [file.name for file in of_draft(world, draft)] == ["白板.jpg"]
    with world.core.read(world.lin) as w, pytest.raises(NotVisible):
        w.attachments.get(mine.id)


@pytest.mark.parametrize("way", ["reassigned", "handed over"])
def test_a_chats_screenshots_stay_their_reps_when_the_customer_goes_to_another(world: World, way: str) -> None:
    draft = world.propose([BUDGET], pictures=[PICTURE])
    with world.core.work(world.lin) as w:
        w.drafts.confirm(draft.id)
        (shot,) = w.attachments.of_lead(world.wang)
    added(world)
    by_hand = added(world, PICTURE, "", "白板.jpg")
    assert by_hand.id != shot.id

    with world.core.work(world.zhou) as w:
        if way == "reassigned":
            w.leads.reassign(world.wang, world.chen.person_id, because="test")
        else:
            w.handovers.give(world.lin.person_id, {world.wang: world.chen.person_id})

    assert [file.name for file in of_lead(world, world.chen)] == ["白板.jpg", "合同.pdf"]
    with world.core.work(world.chen) as w:
        for ask in (w.attachments.get, w.attachments.opened, w.attachments.remove):
            with pytest.raises(NotVisible):
                ask(shot.id)
    assert [file.id for file in of_draft(world, draft)] == [shot.id]
    with world.core.work(world.lin) as w:
        assert w.attachments.opened(shot.id).digest == DIGEST


def test_a_manager_adds_nothing_and_a_rep_nothing_to_anothers_customer(sqlite_world: World) -> None:
    world = sqlite_world
    with world.core.work(world.zhou) as w, pytest.raises(NotAllowed):
        w.attachments.add(world.wang, "x.pdf", CONTRACT)
    with world.core.work(world.chen) as w, pytest.raises(NotVisible):
        w.attachments.add(world.wang, "x.pdf", CONTRACT)
    assert world.rows(Attachment)["attachment"] == []


def test_a_full_read_stands_in_the_audit(sqlite_world: World) -> None:
    mine = added(sqlite_world)

    with sqlite_world.core.work(sqlite_world.lin) as w:
        w.attachments.opened(mine.id)

    opened = [row[1:4] for row in sqlite_world.rows(Audit)["audit"] if row[2] == "open"]
    assert opened == [(sqlite_world.lin.person_id, "open", f"attachment:{mine.id}")]


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_the_same_file_twice_is_one_and_takes_the_newer_label(world: World) -> None:
    first = added(world, deliverable="")
    again = added(world)

    assert (again.id, again.deliverable, again.proves) == (first.id, "contract", "contract_signed")
    assert len(of_lead(world)) == 1


def test_each_change_by_hand_is_decided_by_somebody(sqlite_world: World) -> None:
    world = sqlite_world
    mine = added(world, deliverable="")
    with world.core.work(world.lin) as w:
        w.attachments.label(mine.id, "contract")
        w.attachments.label(mine.id, "contract")
        w.attachments.remove(mine.id)
    added(world, deliverable="quote")

    subject = f"attachment:{mine.id}"
    with world.core.read(SYSTEM) as w:
        rows = w.leads._session.scalars(select(Decision).where(Decision.subject == subject).order_by(Decision.id)).all()
    assert [(row.kind, row.outcome, row.because, row.by_id) for row in rows] == [
        ("attach", "added", {"lead": world.wang, "label": ""}, world.lin.person_id),
        ("attach", "labelled", {"lead": world.wang, "label": "contract"}, world.lin.person_id),
        ("attach", "removed", {"lead": world.wang}, world.lin.person_id),
        ("attach", "added", {"lead": world.wang, "label": "quote"}, world.lin.person_id),
    ]
    assert [row[2:4] for row in world.rows(Audit)["audit"] if row[3] == subject] == [("attach", subject)] * 4


@pytest.mark.parametrize(("file", "deliverable"), [(VOICE, "contract"), (CONTRACT, "invented")])
def test_a_voice_is_no_contract(sqlite_world: World, file: KeptFile, deliverable: str) -> None:
    with sqlite_world.core.work(sqlite_world.lin) as w, pytest.raises(Conflict, match="not_a_deliverable"):
        w.attachments.add(sqlite_world.wang, "x", file, deliverable=deliverable)
    assert of_lead(sqlite_world) == []


def test_a_contract_proves_that_it_was_signed_and_can_be_taken_back(world: World) -> None:
    mine = added(world)
    assert stage(world) == "new"

    with world.core.work(world.lin) as w:
        assert w.attachments.prove(mine.id, True).proved
        assert w.attachments.prove(mine.id, True).proved
    assert stage(world) == "won"
    assert [row[2] for row in world.rows(Milestone)["milestone"]] == ["contract_signed"]

    with world.core.work(world.lin) as w, pytest.raises(Conflict, match="proved"):
        w.attachments.label(mine.id, "quote")
    with world.core.work(world.lin) as w:
        assert not w.attachments.prove(mine.id, False).proved
        w.attachments.label(mine.id, "quote")
    assert (stage(world), world.rows(Milestone)["milestone"]) == ("new", [])


def test_what_the_chat_has_told_already_is_not_proved_again_nor_taken_away(world: World) -> None:
    world.confirmed([a_line("milestone", "合同签署", kind="contract_signed")])
    mine = added(world)

    with world.core.work(world.lin) as w:
        with pytest.raises(Conflict, match="already_proved"):
            w.attachments.prove(mine.id, True)
        w.attachments.remove(mine.id)

    assert (stage(world), len(world.rows(Milestone)["milestone"])) == ("won", 1)


def test_a_removed_file_comes_back_within_a_day_and_then_is_forgotten(world: World) -> None:
    mine = added(world)
    with world.core.work(world.lin) as w:
        w.attachments.prove(mine.id, True)
        w.attachments.remove(mine.id)
        with pytest.raises(NotVisible):
            w.attachments.get(mine.id)
    assert (of_lead(world), stage(world)) == ([], "new")

    with world.core.work(world.lin) as w:
        assert w.attachments.restore(mine.id).state == "kept"
        assert w.attachments.restore(mine.id).state == "kept"
        w.attachments.remove(mine.id)
    world.clock.move(LASTS - timedelta(seconds=1))
    with world.core.work(SYSTEM) as w:
        assert w.fetching.overdue() == ([], 0)
    world.clock.move(timedelta(seconds=1))
    with world.core.work(SYSTEM) as w:
        assert w.fetching.overdue() == ([], 1)
    with world.core.work(world.lin) as w, pytest.raises(NotVisible):
        w.attachments.restore(mine.id)


def _given(world: World, words: str = "客户说下周三前要方案") -> AttachmentView:
    with world.core.work(world.lin) as w:
        return w.attachments.give("录音.amr", VOICE, words=words)


def test_what_was_given_is_placed_once_and_else_forgotten(world: World) -> None:
    first, second = _given(world), _given(world)
    with world.core.work(world.lin) as w:
        newest = w.attachments.given()
        assert (newest and newest.id, newest and newest.words) == (second.id, "客户说下周三前要方案")
        with pytest.raises(NotVisible):
            w.attachments.place(first.id, world.lead("青禾食品"))
        assert w.attachments.place(first.id, world.wang).lead_id == world.wang
        with pytest.raises(Conflict, match="already_placed"):
            w.attachments.place(first.id, world.wang)

    world.clock.move(LASTS)
    with world.core.work(SYSTEM) as w:
        assert w.fetching.overdue() == ([second.id], 1)
    assert [file.id for file in of_lead(world)] == [first.id]


# --- fetching ---------------------------------------------------------------------------------------------------------


def due(world: World) -> list[int]:
    with world.core.read(SYSTEM) as w:
        return w.fetching.due()


def take(world: World, file_id: int) -> FetchView | None:
    with world.core.work(SYSTEM) as w:
        return w.fetching.take(file_id)


def test_of_many_workers_one_takes_a_file(world: World) -> None:
    synced(world, files=FILES[:1])
    (file_id,) = due(world)

    with ThreadPoolExecutor(4) as pool:
        taken = [found for found in pool.map(lambda _: take(world, file_id), range(8)) if found]

    assert [(found.ref, found.platform, found.tries) for found in taken] == [('{"media_id": "a"}', "wecom", 1)]
    assert due(world) == []


def test_a_worker_that_dies_leaves_the_file_to_the_next_and_comes_too_late_itself(world: World) -> None:
    draft = synced(world, files=FILES[:1])
    dead = take(world, due(world)[0])
    assert dead is not None
    world.clock.move(LEASE)

    alive = take(world, dead.id)

    assert alive is not None
    with world.core.work(SYSTEM) as w:
        assert not w.fetching.kept(dead, PICTURE)
        assert w.fetching.kept(alive, PICTURE)
        assert not w.fetching.ended(alive, "gone", "gone")
    assert [(file.state, file.digest, file.thumb, file.size) for file in of_draft(world, draft)] == [
        ("kept", DIGEST, THUMB, 1000)
    ]


def test_later_is_later_and_what_was_no_try_does_not_count(sqlite_world: World) -> None:
    world = sqlite_world
    synced(world, files=FILES[:1])
    first = take(world, due(world)[0])
    assert first is not None
    soon = world.clock.now() + timedelta(seconds=3)

    with world.core.work(SYSTEM) as w:
        assert w.fetching.later(first, soon, "pace", counts=False)
    assert due(world) == []
    world.clock.move(timedelta(seconds=3))

    again = take(world, first.id)
    assert again is not None
    assert again.tries == 1


def test_a_file_of_a_dropped_draft_is_not_kept_by_a_worker_that_had_it(sqlite_world: World) -> None:
    world = sqlite_world
    draft = synced(world, files=FILES[:1])
    taken = take(world, due(world)[0])
    assert taken is not None
    with world.core.work(world.lin) as w:
        w.drafts.drop(draft.id)

    with world.core.work(SYSTEM) as w:
        assert not w.fetching.kept(taken, PICTURE)


def test_bytes_are_in_use_while_any_row_or_capture_names_them(world: World) -> None:
    mine, picture, loose = added(world), added(world, PICTURE, ""), "99" * 32
    with world.core.work(world.lin) as w:
        w.captures.open("wecom:capture:1", WANG_CHAT, source="screenshot", files=["55" * 32])
    everything = {mine.digest, DIGEST, THUMB, loose, "55" * 32}

    with world.core.read(SYSTEM) as w:
        assert w.fetching.in_use(everything) == everything - {loose}
    with world.core.work(world.lin) as w:
        w.attachments.remove(picture.id)
    world.clock.move(LASTS)
    with world.core.work(SYSTEM) as w:
        w.fetching.overdue()
        assert w.fetching.in_use(everything) == {mine.digest, "55" * 32}


def test_pictures_that_wait_for_their_draft_are_held_for_a_day(world: World) -> None:
    with world.core.work(world.lin) as w:
        for key in ("kept", "not kept"):
            capture = w.captures.open(key, WANG_CHAT, source="screenshot", files=[DIGEST if key == "kept" else THUMB])
            w.captures.read(capture.id, {})
            w.captures.settle(capture.id, {}, keep_files=key == "kept")
            w.captures.drop(capture.id)

    with world.core.work(SYSTEM) as w:
        assert w.captures.unheld([DIGEST, THUMB]) == [THUMB]
        assert w.fetching.in_use([DIGEST, THUMB]) == {DIGEST}
        assert w.captures.stale(world.clock.now()) == []
        (forgotten,) = w.captures.stale(world.clock.now() + timedelta(seconds=1))
        assert forgotten.files == (DIGEST,)
        w.captures.handed_on(forgotten.id)
        assert w.captures.stale(world.clock.now() + timedelta(seconds=1)) == []
        assert w.captures.unheld([DIGEST]) == [DIGEST]
        assert w.fetching.in_use([DIGEST]) == set()


@pytest.mark.parametrize("other", ["linxiao", *OTHERS])
def test_nobody_but_the_house_fetches(sqlite_world: World, other: str) -> None:
    synced(sqlite_world, files=FILES[:1])
    _given(sqlite_world)
    with sqlite_world.core.work(sqlite_world.who(other)) as w, pytest.raises(NotAllowed):
        w.fetching.due()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("合同.pdf", "合同.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\合同.pdf", "合同.pdf"),
        ("a\x00b\x1b[31m\n.pdf", "ab[31m .pdf"),
        ("合同\u202efdp.exe", "合同fdp.exe"),
        (".htaccess", "htaccess"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("  两  个 .pdf ", "两 个 .pdf"),
        ("..", ""),
        ("", ""),
        ("长" * 300 + ".pdf", "长" * (LONGEST - 4) + ".pdf"),
        ("x" * 300, "x" * LONGEST),
    ],
)
def test_a_name_holds_no_path_and_nothing_unseen(given: str, kept: str) -> None:
    assert clean_name(given) == kept
