"""Two ways into the record, one message; and in doubt whose chat it is, a person is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from cards.catalog import REFUSALS
from crm_core.errors import Conflict, HeardBefore
from crm_core.people import SYSTEM
from crm_core.tables import Activity, Consent, Decision, Draft, Lead, Message
from crm_core.views import Address, DraftView, NewMessage
from tests.crm_core.builders import BUDGET, NEW_CHAT, TAG, WANG_CHAT, World

BESIDE = Address("wecom", "ww1", "given", "picked")
"""Handed over without saying of whom."""


def talk(world: World, *texts: str, prefix: str = "m", blur: int = 0, ours: bool = False) -> list[NewMessage]:
    """Said a minute apart, the last of it five minutes ago; with a `blur`, shown to the minute."""
    said = []
    for i, text in enumerate(texts):
        message = replace(world.message(f"{prefix}{i}", text, 5 + len(texts) - i), ours=ours, blur=blur)
        said.append(replace(message, at=message.at.replace(second=0)) if blur else message)
    return said


def capture(world: World, sync: str, messages: Sequence[NewMessage], *, lead: int = 0, title: str = "") -> DraftView | None:
    """A paste that was read and settled, on its way into the record as the sync handler brings it there."""
    with world.core.work(world.lin) as w:
        view = w.captures.open(sync, BESIDE, source="pasted", lead_id=lead or None)
        w.syncs.begin(sync, view.where, source="pasted")
        new = w.syncs.unread(sync, messages)
        left = [message for message in messages if message.id in new]
        how: Any = {"summary": "s", "profile": {}, "identity": None, "timings": {}}
        return w.syncs.propose(sync, messages=left, lines=[], partly=True, title=title, **how)


HUACHEN = "华辰精密机械有限公司"
WORDS = ("我们预算大概五十万左右", "明年三月之前要上线", "你们比竞品贵了百分之十五")


def test_what_the_archive_gave_is_not_taken_again_from_a_paste(world: World) -> None:
    first = world.propose([BUDGET], messages=talk(world, *WORDS))
    with world.core.work(world.lin) as w:
        w.drafts.confirm(first.id)

    assert capture(world, "p1", talk(world, *WORDS, prefix="p", blur=60), lead=world.wang) is None

    newer = capture(world, "p2", talk(world, *WORDS[1:], "下周二来看样机", prefix="q", blur=60), lead=world.wang)
    assert newer is not None
    assert (newer.messages, newer.source) == (1, "pasted")


def test_what_was_pasted_is_not_taken_again_from_the_archive(world: World) -> None:
    pasted = capture(world, "p1", talk(world, *WORDS, prefix="p", blur=60), lead=world.wang)
    assert pasted is not None
    with world.core.work(world.lin) as w:
        w.drafts.confirm(pasted.id)

    with pytest.raises(HeardBefore) as known:
        world.propose([TAG], messages=talk(world, *WORDS, "好的，发我看看"))

    assert known.value.ids == {"m0", "m1", "m2"}


def test_a_dropped_draft_gives_its_messages_back_whichever_way_they_come(world: World) -> None:
    first = world.propose([BUDGET], messages=talk(world, *WORDS))
    with world.core.work(world.lin) as w:
        w.drafts.drop(first.id)

    again = capture(world, "p1", talk(world, *WORDS, prefix="p", blur=60), lead=world.wang)

    assert again is not None
    assert again.messages == 3


def test_a_paste_of_a_known_chat_finds_its_customer(world: World) -> None:
    first = world.propose([BUDGET], messages=talk(world, *WORDS))
    with world.core.work(world.lin) as w:
        w.drafts.confirm(first.id)

    with pytest.raises(HeardBefore) as known:
        capture(world, "p1", talk(world, *WORDS, "下周二来看样机", prefix="p", blur=60))
    assert known.value.ids == {"p0", "p1", "p2"}


def test_another_customers_chat_is_asked_about_and_never_guessed(world: World) -> None:
    first = world.propose([BUDGET], messages=talk(world, *WORDS))
    with world.core.work(world.lin) as w:
        w.drafts.confirm(first.id)
    other = world.lead("远山电气")

    doubted = capture(world, "p1", talk(world, *WORDS, "下周二来看样机", prefix="p", blur=60), lead=other)

    assert doubted is not None
    assert doubted.lead_id is None
    assert [(c.lead_id, c.because) for c in doubted.candidates] == [(world.wang, "same_chat"), (other, "here")]
    with world.core.work(world.lin) as w, pytest.raises(Conflict, match="choose_customer"):
        w.drafts.confirm(doubted.id)


@pytest.mark.parametrize(
    ("title", "offered"),
    [
        ("王海", []),
        ("华辰王海", []),
        ("赵敏", [("远山电气", "title"), (HUACHEN, "here")]),
        ("李工", [(HUACHEN, "here")]),
    ],
)
def test_the_name_over_a_screenshot_has_to_be_the_customers(world: World, title: str, offered: list[tuple[str, str]]) -> None:
    draft = capture(world, "s1", talk(world, *WORDS, blur=60), lead=world.wang, title=title)

    assert draft is not None
    assert (draft.lead_id is None) == bool(offered)
    assert [(c.lead_id, c.because) for c in draft.candidates] == [(world.lead(name), why) for name, why in offered]


def test_a_name_that_was_said_to_be_the_customers_is_asked_about_once(world: World) -> None:
    with world.core.work(world.lin) as w:
        view = w.captures.open("c1", BESIDE, source="screenshot", lead_id=world.wang)
        w.captures.read(view.id, {"messages": []})
        w.captures.settle(view.id, {"李工": False})

    draft = capture(world, "s1", talk(world, *WORDS, blur=60), lead=world.wang, title="李工")

    assert draft is not None
    assert draft.lead_id == world.wang


def test_a_no_binds_every_way(world: World) -> None:
    with world.core.work(world.lin) as w:
        w.consents.say("k1", lead_id=world.wang, state="refused", channel="chat")

    with world.core.work(world.lin) as w, pytest.raises(Conflict, match="consent_refused"):
        w.syncs.begin("wecom:sync:1", WANG_CHAT)
    with pytest.raises(Conflict, match="consent_refused"):
        capture(world, "p1", talk(world, *WORDS), lead=world.wang)
    assert world.rows(Message)["message"] == []

    with world.core.work(world.lin) as w:
        w.consents.say("k2", lead_id=world.wang, state="granted", channel="chat")
    assert capture(world, "p1", talk(world, *WORDS), lead=world.wang) is not None


def test_a_no_that_comes_before_the_tap_is_heeded(sqlite_world: World) -> None:
    world = sqlite_world
    draft = capture(world, "p1", talk(world, *WORDS), lead=world.wang)
    assert draft is not None
    with world.core.work(world.lin) as w:
        w.consents.say("k1", lead_id=world.wang, state="refused", channel="chat")
    before = world.rows(Lead, Activity, Draft)

    with world.core.work(world.lin) as w, pytest.raises(Conflict, match="consent_refused"):
        w.drafts.confirm(draft.id)
    assert world.rows(Lead, Activity, Draft) == before

    with world.core.work(world.lin) as w:
        w.drafts.drop(draft.id)
    with world.core.work(world.lin) as w:
        w.consents.say("k2", lead_id=world.wang, state="granted", channel="chat")
    assert capture(world, "p2", talk(world, *WORDS), lead=world.wang) is not None


def test_what_a_customer_said_is_found_from_the_decision(sqlite_world: World) -> None:
    world, identity = sqlite_world, Address("wecom", "ww1", "wmNobodyYet")
    with world.core.work(SYSTEM) as w:
        w.consents.say("k1", identity=identity, state="refused", channel="archive")
        w.consents.say("k1", identity=identity, state="granted", channel="archive")
    with world.core.work(world.lin) as w:
        w.consents.say("k2", lead_id=world.wang, state="granted", channel="chat")

    with world.core.read(SYSTEM) as w:
        session = w.leads._session
        said = [(f"consent:{row.id}", row.state) for row in session.scalars(select(Consent).order_by(Consent.id))]
        decided = session.scalars(select(Decision).where(Decision.kind == "consent").order_by(Decision.id)).all()
    assert [(row.subject, row.outcome) for row in decided] == said
    assert [row.because for row in decided] == [
        {"channel": "archive", "lead": None},
        {"channel": "chat", "lead": world.wang},
    ]


def test_nobody_has_said_anything_where_there_is_no_contact(sqlite_world: World) -> None:
    world = sqlite_world
    before = world.rows(Consent, Decision)
    with world.core.work(SYSTEM) as w:
        w.leads._session.scalars(select(Lead).where(Lead.id == world.wang)).one().contact_id = None

    with world.core.work(world.lin) as w, pytest.raises(Conflict, match="no_contact"):
        w.consents.say("k1", lead_id=world.wang, state="refused", channel="chat")
    assert world.rows(Consent, Decision) == before
    assert "联系人" in REFUSALS["no_contact"][0]


def test_a_chat_that_turns_out_to_be_of_one_who_said_no_is_not_taken(world: World) -> None:
    with world.core.work(world.lin) as w:
        w.consents.say("k1", lead_id=world.wang, state="withdrawn", channel="chat")
    unknown = capture(world, "p1", talk(world, *WORDS))
    assert unknown is not None

    with world.core.work(world.lin) as w, pytest.raises(Conflict, match="consent_refused"):
        w.drafts.choose(unknown.id, world.wang)


def test_a_word_said_before_there_was_a_contact_counts_for_the_contact(world: World) -> None:
    identity = Address("wecom", "ww1", "wmWangHai0001")
    with world.core.work(SYSTEM) as w:
        w.consents.say("k1", identity=identity, state="refused", channel="archive")
        said = w.consents.of(world.wang)

    assert said is not None
    assert (said.state, said.channel, said.by) == ("refused", "archive", "")
    with world.core.work(SYSTEM) as w:
        w.consents.say("k1", identity=identity, state="granted", channel="archive")
        assert w.consents.of(world.wang) == said


def test_somebody_elses_new_chat_is_no_overlap(world: World) -> None:
    world.propose([BUDGET], messages=talk(world, *WORDS))

    other = world.propose([BUDGET], sync="wecom:sync:2", chat=NEW_CHAT, messages=talk(world, *WORDS, prefix="n"))

    assert other.messages == 3
