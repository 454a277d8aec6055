"""不该记的消息: their words go at once, the rest is told anew, and they do not come back by any way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from crm_core.errors import Conflict, NotAllowed, NotVisible
from crm_core.tables import Message
from crm_core.views import Address, DraftView, NewMessage
from tests.crm_core.builders import BUDGET, NEW_CHAT, PHONE, TAG, WANG_CHAT, World, a_line
from tests.crm_core.test_drafts import replace_message

SECRET = "老板私下说还能再加十万，别写进去"


def two(world: World) -> tuple[NewMessage, NewMessage]:
    return world.message("m1"), world.message("m2", SECRET, 1)


def proposed(world: World) -> DraftView:
    return world.propose([BUDGET, replace_message(TAG, "m2")], messages=two(world))


def left_out(world: World, draft: DraftView, *ids: str, **how: Any) -> DraftView:
    with world.core.work(world.lin) as w:
        return w.retelling.leave_out(draft.id, ids, **{"lines": [BUDGET], "summary": "其余的", **how})


def test_the_words_are_gone_and_so_is_what_rested_on_them(world: World) -> None:
    draft = proposed(world)
    budget = draft.lines[0]

    after = left_out(world, draft, "m2")

    assert [(line.id, line.field, line.shown) for line in after.lines] == [(budget.id, "budget", budget.shown)]
    assert (after.summary, after.messages, after.left_out, after.happened_at) == ("其余的", 1, 1, two(world)[0].at)
    with world.core.read(world.lin) as w:
        assert [(m.id, m.text, m.left_out) for m in w.retelling.messages(draft.id)] == [
            ("m1", two(world)[0].text, False),
            ("m2", "", True),
        ]
    assert SECRET not in str(world.rows(Message))


def test_a_line_that_is_still_told_keeps_its_id_and_a_new_one_comes(world: World) -> None:
    draft = proposed(world)

    after = left_out(world, draft, "m2", lines=[replace(BUDGET, shown="五十万"), PHONE])

    assert [(line.field, line.shown) for line in after.lines] == [("budget", "五十万"), ("contact_phone", PHONE.shown)]
    assert after.lines[0].id == draft.lines[0].id


def test_it_does_not_come_again_by_any_way(world: World) -> None:
    left_out(world, proposed(world), "m2")
    same = world.message("said:abc", f"> 王海：好\n {SECRET} ", 1)
    later = world.message("said:def", SECRET, -60)

    with world.core.work(world.lin) as w:
        w.syncs.begin("wecom:sync:2", WANG_CHAT)
        assert w.syncs.unread("wecom:sync:2", [*two(world), same, later]) == {"said:def"}
        assert w.syncs.unread("wecom:sync:2", [replace(later, blur=10**9)]) == set()


def undone(world: World) -> None:
    """The record of a draft of which m2 was left out."""
    draft = left_out(world, proposed(world), "m2")
    with world.core.work(world.lin) as w:
        activity = w.drafts.confirm(draft.id)
    with world.core.work(world.lin) as w:
        w.activities.undo(activity.id)


def test_undoing_keeps_it_out_and_dropping_forgets_it(world: World) -> None:
    undone(world)

    again = world.propose([BUDGET], sync="wecom:sync:2", messages=two(world))
    assert (again.messages, again.left_out) == (1, 1)

    with world.core.work(world.lin) as w:
        w.drafts.drop(again.id)
    fresh = world.propose([BUDGET], sync="wecom:sync:3", messages=two(world))
    assert (fresh.messages, fresh.left_out) == (2, 0)


def test_another_draft_that_is_thrown_away_brings_nothing_back(world: World) -> None:
    undone(world)
    other = world.propose([], sync="wecom:sync:2", messages=[world.message("m9", "下周三前把方案给我们看看", 1)])
    assert other.left_out == 0

    with world.core.work(world.lin) as w:
        w.drafts.drop(other.id)
    again = world.propose([BUDGET], sync="wecom:sync:3", messages=two(world))
    assert (again.messages, again.left_out) == (1, 1)


def test_a_customer_that_only_those_words_named_is_looked_for_anew(world: World) -> None:
    chat = Address("wecom", "ww1", "linxiao/wmLiLei0001", "single")
    phone = replace_message(replace(PHONE, value={"phone": "13700000001"}, shown="13700000001"), "m2")
    draft = world.propose([BUDGET, phone], chat=chat, messages=two(world))
    assert draft.because == "phone"

    after = left_out(world, draft, "m2")

    assert (after.lead_id, after.because) == (None, "new")


def test_a_customer_who_said_no_is_not_found_anew_either(sqlite_world: World) -> None:
    world = sqlite_world
    both = [
        a_line("contact_phone", phone="13800001234"),
        a_line("contact_phone", message="m2", phone="13700000001"),
    ]
    draft = world.propose(both, messages=two(world), chat=NEW_CHAT)
    assert (draft.lead_id, {each.lead_id for each in draft.candidates}) == (None, {world.wang, world.lead("远山电气")})
    with world.core.work(world.lin) as w:
        w.consents.say("k1", lead_id=world.wang, state="refused", channel="chat")

    with pytest.raises(Conflict, match="consent_refused"):
        left_out(world, draft, "m2", lines=both)

    with world.core.read(world.lin) as w:
        assert w.drafts.get(draft.id) == draft
    assert left_out(world, draft, "m1", lines=both).lead == "远山电气 · 赵敏"


def test_words_can_be_left_out_of_what_a_customer_told_before_they_said_no(sqlite_world: World) -> None:
    world = sqlite_world
    phone = a_line("contact_phone", phone="13800001234")
    draft = world.propose([phone], messages=two(world), chat=NEW_CHAT)
    assert (draft.lead_id, draft.because) == (world.wang, "phone")
    with world.core.work(world.lin) as w:
        w.consents.say("k1", lead_id=world.wang, state="refused", channel="chat")

    assert left_out(world, draft, "m2", lines=[phone]).lead_id == world.wang


def test_refusals_change_nothing(world: World) -> None:
    draft = proposed(world)
    before = world.rows(Message)

    with pytest.raises(NotVisible):
        left_out(world, draft, "m2", "of another")
    with pytest.raises(Conflict, match="nothing_left"):
        left_out(world, draft, "m1", "m2")
    with pytest.raises(NotVisible), world.core.work(world.chen) as w:
        w.retelling.leave_out(draft.id, ["m1"], lines=[], summary="")
    with pytest.raises(NotVisible), world.core.read(world.zhou) as w:
        w.retelling.messages(draft.id)
    with world.core.work(world.lin) as w:
        w.drafts.confirm(draft.id)
    with pytest.raises(Conflict, match="already_confirmed"):
        left_out(world, draft, "m2")
    assert {row[0] for row in world.rows(Message)["message"]} == {row[0] for row in before["message"]}
    assert SECRET in str(world.rows(Message))


def test_what_was_left_out_of_a_capture_stays_out(world: World) -> None:
    with world.core.work(world.lin) as w:
        capture = w.captures.open("web:1:capture", WANG_CHAT, source="pasted")
        w.captures.read(capture.id, {"messages": []})
        w.captures.settle(capture.id, {"王海": False}, [two(world)[1]])

    draft = world.propose([BUDGET], messages=two(world))

    assert (draft.messages, draft.left_out) == (1, 1)
    assert SECRET not in str(world.rows(Message))


def test_what_a_dropped_draft_gave_back_can_be_left_out_of_a_capture(world: World) -> None:
    draft = proposed(world)
    with world.core.work(world.lin) as w:
        w.drafts.drop(draft.id)
        capture = w.captures.open("web:1:capture", WANG_CHAT, source="pasted")
        w.captures.read(capture.id, {"messages": []})
        w.captures.settle(capture.id, {"王海": False}, [two(world)[1]])
    assert SECRET not in str(world.rows(Message))

    again = world.propose([BUDGET], sync="wecom:sync:2", messages=two(world))

    assert (again.messages, again.left_out) == (1, 1)


def test_a_capture_takes_nothing_out_of_a_draft(sqlite_world: World) -> None:
    draft = proposed(sqlite_world)
    with sqlite_world.core.work(sqlite_world.lin) as w:
        capture = w.captures.open("web:1:capture", WANG_CHAT, source="pasted")
        w.captures.read(capture.id, {"messages": []})
        w.captures.settle(capture.id, {"王海": False}, [two(sqlite_world)[1]])
        seen = w.drafts.get(draft.id)

    assert (seen.messages, seen.left_out) == (2, 0)


def test_never_is_for_ones_own_chat_and_stops_every_way(world: World) -> None:
    with world.core.work(world.lin) as w:
        assert w.conversations.never(WANG_CHAT, True).never_since == world.clock.now()
    world.clock.move(timedelta(hours=1))

    with pytest.raises(Conflict, match="never_sync"), world.core.work(world.lin) as w:
        w.syncs.begin("wecom:sync:1", WANG_CHAT)
    with pytest.raises(Conflict, match="never_sync"), world.core.work(world.lin) as w:
        w.captures.open("web:1:capture", WANG_CHAT, source="pasted")
    with pytest.raises(NotAllowed), world.core.work(world.chen) as w:
        w.conversations.never(WANG_CHAT, False)
    with world.core.work(world.lin) as w:
        assert w.conversations.never(WANG_CHAT, True).never_since == world.clock.now() - timedelta(hours=1)
        assert w.conversations.never(WANG_CHAT, False).never_since is None
        w.syncs.begin("wecom:sync:1", WANG_CHAT)
