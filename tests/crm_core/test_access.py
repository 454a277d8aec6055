"""The policy, proved: whatever way one asks, the answer is the same rows; and it is the right rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    CursorResult,
    Delete,
    Engine,
    StaticPool,
    Update,
    create_engine,
    delete,
    event,
    func,
    inspect,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from crm_core.access import AS_SYSTEM, PUBLIC, VISIBLE, PolicySession, Verb, may, who_asks
from crm_core.errors import NoPrincipal
from crm_core.people import SYSTEM, Principal, Role
from crm_core.tables import (
    Account,
    Activity,
    Archived,
    Attachment,
    Audit,
    Base,
    Capture,
    Consent,
    Contact,
    ContactIdentity,
    Conversation,
    Decision,
    Department,
    DirectoryMember,
    Draft,
    DraftLine,
    FieldChange,
    Following,
    Handover,
    Inbox,
    Insight,
    Lead,
    LeadTag,
    Message,
    Milestone,
    NextStep,
    Note,
    Nudge,
    Opportunity,
    Outbox,
    Person,
    PersonTerritory,
    Progress,
    Said,
    Speaker,
    Sync,
    Territory,
)

NOW = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
LIN, CHEN, ZHOU, SUN, BOSS, STEWARD, HE = range(1, 8)
WHO = [
    Principal(LIN, Role.REP),
    Principal(CHEN, Role.REP),
    Principal(ZHOU, Role.MANAGER),
    Principal(SUN, Role.MANAGER, territories=frozenset({2})),
    Principal(BOSS, Role.OWNER),
    Principal(STEWARD, Role.STEWARD),
    Principal(HE, Role.NEWCOMER),
    SYSTEM,
]


@pytest.fixture(scope="module")
def database() -> Iterator[Engine]:
    """One schema for all worlds; each world is rolled back."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"isolation_level": None})
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@st.composite
def leads(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "owner": draw(st.sampled_from([None, LIN, CHEN, HE])),
        "territory": draw(st.sampled_from([None, 1, 2])),
        "sandbox": draw(st.booleans()),
        "shared": draw(st.booleans()),
        "author": draw(st.sampled_from([LIN, CHEN, HE])),
        "group": draw(st.booleans()),
        "syncer": draw(st.sampled_from([LIN, CHEN, HE])),
        "heir": draw(st.sampled_from([LIN, CHEN, HE])),
        "undone": draw(st.booleans()),
    }


WORLDS = st.lists(leads(), min_size=1, max_size=4)
ANYONE = st.sampled_from(WHO)


def build(session: Session, world: list[dict[str, Any]]) -> None:
    """Two territories, seven people (林晓 reports to ZHOU, 陈默 to SUN), and whatever hangs on each drawn lead."""
    session.add_all([Territory(id=1, name="east"), Territory(id=2, name="south")])
    roles = {LIN: "rep", CHEN: "rep", ZHOU: "manager", SUN: "manager", BOSS: "owner", STEWARD: "steward", HE: "newcomer"}
    leaders = {LIN: ZHOU, CHEN: SUN}
    session.add_all(
        Person(id=who, name=str(who), role=role, home="wecom", manager_id=leaders.get(who)) for who, role in roles.items()
    )
    session.add(PersonTerritory(person_id=SUN, territory_id=2))
    for number, drawn in enumerate(world, 1):
        session.add_all(hanging(number, drawn))
    session.add_all(house_rows())
    session.flush()
    session.expunge_all()


def hanging(n: int, drawn: dict[str, Any]) -> list[Base]:
    chat_kind = "group" if drawn["group"] else "single"
    by = drawn["syncer"]
    evidence = {"message_external_id": "m", "start": 0, "end": 1, "quote": "q"}
    return [
        Account(id=n, name="a", created_at=NOW),
        Contact(id=n, account_id=n, name="c"),
        ContactIdentity(platform="wecom", corp="c", external_id=str(n), contact_id=n),
        Lead(
            id=n,
            name="l",
            account_id=n,
            contact_id=n,
            owner_id=drawn["owner"],
            territory_id=drawn["territory"],
            sandbox=drawn["sandbox"],
            created_at=NOW,
            last_activity_at=NOW,
        ),
        Opportunity(id=n, lead_id=n, created_at=NOW),
        LeadTag(lead_id=n, tag="t", at=NOW),
        Milestone(id=n, lead_id=n, kind="k", at=NOW),
        NextStep(id=n, lead_id=n, what="w"),
        Insight(id=n, lead_id=n, kind="product", text="i", at=NOW),
        Note(id=n, lead_id=n, author_id=drawn["author"], text="n", shared=drawn["shared"], at=NOW),
        Conversation(id=n, platform="p", corp="c", external_id=str(n), kind=chat_kind, lead_id=n, owner_id=by),
        Draft(id=n, sync_id=str(n), conversation_id=n, rep_id=by, lead_id=n, summary="s", created_at=NOW, newest_at=NOW),
        DraftLine(id=2 * n, draft_id=n, field="f", value={}, shown="", **evidence),
        DraftLine(id=2 * n + 1, draft_id=n, field="f", value={}, shown="", **evidence),
        Sync(id=str(n), conversation_id=n, by_id=by, state="proposed", draft_id=n, started_at=NOW),
        Message(id=2 * n, external_id="1", draft_id=n, **said(n)),
        Message(id=2 * n + 1, external_id="2", **said(n)),
        Capture(id=n, key=str(n), by_id=by, source="pasted", conversation_id=n, at=NOW),
        Speaker(conversation_id=n, name="s", ours=True),
        Attachment(id=2 * n, conversation_id=n, message_external_id="1", draft_id=n, by_id=by, kind="image", at=NOW),
        Attachment(id=2 * n + 1, lead_id=n, by_id=by, kind="file", at=NOW),
        Attachment(id=200 + n, message_external_id=f"shots:{n}", draft_id=n, lead_id=n, **pictured(n, by)),
        Attachment(id=300 + n, message_external_id=f"m:{n}", draft_id=n, lead_id=n, **pictured(n, by)),
        Attachment(id=100 + n, by_id=by, kind="voice", state="given", at=NOW),
        Consent(id=n, key=str(n), contact_id=n, state="granted", channel="chat", at=NOW, entered_at=NOW),
        Handover(id=n, lead_id=n, from_id=CHEN, to_id=drawn["heir"], at=NOW, reason="moved"),
        Activity(id=n, draft_id=n, lead_id=n, by_id=by, undone_at=NOW if drawn["undone"] else None, **recorded()),
        FieldChange(id=n, activity_id=n, entity="lead", entity_id=n, field="f", old={}, new={}, draft_line_id=2 * n),
        Nudge(id=n, lead_id=n, rule="r", silent_since=NOW, at=NOW, rep_id=by, manager_id=drawn["owner"] and ZHOU),
    ]


def pictured(n: int, by: int) -> dict[str, Any]:
    return {"conversation_id": n, "by_id": by, "kind": "image", "state": "kept", "at": NOW}


def recorded() -> dict[str, Any]:
    return {"happened_at": NOW, "entered_at": NOW, "summary": "s"}


def said(n: int) -> dict[str, Any]:
    moments = {"at": NOW, "heard_at": NOW}
    return {"conversation_id": n, "by": "b", "ours": True, "kind": "text", "text": "t", "source": "archive", **moments}


def house_rows() -> list[Base]:
    return [
        Department(platform="p", corp="c", external_id="d", name="n"),
        DirectoryMember(platform="p", corp="c", external_id="m", name="n", state="active", seen_at=NOW),
        Following(platform="p", corp="c", customer_id="k", member_id="m", since=NOW),
        Archived(seq=1, msgid="m", chat="a/b", at=NOW, key_version=1, sealed_key="k", sealed="s"),
        Progress(name="archive", value="1", at=NOW),
        Inbox(id="e", kind="k", body={}, heard_at=NOW, not_before=NOW),
        Outbox(key="k", card_key="c", kind="post", to={}, card={}, created_at=NOW, not_before=NOW),
        Said(card_key="c", platform="p", token="t", handle={}, to={}, kind="k", at=NOW),
        Decision(kind="k", subject="s", outcome="o", at=NOW),
        Audit(by_id=0, verb="v", subject="s", at=NOW),
    ]


def key_of(row: Base) -> tuple[Any, ...]:
    return tuple(inspect(row).identity or ())


def keys(session: Session, entity: type[Base]) -> set[tuple[Any, ...]]:
    """The reference: a plain list of the entity."""
    session.expunge_all()
    return {key_of(row) for row in session.scalars(select(entity))}


def every(session: Session, entity: type[Base]) -> list[tuple[Any, ...]]:
    rows = [key_of(row) for row in session.scalars(select(entity), execution_options=AS_SYSTEM)]
    session.expunge_all()
    return rows


def test_every_table_has_a_rule_or_a_reason() -> None:
    entities = {mapper.class_ for mapper in Base.registry.mappers}

    assert set(VISIBLE) | set(PUBLIC) == entities
    assert not set(VISIBLE) & set(PUBLIC)


@given(world=WORLDS, who=ANYONE)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_way_of_asking_shows_the_same_rows(database: Engine, world: list[dict[str, Any]], who: Principal) -> None:
    with PolicySession(database, info={"who": who}) as session:
        build(session, world)
        for entity in VISIBLE:
            seen = keys(session, entity)
            pk = [str(column.key) for column in inspect(entity).primary_key]
            for key in every(session, entity):
                assert (session.get(entity, key if len(key) > 1 else key[0]) is not None) == (key in seen), entity
            session.expunge_all()
            other = aliased(entity)
            assert session.scalar(select(func.count()).select_from(entity)) == len(seen), entity
            assert session.scalar(select(func.count()).select_from(other)) == len(seen), entity
            assert {key_of(row) for row in session.scalars(select(other))} == seen, entity
            columns = select(*(getattr(entity, name) for name in pk))
            assert {tuple(row) for row in session.execute(columns)} == seen, entity
            nested = columns.subquery()
            assert session.scalar(select(func.count()).select_from(nested)) == len(seen), entity
            both = select(entity, other).join(other, getattr(entity, pk[0]) == getattr(other, pk[0]))
            assert {key_of(row) for pair in session.execute(both) for row in pair} == seen, entity


@given(world=WORLDS, who=ANYONE)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_relationships_show_no_more(database: Engine, world: list[dict[str, Any]], who: Principal) -> None:
    with PolicySession(database, info={"who": who}) as session:
        build(session, world)
        contacts, drafts = keys(session, Contact), keys(session, Draft)
        expected = {(lead, (lead,) in contacts) for (lead,) in keys(session, Lead)}
        for load in (joinedload(Lead.contact), selectinload(Lead.contact), None):
            session.expunge_all()
            found = session.scalars(select(Lead).options(load) if load else select(Lead)).all()
            assert {(lead.id, lead.contact is not None) for lead in found} == expected
        for load in (joinedload(Draft.lines), selectinload(Draft.lines), None):
            session.expunge_all()
            mine = session.scalars(select(Draft).options(load) if load else select(Draft)).unique().all()
            assert {(draft.id, len(draft.lines)) for draft in mine} == {(draft, 2) for (draft,) in drafts}
        joined = session.execute(select(Lead.id, Contact.id).join(Lead.contact)).all()
        assert {(lead, True) for lead, _ in joined} == {pair for pair in expected if pair[1]}


@given(world=WORLDS, who=ANYONE)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bulk_changes_reach_no_further(database: Engine, world: list[dict[str, Any]], who: Principal) -> None:
    with PolicySession(database, info={"who": who}) as session:
        build(session, world)
        for entity, change in ((Lead, {"name": "x"}), (Note, {"text": "x"}), (Message, {"text": "x"}), (Nudge, {"rule": "x"})):
            seen = keys(session, entity)
            assert hits(session, update(entity).values(change)) == len(seen)
        for gone in (FieldChange, DraftLine, LeadTag, Milestone, NextStep, Insight, Opportunity, Audit):
            seen, total = keys(session, gone), len(every(session, gone))
            assert hits(session, delete(gone)) == len(seen)
            assert len(every(session, gone)) == total - len(seen)


def hits(session: Session, statement: Update | Delete) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount


@given(world=WORLDS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_sandwich(database: Engine, world: list[dict[str, Any]]) -> None:
    """PRM-01…03, told once more in Python and compared."""
    with PolicySession(database, info={"who": SYSTEM}) as session:
        build(session, world)
        drawn = dict(enumerate(world, 1))
        for who in WHO:
            session.info["who"] = who
            mine = {n for n, lead in drawn.items() if sees_lead(who, lead)}
            words = mine if who.role in (Role.REP, Role.NEWCOMER, Role.SYSTEM) else set()
            assert keys(session, Lead) == {(n,) for n in mine}
            assert keys(session, Account) == {(n,) for n in mine}
            assert keys(session, Contact) == keys(session, Opportunity) == keys(session, Activity) == {(n,) for n in words}
            assert keys(session, Note) == {(n,) for n, lead in drawn.items() if sees_note(who, lead, n in mine)}
            if who.role in (Role.MANAGER, Role.OWNER, Role.STEWARD):
                assert keys(session, Message) == keys(session, Draft) == keys(session, Conversation) == set()


@given(world=WORLDS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_a_customer_handed_over_the_words_that_became_the_record_go_along(
    database: Engine, world: list[dict[str, Any]]
) -> None:
    """Told once more in Python: one's own drafts' lines; of a customer that was handed to oneself the confirmed line alone."""
    with PolicySession(database, info={"who": SYSTEM}) as session:
        build(session, world)
        for who in WHO:
            session.info["who"] = who
            own = {line for (draft,) in keys(session, Draft) for line in (2 * draft, 2 * draft + 1)}
            handed = {2 * n for n, lead in enumerate(world, 1) if hears_of(who, lead)}
            assert keys(session, DraftLine) == {(line,) for line in own | handed}


@given(world=WORLDS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_screenshots_of_a_chat_are_for_those_who_see_its_messages_and_files_go_with_the_customer(
    database: Engine, world: list[dict[str, Any]]
) -> None:
    """Told once more in Python: they show the chat's words, whomever the customer was given to."""
    with PolicySession(database, info={"who": SYSTEM}) as session:
        build(session, world)
        for who in WHO:
            session.info["who"] = who
            own = {200 + draft for (draft,) in keys(session, Draft)}
            words = who.role in (Role.REP, Role.NEWCOMER, Role.SYSTEM)
            files = {300 + n for n, lead in enumerate(world, 1) if words and sees_lead(who, lead)}
            assert {key for (key,) in keys(session, Attachment) if key > 200} == own | files


def hears_of(who: Principal, lead: dict[str, Any]) -> bool:
    return who.role is Role.REP and lead["heir"] == who.person_id and sees_lead(who, lead) and not lead["undone"]


def sees_lead(who: Principal, lead: dict[str, Any]) -> bool:
    reports = {ZHOU: {LIN}, SUN: {CHEN}}.get(who.person_id, set())
    match who.role:
        case Role.REP:
            return not lead["sandbox"] and lead["owner"] == who.person_id
        case Role.MANAGER:
            return not lead["sandbox"] and (lead["territory"] in who.territories or lead["owner"] in reports)
        case Role.NEWCOMER:
            return bool(lead["sandbox"])
        case Role.STEWARD:
            return not lead["sandbox"]
        case role:
            return role is Role.SYSTEM


def sees_note(who: Principal, lead: dict[str, Any], mine: bool) -> bool:
    author = lead["author"] == who.person_id
    match who.role:
        case Role.REP:
            return author or (lead["shared"] and mine)
        case Role.NEWCOMER:
            return mine and (author or lead["shared"])
        case Role.MANAGER:
            return mine and lead["shared"]
        case role:
            return role is Role.SYSTEM


def test_nobody_asks_and_nobody_is_answered(database: Engine) -> None:
    with PolicySession(database) as session:
        with pytest.raises(NoPrincipal):
            session.scalars(select(Territory)).all()
        with pytest.raises(NoPrincipal):
            session.execute(update(Lead).values(name="x"))
        with pytest.raises(NoPrincipal):
            who_asks(session)
    with PolicySession(database, info={"who": WHO[0]}) as session:
        assert session.scalars(select(Territory)).all() == []


@pytest.mark.parametrize(
    ("_case", "verb", "thing", "allowed"),
    [
        ("a rep confirms her draft", Verb.CONFIRM, Draft(rep_id=LIN), {LIN}),
        ("a rep undoes her record", Verb.UNDO, Activity(by_id=CHEN), {CHEN}),
        ("a note is shared by its author", Verb.SHARE, Note(author_id=LIN), {LIN}),
        ("a note goes on one's own lead", Verb.NOTE, Lead(owner_id=LIN, sandbox=False), {LIN}),
        ("newcomers share the sandbox", Verb.NOTE, Lead(owner_id=HE, sandbox=True), {HE}),
        ("a chat is synced by its rep", Verb.SYNC, Conversation(owner_id=LIN), {LIN}),
        ("an unbound group by any rep", Verb.TAKE, Conversation(), {LIN, CHEN}),
        ("a lead is moved by managers", Verb.REASSIGN, Lead(owner_id=LIN), {ZHOU, SUN, 0}),
        ("support is offered by the one who was told", Verb.SUPPORT, Nudge(rep_id=LIN, manager_id=ZHOU), {ZHOU}),
        ("snoozing is for both who were told", Verb.SNOOZE, Nudge(rep_id=LIN, manager_id=ZHOU), {LIN, ZHOU}),
        ("the house alone nudges", Verb.NUDGE, None, {0}),
        ("totals are for owners and managers", Verb.REPORT, None, {BOSS, ZHOU, SUN}),
        ("who sees what is told to the rep", Verb.EXPLAIN, Lead(owner_id=LIN, sandbox=False), {LIN, 0}),
        ("a step of one's own lead is kept", Verb.KEEP, Lead(owner_id=LIN, sandbox=False), {LIN}),
        ("a lead is seen by the one it was given to", Verb.VIEW, Lead(owner_id=CHEN, sandbox=False), {CHEN}),
        ("a capture is settled by its maker, or dropped by the house", Verb.CAPTURE, Capture(by_id=LIN), {LIN, 0}),
        ("a consent is written down by the rep", Verb.CONSENT, Lead(owner_id=LIN, sandbox=False), {LIN, 0}),
        ("messages are left out by the draft's rep", Verb.LEAVE_OUT, Draft(rep_id=LIN), {LIN}),
        ("customers are handed over by managers", Verb.HAND_OVER, Lead(owner_id=LIN, sandbox=False), {ZHOU, SUN, 0}),
        ("the house alone follows the platform", Verb.FOLLOW, None, {0}),
        ("files are added by the rep", Verb.ATTACH, Lead(owner_id=LIN, sandbox=False), {LIN}),
        ("a group is bound by the rep of the lead", Verb.BIND, Lead(owner_id=LIN, sandbox=False), {LIN, 0}),
    ],
)
def test_who_may_do_what(_case: str, verb: Verb, thing: Base | None, allowed: set[int]) -> None:
    decisions = {who.person_id: may(who, verb, thing) for who in WHO}

    assert {who for who, decision in decisions.items() if decision.allowed} == allowed
    assert all(decision.because for decision in decisions.values())
