"""The policy (PRM-01…04): the one place that decides who may see and do what, and says why.

Reading: one rule an entity, written as SQL. `PolicySession` adds the rules of `session.info["who"]` to every SELECT,
UPDATE and DELETE made of entities, so a list, a count, a join and an `open` cannot disagree.
Rules reach other tables by `IN (select … from <table> AS …)`: a correlated EXISTS collapses when its table is outside too.
Writing: `may(who, verb, thing)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    event,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.orm.util import LoaderCriteriaOption

from crm_core import tables as t
from crm_core.errors import NoPrincipal
from crm_core.people import GONE, SYSTEM, Principal, Role

AS_SYSTEM: dict[str, Any] = {"suilu_who": SYSTEM}
"""Execution options of the few statements that the door makes for the house itself, each with its purpose beside it."""


class PolicySession(Session):
    """A session that shows its principal (`info["who"]`) what that one may see. Without one it shows nothing: it raises."""


def who_asks(session: Session) -> Principal:
    """Raises NoPrincipal when nobody was named."""
    who = session.info.get("who")
    if not isinstance(who, Principal):
        raise NoPrincipal("a read without a principal")
    return who


def install(session_class: type[Session]) -> None:
    """Put the policy on a session class (a test's own, say). `PolicySession` has it."""
    event.listen(session_class, "do_orm_execute", _add_rules)


def _add_rules(state: ORMExecuteState) -> None:
    who = state.execution_options.get("suilu_who") or who_asks(state.session)
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(*_options(who))


install(PolicySession)


# --- who sees what ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asker:
    """A principal as the rules' SQL knows it. Its values are two parameters, the same wherever a statement holds them."""

    role: Role
    me: BindParameter[int]
    areas: BindParameter[Any]

    @classmethod
    def of(cls, who: Principal) -> _Asker:
        areas = bindparam("areas", sorted(who.territories), Integer, expanding=True, unique=True)
        return cls(who.role, bindparam("me", who.person_id, Integer, unique=True), areas)


Rule = Callable[[Any, _Asker], ColumnElement[bool]]
"""(row, who) → which rows. `row`: the entity, an alias of it, or the columns of an alias of its table."""

_WORDS = (Role.REP, Role.NEWCOMER)
"""Those who see what was said, on the leads that are theirs."""
_ROWS = (Role.REP, Role.NEWCOMER, Role.MANAGER)


def _lead_rows(lead: Any, who: _Asker) -> ColumnElement[bool]:
    match who.role:
        case Role.REP:
            return and_(lead.owner_id == who.me, lead.sandbox.is_(False))
        case Role.NEWCOMER:
            return and_(lead.sandbox.is_(True))
        case Role.MANAGER:
            report = t.Person.__table__.alias()
            reports = select(report.c.id).where(report.c.manager_id == who.me)
            return and_(lead.sandbox.is_(False), or_(lead.territory_id.in_(who.areas), lead.owner_id.in_(reports)))
        case Role.STEWARD:
            return and_(lead.sandbox.is_(False))
        case _:
            return false()


def _leads(who: _Asker, column: str = "id") -> Select[Any]:
    lead = t.Lead.__table__.alias()
    return select(lead.c[column]).where(_lead_rows(lead.c, who))


def _on_lead(*roles: Role) -> Rule:
    """What hangs on a lead, for those roles that see such a lead."""
    return lambda row, who: row.lead_id.in_(_leads(who)) if who.role in roles else false()


def _accounts(account: Any, who: _Asker) -> ColumnElement[bool]:
    return account.id.in_(_leads(who, "account_id")) if who.role in (*_ROWS, Role.STEWARD) else false()


def _contacts(column: str) -> Rule:
    return lambda row, who: getattr(row, column).in_(_leads(who, "contact_id")) if who.role in _WORDS else false()


def _field_changes(change: Any, who: _Asker) -> ColumnElement[bool]:
    activity = t.Activity.__table__.alias()
    ids = select(activity.c.id).where(activity.c.lead_id.in_(_leads(who)))
    return change.activity_id.in_(ids) if who.role in _WORDS else false()


def _notes(note: Any, who: _Asker) -> ColumnElement[bool]:
    """「仅本人可见」 until the author ticks (PRM-03)."""
    on_mine = note.lead_id.in_(_leads(who))
    match who.role:
        case Role.REP:
            return or_(note.author_id == who.me, and_(note.shared.is_(True), on_mine))
        case Role.NEWCOMER:
            return and_(or_(note.author_id == who.me, note.shared.is_(True)), on_mine)
        case Role.MANAGER:
            return and_(note.shared.is_(True), on_mine)
        case _:
            return false()


def _conversations(chat: Any, who: _Asker) -> ColumnElement[bool]:
    """One's own chats; a group that is bound to a lead goes with the lead."""
    if who.role == Role.NEWCOMER:
        return and_(chat.lead_id.in_(_leads(who)))
    own = and_(chat.owner_id == who.me, or_(chat.kind != "group", chat.lead_id.is_(None)))
    deal_group = and_(chat.kind == "group", chat.lead_id.in_(_leads(who)))
    return or_(own, deal_group) if who.role == Role.REP else false()


def _own(by: str) -> Rule:
    """What oneself made of a chat; a newcomer only inside the sandbox."""

    def rule(row: Any, who: _Asker) -> ColumnElement[bool]:
        mine = getattr(row, by) == who.me
        if who.role == Role.REP:
            return and_(mine)
        chat = t.Conversation.__table__.alias()
        chats = select(chat.c.id).where(_conversations(chat.c, who))
        return and_(mine, row.conversation_id.in_(chats)) if who.role == Role.NEWCOMER else false()

    return rule


def _mine(by: str) -> Rule:
    """What oneself made, whatever chat it will belong to."""
    return lambda row, who: and_(getattr(row, by) == who.me) if who.role in _WORDS else false()


_drafts = _own("rep_id")


def _own_drafts(who: _Asker) -> Select[Any]:
    draft = t.Draft.__table__.alias()
    return select(draft.c.id).where(_drafts(draft.c, who))


def _handed_words(who: _Asker) -> Select[Any]:
    """Of a customer that was handed over (交接) to oneself, and is one's own: the lines that became part of a standing record.

    Not the other lines of those drafts, nor the drafts, nor the messages.
    """
    change, activity, given = (table.__table__.alias() for table in (t.FieldChange, t.Activity, t.Handover))
    handed = select(given.c.lead_id).where(given.c.to_id == who.me)
    standing = select(activity.c.id).where(
        activity.c.undone_at.is_(None), activity.c.lead_id.in_(_leads(who)), activity.c.lead_id.in_(handed)
    )
    return select(change.c.draft_line_id).where(change.c.draft_line_id.is_not(None), change.c.activity_id.in_(standing))


def _draft_lines(line: Any, who: _Asker) -> ColumnElement[bool]:
    if who.role not in _WORDS:
        return false()
    own = line.draft_id.in_(_own_drafts(who))
    return or_(own, line.id.in_(_handed_words(who))) if who.role == Role.REP else and_(own)


def _messages(message: Any, who: _Asker) -> ColumnElement[bool]:
    """Those of one's own drafts, and those that a dropped or undone draft gave back to one's own chat."""
    chat = t.Conversation.__table__.alias()
    own_chats = select(chat.c.id).where(chat.c.owner_id == who.me, _conversations(chat.c, who))
    given_back = and_(message.draft_id.is_(None), message.conversation_id.in_(own_chats))
    return or_(message.draft_id.in_(_own_drafts(who)), given_back) if who.role in _WORDS else false()


def _speakers(speaker: Any, who: _Asker) -> ColumnElement[bool]:
    chat = t.Conversation.__table__.alias()
    chats = select(chat.c.id).where(_conversations(chat.c, who))
    return speaker.conversation_id.in_(chats) if who.role in _WORDS else false()


def _attachments(file: Any, who: _Asker) -> ColumnElement[bool]:
    """As the messages that they came with; once confirmed, or added by hand, as what hangs on the lead; and what oneself gave
    to the bot and has named no customer for. A chat's screenshots show its words: they stay the draft's, as messages do."""
    if who.role not in _WORDS:
        return false()
    shows_words = shows_a_chat(file)
    own = file.draft_id.in_(_own_drafts(who))
    nobodys = and_(file.draft_id.is_(None), file.by_id == who.me)
    alone = and_(file.lead_id.is_(None), or_(own, nobodys))
    return or_(and_(shows_words, own), and_(not_(shows_words), or_(file.lead_id.in_(_leads(who)), alone)))


def shows_a_chat(file: Any) -> ColumnElement[bool]:
    """Whether this attachment is a screenshot of a chat."""
    shows: ColumnElement[bool] = func.coalesce(file.message_external_id, "").startswith(t.SHOTS)
    return shows


def _handovers(row: Any, who: _Asker) -> ColumnElement[bool]:
    """The successor's own, and those of leads that one sees."""
    return or_(row.to_id == who.me, row.lead_id.in_(_leads(who))) if who.role in _ROWS else false()


def _nudges(nudge: Any, who: _Asker) -> ColumnElement[bool]:
    """Those addressed to oneself, and those about one's own lead."""
    match who.role:
        case Role.REP:
            return or_(nudge.rep_id == who.me, nudge.lead_id.in_(_leads(who)))
        case Role.MANAGER:
            return and_(nudge.manager_id == who.me)
        case _:
            return false()


def _house_only(_row: Any, _who: _Asker) -> ColumnElement[bool]:
    return false()


PUBLIC: dict[type[t.Base], str] = {
    t.Territory: "names of areas",
    t.Team: "names of teams",
    t.Person: "colleagues' names, roles and reporting lines: the organisation's own address book",
    t.PersonTerritory: "who answers for which area",
    t.PlatformAccount: "where a colleague is reached",
}
"""Entities that every principal may read, and why."""

VISIBLE: dict[type[t.Base], Rule] = {
    t.Lead: _lead_rows,
    t.Account: _accounts,
    t.Contact: _contacts("id"),
    t.ContactIdentity: _contacts("contact_id"),
    t.LeadTag: _on_lead(*_ROWS),
    t.Opportunity: _on_lead(*_WORDS),
    t.Milestone: _on_lead(*_WORDS),
    t.NextStep: _on_lead(*_WORDS),
    t.Insight: _on_lead(*_WORDS),
    t.Activity: _on_lead(*_WORDS),
    t.FieldChange: _field_changes,
    t.Note: _notes,
    t.Conversation: _conversations,
    t.Message: _messages,
    t.Sync: _own("by_id"),
    t.Draft: _drafts,
    t.DraftLine: _draft_lines,
    t.Nudge: _nudges,
    t.Capture: _mine("by_id"),
    t.Speaker: _speakers,
    t.Attachment: _attachments,
    t.Consent: _contacts("contact_id"),
    t.Handover: _handovers,
    t.Following: _house_only,
    t.Department: _house_only,
    t.DirectoryMember: _house_only,
    t.Archived: _house_only,
    t.Progress: _house_only,
    t.Inbox: _house_only,
    t.Outbox: _house_only,
    t.Said: _house_only,
    t.Decision: _house_only,
    t.Audit: _house_only,
}
"""Entities with a rule. The house itself (SYSTEM) has none and sees all."""


class _Visible(LoaderCriteriaOption):
    """One entity's rule, written anew for each alias it meets.

    A ready expression would be moved to the alias by SQLAlchemy, which leaves out aliases that are joined: those leaked.
    """

    def __init__(self, entity: type[t.Base], who: _Asker) -> None:
        super().__init__(entity, false(), include_aliases=True)  # propagate_to_loaders: else joinedload leaks
        self.rule, self.who = VISIBLE[entity], who
        self.deferred_where_criteria = True
        self.where_criteria: Any = self

    def _resolve_with_args(self, row: Any) -> ColumnElement[bool]:
        return self.rule(row, self.who)


class _Rules(CriteriaOption):
    """All rules of one principal as one option of a statement, with a share of its cache key that costs nothing.

    As options of their own they cost a statement five times its own time: SQLAlchemy walks them all for the key. The role
    is the key, for it alone shapes the SQL; who asks are its parameters.
    """

    propagate_to_loaders = False  # later loads come through the hook themselves

    def __init__(self, who: Principal) -> None:
        self._who = _Asker.of(who)
        self._parts = [_Visible(entity, self._who) for entity in VISIBLE]

    def _gen_cache_key(self, _anon_map: Any, bindparams: list[Any]) -> tuple[Any, ...]:
        bindparams += (self._who.me, self._who.areas)
        return (_Rules, self._who.role)

    def process_compile_state(self, compile_state: Any) -> None:
        self.get_global_criteria(compile_state.global_attributes)

    def process_compile_state_replaced_entities(self, compile_state: Any, _entities: Any) -> None:
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        for part in self._parts:
            part.get_global_criteria(attributes)


@lru_cache(maxsize=4096)
def _options(who: Principal) -> tuple[_Rules, ...]:
    return () if who.role == Role.SYSTEM else (_Rules(who),)


def sees_words(who: Principal) -> bool:
    """Whether this role is shown what was said and agreed (contacts, amounts, activities), where it sees a lead at all."""
    return who.role in (*_WORDS, Role.SYSTEM)


# --- who may do what --------------------------------------------------------------------------------------------------


class Verb(StrEnum):
    SYNC = "sync"
    TAKE = "take"
    """Sync a group that belongs to no deal yet."""
    CHOOSE = "choose"
    CONFIRM = "confirm"
    DROP = "drop"
    UNDO = "undo"
    NOTE = "note"
    SHARE = "share"
    BIND = "bind"
    REASSIGN = "reassign"
    SUPPORT = "support"
    SNOOZE = "snooze"
    NUDGE = "nudge"
    REPORT = "report"
    EXPLAIN = "explain"
    KEEP = "keep"
    """Say that a next step is done."""
    VIEW = "view"
    """Say that one has seen a lead that was given to oneself."""
    CAPTURE = "capture"
    """Say whose words a capture's are, and what of it counts."""
    CONSENT = "consent"
    """Write down what a customer said to being recorded."""
    LEAVE_OUT = "leave_out"
    """Take messages out of an open draft, or a chat out of syncing for good."""
    HAND_OVER = "hand_over"
    """Give a rep's customers to a successor."""
    FETCH = "fetch"
    """Bring in the files that came along, and forget those that nobody needs."""
    ATTACH = "attach"
    """Put a file on a lead, take it from there, say what it proves."""
    DIRECTORY = "directory"
    """Read what platforms say of the organisation's people, and bring the record up to date."""
    FOLLOW = "follow"
    """Keep what a platform says of who serves whom, and of its own hand-overs."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`because` is a word for the log and the catalog, whether allowed or not."""

    allowed: bool
    because: str


def may(who: Principal, verb: Verb, thing: object) -> Decision:
    """Whether `who` may do `verb` to `thing`, an entity that `who` can see already (None: nothing in particular)."""
    return _MAY[verb](who, thing)


def _yes_if(allowed: bool, because: str, otherwise: str) -> Decision:
    return Decision(allowed, because if allowed else otherwise)


def _its_rep(who: Principal, thing: object) -> Decision:
    """One's own lead, draft, record, note or chat. In the sandbox every newcomer may touch every lead."""
    if isinstance(thing, t.Lead) and who.role == Role.NEWCOMER:
        return _yes_if(thing.sandbox, "sandbox", "outside_sandbox")
    own = who.role in _WORDS and _rep_of(thing) == who.person_id
    return _yes_if(own, "own", "not_yours")


def _rep_of(thing: object) -> int | None:
    match thing:
        case t.Lead() | t.Conversation():
            return thing.owner_id
        case t.Draft():
            return thing.rep_id
        case t.Activity() | t.Capture() | t.Attachment():
            return thing.by_id
        case t.Note():
            return thing.author_id
        case _:
            return None


def _its_rep_or_house(who: Principal, thing: object) -> Decision:
    return Decision(True, "house") if who.role == Role.SYSTEM else _its_rep(who, thing)


def _manager(who: Principal, _thing: object) -> Decision:
    """A manager, on a lead that the policy shows (so: in the territory, or a direct report's)."""
    return _yes_if(who.role in (Role.MANAGER, Role.SYSTEM), "manager", "managers_only")


def _its_manager(who: Principal, thing: object) -> Decision:
    mine = isinstance(thing, t.Nudge) and who.role == Role.MANAGER and thing.manager_id == who.person_id
    return _yes_if(mine, "manager", "managers_only")


def _addressed(who: Principal, thing: object) -> Decision:
    mine = isinstance(thing, t.Nudge) and who.person_id in (thing.rep_id, thing.manager_id) and who.role in _ROWS
    return _yes_if(mine, "addressed", "not_yours")


def _house(who: Principal, _thing: object) -> Decision:
    return _yes_if(who.role == Role.SYSTEM, "house", "house_only")


def _reps(who: Principal, _thing: object) -> Decision:
    return _yes_if(who.role == Role.REP, "rep", "reps_only")


def _totals(who: Principal, _thing: object) -> Decision:
    return _yes_if(who.role in (Role.OWNER, Role.MANAGER), "totals", "owners_and_managers_only")


_MAY: dict[Verb, Callable[[Principal, object], Decision]] = {
    Verb.SYNC: _its_rep,
    Verb.TAKE: _reps,
    Verb.CHOOSE: _its_rep,
    Verb.CONFIRM: _its_rep,
    Verb.DROP: _its_rep,
    Verb.UNDO: _its_rep,
    Verb.NOTE: _its_rep,
    Verb.SHARE: _its_rep,
    Verb.BIND: _its_rep_or_house,
    Verb.REASSIGN: _manager,
    Verb.SUPPORT: _its_manager,
    Verb.SNOOZE: _addressed,
    Verb.NUDGE: _house,
    Verb.REPORT: _totals,
    Verb.EXPLAIN: _its_rep_or_house,
    Verb.KEEP: _its_rep,
    Verb.VIEW: _its_rep,
    Verb.CAPTURE: _its_rep_or_house,
    Verb.CONSENT: _its_rep_or_house,
    Verb.LEAVE_OUT: _its_rep,
    Verb.HAND_OVER: _manager,
    Verb.ATTACH: _its_rep,
    Verb.FETCH: _house,
    Verb.DIRECTORY: _house,
    Verb.FOLLOW: _house,
}


# --- who sees which part of a lead, and why (我的数据主权) ----------------------------------------------------------------

PARTS: dict[str, tuple[type[t.Base], Callable[[int], ColumnElement[bool]]]] = {
    "lead": (t.Lead, lambda lead_id: t.Lead.id == lead_id),
    "tags": (t.LeadTag, lambda lead_id: t.LeadTag.lead_id == lead_id),
    "amounts": (t.Opportunity, lambda lead_id: t.Opportunity.lead_id == lead_id),
    "activities": (t.Activity, lambda lead_id: t.Activity.lead_id == lead_id),
    "next_steps": (t.NextStep, lambda lead_id: t.NextStep.lead_id == lead_id),
    "insights": (t.Insight, lambda lead_id: t.Insight.lead_id == lead_id),
    "notes": (t.Note, lambda lead_id: t.Note.lead_id == lead_id),
    "drafts": (t.Draft, lambda lead_id: t.Draft.lead_id == lead_id),
}

BECAUSE: dict[Role, str] = {
    Role.REP: "customer's rep, or the words are their own",
    Role.MANAGER: "answers for this rep or this territory: no words, except notes the author shared",
    Role.STEWARD: "looks for duplicates",
    Role.NEWCOMER: "sandbox",
}


def explain(session: Session, lead_id: int) -> list[tuple[str, str, str]]:
    """(person, part, because) for each part of the lead that holds something: found by asking as each of them."""
    people = session.scalars(select(t.Person).where(t.Person.status.not_in(GONE)).order_by(t.Person.id)).all()
    answered_for = session.execute(select(t.PersonTerritory.person_id, t.PersonTerritory.territory_id)).all()
    seen: list[tuple[str, str, str]] = []
    for person in people:
        territories = frozenset(area for who, area in answered_for if who == person.id)
        who = Principal(person.id, Role(person.role), person.name, territories, person.team_id)
        seen += [(person.name, part, BECAUSE[who.role]) for part in PARTS if _shown(session, who, part, lead_id)]
    return seen


def _shown(session: Session, who: Principal, part: str, lead_id: int) -> bool:
    entity, of_lead = PARTS[part]
    found = select(true()).select_from(entity).where(of_lead(lead_id)).limit(1)
    return session.scalar(found, execution_options={"suilu_who": who}) is not None
